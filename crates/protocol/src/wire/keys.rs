//! Keys of objects.

use std::sync::Arc;

use vir_types::{
    DomainCheckpointKey, DomainKey, DomainSnapshotKey, InterfaceKey, NetworkKey, NetworkPortKey,
    NodeDeviceKey, NwfilterBindingKey, NwfilterKey, Result, SecretKey, StoragePoolKey, StorageVolKey,
};

use super::{FromWire, ToWire};
use crate::remote as wire;

/// A key and its wire struct, field by field: `ours <-> theirs`.
macro_rules! key {
    ($($key:ident as $wire:ident { $($ours:ident <-> $theirs:ident),* $(,)? })*) => {$(
        impl ToWire<wire::$wire> for $key {
            fn to_wire(&self) -> wire::$wire {
                self.clone().into_wire()
            }

            fn into_wire(self) -> wire::$wire {
                wire::$wire { $($theirs: self.$ours.into_wire()),* }
            }
        }

        impl ToWire<wire::$wire> for &$key {
            fn to_wire(&self) -> wire::$wire {
                (**self).to_wire()
            }
        }

        impl FromWire<wire::$wire> for $key {
            fn from_wire(wire: wire::$wire) -> Result<Self> {
                Ok(Self { $($ours: FromWire::from_wire(wire.$theirs)?),* })
            }
        }
    )*};
}

key! {
    NetworkKey as NonnullNetwork { name <-> name, uuid <-> uuid }
    NetworkPortKey as NonnullNetworkPort { network <-> net, uuid <-> uuid }
    NwfilterKey as NonnullNwfilter { name <-> name, uuid <-> uuid }
    NwfilterBindingKey as NonnullNwfilterBinding { port_dev <-> portdev, filter_name <-> filtername }
    InterfaceKey as NonnullInterface { name <-> name, mac <-> mac }
    StoragePoolKey as NonnullStoragePool { name <-> name, uuid <-> uuid }
    StorageVolKey as NonnullStorageVol { pool <-> pool, name <-> name, key <-> key }
    NodeDeviceKey as NonnullNodeDevice { name <-> name }
    SecretKey as NonnullSecret { uuid <-> uuid, usage_type <-> usage_type, usage_id <-> usage_id }
    DomainSnapshotKey as NonnullDomainSnapshot { name <-> name, domain <-> dom }
    DomainCheckpointKey as NonnullDomainCheckpoint { name <-> name, domain <-> dom }
}

/// On the wire a domain that does not run has the number -1.
impl ToWire<wire::NonnullDomain> for DomainKey {
    fn to_wire(&self) -> wire::NonnullDomain {
        self.clone().into_wire()
    }

    fn into_wire(self) -> wire::NonnullDomain {
        let id = self.id.and_then(|id| i32::try_from(id).ok()).unwrap_or(-1);
        wire::NonnullDomain { name: self.name, uuid: self.uuid.0, id }
    }
}

impl ToWire<wire::NonnullDomain> for &DomainKey {
    fn to_wire(&self) -> wire::NonnullDomain {
        (**self).to_wire()
    }
}

impl FromWire<wire::NonnullDomain> for DomainKey {
    fn from_wire(wire: wire::NonnullDomain) -> Result<Self> {
        Ok(Self { name: wire.name, uuid: vir_types::Uuid(wire.uuid), id: u32::try_from(wire.id).ok() })
    }
}

/// Most procedures name a device by its name alone.
impl ToWire<Arc<str>> for NodeDeviceKey {
    fn to_wire(&self) -> Arc<str> {
        self.name.clone()
    }
}

impl ToWire<Arc<str>> for &NodeDeviceKey {
    fn to_wire(&self) -> Arc<str> {
        self.name.clone()
    }
}

impl FromWire<Arc<str>> for NodeDeviceKey {
    fn from_wire(wire: Arc<str>) -> Result<Self> {
        Ok(Self { name: wire })
    }
}
