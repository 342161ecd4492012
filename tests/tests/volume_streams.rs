//! The content of volumes on its way: several at once, given up, failing, with holes; our library and real virsh as
//! clients, virshd and a real libvirtd as servers.
#![allow(clippy::disallowed_methods)] // Tests start programs.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::fs;
use std::os::unix::fs::{FileExt as _, MetadataExt as _};
use std::path::Path;

use libvir::{
    Code, Connect, StoragePool, StoragePoolCreateFlags, StorageVol, StorageVolCreateFlags,
    StorageVolDownloadFlags, StorageVolUploadFlags, Stream, StreamChunk,
};
use vir_tests::{Answer, Folder, Libvirtd, Peer, Virshd, require, shell};

const MIB: usize = 1 << 20;
const SIZE: usize = 8 * MIB;

/// What a volume of this number has.
fn content(number: usize, size: usize) -> Vec<u8> {
    (0..size).map(|at| u8::try_from((at / 3 + at % 7 + number * 31) % 251).unwrap()).collect()
}

async fn pool(conn: &Connect, folder: &Path) -> StoragePool {
    let path = folder.display();
    let xml = format!("<pool type='dir'><name>p</name><target><path>{path}</path></target></pool>");
    conn.storage_pool_create_xml(&xml, StoragePoolCreateFlags::empty()).await.unwrap()
}

async fn volume(pool: &StoragePool, name: &str) -> StorageVol {
    let xml = format!(
        "<volume><name>{name}</name><capacity unit='bytes'>{SIZE}</capacity><allocation>0</allocation></volume>"
    );
    StorageVol::create_xml(pool, &xml, StorageVolCreateFlags::empty()).await.unwrap()
}

async fn upload(volume: &StorageVol, length: usize, flags: StorageVolUploadFlags) -> Stream {
    volume.upload(0, length as u64, flags).await.unwrap()
}

async fn send(volume: &StorageVol, number: usize) {
    let mut stream = upload(volume, SIZE, StorageVolUploadFlags::empty()).await;
    // Pieces that are no packet's size.
    for piece in content(number, SIZE).chunks(100_003) {
        stream.send(piece.to_vec()).await.unwrap();
    }
    stream.finish().await.unwrap();
}

/// What comes, with holes as zeros, and how many bytes were in holes.
async fn receive(volume: &StorageVol, flags: StorageVolDownloadFlags) -> (Vec<u8>, usize) {
    let mut stream = volume.download(0, 0, flags).await.unwrap();
    let (mut bytes, mut holes) = (Vec::new(), 0);
    loop {
        match stream.recv(Stream::PIECE).await.unwrap() {
            StreamChunk::Data(data) => bytes.extend_from_slice(&data),
            StreamChunk::Hole(length) => {
                let length = usize::try_from(length).unwrap();
                holes += length;
                bytes.resize(bytes.len() + length, 0);
            }
            _ => break,
        }
    }
    stream.finish().await.unwrap();
    (bytes, holes)
}

/// A daemon takes as much as was announced, and no more.
async fn too_much(volume: &StorageVol) -> Code {
    let mut stream = upload(volume, MIB, StorageVolUploadFlags::empty()).await;
    for _ in 0..16 {
        if let Err(error) = stream.send(content(3, MIB)).await {
            return error.code();
        }
    }
    stream.finish().await.unwrap_err().code()
}

/// Holes where none were announced.
async fn unexpected_hole(volume: &StorageVol) -> Code {
    let mut stream = upload(volume, SIZE, StorageVolUploadFlags::empty()).await;
    stream.send(content(4, 100)).await.unwrap();
    let result = match stream.send_hole(4096).await {
        Ok(()) => stream.finish().await,
        error => error,
    };
    result.unwrap_err().code()
}

async fn given_up(volume: &StorageVol) {
    let mut stream = upload(volume, SIZE, StorageVolUploadFlags::empty()).await;
    stream.send(content(2, MIB)).await.unwrap();
    stream.abort();
}

/// Dropped while it still comes; the volume is the first.
async fn dropped(volume: &StorageVol) {
    let mut stream = volume.download(0, 0, StorageVolDownloadFlags::empty()).await.unwrap();
    let piece = stream.recv(1000).await.unwrap();
    assert!(matches!(piece, StreamChunk::Data(data) if data == content(0, SIZE)[..data.len()]));
}

async fn volumes(conn: &Connect, folder: &Path) -> Vec<StorageVol> {
    let pool = pool(conn, folder).await;
    let mut volumes = Vec::new();
    for name in ["a", "b", "c", "d", "e"] {
        volumes.push(volume(&pool, name).await);
    }
    volumes
}

fn has(folder: &Path, name: &str, number: usize) {
    assert!(fs::read(folder.join(name)).unwrap() == content(number, SIZE), "volume {name} has other bytes");
}

async fn comes(volume: &StorageVol, number: usize) {
    let got = receive(volume, StorageVolDownloadFlags::empty()).await.0;
    assert!(got == content(number, SIZE), "other bytes came of volume {number}");
}

