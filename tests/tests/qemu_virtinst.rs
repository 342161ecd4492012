//! virt-install makes a guest of an existing disk, unmodified, through virshd.
#![allow(clippy::disallowed_methods)] // Tests start programs.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::process::Command;
use std::time::Duration;

use libvir::Connect;
use vir_tests::guest::state_is;
use vir_tests::{Peer, Virshd, require};
use vir_types::DomainState;

#[tokio::test]
async fn virt_install_imports_a_disk() {
    let Some(program) = require(Peer::VirtInstall) else { return };
    let daemon = Virshd::start();
    let disk = daemon.folder().join("disk.qcow2");
    let made = Command::new("qemu-img").args(["create", "-q", "-f", "qcow2"]).arg(&disk).arg("64M").status();
    assert!(made.expect("qemu-img runs").success());
    let before = std::fs::read(&disk).unwrap();
    let arguments = |name: &str| {
        let mut command = Command::new(&program);
        command.env("HOME", daemon.folder()).args(["--connect", &daemon.qemu_uri(), "--import"]);
        command.args(["--name", name, "--memory", "128", "--vcpus", "1", "--virt-type", "qemu"]);
        command.arg("--disk").arg(format!("type=file,source.file={},driver.type=qcow2", disk.display()));
        command.args(["--network", "user", "--graphics", "none", "--osinfo", "detect=off,require=off"]);
        command.arg("--noautoconsole");
        command
    };

    let printed = arguments("printed").arg("--print-xml").output().unwrap();
    let text = String::from_utf8_lossy(&printed.stdout).into_owned();
    assert!(printed.status.success(), "{}", String::from_utf8_lossy(&printed.stderr));
    assert!(text.contains("<name>printed</name>") && text.contains("disk.qcow2"), "{text}");
    let connect = Connect::open(&daemon.qemu_uri()).await.unwrap();
    assert!(connect.domain_lookup_by_name("printed").await.is_err(), "it was only to be shown");

    let run = arguments("real").output().unwrap();
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(run.status.success(), "{}{}\n{}", said(&run.stdout), said(&run.stderr), daemon.log());
    let domain = connect.domain_lookup_by_name("real").await.unwrap();
    state_is(&domain, DomainState::RUNNING, Duration::from_secs(20)).await;
    assert!(domain.is_persistent().await.unwrap());
    let xml = domain.get_xml_desc(vir_types::DomainXmlFlags::empty()).await.unwrap();
    assert!(xml.contains("<driver name='qemu' type='qcow2'/>"), "{xml}");
    domain.destroy().await.unwrap();
    state_is(&domain, DomainState::SHUTOFF, Duration::from_secs(20)).await;
    assert_eq!(std::fs::read(&disk).unwrap().len(), before.len(), "firmware does not write to a disk");
    domain.undefine().await.unwrap();
    assert!(vir_tests::guest::leftovers(&daemon).is_empty(), "{:?}", vir_tests::guest::leftovers(&daemon));
}
