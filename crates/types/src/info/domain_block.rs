//! Disks of a domain and the jobs on them.

use crate::{DomainBlockJobType, DomainDiskErrorCode};

info! {
    /// How large a disk is, all in bytes. C API: `virDomainBlockInfo`. Since: 0.8.1.
    pub struct DomainBlockInfo {
        /// The highest byte in use, for thin disks.
        allocation_bytes: u64,
        /// What the guest sees.
        capacity_bytes: u64,
        /// What the file or device takes on the host.
        physical_bytes: u64,
    }

    /// What a disk has done since the domain started; -1 where it is not known.
    /// C API: `virDomainBlockStatsStruct`. Since: 0.3.2.
    pub struct DomainBlockStats {
        /// How often it was read.
        rd_req: i64,
        /// How many bytes were read.
        rd_bytes: i64,
        /// How often it was written.
        wr_req: i64,
        /// How many bytes were written.
        wr_bytes: i64,
        /// How often that failed; not every hypervisor counts it.
        errs: i64,
    }

    /// A job on a disk. C API: `virDomainBlockJobInfo`. Since: 0.9.4.
    pub struct DomainBlockJobInfo {
        /// Whether there is a job; without one the rest means nothing.
        found: bool,
        /// What it does.
        kind: DomainBlockJobType,
        /// Its limit: MiB/s, or bytes/s where the call's flag asks for them; 0 is no limit.
        bandwidth: u64,
        /// How far it is, in units that the job chooses.
        cur: u64,
        /// Where it ends, in the same units; may move.
        end: u64,
    }

    /// A disk that failed. C API: `virDomainDiskError`. Since: 0.9.10.
    pub struct DomainDiskError {
        /// The disk's target, such as `vda`.
        disk: String,
        /// What went wrong.
        error: DomainDiskErrorCode,
    }

    /// The disks that failed. C API: `virDomainGetDiskErrors`. Since: 0.9.10.
    pub struct DomainDiskErrors {
        /// One entry per disk that failed, at most as many as were asked for.
        errors: Vec<DomainDiskError>,
        /// How many entries there are; when none was asked for, how many there could be.
        nerrors: u32,
    }
}
