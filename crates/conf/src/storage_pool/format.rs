//! Kinds of pools, what each consists of, and the formats of pools and volumes.

use vir_xml::XmlEnum;

/// A kind of pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum PoolType {
    /// A directory.
    Dir,
    /// A file system.
    Fs,
    /// A file system of another host.
    Netfs,
    /// A volume group.
    Logical,
    /// A disk with partitions.
    Disk,
    /// An iSCSI target, seen by the host.
    Iscsi,
    /// An iSCSI target, seen by guests alone.
    #[xml(name = "iscsi-direct")]
    IscsiDirect,
    /// A SCSI adapter.
    Scsi,
    /// All multipath devices.
    Mpath,
    /// A Ceph pool.
    Rbd,
    /// Sheepdog.
    Sheepdog,
    /// A Gluster volume.
    Gluster,
    /// A ZFS pool.
    Zfs,
    /// Virtuozzo storage.
    Vstorage,
}

/// What the source of a kind of pool consists of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PoolParts {
    /// Servers.
    pub host: bool,
    /// Devices.
    pub device: bool,
    /// A folder.
    pub dir: bool,
    /// An adapter.
    pub adapter: bool,
    /// A name.
    pub name: bool,
    /// The name that the host gives itself towards the server.
    pub iqn: bool,
    /// It is reached by guests themselves.
    pub network: bool,
}

impl PoolType {
    /// All kinds, in the order of libvirt's numbers.
    pub const ALL: &'static [Self] = &[
        Self::Dir,
        Self::Fs,
        Self::Netfs,
        Self::Logical,
        Self::Disk,
        Self::Iscsi,
        Self::IscsiDirect,
        Self::Scsi,
        Self::Mpath,
        Self::Rbd,
        Self::Sheepdog,
        Self::Gluster,
        Self::Zfs,
        Self::Vstorage,
    ];

    /// What its source consists of.
    #[must_use]
    pub fn parts(self) -> PoolParts {
        let none = PoolParts::default();
        let network = PoolParts { host: true, network: true, ..none };
        match self {
            Self::Dir | Self::Mpath => none,
            Self::Fs | Self::Disk => PoolParts { device: true, ..none },
            Self::Netfs => PoolParts { host: true, dir: true, ..none },
            Self::Logical | Self::Zfs => PoolParts { name: true, device: true, ..none },
            Self::Iscsi => PoolParts { host: true, device: true, iqn: true, ..none },
            Self::IscsiDirect => PoolParts { device: true, iqn: true, ..network },
            Self::Scsi => PoolParts { adapter: true, ..none },
            Self::Rbd | Self::Sheepdog => PoolParts { name: true, ..network },
            Self::Gluster => PoolParts { name: true, dir: true, ..network },
            Self::Vstorage => PoolParts { name: true, ..none },
        }
    }

    /// Whether volumes of the kind are seen somewhere on the host.
    #[must_use]
    pub fn has_target(self) -> bool {
        !self.parts().network
    }

    /// The formats that its source can have; the first is what is meant if none is given, but for volume
    /// groups.
    #[must_use]
    pub fn formats(self) -> &'static [PoolFormat] {
        use PoolFormat as F;
        match self {
            Self::Fs => &[
                F::Auto,
                F::Ext2,
                F::Ext3,
                F::Ext4,
                F::Ufs,
                F::Iso9660,
                F::Udf,
                F::Gfs,
                F::Gfs2,
                F::Vfat,
                F::HfsPlus,
                F::Xfs,
                F::Ocfs2,
                F::Vmfs,
            ],
            Self::Netfs => &[F::Auto, F::Nfs, F::Glusterfs, F::Cifs],
            Self::Disk => &[F::Unknown, F::Dos, F::Dvh, F::Gpt, F::Mac, F::Bsd, F::Pc98, F::Sun, F::Lvm2],
            Self::Logical => &[F::Unknown, F::Lvm2],
            _ => &[],
        }
    }

    /// The format that is meant if none is given.
    #[must_use]
    pub fn default_format(self) -> Option<PoolFormat> {
        if self == Self::Logical { Some(PoolFormat::Lvm2) } else { self.formats().first().copied() }
    }

    /// The formats that its volumes can have.
    #[must_use]
    pub fn volume_formats(self) -> &'static [VolumeFormat] {
        match self {
            Self::Dir | Self::Fs | Self::Netfs | Self::Gluster | Self::Vstorage | Self::Rbd => {
                VolumeFormat::FILES
            }
            Self::Disk => VolumeFormat::PARTITIONS,
            _ => &[],
        }
    }

    /// The format of volumes that is meant if none is given.
    #[must_use]
    pub fn default_volume_format(self) -> Option<VolumeFormat> {
        match self {
            Self::Disk => Some(VolumeFormat::None),
            _ if self.volume_formats().is_empty() => None,
            _ => Some(VolumeFormat::Raw),
        }
    }
}

