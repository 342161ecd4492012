//! What the inside of a guest says and does, mostly through its agent.

use vir_types::info::{DomainFsInfo, DomainInterface, DomainTime};
use vir_types::{
    DomainAuthorizedSshKeysSetFlags, DomainGetHostnameFlags, DomainGuestInfoTypes,
    DomainInterfaceAddressesSource, DomainProcessSignal, DomainSetTimeFlags, DomainSetUserPasswordFlags,
    NoFlags, NodeSuspendTarget, Result, TypedParams,
};

use super::Domain;
use crate::api::Api;

const AGENT_SET_RESPONSE_TIMEOUT: Api = Api::write("virDomainAgentSetResponseTimeout", "5.10.0");
const AUTHORIZED_SSH_KEYS_GET: Api = Api::write("virDomainAuthorizedSSHKeysGet", "6.10.0");
const AUTHORIZED_SSH_KEYS_SET: Api = Api::write("virDomainAuthorizedSSHKeysSet", "6.10.0");
const FSFREEZE: Api = Api::write("virDomainFSFreeze", "1.2.5");
const FSTHAW: Api = Api::write("virDomainFSThaw", "1.2.5");
const FSTRIM: Api = Api::write("virDomainFSTrim", "1.0.1");
const GET_FSINFO: Api = Api::write("virDomainGetFSInfo", "1.2.11");
const GET_GUEST_INFO: Api = Api::write("virDomainGetGuestInfo", "5.7.0");
const GET_HOSTNAME: Api = Api::write("virDomainGetHostname", "0.10.0");
const INTERFACE_ADDRESSES: Api = Api::read("virDomainInterfaceAddresses", "1.2.14").write_if(AGENT_BIT);
const GET_TIME: Api = Api::write("virDomainGetTime", "1.2.5");
const SET_TIME: Api = Api::write("virDomainSetTime", "1.2.5");
const SET_USER_PASSWORD: Api = Api::write("virDomainSetUserPassword", "1.2.16");
const PM_SUSPEND_FOR_DURATION: Api = Api::write("virDomainPMSuspendForDuration", "0.9.10");
const PM_WAKEUP: Api = Api::write("virDomainPMWakeup", "0.9.11");
const SEND_PROCESS_SIGNAL: Api = Api::write("virDomainSendProcessSignal", "1.0.1");

/// Asking the guest's agent is a write.
const AGENT_BIT: u32 = 1;

