//! What a read-only connection refuses, and under which name: method by method.
#![allow(clippy::unwrap_used, reason = "a failed helper is a failed test")]

use std::sync::Arc;

use libvir::*;
use vir_driver::Driver;

/// A driver that has nothing.
struct Empty;

impl Driver for Empty {
    fn name(&self) -> &'static str {
        "empty"
    }
}

/// Calls each method on both kinds of connections: with nothing behind them, a method that changes something is
/// refused on a read-only one, and everything else says under its name that it is not supported.
macro_rules! check {
    ($conn:ident { $($before:tt)* } $($access:ident $name:literal => $call:expr;)*) => {
        for read_only in [false, true] {
            let $conn = libvir::server::connect(Arc::new(Empty), read_only);
            $($before)*
            $({
                let error: Error = $call.await.err().unwrap();
                let expected = if read_only && stringify!($access) == "write" {
                    (Code::OPERATION_DENIED, format!("operation forbidden: read only access prevents {}", $name))
                } else {
                    (Code::NO_SUPPORT, format!("this function is not supported by the connection driver: {}", $name))
                };
                assert_eq!((error.code(), error.message().to_owned()), expected);
            })*
        }
    };
}

fn uuid() -> Uuid {
    Uuid([5; 16])
}

#[tokio::test]
async fn storage() {
    let none = NoFlags::empty();
    check! {
        conn {
            let pool = conn.storage_pool(StoragePoolKey::new("pool", uuid()));
            let vol = conn.storage_vol(StorageVolKey { pool: "pool".into(), name: "v".into(), key: "/v".into() });
        }
        read "virConnectListAllStoragePools" => conn.list_all_storage_pools(ConnectListAllStoragePoolsFlags::ACTIVE);
        read "virConnectGetStoragePoolCapabilities" => conn.get_storage_pool_capabilities(none);
        write "virConnectFindStoragePoolSources" => conn.find_storage_pool_sources("logical", None, none);
        read "virConnectStoragePoolEventRegisterAny" => conn.storage_pool_event_register_any(Some(&pool), StoragePoolEventId::REFRESH);
        read "virStoragePoolLookupByName" => conn.storage_pool_lookup_by_name("pool");
        read "virStoragePoolLookupByTargetPath" => conn.storage_pool_lookup_by_target_path("/v");
        read "virStoragePoolLookupByVolume" => StoragePool::lookup_by_volume(&vol);
        write "virStoragePoolCreateXML" => conn.storage_pool_create_xml("", StoragePoolCreateFlags::empty());
        write "virStoragePoolDefineXML" => conn.storage_pool_define_xml("", StoragePoolDefineFlags::empty());
        write "virStoragePoolBuild" => pool.build(StoragePoolBuildFlags::empty());
        write "virStoragePoolCreate" => pool.create(StoragePoolCreateFlags::empty());
        write "virStoragePoolDestroy" => pool.destroy();
        write "virStoragePoolDelete" => pool.delete(StoragePoolDeleteFlags::empty());
        write "virStoragePoolUndefine" => pool.undefine();
        write "virStoragePoolRefresh" => pool.refresh(none);
        read "virStoragePoolGetInfo" => pool.get_info();
        read "virStoragePoolGetXMLDesc" => pool.get_xml_desc(StorageXmlFlags::INACTIVE);
        read "virStoragePoolGetAutostart" => pool.get_autostart();
        write "virStoragePoolSetAutostart" => pool.set_autostart(true);
        read "virStoragePoolListAllVolumes" => pool.list_all_volumes(none);
        read "virStoragePoolNumOfVolumes" => pool.num_of_volumes();
        read "virStoragePoolListVolumes" => pool.list_volumes(9);
        read "virStorageVolLookupByName" => StorageVol::lookup_by_name(&pool, "v");
        read "virStorageVolLookupByKey" => conn.storage_vol_lookup_by_key("/v");
        read "virStorageVolLookupByPath" => conn.storage_vol_lookup_by_path("/v");
        write "virStorageVolCreateXML" => StorageVol::create_xml(&pool, "", StorageVolCreateFlags::empty());
        write "virStorageVolCreateXMLFrom" => StorageVol::create_xml_from(&pool, "", &vol, StorageVolCreateFlags::empty());
        write "virStorageVolDelete" => vol.delete(StorageVolDeleteFlags::empty());
        read "virStorageVolGetPath" => vol.get_path();
        read "virStorageVolGetXMLDesc" => vol.get_xml_desc(none);
        read "virStorageVolGetInfo" => vol.get_info();
        read "virStorageVolGetInfoFlags" => vol.get_info_flags(StorageVolInfoFlags::GET_PHYSICAL);
        write "virStorageVolResize" => vol.resize(1, StorageVolResizeFlags::empty());
        write "virStorageVolDownload" => vol.download(0, 0, StorageVolDownloadFlags::empty());
        write "virStorageVolUpload" => vol.upload(0, 0, StorageVolUploadFlags::empty());
        write "virStorageVolWipe" => vol.wipe(none);
        write "virStorageVolWipePattern" => vol.wipe_pattern(StorageVolWipeAlgorithm::TRIM, none);
    }
}

