//! virshd as a program: options, configuration, sockets, its end.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // A test fails by panicking.
#![allow(clippy::disallowed_methods, clippy::print_stdout)] // It starts programs, and says what it skips.

use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use vir_protocol::remote::{ConnectOpenArgs, Proc};
use vir_tests::wire::Wire;
use vir_tests::{Answer, Folder, Virshd, eventually};

/// Runs virshd, which must end by itself.
fn virshd(args: &[&str]) -> Answer {
    Answer::of(Command::new("timeout").arg("20").arg(Virshd::program()).args(args))
}

/// Runs virshd, which must refuse with one line that says all this.
#[track_caller]
fn refuses(args: &[&str], says: &[&str]) {
    let answer = virshd(args);
    assert_eq!((answer.code, answer.out.as_str()), (Some(1), ""), "{}", answer.err);
    assert_eq!(answer.err.lines().count(), 1, "{}", answer.err);
    assert!(answer.err.starts_with("virshd: error: "), "{}", answer.err);
    for text in says {
        assert!(answer.err.contains(text), "'{text}' is not in {}", answer.err);
    }
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

#[test]
fn help_and_version_are_printed() {
    let help = virshd(&["--help"]).success();
    for option in ["--config", "--sock-dir", "--log", "--version", "--help"] {
        assert!(help.contains(option), "{option} is not in\n{help}");
    }
    assert_eq!(virshd(&["-h"]).success(), help);
    let version = virshd(&["--version"]).success();
    assert!(version.starts_with("virshd ") && version.ends_with("(libvirt 11.3.0)\n"), "{version}");
    assert_eq!(virshd(&["-V"]).success(), version);
}

#[test]
fn wrong_options_are_refused() {
    refuses(&["--nonsense"], &["--nonsense", "virshd --help"]);
    refuses(&["stray"], &["stray"]);
    refuses(&["--config"], &["--config"]);
    let folder = Folder::new();
    let path = folder.path().to_str().unwrap();
    refuses(&["--config", "/dev/null", "--sock-dir", path, "--log", "7:rpc"], &["priority '7'", "7:rpc"]);
}

#[test]
fn a_wrong_configuration_is_refused_with_file_and_line() {
    let folder = Folder::new();
    let file = folder.path().join("virshd.conf");
    let name = file.to_str().unwrap();
    for (text, line, says) in [
        ("max_clients = 5\nmax_clients = \"many\"\n", "line 2", "'max_clients' must be a number"),
        ("# fine\n\nmax_clients = 0\n", "line 3", "'max_clients' must be from 1"),
        ("unix_sock_rw_perms = \"0999\"\n", "line 1", "octal permissions"),
        ("\nauth_unix_rw = \"sasl\"\n", "line 2", "'sasl' is not available"),
        ("max_clients 5\n", "1", ""),
        ("a = 1\nunix_sock_dir = \"/x\n", "2", ""),
        ("= 5\n", "1", ""),
    ] {
        fs::write(&file, text).unwrap();
        refuses(&["--config", name, "--sock-dir", folder.path().to_str().unwrap()], &[name, line, says]);
    }
    refuses(&["--config", "/nonexistent/virshd.conf"], &["/nonexistent/virshd.conf", "No such file"]);
    assert!(!folder.path().join("virshd-sock").exists(), "a daemon that refuses leaves no socket");
}

#[test]
fn what_it_does_not_know_is_named_and_does_not_stop_it() {
    let mut daemon = Virshd::start_with("tls_port = \"16514\"\nmin_workers = 5\n", &[]);
    assert!(daemon.log().contains("tls_port"), "{}", daemon.log());
    assert!(!daemon.log().contains("min_workers"), "{}", daemon.log());
    assert!(daemon.is_running());
}

#[test]
fn a_second_daemon_on_the_same_sockets_is_refused_and_the_first_goes_on() {
    let first = Virshd::start();
    let mut client = Wire::open(&first.socket());
    let folder = first.folder().to_str().unwrap().to_owned();
    refuses(
        &["--config", "/dev/null", "--sock-dir", &folder],
        &["another process already listens on", first.socket().to_str().unwrap()],
    );
    assert_eq!(client.domains(), ["test"]);
    assert_eq!(Wire::open(&first.socket()).domains(), ["test"]);
    assert_eq!(Wire::open(&first.socket_ro()).domains(), ["test"]);
}

/// With only the second socket taken, the first must not stay behind.
#[test]
fn a_daemon_that_gets_one_socket_only_leaves_none() {
    let folder = Folder::new();
    let _taken = UnixListener::bind(folder.path().join("virshd-sock-ro")).unwrap();
    let path = folder.path().to_str().unwrap();
    refuses(&["--config", "/dev/null", "--sock-dir", path], &["another process already listens", "sock-ro"]);
    assert!(!folder.path().join("virshd-sock").exists());
}

#[test]
fn dead_sockets_are_replaced() {
    let folder = Folder::new();
    for name in ["virshd-sock", "virshd-sock-ro"] {
        drop(UnixListener::bind(folder.path().join(name)).unwrap());
        assert!(folder.path().join(name).exists());
    }
    let mut daemon = Virshd::start_in(folder, "", &[]);
    assert_eq!(Wire::open(&daemon.socket()).domains(), ["test"]);
    assert_eq!(Wire::open(&daemon.socket_ro()).domains(), ["test"]);
    // Those of a daemon that was killed are dead as well.
    daemon.kill();
    assert!(daemon.socket().exists());
    let path = daemon.folder().to_str().unwrap().to_owned();
    let mut next = Command::new(Virshd::program())
        .args(["--config", "/dev/null", "--sock-dir", &path])
        .arg("--root")
        .arg(daemon.root())
        .spawn()
        .unwrap();
    eventually("the next daemon listens", || {
        std::os::unix::net::UnixStream::connect(daemon.socket()).ok().map(drop)
    });
    assert_eq!(Wire::open(&daemon.socket()).domains(), ["test"]);
    next.kill().unwrap();
    next.wait().unwrap();
}

#[test]
fn other_files_are_not_replaced() {
    let folder = Folder::new();
    let file = folder.path().join("virshd-sock");
    fs::write(&file, "precious").unwrap();
    let path = folder.path().to_str().unwrap();
    refuses(&["--config", "/dev/null", "--sock-dir", path], &[file.to_str().unwrap(), "not a socket"]);
    assert_eq!(fs::read_to_string(&file).unwrap(), "precious");
}

#[test]
fn sockets_have_their_permissions() {
    let daemon = Virshd::start();
    assert_eq!((mode(&daemon.socket()), mode(&daemon.socket_ro())), (0o700, 0o777));
    let daemon = Virshd::start_with("unix_sock_rw_perms = \"0770\"\nunix_sock_ro_perms = \"0750\"\n", &[]);
    assert_eq!((mode(&daemon.socket()), mode(&daemon.socket_ro())), (0o770, 0o750));
}

#[test]
fn the_configuration_says_where_the_sockets_are() {
    let folder = Folder::new();
    let inner = folder.path().join("made/by/virshd");
    let config = folder.path().join("c.conf");
    fs::write(&config, format!("unix_sock_dir = \"{}\"\n", inner.display())).unwrap();
    let mut child = Command::new(Virshd::program())
        .arg("--config")
        .arg(&config)
        .arg("--root")
        .arg(folder.path().join("root"))
        .spawn()
        .unwrap();
    eventually("it listens", || {
        std::os::unix::net::UnixStream::connect(inner.join("virshd-sock-ro")).ok().map(drop)
    });
    assert_eq!(Wire::open(&inner.join("virshd-sock")).domains(), ["test"]);
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_folder_that_cannot_be_is_refused() {
    let folder = Folder::new();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let below = file.join("below");
    refuses(
        &["--config", "/dev/null", "--sock-dir", below.to_str().unwrap()],
        &["cannot make the folder for the sockets", below.to_str().unwrap(), "Not a directory"],
    );
    refuses(&["--config", "/dev/null", "--sock-dir", "/proc"], &["cannot listen on '/proc/virshd-sock'"]);
    let long = folder.path().join("x".repeat(120));
    refuses(
        &["--config", "/dev/null", "--sock-dir", long.to_str().unwrap()],
        &["cannot listen on", "virshd-sock"],
    );
}

/// Clients that are idle, in the middle of a packet, or deaf do not keep it from ending.
fn ends_cleanly(end: fn(&mut Virshd) -> std::process::ExitStatus) {
    let mut daemon = Virshd::start();
    let mut idle = Wire::open(&daemon.socket());
    let mut halfway = Wire::open(&daemon.socket());
    let define = halfway.encode(Proc::CONNECT_GET_TYPE, &());
    halfway.send(&define[..20]).unwrap();
    let status = end(&mut daemon);
    assert_eq!(status.code(), Some(0), "{status}: {}", daemon.log());
    let left: Vec<_> = fs::read_dir(daemon.folder()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().contains("sock")), "{left:?}");
    assert!(idle.read().unwrap().is_none() && halfway.read().unwrap().is_none());
    assert!(!daemon.log().contains("panicked"), "{}", daemon.log());
}

#[test]
fn sigterm_ends_it_and_removes_the_sockets() {
    ends_cleanly(Virshd::terminate);
}

#[test]
fn sigint_ends_it_and_removes_the_sockets() {
    ends_cleanly(Virshd::interrupt);
}

/// Calls that have arrived are answered before the end.
#[test]
fn calls_in_progress_are_finished() {
    let mut daemon = Virshd::start();
    let mut wire = Wire::open(&daemon.socket());
    let calls: Vec<u8> = (0..20).flat_map(|_| wire.encode(Proc::CONNECT_GET_CAPABILITIES, &())).collect();
    wire.send(&calls).unwrap();
    // The first answer is here, so that the others have been read too: they came in one piece.
    let first = wire.read().unwrap().expect("an answer").header.serial;
    assert_eq!(daemon.terminate().code(), Some(0));
    let mut serials = vec![first];
    while let Some(message) = wire.read().unwrap() {
        serials.push(message.header.serial);
    }
    assert_eq!(serials, (first..first + 20).collect::<Vec<_>>());
}

/// Asks without waiting; whether an answer comes within a short time.
fn is_served(wire: &mut Wire) -> bool {
    wire.stream().set_read_timeout(Some(Duration::from_millis(300))).unwrap();
    match wire.read() {
        Ok(message) => message.is_some(),
        Err(error) if [ErrorKind::WouldBlock, ErrorKind::TimedOut].contains(&error.kind()) => false,
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn when_it_is_full_the_next_client_waits_until_one_leaves() {
    let daemon = Virshd::start_with("max_clients = 2\n", &[]);
    for (first, second) in [(daemon.socket(), daemon.socket_ro()), (daemon.socket_ro(), daemon.socket())] {
        let [one, mut two] = [Wire::open(&first), Wire::open(&first)];
        let open = ConnectOpenArgs { name: Some("test:///default".into()), flags: 0 };
        let mut waiting = [&first, &second].map(|socket| {
            let mut wire = Wire::connect(socket);
            let call = wire.encode(Proc::CONNECT_OPEN, &open);
            wire.send(&call).unwrap();
            wire
        });
        assert!(!waiting.iter_mut().any(is_served), "a third client was served");
        assert_eq!(two.domains(), ["test"]);
        drop(one);
        // One of them gets in, and only one; the other does when the next one leaves.
        let inside = eventually("one of them gets in", || waiting.iter_mut().position(is_served));
        assert!(!is_served(&mut waiting[1 - inside]), "a third client was served");
        assert_eq!(waiting[inside].domains(), ["test"]);
        drop(two);
        assert!(eventually("the last one gets in", || is_served(&mut waiting[1 - inside]).then_some(true)));
    }
}
