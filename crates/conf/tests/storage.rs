//! Storage pools, volumes, and what a host has of them.
#![allow(clippy::unwrap_used)] // A test fails by panicking.

use expect_test::{Expect, expect};
use vir_conf::storage_pool::PoolType;
use vir_conf::storage_vol::CapacityRule;
use vir_conf::{Defaults, StoragePoolCaps, StoragePoolDef, StorageVolDef};

fn shown(result: vir_types::Result<String>) -> String {
    result.unwrap_or_else(|error| format!("error {}: {error}\n", error.code().0))
}

fn load(xml: &str) -> vir_types::Result<StoragePoolDef> {
    let mut random = |bytes: &mut [u8]| bytes.fill(1);
    StoragePoolDef::load(xml, &mut Defaults::new(&mut random))
}

#[track_caller]
fn pool(xml: &str, expect: Expect) {
    let result = load(xml).map(|def| def.to_xml());
    if let Ok(written) = &result {
        assert_eq!(&load(written).unwrap().to_xml(), written, "read again, it differs");
    }
    expect.assert_eq(&shown(result));
}

#[test]
fn options_of_mounts() {
    pool(
        "<pool type='netfs' xmlns:f='http://libvirt.org/schemas/storagepool/fs/1.0'><name>n</name>
          <capacity>9</capacity>
          <source><format type='nfs'/><host name='h'/><dir path='//a//b/'/><protocol ver='3'/>
            <vendor name='V'/><product name='P'/></source>
          <target><path>/mnt/x//</path><permissions><mode>755</mode><owner>-1</owner></permissions></target>
          <refresh><volume allocation='capacity'/></refresh>
          <f:mount_opts><f:option name='sync'/><f:option name='retry=2'/></f:mount_opts></pool>",
        expect![[r#"
            <pool type='netfs' xmlns:fs='http://libvirt.org/schemas/storagepool/fs/1.0'>
              <name>n</name>
              <uuid>01010101-0101-4101-8101-010101010101</uuid>
              <capacity unit='bytes'>0</capacity>
              <allocation unit='bytes'>0</allocation>
              <available unit='bytes'>0</available>
              <source>
                <host name='h'/>
                <dir path='//a/b'/>
                <format type='nfs'/>
                <protocol ver='3'/>
                <vendor name='V'/>
                <product name='P'/>
              </source>
              <target>
                <path>/mnt/x</path>
                <permissions>
                  <mode>0755</mode>
                </permissions>
              </target>
              <refresh>
                <volume allocation='capacity'/>
              </refresh>
              <fs:mount_opts>
                <fs:option name='sync'/>
                <fs:option name='retry=2'/>
              </fs:mount_opts>
            </pool>
        "#]],
    );
    pool(
        "<pool type='rbd' xmlns:rbd='http://libvirt.org/schemas/storagepool/rbd/1.0'><name>n</name>
          <source><name>images</name><host name='h' port='6789'/>
            <auth type='ceph' username='u'><secret usage='mine'/></auth></source>
          <rbd:config_opts><rbd:option name='a' value='b'/></rbd:config_opts></pool>",
        expect![[r#"
            <pool type='rbd' xmlns:rbd='http://libvirt.org/schemas/storagepool/rbd/1.0'>
              <name>n</name>
              <uuid>01010101-0101-4101-8101-010101010101</uuid>
              <capacity unit='bytes'>0</capacity>
              <allocation unit='bytes'>0</allocation>
              <available unit='bytes'>0</available>
              <source>
                <host name='h' port='6789'/>
                <name>images</name>
                <auth type='ceph' username='u'>
                  <secret usage='mine'/>
                </auth>
              </source>
              <rbd:config_opts>
                <rbd:option name='a' value='b'/>
              </rbd:config_opts>
            </pool>
        "#]],
    );
}

#[test]
fn kinds_of_pools() {
    pool(
        "<pool type='logical'><source><name>vg</name><device path='/dev/sda1'/></source></pool>",
        expect![[r#"
            <pool type='logical'>
              <name>vg</name>
              <uuid>01010101-0101-4101-8101-010101010101</uuid>
              <capacity unit='bytes'>0</capacity>
              <allocation unit='bytes'>0</allocation>
              <available unit='bytes'>0</available>
              <source>
                <device path='/dev/sda1'/>
                <name>vg</name>
                <format type='lvm2'/>
              </source>
              <target>
                <path>/dev/vg</path>
              </target>
            </pool>
        "#]],
    );
    pool(
        "<pool type='disk'><name>d</name><source><device path='/dev/sdb' part_separator='no'/></source>
         <target><path>/dev</path></target></pool>",
        expect![[r#"
            <pool type='disk'>
              <name>d</name>
              <uuid>01010101-0101-4101-8101-010101010101</uuid>
              <capacity unit='bytes'>0</capacity>
              <allocation unit='bytes'>0</allocation>
              <available unit='bytes'>0</available>
              <source>
                <device path='/dev/sdb' part_separator='no'/>
                <format type='unknown'/>
              </source>
              <target>
                <path>/dev</path>
              </target>
            </pool>
        "#]],
    );
    pool(
        "<pool type='iscsi-direct'><name>i</name><source><host name='h'/><device path='iqn.x'/>
         <initiator><iqn name='iqn.y'/></initiator></source></pool>",
        expect![[r#"
            <pool type='iscsi-direct'>
              <name>i</name>
              <uuid>01010101-0101-4101-8101-010101010101</uuid>
              <capacity unit='bytes'>0</capacity>
              <allocation unit='bytes'>0</allocation>
              <available unit='bytes'>0</available>
              <source>
                <host name='h'/>
                <device path='iqn.x'/>
                <initiator>
                  <iqn name='iqn.y'/>
                </initiator>
              </source>
            </pool>
        "#]],
    );
    pool(
        "<pool type='scsi'><name>s</name><source><adapter type='fc_host' managed='yes' wwnn='20000000c9831b4b'
          wwpn='0x10000000c9831b4b' parent_fabric_wwn='2000000043214321' name='x'/></source>
         <target><path>/dev/disk/by-path</path></target></pool>",
        expect![[r#"
            <pool type='scsi'>
              <name>s</name>
              <uuid>01010101-0101-4101-8101-010101010101</uuid>
              <capacity unit='bytes'>0</capacity>
              <allocation unit='bytes'>0</allocation>
              <available unit='bytes'>0</available>
              <source>
                <adapter type='fc_host' parent_fabric_wwn='2000000043214321' managed='yes' wwnn='20000000c9831b4b' wwpn='0x10000000c9831b4b'/>
              </source>
              <target>
                <path>/dev/disk/by-path</path>
              </target>
            </pool>
        "#]],
    );
    pool(
        "<pool type='fs'><name>f</name><features><cow state='no'/></features><source><device path='/dev/sdc1'/></source>
         <target><path>/f</path></target></pool>",
        expect![[r#"
            <pool type='fs'>
              <name>f</name>
              <uuid>01010101-0101-4101-8101-010101010101</uuid>
              <capacity unit='bytes'>0</capacity>
              <allocation unit='bytes'>0</allocation>
              <available unit='bytes'>0</available>
              <features>
                <cow state='no'/>
              </features>
              <source>
                <device path='/dev/sdc1'/>
                <format type='auto'/>
              </source>
              <target>
                <path>/f</path>
              </target>
            </pool>
        "#]],
    );
}

#[test]
fn facts_that_cannot_be_read_are_dropped() {
    pool(
        "<pool type='fs'><name>p</name><uuid>01234567-89ab-cdef-0123-456789abcdef</uuid>
          <capacity unit='miles'>1</capacity><allocation>-1</allocation><available>x</available>
          <source><device path='/dev/sda1'/><format type=''/></source><target><path>/p</path></target></pool>",
        expect![[r#"
            <pool type='fs'>
              <name>p</name>
              <uuid>01234567-89ab-cdef-0123-456789abcdef</uuid>
              <capacity unit='bytes'>0</capacity>
              <allocation unit='bytes'>0</allocation>
              <available unit='bytes'>0</available>
              <source>
                <device path='/dev/sda1'/>
                <format type='auto'/>
              </source>
              <target>
                <path>/p</path>
              </target>
            </pool>
        "#]],
    );
    volume(
        "<volume type=''><name>v</name><capacity>1</capacity><physical>x</physical>
          <source><device><extent/></device></source>
          <target><format type=''/><timestamps><atime>x</atime></timestamps></target></volume>",
        PoolType::Dir,
        expect![[r#"
            <volume type='file'>
              <name>v</name>
              <capacity unit='bytes'>1</capacity>
              <allocation unit='bytes'>1</allocation>
              <target>
                <format type='raw'/>
              </target>
            </volume>
        "#]],
    );
}

#[test]
fn pools_refused() {
    let target = "<target><path>/t</path></target>";
    for (kind, inside, expect) in [
        ("dri", String::new(), expect![[r#"
            error 27: XML error: Invalid value for attribute 'type' in element 'pool': 'dri'. Did you mean 'dir'?
        "#]]),
        ("dir", target.to_owned(), expect![[r#"
            error 27: XML error: missing pool source name element
        "#]]),
        ("dir", format!("<name>a/b</name>{target}"), expect![[r#"
            error 27: XML error: name a/b cannot contain '/'
        "#]]),
        ("dir", "<name>a</name>".to_owned(), expect![[r#"
            error 27: XML error: missing storage pool target path
        "#]]),
        ("dir", format!("<name>a</name><uuid>x</uuid>{target}"), expect![[r#"
            error 27: XML error: malformed uuid element
        "#]]),
        ("fs", format!("<name>a</name>{target}"), expect![[r#"
            error 27: XML error: missing storage pool source device name
        "#]]),
        ("fs", format!("<name>a</name><source><device/></source>{target}"), expect![[r#"
            error 27: XML error: missing storage pool source device path
        "#]]),
        (
            "fs",
            format!("<name>a</name><source><device path='x'/><format type='nfs'/></source>{target}"),
            expect![[r#"
                error 67: unsupported configuration: unknown pool format type nfs
            "#]],
        ),
        ("netfs", format!("<name>a</name><source><dir path='/a'/></source>{target}"), expect![[r#"
            error 27: XML error: missing storage pool source host name
        "#]]),
        ("netfs", format!("<name>a</name><source><host name='h'/></source>{target}"), expect![[r#"
            error 27: XML error: missing storage pool source path
        "#]]),
        (
            "netfs",
            format!(
                "<name>a</name><source><host name='h'/><dir path='/'/><format type='cifs'/><protocol ver='1'/></source>{target}"
            ),
            expect![[r#"
                error 67: unsupported configuration: storage pool protocol ver unsupported for pool type 'cifs'
            "#]],
        ),
        ("rbd", "<name>a</name><source><host name='h'/></source>".to_owned(), expect![[r#"
            error 27: XML error: element 'name' is mandatory for RBD pool
        "#]]),
        ("iscsi-direct", "<name>a</name><source><host name='h'/></source>".to_owned(), expect![[r#"
            error 67: unsupported configuration: missing initiator IQN
        "#]]),
        ("scsi", format!("<name>a</name>{target}"), expect![[r#"
            error 27: XML error: missing storage pool source adapter
        "#]]),
        (
            "scsi",
            format!("<name>a</name><source><adapter type='fc_host' wwnn='1' wwpn='2'/></source>{target}"),
            expect![[r#"
                error 1: internal error: Malformed wwn: 1
            "#]],
        ),
        ("scsi", format!("<name>a</name><source><adapter wwnn='1'/></source>{target}"), expect![[r#"
            error 27: XML error: Use of 'wwnn', 'wwpn', and 'parent' attributes requires use of the adapter 'type'
        "#]]),
        ("mpath", format!("<name>a</name><features><cow state='yes'/></features>{target}"), expect![[r#"
            error 3: this function is not supported by the connection driver: cow feature may only be used for 'fs' and 'dir' pools
        "#]]),
        (
            "dir",
            "<name>a</name><target><path>/</path><permissions><mode>999</mode></permissions></target>".to_owned(),
            expect![[r#"
                error 27: XML error: malformed octal mode
            "#]],
        ),
        (
            "rbd",
            "<name>a</name><source><name>p</name><host name='h'/><auth username='u'><secret usage='x'/></auth></source>"
                .to_owned(),
            expect![[r#"
                error 67: unsupported configuration: storage pool missing auth type
            "#]],
        ),
        (
            "rbd",
            "<name>a</name><source><name>p</name><host name='h'/><auth type='ceph' username='u'><secret/></auth></source>"
                .to_owned(),
            expect![[r#"
                error 27: XML error: missing secret uuid or usage attribute
            "#]],
        ),
    ] {
        pool(&format!("<pool type='{kind}'>{inside}</pool>"), expect);
    }
}

#[track_caller]
fn volume(xml: &str, kind: PoolType, expect: Expect) {
    let load = |xml: &str| StorageVolDef::load(xml, kind, CapacityRule::UnlessBacked);
    let result = load(xml).map(|def| def.to_xml());
    if let Ok(written) = &result {
        assert_eq!(&load(written).unwrap().to_xml(), written, "read again, it differs");
    }
    expect.assert_eq(&shown(result));
}

#[test]
fn volumes() {
    volume(
        "<volume><name>v</name><capacity unit='G'>1</capacity>
          <target><nocow/><clusterSize unit='KiB'>128</clusterSize><features><data_file/><lazy_refcounts/></features>
          <encryption format='luks' engine='librbd'><secret type='passphrase' usage='u'/>
            <cipher name='aes' size='256'/><ivgen name='plain64'/></encryption></target></volume>",
        PoolType::Dir,
        expect![[r#"
            <volume type='file'>
              <name>v</name>
              <capacity unit='bytes'>1073741824</capacity>
              <allocation unit='bytes'>1073741824</allocation>
              <target>
                <format type='raw'/>
                <encryption format='luks' engine='librbd'>
                  <secret type='passphrase' usage='u'/>
                  <cipher name='aes' size='256'/>
                  <ivgen name='plain64'/>
                </encryption>
                <compat>1.1</compat>
                <clusterSize unit='B'>131072</clusterSize>
                <features>
                  <lazy_refcounts/>
                  <data_file/>
                </features>
              </target>
            </volume>
        "#]],
    );
    volume(
        "<volume type='block'><name>v</name><backingStore><path>/b</path></backingStore></volume>",
        PoolType::Logical,
        expect![[r#"
            <volume type='block'>
              <name>v</name>
              <capacity unit='bytes'>0</capacity>
              <allocation unit='bytes'>0</allocation>
              <target>
              </target>
              <backingStore>
                <path>/b</path>
              </backingStore>
            </volume>
        "#]],
    );
    volume(
        "<volume><name>v</name><capacity>5</capacity><target><format type='linux-swap'/></target></volume>",
        PoolType::Disk,
        expect![[r#"
            <volume type='file'>
              <name>v</name>
              <capacity unit='bytes'>5</capacity>
              <allocation unit='bytes'>5</allocation>
              <target>
                <format type='linux-swap'/>
              </target>
            </volume>
        "#]],
    );
    let of_daemon = "<volume type='block'>
  <name>v</name>
  <source>
    <device path='/dev/sda'>
      <extent start='1' end='2'/>
    </device>
  </source>
  <capacity unit='bytes'>5</capacity>
  <allocation unit='bytes'>5</allocation>
  <physical unit='bytes'>5</physical>
  <target>
    <path>/dev/v</path>
    <timestamps>
      <atime>1341933637.273190990</atime>
      <mtime>1341930622</mtime>
    </timestamps>
  </target>
</volume>
";
    assert_eq!(StorageVolDef::parse(of_daemon).unwrap().to_xml(), of_daemon);
}

#[test]
fn volumes_refused() {
    for (inside, expect) in [
        (
            "<capacity>1</capacity>",
            expect![[r#"
            error 27: XML error: missing volume name element
        "#]],
        ),
        (
            "<name>v</name>",
            expect![[r#"
            error 27: XML error: missing capacity element
        "#]],
        ),
        (
            "<name>v</name><capacity unit='X'>1</capacity>",
            expect![[r#"
            error 8: invalid argument: unknown suffix 'X'
        "#]],
        ),
        (
            "<name>v</name><capacity>x</capacity>",
            expect![[r#"
            error 27: XML error: malformed capacity element
        "#]],
        ),
        (
            "<name>v</name><capacity>1</capacity><target><format type='none'/></target>",
            expect![[r#"
            error 67: unsupported configuration: unknown volume format type none
        "#]],
        ),
        (
            "<name>v</name><capacity>1</capacity><target><format type='linux'/></target>",
            expect![[r#"
            error 67: unsupported configuration: unknown volume format type linux
        "#]],
        ),
        (
            "<name>v</name><capacity>1</capacity><target><format type='cow3'/></target>",
            expect![[r#"
            error 67: unsupported configuration: unknown volume format type cow3. Did you mean 'cow'?
        "#]],
        ),
        (
            "<name>v</name><capacity>1</capacity><target><compat>1,1</compat></target>",
            expect![[r#"
            error 27: XML error: forbidden characters in 'compat' attribute
        "#]],
        ),
        (
            "<name>v</name><capacity>1</capacity><target><features><x/></features></target>",
            expect![[r#"
            error 67: unsupported configuration: unsupported feature x
        "#]],
        ),
        (
            "<name>v</name><capacity>1</capacity><target><encryption/></target>",
            expect![[r#"
            error 27: XML error: unknown volume encryption format
        "#]],
        ),
        (
            "<name>v</name><capacity>1</capacity><target><encryption format='luks'><ivgen name='x'/></encryption></target>",
            expect![[r#"
                error 27: XML error: ivgen element found, but cipher is missing
            "#]],
        ),
    ] {
        volume(&format!("<volume>{inside}</volume>"), PoolType::Dir, expect);
    }
}

#[test]
fn what_a_host_has() {
    let caps = StoragePoolCaps::of_host(&[PoolType::Dir, PoolType::Disk]);
    let xml = caps.to_xml();
    assert_eq!(StoragePoolCaps::parse(&xml).unwrap(), caps);
    expect![[r#"
        <storagepoolCapabilities>
          <pool type='dir' supported='yes'>
            <volOptions>
              <defaultFormat type='raw'/>
              <enum name='targetFormatType'>
                <value>none</value>
                <value>raw</value>
                <value>dir</value>
                <value>bochs</value>
                <value>cloop</value>
                <value>dmg</value>
                <value>iso</value>
                <value>vpc</value>
                <value>vdi</value>
                <value>fat</value>
                <value>vhd</value>
                <value>ploop</value>
                <value>cow</value>
                <value>qcow</value>
                <value>qcow2</value>
                <value>qed</value>
                <value>vmdk</value>
              </enum>
            </volOptions>
          </pool>
          <pool type='fs' supported='no'>
            <poolOptions>
              <defaultFormat type='auto'/>
              <enum name='sourceFormatType'>
                <value>auto</value>
                <value>ext2</value>
                <value>ext3</value>
                <value>ext4</value>
                <value>ufs</value>
                <value>iso9660</value>
                <value>udf</value>
                <value>gfs</value>
                <value>gfs2</value>
                <value>vfat</value>
                <value>hfs+</value>
                <value>xfs</value>
                <value>ocfs2</value>
                <value>vmfs</value>
              </enum>
            </poolOptions>
            <volOptions>
              <defaultFormat type='raw'/>
              <enum name='targetFormatType'>
                <value>none</value>
                <value>raw</value>
                <value>dir</value>
                <value>bochs</value>
                <value>cloop</value>
                <value>dmg</value>
                <value>iso</value>
                <value>vpc</value>
                <value>vdi</value>
                <value>fat</value>
                <value>vhd</value>
                <value>ploop</value>
                <value>cow</value>
                <value>qcow</value>
                <value>qcow2</value>
                <value>qed</value>
                <value>vmdk</value>
              </enum>
            </volOptions>
          </pool>
          <pool type='netfs' supported='no'>
            <poolOptions>
              <defaultFormat type='auto'/>
              <enum name='sourceFormatType'>
                <value>auto</value>
                <value>nfs</value>
                <value>glusterfs</value>
                <value>cifs</value>
              </enum>
            </poolOptions>
            <volOptions>
              <defaultFormat type='raw'/>
              <enum name='targetFormatType'>
                <value>none</value>
                <value>raw</value>
                <value>dir</value>
                <value>bochs</value>
                <value>cloop</value>
                <value>dmg</value>
                <value>iso</value>
                <value>vpc</value>
                <value>vdi</value>
                <value>fat</value>
                <value>vhd</value>
                <value>ploop</value>
                <value>cow</value>
                <value>qcow</value>
                <value>qcow2</value>
                <value>qed</value>
                <value>vmdk</value>
              </enum>
            </volOptions>
          </pool>
          <pool type='logical' supported='no'>
            <poolOptions>
              <defaultFormat type='lvm2'/>
              <enum name='sourceFormatType'>
                <value>unknown</value>
                <value>lvm2</value>
              </enum>
            </poolOptions>
          </pool>
          <pool type='disk' supported='yes'>
            <poolOptions>
              <defaultFormat type='unknown'/>
              <enum name='sourceFormatType'>
                <value>unknown</value>
                <value>dos</value>
                <value>dvh</value>
                <value>gpt</value>
                <value>mac</value>
                <value>bsd</value>
                <value>pc98</value>
                <value>sun</value>
                <value>lvm2</value>
              </enum>
            </poolOptions>
            <volOptions>
              <defaultFormat type='none'/>
              <enum name='targetFormatType'>
                <value>none</value>
                <value>linux</value>
                <value>fat16</value>
                <value>fat32</value>
                <value>linux-swap</value>
                <value>linux-lvm</value>
                <value>linux-raid</value>
                <value>extended</value>
              </enum>
            </volOptions>
          </pool>
          <pool type='iscsi' supported='no'>
          </pool>
          <pool type='iscsi-direct' supported='no'>
          </pool>
          <pool type='scsi' supported='no'>
          </pool>
          <pool type='mpath' supported='no'>
          </pool>
          <pool type='rbd' supported='no'>
            <volOptions>
              <defaultFormat type='raw'/>
              <enum name='targetFormatType'>
              </enum>
            </volOptions>
          </pool>
          <pool type='sheepdog' supported='no'>
          </pool>
          <pool type='gluster' supported='no'>
            <volOptions>
              <defaultFormat type='raw'/>
              <enum name='targetFormatType'>
                <value>none</value>
                <value>raw</value>
                <value>dir</value>
                <value>bochs</value>
                <value>cloop</value>
                <value>dmg</value>
                <value>iso</value>
                <value>vpc</value>
                <value>vdi</value>
                <value>fat</value>
                <value>vhd</value>
                <value>ploop</value>
                <value>cow</value>
                <value>qcow</value>
                <value>qcow2</value>
                <value>qed</value>
                <value>vmdk</value>
              </enum>
            </volOptions>
          </pool>
          <pool type='zfs' supported='no'>
          </pool>
          <pool type='vstorage' supported='no'>
            <volOptions>
              <defaultFormat type='raw'/>
              <enum name='targetFormatType'>
                <value>none</value>
                <value>raw</value>
                <value>dir</value>
                <value>bochs</value>
                <value>cloop</value>
                <value>dmg</value>
                <value>iso</value>
                <value>vpc</value>
                <value>vdi</value>
                <value>fat</value>
                <value>vhd</value>
                <value>ploop</value>
                <value>cow</value>
                <value>qcow</value>
                <value>qcow2</value>
                <value>qed</value>
                <value>vmdk</value>
              </enum>
            </volOptions>
          </pool>
        </storagepoolCapabilities>
    "#]]
    .assert_eq(&xml);
}
