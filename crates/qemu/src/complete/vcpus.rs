//! The order in which processors come.

use vir_conf::DomainDef;
use vir_types::{Code, Error, Result};

/// Refuses what QEMU cannot do with single processors.
pub(super) fn check(def: &DomainDef) -> Result<()> {
    let Some(vcpus) = def.individual_vcpus.as_ref() else { return Ok(()) };
    let refuse = |text: &str| Err(Error::new(Code::CONFIG_UNSUPPORTED, text));
    // Of several with its number the last counts.
    let first = vcpus.list.iter().rfind(|it| it.id == 0);
    let Some(first) = first.filter(|it| it.enabled) else { return refuse("vcpu 0 can't be offline") };
    if first.hotpluggable == Some(true) {
        return refuse("vcpu0 can't be hotpluggable");
    }
    if first.order > 1 {
        return refuse("vcpu0 must be enabled first");
    }
    let ordered = first.order != 0;
    let mut list: Vec<_> = vcpus.list.iter().collect();
    list.sort_by_key(|it| it.id);
    for (before, vcpu) in list.iter().zip(list.iter().skip(1)) {
        if vcpu.enabled && (vcpu.order != 0) != ordered {
            return refuse("all vcpus must have either set or unset order");
        }
        if vcpu.hotpluggable == Some(false) {
            if before.hotpluggable == Some(true) {
                let text = "online non-hotpluggable vcpus need to be ordered prior to hotpluggable vcpus";
                return refuse(text);
            }
            if before.order > vcpu.order {
                return refuse("online non-hotpluggable vcpus must be ordered in ascending order");
            }
        }
    }
    Ok(())
}
