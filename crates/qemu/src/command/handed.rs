//! What the driver has opened and made for one guest before it starts.

use std::collections::{BTreeMap, BTreeSet};

use super::needs::{DeviceKind, HelperKind, Needs};

/// What the driver has opened and made for one guest before it starts; the command line only names it.
///
/// Devices are found by their alias. A guest may start without much of it: what is not handed over is
/// opened by the emulator itself, as far as it can.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Handed {
    /// The listening socket of the monitor, as a descriptor number of the child.
    pub monitor_fd: Option<u32>,
    /// Where an incoming migration or saved state comes from.
    pub incoming: Option<String>,
    /// What the guest's clock shows at start, as `2009-02-15T09:49:06`, for clocks with an adjustment.
    pub rtc_base: Option<String>,
    /// What belongs to network interfaces.
    pub interfaces: BTreeMap<String, HandedInterface>,
    /// What belongs to character devices of every kind; the monitor's is apart.
    pub chardevs: BTreeMap<String, HandedChardev>,
    /// Groups of descriptors that a client has handed over for disks, by their name.
    pub fd_groups: BTreeMap<String, FdGroup>,
    /// `/dev/vhost-vdpa-*` of disks.
    pub vdpa_disks: BTreeMap<String, u32>,
    /// `/dev/vhost-vsock` with the guest's number set.
    pub vsock: Option<u32>,
    /// `/dev/vhost-scsi`, by device.
    pub vhost_scsi: BTreeMap<String, u32>,
    /// The connection to the helper that draws, by graphics card.
    pub vhost_gpu: BTreeMap<String, u32>,
    /// The host's TPM and what cancels its commands, by device.
    pub tpm: BTreeMap<String, (u32, u32)>,
    /// Where the emulated TPM listens.
    pub tpm_socket: Option<String>,
    /// Secrets, by the name of their object; encrypted with the guest's master key.
    pub secrets: BTreeMap<String, SealedSecret>,
    /// Paths that are the host's optical drives.
    pub optical_drives: BTreeSet<String>,
    /// `/dev/sgN` of the host's SCSI devices, by device.
    pub scsi_generic: BTreeMap<String, String>,
    /// The GPU that displays draw with unless the definition names one.
    pub render_node: Option<String>,
    /// The bus that displays and state helpers are on.
    pub dbus_address: Option<String>,
    /// Memory that is to be had in pages of these sizes in KiB, and where; the host's usual size first.
    pub hugepages: Vec<(u64, String)>,
    /// Nodes of the host that the emulator's own threads run on.
    pub emulator_nodes: Option<vir_conf::CpuSet>,
    /// Nodes of the host that a service has chosen for the guest's memory.
    pub auto_nodes: Option<vir_conf::CpuSet>,
    /// What the host tells of itself to guests that want to look like it.
    pub host_sysinfo: Option<vir_conf::domain::sysinfo::SysinfoDef>,
    /// The numbers of users and groups that own remote files, by name.
    pub owners: BTreeMap<String, u32>,
}

/// What belongs to a network interface.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct HandedInterface {
    /// The tap device, once for each queue.
    pub taps: Vec<u32>,
    /// `/dev/vhost-net`, once for each queue, if it is used.
    pub vhosts: Vec<u32>,
    /// `/dev/vhost-vdpa-*`.
    pub vdpa: Option<u32>,
}

/// What belongs to a character device.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct HandedChardev {
    /// The listening socket.
    pub socket: Option<u32>,
    /// The file that is written.
    pub file: Option<u32>,
    /// The log.
    pub log: Option<u32>,
}

/// Descriptors that a client has handed over for a disk.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct FdGroup {
    /// Their numbers in the child.
    pub fds: Vec<u32>,
    /// Whether the only one can be written to.
    pub writable: bool,
}

/// A secret that only the emulator can read.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct SealedSecret {
    /// The secret, encrypted, as base64.
    pub data: String,
    /// Where its encryption began, as base64.
    pub iv: String,
}

macro_rules! constructors {
    ($($ty:ident($($field:ident: $kind:ty),*) $doc:literal;)*) => {$(
        impl $ty {
            #[doc = $doc]
            #[must_use]
            pub fn new($($field: $kind),*) -> Self {
                Self { $($field),* }
            }
        }
    )*};
}

constructors! {
    HandedInterface(taps: Vec<u32>, vhosts: Vec<u32>, vdpa: Option<u32>) "What belongs to an interface.";
    HandedChardev(socket: Option<u32>, file: Option<u32>, log: Option<u32>) "What belongs to a device.";
    FdGroup(fds: Vec<u32>, writable: bool) "These descriptors.";
    SealedSecret(data: String, iv: String) "A secret.";
}

impl Handed {
    /// What is handed over to a guest that is only shown, never started: the emulator listens by itself,
    /// descriptors of other things are numbered from 3 on, secrets are empty.
    #[must_use]
    pub fn pretended(needs: &Needs) -> Self {
        let mut next = 2u32;
        let mut number = || {
            next = next.saturating_add(1);
            next
        };
        let mut handed = Self::default();
        for need in &needs.interfaces {
            let mut own = HandedInterface::default();
            own.taps.extend((0..need.queues).map(|_| number()));
            if need.vhost {
                own.vhosts.extend((0..need.queues).map(|_| number()));
            }
            handed.interfaces.insert(need.alias.clone(), own);
        }
        for device in &needs.devices {
            let alias = device.alias.clone();
            match device.kind {
                DeviceKind::Vsock => handed.vsock = Some(number()),
                DeviceKind::VhostScsi => drop(handed.vhost_scsi.insert(alias, number())),
                DeviceKind::Tpm => drop(handed.tpm.insert(alias, (number(), number()))),
                DeviceKind::DiskVdpa => drop(handed.vdpa_disks.insert(alias, number())),
                DeviceKind::NetVdpa => handed.interfaces.entry(alias).or_default().vdpa = Some(number()),
            }
        }
        for helper in needs.helpers.iter().filter(|helper| helper.kind == HelperKind::Gpu) {
            handed.vhost_gpu.insert(helper.alias.clone(), number());
        }
        for scsi in &needs.scsi {
            handed.scsi_generic.insert(scsi.alias.clone(), "/dev/sg0".to_owned());
        }
        let secrets = needs.secrets.iter().map(|need| (need.id.clone(), SealedSecret::default()));
        handed.secrets.extend(secrets);
        if needs.rtc_base {
            handed.rtc_base = Some("utc".to_owned());
        }
        if needs.hugepages {
            handed.hugepages.push((2048, "/dev/hugepages".to_owned()));
            handed.hugepages.push((1 << 20, "/dev/hugepages1G".to_owned()));
        }
        handed
    }
}
