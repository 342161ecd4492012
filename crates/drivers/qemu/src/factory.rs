//! How the driver comes up, and how connections to it are opened.

use std::sync::{Arc, Weak};
use std::time::Duration;

use async_trait::async_trait;
use vir_conf::{DomainDef, DomainStatus};
use vir_driver::{Driver, DriverFactory, OpenRequest, Peers};
use vir_hypervisor::{DaemonLock, Stored};
use vir_types::{Code, ConnectUri, Context as _, Origin, Result};

use crate::QemuDriver;
use crate::roots::Roots;
use crate::settings::Settings;
use crate::shared::{Shared, error};
use crate::vm::Vm;
use crate::vm::reconnect::{self, Found};

/// How long the driver's start waits for running guests to be found again.
const RECONNECTING: Duration = Duration::from_secs(2);

/// What the driver is started with.
#[non_exhaustive]
pub struct Options {
    /// Where its files are.
    pub roots: Roots,
    /// What the administrator has said.
    pub settings: Settings,
    /// Whether it answers `qemu:///system`, and not `qemu:///session`.
    pub system: bool,
    /// Where it finds other drivers.
    pub peers: Weak<dyn Peers>,
}

impl Options {
    /// The driver with its files at `roots`, without settings and peers.
    #[must_use]
    pub fn new(roots: Roots, system: bool) -> Self {
        Self { roots, settings: Settings::default(), system, peers: Weak::<NoPeers>::new() }
    }
}

/// Stands for peers that are not there.
struct NoPeers;

impl Peers for NoPeers {}

/// Opens `qemu:///system` or `qemu:///session`.
pub struct Factory {
    shared: Arc<Shared>,
    system: bool,
    /// Held while the driver lives: two of them would both look after the same guests.
    _lock: DaemonLock,
}

impl Factory {
    /// Brings the driver up: reads the definitions, finds running guests again, starts those that start
    /// with the host. When this returns, every definition is known; guests are taken up one beside the other.
    ///
    /// # Errors
    /// `SystemError`: its folders cannot be made or read.
    pub async fn start(options: Options) -> Result<Self> {
        let system = options.system;
        let prepared = options
            .roots
            .prepare()
            .and_then(|()| vir_hypervisor::Definitions::in_folder(options.roots.config.clone()).prepare());
        prepared.context(Code::SYSTEM_ERROR, || "cannot make the folders of the QEMU driver".to_owned())?;
        let shared = Arc::new(Shared::new(options.roots, options.settings, options.peers));
        let lock = DaemonLock::take(&shared.roots.state.join("driver.pid"), "looks after the guests of")?;
        shared.load().await?;
        tokio::spawn(crate::logs::keep_short(Arc::downgrade(&shared)));
        Ok(Self { shared, system, _lock: lock })
    }

    /// The path by which this driver's guests are found.
    fn path(&self) -> &'static str {
        if self.system { "/system" } else { "/session" }
    }
}

#[async_trait]
impl DriverFactory for Factory {
    fn name(&self) -> &'static str {
        "QEMU"
    }

    fn accepts(&self, uri: &ConnectUri) -> bool {
        uri.driver == "qemu" && uri.transport.is_none()
    }

    async fn open(&self, request: &OpenRequest) -> Result<Arc<dyn Driver>> {
        let path = request.uri.path.as_str();
        if path != self.path() {
            let text = format!(
                "unexpected QEMU URI path '{path}', try qemu://{}",
                if path.is_empty() || path == "/" { self.path() } else { "/system" }
            );
            return Err(error(Code::INTERNAL_ERROR, text));
        }
        let uri = format!("qemu://{}", self.path()).into();
        Ok(Arc::new(QemuDriver { shared: self.shared.clone(), uri, caller: request.caller.clone() }))
    }
}

