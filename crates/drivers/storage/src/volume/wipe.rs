//! Overwriting volumes.

use std::path::Path;
use std::sync::Arc;

use vir_conf::storage_vol::VolumeType;
use vir_types::{Code, Result, StorageVolKey, StorageVolWipeAlgorithm as Algorithm};

use super::Volume;
use super::busy::{Busy, Reason};
use super::refresh::after_change;
use crate::files;
use crate::pool::Pool;
use crate::program::{self, LONG};
use crate::shared::{Shared, error, system};

impl Shared {
    /// Overwrites a volume of a pool whose turn it is; the turn is over as soon as the volume is marked.
    pub(crate) fn wipe_volume(
        &self,
        pool: &Arc<Pool>,
        key: &StorageVolKey,
        algorithm: Algorithm,
    ) -> Result<impl Future<Output = Result<()>> + Send + use<>> {
        let view = pool.view();
        view.check_active()?;
        let def = {
            let volume = view.volume(&key.name)?;
            volume.check_free()?;
            volume.def.clone()
        };
        if matches!(def.volume_type, VolumeType::Dir) {
            let text = format!("Failed to open storage volume with path '{}'", show(&def));
            return system(Err(std::io::Error::from(rustix::io::Errno::ISDIR)), || text);
        }
        let program = match algorithm {
            Algorithm::ZERO => None,
            Algorithm::TRIM => {
                return Err(error(Code::ARGUMENT_UNSUPPORTED, "'trim' algorithm not supported"));
            }
            other => Some(pattern(other)?),
        };
        let busy = Busy::mark(pool, &key.name, Reason::Changing, Volume::check_free)?;
        let pool = pool.clone();
        Ok(async move {
            let path = show(&def);
            match program {
                Some(pattern) => {
                    let words = ["-f", "-p", pattern, &path].map(str::to_owned);
                    program::run("scrub", &words, LONG).await?;
                }
                None => pool.blocking(move || zero(&path)).await??,
            }
            let changed = pool.clone();
            let looked = pool.blocking(move || after_change(&changed, def, true)).await?;
            drop(busy);
            looked
        })
    }
}

fn show(def: &vir_conf::StorageVolDef) -> String {
    def.target.path.clone().unwrap_or_default()
}

/// What `scrub` calls an algorithm.
fn pattern(algorithm: Algorithm) -> Result<&'static str> {
    Ok(match algorithm {
        Algorithm::NNSA => "nnsa",
        Algorithm::DOD => "dod",
        Algorithm::BSI => "bsi",
        Algorithm::GUTMANN => "gutmann",
        Algorithm::SCHNEIER => "schneier",
        Algorithm::PFITZNER7 => "pfitzner7",
        Algorithm::PFITZNER33 => "pfitzner33",
        Algorithm::RANDOM => "random",
        other => {
            return Err(error(Code::INVALID_ARG, format!("wiping algorithm {} not supported", other.0)));
        }
    })
}

/// Writes zeros over everything that was ever written. A file with holes has nothing but a hole then.
fn zero(path: &str) -> Result<()> {
    let opened = files::open(Path::new(path), true);
    let file = system(opened, || format!("Failed to open storage volume with path '{path}'"))?;
    let wiped = (|| {
        use std::os::unix::fs::MetadataExt as _;
        let about = file.metadata()?;
        let size = if about.is_file() {
            about.len()
        } else {
            rustix::fs::seek(&file, rustix::fs::SeekFrom::End(0))?
        };
        let sparse = about.is_file() && about.blocks() < about.len() / 512;
        let mut at = 0;
        while let Some(section) = files::section(&file, at, size)? {
            if section.data {
                files::write_zeros(&file, at, section.end - at)?;
            }
            at = section.end;
        }
        // What was written has to be on the disk before its place is given back.
        file.sync_data()?;
        if sparse {
            file.set_len(0)?;
            file.set_len(size)?;
        }
        Ok::<(), std::io::Error>(())
    })();
    system(wiped, || format!("Failed to wipe storage volume with path '{path}'"))
}
