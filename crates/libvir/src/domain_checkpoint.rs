//! Checkpoints: points from which on the changes of a domain's disks are known.

use vir_types::{
    DomainCheckpointDeleteFlags, DomainCheckpointKey, DomainCheckpointListFlags, DomainCheckpointXmlFlags,
    NoFlags, Result,
};

use crate::api::Api;
use crate::{Connect, Domain};

const GET_XML_DESC: Api =
    Api::read("virDomainCheckpointGetXMLDesc", "5.6.0").write_if(DomainCheckpointXmlFlags::SECURE.bits());
const LIST_ALL_CHILDREN: Api = Api::read("virDomainCheckpointListAllChildren", "5.6.0");
const GET_PARENT: Api = Api::read("virDomainCheckpointGetParent", "5.6.0");
const DELETE: Api = Api::write("virDomainCheckpointDelete", "5.6.0");

/// A checkpoint of a domain, for incremental backups. A light handle; making or cloning one asks nobody.
///
/// C API: `virDomainCheckpointPtr`. Since: 5.6.0.
#[derive(Debug, Clone)]
pub struct DomainCheckpoint {
    conn: Connect,
    pub(crate) key: DomainCheckpointKey,
}

impl DomainCheckpoint {
    pub(crate) fn new(conn: Connect, key: DomainCheckpointKey) -> Self {
        Self { conn, key }
    }

    /// The connection that it was found on. C API: `virDomainCheckpointGetConnect`. Since: 5.6.0.
    #[must_use]
    pub fn connect(&self) -> &Connect {
        &self.conn
    }

    /// What names it: its domain and its name.
    #[must_use]
    pub fn key(&self) -> &DomainCheckpointKey {
        &self.key
    }

    /// Its name, unique among the domain's checkpoints. C API: `virDomainCheckpointGetName`. Since: 5.6.0.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.key.name
    }

    /// The domain that it belongs to; nothing is asked. C API: `virDomainCheckpointGetDomain`. Since: 5.6.0.
    #[must_use]
    pub fn domain(&self) -> Domain {
        self.conn.domain(self.key.domain.clone())
    }

    /// The checkpoint as a document. `SECURE` includes secrets of the domain in it, `NO_DOMAIN` leaves the domain
    /// out, `SIZE` tells how many **bytes** have changed since.
    ///
    /// C API: `virDomainCheckpointGetXMLDesc`. Since: 5.6.0.
    ///
    /// # Errors
    /// `NoDomainCheckpoint`: it is gone. `OperationDenied`: `SECURE` on a read-only connection.
    pub async fn get_xml_desc(&self, flags: DomainCheckpointXmlFlags) -> Result<String> {
        self.conn
            .call_with(&GET_XML_DESC, flags.bits(), |drv| {
                Ok(drv.checkpoints()?.domain_checkpoint_get_xml_desc(&self.key, flags))
            })
            .await
    }

    /// The checkpoints behind this one: the next ones, or with `DESCENDANTS` all. `LEAVES` and `NO_LEAVES` select
    /// by whether others are behind them, `TOPOLOGICAL` puts parents before children.
    ///
    /// C API: `virDomainCheckpointListAllChildren`. Since: 5.6.0.
    ///
    /// # Errors
    /// `NoDomainCheckpoint`: it is gone.
    pub async fn list_all_children(&self, flags: DomainCheckpointListFlags) -> Result<Vec<Self>> {
        let keys = self
            .conn
            .call(&LIST_ALL_CHILDREN, |drv| {
                Ok(drv.checkpoints()?.domain_checkpoint_list_all_children(&self.key, flags))
            })
            .await?;
        Ok(keys.into_iter().map(|key| self.conn.domain_checkpoint(key)).collect())
    }

    /// The checkpoint before this one.
    ///
    /// C API: `virDomainCheckpointGetParent`. Since: 5.6.0.
    ///
    /// # Errors
    /// `NoDomainCheckpoint`: it is the first, or is gone.
    pub async fn get_parent(&self, flags: NoFlags) -> Result<Self> {
        let key = self
            .conn
            .call(&GET_PARENT, |drv| Ok(drv.checkpoints()?.domain_checkpoint_get_parent(&self.key, flags)))
            .await?;
        Ok(self.conn.domain_checkpoint(key))
    }

    /// Deletes it; the changes that it knew go to the one before. `CHILDREN` deletes all behind it too,
    /// `CHILDREN_ONLY` just those, `METADATA_ONLY` only what is known of it.
    ///
    /// C API: `virDomainCheckpointDelete`. Since: 5.6.0.
    ///
    /// # Errors
    /// `NoDomainCheckpoint`: it is gone. `InvalidArg`: `CHILDREN` and `CHILDREN_ONLY` together.
    /// `OperationDenied`: the connection is read-only.
    pub async fn delete(&self, flags: DomainCheckpointDeleteFlags) -> Result<()> {
        self.conn.call(&DELETE, |drv| Ok(drv.checkpoints()?.domain_checkpoint_delete(&self.key, flags))).await
    }
}
