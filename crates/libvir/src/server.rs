//! What the daemon needs to make connections of its own drivers.

use std::sync::Arc;

use vir_driver::{Driver, DriverFactory, OpenRequest};
use vir_types::{Code, Error, Result};

use crate::stack::Stack;
use crate::{Connect, Stream};

/// Opens what the URI names with the factories that accept it; the first is the main driver, the others
/// add what it has not.
///
/// # Errors
/// `NoConnect` if no factory accepts the URI; otherwise what the factories say.
pub async fn open(factories: &[Arc<dyn DriverFactory>], request: &OpenRequest) -> Result<Connect> {
    let mut drivers: Vec<Arc<dyn Driver>> = Vec::new();
    for factory in factories.iter().filter(|factory| factory.accepts(&request.uri)) {
        drivers.push(factory.open(request).await?);
    }
    let driver = Stack::of(drivers).ok_or_else(|| Error::new(Code::NO_CONNECT, request.uri.as_str()))?;
    Ok(Connect::new(driver, request.read_only))
}

/// The driver's stream behind one that nobody has used yet.
#[must_use]
pub fn driver_stream(stream: Stream) -> vir_driver::Stream {
    stream.into_driver()
}

/// What administers the daemon that this connection is to.
#[must_use]
pub fn admin(connect: Connect) -> crate::admin::Admin {
    crate::admin::Admin::over(connect)
}

/// A connection to this driver.
#[must_use]
pub fn connect(driver: Arc<dyn Driver>, read_only: bool) -> Connect {
    Connect::new(driver, read_only)
}

/// A handle that a connection gave out, of which only what names the object is wanted.
pub trait Keyed {
    /// What names it.
    type Key;

    /// What names it, without the handle.
    fn into_key(self) -> Self::Key;
}

macro_rules! keyed {
    ($($handle:ty => $key:ident)*) => {$(
        impl Keyed for $handle {
            type Key = vir_types::$key;

            fn into_key(self) -> Self::Key {
                self.key
            }
        }
    )*};
}

keyed! {
    crate::Domain => DomainKey
    crate::DomainCheckpoint => DomainCheckpointKey
    crate::DomainSnapshot => DomainSnapshotKey
    crate::Interface => InterfaceKey
    crate::Network => NetworkKey
    crate::NetworkPort => NetworkPortKey
    crate::NodeDevice => NodeDeviceKey
    crate::Nwfilter => NwfilterKey
    crate::NwfilterBinding => NwfilterBindingKey
    crate::Secret => SecretKey
    crate::StoragePool => StoragePoolKey
    crate::StorageVol => StorageVolKey
    crate::admin::AdminClient => AdminClientKey
    crate::admin::AdminServer => AdminServerKey
}
