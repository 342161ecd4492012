//! What a driver answers that has not written a method: "unsupported", or what its newer method says.
#![expect(clippy::unwrap_used, reason = "a test")]

use std::fs::File;
use std::sync::Mutex;

use async_trait::async_trait;
use vir_driver::{Driver, EventBus, EventClass, EventFilter, EventStream, SubscriptionId, facets::*};
use vir_types::*;

fn dom() -> DomainKey {
    DomainKey::new("test", Uuid::from_bytes([1; 16]), Some(1))
}

fn net() -> NetworkKey {
    NetworkKey::new("default", Uuid::from_bytes([2; 16]))
}

fn pool() -> StoragePoolKey {
    StoragePoolKey::new("default", Uuid::from_bytes([3; 16]))
}

fn vol() -> StorageVolKey {
    StorageVolKey { pool: "default".into(), name: "disk".into(), key: "/disk".into() }
}

fn dev() -> NodeDeviceKey {
    NodeDeviceKey { name: "pci_0000_00_00_0".into() }
}

const NONE: NoFlags = NoFlags::empty();

/// Has every facet and not one method.
struct Bare;

/// Has not even a facet.
struct Nothing;

impl Driver for Nothing {
    fn name(&self) -> &'static str {
        "nothing"
    }
}

macro_rules! every_facet {
    ($($facet:ident $accessor:ident: |$f:ident| $call:expr;)*) => {
        $(impl $facet for Bare {})*

        impl Driver for Bare {
            fn name(&self) -> &'static str {
                "bare"
            }
            $(fn $accessor(&self) -> Result<&dyn $facet> {
                Ok(self)
            })*
        }

        #[tokio::test]
        async fn an_empty_facet_is_unsupported() {
            $(
                let $f = Bare.$accessor().unwrap();
                let error = $call.await.err().expect(stringify!($facet));
                assert_eq!(error.code(), Code::NO_SUPPORT, "{}", stringify!($facet));
            )*
        }

        #[test]
        fn a_missing_facet_is_unsupported() {
            $(
                let error = Nothing.$accessor().err().expect(stringify!($accessor));
                assert_eq!(error.code(), Code::NO_SUPPORT, "{}", stringify!($accessor));
            )*
        }

        const FACETS: usize = [$(stringify!($facet)),*].len();
    };
}

every_facet! {
    Connection connection: |f| f.connect_get_type();
    Admin admin: |f| f.admin_connect_get_lib_version();
    Host host: |f| f.node_get_info();
    Cpu cpu: |f| f.connect_get_cpu_model_names("x86_64", NONE);
    HostDevices host_devices: |f| f.node_device_dettach(&dev());
    DomainList domain_list: |f| f.connect_num_of_domains();
    DomainLife lifecycle: |f| f.domain_create(&dom());
    DomainStatus status: |f| f.domain_get_state(&dom(), NONE);
    DomainMetadata metadata: |f| f.domain_rename(&dom(), Some("other"), NONE);
    DomainSecurity security: |f| f.domain_get_security_label(&dom());
    DomainMemory memory: |f| f.domain_set_memory(&dom(), 1024);
    DomainVcpu vcpu: |f| f.domain_set_vcpus(&dom(), 2);
    DomainIothreads iothreads: |f| f.domain_add_iothread(&dom(), 1, Affect::LIVE);
    DomainTuning tuning: |f| f.domain_get_scheduler_parameters(&dom());
    DomainDevices devices: |f| f.domain_attach_device(&dom(), "<disk/>");
    DomainBlock block: |f| f.domain_block_stats(&dom(), "vda");
    DomainBlockJobs block_jobs: |f| f.domain_block_pull(&dom(), "vda", 0, DomainBlockPullFlags::empty());
    DomainStats stats: |f| f.domain_interface_stats(&dom(), "vnet0");
    DomainJobs jobs: |f| f.domain_abort_job(&dom());
    DomainSave save: |f| f.domain_save(&dom(), "/file");
    DomainMigrateV2 migrate_v2:
        |f| f.domain_migrate_finish("test", &[], "tcp:host", DomainMigrateFlags::empty());
    DomainMigrateV3 migrate_v3: |f| f.domain_migrate_finish3(&Default::default());
    DomainMigrateControl migrate_control: |f| f.domain_migrate_start_post_copy(&dom(), NONE);
    DomainSnapshots snapshots: |f| f.domain_snapshot_num(&dom(), DomainSnapshotListFlags::empty());
    DomainCheckpoints checkpoints: |f| f.domain_checkpoint_lookup_by_name(&dom(), "a", NONE);
    DomainGuest guest: |f| f.domain_fsfreeze(&dom(), &[], NONE);
    DomainConsole console: |f| f.domain_open_graphics(
        &dom(), 0, File::open("/dev/null").unwrap().into(), DomainOpenGraphicsFlags::empty());
    DomainEvents domain_events: |f| f.connect_domain_event_register();
    NetworkEvents network_events: |f| f.connect_network_event_register_any(None, NetworkEventId::LIFECYCLE);
    StoragePoolEvents storage_pool_events:
        |f| f.connect_storage_pool_event_register_any(None, StoragePoolEventId::LIFECYCLE);
    NodeDeviceEvents node_device_events:
        |f| f.connect_node_device_event_register_any(None, NodeDeviceEventId::LIFECYCLE);
    SecretEvents secret_events: |f| f.connect_secret_event_register_any(None, SecretEventId::LIFECYCLE);
    Daemon daemon: |f| f.virshd_connect_get_daemon_info();
    Qemu qemu: |f| f.qemu_domain_attach(1, NONE);
    Lxc lxc: |f| f.lxc_domain_open_namespace(&dom(), NONE);
    Networks networks: |f| f.network_create_xml("<network/>");
    NetworkDetails network_details: |f| f.network_get_bridge_name(&net());
    NetworkPorts network_ports: |f| f.network_list_all_ports(&net(), NONE);
    StoragePoolList storage_pool_list: |f| f.connect_num_of_storage_pools();
    StoragePools storage_pools: |f| f.storage_pool_get_info(&pool());
    StorageVolumes storage_volumes: |f| f.storage_vol_wipe(&vol(), NONE);
    NodeDevices node_devices: |f| f.node_num_of_devices(None, NONE);
    Interfaces interfaces: |f| f.interface_change_begin(NONE);
    Nwfilters nwfilters: |f| f.connect_list_nwfilters(1);
    NwfilterBindings nwfilter_bindings: |f| f.connect_list_all_nwfilter_bindings(NONE);
    Secrets secrets: |f| f.connect_list_secrets(1);
}