/// A format of a pool's source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum PoolFormat {
    /// Whatever is found.
    Auto,
    /// Ext2.
    Ext2,
    /// Ext3.
    Ext3,
    /// Ext4.
    Ext4,
    /// UFS.
    Ufs,
    /// A CD.
    Iso9660,
    /// A DVD.
    Udf,
    /// GFS.
    Gfs,
    /// GFS2.
    Gfs2,
    /// FAT.
    Vfat,
    /// HFS+.
    #[xml(name = "hfs+")]
    HfsPlus,
    /// XFS.
    Xfs,
    /// OCFS2.
    Ocfs2,
    /// VMFS.
    Vmfs,
    /// NFS.
    Nfs,
    /// Gluster.
    Glusterfs,
    /// CIFS.
    Cifs,
    /// Whatever is found.
    Unknown,
    /// A PC's partition table.
    Dos,
    /// An SGI's.
    Dvh,
    /// A GUID partition table.
    Gpt,
    /// An older Macintosh's.
    Mac,
    /// A BSD's.
    Bsd,
    /// A PC-98's.
    Pc98,
    /// A Sun's.
    Sun,
    /// LVM version 2.
    Lvm2,
}

/// A format of a volume.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum VolumeFormat {
    /// None.
    None,
    /// The bytes as they are.
    Raw,
    /// A directory.
    Dir,
    /// Bochs.
    Bochs,
    /// Compressed loop.
    Cloop,
    /// A Macintosh's.
    Dmg,
    /// A CD.
    Iso,
    /// Virtual PC.
    Vpc,
    /// VirtualBox.
    Vdi,
    /// A directory as FAT.
    Fat,
    /// Hyper-V's older one.
    Vhd,
    /// Virtuozzo's.
    Ploop,
    /// QEMU's oldest one.
    Cow,
    /// QEMU's older one.
    Qcow,
    /// QEMU's.
    Qcow2,
    /// QEMU's enhanced one.
    Qed,
    /// VMware's.
    Vmdk,
    /// A Linux partition.
    Linux,
    /// A FAT partition with 16 bits.
    Fat16,
    /// A FAT partition with 32 bits.
    Fat32,
    /// Swap space.
    #[xml(name = "linux-swap")]
    LinuxSwap,
    /// A physical volume of LVM.
    #[xml(name = "linux-lvm")]
    LinuxLvm,
    /// Part of a RAID.
    #[xml(name = "linux-raid")]
    LinuxRaid,
    /// A partition for partitions.
    Extended,
}

impl VolumeFormat {
    /// The formats of files, in the order of libvirt's numbers.
    pub const FILES: &'static [Self] = &[
        Self::None,
        Self::Raw,
        Self::Dir,
        Self::Bochs,
        Self::Cloop,
        Self::Dmg,
        Self::Iso,
        Self::Vpc,
        Self::Vdi,
        Self::Fat,
        Self::Vhd,
        Self::Ploop,
        Self::Cow,
        Self::Qcow,
        Self::Qcow2,
        Self::Qed,
        Self::Vmdk,
    ];

    /// The formats of partitions, in the order of libvirt's numbers.
    pub const PARTITIONS: &'static [Self] = &[
        Self::None,
        Self::Linux,
        Self::Fat16,
        Self::Fat32,
        Self::LinuxSwap,
        Self::LinuxLvm,
        Self::LinuxRaid,
        Self::Extended,
    ];
}
