//! Which part of the host a guest gets: what a client changes in the definitions, and in the guest that runs.

pub(crate) mod iothreads;
pub(crate) mod other;
pub(crate) mod pins;
pub(crate) mod shares;
pub(crate) mod throttle;

use std::sync::Arc;

use vir_conf::DomainDef;
use vir_conf::bitmap::CpuSet;
use vir_hypervisor::Affected;
use vir_types::{Affect, Code, DomainEvent, DomainEventKind, Result, TypedParameterFlags, TypedParams};

use crate::host::sys::{SYSTEM, Sys};
use crate::host::topology;
use crate::shared::{Shared, error};
use crate::vm::{Run, Vm};

/// Which of the two definitions is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which {
    Live,
    Config,
}

impl Shared {
    /// Changes what a guest runs with, what it starts with, or both, where nothing but the definitions changes.
    /// The caller has the turn.
    pub(crate) async fn change_definitions(
        &self,
        vm: &Vm,
        flags: Affect,
        change: impl Fn(&mut DomainDef, Which) -> Result<()>,
    ) -> Result<Affected> {
        self.tune(vm, flags, change, async |_, _| Ok(())).await
    }

    /// Changes what a guest runs with, what it starts with, or both: both are checked first, then the running
    /// guest is changed by `act`, which gets what it shall run with. The caller has the turn.
    pub(crate) async fn tune<F>(
        &self,
        vm: &Vm,
        flags: Affect,
        change: impl Fn(&mut DomainDef, Which) -> Result<()>,
        act: impl FnOnce(Arc<Run>, Arc<DomainDef>) -> F,
    ) -> Result<Affected>
    where
        F: Future<Output = Result<()>>,
    {
        let view = vm.view();
        let affected = view.affected(flags.contains(Affect::LIVE), flags.contains(Affect::CONFIG))?;
        let changed = |wanted: bool, def: Option<&Arc<DomainDef>>, which| match def.filter(|_| wanted) {
            Some(def) => {
                let mut def = (**def).clone();
                change(&mut def, which).map(|()| Some(Arc::new(def)))
            }
            None => Ok(None),
        };
        let config = changed(affected.config, view.persistent.as_ref(), Which::Config)?;
        let live = changed(affected.live, view.live.as_ref(), Which::Live)?;
        if let Some(live) = live {
            act(view.running()?.clone(), live.clone()).await?;
            vm.update(|view| view.live = Some(live));
            self.note_status(&vm.view());
        }
        if let Some(def) = config {
            self.save_definition(&def).await?;
            vm.update(|view| {
                view.updated |= view.is_active();
                view.persistent = Some(def);
            });
        }
        Ok(affected)
    }

    /// Tells what a running guest has got.
    pub(crate) fn tell_tuned(&self, vm: &Vm, params: TypedParams) {
        self.events.emit(DomainEvent::new(vm.view().key(), DomainEventKind::Tunable { params }));
    }
}

/// Refuses flags that no question about parameters has; clients say whether they know texts.
pub(crate) fn allow_asking(flags: Affect) -> Result<()> {
    let texts = Affect::from_bits(TypedParameterFlags::STRING_OKAY.bits());
    flags.allow(Affect::LIVE | Affect::CONFIG | texts)
}

/// The processors of a client's map; the lowest bit of the first byte is processor 0.
pub(crate) fn from_map(map: &[u8], what: &str) -> Result<CpuSet> {
    let bits = map.iter().flat_map(|byte| (0..8).map(move |bit| byte >> bit & 1 == 1));
    let set: CpuSet = (0..CpuSet::LIMIT).zip(bits).filter(|(_, set)| *set).map(|(cpu, _)| cpu).collect();
    if set.is_empty() {
        return Err(error(Code::INVALID_ARG, format!("Empty {what} list for pinning")));
    }
    Ok(set)
}

/// A map of so many bytes; processors beyond it are left out.
pub(crate) fn to_map(cpus: impl IntoIterator<Item = u32>, length: u32) -> Vec<u8> {
    let mut map = vec![0_u8; usize::try_from(length).unwrap_or(0)];
    for cpu in cpus {
        if let Some(byte) = usize::try_from(cpu / 8).ok().and_then(|at| map.get_mut(at)) {
            *byte |= 1 << (cpu % 8);
        }
    }
    map
}

/// The processors that the host has.
pub(crate) fn host_cpus() -> CpuSet {
    topology::online(&Sys::new(SYSTEM))
}

/// Refuses maps that a reply could not hold.
pub(crate) fn check_maps(count: u32, length: u32) -> Result<()> {
    const MOST: u64 = 8 << 20;
    if u64::from(count).saturating_mul(u64::from(length)) > MOST {
        return Err(error(Code::INVALID_ARG, format!("{count} CPU maps of {length} bytes are too large")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_go_there_and_back() {
        let set = from_map(&[0b1000_0001, 0b10], "cpu").unwrap();
        assert_eq!(set.to_string(), "0,7,9");
        assert_eq!(to_map(set.iter(), 2), [0b1000_0001, 0b10]);
        assert_eq!(to_map(set.iter(), 1), [0b1000_0001]);
        assert!(from_map(&[0, 0], "cpu").unwrap_err().message().ends_with("Empty cpu list for pinning"));
        assert!(check_maps(16_384, 2048).is_err() && check_maps(512, 512).is_ok());
    }
}
