//! Our library and libvirt's own, through libvirt-python, ask the same real libvirtd: they must get the same answers.
//!
//! There is one table of operations. The first part looks at the default node of libvirt's test driver, which all
//! connections share; the second changes things, on a node that each connection has for itself.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // A test fails by panicking.
#![allow(clippy::disallowed_methods)] // It starts programs.

use std::future::Future;
use std::io::Write as _;
use std::path::Path;
use std::pin::Pin;
use std::process::{Command, Stdio};

use libvir::*;
use serde_json::{Value, json};
use vir_tests::{Folder, Libvirtd, Peer, Virshd, require, tell};

const TEST_UUID: &str = "6695eb01-f6a4-8304-79aa-97f2502e193f";
const NODE: &str = "<node>
  <cpu><mhz>2000</mhz><model>test</model><active>8</active><nodes>1</nodes><sockets>2</sockets><cores>4</cores>
  <threads>1</threads></cpu><memory>8388608</memory>
  <domain type='test'><name>one</name><uuid>00000000-0000-4000-8000-000000000001</uuid><memory>262144</memory>
  <vcpu>4</vcpu><os><type>hvm</type></os><devices><disk type='file' device='disk'><source file='/one.img'/>
  <target dev='vda' bus='virtio'/></disk><interface type='network'><mac address='52:54:00:00:00:01'/>
  <source network='first'/><target dev='testnet0'/></interface></devices></domain>
  <network><name>first</name><uuid>00000000-0000-4000-8000-000000000002</uuid><bridge name='first0'/>
  <ip address='10.9.0.1' netmask='255.255.255.0'><dhcp><range start='10.9.0.9' end='10.9.0.99'/></dhcp></ip></network>
  <interface type='ethernet' name='eth7'><start mode='onboot'/><mac address='aa:bb:cc:dd:ee:07'/></interface>
  <pool type='dir'><name>first</name><uuid>00000000-0000-4000-8000-000000000003</uuid>
  <target><path>/first</path></target></pool>
</node>";

type Answer<'a> = Pin<Box<dyn Future<Output = Result<Value>> + 'a>>;

struct Scene {
    conn: Connect,
}

impl Scene {
    async fn dom(&self, name: &str) -> Result<Domain> {
        self.conn.domain_lookup_by_name(name).await
    }
    async fn net(&self, name: &str) -> Result<Network> {
        self.conn.network_lookup_by_name(name).await
    }
    async fn pool(&self, name: &str) -> Result<StoragePool> {
        self.conn.storage_pool_lookup_by_name(name).await
    }
    async fn vol(&self, pool: &str, name: &str) -> Result<StorageVol> {
        StorageVol::lookup_by_name(&self.pool(pool).await?, name).await
    }
    async fn iface(&self, name: &str) -> Result<Interface> {
        self.conn.interface_lookup_by_name(name).await
    }
    async fn dev(&self, name: &str) -> Result<NodeDevice> {
        self.conn.node_device_lookup_by_name(name).await
    }
    async fn snap(&self, dom: &str, name: &str) -> Result<DomainSnapshot> {
        self.dom(dom).await?.snapshot_lookup_by_name(name, NoFlags::empty()).await
    }
    async fn check(&self, dom: &str, name: &str) -> Result<DomainCheckpoint> {
        self.dom(dom).await?.checkpoint_lookup_by_name(name, NoFlags::empty()).await
    }
}

/// One operation: what it is called on, what libvirt-python calls it, its arguments, and how ours is called.
struct Operation {
    on: String,
    method: &'static str,
    args: Value,
    ours: Box<dyn for<'a> Fn(&'a Scene) -> Answer<'a>>,
}

#[derive(Default)]
struct Table(Vec<Operation>);

impl Table {
    fn add<F>(&mut self, on: &str, method: &'static str, args: Value, ours: F)
    where
        F: for<'a> Fn(&'a Scene) -> Answer<'a> + 'static,
    {
        self.0.push(Operation { on: on.to_owned(), method, args, ours: Box::new(ours) });
    }
}

/// A row; the last part is an expression over the scene that may fail and wait.
macro_rules! row {
    ($table:ident, $on:expr, $method:literal, $args:tt, |$scene:ident| $ours:expr) => {
        $table
            .add($on, $method, json!($args), move |$scene| Box::pin(async move { Ok(Plain::plain($ours)) }));
    };
}

/// An answer as both sides write it down.
trait Plain {
    fn plain(self) -> Value;
}

macro_rules! plain {
    ($($kind:ty: |$this:ident| $value:expr;)*) => {$(
        impl Plain for $kind {
            fn plain(self) -> Value {
                let $this = self;
                json!($value)
            }
        }
    )*};
}

plain! {
    Value: |this| this;
    (): |_this| 0;
    bool: |this| u8::from(this);
    i32: |this| this;
    u32: |this| this;
    u64: |this| this;
    String: |this| this;
    &str: |this| this;
    Domain: |this| ["domain", this.name()];
    Network: |this| ["network", this.name()];
    StoragePool: |this| ["pool", this.name()];
    StorageVol: |this| ["volume", this.name()];
    Interface: |this| ["interface", this.name()];
    NodeDevice: |this| ["device", this.name()];
    DomainSnapshot: |this| ["snapshot", this.name()];
    DomainCheckpoint: |this| ["checkpoint", this.name()];
    Secret: |_this| "a secret";
    Nwfilter: |this| ["filter", this.name()];
    TypedParams: |this| {
        let entries = this.iter().map(|param| {
            let value = match &param.value {
                TypedValue::Int(value) => json!(value),
                TypedValue::Uint(value) => json!(value),
                TypedValue::Llong(value) => json!(value),
                TypedValue::Ullong(value) => json!(value),
                TypedValue::Double(value) => json!(value),
                TypedValue::Boolean(value) => json!(u8::from(*value)),
                TypedValue::String(value) => json!(value.to_string()),
                other => panic!("{other:?}"),
            };
            (param.name.to_string(), value)
        });
        entries.collect::<serde_json::Map<String, Value>>()
    };
}