impl Shared {
    async fn load(self: &Arc<Self>) -> Result<()> {
        self.sweep_files();
        let running = self.load_statuses()?;
        let guests: Vec<_> = running.iter().map(|found| found.status.domain.uuid()).collect();
        self.owners.take_back_from_others(&guests);
        self.load_definitions().await?;
        let mut tasks = tokio::task::JoinSet::new();
        for found in running {
            tasks.spawn(self.clone().reconnect(found));
        }
        // Clients find every guest that answers as it is; for those that do not nobody waits long.
        let all = async { while tasks.join_next().await.is_some() {} };
        let _ = tokio::time::timeout(RECONNECTING, all).await;
        let shared = self.clone();
        tokio::spawn(async move {
            while tasks.join_next().await.is_some() {}
            shared.autostart().await;
        });
        Ok(())
    }

    /// Removes what writers have left that were killed.
    fn sweep_files(&self) {
        let states = vir_hypervisor::Definitions::in_folder(self.roots.state.clone());
        for folder in [&self.definitions, &states] {
            match folder.sweep() {
                Ok(left) => {
                    for path in left {
                        tracing::info!(target: "qemu", file = %path.display(), "left of a write that was cut short");
                    }
                }
                Err(error) => tracing::error!(target: "qemu", %error, "what was not finished is not removed"),
            }
        }
    }

    /// Guests that ran when the last daemon ended.
    fn load_statuses(self: &Arc<Self>) -> Result<Vec<Found>> {
        let stored = vir_hypervisor::Definitions::in_folder(self.roots.state.clone()).list();
        let stored = stored.context(Code::SYSTEM_ERROR, || "cannot read the states of guests".to_owned())?;
        let mut found = Vec::new();
        let mut all_known = true;
        for stored in stored {
            let read = stored.read().map_err(|why| error(Code::SYSTEM_ERROR, why.to_string()));
            match read.and_then(|text| DomainStatus::parse(&text)) {
                Ok(status) => {
                    let (name, uuid) = (status.domain.name.clone(), status.domain.uuid());
                    let id = status.domain.id.unwrap_or_default();
                    self.last_id.fetch_max(id, std::sync::atomic::Ordering::Relaxed);
                    match self.vms.enter(&name, uuid, || Vm::new(&name, uuid, self.vms.changes())) {
                        Ok((vm, _)) => found.push(Found { vm, status }),
                        Err(_) => tracing::error!(target: "qemu", domain = name, "two states of one guest"),
                    }
                }
                Err(error) => {
                    all_known = false;
                    tracing::error!(target: "qemu", file = %stored.path.display(), %error, "not a state of a guest");
                }
            }
        }
        if all_known {
            let known: Vec<_> = found.iter().map(|found| reconnect::folders(&found.status, self)).collect();
            crate::vm::folders::sweep(&self.roots, &known);
        }
        Ok(found)
    }

    /// Reads all definitions, on all processors: a host may have thousands. No more than one model for each
    /// processor is in memory at a time.
    async fn load_definitions(self: &Arc<Self>) -> Result<()> {
        let definitions = self.definitions.clone();
        let stored = tokio::task::spawn_blocking(move || definitions.list()).await;
        let stored = stored.map_err(|failed| error(Code::INTERNAL_ERROR, failed.to_string()))?;
        let mut stored = stored.context(Code::SYSTEM_ERROR, || "cannot read the definitions".to_owned())?;
        let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let share = stored.len().div_ceil(processors).max(1);
        let mut tasks = Vec::new();
        while !stored.is_empty() {
            let part = stored.split_off(stored.len().saturating_sub(share));
            let (shared, runtime) = (self.clone(), tokio::runtime::Handle::current());
            tasks.push(tokio::task::spawn_blocking(move || {
                for one in part {
                    shared.take_definition(&one, &runtime);
                }
            }));
        }
        for task in tasks {
            task.await.map_err(|failed| error(Code::INTERNAL_ERROR, failed.to_string()))?;
        }
        Ok(())
    }

