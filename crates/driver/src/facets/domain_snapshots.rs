//! Points in a domain's life to which it can go back.

use async_trait::async_trait;
use vir_types::{
    DomainKey, DomainSnapshotCreateFlags, DomainSnapshotDeleteFlags, DomainSnapshotKey,
    DomainSnapshotListFlags, DomainSnapshotRevertFlags, DomainSnapshotXmlFlags, Error, NoFlags, Result,
};

/// Points in a domain's life to which it can go back.
#[async_trait]
pub trait DomainSnapshots: Send + Sync {
    /// Takes a snapshot, or with `REDEFINE` brings back the knowledge of one.
    ///
    /// C API: `virDomainSnapshotCreateXML`. Since: 0.8.0.
    async fn domain_snapshot_create_xml(
        &self,
        dom: &DomainKey,
        xml_desc: &str,
        flags: DomainSnapshotCreateFlags,
    ) -> Result<DomainSnapshotKey> {
        Err(Error::unsupported())
    }

    /// A snapshot's XML. `SECURE` includes secrets.
    ///
    /// C API: `virDomainSnapshotGetXMLDesc`. Since: 0.8.0.
    async fn domain_snapshot_get_xml_desc(
        &self,
        snap: &DomainSnapshotKey,
        flags: DomainSnapshotXmlFlags,
    ) -> Result<String> {
        Err(Error::unsupported())
    }

    /// All snapshots, or with `ROOTS` those without a parent; the other bits select by kind.
    ///
    /// C API: `virDomainListAllSnapshots`. Since: 0.9.13.
    async fn domain_list_all_snapshots(
        &self,
        dom: &DomainKey,
        flags: DomainSnapshotListFlags,
    ) -> Result<Vec<DomainSnapshotKey>> {
        Err(Error::unsupported())
    }

    /// How many snapshots fit `flags`.
    ///
    /// C API: `virDomainSnapshotNum`. Since: 0.8.0.
    async fn domain_snapshot_num(&self, dom: &DomainKey, flags: DomainSnapshotListFlags) -> Result<u32> {
        Ok(super::count(&self.domain_list_all_snapshots(dom, flags).await?))
    }

    /// The names of at most `max` snapshots that fit `flags`.
    ///
    /// C API: `virDomainSnapshotListNames`. Since: 0.8.0.
    async fn domain_snapshot_list_names(
        &self,
        dom: &DomainKey,
        max: u32,
        flags: DomainSnapshotListFlags,
    ) -> Result<Vec<String>> {
        let snapshots = self.domain_list_all_snapshots(dom, flags).await?;
        Ok(super::names(snapshots.iter().map(|snap| &snap.name), max))
    }

    /// The snapshots that build on this one: directly, or with `DESCENDANTS` over any number of steps.
    ///
    /// C API: `virDomainSnapshotListAllChildren`. Since: 0.9.13.
    async fn domain_snapshot_list_all_children(
        &self,
        snap: &DomainSnapshotKey,
        flags: DomainSnapshotListFlags,
    ) -> Result<Vec<DomainSnapshotKey>> {
        Err(Error::unsupported())
    }

    /// How many snapshots build on this one.
    ///
    /// C API: `virDomainSnapshotNumChildren`. Since: 0.9.7.
    async fn domain_snapshot_num_children(
        &self,
        snap: &DomainSnapshotKey,
        flags: DomainSnapshotListFlags,
    ) -> Result<u32> {
        Ok(super::count(&self.domain_snapshot_list_all_children(snap, flags).await?))
    }

    /// The names of at most `max` snapshots that build on this one.
    ///
    /// C API: `virDomainSnapshotListChildrenNames`. Since: 0.9.7.
    async fn domain_snapshot_list_children_names(
        &self,
        snap: &DomainSnapshotKey,
        max: u32,
        flags: DomainSnapshotListFlags,
    ) -> Result<Vec<String>> {
        let snapshots = self.domain_snapshot_list_all_children(snap, flags).await?;
        Ok(super::names(snapshots.iter().map(|snap| &snap.name), max))
    }

    /// The domain's snapshot with this name.
    ///
    /// # Errors
    /// `NoDomainSnapshot`: there is none.
    ///
    /// C API: `virDomainSnapshotLookupByName`. Since: 0.8.0.
    async fn domain_snapshot_lookup_by_name(
        &self,
        dom: &DomainKey,
        name: &str,
        flags: NoFlags,
    ) -> Result<DomainSnapshotKey> {
        Err(Error::unsupported())
    }

    /// Whether the domain has a snapshot that it goes on from.
    ///
    /// C API: `virDomainHasCurrentSnapshot`. Since: 0.8.0.
    async fn domain_has_current_snapshot(&self, dom: &DomainKey, flags: NoFlags) -> Result<bool> {
        Err(Error::unsupported())
    }

    /// The snapshot that the domain goes on from.
    ///
    /// # Errors
    /// `NoDomainSnapshot`: there is none.
    ///
    /// C API: `virDomainSnapshotCurrent`. Since: 0.8.0.
    async fn domain_snapshot_current(&self, dom: &DomainKey, flags: NoFlags) -> Result<DomainSnapshotKey> {
        Err(Error::unsupported())
    }

    /// The snapshot that this one builds on.
    ///
    /// # Errors
    /// `NoDomainSnapshot`: it builds on none.
    ///
    /// C API: `virDomainSnapshotGetParent`. Since: 0.9.7.
    async fn domain_snapshot_get_parent(
        &self,
        snap: &DomainSnapshotKey,
        flags: NoFlags,
    ) -> Result<DomainSnapshotKey> {
        Err(Error::unsupported())
    }

    /// Whether the domain goes on from this snapshot.
    ///
    /// C API: `virDomainSnapshotIsCurrent`. Since: 0.9.13.
    async fn domain_snapshot_is_current(&self, snap: &DomainSnapshotKey, flags: NoFlags) -> Result<bool> {
        Err(Error::unsupported())
    }

    /// Whether something about it is known that would be lost when the domain is undefined.
    ///
    /// C API: `virDomainSnapshotHasMetadata`. Since: 0.9.13.
    async fn domain_snapshot_has_metadata(&self, snap: &DomainSnapshotKey, flags: NoFlags) -> Result<bool> {
        Err(Error::unsupported())
    }

    /// Brings the domain back to it. `RUNNING` and `PAUSED` say how it goes on, `FORCE` allows what loses
    /// state, `RESET_NVRAM` starts with fresh firmware variables.
    ///
    /// # Errors
    /// `SnapshotRevertRisky`: only with `FORCE`.
    ///
    /// C API: `virDomainRevertToSnapshot`. Since: 0.8.0.
    async fn domain_revert_to_snapshot(
        &self,
        snap: &DomainSnapshotKey,
        flags: DomainSnapshotRevertFlags,
    ) -> Result<()> {
        Err(Error::unsupported())
    }

    /// Deletes a snapshot: with `CHILDREN` all that build on it too, with `CHILDREN_ONLY` just those; with
    /// `METADATA_ONLY` only the knowledge of it.
    ///
    /// C API: `virDomainSnapshotDelete`. Since: 0.8.0.
    async fn domain_snapshot_delete(
        &self,
        snap: &DomainSnapshotKey,
        flags: DomainSnapshotDeleteFlags,
    ) -> Result<()> {
        Err(Error::unsupported())
    }
}
