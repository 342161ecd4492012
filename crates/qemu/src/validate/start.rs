//! What is refused only when a guest is to start, because it depends on the host at that time.

use vir_conf::DomainDef;
use vir_conf::cpu::CpuMode;
use vir_conf::domain::VirtType;
use vir_conf::domain::device::address::Address;
use vir_conf::domain::device::disk::{DiskDevice, DiskProtocol, DiskSource};
use vir_conf::domain::device::graphics::GraphicsDef;
use vir_conf::domain::device::interface::{DomainInterfaceDef, InterfaceSource, TeamingType};
use vir_conf::domain::numatune::NumaPlacement;
use vir_types::{Origin, Result};
use vir_xml::XmlUnion as _;

use super::{Check, refuse_as, refuse_if};
use crate::address::is_unplaced;
use crate::caps::{Cap, QemuCaps};
use crate::config::Config;
use crate::host::Host;
use crate::machine::MachineKind;

/// Refuses what this host cannot start; [`crate::start::prepare`] asks.
///
/// # Errors
/// As [`super::validate`].
pub fn validate_start(def: &DomainDef, caps: &QemuCaps, host: &Host, config: &Config) -> Result<()> {
    super::validate(def, caps, host, config)?;
    let check = Check::new(def, caps, host, config);
    let own = check.check_start();
    own.map_err(|error| error.or_origin(Origin::QEMU))
}

impl Check<'_> {
    fn check_start(&self) -> Result<()> {
        let devices = &self.def.devices;
        for screen in &devices.graphics {
            let many = screen.listens().len() > 1;
            refuse_if!(
                many && matches!(screen, GraphicsDef::Vnc(_) | GraphicsDef::Spice(_)),
                "QEMU does not support multiple listens for one graphics device."
            );
            refuse_if!(
                many && matches!(screen, GraphicsDef::Rdp(_)),
                "qemu-rdp does not support multiple listens for one graphics device."
            );
        }
        for shmem in &devices.shmems {
            refuse_if!(shmem.name.contains('/'), "shmem name '{}' must not contain '/'", shmem.name);
            refuse_if!(
                !is_unplaced(&shmem.info) && !matches!(shmem.info.address, Some(Address::Pci(_))),
                "only 'pci' addresses are supported for the shared memory device"
            );
        }
        self.check_start_cpu()?;
        self.check_start_disks()?;
        devices.interfaces.iter().try_for_each(|it| self.check_actual(it))?;
        self.check_host_memory()
    }

    fn check_start_cpu(&self) -> Result<()> {
        let (virt, arch, host) = (self.def.virt_type, self.arch(), self.host.arch.as_str());
        let Some(cpu) = self.def.cpu.as_deref() else { return Ok(()) };
        let mode = cpu.mode();
        let accel = self.caps.accel(virt);
        let native = arch == host || (arch == "i686" && host == "x86_64");
        let known = match mode {
            CpuMode::HostPassthrough => matches!(virt, VirtType::Kvm | VirtType::Hvf) && native,
            CpuMode::HostModel => accel.is_some_and(|accel| accel.host_cpu.is_some()),
            CpuMode::Maximum => self.has(Cap::CPU_MAX),
            _ if cpu.model.is_none() => true,
            _ => accel.is_some_and(|accel| !accel.cpus.is_empty()),
        };
        refuse_if!(
            !known,
            "CPU mode '{mode}' for {arch} {virt} domain on {host} host is not supported by hypervisor"
        );
        Ok(())
    }

    fn check_start_disks(&self) -> Result<()> {
        for disk in &self.def.devices.disks {
            let vxhs =
                matches!(&disk.source, DiskSource::Network(Some(it)) if it.protocol == DiskProtocol::Vxhs);
            refuse_if!(vxhs, "VxHS protocol is not supported with this QEMU binary");
            refuse_if!(
                disk.device == DiskDevice::Floppy && self.kind == MachineKind::Pseries,
                "PowerPC pseries machines do not support floppy device"
            );
            refuse_if!(
                matches!(disk.source, DiskSource::Nvme(_)) && !self.has(Cap::DRIVE_NVME),
                "NVMe disks are not supported with this QEMU binary"
            );
        }
        Ok(())
    }

    fn check_actual(&self, it: &DomainInterfaceDef) -> Result<()> {
        let kind = it.source.case();
        let mac = it.mac.map(|mac| mac.to_string()).unwrap_or_default();
        let on_tap = matches!(
            it.source,
            InterfaceSource::Network(_) | InterfaceSource::Bridge(_) | InterfaceSource::Ethernet(_)
        );
        let queues = it.driver.as_ref().map_or(0, |driver| driver.queues);
        let shares = on_tap
            || matches!(
                it.source,
                InterfaceSource::Direct(_) | InterfaceSource::VhostUser(_) | InterfaceSource::Vdpa(_)
            );
        refuse_if!(
            queues > 0 && !shares,
            "interface {mac} - multiqueue is not supported for network interfaces of type {kind}"
        );
        if it.filter.is_some() {
            refuse_if!(
                !on_tap,
                "interface {mac} - filterref is not supported for network interfaces of type {kind}"
            );
            let port = it.virtual_port.as_ref().and_then(|port| port.port_type);
            if let Some(port) = port {
                refuse_if!(
                    true,
                    "interface {mac} - filterref is not supported for network interfaces with virtualport type {port}"
                );
            }
        }
        refuse_if!(
            it.backend.as_ref().is_some_and(|backend| backend.tap.is_some()) && !on_tap,
            "interface {mac} - custom tap device path is not supported for network interfaces of type {kind}"
        );
        let transient = it.teaming.as_ref().is_some_and(|it| it.kind == TeamingType::Transient);
        let handed = matches!(it.source, InterfaceSource::Hostdev(_) | InterfaceSource::Network(_));
        refuse_if!(
            transient && !handed,
            "interface {mac} - teaming transient device must be type='hostdev', not '{kind}'"
        );
        Ok(())
    }

    /// Pages and nodes that the host does not have.
    fn check_host_memory(&self) -> Result<()> {
        if let Some(nodes) = &self.host.numa_nodes {
            let tune = self.def.numatune.as_deref();
            let memory = tune.and_then(|tune| tune.memory.as_ref());
            let memory = memory.filter(|it| it.placement != Some(NumaPlacement::Auto));
            let wanted = memory.and_then(|it| it.nodeset.as_ref()).into_iter();
            let cells = tune.into_iter().flat_map(|tune| &tune.nodes).map(|it| &it.nodeset);
            for node in wanted.chain(cells).flat_map(|set| set.iter()) {
                refuse_if!(!nodes.contains(node), "NUMA node {node} is unavailable");
            }
        }
        let backing = self.def.memory_backing.as_ref().and_then(|backing| backing.hugepages.as_ref());
        let Some(huge) = backing else { return Ok(()) };
        refuse_as!(
            INTERNAL_ERROR,
            self.host.hugepages_kib.is_empty(),
            "hugetlbfs filesystem is not mounted or disabled by administrator config"
        );
        for page in &huge.pages {
            let size = page.size_kib;
            let known = size == self.host.page_size_kib || self.host.hugepages_kib.contains(&size);
            refuse_as!(
                INTERNAL_ERROR,
                size != 0 && !known,
                "Unable to find any usable hugetlbfs mount for {size} KiB"
            );
        }
        Ok(())
    }
}