impl<T: Plain> Plain for Vec<T> {
    fn plain(self) -> Value {
        Value::Array(self.into_iter().map(Plain::plain).collect())
    }
}

impl<T: Plain> Plain for Option<T> {
    fn plain(self) -> Value {
        self.map_or(Value::Null, Plain::plain)
    }
}

/// Objects in the order of their names.
fn sorted<T: Plain>(objects: Vec<T>) -> Value {
    let mut plain: Vec<Value> = objects.into_iter().map(Plain::plain).collect();
    plain.sort_by_key(Value::to_string);
    Value::Array(plain)
}

/// The bits of CPU maps that are `length` bytes each.
fn bits(maps: &[u8], length: usize, cpus: usize) -> Value {
    let map = |map: &[u8]| -> Vec<u8> { (0..cpus).map(|cpu| map[cpu / 8] >> (cpu % 8) & 1).collect() };
    json!(maps.chunks(length).map(map).collect::<Vec<_>>())
}

fn none() -> NoFlags {
    NoFlags::empty()
}

/// What looks at the default node.
fn looking() -> Table {
    let mut t = Table::default();
    row!(t, "conn", "getType", [], |s| s.conn.get_type().await?);
    row!(t, "conn", "getVersion", [], |s| s.conn.get_version().await?);
    row!(t, "conn", "getLibVersion", [], |s| s.conn.get_lib_version().await?);
    row!(t, "conn", "getHostname", [], |s| s.conn.get_hostname().await?);
    row!(t, "conn", "getMaxVcpus", [null], |s| s.conn.get_max_vcpus(None).await?);
    row!(t, "conn", "getMaxVcpus", ["test"], |s| s.conn.get_max_vcpus(Some("test")).await?);
    row!(t, "conn", "getCapabilities", [], |s| s.conn.get_capabilities().await?);
    row!(t, "conn", "isAlive", [], |s| s.conn.is_alive().await?);
    row!(t, "conn", "isSecure", [], |s| s.conn.is_secure().await?);
    row!(t, "conn", "isEncrypted", [], |s| s.conn.is_encrypted().await?);
    row!(t, "conn", "getInfo", [], |s| {
        let info = s.conn.node_get_info().await?;
        let sizes = [info.cpus, info.mhz, info.nodes, info.sockets, info.cores, info.threads];
        let mut all = vec![json!(info.model), json!(info.memory_kib / 1024)];
        all.extend(sizes.map(Value::from));
        Value::Array(all)
    });
    row!(t, "conn", "getFreeMemory", [], |s| s.conn.node_get_free_memory().await?);
    for (start, max) in [(0, 2), (1, 1), (0, 1), (7, 1), (-1, 1)] {
        row!(t, "conn", "getCellsFreeMemory", [start, max], |s| {
            s.conn.node_get_cells_free_memory(start, u32::try_from(max).unwrap()).await?
        });
    }
    row!(t, "conn", "getCPUMap", [0], |s| {
        let map = s.conn.node_get_cpu_map(true, true, none()).await?;
        let bits = bits(&map.cpumap, map.cpumap.len(), map.cpus as usize);
        json!([map.cpus, bits[0], map.online])
    });
    for arch in ["x86_64", "i686", "aarch64", "s390x", "nonsense"] {
        row!(t, "conn", "getCPUModelNames", [arch, 0], |s| s.conn.get_cpu_model_names(arch, none()).await?);
    }
    row!(t, "conn", "getSysinfo", [0], |s| s.conn.get_sysinfo(none()).await?);
    row!(t, "conn", "getSecurityModel", [], |s| {
        let model = s.conn.node_get_security_model().await?;
        json!([model.model, model.doi])
    });
    for xml in ["<cpu><arch>x86_64</arch><model>qemu64</model></cpu>", "<cpu/>", "no XML"] {
        row!(t, "conn", "compareCPU", [xml, 0], |s| {
            s.conn.compare_cpu(xml, ConnectCompareCpuFlags::empty()).await?.0
        });
        row!(t, "conn", "baselineCPU", [[xml], 0], |s| {
            s.conn.baseline_cpu(&[xml.to_owned()], ConnectBaselineCpuFlags::empty()).await?
        });
    }
    row!(t, "conn", "domainXMLFromNative", ["argv", "x", 0], |s| {
        s.conn.domain_xml_from_native("argv", "x", none()).await?
    });
    row!(t, "conn", "domainXMLToNative", ["argv", "<domain/>", 0], |s| {
        s.conn.domain_xml_to_native("argv", "<domain/>", none()).await?
    });
    row!(t, "conn", "getMemoryParameters", [0], |s| {
        s.conn.node_get_memory_parameters(TypedParameterFlags::empty()).await?
    });
    row!(t, "conn", "getSEVInfo", [0], |s| s.conn.node_get_sev_info(TypedParameterFlags::empty()).await?);
    counts(&mut t);
    lists(&mut t);
    lookups(&mut t);
    for name in ["test", "nobody"] {
        domain(&mut t, name);
    }
    others(&mut t);
    t
}

