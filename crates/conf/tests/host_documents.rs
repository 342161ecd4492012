//! Interfaces and secrets, capabilities of hosts and guests, and what hosts tell each other.
#![allow(clippy::unwrap_used)] // A test fails by panicking.

use expect_test::{Expect, expect};
use vir_conf::migration_cookie::CookieFeatureName;
use vir_conf::{Capabilities, Defaults, DomainCaps, InterfaceDef, MigrationCookie, SecretDef};

#[track_caller]
fn check(load: impl Fn(&str) -> vir_types::Result<String>, xml: &str, expect: Expect) {
    let result = load(xml);
    if let Ok(written) = &result {
        assert_eq!(&load(written).unwrap(), written, "read again, it differs");
    }
    expect.assert_eq(&result.unwrap_or_else(|error| format!("error {}: {error}\n", error.code().0)));
}

fn interface(xml: &str) -> vir_types::Result<String> {
    InterfaceDef::load(xml).map(|def| def.to_xml())
}

fn secret(xml: &str) -> vir_types::Result<String> {
    let mut random = |bytes: &mut [u8]| bytes.fill(1);
    SecretDef::load(xml, &mut Defaults::new(&mut random)).map(|def| def.to_xml())
}

#[test]
fn interfaces() {
    check(
        interface,
        "<interface type='bridge' name='br0'><start mode='hotplug'/>
          <protocol family='ipv6'><autoconf/><dhcp peerdns='no'/><ip prefix='3'/><ip address='::1' prefix='0x40'/></protocol>
          <link state='up'/><mac address='x'/>
          <bridge stp='off' delay='0.01'>
            <interface type='bond' name='b0'><bond mode='802.3ad'><arpmon interval='1' target='t' validate='all'/>
              <interface type='ethernet' name='e0'><mac address='1:2:3:4:5:6'/></interface></bond></interface>
            <interface type='vlan' name='e1.7'><vlan tag='7'><interface name='e1'/></vlan></interface>
            <interface type='ethernet' name='e2'><link speed='10' state='down'/></interface>
          </bridge></interface>",
        expect![[r#"
            <interface type='bridge' name='br0'>
              <start mode='hotplug'/>
              <protocol family='ipv6'>
                <autoconf/>
                <dhcp peerdns='no'/>
                <ip address='::1' prefix='64'/>
              </protocol>
              <bridge stp='off' delay='0.01'>
                <interface type='bond' name='b0'>
                  <bond mode='802.3ad'>
                    <arpmon interval='1' target='t' validate='all'/>
                    <interface type='ethernet' name='e0'>
                      <mac address='1:2:3:4:5:6'/>
                    </interface>
                  </bond>
                </interface>
                <interface type='vlan' name='e1.7'>
                  <vlan tag='7'>
                    <interface name='e1'/>
                  </vlan>
                </interface>
                <interface type='ethernet' name='e2'>
                  <link speed='10' state='down'/>
                </interface>
              </bridge>
            </interface>
        "#]],
    );
    check(
        interface,
        "<interface type='bond' name='b'><bond><miimon freq='100' updelay='10' downdelay='0' carrier='netif'/>
          <arpmon interval='1' target='t'/></bond></interface>",
        expect![[r#"
            <interface type='bond' name='b'>
              <bond>
                <miimon freq='100' updelay='10' carrier='netif'/>
              </bond>
            </interface>
        "#]],
    );
    for (xml, expect) in [
        (
            "<interface name='x'/>",
            expect![[r#"
            error 27: XML error: Missing required attribute 'type' in element 'interface'
        "#]],
        ),
        (
            "<interface type='tun' name='x'/>",
            expect![[r#"
            error 27: XML error: Invalid value for attribute 'type' in element 'interface': 'tun'.
        "#]],
        ),
        (
            "<interface type='ethernet'/>",
            expect![[r#"
            error 27: XML error: interface has no name
        "#]],
        ),
        (
            "<interface type='ethernet' name='x'><mtu size='100001'/></interface>",
            expect![[r#"
            error 27: XML error: value of the 'size' attribute of 'mtu' element must be at most 100000
        "#]],
        ),
        (
            "<interface type='ethernet' name='x'><start mode='now'/></interface>",
            expect![[r#"
            error 27: XML error: unknown interface startmode now
        "#]],
        ),
        (
            "<interface type='ethernet' name='x'><protocol/></interface>",
            expect![[r#"
            error 27: XML error: protocol misses the family attribute
        "#]],
        ),
        (
            "<interface type='ethernet' name='x'><protocol family='ipx'/></interface>",
            expect![[r#"
            error 27: XML error: unsupported protocol family 'ipx'
        "#]],
        ),
        (
            "<interface type='bridge' name='x'/>",
            expect![[r#"
            error 27: XML error: bridge interface misses the bridge element
        "#]],
        ),
        (
            "<interface type='bridge' name='x'><bridge><interface type='bridge' name='y'/></bridge></interface>",
            expect![[r#"
                error 27: XML error: interface has unsupported type 'bridge'
            "#]],
        ),
        (
            "<interface type='bond' name='x'><bond><interface type='bond' name='y'/></bond></interface>",
            expect![[r#"
                error 27: XML error: interface has unsupported type 'bond'
            "#]],
        ),
        (
            "<interface type='bond' name='x'><bond mode='y'/></interface>",
            expect![[r#"
            error 27: XML error: unknown bonding mode y
        "#]],
        ),
        (
            "<interface type='bond' name='x'><bond><miimon/></bond></interface>",
            expect![[r#"
            error 27: XML error: bond interface miimon freq missing or invalid
        "#]],
        ),
        (
            "<interface type='vlan' name='x'><vlan tag='1'/></interface>",
            expect![[r#"
            error 27: XML error: vlan interface misses name attribute
        "#]],
        ),
    ] {
        check(interface, xml, expect);
    }
}

#[test]
fn secrets() {
    check(
        secret,
        "<secret private='yes'><description>d</description><usage type='tls'><name>n</name></usage></secret>",
        expect![[r#"
            <secret ephemeral='no' private='yes'>
              <uuid>01010101-0101-4101-8101-010101010101</uuid>
              <description>d</description>
              <usage type='tls'>
                <name>n</name>
              </usage>
            </secret>
        "#]],
    );
    check(
        secret,
        "<secret><usage type='none'/></secret>",
        expect![[r#"
            <secret ephemeral='no' private='no'>
              <uuid>01010101-0101-4101-8101-010101010101</uuid>
            </secret>
        "#]],
    );
    for (xml, expect) in [
        (
            "<secret ephemeral='maybe'/>",
            expect![[r#"
            error 27: XML error: invalid value of 'ephemeral'
        "#]],
        ),
        (
            "<secret><uuid>x</uuid></secret>",
            expect![[r#"
            error 1: internal error: malformed uuid element
        "#]],
        ),
        (
            "<secret><usage/></secret>",
            expect![[r#"
            error 27: XML error: Missing required attribute 'type' in element 'usage'
        "#]],
        ),
        (
            "<secret><usage type='cheph'><name>n</name></usage></secret>",
            expect![[r#"
            error 27: XML error: Invalid value for attribute 'type' in element 'usage': 'cheph'. Did you mean 'ceph'?
        "#]],
        ),
        (
            "<secret><usage type='volume'><name>n</name></usage></secret>",
            expect![[r#"
            error 1: internal error: volume usage specified, but volume path is missing
        "#]],
        ),
    ] {
        check(secret, xml, expect);
    }
}

#[test]
fn capabilities() {
    check(
        |xml| Capabilities::parse(xml).map(|caps| caps.to_xml()),
        "<capabilities><host><cpu><arch>x86_64</arch><features><vmx/><pae/></features><signature family='6' model='1' stepping='2'/>
          </cpu><power_management/><iommu support='no'/><migration_features/><netprefix>v</netprefix>
          <topology><cells num='9'><cell id='0'><memory unit='GiB'>1</memory>
            <cache level='1' associativity='direct' policy='writeback'><size value='10' unit='KiB'/><line value='5' unit='B'/></cache>
            <cpus><cpu id='0' socket_id='0' die_id='0' cluster_id='0' core_id='0' siblings='0-1'/></cpus></cell></cells>
            <interconnects><latency initiator='0' target='0' type='access' value='5'/></interconnects></topology>
          <cache><bank id='0' level='3' type='both' size='15' unit='MiB' cpus='0-5'>
            <control granularity='768' min='1536' unit='KiB' type='code' maxAllocs='8'/>
            <control granularity='1024' min='1' unit='KiB' type='data' maxAllocs='8'/></bank>
            <monitor level='3' reuseThreshold='270336' maxMonitors='176'><feature name='llc_occupancy'/></monitor></cache>
          <memory_bandwidth><node id='0' cpus='0-5'><control granularity='10' min='10' maxAllocs='4'/></node></memory_bandwidth>
          </host>
          <guest><os_type>exe</os_type><arch name='x86_64'><wordsize>64</wordsize><loader>/l</loader>
            <machine deprecated='yes' maxCpus='4'>m</machine><domain type='lxc'><emulator>/e</emulator></domain></arch>
            <features><hap default='off' toggle='yes'/><externalSnapshot/><pae/></features></guest>
          <pool><enum name='type'><value>dir</value></enum></pool></capabilities>",
        expect![[r#"
            <capabilities>

              <host>
                <cpu>
                  <arch>x86_64</arch>
                  <features>
                    <vmx/>
                    <pae/>
                  </features>
                  <signature family='6' model='1' stepping='2'/>
                </cpu>
                <power_management/>
                <iommu support='no'/>
                <migration_features>
                </migration_features>
                <netprefix>v</netprefix>
                <topology>
                  <cells num='1'>
                    <cell id='0'>
                      <memory unit='KiB'>1048576</memory>
                      <cache level='1' associativity='direct' policy='writeback'>
                        <size value='10' unit='KiB'/>
                        <line value='5' unit='B'/>
                      </cache>
                      <cpus num='1'>
                        <cpu id='0' socket_id='0' die_id='0' cluster_id='0' core_id='0' siblings='0-1'/>
                      </cpus>
                    </cell>
                  </cells>
                  <interconnects>
                    <latency initiator='0' target='0' type='access' value='5'/>
                  </interconnects>
                </topology>
                <cache>
                  <bank id='0' level='3' type='both' size='15' unit='MiB' cpus='0-5'>
                    <control granularity='768' min='1536' unit='KiB' type='code' maxAllocs='8'/>
                    <control granularity='1024' min='1' unit='KiB' type='data' maxAllocs='8'/>
                  </bank>
                  <monitor level='3' reuseThreshold='270336' maxMonitors='176'>
                    <feature name='llc_occupancy'/>
                  </monitor>
                </cache>
                <memory_bandwidth>
                  <node id='0' cpus='0-5'>
                    <control granularity='10' min='10' maxAllocs='4'/>
                  </node>
                </memory_bandwidth>
              </host>

              <guest>
                <os_type>exe</os_type>
                <arch name='x86_64'>
                  <wordsize>64</wordsize>
                  <loader>/l</loader>
                  <machine maxCpus='4' deprecated='yes'>m</machine>
                  <domain type='lxc'>
                    <emulator>/e</emulator>
                  </domain>
                </arch>
                <features>
                  <pae/>
                  <hap default='off' toggle='yes'/>
                  <externalSnapshot/>
                </features>
              </guest>

              <pool>
                <enum name='type'>
                  <value>dir</value>
                </enum>
              </pool>

            </capabilities>
        "#]],
    );
}

#[test]
fn domain_capabilities() {
    check(
        |xml| DomainCaps::parse(xml).map(|caps| caps.to_xml()),
        "<domainCapabilities><domain>kvm</domain><arch>x86_64</arch><os supported='no'/>
          <cpu><mode name='custom' supported='yes'><model usable='unknown' deprecated='yes'>m</model>
            <model usable='no' vendor='V' canonical='n-v1'>n</model><blockers model='n'><feature name='f'/></blockers></mode></cpu>
          <devices><tpm supported='yes'><enum name='model'><value>tpm-tis</value></enum></tpm></devices>
          <features><sgx supported='yes'><flc>yes</flc><sgx1>no</sgx1><sgx2>yes</sgx2><section_size unit='MiB'>1</section_size>
            <sections><section node='0' size='1024' unit='KiB'/></sections></sgx><sev supported='no'/><ps2 supported='yes'/>
            <launchSecurity supported='yes'><enum name='sectype'/></launchSecurity></features></domainCapabilities>",
        expect![[r#"
            <domainCapabilities>
              <domain>kvm</domain>
              <arch>x86_64</arch>
              <os supported='no'/>
              <cpu>
                <mode name='host-passthrough' supported='no'/>
                <mode name='maximum' supported='no'/>
                <mode name='host-model' supported='no'/>
                <mode name='custom' supported='yes'>
                  <model usable='unknown' deprecated='yes' vendor='unknown'>m</model>
                  <model usable='no' vendor='V' canonical='n-v1'>n</model>
                  <blockers model='n'>
                    <feature name='f'/>
                  </blockers>
                </mode>
              </cpu>
              <devices>
                <tpm supported='yes'>
                  <enum name='model'>
                    <value>tpm-tis</value>
                  </enum>
                </tpm>
              </devices>
              <features>
                <ps2 supported='yes'/>
                <sev supported='no'/>
                <sgx supported='yes'>
                  <flc>yes</flc>
                  <sgx1>no</sgx1>
                  <sgx2>yes</sgx2>
                  <section_size unit='KiB'>1024</section_size>
                  <sections>
                    <section node='0' size='1024' unit='KiB'/>
                  </sections>
                </sgx>
                <launchSecurity supported='yes'>
                  <enum name='sectype'/>
                </launchSecurity>
              </features>
            </domainCapabilities>
        "#]],
    );
}

#[test]
fn cookies() {
    let cookie = |inside: &str| {
        format!(
            "<qemu-migration><name>g</name><uuid>0123456789abcdef0123456789abcdef</uuid><hostname>h</hostname>
             <hostuuid>fedcba9876543210fedcba9876543210</hostuuid>{inside}</qemu-migration>"
        )
    };
    let load = |xml: &str| MigrationCookie::parse(xml).map(|cookie| cookie.to_xml());
    check(
        load,
        &cookie(
            "<feature name='lockstate'/><graphics type='spice' port='5900' tlsPort='5901' listen='::'>
               <cert info='subject' value='CN=x'/></graphics>
             <lockstate driver='sanlock'><leases>l</leases></lockstate>
             <network><interface index='1' vporttype='openvswitch'><portdata>p</portdata></interface></network>
             <nbd port='7'/><capabilities><cap name='new-one' auto='yes'/><cap name='events'/></capabilities>
             <statistics><started>1</started><delta>-5</delta><memory_constant>3</memory_constant></statistics>",
        ),
        expect![[r#"
            <qemu-migration>
              <name>g</name>
              <uuid>01234567-89ab-cdef-0123-456789abcdef</uuid>
              <hostname>h</hostname>
              <hostuuid>fedcba98-7654-3210-fedc-ba9876543210</hostuuid>
              <feature name='lockstate'/>
              <graphics type='spice' port='5900' listen='::' tlsPort='5901'>
                <cert info='subject' value='CN=x'/>
              </graphics>
              <lockstate driver='sanlock'>
                <leases>l</leases>
              </lockstate>
              <network>
                <interface index='1' vporttype='openvswitch'>
                  <portdata>p</portdata>
                </interface>
              </network>
              <nbd port='7'/>
              <statistics>
                <started>1</started>
                <stopped>0</stopped>
                <sent>0</sent>
                <delta>-5</delta>
                <time_elapsed>0</time_elapsed>
                <memory_total>0</memory_total>
                <memory_processed>0</memory_processed>
                <memory_remaining>0</memory_remaining>
                <memory_bps>0</memory_bps>
                <memory_constant>3</memory_constant>
                <memory_normal>0</memory_normal>
                <memory_normal_bytes>0</memory_normal_bytes>
                <memory_dirty_rate>0</memory_dirty_rate>
                <memory_iteration>0</memory_iteration>
                <memory_postcopy_requests>0</memory_postcopy_requests>
                <memory_page_size>0</memory_page_size>
                <disk_total>0</disk_total>
                <disk_processed>0</disk_processed>
                <disk_remaining>0</disk_remaining>
                <disk_bps>0</disk_bps>
                <auto_converge_throttle>0</auto_converge_throttle>
              </statistics>
              <capabilities>
                <cap name='new-one' auto='yes'/>
                <cap name='events' auto='no'/>
              </capabilities>
            </qemu-migration>
        "#]],
    );
    for (xml, expect) in [
        (
            "<qemu-migration/>".to_owned(),
            expect![[r#"
            error 1: internal error: missing name element in migration data
        "#]],
        ),
        (
            "<qemu-migration><name>g</name><hostname>h</hostname></qemu-migration>".to_owned(),
            expect![[r#"
            error 1: internal error: missing uuid element in migration data
        "#]],
        ),
        (
            cookie("<feature name='time-travel'/>"),
            expect![[r#"
            error 1: internal error: Unknown migration cookie feature time-travel
        "#]],
        ),
        (
            cookie("<graphics type='vnc' listen='x'/>"),
            expect![[r#"
            error 1: internal error: missing port attribute in migration data
        "#]],
        ),
        (
            cookie("<nbd><disk target='vda'/></nbd>"),
            expect![[r#"
            error 1: internal error: Malformed disk capacity: '(null)'
        "#]],
        ),
        (
            cookie("<blockDirtyBitmaps><disk target='v'><bitmap name='x'/></disk></blockDirtyBitmaps>"),
            expect![[r#"
            error 1: internal error: malformed <blockDirtyBitmaps> in migration cookie
        "#]],
        ),
    ] {
        check(load, &xml, expect);
    }
    let cookie = MigrationCookie::parse(&cookie("<feature name='nbd'/><feature name='cpu'/>")).unwrap();
    assert!(cookie.check_features(&[CookieFeatureName::Cpu, CookieFeatureName::Nbd]).is_ok());
    assert!(cookie.check_features(&[CookieFeatureName::Cpu]).is_err());
}
