//! What a person at the machine would have: console, screen, keyboard.

use std::path::PathBuf;

use async_trait::async_trait;
use serde_json::{Value, json};
use vir_conf::DomainDef;
use vir_conf::domain::device::chardev::{ChannelTarget, ChardevBackend, ChardevSource};
use vir_driver::facets::DomainConsole;
use vir_driver::{Screenshot, Stream};
use vir_types::{
    Code, Context as _, DomainChannelFlags, DomainConsoleFlags, DomainKey, KeycodeSet, NoFlags, Result,
};

use crate::QemuDriver;
use crate::monitor::{CHANGE, QUERY};
use crate::shared::error;
use crate::terminal::Place;
use crate::vm::start::refused;

/// The most keys that are pressed at once.
const KEYS_MAX: usize = 16;

/// The host's end of a character device, if a client can be connected to it.
fn place(source: &ChardevSource, what: &str) -> Result<Place> {
    match &source.backend {
        ChardevBackend::Pty(pty) => {
            let path = pty
                .path
                .as_ref()
                .ok_or_else(|| error(Code::OPERATION_FAILED, "PTY device is not yet assigned"))?;
            Ok(Place::Terminal(PathBuf::from(path)))
        }
        ChardevBackend::Unix(unix) => {
            let path = unix
                .path
                .as_ref()
                .ok_or_else(|| error(Code::INTERNAL_ERROR, format!("{what} has no socket")))?;
            Ok(Place::Socket(PathBuf::from(path)))
        }
        _ => Err(error(Code::INTERNAL_ERROR, format!("{what} is not using a PTY or UNIX socket"))),
    }
}

/// The console that a name means: without one, the first there is.
fn console<'a>(live: &'a DomainDef, name: Option<&str>) -> Result<(&'a str, &'a ChardevSource)> {
    let devices = &*live.devices;
    let consoles = devices.consoles.iter().map(|it| (&it.info, &it.source));
    let serials = devices.serials.iter().map(|it| (&it.info, &it.source));
    let parallels = devices.parallels.iter().map(|it| (&it.info, &it.source));
    let mut all = consoles.chain(serials).chain(parallels);
    let found = all.find(|(info, _)| name.is_none() || info.alias.as_deref() == name);
    let named = found.and_then(|(info, source)| Some((info.alias.as_deref()?, source)));
    named.ok_or_else(|| {
        let text = format!("cannot find console device '{}'", name.unwrap_or("default"));
        error(Code::INTERNAL_ERROR, text)
    })
}

#[async_trait]
impl DomainConsole for QemuDriver {
    /// Several clients may look at one console and type on it. `SAFE` wants to be the only one, `FORCE` sends
    /// the others away. Since: 0.8.6.
    async fn domain_open_console(
        &self,
        dom: &DomainKey,
        dev_name: Option<&str>,
        flags: DomainConsoleFlags,
    ) -> Result<Stream> {
        flags.allow(DomainConsoleFlags::FORCE | DomainConsoleFlags::SAFE)?;
        let view = self.shared.find(dom)?.view();
        let run = view.running()?.clone();
        let live = view.current()?;
        let (alias, source) = console(live, dev_name)?;
        let place = place(source, &format!("character device {alias}"))?;
        let (alone, force) =
            (flags.contains(DomainConsoleFlags::SAFE), flags.contains(DomainConsoleFlags::FORCE));
        run.terminals.open(alias, &place, alone && !force, force).await
    }

    /// Since: 1.0.2.
    async fn domain_open_channel(
        &self,
        dom: &DomainKey,
        name: Option<&str>,
        flags: DomainChannelFlags,
    ) -> Result<Stream> {
        flags.allow(DomainChannelFlags::FORCE)?;
        let view = self.shared.find(dom)?.view();
        let run = view.running()?.clone();
        let live = view.current()?;
        let channel = live.devices.channels.iter().find(|channel| {
            let ChannelTarget::Virtio(target) = &channel.target else { return false };
            name.is_none() || channel.info.alias.as_deref() == name || target.name.as_deref() == name
        });
        let channel = channel.ok_or_else(|| {
            error(Code::INTERNAL_ERROR, format!("cannot find channel {}", name.unwrap_or("default")))
        })?;
        let alias = channel.info.alias.as_deref().unwrap_or_default();
        let place = place(&channel.source, &format!("channel {alias}"))?;
        run.terminals.open(alias, &place, true, flags.contains(DomainChannelFlags::FORCE)).await
    }

