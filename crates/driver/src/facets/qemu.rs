//! What only QEMU has; none of it is supported the way the rest is.

use std::os::fd::OwnedFd;

use async_trait::async_trait;
use vir_types::{
    ConnectDomainQemuMonitorEventRegisterFlags, DomainKey, DomainQemuMonitorCommandFlags, Error, NoFlags,
    Result,
};

use crate::{EventStream, QemuMonitorReply, SubscriptionId};

/// What only QEMU has; none of it is supported the way the rest is.
#[async_trait]
pub trait Qemu: Send + Sync {
    /// Sends a command to a guest's monitor and answers what it said. `HMP` takes the command as people
    /// write it.
    ///
    /// C API: `virDomainQemuMonitorCommand`. Since: 0.8.3.
    async fn qemu_domain_monitor_command(
        &self,
        dom: &DomainKey,
        cmd: &str,
        flags: DomainQemuMonitorCommandFlags,
    ) -> Result<String> {
        Err(Error::unsupported())
    }

    /// Like [`qemu_domain_monitor_command`](Self::qemu_domain_monitor_command), with open files in both
    /// directions.
    ///
    /// C API: `virDomainQemuMonitorCommandWithFiles`. Since: 8.2.0.
    async fn qemu_domain_monitor_command_with_files(
        &self,
        dom: &DomainKey,
        cmd: &str,
        infiles: Vec<OwnedFd>,
        flags: DomainQemuMonitorCommandFlags,
    ) -> Result<QemuMonitorReply> {
        Err(Error::unsupported())
    }

    /// Sends a command to a guest's agent and waits that many **seconds** for what it says; values below 1
    /// are `DomainQemuAgentCommandTimeoutValues`.
    ///
    /// C API: `virDomainQemuAgentCommand`. Since: 0.10.0.
    async fn qemu_domain_agent_command(
        &self,
        dom: &DomainKey,
        cmd: &str,
        timeout_s: i32,
        flags: NoFlags,
    ) -> Result<Option<String>> {
        Err(Error::unsupported())
    }

    /// Takes over a QEMU process that somebody else started.
    ///
    /// C API: `virDomainQemuAttach`. Since: 0.9.4.
    async fn qemu_domain_attach(&self, pid_value: u32, flags: NoFlags) -> Result<DomainKey> {
        Err(Error::unsupported())
    }

    /// What monitors say: all of it, or the events with this name. `REGEX` takes the name as a pattern,
    /// `NOCASE` ignores case.
    ///
    /// C API: `virConnectDomainQemuMonitorEventRegister`. Since: 1.2.3.
    async fn qemu_connect_domain_monitor_event_register(
        &self,
        dom: Option<&DomainKey>,
        event: Option<&str>,
        flags: ConnectDomainQemuMonitorEventRegisterFlags,
    ) -> Result<EventStream> {
        Err(Error::unsupported())
    }

    /// Ends a subscription. Dropping the stream does the same.
    ///
    /// C API: `virConnectDomainQemuMonitorEventDeregister`. Since: 1.2.3.
    async fn qemu_connect_domain_monitor_event_deregister(&self, id: SubscriptionId) -> Result<()> {
        Ok(())
    }
}