/// Data, a hole, data, and a hole to the end: there and back without the zeros.
async fn sparse(uri: &str, folder: &Path) {
    let conn = Connect::open(uri).await.unwrap();
    let volume = volume(&pool(&conn, folder).await, "v").await;
    let data = content(7, 64 * 1024);
    let mut stream = upload(&volume, SIZE, StorageVolUploadFlags::SPARSE_STREAM).await;
    let mut expected = Vec::new();
    for hole in [3 * MIB, SIZE - 3 * MIB - 2 * data.len()] {
        stream.send(data.clone()).await.unwrap();
        stream.send_hole(hole as u64).await.unwrap();
        expected.extend_from_slice(&data);
        expected.resize(expected.len() + hole, 0);
    }
    stream.finish().await.unwrap();
    let file = folder.join("v");
    assert!(fs::read(&file).unwrap() == expected, "the volume has other bytes");
    assert!(fs::metadata(&file).unwrap().blocks() * 512 < MIB as u64, "the holes take room");
    let (got, holes) = receive(&volume, StorageVolDownloadFlags::SPARSE_STREAM).await;
    assert!(got == expected, "other bytes came back");
    assert_eq!(holes, SIZE - 2 * data.len());
    assert!(receive(&volume, StorageVolDownloadFlags::empty()).await == (expected, 0));
}

/// Real virsh sends and fetches a file with holes.
fn with_virsh(virsh: &Path, uri: &str, folder: &Path) {
    let (source, back) = (folder.join("source"), folder.join("back"));
    let file = fs::File::create(&source).unwrap();
    file.set_len(SIZE as u64).unwrap();
    for at in [0, 5 * MIB] {
        file.write_all_at(&content(at, 64 * 1024), at as u64).unwrap();
    }
    fs::create_dir(folder.join("p")).unwrap();
    let say = |words: &[&str]| Answer::of(&mut shell(virsh, uri, words)).success();
    let path = folder.join("p").display().to_string();
    say(&["pool-create-as", "p", "dir", "--target", &path]);
    say(&["vol-create-as", "p", "v", "8M", "--allocation", "0"]);
    say(&["vol-upload", "v", &source.to_string_lossy(), "--pool", "p", "--sparse"]);
    say(&["vol-download", "v", &back.to_string_lossy(), "--pool", "p", "--sparse"]);
    let expected = fs::read(&source).unwrap();
    for file in [folder.join("p/v"), back] {
        assert!(fs::read(&file).unwrap() == expected, "{} has other bytes", file.display());
        let taken = fs::metadata(&file).unwrap().blocks() * 512;
        assert!(taken < MIB as u64, "the holes of {} take room: {taken}", file.display());
    }
}

/// One connection, many streams: some go well, some do not, and none disturbs another.
#[tokio::test]
async fn streams_at_once_on_one_connection() {
    let ours = Virshd::start();
    let folder = Folder::new();
    let conn = Connect::open(&ours.qemu_uri()).await.unwrap();
    let volumes = volumes(&conn, folder.path()).await;
    let [a, b, c, d, e] = &volumes[..] else { panic!("five volumes") };
    let ((), (), (), too_much, hole) =
        tokio::join!(send(a, 0), send(b, 1), given_up(c), too_much(d), unexpected_hole(e));
    assert_eq!([too_much, hole], [Code::SYSTEM_ERROR, Code::INTERNAL_ERROR]);
    has(folder.path(), "a", 0);
    has(folder.path(), "b", 1);
    let taken = fs::read(folder.path().join("d")).unwrap();
    assert!(taken[..MIB] == content(3, MIB)[..] && taken[MIB..].iter().all(|byte| *byte == 0));
    tokio::join!(comes(a, 0), comes(b, 1), comes(a, 0), dropped(a));
    // The connection has survived all of it, and what was given up is free again.
    send(c, 5).await;
    has(folder.path(), "c", 5);
}

/// Our library as the client of a real libvirtd. Streams that send too much or are given up are left out: libvirtd 11.3
/// dies of a segmentation fault behind them, or answers nothing more.
#[tokio::test]
async fn streams_at_once_with_libvirts_daemon() {
    let Some(theirs) = Libvirtd::start_for_guests() else { return };
    let folder = Folder::new();
    let conn = Connect::open(&theirs.qemu_uri()).await.unwrap();
    let volumes = volumes(&conn, folder.path()).await;
    tokio::join!(send(&volumes[0], 0), send(&volumes[1], 1), send(&volumes[2], 2));
    for (number, name) in ["a", "b", "c"].into_iter().enumerate() {
        has(folder.path(), name, number);
    }
    tokio::join!(comes(&volumes[0], 0), comes(&volumes[1], 1), comes(&volumes[0], 0));
    let volume = async |name: &str| {
        let conn = Connect::open(&theirs.qemu_uri()).await.unwrap();
        let pool = conn.storage_pool_lookup_by_name("p").await.unwrap();
        StorageVol::lookup_by_name(&pool, name).await.unwrap()
    };
    assert_eq!(unexpected_hole(&volume("e").await).await, Code::INTERNAL_ERROR);
}

#[tokio::test]
async fn holes_stay_holes() {
    let ours = Virshd::start();
    let folder = Folder::new();
    sparse(&ours.qemu_uri(), folder.path()).await;
    let Some(theirs) = Libvirtd::start_for_guests() else { return };
    let folder = Folder::new();
    sparse(&theirs.qemu_uri(), folder.path()).await;
}

#[test]
fn virsh_keeps_holes() {
    let Some(virsh) = require(Peer::Virsh) else { return };
    let ours = Virshd::start();
    let folder = Folder::new();
    with_virsh(&virsh, &ours.qemu_uri(), folder.path());
    let Some(theirs) = Libvirtd::start_for_guests() else { return };
    let folder = Folder::new();
    with_virsh(&virsh, &theirs.qemu_uri(), folder.path());
}
