//! What libvirt makes of a guest's document, whatever the driver: one line for a rule.
#![allow(clippy::unwrap_used, reason = "a test")]

use vir_conf::{Defaults, DomainDef};

const DEV: (&str, &str) = (
    "<domain type='kvm'><name>a</name><memory>1024</memory><os><type>hvm</type></os><devices>",
    "</devices></domain>",
);
const DISK: (&str, &str) = (
    "<domain type='kvm'><name>a</name><memory>1024</memory><os><type>hvm</type></os><devices><disk type='network'>",
    "<target dev='vda' bus='virtio'/></disk></devices></domain>",
);

/// The document, one element behind the other.
fn flat(xml: &str) -> String {
    xml.lines().map(str::trim).collect()
}

/// A fragment becomes another, which then stays as it is.
fn check(place: (&str, &str), fragment: &str, expected: &str) -> Result<(), String> {
    let mut random = |bytes: &mut [u8]| bytes.fill(0xab);
    let mut defaults = Defaults::new(&mut random).with_arch("x86_64");
    let load = |xml: &str, defaults: &mut Defaults<'_>| {
        DomainDef::load(xml, defaults).map_err(|error| format!("{fragment}\n  is refused: {error}"))
    };
    let def = load(&format!("{}{fragment}{}", place.0, place.1), &mut defaults)?;
    let xml = def.to_xml();
    if !flat(&xml).contains(expected) {
        return Err(format!("{fragment}\n  becomes\n{xml}"));
    }
    let again = load(&xml, &mut defaults)?;
    if again != def || again.to_xml() != xml {
        return Err(format!("{fragment}\n  becomes, the second time,\n{}", again.to_xml()));
    }
    Ok(())
}

macro_rules! becomes {
    ($name:ident: $($place:ident $fragment:literal => $expected:literal;)*) => {
        #[test]
        fn $name() {
            let cases = [$(($place, $fragment, $expected)),*];
            let wrong: Vec<String> =
                cases.iter().filter_map(|(place, from, to)| check(*place, from, to).err()).collect();
            assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        }
    };
}

becomes! { servers_get_the_port_of_their_protocol:
    DISK "<source protocol='nbd'><host name='h'/></source>" => "<host name='h' port='10809'/>";
    DISK "<source protocol='nbd'><host name='h' port='7'/></source>" => "<host name='h' port='7'/>";
    DISK "<source protocol='nbd'><host transport='rdma' name='h'/></source>" => "<host name='h' transport='rdma'/>";
    DISK "<source protocol='nbd'><host transport='unix' socket='/s' name='h' port='7'/></source>"
        => "<host transport='unix' socket='/s'/>";
    DISK "<source protocol='gluster' name='a/b'><host name='h'/></source>" => "<host name='h' port='24007'/>";
    DISK "<source protocol='iscsi' name='a'><host name='h'/></source>" => "<host name='h' port='3260'/>";
    DISK "<source protocol='http' name='a'><host name='h'/></source>" => "<host name='h' port='80'/>";
    DISK "<source protocol='https' name='a'><host name='h'/></source>" => "<host name='h' port='443'/>";
    DISK "<source protocol='ftp' name='a'><host name='h'/></source>" => "<host name='h' port='21'/>";
    DISK "<source protocol='ftps' name='a'><host name='h'/></source>" => "<host name='h' port='990'/>";
    DISK "<source protocol='tftp' name='a'><host name='h'/></source>" => "<host name='h' port='69'/>";
    DISK "<source protocol='ssh' name='a'><host name='h'/></source>" => "<host name='h' port='22'/>";
    DISK "<source protocol='vxhs' name='a'><host name='h'/></source>" => "<host name='h' port='9999'/>";
    DISK "<source protocol='rbd' name='a/b'><host name='h'/></source>" => "<host name='h'/>";
    DISK "<source protocol='nfs' name='a'><host name='h'/></source>" => "<host name='h'/>";
    DEV "<hostdev mode='subsystem' type='scsi'><source protocol='iscsi' name='a'><host name='h'/></source></hostdev>"
        => "<host name='h'/>";
}

