//! The library on libvirt's own daemon, with libvirt's test driver behind it: pools and volumes, networks, devices
//! of the host, interfaces, and their events.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // A test fails by panicking.

use std::time::Duration;

use libvir::params::NetworkUpdateParams;
use libvir::*;
use vir_tests::Libvirtd;

const NONE: NoFlags = NoFlags::empty();

async fn open() -> Option<(Libvirtd, Connect)> {
    let daemon = Libvirtd::start()?;
    let conn = Connect::open(&daemon.uri()).await.unwrap();
    Some((daemon, conn))
}

async fn next(stream: &mut EventStream) -> EventPayload {
    let event = tokio::time::timeout(Duration::from_secs(10), stream.recv()).await.unwrap();
    event.unwrap().payload.clone()
}

#[tokio::test]
async fn pools_and_volumes() {
    let Some((_daemon, conn)) = open().await else { return };
    let mut lives = conn.storage_pool_event_register_any(None, StoragePoolEventId::LIFECYCLE).await.unwrap();
    let xml = "<pool type='dir'><name>p</name><target><path>/p</path></target></pool>";
    let pool = conn.storage_pool_define_xml(xml, StoragePoolDefineFlags::empty()).await.unwrap();
    let lived = |event| EventPayload::from(StoragePoolEvent::lifecycle(pool.key().clone(), event, 0));
    assert_eq!(next(&mut lives).await, lived(StoragePoolEventLifecycleType::DEFINED));
    let mut refreshes =
        conn.storage_pool_event_register_any(Some(&pool), StoragePoolEventId::REFRESH).await.unwrap();
    pool.set_autostart(true).await.unwrap();
    assert!(pool.get_autostart().await.unwrap());
    pool.build(StoragePoolBuildFlags::NEW).await.unwrap();
    assert_eq!(next(&mut lives).await, lived(StoragePoolEventLifecycleType::CREATED));
    pool.create(StoragePoolCreateFlags::NORMAL).await.unwrap();
    assert_eq!(next(&mut lives).await, lived(StoragePoolEventLifecycleType::STARTED));
    assert!(pool.is_active().await.unwrap() && pool.is_persistent().await.unwrap());
    pool.refresh(NONE).await.unwrap();
    let refreshed = StoragePoolEvent::new(pool.key().clone(), StoragePoolEventKind::Refresh);
    assert_eq!(next(&mut refreshes).await, refreshed.into());
    let error = conn.storage_pool_lookup_by_target_path("/p").await.unwrap_err();
    assert_eq!(error.code(), Code::NO_SUPPORT);

    let xml = "<volume><name>v</name><capacity>4096</capacity><allocation>1024</allocation></volume>";
    let vol = StorageVol::create_xml(&pool, xml, StorageVolCreateFlags::empty()).await.unwrap();
    assert_eq!((vol.pool_name(), vol.name(), vol.get_key()), ("p", "v", "/p/v"));
    assert_eq!(vol.get_path().await.unwrap(), "/p/v");
    let info = vol.get_info().await.unwrap();
    assert_eq!((info.kind, info.capacity_bytes, info.allocation_bytes), (StorageVolType::FILE, 4096, 1024));
    assert!(vol.get_xml_desc(NONE).await.unwrap().contains("<name>v</name>"));
    let copy = StorageVol::create_xml_from(
        &pool,
        "<volume><name>w</name><capacity>0</capacity></volume>",
        &vol,
        StorageVolCreateFlags::empty(),
    );
    assert_eq!(copy.await.unwrap().name(), "w");
    assert_eq!(pool.num_of_volumes().await.unwrap(), 2);
    let mut names = pool.list_volumes(10).await.unwrap();
    names.sort();
    assert_eq!(names, ["v", "w"]);
    assert_eq!(pool.list_all_volumes(NONE).await.unwrap().len(), 2);
    assert_eq!(StorageVol::lookup_by_name(&pool, "v").await.unwrap().key(), vol.key());
    assert_eq!(conn.storage_vol_lookup_by_key("/p/v").await.unwrap().key(), vol.key());
    assert_eq!(conn.storage_vol_lookup_by_path("/p/v").await.unwrap().key(), vol.key());
    assert_eq!(StoragePool::lookup_by_volume(&vol).await.unwrap().key(), pool.key());
    let error = vol.upload(0, 0, StorageVolUploadFlags::empty()).await.unwrap_err();
    assert_eq!(error.code(), Code::NO_SUPPORT);
    vol.delete(StorageVolDeleteFlags::NORMAL).await.unwrap();
    assert_eq!(vol.get_info().await.unwrap_err().code(), Code::NO_STORAGE_VOL);

    pool.destroy().await.unwrap();
    assert_eq!(next(&mut lives).await, lived(StoragePoolEventLifecycleType::STOPPED));
    pool.delete(StoragePoolDeleteFlags::NORMAL).await.unwrap();
    assert_eq!(next(&mut lives).await, lived(StoragePoolEventLifecycleType::DELETED));
    pool.undefine().await.unwrap();
    assert_eq!(next(&mut lives).await, lived(StoragePoolEventLifecycleType::UNDEFINED));
}

