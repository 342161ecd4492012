//! The ways in: where clients that know nothing of us look for a daemon, and that only one daemon answers.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![allow(clippy::disallowed_methods)]

use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use vir_tests::guest::bare_domain;
use vir_tests::{Answer, Folder, Peer, Virshd, eventually, require};

/// Runs a program for which these folders stand where the system's sockets are.
fn on_a_host_with(libvirt: &Path, ours: &Path, program: &Path, args: &[&str]) -> Answer {
    let script = format!(
        "mkdir -p /run/libvirt /run/virshd && mount --bind {} /run/libvirt && mount --bind {} /run/virshd \
         && exec \"$0\" \"$@\"",
        libvirt.display(),
        ours.display()
    );
    let mut command = Command::new("unshare");
    command.args(["--mount", "sh", "-c", &script]).arg(program).args(args);
    command.env_remove("LIBVIRT_DEFAULT_URI").env_remove("VIRSH_DEFAULT_CONNECT_URI");
    Answer::of(&mut command)
}

/// Mount namespaces of its own are for root.
fn may_mount() -> bool {
    let tried = Command::new("unshare").args(["--mount", "true"]).stderr(Stdio::null()).status();
    tried.is_ok_and(|status| status.success())
}

struct Host {
    daemon: Virshd,
    compat: PathBuf,
    empty: Folder,
}

fn host() -> Host {
    let folder = Folder::new();
    let compat = folder.path().join("compat");
    let config = format!("compat_sockets = true\ncompat_sock_dir = \"{}\"\n", compat.display());
    let daemon = Virshd::start_in(folder, &config, &[]);
    Host { daemon, compat, empty: Folder::new() }
}

#[test]
fn unmodified_clients_find_us_by_their_own_rules() {
    if !may_mount() {
        return;
    }
    let host = host();
    let guest = host.empty.path().join("guest.xml");
    std::fs::write(&guest, bare_domain("bare", "")).unwrap();
    let none = Folder::new();
    let on = |program: &Path, args: &[&str]| on_a_host_with(&host.compat, none.path(), program, args);
    if let Some(virsh) = require(Peer::Virsh) {
        drop(on(&virsh, &["-c", "qemu:///system", "define", guest.to_str().unwrap()]).success());
        assert_eq!(on(&virsh, &["uri"]).success().trim(), "qemu:///system");
        assert_eq!(on(&virsh, &["list", "--all", "--name"]).success().trim(), "bare");
        drop(on(&virsh, &["start", "bare"]).success());
        assert_eq!(on(&virsh, &["-r", "domstate", "bare"]).success().trim(), "running");
        let refused = on(&virsh, &["-r", "destroy", "bare"]);
        assert_eq!(refused.code, Some(1));
        assert!(refused.err.contains("read only"), "{}", refused.err);
        drop(on(&virsh, &["destroy", "bare"]).success());
        drop(on(&virsh, &["undefine", "bare"]).success());
    }
    if let Some(python) = require(Peer::PythonLibvirt) {
        let script = "import libvirt\nfor uri in (None, 'qemu:///system'):\n    print(libvirt.open(uri).getURI())\nprint(libvirt.openReadOnly(None).getURI())";
        assert_eq!(on(&python, &["-c", script]).success(), "qemu:///system\n".repeat(3));
    }
    // Our own shell looks for our socket first, then for libvirt's.
    let vrsh = vir_tests::built("vir-shell", "vrsh");
    assert_eq!(on(&vrsh, &["uri"]).success().trim(), "qemu:///system");
    let ours = on_a_host_with(none.path(), host.daemon.folder(), &vrsh, &["-c", "qemu:///system", "uri"]);
    assert_eq!(ours.success().trim(), "qemu:///system");
    let nowhere = on_a_host_with(none.path(), none.path(), &vrsh, &["uri"]);
    assert_eq!(nowhere.code, Some(1));
    assert!(nowhere.err.contains("/run/virshd/virshd-sock"), "{}", nowhere.err);
}

