//! Running guests as a daemon keeps them.
#![allow(clippy::unwrap_used, reason = "a test")]

use vir_conf::DomainStatus;

/// What is added to a guest with these devices, of daemons before ours.
fn completed(devices: &str) -> (String, bool) {
    let xml = format!(
        "<domstatus state='running' reason='booted' pid='7'><domain type='kvm' id='3'>
        <name>a-very-long-name-of-a-guest</name><memory>1024</memory><os><type>hvm</type></os>
        <devices>{devices}</devices></domain></domstatus>"
    );
    let mut status = DomainStatus::parse(&xml).unwrap();
    status.complete("/ram");
    let once = status.to_xml();
    status.complete("/elsewhere");
    assert_eq!(status.to_xml(), once);
    (status.memory_dir.unwrap(), once.contains("<audio id='1' type='spice'/>"))
}

#[test]
fn what_daemons_of_old_did_not_keep_is_added() {
    for (devices, spice) in [
        ("", false),
        ("<graphics type='spice'/>", true),
        ("<graphics type='spice'/><graphics type='egl-headless'/>", true),
        ("<graphics type='spice'/><graphics type='vnc'/>", false),
        ("<graphics type='vnc'/><graphics type='spice'/>", true),
        ("<graphics type='spice'/><audio id='1' type='none'/>", false),
    ] {
        assert_eq!(completed(devices), ("/ram/3-a-very-long-name-of-".to_owned(), spice), "{devices}");
    }
}
