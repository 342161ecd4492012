//! A volume: what is known of it, and what is being done with it.

mod busy;
mod clone;
mod create;
mod delete;
pub(crate) mod look;
mod refresh;
mod resize;
mod wipe;

use vir_conf::StorageVolDef;
use vir_conf::storage_vol::VolumeType;
use vir_types::{Code, Result, StorageVolType};

pub(crate) use busy::{Busy, Reason};
pub(crate) use refresh::after_change;

use crate::shared::error;

/// A volume.
#[derive(Debug, Clone)]
pub(crate) struct Volume {
    pub(crate) def: StorageVolDef,
    /// Whether it is being made.
    pub(crate) building: bool,
    /// How many read it or write to it.
    pub(crate) in_use: u32,
}

impl Volume {
    pub(crate) fn new(def: StorageVolDef) -> Self {
        Self { def, building: false, in_use: 0 }
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &std::path::Path {
        std::path::Path::new(self.def.target.path.as_deref().unwrap_or_default())
    }

    /// What it is.
    pub(crate) fn kind(&self) -> StorageVolType {
        match self.def.volume_type {
            VolumeType::Block => StorageVolType::BLOCK,
            VolumeType::Dir => StorageVolType::DIR,
            VolumeType::Network => StorageVolType::NETWORK,
            VolumeType::Netdir => StorageVolType::NETDIR,
            VolumeType::Ploop => StorageVolType::PLOOP,
            _ => StorageVolType::FILE,
        }
    }

    /// Refuses one that is being made.
    pub(crate) fn check_built(&self) -> Result<()> {
        if !self.building {
            return Ok(());
        }
        let text = format!("volume '{}' is still being allocated.", self.def.name);
        Err(error(Code::OPERATION_INVALID, text))
    }

    /// Refuses one that somebody else reads, writes or makes.
    pub(crate) fn check_free(&self) -> Result<()> {
        if self.in_use == 0 {
            return self.check_built();
        }
        Err(error(Code::OPERATION_INVALID, format!("volume '{}' is still in use.", self.def.name)))
    }
}