#[test]
fn sockets_that_are_somebodys_are_left_to_them() {
    let folder = Folder::new();
    let compat = folder.path().join("compat");
    std::fs::create_dir(&compat).unwrap();
    let _theirs = UnixListener::bind(compat.join("libvirt-sock-ro")).unwrap();
    let config = folder.path().join("virshd.conf");
    std::fs::write(&config, format!("compat_sockets = 1\ncompat_sock_dir = \"{}\"\n", compat.display()))
        .unwrap();
    let root = folder.path().join("root");
    let mut command = Command::new("timeout");
    command.arg("20").arg(Virshd::program()).arg("--config").arg(&config);
    command.arg("--sock-dir").arg(folder.path()).arg("--root").arg(&root);
    let refused = Answer::of(&mut command);
    assert_eq!(refused.code, Some(1), "{}", refused.err);
    for text in ["compat_sockets", "another process already listens on", "compat/libvirt-sock-ro"] {
        assert!(refused.err.contains(text), "'{text}' is not in {}", refused.err);
    }
    let left = |path: &str| folder.path().join(path).exists();
    assert!(!left("compat/libvirt-sock") && !left("virshd-sock") && !left("virshd-sock-ro"));
    assert!(left("compat/libvirt-sock-ro"));
    assert!(!root.exists(), "it has touched guests before it had its sockets");
    // Without the setting nobody's sockets matter.
    let daemon = Virshd::start_in(folder, "", &[]);
    assert!(!compat.join("libvirt-sock").exists());
    drop(daemon);
}

#[test]
fn two_daemons_do_not_look_after_the_same_guests() {
    let first = Virshd::start();
    let elsewhere = Folder::new();
    let mut command = Command::new("timeout");
    command.arg("20").arg(Virshd::program()).args(["--config", "/dev/null", "--sock-dir"]);
    command.arg(elsewhere.path()).arg("--root").arg(first.root());
    let refused = Answer::of(&mut command);
    assert_eq!(refused.code, Some(1), "{}", refused.err);
    let pid = format!("process {}", first.pid());
    assert!(refused.err.contains("another daemon") && refused.err.contains(&pid), "{}", refused.err);
    assert!(!elsewhere.path().join("virshd-sock").exists());
}

/// A user's own daemon and a user's own clients: `nobody`'s.
#[test]
fn a_users_daemon_is_found_by_the_users_clients() {
    const NOBODY: u32 = 65534;
    let virshd = Virshd::program();
    let as_nobody = |home: &Path, program: &Path| {
        let mut command = Command::new("setpriv");
        command.args([
            "--reuid=65534",
            "--regid=65534",
            "--clear-groups",
            "env",
            "-u",
            "LIBVIRT_DEFAULT_URI",
        ]);
        command.arg(format!("HOME={}", home.display())).arg(format!("XDG_RUNTIME_DIR={}", home.display()));
        command.arg(program);
        command
    };
    let folder = Folder::new();
    let home = folder.path().join("home");
    std::fs::create_dir(&home).unwrap();
    if std::os::unix::fs::chown(&home, Some(NOBODY), Some(NOBODY)).is_err()
        || !as_nobody(&home, &virshd).arg("--version").output().is_ok_and(|done| done.status.success())
    {
        return; // It takes root to be somebody else, and a build that others may run.
    }
    let config = home.join("c.conf");
    std::fs::write(&config, "compat_sockets = true\n").unwrap();
    let log = std::fs::File::create(folder.path().join("log")).unwrap();
    let mut daemon = as_nobody(&home, &virshd).arg("-f").arg(&config).stderr(log).spawn().unwrap();
    eventually("it listens", || {
        std::os::unix::net::UnixStream::connect(home.join("libvirt/libvirt-sock")).ok().map(drop)
    });
    let vrsh = vir_tests::built("vir-shell", "vrsh");
    let clients = [Some(vrsh), require(Peer::Virsh)];
    for client in clients.into_iter().flatten() {
        assert_eq!(Answer::of(as_nobody(&home, &client).arg("uri")).success().trim(), "qemu:///session");
    }
    daemon.kill().unwrap();
    daemon.wait().unwrap();
}
