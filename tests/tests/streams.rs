//! Streams against programs that nobody here wrote: libvirt's client on our daemon, our library on libvirt's.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // A test fails by panicking.
#![allow(clippy::disallowed_methods, clippy::print_stdout)] // It starts programs, and says what it skips.

use libvir::{Code, Connect, NoFlags, StreamChunk};
use tokio::io::AsyncReadExt as _;
use vir_tests::wire::Wire;
use vir_tests::{Answer, Folder, Libvirtd, Peer, Virshd, require, shell};

/// The picture that libvirt's test driver gives.
const THEIR_PICTURE: &str = "/usr/share/libvirt/test-screenshot.png";

async fn picture(uri: &str) -> (Option<String>, Vec<u8>) {
    let conn = Connect::open(uri).await.unwrap();
    let domain = conn.domain_lookup_by_name("test").await.unwrap();
    let mut picture = domain.screenshot(0, NoFlags::empty()).await.unwrap();
    let mut bytes = Vec::new();
    picture.stream.read_to_end(&mut bytes).await.unwrap();
    picture.stream.finish().await.unwrap();
    // The connection lives on.
    assert_eq!(conn.get_type().await.unwrap(), "TEST");
    (picture.mime, bytes)
}

#[tokio::test]
async fn the_library_reads_a_stream_of_libvirts_daemon() {
    let Some(daemon) = Libvirtd::start() else { return };
    let Ok(expected) = std::fs::read(THEIR_PICTURE) else {
        println!("skipped: {THEIR_PICTURE} is not installed");
        return;
    };
    let (mime, bytes) = picture(&daemon.uri()).await;
    assert_eq!(mime.as_deref(), Some("image/png"));
    assert!(bytes == expected, "{} bytes of {}", bytes.len(), expected.len());
}

#[tokio::test]
async fn giving_up_a_stream_of_libvirts_daemon_leaves_the_connection() {
    let Some(daemon) = Libvirtd::start() else { return };
    let conn = Connect::open(&daemon.uri()).await.unwrap();
    let domain = conn.domain_lookup_by_name("test").await.unwrap();
    for abort in [true, false] {
        let mut stream = domain.screenshot(0, NoFlags::empty()).await.unwrap().stream;
        assert!(matches!(stream.recv(10).await.unwrap(), StreamChunk::Data(data) if data.len() <= 10));
        if abort {
            stream.abort();
        }
        assert_eq!(conn.get_type().await.unwrap(), "TEST");
    }
    // A daemon that has no consoles here says so before any stream is open.
    let refused = domain.open_console(None, libvir::DomainConsoleFlags::empty()).await.unwrap_err();
    assert_eq!(refused.code(), Code::NO_SUPPORT);
    assert_eq!(conn.get_type().await.unwrap(), "TEST");
}

#[tokio::test]
async fn real_virsh_stores_a_picture_of_our_daemon() {
    let Some(virsh) = require(Peer::Virsh) else { return };
    let daemon = Virshd::start();
    let _keeps_the_node = Wire::open(&daemon.socket());
    let folder = Folder::new();
    let file = folder.path().join("picture");
    let name = file.display().to_string();
    let said = Answer::of(&mut shell(&virsh, &daemon.uri(), &["screenshot", "test", &name])).success();
    let expected = format!("Screenshot saved to {name}, with type of image/x-portable-pixmap");
    assert_eq!(said.trim_end(), expected);
    let stored = std::fs::read(&file).unwrap();
    let (mime, ours) = picture(&daemon.uri()).await;
    assert_eq!(mime.as_deref(), Some("image/x-portable-pixmap"));
    assert_eq!(stored.len(), 720 * 400 * 3 + 15);
    assert!(stored == ours, "virsh and the library got different pictures");
    // Several packets long, several times on one connection.
    let again =
        [format!("screenshot test {name}"), format!("screenshot test {name}"), "list --name".to_owned()];
    let said = Answer::of(&mut shell(&virsh, &daemon.uri(), &[&again.join(";")])).success();
    assert_eq!(said.matches("Screenshot saved").count(), 2);
    assert!(said.contains("\ntest\n"), "{said}");
}