fn counts(t: &mut Table) {
    row!(t, "conn", "numOfDomains", [], |s| s.conn.num_of_domains().await?);
    row!(t, "conn", "numOfDefinedDomains", [], |s| s.conn.num_of_defined_domains().await?);
    row!(t, "conn", "numOfNetworks", [], |s| s.conn.num_of_networks().await?);
    row!(t, "conn", "numOfDefinedNetworks", [], |s| s.conn.num_of_defined_networks().await?);
    row!(t, "conn", "numOfStoragePools", [], |s| s.conn.num_of_storage_pools().await?);
    row!(t, "conn", "numOfDefinedStoragePools", [], |s| s.conn.num_of_defined_storage_pools().await?);
    row!(t, "conn", "numOfInterfaces", [], |s| s.conn.num_of_interfaces().await?);
    row!(t, "conn", "numOfDefinedInterfaces", [], |s| s.conn.num_of_defined_interfaces().await?);
    row!(t, "conn", "numOfSecrets", [], |s| s.conn.num_of_secrets().await?);
    row!(t, "conn", "numOfNWFilters", [], |s| s.conn.num_of_nwfilters().await?);
    row!(t, "conn", "listDomainsID", [], |s| s.conn.list_domains(99).await?);
    row!(t, "conn", "listDefinedDomains", [], |s| s.conn.list_defined_domains(99).await?);
    row!(t, "conn", "listNetworks", [], |s| s.conn.list_networks(99).await?);
    row!(t, "conn", "listDefinedNetworks", [], |s| s.conn.list_defined_networks(99).await?);
    row!(t, "conn", "listStoragePools", [], |s| s.conn.list_storage_pools(99).await?);
    row!(t, "conn", "listDefinedStoragePools", [], |s| s.conn.list_defined_storage_pools(99).await?);
    row!(t, "conn", "listInterfaces", [], |s| s.conn.list_interfaces(99).await?);
    row!(t, "conn", "listDefinedInterfaces", [], |s| s.conn.list_defined_interfaces(99).await?);
}

fn lists(t: &mut Table) {
    for flags in (0..14).map(|bit| 1 << bit).chain([0, 3, 0x30, 1 << 20]) {
        row!(t, "conn", "listAllDomains", [flags], |s| {
            sorted(s.conn.list_all_domains(ConnectListAllDomainsFlags::from_bits(flags)).await?)
        });
    }
    for flags in [0, 1, 2, 4, 8, 16, 32, 1 << 20] {
        row!(t, "conn", "listAllNetworks", [flags], |s| {
            sorted(s.conn.list_all_networks(ConnectListAllNetworksFlags::from_bits(flags)).await?)
        });
        row!(t, "conn", "listAllStoragePools", [flags], |s| {
            sorted(s.conn.list_all_storage_pools(ConnectListAllStoragePoolsFlags::from_bits(flags)).await?)
        });
    }
    for flags in [0, 1, 2, 4] {
        row!(t, "conn", "listAllInterfaces", [flags], |s| {
            sorted(s.conn.list_all_interfaces(ConnectListAllInterfacesFlags::from_bits(flags)).await?)
        });
    }
    for flags in [0, 1, 2, 8, 32, 64, 128, 1 << 29] {
        row!(t, "conn", "listAllDevices", [flags], |s| {
            sorted(s.conn.list_all_node_devices(ConnectListAllNodeDeviceFlags::from_bits(flags)).await?)
        });
    }
    for cap in ["system", "scsi_host", "nothing"] {
        row!(t, "conn", "numOfDevices", [cap, 0], |s| s.conn.node_num_of_devices(Some(cap), none()).await?);
        row!(t, "conn", "listDevices", [cap, 0], |s| {
            s.conn.node_list_devices(Some(cap), 99, none()).await?
        });
    }
    row!(t, "conn", "listAllSecrets", [0], |s| {
        sorted(s.conn.list_all_secrets(ConnectListAllSecretsFlags::empty()).await?)
    });
    row!(t, "conn", "listAllNWFilters", [0], |s| sorted(s.conn.list_all_nwfilters(none()).await?));
    for stats in [0, 1, 2, 1 << 30] {
        row!(t, "conn", "getAllDomainStats", [stats, 0], |s| {
            let (stats, flags) = (DomainStatsTypes::from_bits(stats), ConnectGetAllDomainStatsFlags::empty());
            let rows = s.conn.get_all_domain_stats(stats, flags).await?;
            json!(rows.iter().map(|row| json!([&*row.dom.name, row.params.len()])).collect::<Vec<_>>())
        });
    }
}