#[tokio::test]
async fn networks() {
    let Some((_daemon, conn)) = open().await else { return };
    // The first callback of each kind has the same number: the daemon's drivers count by themselves.
    let mut domains = conn.domain_event_register_any(None, DomainEventId::LIFECYCLE).await.unwrap();
    let mut lives = conn.network_event_register_any(None, NetworkEventId::LIFECYCLE).await.unwrap();
    let xml = "<network><name>n</name><ip address='10.1.0.1' netmask='255.255.255.0'>\
               <dhcp><range start='10.1.0.2' end='10.1.0.9'/></dhcp></ip></network>";
    let net = conn.network_define_xml_flags(xml, NetworkDefineFlags::empty()).await.unwrap();
    let lived = |event| EventPayload::from(NetworkEvent::lifecycle(net.key().clone(), event, 0));
    assert_eq!(next(&mut lives).await, lived(NetworkEventLifecycleType::DEFINED));
    net.create().await.unwrap();
    assert_eq!(next(&mut lives).await, lived(NetworkEventLifecycleType::STARTED));
    let mut update = NetworkUpdateParams::new();
    update.command = NetworkUpdateCommand::ADD_LAST;
    update.section = NetworkUpdateSection::IP_DHCP_HOST;
    update.parent_index = -1;
    update.xml = "<host mac='52:54:00:00:00:01' ip='10.1.0.5'/>".into();
    net.update(&update, NetworkUpdateFlags::LIVE).await.unwrap();
    assert!(net.get_xml_desc(NetworkXmlFlags::empty()).await.unwrap().contains("52:54:00:00:00:01"));
    // The test driver has no such flag, and says so in its own words.
    let error = net.get_xml_desc(NetworkXmlFlags::INACTIVE).await.unwrap_err();
    assert_eq!((error.code(), error.origin()), (Code::INVALID_ARG, Origin::TEST));
    net.destroy().await.unwrap();
    assert_eq!(next(&mut lives).await, lived(NetworkEventLifecycleType::STOPPED));
    net.undefine().await.unwrap();
    assert_eq!(next(&mut lives).await, lived(NetworkEventLifecycleType::UNDEFINED));
    let domain = conn.domain_lookup_by_name("test").await.unwrap();
    domain.suspend().await.unwrap();
    let EventPayload::Domain(event) = next(&mut domains).await else { panic!("no event of a domain") };
    assert_eq!(event.domain.name, domain.key().name);
    assert!(lives.try_recv().is_none() && domains.try_recv().is_none());
}

#[tokio::test]
async fn devices_and_interfaces() {
    let Some((_daemon, conn)) = open().await else { return };
    let all = conn.list_all_node_devices(ConnectListAllNodeDeviceFlags::empty()).await.unwrap();
    assert_eq!(all.len(), conn.node_num_of_devices(None, NONE).await.unwrap() as usize);
    assert!(conn.node_list_devices(Some("system"), 9, NONE).await.unwrap().contains(&"computer".to_owned()));
    let device = conn.node_device_lookup_by_name("computer").await.unwrap();
    assert_eq!(device.get_parent().await.unwrap(), None);
    assert_eq!(device.list_caps(9).await.unwrap(), ["system"]);
    assert_eq!(device.num_of_caps().await.unwrap(), 1);
    assert!(
        device.get_xml_desc(NodeDeviceXmlFlags::empty()).await.unwrap().contains("<name>computer</name>")
    );
    assert_eq!(conn.node_device_lookup_by_name("none").await.unwrap_err().code(), Code::NO_NODE_DEVICE);

    let eth1 = conn.interface_lookup_by_name("eth1").await.unwrap();
    assert_eq!(conn.interface_change_commit(NONE).await.unwrap_err().code(), Code::OPERATION_INVALID);
    conn.interface_change_begin(NONE).await.unwrap();
    eth1.destroy(NONE).await.unwrap();
    assert!(!eth1.is_active().await.unwrap());
    eth1.create(NONE).await.unwrap();
    eth1.undefine().await.unwrap();
    conn.interface_change_rollback(NONE).await.unwrap();
    let xml = eth1.get_xml_desc(InterfaceXmlFlags::empty()).await.unwrap();
    let again = conn.interface_define_xml(&xml, InterfaceDefineFlags::empty()).await.unwrap();
    assert_eq!(again.key(), eth1.key());

    // Who lacks something says so under the name of the function.
    let error = conn.list_all_secrets(ConnectListAllSecretsFlags::empty()).await.unwrap_err();
    assert_eq!(error.code(), Code::NO_SUPPORT);
    let error = conn.list_all_nwfilters(NONE).await.unwrap_err();
    assert_eq!(error.code(), Code::NO_SUPPORT);
}