    /// Since: 0.9.2.
    async fn domain_screenshot(&self, dom: &DomainKey, screen: u32, flags: NoFlags) -> Result<Screenshot> {
        flags.allow(NoFlags::empty())?;
        let vm = self.shared.find(dom)?;
        self.change(vm, "domain_screenshot", async move |shared, vm| {
            let view = vm.view();
            let run = view.running()?.clone();
            let videos = &view.current()?.devices.videos;
            let video = videos.first().and_then(|video| video.info.alias.clone());
            let Some(video) = video else {
                return Err(error(Code::INTERNAL_ERROR, "no screens to take screenshot from"));
            };
            let at = usize::try_from(screen).unwrap_or(usize::MAX);
            let device = match (at, videos.get(at)) {
                (0, _) => video.clone(),
                (_, Some(other)) => other.info.alias.clone().unwrap_or(video.clone()),
                _ => return Err(error(Code::INVALID_ARG, "no such screen")),
            };
            let path = run.folders.private.join(format!("screenshot-{}.ppm", shared.next_scratch()));
            let shown = path.to_string_lossy().into_owned();
            let arguments = json!({"filename": shown, "device": device, "head": 0});
            let taken = run.monitor.execute("screendump", arguments, CHANGE).await;
            taken.map_err(|why| refused(&view.name, &why))?;
            let read = tokio::task::spawn_blocking(move || {
                let read = std::fs::read(&path);
                let _ = std::fs::remove_file(&path);
                read
            });
            let read = read.await.map_err(|failed| error(Code::INTERNAL_ERROR, failed.to_string()))?;
            let bytes = read.context(Code::SYSTEM_ERROR, || "unable to read the screenshot".to_owned())?;
            Ok(Screenshot::new(
                Some("image/x-portable-pixmap".to_owned()),
                crate::terminal::bytes_stream(bytes.into()),
            ))
        })
        .await
    }

    /// Since: 0.9.3.
    async fn domain_send_key(
        &self,
        dom: &DomainKey,
        codeset: KeycodeSet,
        holdtime_ms: u32,
        keycodes: &[u32],
        flags: NoFlags,
    ) -> Result<()> {
        flags.allow(NoFlags::empty())?;
        if keycodes.is_empty() || keycodes.len() > KEYS_MAX {
            return Err(error(
                Code::INVALID_ARG,
                format!("nkeycodes {} is not from 1 to {KEYS_MAX}", keycodes.len()),
            ));
        }
        let keys =
            keycodes.iter().map(|code| crate::keys::to_qemu(codeset, *code)).collect::<Result<Vec<_>>>()?;
        let vm = self.shared.find(dom)?;
        self.change(vm, "domain_send_key", async move |_, vm| {
            let view = vm.view();
            let run = view.running()?;
            let keys: Vec<Value> = keys.iter().map(|key| json!({"type": "number", "data": key})).collect();
            let mut arguments = json!({ "keys": keys });
            if holdtime_ms > 0
                && let Some(object) = arguments.as_object_mut()
            {
                object.insert("hold-time".to_owned(), json!(holdtime_ms));
            }
            let sent = run.monitor.execute("send-key", arguments, CHANGE).await;
            sent.map(drop).map_err(|why| refused(&view.name, &why))
        })
        .await
    }

    /// Since: 0.9.2.
    async fn domain_inject_nmi(&self, dom: &DomainKey, flags: NoFlags) -> Result<()> {
        flags.allow(NoFlags::empty())?;
        let vm = self.shared.find(dom)?;
        self.change(vm, "domain_inject_nmi", async move |_, vm| {
            let view = vm.view();
            let run = view.running()?;
            let injected = run.monitor.execute("inject-nmi", Value::Null, QUERY).await;
            injected.map(drop).map_err(|why| refused(&view.name, &why))
        })
        .await
    }
}
