//! The documents of libvirt's built-in default node: network, pool, interface.

use expect_test::{Expect, expect};
use vir_conf::{Defaults, InterfaceDef, NetworkDef, StoragePoolDef};

#[track_caller]
fn check(result: vir_types::Result<String>, expect: Expect) {
    expect.assert_eq(&result.unwrap_or_else(|error| format!("error {}: {error}\n", error.code().0)));
}

fn network(xml: &str) -> vir_types::Result<String> {
    let mut random = |bytes: &mut [u8]| bytes.fill(1);
    NetworkDef::load(xml, &mut Defaults::new(&mut random)).map(|def| def.to_xml())
}

fn pool(xml: &str) -> vir_types::Result<String> {
    let mut random = |bytes: &mut [u8]| bytes.fill(1);
    StoragePoolDef::load(xml, &mut Defaults::new(&mut random)).map(|def| def.to_xml())
}

fn interface(xml: &str) -> vir_types::Result<String> {
    InterfaceDef::load(xml).map(|def| def.to_xml())
}

#[test]
fn a_network() {
    let xml = "<network><name>default</name><uuid>dd8fe884-6c02-601e-7551-cca97df1c5df</uuid>
        <bridge name='virbr0'/><forward/><ip address='192.168.122.1' netmask='255.255.255.0'><dhcp>
        <range start='192.168.122.2' end='192.168.122.254'/></dhcp></ip></network>";
    check(
        network(xml),
        expect![[r#"
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
    "#]],
    );
    check(
        network("<network/>"),
        expect![[r#"
        error 21: missing name information
    "#]],
    );
    check(
        network("<network><name>a/b</name></network>"),
        expect![[r#"
        error 35: invalid char in name: /
    "#]],
    );
    check(
        network("<network><name>a</name><forward mode='route'/></network>"),
        expect![[r#"
        error 27: XML error: route forwarding requested, but no IP address provided for network 'a'
    "#]],
    );
}

#[test]
fn a_pool() {
    let xml = "<pool type='dir'><name>default-pool</name><uuid>dfe224cb-28fb-8dd0-c4b2-64eb3f0f4566</uuid>
        <target><path>/default-pool</path></target></pool>";
    check(
        pool(xml),
        expect![[r#"
        <pool type='dir'>
          <name>default-pool</name>
          <uuid>dfe224cb-28fb-8dd0-c4b2-64eb3f0f4566</uuid>
          <capacity unit='bytes'>0</capacity>
          <allocation unit='bytes'>0</allocation>
          <available unit='bytes'>0</available>
          <source>
          </source>
          <target>
            <path>/default-pool</path>
          </target>
        </pool>
    "#]],
    );
    check(
        pool("<pool type='dri'/>"),
        expect![[r#"
        error 27: XML error: Invalid value for attribute 'type' in element 'pool': 'dri'. Did you mean 'dir'?
    "#]],
    );
    check(
        pool("<pool type='dir'/>"),
        expect![[r#"
        error 27: XML error: missing pool source name element
    "#]],
    );
    check(
        pool("<pool type='dir'><name>a</name></pool>"),
        expect![[r#"
        error 27: XML error: missing storage pool target path
    "#]],
    );
}

#[test]
fn an_interface() {
    let xml = "<interface type=\"ethernet\" name=\"eth1\"><start mode=\"onboot\"/><mac address=\"aa:bb:cc:dd:ee:ff\"/>
        <mtu size=\"1492\"/><protocol family=\"ipv4\"><ip address=\"192.168.0.5\" prefix=\"24\"/>
        <route gateway=\"192.168.0.1\"/></protocol></interface>";
    check(
        interface(xml),
        expect![[r#"
        <interface type='ethernet' name='eth1'>
          <start mode='onboot'/>
          <mtu size='1492'/>
          <protocol family='ipv4'>
            <ip address='192.168.0.5' prefix='24'/>
            <route gateway='192.168.0.1'/>
          </protocol>
          <mac address='aa:bb:cc:dd:ee:ff'/>
        </interface>
    "#]],
    );
    check(
        interface("<interface type='vlan'/>"),
        expect![[r#"
        error 27: XML error: interface has no name
    "#]],
    );
}
