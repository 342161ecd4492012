//! Setting and finding checkpoints.

use vir_types::{DomainCheckpointCreateFlags, DomainCheckpointListFlags, NoFlags, Result};

use super::Domain;
use crate::DomainCheckpoint;
use crate::api::Api;

const CHECKPOINT_CREATE_XML: Api = Api::write("virDomainCheckpointCreateXML", "5.6.0");
const LIST_ALL_CHECKPOINTS: Api = Api::read("virDomainListAllCheckpoints", "5.6.0");
const CHECKPOINT_LOOKUP_BY_NAME: Api = Api::read("virDomainCheckpointLookupByName", "5.6.0");

impl Domain {
    /// Sets a checkpoint as its document says, or with `REDEFINE` brings back the knowledge of one, which
    /// `REDEFINE_VALIDATE` compares with the disks. `QUIESCE` asks the guest to flush its file systems first.
    ///
    /// C API: `virDomainCheckpointCreateXML`. Since: 5.6.0.
    ///
    /// # Errors
    /// `XmlError` …: the document is wrong. `CheckpointInconsistent`: with `REDEFINE_VALIDATE`, the disks know
    /// nothing of it. `OperationInvalid`: the domain does not run. `OperationDenied`: the connection is read-only.
    pub async fn checkpoint_create_xml(
        &self,
        xml_desc: &str,
        flags: DomainCheckpointCreateFlags,
    ) -> Result<DomainCheckpoint> {
        let key = self
            .conn
            .call(&CHECKPOINT_CREATE_XML, |drv| {
                Ok(drv.checkpoints()?.domain_checkpoint_create_xml(&self.key, xml_desc, flags))
            })
            .await?;
        Ok(self.conn.domain_checkpoint(key))
    }

    /// All checkpoints, or with `ROOTS` the first ones. `LEAVES` and `NO_LEAVES` select by whether others are
    /// behind them, `TOPOLOGICAL` puts parents before children.
    ///
    /// C API: `virDomainListAllCheckpoints`. Since: 5.6.0.
    ///
    /// # Errors
    /// `NoDomain`: it is gone.
    pub async fn list_all_checkpoints(
        &self,
        flags: DomainCheckpointListFlags,
    ) -> Result<Vec<DomainCheckpoint>> {
        let keys = self
            .conn
            .call(&LIST_ALL_CHECKPOINTS, |drv| {
                Ok(drv.checkpoints()?.domain_list_all_checkpoints(&self.key, flags))
            })
            .await?;
        Ok(keys.into_iter().map(|key| self.conn.domain_checkpoint(key)).collect())
    }

    /// The checkpoint with this name.
    ///
    /// C API: `virDomainCheckpointLookupByName`. Since: 5.6.0.
    ///
    /// # Errors
    /// `NoDomainCheckpoint`: there is none.
    pub async fn checkpoint_lookup_by_name(&self, name: &str, flags: NoFlags) -> Result<DomainCheckpoint> {
        let key = self
            .conn
            .call(&CHECKPOINT_LOOKUP_BY_NAME, |drv| {
                Ok(drv.checkpoints()?.domain_checkpoint_lookup_by_name(&self.key, name, flags))
            })
            .await?;
        Ok(self.conn.domain_checkpoint(key))
    }
}
