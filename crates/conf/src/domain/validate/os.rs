//! Counts, what is booted, what happens when the guest ends, and its clock.

use vir_types::{Code, Error, Result};

use super::super::clock::{TickPolicy, TimerDef, TimerName};
use super::super::loader::LoaderType;
use super::super::os::Firmware;
use super::super::{DomainDef, LifecycleAction};
use crate::common::{refuse, unsupported, wrong};

/// Longest name of an application in a Fibre Channel fabric.
const APPID: usize = 128;

impl DomainDef {
    pub(super) fn check_counts(&self) -> Result<()> {
        if self.vcpus == Some(0) {
            return wrong("domain config can't have 0 maxvcpus");
        }
        if self.vcpus_current == Some(0) {
            return wrong("current vcpus count must be greater than zero");
        }
        if self.vcpus() > self.vcpus_max() {
            return unsupported(format!(
                "maximum vCPU count must not be less than current vCPU count ({} < {})",
                self.vcpus_max(),
                self.vcpus()
            ));
        }
        if self.max_memory_kib == 0 && self.memory_slots > 0 {
            return wrong("maximum memory size must be specified when specifying number of memory slots");
        }
        if self.max_memory_kib > 0 && self.max_memory_kib < self.memory_kib {
            return wrong("maximum memory size must be equal or greater than the actual memory size");
        }
        Ok(())
    }

    pub(super) fn check_security_models(&self) -> Result<()> {
        let mut seen = std::collections::HashSet::new();
        for label in &self.seclabels {
            if !seen.insert(label.model.as_deref()) {
                let model = label.model.as_deref().unwrap_or("(null)");
                let text = format!("seclabel for model {model} is already provided");
                return refuse(Code::XML_DETAIL, text);
            }
        }
        if self.seclabels.len() > 1 && self.seclabels.iter().any(|label| label.model.is_none()) {
            return wrong("missing security model when using multiple labels");
        }
        Ok(())
    }

    pub(super) fn check_clock(&self) -> Result<()> {
        self.clock.iter().flat_map(|clock| &clock.timers).try_for_each(TimerDef::validate)
    }

    /// Firmware calls the guest what everybody calls it.
    pub(super) fn check_sysinfo(&self) -> Result<()> {
        let mut told = self.sysinfo.iter().filter_map(super::super::sysinfo::SysinfoDef::uuid);
        if told.any(|uuid| Some(uuid) != self.uuid) {
            return refuse(Code::XML_DETAIL, "UUID mismatch between <uuid> and <sysinfo>");
        }
        Ok(())
    }

    pub(super) fn check_resource(&self) -> Result<()> {
        let Some(name) = self.resource.as_ref().and_then(|resource| resource.fibrechannel_appid.as_deref())
        else {
            return Ok(());
        };
        if !super::is_printable(name) {
            return wrong("Fibre Channel 'appid' is not a printable string");
        }
        if !(1..=APPID).contains(&name.len()) {
            let text = format!("Fibre Channel 'appid' string length must be between [1, {APPID}]");
            return refuse(Code::INVALID_ARG, text);
        }
        Ok(())
    }

    /// Only a crash leaves something to dump.
    pub(super) fn check_lifecycle(&self) -> Result<()> {
        for (event, action) in [("poweroff", self.on_poweroff), ("reboot", self.on_reboot)] {
            let Some(action) = action else { continue };
            if matches!(action, LifecycleAction::CoredumpDestroy | LifecycleAction::CoredumpRestart) {
                return unsupported(format!("Lifecycle event '{event}' doesn't support '{action}' action"));
            }
        }
        Ok(())
    }

