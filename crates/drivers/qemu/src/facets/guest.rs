//! What only a guest's own system knows or does: its agent is asked.

use std::time::Duration;

use async_trait::async_trait;
use serde_json::{Value, json};
use vir_conf::DomainDef;
use vir_conf::domain::device::address::{Address, PciPlace};
use vir_driver::facets::DomainGuest;
use vir_types::info::{DomainFsInfo, DomainInterface, DomainTime};
use vir_types::{
    Code, DomainAuthorizedSshKeysSetFlags, DomainGetHostnameFlags, DomainGuestInfoTypes,
    DomainInterfaceAddressesSource, DomainKey, DomainSetTimeFlags, DomainSetUserPasswordFlags, NoFlags,
    NodeSuspendTarget, Result, TypedParams,
};

use crate::QemuDriver;
use crate::guest::{add, base64, file_systems, interfaces, list, odd, text};
use crate::monitor::CHANGE;
use crate::shared::{Shared, error};
use crate::vm::start::refused;

/// How long an agent may take.
const AGENT: Option<Duration> = Some(Duration::from_secs(60));

/// How long a guest that falls asleep or ends may take to refuse; it says nothing if it obeys.
const REFUSAL: Option<Duration> = Some(Duration::from_secs(2));

/// A group of `domain_get_guest_info` with the command that it comes from.
const GROUPS: &[(DomainGuestInfoTypes, &str)] = &[
    (DomainGuestInfoTypes::USERS, "guest-get-users"),
    (DomainGuestInfoTypes::OS, "guest-get-osinfo"),
    (DomainGuestInfoTypes::TIMEZONE, "guest-get-timezone"),
    (DomainGuestInfoTypes::HOSTNAME, "guest-get-host-name"),
    (DomainGuestInfoTypes::FILESYSTEM, "guest-get-fsinfo"),
    (DomainGuestInfoTypes::DISKS, "guest-get-disks"),
    (DomainGuestInfoTypes::INTERFACES, "guest-network-get-interfaces"),
    (DomainGuestInfoTypes::LOAD, "guest-get-load"),
];

/// The name of the disk that an agent's address means, as guests number their disks.
fn target_of(live: &DomainDef, address: &Value) -> Option<String> {
    let number = |from: &Value, name: &str| from.get(name).and_then(Value::as_u64);
    let pci = address.get("pci-controller")?;
    let at = ["domain", "bus", "slot", "function"].map(|name| number(pci, name).unwrap_or(0));
    let is_at = |place: Option<&PciPlace>| {
        place.is_some_and(|place| {
            let own = place;
            [own.domain.0, own.bus.0, own.slot.0, own.function.0] == at
        })
    };
    let found = live.devices.disks.iter().find(|disk| match &disk.info.address {
        Some(Address::Drive(own)) => {
            let place = ["bus", "target", "unit"].map(|name| number(address, name));
            let mut controllers = live.devices.controllers.iter();
            place == [own.bus, own.target, own.unit].map(|part| Some(u64::from(part)))
                && controllers.any(|it| it.index == Some(own.controller) && is_at(it.info.pci()))
        }
        _ => is_at(disk.info.pci()),
    });
    found.map(|disk| disk.target.clone())
}

impl Shared {
    /// Asks an agent for something that it does not confirm: silence and the guest's end are agreement.
    pub(super) async fn tell_agent(&self, dom: &DomainKey, command: Value) -> Result<()> {
        match self.ask_agent(dom, command, REFUSAL).await {
            Err(why) if why.code() == Code::AGENT_COMMAND_TIMEOUT => Ok(()),
            Err(why) if why.code() == Code::OPERATION_INVALID && self.has_ended(dom) => Ok(()),
            other => other.map(drop),
        }
    }

    /// Has the guest's system end itself, in one of its agent's ways.
    pub(super) async fn shut_by_agent(&self, dom: &DomainKey, mode: &str) -> Result<()> {
        self.find(dom)?.view().running()?.take_reboot();
        self.tell_agent(dom, json!({"execute": "guest-shutdown", "arguments": {"mode": mode}})).await
    }

