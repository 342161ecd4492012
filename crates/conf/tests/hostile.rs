//! Documents of every kind that were made to cost more than they weigh.
//!
//! Whatever is in them, they are read or refused: on a thread with the stack that threads have unless told
//! otherwise, and in time that grows as the document does.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::disallowed_methods, reason = "a test")]

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use vir_conf::storage_pool::PoolType;
use vir_conf::storage_vol::CapacityRule;
use vir_conf::{
    BackupDef, Capabilities, CheckpointDef, Defaults, DomainCaps, DomainDef, DomainStatus, InterfaceDef,
    MigrationCookie, NetworkDef, NetworkPortDef, NetworkStatus, NodeDevDef, NwFilterBindingDef, NwFilterDef,
    SchemaKind, SecretDef, SnapshotDef, StoragePoolCaps, StoragePoolDef, StorageVolDef,
};
use vir_types::{Error, Result};

/// What was done with a document, how long it took, and what was wrong.
#[derive(Default)]
struct Steps(Vec<Step>);

type Step = (&'static str, Duration, Option<Error>);

impl Steps {
    fn step<T>(&mut self, name: &'static str, act: impl FnOnce() -> Result<T>) -> Option<T> {
        let start = cpu_time();
        let result = act();
        let took = cpu_time().saturating_sub(start);
        match result {
            Ok(value) => {
                self.0.push((name, took, None));
                Some(value)
            }
            Err(error) => {
                self.0.push((name, took, Some(error)));
                None
            }
        }
    }

    fn schema(&mut self, kind: SchemaKind, xml: &str) {
        self.step("schema", || kind.validate(xml));
    }
}

/// A kind of document: its name, its root element with what makes it readable, and all that can be done with one.
struct Kind {
    name: &'static str,
    root: &'static str,
    run: fn(&str, &mut Steps),
}

/// How long this thread has had a processor: how long it waited for one is nobody's fault here. Where the system does
/// not tell, the time of day.
fn cpu_time() -> Duration {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|text| text.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| START.get_or_init(Instant::now).elapsed(), Duration::from_nanos)
}

fn random(bytes: &mut [u8]) {
    bytes.fill(0xab);
}

/// Reads, writes what was read, and holds the text against the schema.
macro_rules! run {
    ($schema:ident, $($name:literal: $read:expr => $write:expr),+ $(,)?) => {
        |xml, steps| {
            $(
                let read = steps.step($name, || $read(xml));
                if let Some(def) = read {
                    steps.step(concat!("write after ", $name), || Ok(std::hint::black_box($write(&def))));
                }
            )+
            steps.schema(SchemaKind::$schema, xml);
        }
    };
}

macro_rules! load {
    ($def:ident) => {
        |xml: &str| {
            let mut random = random;
            $def::load(xml, &mut Defaults::new(&mut random).with_arch("x86_64"))
        }
    };
}

const KINDS: &[Kind] = &[
    Kind {
        name: "domain",
        root: "<domain type='kvm'><name>a</name><memory>1024</memory><os><type>hvm</type></os>@</domain>",
        run: run!(Domain, "parse": DomainDef::parse => DomainDef::to_xml, "load": load!(DomainDef) => DomainDef::to_xml),
    },
    Kind {
        name: "status",
        root: "<domstatus state='running' reason='booted' pid='1'>@<domain type='kvm' id='1'><name>a</name><memory>1024</memory><os><type>hvm</type></os></domain></domstatus>",
        run: run!(DomainStatus, "parse": DomainStatus::parse => DomainStatus::to_xml),
    },
    Kind {
        name: "snapshot",
        root: "<domainsnapshot><name>a</name><state>running</state><creationTime>1</creationTime>@</domainsnapshot>",
        run: run!(Snapshot, "parse": SnapshotDef::parse => |def: &SnapshotDef| def.to_xml(true),
            "parse existing": SnapshotDef::parse_existing => SnapshotDef::to_internal_xml),
    },
    Kind {
        name: "checkpoint",
        root: "<domaincheckpoint><name>a</name><creationTime>1</creationTime>@</domaincheckpoint>",
        run: run!(Checkpoint, "parse": CheckpointDef::parse => |def: &CheckpointDef| def.to_xml(true),
            "parse existing": CheckpointDef::parse_existing => |def: &CheckpointDef| def.to_xml(true)),
    },
    Kind {
        name: "backup",
        root: "<domainbackup>@</domainbackup>",
        run: run!(Backup, "parse": BackupDef::parse => BackupDef::to_xml,
            "parse status": BackupDef::parse_status => BackupDef::to_status_xml),
    },
    Kind {
        name: "network",
        root: "<network><name>a</name>@</network>",
        run: run!(Network, "parse": NetworkDef::parse_live => NetworkDef::to_xml,
            "load": load!(NetworkDef) => NetworkDef::to_xml),
    },
    Kind {
        name: "network status",
        root: "<networkstatus>@<network><name>a</name></network></networkstatus>",
        run: run!(NetworkStatus, "parse": NetworkStatus::parse => NetworkStatus::to_xml),
    },
    Kind {
        name: "network port",
        root: "<networkport><uuid>7ae63b5f-fe96-4af0-a7c3-da04ba1b3f54</uuid><owner><name>a</name><uuid>06578fc1-c686-46fa-bc2c-220893b466a6</uuid></owner><mac address='52:54:00:7b:35:93'/>@</networkport>",
        run: run!(NetworkPort, "parse": NetworkPortDef::parse => NetworkPortDef::to_xml,
            "load": NetworkPortDef::load => NetworkPortDef::to_xml),
    },
    Kind {
        name: "storage pool",
        root: "<pool type='rbd'><name>a</name>@</pool>",
        run: run!(StoragePool, "parse": StoragePoolDef::parse => StoragePoolDef::to_xml,
            "load": load!(StoragePoolDef) => StoragePoolDef::to_xml),
    },
    Kind {
        name: "volume",
        root: "<volume><name>a</name><capacity>1</capacity>@</volume>",
        run: run!(StorageVol, "parse": StorageVolDef::parse => StorageVolDef::to_xml,
            "load": |xml: &str| StorageVolDef::load(xml, PoolType::Dir, CapacityRule::Required) => StorageVolDef::to_xml),
    },
    Kind {
        name: "pool caps",
        root: "<storagepoolCapabilities>@</storagepoolCapabilities>",
        run: run!(StoragePoolCaps, "parse": StoragePoolCaps::parse => StoragePoolCaps::to_xml),
    },
    Kind {
        name: "nodedev",
        root: "<device><name>a</name><parent>computer</parent>@</device>",
        run: run!(NodeDev, "parse": NodeDevDef::parse => NodeDevDef::to_xml, "load": NodeDevDef::load => NodeDevDef::to_xml,
            "load new": NodeDevDef::load_new => NodeDevDef::to_xml),
    },
    Kind {
        name: "interface",
        root: "<interface type='bridge' name='br0'>@<bridge/></interface>",
        run: run!(Interface, "parse": InterfaceDef::parse => InterfaceDef::to_xml,
            "load": InterfaceDef::load => InterfaceDef::to_xml),
    },
    Kind {
        name: "nwfilter",
        root: "<filter name='a'>@</filter>",
        run: run!(NwFilter, "parse": NwFilterDef::parse => NwFilterDef::to_xml, "load": load!(NwFilterDef) => NwFilterDef::to_xml),
    },
    Kind {
        name: "nwfilter binding",
        root: "<filterbinding><owner><name>a</name><uuid>d54df46f-1ab5-4a22-8618-4560ef5fac2c</uuid></owner><portdev name='v'/><mac address='52:54:00:7b:35:93'/>@</filterbinding>",
        run: run!(NwFilterBinding, "parse": NwFilterBindingDef::parse => NwFilterBindingDef::to_xml,
            "load": NwFilterBindingDef::load => NwFilterBindingDef::to_xml),
    },
    Kind {
        name: "secret",
        root: "<secret ephemeral='no' private='no'>@</secret>",
        run: run!(Secret, "parse": SecretDef::parse => SecretDef::to_xml, "load": load!(SecretDef) => SecretDef::to_xml),
    },
    Kind {
        name: "capabilities",
        root: "<capabilities>@</capabilities>",
        run: run!(Capabilities, "parse": Capabilities::parse => Capabilities::to_xml),
    },
    Kind {
        name: "domain caps",
        root: "<domainCapabilities><path>/a</path><domain>kvm</domain><arch>x86_64</arch>@</domainCapabilities>",
        run: run!(DomainCaps, "parse": DomainCaps::parse => DomainCaps::to_xml),
    },
    Kind {
        name: "migration cookie",
        root: "<qemu-migration><name>a</name><uuid>dcf47dbd-46d1-4d5b-b442-262a806a333a</uuid><hostname>a</hostname><hostuuid>4a802f00-4cba-5df6-9679-a08c4c5b577f</hostuuid>@</qemu-migration>",
        run: run!(MigrationCookie, "parse": MigrationCookie::parse => MigrationCookie::to_xml),
    },
    Kind {
        name: "cpu",
        root: "<cpu mode='custom' match='exact'><model>Westmere</model>@</cpu>",
        run: run!(Cpu, "parse": vir_conf::cpu::Processor::parse => vir_conf::cpu::Processor::to_xml),
    },
    Kind {
        name: "host cpu",
        root: "<cpu><arch>x86_64</arch><model>Westmere</model>@</cpu>",
        run: run!(Cpu, "parse": vir_conf::cpu::Processor::parse => vir_conf::cpu::Processor::to_xml),
    },
    Kind {
        name: "cpu data",
        root: "<cpudata arch='x86'>@</cpudata>",
        run: |xml, steps| {
            if let Some(data) = steps.step("parse", || vir_conf::cpu::CpuData::parse(xml)) {
                steps.step("write", || Ok(data.to_xml()));
            }
        },
    },
    Kind {
        name: "cpu map",
        root: "<cpus><arch name='x86'><vendor name='Intel' string='GenuineIntel'/>@</arch></cpus>",
        // A map is read from the program itself only; what strangers send is held against its schema at most.
        run: |xml, steps| steps.schema(SchemaKind::CpuMap, xml),
    },
];

