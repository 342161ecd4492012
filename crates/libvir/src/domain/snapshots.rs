//! Taking, finding and going back to snapshots.

use vir_types::{
    DomainSnapshotCreateFlags, DomainSnapshotListFlags, DomainSnapshotRevertFlags, NoFlags, Result,
};

use super::Domain;
use crate::DomainSnapshot;
use crate::api::Api;

const SNAPSHOT_CREATE_XML: Api = Api::write("virDomainSnapshotCreateXML", "0.8.0");
const SNAPSHOT_NUM: Api = Api::read("virDomainSnapshotNum", "0.8.0");
const SNAPSHOT_LIST_NAMES: Api = Api::read("virDomainSnapshotListNames", "0.8.0");
const LIST_ALL_SNAPSHOTS: Api = Api::read("virDomainListAllSnapshots", "0.9.13");
const SNAPSHOT_LOOKUP_BY_NAME: Api = Api::read("virDomainSnapshotLookupByName", "0.8.0");
const HAS_CURRENT_SNAPSHOT: Api = Api::read("virDomainHasCurrentSnapshot", "0.8.0");
const SNAPSHOT_CURRENT: Api = Api::read("virDomainSnapshotCurrent", "0.8.0");
const REVERT_TO_SNAPSHOT: Api = Api::write("virDomainRevertToSnapshot", "0.8.0");

impl Domain {
    /// Takes a snapshot as its document says, or with `REDEFINE` brings back the knowledge of one, which `CURRENT`
    /// makes the one that the domain goes on from. `DISK_ONLY` leaves out the memory, `LIVE` lets the guest run
    /// meanwhile, `QUIESCE` asks it to flush its file systems first, `HALT` stops it afterwards, `ATOMIC` takes
    /// all of its disks or none, `NO_METADATA` keeps no knowledge of it, `REUSE_EXT` uses files that are there.
    ///
    /// C API: `virDomainSnapshotCreateXML`. Since: 0.8.0.
    ///
    /// # Errors
    /// `XmlError` …: the document is wrong. `InvalidArg`: flags that exclude each other. `OperationDenied`: the
    /// connection is read-only. `ConfigUnsupported`, `OperationUnsupported`: a disk or device does not allow it.
    pub async fn snapshot_create_xml(
        &self,
        xml_desc: &str,
        flags: DomainSnapshotCreateFlags,
    ) -> Result<DomainSnapshot> {
        let key = self
            .conn
            .call(&SNAPSHOT_CREATE_XML, |drv| {
                Ok(drv.snapshots()?.domain_snapshot_create_xml(&self.key, xml_desc, flags))
            })
            .await?;
        Ok(self.conn.domain_snapshot(key))
    }

    /// All snapshots, or with `ROOTS` those that build on none. `LEAVES` and `NO_LEAVES`, `METADATA` and
    /// `NO_METADATA`, `INACTIVE`, `ACTIVE` and `DISK_ONLY`, `INTERNAL` and `EXTERNAL` select by kind: of each group
    /// none and all are the same. `TOPOLOGICAL` puts parents before children.
    ///
    /// C API: `virDomainListAllSnapshots`. Since: 0.9.13.
    ///
    /// # Errors
    /// `NoDomain`: it is gone.
    pub async fn list_all_snapshots(&self, flags: DomainSnapshotListFlags) -> Result<Vec<DomainSnapshot>> {
        let keys = self
            .conn
            .call(&LIST_ALL_SNAPSHOTS, |drv| Ok(drv.snapshots()?.domain_list_all_snapshots(&self.key, flags)))
            .await?;
        Ok(keys.into_iter().map(|key| self.conn.domain_snapshot(key)).collect())
    }

    /// How many snapshots there are; flags as for [`list_all_snapshots`](Self::list_all_snapshots).
    ///
    /// C API: `virDomainSnapshotNum`. Since: 0.8.0.
    ///
    /// # Errors
    /// `NoDomain`: it is gone.
    pub async fn snapshot_num(&self, flags: DomainSnapshotListFlags) -> Result<u32> {
        self.conn.call(&SNAPSHOT_NUM, |drv| Ok(drv.snapshots()?.domain_snapshot_num(&self.key, flags))).await
    }

    /// The names of the snapshots, `max` at most; flags as for [`list_all_snapshots`](Self::list_all_snapshots).
    ///
    /// C API: `virDomainSnapshotListNames`. Since: 0.8.0.
    ///
    /// # Errors
    /// `NoDomain`: it is gone.
    pub async fn snapshot_list_names(&self, max: u32, flags: DomainSnapshotListFlags) -> Result<Vec<String>> {
        self.conn
            .call(&SNAPSHOT_LIST_NAMES, |drv| {
                Ok(drv.snapshots()?.domain_snapshot_list_names(&self.key, max, flags))
            })
            .await
    }

    /// The snapshot with this name.
    ///
    /// C API: `virDomainSnapshotLookupByName`. Since: 0.8.0.
    ///
    /// # Errors
    /// `NoDomainSnapshot`: there is none.
    pub async fn snapshot_lookup_by_name(&self, name: &str, flags: NoFlags) -> Result<DomainSnapshot> {
        let key = self
            .conn
            .call(&SNAPSHOT_LOOKUP_BY_NAME, |drv| {
                Ok(drv.snapshots()?.domain_snapshot_lookup_by_name(&self.key, name, flags))
            })
            .await?;
        Ok(self.conn.domain_snapshot(key))
    }

    /// Whether there is a snapshot that the domain goes on from.
    ///
    /// C API: `virDomainHasCurrentSnapshot`. Since: 0.8.0.
    ///
    /// # Errors
    /// `NoDomain`: it is gone.
    pub async fn has_current_snapshot(&self, flags: NoFlags) -> Result<bool> {
        self.conn
            .call(&HAS_CURRENT_SNAPSHOT, |drv| {
                Ok(drv.snapshots()?.domain_has_current_snapshot(&self.key, flags))
            })
            .await
    }

    /// The snapshot that the domain goes on from.
    ///
    /// C API: `virDomainSnapshotCurrent`. Since: 0.8.0.
    ///
    /// # Errors
    /// `NoDomainSnapshot`: there is none.
    pub async fn snapshot_current(&self, flags: NoFlags) -> Result<DomainSnapshot> {
        let key = self
            .conn
            .call(&SNAPSHOT_CURRENT, |drv| Ok(drv.snapshots()?.domain_snapshot_current(&self.key, flags)))
            .await?;
        Ok(self.conn.domain_snapshot(key))
    }

    /// Brings the snapshot's domain back to it. `RUNNING` and `PAUSED` say how it goes on, `FORCE` allows what
    /// loses state, `RESET_NVRAM` starts with fresh firmware variables.
    ///
    /// C API: `virDomainRevertToSnapshot`. Since: 0.8.0.
    ///
    /// # Errors
    /// `NoDomainSnapshot`: it is gone. `SnapshotRevertRisky`: only with `FORCE`. `InvalidArg`: `RUNNING` and
    /// `PAUSED` together. `OperationDenied`: the connection is read-only.
    pub async fn revert_to_snapshot(snap: &DomainSnapshot, flags: DomainSnapshotRevertFlags) -> Result<()> {
        snap.connect()
            .call(&REVERT_TO_SNAPSHOT, |drv| {
                Ok(drv.snapshots()?.domain_revert_to_snapshot(snap.key(), flags))
            })
            .await
    }
}