    /// Checks what a guest boots from. A driver that looks for firmware calls it before it does.
    ///
    /// # Errors
    /// `XmlDetail`, `ConfigUnsupported`: what is asked for contradicts itself.
    pub fn check_os(&self) -> Result<()> {
        let os = &self.os;
        let detail = |text: &str| refuse(Code::XML_DETAIL, text);
        let features = os.firmware_features.as_ref();
        // Libvirt keeps both elements as one: either of them asks for a loader.
        let has_loader = os.loader.is_some() || os.nvram.is_some();
        let loader = os.loader.as_deref();
        match os.firmware {
            Some(firmware) => {
                let keys = features.and_then(|features| features.enrolled_keys) == Some(true);
                let insecure = features.and_then(|features| features.secure_boot) == Some(false);
                if keys && insecure {
                    return detail(
                        "firmware feature 'enrolled-keys' cannot be enabled when firmware feature 'secure-boot' is disabled",
                    );
                }
                if os.nvram.is_some() && firmware != Firmware::Efi {
                    return detail(&format!("firmware type '{firmware}' does not support nvram"));
                }
            }
            None => {
                if features.is_some() {
                    return detail(
                        "cannot use feature-based firmware autoselection when firmware autoselection is disabled",
                    );
                }
                if has_loader && loader.is_none_or(|loader| loader.path.is_none()) {
                    return detail("no loader path specified and firmware auto selection disabled");
                }
            }
        }
        match loader.and_then(|loader| loader.stateless) {
            Some(true) => {
                if os.nvram.as_ref().is_some_and(|nvram| nvram.template.is_some()) {
                    return detail("NVRAM template is not permitted when loader is stateless");
                }
                if os.nvram.is_some() {
                    return detail("NVRAM is not permitted when loader is stateless");
                }
            }
            Some(false) => match os.firmware {
                None if loader.and_then(|loader| loader.kind) != Some(LoaderType::Pflash) => {
                    return detail("Only pflash loader type permits NVRAM");
                }
                Some(firmware) if firmware != Firmware::Efi => {
                    return detail("Only EFI firmware permits NVRAM");
                }
                _ => {}
            },
            None => {}
        }
        if has_loader && os.shim.is_some() && os.kernel.is_none() {
            return unsupported("shim only allowed with kernel option");
        }
        Ok(())
    }

    pub(super) fn check_boot(&self) -> Result<()> {
        let delay = self.os.bios.as_ref().and_then(|bios| bios.reboot_timeout_ms);
        if delay.is_some_and(|delay| !(-1..=65535).contains(&delay)) {
            return unsupported("invalid value for rebootTimeout, must be in range [-1,65535]");
        }
        Ok(())
    }

    /// The first range of users is the container's root.
    pub(super) fn check_idmap(&self) -> Result<()> {
        let Some(map) = &self.idmap else { return Ok(()) };
        if map.uids.is_empty() != map.gids.is_empty() {
            return unsupported("uid and gid should be mapped both");
        }
        for ranges in [&map.uids, &map.gids] {
            let first = ranges.iter().map(|range| range.start).min();
            if first.is_some_and(|first| first != 0) {
                return unsupported("You must map the root user of container");
            }
        }
        Ok(())
    }

    pub(super) fn check_launch_security(&self) -> Result<()> {
        use super::super::launch_security::LaunchSecurityDef;
        let Some(LaunchSecurityDef::SevSnp(snp)) = self.launch_security.as_deref() else { return Ok(()) };
        let all = [
            ("guestVisibleWorkarounds", &snp.guest_visible_workarounds, 16),
            ("idBlock", &snp.id_block, 96),
            ("idAuth", &snp.id_auth, 4096),
            ("hostData", &snp.host_data, 32),
        ];
        for (name, value, expected) in all {
            let Some(value) = value else { continue };
            let got = decoded_len(value);
            if got != expected {
                return unsupported(format!("Unexpected length of '{name}', expected {expected} got {got}"));
            }
        }
        Ok(())
    }
}

/// How many bytes a Base64 text stands for; what is not of its alphabet counts for nothing.
fn decoded_len(text: &str) -> usize {
    let digits = text.bytes().take_while(|byte| *byte != b'=');
    let digits = digits.filter(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')).count();
    digits.saturating_mul(3) / 4
}

impl TimerDef {
    fn validate(&self) -> Result<()> {
        let refuse = |what: &str| -> Result<()> {
            Err(Error::new(
                Code::CONFIG_UNSUPPORTED,
                format!("timer {} doesn't support setting of timer {what}", self.name),
            ))
        };
        let no_ticks = matches!(self.name, TimerName::Kvmclock | TimerName::Hypervclock);
        if no_ticks && self.tickpolicy.is_some() {
            return refuse("tickpolicy");
        }
        let catchup = (self.catchup_threshold, self.catchup_slew, self.catchup_limit) != (0, 0, 0);
        if catchup && self.tickpolicy != Some(TickPolicy::Catchup) {
            return wrong("setting of timer catchup policies is only supported with tickpolicy='catchup'");
        }
        if self.name != TimerName::Tsc {
            if self.frequency_hz != 0 {
                return refuse("frequency");
            }
            if self.mode.is_some() {
                return refuse("mode");
            }
        }
        if !matches!(self.name, TimerName::Platform | TimerName::Rtc) && self.track.is_some() {
            return refuse("track");
        }
        Ok(())
    }
}
