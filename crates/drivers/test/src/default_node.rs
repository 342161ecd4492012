//! The documents of the node that `test:///default` is. Names and numbers are libvirt's.

/// The one domain.
pub(crate) const DOMAIN: &str = "\
<domain type='test'>
  <name>test</name>
  <uuid>6695eb01-f6a4-8304-79aa-97f2502e193f</uuid>
  <memory unit='KiB'>8388608</memory>
  <currentMemory unit='KiB'>2097152</currentMemory>
  <vcpu placement='static'>2</vcpu>
  <os>
    <type arch='i686'>hvm</type>
    <boot dev='hd'/>
  </os>
  <clock offset='utc'/>
  <on_poweroff>destroy</on_poweroff>
  <on_reboot>restart</on_reboot>
  <on_crash>destroy</on_crash>
  <devices>
    <disk type='file' device='disk'>
      <source file='/guest/diskimage1'/>
      <target dev='vda' bus='virtio'/>
      <address type='pci' domain='0x0000' bus='0x01' slot='0x00' function='0x0'/>
    </disk>
    <interface type='network'>
      <mac address='aa:bb:cc:dd:ee:ff'/>
      <source network='default'/>
      <target dev='testnet0'/>
      <address type='pci' domain='0x0000' bus='0x00' slot='0x01' function='0x0'/>
    </interface>
    <memballoon model='virtio'>
      <address type='pci' domain='0x0000' bus='0x00' slot='0x02' function='0x0'/>
    </memballoon>
  </devices>
</domain>
";

/// The one network.
pub(crate) const NETWORK: &str = "\
<network>
  <name>default</name>
  <uuid>dd8fe884-6c02-601e-7551-cca97df1c5df</uuid>
  <forward mode='nat'/>
  <bridge name='virbr0' stp='on' delay='0'/>
  <ip address='192.168.122.1' netmask='255.255.255.0'>
    <dhcp>
      <range start='192.168.122.2' end='192.168.122.254'/>
    </dhcp>
  </ip>
</network>
";

/// The one storage pool.
pub(crate) const POOL: &str = "\
<pool type='dir'>
  <name>default-pool</name>
  <uuid>dfe224cb-28fb-8dd0-c4b2-64eb3f0f4566</uuid>
  <capacity unit='bytes'>107374182400</capacity>
  <allocation unit='bytes'>0</allocation>
  <available unit='bytes'>107374182400</available>
  <source>
  </source>
  <target>
    <path>/default-pool</path>
  </target>
</pool>
";

/// The one interface.
pub(crate) const INTERFACE: &str = "\
<interface type='ethernet' name='eth1'>
  <start mode='onboot'/>
  <mtu size='1492'/>
  <protocol family='ipv4'>
    <ip address='192.168.0.5' prefix='24'/>
    <route gateway='192.168.0.1'/>
  </protocol>
  <mac address='aa:bb:cc:dd:ee:ff'/>
</interface>
";

/// The most virtual CPUs that a domain may have.
pub(crate) const MAX_VCPUS: u32 = 32;

/// The hypervisor's version: 0.0.2.
pub(crate) const VERSION: u64 = 2;

/// What the node can do, as a document: two cells of eight CPUs.
pub(crate) fn capabilities() -> String {
    let mut out = String::from(
        "<capabilities>\n\n  <host>\n    <cpu>\n      <arch>i686</arch>\n      <features>\n        <pae/>\n        <nonpae/>\n      </features>\n",
    );
    for size in [4, 8, 2048, 1_048_576] {
        out.push_str(&format!("      <pages unit='KiB' size='{size}'/>\n"));
    }
    out.push_str("    </cpu>\n    <power_management/>\n    <iommu support='no'/>\n    <topology>\n      <cells num='2'>\n");
    for (cell, memory, page) in [(0, 2_097_152, 4), (1, 4_194_304, 8)] {
        out.push_str(&format!(
            "        <cell id='{cell}'>\n          <memory unit='KiB'>{memory}</memory>\n          <pages unit='KiB' size='{page}'>524288</pages>\n          <pages unit='KiB' size='2048'>0</pages>\n          <pages unit='KiB' size='1048576'>0</pages>\n          <cpus num='8'>\n"
        ));
        for core in 0..8 {
            let id = cell * 8 + core;
            out.push_str(&format!(
                "            <cpu id='{id}' socket_id='{cell}' die_id='0' cluster_id='0' core_id='{core}' siblings='{id}'/>\n"
            ));
        }
        out.push_str("          </cpus>\n        </cell>\n");
    }
    out.push_str("      </cells>\n    </topology>\n    <secmodel>\n      <model>testSecurity</model>\n      <doi></doi>\n    </secmodel>\n  </host>\n\n");
    for kind in ["hvm", "xen"] {
        out.push_str(&format!(
            "  <guest>\n    <os_type>{kind}</os_type>\n    <arch name='i686'>\n      <wordsize>32</wordsize>\n      <emulator>/usr/bin/test-hv</emulator>\n      <domain type='test'/>\n    </arch>\n    <features>\n      <pae/>\n      <nonpae/>\n    </features>\n  </guest>\n\n"
        ));
    }
    out.push_str("</capabilities>\n");
    out
}
