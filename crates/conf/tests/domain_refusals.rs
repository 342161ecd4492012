//! What a domain document is refused for: one line for a rule, one for its number, place and words.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test")]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use vir_conf::{Defaults, DomainDef};
use vir_types::Code;

fn load(xml: &str) -> vir_types::Result<DomainDef> {
    let mut random = |bytes: &mut [u8]| bytes.fill(0xab);
    DomainDef::load(xml, &mut Defaults::new(&mut random).with_arch("x86_64"))
}

const TOP: (&str, &str) =
    ("<domain type='kvm'><name>a</name><memory>1024</memory><os><type>hvm</type></os>", "</domain>");
const OS: (&str, &str) =
    ("<domain type='kvm'><name>a</name><memory>1024</memory><os><type>hvm</type>", "</os></domain>");
const DEV: (&str, &str) = (
    "<domain type='kvm'><name>a</name><memory>1024</memory><os><type>hvm</type></os><devices>",
    "</devices></domain>",
);

/// A fragment, where it stands, and the error: its number, the column in the fragment (0 where the rule
/// is about more than one element and has no place), and the text.
struct Case {
    place: (&'static str, &'static str),
    xml: &'static str,
    code: i32,
    column: i32,
    text: &'static str,
}

impl Case {
    fn check(&self) -> Result<(), String> {
        let (before, after) = self.place;
        let start = i32::try_from(before.len()).unwrap();
        let error = match load(&format!("{before}{}{after}", self.xml)) {
            Ok(_) => return Err(format!("{}: accepted", self.xml)),
            Err(error) => error,
        };
        let place = match error.extra().numbers {
            [1, column] => column - start,
            [0, 0] => 0,
            other => return Err(format!("{}: at {other:?}", self.xml)),
        };
        let got = (error.code().0, place, error.message());
        if got == (self.code, self.column, self.text) {
            return Ok(());
        }
        Err(format!("{}\n  is refused with {got:?}", self.xml))
    }
}

macro_rules! refusals {
    ($name:ident: $($place:ident $xml:literal => $code:literal @ $column:literal $text:literal;)*) => {
        #[test]
        fn $name() {
            let cases = [$(Case { place: $place, xml: $xml, code: $code, column: $column, text: $text }),*];
            let wrong: Vec<String> = cases.iter().filter_map(|case| case.check().err()).collect();
            assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        }
    };
}

refusals! { the_guest:
    TOP "<vcpu>0</vcpu>"
        => 27 @ 0 "XML error: domain config can't have 0 maxvcpus";
    TOP "<vcpu current='0'>2</vcpu>"
        => 27 @ 0 "XML error: current vcpus count must be greater than zero";
    TOP "<vcpu current='3'>2</vcpu>"
        => 67 @ 0 "unsupported configuration: maximum vCPU count must not be less than current vCPU count (2 < 3)";
    TOP "<vcpu cpuset='aaa'>2</vcpu>"
        => 8 @ 7 "invalid argument: Failed to parse bitmap 'aaa'";
    TOP "<vcpu placement='odd'>2</vcpu>"
        => 67 @ 7 "unsupported configuration: Unsupported CPU placement mode 'odd'";
    TOP "<vcpu>two</vcpu>"
        => 27 @ 1 "XML error: maximum vcpus count must be an integer";
    TOP "<title>a&#10;b</title>"
        => 27 @ 0 "XML error: Domain title can't contain newlines";
    TOP "<genid>x</genid>"
        => 1 @ 1 "internal error: malformed genid element";
    TOP "<genid/><genid/>"
        => 27 @ 9 "XML error: element 'genid' can only appear once";
    TOP "<resource/><resource/>"
        => 27 @ 12 "XML error: only one resource element is supported";
    TOP "<resource><fibrechannel appid='&#9;'/></resource>"
        => 27 @ 0 "XML error: Fibre Channel 'appid' is not a printable string";
    TOP "<resource><fibrechannel appid='aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'/></resource>"
        => 8 @ 0 "invalid argument: Fibre Channel 'appid' string length must be between [1, 128]";
    TOP "<maxMemory slots='2'>0</maxMemory>"
        => 27 @ 0 "XML error: maximum memory size must be specified when specifying number of memory slots";
    TOP "<maxMemory slots='2'>512</maxMemory>"
        => 27 @ 0 "XML error: maximum memory size must be equal or greater than the actual memory size";
    TOP "<on_poweroff>coredump-destroy</on_poweroff>"
        => 67 @ 0 "unsupported configuration: Lifecycle event 'poweroff' doesn't support 'coredump-destroy' action";
    TOP "<on_reboot>coredump-restart</on_reboot>"
        => 67 @ 0 "unsupported configuration: Lifecycle event 'reboot' doesn't support 'coredump-restart' action";
    TOP "<on_crash>explode</on_crash>"
        => 67 @ 1 "unsupported configuration: unknown on_crash action: explode";
    TOP "<sysinfo type='smbios'><bios><entry name='date'>31/12/2024</entry></bios></sysinfo>"
        => 35 @ 24 "Invalid BIOS 'date' format";
    TOP "<sysinfo type='smbios'><system><entry name='uuid'>x</entry></system></sysinfo>"
        => 35 @ 24 "malformed <sysinfo> uuid element";
    TOP "<uuid>c7a5fdbd-edaf-9455-926a-d65c16db1809</uuid><sysinfo type='smbios'><system><entry name='uuid'>c7a5fdbd-edaf-9455-926a-d65c16db1800</entry></system></sysinfo>"
        => 35 @ 0 "UUID mismatch between <uuid> and <sysinfo>";
    TOP "<sysinfo type='fwcfg'><entry name='opt/a'/></sysinfo>"
        => 27 @ 23 "XML error: Firmware entry must have either value or 'file' attribute";
    TOP "<sysinfo type='fwcfg'><entry>x</entry></sysinfo>"
        => 27 @ 23 "XML error: Firmware entry is missing 'name' attribute";
    TOP "<idmap><uid start='0' target='1' count='1'/></idmap>"
        => 67 @ 0 "unsupported configuration: uid and gid should be mapped both";
    TOP "<idmap><uid start='1' target='1' count='1'/><gid start='0' target='1' count='1'/></idmap>"
        => 67 @ 0 "unsupported configuration: You must map the root user of container";
    TOP "<idmap><uid start='x' target='1' count='1'/></idmap>"
        => 27 @ 13 "XML error: invalid idmap start/target/count settings";
    TOP "<launchSecurity type='sev-snp'><policy>0x30000</policy><hostData>AAAA</hostData></launchSecurity>"
        => 67 @ 0 "unsupported configuration: Unexpected length of 'hostData', expected 32 got 3";
    TOP "<launchSecurity type='sev'><cbitpos>47</cbitpos></launchSecurity>"
        => 27 @ 1 "XML error: failed to get launch security policy";
    TOP "<launchSecurity type='sev'><cbitpos>x</cbitpos><policy>1</policy></launchSecurity>"
        => 27 @ 28 "XML error: Invalid format for launch security cbitpos";
    TOP "<seclabel type='dynamic' relabel='no'/>"
        => 67 @ 1 "unsupported configuration: dynamic label type must use resource relabeling";
    TOP "<seclabel type='none' relabel='yes'/>"
        => 67 @ 1 "unsupported configuration: resource relabeling is not compatible with 'none' label type";
    TOP "<seclabel type='static' model='selinux'/>"
        => 27 @ 1 "XML error: security label is missing";
    TOP "<seclabel type='none' model='dac'/><seclabel type='none' model='dac'/>"
        => 35 @ 0 "seclabel for model dac is already provided";
    TOP "<seclabel type='none' model='dac'/><seclabel type='none'/>"
        => 27 @ 0 "XML error: missing security model when using multiple labels";
    TOP "<perf><event name='cmt' enabled='yes'/><event name='cmt' enabled='no'/></perf>"
        => 27 @ 40 "XML error: perf event 'cmt' was already specified";
    TOP "<keywrap><cipher name='aes' state='on'/><cipher name='aes' state='off'/></keywrap>"
        => 27 @ 41 "XML error: A domain definition can have no more than one cipher node with name aes";
}

refusals! { booting:
    OS "<boot dev='tape'/>"
        => 27 @ 7 "XML error: Invalid value for attribute 'dev' in element 'boot': 'tape'.";
    OS "<bootmenu enable='yes' timeout='65536'/>"
        => 67 @ 24 "unsupported configuration: invalid value for boot menu timeout, must be in range [0,65535]";
    OS "<bios rebootTimeout='65536'/>"
        => 67 @ 0 "unsupported configuration: invalid value for rebootTimeout, must be in range [-1,65535]";
    OS "<loader stateless='yes' type='pflash'>/a</loader><nvram template='/t'>/b</nvram>"
        => 35 @ 0 "NVRAM template is not permitted when loader is stateless";
    OS "<loader stateless='yes' type='pflash'>/a</loader><nvram>/b</nvram>"
        => 35 @ 0 "NVRAM is not permitted when loader is stateless";
    OS "<loader stateless='no' type='rom'>/a</loader>"
        => 35 @ 0 "Only pflash loader type permits NVRAM";
    OS "<loader readonly='yes'/>"
        => 35 @ 0 "no loader path specified and firmware auto selection disabled";
    OS "<nvram>/b</nvram>"
        => 35 @ 0 "no loader path specified and firmware auto selection disabled";
    OS "<loader format='vmdk'>/a</loader>"
        => 27 @ 9 "XML error: Unsupported loader format 'vmdk'";
    OS "<loader type='pflash'>/a</loader><nvram format='iso'>/b</nvram>"
        => 27 @ 41 "XML error: Unsupported nvram format 'iso'";
    OS "<loader type='pflash'>/a</loader><nvram template='/t' templateFormat='iso'/>"
        => 27 @ 55 "XML error: Unsupported nvram template format 'iso'";
    OS "<firmware><feature name='secure-boot' enabled='yes'/></firmware>"
        => 35 @ 0 "cannot use feature-based firmware autoselection when firmware autoselection is disabled";
    OS "<firmware><feature enabled='yes'/></firmware>"
        => 27 @ 11 "XML error: Missing required attribute 'name' in element 'feature'";
    OS "<loader type='pflash'>/a</loader><shim>/s</shim>"
        => 67 @ 0 "unsupported configuration: shim only allowed with kernel option";
    OS "<acpi><table type='slic'>/a</table><table type='slic'>/b</table></acpi>"
        => 27 @ 36 "XML error: ACPI table type 'slic' may only appear once";
    OS "<smbios mode='odd'/>"
        => 67 @ 9 "unsupported configuration: unknown smbios mode 'odd'";
    TOP "<devices><disk type='file'><source file='/a'/><target dev='vda'/><boot order='1'/></disk><disk type='file'><source file='/b'/><target dev='vdb'/><boot order='1'/></disk></devices>"
        => 67 @ 0 "unsupported configuration: boot order '1' used for more than one device";
}

refusals! { the_clock:
    TOP "<clock offset='utc'><timer name='kvmclock' tickpolicy='delay'/></clock>"
        => 67 @ 0 "unsupported configuration: timer kvmclock doesn't support setting of timer tickpolicy";
    TOP "<clock offset='utc'><timer name='rtc' tickpolicy='delay'><catchup threshold='5'/></timer></clock>"
        => 27 @ 0 "XML error: setting of timer catchup policies is only supported with tickpolicy='catchup'";
    TOP "<clock offset='utc'><timer name='pit' frequency='5'/></clock>"
        => 67 @ 0 "unsupported configuration: timer pit doesn't support setting of timer frequency";
    TOP "<clock offset='utc'><timer name='pit' mode='native'/></clock>"
        => 67 @ 0 "unsupported configuration: timer pit doesn't support setting of timer mode";
    TOP "<clock offset='utc'><timer name='tsc' track='guest'/></clock>"
        => 67 @ 0 "unsupported configuration: timer tsc doesn't support setting of timer track";
    TOP "<clock offset='moon'/>"
        => 67 @ 8 "unsupported configuration: unknown clock offset 'moon'";
    TOP "<clock offset='absolute'/>"
        => 1 @ 1 "internal error: missing 'start' attribute for clock with offset='absolute'";
    TOP "<clock offset='timezone'/>"
        => 1 @ 1 "internal error: missing 'timezone' attribute for clock with offset='timezone'";
}

