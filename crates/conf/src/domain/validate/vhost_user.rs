//! Disks that another process serves: most of what a disk can say is that process's business.

use vir_types::Result;

use super::super::device::disk::{DiskBus, DiskDef, DiskDriver, SnapshotLocation};
use crate::common::unsupported;

impl DiskDef {
    pub(super) fn check_vhost_user(&self) -> Result<()> {
        if self.bus != Some(DiskBus::Virtio) {
            return unsupported("vhostuser disk supports only virtio bus");
        }
        if self.snapshot.is_some_and(|snapshot| snapshot != SnapshotLocation::No) {
            return unsupported("only snapshot=no is supported with vhostuser disk");
        }
        let given = self.driver.as_deref().and_then(DiskDriver::beyond_vhost_user);
        match given.or_else(|| self.beyond_vhost_user()) {
            Some(what) => unsupported(format!("{what} is not supported with vhostuser disk")),
            None => Ok(()),
        }
    }

    /// What is said that the process behind the disk would have to know.
    fn beyond_vhost_user(&self) -> Option<&'static str> {
        let common = self.source.common();
        let encrypted = common.is_some_and(|common| common.encryption.is_some());
        let auth = common.is_some_and(|common| common.auth.is_some());
        let given = [
            (self.iotune.is_some(), "iotune"),
            (self.backing_store.is_some(), "backingStore"),
            (self.encryption.is_some() || encrypted, "encryption"),
            (self.readonly, "readonly"),
            (self.shareable, "shareable"),
            (self.transient.is_some(), "transient"),
            (self.serial.is_some(), "serial"),
            (self.wwn.is_some(), "wwn"),
            (self.vendor.is_some(), "vendor"),
            (self.product.is_some(), "product"),
            (self.auth.is_some() || auth, "auth"),
            (self.geometry.is_some(), "geometry"),
            (self.blockio.is_some(), "blockio"),
        ];
        given.into_iter().find(|(given, _)| *given).map(|(_, what)| what)
    }
}

impl DiskDriver {
    fn beyond_vhost_user(&self) -> Option<&'static str> {
        let given = [
            (self.cache.is_some(), "cache"),
            (self.error_policy.is_some() || self.rerror_policy.is_some(), "error_policy"),
            (self.io.is_some(), "io"),
            (self.ioeventfd.is_some(), "ioeventfd"),
            (self.copy_on_read.is_some(), "copy_on_read"),
            (self.discard.is_some(), "discard"),
            (self.iothread != 0, "iothread"),
            (self.detect_zeroes.is_some(), "detect_zeroes"),
            (self.metadata_cache_bytes.is_some_and(|bytes| bytes > 0), "metadata_cache"),
        ];
        given.into_iter().find(|(given, _)| *given).map(|(_, what)| what)
    }
}