becomes! { a_protocol_keeps_its_own:
    DISK "<source protocol='nbd' query='q'><host name='h'/><reconnect delay='5'/><cookies><cookie name='a'>b</cookie></cookies></source>"
        => "<source protocol='nbd'><host name='h' port='10809'/><reconnect delay='5'/></source>";
    DISK "<source protocol='tftp' name='a'><host name='h'/><reconnect delay='5'/><ssl verify='no'/><readahead size='1'/><timeout seconds='1'/><knownHosts path='/k'/></source>"
        => "<source protocol='tftp' name='a'><host name='h' port='69'/></source>";
    DISK "<source protocol='http' name='a' query='q'><host name='h'/><ssl verify='no'/><timeout seconds='1'/></source>"
        => "<source protocol='http' name='a' query='q'><host name='h' port='80'/><timeout seconds='1'/></source>";
    DISK "<source protocol='ftps' name='a' query='q'><host name='h'/><ssl verify='no'/></source>"
        => "<source protocol='ftps' name='a'><host name='h' port='990'/><ssl verify='no'/></source>";
}

const TOP: (&str, &str) =
    ("<domain type='kvm'><name>a</name><memory>1024</memory><os><type>hvm</type></os>", "</domain>");

becomes! { what_says_nothing_goes:
    TOP "<memtune><hard_limit>9007199254740991</hard_limit><soft_limit>9007199254740990</soft_limit><swap_hard_limit>9007199254740991</swap_hard_limit></memtune>"
        => "<memtune><soft_limit unit='KiB'>9007199254740990</soft_limit></memtune>";
    DEV "<memballoon model='none'><alias name='ua-b'/><address type='pci' slot='6'/></memballoon>" => "<memballoon model='none'/>";
    DEV "<controller type='usb' model='none'><address type='pci' slot='6'/></controller>"
        => "<controller type='usb' index='0' model='none'/>";
    DEV "<controller type='pci' model='pcie-root-port'><pcihole64>1</pcihole64></controller>"
        => "<controller type='pci' index='0' model='pcie-root-port'/>";
    DEV "<controller type='ide' vectors='x'/>" => "<controller type='ide' index='0'/>";
    DEV "<controller index='1'/>" => "<controller type='ide' index='1'/>";
}

becomes! { security_labels_say_what_they_mean:
    TOP "<seclabel type='none' relabel='no'><label>x</label></seclabel>" => "</devices><seclabel type='none'/></domain>";
    TOP "<seclabel model='none'/>" => "<seclabel type='none' model='none'/>";
    TOP "<seclabel type='dynamic' model='selinux'><label>x</label><baselabel>y</baselabel></seclabel>"
        => "<seclabel type='dynamic' model='selinux' relabel='yes'><baselabel>y</baselabel></seclabel>";
    TOP "<seclabel type='static' model='selinux'><label>x</label><baselabel>y</baselabel></seclabel>"
        => "<seclabel type='static' model='selinux' relabel='no'><label>x</label></seclabel>";
    DEV "<disk type='file'><source file='/f'><seclabel model='selinux' labelskip='yes'/><seclabel model='dac' relabel='no'/></source><target dev='vda'/></disk>"
        => "<source file='/f'><seclabel model='dac' relabel='no'/></source>";
    DEV "<disk type='file'><source file='/f'><seclabel model='dac'><label>x</label></seclabel></source><target dev='vda'/></disk>"
        => "<seclabel model='dac' relabel='yes'><label>x</label></seclabel>";
    DEV "<serial type='file'><source path='/f'><seclabel model='dac'/></source></serial>" => "<source path='/f'/>";
}