refusals! { features:
    TOP "<features><acpl/></features>"
        => 67 @ 11 "unsupported configuration: unexpected feature 'acpl'. Did you mean 'acpi'?";
    TOP "<features><hyperv><spinlocks state='on' retries='5'/></hyperv></features>"
        => 27 @ 19 "XML error: HyperV spinlock retry count must be at least 4095";
    TOP "<features><kvm><dirty-ring state='on' size='1000'/></kvm></features>"
        => 27 @ 16 "XML error: dirty ring must be power of 2 and ranges [1024, 65536]";
    TOP "<features><gic version='none'/></features>"
        => 27 @ 16 "XML error: Invalid value for attribute 'version' in element 'gic': 'none'.";
}

refusals! { processors_and_memory_nodes:
    TOP "<cpu><topology sockets='65536' cores='65536' threads='2'/></cpu>"
        => 67 @ 0 "unsupported configuration: cpu topology results in more than 4294967295 cpus";
    TOP "<cpu><topology sockets='0' cores='1' threads='1'/></cpu>"
        => 27 @ 16 "XML error: Invalid value for attribute 'sockets' in element 'topology': Zero is not permitted";
    TOP "<cpu check='full'/>"
        => 67 @ 0 "unsupported configuration: check attribute specified for CPU with no model";
    TOP "<cpu><vendor>Intel</vendor></cpu>"
        => 27 @ 1 "XML error: CPU vendor specified without CPU model";
    TOP "<cpu mode='custom'><model>a</model><feature name='x'/><feature name='x'/></cpu>"
        => 27 @ 55 "XML error: CPU feature 'x' specified more than once";
    TOP "<cpu mode='custom'><model>a</model><feature name=''/></cpu>"
        => 27 @ 36 "XML error: Invalid CPU feature name";
    TOP "<cpu mode='custom'><feature name='x'/></cpu>"
        => 27 @ 1 "XML error: Non-empty feature list specified without CPU model";
    TOP "<cpu mode='host-model' migratable='on'/>"
        => 67 @ 1 "unsupported configuration: Attribute migratable is only allowed for 'host-passthrough' / 'maximum' CPU mode";
    TOP "<cpu><cache level='4' mode='emulate'/></cpu>"
        => 27 @ 1 "XML error: invalid CPU cache level, must be in range [1,3]";
    TOP "<cpu><cache level='-1' mode='emulate'/></cpu>"
        => 27 @ 13 "XML error: Invalid value for attribute 'level' in element 'cache': '-1'. Expected non-negative value";
    TOP "<cpu><maxphysaddr mode='emulate' limit='4'/></cpu>"
        => 67 @ 1 "unsupported configuration: attribute 'limit' is only supported for maxphysaddr mode 'passthrough'";
    TOP "<cpu><numa/></cpu>"
        => 27 @ 6 "XML error: NUMA topology defined without NUMA cells";
    TOP "<cpu><numa><cell id='1' memory='1'/></numa></cpu>"
        => 27 @ 12 "XML error: Exactly one 'cell' element per guest NUMA cell allowed, non-contiguous ranges or ranges not starting from 0 are not allowed";
    TOP "<vcpu>2</vcpu><cpu><numa><cell id='0' memory='1'/><cell id='0' memory='1'/></numa></cpu>"
        => 27 @ 51 "XML error: Duplicate NUMA cell info for cell id '0'";
    TOP "<vcpu>2</vcpu><cpu><numa><cell cpus='0-1' memory='1'/><cell cpus='1' memory='1'/></numa></cpu>"
        => 67 @ 55 "unsupported configuration: NUMA cells 1 and 0 have overlapping vCPU ids";
    TOP "<cpu><numa><cell cpus='0-1' memory='1'/></numa></cpu>"
        => 1 @ 0 "internal error: Number of CPUs in <numa> exceeds the <vcpu> count";
    TOP "<vcpu>2</vcpu><cpu><numa><cell cpus='1-2' memory='1'/></numa></cpu>"
        => 1 @ 0 "internal error: CPU IDs in <numa> exceed the <vcpu> count";
    TOP "<cpu><numa><cell memory='1' memAccess='odd'/></numa></cpu>"
        => 27 @ 29 "XML error: Invalid value for attribute 'memAccess' in element 'cell': 'odd'.";
    TOP "<cpu><numa><cell memory='1'><distances/></cell></numa></cpu>"
        => 27 @ 29 "XML error: NUMA distances defined without siblings";
    TOP "<cpu><numa><cell memory='1'><distances><sibling id='1' value='20'/></distances></cell></numa></cpu>"
        => 27 @ 40 "XML error: 'sibling_id 1' does not refer to a valid cell within NUMA 'cell id 0'";
    TOP "<cpu><numa><cell memory='1'><distances><sibling id='0' value='20'/></distances></cell></numa></cpu>"
        => 27 @ 40 "XML error: 'value 20' is invalid for 'sibling id 0' under NUMA 'cell id 0'";
    TOP "<cpu><numa><cell memory='1'><cache level='0' associativity='full' policy='writeback'><size value='1'/><line value='1'/></cache></cell></numa></cpu>"
        => 27 @ 36 "XML error: Invalid value for attribute 'level' in element 'cache': Zero is not permitted";
    TOP "<cpu><numa><cell memory='1'><cache level='4' associativity='full' policy='writeback'><size value='1'/><line value='1'/></cache></cell></numa></cpu>"
        => 27 @ 0 "XML error: Ain't nobody heard of that much cache level";
    TOP "<cpu><numa><cell cpus='0' memory='1'/><interconnects><latency initiator='1' target='0' type='access' value='5'/></interconnects></numa></cpu>"
        => 27 @ 0 "XML error: 'initiator' refers to a non-existent NUMA node";
    TOP "<cpu><numa><cell cpus='0' memory='1'/><interconnects><latency initiator='0' target='1' type='access' value='5'/></interconnects></numa></cpu>"
        => 27 @ 0 "XML error: 'target' refers to a non-existent NUMA node";
    TOP "<cpu><numa><cell memory='1'/><interconnects><latency initiator='0' target='0' type='access' value='5'/></interconnects></numa></cpu>"
        => 27 @ 0 "XML error: NUMA nodes without CPUs can't be initiator";
    TOP "<cpu><numa><cell cpus='0' memory='1'/><interconnects><latency initiator='0' target='0' cache='1' type='access' value='5'/></interconnects></numa></cpu>"
        => 27 @ 0 "XML error: 'cache' refers to a non-existent NUMA node cache";
    TOP "<cpu><numa><cell cpus='0' memory='1'/><interconnects><latency initiator='0' target='0' type='access' value='5'/><latency initiator='0' target='0' type='access' value='6'/></interconnects></numa></cpu>"
        => 27 @ 0 "XML error: Duplicate info for NUMA latencies";
    TOP "<vcpu>2</vcpu><cpu><numa><cell cpus='0' memory='1'/><cell cpus='1' memory='1'/><interconnects><latency initiator='0' target='1' type='access' value='5'/><latency initiator='1' target='0' type='access' value='6'/></interconnects></numa></cpu>"
        => 27 @ 0 "XML error: Link already defined";
    TOP "<numatune/><numatune/>"
        => 27 @ 12 "XML error: only one numatune is supported";
    TOP "<numatune><memory mode='odd' nodeset='0'/></numatune>"
        => 67 @ 19 "unsupported configuration: Unsupported NUMA memory tuning mode 'odd'";
    TOP "<numatune><memory mode='strict' placement='odd'/></numatune>"
        => 67 @ 33 "unsupported configuration: Unsupported NUMA memory placement mode 'odd'";
    TOP "<numatune><memory mode='strict' placement='static'/></numatune>"
        => 67 @ 0 "unsupported configuration: nodeset for NUMA memory tuning must be set if 'placement' is 'static'";
    TOP "<numatune><memory mode='strict' nodeset='0,^0'/></numatune>"
        => 67 @ 33 "unsupported configuration: Invalid value of 'nodeset': 0,^0";
    TOP "<numatune><memory mode='strict' nodeset='x'/></numatune>"
        => 8 @ 33 "invalid argument: Failed to parse bitmap 'x'";
    TOP "<numatune><memnode cellid='0' mode='strict' nodeset='0'/></numatune>"
        => 27 @ 0 "XML error: Element 'memnode' is invalid without any guest NUMA cells";
    TOP "<numatune><memnode cellid='1' mode='strict' nodeset='0'/></numatune><cpu><numa><cell memory='1'/></numa></cpu>"
        => 27 @ 0 "XML error: Argument 'cellid' in memnode element must correspond to existing guest's NUMA cell";
    TOP "<numatune><memnode cellid='0' mode='strict'/></numatune><cpu><numa><cell memory='1'/></numa></cpu>"
        => 27 @ 11 "XML error: Missing required nodeset attribute in memnode element";
    TOP "<numatune><memnode cellid='0' nodeset='0'/><memnode cellid='0' nodeset='1'/></numatune><cpu><numa><cell memory='1'/></numa></cpu>"
        => 27 @ 0 "XML error: Multiple memnode elements with cellid 0";
    TOP "<numatune><memory placement='auto'/><memnode cellid='0' nodeset='0'/></numatune><cpu><numa><cell memory='1'/></numa></cpu>"
        => 67 @ 0 "unsupported configuration: Per-node binding is not compatible with automatic NUMA placement.";
    TOP "<numatune><memory mode='restrictive' nodeset='0'/><memnode cellid='0' mode='strict' nodeset='0'/></numatune><cpu><numa><cell memory='1'/></numa></cpu>"
        => 27 @ 0 "XML error: 'restrictive' mode is required in memnode element when mode is 'restrictive' in memory element";
    TOP "<numatune><memnode cellid='0' mode='restrictive' nodeset='0'/></numatune><cpu><numa><cell memory='1'/></numa></cpu>"
        => 27 @ 0 "XML error: 'restrictive' mode is required in memory element when mode is 'restrictive' in memnode element";
}