fn kind(name: &str) -> &'static Kind {
    KINDS.iter().find(|kind| kind.name == name).unwrap()
}

impl Kind {
    /// The root with this inside.
    fn with(&self, inner: &str) -> String {
        self.root.replacen('@', inner, 1)
    }

    /// The root with these attributes as well.
    fn with_attributes(&self, attributes: &str) -> String {
        let name_end = self.root.find([' ', '>']).unwrap();
        format!("{} {attributes}{}", &self.root[..name_end], &self.root[name_end..])
    }

    fn root_name(&self) -> &'static str {
        let name_end = self.root.find([' ', '>']).unwrap();
        &self.root[1..name_end]
    }

    /// Does everything with a document, on a thread with a stack of the usual size.
    fn run(&self, xml: &str) -> Steps {
        std::thread::scope(|scope| {
            let builder = std::thread::Builder::new().stack_size(2 << 20);
            let thread = builder.spawn_scoped(scope, || {
                let mut steps = Steps::default();
                (self.run)(xml, &mut steps);
                steps
            });
            thread.unwrap().join().unwrap_or_else(|_| panic!("{}: a panic about {:.300}", self.name, xml))
        })
    }

    /// Everything that is done refuses the document with an error that says so; `|` is between the words of the
    /// reader and those of the validator.
    #[track_caller]
    fn refuses(&self, xml: &str, expected: &str) {
        for (name, took, error) in self.run(xml).0 {
            let Some(error) = error else { panic!("{}: {name} accepts {xml:.300}", self.name) };
            assert!(
                expected.split('|').any(|text| error.message().contains(text)),
                "{}: {name}: {error:.500} for {xml:.300}",
                self.name
            );
            assert!(took < PATIENCE, "{}: {name} takes {took:?} for {xml:.300}", self.name);
        }
    }

    /// Whatever is done ends soon, and errors are not as large as the document.
    fn survives(&self, what: &str, xml: &str) {
        for (name, took, error) in self.run(xml).0 {
            assert!(took < PATIENCE, "{}: {name} takes {took:?} for {what}", self.name);
            if let Some(error) = error {
                assert!(!error.message().is_empty(), "{}: {name} says nothing about {what}", self.name);
            }
        }
    }
}

/// What no single step may take for a document of some megabytes, with a large margin for a busy machine.
const PATIENCE: Duration = Duration::from_secs(10);

const DEEP: usize = 100_000;

const TOO_DEEP: &str = "elements are nested deeper than 256 levels";

/// Elements inside each other, as many as no stack holds.
fn nested(open: &str, close: &str) -> String {
    open.repeat(DEEP) + &close.repeat(DEEP)
}

#[test]
fn nothing_nests_too_deeply() {
    for kind in KINDS {
        let name = kind.root_name();
        let (open, close) = (format!("<{name}>"), format!("</{name}>"));
        kind.refuses(&kind.with(&nested("<x>", "</x>")), TOO_DEEP);
        kind.refuses(&kind.with(&nested(&open, &close)), TOO_DEEP);
        // Without ends, which the parser would have to come back for.
        kind.refuses(&kind.with(&"<x>".repeat(DEEP)), TOO_DEEP);
        // As deep as may be.
        kind.survives("250 levels", &kind.with(&("<x>".repeat(250) + &"</x>".repeat(250))));
    }
}

/// Elements that may stand inside each other: kind, what is around, and what repeats.
const NESTS: &[(&str, &str, &str, &str)] = &[
    (
        "domain",
        "<devices><disk type='file'><source file='/a'/>@<target dev='vda'/></disk></devices>",
        "<backingStore type='file'><format type='raw'/><source file='/a'/>",
        "</backingStore>",
    ),
    (
        "domain",
        "<devices><disk type='file'><source file='/a'/><target dev='vda'/>@</disk></devices>",
        "<mirror><source><dataStore type='file'><source>",
        "</source></dataStore></source></mirror>",
    ),
    ("domain", "<devices>@</devices>", "<devices>", "</devices>"),
    ("domain", "<cpu><numa>@</numa></cpu>", "<cell id='0' memory='1'>", "</cell>"),
    ("domain", "<metadata>@</metadata>", "<metadata>", "</metadata>"),
    ("status", "<domain type='kvm'><name>a</name>@</domain>", "<domain type='kvm'>", "</domain>"),
    ("snapshot", "@", "<inactiveDomain><domain type='kvm'>", "</domain></inactiveDomain>"),
    ("snapshot", "<disks>@</disks>", "<disk name='a'><disks>", "</disks></disk>"),
    ("checkpoint", "<disks>@</disks>", "<disk name='a'><disks>", "</disks></disk>"),
    ("backup", "<disks>@</disks>", "<disk name='a'><disks>", "</disks></disk>"),
    ("network", "<ip address='1.2.3.4' prefix='8'>@</ip>", "<dhcp><ip>", "</ip></dhcp>"),
    ("network status", "<firewall backend='nftables'>@</firewall>", "<group>", "</group>"),
    ("network port", "@", "<bandwidth>", "</bandwidth>"),
    ("storage pool", "<source>@</source>", "<source>", "</source>"),
    ("volume", "@", "<backingStore>", "</backingStore>"),
    ("pool caps", "@", "<pool type='fs'>", "</pool>"),
    ("nodedev", "@", "<capability type='pci'>", "</capability>"),
    (
        "nodedev",
        "<capability type='scsi_host'>@</capability>",
        "<capability type='vport_ops'>",
        "</capability>",
    ),
    ("interface", "@", "<bridge><interface type='bridge' name='a'>", "</interface></bridge>"),
    ("interface", "@", "<bond><interface type='bond' name='a'>", "</interface></bond>"),
    ("nwfilter", "@", "<filter name='a'>", "</filter>"),
    ("nwfilter", "@", "<rule action='accept' direction='in'><all>", "</all></rule>"),
    ("nwfilter binding", "@", "<filterref filter='a'>", "</filterref>"),
    ("secret", "@", "<usage type='volume'>", "</usage>"),
    (
        "capabilities",
        "<host><topology>@</topology></host>",
        "<cells num='1'><cell id='0'>",
        "</cell></cells>",
    ),
    ("domain caps", "@", "<devices><disk supported='yes'><enum name='a'>", "</enum></disk></devices>"),
    ("migration cookie", "@", "<domain type='kvm'><devices>", "</devices></domain>"),
    ("cpu", "@", "<numa><cell id='0' memory='1'>", "</cell></numa>"),
    ("host cpu", "@", "<topology sockets='1' cores='1' threads='1'>", "</topology>"),
    ("cpu data", "@", "<cpuid eax_in='0x1'>", "</cpuid>"),
    ("cpu map", "@", "<model name='a'>", "</model>"),
];