    fn has_ended(&self, dom: &DomainKey) -> bool {
        self.find(dom).is_ok_and(|vm| vm.view().run.is_none())
    }
}

impl QemuDriver {
    async fn ask(&self, dom: &DomainKey, command: &str, arguments: Value) -> Result<Value> {
        let command = match arguments {
            Value::Null => json!({"execute": command}),
            arguments => json!({"execute": command, "arguments": arguments}),
        };
        let limit = match self.shared.find(dom)?.peek(|view| view.agent_timeout_s) {
            None => AGENT,
            Some(seconds) => super::qemu::limit(seconds)?,
        };
        self.shared.ask_agent(dom, command, limit).await
    }

    /// A finder of disks by addresses of agents.
    fn targets(&self, dom: &DomainKey) -> Result<impl Fn(&Value) -> Option<String> + use<>> {
        let live = self.shared.find(dom)?.view().current()?.clone();
        Ok(move |address: &Value| target_of(&live, address))
    }

    async fn count(&self, dom: &DomainKey, command: &str, arguments: Value) -> Result<u32> {
        let answer = self.ask(dom, command, arguments).await?;
        answer.as_u64().and_then(|count| count.try_into().ok()).ok_or_else(|| odd(command))
    }
}

#[async_trait]
impl DomainGuest for QemuDriver {
    /// Since: 5.10.0.
    async fn domain_agent_set_response_timeout(
        &self,
        dom: &DomainKey,
        timeout_s: i32,
        flags: NoFlags,
    ) -> Result<i32> {
        flags.allow(NoFlags::empty())?;
        super::qemu::limit(timeout_s)?;
        let vm = self.shared.find(dom)?;
        // It waits for no other change: one that waits for the agent may be what is to wait less.
        vm.update(|view| view.agent_timeout_s = Some(timeout_s));
        self.shared.note_status(&vm.view());
        Ok(0)
    }

    /// Since: 6.10.0.
    async fn domain_authorized_ssh_keys_get(
        &self,
        dom: &DomainKey,
        user: &str,
        flags: NoFlags,
    ) -> Result<Vec<String>> {
        const COMMAND: &str = "guest-ssh-get-authorized-keys";
        flags.allow(NoFlags::empty())?;
        let answer = self.ask(dom, COMMAND, json!({"username": user})).await?;
        let keys = list(answer.get("keys").unwrap_or(&Value::Null), COMMAND)?.iter();
        keys.map(|key| key.as_str().map(str::to_owned).ok_or_else(|| odd(COMMAND))).collect()
    }

    /// Since: 6.10.0.
    async fn domain_authorized_ssh_keys_set(
        &self,
        dom: &DomainKey,
        user: &str,
        keys: &[String],
        flags: DomainAuthorizedSshKeysSetFlags,
    ) -> Result<()> {
        use DomainAuthorizedSshKeysSetFlags as Flags;
        flags.allow(Flags::APPEND | Flags::REMOVE)?;
        let mut arguments = json!({"username": user, "keys": keys});
        let command = if flags.contains(Flags::REMOVE) {
            "guest-ssh-remove-authorized-keys"
        } else {
            if let Some(arguments) = arguments.as_object_mut() {
                arguments.insert("reset".to_owned(), (!flags.contains(Flags::APPEND)).into());
            }
            "guest-ssh-add-authorized-keys"
        };
        self.ask(dom, command, arguments).await.map(drop)
    }

    /// Since: 1.2.5.
    async fn domain_fsfreeze(&self, dom: &DomainKey, mountpoints: &[String], flags: NoFlags) -> Result<u32> {
        flags.allow(NoFlags::empty())?;
        if mountpoints.is_empty() {
            return self.count(dom, "guest-fsfreeze-freeze", Value::Null).await;
        }
        self.count(dom, "guest-fsfreeze-freeze-list", json!({"mountpoints": mountpoints})).await
    }

    /// Thaws all: agents know no list here. Since: 1.2.5.
    async fn domain_fsthaw(&self, dom: &DomainKey, mountpoints: &[String], flags: NoFlags) -> Result<u32> {
        flags.allow(NoFlags::empty())?;
        if !mountpoints.is_empty() {
            let text = "specifying mountpoints is not supported";
            return Err(error(Code::ARGUMENT_UNSUPPORTED, text));
        }
        self.count(dom, "guest-fsfreeze-thaw", Value::Null).await
    }