refusals! { shares:
    TOP "<cputune><period>5</period></cputune>"
        => 67 @ 0 "unsupported configuration: Value of cputune 'period' must be in range [1000, 1000000]";
    TOP "<cputune><global_quota>5</global_quota></cputune>"
        => 67 @ 0 "unsupported configuration: Value of cputune 'global_quota' must be in range [1000, 17592186044415]";
    TOP "<cputune><shares>x</shares></cputune>"
        => 27 @ 10 "XML error: can't parse cputune shares value";
    TOP "<cputune><vcpupin vcpu='0'/></cputune>"
        => 1 @ 10 "internal error: missing cpuset for vcpupin";
    TOP "<cputune><vcpupin vcpu='0' cpuset='x'/></cputune>"
        => 8 @ 28 "invalid argument: Failed to parse bitmap 'x'";
    TOP "<cputune><vcpupin vcpu='0' cpuset='1'/><vcpupin vcpu='0' cpuset='2'/></cputune>"
        => 1 @ 0 "internal error: duplicate vcpupin for vcpu '0'";
    TOP "<cputune><iothreadpin iothread='0' cpuset='1'/></cputune>"
        => 27 @ 23 "XML error: Invalid value for attribute 'iothread' in element 'iothreadpin': Zero is not permitted";
    TOP "<cputune><iothreadpin iothread='1' cpuset='1'/></cputune>"
        => 67 @ 0 "unsupported configuration: Cannot find 'iothread' : 1";
    TOP "<cputune><emulatorpin cpuset='1'/><emulatorpin cpuset='1'/></cputune>"
        => 27 @ 35 "XML error: only one emulatorpin is supported";
    TOP "<cputune><emulatorpin/></cputune>"
        => 1 @ 10 "internal error: missing cpuset for emulatorpin";
    TOP "<cputune><emulatorsched scheduler='fifo' priority='1'/><emulatorsched scheduler='fifo' priority='1'/></cputune>"
        => 27 @ 56 "XML error: only one emulatorsched is supported";
    TOP "<cputune><vcpusched scheduler='fifo' priority='1'/></cputune>"
        => 27 @ 10 "XML error: Missing attribute 'vcpus' in element 'vcpusched'";
    TOP "<cputune><vcpusched vcpus='0' scheduler='fifo'/></cputune>"
        => 27 @ 10 "XML error: Missing required attribute 'priority' in element 'vcpusched'";
    TOP "<cputune><vcpusched vcpus='0'/></cputune>"
        => 27 @ 10 "XML error: Missing required attribute 'scheduler' in element 'vcpusched'";
    TOP "<cputune><vcpusched vcpus='0' scheduler='idle'/><vcpusched vcpus='0' scheduler='idle'/></cputune>"
        => 35 @ 0 "'vcpusched' attributes 'vcpus' must not overlap";
    TOP "<cputune><cachetune><cache id='0' level='3' type='both' size='3' unit='MiB'/></cachetune></cputune>"
        => 27 @ 10 "XML error: Missing cachetune attribute 'vcpus'";
    TOP "<cputune><cachetune vcpus='0'><cache id='0' level='3' type='both' size='3' unit='MiB'/><cache id='0' level='3' type='code' size='3' unit='MiB'/></cachetune></cputune>"
        => 27 @ 0 "XML error: Colliding cache allocations for cache level '3' id '0', type 'code'";
    TOP "<cputune><memorytune vcpus='0'><node id='0' bandwidth='20'/><node id='0' bandwidth='30'/></memorytune></cputune>"
        => 27 @ 0 "XML error: Memory Bandwidth already defined for node 0";
    TOP "<vcpu>4</vcpu><cputune><cachetune vcpus='0-1'><monitor level='3' vcpus='0-1'/></cachetune><memorytune vcpus='1-2'><node id='0' bandwidth='30'/></memorytune></cputune>"
        => 27 @ 0 "XML error: Overlapping vcpus in resctrls";
    TOP "<iothreads>x</iothreads>"
        => 27 @ 1 "XML error: invalid iothreads count 'x'";
    TOP "<iothreadids><iothread id='0'/></iothreadids>"
        => 27 @ 24 "XML error: Invalid value for attribute 'id' in element 'iothread': Zero is not permitted";
    TOP "<iothreadids><iothread id='1'/><iothread id='1'/></iothreadids>"
        => 27 @ 0 "XML error: duplicate iothread id '1' found";
    TOP "<iothreadids><iothread id='1' thread_pool_max='0'/></iothreadids>"
        => 67 @ 0 "unsupported configuration: thread_pool_max must be a positive integer";
    TOP "<iothreadids><iothread id='1' thread_pool_min='5' thread_pool_max='2'/></iothreadids>"
        => 67 @ 0 "unsupported configuration: thread_pool_min must be smaller or equal to thread_pool_max";
    TOP "<defaultiothread thread_pool_min='5'/>"
        => 67 @ 0 "unsupported configuration: thread_pool_min must be smaller or equal to thread_pool_max";
    TOP "<defaultiothread thread_pool_min='-1'/>"
        => 27 @ 18 "XML error: Invalid value for attribute 'thread_pool_min' in element 'defaultiothread': '-1'. Expected non-negative value";
    TOP "<blkiotune><device><weight>500</weight></device></blkiotune>"
        => 67 @ 12 "unsupported configuration: missing per-device path";
    TOP "<blkiotune><device><path>/a</path><weight>x</weight></device></blkiotune>"
        => 67 @ 35 "unsupported configuration: could not parse weight x";
    TOP "<blkiotune><device><path>/a</path></device><device><path>/a</path></device></blkiotune>"
        => 67 @ 0 "unsupported configuration: duplicate blkio device path '/a'";
    TOP "<throttlegroups><throttlegroup><total_bytes_sec>1</total_bytes_sec></throttlegroup></throttlegroups>"
        => 27 @ 17 "XML error: missing group name";
    TOP "<throttlegroups><throttlegroup><group_name>a</group_name></throttlegroup><throttlegroup><group_name>a</group_name></throttlegroup></throttlegroups>"
        => 27 @ 74 "XML error: duplicate group name 'a' found";
    TOP "<throttlegroups><throttlegroup><group_name>a</group_name><total_iops_sec>1</total_iops_sec><read_iops_sec>1</read_iops_sec></throttlegroup></throttlegroups>"
        => 27 @ 0 "XML error: total and read/write iops_sec cannot be set at the same time";
    TOP "<throttlegroups><throttlegroup><group_name>a</group_name><total_iops_sec>x</total_iops_sec></throttlegroup></throttlegroups>"
        => 27 @ 58 "XML error: throttle group field 'total_iops_sec' must be an integer";
}

refusals! { memory:
    TOP "<memoryBacking><hugepages><page size='0'/></hugepages></memoryBacking>"
        => 35 @ 27 "hugepage size can't be zero";
    TOP "<memoryBacking><hugepages><page size='2048' nodeset='4'/></hugepages></memoryBacking>"
        => 35 @ 0 "hugepages: node 4 not found";
    TOP "<memoryBacking><hugepages><page size='2048'/><page size='4096'/></hugepages></memoryBacking>"
        => 35 @ 0 "two master hugepages detected: 4096 and 2048";
    TOP "<memoryBacking><hugepages><page size='2048' nodeset='0'/><page size='4096' nodeset='0'/></hugepages></memoryBacking><cpu><numa><cell memory='1'/></numa></cpu>"
        => 35 @ 0 "nodeset attribute of hugepages of sizes 4096 and 2048 intersect";
    TOP "<memoryBacking><source type='odd'/></memoryBacking>"
        => 67 @ 24 "unsupported configuration: unknown memoryBacking/source/type 'odd'";
    TOP "<memoryBacking><access mode='odd'/></memoryBacking>"
        => 67 @ 24 "unsupported configuration: unknown memoryBacking/access/mode 'odd'";
    TOP "<memoryBacking><allocation threads='x'/></memoryBacking>"
        => 27 @ 28 "XML error: Failed to parse memory allocation threads";
    DEV "<memory model='dimm'/>"
        => 27 @ 1 "XML error: missing <target> element for <memory> device";
    DEV "<memory model='dimm'><target><size>8</size><node>0</node></target></memory>"
        => 35 @ 0 "can't add memory backend as guest has no NUMA nodes configured";
    DEV "<memory model='dimm'><target><size>8</size><node>-1</node></target></memory>"
        => 27 @ 44 "XML error: invalid value of memory device node";
    DEV "<memory model='dimm'><source><nodemask>0,^0</nodemask></source><target><size>8</size></target></memory>"
        => 67 @ 30 "unsupported configuration: Invalid value of 'nodemask': 0,^0";
    DEV "<memory model='nvdimm'><target><size>512</size></target></memory>"
        => 35 @ 0 "path is required for model 'nvdimm'";
    DEV "<memory model='nvdimm' discard='yes'><source><path>/a</path></source><target><size>512</size></target></memory>"
        => 67 @ 0 "unsupported configuration: discard is not supported for nvdimms";
    DEV "<memory model='nvdimm'><uuid>x</uuid><target><size>512</size></target></memory>"
        => 1 @ 24 "internal error: malformed uuid element";
    DEV "<memory model='nvdimm'><uuid>49545eb3-75e1-2d0a-acdd-f0294406c99e</uuid><source><path>/a</path></source><target><size>512</size></target></memory>"
        => 67 @ 0 "unsupported configuration: UUID is not supported for NVDIMM device";
    DEV "<memory model='nvdimm'><target><size>512</size><label><size>64</size></label></target></memory>"
        => 27 @ 24 "XML error: nvdimm label must be at least 128KiB";
    DEV "<memory model='nvdimm'><target><size>512</size><label><size>512</size></label></target></memory>"
        => 27 @ 24 "XML error: label size must be smaller than NVDIMM size";
    DEV "<memory model='virtio-pmem'><target><size>512</size></target></memory>"
        => 35 @ 0 "path is required for model 'virtio-pmem'";
    DEV "<memory model='virtio-pmem' access='private'><source><path>/a</path></source><target><size>512</size></target></memory>"
        => 67 @ 0 "unsupported configuration: shared access mode required for virtio-pmem device";
    DEV "<memory model='virtio-pmem'><source><path>/a</path></source><target><size>512</size><address base='0x1'/></target></memory>"
        => 67 @ 0 "unsupported configuration: memory address must be aligned to 4096 bytes";
    DEV "<memory model='virtio-mem'><target><size>512</size><block>2048</block><requested>1024</requested></target></memory>"
        => 35 @ 0 "requested size must be smaller than or equal to @size (512KiB)";
    DEV "<memory model='virtio-mem'><target><size>512</size><block>3</block></target></memory>"
        => 35 @ 0 "block size must be a power of two";
    DEV "<memory model='virtio-mem'><target><size>512</size><block>4</block></target></memory>"
        => 35 @ 0 "block size too small, must be at least 2048KiB";
    DEV "<memory model='virtio-mem'><target><size>512</size><block>2048</block><requested>512</requested></target></memory>"
        => 35 @ 0 "requested size must be an integer multiple of block size";
    DEV "<memory model='sgx-epc'><target><size>64</size></target><address type='pci' slot='0x4'/></memory>"
        => 67 @ 0 "unsupported configuration: memory device address is not supported for model 'sgx-epc'";
    DEV "<memory model='dimm'><target><size>8</size></target><address type='dimm'/></memory>"
        => 27 @ 53 "XML error: Missing required attribute 'slot' in element 'address'";
    DEV "<memory model='dimm'><target><size>8</size></target><address type='dimm' slot='0'/></memory><memory model='dimm'><target><size>8</size></target><address type='dimm' slot='0'/></memory>"
        => 67 @ 0 "unsupported configuration: memory device slot '0' is already being used by another memory device";
    DEV "<memory model='dimm'><target><size>64</size></target><address type='dimm' slot='0' base='0x100000000'/></memory><memory model='dimm'><target><size>64</size></target><address type='dimm' slot='1' base='0x100008000'/></memory>"
        => 67 @ 0 "unsupported configuration: memory device address [0x100008000:0x100018000] overlaps with other memory device (0x100000000)";
}