#[tokio::test]
async fn networks() {
    let none = NoFlags::empty();
    let affect = NetworkUpdateFlags::LIVE;
    check! {
        conn {
            let net = conn.network(NetworkKey::new("net", uuid()));
            let port = conn.network_port(NetworkPortKey { network: net.key().clone(), uuid: uuid() });
            assert_eq!((port.network().key(), port.uuid()), (net.key(), uuid()));
        }
        read "virConnectListAllNetworks" => conn.list_all_networks(ConnectListAllNetworksFlags::ACTIVE);
        read "virConnectNetworkEventRegisterAny" => conn.network_event_register_any(None, NetworkEventId::LIFECYCLE);
        read "virNetworkLookupByName" => conn.network_lookup_by_name("net");
        write "virNetworkCreateXML" => conn.network_create_xml("");
        write "virNetworkCreateXMLFlags" => conn.network_create_xml_flags("", NetworkCreateFlags::VALIDATE);
        write "virNetworkDefineXML" => conn.network_define_xml("");
        write "virNetworkDefineXMLFlags" => conn.network_define_xml_flags("", NetworkDefineFlags::VALIDATE);
        write "virNetworkCreate" => net.create();
        write "virNetworkDestroy" => net.destroy();
        write "virNetworkUndefine" => net.undefine();
        write "virNetworkUpdate" => net.update(&params::NetworkUpdateParams::new(), affect);
        read "virNetworkGetXMLDesc" => net.get_xml_desc(NetworkXmlFlags::INACTIVE);
        read "virNetworkGetAutostart" => net.get_autostart();
        write "virNetworkSetAutostart" => net.set_autostart(true);
        read "virNetworkIsActive" => net.is_active();
        read "virNetworkIsPersistent" => net.is_persistent();
        read "virNetworkGetBridgeName" => net.get_bridge_name();
        read "virNetworkGetDHCPLeases" => net.get_dhcp_leases(None, none);
        read "virNetworkGetMetadata" => net.get_metadata(NetworkMetadataType::TITLE, None, affect);
        write "virNetworkSetMetadata" => net.set_metadata(&params::NetworkSetMetadataParams::new(), affect);
        read "virNetworkListAllPorts" => net.list_all_ports(none);
        read "virNetworkPortLookupByUUID" => net.port_lookup_by_uuid(uuid());
        write "virNetworkPortCreateXML" => net.port_create_xml("", NetworkPortCreateFlags::RECLAIM);
        read "virNetworkPortGetXMLDesc" => port.get_xml_desc(none);
        read "virNetworkPortGetParameters" => port.get_parameters(TypedParameterFlags::empty());
        write "virNetworkPortSetParameters" => port.set_parameters(&TypedParams::new(), none);
        write "virNetworkPortDelete" => port.delete(none);
    }
}

#[tokio::test]
async fn node_devices() {
    let none = NoFlags::empty();
    check! {
        conn { let dev = conn.node_device(NodeDeviceKey { name: "dev".into() }); }
        read "virConnectListAllNodeDevices" => conn.list_all_node_devices(ConnectListAllNodeDeviceFlags::CAP_NET);
        read "virConnectNodeDeviceEventRegisterAny" => conn.node_device_event_register_any(None, NodeDeviceEventId::UPDATE);
        read "virNodeNumOfDevices" => conn.node_num_of_devices(None, none);
        read "virNodeListDevices" => conn.node_list_devices(Some("net"), 9, none);
        read "virNodeDeviceLookupByName" => conn.node_device_lookup_by_name("dev");
        read "virNodeDeviceLookupSCSIHostByWWN" => conn.node_device_lookup_scsi_host_by_wwn("a", "b", none);
        write "virNodeDeviceCreateXML" => conn.node_device_create_xml("", NodeDeviceCreateXmlFlags::empty());
        write "virNodeDeviceDefineXML" => conn.node_device_define_xml("", NodeDeviceDefineXmlFlags::empty());
        read "virNodeDeviceGetXMLDesc" => dev.get_xml_desc(NodeDeviceXmlFlags::empty());
        read "virNodeDeviceGetParent" => dev.get_parent();
        read "virNodeDeviceNumOfCaps" => dev.num_of_caps();
        read "virNodeDeviceListCaps" => dev.list_caps(9);
        write "virNodeDeviceDettach" => dev.dettach();
        write "virNodeDeviceDetachFlags" => dev.detach_flags(Some("vfio"), none);
        write "virNodeDeviceReAttach" => dev.re_attach();
        write "virNodeDeviceReset" => dev.reset();
        write "virNodeDeviceCreate" => dev.create(none);
        write "virNodeDeviceDestroy" => dev.destroy();
        write "virNodeDeviceUndefine" => dev.undefine(none);
        write "virNodeDeviceUpdate" => dev.update("", NodeDeviceUpdateFlags::empty());
        read "virNodeDeviceIsActive" => dev.is_active();
        read "virNodeDeviceIsPersistent" => dev.is_persistent();
        read "virNodeDeviceGetAutostart" => dev.get_autostart();
        write "virNodeDeviceSetAutostart" => dev.set_autostart(true);
    }
}

