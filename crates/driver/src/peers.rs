//! How one driver reaches another.

use std::sync::Arc;

use async_trait::async_trait;
use vir_types::{ConnectUri, Error, Result};

use crate::Driver;

/// The other drivers of the house, opened as [`Caller::System`](crate::Caller::System): a user who may
/// start a guest needs no rights on the networks and volumes that it uses.
///
/// Whoever assembles the drivers implements it; drivers hold it weakly. It exists without any client, so
/// that autostart and reconnecting work.
#[async_trait]
#[expect(unused_variables, reason = "the names of parameters belong to the documentation")]
pub trait Peers: Send + Sync {
    /// The driver that has networks and their ports.
    async fn network(&self) -> Result<Arc<dyn Driver>> {
        Err(Error::unsupported())
    }

    /// The driver that has storage pools and volumes.
    async fn storage(&self) -> Result<Arc<dyn Driver>> {
        Err(Error::unsupported())
    }

    /// The driver that has secrets.
    async fn secret(&self) -> Result<Arc<dyn Driver>> {
        Err(Error::unsupported())
    }

    /// The driver that has network filters and their bindings.
    async fn nwfilter(&self) -> Result<Arc<dyn Driver>> {
        Err(Error::unsupported())
    }

    /// The driver that has the host's devices.
    async fn nodedev(&self) -> Result<Arc<dyn Driver>> {
        Err(Error::unsupported())
    }

    /// A connection to another daemon, for a migration that the source itself drives.
    async fn connect(&self, uri: &ConnectUri) -> Result<Arc<dyn Driver>> {
        Err(Error::unsupported())
    }
}

/// Stands for peers that are not there.
pub(crate) struct NoPeers;

impl Peers for NoPeers {}