becomes! { companions_of_usb_controllers_have_ports:
    DEV "<controller type='usb' index='1' model='ich9-uhci1'/><controller type='usb' index='1' model='ich9-uhci2'/><controller type='usb' index='1' model='ich9-ehci1'/><controller type='usb' index='1' model='ich9-uhci3'/>"
        => "<controller type='usb' index='1' model='ich9-ehci1'/><controller type='usb' index='1' model='ich9-uhci1'><master startport='0'/></controller><controller type='usb' index='1' model='ich9-uhci2'><master startport='2'/></controller><controller type='usb' index='1' model='ich9-uhci3'><master startport='4'/></controller>";
    DEV "<controller type='usb' index='0' model='ich9-ehci1'/><controller type='usb' index='0' model='ich9-uhci1'><master startport='6'/></controller>"
        => "<master startport='6'/>";
}

becomes! { scsi_controllers_for_more_devices_are_like_the_full_one:
    DEV "<controller type='scsi' index='0' model='virtio-scsi'/><hostdev mode='subsystem' type='scsi'><source><adapter name='scsi_host0'/><address bus='0' target='0' unit='0'/></source><address type='drive' controller='0'/></hostdev><hostdev mode='subsystem' type='scsi'><source><adapter name='scsi_host0'/><address bus='0' target='0' unit='1'/></source><address type='drive' controller='1'/></hostdev>"
        => "<controller type='scsi' index='0' model='virtio-scsi'/><controller type='scsi' index='1' model='virtio-scsi'/>";
    DEV "<controller type='scsi' index='0' model='virtio-scsi'/><hostdev mode='subsystem' type='scsi'><source><adapter name='scsi_host0'/><address bus='0' target='0' unit='0'/></source><address type='drive' controller='1'/></hostdev>"
        => "<controller type='scsi' index='0' model='virtio-scsi'/><controller type='scsi' index='1'/>";
}

becomes! { distances_go_both_ways:
    TOP "<vcpu>3</vcpu><cpu><numa><cell id='0' cpus='0' memory='1'/><cell id='1' cpus='1' memory='1'><distances><sibling id='0' value='21'/></distances></cell><cell id='2' cpus='2' memory='1'/></numa></cpu>"
        => "<cell id='0' cpus='0' memory='1' unit='KiB'><distances><sibling id='0' value='10'/><sibling id='1' value='21'/></distances></cell><cell id='1' cpus='1' memory='1' unit='KiB'><distances><sibling id='0' value='21'/><sibling id='1' value='10'/></distances></cell><cell id='2' cpus='2' memory='1' unit='KiB'/>";
    TOP "<vcpu>2</vcpu><cpu><numa><cell id='0' cpus='0' memory='1'><distances><sibling id='1' value='21'/></distances></cell><cell id='1' cpus='1' memory='1'><distances><sibling id='0' value='31'/></distances></cell></numa></cpu>"
        => "<cell id='0' cpus='0' memory='1' unit='KiB'><distances><sibling id='0' value='10'/><sibling id='1' value='21'/></distances></cell><cell id='1' cpus='1' memory='1' unit='KiB'><distances><sibling id='0' value='31'/><sibling id='1' value='10'/></distances></cell>";
}

const EFI: (&str, &str) = (
    "<domain type='kvm'><name>a</name><memory>1024</memory><os firmware='efi'><type>hvm</type>",
    "</os></domain>",
);

becomes! { code_has_the_format_of_the_variables:
    EFI "<nvram format='qcow2'/>" => "<loader format='qcow2'/><nvram format='qcow2'/>";
    EFI "<loader secure='yes'/><nvram format='qcow2'/>" => "<loader secure='yes'/><nvram format='qcow2'/>";
}

becomes! { words_of_old:
    DEV "<disk type='file'><driver name='tap' type='aio' cache='default'/><source file='/f'/><target dev='vda'/></disk>"
        => "<driver name='tap' type='raw'/>";
}