refusals! { disks:
    DEV "<disk type='file'><source file='/a'/></disk>"
        => 20 @ 0 "missing target information for device /a";
    DEV "<disk type='volume'><source pool='p' volume='v'/></disk>"
        => 20 @ 0 "missing target information for device pool = 'p', volume = 'v'";
    DEV "<disk type='volume'><source pool='p'/><target dev='vda'/></disk>"
        => 27 @ 21 "XML error: 'pool' and 'volume' must be specified together for 'pool' type source";
    DEV "<disk type='file'><target dev='vda'/></disk>"
        => 19 @ 0 "missing source information for device vda";
    DEV "<disk type='file'><source file='/a'/><target dev='tape'/></disk>"
        => 27 @ 0 "XML error: Unknown disk name 'tape' and no address specified";
    DEV "<disk type='file'><source file='/a'/><target dev='mmc0' bus='virtio'/></disk>"
        => 27 @ 0 "XML error: Unknown disk name 'mmc0' and no address specified";
    DEV "<disk type='file' device='floppy'><source file='/a'/><target dev='fda' bus='ide'/></disk>"
        => 1 @ 0 "internal error: Invalid bus type 'ide' for floppy disk";
    DEV "<disk type='file'><source file='/a'/><target dev='fda' bus='fdc'/></disk>"
        => 1 @ 0 "internal error: Invalid bus type 'fdc' for disk";
    DEV "<disk type='file' device='floppy'><source file='/a'/><target dev='sda' bus='fdc'/></disk>"
        => 1 @ 0 "internal error: Invalid floppy device name: sda";
    DEV "<disk type='file'><source file='/a'/><target dev='vda'/></disk><disk type='file'><source file='/b'/><target dev='vda'/></disk>"
        => 27 @ 0 "XML error: target 'vda' duplicated for disk sources '/a' and '/b'";
    DEV "<disk type='file'><source file='/a'/><target dev='hda'/><address type='drive' unit='1'/></disk><disk type='file'><source file='/b'/><target dev='hdb'/><address type='drive' unit='1'/></disk>"
        => 67 @ 0 "unsupported configuration: Found duplicate drive address for disk with target name 'hda' controller='0' bus='0' target='0' unit='1'";
    DEV "<disk type='file'><source file='/a'/><target dev='hda'/><address type='pci' slot='0x4'/></disk>"
        => 67 @ 0 "unsupported configuration: Invalid address type 'pci' for the disk 'hda' with the bus type 'ide'";
    DEV "<disk type='file' model='virtio'><source file='/a'/><target dev='sda'/></disk>"
        => 67 @ 0 "unsupported configuration: disk model 'virtio' not supported for bus 'scsi'";
    DEV "<disk type='file'><driver queues='2'/><source file='/a'/><target dev='sda'/></disk>"
        => 67 @ 0 "unsupported configuration: queues attribute in disk driver element is only supported for virtio bus";
    DEV "<disk type='file'><driver queue_size='2'/><source file='/a'/><target dev='sda'/></disk>"
        => 67 @ 0 "unsupported configuration: queue_size attribute in disk driver is only supported for virtio bus";
    DEV "<disk type='file'><driver event_idx='on'/><source file='/a'/><target dev='sda'/></disk>"
        => 67 @ 0 "unsupported configuration: disk event_idx mode supported only for virtio bus";
    DEV "<disk type='file'><driver ioeventfd='on'/><source file='/a'/><target dev='sda'/></disk>"
        => 67 @ 0 "unsupported configuration: disk ioeventfd mode supported only for virtio bus";
    DEV "<disk type='file'><driver iommu='on'/><source file='/a'/><target dev='sda'/></disk>"
        => 67 @ 0 "unsupported configuration: iommu driver option is only supported for virtio devices";
    DEV "<disk type='file'><driver rerror_policy='enospace'/><source file='/a'/><target dev='sda'/></disk>"
        => 67 @ 19 "unsupported configuration: Invalid disk read error policy: 'enospace'";
    DEV "<disk type='file'><driver iothread='0'/><source file='/a'/><target dev='vda'/></disk>"
        => 27 @ 27 "XML error: Invalid value for attribute 'iothread' in element 'driver': Zero is not permitted";
    DEV "<disk type='file'><driver type='odd'/><source file='/a'/><target dev='vda'/></disk>"
        => 67 @ 27 "unsupported configuration: unknown driver format value 'odd'";
    DEV "<disk type='file'><driver iothread='1'><iothreads><iothread id='1'/></iothreads></driver><source file='/a'/><target dev='vda'/></disk>"
        => 27 @ 0 "XML error: disk driver 'iothread' attribute can't be used together with 'iothreads' subelement";
    DEV "<disk type='file'><driver type='raw' discard_no_unref='on'/><source file='/a'/><target dev='vda'/></disk>"
        => 67 @ 0 "unsupported configuration: 'discard_no_unref' only works with qcow2 disk format";
    DEV "<disk type='file'><driver type='qcow2' discard_no_unref='on'/><source file='/a'/><target dev='vda'/><readonly/></disk>"
        => 67 @ 0 "unsupported configuration: 'discard_no_unref' is not compatible with read-only disk";
    DEV "<disk type='file' rawio='yes'><source file='/a'/><target dev='sda'/></disk>"
        => 67 @ 0 "unsupported configuration: rawio can be used only with device='lun'";
    DEV "<disk type='file' sgio='filtered'><source file='/a'/><target dev='sda'/></disk>"
        => 67 @ 0 "unsupported configuration: sgio can be used only with device='lun'";
    DEV "<disk type='block' device='lun' sgio='unfiltered'><source dev='/a'/><target dev='sda'/></disk>"
        => 67 @ 0 "unsupported configuration: unfiltered sgio is no longer supported";
    DEV "<disk type='file' device='lun'><source file='/a'/><target dev='sda'/></disk>"
        => 67 @ 0 "unsupported configuration: disk device='lun' is only valid for block type disk source";
    DEV "<disk type='block' device='lun'><driver type='qcow2'/><source dev='/a'/><target dev='sda'/></disk>"
        => 67 @ 0 "unsupported configuration: disk device 'lun' must use 'raw' format";
    DEV "<disk type='network' device='lun'><source protocol='nbd' name='a'><host name='h'/></source><target dev='sda'/></disk>"
        => 67 @ 0 "unsupported configuration: disk device='lun' is not supported for protocol='nbd'";
    DEV "<disk type='block' device='lun'><source dev='/a'><slices><slice type='storage' offset='0' size='1'/></slices></source><target dev='sda'/></disk>"
        => 67 @ 0 "unsupported configuration: disk device 'lun' doesn't support storage slice";
    DEV "<disk type='block'><source dev='/a'><reservations managed='yes'/></source><target dev='sda'/></disk>"
        => 67 @ 0 "unsupported configuration: <reservations/> allowed only for lun devices";
    DEV "<disk type='block' device='lun'><source dev='/a'><reservations managed='no'/></source><target dev='sda'/></disk>"
        => 27 @ 50 "XML error: missing connection type for <reservations/>";
    DEV "<disk type='block' device='lun'><source dev='/a'><reservations managed='no'><source type='tcp' path='/b' mode='client'/></reservations></source><target dev='sda'/></disk>"
        => 27 @ 85 "XML error: unsupported connection type for <reservations/>: tcp";
    DEV "<disk type='file'><source file='/a'><slices><slice type='storage' size='1'/></slices></source><target dev='vda'/></disk>"
        => 27 @ 45 "XML error: missing offset or size attribute of slice";
    DEV "<disk type='file'><source file='/a' startupPolicy='requisite'/><target dev='vda'/></disk>"
        => 27 @ 0 "XML error: disk startupPolicy 'requisite' is allowed only for cdrom or floppy";
    DEV "<disk type='network'><source protocol='nbd' name='a' startupPolicy='optional'><host name='h'/></source><target dev='vda'/></disk>"
        => 27 @ 0 "XML error: disk startupPolicy 'optional' is not allowed for disk of 'network' type";
    DEV "<disk type='file'><source file='/a'/><target dev='vda'/><vendor>123456789</vendor></disk>"
        => 67 @ 0 "unsupported configuration: disk vendor is more than 8 characters";
    DEV "<disk type='file'><source file='/a'/><target dev='sda'/><product>12345678901234567</product></disk>"
        => 67 @ 0 "unsupported configuration: disk product is more than 16 characters";
    DEV "<disk type='file'><source file='/a'/><target dev='sda'/><product>&#9;x</product></disk>"
        => 27 @ 0 "XML error: disk product is not printable string";
    DEV "<disk type='file'><source file='/a'/><target dev='sda'/><wwn>x</wwn></disk>"
        => 1 @ 0 "internal error: Malformed wwn: x";
    DEV "<disk type='file'><source file='/a'/><target dev='vda' removable='on'/></disk>"
        => 27 @ 0 "XML error: removable is only valid for usb or scsi disks";
    DEV "<disk type='file'><source file='/a'/><target dev='vda'/><iotune><total_bytes_sec>1</total_bytes_sec><read_bytes_sec>1</read_bytes_sec></iotune></disk>"
        => 27 @ 0 "XML error: total and read/write bytes_sec cannot be set at the same time";
    DEV "<disk type='file'><source file='/a'/><target dev='vda'/><iotune><read_bytes_sec>x</read_bytes_sec></iotune></disk>"
        => 27 @ 65 "XML error: disk iotune field 'read_bytes_sec' must be an integer";
    DEV "<disk type='file'><source file='/a'/><target dev='vda'/><throttlefilters><throttlefilter group='a'/></throttlefilters></disk>"
        => 27 @ 0 "XML error: throttle group 'a' not found";
    DEV "<disk type='file'><source file='/a'/><target dev='vda'/><throttlefilters><throttlefilter group='a'/><throttlefilter group='a'/></throttlefilters></disk>"
        => 27 @ 117 "XML error: duplicate filter name 'a' found";
    DEV "<disk type='file'><source file='/a'/><target dev='vda'/><iotune><read_bytes_sec>1</read_bytes_sec></iotune><throttlefilters><throttlefilter group='a'/></throttlefilters></disk>"
        => 84 @ 0 "Operation not supported: block 'throttlefilters' can't be used together with 'iotune' for disk 'vda'";
    DEV "<disk type='file' device='cdrom'><source file='/a'/><target dev='sda'/><throttlefilters><throttlefilter group='a'/></throttlefilters></disk>"
        => 84 @ 0 "Operation not supported: cdrom device with throttle filters isn't supported";
    DEV "<disk type='network'><source protocol='rbd' name='image'><host name='h'/></source><target dev='vda'/></disk>"
        => 27 @ 22 "XML error: can't split path 'image' into pool name and image name";
    DEV "<disk type='network'><source protocol='iscsi'><host name='h'/></source><target dev='vda'/></disk>"
        => 27 @ 22 "XML error: missing name for disk source";
    DEV "<disk type='network'><source protocol='sheepdog' name='a'><host name='h'/></source><target dev='vda'/></disk>"
        => 67 @ 0 "unsupported configuration: 'sheepdog' protocol is no longer supported by any hypervisor driver";
    DEV "<disk type='network'><source protocol='nbd' name='a'><host transport='unix'/></source><target dev='vda'/></disk>"
        => 27 @ 54 "XML error: missing socket for unix transport";
    DEV "<disk type='network'><source protocol='nbd' name='a'><host name='h' socket='/s'/></source><target dev='vda'/></disk>"
        => 27 @ 69 "XML error: transport 'tcp' does not support socket attribute";
    DEV "<disk type='network'><source protocol='nbd' name='a'><host port='1'/></source><target dev='vda'/></disk>"
        => 27 @ 54 "XML error: missing name for host";
    DEV "<disk type='network'><auth username='u'><secret type='iscsi' usage='a'/></auth><source protocol='nbd' name='a'><host name='h'/></source><target dev='vda'/></disk>"
        => 67 @ 0 "unsupported configuration: authentication is not supported for protocol 'nbd'";
    DEV "<disk type='network'><auth username='u'><secret type='odd' usage='a'/></auth><source protocol='rbd' name='a/b'><host name='h'/></source><target dev='vda'/></disk>"
        => 67 @ 0 "unsupported configuration: unknown secret type 'odd'";
    DEV "<disk type='network'><auth username='u'><secret type='iscsi' usage='a'/></auth><source protocol='rbd' name='a/b'><host name='h'/></source><target dev='vda'/></disk>"
        => 67 @ 0 "unsupported configuration: invalid secret type 'iscsi'";
    DEV "<disk type='network'><auth username='u'><secret type='ceph' usage='a'/></auth><source protocol='rbd' name='a/b'><host name='h'/><auth username='u'><secret type='ceph' usage='a'/></auth></source><target dev='vda'/></disk>"
        => 67 @ 22 "unsupported configuration: an <auth> definition already found for disk source";
    DEV "<disk type='network'><source protocol='ssh' name='/a'><host name='h'/><identity username='u'/></source><target dev='vda'/></disk>"
        => 27 @ 71 "XML error: element 'identity' requires either 'keyfile' or 'agentsock' attribute";
    DEV "<disk type='network'><source protocol='https' name='a'><host name='h'/><cookies><cookie name='a'>x;y</cookie></cookies></source><target dev='vda'/></disk>"
        => 27 @ 81 "XML error: value of cookie 'a' contains invalid characters";
    DEV "<disk type='network'><source protocol='https' name='a'><host name='h'/><cookies><cookie name='a'>x</cookie><cookie name='a'>y</cookie></cookies></source><target dev='vda'/></disk>"
        => 27 @ 108 "XML error: duplicate cookie 'a'";
    DEV "<disk type='nvme'><source type='pci' namespace='1'/><target dev='vda'/></disk>"
        => 27 @ 19 "XML error: NVMe disk source is missing address";
    DEV "<disk type='nvme'><source type='pci' namespace='0'><address bus='0x1'/></source><target dev='vda'/></disk>"
        => 67 @ 0 "unsupported configuration: NVMe namespace can't be zero";
    DEV "<disk type='nvme'><source type='usb' namespace='1'><address bus='0x1'/></source><target dev='vda'/></disk>"
        => 27 @ 27 "XML error: unsupported source type 'usb'";
    DEV "<disk type='vhostuser'><source type='tcp' path='/s'/><target dev='vda'/></disk>"
        => 27 @ 32 "XML error: invalid 'type' attribute for vhostuser disk source";
    DEV "<disk type='vhostuser'><source type='unix' path='/s'/><target dev='sda'/></disk>"
        => 67 @ 0 "unsupported configuration: vhostuser disk supports only virtio bus";
    DEV "<disk type='vhostuser'><driver cache='none'/><source type='unix' path='/s'/><target dev='vda'/></disk>"
        => 67 @ 0 "unsupported configuration: cache is not supported with vhostuser disk";
    DEV "<disk type='vhostuser'><source type='unix' path='/s'/><target dev='vda'/><serial>x</serial></disk>"
        => 67 @ 0 "unsupported configuration: serial is not supported with vhostuser disk";
    DEV "<disk type='file'><source file='/a'><encryption format='luks'><secret type='passphrase' usage='a'/><cipher name='aes' size='256'/></encryption></source><target dev='vda'/></disk>"
        => 67 @ 0 "unsupported configuration: supplying <cipher> for domain disk definition is unnecessary";
    DEV "<disk type='file'><source file='/a'><encryption format='luks'><secret type='passphrase' usage='a'/><ivgen name='plain'/></encryption></source><target dev='vda'/></disk>"
        => 27 @ 100 "XML error: ivgen element found, but cipher is missing";
    DEV "<disk type='file'><source file='/a'><seclabel model='dac' relabel='no'><label>x</label></seclabel></source><target dev='vda'/></disk>"
        => 27 @ 37 "XML error: Cannot specify a label if relabelling is turned off. model=dac";
    DEV "<disk type='file'><source file='/a'><seclabel model='dac' relabel='yes'/></source><target dev='vda'/></disk>"
        => 27 @ 37 "XML error: Cannot specify relabel if label is missing. model=dac";
    DEV "<disk type='file'><source file='/a'><seclabel model='dac' relabel='no'/><seclabel model='dac' relabel='no'/></source><target dev='vda'/></disk>"
        => 35 @ 0 "seclabel for model dac is already provided";
    DEV "<disk type='file'><driver type='raw'/><source file='/a'><dataStore type='file'><format type='raw'/><source file='/d'/></dataStore></source><target dev='vda'/></disk>"
        => 67 @ 0 "unsupported configuration: <dataStore> feature available only with qcow2 images";
    DEV "<disk type='file'><driver type='qcow2'/><source file='/a'><dataStore type='file'><format type='qcow2'/><source file='/d'/></dataStore></source><target dev='vda'/></disk>"
        => 67 @ 0 "unsupported configuration: only 'raw' images supported as <dataStore>";
    DEV "<disk type='file'><driver type='qcow2'/><source file='/a'><dataStore type='file'><source file='/d'/></dataStore></source><target dev='vda'/></disk>"
        => 27 @ 59 "XML error: missing data file store format";
    DEV "<disk type='file'><driver type='qcow2'/><source file='/a'/><backingStore type='file'><source file='/b'/></backingStore><target dev='vda'/></disk>"
        => 27 @ 60 "XML error: missing disk backing store format";
}

