//! A host that exists in memory only.

use std::collections::BTreeMap;
use std::sync::{OnceLock, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Instant;

use vir_conf::{Defaults, DomainDef, InterfaceDef, NetworkDef, StoragePoolDef};
use vir_driver::EventBus;
use vir_types::{
    Code, DomainEvent, DomainEventType, DomainKey, DomainRunningReason, Error, InterfaceKey, NetworkKey,
    Origin, Result, StoragePoolKey, Uuid,
};

use crate::default_node;
use crate::vm::Vm;

/// The host that all connections to one URI share.
#[derive(Debug)]
pub(crate) struct Node {
    state: RwLock<State>,
    pub(crate) events: EventBus,
    pub(crate) since: Instant,
}

/// Everything on the host. Nothing in here waits, so the lock is only ever held for moments.
#[derive(Debug, Default)]
pub(crate) struct State {
    domains: BTreeMap<Uuid, Vm>,
    last_id: u32,
    pub(crate) networks: Vec<NetworkDef>,
    pub(crate) pools: Vec<StoragePoolDef>,
    pub(crate) interfaces: Vec<InterfaceDef>,
}

/// The documents of `test:///default`, read once: every such node begins with them.
#[derive(Debug)]
struct Documents {
    domain: DomainDef,
    network: NetworkDef,
    pool: StoragePoolDef,
    interface: InterfaceDef,
}

impl Documents {
    fn get() -> Result<&'static Self> {
        static READ: OnceLock<Documents> = OnceLock::new();
        if let Some(read) = READ.get() {
            return Ok(read);
        }
        let fresh = Self {
            domain: load_domain(default_node::DOMAIN)?,
            network: NetworkDef::parse(default_node::NETWORK)?,
            pool: StoragePoolDef::parse(default_node::POOL)?,
            interface: InterfaceDef::parse(default_node::INTERFACE)?,
        };
        Ok(READ.get_or_init(|| fresh))
    }
}

/// An error of this driver.
pub(crate) fn error(code: Code, text: impl AsRef<str>) -> Error {
    Error::new(code, text).or_origin(Origin::TEST)
}

impl Node {
    /// The node of `test:///default`.
    pub(crate) fn default_node() -> Result<Self> {
        let node = Self { state: RwLock::default(), events: EventBus::new(), since: Instant::now() };
        let documents = Documents::get()?;
        {
            let mut state = node.write();
            let def = documents.domain.clone();
            let mut vm = Vm::new(def.name.as_str().into(), def.uuid());
            vm.persistent = Some(def.clone());
            let id = state.next_id();
            vm.start(def, id, false);
            // Nobody has booted it.
            vm.reason = DomainRunningReason::UNKNOWN.0;
            state.domains.insert(vm.uuid, vm);
            state.networks.push(documents.network.clone());
            state.pools.push(documents.pool.clone());
            state.interfaces.push(documents.interface.clone());
        }
        Ok(node)
    }

    /// The state, for looking.
    pub(crate) fn read(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The state, for a change; events of the change are emitted while it is held, so that they come in
    /// the order of the changes.
    pub(crate) fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells everybody who wants to know.
    pub(crate) fn tell(&self, key: DomainKey, event: DomainEventType, detail: i32) {
        self.events.emit(DomainEvent::lifecycle(key, event, detail));
    }
}

/// A document as a complete definition.
pub(crate) fn load_domain(xml: &str) -> Result<DomainDef> {
    let mut random = |bytes: &mut [u8]| {
        for chunk in bytes.chunks_mut(16) {
            // A kernel without randomness would have refused to start the program.
            let fresh = vir_util::random::bytes::<16>().unwrap_or_default();
            chunk.iter_mut().zip(fresh).for_each(|(to, from)| *to = from);
        }
    };
    let def = DomainDef::load(xml, &mut Defaults::new(&mut random).with_arch("i686"))?;
    def.check_features(vir_conf::Features::CURRENT_VCPUS)?;
    Ok(def)
}

impl State {
    pub(crate) fn next_id(&mut self) -> u32 {
        self.last_id = self.last_id.wrapping_add(1).max(1);
        self.last_id
    }

    pub(crate) fn domains(&self) -> impl Iterator<Item = &Vm> {
        self.domains.values()
    }

    /// The domain that a handle names.
    pub(crate) fn find(&self, key: &DomainKey) -> Result<&Vm> {
        self.domains.get(&key.uuid).ok_or_else(|| gone(key))
    }

    pub(crate) fn find_mut(&mut self, key: &DomainKey) -> Result<&mut Vm> {
        self.domains.get_mut(&key.uuid).ok_or_else(|| gone(key))
    }

    pub(crate) fn by_uuid(&self, uuid: Uuid) -> Option<&Vm> {
        self.domains.get(&uuid)
    }

    pub(crate) fn by_name(&self, name: &str) -> Option<&Vm> {
        self.domains.values().find(|vm| *vm.name == *name)
    }

    pub(crate) fn by_id(&self, id: u32) -> Option<&Vm> {
        self.domains.values().find(|vm| vm.id == Some(id))
    }

    /// The domain that a definition is about: the one with its UUID, or a new one.
    ///
    /// Name and UUID go together: a definition with one of another domain is refused.
    pub(crate) fn enter(&mut self, def: &DomainDef) -> Result<&mut Vm> {
        let uuid = def.uuid();
        match (self.domains.get(&uuid), self.by_name(&def.name)) {
            (Some(known), _) if *known.name != *def.name => {
                let text = format!("domain '{}' is already defined with uuid {uuid}", known.name);
                return Err(Error::new(Code::OPERATION_FAILED, text).or_origin(Origin::DOMAIN));
            }
            (None, Some(known)) => {
                let text = format!("domain '{}' already exists with uuid {}", known.name, known.uuid);
                return Err(Error::new(Code::OPERATION_FAILED, text).or_origin(Origin::DOMAIN));
            }
            _ => {}
        }
        Ok(self.domains.entry(uuid).or_insert_with(|| Vm::new(def.name.as_str().into(), uuid)))
    }

    pub(crate) fn remove(&mut self, uuid: Uuid) {
        self.domains.remove(&uuid);
    }

    pub(crate) fn network(&self, key: &NetworkKey) -> Result<&NetworkDef> {
        self.networks.iter().find(|net| net.uuid() == key.uuid).ok_or_else(|| {
            error(Code::NO_NETWORK, format!("no network with matching uuid '{}' ({})", key.uuid, key.name))
        })
    }

    pub(crate) fn pool(&self, key: &StoragePoolKey) -> Result<&StoragePoolDef> {
        self.pools.iter().find(|pool| pool.uuid() == key.uuid).ok_or_else(|| {
            error(
                Code::NO_STORAGE_POOL,
                format!("no storage pool with matching uuid '{}' ({})", key.uuid, key.name),
            )
        })
    }

    pub(crate) fn interface(&self, key: &InterfaceKey) -> Result<&InterfaceDef> {
        self.interfaces.iter().find(|iface| iface.name.as_deref() == Some(&*key.name)).ok_or_else(|| {
            error(Code::NO_INTERFACE, format!("no interface with matching name '{}'", key.name))
        })
    }
}

fn gone(key: &DomainKey) -> Error {
    error(Code::NO_DOMAIN, format!("no domain with matching uuid '{}' ({})", key.uuid, key.name))
}