becomes! { a_source_keeps_its_own:
    DISK "<source protocol='nbd'><host name='h'/><seclabel model='dac' relabel='no'/></source>"
        => "<source protocol='nbd'><host name='h' port='10809'/></source>";
    DEV "<disk type='file'><source file='/f' startupPolicy='optional'/><backingStore type='file'><format type='raw'/><source file='/g' startupPolicy='optional'/></backingStore><target dev='vda'/></disk>"
        => "<source file='/f' startupPolicy='optional'/><backingStore type='file'><format type='raw'/><source file='/g'/></backingStore>";
    DEV "<hostdev mode='subsystem' type='scsi'><source name='n'><adapter name='scsi_host0'/><address bus='0' target='0' unit='0'/><host name='h'/><auth username='u'><secret type='ceph' usage='s'/></auth><initiator><iqn name='q'/></initiator></source></hostdev>"
        => "<source><adapter name='scsi_host0'/><address bus='0' target='0' unit='0'/></source>";
    DEV "<hostdev mode='subsystem' type='scsi'><source protocol='iscsi' name='n'><adapter name='scsi_host0'/><address bus='0' target='0' unit='0'/><host transport='unix' socket='/s' name='h'/></source></hostdev>"
        => "<source protocol='iscsi' name='n/0'><host transport='unix' socket='/s'/></source>";
    DEV "<filesystem><source dir='/a'/><target dir='b'/><idmap><uid start='0' target='1' count='1'/></idmap></filesystem>"
        => "<filesystem type='mount' accessmode='passthrough'><source dir='/a'/><target dir='b'/></filesystem>";
    DEV "<controller type='usb'/><redirdev bus='usb' type='dbus'/>" => "<redirdev bus='usb' type='dbus'><source channel='org.qemu.usbredir'/></redirdev>";
}

#[test]
fn only_a_drive_has_a_tray() {
    let disk = |device: &str| {
        format!(
            "{}<disk type='file' device='{device}'><target dev='sda' bus='sata' tray='open'/></disk>{}",
            DEV.0, DEV.1
        )
    };
    let mut random = |bytes: &mut [u8]| bytes.fill(0xab);
    let mut defaults = Defaults::new(&mut random);
    assert!(DomainDef::load(&disk("cdrom"), &mut defaults).is_ok());
    let error = DomainDef::load(&disk("disk"), &mut defaults).unwrap_err();
    assert_eq!(
        (error.code(), error.message()),
        (
            vir_types::Code::CONFIG_UNSUPPORTED,
            "unsupported configuration: tray is only valid for cdrom and floppy"
        )
    );
}

#[test]
fn virtual_cpus_are_counted() {
    let mut random = |bytes: &mut [u8]| bytes.fill(0xab);
    let xml = format!("{}<vcpu placement='static'/>{}", TOP.0, TOP.1);
    let error = DomainDef::load(&xml, &mut Defaults::new(&mut random)).unwrap_err();
    assert_eq!(
        (error.code(), error.message()),
        (vir_types::Code::XML_ERROR, "XML error: maximum vcpus count must be an integer")
    );
}

#[test]
fn only_virtio_cards_have_options_of_virtio() {
    let card = |model: &str| {
        format!(
            "{}<interface type='user'><model type='{model}'/><driver iommu='off'/></interface>{}",
            DEV.0, DEV.1
        )
    };
    let mut random = |bytes: &mut [u8]| bytes.fill(0xab);
    let mut defaults = Defaults::new(&mut random);
    assert!(DomainDef::load(&card("virtio"), &mut defaults).is_ok());
    let error = DomainDef::load(&card("e1000"), &mut defaults).unwrap_err();
    assert_eq!(error.code(), vir_types::Code::CONFIG_UNSUPPORTED);
    assert!(error.message().ends_with("iommu driver option is only supported for virtio devices"));
}
