//! What QEMU's driver alone has.

use std::os::fd::OwnedFd;

use vir_driver::EventStream;
use vir_types::{ConnectDomainQemuMonitorEventRegisterFlags, DomainQemuMonitorCommandFlags, NoFlags, Result};

use super::Domain;
use crate::Connect;
use crate::api::Api;

const QEMU_MONITOR_COMMAND: Api = Api::write("virDomainQemuMonitorCommand", "0.8.3");
const QEMU_AGENT_COMMAND: Api = Api::write("virDomainQemuAgentCommand", "0.10.0");
const QEMU_ATTACH: Api = Api::write("virDomainQemuAttach", "0.9.4");
const QEMU_MONITOR_COMMAND_WITH_FILES: Api = Api::write("virDomainQemuMonitorCommandWithFiles", "8.2.0");
const QEMU_MONITOR_EVENT_REGISTER: Api = Api::write("virConnectDomainQemuMonitorEventRegister", "1.2.3");

impl Domain {
    /// Sends a command to a guest's monitor and answers what it said. `HMP` takes the command as people
    /// write it.
    ///
    /// C API: `virDomainQemuMonitorCommand`. Since: 0.8.3.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn qemu_monitor_command(
        &self,
        cmd: &str,
        flags: DomainQemuMonitorCommandFlags,
    ) -> Result<String> {
        self.conn
            .call(&QEMU_MONITOR_COMMAND, |drv| {
                Ok(drv.qemu()?.qemu_domain_monitor_command(&self.key, cmd, flags))
            })
            .await
    }

    /// The same with open files in both directions: the answer and the files that came with it.
    ///
    /// C API: `virDomainQemuMonitorCommandWithFiles`. Since: 8.2.0.
    ///
    /// # Errors
    /// As for [`qemu_monitor_command`](Self::qemu_monitor_command).
    pub async fn qemu_monitor_command_with_files(
        &self,
        cmd: &str,
        files: Vec<OwnedFd>,
        flags: DomainQemuMonitorCommandFlags,
    ) -> Result<(String, Vec<OwnedFd>)> {
        let reply = self.conn.call(&QEMU_MONITOR_COMMAND_WITH_FILES, |drv| {
            Ok(drv.qemu()?.qemu_domain_monitor_command_with_files(&self.key, cmd, files, flags))
        });
        let reply = reply.await?;
        Ok((reply.result, reply.files))
    }

    /// Sends a command to a guest's agent and waits that many **seconds** for what it says; values below 1
    /// are `DomainQemuAgentCommandTimeoutValues`.
    ///
    /// C API: `virDomainQemuAgentCommand`. Since: 0.10.0.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn qemu_agent_command(
        &self,
        cmd: &str,
        timeout_s: i32,
        flags: NoFlags,
    ) -> Result<Option<String>> {
        self.conn
            .call(&QEMU_AGENT_COMMAND, |drv| {
                Ok(drv.qemu()?.qemu_domain_agent_command(&self.key, cmd, timeout_s, flags))
            })
            .await
    }
}

impl Connect {
    /// What the monitors of all guests or of one say, from now on: all of it, or the events with this name. `REGEX`
    /// takes the name as a pattern, `NOCASE` ignores case. Dropping the stream ends the registration.
    ///
    /// C API: `virConnectDomainQemuMonitorEventRegister`, `virConnectDomainQemuMonitorEventDeregister`. Since: 1.2.3.
    ///
    /// # Errors
    /// `OperationDenied`: the connection is read-only. `NoSupport`: the driver has no monitors.
    pub async fn qemu_domain_monitor_event_register(
        &self,
        domain: Option<&Domain>,
        event: Option<&str>,
        flags: ConnectDomainQemuMonitorEventRegisterFlags,
    ) -> Result<EventStream> {
        let key = domain.map(Domain::key);
        self.call(&QEMU_MONITOR_EVENT_REGISTER, |drv| {
            Ok(drv.qemu()?.qemu_connect_domain_monitor_event_register(key, event, flags))
        })
        .await
    }

    /// Takes over a QEMU process that somebody else started.
    ///
    /// C API: `virDomainQemuAttach`. Since: 0.9.4.
    ///
    /// # Errors
    /// `OperationDenied`: the connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn qemu_domain_attach(&self, pid_value: u32, flags: NoFlags) -> Result<Domain> {
        Ok(self.domain(
            self.call(&QEMU_ATTACH, |drv| Ok(drv.qemu()?.qemu_domain_attach(pid_value, flags))).await?,
        ))
    }
}