fn lookups(t: &mut Table) {
    for name in ["test", "nobody"] {
        row!(t, "conn", "lookupByName", [name], |s| s.dom(name).await?);
        row!(t, "conn", "networkLookupByName", [name], |s| s.net(name).await?);
        row!(t, "conn", "storagePoolLookupByName", [name], |s| s.pool(name).await?);
        row!(t, "conn", "interfaceLookupByName", [name], |s| s.iface(name).await?);
        row!(t, "conn", "nodeDeviceLookupByName", [name], |s| s.dev(name).await?);
        row!(t, "conn", "nwfilterLookupByName", [name], |s| s.conn.nwfilter_lookup_by_name(name).await?);
        row!(t, "conn", "storageVolLookupByKey", [name], |s| s.conn.storage_vol_lookup_by_key(name).await?);
    }
    row!(t, "conn", "networkLookupByName", ["default"], |s| s.net("default").await?);
    row!(t, "conn", "storagePoolLookupByName", ["default-pool"], |s| s.pool("default-pool").await?);
    row!(t, "conn", "interfaceLookupByName", ["eth1"], |s| s.iface("eth1").await?);
    row!(t, "conn", "nodeDeviceLookupByName", ["computer"], |s| s.dev("computer").await?);
    for id in [1, 0, 99] {
        row!(t, "conn", "lookupByID", [id], |s| s.conn.domain_lookup_by_id(id).await?);
    }
    for uuid in [TEST_UUID, "00000000-0000-0000-0000-000000000000"] {
        row!(t, "conn", "lookupByUUIDString", [uuid], |s| {
            s.conn.domain_lookup_by_uuid(uuid.parse().unwrap()).await?
        });
        row!(t, "conn", "networkLookupByUUIDString", [uuid], |s| {
            s.conn.network_lookup_by_uuid(uuid.parse().unwrap()).await?
        });
        row!(t, "conn", "storagePoolLookupByUUIDString", [uuid], |s| {
            s.conn.storage_pool_lookup_by_uuid(uuid.parse().unwrap()).await?
        });
    }
    for path in ["/default-pool", "/nowhere"] {
        row!(t, "conn", "storagePoolLookupByTargetPath", [path], |s| {
            s.conn.storage_pool_lookup_by_target_path(path).await?
        });
        row!(t, "conn", "storageVolLookupByPath", [path], |s| {
            s.conn.storage_vol_lookup_by_path(path).await?
        });
    }
    for mac in ["aa:bb:cc:dd:ee:ff", "00:00:00:00:00:00"] {
        row!(t, "conn", "interfaceLookupByMACString", [mac], |s| {
            s.conn.interface_lookup_by_mac_string(mac).await?
        });
    }
}

/// What a domain is asked.
fn domain(t: &mut Table, name: &'static str) {
    let on = &format!("dom:{name}");
    row!(t, on, "info", [], |s| {
        let info = s.dom(name).await?.get_info().await?;
        json!([info.state.0, info.max_memory_kib, info.memory_kib, info.vcpus])
    });
    row!(t, on, "state", [0], |s| {
        let state = s.dom(name).await?.get_state(none()).await?;
        json!([state.state.0, state.reason])
    });
    row!(t, on, "OSType", [], |s| s.dom(name).await?.get_os_type().await?);
    row!(t, on, "maxMemory", [], |s| s.dom(name).await?.get_max_memory().await?);
    row!(t, on, "maxVcpus", [], |s| s.dom(name).await?.get_max_vcpus().await?);
    row!(t, on, "isActive", [], |s| s.dom(name).await?.is_active().await?);
    row!(t, on, "isPersistent", [], |s| s.dom(name).await?.is_persistent().await?);
    row!(t, on, "isUpdated", [], |s| s.dom(name).await?.is_updated().await?);
    row!(t, on, "autostart", [], |s| s.dom(name).await?.get_autostart().await?);
    row!(t, on, "hasManagedSaveImage", [0], |s| s.dom(name).await?.has_managed_save_image(none()).await?);
    for flags in [0, 1, 2, 3, 8, 1 << 20] {
        row!(t, on, "XMLDesc", [flags], |s| {
            s.dom(name).await?.get_xml_desc(DomainXmlFlags::from_bits(flags)).await?
        });
        row!(t, on, "vcpusFlags", [flags], |s| {
            s.dom(name).await?.get_vcpus_flags(DomainVcpuFlags::from_bits(flags)).await?
        });
    }
    row!(t, on, "schedulerType", [], |s| {
        let kind = s.dom(name).await?.get_scheduler_type().await?;
        json!([kind.kind, kind.nparams])
    });
    row!(t, on, "schedulerParameters", [], |s| s.dom(name).await?.get_scheduler_parameters().await?);
    for flags in [0, 1, 2] {
        row!(t, on, "schedulerParametersFlags", [flags], |s| {
            s.dom(name).await?.get_scheduler_parameters_flags(Affect::from_bits(flags)).await?
        });
        row!(t, on, "memoryParameters", [flags], |s| {
            s.dom(name).await?.get_memory_parameters(Affect::from_bits(flags)).await?
        });
        row!(t, on, "numaParameters", [flags], |s| {
            s.dom(name).await?.get_numa_parameters(Affect::from_bits(flags)).await?
        });
        row!(t, on, "perfEvents", [flags], |s| {
            s.dom(name).await?.get_perf_events(Affect::from_bits(flags)).await?
        });
    }
    for kind in [0, 1, 2, 9] {
        let uri = (kind == 2).then_some("urn:none");
        row!(t, on, "metadata", [kind, uri, 0], |s| {
            s.dom(name).await?.get_metadata(DomainMetadataType(kind), uri, Affect::empty()).await?
        });
    }
    row!(t, on, "controlInfo", [0], |s| {
        let info = s.dom(name).await?.get_control_info(none()).await?;
        json!([info.state.0, info.details, info.state_time_ms])
    });
    row!(t, on, "snapshotNum", [0], |s| {
        s.dom(name).await?.snapshot_num(DomainSnapshotListFlags::empty()).await?
    });
    row!(t, on, "hasCurrentSnapshot", [0], |s| s.dom(name).await?.has_current_snapshot(none()).await?);
    row!(t, on, "snapshotLookupByName", ["nothing", 0], |s| s.snap(name, "nothing").await?);
    row!(t, on, "fsInfo", [0], |s| {
        let found = s.dom(name).await?.get_fsinfo(none()).await?;
        let rows = found.iter().map(|fs| json!([fs.mountpoint, fs.name, fs.fstype, fs.dev_aliases]));
        json!(rows.collect::<Vec<_>>())
    });
    row!(t, on, "hostname", [0], |s| {
        s.dom(name).await?.get_hostname(DomainGetHostnameFlags::empty()).await?
    });
    row!(t, on, "getTime", [0], |s| {
        let time = s.dom(name).await?.get_time(none()).await?;
        json!({"seconds": time.seconds, "nseconds": time.nseconds})
    });
    for source in [0, 1, 2] {
        row!(t, on, "interfaceAddresses", [source, 0], |s| {
            let source = DomainInterfaceAddressesSource(source);
            let found = s.dom(name).await?.interface_addresses(source, none()).await?;
            let rows = found.iter().map(|interface| {
                let addrs = interface.addrs.iter().map(|addr| json!([addr.kind.0, addr.addr, addr.prefix]));
                json!([interface.name, interface.hwaddr, addrs.collect::<Vec<_>>()])
            });
            json!(rows.collect::<Vec<_>>())
        });
    }
    row!(t, on, "blockInfo", ["vda", 0], |s| {
        let info = s.dom(name).await?.get_block_info("vda", none()).await?;
        json!([info.capacity_bytes, info.allocation_bytes, info.physical_bytes])
    });
    row!(t, on, "vcpuPinInfo", [0], |s| {
        let pins = s.dom(name).await?.get_vcpu_pin_info(99, 1, Affect::empty()).await?;
        // As many maps as there are CPUs of the guest; the node has eight.
        bits(&pins.cpumaps[..pins.num as usize], 1, 8)
    });
    row!(t, on, "emulatorPinInfo", [0], |s| {
        let pins = s.dom(name).await?.get_emulator_pin_info(1, Affect::empty()).await?;
        bits(&pins.cpumaps, 1, 8)[0].clone()
    });
    row!(t, on, "messages", [0], |s| s.dom(name).await?.get_messages(DomainMessageType::empty()).await?);
    row!(t, on, "launchSecurityInfo", [0], |s| {
        s.dom(name).await?.get_launch_security_info(TypedParameterFlags::empty()).await?
    });
}

