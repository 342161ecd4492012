//! What all connections share.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use vir_conf::{Defaults, DomainDef, Features, SchemaKind};
use vir_driver::{EventBus, Peers};
use vir_hypervisor::{Definitions, Listing, Objects};
use vir_qemu::caps::QemuCaps;
use vir_qemu::command::{self, Handed, Launch};
use vir_qemu::config::Config;
use vir_qemu::host::{Host, Kvm};
use vir_types::{
    Code, Context as _, DomainEvent, DomainEventType, DomainKey, DomainUndefineFlags, Error, Origin, Result,
};
use vir_util::cgroup::Cgroups;
use vir_util::process::RunAs;

use crate::capabilities::Capabilities;
use crate::confine::owners::Owners;
use crate::host::document::HostDocument;
use crate::ports::Ports;
use crate::roots::Roots;
use crate::settings::{Ownership, Settings};
use crate::vm::{Row, View, Vm};

/// The driver.
pub(crate) struct Shared {
    pub(crate) roots: Roots,
    pub(crate) config: Config,
    pub(crate) host: Host,
    pub(crate) host_document: HostDocument,
    pub(crate) run_as: Option<RunAs>,
    pub(crate) ownership: Ownership,
    pub(crate) owners: Owners,
    pub(crate) cgroups: Cgroups,
    pub(crate) capabilities: Capabilities,
    /// The longest that an emulator is waited for.
    pub(crate) patience: Duration,
    pub(crate) vms: Objects<Vm>,
    /// What lists and statistics tell of them all.
    pub(crate) listing: Listing<Row>,
    pub(crate) events: EventBus,
    pub(crate) definitions: Definitions,
    /// Whether definitions are kept where no disk is waited for.
    pub(crate) definitions_in_memory: bool,
    pub(crate) ports: Ports,
    pub(crate) link_names: crate::net::Names,
    pub(crate) last_id: AtomicU32,
    last_scratch: AtomicU32,
    #[expect(dead_code, reason = "networks, volumes and secrets are asked for through it")]
    pub(crate) peers: Weak<dyn Peers>,
}

/// An error of this driver.
pub(crate) fn error(code: Code, text: impl AsRef<str>) -> Error {
    Error::new(code, text).or_origin(Origin::QEMU)
}

/// The features of definitions that this driver honours.
fn features() -> Features {
    Features::CURRENT_VCPUS | Features::INDIVIDUAL_VCPUS | Features::MEMORY_HOTPLUG
}

impl Shared {
    pub(crate) fn new(roots: Roots, settings: Settings, peers: Weak<dyn Peers>) -> Self {
        let Settings { mut config, run_as, ownership, monitor_timeout, .. } = settings;
        (config.lib_dir, config.state_dir) = (roots.lib.clone(), roots.state.clone());
        config.memory_dir = roots.lib.join("ram");
        config.channel_dir = roots.state.join("channel");
        let beside = |folder: &std::path::Path| folder.parent().unwrap_or(folder).join("swtpm");
        (config.tpm_dir, config.tpm_log_dir) = (beside(&roots.lib), beside(&roots.log));
        config.privileged = vir_util::is_root();
        let host = crate::host::look(run_as.as_ref());
        if let Kvm::Unusable(why) = &host.kvm {
            tracing::warn!(target: "qemu", "guests are emulated, without KVM: {why}");
        }
        let kvm = host.kvm == Kvm::Usable;
        let capabilities = Capabilities::new(roots.cache.join("capabilities"), run_as.clone(), kvm);
        let owners = Owners::load(roots.lib.join("owners.json"));
        let definitions = Definitions::in_folder(roots.config.clone());
        let definitions_in_memory = definitions.in_memory();
        Self {
            roots,
            config,
            host,
            host_document: HostDocument::default(),
            run_as,
            ownership,
            owners,
            cgroups: Cgroups::find(),
            capabilities,
            patience: monitor_timeout.unwrap_or(Duration::MAX),
            vms: Objects::default(),
            listing: Listing::default(),
            events: EventBus::new(),
            definitions,
            definitions_in_memory,
            ports: Ports::default(),
            link_names: crate::net::Names::default(),
            last_id: AtomicU32::new(0),
            last_scratch: AtomicU32::new(0),
            peers,
        }
    }

    /// The number of the next guest.
    pub(crate) fn next_id(&self) -> u32 {
        self.last_id.fetch_add(1, Ordering::Relaxed).wrapping_add(1).max(1)
    }

    /// A number for a file that is soon gone again.
    pub(crate) fn next_scratch(&self) -> u32 {
        self.last_scratch.fetch_add(1, Ordering::Relaxed)
    }

