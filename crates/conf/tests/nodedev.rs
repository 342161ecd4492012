//! Devices of the host.
#![allow(clippy::unwrap_used)] // A test fails by panicking.

use expect_test::{Expect, expect};
use vir_conf::{NodeDevDef, XmlFormat};

#[track_caller]
fn check(xml: &str, expect: Expect) {
    let result = NodeDevDef::load(xml).map(|def| def.to_xml());
    if let Ok(written) = &result {
        assert_eq!(&NodeDevDef::load(written).unwrap().to_xml(), written, "read again, it differs");
    }
    expect.assert_eq(&result.unwrap_or_else(|error| format!("error {}: {error}\n", error.code().0)));
}

#[track_caller]
fn device(capability: &str, expect: Expect) {
    check(&format!("<device><name>d</name>{capability}</device>"), expect);
}

#[test]
fn a_pci_device() {
    device(
        "<parent>p</parent><capability type='pci'>
          <class>30000</class><domain>0</domain><bus>1</bus><slot>2</slot><function>3</function>
          <vendor id='8086'/><product id='0x1'>A &amp; B</product>
          <capability type='vpd'><name>N</name>
            <fields access='readwrite'><system_field index='B'>y</system_field><asset_tag>t</asset_tag></fields>
            <fields access='readonly'><part_number>1</part_number><change_level>2</change_level>
              <vendor_field index='Z'>x</vendor_field></fields></capability>
          <capability type='cardbus-bridge'/><capability type='whatever'/>
          <capability type='virt_functions' maxCount='2'><address bus='1'/></capability>
          <numa node='-1'/><iommuGroup number='4'><address/></iommuGroup>
          <pci-express><link validity='sta' width='4'/><link validity='cap' speed='8' width='8' port='-1'/></pci-express>
        </capability>",
        expect![[r#"
            <device>
              <name>d</name>
              <parent>p</parent>
              <capability type='pci'>
                <class>0x030000</class>
                <domain>0</domain>
                <bus>1</bus>
                <slot>2</slot>
                <function>3</function>
                <product id='0x0001'>A &amp; B</product>
                <vendor id='0x8086'/>
                <capability type='virt_functions' maxCount='2'>
                  <address domain='0x0000' bus='0x01' slot='0x00' function='0x0'/>
                </capability>
                <capability type='cardbus-bridge'/>
                <capability type='vpd'>
                  <name>N</name>
                  <fields access='readonly'>
                    <change_level>2</change_level>
                    <part_number>1</part_number>
                    <vendor_field index='Z'>x</vendor_field>
                  </fields>
                  <fields access='readwrite'>
                    <asset_tag>t</asset_tag>
                    <system_field index='B'>y</system_field>
                  </fields>
                </capability>
                <iommuGroup number='4'>
                  <address domain='0x0000' bus='0x00' slot='0x00' function='0x0'/>
                </iommuGroup>
                <pci-express>
                  <link validity='cap' speed='8' width='8'/>
                  <link validity='sta' width='4'/>
                </pci-express>
              </capability>
            </device>
        "#]],
    );
}

#[test]
fn other_devices() {
    device(
        "<capability type='usb_device'><bus>1</bus><device>2</device><product id='0x2'/><vendor id='0x1'>V</vendor></capability>",
        expect![[r#"
            <device>
              <name>d</name>
              <capability type='usb_device'>
                <bus>1</bus>
                <device>2</device>
                <product id='0x0002' />
                <vendor id='0x0001'>V</vendor>
              </capability>
            </device>
        "#]],
    );
    device(
        "<capability type='net'><interface>eth0</interface><feature name='tx'/><feature name='rx'/>
          <capability type='80203'/><link state='up' speed='1000'/></capability>",
        expect![[r#"
            <device>
              <name>d</name>
              <capability type='net'>
                <interface>eth0</interface>
                <link speed='1000' state='up'/>
                <feature name='rx'/>
                <feature name='tx'/>
                <capability type='80203'/>
              </capability>
            </device>
        "#]],
    );
    device(
        "<capability type='system'><hardware><uuid>0123456789abcdef0123456789abcdef</uuid></hardware></capability>",
        expect![[r#"
            <device>
              <name>d</name>
              <capability type='system'>
                <hardware>
                  <uuid>01234567-89ab-cdef-0123-456789abcdef</uuid>
                </hardware>
                <firmware>
                </firmware>
              </capability>
            </device>
        "#]],
    );
    device(
        "<capability type='storage'><block>/dev/sr0</block><capability type='hotpluggable'/>
          <capability type='removable'><media_label>L</media_label><media_available>1</media_available>
          <media_size>7</media_size></capability></capability>",
        expect![[r#"
            <device>
              <name>d</name>
              <capability type='storage'>
                <block>/dev/sr0</block>
                <capability type='removable'>
                  <media_available>1</media_available>
                  <media_size>7</media_size>
                  <media_label>L</media_label>
                </capability>
                <capability type='hotpluggable'/>
              </capability>
            </device>
        "#]],
    );
    device(
        "<capability type='scsi_target'><target>t</target><capability type='fc_remote_port'><wwpn>w</wwpn>
          <rport>r</rport></capability></capability>",
        expect![[r#"
            <device>
              <name>d</name>
              <capability type='scsi_target'>
                <target>t</target>
                <capability type='fc_remote_port'>
                  <rport>r</rport>
                  <wwpn>w</wwpn>
                </capability>
              </capability>
            </device>
        "#]],
    );
    device(
        "<capability type='ccwgroup'><state>online</state><cssid>0x0</cssid><ssid>0</ssid><devno>bd00</devno>
          <members><ccw_device ref='cdev0'>a</ccw_device></members>
          <capability type='qeth_layer2'><card_type>OSD</card_type><chpid>30</chpid></capability></capability>",
        expect![[r#"
            <device>
              <name>d</name>
              <capability type='ccwgroup'>
                <state>online</state>
                <cssid>0x0</cssid>
                <ssid>0x0</ssid>
                <devno>0xbd00</devno>
                <members>
                  <ccw_device ref='cdev0'>a</ccw_device>
                </members>
                <capability type='qeth_layer2'>
                  <card_type>OSD</card_type>
                  <chpid>30</chpid>
                </capability>
              </capability>
            </device>
        "#]],
    );
    device(
        "<capability type='css'><cssid>0</cssid><ssid>0</ssid><devno>70</devno>
          <channel_dev_addr><cssid>0</cssid><ssid>0</ssid><devno>0x52</devno></channel_dev_addr></capability>",
        expect![[r#"
            <device>
              <name>d</name>
              <capability type='css'>
                <cssid>0x0</cssid>
                <ssid>0x0</ssid>
                <devno>0x0070</devno>
                <channel_dev_addr>
                  <cssid>0x0</cssid>
                  <ssid>0x0</ssid>
                  <devno>0x0052</devno>
                </channel_dev_addr>
              </capability>
            </device>
        "#]],
    );
}

#[test]
fn what_only_a_live_device_has() {
    let xml = "<device><name>d</name><path>/sys/d</path><devnode type='link'>/dev/l</devnode>
        <devnode type='dev'>/dev/d</devnode><capability type='mdev'><type id='t'/></capability></device>";
    let def = NodeDevDef::load(xml).unwrap();
    expect![[r#"
        <device>
          <name>d</name>
          <path>/sys/d</path>
          <devnode type='dev'>/dev/d</devnode>
          <devnode type='link'>/dev/l</devnode>
          <capability type='mdev'>
            <type id='t'/>
            <iommuGroup number='0'/>
          </capability>
        </device>
    "#]]
    .assert_eq(&def.to_xml());
    expect![[r#"
        <device>
          <name>d</name>
          <capability type='mdev'>
            <type id='t'/>
            <iommuGroup number='0'/>
          </capability>
        </device>
    "#]]
    .assert_eq(&def.to_xml_with(XmlFormat::inactive()));
    assert_eq!(NodeDevDef::load_new(xml).unwrap().name, "new device");
}

#[test]
fn refusals() {
    check(
        "<device><capability type='mdev'><type id='t'/></capability></device>",
        expect![[r#"
        error 21: missing name information
    "#]],
    );
    for (capability, expect) in [
        (
            "",
            expect![[r#"
            error 1: internal error: no device capabilities for 'd'
        "#]],
        ),
        (
            "<capability type='pcie'/>",
            expect![[r#"
            error 27: XML error: Invalid value for attribute 'type' in element 'capability': 'pcie'. Did you mean 'pci'?
        "#]],
        ),
        (
            "<capability type='pci'/>",
            expect![[r#"
            error 1: internal error: no PCI domain ID supplied
        "#]],
        ),
        (
            "<capability type='vdpa'><chardev>/dev/x</chardev></capability>",
            expect![[r#"
            error 1: internal error: unknown capability type 'vdpa' for 'd'
        "#]],
        ),
        (
            "<capability type='mdev'/>",
            expect![[r#"
            error 67: unsupported configuration: missing type id attribute
        "#]],
        ),
        (
            "<capability type='drm'><type>x</type></capability>",
            expect![[r#"
            error 67: unsupported configuration: unknown drm type 'x'
        "#]],
        ),
        (
            "<capability type='net'/>",
            expect![[r#"
            error 1: internal error: no network interface supplied
        "#]],
        ),
        (
            "<capability type='net'><interface>e</interface><feature name='zz'/></capability>",
            expect![[r#"
            error 27: XML error: unknown network device feature 'zz'
        "#]],
        ),
        (
            "<capability type='storage'><block>b</block></capability>",
            expect![[r#"
            error 1: internal error: no size supplied
        "#]],
        ),
        (
            "<capability type='storage'><block>b</block><capability type='x'/></capability>",
            expect![[r#"
            error 1: internal error: unknown storage capability type 'x'
        "#]],
        ),
        (
            "<capability type='scsi_host'><host>1</host><capability type='x'/></capability>",
            expect![[r#"
            error 1: internal error: unknown SCSI host capability type 'x'
        "#]],
        ),
        (
            "<capability type='ap_queue'><ap-adapter>1</ap-adapter><ap-domain>0x100</ap-domain></capability>",
            expect![[r#"
            error 67: unsupported configuration: ap-domain value '256' is out of range for 'd'
        "#]],
        ),
        (
            "<parent wwnn='1'>p</parent><capability type='mdev'><type id='t'/></capability>",
            expect![[r#"
            error 27: XML error: when providing parent wwnn='1', the wwpn must also be provided
        "#]],
        ),
    ] {
        device(capability, expect);
    }
}