#[test]
fn every_facet_is_tried_above() {
    assert_eq!(include_str!("../src/driver.rs").matches("-> Result<&dyn ").count(), FACETS);
}

#[tokio::test]
async fn goodbyes_succeed_by_themselves() {
    let id = SubscriptionId(1);
    Bare.connect_close().await.unwrap();
    Bare.connect_unregister_close_callback(id).await.unwrap();
    Bare.connect_domain_event_deregister(id).await.unwrap();
    Bare.connect_network_event_deregister_any(id).await.unwrap();
    Bare.connect_storage_pool_event_deregister_any(id).await.unwrap();
    Bare.connect_node_device_event_deregister_any(id).await.unwrap();
    Bare.connect_secret_event_deregister_any(id).await.unwrap();
    Bare.qemu_connect_domain_monitor_event_deregister(id).await.unwrap();
}

/// Has the new methods alone, and writes down with what they were called.
#[derive(Default)]
struct New {
    calls: Mutex<Vec<String>>,
    bus: EventBus,
}

impl New {
    fn note(&self, call: String) {
        self.calls.lock().unwrap().push(call);
    }

    fn last(&self) -> String {
        self.calls.lock().unwrap().last().cloned().unwrap_or_default()
    }
}

#[async_trait]
impl DomainLife for New {
    async fn domain_create_with_flags(&self, dom: &DomainKey, flags: DomainCreateFlags) -> Result<DomainKey> {
        self.note(format!("create {} {:#x}", dom.name, flags.bits()));
        Ok(dom.clone())
    }
    async fn domain_define_xml_flags(&self, xml: &str, flags: DomainDefineFlags) -> Result<DomainKey> {
        self.note(format!("define {xml} {:#x}", flags.bits()));
        Ok(dom())
    }
    async fn domain_destroy_flags(&self, dom: &DomainKey, flags: DomainDestroyFlags) -> Result<()> {
        self.note(format!("destroy {} {:#x}", dom.name, flags.bits()));
        Ok(())
    }
}

#[async_trait]
impl DomainMemory for New {
    async fn domain_set_memory_flags(
        &self,
        dom: &DomainKey,
        memory_kib: u64,
        flags: DomainMemoryModFlags,
    ) -> Result<()> {
        self.note(format!("memory {} {memory_kib} {:#x}", dom.name, flags.bits()));
        Ok(())
    }
}

#[async_trait]
impl DomainSave for New {
    async fn domain_save_flags(
        &self,
        _: &DomainKey,
        to: &str,
        dxml: Option<&str>,
        flags: DomainSaveRestoreFlags,
    ) -> Result<()> {
        self.note(format!("save {to} {dxml:?} {:#x}", flags.bits()));
        Ok(())
    }
    async fn domain_core_dump_with_format(
        &self,
        _: &DomainKey,
        to: &str,
        dumpformat: DomainCoreDumpFormat,
        flags: DomainCoreDumpFlags,
    ) -> Result<()> {
        self.note(format!("dump {to} {dumpformat:?} {:#x}", flags.bits()));
        Ok(())
    }
}

