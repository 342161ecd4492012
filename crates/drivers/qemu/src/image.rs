//! Images of disks that no guest uses, as `qemu-img` sees them.

use std::fs::File;
use std::io::{self, Seek as _, SeekFrom};
use std::os::unix::fs::{FileExt as _, FileTypeExt as _, MetadataExt as _};
use std::process::Stdio;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use serde::Deserialize;
use tokio::sync::Semaphore;
use vir_conf::domain::device::disk::DiskDef;
use vir_conf::words::StorageFormat;
use vir_types::{Code, Context as _, Result};

use crate::shared::error;

/// How long an image may take to be looked at.
const LIMIT: Duration = Duration::from_secs(30);

/// What is known of an image.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Image {
    /// The size that a guest sees.
    pub(crate) capacity: u64,
    /// The size of the file.
    pub(crate) physical: u64,
    /// How much of the host's disk it takes.
    pub(crate) allocation: u64,
}

#[derive(Deserialize)]
struct Info {
    #[serde(rename = "virtual-size")]
    virtual_size: u64,
}

/// How large a file is, and how much of the host's disk it takes, in bytes. A file system that does not answer
/// holds up nobody but who asks.
pub(crate) async fn sizes(path: &str) -> Result<(u64, u64)> {
    let own = path.to_owned();
    let look = tokio::task::spawn_blocking(move || std::fs::metadata(own));
    let meta = tokio::time::timeout(LIMIT, look)
        .await
        .map_err(|_| error(Code::OPERATION_TIMEOUT, format!("'{path}' does not answer")))?
        .map_err(|failed| error(Code::INTERNAL_ERROR, failed.to_string()))?
        .context(Code::SYSTEM_ERROR, || format!("cannot stat file '{path}'"))?;
    Ok((meta.len(), meta.blocks().saturating_mul(512)))
}

/// Looks at an image without taking its lock.
pub(crate) async fn inspect(path: &str) -> Result<Image> {
    let (physical, allocation) = sizes(path).await?;
    let mut command = vir_util::process::command("qemu-img");
    command.args(["info", "--output=json", "-U", "--", path]).stdin(Stdio::null());
    let run = tokio::task::spawn_blocking(move || command.output());
    let output = tokio::time::timeout(LIMIT, run)
        .await
        .map_err(|_| error(Code::OPERATION_TIMEOUT, format!("'{path}' does not answer")))?
        .map_err(|failed| error(Code::INTERNAL_ERROR, failed.to_string()))?
        .context(Code::SYSTEM_ERROR, || "cannot run qemu-img".to_owned())?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(error(Code::INTERNAL_ERROR, format!("cannot look at '{path}': {}", said.trim())));
    }
    let info: Info = serde_json::from_slice(&output.stdout)
        .map_err(|wrong| error(Code::INTERNAL_ERROR, format!("qemu-img says of '{path}': {wrong}")))?;
    Ok(Image { capacity: info.virtual_size, physical, allocation })
}

/// A kind of file whose capacity stands in its beginning, or is its size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Simple {
    Raw,
    Qcow2,
}

impl Simple {
    pub(crate) fn of(disk: &DiskDef) -> Option<Self> {
        match disk.driver.as_ref().and_then(|driver| driver.format) {
            None | Some(StorageFormat::Raw) => Some(Self::Raw),
            Some(StorageFormat::Qcow2) => Some(Self::Qcow2),
            Some(_) => None,
        }
    }
}

/// What is known of a file at a look; its capacity is 0 where that would take more. Blocks.
pub(crate) fn look(path: &str, format: Option<Simple>) -> io::Result<Image> {
    let meta = std::fs::metadata(path)?;
    let (mut physical, mut allocation) = (meta.len(), meta.blocks().saturating_mul(512));
    if meta.file_type().is_block_device() {
        physical = File::open(path)?.seek(SeekFrom::End(0))?;
        allocation = physical;
    } else if !meta.is_file() {
        // To open anything else could wait for ever.
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let capacity = match format {
        Some(Simple::Raw) => physical,
        Some(Simple::Qcow2) => {
            let mut header = [0; 32];
            File::open(path)?.read_exact_at(&mut header, 0)?;
            let (magic, rest) = header.split_at(4);
            let size = rest.get(20..28).and_then(|size| <[u8; 8]>::try_from(size).ok());
            match size {
                Some(size) if *magic == *b"QFI\xfb" => u64::from_be_bytes(size),
                _ => 0,
            }
        }
        None => 0,
    };
    Ok(Image { capacity, physical, allocation })
}

/// So many threads may look at images at a time: files may be where nobody answers any more.
const LOOKERS: usize = 16;

/// So many of them for one caller.
const SHARES: usize = 4;

/// Looks at many files, in parallel. Of one that is not there nothing is known, nor of what does not come in
/// time.
pub(crate) async fn look_at_all(
    files: Vec<(Arc<str>, Option<Simple>)>,
    limit: Duration,
) -> Vec<Option<Image>> {
    static ROOM: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(LOOKERS)));
    let mut found = Vec::with_capacity(files.len());
    let end = tokio::time::Instant::now() + limit;
    let share = files.len().div_ceil(SHARES).max(1);
    let mut files = files.into_iter().peekable();
    let mut tasks = Vec::new();
    while files.peek().is_some() {
        let part: Vec<_> = files.by_ref().take(share).collect();
        let count = part.len();
        let task = tokio::spawn(async move {
            let Ok(room) = ROOM.clone().acquire_owned().await else { return Vec::new() };
            let look = tokio::task::spawn_blocking(move || {
                let _room = room;
                part.iter().map(|(path, format)| look(path, *format).ok()).collect::<Vec<_>>()
            });
            look.await.unwrap_or_default()
        });
        tasks.push((count, task));
    }
    for (count, task) in tasks {
        let abort = task.abort_handle();
        let mut part = match tokio::time::timeout_at(end, task).await {
            Ok(Ok(part)) => part,
            _ => {
                abort.abort();
                Vec::new()
            }
        };
        part.resize(count, None);
        found.append(&mut part);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn sizes_of_many_files_come_in_order() {
        let folder = std::env::temp_dir().join(format!("vir-image-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
        std::fs::write(path("raw"), [1; 4096]).unwrap();
        let mut header = b"QFI\xfb".to_vec();
        header.extend([0; 20]);
        header.extend(77_u64.to_be_bytes());
        std::fs::write(path("qcow2"), header).unwrap();
        let files =
            [("raw", Simple::Raw), ("none", Simple::Raw), ("qcow2", Simple::Qcow2), ("raw", Simple::Qcow2)];
        let mut files: Vec<_> = files.map(|(name, format)| (path(name).into(), Some(format))).into();
        files.push((folder.to_str().unwrap().into(), None));
        let found = look_at_all(files, LIMIT).await;
        let capacity = |at: usize| found[at].map(|image| (image.capacity, image.physical));
        assert_eq!(found.len(), 5);
        assert_eq!((capacity(0), capacity(1), capacity(2)), (Some((4096, 4096)), None, Some((77, 32))));
        assert_eq!((capacity(3), capacity(4)), (Some((0, 4096)), None));
        std::fs::remove_dir_all(folder).unwrap();
    }
}