/// Networks, pools, interfaces, devices.
fn others(t: &mut Table) {
    for flags in [0, 1, 1 << 20] {
        row!(t, "net:default", "XMLDesc", [flags], |s| {
            s.net("default").await?.get_xml_desc(NetworkXmlFlags::from_bits(flags)).await?
        });
        row!(t, "pool:default-pool", "XMLDesc", [flags], |s| {
            s.pool("default-pool").await?.get_xml_desc(StorageXmlFlags::from_bits(flags)).await?
        });
        row!(t, "iface:eth1", "XMLDesc", [flags], |s| {
            s.iface("eth1").await?.get_xml_desc(InterfaceXmlFlags::from_bits(flags)).await?
        });
        row!(t, "dev:computer", "XMLDesc", [flags], |s| {
            s.dev("computer").await?.get_xml_desc(NodeDeviceXmlFlags::from_bits(flags)).await?
        });
    }
    row!(t, "net:default", "bridgeName", [], |s| s.net("default").await?.get_bridge_name().await?);
    row!(t, "net:default", "autostart", [], |s| s.net("default").await?.get_autostart().await?);
    row!(t, "net:default", "isActive", [], |s| s.net("default").await?.is_active().await?);
    row!(t, "net:default", "isPersistent", [], |s| s.net("default").await?.is_persistent().await?);
    row!(t, "pool:default-pool", "autostart", [], |s| s.pool("default-pool").await?.get_autostart().await?);
    row!(t, "pool:default-pool", "isActive", [], |s| s.pool("default-pool").await?.is_active().await?);
    row!(t, "pool:default-pool", "isPersistent", [], |s| {
        s.pool("default-pool").await?.is_persistent().await?
    });
    row!(t, "pool:default-pool", "info", [], |s| pool_info(&s.pool("default-pool").await?).await?);
    row!(t, "pool:default-pool", "numOfVolumes", [], |s| {
        s.pool("default-pool").await?.num_of_volumes().await?
    });
    row!(t, "pool:default-pool", "listVolumes", [], |s| s
        .pool("default-pool")
        .await?
        .list_volumes(9)
        .await?);
    row!(t, "iface:eth1", "isActive", [], |s| s.iface("eth1").await?.is_active().await?);
    row!(t, "dev:computer", "parent", [], |s| s.dev("computer").await?.get_parent().await?);
    row!(t, "dev:computer", "numOfCaps", [], |s| s.dev("computer").await?.num_of_caps().await?);
    row!(t, "dev:computer", "listCaps", [], |s| s.dev("computer").await?.list_caps(9).await?);
    row!(t, "dev:computer", "isActive", [], |s| s.dev("computer").await?.is_active().await?);
    row!(t, "dev:computer", "isPersistent", [], |s| s.dev("computer").await?.is_persistent().await?);
    row!(t, "dev:computer", "reset", [], |s| s.dev("computer").await?.reset().await?);
}

async fn pool_info(pool: &StoragePool) -> Result<Value> {
    let info = pool.get_info().await?;
    Ok(json!([info.state.0, info.capacity_bytes, info.allocation_bytes, info.available_bytes]))
}

