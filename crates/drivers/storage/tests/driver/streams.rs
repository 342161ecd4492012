//! The content of volumes: there and back, whole and in part, with holes and without.

use std::os::unix::fs::FileExt as _;
use std::time::Duration;

use crate::common::{House, taken, volume_xml};
use bytes::Bytes;
use vir_driver::{Stream, StreamChunk};
use vir_types::{
    Code, NoFlags, StoragePoolEventId, StoragePoolKey, StorageVolDeleteFlags,
    StorageVolDownloadFlags as Download, StorageVolKey, StorageVolUploadFlags as Upload,
};

const MIB: u64 = 1 << 20;

async fn received(mut stream: Stream, max: usize) -> (Vec<u8>, Vec<(u64, u64)>) {
    let (mut bytes, mut holes) = (Vec::new(), Vec::new());
    loop {
        match stream.recv(max).await.unwrap() {
            StreamChunk::Data(data) => {
                assert!(!data.is_empty() && data.len() <= max);
                bytes.extend_from_slice(&data);
            }
            StreamChunk::Hole(length) => {
                holes.push((bytes.len() as u64, length));
                bytes.resize(bytes.len() + usize::try_from(length).unwrap(), 0);
            }
            StreamChunk::End => break,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(stream.recv(1).await.unwrap(), StreamChunk::End);
    stream.finish().await.unwrap();
    (bytes, holes)
}

async fn download(house: &House, key: &StorageVolKey, offset: u64, length: u64, flags: Download) -> Stream {
    house.volumes().storage_vol_download(key, offset, length, flags).await.unwrap()
}

async fn upload(house: &House, key: &StorageVolKey, offset: u64, length: u64, flags: Upload) -> Stream {
    house.volumes().storage_vol_upload(key, offset, length, flags).await.unwrap()
}

fn pattern(length: usize) -> Vec<u8> {
    (0..length).map(|at| u8::try_from(at * 7 % 251).unwrap()).collect()
}

async fn house_with_pool() -> (House, StoragePoolKey) {
    let house = House::new().await;
    let pool = house.pool("p").await;
    (house, pool)
}

#[tokio::test]
async fn what_goes_up_comes_down() {
    let (house, pool) = house_with_pool().await;
    let size = 3 * MIB + 12345;
    let key = house.raw(&pool, "v", size).await;
    let content = pattern(usize::try_from(size).unwrap());
    let mut events = house
        .events()
        .connect_storage_pool_event_register_any(None, StoragePoolEventId::REFRESH)
        .await
        .unwrap();
    let mut stream = upload(&house, &key, 0, 0, Upload::empty()).await;
    for part in content.chunks(100_001) {
        stream.send(Bytes::copy_from_slice(part)).await.unwrap();
    }
    stream.finish().await.unwrap();
    assert_eq!(std::fs::read(&*key.key).unwrap(), content);
    assert!(events.recv().await.is_some());
    let (bytes, holes) = received(download(&house, &key, 0, 0, Download::empty()).await, 262_120).await;
    assert!(bytes == content && holes.is_empty());
    let (bytes, _) = received(download(&house, &key, 1000, 70_000, Download::empty()).await, 999).await;
    assert_eq!(bytes, content[1000..71_000]);
    let (bytes, _) = received(download(&house, &key, size - 5, 1000, Download::empty()).await, 10).await;
    assert_eq!(bytes, content[content.len() - 5..]);
    let (bytes, _) = received(download(&house, &key, size + 5, 0, Download::empty()).await, 10).await;
    assert!(bytes.is_empty());

    let mut stream = upload(&house, &key, 10, 4, Upload::empty()).await;
    stream.send(Bytes::from_static(b"ab")).await.unwrap();
    stream.send(Bytes::from_static(b"cd")).await.unwrap();
    stream.finish().await.unwrap();
    let now = std::fs::read(&*key.key).unwrap();
    assert!(now[10..14] == *b"abcd" && now[14..] == content[14..] && now[..10] == content[..10]);
}

#[tokio::test]
async fn more_than_was_announced_is_refused() {
    let (house, pool) = house_with_pool().await;
    let key = house.raw(&pool, "v", MIB).await;
    let mut stream = upload(&house, &key, 0, 3, Upload::empty()).await;
    let mut failed = stream.send(Bytes::from_static(b"abcdef")).await.err();
    for _ in 0..10 {
        if failed.is_none() {
            failed = stream.send(Bytes::from_static(b"more")).await.err();
        }
    }
    let error = failed.unwrap();
    assert_eq!(error.message(), "cannot write to stream: No space left on device");
    assert_eq!(std::fs::read(&*key.key).unwrap()[..6], *b"abc\0\0\0");
    drop(stream);
    let mut stream = upload(&house, &key, 0, 3, Upload::empty()).await;
    stream.send(Bytes::from_static(b"wxyz")).await.unwrap();
    assert_eq!(stream.finish().await.unwrap_err().code(), Code::SYSTEM_ERROR);
}

#[tokio::test]
async fn holes_travel_as_holes() {
    let (house, pool) = house_with_pool().await;
    let from = house.raw(&pool, "from", 64 * MIB).await;
    let file = std::fs::File::options().write(true).open(&*from.key).unwrap();
    file.write_all_at(&pattern(300_000), 16 * MIB).unwrap();
    let (bytes, holes) =
        received(download(&house, &from, 0, 0, Download::SPARSE_STREAM).await, 262_120).await;
    assert!(bytes == std::fs::read(&*from.key).unwrap());
    assert_eq!(holes.len(), 2, "{holes:?}");
    assert_eq!(holes[0], (0, 16 * MIB));
    assert_eq!(holes[1].0 + holes[1].1, 64 * MIB);
    let (bytes, holes) =
        received(download(&house, &from, MIB, 2 * MIB, Download::SPARSE_STREAM).await, 262_120).await;
    assert_eq!((bytes.len() as u64, holes), (2 * MIB, vec![(0, 2 * MIB)]));

    // Over old content: what is a hole now reads as zeros and takes no space.
    let to = house.volume(&pool, &volume_xml("to", 32 * MIB, 32 * MIB, "raw")).await.unwrap();
    let file = std::fs::File::options().write(true).open(&*to.key).unwrap();
    file.write_all_at(&pattern(1_000_000), 0).unwrap();
    let mut stream = upload(&house, &to, 0, 0, Upload::SPARSE_STREAM).await;
    stream.send_hole(16 * MIB).await.unwrap();
    stream.send(pattern(300_000).into()).await.unwrap();
    stream.send_hole(64 * MIB - 16 * MIB - 300_000).await.unwrap();
    stream.finish().await.unwrap();
    assert!(std::fs::read(&*to.key).unwrap() == std::fs::read(&*from.key).unwrap());
    assert!(taken(to.key.as_ref().as_ref()) < MIB);
    let info = house.volumes().storage_vol_get_info(&to).await.unwrap();
    assert_eq!(info.capacity_bytes, 64 * MIB);

    // What lies behind the part that is written stays.
    let mut stream = upload(&house, &to, 0, MIB, Upload::SPARSE_STREAM).await;
    stream.send_hole(MIB).await.unwrap();
    stream.finish().await.unwrap();
    assert!(std::fs::read(&*to.key).unwrap() == std::fs::read(&*from.key).unwrap());
}

#[tokio::test]
async fn a_hole_is_refused_where_none_was_announced() {
    let (house, pool) = house_with_pool().await;
    let key = house.raw(&pool, "v", MIB).await;
    let mut stream = upload(&house, &key, 0, 0, Upload::empty()).await;
    let error = stream.send_hole(1).await.unwrap_err();
    assert!(error.message().ends_with("unexpected stream hole"), "{error}");
}

#[tokio::test]
async fn a_volume_that_is_written_is_nobody_elses() {
    let (house, pool) = house_with_pool().await;
    let key = house.raw(&pool, "v", MIB).await;
    let mut stream = upload(&house, &key, 0, 0, Upload::empty()).await;
    stream.send(Bytes::from_static(b"x")).await.unwrap();
    let volumes = house.volumes();
    let delete = volumes.storage_vol_delete(&key, StorageVolDeleteFlags::NORMAL).await.unwrap_err();
    assert_eq!(delete.code(), Code::OPERATION_INVALID);
    assert!(delete.message().ends_with("volume 'v' is still in use."), "{delete}");
    let wipe = volumes.storage_vol_wipe(&key, NoFlags::empty()).await.unwrap_err();
    assert!(wipe.message().ends_with("volume 'v' is still in use."), "{wipe}");
    assert!(volumes.storage_vol_upload(&key, 0, 0, Upload::empty()).await.is_err());
    assert!(volumes.storage_vol_resize(&key, 2 * MIB, Default::default()).await.is_err());
    // Looking is allowed, also for the pool.
    house.pools().storage_pool_refresh(&pool, NoFlags::empty()).await.unwrap();
    received(download(&house, &key, 0, 0, Download::empty()).await, 1000).await;
    assert!(volumes.storage_vol_delete(&key, StorageVolDeleteFlags::NORMAL).await.is_err());
    stream.abort(vir_types::Error::internal("enough"));
    gone(&house, &key).await;
}

/// Deletes a volume as soon as nobody uses it any more.
async fn gone(house: &House, key: &StorageVolKey) {
    for _ in 0..500 {
        match house.volumes().storage_vol_delete(key, StorageVolDeleteFlags::NORMAL).await {
            Ok(()) => return,
            Err(error) => assert!(error.message().ends_with("is still in use."), "{error}"),
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("'{}' stays in use", key.name);
}

#[tokio::test]
async fn streams_that_nobody_ends_hold_nothing() {
    let (house, pool) = house_with_pool().await;
    let key = house.volume(&pool, &volume_xml("v", 16 * MIB, 16 * MIB, "raw")).await.unwrap();
    let threads = || {
        std::fs::read_dir("/proc/self/task").unwrap().flatten().filter(|thread| {
            std::fs::read_to_string(thread.path().join("comm")).is_ok_and(|name| name.trim() == "vol-stream")
        })
    };
    let mut one = download(&house, &key, 0, 0, Download::empty()).await;
    one.recv(10).await.unwrap();
    let two = upload(&house, &key, 0, 0, Upload::empty()).await;
    // A thread names itself once it runs, and others come and go meanwhile.
    for _ in 0..500 {
        if threads().count() >= 2 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(threads().count() >= 2);
    drop(one);
    drop(two);
    gone(&house, &key).await;
}

#[tokio::test]
async fn what_cannot_be_read_or_written_is_said_at_once() {
    let (house, pool) = house_with_pool().await;
    std::fs::create_dir(house.folder("p").join("d")).unwrap();
    let key = house.raw(&pool, "v", MIB).await;
    house.pools().storage_pool_refresh(&pool, NoFlags::empty()).await.unwrap();
    let folder = house.volumes().storage_vol_lookup_by_name(&pool, "d").await.unwrap();
    let error = house.volumes().storage_vol_download(&folder, 0, 0, Download::empty()).await.unwrap_err();
    assert!(error.message().ends_with("/d': Is a directory"), "{error}");
    let error = house.volumes().storage_vol_download(&key, u64::MAX, 0, Download::empty()).await.unwrap_err();
    assert!(error.message().starts_with("Unable to seek "), "{error}");
    std::fs::remove_file(&*key.key).unwrap();
    let error = house.volumes().storage_vol_upload(&key, 0, 0, Upload::empty()).await.unwrap_err();
    assert!(error.message().starts_with("Unable to open stream for '"), "{error}");
    assert!(!std::fs::exists(&*key.key).unwrap());
}