    /// Reads one definition. A file that libvirt or an older version has written may lack what is filled in
    /// today; one whose emulator is gone, or that this version refuses, is kept as it is.
    fn take_definition(&self, stored: &Stored, runtime: &tokio::runtime::Handle) {
        let text = stored.read().map_err(|why| error(Code::SYSTEM_ERROR, why.to_string()));
        let mut def = match text.and_then(|text| DomainDef::parse(&text)) {
            Ok(def) => def,
            Err(error) => {
                tracing::error!(target: "qemu", file = %stored.path.display(), %error, "not a definition");
                return;
            }
        };
        let path = self.emulator(&def);
        let completed = runtime
            .block_on(self.capabilities.of(&path))
            .and_then(|caps| self.complete_for(def.clone(), &path, &caps, false));
        match completed {
            Ok(completed) => def = completed,
            Err(error) => tracing::warn!(target: "qemu", domain = def.name, %error, "kept as it is"),
        }
        let (name, uuid) = (def.name.clone(), def.uuid());
        if name != stored.name {
            // A daemon that was killed while it renamed the domain leaves this, and others may.
            let moved = self.definitions.finish_rename(&stored.name, &name);
            tracing::warn!(target: "qemu", domain = name, file = %stored.path.display(), ?moved, "stood under another name");
            if moved.is_err_and(|error| error.kind() == std::io::ErrorKind::AlreadyExists) {
                return;
            }
        }
        match self.vms.enter(&name, uuid, || Vm::new(&name, uuid, self.vms.changes())) {
            Ok((vm, _)) => {
                vm.update(|view| {
                    view.persistent = Some(Arc::new(def));
                    (view.autostart, view.autostart_once) = (stored.autostart, stored.autostart_once);
                    view.managed_save = self.managed_save_path(&name).exists();
                });
                vm.rest();
            }
            Err(_) => tracing::error!(target: "qemu", domain = name, "a second definition of one domain"),
        }
    }

    /// Starts what starts with the host: once for each boot, not with each start of the daemon.
    async fn autostart(self: &Arc<Self>) {
        let stamp = self.roots.state.join("autostarted");
        if stamp.exists() {
            return;
        }
        if let Err(error) = vir_util::files::replace_volatile_file(&stamp, b"", 0o600) {
            tracing::error!(target: "qemu", %error, "nothing is started: it could not be noted that it was");
            return;
        }
        for vm in self.vms.all() {
            let starts = vm.peek(|view| {
                let starts = (view.autostart || view.autostart_once) && !view.is_active();
                (starts || view.autostart_once).then(|| (view.name.clone(), starts, view.autostart_once))
            });
            let Some((name, starts, once)) = starts else { continue };
            if once {
                let forgotten =
                    crate::blocking::blocking(|| self.definitions.set_autostart_once(&name, false));
                vm.update(|view| view.autostart_once = false);
                if let Err(error) = forgotten {
                    tracing::error!(target: "qemu", domain = %name, %error, "starts more than once");
                }
            }
            if !starts {
                continue;
            }
            if let Err(error) =
                self.clone().create(vm.clone(), crate::vm::start::Start::default(), false).await
            {
                tracing::error!(target: "qemu", domain = %name, %error, "does not start with the host");
            }
        }
    }
}

/// What a clash of names says to a client.
pub(crate) fn clash(clash: vir_hypervisor::Clash, name: &str, uuid: vir_types::Uuid) -> vir_types::Error {
    let text = match clash {
        vir_hypervisor::Clash::Uuid(known) => format!("domain '{known}' is already defined with uuid {uuid}"),
        vir_hypervisor::Clash::Name(known) => format!("domain '{name}' already exists with uuid {known}"),
        _ => format!("domain '{name}' already exists"),
    };
    vir_types::Error::new(Code::OPERATION_FAILED, text).or_origin(Origin::DOMAIN)
}
