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
