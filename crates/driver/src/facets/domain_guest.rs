//! The inside of a guest; mostly asked of an agent that runs there.

use async_trait::async_trait;
use vir_types::{
    DomainAuthorizedSshKeysSetFlags, DomainGetHostnameFlags, DomainGuestInfoTypes,
    DomainInterfaceAddressesSource, DomainKey, DomainProcessSignal, DomainSetTimeFlags,
    DomainSetUserPasswordFlags, Error, NoFlags, NodeSuspendTarget, Result, TypedParams,
    info::{DomainFsInfo, DomainInterface, DomainTime},
};

/// The inside of a guest; mostly asked of an agent that runs there.
#[async_trait]
pub trait DomainGuest: Send + Sync {
    /// Sets for how many **seconds** the agent is waited for; values below 0 are
    /// `DomainAgentResponseTimeoutValues`. Answers 0.
    ///
    /// C API: `virDomainAgentSetResponseTimeout`. Since: 5.10.0.
    async fn domain_agent_set_response_timeout(
        &self,
        dom: &DomainKey,
        timeout_s: i32,
        flags: NoFlags,
    ) -> Result<i32> {
        Err(Error::unsupported())
    }

    /// The SSH keys with which one may log in as a user of the guest.
    ///
    /// C API: `virDomainAuthorizedSSHKeysGet`. Since: 6.10.0.
    async fn domain_authorized_ssh_keys_get(
        &self,
        dom: &DomainKey,
        user: &str,
        flags: NoFlags,
    ) -> Result<Vec<String>> {
        Err(Error::unsupported())
    }

    /// Replaces those keys; `APPEND` adds to them, `REMOVE` takes some away.
    ///
    /// C API: `virDomainAuthorizedSSHKeysSet`. Since: 6.10.0.
    async fn domain_authorized_ssh_keys_set(
        &self,
        dom: &DomainKey,
        user: &str,
        keys: &[String],
        flags: DomainAuthorizedSshKeysSetFlags,
    ) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Stops writing to these file systems of the guest, or to all; answers how many.
    ///
    /// C API: `virDomainFSFreeze`. Since: 1.2.5.
    async fn domain_fsfreeze(&self, dom: &DomainKey, mountpoints: &[String], flags: NoFlags) -> Result<u32> {
        Err(Error::unsupported())
    }

    /// Lets the guest write again; answers to how many file systems.
    ///
    /// C API: `virDomainFSThaw`. Since: 1.2.5.
    async fn domain_fsthaw(&self, dom: &DomainKey, mountpoints: &[String], flags: NoFlags) -> Result<u32> {
        Err(Error::unsupported())
    }

    /// Gives unused blocks of the guest's file systems back, in pieces of at least that size.
    ///
    /// C API: `virDomainFSTrim`. Since: 1.0.1.
    async fn domain_fstrim(
        &self,
        dom: &DomainKey,
        mount_point: Option<&str>,
        minimum_bytes: u64,
        flags: NoFlags,
    ) -> Result<()> {
        Err(Error::unsupported())
    }

    /// The file systems that the guest has mounted.
    ///
    /// C API: `virDomainGetFSInfo`. Since: 1.2.11.
    async fn domain_get_fsinfo(&self, dom: &DomainKey, flags: NoFlags) -> Result<Vec<DomainFsInfo>> {
        Err(Error::unsupported())
    }

    /// What the agent tells about these topics; about all that it knows if there is no bit.
    ///
    /// C API: `virDomainGetGuestInfo`. Since: 5.7.0.
    async fn domain_get_guest_info(
        &self,
        dom: &DomainKey,
        types: DomainGuestInfoTypes,
        flags: NoFlags,
    ) -> Result<TypedParams> {
        Err(Error::unsupported())
    }

    /// The guest's name of itself: from its DHCP lease (`LEASE`) or its agent (`AGENT`).
    ///
    /// # Errors
    /// `NoHostname`: it is not known.
    ///
    /// C API: `virDomainGetHostname`. Since: 0.10.0.
    async fn domain_get_hostname(&self, dom: &DomainKey, flags: DomainGetHostnameFlags) -> Result<String> {
        Err(Error::unsupported())
    }

    /// The guest's network interfaces with their addresses, as the source knows them.
    ///
    /// C API: `virDomainInterfaceAddresses`. Since: 1.2.14.
    async fn domain_interface_addresses(
        &self,
        dom: &DomainKey,
        source: DomainInterfaceAddressesSource,
        flags: NoFlags,
    ) -> Result<Vec<DomainInterface>> {
        Err(Error::unsupported())
    }

    /// The guest's clock.
    ///
    /// C API: `virDomainGetTime`. Since: 1.2.5.
    async fn domain_get_time(&self, dom: &DomainKey, flags: NoFlags) -> Result<DomainTime> {
        Err(Error::unsupported())
    }

    /// Sets the guest's clock to seconds and nanoseconds since 1970 in UTC; with `SYNC` from its hardware
    /// clock.
    ///
    /// C API: `virDomainSetTime`. Since: 1.2.5.
    async fn domain_set_time(
        &self,
        dom: &DomainKey,
        seconds: i64,
        nseconds: u32,
        flags: DomainSetTimeFlags,
    ) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Sets the password of a user of the guest; `ENCRYPTED` says that it is a hash already.
    ///
    /// C API: `virDomainSetUserPassword`. Since: 1.2.16.
    async fn domain_set_user_password(
        &self,
        dom: &DomainKey,
        user: Option<&str>,
        password: Option<&str>,
        flags: DomainSetUserPasswordFlags,
    ) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Puts the guest to sleep; for how many **seconds**, only 0 (until it is woken) is known.
    ///
    /// C API: `virDomainPMSuspendForDuration`. Since: 0.9.10.
    async fn domain_pm_suspend_for_duration(
        &self,
        dom: &DomainKey,
        target: NodeSuspendTarget,
        duration_s: u64,
        flags: NoFlags,
    ) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Wakes a sleeping guest.
    ///
    /// C API: `virDomainPMWakeup`. Since: 0.9.11.
    async fn domain_pm_wakeup(&self, dom: &DomainKey, flags: NoFlags) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Sends a signal to a process of a container, by the number that it has inside; a negative one is a
    /// group.
    ///
    /// C API: `virDomainSendProcessSignal`. Since: 1.0.1.
    async fn domain_send_process_signal(
        &self,
        dom: &DomainKey,
        pid_value: i64,
        signum: DomainProcessSignal,
        flags: NoFlags,
    ) -> Result<()> {
        Err(Error::unsupported())
    }
}