#[async_trait]
impl DomainList for New {
    async fn connect_list_all_domains(&self, flags: ConnectListAllDomainsFlags) -> Result<Vec<DomainKey>> {
        let active = flags.contains(ConnectListAllDomainsFlags::ACTIVE);
        let key = |number: u8| {
            DomainKey::new(format!("vm{number}"), Uuid::default(), active.then_some(number.into()))
        };
        Ok((1..=if active { 3 } else { 2 }).map(key).collect())
    }
}

#[async_trait]
impl NodeDevices for New {
    async fn connect_list_all_node_devices(
        &self,
        flags: ConnectListAllNodeDeviceFlags,
    ) -> Result<Vec<NodeDeviceKey>> {
        self.note(format!("devices {:#x}", flags.bits()));
        Ok(vec![dev(), dev()])
    }
}

#[async_trait]
impl Secrets for New {
    async fn connect_list_all_secrets(&self, _: ConnectListAllSecretsFlags) -> Result<Vec<SecretKey>> {
        let uuid = Uuid::from_bytes([4; 16]);
        Ok(vec![SecretKey { uuid, usage_type: SecretUsageType::NONE, usage_id: "".into() }])
    }
}

#[async_trait]
impl StorageVolumes for New {
    async fn storage_vol_wipe_pattern(
        &self,
        vol: &StorageVolKey,
        algorithm: StorageVolWipeAlgorithm,
        _: NoFlags,
    ) -> Result<()> {
        self.note(format!("wipe {} {algorithm:?}", vol.name));
        Ok(())
    }
}

#[async_trait]
impl DomainEvents for New {
    async fn connect_domain_event_register_any(
        &self,
        dom: Option<&DomainKey>,
        event: DomainEventId,
    ) -> Result<EventStream> {
        Ok(self.bus.register(EventFilter::new(EventClass::Domain(event), dom.map(Into::into)), 1))
    }
    async fn connect_domain_event_deregister_any(&self, id: SubscriptionId) -> Result<()> {
        self.bus.deregister(id).then_some(()).ok_or_else(|| Error::invalid_arg("no such subscription"))
    }
}

#[tokio::test]
async fn old_calls_reach_the_new_methods() {
    let new = New::default();
    new.domain_create(&dom()).await.unwrap();
    assert_eq!(new.last(), "create test 0x0");
    new.domain_define_xml("<domain/>").await.unwrap();
    assert_eq!(new.last(), "define <domain/> 0x0");
    new.domain_destroy(&dom()).await.unwrap();
    assert_eq!(new.last(), "destroy test 0x0");
    new.domain_set_memory(&dom(), 2048).await.unwrap();
    assert_eq!(new.last(), "memory test 2048 0x1");
    new.domain_set_max_memory(&dom(), 4096).await.unwrap();
    assert_eq!(new.last(), "memory test 4096 0x4");
    new.domain_save(&dom(), "/file").await.unwrap();
    assert_eq!(new.last(), "save /file None 0x0");
    new.domain_core_dump(&dom(), "/core", DomainCoreDumpFlags::LIVE).await.unwrap();
    assert_eq!(new.last(), "dump /core RAW 0x2");
    new.storage_vol_wipe(&vol(), NONE).await.unwrap();
    assert_eq!(new.last(), "wipe disk ZERO");
    // Still nobody's:
    assert_eq!(new.domain_shutdown(&dom()).await.unwrap_err().code(), Code::NO_SUPPORT);
}

#[tokio::test]
async fn old_lists_come_from_the_new_list() {
    let new = New::default();
    assert_eq!(new.connect_num_of_domains().await.unwrap(), 3);
    assert_eq!(new.connect_list_domains(2).await.unwrap(), [1, 2]);
    assert_eq!(new.connect_num_of_defined_domains().await.unwrap(), 2);
    assert_eq!(new.connect_list_defined_domains(10).await.unwrap(), ["vm1", "vm2"]);
    assert_eq!(new.connect_list_defined_domains(0).await.unwrap(), [""; 0]);
    assert_eq!(new.connect_list_secrets(9).await.unwrap(), ["04040404-0404-0404-0404-040404040404"]);

    assert_eq!(new.node_num_of_devices(None, NONE).await.unwrap(), 2);
    assert_eq!(new.last(), "devices 0x0");
    assert_eq!(new.node_list_devices(Some("net"), 1, NONE).await.unwrap(), [dev().name.to_string()]);
    assert_eq!(new.last(), "devices 0x10");
    assert_eq!(new.node_num_of_devices(Some("nonsense"), NONE).await.unwrap(), 0);
}

#[tokio::test]
async fn the_old_registration_is_the_new_one_for_lifecycles() {
    let new = New::default();
    let mut stream = new.connect_domain_event_register().await.unwrap();
    new.bus.emit(DomainEvent::lifecycle(dom(), DomainEventType::STARTED, 0));
    assert!(stream.recv().await.is_some());
    new.connect_domain_event_deregister(stream.id()).await.unwrap();
    assert!(stream.recv().await.is_none() && !stream.overflowed());
}
