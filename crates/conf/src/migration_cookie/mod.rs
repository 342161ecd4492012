//! `<qemu-migration>`: what two hosts tell each other while a guest moves.

mod parts;
mod statistics;

pub use parts::{
    BitmapAlias, CookieCapabilities, CookieCapability, CookieFeature, CookieFeatureName, CookieGraphics,
    CookieInterface, CookieNbd, CookieNetwork, DirtyBitmaps, DiskBitmaps, GraphicsCert, LockState,
    MigrationCapability, NbdDisk,
};
pub use statistics::MigrationStatistics;

use serde::{Deserialize, Serialize};
use vir_types::{Code, Origin, Result, Uuid};
use vir_xml::{ReadOptions, WriteOptions, XmlElement, to_string};

use crate::common::refuse;
use crate::cpu::CpuDef;
use crate::domain::DomainDef;
use crate::error::{DocumentKind, read};

const KIND: DocumentKind =
    DocumentKind { root: "qemu-migration", name: "(qemu_migration_cookie)", origin: Origin::QEMU };

/// What two hosts tell each other while a guest moves.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct MigrationCookie {
    /// Name of the guest.
    #[xml(text = "name", missing(Internal, "missing name element in migration data"))]
    pub name: String,
    /// Identity of the guest; required.
    #[xml(
        text = "uuid",
        with = "crate::uuid_text",
        invalid(Internal, "malformed uuid element in migration data")
    )]
    #[serde(with = "crate::uuid_text", default)]
    pub uuid: Option<Uuid>,
    /// Name of the host that says it.
    #[xml(text = "hostname", missing(Internal, "missing hostname element in migration data"))]
    pub host_name: String,
    /// Identity of the host that says it; required.
    #[xml(
        text = "hostuuid",
        with = "crate::uuid_text",
        invalid(Internal, "malformed hostuuid element in migration data")
    )]
    #[serde(with = "crate::uuid_text", default)]
    pub host_uuid: Option<Uuid>,
    /// What the other host must understand.
    #[xml(child = "feature")]
    pub features: Vec<CookieFeature>,
    /// Where clients of graphics go.
    #[xml(child = "graphics")]
    pub graphics: Option<CookieGraphics>,
    /// Locks that are handed over.
    #[xml(child = "lockstate")]
    pub lock_state: Option<LockState>,
    /// The stored definition.
    #[xml(child = "domain")]
    pub persistent: Option<Box<DomainDef>>,
    /// What switches are told.
    #[xml(child = "network")]
    pub network: Option<CookieNetwork>,
    /// How disks are copied.
    #[xml(child = "nbd")]
    pub nbd: Option<CookieNbd>,
    /// How it went.
    #[xml(child = "statistics")]
    pub statistics: Option<Box<MigrationStatistics>>,
    /// The processor that the guest really has.
    #[xml(child = "cpu")]
    pub cpu: Option<Box<CpuDef>>,
    /// What the emulator can do.
    #[xml(child = "capabilities")]
    pub capabilities: Option<CookieCapabilities>,
    /// Bitmaps of changed blocks that move too.
    #[xml(child = "blockDirtyBitmaps")]
    pub dirty_bitmaps: Option<DirtyBitmaps>,
}

impl MigrationCookie {
    /// Reads a cookie.
    ///
    /// # Errors
    /// `XmlDetail`: not well-formed. `InternalError`: a value is missing or cannot be read.
    pub fn parse(xml: &str) -> Result<Self> {
        let cookie = read(&KIND, xml, ReadOptions::default(), Self::read)?;
        let missing = |what: &str| {
            let text = format!("missing {what} element in migration data");
            refuse(Code::INTERNAL_ERROR, text).map_err(|error| error.or_origin(KIND.origin))
        };
        if cookie.uuid.is_none() {
            return missing("uuid");
        }
        if cookie.host_uuid.is_none() {
            return missing("hostuuid");
        }
        Ok(cookie)
    }

    /// Refuses what this host does not understand.
    ///
    /// # Errors
    /// `InternalError`: such a feature.
    pub fn check_features(&self, understood: &[CookieFeatureName]) -> Result<()> {
        match self.features.iter().find(|feature| !understood.contains(&feature.name)) {
            Some(feature) => {
                let text = format!("Unsupported migration cookie feature {}", feature.name);
                refuse(Code::INTERNAL_ERROR, text).map_err(|error| error.or_origin(KIND.origin))
            }
            None => Ok(()),
        }
    }

    /// The document. Passwords are in it, because the guest needs them there.
    #[must_use]
    pub fn to_xml(&self) -> String {
        let mut options = WriteOptions::new(false, true);
        options.migratable = true;
        to_string(KIND.root, self, options)
    }
}