impl Domain {
    /// Sets for how many **seconds** the agent is waited for; values below 0 are
    /// `DomainAgentResponseTimeoutValues`. Answers 0.
    ///
    /// C API: `virDomainAgentSetResponseTimeout`. Since: 5.10.0.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn agent_set_response_timeout(&self, timeout_s: i32, flags: NoFlags) -> Result<i32> {
        self.conn
            .call(&AGENT_SET_RESPONSE_TIMEOUT, |drv| {
                Ok(drv.guest()?.domain_agent_set_response_timeout(&self.key, timeout_s, flags))
            })
            .await
    }

    /// The SSH keys with which one may log in as a user of the guest.
    ///
    /// C API: `virDomainAuthorizedSSHKeysGet`. Since: 6.10.0.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn authorized_ssh_keys_get(&self, user: &str, flags: NoFlags) -> Result<Vec<String>> {
        self.conn
            .call(&AUTHORIZED_SSH_KEYS_GET, |drv| {
                Ok(drv.guest()?.domain_authorized_ssh_keys_get(&self.key, user, flags))
            })
            .await
    }

    /// Replaces those keys; `APPEND` adds to them, `REMOVE` takes some away.
    ///
    /// C API: `virDomainAuthorizedSSHKeysSet`. Since: 6.10.0.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn authorized_ssh_keys_set(
        &self,
        user: &str,
        keys: &[String],
        flags: DomainAuthorizedSshKeysSetFlags,
    ) -> Result<()> {
        self.conn
            .call(&AUTHORIZED_SSH_KEYS_SET, |drv| {
                Ok(drv.guest()?.domain_authorized_ssh_keys_set(&self.key, user, keys, flags))
            })
            .await
    }

    /// Stops writing to these file systems of the guest, or to all; answers how many.
    ///
    /// C API: `virDomainFSFreeze`. Since: 1.2.5.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn fsfreeze(&self, mountpoints: &[String], flags: NoFlags) -> Result<u32> {
        self.conn.call(&FSFREEZE, |drv| Ok(drv.guest()?.domain_fsfreeze(&self.key, mountpoints, flags))).await
    }

    /// Lets the guest write again; answers to how many file systems.
    ///
    /// C API: `virDomainFSThaw`. Since: 1.2.5.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn fsthaw(&self, mountpoints: &[String], flags: NoFlags) -> Result<u32> {
        self.conn.call(&FSTHAW, |drv| Ok(drv.guest()?.domain_fsthaw(&self.key, mountpoints, flags))).await
    }

    /// Gives unused blocks of the guest's file systems back, in pieces of at least that size.
    ///
    /// C API: `virDomainFSTrim`. Since: 1.0.1.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn fstrim(&self, mount_point: Option<&str>, minimum_bytes: u64, flags: NoFlags) -> Result<()> {
        self.conn
            .call(&FSTRIM, |drv| Ok(drv.guest()?.domain_fstrim(&self.key, mount_point, minimum_bytes, flags)))
            .await
    }

    /// The file systems that the guest has mounted.
    ///
    /// C API: `virDomainGetFSInfo`. Since: 1.2.11.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn get_fsinfo(&self, flags: NoFlags) -> Result<Vec<DomainFsInfo>> {
        self.conn.call(&GET_FSINFO, |drv| Ok(drv.guest()?.domain_get_fsinfo(&self.key, flags))).await
    }

    /// What the agent tells about these topics; about all that it knows if there is no bit.
    ///
    /// C API: `virDomainGetGuestInfo`. Since: 5.7.0.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn get_guest_info(&self, types: DomainGuestInfoTypes, flags: NoFlags) -> Result<TypedParams> {
        self.conn
            .call(&GET_GUEST_INFO, |drv| Ok(drv.guest()?.domain_get_guest_info(&self.key, types, flags)))
            .await
    }

    /// The guest's name of itself: from its DHCP lease (`LEASE`) or its agent (`AGENT`).
    ///
    /// C API: `virDomainGetHostname`. Since: 0.10.0.
    ///
    /// # Errors
    /// `NoHostname`: it is not known. `OperationDenied`: the connection is read-only.
    pub async fn get_hostname(&self, flags: DomainGetHostnameFlags) -> Result<String> {
        self.conn.call(&GET_HOSTNAME, |drv| Ok(drv.guest()?.domain_get_hostname(&self.key, flags))).await
    }

    /// The guest's network interfaces with their addresses, as the source knows them.
    ///
    /// C API: `virDomainInterfaceAddresses`. Since: 1.2.14.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationDenied`: the agent shall be asked and the connection is read-only.
    /// `NoSupport`: the driver cannot tell.
    pub async fn interface_addresses(
        &self,
        source: DomainInterfaceAddressesSource,
        flags: NoFlags,
    ) -> Result<Vec<DomainInterface>> {
        self.conn
            .call_with(
                &INTERFACE_ADDRESSES,
                u32::from(source == DomainInterfaceAddressesSource::AGENT),
                |drv| Ok(drv.guest()?.domain_interface_addresses(&self.key, source, flags)),
            )
            .await
    }

    /// The guest's clock.
    ///
    /// C API: `virDomainGetTime`. Since: 1.2.5.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn get_time(&self, flags: NoFlags) -> Result<DomainTime> {
        self.conn.call(&GET_TIME, |drv| Ok(drv.guest()?.domain_get_time(&self.key, flags))).await
    }

    /// Sets the guest's clock to seconds and nanoseconds since 1970 in UTC; with `SYNC` from its hardware
    /// clock.
    ///
    /// C API: `virDomainSetTime`. Since: 1.2.5.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn set_time(&self, seconds: i64, nseconds: u32, flags: DomainSetTimeFlags) -> Result<()> {
        self.conn
            .call(&SET_TIME, |drv| Ok(drv.guest()?.domain_set_time(&self.key, seconds, nseconds, flags)))
            .await
    }

    /// Sets the password of a user of the guest; `ENCRYPTED` says that it is a hash already.
    ///
    /// C API: `virDomainSetUserPassword`. Since: 1.2.16.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn set_user_password(
        &self,
        user: Option<&str>,
        password: Option<&str>,
        flags: DomainSetUserPasswordFlags,
    ) -> Result<()> {
        self.conn
            .call(&SET_USER_PASSWORD, |drv| {
                Ok(drv.guest()?.domain_set_user_password(&self.key, user, password, flags))
            })
            .await
    }

    /// Puts the guest to sleep; for how many **seconds**, only 0 (until it is woken) is known.
    ///
    /// C API: `virDomainPMSuspendForDuration`. Since: 0.9.10.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn pm_suspend_for_duration(
        &self,
        target: NodeSuspendTarget,
        duration_s: u64,
        flags: NoFlags,
    ) -> Result<()> {
        self.conn
            .call(&PM_SUSPEND_FOR_DURATION, |drv| {
                Ok(drv.guest()?.domain_pm_suspend_for_duration(&self.key, target, duration_s, flags))
            })
            .await
    }

    /// Wakes a sleeping guest.
    ///
    /// C API: `virDomainPMWakeup`. Since: 0.9.11.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn pm_wakeup(&self, flags: NoFlags) -> Result<()> {
        self.conn.call(&PM_WAKEUP, |drv| Ok(drv.guest()?.domain_pm_wakeup(&self.key, flags))).await
    }

    /// Sends a signal to a process of a container, by the number that it has inside; a negative one is a
    /// group.
    ///
    /// C API: `virDomainSendProcessSignal`. Since: 1.0.1.
    ///
    /// # Errors
    /// `NoDomain`: it is gone. `OperationInvalid`: its state does not allow it. `OperationDenied`: the
    /// connection is read-only. `NoSupport`: the driver cannot do it.
    pub async fn send_process_signal(
        &self,
        pid_value: i64,
        signum: DomainProcessSignal,
        flags: NoFlags,
    ) -> Result<()> {
        self.conn
            .call(&SEND_PROCESS_SIGNAL, |drv| {
                Ok(drv.guest()?.domain_send_process_signal(&self.key, pid_value, signum, flags))
            })
            .await
    }
}