refusals! { places:
    DEV "<disk type='file'><source file='/a'/><target dev='vda'/><address type='pci' bus='0x100'/></disk>"
        => 27 @ 77 "XML error: Invalid PCI address bus='0x100', must be <= 0xFF";
    DEV "<disk type='file'><source file='/a'/><target dev='vda'/><address type='pci' slot='0x20'/></disk>"
        => 27 @ 77 "XML error: Invalid PCI address slot='0x20', must be <= 0x1F";
    DEV "<disk type='file'><source file='/a'/><target dev='vda'/><address type='pci' slot='0x1' function='8'/></disk>"
        => 27 @ 88 "XML error: Invalid PCI address function=0x8, must be <= 7";
    DEV "<disk type='file'><source file='/a'/><target dev='vda'/><address type='ccw' cssid='0xff' ssid='0' devno='0'/></disk>"
        => 1 @ 57 "internal error: Invalid specification for virtio ccw address: cssid='0xff' ssid='0x0' devno='0x0000'";
    DEV "<disk type='file'><source file='/a'/><target dev='vda'/><address type='ccw' cssid='0xfe'/></disk>"
        => 1 @ 57 "internal error: Invalid partial specification for virtio ccw address";
    DEV "<disk type='file'><source file='/a'/><target dev='vda'/><address type='virtio-s390'/></disk>"
        => 27 @ 57 "XML error: virtio-s390 bus doesn't have an address";
    DEV "<disk type='file'><source file='/a'/><target dev='vda'/><address type='unassigned'/></disk>"
        => 67 @ 0 "unsupported configuration: address of type 'unassigned' is supported only for hostdevs";
    DEV "<disk type='file'><source file='/a'/><target dev='sda' bus='usb'/><address type='usb' bus='0' port='1.2.3.4.5'/></disk>"
        => 1 @ 67 "internal error: Cannot parse <address> 'port' attribute";
    DEV "<disk type='file'><source file='/a'/><target dev='vda'/><boot order='0'/></disk>"
        => 27 @ 63 "XML error: Invalid value for attribute 'order' in element 'boot': Zero is not permitted";
    DEV "<disk type='file'><source file='/a'/><target dev='vda'/><boot order='1' loadparm='a b-'/></disk>"
        => 1 @ 57 "internal error: invalid loadparm value 'A B-', expecting chars in set of [a-zA-Z0-9.] and blank spaces";
    DEV "<disk type='file'><source file='/a'/><target dev='vda'/><acpi index='0'/></disk>"
        => 27 @ 63 "XML error: Invalid value for attribute 'index' in element 'acpi': Zero is not permitted";
    DEV "<interface type='user'><rom enabled='no' bar='on'/></interface>"
        => 67 @ 24 "unsupported configuration: ROM tuning is not supported when ROM is disabled";
    DEV "<disk type='file'><source file='/a'/><target dev='vda'/><alias name='ua-x'/></disk><interface type='user'><alias name='ua-x'/></interface>"
        => 67 @ 0 "unsupported configuration: non unique alias detected: ua-x";
}

refusals! { controllers:
    DEV "<controller type='pci' model='odd'/>"
        => 67 @ 24 "unsupported configuration: Unknown model type 'odd'";
    DEV "<controller type='scsi' index='-1'/>"
        => 27 @ 25 "XML error: Invalid value for attribute 'index' in element 'controller': '-1'. Expected non-negative value";
    DEV "<controller type='pci' index='0' model='pci-root'><address type='pci' slot='0x1'/></controller>"
        => 67 @ 0 "unsupported configuration: pci-root and pcie-root controllers should not have an address";
    DEV "<controller type='pci' index='256' model='pci-bridge'/>"
        => 67 @ 0 "unsupported configuration: PCI controller index 256 too high, maximum is 255";
    DEV "<controller type='pci' index='1' model='pci-root'><target index='31'/></controller>"
        => 67 @ 0 "unsupported configuration: PCI controller target index '31' out of range - must be 0-30";
    DEV "<controller type='pci' index='1' model='pci-root'><target index='0'/></controller>"
        => 67 @ 0 "unsupported configuration: Only the PCI controller with index 0 can have target index 0, and vice versa";
    DEV "<controller type='pci' index='1' model='pci-bridge'><target chassisNr='0'/></controller>"
        => 67 @ 0 "unsupported configuration: PCI controller chassisNr '0' out of range - must be 1-255";
    DEV "<controller type='pci' index='1' model='pcie-root-port'><target chassis='256'/></controller>"
        => 67 @ 0 "unsupported configuration: PCI controller chassis '256' out of range - must be 0-255";
    DEV "<controller type='pci' index='1' model='pcie-root-port'><target port='0x100'/></controller>"
        => 67 @ 0 "unsupported configuration: PCI controller port '256' out of range - must be 0-255";
    DEV "<controller type='pci' index='1' model='pci-expander-bus'><target busNr='255'/></controller>"
        => 67 @ 0 "unsupported configuration: PCI controller busNr '255' out of range - must be 1-254";
    DEV "<controller type='pci' index='1' model='pci-expander-bus'><target><node>x</node></target></controller>"
        => 27 @ 67 "XML error: invalid NUMA node in target";
    DEV "<controller type='pci' index='0' model='pci-root'><target><node>0</node></target></controller>"
        => 67 @ 0 "unsupported configuration: The PCI controller with index=0 can't be associated with a NUMA node";
    DEV "<controller type='pci' index='1' model='pcie-root-port'><target memReserve='0'/></controller>"
        => 27 @ 65 "XML error: Invalid value for attribute 'memReserve' in element 'target': Zero is not permitted";
    DEV "<controller type='pci' index='1' model='pci-bridge'><target/><target/></controller>"
        => 27 @ 62 "XML error: Multiple <target> elements in controller definition not allowed";
    DEV "<controller type='scsi' model='lsilogic'><driver iothread='1'/></controller>"
        => 27 @ 0 "XML error: 'iothread' attribute only supported for virtio scsi controllers";
    DEV "<controller type='virtio-serial'><driver><iothreads><iothread id='1'/></iothreads></driver></controller>"
        => 67 @ 0 "unsupported configuration: iothreads are supported only by 'virtio-scsi' controllers";
    DEV "<controller type='scsi' model='virtio-scsi'><driver iothread='1'><iothreads><iothread id='1'/></iothreads></driver></controller>"
        => 27 @ 0 "XML error: controller driver 'iothread' attribute can't be used together with 'iothreads' subelement";
    DEV "<controller type='scsi' index='0'/><controller type='scsi' index='0'/>"
        => 27 @ 0 "XML error: Multiple 'scsi' controllers with index '0'";
    DEV "<controller type='usb' model='none'/><controller type='usb' index='1'/>"
        => 35 @ 0 "Can't add another USB controller: USB is disabled for this domain";
    DEV "<controller type='usb' index='0' model='ich9-uhci1'/>"
        => 35 @ 0 "No master USB controller specified";
    DEV "<controller type='usb' model='none'/><hub type='usb'/>"
        => 67 @ 0 "unsupported configuration: Can't add USB hub: USB is disabled for this domain";
    DEV "<controller type='usb' model='none'/><input type='tablet' bus='usb'/>"
        => 67 @ 0 "unsupported configuration: Can't add USB input device. USB bus is disabled";
    DEV "<controller type='usb' model='none'/><hostdev type='usb'><source><vendor id='1'/><product id='2'/></source></hostdev>"
        => 67 @ 0 "unsupported configuration: Can't add host USB device: USB is disabled in this host";
    DEV "<controller type='usb' model='none'/><redirdev type='spicevmc' bus='usb'/>"
        => 67 @ 0 "unsupported configuration: cannot add redirected USB device: USB is disabled for this domain";
}

refusals! { network_cards:
    DEV "<interface type='network'/>"
        => 27 @ 1 "XML error: missing element 'source' in element 'interface'";
    DEV "<interface type='network'><source/></interface>"
        => 27 @ 27 "XML error: Missing required attribute 'network' in element 'source'";
    DEV "<interface type='user'><mac address='x'/></interface>"
        => 27 @ 29 "XML error: unable to parse mac address 'x'";
    DEV "<interface type='user'><mac address='01:00:00:00:00:01'/></interface>"
        => 27 @ 29 "XML error: expected unicast mac address, found multicast '01:00:00:00:00:01'";
    DEV "<interface type='user'><virtualport type='openvswitch'/></interface>"
        => 67 @ 24 "unsupported configuration: <virtualport> element unsupported for <interface type='user'>";
    DEV "<interface type='bridge'><source bridge='b'/><virtualport/></interface>"
        => 27 @ 0 "XML error: missing required virtualport type";
    DEV "<interface type='user'><source><ip address='10.0.0.1'/></source></interface>"
        => 67 @ 0 "unsupported configuration: Invalid attempt to set network interface host-side IP route and/or address info on interface of type 'user'. This is only supported on interfaces of type 'ethernet'";
    DEV "<interface type='user'><ip/></interface>"
        => 27 @ 24 "XML error: Missing required address in <ip>";
    DEV "<interface type='user'><ip address='10.0.0.1' prefix='33'/></interface>"
        => 27 @ 47 "XML error: Invalid prefix value '33' in <ip>";
    DEV "<interface type='user'><ip address='10.0.0.1' family='ipv6'/></interface>"
        => 27 @ 28 "XML error: Invalid address '10.0.0.1' in <ip>";
    DEV "<interface type='user'><ip address='10.0.0.1' peer='fe80::1'/></interface>"
        => 8 @ 47 "invalid argument: Invalid peer 'fe80::1' in <ip>";
    DEV "<interface type='ethernet'><route address='10.0.0.0' prefix='8'/></interface>"
        => 27 @ 0 "XML error: guest interface: Missing required gateway attribute in route definition";
    DEV "<interface type='user'><target managed='no'/></interface>"
        => 67 @ 0 "unsupported configuration: unmanaged target dev is not supported on interfaces of type 'user'";
    DEV "<interface type='user'><teaming type='transient'/></interface>"
        => 67 @ 0 "unsupported configuration: teaming persistent attribute must be set if teaming type is 'transient'";
    DEV "<interface type='user'><teaming type='persistent' persistent='ua-a'/></interface>"
        => 67 @ 0 "unsupported configuration: teaming persistent attribute not allowed if teaming type is 'persistent'";
    DEV "<interface type='user'><teaming type='odd'/></interface>"
        => 67 @ 33 "unsupported configuration: unknown teaming type 'odd'";
    DEV "<interface type='user'><mac address='52:54:00:00:00:01'/><port isolated='yes'/></interface>"
        => 67 @ 0 "unsupported configuration: interface 52:54:00:00:00:01 - <port isolated='yes'/> is not supported for network interfaces with type='user'";
    DEV "<interface type='bridge'><mac address='52:54:00:00:00:01'/><source bridge='b'/><virtualport type='openvswitch'/><port isolated='yes'/></interface>"
        => 67 @ 0 "unsupported configuration: interface 52:54:00:00:00:01 - <port isolated='yes'/> is not supported for network interfaces with virtualport type='openvswitch'";
    DEV "<interface type='bridge'><source bridge='b'/><backend type='passt'/></interface>"
        => 67 @ 0 "unsupported configuration: The 'passt' backend can only be used with interface type='user' or type='vhostuser'";
    DEV "<interface type='user'><portForward proto='tcp'/></interface>"
        => 67 @ 0 "unsupported configuration: The <portForward> element can only be used with the 'passt' backend of interface type='user' or type='vhostuser'";
    DEV "<interface type='user'><backend type='passt'/><portForward proto='tcp'><range end='2'/></portForward></interface>"
        => 67 @ 0 "unsupported configuration: The 'range' of a 'portForward' requires 'start' attribute if 'end', 'to', or 'exclude' is specified";
    DEV "<interface type='user'><backend type='passt'/><portForward proto='tcp'><range start='0'/></portForward></interface>"
        => 27 @ 79 "XML error: Invalid value for attribute 'start' in element 'range': Zero is not permitted";
    DEV "<interface type='user'><link state='odd'/></interface>"
        => 67 @ 30 "unsupported configuration: unknown interface link state 'odd'";
    DEV "<interface type='user'><mtu size='x'/></interface>"
        => 27 @ 29 "XML error: malformed mtu size";
    DEV "<interface type='vhostuser'><source type='tcp' path='/s' mode='client'/></interface>"
        => 67 @ 37 "unsupported configuration: Type='tcp' unsupported for <interface type='vhostuser'>";
    DEV "<interface type='udp'><source address='a' port='1'/></interface>"
        => 27 @ 23 "XML error: '<local>' element missing for 'udp' socket interface";
    DEV "<interface type='bridge'><source bridge='b'/><bandwidth><inbound peak='1'/></bandwidth></interface>"
        => 35 @ 57 "Missing mandatory average or floor attributes";
}

