//! Snapshots: points in a domain's life to which it can go back.

use vir_types::{
    DomainSnapshotDeleteFlags, DomainSnapshotKey, DomainSnapshotListFlags, DomainSnapshotXmlFlags, NoFlags,
    Result,
};

use crate::api::Api;
use crate::{Connect, Domain};

const GET_XML_DESC: Api =
    Api::read("virDomainSnapshotGetXMLDesc", "0.8.0").write_if(DomainSnapshotXmlFlags::SECURE.bits());
const NUM_CHILDREN: Api = Api::read("virDomainSnapshotNumChildren", "0.9.7");
const LIST_CHILDREN_NAMES: Api = Api::read("virDomainSnapshotListChildrenNames", "0.9.7");
const LIST_ALL_CHILDREN: Api = Api::read("virDomainSnapshotListAllChildren", "0.9.13");
const GET_PARENT: Api = Api::read("virDomainSnapshotGetParent", "0.9.7");
const IS_CURRENT: Api = Api::read("virDomainSnapshotIsCurrent", "0.9.13");
const HAS_METADATA: Api = Api::read("virDomainSnapshotHasMetadata", "0.9.13");
const DELETE: Api = Api::write("virDomainSnapshotDelete", "0.8.0");

/// A snapshot of a domain. A light handle; making or cloning one asks nobody. The domain goes back to it with
/// [`Domain::revert_to_snapshot`].
///
/// C API: `virDomainSnapshotPtr`. Since: 0.8.0.
#[derive(Debug, Clone)]
pub struct DomainSnapshot {
    conn: Connect,
    pub(crate) key: DomainSnapshotKey,
}

impl DomainSnapshot {
    pub(crate) fn new(conn: Connect, key: DomainSnapshotKey) -> Self {
        Self { conn, key }
    }

    /// The connection that it was found on. C API: `virDomainSnapshotGetConnect`. Since: 0.9.5.
    #[must_use]
    pub fn connect(&self) -> &Connect {
        &self.conn
    }

    /// What names it: its domain and its name.
    #[must_use]
    pub fn key(&self) -> &DomainSnapshotKey {
        &self.key
    }

    /// Its name, unique among the domain's snapshots. C API: `virDomainSnapshotGetName`. Since: 0.9.5.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.key.name
    }

    /// The domain that it belongs to; nothing is asked. C API: `virDomainSnapshotGetDomain`. Since: 0.9.5.
    #[must_use]
    pub fn domain(&self) -> Domain {
        self.conn.domain(self.key.domain.clone())
    }

    /// The snapshot as a document. `SECURE` includes secrets of the domain in it.
    ///
    /// C API: `virDomainSnapshotGetXMLDesc`. Since: 0.8.0.
    ///
    /// # Errors
    /// `NoDomainSnapshot`: it is gone. `OperationDenied`: `SECURE` on a read-only connection.
    pub async fn get_xml_desc(&self, flags: DomainSnapshotXmlFlags) -> Result<String> {
        self.conn
            .call_with(&GET_XML_DESC, flags.bits(), |drv| {
                Ok(drv.snapshots()?.domain_snapshot_get_xml_desc(&self.key, flags))
            })
            .await
    }

    /// The snapshots that build on this one: directly, or with `DESCENDANTS` over any number of steps. The other
    /// bits select by kind as in [`Domain::list_all_snapshots`].
    ///
    /// C API: `virDomainSnapshotListAllChildren`. Since: 0.9.13.
    ///
    /// # Errors
    /// `NoDomainSnapshot`: it is gone.
    pub async fn list_all_children(&self, flags: DomainSnapshotListFlags) -> Result<Vec<Self>> {
        let keys = self
            .conn
            .call(&LIST_ALL_CHILDREN, |drv| {
                Ok(drv.snapshots()?.domain_snapshot_list_all_children(&self.key, flags))
            })
            .await?;
        Ok(keys.into_iter().map(|key| self.conn.domain_snapshot(key)).collect())
    }

    /// How many snapshots build on this one; flags as for [`list_all_children`](Self::list_all_children).
    ///
    /// C API: `virDomainSnapshotNumChildren`. Since: 0.9.7.
    ///
    /// # Errors
    /// `NoDomainSnapshot`: it is gone.
    pub async fn num_children(&self, flags: DomainSnapshotListFlags) -> Result<u32> {
        self.conn
            .call(&NUM_CHILDREN, |drv| Ok(drv.snapshots()?.domain_snapshot_num_children(&self.key, flags)))
            .await
    }

    /// The names of the snapshots that build on this one, `max` at most; flags as for
    /// [`list_all_children`](Self::list_all_children).
    ///
    /// C API: `virDomainSnapshotListChildrenNames`. Since: 0.9.7.
    ///
    /// # Errors
    /// `NoDomainSnapshot`: it is gone.
    pub async fn list_children_names(&self, max: u32, flags: DomainSnapshotListFlags) -> Result<Vec<String>> {
        self.conn
            .call(&LIST_CHILDREN_NAMES, |drv| {
                Ok(drv.snapshots()?.domain_snapshot_list_children_names(&self.key, max, flags))
            })
            .await
    }

    /// The snapshot that this one builds on.
    ///
    /// C API: `virDomainSnapshotGetParent`. Since: 0.9.7.
    ///
    /// # Errors
    /// `NoDomainSnapshot`: it builds on none, or is gone.
    pub async fn get_parent(&self, flags: NoFlags) -> Result<Self> {
        let key = self
            .conn
            .call(&GET_PARENT, |drv| Ok(drv.snapshots()?.domain_snapshot_get_parent(&self.key, flags)))
            .await?;
        Ok(self.conn.domain_snapshot(key))
    }

    /// Whether the domain goes on from this snapshot.
    ///
    /// C API: `virDomainSnapshotIsCurrent`. Since: 0.9.13.
    ///
    /// # Errors
    /// `NoDomainSnapshot`: it is gone.
    pub async fn is_current(&self, flags: NoFlags) -> Result<bool> {
        self.conn
            .call(&IS_CURRENT, |drv| Ok(drv.snapshots()?.domain_snapshot_is_current(&self.key, flags)))
            .await
    }

    /// Whether the driver keeps something about it that is lost when the domain is undefined.
    ///
    /// C API: `virDomainSnapshotHasMetadata`. Since: 0.9.13.
    ///
    /// # Errors
    /// `NoDomainSnapshot`: it is gone.
    pub async fn has_metadata(&self, flags: NoFlags) -> Result<bool> {
        self.conn
            .call(&HAS_METADATA, |drv| Ok(drv.snapshots()?.domain_snapshot_has_metadata(&self.key, flags)))
            .await
    }

    /// Deletes it: with `CHILDREN` all that build on it too, with `CHILDREN_ONLY` just those; with
    /// `METADATA_ONLY` only what is known of it, and not its data.
    ///
    /// C API: `virDomainSnapshotDelete`. Since: 0.8.0.
    ///
    /// # Errors
    /// `NoDomainSnapshot`: it is gone. `InvalidArg`: `CHILDREN` and `CHILDREN_ONLY` together. `OperationDenied`:
    /// the connection is read-only.
    pub async fn delete(&self, flags: DomainSnapshotDeleteFlags) -> Result<()> {
        self.conn.call(&DELETE, |drv| Ok(drv.snapshots()?.domain_snapshot_delete(&self.key, flags))).await
    }
}
