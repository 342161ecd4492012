//! A full disk and folders that may not be written: what cannot be kept is refused, and nothing changes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![allow(clippy::disallowed_methods)]

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use libvir::Connect;
use vir_tests::guest::{bare_domain, leftovers};
use vir_tests::{Folder, Virshd};
use vir_types::{Code, DomainSaveRestoreFlags, DomainState, NoFlags};

/// A small disk, and what fills it. Unmounted when dropped.
struct Disk {
    path: PathBuf,
}

impl Disk {
    fn new(path: PathBuf) -> Option<Self> {
        std::fs::create_dir_all(&path).unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=128k", "none"]).arg(&path).stderr(Stdio::null());
        mount.status().is_ok_and(|status| status.success()).then_some(Self { path })
    }

    fn fill(&self) {
        let mut file = std::fs::File::create(self.path.join("filler")).unwrap();
        while file.write_all(&[0; 4096]).is_ok() {}
    }

    fn free(&self) {
        std::fs::remove_file(self.path.join("filler")).unwrap();
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.path).status();
    }
}

fn document(version: u32) -> String {
    let more = format!("</name><uuid>5e1f0000-0000-4000-8000-0000000000aa</uuid><title>{version}</title>");
    bare_domain("full", "").replace("</name>", &more)
}

/// Defining, starting and saving, each while its folder takes nothing and then while it does.
async fn refused_and_then_done(daemon: &Virshd, obstruct: &dyn Fn(&str), clear: &dyn Fn(&str)) {
    let connect = Connect::open(&daemon.qemu_uri()).await.unwrap();
    let open = |error: vir_types::Error| {
        assert!([Code::SYSTEM_ERROR, Code::OPERATION_FAILED].contains(&error.code()), "{error:?}");
        assert!(
            error.message().contains("No space left on device")
                || error.message().contains("Permission denied"),
            "{error}"
        );
    };
    obstruct("etc/qemu");
    open(connect.domain_define_xml(&document(1)).await.unwrap_err());
    assert!(
        connect.domain_lookup_by_name("full").await.is_err(),
        "a definition that is not kept is not known"
    );
    clear("etc/qemu");
    let domain = connect.domain_define_xml(&document(1)).await.unwrap();
    obstruct("etc/qemu");
    open(connect.domain_define_xml(&document(2)).await.unwrap_err());
    let xml = domain.get_xml_desc(vir_types::DomainXmlFlags::empty()).await.unwrap();
    assert!(xml.contains("<title>1</title>"), "{xml}");
    let stored = std::fs::read_to_string(daemon.root().join("etc/qemu/full.xml")).unwrap();
    assert!(stored.contains("<title>1</title>"), "{stored}");
    clear("etc/qemu");

    obstruct("run/qemu");
    open(domain.create().await.unwrap_err());
    assert_eq!(domain.get_state(NoFlags::empty()).await.unwrap().state, DomainState::SHUTOFF);
    assert_eq!(leftovers(daemon), Vec::<String>::new());
    clear("run/qemu");
    domain.create().await.unwrap();

    obstruct("lib/qemu/save");
    open(domain.managed_save(DomainSaveRestoreFlags::empty()).await.unwrap_err());
    assert_eq!(domain.get_state(NoFlags::empty()).await.unwrap().state, DomainState::RUNNING);
    assert!(!domain.has_managed_save_image(NoFlags::empty()).await.unwrap());
    clear("lib/qemu/save");
    assert_eq!(std::fs::read_dir(daemon.root().join("lib/qemu/save")).unwrap().count(), 0);
    domain.destroy().await.unwrap();
    assert_eq!(leftovers(daemon), Vec::<String>::new());
    domain.undefine().await.unwrap();
    assert!(!daemon.log().contains("panicked"), "{}", daemon.log());
}

#[tokio::test]
async fn a_full_disk_changes_nothing() {
    let folder = Folder::new();
    let root = folder.path().join("root");
    let names = ["etc/qemu", "run/qemu", "lib/qemu/save"];
    let disks: Option<Vec<Disk>> = names.iter().map(|name| Disk::new(root.join(name))).collect();
    let Some(disks) = disks else { return };
    std::fs::create_dir_all(root.join("etc")).unwrap();
    std::fs::write(root.join("etc/qemu.conf"), "user = \"root\"\ngroup = \"root\"\n").unwrap();
    let daemon = Virshd::start_in(folder, "", &[]);
    let disk = |name: &str| &disks[names.iter().position(|known| *known == name).unwrap()];
    refused_and_then_done(&daemon, &|name| disk(name).fill(), &|name| disk(name).free()).await;
    // A device that is always full is refused, and stays.
    let connect = Connect::open(&daemon.qemu_uri()).await.unwrap();
    let node = daemon.folder().join("full");
    let made = Command::new("mknod").arg(&node).args(["c", "1", "7"]).status().unwrap();
    if made.success() {
        let domain = connect.domain_define_xml(&document(1)).await.unwrap();
        domain.create().await.unwrap();
        let refused = domain.save(&node.display().to_string()).await.unwrap_err();
        assert!(refused.message().contains("No space left"), "{refused}");
        assert!(node.exists(), "a device is not an image that can be removed");
        assert_eq!(domain.get_state(NoFlags::empty()).await.unwrap().state, DomainState::RUNNING);
        domain.destroy().await.unwrap();
    }
}