    /// Since: 1.0.1.
    async fn domain_fstrim(
        &self,
        dom: &DomainKey,
        mount_point: Option<&str>,
        minimum_bytes: u64,
        flags: NoFlags,
    ) -> Result<()> {
        flags.allow(NoFlags::empty())?;
        if mount_point.is_some() {
            let text = "Specifying mount point is not supported for now";
            return Err(error(Code::ARGUMENT_UNSUPPORTED, text));
        }
        self.ask(dom, "guest-fstrim", json!({"minimum": minimum_bytes})).await.map(drop)
    }

    /// Since: 1.2.11.
    async fn domain_get_fsinfo(&self, dom: &DomainKey, flags: NoFlags) -> Result<Vec<DomainFsInfo>> {
        flags.allow(NoFlags::empty())?;
        let answer = self.ask(dom, "guest-get-fsinfo", Value::Null).await?;
        file_systems(&answer, self.targets(dom)?)
    }

    /// All that the agent can tell where nothing is named. Since: 5.7.0.
    async fn domain_get_guest_info(
        &self,
        dom: &DomainKey,
        types: DomainGuestInfoTypes,
        flags: NoFlags,
    ) -> Result<TypedParams> {
        flags.allow(NoFlags::empty())?;
        let known = GROUPS.iter().fold(0, |bits, (group, _)| bits | group.bits());
        if types.bits() & !known != 0 {
            let text = format!("unsupported guest information types '0x{:x}'", types.bits() & !known);
            return Err(error(Code::INVALID_ARG, text));
        }
        let mut params = TypedParams::default();
        for (group, command) in GROUPS {
            if types.bits() != 0 && !types.contains(*group) {
                continue;
            }
            match self.ask(dom, command, Value::Null).await {
                Ok(answer) => add(command, &answer, &mut params, self.targets(dom)?)?,
                Err(why) if types.bits() == 0 && why.code() == Code::OPERATION_UNSUPPORTED => {}
                Err(why) => return Err(why),
            }
        }
        Ok(params)
    }

    /// From the agent; leases are a network's. Since: 4.8.0.
    async fn domain_get_hostname(&self, dom: &DomainKey, flags: DomainGetHostnameFlags) -> Result<String> {
        const COMMAND: &str = "guest-get-host-name";
        flags.allow(DomainGetHostnameFlags::AGENT | DomainGetHostnameFlags::LEASE)?;
        if flags.contains(DomainGetHostnameFlags::LEASE) {
            let text = "no hostname found for domain in leases: there are no networks in this version";
            return Err(error(Code::OPERATION_UNSUPPORTED, text));
        }
        let answer = self.ask(dom, COMMAND, Value::Null).await?;
        text(&answer, "host-name").map(str::to_owned).ok_or_else(|| odd(COMMAND))
    }

    /// From the agent, or from what the host knows of its neighbours; leases are a network's. Since: 1.2.14.
    async fn domain_interface_addresses(
        &self,
        dom: &DomainKey,
        source: DomainInterfaceAddressesSource,
        flags: NoFlags,
    ) -> Result<Vec<DomainInterface>> {
        flags.allow(NoFlags::empty())?;
        if source == DomainInterfaceAddressesSource::ARP {
            let view = self.shared.find(dom)?.view();
            view.running()?;
            let table = std::fs::read_to_string("/proc/net/arp").unwrap_or_default();
            return Ok(crate::guest::neighbours(view.current()?, &table));
        }
        if source != DomainInterfaceAddressesSource::AGENT {
            let text = format!("Unsupported IP address data source {}", source.0);
            return Err(error(Code::ARGUMENT_UNSUPPORTED, text));
        }
        interfaces(&self.ask(dom, "guest-network-get-interfaces", Value::Null).await?)
    }

