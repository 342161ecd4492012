//! Where the host's ends of character devices are.

use std::collections::HashMap;

use serde_json::Value;
use vir_conf::DomainDef;
use vir_conf::domain::device::chardev::{ChardevBackend, ChardevSource};

fn sources_mut(def: &mut DomainDef) -> impl Iterator<Item = (Option<&str>, &mut ChardevSource)> {
    let devices = &mut *def.devices;
    let serials = devices.serials.iter_mut().map(|it| (&it.info, &mut it.source));
    let parallels = devices.parallels.iter_mut().map(|it| (&it.info, &mut it.source));
    let channels = devices.channels.iter_mut().map(|it| (&it.info, &mut it.source));
    let consoles = devices.consoles.iter_mut().map(|it| (&it.info, &mut it.source));
    let all = serials.chain(parallels).chain(channels).chain(consoles);
    all.map(|(info, source)| (info.alias.as_deref(), source))
}

/// Where a guest's character devices are logged.
pub(crate) fn logs(def: &DomainDef) -> impl Iterator<Item = &str> {
    let devices = &*def.devices;
    let serials = devices.serials.iter().map(|it| &it.source);
    let parallels = devices.parallels.iter().map(|it| &it.source);
    let channels = devices.channels.iter().map(|it| &it.source);
    let consoles = devices.consoles.iter().map(|it| &it.source);
    let all = serials.chain(parallels).chain(channels).chain(consoles);
    all.filter_map(|source| source.log.as_ref()?.file.as_deref())
}

/// Takes the paths of pseudo-terminals from an emulator's list of its character devices.
pub(crate) fn learn_paths(def: &mut DomainDef, chardevs: &Value) {
    let listed = chardevs.as_array().into_iter().flatten().filter_map(|one| {
        let path = one.get("filename")?.as_str()?.strip_prefix("pty:")?;
        Some((one.get("label")?.as_str()?, path))
    });
    let paths: HashMap<&str, &str> = listed.collect();
    for (alias, source) in sources_mut(def) {
        let found = alias.and_then(|alias| paths.get(format!("char{alias}").as_str()));
        if let (ChardevBackend::Pty(pty), Some(path)) = (&mut source.backend, found) {
            pty.path = Some((*path).to_owned());
        }
    }
}