refusals! { devices_of_the_host:
    DEV "<hostdev type='pci'/>"
        => 27 @ 1 "XML error: missing element 'source' in element 'hostdev'";
    DEV "<hostdev type='pci' model='vfio-pci'><source><address bus='0x1'/></source></hostdev>"
        => 27 @ 21 "XML error: 'model' attribute in <hostdev> is only supported when type='pci'";
    DEV "<hostdev type='pci' rawio='yes'><source><address bus='0x1'/></source></hostdev>"
        => 27 @ 21 "XML error: rawio is only supported for scsi host device";
    DEV "<hostdev type='pci' sgio='filtered'><source><address bus='0x1'/></source></hostdev>"
        => 27 @ 21 "XML error: sgio is only supported for scsi host device";
    DEV "<hostdev type='pci'><source startupPolicy='optional'><address bus='0x1'/></source></hostdev>"
        => 67 @ 29 "unsupported configuration: Setting startupPolicy is only allowed for USB devices";
    DEV "<hostdev type='pci'><source><address bus='0x100'/></source></hostdev>"
        => 27 @ 38 "XML error: Invalid PCI address bus='0x100', must be <= 0xFF";
    DEV "<hostdev type='pci'><source><address bus='0x1'/></source><address type='usb' bus='0'/></hostdev>"
        => 1 @ 0 "internal error: PCI host devices must use 'pci' or 'unassigned' address type";
    DEV "<hostdev type='pci'><source><address bus='0x1'/></source></hostdev><hostdev type='pci'><source><address bus='0x1'/></source></hostdev>"
        => 27 @ 0 "XML error: Hostdev already exists in the domain configuration";
    DEV "<hostdev type='usb'><source><vendor id='0x1'/></source></hostdev>"
        => 1 @ 21 "internal error: missing product";
    DEV "<hostdev type='usb'><source><product id='0x1'/></source></hostdev>"
        => 1 @ 21 "internal error: missing vendor";
    DEV "<hostdev type='usb'><source><vendor id='0'/><product id='1'/></source></hostdev>"
        => 27 @ 37 "XML error: Invalid value for attribute 'id' in element 'vendor': Zero is not permitted";
    DEV "<hostdev type='scsi'><source><adapter name='a'/></source></hostdev>"
        => 27 @ 22 "XML error: 'address' must be specified for scsi hostdev source";
    DEV "<hostdev type='scsi'><source><address bus='0' target='0' unit='0'/></source></hostdev>"
        => 27 @ 22 "XML error: 'adapter' name must be specified for scsi hostdev source";
    DEV "<hostdev type='scsi'><source protocol='iscsi'><host name='h'/></source></hostdev>"
        => 27 @ 22 "XML error: missing iSCSI hostdev source path name";
    DEV "<hostdev type='scsi'><source protocol='iscsi' name='a'/></hostdev>"
        => 27 @ 22 "XML error: missing the host address for the iSCSI hostdev";
    DEV "<hostdev type='scsi' sgio='unfiltered'><source><adapter name='a'/><address bus='0' target='0' unit='0'/></source></hostdev>"
        => 67 @ 0 "unsupported configuration: unfiltered sgio is no longer supported";
    DEV "<hostdev type='scsi_host'><source protocol='vhost' wwpn='x'/></hostdev>"
        => 27 @ 52 "XML error: malformed 'wwpn' value";
    DEV "<hostdev type='mdev'><source/></hostdev>"
        => 27 @ 1 "XML error: Missing required attribute 'model' in element 'hostdev'";
    DEV "<hostdev type='mdev' model='vfio-pci'><source/></hostdev>"
        => 67 @ 39 "unsupported configuration: Missing <address> element";
    DEV "<hostdev type='mdev' model='vfio-pci'><source><address/></source></hostdev>"
        => 67 @ 47 "unsupported configuration: Missing 'uuid' attribute for element <address>";
    DEV "<hostdev type='mdev' model='virtio'><source><address uuid='c7a5fdbd-edaf-9455-926a-d65c16db1809'/></source></hostdev>"
        => 27 @ 22 "XML error: Invalid value for attribute 'model' in element 'hostdev': 'virtio'.";
    DEV "<hostdev mode='capabilities' type='storage'><source/></hostdev>"
        => 27 @ 45 "XML error: Missing <block> element in hostdev storage device";
    DEV "<hostdev type='pci'><source><address bus='0x1'/></source><teaming type='persistent'/></hostdev>"
        => 67 @ 0 "unsupported configuration: teaming hostdev devices must have type='transient'";
    DEV "<hostdev type='pci' ramfb='on'><source><address bus='0x1'/></source></hostdev><hostdev type='pci' ramfb='on'><source><address bus='0x2'/></source></hostdev>"
        => 67 @ 0 "unsupported configuration: Only one vgpu device can have 'ramfb' enabled";
}

refusals! { character_devices:
    DEV "<serial type='file'/>"
        => 1 @ 0 "internal error: Missing source path attribute for char device";
    DEV "<serial type='odd'/>"
        => 67 @ 9 "unsupported configuration: unknown type presented to host for character device: odd";
    DEV "<serial type='tcp'><source host='h'/></serial>"
        => 1 @ 0 "internal error: Missing source service attribute for char device";
    DEV "<serial type='tcp'><source service='1'/></serial>"
        => 1 @ 0 "internal error: Missing source host attribute for char device";
    DEV "<serial type='tcp'><source mode='bind' host='h' service='1'><reconnect enabled='yes' timeout='1'/></source></serial>"
        => 1 @ 0 "internal error: chardev reconnect is possible only for connect mode";
    DEV "<serial type='tcp'><source host='h' service='1'><reconnect enabled='yes' timeout='0'/></source></serial>"
        => 8 @ 49 "invalid argument: chardev reconnect source timeout cannot be '0'";
    DEV "<serial type='tcp'><source host='h' service='1'><reconnect enabled='yes'/></source></serial>"
        => 27 @ 49 "XML error: Missing required attribute 'timeout' in element 'reconnect'";
    DEV "<serial type='udp'/>"
        => 1 @ 0 "internal error: Missing source service attribute for char device";
    DEV "<serial type='unix'/>"
        => 1 @ 0 "internal error: Missing source path attribute for char device";
    DEV "<serial type='nmdm'><source master='/a'/></serial>"
        => 1 @ 0 "internal error: Should define both master and slave path attributes for nmdm device";
    DEV "<serial type='spiceport'/>"
        => 67 @ 0 "unsupported configuration: Missing source channel attribute for char device";
    DEV "<serial type='spiceport'><source channel='a b'/></serial>"
        => 8 @ 0 "invalid argument: Invalid character in source channel for char device";
    DEV "<serial type='spicevmc'/>"
        => 67 @ 1 "unsupported configuration: spicevmc device type only supports virtio";
    DEV "<serial type='null'><source/><source/></serial>"
        => 27 @ 1 "XML error: only one source element is allowed for character device";
    DEV "<serial type='null'><log file='/a'/><log file='/b'/></serial>"
        => 27 @ 1 "XML error: only one log element is allowed for character device";
    DEV "<serial type='pty'><target type='odd'/></serial>"
        => 67 @ 28 "unsupported configuration: unknown target type 'odd' specified for character device";
    DEV "<serial type='pty'><target port='x'/></serial>"
        => 27 @ 28 "XML error: Invalid port number: x";
    DEV "<serial type='pty'><target type='usb-serial'/><address type='pci' slot='0x4'/></serial>"
        => 67 @ 47 "unsupported configuration: usb-serial requires address of usb type";
    DEV "<channel type='pty'/>"
        => 27 @ 1 "XML error: target type must be specified for channel device";
    DEV "<channel type='pty'><target type='odd'/></channel>"
        => 67 @ 29 "unsupported configuration: unknown target type 'odd' specified for character device";
    DEV "<channel type='pty'><target type='guestfwd' port='1'/></channel>"
        => 27 @ 21 "XML error: guestfwd channel does not define a target address";
    DEV "<channel type='pty'><target type='guestfwd' address='fe80::1' port='1'/></channel>"
        => 67 @ 21 "unsupported configuration: guestfwd channel only supports IPv4 addresses";
    DEV "<channel type='qemu-vdagent'><source><mouse/></source><target type='virtio'/></channel>"
        => 27 @ 38 "XML error: Missing required attribute 'mode' in element 'mouse'";
    DEV "<console type='pty'><target type='virtio'/></console><console type='pty'><target type='serial'/></console>"
        => 67 @ 0 "unsupported configuration: Only the first console can be a serial port";
    DEV "<redirdev bus='usb'/>"
        => 1 @ 1 "internal error: missing type in redirdev";
    DEV "<redirdev bus='usb' type='odd'/>"
        => 67 @ 21 "unsupported configuration: unknown redirdev character device type 'odd'";
    DEV "<redirdev bus='usb' type='pty'><address type='pci' slot='0x4'/></redirdev>"
        => 27 @ 32 "XML error: Invalid address for a USB device";
    DEV "<smartcard mode='host-certificates'><certificate>a</certificate></smartcard>"
        => 27 @ 1 "XML error: host-certificates mode needs exactly three certificates";
    DEV "<smartcard mode='host-certificates'><certificate>a</certificate><certificate>b</certificate><certificate>c</certificate><database>x</database></smartcard>"
        => 27 @ 121 "XML error: expecting absolute path: x";
    DEV "<smartcard mode='passthrough'/>"
        => 27 @ 1 "XML error: passthrough mode requires a character device type attribute";
    DEV "<smartcard mode='host'><address type='pci' slot='0x4'/></smartcard>"
        => 67 @ 0 "unsupported configuration: Controllers must use the 'ccid' address type";
    DEV "<rng model='virtio'/>"
        => 27 @ 1 "XML error: only one RNG backend is supported";
    DEV "<rng model='virtio'><backend model='random'/><backend model='random'/></rng>"
        => 27 @ 46 "XML error: only one RNG backend is supported";
    DEV "<rng model='virtio'><backend model='egd'/></rng>"
        => 27 @ 21 "XML error: missing EGD backend type";
    DEV "<rng model='virtio'><backend model='egd' type='unix'/></rng>"
        => 1 @ 0 "internal error: Missing source path attribute for char device";
    DEV "<rng model='virtio'><rate bytes='x'/><backend model='random'/></rng>"
        => 27 @ 27 "XML error: invalid RNG rate bytes value";
}

