//! Points from which on the changes of a domain's disks are known.

use async_trait::async_trait;
use vir_types::{
    DomainCheckpointCreateFlags, DomainCheckpointDeleteFlags, DomainCheckpointKey, DomainCheckpointListFlags,
    DomainCheckpointXmlFlags, DomainKey, Error, NoFlags, Result,
};

/// Points from which on the changes of a domain's disks are known.
#[async_trait]
pub trait DomainCheckpoints: Send + Sync {
    /// Sets a checkpoint, or with `REDEFINE` brings back the knowledge of one. `QUIESCE` asks the guest to
    /// flush its file systems first.
    ///
    /// C API: `virDomainCheckpointCreateXML`. Since: 5.6.0.
    async fn domain_checkpoint_create_xml(
        &self,
        dom: &DomainKey,
        xml_desc: &str,
        flags: DomainCheckpointCreateFlags,
    ) -> Result<DomainCheckpointKey> {
        Err(Error::unsupported())
    }

    /// A checkpoint's XML. `SECURE` includes secrets, `NO_DOMAIN` leaves out the domain, `SIZE` counts what
    /// changed since.
    ///
    /// C API: `virDomainCheckpointGetXMLDesc`. Since: 5.6.0.
    async fn domain_checkpoint_get_xml_desc(
        &self,
        checkpoint: &DomainCheckpointKey,
        flags: DomainCheckpointXmlFlags,
    ) -> Result<String> {
        Err(Error::unsupported())
    }

    /// All checkpoints, or with `ROOTS` those without a parent. `TOPOLOGICAL` puts parents before children.
    ///
    /// C API: `virDomainListAllCheckpoints`. Since: 5.6.0.
    async fn domain_list_all_checkpoints(
        &self,
        dom: &DomainKey,
        flags: DomainCheckpointListFlags,
    ) -> Result<Vec<DomainCheckpointKey>> {
        Err(Error::unsupported())
    }

    /// The checkpoints behind this one: the next ones, or with `DESCENDANTS` all.
    ///
    /// C API: `virDomainCheckpointListAllChildren`. Since: 5.6.0.
    async fn domain_checkpoint_list_all_children(
        &self,
        checkpoint: &DomainCheckpointKey,
        flags: DomainCheckpointListFlags,
    ) -> Result<Vec<DomainCheckpointKey>> {
        Err(Error::unsupported())
    }

    /// The domain's checkpoint with this name.
    ///
    /// # Errors
    /// `NoDomainCheckpoint`: there is none.
    ///
    /// C API: `virDomainCheckpointLookupByName`. Since: 5.6.0.
    async fn domain_checkpoint_lookup_by_name(
        &self,
        dom: &DomainKey,
        name: &str,
        flags: NoFlags,
    ) -> Result<DomainCheckpointKey> {
        Err(Error::unsupported())
    }

    /// The checkpoint before this one.
    ///
    /// # Errors
    /// `NoDomainCheckpoint`: there is none.
    ///
    /// C API: `virDomainCheckpointGetParent`. Since: 5.6.0.
    async fn domain_checkpoint_get_parent(
        &self,
        checkpoint: &DomainCheckpointKey,
        flags: NoFlags,
    ) -> Result<DomainCheckpointKey> {
        Err(Error::unsupported())
    }

    /// Deletes a checkpoint; what it knew goes to the one before. `CHILDREN` deletes all behind it too,
    /// `CHILDREN_ONLY` just those, `METADATA_ONLY` only the knowledge of it.
    ///
    /// C API: `virDomainCheckpointDelete`. Since: 5.6.0.
    async fn domain_checkpoint_delete(
        &self,
        checkpoint: &DomainCheckpointKey,
        flags: DomainCheckpointDeleteFlags,
    ) -> Result<()> {
        Err(Error::unsupported())
    }
}
