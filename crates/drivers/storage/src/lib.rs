//! Storage pools that are folders of the host, and the volumes in them.
//!
//! [`Factory::start`] brings up the driver: it reads the definitions, takes up the pools that ran before and
//! starts those that start with the host. Connections are light handles of that.
//!
//! What is known of a pool is a snapshot (`pool::View`) that is replaced and never changed in place, so
//! looking waits for nobody. Changes of a pool take turns and run to their end in tasks of their own. Whatever
//! touches a file system does so on a thread that may block, and no pool has more than a few of those: one
//! that hangs holds up nobody else.
#![forbid(unsafe_code)]

mod facets;
mod factory;
mod files;
mod image;
mod journal;
mod pool;
mod program;
mod roots;
mod shared;
mod stream;
mod volume;

use std::sync::Arc;

use vir_driver::{Caller, Driver, facets as contract};
use vir_types::Result;

pub use factory::{Factory, Options};
pub use roots::Roots;
use shared::Shared;

/// A connection to the storage driver.
pub struct StorageDriver {
    shared: Arc<Shared>,
    uri: Arc<str>,
    #[expect(dead_code, reason = "access control asks for it")]
    caller: Caller,
}

impl Driver for StorageDriver {
    fn name(&self) -> &'static str {
        "storage"
    }

    fn connection(&self) -> Result<&dyn contract::Connection> {
        Ok(self)
    }

    fn storage_pools(&self) -> Result<&dyn contract::StoragePools> {
        Ok(self)
    }

    fn storage_pool_list(&self) -> Result<&dyn contract::StoragePoolList> {
        Ok(self)
    }

    fn storage_volumes(&self) -> Result<&dyn contract::StorageVolumes> {
        Ok(self)
    }

    fn storage_pool_events(&self) -> Result<&dyn contract::StoragePoolEvents> {
        Ok(self)
    }
}