#[test]
fn elements_that_hold_each_other_do_not_nest_too_deeply() {
    for (name, around, open, close) in NESTS {
        let kind = kind(name);
        kind.refuses(&kind.with(&around.replacen('@', &nested(open, close), 1)), TOO_DEEP);
        // What the bound on depth lets pass is read by whatever recursion there is.
        let levels = 240 / open.matches('<').count();
        let inner = open.repeat(levels) + &close.repeat(levels);
        kind.survives("as many levels as may be", &kind.with(&around.replacen('@', &inner, 1)));
    }
    for kind in KINDS {
        assert!(NESTS.iter().any(|(name, ..)| *name == kind.name), "{} nests nothing", kind.name);
    }
}

#[test]
fn attributes_are_counted() {
    let mut many = String::new();
    for number in 0..100_000 {
        let _ = write!(many, "a{number}='' ");
    }
    for kind in KINDS {
        kind.refuses(&kind.with_attributes(&many), "more than 256 attributes");
    }
}

#[test]
fn namespaces_are_counted() {
    let mut many = String::new();
    for number in 0..100_000 {
        let _ = write!(many, "<x xmlns:p{number}='u{number}'/>");
    }
    for kind in KINDS {
        kind.refuses(&kind.with(&many), "more than 1024 namespace");
    }
}

#[test]
fn document_types_are_refused() {
    let mut laughs = String::from("<!DOCTYPE r [<!ENTITY a0 'ha'>");
    for number in 1..30 {
        let _ = write!(laughs, "<!ENTITY a{number} '{}'>", format!("&a{};", number - 1).repeat(10));
    }
    laughs += "]>";
    let types = [
        laughs.as_str(),
        "<!DOCTYPE r [<!ENTITY a29 SYSTEM 'file:///etc/passwd'>]>",
        "<!DOCTYPE r SYSTEM 'http://localhost:1/r.dtd'>",
        "<!DOCTYPE r [<!ENTITY % p SYSTEM 'file:///etc/passwd'> %p;]>",
        "<?xml version='1.0'?>\n<!-- a --><!DOCTYPE r>",
    ];
    for kind in KINDS {
        for declared in types {
            let xml = format!("{declared}{}", kind.with("<description>&a29;</description>"));
            kind.refuses(&xml, "document type declarations are not accepted");
        }
        // An entity that nobody declares.
        kind.refuses(&kind.with("<description>&a29;</description>"), "entity");
    }
}

#[test]
fn size_is_bounded() {
    let blanks = " ".repeat(100 << 20);
    for kind in KINDS {
        kind.refuses(&blanks, "larger than 16777216 bytes|more than 67108864 bytes");
    }
    drop(blanks);
    // Just within the bound, before, inside and behind the root.
    let blanks = " ".repeat(15 << 20);
    for kind in KINDS.iter().filter(|kind| full() || kind.name == "network") {
        kind.survives("15 MiB of blanks inside", &kind.with(&blanks));
    }
    let secret = kind("secret");
    secret.survives("15 MiB of blanks before", &format!("{blanks}{}", secret.with("")));
    secret.survives("15 MiB of blanks behind", &format!("{}{blanks}", secret.with("")));
}

/// Texts and attributes that are read: kind, and a place for what is much too long.
const LONG: &[(&str, &str)] = &[
    ("domain", "<description>@</description>"),
    ("domain", "<title>@</title>"),
    ("domain", "<uuid>@</uuid>"),
    ("domain", "<vcpu>@</vcpu>"),
    ("domain", "<vcpu cpuset='@'>1</vcpu>"),
    ("domain", "<on_crash>@</on_crash>"),
    ("domain", "<metadata><a>@</a></metadata>"),
    ("domain", "<currentMemory unit='@'>1</currentMemory>"),
    ("domain", "<devices><interface type='user'><mac address='@'/></interface></devices>"),
    ("domain", "<devices><interface type='@'/></devices>"),
    ("domain", "<devices><disk type='file'><source file='@'/><target dev='vda'/></disk></devices>"),
    ("domain", "<devices><disk type='file'><target dev='@'/></disk></devices>"),
    ("domain", "<devices><controller type='scsi' index='@'/></devices>"),
    ("domain", "<devices><memballoon model='@'/></devices>"),
    ("status", "<taint flag='@'/>"),
    ("status", "<agentTimeout>@</agentTimeout>"),
    ("status", "<deprecation>@</deprecation>"),
    ("snapshot", "<description>@</description>"),
    ("snapshot", "<memory snapshot='@'/>"),
    ("checkpoint", "<description>@</description>"),
    ("checkpoint", "<disks><disk name='a' checkpoint='@'/></disks>"),
    ("backup", "<incremental>@</incremental>"),
    ("backup", "<server name='a' port='@'/>"),
    ("network", "<title>@</title>"),
    ("network", "<uuid>@</uuid>"),
    ("network", "<mac address='@'/>"),
    ("network", "<forward mode='@'/>"),
    ("network", "<mtu size='@'/>"),
    ("network", "<ip address='@' prefix='8'/>"),
    ("network", "<dns><txt name='a' value='@'/></dns>"),
    ("network status", "<class_id bitmap='@'/>"),
    ("network status", "<floor sum='@'/>"),
    ("network port", "<group>@</group>"),
    ("network port", "<plug type='@'/>"),
    ("storage pool", "<uuid>@</uuid>"),
    ("storage pool", "<capacity>@</capacity>"),
    ("storage pool", "<source><name>@</name></source>"),
    ("storage pool", "<source><host name='@' port='@'/></source>"),
    ("storage pool", "<target><permissions><mode>@</mode></permissions></target>"),
    ("volume", "<key>@</key>"),
    ("volume", "<allocation>@</allocation>"),
    ("volume", "<target><format type='@'/></target>"),
    ("volume", "<target><timestamps><atime>@</atime></timestamps></target>"),
    ("pool caps", "<pool type='@' supported='yes'/>"),
    ("pool caps", "<pool type='fs' supported='@'/>"),
    ("nodedev", "<path>@</path>"),
    ("nodedev", "<capability type='@'/>"),
    ("nodedev", "<capability type='pci'><class>@</class></capability>"),
    ("nodedev", "<capability type='net'><interface>a</interface><address>@</address></capability>"),
    ("nodedev", "<capability type='mdev'><type id='a'/><uuid>@</uuid></capability>"),
    ("interface", "<start mode='@'/>"),
    ("interface", "<mtu size='@'/>"),
    ("interface", "<protocol family='ipv4'><ip address='@' prefix='8'/></protocol>"),
    ("nwfilter", "<uuid>@</uuid>"),
    ("nwfilter", "<rule action='@' direction='in'/>"),
    ("nwfilter", "<rule action='drop' direction='in' priority='@'/>"),
    ("nwfilter", "<rule action='drop' direction='in'><ip srcipaddr='@'/></rule>"),
    ("nwfilter", "<rule action='drop' direction='in'><mac srcmacaddr='@'/></rule>"),
    ("nwfilter", "<rule action='drop' direction='in'><tcp comment='@'/></rule>"),
    ("nwfilter", "<rule action='drop' direction='in'><tcp flags='@'/></rule>"),
    ("nwfilter", "<rule action='drop' direction='in'><tcp srcipaddr='$@'/></rule>"),
    ("nwfilter", "<filterref filter='@'/>"),
    ("nwfilter binding", "<filterref filter='a'><parameter name='@' value='@'/></filterref>"),
    ("secret", "<uuid>@</uuid>"),
    ("secret", "<description>@</description>"),
    ("secret", "<usage type='volume'><volume>@</volume></usage>"),
    ("secret", "<usage type='@'/>"),
    ("capabilities", "<host><uuid>@</uuid></host>"),
    ("capabilities", "<host><iommu support='@'/></host>"),
    ("capabilities", "<guest><os_type>@</os_type><arch name='x86_64'><wordsize>@</wordsize></arch></guest>"),
    ("domain caps", "<machine>@</machine>"),
    ("domain caps", "<vcpu max='@'/>"),
    ("migration cookie", "<feature name='@'/>"),
    ("migration cookie", "<nbd port='@'/>"),
    ("cpu", "<vendor>@</vendor>"),
    ("cpu", "<feature policy='@' name='a'/>"),
    ("cpu", "<topology sockets='@' cores='1' threads='1'/>"),
    ("host cpu", "<feature name='@'/>"),
    ("host cpu", "<microcode version='@'/>"),
    ("cpu data", "<cpuid eax_in='@'/>"),
    ("cpu map", "<model name='@'/>"),
    ("cpu map", "<feature name='a'><cpuid eax_in='@'/></feature>"),
];

