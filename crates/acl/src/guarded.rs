//! A driver behind a policy.

use std::sync::Arc;

use futures_util::StreamExt as _;
use vir_driver::{Caller, Driver, Event, EventPayload, EventStream};
use vir_protocol::{AclRule, Procedure};
use vir_types::{
    Code, DomainCheckpointKey, DomainKey, DomainSnapshotKey, Error, InterfaceKey, NetworkKey, NetworkPortKey,
    NodeDeviceKey, NwfilterBindingKey, NwfilterKey, Origin, Result, SecretKey, StoragePoolKey, StorageVolKey,
    Uuid,
};

use crate::{Object, Policy, Question};

/// How many questions about the objects of one list are asked at once.
const AT_ONCE: usize = 32;

/// How many events may wait for a reader, or for the policy's answers.
const EVENTS: usize = 16 * 1024;

/// A connection to a driver that asks a policy before each operation.
pub struct Guarded {
    pub(crate) inner: Arc<dyn Driver>,
    asks: Arc<Asks>,
}

/// Who is asked for whom.
struct Asks {
    policy: Arc<dyn Policy>,
    caller: Caller,
    driver: &'static str,
}

/// What is known of a procedure.
pub(crate) fn need(table: &'static [Procedure], number: i32) -> Result<&'static Procedure> {
    let place = table.binary_search_by_key(&number, |procedure| procedure.number);
    let known = place.ok().and_then(|place| table.get(place));
    known.ok_or_else(|| Error::internal(format!("no rules for procedure {number}")))
}

impl Asks {
    fn denied(&self) -> Error {
        let text = format!("'{}' denied access", self.driver);
        Error::new(Code::ACCESS_DENIED, text).or_origin(Origin::ACCESS)
    }

    async fn allows(&self, object: &Object, permission: &'static str) -> bool {
        if matches!(self.caller, Caller::System) {
            return true;
        }
        let question = Question::new(&self.caller, self.driver, object, permission);
        match self.policy.allows(&question).await {
            Ok(allowed) => allowed,
            Err(error) => {
                let kind = object.kind();
                tracing::error!(target: "access", kind, permission, %error, "counts as denied");
                false
            }
        }
    }

    /// Whether all these rules about one object of a list are met.
    async fn shows(&self, rules: &'static [AclRule], object: &Object) -> bool {
        for rule in rules {
            if !self.allows(object, rule.permission).await {
                return false;
            }
        }
        true
    }
}

impl Guarded {
    /// Puts the policy in front of `inner`, which has been opened for `caller`.
    #[must_use]
    pub fn new(inner: Arc<dyn Driver>, policy: Arc<dyn Policy>, caller: Caller) -> Self {
        let driver = inner.name();
        Self { inner, asks: Arc::new(Asks { policy, caller, driver }) }
    }

    /// Refuses unless the caller has every permission that the operation needs with these flags.
    pub(crate) async fn require(&self, need: &'static Procedure, flags: u32, object: &Object) -> Result<()> {
        let whole = self.whole(object).await;
        let object = whole.as_ref().unwrap_or(object);
        for rule in need.acl.iter().filter(|rule| rule.when.applies(flags)) {
            let object = if rule.object == "connect" { &Object::Connect } else { object };
            if object.kind() != rule.object {
                return Err(Error::internal(format!(
                    "{} is judged by a {}, not by a {}",
                    need.name,
                    rule.object,
                    object.kind()
                )));
            }
            if !self.asks.allows(object, rule.permission).await {
                tracing::debug!(target: "access", operation = need.name, permission = rule.permission, "denied");
                return Err(self.asks.denied());
            }
        }
        Ok(())
    }

    /// A volume with its pool's UUID; `None` for what is whole already.
    async fn whole(&self, object: &Object) -> Option<Object> {
        let Object::StorageVol(vol, None) = object else { return None };
        Some(Object::StorageVol(vol.clone(), Some(self.pool_uuid(&vol.pool).await?)))
    }

    async fn pool_uuid(&self, name: &str) -> Option<Uuid> {
        let pools = self.inner.storage_pool_list().ok()?;
        Some(pools.storage_pool_lookup_by_name(name).await.ok()?.uuid)
    }

    /// The objects that the caller may see.
    pub(crate) async fn visible<K>(&self, need: &'static Procedure, list: Vec<K>) -> Result<Vec<K>>
    where
        K: Send,
        for<'k> Object: From<&'k K>,
    {
        self.visible_by(need, list, |key| Object::from(key)).await
    }

    /// The items whose objects the caller may see.
    pub(crate) async fn visible_by<T: Send>(
        &self,
        need: &'static Procedure,
        list: Vec<T>,
        object: impl Fn(&T) -> Object + Send,
    ) -> Result<Vec<T>> {
        let mut asked = Vec::with_capacity(list.len());
        // The volumes of a list are most often of one pool.
        let mut pool: Option<(Arc<str>, Option<Uuid>)> = None;
        for item in list {
            let mut object = object(&item);
            if let Object::StorageVol(vol, uuid @ None) = &mut object {
                if pool.as_ref().is_none_or(|(name, _)| *name != vol.pool) {
                    pool = Some((vol.pool.clone(), self.pool_uuid(&vol.pool).await));
                }
                *uuid = pool.as_ref().and_then(|(_, uuid)| *uuid);
            }
            asked.push((item, object));
        }
        let answers =
            futures_util::stream::iter(asked)
                .map(|(item, object)| async move {
                    self.asks.shows(need.aclfilter, &object).await.then_some(item)
                })
                .buffered(AT_ONCE);
        Ok(answers.filter_map(std::future::ready).collect().await)
    }

    /// The events of objects that the caller may see.
    pub(crate) async fn visible_events(
        &self,
        need: &'static Procedure,
        mut events: EventStream,
    ) -> Result<EventStream> {
        let (mut sender, stream) = vir_driver::channel(events.id(), EVENTS);
        let asks = self.asks.clone();
        let forward = tokio::spawn(async move {
            while let Some(event) = events.recv().await {
                if let Some(object) = object_of(&event)
                    && !asks.shows(need.aclfilter, &object).await
                {
                    continue;
                }
                if sender.send(event).is_err() {
                    return;
                }
            }
            if events.overflowed() {
                sender.overflow();
            }
        });
        let forward = forward.abort_handle();
        Ok(stream.on_drop(move || forward.abort()))
    }
}

/// What an event is about; `None` if that is the connection.
fn object_of(event: &Event) -> Option<Object> {
    Some(match &event.payload {
        EventPayload::Domain(event) => Object::from(&event.domain),
        EventPayload::QemuMonitor(event) => Object::from(&event.domain),
        EventPayload::Network(event) => Object::from(&event.network),
        EventPayload::StoragePool(event) => Object::from(&event.pool),
        EventPayload::NodeDevice(event) => Object::from(&event.device),
        EventPayload::Secret(event) => Object::from(&event.secret),
        _ => return None,
    })
}

/// The objects that clients' keys name, as the driver knows them: what a client sends beside the identity is
/// never judged.
impl Guarded {
    pub(crate) async fn domain(&self, key: &DomainKey) -> Result<DomainKey> {
        self.inner.domain_list()?.domain_lookup_by_uuid(key.uuid).await
    }

    pub(crate) async fn domain_snapshot(&self, key: &DomainSnapshotKey) -> Result<DomainSnapshotKey> {
        Ok(DomainSnapshotKey { name: key.name.clone(), domain: self.domain(&key.domain).await? })
    }

    pub(crate) async fn domain_checkpoint(&self, key: &DomainCheckpointKey) -> Result<DomainCheckpointKey> {
        Ok(DomainCheckpointKey { name: key.name.clone(), domain: self.domain(&key.domain).await? })
    }

    pub(crate) async fn network(&self, key: &NetworkKey) -> Result<NetworkKey> {
        self.inner.networks()?.network_lookup_by_uuid(key.uuid).await
    }

    pub(crate) async fn network_port(&self, key: &NetworkPortKey) -> Result<NetworkPortKey> {
        let network = self.network(&key.network).await?;
        self.inner.network_ports()?.network_port_lookup_by_uuid(&network, key.uuid).await
    }

    pub(crate) async fn storage_pool(&self, key: &StoragePoolKey) -> Result<StoragePoolKey> {
        self.inner.storage_pool_list()?.storage_pool_lookup_by_uuid(key.uuid).await
    }

    pub(crate) async fn storage_vol(&self, key: &StorageVolKey) -> Result<StorageVolKey> {
        let pool = self.inner.storage_pool_list()?.storage_pool_lookup_by_name(&key.pool).await?;
        self.inner.storage_volumes()?.storage_vol_lookup_by_name(&pool, &key.name).await
    }

    pub(crate) async fn node_device(&self, key: &NodeDeviceKey) -> Result<NodeDeviceKey> {
        self.inner.node_devices()?.node_device_lookup_by_name(&key.name).await
    }

    pub(crate) async fn secret(&self, key: &SecretKey) -> Result<SecretKey> {
        self.inner.secrets()?.secret_lookup_by_uuid(key.uuid).await
    }

    pub(crate) async fn nwfilter(&self, key: &NwfilterKey) -> Result<NwfilterKey> {
        self.inner.nwfilters()?.nwfilter_lookup_by_uuid(key.uuid).await
    }

    pub(crate) async fn nwfilter_binding(&self, key: &NwfilterBindingKey) -> Result<NwfilterBindingKey> {
        self.inner.nwfilter_bindings()?.nwfilter_binding_lookup_by_port_dev(&key.port_dev).await
    }

    pub(crate) async fn interface(&self, key: &InterfaceKey) -> Result<InterfaceKey> {
        self.inner.interfaces()?.interface_lookup_by_name(&key.name).await
    }
}
