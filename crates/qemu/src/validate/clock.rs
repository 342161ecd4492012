//! Clocks and timers.

use vir_conf::domain::VirtType;
use vir_conf::domain::clock::{ClockOffset, TickPolicy, TimerDef, TimerName, TimerTrack};
use vir_types::Result;

use super::{Check, refuse_if};
use crate::caps::Cap;
use crate::machine::MachineKind;

/// The last second of the year 9999.
const LAST_START: u64 = 253_402_300_799;

impl Check<'_> {
    pub(super) fn check_clock(&self) -> Result<()> {
        let Some(clock) = self.def.clock.as_deref() else { return Ok(()) };
        clock.timers.iter().try_for_each(|timer| self.check_timer(timer))?;
        refuse_if!(
            clock.offset == ClockOffset::Absolute && clock.start > LAST_START,
            "The maximum 'start' value for <clock offset='absolute'> is {LAST_START}"
        );
        Ok(())
    }

    fn check_timer(&self, timer: &TimerDef) -> Result<()> {
        let name = timer.name;
        let policy = timer.tickpolicy;
        let shown = policy.map(|policy| policy.to_string()).unwrap_or_default();
        let (virt, arch, machine) = (self.def.virt_type, self.arch(), self.machine());
        match name {
            TimerName::Platform => refuse_if!(true, "unsupported timer type (name) '{name}'"),
            TimerName::Tsc | TimerName::Kvmclock | TimerName::Hypervclock => refuse_if!(
                !self.is_x86() && timer.present == Some(true),
                "Configuring the '{name}' timer is not supported for virtType={virt} arch={arch} machine={machine} guests"
            ),
            TimerName::Rtc => {
                if let Some(track @ TimerTrack::Boot) = timer.track {
                    refuse_if!(true, "unsupported rtc timer track '{track}'");
                }
                refuse_if!(
                    matches!(policy, Some(TickPolicy::Merge | TickPolicy::Discard)),
                    "unsupported rtc timer tickpolicy '{shown}'"
                );
            }
            TimerName::Pit => {
                let catchup = policy == Some(TickPolicy::Catchup) && !self.has(Cap::KVM_PIT_LOST_TICK_POLICY);
                refuse_if!(
                    catchup || policy == Some(TickPolicy::Merge),
                    "unsupported pit tickpolicy '{shown}'"
                );
            }
            TimerName::Hpet => refuse_if!(
                timer.present == Some(true) && !self.is_x86(),
                "hpet timer is not supported by this architecture"
            ),
            TimerName::Armvtimer => {
                refuse_if!(
                    virt != VirtType::Kvm || self.kind != MachineKind::ArmVirt,
                    "Configuring the '{name}' timer is not supported for virtType={virt} arch={arch} machine={machine} guests"
                );
                refuse_if!(timer.present == Some(false), "The '{name}' timer can't be disabled");
                refuse_if!(
                    !self.has(Cap::CPU_KVM_NO_ADJVTIME),
                    "Configuring the '{name}' timer is not supported with this QEMU binary"
                );
                refuse_if!(
                    matches!(policy, Some(TickPolicy::Catchup | TickPolicy::Merge)),
                    "The '{name}' timer does not support tickpolicy '{shown}'"
                );
            }
            _ => {}
        }
        Ok(())
    }
}
