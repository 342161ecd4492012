//! The same API without async, for programs that have no use for it.
//!
//! Each type here is a thin twin of the one of the same name, and each method waits for its twin on a runtime that
//! this module keeps. It must not be called from inside asynchronous code, which would wait for itself.
//!
//! ```
//! use libvir::ConnectListAllDomainsFlags;
//! use libvir::blocking::Connect;
//!
//! let conn = Connect::open("test:///default")?;
//! for domain in conn.list_all_domains(ConnectListAllDomainsFlags::ACTIVE)? {
//!     assert_eq!(domain.name(), "test");
//! }
//! # Ok::<(), libvir::Error>(())
//! ```

mod events;
mod generated;
mod stream;

use std::future::Future;
use std::sync::OnceLock;

use tokio::runtime::{Builder, Runtime};
use vir_types::{Code, Error, Result};

pub use events::Events;
pub use generated::*;
pub use stream::{Screenshot, Stream};

static RUNTIME: OnceLock<Runtime> = OnceLock::new();

/// Waits, on the runtime that all connections share.
fn wait<T>(work: impl Future<Output = T>) -> Result<T> {
    if tokio::runtime::Handle::try_current().is_ok() {
        return Err(Error::new(Code::OPERATION_INVALID, "a blocking call inside asynchronous code"));
    }
    let runtime = match RUNTIME.get() {
        Some(runtime) => runtime,
        None => {
            let made =
                Builder::new_multi_thread().worker_threads(1).thread_name("libvir").enable_all().build();
            let made = made.map_err(|error| Error::new(Code::SYSTEM_ERROR, error.to_string()))?;
            // Whoever was first wins.
            RUNTIME.get_or_init(|| made)
        }
    };
    Ok(runtime.block_on(work))
}
