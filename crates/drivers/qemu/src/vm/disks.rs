//! A guest's disks by name and by place.

use vir_conf::domain::device::disk::DiskSource;

/// Where a disk is on the host; `None` for one that is empty or elsewhere.
pub(crate) fn path(source: &DiskSource) -> Option<&str> {
    match source {
        DiskSource::File(source) => source.as_ref()?.file.as_deref(),
        DiskSource::Block(source) => source.as_ref()?.dev.as_deref(),
        DiskSource::Dir(source) => source.as_ref()?.dir.as_deref(),
        _ => None,
    }
}
