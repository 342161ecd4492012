//! Packet filters and where they apply.
#![allow(clippy::unwrap_used)] // A test fails by panicking.

use expect_test::{Expect, expect};
use vir_conf::{Defaults, NwFilterBindingDef, NwFilterDef};

fn shown(result: vir_types::Result<String>) -> String {
    result.unwrap_or_else(|error| format!("error {}: {error}\n", error.code().0))
}

fn load(xml: &str) -> vir_types::Result<(NwFilterDef, Vec<vir_types::Error>)> {
    let mut random = |bytes: &mut [u8]| bytes.fill(1);
    NwFilterDef::load_with_warnings(xml, &mut Defaults::new(&mut random))
}

#[track_caller]
fn check(xml: &str, expect: Expect) {
    let result = load(xml).map(|(def, warnings)| {
        let written = def.to_xml();
        let (again, _) = load(&written).unwrap();
        assert_eq!(again.to_xml(), written, "read again, it differs");
        let warnings: String = warnings.iter().map(|warning| format!("warning: {warning}\n")).collect();
        warnings + &written
    });
    expect.assert_eq(&shown(result));
}

#[test]
fn rules() {
    check(
        "<filter name='f' chain='ipv4-x'><uuid>0123456789abcdef0123456789abcdef</uuid>
          <filterref filter='other'><parameter name='Z' value='1'/><parameter name='A' value='b'/>
            <parameter name='A' value='a'/><parameter name='bad name' value='x'/></filterref>
          <rule action='accept' direction='in' priority='2000' statematch='0'/>
          <rule action='drop' direction='inout' priority='-5'>
            <tcp srcmacaddr='1:2:3:4:5:6' match='no' srcipaddr='10.0.0.1' dstipaddr='10.0.0.2'/>
            <tcp srcipmask='255.255.255.0' state='new,Established' dstportstart='$PORT[ @3 ]' ipset='s' comment='a &lt; b'/>
            <udp dscp='3'/>
          </rule>
          <rule action='return' direction='out'><mac protocolid='0x800'/></rule>
          <rule action='continue' direction='out'><all ipset='s'/></rule>
          <rule action='reject' direction='out'><stp type='0x80' root-cost='7' match='no'/></rule>
          <unknown/>
        </filter>",
        expect![[r#"
            <filter name='f' chain='ipv4-x' priority='-700'>
              <uuid>01234567-89ab-cdef-0123-456789abcdef</uuid>
              <filterref filter='other'>
                <parameter name='A' value='b'/>
                <parameter name='A' value='a'/>
                <parameter name='Z' value='1'/>
              </filterref>
              <rule action='accept' direction='in' priority='500' statematch='false'/>
              <rule action='drop' direction='inout' priority='-5'>
                <tcp state='NEW,ESTABLISHED' ipset='s' ipsetflags='src' dstportstart='$PORT[@3]' comment='a &lt; b'/>
                <tcp match='no' srcmacaddr='01:02:03:04:05:06' srcipaddr='10.0.0.1' srcipmask='24' dstipaddr='10.0.0.2'/>
              </rule>
              <rule action='return' direction='out' priority='500'>
                <mac protocolid='ipv4'/>
              </rule>
              <rule action='continue' direction='out' priority='500'>
                <all ipset='s'/>
              </rule>
              <rule action='reject' direction='out' priority='500'>
                <stp match='no' type='0x80' root-cost='7'/>
              </rule>
            </filter>
        "#]],
    );
}

#[test]
fn what_cannot_be_read_is_told() {
    let xml = "<filter name='f'><rule action='drop' direction='in'>
        <ip srcipaddr='1.2.3.400' protocol='tcp' srcportstart='70000' dscp='64'/></rule></filter>";
    check(
        xml,
        expect![[r#"
            warning: internal error: srcipaddr has illegal value 1.2.3.400
            warning: internal error: srcportstart has illegal value 70000
            warning: internal error: dscp has illegal value 64
            <filter name='f' chain='root'>
              <uuid>01010101-0101-4101-8101-010101010101</uuid>
              <rule action='drop' direction='in' priority='500'>
                <ip protocol='tcp'/>
              </rule>
            </filter>
        "#]],
    );
    let (_, warnings) = load(xml).unwrap();
    assert_eq!(warnings[0].extra().numbers, [2, 13]);
    let mut random = |bytes: &mut [u8]| bytes.fill(1);
    assert!(NwFilterDef::load(xml, &mut Defaults::new(&mut random)).is_err(), "unless nobody listens");
}

#[test]
fn refusals() {
    for (xml, expect) in [
        (
            "<filter/>",
            expect![[r#"
            error 1: internal error: filter has no name
        "#]],
        ),
        (
            "<filter name='f' priority='x'/>",
            expect![[r#"
            error 8: invalid argument: Could not parse chain priority 'x'
        "#]],
        ),
        (
            "<filter name='f' priority='1001' chain='root'/>",
            expect![[r#"
            error 8: invalid argument: Priority '1001' is outside valid range of [-1000,1000]
        "#]],
        ),
        (
            "<filter name='f' chain='rootless'/>",
            expect![[r#"
            error 8: invalid argument: Invalid chain name 'rootless'. Please use a chain name called 'root' or any of the following prefixes: mac, vlan, stp, arp, rarp, ipv4, ipv6
        "#]],
        ),
        (
            "<filter name='f' chain='foo'/>",
            expect![[r#"
            error 8: invalid argument: Invalid chain name 'foo'. Please use a chain name called 'root' or any of the following prefixes: mac, vlan, stp, arp, rarp, ipv4, ipv6
        "#]],
        ),
        (
            "<filter name='f' chain='mac-0123456789'/>",
            expect![[r#"
            error 8: invalid argument: Name of chain is longer than 12 characters
        "#]],
        ),
        (
            "<filter name='f' chain='mac$'/>",
            expect![[r#"
            error 8: invalid argument: Chain name contains invalid characters
        "#]],
        ),
        (
            "<filter name='f'><uuid>1</uuid></filter>",
            expect![[r#"
            error 27: XML error: malformed uuid element
        "#]],
        ),
        (
            "<filter name='f'><rule/></filter>",
            expect![[r#"
            error 27: XML error: Missing required attribute 'action' in element 'rule'
        "#]],
        ),
        (
            "<filter name='f'><rule action='allow' direction='in'/></filter>",
            expect![[r#"
            error 27: XML error: Invalid value for attribute 'action' in element 'rule': 'allow'.
        "#]],
        ),
        (
            "<filter name='f'><filterref/></filter>",
            expect![[r#"
            error 27: XML error: Missing required attribute 'filter' in element 'filterref'
        "#]],
        ),
        (
            "<filter name='f'><rule action='drop' direction='in'><ip srcportstart='7'/></rule></filter>",
            expect![[r#"
            error 1: internal error: IP rule with port specification requires protocol specification with protocol to be either one of tcp(6), udp(17), dccp(33), or sctp(132)
        "#]],
        ),
    ] {
        check(xml, expect);
    }
}

#[test]
fn bindings() {
    let binding = |inside: &str| {
        let xml = format!(
            "<filterbinding><owner><name>g</name><uuid>0123456789abcdef0123456789abcdef</uuid></owner>{inside}</filterbinding>"
        );
        shown(NwFilterBindingDef::load(&xml).map(|def| def.to_xml()))
    };
    expect![[r#"
        <filterbinding>
          <owner>
            <name>g</name>
            <uuid>01234567-89ab-cdef-0123-456789abcdef</uuid>
          </owner>
          <portdev name='vnet0'/>
          <linkdev name='eth0'/>
          <mac address='52:54:00:01:02:03'/>
          <filterref filter='f'/>
        </filterbinding>
    "#]]
    .assert_eq(&binding(
        "<mac address='52:54:0:1:2:3'/><linkdev name='eth0'/><portdev name='vnet0'/><filterref filter='f'/>",
    ));
    expect![[r#"
        error 1: internal error: filter binding has no filter reference
    "#]]
    .assert_eq(&binding("<mac address='52:54:0:1:2:3'/><portdev name='vnet0'/>"));
    expect![[r#"
        error 1: internal error: Unable to parse MAC 'x'
    "#]]
    .assert_eq(&binding("<mac address='x'/><portdev name='vnet0'/><filterref filter='f'/>"));
    expect![[r#"
        error 1: internal error: filter binding has no port dev name
    "#]]
    .assert_eq(&binding("<mac address='52:54:0:1:2:3'/><filterref filter='f'/>"));
}