    /// Tells everybody who wants to know.
    pub(crate) fn tell(&self, key: DomainKey, event: DomainEventType, detail: i32) {
        self.events.emit(DomainEvent::lifecycle(key, event, detail));
    }

    /// All domains, for those who ask little of many.
    pub(crate) fn rows(&self) -> Arc<Vec<Row>> {
        self.listing.rows(&self.vms, |vm| vm.peek(Row::of))
    }

    /// The domain that a handle names.
    pub(crate) fn find(&self, key: &DomainKey) -> Result<Arc<Vm>> {
        self.vms.by_uuid(key.uuid).ok_or_else(|| no_domain(key.uuid, &key.name))
    }

    /// The emulator of a definition.
    pub(crate) fn emulator(&self, def: &DomainDef) -> PathBuf {
        match &def.devices.emulator {
            Some(path) => PathBuf::from(path),
            None => self.usual_emulator(def.os.arch.as_deref().unwrap_or(&self.host.arch)),
        }
    }

    /// Where the image waits that a domain's next start is made from.
    pub(crate) fn managed_save_path(&self, name: &str) -> PathBuf {
        self.roots.lib.join("save").join(format!("{name}.save"))
    }

    /// What goes with a definition: refuses where the client has not said what becomes of it.
    pub(crate) fn undefine_files(
        &self,
        view: &View,
        _def: &DomainDef,
        flags: DomainUndefineFlags,
    ) -> Result<()> {
        if view.managed_save {
            if !flags.contains(DomainUndefineFlags::MANAGED_SAVE) {
                let text = "Refusing to undefine while domain managed save image exists";
                return Err(error(Code::OPERATION_INVALID, text));
            }
            let path = self.managed_save_path(&view.name);
            vir_util::files::remove_file(&path)
                .context(Code::SYSTEM_ERROR, || "Failed to remove domain managed save image".to_owned())?;
        }
        Ok(())
    }

    /// The command line that a document stands for.
    pub(crate) async fn native(&self, xml: &str) -> Result<String> {
        let mut def = self.complete(DomainDef::parse(xml)?, true).await?;
        let caps = self.capabilities.of(&self.emulator(&def)).await?;
        vir_qemu::start::prepare(&mut def, &caps, &self.host, &self.config)?;
        let none = Handed::default();
        let needs = command::needs(&Launch::new(&def, &caps, &self.host, &self.config, &none))?;
        let handed = Handed::pretended(&needs);
        let command = command::build(&Launch::new(&def, &caps, &self.host, &self.config, &handed))?;
        Ok(command.to_line())
    }

    /// Reads a client's document: completes it for its emulator and refuses what that cannot honour.
    pub(crate) async fn read_domain(&self, xml: &str, schema: bool) -> Result<DomainDef> {
        let def = DomainDef::parse(xml);
        let def = if schema { SchemaKind::Domain.judge(xml, def)? } else { def? };
        self.complete(def, true).await
    }

    /// Completes a definition: a new one may get newer hardware, one that is known keeps what it has.
    pub(crate) async fn complete(&self, def: DomainDef, new: bool) -> Result<DomainDef> {
        let emulator = self.emulator(&def);
        let caps = self.capabilities.of(&emulator).await?;
        self.complete_for(def, &emulator, &caps, new)
    }

    /// The same for an emulator that has been asked.
    pub(crate) fn complete_for(
        &self,
        mut def: DomainDef,
        emulator: &Path,
        caps: &QemuCaps,
        new: bool,
    ) -> Result<DomainDef> {
        if def.devices.emulator.is_none() {
            def.devices.emulator = Some(emulator.to_string_lossy().into_owned());
        }
        let mut random = random;
        let mut defaults = Defaults::new(&mut random).with_arch(&self.host.arch);
        let complete = if new { vir_qemu::complete::complete_new } else { vir_qemu::complete::complete };
        complete(&mut def, caps, &self.host, &self.config, &mut defaults)?;
        vir_qemu::validate::validate(&def, caps, &self.host, &self.config)?;
        def.check_features(features())?;
        Ok(def)
    }
}

/// There is no such domain, or no more.
pub(crate) fn no_domain(uuid: vir_types::Uuid, name: &str) -> Error {
    error(Code::NO_DOMAIN, format!("no domain with matching uuid '{uuid}' ({name})"))
}

/// Fills bytes with what nobody can guess.
pub(crate) fn random(bytes: &mut [u8]) {
    for chunk in bytes.chunks_mut(16) {
        // A kernel without randomness would have refused to start the program.
        let fresh = vir_util::random::bytes::<16>().unwrap_or_default();
        chunk.iter_mut().zip(fresh).for_each(|(to, from)| *to = from);
    }
}