#[test]
fn long_values_are_read_or_refused() {
    for (at, (name, around)) in LONG.iter().enumerate() {
        let kind = kind(name);
        // Each is long enough to show what looks at all pairs of bytes; some are as long as may be.
        let size = if full() || at % 30 == 0 { 10 << 20 } else { 100 << 10 };
        for value in ["x".repeat(size), "1".repeat(size), "1,".repeat(size / 2)] {
            // More than one such place would be more than a document may have.
            let inner = around.replacen('@', &value, 1).replace('@', "1");
            kind.survives(&format!("{size} bytes of {:.2} in {around}", value), &kind.with(&inner));
            if size > 1 << 20 && !full() {
                break;
            }
        }
    }
    for kind in KINDS {
        assert!(LONG.iter().any(|(name, _)| *name == kind.name), "{} has no long value", kind.name);
    }
}

/// Lists: kind, what is around, and an item. In it, `{n}` is a number, `{a}` the same in letters, `{m}` a MAC
/// address, `{i}` an IPv4 address, `{p}` the attributes of a PCI address, and `{u}` a UUID of that number.
const LISTS: &[(&str, &str, &str)] = &[
    ("domain", "<devices>@</devices>", "<disk type='file'><target dev='vd{a}' bus='virtio'/></disk>"),
    ("domain", "<devices>@</devices>", "<disk type='file'><target dev='sd{a}' bus='scsi'/></disk>"),
    ("domain", "<devices>@</devices>", "<disk type='block'><target dev='sd{a}' bus='sata'/></disk>"),
    ("domain", "<devices>@</devices>", "<disk device='floppy'><target dev='fd{a}' bus='fdc'/></disk>"),
    ("domain", "<devices>@</devices>", "<controller type='scsi' index='{n}'/>"),
    ("domain", "<devices>@</devices>", "<controller type='scsi'/>"),
    ("domain", "<devices>@</devices>", "<controller type='virtio-serial' index='{n}'/>"),
    ("domain", "<devices>@</devices>", "<controller type='usb' index='{n}' model='ich9-ehci1'/>"),
    ("domain", "<devices>@</devices>", "<controller type='usb' index='{n}' model='ich9-uhci1'/>"),
    ("domain", "<devices>@</devices>", "<controller type='pci' model='pcie-root-port'/>"),
    (
        "domain",
        "<devices>@</devices>",
        "<lease><lockspace>a</lockspace><key>{n}</key><target path='/{n}'/></lease>",
    ),
    ("domain", "<devices>@</devices>", "<filesystem><source dir='/{n}'/><target dir='t{n}'/></filesystem>"),
    ("domain", "<devices>@</devices>", "<interface type='user'><mac address='{m}'/></interface>"),
    ("domain", "<devices>@</devices>", "<interface type='user'/>"),
    (
        "domain",
        "<devices>@</devices>",
        "<interface type='hostdev'><source><address type='pci' {p}/></source></interface>",
    ),
    ("domain", "<devices>@</devices>", "<smartcard mode='host'/>"),
    ("domain", "<devices>@</devices>", "<serial type='pty'/>"),
    ("domain", "<devices>@</devices>", "<serial type='pty'><target port='{n}'/></serial>"),
    ("domain", "<devices>@</devices>", "<parallel type='pty'/>"),
    ("domain", "<devices>@</devices>", "<console type='pty'/>"),
    ("domain", "<devices>@</devices>", "<console type='pty'><target type='virtio'/></console>"),
    ("domain", "<devices>@</devices>", "<channel type='pty'><target type='virtio' name='c{n}'/></channel>"),
    (
        "domain",
        "<devices>@</devices>",
        "<channel type='pty'><target type='guestfwd' address='{i}' port='4600'/></channel>",
    ),
    ("domain", "<devices>@</devices>", "<input type='tablet' bus='usb'/>"),
    ("domain", "<devices>@</devices>", "<input type='evdev'><source dev='/{n}'/></input>"),
    ("domain", "<devices>@</devices>", "<tpm><backend type='emulator'/></tpm>"),
    ("domain", "<devices>@</devices>", "<graphics type='vnc' port='{n}'/>"),
    ("domain", "<devices>@</devices>", "<graphics type='spice'/>"),
    (
        "domain",
        "<devices><graphics type='vnc'>@</graphics></devices>",
        "<listen type='address' address='{i}'/>",
    ),
    (
        "domain",
        "<devices><graphics type='spice'>@</graphics></devices>",
        "<channel name='main' mode='secure'/>",
    ),
    ("domain", "<devices>@</devices>", "<sound model='ich9'/>"),
    ("domain", "<devices><sound model='ich9'>@</sound></devices>", "<codec type='duplex'/>"),
    ("domain", "<devices>@</devices>", "<audio id='{n}' type='none'/>"),
    ("domain", "<devices>@</devices>", "<video><model type='virtio'/></video>"),
    ("domain", "<devices>@</devices>", "<hostdev type='pci'><source><address {p}/></source></hostdev>"),
    (
        "domain",
        "<devices>@</devices>",
        "<hostdev type='usb'><source><vendor id='1'/><product id='2'/></source></hostdev>",
    ),
    (
        "domain",
        "<devices>@</devices>",
        "<hostdev type='scsi'><source><adapter name='scsi_host0'/><address bus='0' target='0' unit='{n}'/></source></hostdev>",
    ),
    (
        "domain",
        "<devices>@</devices>",
        "<hostdev type='mdev' model='vfio-pci'><source><address uuid='{u}'/></source></hostdev>",
    ),
    ("domain", "<devices>@</devices>", "<redirdev bus='usb' type='spicevmc'/>"),
    ("domain", "<devices><redirfilter>@</redirfilter></devices>", "<usbdev vendor='0x1234' allow='yes'/>"),
    ("domain", "<devices>@</devices>", "<hub type='usb'/>"),
    ("domain", "<devices>@</devices>", "<watchdog model='i6300esb'/>"),
    ("domain", "<devices>@</devices>", "<rng model='virtio'><backend model='random'/></rng>"),
    ("domain", "<devices>@</devices>", "<panic model='isa'/>"),
    ("domain", "<devices>@</devices>", "<shmem name='s{n}'/>"),
    (
        "domain",
        "<devices>@</devices>",
        "<memory model='dimm'><target><size>1024</size><node>0</node></target></memory>",
    ),
    (
        "domain",
        "<maxMemory slots='9'>9</maxMemory><devices>@</devices>",
        "<memory model='dimm'><target><size>1</size></target><address type='dimm' slot='{n}'/></memory>",
    ),
    (
        "domain",
        "<devices>@</devices>",
        "<crypto model='virtio' type='qemu'><backend model='builtin'/></crypto>",
    ),
    ("domain", "<devices>@</devices>", "<vsock model='virtio'/>"),
    ("domain", "<devices>@</devices>", "<sound model='ich9'><address type='pci' {p}/></sound>"),
    ("domain", "<devices>@</devices>", "<sound model='ich9'><alias name='ua-{n}'/></sound>"),
    ("domain", "<devices>@</devices>", "<disk><target dev='vd{a}'/><boot order='{n}'/></disk>"),
    ("domain", "<devices>@</devices>", "<hub type='usb'><address type='usb' bus='0' port='{n}'/></hub>"),
    (
        "domain",
        "<devices><disk type='file'><target dev='vda'/><source file='/a'>@</source></disk></devices>",
        "<seclabel model='m{n}' relabel='no'/>",
    ),
    (
        "domain",
        "<devices><disk type='network'><target dev='vda'/><source protocol='rbd' name='a'>@</source></disk></devices>",
        "<host name='h{n}' port='1'/>",
    ),
    (
        "domain",
        "<devices><disk type='network'><target dev='vda'/><source protocol='https' name='a'><host name='a'/><cookies>@</cookies></source></disk></devices>",
        "<cookie name='c{n}'>a</cookie>",
    ),
    (
        "domain",
        "<devices><disk type='file'><target dev='vda'/><source file='/a'><slices>@</slices></source></disk></devices>",
        "<slice type='storage' offset='{n}' size='1'/>",
    ),
    (
        "domain",
        "<devices><disk type='file'><target dev='vda'/><source file='/a'><encryption format='luks'>@</encryption></source></disk></devices>",
        "<secret type='passphrase' uuid='{u}'/>",
    ),
    (
        "domain",
        "<iothreads>9</iothreads><devices><disk type='file'><target dev='vda'/><driver><iothreads>@</iothreads></driver></disk></devices>",
        "<iothread id='{n}'><queue id='{n}'/></iothread>",
    ),
    (
        "domain",
        "<devices><disk type='file'><target dev='vda'/><throttlefilters>@</throttlefilters></disk></devices>",
        "<throttlefilter group='g{n}'/>",
    ),
    (
        "domain",
        "<throttlegroups>@</throttlegroups>",
        "<throttlegroup><group_name>g{n}</group_name><total_bytes_sec>1</total_bytes_sec></throttlegroup>",
    ),
    ("domain", "<devices><interface type='user'>@</interface></devices>", "<ip address='{i}' prefix='8'/>"),
    (
        "domain",
        "<devices><interface type='user'>@</interface></devices>",
        "<route address='{i}' prefix='32' gateway='1.2.3.4'/>",
    ),
    (
        "domain",
        "<devices><interface type='user'><backend type='passt'/>@</interface></devices>",
        "<portForward proto='tcp'><range start='{n}'/></portForward>",
    ),
    (
        "domain",
        "<devices><interface type='user'><backend type='passt'/><portForward proto='tcp'>@</portForward></interface></devices>",
        "<range start='{n}'/>",
    ),
    (
        "domain",
        "<devices><interface type='bridge'><source bridge='a'/><filterref filter='a'>@</filterref></interface></devices>",
        "<parameter name='P{n}' value='{n}'/>",
    ),
    (
        "domain",
        "<devices><interface type='bridge'><source bridge='a'/><vlan>@</vlan></interface></devices>",
        "<tag id='{n}'/>",
    ),
    ("domain", "<vcpu>150000</vcpu><cputune>@</cputune>", "<vcpupin vcpu='{n}' cpuset='{n}'/>"),
    (
        "domain",
        "<vcpu>150000</vcpu><iothreads>100001</iothreads><cputune>@</cputune>",
        "<iothreadpin iothread='{n}' cpuset='{n}'/>",
    ),
    (
        "domain",
        "<vcpu>150000</vcpu><cputune>@</cputune>",
        "<vcpusched vcpus='{n}' scheduler='fifo' priority='1'/>",
    ),
    (
        "domain",
        "<iothreads>100001</iothreads><cputune>@</cputune>",
        "<iothreadsched iothreads='{n}' scheduler='batch'/>",
    ),
    (
        "domain",
        "<vcpu>150000</vcpu><cputune>@</cputune>",
        "<cachetune vcpus='{n}'><cache id='0' level='3' type='both' size='1' unit='KiB'/></cachetune>",
    ),
    (
        "domain",
        "<vcpu>150000</vcpu><cputune>@</cputune>",
        "<cachetune vcpus='{n}'><monitor level='3' vcpus='{n}'/></cachetune>",
    ),
    (
        "domain",
        "<vcpu>150000</vcpu><cputune><cachetune vcpus='0-149999'>@</cachetune></cputune>",
        "<cache id='{n}' level='3' type='both' size='1' unit='KiB'/>",
    ),
    (
        "domain",
        "<vcpu>150000</vcpu><cputune><cachetune vcpus='0-149999'>@</cachetune></cputune>",
        "<monitor level='3' vcpus='{n}'/>",
    ),
    (
        "domain",
        "<vcpu>150000</vcpu><cputune>@</cputune>",
        "<memorytune vcpus='{n}'><node id='0' bandwidth='1'/></memorytune>",
    ),
    (
        "domain",
        "<vcpu>150000</vcpu><cputune><memorytune vcpus='0-149999'>@</memorytune></cputune>",
        "<node id='{n}' bandwidth='1'/>",
    ),
    (
        "domain",
        "<vcpu>150000</vcpu><vcpus>@</vcpus>",
        "<vcpu id='{n}' enabled='yes' hotpluggable='no' order='{n}'/>",
    ),
    ("domain", "<iothreads>100000</iothreads><iothreadids>@</iothreadids>", "<iothread id='{n}'/>"),
    (
        "domain",
        "<numatune><memory mode='strict' nodeset='0'/>@</numatune>",
        "<memnode cellid='{n}' mode='strict' nodeset='0'/>",
    ),
    ("domain", "<vcpu>150000</vcpu><cpu><numa>@</numa></cpu>", "<cell id='{n}' cpus='{n}' memory='1'/>"),
    (
        "domain",
        "<cpu><numa><cell id='0' memory='1'><distances>@</distances></cell></numa></cpu>",
        "<sibling id='{n}' value='20'/>",
    ),
    (
        "domain",
        "<cpu><numa><cell id='0' memory='1'>@</cell></numa></cpu>",
        "<cache level='{n}' associativity='direct' policy='none'><size value='1' unit='KiB'/><line value='1' unit='B'/></cache>",
    ),
    (
        "domain",
        "<cpu><numa><cell id='0' cpus='0' memory='1'/><interconnects>@</interconnects></numa></cpu>",
        "<latency initiator='0' target='0' cache='{n}' type='read' value='5'/>",
    ),
    ("domain", "<cpu mode='custom'><model>a</model>@</cpu>", "<feature policy='require' name='f{n}'/>"),
    (
        "domain",
        "<idmap><uid start='0' target='1' count='1'/>@<gid start='0' target='1' count='1'/></idmap>",
        "<uid start='{n}' target='{n}' count='1'/>",
    ),
    ("domain", "<memoryBacking><hugepages>@</hugepages></memoryBacking>", "<page size='{n}' nodeset='{n}'/>"),
    ("domain", "<blkiotune>@</blkiotune>", "<device><path>/{n}</path><weight>500</weight></device>"),
    ("domain", "@", "<seclabel type='none' model='m{n}'/>"),
    ("domain", "<clock offset='utc'>@</clock>", "<timer name='pit' tickpolicy='delay'/>"),
    ("domain", "<sysinfo type='smbios'><bios>@</bios></sysinfo>", "<entry name='vendor'>{n}</entry>"),
    ("domain", "<sysinfo type='smbios'><oemStrings>@</oemStrings></sysinfo>", "<entry>{n}</entry>"),
    (
        "domain",
        "<sysinfo type='smbios'>@</sysinfo>",
        "<baseBoard><entry name='serial'>{n}</entry></baseBoard>",
    ),
    ("domain", "<sysinfo type='fwcfg'>@</sysinfo>", "<entry name='opt/{n}'>a</entry>"),
    ("domain", "@", "<sysinfo type='fwcfg'><entry name='opt/{n}'>a</entry></sysinfo>"),
    ("domain", "<perf>@</perf>", "<event name='cmt' enabled='yes'/>"),
    ("domain", "<keywrap>@</keywrap>", "<cipher name='aes' state='on'/>"),
    ("domain", "<metadata>@</metadata>", "<a xmlns='u'>{n}</a>"),
    ("domain", "<features><capabilities policy='default'>@</capabilities></features>", "<chown state='on'/>"),
    (
        "domain",
        "<q:commandline xmlns:q='http://libvirt.org/schemas/domain/qemu/1.0'>@</q:commandline>",
        "<q:arg value='{n}'/>",
    ),
    (
        "domain",
        "<q:commandline xmlns:q='http://libvirt.org/schemas/domain/qemu/1.0'>@</q:commandline>",
        "<q:env name='E{n}' value='{n}'/>",
    ),
    (
        "domain",
        "<q:capabilities xmlns:q='http://libvirt.org/schemas/domain/qemu/1.0'>@</q:capabilities>",
        "<q:add capability='c{n}'/>",
    ),
    (
        "domain",
        "<q:override xmlns:q='http://libvirt.org/schemas/domain/qemu/1.0'>@</q:override>",
        "<q:device alias='a{n}'><q:frontend><q:property name='p' type='string' value='v'/></q:frontend></q:device>",
    ),
    ("status", "@", "<taint flag='host-cpu'/>"),
    ("status", "@", "<deprecation>d{n}</deprecation>"),
    ("status", "<vcpus>@</vcpus>", "<vcpu id='{n}' pid='{n}'/>"),
    ("status", "<qemuCaps>@</qemuCaps>", "<flag name='f{n}'/>"),
    ("status", "<devices>@</devices>", "<device alias='d{n}'/>"),
    ("status", "<slirp>@</slirp>", "<helper name='h{n}' pid='{n}'><feature name='f'/></helper>"),
    (
        "status",
        "<blockjobs active='yes'>@</blockjobs>",
        "<blockjob name='j{n}' type='copy' state='running'/>",
    ),
    (
        "status",
        "<job type='none' async='migration out' phase='none'>@</job>",
        "<disk dev='vd{a}' migrating='no'/>",
    ),
    (
        "status",
        "<job type='none' async='migration out' phase='none'><migParams>@</migParams></job>",
        "<param name='p{n}' value='1'/>",
    ),
    ("snapshot", "<disks>@</disks>", "<disk name='vd{a}' snapshot='no'/>"),
    (
        "snapshot",
        "<disks>@</disks>",
        "<disk name='vd{a}' snapshot='external' type='file'><source file='/{n}'/></disk>",
    ),
    (
        "snapshot",
        "<domain type='kvm'><name>a</name><memory>1</memory><os><type>hvm</type></os><devices>@</devices></domain>",
        "<sound model='ich9'/>",
    ),
    ("checkpoint", "<disks>@</disks>", "<disk name='vd{a}' checkpoint='bitmap' bitmap='b{n}'/>"),
    (
        "backup",
        "<disks>@</disks>",
        "<disk name='vd{a}' backup='yes' type='file'><target file='/{n}'/></disk>",
    ),
    ("backup", "<disks>@</disks>", "<disk name='vd{a}' backup='no'/>"),
    ("network", "<dns>@</dns>", "<forwarder addr='{i}'/>"),
    ("network", "<dns>@</dns>", "<txt name='t{n}' value='v'/>"),
    ("network", "<dns>@</dns>", "<srv service='s{n}' protocol='tcp' domain='d' target='t' port='1'/>"),
    ("network", "<dns>@</dns>", "<host ip='{i}'><hostname>h{n}</hostname></host>"),
    ("network", "<dns><host ip='1.2.3.4'>@</host></dns>", "<hostname>h{n}</hostname>"),
    (
        "network",
        "<ip address='10.0.0.1' prefix='8'><dhcp>@</dhcp></ip>",
        "<host mac='{m}' name='h{n}' ip='{i}'/>",
    ),
    ("network", "<ip address='10.0.0.1' prefix='8'><dhcp>@</dhcp></ip>", "<range start='{i}' end='{i}'/>"),
    ("network", "<forward mode='nat'/>@", "<ip address='{i}' prefix='30'/>"),
    ("network", "<forward mode='nat'/>@", "<ip address='{i}' prefix='30'><dhcp/></ip>"),
    (
        "network",
        "<forward mode='nat'/><ip address='10.0.0.1' prefix='8'/>@",
        "<route address='{i}' prefix='32' gateway='10.0.0.2'/>",
    ),
    (
        "network",
        "<forward mode='nat'/>@",
        "<ip address='{i}' prefix='32'/><route address='{i}' prefix='32' gateway='{i}'/>",
    ),
    (
        "network",
        "<forward mode='nat'/>@",
        "<ip address='{i}' prefix='32'/><route address='1.0.0.0' prefix='8' gateway='10.250.0.0'/>",
    ),
    ("network", "<forward mode='bridge'/>@", "<portgroup name='p{n}'/>"),
    ("network", "<forward mode='bridge'/><portgroup name='p'>@</portgroup>", "<vlan><tag id='{n}'/></vlan>"),
    (
        "network",
        "<forward mode='bridge'/><bridge name='b'/><virtualport type='openvswitch'/><vlan trunk='yes'>@</vlan>",
        "<tag id='{n}'/>",
    ),
    ("network", "<forward mode='bridge'>@</forward>", "<interface dev='e{n}'/>"),
    ("network", "<forward mode='hostdev'>@</forward>", "<address type='pci' {p}/>"),
    ("network", "<forward mode='hostdev'>@</forward>", "<pf dev='e{n}'/>"),
    ("network", "<forward mode='nat'>@</forward>", "<nat><address start='{i}' end='{i}'/></nat>"),
    ("network", "<forward mode='nat'><nat>@</nat></forward>", "<port start='{n}' end='{n}'/>"),
    ("network", "<metadata>@</metadata>", "<a xmlns='u'>{n}</a>"),
    (
        "network",
        "<d:options xmlns:d='http://libvirt.org/schemas/network/dnsmasq/1.0'>@</d:options>",
        "<d:option value='o{n}'/>",
    ),
    ("network status", "@", "<taint flag='hook-script'/>"),
    (
        "network status",
        "<firewall backend='nftables'>@</firewall>",
        "<group><action layer='ipv4'><args/></action></group>",
    ),
    (
        "network status",
        "<firewall backend='nftables'><group>@</group></firewall>",
        "<action layer='ipv4'><args/></action>",
    ),
    (
        "network status",
        "<firewall backend='nftables'><group><action layer='ipv4'><args>@</args></action></group></firewall>",
        "<item>i{n}</item>",
    ),
    ("network port", "<vlan trunk='yes'>@</vlan>", "<tag id='{n}'/>"),
    ("network port", "@", "<bandwidth><inbound average='{n}'/></bandwidth>"),
    ("storage pool", "<source><name>a</name>@</source>", "<host name='h{n}' port='1'/>"),
    ("storage pool", "<source><name>a</name>@</source>", "<device path='/{n}'/>"),
    (
        "storage pool",
        "<source><name>a</name><device path='/a'>@</device></source>",
        "<freeExtent start='{n}' end='{n}'/>",
    ),
    (
        "storage pool",
        "<source><name>a</name><host name='h'/></source><r:config_opts xmlns:r='http://libvirt.org/schemas/storagepool/rbd/1.0'>@</r:config_opts>",
        "<r:option name='o{n}' value='v'/>",
    ),
    ("volume", "<source>@</source>", "<device path='/{n}'><extent start='{n}' end='{n}'/></device>"),
    ("volume", "<source><device path='/a'>@</device></source>", "<extent start='{n}' end='{n}'/>"),
    (
        "volume",
        "<target><format type='qcow2'/><encryption format='luks'>@</encryption></target>",
        "<secret type='passphrase' uuid='{u}'/>",
    ),
    ("volume", "<target><format type='qcow2'/><features>@</features></target>", "<lazy_refcounts/>"),
    ("pool caps", "@", "<pool type='fs' supported='yes'/>"),
    (
        "pool caps",
        "<pool type='fs' supported='yes'><poolOptions>@</poolOptions></pool>",
        "<enum name='e{n}'><value>a</value></enum>",
    ),
    (
        "pool caps",
        "<pool type='fs' supported='yes'><poolOptions><enum name='a'>@</enum></poolOptions></pool>",
        "<value>v{n}</value>",
    ),
    ("nodedev", "@", "<devnode type='link'>/dev/{n}</devnode>"),
    ("nodedev", "@", "<devnode type='dev'>/dev/{n}</devnode>"),
    ("nodedev", "@", "<capability type='drm'><type>primary</type></capability>"),
    (
        "nodedev",
        "<capability type='pci'><domain>0</domain><bus>0</bus><slot>0</slot><function>0</function><product/><vendor/>@</capability>",
        "<capability type='virt_functions'><address {p}/></capability>",
    ),
    (
        "nodedev",
        "<capability type='pci'><domain>0</domain><bus>0</bus><slot>0</slot><function>0</function><product/><vendor/><capability type='virt_functions'>@</capability></capability>",
        "<address {p}/>",
    ),
    (
        "nodedev",
        "<capability type='pci'><domain>0</domain><bus>0</bus><slot>0</slot><function>0</function><product/><vendor/><iommuGroup number='1'>@</iommuGroup></capability>",
        "<address {p}/>",
    ),
    (
        "nodedev",
        "<capability type='pci'><domain>0</domain><bus>0</bus><slot>0</slot><function>0</function><product/><vendor/><pci-express>@</pci-express></capability>",
        "<link validity='cap' port='{n}' width='1'/>",
    ),
    (
        "nodedev",
        "<capability type='pci'><domain>0</domain><bus>0</bus><slot>0</slot><function>0</function><product/><vendor/><capability type='mdev_types'>@</capability></capability>",
        "<type id='t{n}'><deviceAPI>vfio-pci</deviceAPI><availableInstances>1</availableInstances></type>",
    ),
    (
        "nodedev",
        "<capability type='pci'><domain>0</domain><bus>0</bus><slot>0</slot><function>0</function><product/><vendor/><capability type='vpd'><name>a</name><fields access='readonly'>@</fields></capability></capability>",
        "<vendor_field index='A'>{n}</vendor_field>",
    ),
    ("nodedev", "<capability type='net'><interface>a</interface>@</capability>", "<feature name='rx'/>"),
    ("nodedev", "<capability type='mdev'><type id='a'/>@</capability>", "<attr name='a{n}' value='v'/>"),
    (
        "nodedev",
        "<capability type='ccwgroup'><state>online</state><cssid>0x0</cssid><ssid>0x0</ssid><devno>0x0</devno><members>@</members></capability>",
        "<ccw_device ref='r{n}'>a{n}</ccw_device>",
    ),
    ("interface", "@", "<protocol family='ipv4'/>"),
    ("interface", "<protocol family='ipv4'>@</protocol>", "<ip address='{i}' prefix='8'/>"),
    (
        "interface",
        "<bridge>@</bridge>",
        "<interface type='ethernet' name='e{n}'><mac address='{m}'/></interface>",
    ),
    (
        "interface",
        "<bridge><interface type='bond' name='b'><bond>@</bond></interface></bridge>",
        "<interface type='ethernet' name='e{n}'/>",
    ),
    ("nwfilter", "@", "<rule action='drop' direction='in' priority='1'><tcp dstportstart='{n}'/></rule>"),
    ("nwfilter", "<rule action='drop' direction='in'>@</rule>", "<tcp dstportstart='{n}' srcipaddr='{i}'/>"),
    ("nwfilter", "<rule action='drop' direction='in'>@</rule>", "<all srcipaddr='{i}'/>"),
    ("nwfilter", "@", "<filterref filter='f{n}'/>"),
    ("nwfilter", "<filterref filter='a'>@</filterref>", "<parameter name='P{n}' value='{n}'/>"),
    ("nwfilter", "<filterref filter='a'>@</filterref>", "<parameter name='P' value='{n}'/>"),
    ("nwfilter binding", "<filterref filter='a'>@</filterref>", "<parameter name='P{n}' value='{n}'/>"),
    ("secret", "@", "<usage type='volume'><volume>/{n}</volume></usage>"),
    ("secret", "@", "<description>{n}</description>"),
    ("capabilities", "@", "<guest><os_type>hvm</os_type><arch name='a{n}'/></guest>"),
    (
        "capabilities",
        "<guest><os_type>hvm</os_type><arch name='x86_64'>@</arch></guest>",
        "<machine>m{n}</machine>",
    ),
    (
        "capabilities",
        "<guest><os_type>hvm</os_type><arch name='x86_64'>@</arch></guest>",
        "<domain type='d{n}'/>",
    ),
    (
        "capabilities",
        "<guest><os_type>hvm</os_type><arch name='x86_64'><domain type='kvm'>@</domain></arch></guest>",
        "<machine>m{n}</machine>",
    ),
    ("capabilities", "<host>@</host>", "<secmodel><model>m{n}</model><doi>0</doi></secmodel>"),
    (
        "capabilities",
        "<host><secmodel><model>a</model><doi>0</doi>@</secmodel></host>",
        "<baselabel type='t{n}'>a</baselabel>",
    ),
    ("capabilities", "<host><cpu>@</cpu></host>", "<feature name='f{n}'/>"),
    ("capabilities", "<host><cpu>@</cpu></host>", "<pages unit='KiB' size='{n}'/>"),
    (
        "capabilities",
        "<host><migration_features><uri_transports>@</uri_transports></migration_features></host>",
        "<uri_transport>t{n}</uri_transport>",
    ),
    (
        "capabilities",
        "<host><topology><cells num='1'>@</cells></topology></host>",
        "<cell id='{n}'><cpus num='0'/></cell>",
    ),
    (
        "capabilities",
        "<host><topology><cells num='1'><cell id='0'><cpus num='1'>@</cpus></cell></cells></topology></host>",
        "<cpu id='{n}' socket_id='0' core_id='{n}' siblings='{n}'/>",
    ),
    (
        "capabilities",
        "<host><topology><cells num='1'><cell id='0'><distances>@</distances></cell></cells></topology></host>",
        "<sibling id='{n}' value='20'/>",
    ),
    (
        "capabilities",
        "<host><topology><cells num='1'><cell id='0'>@</cell></cells></topology></host>",
        "<pages unit='KiB' size='{n}'>1</pages>",
    ),
    (
        "capabilities",
        "<host><cache>@</cache></host>",
        "<bank id='{n}' level='3' type='both' size='1' unit='KiB' cpus='{n}'/>",
    ),
    (
        "capabilities",
        "<host><cache><monitor level='3' maxMonitors='1'>@</monitor></cache></host>",
        "<feature name='f{n}'/>",
    ),
    (
        "capabilities",
        "<host><memory_bandwidth>@</memory_bandwidth></host>",
        "<node id='{n}' cpus='{n}'><control granularity='1' min='1' maxAllocs='1'/></node>",
    ),
    ("capabilities", "@", "<pool type='fs' supported='yes'/>"),
    ("domain caps", "<os supported='yes'>@</os>", "<enum name='e{n}'><value>a</value></enum>"),
    ("domain caps", "<os supported='yes'><loader supported='yes'>@</loader></os>", "<value>/v{n}</value>"),
    ("domain caps", "<os supported='yes'><enum name='firmware'>@</enum></os>", "<value>v{n}</value>"),
    ("domain caps", "<cpu>@</cpu>", "<mode name='custom' supported='yes'/>"),
    (
        "domain caps",
        "<cpu><mode name='custom' supported='yes'>@</mode></cpu>",
        "<model usable='yes' vendor='a'>m{n}</model>",
    ),
    (
        "domain caps",
        "<cpu><mode name='custom' supported='yes'>@</mode></cpu>",
        "<model usable='no' vendor='a'>m{n}</model><blockers model='m{n}'><feature name='f'/></blockers>",
    ),
    (
        "domain caps",
        "<cpu><mode name='host-model' supported='yes'><model>a</model>@</mode></cpu>",
        "<feature policy='require' name='f{n}'/>",
    ),
    ("domain caps", "<devices>@</devices>", "<disk supported='yes'/>"),
    ("domain caps", "<features>@</features>", "<gic supported='no'/>"),
    ("migration cookie", "@", "<feature name='lockstate'/>"),
    (
        "migration cookie",
        "<graphics type='spice' port='1' listen='a'>@</graphics>",
        "<cert info='subject' value='{n}'/>",
    ),
    ("migration cookie", "<network>@</network>", "<interface index='{n}' vporttype='openvswitch'/>"),
    ("migration cookie", "<nbd port='1'>@</nbd>", "<disk target='vd{a}' capacity='1'/>"),
    ("migration cookie", "<capabilities>@</capabilities>", "<cap name='c{n}' auto='no'/>"),
    (
        "migration cookie",
        "<blockDirtyBitmaps>@</blockDirtyBitmaps>",
        "<disk target='vd{a}'><bitmap name='b' alias='a'/></disk>",
    ),
    (
        "migration cookie",
        "<blockDirtyBitmaps><disk target='vda'>@</disk></blockDirtyBitmaps>",
        "<bitmap name='b{n}' alias='a{n}'/>",
    ),
    ("cpu", "@", "<feature policy='require' name='f{n}'/>"),
    ("cpu", "<numa>@</numa>", "<cell id='{n}' cpus='{n}' memory='1'/>"),
    ("cpu", "<numa>@</numa>", "<cell cpus='{n}' memory='1'/>"),
    ("host cpu", "@", "<feature name='f{n}'/>"),
    ("host cpu", "@", "<pages unit='KiB' size='{n}'/>"),
    ("cpu data", "@", "<cpuid eax_in='{n}' ecx_in='0x0' eax='0x1' ebx='0x0' ecx='0x0' edx='0x0'/>"),
    ("cpu data", "@", "<msr index='{n}' eax='0x1' edx='0x0'/>"),
    ("cpu map", "@", "<feature name='f{n}'><cpuid eax_in='{n}' eax='0x1'/></feature>"),
    ("cpu map", "@", "<model name='m{n}'><vendor name='Intel'/></model>"),
    ("cpu map", "@", "<vendor name='v{n}' string='GenuineIntel'/>"),
    (
        "cpu map",
        "<feature name='f'><cpuid eax_in='1' eax='0x1'/></feature><model name='m'>@</model>",
        "<feature name='f'/>",
    ),
    ("cpu map", "<feature name='f'>@</feature>", "<alias name='a{n}' source='linux'/>"),
    ("cpu map", "<model name='m'>@</model>", "<signature family='6' model='{n}'/>"),
];