    /// Since: 1.2.5.
    async fn domain_get_time(&self, dom: &DomainKey, flags: NoFlags) -> Result<DomainTime> {
        const COMMAND: &str = "guest-get-time";
        flags.allow(NoFlags::empty())?;
        let answer = self.ask(dom, COMMAND, Value::Null).await?;
        let nanoseconds = answer.as_i64().ok_or_else(|| odd(COMMAND))?;
        let mut time = DomainTime::default();
        time.seconds = nanoseconds.div_euclid(1_000_000_000);
        time.nseconds = u32::try_from(nanoseconds.rem_euclid(1_000_000_000)).unwrap_or(0);
        Ok(time)
    }

    /// Since: 1.2.5.
    async fn domain_set_time(
        &self,
        dom: &DomainKey,
        seconds: i64,
        nseconds: u32,
        flags: DomainSetTimeFlags,
    ) -> Result<()> {
        flags.allow(DomainSetTimeFlags::SYNC)?;
        // Without a time the guest takes its clock's.
        let arguments = if flags.contains(DomainSetTimeFlags::SYNC) {
            Value::Null
        } else {
            let time =
                seconds.checked_mul(1_000_000_000).and_then(|time| time.checked_add(i64::from(nseconds)));
            let time = time.ok_or_else(|| {
                error(Code::INVALID_ARG, format!("Time '{seconds}' is too big for guest agent"))
            })?;
            json!({"time": time})
        };
        self.ask(dom, "guest-set-time", arguments).await.map(drop)
    }

    /// The password is in no log and no error. Since: 1.2.16.
    async fn domain_set_user_password(
        &self,
        dom: &DomainKey,
        user: Option<&str>,
        password: Option<&str>,
        flags: DomainSetUserPasswordFlags,
    ) -> Result<()> {
        flags.allow(DomainSetUserPasswordFlags::ENCRYPTED)?;
        let (Some(user), Some(password)) = (user, password) else {
            return Err(error(Code::INVALID_ARG, "a user and a password are needed"));
        };
        let crypted = flags.contains(DomainSetUserPasswordFlags::ENCRYPTED);
        let arguments =
            json!({"username": user, "password": base64(password.as_bytes()), "crypted": crypted});
        self.ask(dom, "guest-set-user-password", arguments).await.map(drop)
    }

    /// Since: 0.9.11.
    async fn domain_pm_suspend_for_duration(
        &self,
        dom: &DomainKey,
        target: NodeSuspendTarget,
        duration_s: u64,
        flags: NoFlags,
    ) -> Result<()> {
        flags.allow(NoFlags::empty())?;
        if duration_s != 0 {
            let text = "Duration not supported. Use 0 for now";
            return Err(error(Code::ARGUMENT_UNSUPPORTED, text));
        }
        let command = match target {
            NodeSuspendTarget::MEM => "guest-suspend-ram",
            NodeSuspendTarget::DISK => "guest-suspend-disk",
            NodeSuspendTarget::HYBRID => "guest-suspend-hybrid",
            other => {
                return Err(error(Code::INVALID_ARG, format!("Unknown suspend target: {}", other.0)));
            }
        };
        let live = self.shared.find(dom)?.view().current()?.clone();
        let power = live.power.as_ref();
        let mem = power.is_some_and(|power| power.suspend_to_mem == Some(false));
        let disk = power.is_some_and(|power| power.suspend_to_disk == Some(false));
        for (word, is_off) in [
            ("S3", mem && target != NodeSuspendTarget::DISK),
            ("S4", disk && target != NodeSuspendTarget::MEM),
        ] {
            if is_off {
                let text = format!("{word} state is disabled for this domain");
                return Err(error(Code::OPERATION_UNSUPPORTED, text));
            }
        }
        self.shared.tell_agent(dom, json!({"execute": command})).await
    }

    /// Since: 0.9.11.
    async fn domain_pm_wakeup(&self, dom: &DomainKey, flags: NoFlags) -> Result<()> {
        flags.allow(NoFlags::empty())?;
        let vm = self.shared.find(dom)?;
        self.change(vm, "domain_pm_wakeup", async move |_, vm| {
            let view = vm.view();
            let run = view.running()?;
            let woken = run.monitor.execute("system_wakeup", Value::Null, CHANGE).await;
            woken.map(drop).map_err(|why| refused(&view.name, &why))
        })
        .await
    }
}
