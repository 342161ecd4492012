//! Volumes travel in both directions, with holes, several at once, and say why they cannot.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use bytes::Bytes;
use libvir::*;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use vir_driver::facets::StorageVolumes;
use vir_driver::{Driver, Stream as DriverStream, StreamIo};

use super::over_socket;

type Pieces = Vec<StreamChunk>;

/// Keeps what is uploaded, by volume.
#[derive(Default)]
struct Pool(Arc<Mutex<BTreeMap<String, Pieces>>>);

impl Driver for Pool {
    fn name(&self) -> &'static str {
        "pool"
    }
    fn storage_volumes(&self) -> Result<&dyn StorageVolumes> {
        Ok(self)
    }
}

struct Upload {
    name: String,
    got: Pieces,
    room: u64,
    pool: Arc<Mutex<BTreeMap<String, Pieces>>>,
}

#[async_trait]
impl StreamIo for Upload {
    async fn send(&mut self, data: Bytes) -> Result<()> {
        let length = data.len() as u64;
        self.room =
            self.room.checked_sub(length).ok_or_else(|| Error::new(Code::OPERATION_FAILED, "full"))?;
        self.got.push(StreamChunk::Data(data));
        Ok(())
    }
    async fn send_hole(&mut self, length: u64) -> Result<()> {
        self.got.push(StreamChunk::Hole(length));
        Ok(())
    }
    async fn finish(&mut self) -> Result<()> {
        let got = std::mem::take(&mut self.got);
        self.pool.lock().unwrap().insert(self.name.clone(), got);
        Ok(())
    }
}

struct Download(std::vec::IntoIter<StreamChunk>);

#[async_trait]
impl StreamIo for Download {
    async fn recv(&mut self, max: usize) -> Result<StreamChunk> {
        let piece = self.0.next().unwrap_or(StreamChunk::End);
        assert!(!matches!(&piece, StreamChunk::Data(data) if data.len() > max));
        Ok(piece)
    }
    async fn finish(&mut self) -> Result<()> {
        Ok(())
    }
}

#[async_trait]
impl StorageVolumes for Pool {
    async fn storage_vol_upload(
        &self,
        vol: &StorageVolKey,
        offset_bytes: u64,
        length_bytes: u64,
        flags: StorageVolUploadFlags,
    ) -> Result<DriverStream> {
        assert_eq!((offset_bytes, flags), (1 << 40, StorageVolUploadFlags::SPARSE_STREAM));
        let (name, pool) = (vol.name.to_string(), self.0.clone());
        Ok(DriverStream::new(Upload { name, got: Vec::new(), room: length_bytes, pool }))
    }
    async fn storage_vol_download(
        &self,
        vol: &StorageVolKey,
        offset_bytes: u64,
        length_bytes: u64,
        flags: StorageVolDownloadFlags,
    ) -> Result<DriverStream> {
        assert_eq!((offset_bytes, length_bytes, flags), (7, 1 << 41, StorageVolDownloadFlags::SPARSE_STREAM));
        let found = self.0.lock().unwrap().get(&*vol.name).cloned();
        let pieces = found.ok_or_else(|| Error::new(Code::NO_STORAGE_VOL, &*vol.name))?;
        Ok(DriverStream::new(Download(pieces.into_iter())))
    }
}

fn vol(conn: &Connect, name: &str) -> StorageVol {
    conn.storage_vol(StorageVolKey { pool: "pool".into(), name: name.into(), key: "/key".into() })
}

async fn upload(vol: &StorageVol, room: u64) -> Stream {
    vol.upload(1 << 40, room, StorageVolUploadFlags::SPARSE_STREAM).await.unwrap()
}

async fn download(vol: &StorageVol) -> Result<Stream> {
    vol.download(7, 1 << 41, StorageVolDownloadFlags::SPARSE_STREAM).await
}

#[tokio::test]
async fn volumes_come_back_with_their_holes() {
    let (conn, _folder) = over_socket("volumes", Arc::new(Pool::default())).await;
    // Two at once, in turns.
    let (one, two) = (vol(&conn, "one"), vol(&conn, "two"));
    let (mut to_one, mut to_two) = (upload(&one, 1 << 20).await, upload(&two, 1 << 20).await);
    to_one.send("abc").await.unwrap();
    to_two.send_hole(1 << 45).await.unwrap();
    to_one.send_hole(5).await.unwrap();
    to_two.send(vec![b'2'; 300_000]).await.unwrap();
    to_one.write_all(b"def").await.unwrap();
    to_one.shutdown().await.unwrap();
    to_two.finish().await.unwrap();

    let mut back = Vec::new();
    download(&one).await.unwrap().read_to_end(&mut back).await.unwrap();
    assert_eq!(back, b"abc\0\0\0\0\0def");
    let mut from_two = download(&two).await.unwrap();
    assert_eq!(from_two.recv(1 << 20).await.unwrap(), StreamChunk::Hole(1 << 45));
    let mut bytes = 0;
    loop {
        match from_two.recv(1 << 20).await.unwrap() {
            StreamChunk::Data(data) => bytes += data.len(),
            other => break assert_eq!(other, StreamChunk::End),
        }
    }
    assert_eq!(bytes, 300_000);
    from_two.finish().await.unwrap();
}

#[tokio::test]
async fn what_goes_wrong_arrives() {
    let (conn, _folder) = over_socket("volumes-wrong", Arc::new(Pool::default())).await;
    let error = download(&vol(&conn, "none")).await.unwrap_err();
    assert_eq!(error.code(), Code::NO_STORAGE_VOL);
    // The driver fails in the middle: sooner or later sending says so, finishing at the latest.
    let mut small = upload(&vol(&conn, "small"), 10).await;
    let mut failed = small.send(vec![0; 100]).await;
    if failed.is_ok() {
        failed = small.finish().await;
    }
    assert_eq!(failed.unwrap_err().code(), Code::OPERATION_FAILED);
    // What was given up is not kept, and the connection lives on.
    let mut given_up = upload(&vol(&conn, "given-up"), 10).await;
    given_up.send("x").await.unwrap();
    given_up.abort();
    assert_eq!(download(&vol(&conn, "given-up")).await.unwrap_err().code(), Code::NO_STORAGE_VOL);
}