refusals! { screens_and_sound:
    DEV "<graphics type='vnc'><listen type='network'/></graphics>"
        => 27 @ 0 "XML error: 'network' attribute is required for listen type 'network'";
    DEV "<graphics type='vnc'><listen type='address' network='n'/></graphics>"
        => 27 @ 22 "XML error: 'network' attribute is valid only for listen type 'network'";
    DEV "<graphics type='rdp'><listen type='none'/></graphics>"
        => 67 @ 0 "unsupported configuration: listen type 'none' is not available for graphics type 'rdp'";
    DEV "<graphics type='vnc' passwd='x' connected='fail'/>"
        => 67 @ 33 "unsupported configuration: VNC supports connected='keep' only";
    DEV "<graphics type='vnc' passwd='x' passwdValidTo='x'/>"
        => 1 @ 33 "internal error: cannot parse password validity time 'x', expect YYYY-MM-DDTHH:MM:SS";
    DEV "<graphics type='vnc' port='x'/>"
        => 1 @ 22 "internal error: cannot parse vnc port x";
    DEV "<graphics type='vnc'><audio id='7'/></graphics>"
        => 27 @ 0 "XML error: no audio device with ID 7";
    DEV "<graphics type='dbus' p2p='yes' address='a'/>"
        => 27 @ 0 "XML error: D-Bus p2p with an address is not supported";
    DEV "<video><model type='none'/></video><video><model type='vga'/></video>"
        => 67 @ 0 "unsupported configuration: a 'none' video type must be the only video device defined for the domain";
    DEV "<video><model type='vga' primary='yes'/></video><video><model type='vga' primary='yes'/></video>"
        => 67 @ 0 "unsupported configuration: Only one primary video device is supported";
    DEV "<video><model type='vga' ram='1'/></video>"
        => 67 @ 0 "unsupported configuration: ram attribute only supported for video type qxl";
    DEV "<video><model type='vga' vram64='1'/></video>"
        => 67 @ 0 "unsupported configuration: vram64 attribute only supported for video type qxl";
    DEV "<video><model type='vga' blob='on'/></video>"
        => 67 @ 0 "unsupported configuration: video type 'vga' does not support blob resources";
    DEV "<video><model type='vga'><resolution x='0' y='5'/></model></video>"
        => 67 @ 0 "unsupported configuration: video resolution values must be greater than 0";
    DEV "<video><model type='vga'><acceleration/></model></video>"
        => 67 @ 26 "unsupported configuration: missing values for acceleration";
    DEV "<video><model type='virtio'><acceleration rendernode='/d'/></model></video>"
        => 67 @ 0 "unsupported configuration: unsupported rendernode accel attribute without 'vhostuser'";
    DEV "<video><driver name='vhostuser'/><model type='vga'/></video>"
        => 67 @ 0 "unsupported configuration: 'vhostuser' driver is only supported with 'virtio' device";
    DEV "<video><model type='ramfb'/><address type='pci' slot='0x4'/></video>"
        => 67 @ 0 "unsupported configuration: address not supported for video type ramfb";
    DEV "<sound model='ich6'><audio id='3'/></sound>"
        => 27 @ 0 "XML error: no audio device with ID 3";
    DEV "<sound model='virtio' streams='0'/>"
        => 27 @ 23 "XML error: Invalid value for attribute 'streams' in element 'sound': Zero is not permitted";
    DEV "<audio id='0' type='none'/>"
        => 27 @ 8 "XML error: Invalid value for attribute 'id' in element 'audio': Zero is not permitted";
    DEV "<audio id='1' type='none'/><audio id='1' type='none'/>"
        => 27 @ 0 "XML error: audio ID 1 is used multiple times";
    DEV "<audio id='1' type='alsa'><input fixedSettings='yes'/></audio>"
        => 67 @ 27 "unsupported configuration: fixed audio settings requires mixing engine";
    DEV "<audio id='1' type='alsa'><input><settings frequency='5'/></input></audio>"
        => 67 @ 27 "unsupported configuration: audio settings specified without fixed settings flag";
}

refusals! { what_is_left:
    DEV "<input bus='usb'/>"
        => 1 @ 1 "internal error: missing input device type";
    DEV "<input type='odd'/>"
        => 67 @ 8 "unsupported configuration: unknown input device type 'odd'";
    DEV "<input type='tablet' bus='ps2'/>"
        => 1 @ 0 "internal error: ps2 bus does not support tablet input device";
    DEV "<input type='mouse' bus='xen'/>"
        => 1 @ 0 "internal error: unsupported input bus xen";
    DEV "<input type='passthrough' bus='usb'><source evdev='/e'/></input>"
        => 67 @ 0 "unsupported configuration: only bus 'virtio' is supported for 'passthrough' input devices";
    DEV "<input type='passthrough' bus='virtio'><source/></input>"
        => 27 @ 40 "XML error: Missing evdev path for input device";
    DEV "<input type='mouse' bus='usb' model='virtio'/>"
        => 67 @ 0 "unsupported configuration: only bus 'virtio' is supported for input model 'virtio'";
    DEV "<input type='tablet' bus='usb'><address type='pci' slot='0x4'/></input>"
        => 27 @ 32 "XML error: Invalid address for a USB device";
    TOP "<features><ps2 state='off'/></features><devices><input type='mouse' bus='ps2'/></devices>"
        => 67 @ 0 "unsupported configuration: ps2 bus inputs require the ps2 feature not to be disabled";
    DEV "<hub/>"
        => 1 @ 1 "internal error: missing hub device type";
    DEV "<hub type='odd'/>"
        => 67 @ 6 "unsupported configuration: unknown hub device type 'odd'";
    DEV "<tpm model='tpm-tis'/>"
        => 27 @ 1 "XML error: missing TPM device backend";
    DEV "<tpm model='tpm-tis'><backend type='passthrough'/><backend type='passthrough'/></tpm>"
        => 27 @ 51 "XML error: only one TPM backend is supported";
    DEV "<tpm><backend type='emulator' version='1.2'><active_pcr_banks><sha1/></active_pcr_banks></backend></tpm>"
        => 27 @ 0 "XML error: <active_pcr_banks/> requires TPM version '2.0'";
    DEV "<tpm><backend type='emulator'><active_pcr_banks><md5/></active_pcr_banks></backend></tpm>"
        => 67 @ 49 "unsupported configuration: Unsupported PCR banks 'md5'";
    DEV "<tpm><backend type='emulator'><encryption secret='x'/></backend></tpm>"
        => 1 @ 43 "internal error: Unable to parse secret uuid 'x'";
    DEV "<tpm><backend type='external'/></tpm>"
        => 27 @ 6 "XML error: missing external TPM backend source type";
    DEV "<tpm><backend type='external'><source type='tcp' path='/s'/></backend></tpm>"
        => 27 @ 39 "XML error: only source type 'unix' is supported for external TPM device";
    DEV "<tpm><backend type='external'><source type='unix' mode='bind' path='/s'/></backend></tpm>"
        => 27 @ 0 "XML error: only 'connect' mode is supported for external TPM device";
    DEV "<tpm><backend type='passthrough'/></tpm><tpm><backend type='passthrough'/></tpm><tpm><backend type='passthrough'/></tpm>"
        => 27 @ 81 "XML error: a maximum of two TPM devices is supported, one of them being a TPM Proxy device";
    DEV "<shmem/>"
        => 27 @ 1 "XML error: shmem element must contain 'name' attribute";
    DEV "<shmem name='a/b'/>"
        => 67 @ 0 "unsupported configuration: shmem name cannot include '/' character";
    DEV "<shmem name='..'/>"
        => 67 @ 0 "unsupported configuration: shmem name cannot be equal to '..'";
    DEV "<shmem name='a'><msi/></shmem>"
        => 27 @ 17 "XML error: msi option is only supported with a server";
    DEV "<iommu model='virtio'><driver intremap='on'/></iommu>"
        => 27 @ 0 "XML error: iommu model 'virtio' doesn't support additional attributes";
    DEV "<iommu model='intel'><address type='pci' slot='0x4'/></iommu>"
        => 27 @ 0 "XML error: iommu model 'intel' can't have address";
    DEV "<iommu model='intel'><driver intremap='on'/></iommu>"
        => 67 @ 0 "unsupported configuration: IOMMU interrupt remapping requires split I/O APIC (ioapic driver='qemu')";
    DEV "<iommu model='intel'><driver eim='on'/></iommu>"
        => 67 @ 0 "unsupported configuration: IOMMU eim requires interrupt remapping to be enabled";
    DEV "<iommu model='intel'/><iommu model='intel'/>"
        => 27 @ 23 "XML error: only a single IOMMU device is supported";
    DEV "<vsock><cid address='2'/></vsock>"
        => 67 @ 0 "unsupported configuration: guest CIDs must be >= 3";
    DEV "<vsock><cid address='0'/></vsock>"
        => 27 @ 13 "XML error: Invalid value for attribute 'address' in element 'cid': Zero is not permitted";
    DEV "<pstore backend='acpi-erst'><size>8</size></pstore>"
        => 27 @ 0 "XML error: missing path for ACPI ERST pstore device";
    DEV "<pstore backend='acpi-erst'><path>/p</path><size>3</size></pstore>"
        => 27 @ 0 "XML error: invalid size of ACPI ERST pstore device";
    DEV "<crypto model='virtio' type='qemu'/>"
        => 27 @ 1 "XML error: only one crypto backend is supported";
    DEV "<crypto model='virtio' type='qemu'><backend model='builtin'/><backend model='builtin'/></crypto>"
        => 27 @ 62 "XML error: only one crypto backend is supported";
    DEV "<panic model='odd'/>"
        => 67 @ 8 "unsupported configuration: unknown panic model 'odd'";
    DEV "<panic model='isa'/><panic model='isa'/>"
        => 27 @ 0 "XML error: Multiple panic devices with model 'isa'";
    DEV "<memballoon model='none'/><memballoon model='none'/>"
        => 1 @ 27 "internal error: only a single memory balloon device is supported";
    DEV "<lease><key>k</key></lease>"
        => 27 @ 1 "XML error: Missing 'path' attribute to 'target' element for lease";
    DEV "<redirfilter><usbdev version='x' allow='yes'/></redirfilter>"
        => 27 @ 22 "XML error: Cannot parse USB device version x";
    DEV "<filesystem type='mount'><target dir='t'/></filesystem>"
        => 19 @ 0 "missing source information for device t";
    DEV "<filesystem type='mount'><source dir='/a'/></filesystem>"
        => 20 @ 0 "missing target information for device /a";
    DEV "<filesystem type='mount'><source dir='/a'/><target dir='t'/><boot order='1'/></filesystem>"
        => 67 @ 0 "unsupported configuration: boot order is only supported for virtiofs";
    DEV "<filesystem type='mount' fmode='7777'><source dir='/a'/><target dir='t'/></filesystem>"
        => 27 @ 26 "XML error: invalid fmode: '07777'";
    DEV "<filesystem type='ram'><source/><target dir='t'/></filesystem>"
        => 27 @ 24 "XML error: missing 'usage' attribute for RAM filesystem";
    DEV "<filesystem type='mount'><driver type='virtiofs' queue='x'/><source dir='/a'/><target dir='t'/></filesystem>"
        => 27 @ 50 "XML error: cannot parse queue size 'x' for virtiofs";
    DEV "<filesystem type='mount'><driver type='virtiofs'/><source dir='/a'/><target dir='t'/></filesystem><filesystem type='mount'><source dir='/b'/><target dir='t'/></filesystem>"
        => 67 @ 0 "unsupported configuration: filesystem target 't' specified twice";
    DEV "<memory model='dimm'><target><size>8192</size></target></memory>"
        => 27 @ 0 "XML error: Total size of memory devices exceeds the total memory size";
    DEV "<memory model='dimm'><target><size>1024</size></target></memory>"
        => 27 @ 0 "XML error: Memory size must be specified via <memory> or in the <numa> configuration";
    DEV "<filesystem type='mount' dmode='8'><source dir='/a'/><target dir='t'/></filesystem>"
        => 27 @ 26 "XML error: invalid dmode: '08'";
    DEV "<crypto model='virtio' type='qemu'><backend/></crypto>"
        => 27 @ 36 "XML error: Missing required attribute 'model' in element 'backend'";
    TOP "<vcpu cpuset='0,^0'>2</vcpu>"
        => 67 @ 7 "unsupported configuration: Invalid value of 'cpuset': 0,^0";
    TOP "<cputune><vcpupin vcpu='0' cpuset='0,^0'/></cputune>"
        => 67 @ 28 "unsupported configuration: Invalid value of 'cpuset': 0,^0";
    TOP "<cputune><vcpusched vcpus='0,^0' scheduler='idle'/></cputune>"
        => 67 @ 21 "unsupported configuration: 'vcpus' scheduler bitmap '0,^0' is empty";
    DEV "<sound model='odd'/>"
        => 27 @ 8 "XML error: Invalid value for attribute 'model' in element 'sound': 'odd'.";
}

