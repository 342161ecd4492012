//! The content of volumes, as it travels. Each stream has one thread of its own that reads or writes the file,
//! with a queue of two packets between it and the connection.

mod download;
mod upload;

use std::fs::File;
use std::sync::Arc;

use vir_conf::storage_pool::VolumeFormat;
use vir_conf::storage_vol::VolumeType;
use vir_types::{Code, Result};

pub(crate) use download::download;
pub(crate) use upload::upload;

use crate::files;
use crate::pool::Pool;
use crate::shared::{error, system};
use crate::volume::{Busy, Volume};

/// The most that one packet takes.
pub(crate) const PACKET: usize = 262_120;

/// So many packets wait between the thread and the connection.
const QUEUE: usize = 2;

/// Which part of which volume travels, and how.
#[derive(Debug)]
pub(crate) struct Journey {
    pub(crate) pool: Arc<Pool>,
    pub(crate) volume: Arc<Volume>,
    /// Keeps a volume that is written from being changed otherwise. Reading one keeps nobody from anything.
    pub(crate) _busy: Option<Busy>,
    pub(crate) offset: u64,
    /// So many bytes at most; 0 means as many as there are.
    pub(crate) length: u64,
    pub(crate) sparse: bool,
}

impl Journey {
    /// Where it ends at the latest.
    fn end(&self) -> u64 {
        if self.length == 0 { u64::MAX } else { self.offset.saturating_add(self.length) }
    }

    /// Opens the file, on a thread that may block.
    async fn open(&self, write: bool) -> Result<File> {
        let (volume, path) = (&self.volume, self.volume.path().to_owned());
        let shown = || format!("Unable to open stream for '{}'", volume.path().display());
        if volume.def.volume_type == VolumeType::Dir || volume.def.target.format == Some(VolumeFormat::Dir) {
            return system(Err(std::io::Error::from(rustix::io::Errno::ISDIR)), shown);
        }
        if i64::try_from(self.offset).is_err() {
            let text = format!("Unable to seek {} to {}", path.display(), self.offset);
            return system(Err(std::io::Error::from(rustix::io::Errno::INVAL)), || text);
        }
        let opened = self.pool.blocking(move || files::open(&path, write)).await?;
        system(opened, shown)
    }
}

/// A thread of one stream. It does not take the place of anybody else's work, however long it lives.
fn thread(work: impl FnOnce() + Send + 'static) -> Result<()> {
    let started = std::thread::Builder::new().name("vol-stream".to_owned()).spawn(work);
    system(started, || "cannot start the thread of a stream".to_owned())?;
    Ok(())
}

/// The stream was told to end, or has ended, before this was asked for.
fn over() -> vir_types::Error {
    error(Code::OPERATION_INVALID, "the stream is over")
}