async fn vol_info(vol: &StorageVol) -> Result<Value> {
    let info = vol.get_info().await?;
    Ok(json!([info.kind.0, info.capacity_bytes, info.allocation_bytes]))
}

/// What changes a node that the connection has for itself.
fn changing() -> Table {
    let mut t = Table::default();
    domain(&mut t, "one");
    for _ in 0..2 {
        row!(t, "dom:one", "suspend", [], |s| s.dom("one").await?.suspend().await?);
    }
    for _ in 0..2 {
        row!(t, "dom:one", "resume", [], |s| s.dom("one").await?.resume().await?);
    }
    for kib in [131_072, 999_999_999] {
        row!(t, "dom:one", "setMemory", [kib], |s| s.dom("one").await?.set_memory(kib).await?);
        row!(t, "dom:one", "setMaxMemory", [kib], |s| s.dom("one").await?.set_max_memory(kib).await?);
    }
    for (count, flags) in [(2, 1), (3, 2), (99, 1), (4, 6)] {
        row!(t, "dom:one", "setVcpusFlags", [count, flags], |s| {
            s.dom("one").await?.set_vcpus_flags(count, DomainVcpuFlags::from_bits(flags)).await?
        });
    }
    for on in [true, false] {
        row!(t, "dom:one", "setAutostart", [u8::from(on)], |s| s.dom("one").await?.set_autostart(on).await?);
    }
    row!(t, "dom:one", "pinVcpu", [0, [true, false, true]], |s| s
        .dom("one")
        .await?
        .pin_vcpu(0, &[5])
        .await?);
    row!(t, "dom:one", "autostart", [], |s| s.dom("one").await?.get_autostart().await?);
    let xml = "<domain type='test'><name>two</name><uuid>00000000-0000-4000-8000-000000000009</uuid>\
               <memory>65536</memory><vcpu>2</vcpu><os><type>hvm</type></os></domain>";
    row!(t, "conn", "defineXML", [xml], |s| s.conn.domain_define_xml(xml).await?);
    row!(t, "conn", "defineXML", ["<domain"], |s| s.conn.domain_define_xml("<domain").await?);
    row!(t, "conn", "defineXML", ["<domain type='test'/>"], |s| {
        s.conn.domain_define_xml("<domain type='test'/>").await?
    });
    row!(t, "conn", "defineXMLFlags", [xml, 1 << 20], |s| {
        s.conn.domain_define_xml_flags(xml, DomainDefineFlags::from_bits(1 << 20)).await?
    });
    row!(t, "dom:two", "XMLDesc", [0], |s| {
        s.dom("two").await?.get_xml_desc(DomainXmlFlags::empty()).await?
    });
    for _ in 0..2 {
        row!(t, "dom:two", "create", [], |s| s.dom("two").await?.create().await?);
    }
    row!(t, "conn", "listDomainsID", [], |s| s.conn.list_domains(99).await?);
    row!(t, "dom:two", "undefine", [], |s| s.dom("two").await?.undefine().await?);
    row!(t, "dom:two", "isPersistent", [], |s| s.dom("two").await?.is_persistent().await?);
    row!(t, "conn", "defineXML", [xml], |s| s.conn.domain_define_xml(xml).await?);
    row!(t, "dom:two", "reboot", [0], |s| s.dom("two").await?.reboot(DomainRebootFlags::empty()).await?);
    for _ in 0..2 {
        row!(t, "dom:two", "destroy", [], |s| s.dom("two").await?.destroy().await?);
    }
    row!(t, "dom:two", "rename", ["three", 0], |s| s.dom("two").await?.rename(Some("three"), none()).await?);
    row!(t, "dom:three", "createWithFlags", [1], |s| {
        s.dom("three").await?.create_with_flags(DomainCreateFlags::PAUSED).await?;
    });
    row!(t, "dom:three", "state", [0], |s| {
        let state = s.dom("three").await?.get_state(none()).await?;
        json!([state.state.0, state.reason])
    });
    row!(t, "dom:three", "managedSave", [0], |s| {
        s.dom("three").await?.managed_save(DomainSaveRestoreFlags::empty()).await?
    });
    row!(t, "dom:three", "hasManagedSaveImage", [0], |s| {
        s.dom("three").await?.has_managed_save_image(none()).await?
    });
    row!(t, "dom:three", "managedSaveRemove", [0], |s| {
        s.dom("three").await?.managed_save_remove(none()).await?
    });
    row!(t, "dom:three", "undefineFlags", [0], |s| {
        s.dom("three").await?.undefine_flags(DomainUndefineFlags::empty()).await?
    });
    snapshots(&mut t);
    networks_and_pools(&mut t);
    row!(t, "dom:one", "shutdown", [], |s| s.dom("one").await?.shutdown().await?);
    row!(t, "dom:one", "undefine", [], |s| s.dom("one").await?.undefine().await?);
    row!(t, "conn", "listAllDomains", [0], |s| {
        sorted(s.conn.list_all_domains(ConnectListAllDomainsFlags::empty()).await?)
    });
    t
}