/// The item of this number.
fn item(text: &str, number: u32) -> String {
    let [_, a, b, c] = number.to_be_bytes();
    let mut letters = String::new();
    let mut left = number;
    loop {
        letters.insert(0, char::from(b'a' + u8::try_from(left % 26).unwrap()));
        left /= 26;
        if left == 0 {
            break;
        }
        left -= 1;
    }
    text.replace("{n}", &number.to_string())
        .replace("{a}", &letters)
        .replace("{m}", &format!("52:54:00:{a:02x}:{b:02x}:{c:02x}"))
        .replace("{i}", &format!("10.{a}.{b}.{c}"))
        .replace("{u}", &format!("00000000-0000-4000-8000-{number:012x}"))
        .replace(
            "{p}",
            &format!("domain='0x{a:x}' bus='0x{b:x}' slot='0x{:x}' function='0x{:x}'", c >> 3, c & 7),
        )
}

/// The document with so many items, each another or all the first; at most as many as a document may hold.
fn list(kind: &Kind, around: &str, text: &str, count: u32, different: bool) -> String {
    let mut items = String::new();
    for number in 0..count {
        items.push_str(&item(text, if different { number } else { 1 }));
        if items.len() > 15 << 20 {
            break;
        }
    }
    kind.with(&around.replacen('@', &items, 1))
}

