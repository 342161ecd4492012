//! Networks, their ports, and changes of their parts.
#![allow(clippy::unwrap_used)] // A test fails by panicking.

use expect_test::{Expect, expect};
use vir_conf::{Defaults, NetworkDef, NetworkPortDef, XmlFormat};
use vir_types::{NetworkUpdateCommand as Command, NetworkUpdateSection as Section};

fn shown(result: vir_types::Result<String>) -> String {
    result.unwrap_or_else(|error| format!("error {}: {error}\n", error.code().0))
}

fn load(xml: &str) -> vir_types::Result<NetworkDef> {
    let mut random = |bytes: &mut [u8]| bytes.fill(1);
    NetworkDef::load(xml, &mut Defaults::new(&mut random))
}

/// The canonical form, which must be its own.
#[track_caller]
fn check(xml: &str, expect: Expect) {
    let result = load(xml).map(|def| def.to_xml());
    if let Ok(written) = &result {
        assert_eq!(&load(written).unwrap().to_xml(), written, "read again, it differs");
    }
    expect.assert_eq(&shown(result));
}

/// What is refused about a network with this inside.
#[track_caller]
fn refused(inside: &str, expect: Expect) {
    check(&format!("<network><name>n</name>{inside}</network>"), expect);
}

#[test]
fn everything() {
    check(
        "<network ipv6='yes' trustGuestRxFilters='no' connections='3'
            xmlns:d='http://libvirt.org/schemas/network/dnsmasq/1.0'>
          <name>all</name><uuid>0123456789abcdef0123456789abcdef</uuid>
          <title>T</title><description>more &amp; more</description>
          <metadata><a:b xmlns:a='urn:a'>kept</a:b></metadata>
          <forward dev='eth0' mode='nat'>
            <nat ipv6='yes'><address start='1.2.3.4' end='1.2.3.10'/><port start='500' end='1000'/></nat>
          </forward>
          <bridge name='virbr5' zone='public' delay='3' stp='off' macTableManager='libvirt'/>
          <mtu size='9000'/><mac address='52:54:00:AA:BB:CC'/>
          <domain name='example.com' localOnly='yes' register='yes'/>
          <dns forwardPlainNames='no'>
            <host ip='10.0.0.2'><hostname>a</hostname><hostname>b</hostname></host>
            <srv service='ldap' protocol='tcp' target='t' port='389' weight='0' priority='7'/>
            <txt name='t' value='v'/>
            <forwarder addr='8.8.8.8'/><forwarder domain='x.org' addr='::1'/>
          </dns>
          <vlan><tag id='1'/><tag id='2' nativeMode='untagged'/></vlan>
          <bandwidth><inbound average='1000' peak='5000' burst='1024'/><outbound average='0'/></bandwidth>
          <port isolated='yes'/>
          <ip address='10.0.0.1' prefix='24' localPtr='yes'>
            <tftp root='/t'/>
            <dhcp>
              <host mac='00:16:3e:77:e2:ED' name='h' ip='10.0.0.9'><lease expiry='0'/></host>
              <range start='10.0.0.100' end='10.0.0.200'><lease expiry='1' unit='hours'/></range>
              <bootp file='pxe.0' server='10.0.0.3'/>
            </dhcp>
          </ip>
          <ip family='ipv6' address='2001:DB8::1' prefix='64'>
            <dhcp><host id='0:3:0:1' name='six' ip='2001:db8::9'/></dhcp>
          </ip>
          <route address='192.168.9.0' netmask='255.255.255.0' gateway='10.0.0.5' metric='2'/>
          <portgroup name='p' default='YES'><bandwidth><inbound average='1'/></bandwidth></portgroup>
          <d:options><d:option value='foo=bar'/></d:options>
        </network>",
        expect![[r#"
            <network xmlns:dnsmasq='http://libvirt.org/schemas/network/dnsmasq/1.0' ipv6='yes' trustGuestRxFilters='no'>
              <name>all</name>
              <uuid>01234567-89ab-cdef-0123-456789abcdef</uuid>
              <title>T</title>
              <description>more &amp; more</description>
              <metadata><a:b xmlns:a='urn:a'>kept</a:b></metadata>
              <forward dev='eth0' mode='nat'>
                <nat ipv6='yes'>
                  <address start='1.2.3.4' end='1.2.3.10'/>
                  <port start='500' end='1000'/>
                </nat>
                <interface dev='eth0'/>
              </forward>
              <bridge name='virbr5' zone='public' stp='off' delay='3' macTableManager='libvirt'/>
              <mtu size='9000'/>
              <mac address='52:54:00:aa:bb:cc'/>
              <domain name='example.com' localOnly='yes' register='yes'/>
              <dns forwardPlainNames='no'>
                <forwarder addr='8.8.8.8'/>
                <forwarder domain='x.org' addr='::1'/>
                <txt name='t' value='v'/>
                <srv service='ldap' protocol='tcp' target='t' port='389' priority='7'/>
                <host ip='10.0.0.2'>
                  <hostname>a</hostname>
                  <hostname>b</hostname>
                </host>
              </dns>
              <vlan trunk='yes'>
                <tag id='1'/>
                <tag id='2' nativeMode='untagged'/>
              </vlan>
              <bandwidth>
                <inbound average='1000' peak='5000' burst='1024'/>
              </bandwidth>
              <port isolated='yes'/>
              <ip address='10.0.0.1' prefix='24' localPtr='yes'>
                <tftp root='/t'/>
                <dhcp>
                  <range start='10.0.0.100' end='10.0.0.200'>
                    <lease expiry='1' unit='hours'/>
                  </range>
                  <host mac='00:16:3e:77:e2:ED' name='h' ip='10.0.0.9'>
                    <lease expiry='0'/>
                  </host>
                  <bootp file='pxe.0' server='10.0.0.3'/>
                </dhcp>
              </ip>
              <ip family='ipv6' address='2001:db8::1' prefix='64'>
                <dhcp>
                  <host id='0:3:0:1' name='six' ip='2001:db8::9'/>
                </dhcp>
              </ip>
              <route address='192.168.9.0' netmask='255.255.255.0' gateway='10.0.0.5' metric='2'/>
              <portgroup name='p' default='yes'>
                <bandwidth>
                  <inbound average='1'/>
                </bandwidth>
              </portgroup>
              <dnsmasq:options>
                <dnsmasq:option value='foo=bar'/>
              </dnsmasq:options>
            </network>
        "#]],
    );
}

#[test]
fn an_empty_attribute_is_none() {
    check(
        "<network ipv6=''><name>n</name><uuid>01234567-89ab-cdef-0123-456789abcdef</uuid>
          <forward mode='' dev=''/>
          <bridge name='' zone='' stp='' delay='' macTableManager=''/><mtu size=''/><mac address=''/>
          <ip family='' address='10.1' netmask='255.255.255.0'><tftp root=''/></ip>
          <portgroup name='p'><virtualport><parameters profileid=''/></virtualport></portgroup>
        </network>",
        expect![[r#"
            <network>
              <name>n</name>
              <uuid>01234567-89ab-cdef-0123-456789abcdef</uuid>
              <forward mode='nat'/>
              <bridge stp='on' delay='0'/>
              <ip address='10.0.0.1' netmask='255.255.255.0'>
              </ip>
              <portgroup name='p'>
              </portgroup>
            </network>
        "#]],
    );
}

#[test]
fn devices_of_the_host() {
    refused(
        "<forward mode='hostdev' managed='Yes'><driver name='vfio'/><address type='pci' bus='3' slot='0x10'/></forward>
        <virtualport type='802.1Qbh'><parameters profileid='p'/></virtualport>",
        expect![[r#"
            <network>
              <name>n</name>
              <uuid>01010101-0101-4101-8101-010101010101</uuid>
              <forward mode='hostdev' managed='yes'>
                <driver name='vfio'/>
                <address type='pci' domain='0x0000' bus='0x03' slot='0x10' function='0x0'/>
              </forward>
              <virtualport type='802.1Qbh'>
                <parameters profileid='p'/>
              </virtualport>
            </network>
        "#]],
    );
    refused(
        "<forward mode='bridge'><interface dev='eth0'/><interface dev='eth1'/></forward><bridge delay='0'/>",
        expect![[r#"
            <network>
              <name>n</name>
              <uuid>01010101-0101-4101-8101-010101010101</uuid>
              <forward dev='eth0' mode='bridge'>
                <interface dev='eth0'/>
                <interface dev='eth1'/>
              </forward>
            </network>
        "#]],
    );
    let def = load("<network><name>n</name><forward mode='passthrough'><pf dev='eth0'/></forward></network>")
        .unwrap();
    let mut live = def.clone();
    live.forward.as_mut().unwrap().interfaces =
        load("<network><name>n</name><forward mode='bridge'><interface dev='v1'/></forward></network>")
            .unwrap()
            .forward
            .unwrap()
            .interfaces;
    assert_eq!(live.to_xml_with(XmlFormat::persistent()), def.to_xml());
    expect![[r#"
        <network>
          <name>n</name>
          <uuid>01010101-0101-4101-8101-010101010101</uuid>
          <forward mode='passthrough'>
            <pf dev='eth0'/>
            <interface dev='v1'/>
          </forward>
        </network>
    "#]]
    .assert_eq(&live.to_xml_with(XmlFormat::new(true, false)));
}

#[test]
fn refusals() {
    check(
        "<network/>",
        expect![[r#"
        error 21: missing name information
    "#]],
    );
    check(
        "<network><name>a/b</name></network>",
        expect![[r#"
        error 35: invalid char in name: /
    "#]],
    );
    check(
        "<domain/>",
        expect![[r#"
        error 27: XML error: expecting root element of 'network', not 'domain'
    "#]],
    );
    for (inside, expect) in [
        (
            "<uuid>x</uuid>",
            expect![[r#"
            error 1: internal error: malformed uuid element
        "#]],
        ),
        (
            "<title>a\nb</title>",
            expect![[r#"
            error 27: XML error: Network title can't contain newlines
        "#]],
        ),
        (
            "<forward mode='rute'/>",
            expect![[r#"
            error 67: unsupported configuration: unknown forwarding type 'rute'. Did you mean 'route'?
        "#]],
        ),
        (
            "<forward mode='open' dev='eth0'/>",
            expect![[r#"
            error 27: XML error: forward dev not allowed for network 'n' with forward mode='open'
        "#]],
        ),
        (
            "<forward mode='route'/>",
            expect![[r#"
            error 27: XML error: route forwarding requested, but no IP address provided for network 'n'
        "#]],
        ),
        (
            "<forward mode='vepa'><interface dev='a'/><interface dev='a'/></forward>",
            expect![[r#"
            error 27: XML error: interface 'a' can only be listed once in network n
        "#]],
        ),
        (
            "<forward mode='vepa' dev='b'><interface dev='a'/></forward>",
            expect![[r#"
            error 27: XML error: <forward dev='b'> must match first <interface dev='a'/> in network n
        "#]],
        ),
        (
            "<forward mode='vepa' dev='b'/><bridge name='x'/>",
            expect![[r#"
            error 27: XML error: bridge name not allowed in vepa mode (network 'n')
        "#]],
        ),
        (
            "<forward mode='hostdev'><address type='usb'/></forward>",
            expect![[r#"
            error 67: unsupported configuration: unknown address type 'usb' in network
        "#]],
        ),
        (
            "<forward mode='hostdev'><address type='pci' slot='0x20'/></forward>",
            expect![[r#"
            error 27: XML error: Invalid PCI address slot='0x20', must be <= 0x1F
        "#]],
        ),
        (
            "<forward mode='bridge'/><mtu size='9000'/>",
            expect![[r#"
            error 27: XML error: mtu size only allowed in open, route, nat, and isolated mode, not in bridge (network 'n')
        "#]],
        ),
        (
            "<forward mode='bridge'/><bridge name='x' stp='on'/>",
            expect![[r#"
            error 27: XML error: bridge delay/stp/zone options only allowed in open, route, nat, and isolated mode, not in bridge (network 'n')
        "#]],
        ),
        (
            "<domain name='d' register='yes'/>",
            expect![[r#"
            error 67: unsupported configuration: attribute 'register=yes' in <domain> element requires 'localOnly=yes' in network n
        "#]],
        ),
        (
            "<mac address='01:00:00:00:00:00'/>",
            expect![[r#"
            error 27: XML error: Invalid multicast bridge mac address '01:00:00:00:00:00' in network 'n'
        "#]],
        ),
        (
            "<bridge delay='x'/>",
            expect![[r#"
            error 27: XML error: Invalid delay value in network
        "#]],
        ),
        (
            "<portgroup name=''/>",
            expect![[r#"
            error 27: XML error: Missing required name attribute in portgroup
        "#]],
        ),
        (
            "<dns><host ip='1.2.3.4'><hostname/></host></dns>",
            expect![[r#"
            error 35: Missing hostname in network DNS HOST record
        "#]],
        ),
        (
            "<dns><srv service='a' protocol='b' port='0' target='t'/></dns>",
            expect![[r#"
            error 35: invalid DNS SRV port attribute for service 'a' in network 'n'
        "#]],
        ),
        (
            "<dns><srv service='a' protocol='b' weight='0'/></dns>",
            expect![[r#"
            error 35: DNS SRV weight attribute not permitted without target for service 'a' in network 'n'
        "#]],
        ),
        (
            "<forward mode='bridge' dev='a'><interface dev='a'/><pf dev='b'/></forward>",
            expect![[r#"
            error 27: XML error: the <forward> 'dev' attribute cannot be used when <address> or <pf> sub-elements are present in network n
        "#]],
        ),
        (
            "<ip address='10.0.0.1' netmask='255.0.255.0'><dhcp><range start='10.0.0.2' end='10.0.0.3'/></dhcp></ip>",
            expect![[r#"
                error 1: internal error: bad prefix for network 10.0.0.1 when checking range 10.0.0.2 - 10.0.0.3
            "#]],
        ),
        (
            "<bandwidth><inbound average='1' floor='2'/></bandwidth>",
            expect![[r#"
            error 67: unsupported configuration: floor attribute is not supported for this config
        "#]],
        ),
        (
            "<bandwidth><inbound peak='1'/></bandwidth>",
            expect![[r#"
            error 35: Missing mandatory average or floor attributes
        "#]],
        ),
        (
            "<bandwidth><inbound average='99999999999999999'/></bandwidth>",
            expect![[r#"
            error 82: numerical overflow: value '99999999999999999' is too big for 'average' parameter, maximum is '18014398509481984'
        "#]],
        ),
        (
            "<vlan/>",
            expect![[r#"
            error 27: XML error: missing tag id - each <vlan> must have at least one <tag id='n'/> subelement
        "#]],
        ),
        (
            "<vlan><tag id='4096'/></vlan>",
            expect![[r#"
            error 27: XML error: vlan tag id 4096 too large (maximum 4095)
        "#]],
        ),
        (
            "<vlan trunk='no'><tag id='1'/><tag id='2'/></vlan>",
            expect![[r#"
            error 27: XML error: invalid "trunk='no'" in <vlan> - trunk='yes' is required for more than one vlan tag
        "#]],
        ),
        (
            "<virtualport/>",
            expect![[r#"
            error 27: XML error: missing required virtualport type
        "#]],
        ),
        (
            "<virtualport type='openvswitch'><parameters managerid='1'/></virtualport>",
            expect![[r#"
            error 27: XML error: extra managerid unsupported in <virtualport type='openvswitch'>
        "#]],
        ),
        (
            "<dns><host ip='1.2.3.4'/></dns>",
            expect![[r#"
            error 35: Missing hostname in network 'n' DNS HOST record
        "#]],
        ),
        (
            "<dns><txt name='a b' value='c'/></dns>",
            expect![[r#"
            error 35: prohibited character in DNS TXT record name 'a b' of network n
        "#]],
        ),
        (
            "<dns><srv service='a' protocol='tcp' port='7'/></dns>",
            expect![[r#"
            error 35: DNS SRV port attribute not permitted without target for service 'a' in network 'n'
        "#]],
        ),
        (
            "<dns enable='no'><txt name='a' value='c'/></dns>",
            expect![[r#"
            error 27: XML error: Extra data in disabled network 'n'
        "#]],
        ),
        (
            "<dns><forwarder/></dns>",
            expect![[r#"
            error 27: XML error: Invalid forwarder element, must contain at least one of addr or domain
        "#]],
        ),
        (
            "<ip/>",
            expect![[r#"
            error 27: XML error: Missing required address attribute in network 'n'
        "#]],
        ),
        (
            "<ip address='1.2.3.4' prefix='33'/>",
            expect![[r#"
            error 67: unsupported configuration: Invalid IPv4 prefix '33' in network 'n'
        "#]],
        ),
        (
            "<ip address='1.2.3.4' prefix='24' netmask='255.0.0.0'/>",
            expect![[r#"
            error 67: unsupported configuration: Network 'n' IP address cannot have both a prefix and a netmask
        "#]],
        ),
        (
            "<ip address='::1'/>",
            expect![[r#"
            error 67: unsupported configuration: no family specified for non-IPv4 address '::1' in network 'n'
        "#]],
        ),
        (
            "<ip address='10.0.0.1' prefix='24'><dhcp><range start='10.0.0.9' end='10.0.0.2'/></dhcp></ip>",
            expect![[r#"
            error 1: internal error: range 10.0.0.9 - 10.0.0.2 is reversed 
        "#]],
        ),
        (
            "<ip address='10.0.0.1' prefix='24'><dhcp><range start='10.0.0.9' end='10.0.1.2'/></dhcp></ip>",
            expect![[r#"
            error 1: internal error: range 10.0.0.9 - 10.0.1.2 is not entirely within network 10.0.0.1/24
        "#]],
        ),
        (
            "<ip address='10.0.0.1' prefix='24'><dhcp><range start='10.0.0.0' end='10.0.0.2'/></dhcp></ip>",
            expect![[r#"
            error 1: internal error: start of range 10.0.0.0 - 10.0.0.2 in network 10.0.0.1/24 is the network address
        "#]],
        ),
        (
            "<ip address='10.0.0.1' prefix='24'><dhcp><range start='10.0.0.3' end='10.0.0.255'/></dhcp></ip>",
            expect![[r#"
            error 1: internal error: end of range 10.0.0.3 - 10.0.0.255 in network 10.0.0.1/24 is the broadcast address
        "#]],
        ),
        (
            "<ip address='10.0.0.1' prefix='8'><dhcp><range start='10.0.0.3' end='10.9.0.255'/></dhcp></ip>",
            expect![[r#"
            error 1: internal error: range 10.0.0.3 - 10.9.0.255 is too large (> 65535)
        "#]],
        ),
        (
            "<ip address='10.0.0.1'><dhcp><host ip='10.0.0.3'/></dhcp></ip>",
            expect![[r#"
            error 27: XML error: Static host definition in IPv4 network 'n' must have mac or name attribute
        "#]],
        ),
        (
            "<ip address='10.0.0.1'><dhcp><host mac='x' ip='10.0.0.3'/></dhcp></ip>",
            expect![[r#"
            error 27: XML error: Cannot parse MAC address 'x' in network 'n'
        "#]],
        ),
        (
            "<ip address='10.0.0.1'><dhcp><host name='a' ip='10.0.0.3'><lease expiry='1'/></host></dhcp></ip>",
            expect![[r#"
                error 67: unsupported configuration: The minimum lease time should be greater than 2 minutes
            "#]],
        ),
        (
            "<ip address='10.0.0.1' prefix='24'/><route address='10.1.0.0' prefix='16' gateway='10.2.0.1'/>",
            expect![[r#"
            error 67: unsupported configuration: unreachable static route gateway '10.2.0.1' specified for network 'n'
        "#]],
        ),
        (
            "<ip address='10.0.0.1' prefix='24'/><route address='10.1.0.1' prefix='16' gateway='10.0.0.2'/>",
            expect![[r#"
            error 27: XML error: n: Address '10.1.0.1' in route definition is not a network address
        "#]],
        ),
        (
            "<portgroup/>",
            expect![[r#"
            error 27: XML error: Missing required name attribute in portgroup
        "#]],
        ),
    ] {
        refused(inside, expect);
    }
}

#[test]
fn an_error_says_where() {
    let error = load("<network>\n  <name>n</name>\n  <vlan><tag id='5000'/></vlan>\n</network>").unwrap_err();
    assert_eq!(error.extra().numbers, [3, 9]);
}

#[test]
fn updates() {
    let base = "<network><name>n</name><ip address='10.0.0.1' prefix='24'><dhcp>
        <range start='10.0.0.2' end='10.0.0.9'/><host mac='00:16:3e:00:00:01' ip='10.0.0.20'/></dhcp></ip>
        <dns><host ip='10.0.0.5'><hostname>five</hostname></host></dns></network>";
    let try_all = |steps: &[(Command, Section, i32, &str)]| {
        let mut def = load(base).unwrap();
        let mut out = String::new();
        for (command, section, parent, xml) in steps {
            let result = def.update(*command, *section, *parent, xml);
            out.push_str(&shown(result.map(|()| "done\n".to_owned())));
        }
        out + &def.to_xml()
    };
    expect![[r#"
        done
        error 55: Requested operation is not valid: there is an existing dhcp host entry in network 'n' that matches "<host mac='unknown' name='x' ip='10.0.0.22'/>"
        error 55: Requested operation is not valid: couldn't update dhcp host entry - no <ip> element found at index 1 in network 'n'
        done
        done
        error 84: Operation not supported: dhcp ranges cannot be modified, only added or deleted
        done
        done
        done
        error 55: Requested operation is not valid: couldn't locate a matching DNS HOST record in network n
        done
        error 55: Requested operation is not valid: a different portgroup entry in network 'n' is already set as the default. Only one default is allowed.
        error 27: XML error: unexpected element <range>, expecting <portgroup>, while updating network 'n'
        error 84: Operation not supported: can't update 'bridge' section of network 'n'
        error 55: Requested operation is not valid: network 'n' has no way to the outside that devices belong to
        error 84: Operation not supported: unrecognized network update command code 9
        error 84: Operation not supported: can't update unrecognized section of network
        error 35: network_update_xml:1: the document does not have a root node
        <txt
        ^
        <network>
          <name>n</name>
          <uuid>01010101-0101-4101-8101-010101010101</uuid>
          <bridge stp='on' delay='0'/>
          <dns>
            <txt name='a' value='c'/>
          </dns>
          <ip address='10.0.0.1' prefix='24'>
            <dhcp>
              <host mac='00:16:3E:0:0:1' ip='10.0.0.30'/>
              <host name='x' ip='10.0.0.21'/>
            </dhcp>
          </ip>
          <portgroup name='p' default='yes'>
          </portgroup>
        </network>
    "#]]
    .assert_eq(&try_all(&[
        (Command::ADD_LAST, Section::IP_DHCP_HOST, -1, "<host name='x' ip='10.0.0.21'/>"),
        (Command::ADD_LAST, Section::IP_DHCP_HOST, 0, "<host name='x' ip='10.0.0.22'/>"),
        (Command::ADD_LAST, Section::IP_DHCP_HOST, 1, "<host name='y' ip='10.0.0.22'/>"),
        (Command::MODIFY, Section::IP_DHCP_HOST, -1, "<host mac='00:16:3E:0:0:1' ip='10.0.0.30'/>"),
        (Command::DELETE, Section::IP_DHCP_RANGE, -1, "<range start='10.0.0.2' end='10.0.0.9'/>"),
        (Command::MODIFY, Section::IP_DHCP_RANGE, -1, "<range start='10.0.0.2' end='10.0.0.9'/>"),
        (Command::ADD_FIRST, Section::DNS_TXT, -1, "<txt name='a' value='b'/>"),
        (Command::MODIFY, Section::DNS_TXT, -1, "<txt name='a' value='c'/>"),
        (Command::DELETE, Section::DNS_HOST, -1, "<host><hostname>five</hostname></host>"),
        (Command::DELETE, Section::DNS_HOST, -1, "<host ip='10.0.0.5'/>"),
        (Command::ADD_LAST, Section::PORTGROUP, -1, "<portgroup name='p' default='yes'/>"),
        (Command::ADD_LAST, Section::PORTGROUP, -1, "<portgroup name='q' default='yes'/>"),
        (Command::ADD_LAST, Section::PORTGROUP, -1, "<range/>"),
        (Command::ADD_LAST, Section::BRIDGE, -1, "<bridge/>"),
        (Command::ADD_LAST, Section::FORWARD_INTERFACE, -1, "<interface dev='eth0'/>"),
        (Command(9), Section::DNS_TXT, -1, "<txt name='a'/>"),
        (Command::DELETE, Section(99), -1, "<x/>"),
        (Command::DELETE, Section::DNS_TXT, -1, "<txt"),
    ]));
}

#[test]
fn ports() {
    let port = |inside: &str| {
        let owner = "<owner><name>g</name><uuid>0123456789abcdef0123456789abcdef</uuid></owner>";
        let xml = format!(
            "<networkport><uuid>fedcba9876543210fedcba9876543210</uuid>{owner}<mac address='52:54:0:1:2:3'/>{inside}</networkport>"
        );
        shown(NetworkPortDef::load(&xml).map(|def| def.to_xml()))
    };
    expect![[r#"
        <networkport>
          <uuid>fedcba98-7654-3210-fedc-ba9876543210</uuid>
          <owner>
            <name>g</name>
            <uuid>01234567-89ab-cdef-0123-456789abcdef</uuid>
          </owner>
          <mac address='52:54:00:01:02:03'/>
          <plug type='hostdev-pci' managed='no'>
            <driver name='vfio'/>
            <address domain='0x0000' bus='0x01' slot='0x00' function='0x0'/>
          </plug>
        </networkport>
    "#]]
    .assert_eq(&port("<plug type='hostdev-pci' managed='no'><driver name='vfio'/><address bus='1'/></plug>"));
    expect![[r#"
        <networkport>
          <uuid>fedcba98-7654-3210-fedc-ba9876543210</uuid>
          <owner>
            <name>g</name>
            <uuid>01234567-89ab-cdef-0123-456789abcdef</uuid>
          </owner>
          <mac address='52:54:00:01:02:03'/>
          <bandwidth>
            <inbound floor='7'/>
          </bandwidth>
          <plug type='direct' dev='eth0' mode='vepa'/>
        </networkport>
    "#]]
    .assert_eq(&port("<plug type='direct' dev='eth0'/><bandwidth><inbound floor='7'/></bandwidth>"));
    expect![[r#"
        error 27: XML error: Missing network port bridge name
    "#]]
    .assert_eq(&port("<plug type='bridge'/>"));
    expect![[r#"
        error 27: XML error: Invalid value for attribute 'type' in element 'plug': 'bridj'. Did you mean 'bridge'?
    "#]].assert_eq(&port("<plug type='bridj' bridge='b'/>"));
    expect![[r#"
        error 1: internal error: network port has no owner name
    "#]]
    .assert_eq(&shown(NetworkPortDef::load("<networkport/>").map(|def| def.to_xml())));
}

#[test]
fn json_holds_the_same() {
    let def = load("<network><name>n</name><ip address='10.0.0.1'/></network>").unwrap();
    let json = serde_json::to_string(&def).unwrap();
    assert_eq!(serde_json::from_str::<NetworkDef>(&json).unwrap(), def);
}