/// A daemon that is root by name and may no more than anybody: files that it may not touch it cannot.
#[tokio::test]
async fn missing_rights_change_nothing() {
    use std::os::unix::fs::PermissionsExt as _;
    const GIVES_UP: &[&str] = &["setpriv", "--bounding-set", "-dac_override,-dac_read_search,-fowner"];
    let able = Command::new(GIVES_UP[0]).args(&GIVES_UP[1..]).arg("true").stderr(Stdio::null()).status();
    if !rustix::process::geteuid().is_root() || !able.is_ok_and(|status| status.success()) {
        vir_tests::tell("skipped: rights are given up by root, with setpriv");
        return;
    }
    let folder = Folder::new();
    let root = folder.path().join("root");
    std::fs::create_dir_all(root.join("etc")).unwrap();
    let conf = "user = \"root\"\ngroup = \"root\"\ndynamic_ownership = 0\n";
    std::fs::write(root.join("etc/qemu.conf"), conf).unwrap();
    let daemon = Virshd::start_by(GIVES_UP, folder, "", &[]);
    let mode = |path: PathBuf, mode: u32| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    let root = daemon.root();
    refused_and_then_done(&daemon, &|name| mode(root.join(name), 0o500), &|name| {
        mode(root.join(name), 0o700)
    })
    .await;

    // What a guest uses, one after the other: its disk, its folders, its log, the log of its console.
    let connect = Connect::open(&daemon.qemu_uri()).await.unwrap();
    let folder = daemon.folder().to_path_buf();
    let image = folder.join("image");
    std::fs::write(&image, vec![0; 1 << 20]).unwrap();
    let logs = folder.join("logs");
    std::fs::create_dir(&logs).unwrap();
    let console = logs.join("console");
    let devices = format!(
        "<disk type='file'><driver name='qemu' type='raw'/><source file='{}'/><target dev='vda'/></disk>
         <serial type='pty'><log file='{}'/></serial>",
        image.display(),
        console.display()
    );
    let domain = connect.domain_define_xml(&bare_domain("poor", &devices)).await.unwrap();
    let log = root.join("log/qemu/poor.log");
    std::fs::write(&log, "").unwrap();
    for (place, closed, open) in [
        (image.clone(), 0o000, 0o600),
        (root.join("lib/qemu"), 0o500, 0o700),
        (root.join("run/qemu/channel"), 0o500, 0o700),
        (log, 0o000, 0o600),
        (logs, 0o500, 0o700),
    ] {
        // One that is there already could be written all the same.
        let _ = std::fs::remove_file(&console);
        mode(place.clone(), closed);
        let refused = domain.create().await.expect_err(&place.display().to_string());
        let told = format!("{}: {refused}", place.display());
        assert!(refused.message().contains("Permission denied"), "{told}");
        assert!([Code::SYSTEM_ERROR, Code::INTERNAL_ERROR].contains(&refused.code()), "{told}");
        let state = domain.get_state(NoFlags::empty()).await.unwrap();
        let failed = (DomainState::SHUTOFF, vir_types::DomainShutoffReason::FAILED.0);
        assert_eq!((state.state, state.reason), failed, "{told}");
        mode(place, open);
        assert_eq!(leftovers(&daemon), Vec::<String>::new(), "{told}");
    }
    domain.create().await.unwrap();
    domain.destroy().await.unwrap();
    assert_eq!(leftovers(&daemon), Vec::<String>::new());

    // An emulator that may not be run.
    let emulator = folder.join("qemu-system-mine");
    std::fs::write(
        &emulator,
        "#!/bin/sh\ncase \"$*\" in *none,accel=*) exec /usr/bin/qemu-system-x86_64 \"$@\";; esac\nexit 7\n",
    )
    .unwrap();
    mode(emulator.clone(), 0o700);
    let device = format!("<emulator>{}</emulator>", emulator.display());
    let domain = connect.domain_define_xml(&bare_domain("mine", &device)).await.unwrap();
    mode(emulator.clone(), 0o600);
    for _ in 0..2 {
        let refused = domain.create().await.unwrap_err();
        let state = domain.get_state(NoFlags::empty()).await.unwrap();
        assert_eq!(state.state, DomainState::SHUTOFF, "{refused}");
        assert_eq!(leftovers(&daemon), Vec::<String>::new(), "{refused}");
        // The second time it is not there at all.
        let _ = std::fs::remove_file(&emulator);
    }
    assert!(!daemon.log().contains("panicked"), "{}", daemon.log());
}