#[tokio::test]
async fn interfaces() {
    let none = NoFlags::empty();
    check! {
        conn { let iface = conn.interface(InterfaceKey { name: "eth0".into(), mac: "".into() }); }
        read "virConnectListAllInterfaces" => conn.list_all_interfaces(ConnectListAllInterfacesFlags::ACTIVE);
        read "virInterfaceLookupByName" => conn.interface_lookup_by_name("eth0");
        write "virInterfaceDefineXML" => conn.interface_define_xml("", InterfaceDefineFlags::VALIDATE);
        write "virInterfaceChangeBegin" => conn.interface_change_begin(none);
        write "virInterfaceChangeCommit" => conn.interface_change_commit(none);
        write "virInterfaceChangeRollback" => conn.interface_change_rollback(none);
        read "virInterfaceGetXMLDesc" => iface.get_xml_desc(InterfaceXmlFlags::INACTIVE);
        read "virInterfaceIsActive" => iface.is_active();
        write "virInterfaceUndefine" => iface.undefine();
        write "virInterfaceCreate" => iface.create(none);
        write "virInterfaceDestroy" => iface.destroy(none);
    }
}

#[tokio::test]
async fn secrets() {
    let none = NoFlags::empty();
    let usage = SecretUsageType::CEPH;
    check! {
        conn {
            let key = SecretKey { uuid: uuid(), usage_type: usage, usage_id: "one".into() };
            let secret = conn.secret(key);
            assert_eq!((secret.uuid(), secret.usage_type(), secret.usage_id()), (uuid(), usage, "one"));
        }
        read "virConnectListAllSecrets" => conn.list_all_secrets(ConnectListAllSecretsFlags::EPHEMERAL);
        read "virConnectNumOfSecrets" => conn.num_of_secrets();
        read "virConnectListSecrets" => conn.list_secrets(9);
        read "virConnectSecretEventRegisterAny" => conn.secret_event_register_any(None, SecretEventId::LIFECYCLE);
        read "virSecretLookupByUUID" => conn.secret_lookup_by_uuid(uuid());
        read "virSecretLookupByUsage" => conn.secret_lookup_by_usage(usage, "one");
        write "virSecretDefineXML" => conn.secret_define_xml("", SecretDefineFlags::VALIDATE);
        read "virSecretGetXMLDesc" => secret.get_xml_desc(none);
        write "virSecretSetValue" => secret.set_value(&SecretValue::default(), none);
        write "virSecretGetValue" => secret.get_value(none);
        write "virSecretUndefine" => secret.undefine();
    }
}

#[tokio::test]
async fn filters() {
    let none = NoFlags::empty();
    check! {
        conn {
            let filter = conn.nwfilter(NwfilterKey::new("clean", uuid()));
            let key = NwfilterBindingKey { port_dev: "vnet0".into(), filter_name: "clean".into() };
            let binding = conn.nwfilter_binding(key);
            assert_eq!((filter.name(), binding.port_dev(), binding.filter_name()), ("clean", "vnet0", "clean"));
        }
        read "virConnectListAllNWFilters" => conn.list_all_nwfilters(none);
        read "virConnectNumOfNWFilters" => conn.num_of_nwfilters();
        read "virConnectListNWFilters" => conn.list_nwfilters(9);
        read "virNWFilterLookupByName" => conn.nwfilter_lookup_by_name("clean");
        read "virNWFilterLookupByUUID" => conn.nwfilter_lookup_by_uuid(uuid());
        write "virNWFilterDefineXML" => conn.nwfilter_define_xml("");
        write "virNWFilterDefineXMLFlags" => conn.nwfilter_define_xml_flags("", NwfilterDefineFlags::VALIDATE);
        read "virNWFilterGetXMLDesc" => filter.get_xml_desc(none);
        write "virNWFilterUndefine" => filter.undefine();
        read "virConnectListAllNWFilterBindings" => conn.list_all_nwfilter_bindings(none);
        read "virNWFilterBindingLookupByPortDev" => conn.nwfilter_binding_lookup_by_port_dev("vnet0");
        write "virNWFilterBindingCreateXML" => conn.nwfilter_binding_create_xml("", NwfilterBindingCreateFlags::VALIDATE);
        read "virNWFilterBindingGetXMLDesc" => binding.get_xml_desc(none);
        write "virNWFilterBindingDelete" => binding.delete();
    }
}
