//! Objects that are to be, from the documents that describe them.
//!
//! They are read by the models that drivers read them with, so that both see the same name.

use vir_conf::secret::SecretUsageType as Usage;
use vir_conf::{
    DomainDef, InterfaceDef, NetworkDef, NetworkPortDef, NodeDevDef, NwFilterBindingDef, NwFilterDef,
    SecretDef, StoragePoolDef, StorageVolDef,
};
use vir_types::{
    DomainKey, InterfaceKey, NetworkKey, NetworkPortKey, NodeDeviceKey, NwfilterBindingKey, NwfilterKey,
    Result, SecretKey, SecretUsageType, StoragePoolKey, StorageVolKey,
};

use crate::Object;

pub(crate) fn domain(xml: &str) -> Result<Object> {
    let def = DomainDef::parse(xml)?;
    Ok(Object::Domain(DomainKey::new(def.name.as_str(), def.uuid(), None)))
}

pub(crate) fn network(xml: &str) -> Result<Object> {
    let def = NetworkDef::parse(xml)?;
    Ok(Object::Network(NetworkKey::new(def.name.as_str(), def.uuid())))
}

pub(crate) fn network_port(network: &NetworkKey, xml: &str) -> Result<Object> {
    let uuid = NetworkPortDef::parse(xml)?.uuid.unwrap_or_default();
    Ok(Object::NetworkPort(NetworkPortKey { network: network.clone(), uuid }))
}

pub(crate) fn storage_pool(xml: &str) -> Result<Object> {
    let def = StoragePoolDef::parse(xml)?;
    Ok(Object::StoragePool(StoragePoolKey::new(def.name.as_str(), def.uuid())))
}

pub(crate) fn storage_vol(pool: &StoragePoolKey, xml: &str) -> Result<Object> {
    let def = StorageVolDef::parse(xml)?;
    let key = StorageVolKey {
        pool: pool.name.clone(),
        name: def.name.as_str().into(),
        key: def.key.as_deref().unwrap_or_default().into(),
    };
    Ok(Object::StorageVol(key, Some(pool.uuid)))
}

pub(crate) fn node_device(xml: &str) -> Result<Object> {
    let def = NodeDevDef::parse(xml)?;
    Ok(Object::NodeDevice(NodeDeviceKey { name: def.name.as_str().into() }))
}

pub(crate) fn secret(xml: &str) -> Result<Object> {
    let def = SecretDef::parse(xml)?;
    let usage_type = match def.usage.as_ref().map(|usage| usage.usage_type) {
        Some(Usage::Volume) => SecretUsageType::VOLUME,
        Some(Usage::Ceph) => SecretUsageType::CEPH,
        Some(Usage::Iscsi) => SecretUsageType::ISCSI,
        Some(Usage::Tls) => SecretUsageType::TLS,
        Some(Usage::Vtpm) => SecretUsageType::VTPM,
        _ => SecretUsageType::NONE,
    };
    let usage_id = def.usage.as_ref().map(|usage| usage.id.as_str()).unwrap_or_default().into();
    Ok(Object::Secret(SecretKey { uuid: def.uuid(), usage_type, usage_id }))
}

pub(crate) fn nwfilter(xml: &str) -> Result<Object> {
    let def = NwFilterDef::parse(xml)?;
    Ok(Object::Nwfilter(NwfilterKey::new(def.name.as_str(), def.uuid())))
}

pub(crate) fn nwfilter_binding(xml: &str) -> Result<Object> {
    let def = NwFilterBindingDef::parse(xml)?;
    Ok(Object::NwfilterBinding(NwfilterBindingKey {
        port_dev: def.port_device.as_str().into(),
        filter_name: def.filter.filter.as_deref().unwrap_or_default().into(),
    }))
}

pub(crate) fn interface(xml: &str) -> Result<Object> {
    let def = InterfaceDef::parse(xml)?;
    Ok(Object::Interface(InterfaceKey {
        name: def.name.as_deref().unwrap_or_default().into(),
        mac: def.mac.as_deref().unwrap_or_default().into(),
    }))
}