refusals! { elements_that_say_nothing:
    DEV "<graphics type='spice'><image/></graphics>"
        => 27 @ 24 "XML error: Missing required attribute 'compression' in element 'image'";
    DEV "<graphics type='spice'><gl rendernode='/d'/></graphics>"
        => 27 @ 24 "XML error: Missing required attribute 'enable' in element 'gl'";
    DEV "<graphics type='sdl'><gl/></graphics>"
        => 27 @ 22 "XML error: Missing required attribute 'enable' in element 'gl'";
    DEV "<graphics type='dbus'><audio/></graphics>"
        => 27 @ 23 "XML error: Missing required attribute 'id' in element 'audio'";
    DEV "<graphics type='vnc'><audio id='0'/></graphics>"
        => 27 @ 29 "XML error: Invalid value for attribute 'id' in element 'audio': Zero is not permitted";
    DEV "<sound model='ich6'><audio/></sound>"
        => 27 @ 21 "XML error: Missing required attribute 'id' in element 'audio'";
    DEV "<interface type='user'><coalesce><rx><frames max='x'/></rx></coalesce></interface>"
        => 35 @ 46 "cannot parse value 'x' for coalesce parameter";
    DEV "<interface type='hostdev'><source><vendor id='1'/></source></interface>"
        => 1 @ 27 "internal error: missing product";
    DEV "<redirfilter><usbdev class='0x100' allow='yes'/></redirfilter>"
        => 1 @ 22 "internal error: Invalid USB Class code 0x100";
    TOP "<features><hpt resizing='enabled'><maxpagesize>x</maxpagesize></hpt></features>"
        => 67 @ 35 "unsupported configuration: Unable to parse HPT maxpagesize setting";
}

/// The plain guest that all cases begin with is fine; without that they would prove nothing.
#[test]
fn the_rest_of_the_document_is_fine() {
    for (before, after) in [TOP, OS, DEV] {
        load(&format!("{before}{after}")).unwrap();
    }
}

#[test]
fn firmware_and_the_order_of_booting() {
    let refused = |os: &str, devices: &str| {
        let xml = format!(
            "<domain type='kvm'><name>a</name><memory>1024</memory>{os}<devices>{devices}</devices></domain>"
        );
        load(&xml).unwrap_err().message().to_owned()
    };
    let disk = "<disk type='file'><source file='/a'/><target dev='vda'/><boot order='1'/></disk>";
    assert_eq!(
        refused("<os><type>hvm</type><boot dev='hd'/></os>", disk),
        "unsupported configuration: per-device boot elements cannot be used together with os/boot elements"
    );
    assert_eq!(
        refused("<os firmware='bios'><type>hvm</type><nvram>/n</nvram></os>", ""),
        "firmware type 'bios' does not support nvram"
    );
    assert_eq!(
        refused("<os firmware='bios'><type>hvm</type><loader stateless='no'/></os>", ""),
        "Only EFI firmware permits NVRAM"
    );
    assert_eq!(
        refused(
            "<os firmware='efi'><type>hvm</type><firmware><feature name='enrolled-keys' enabled='yes'/>\
             <feature name='secure-boot' enabled='no'/></firmware></os>",
            ""
        ),
        "firmware feature 'enrolled-keys' cannot be enabled when firmware feature 'secure-boot' is disabled"
    );
    assert_eq!(refused("<os><type>exe</type></os>", ""), "XML error: init binary must be specified");
    assert_eq!(
        refused("<os><type>exe</type><init>/i</init><initarg/></os>", ""),
        "XML error: No data supplied for <initarg> element"
    );
    assert_eq!(
        refused("<os><type>exe</type><init>/i</init><initenv name='A'/></os>", ""),
        "XML error: No value supplied for <initenv name='A'> element"
    );
}

#[test]
fn an_error_names_the_device_beside_its_words() {
    let about = |xml: &str| {
        let error = load(&format!("{}{xml}{}", DEV.0, DEV.1)).unwrap_err();
        error.extra().strings[2].as_deref().unwrap_or_default().to_owned()
    };
    let disk = "<disk type='file' rawio='yes'><source file='/a'/><target dev='sdc'/></disk>";
    assert_eq!(about(disk), "disk 'sdc'");
    let card = "<interface type='user'/><interface type='user'><target managed='no'/></interface>";
    assert_eq!(about(card), "interface 2");
    let named = "<serial type='unix'><alias name='ua-log'/></serial>";
    assert_eq!(about(named), "serial 'ua-log'");
    let root = "<controller type='pci' index='3' model='pci-bridge'><target chassisNr='0'/></controller>";
    assert_eq!(about(root), "controller 'pci' 3");
}

#[test]
fn what_only_a_driver_can_fill_in_is_missed_when_it_has_been_asked() {
    let filled = |xml: &str| load(&format!("{}{xml}{}", DEV.0, DEV.1)).unwrap().validate_filled();
    let error = filled("<graphics type='vnc'/>").unwrap_err();
    assert_eq!(error.code(), Code::INTERNAL_ERROR);
    assert_eq!(error.message(), "internal error: missing video model and cannot determine default");
    let error = filled("<redirdev type='spicevmc' bus='usb'/>").unwrap_err();
    assert_eq!(error.code(), Code::CONFIG_UNSUPPORTED);
    let error = filled("<channel type='dbus'><target type='virtio'/></channel>").unwrap_err();
    assert!(error.message().ends_with("Missing source channel attribute for char device"), "{error}");
    filled("<graphics type='vnc'/><video><model type='vga'/></video>").unwrap();
    filled("<controller type='usb'/><redirdev type='spicevmc' bus='usb'/>").unwrap();
}

/// Neighbours of what is refused.
#[test]
fn what_is_just_right_is_accepted() {
    for xml in [
        "<disk type='file'><source file='/a'/><target dev='vda'/><address type='pci' bus='0xff' slot='0x1f' function='7'/></disk>",
        "<disk type='block' device='lun' rawio='yes' sgio='filtered'><source dev='/a'/><target dev='sda'/></disk>",
        "<disk type='file'><source file='/a'/><target dev='sda' bus='usb' removable='on'/></disk>",
        "<disk type='file' device='cdrom'><target dev='hda'/></disk>",
        "<disk type='file'><source file='/a'/><target dev='vda'/><wwn>0x5000c50015ea71aa</wwn></disk>",
        "<controller type='pci' index='255' model='pcie-root-port'><target chassis='255' port='0xff'/></controller>",
        "<controller type='usb' index='0' model='ich9-ehci1'/><controller type='usb' index='0' model='ich9-uhci1'/>",
        "<memory model='dimm'><target><size>64</size></target><address type='dimm' slot='0' base='0x100000000'/></memory>\
         <memory model='dimm'><target><size>64</size></target><address type='dimm' slot='1' base='0x100010000'/></memory>",
        "<channel type='unix'><target type='virtio'/></channel>",
        "<hostdev type='usb'><source><vendor id='1'/><product id='0'/></source></hostdev>",
        "<serial type='pty'><alias name='ua-s'/></serial><console type='pty'><alias name='ua-s'/></console>",
        "<interface type='bridge'><source bridge='b'/><port isolated='yes'/></interface>",
        "<filesystem type='mount' fmode='0777'><source dir='/a'/><target dir='t'/></filesystem>\
         <filesystem type='mount'><source dir='/b'/><target dir='t'/></filesystem>",
    ] {
        let xml = format!("{}{xml}{}", DEV.0, DEV.1);
        if let Err(error) = load(&xml) {
            panic!("{xml}: {error}");
        }
    }
}

/// Rules about pairs of devices are looked up, not tried out.
#[test]
fn many_devices_are_checked_in_proportion() {
    let device = |at: usize| {
        let place = format!("type='pci' domain='{}' bus='{}' slot='1'", at / 255, at % 255);
        format!(
            "<disk type='file'><source file='/a'/><target dev='vd{}'/><address {place}/><alias name='ua-d{at}'/></disk>\
             <hostdev type='pci'><source><address domain='{}' bus='{}' slot='2'/></source><alias name='ua-h{at}'/></hostdev>\
             <filesystem type='mount'><driver type='virtiofs'/><source dir='/a'/><target dir='t{at}'/></filesystem>\
             <audio id='{}' type='none'/>",
            letters(at),
            at / 255,
            at % 255,
            at + 1
        )
    };
    let time = |n: usize| {
        let all: String = (0..n).map(device).collect();
        let xml = format!("{}{all}{}", DEV.0, DEV.1);
        let def = DomainDef::parse(&xml).unwrap();
        let start = Instant::now();
        def.validate().unwrap();
        start.elapsed()
    };
    time(100);
    let (little, much) = (time(2_500), time(25_000));
    println!("10,000 devices: {little:?}, 100,000 devices: {much:?}");
    assert!(much < little * 40 + Duration::from_millis(50), "{little:?} against {much:?}");
}

/// The letters that follow `vd`: a, b, … z, aa.
fn letters(at: usize) -> String {
    let mut rest = at + 1;
    let mut out = Vec::new();
    while rest > 0 {
        rest -= 1;
        out.push(char::from(b'a' + u8::try_from(rest % 26).unwrap()));
        rest /= 26;
    }
    out.iter().rev().collect()
}

#[allow(clippy::disallowed_methods, reason = "where the test data is, is the machine's affair")]
fn corpus() -> Option<PathBuf> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let folder = std::env::var_os("VIR_CORPUS").map_or(own, PathBuf::from).join("domain/qemu");
    folder.is_dir().then_some(folder)
}

/// Documents that libvirt refuses in code of every driver get libvirt's words, and what it accepts passes.
#[test]
fn documents_for_qemu() {
    let Some(folder) = corpus() else { return };
    let mut names: Vec<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|it| it.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let (mut accepted, mut refused, mut same, mut left) = (0, Vec::new(), 0, Vec::new());
    for stem in names.iter().filter_map(|name| name.strip_suffix(".xml")).filter(|stem| !stem.contains('.')) {
        let own: Vec<&String> = names.iter().filter(|name| name.starts_with(&format!("{stem}."))).collect();
        let errors: Vec<String> = own
            .iter()
            .filter(|name| name.ends_with(".err"))
            .map(|name| std::fs::read_to_string(folder.join(name)).unwrap().trim().to_owned())
            .collect();
        let is_accepted = own.iter().any(|name| name.ends_with(".args")) || own.len() > errors.len() + 1;
        let xml = std::fs::read_to_string(folder.join(format!("{stem}.xml"))).unwrap();
        match (load(&xml), is_accepted) {
            (Ok(_), true) => accepted += 1,
            (Err(error), true) => refused.push(format!("{stem}: {error}")),
            (Err(error), false) if errors.iter().any(|text| error.message().starts_with(text.as_str())) => {
                same += 1;
            }
            (other, false) => left.push(format!("{stem}: {errors:?}, not {:?}", other.err())),
        }
    }
    println!("accepted {accepted}; refused as libvirt {same}; left to a driver {}:", left.len());
    println!("{}\n{}", left.join("\n"), refused.join("\n"));
    // This one is refused when it is defined and accepted when it comes from another daemon.
    let expected = ["firmware-manual-efi-features"];
    let odd = refused.iter().filter(|line| !expected.iter().any(|name| line.starts_with(name)));
    assert_eq!(odd.count(), 0, "{}", refused.join("\n"));
    assert!(same >= 47, "{same}: {}", left.join("\n"));
}