/// Whether everything is done at full size: `VIR_HOSTILE_FULL=1`, which takes half an hour in a debug build.
fn full() -> bool {
    std::env::var_os("VIR_HOSTILE_FULL").is_some_and(|value| value == "1")
}

/// How many items each list gets, and how long a step must take to be looked at. A step that looks at all pairs of
/// 2,000 items stands out as well.
fn many() -> (u32, Duration) {
    if full() { (100_000, Duration::from_millis(200)) } else { (2_000, Duration::from_millis(20)) }
}

/// The steps in which the five times larger document took more than twelve times as long; only where they took
/// longer than `least`.
fn slow(
    kind: &Kind,
    (around, text): (&str, &str),
    different: bool,
    (many, least): (u32, Duration),
) -> Vec<String> {
    let much = kind.run(&list(kind, around, text, many, different));
    if much.0.iter().all(|(_, took, _)| *took < least) {
        return Vec::new();
    }
    // Five times a fifth: a clock that ticks coarsely is as exact for it as for the whole.
    let fifth = list(kind, around, text, many / 5, different);
    let mut little = vec![Duration::ZERO; much.0.len()];
    for turn in 1..=5 {
        for (sum, (_, took, _)) in little.iter_mut().zip(kind.run(&fifth).0) {
            *sum += took;
        }
        // Mostly the first is enough.
        let doubtful = |((_, much, _), sum): (&Step, &Duration)| *much > least && *much * turn > *sum * 12;
        if !much.0.iter().zip(&little).any(doubtful) {
            return Vec::new();
        }
    }
    let mut found = Vec::new();
    for ((name, much, error), little) in much.0.iter().zip(little) {
        if *much > least && *much * 5 > little * 12 {
            let items = if different { "different" } else { "same" };
            found.push(format!(
                "{}: {name} of {items} {text} in {around}: {:?} for a fifth, {much:?} for all; {error:.100?}",
                kind.name,
                little / 5
            ));
        }
    }
    found
}