fn snapshots(t: &mut Table) {
    for name in ["a", "b", "b"] {
        let xml = format!("<domainsnapshot><name>{name}</name></domainsnapshot>");
        let given = xml.clone();
        t.add("dom:one", "snapshotCreateXML", json!([given, 0]), move |s| {
            let xml = xml.clone();
            Box::pin(async move {
                let flags = DomainSnapshotCreateFlags::empty();
                Ok(s.dom("one").await?.snapshot_create_xml(&xml, flags).await?.plain())
            })
        });
    }
    row!(t, "dom:one", "snapshotNum", [0], |s| {
        s.dom("one").await?.snapshot_num(DomainSnapshotListFlags::empty()).await?
    });
    row!(t, "dom:one", "snapshotListNames", [0], |s| {
        s.dom("one").await?.snapshot_list_names(9, DomainSnapshotListFlags::empty()).await?
    });
    row!(t, "dom:one", "listAllSnapshots", [0], |s| {
        sorted(s.dom("one").await?.list_all_snapshots(DomainSnapshotListFlags::empty()).await?)
    });
    row!(t, "dom:one", "snapshotCurrent", [0], |s| s.dom("one").await?.snapshot_current(none()).await?);
    for name in ["a", "b", "c"] {
        let on = &format!("snap:one/{name}");
        row!(t, on, "getParent", [0], |s| s.snap("one", name).await?.get_parent(none()).await?);
        row!(t, on, "numChildren", [0], |s| {
            s.snap("one", name).await?.num_children(DomainSnapshotListFlags::empty()).await?
        });
        row!(t, on, "listChildrenNames", [0], |s| {
            s.snap("one", name).await?.list_children_names(9, DomainSnapshotListFlags::empty()).await?
        });
        row!(t, on, "isCurrent", [0], |s| s.snap("one", name).await?.is_current(none()).await?);
        row!(t, on, "hasMetadata", [0], |s| s.snap("one", name).await?.has_metadata(none()).await?);
    }
    row!(t, "dom:one", "revertToSnapshot", ["@snap:one/a", 0], |s| {
        let snapshot = s.snap("one", "a").await?;
        Domain::revert_to_snapshot(&snapshot, DomainSnapshotRevertFlags::empty()).await?
    });
    row!(t, "snap:one/a", "delete", [2], |s| {
        s.snap("one", "a").await?.delete(DomainSnapshotDeleteFlags::from_bits(2)).await?
    });
    row!(t, "snap:one/b", "delete", [0], |s| {
        s.snap("one", "b").await?.delete(DomainSnapshotDeleteFlags::empty()).await?
    });
    row!(t, "snap:one/a", "delete", [0], |s| {
        s.snap("one", "a").await?.delete(DomainSnapshotDeleteFlags::empty()).await?
    });
    let xml = "<domaincheckpoint><name>c</name></domaincheckpoint>";
    row!(t, "dom:one", "checkpointCreateXML", [xml, 0], |s| {
        let flags = DomainCheckpointCreateFlags::empty();
        s.dom("one").await?.checkpoint_create_xml(xml, flags).await?
    });
    row!(t, "dom:one", "listAllCheckpoints", [0], |s| {
        sorted(s.dom("one").await?.list_all_checkpoints(DomainCheckpointListFlags::empty()).await?)
    });
    row!(t, "check:one/c", "getParent", [0], |s| s.check("one", "c").await?.get_parent(none()).await?);
    row!(t, "check:one/c", "delete", [0], |s| {
        s.check("one", "c").await?.delete(DomainCheckpointDeleteFlags::empty()).await?
    });
}

