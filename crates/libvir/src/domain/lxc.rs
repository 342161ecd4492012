//! Containers: their namespaces, labels and control groups.

use std::io;
use std::os::fd::{AsFd, OwnedFd};

use vir_types::info::{SecurityLabel, SecurityModel};
use vir_types::{Code, Error, NoFlags, Origin, Result};
use vir_util::thread;

use super::Domain;
use crate::api::Api;

const LXC_OPEN_NAMESPACE: Api = Api::write("virDomainLxcOpenNamespace", "1.0.2");
const LXC_ENTER_NAMESPACE: Api = Api::read("virDomainLxcEnterNamespace", "1.0.2");
const LXC_ENTER_SECURITY_LABEL: Api = Api::read("virDomainLxcEnterSecurityLabel", "1.0.4");
const LXC_ENTER_CGROUP: Api = Api::write("virDomainLxcEnterCGroup", "2.0.0");

impl Domain {
    /// Open files for the namespaces of a running container, to be entered with
    /// [`lxc_enter_namespace`](Self::lxc_enter_namespace).
    ///
    /// C API: `virDomainLxcOpenNamespace`. Since: 1.0.2.
    ///
    /// # Errors
    /// `OperationInvalid`: it does not run. `OperationDenied`: the connection is read-only. `NoSupport`: it is no
    /// container.
    pub async fn lxc_open_namespace(&self, flags: NoFlags) -> Result<Vec<OwnedFd>> {
        self.conn
            .call(&LXC_OPEN_NAMESPACE, |drv| Ok(drv.lxc()?.lxc_domain_open_namespace(&self.key, flags)))
            .await
    }

    /// Moves the **calling thread** into these namespaces and returns those that it leaves, to come back with the
    /// same call. Nobody is asked. What the thread starts is in them too; a process that is to live in all namespaces
    /// of a container is started from there, since the kernel lets no thread that has siblings change its user or
    /// mount namespace.
    ///
    /// C API: `virDomainLxcEnterNamespace`. Since: 1.0.2.
    ///
    /// # Errors
    /// `SystemError`: the kernel does not allow it. `InvalidArg`: there are flags.
    pub fn lxc_enter_namespace(&self, fds: &[impl AsFd], flags: NoFlags) -> Result<Vec<OwnedFd>> {
        let enter = || {
            flags.allow(NoFlags::empty())?;
            let left =
                thread::namespaces().map_err(|error| system("unable to open own namespaces", error))?;
            thread::enter_namespaces(fds).map_err(|error| system("unable to enter a namespace", error))?;
            Ok(left)
        };
        enter().map_err(|error| LXC_ENTER_NAMESPACE.name_error(error))
    }

    /// Gives the **calling thread** this label: with the model `selinux` to what it executes next, with `apparmor` at
    /// once; with `none` there is nothing to do. Returns the label that it had, which SELinux alone tells. Nobody is
    /// asked.
    ///
    /// C API: `virDomainLxcEnterSecurityLabel`. Since: 1.0.4.
    ///
    /// # Errors
    /// `SystemError`: the kernel does not know the model, or does not allow it. `ArgumentUnsupported`: another model.
    /// `InvalidArg`: there are flags.
    pub fn lxc_enter_security_label(
        model: &SecurityModel,
        label: &SecurityLabel,
        flags: NoFlags,
    ) -> Result<SecurityLabel> {
        enter_label(model, label, flags).map_err(|error| LXC_ENTER_SECURITY_LABEL.name_error(error))
    }

    /// Moves **this process** into the control groups of a container that runs on the same host.
    ///
    /// C API: `virDomainLxcEnterCGroup`. Since: 2.0.0.
    ///
    /// # Errors
    /// `OperationInvalid`: this handle is of a domain that did not run. `SystemError`: it has ended, or the kernel
    /// does not allow it. `OperationDenied`: the connection is read-only. `InvalidArg`: there are flags.
    pub fn lxc_enter_cgroup(&self, flags: NoFlags) -> Result<()> {
        let enter = || {
            self.conn.guard(&LXC_ENTER_CGROUP)?;
            flags.allow(NoFlags::empty())?;
            // A container's number is its first process.
            let pid =
                self.key.id.ok_or_else(|| Error::new(Code::OPERATION_INVALID, "domain is not running"))?;
            thread::join_cgroups_of(pid).map_err(|error| system("unable to join control groups", error))
        };
        enter().map_err(|error| LXC_ENTER_CGROUP.name_error(error))
    }
}

fn enter_label(model: &SecurityModel, label: &SecurityLabel, flags: NoFlags) -> Result<SecurityLabel> {
    flags.allow(NoFlags::empty())?;
    let mut old = SecurityLabel::default();
    match model.model.as_str() {
        "selinux" => {
            let (context, enforcing) = thread::selinux_context()
                .map_err(|error| system("unable to read own security context", error))?;
            old.label = context;
            old.enforcing = enforcing;
            thread::set_selinux_exec_context(&label.label)
                .map_err(|error| system(&format!("Cannot set context {}", label.label), error))?;
        }
        "apparmor" => thread::change_apparmor_profile(&label.label)
            .map_err(|error| system(&format!("error changing profile to {}", label.label), error))?,
        "none" => {}
        other => {
            let text = format!("Security model {other} cannot be entered");
            return Err(Error::new(Code::ARGUMENT_UNSUPPORTED, text));
        }
    }
    Ok(old)
}

fn system(what: &str, error: io::Error) -> Error {
    Error::new(Code::SYSTEM_ERROR, format!("{what}: {error}")).or_origin(Origin::LXC)
}