/// Every `every`th list from `from` on, so that the work is spread over the processors.
fn lists(from: usize, every: usize) {
    let mut found = Vec::new();
    for (name, around, text) in LISTS.iter().skip(from).step_by(every) {
        for different in [true, false] {
            if !different && !full() {
                // What is the same is mostly refused at once.
                kind(name).survives(text, &list(kind(name), around, text, 100, false));
                continue;
            }
            let once = || slow(kind(name), (around, text), different, many());
            // The machine is shared: what was slow once may have had to wait.
            if !once().is_empty() {
                found.extend(once());
            }
        }
    }
    assert!(found.is_empty(), "not in proportion:\n{}", found.join("\n"));
}

#[test]
fn lists_take_time_in_proportion_1() {
    lists(0, 2);
}

#[test]
fn lists_take_time_in_proportion_2() {
    lists(1, 2);
}

/// 100,000 items where they cost little.
#[test]
fn long_lists_take_time_in_proportion() {
    for name in ["network status", "nwfilter binding", "cpu data", "secret"] {
        let (_, around, text) = LISTS.iter().rev().find(|(own, ..)| *own == name).unwrap();
        let once = || slow(kind(name), (around, text), true, (100_000, Duration::from_millis(200)));
        if !once().is_empty() {
            let found = once();
            assert!(found.is_empty(), "not in proportion:\n{}", found.join("\n"));
        }
    }
}

#[test]
fn every_kind_has_lists() {
    for kind in KINDS {
        assert!(LISTS.iter().any(|(name, ..)| *name == kind.name), "{} has no list", kind.name);
    }
}

/// A set of CPUs costs the same however many entries were before.
#[test]
fn long_lists_of_cpus() {
    let odd: String = (0..8192).map(|number| format!("{},", number * 2)).collect();
    let list = odd.repeat(20) + "1";
    let start = Instant::now();
    kind("domain")
        .survives("a long list of CPUs", &kind("domain").with(&format!("<vcpu cpuset='{list}'>1</vcpu>")));
    assert!(start.elapsed() < PATIENCE);
}
