//! The program of our own: answered by virshd, and not asked of libvirt's daemons again.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // A test fails by panicking.
#![allow(clippy::disallowed_methods, clippy::print_stdout)] // It starts programs, and says what it skips.

use std::path::Path;
use std::process::Command;

use libvir::{Code, Connect, ConnectListAllDomainsFlags};
use vir_protocol::rpc::NetMessageHeader;
use vir_protocol::virshd;
use vir_tests::wire::{Wire, call_header};
use vir_tests::{Answer, Libvirtd, Virshd, built};

/// What the shell prints.
fn vrsh(args: &[&str]) -> String {
    Answer::of(Command::new(built("vir-shell", "vrsh")).args(args)).success()
}

#[tokio::test]
async fn virshd_says_who_it_is() {
    let daemon = Virshd::start();
    for uri in [daemon.uri(), daemon.uri_ro()] {
        let conn = Connect::open(&uri).await.unwrap();
        let info = conn.virshd_get_daemon_info().await.unwrap();
        let parts = [info.version / 1_000_000, info.version / 1000 % 1000, info.version % 1000];
        let version = parts.map(|part| part.to_string()).join(".");
        assert_eq!((info.name.as_str(), version.as_str()), ("virshd", env!("CARGO_PKG_VERSION")));
    }
    let told = vrsh(&["-c", &daemon.uri(), "version", "--daemon"]);
    let expected =
        concat!("Running against daemon: 11.3.0\nRunning daemon: virshd ", env!("CARGO_PKG_VERSION"), "\n\n");
    assert!(told.ends_with(expected), "{told}");
}

#[tokio::test]
async fn libvirts_daemons_go_on_without_it() {
    let Some(daemon) = Libvirtd::start() else { return };
    let conn = Connect::open(&daemon.uri()).await.unwrap();
    for _ in 0..2 {
        let error = conn.virshd_get_daemon_info().await.unwrap_err();
        assert_eq!(error.code(), Code::NO_SUPPORT, "{error}");
        assert!(error.message().ends_with("virshdConnectGetDaemonInfo"), "{error}");
        let all = conn.list_all_domains(ConnectListAllDomainsFlags::empty()).await.unwrap();
        assert_eq!(all.len(), 1);
    }
    let told = vrsh(&["-c", &daemon.uri(), "version", "--daemon"]);
    assert!(told.contains("Running against daemon: ") && !told.contains("Running daemon"), "{told}");
}

/// What a daemon answers to calls in programs, versions and procedures that it does not have.
fn refusals(socket: &Path, program: u32) -> Vec<(i32, String)> {
    let mut wire = Wire::open(socket);
    let header = |prog, vers, proc| NetMessageHeader { prog, vers, ..call_header(proc, 0) };
    let headers =
        [header(0x7072_6f67, 1, 1), header(program, 2, 1), header(program, 1, 9999), header(program, 1, 0)];
    let errors = headers.iter().map(|header| wire.call_bytes(header, &[]).unwrap_err());
    errors.map(|error| (error.code().0, error.message().replace(&program.to_string(), "PROGRAM"))).collect()
}

#[test]
fn what_nobody_has_is_refused_as_libvirt_does() {
    let Some(theirs) = Libvirtd::start() else { return };
    let ours = Virshd::start();
    let expected = refusals(&theirs.socket(), vir_protocol::qemu::PROGRAM);
    assert_eq!(refusals(&ours.socket(), vir_protocol::qemu::PROGRAM), expected);
    assert_eq!(refusals(&ours.socket(), virshd::PROGRAM), expected);
}
