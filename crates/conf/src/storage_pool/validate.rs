//! Rules across the fields of a pool.

use vir_types::{Code, Result};

use super::{KIND, PoolSourceDef, PoolType, StoragePoolDef};
use crate::common::{refuse, unsupported, wrong};
use crate::name;

impl StoragePoolDef {
    /// Checks the rules across fields.
    ///
    /// # Errors
    /// `XmlError`, `ConfigUnsupported`: no name, a slash in it, or a part that the kind needs is missing or
    /// does not go with the others.
    pub fn validate(&self) -> Result<()> {
        self.check().map_err(|error| error.or_origin(KIND.origin))
    }

    fn check(&self) -> Result<()> {
        let parts = self.pool_type.parts();
        let source_name = self.source.name.as_deref().unwrap_or_default();
        let has_source = self.source != PoolSourceDef::default();
        if self.pool_type == PoolType::Rbd && self.source.name.is_none() && has_source {
            return wrong("element 'name' is mandatory for RBD pool");
        }
        self.source.validate(self.pool_type)?;
        let name = if self.name.is_empty() && parts.name { source_name } else { &self.name };
        if name.is_empty() {
            return wrong("missing pool source name element");
        }
        name::no_slash(name, KIND.origin)?;
        if self.cow.is_some() && !matches!(self.pool_type, PoolType::Fs | PoolType::Dir) {
            return refuse(Code::NO_SUPPORT, "cow feature may only be used for 'fs' and 'dir' pools");
        }
        self.source.validate_complete(self.pool_type)?;
        let fixed = matches!(self.pool_type, PoolType::Logical | PoolType::Zfs);
        if self.pool_type.has_target() && !fixed && self.target_path().is_none() {
            return wrong("missing storage pool target path");
        }
        if self.pool_type == PoolType::IscsiDirect && self.source.initiator_iqn.is_none() {
            return unsupported("missing initiator IQN");
        }
        Ok(())
    }
}