fn networks_and_pools(t: &mut Table) {
    let xml = "<network><name>n</name><uuid>00000000-0000-4000-8000-00000000000a</uuid><bridge name='n0'/>\
               <ip address='10.8.0.1' netmask='255.255.255.0'/></network>";
    row!(t, "conn", "networkDefineXML", [xml], |s| s.conn.network_define_xml(xml).await?);
    row!(t, "net:n", "XMLDesc", [1], |s| {
        s.net("n").await?.get_xml_desc(NetworkXmlFlags::INACTIVE).await?
    });
    for _ in 0..2 {
        row!(t, "net:n", "create", [], |s| s.net("n").await?.create().await?);
    }
    row!(t, "net:n", "setAutostart", [1], |s| s.net("n").await?.set_autostart(true).await?);
    row!(t, "net:n", "autostart", [], |s| s.net("n").await?.get_autostart().await?);
    for _ in 0..2 {
        row!(t, "net:n", "destroy", [], |s| s.net("n").await?.destroy().await?);
    }
    for _ in 0..2 {
        row!(t, "net:n", "undefine", [], |s| s.net("n").await?.undefine().await?);
    }
    row!(t, "conn", "networkCreateXML", [xml], |s| s.conn.network_create_xml(xml).await?);
    let xml = "<pool type='dir'><name>q</name><uuid>00000000-0000-4000-8000-00000000000b</uuid>\
               <target><path>/q</path></target></pool>";
    row!(t, "conn", "storagePoolDefineXML", [xml, 0], |s| {
        s.conn.storage_pool_define_xml(xml, StoragePoolDefineFlags::empty()).await?
    });
    for _ in 0..2 {
        row!(t, "pool:q", "create", [0], |s| {
            s.pool("q").await?.create(StoragePoolCreateFlags::empty()).await?
        });
    }
    row!(t, "pool:q", "info", [], |s| pool_info(&s.pool("q").await?).await?);
    row!(t, "pool:q", "XMLDesc", [0], |s| s.pool("q").await?.get_xml_desc(StorageXmlFlags::empty()).await?);
    row!(t, "pool:q", "setAutostart", [1], |s| s.pool("q").await?.set_autostart(true).await?);
    row!(t, "pool:q", "refresh", [0], |s| s.pool("q").await?.refresh(none()).await?);
    let xml = "<volume><name>v</name><capacity>4096</capacity></volume>";
    for _ in 0..2 {
        row!(t, "pool:q", "createXML", [xml, 0], |s| {
            StorageVol::create_xml(&s.pool("q").await?, xml, StorageVolCreateFlags::empty()).await?
        });
    }
    row!(t, "vol:q/v", "info", [], |s| vol_info(&s.vol("q", "v").await?).await?);
    row!(t, "vol:q/v", "path", [], |s| s.vol("q", "v").await?.get_path().await?);
    row!(t, "vol:q/v", "key", [], |s| s.vol("q", "v").await?.get_key());
    row!(t, "vol:q/v", "XMLDesc", [0], |s| s.vol("q", "v").await?.get_xml_desc(none()).await?);
    row!(t, "vol:q/v", "storagePoolLookupByVolume", [], |s| {
        StoragePool::lookup_by_volume(&s.vol("q", "v").await?).await?
    });
    row!(t, "vol:q/v", "resize", [8192, 0], |s| {
        s.vol("q", "v").await?.resize(8192, StorageVolResizeFlags::empty()).await?
    });
    row!(t, "conn", "storageVolLookupByPath", ["/q/v"], |s| s
        .conn
        .storage_vol_lookup_by_path("/q/v")
        .await?);
    row!(t, "pool:q", "info", [], |s| pool_info(&s.pool("q").await?).await?);
    row!(t, "pool:q", "undefine", [], |s| s.pool("q").await?.undefine().await?);
    for _ in 0..2 {
        row!(t, "vol:q/v", "delete", [0], |s| {
            s.vol("q", "v").await?.delete(StorageVolDeleteFlags::empty()).await?
        });
    }
    row!(t, "pool:q", "destroy", [], |s| s.pool("q").await?.destroy().await?);
    row!(t, "pool:q", "undefine", [], |s| s.pool("q").await?.undefine().await?);
    row!(t, "iface:eth7", "destroy", [0], |s| s.iface("eth7").await?.destroy(none()).await?);
    row!(t, "iface:eth7", "isActive", [], |s| s.iface("eth7").await?.is_active().await?);
    row!(t, "conn", "listDefinedInterfaces", [], |s| s.conn.list_defined_interfaces(9).await?);
    row!(t, "iface:eth7", "create", [0], |s| s.iface("eth7").await?.create(none()).await?);
    for _ in 0..2 {
        row!(t, "conn", "changeBegin", [0], |s| s.conn.interface_change_begin(none()).await?);
    }
    for _ in 0..2 {
        row!(t, "conn", "changeRollback", [0], |s| s.conn.interface_change_rollback(none()).await?);
    }
    row!(t, "conn", "secretLookupByUUIDString", [TEST_UUID], |s| {
        s.conn.secret_lookup_by_uuid(TEST_UUID.parse().unwrap()).await?
    });
}

/// What libvirt-python says of the whole table.
fn python(program: &Path, uri: &str, table: &Table) -> Vec<Value> {
    let rows = table.0.iter().map(|row| json!({"on": row.on, "method": row.method, "args": row.args}));
    let asked = json!({"uri": uri, "operations": rows.collect::<Vec<_>>()});
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tools/ask_python.py");
    let mut child = Command::new(program)
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python starts");
    child.stdin.take().unwrap().write_all(asked.to_string().as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "ask_python.py failed: {}", output.status);
    let answers: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answers.len(), table.0.len());
    answers
}

/// What our library says of it.
async fn ours(uri: &str, table: &Table) -> Vec<Value> {
    let scene = Scene { conn: Connect::open(uri).await.unwrap() };
    let mut answers = Vec::new();
    for row in &table.0 {
        answers.push(match (row.ours)(&scene).await {
            Ok(value) => json!({"ok": value}),
            Err(error) => json!({"error": error.code().0}),
        });
    }
    answers
}

#[tokio::test]
async fn both_libraries_get_the_same_answers() {
    let Some(program) = require(Peer::PythonLibvirt) else { return };
    let Some(theirs) = Libvirtd::start() else { return };
    let our_daemon = Virshd::start();
    let folder = Folder::new();
    let node = folder.path().join("node.xml");
    std::fs::write(&node, NODE).unwrap();
    let own_node = |socket: &Path| format!("test+unix://{}?socket={}", node.display(), socket.display());
    let (mut asked, mut results, mut like_virshd) = (0, 0, 0);
    let mut different = String::new();
    for (table, theirs, our_daemon) in [
        (looking(), theirs.uri(), Some(our_daemon.uri())),
        // Our test driver has the default node only.
        (changing(), own_node(&theirs.socket()), None),
    ] {
        let expected = python(&program, &theirs, &table);
        let got = ours(&theirs, &table).await;
        let of_virshd = match our_daemon {
            Some(uri) => ours(&uri, &table).await,
            None => Vec::new(),
        };
        for (at, row) in table.0.iter().enumerate() {
            asked += 1;
            results += usize::from(expected[at].get("ok").is_some());
            like_virshd += usize::from(of_virshd.get(at) == Some(&expected[at]));
            if expected[at] != got[at] {
                let Operation { on, method, args, .. } = row;
                different.push_str(&format!("{on}.{method}{args}\n  {}\n  {}\n", expected[at], got[at]));
            }
        }
    }
    assert!(different.is_empty(), "libvirt-python, then ours:\n{different}");
    tell(&format!(
        "differential: {asked} operations, {results} with a result; virshd's own test driver agrees in {like_virshd}"
    ));
    assert!(asked >= 200 && results >= 150, "{asked} operations, {results} results are too few");
}
