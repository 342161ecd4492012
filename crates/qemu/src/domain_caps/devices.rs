//! The devices of guests.

use vir_conf::cpu::CpuFamily;
use vir_conf::domain::device::tpm::TpmVersion;
use vir_conf::domain_caps::{
    ChannelCaps, CryptoCaps, DeviceCaps, DiskCaps, FilesystemCaps, GraphicsCaps, HostdevCaps, InterfaceCaps,
    PanicCaps, RedirdevCaps, RngCaps, TpmCaps, VideoCaps,
};

use super::{Guests, words};
use crate::caps::Cap;
use crate::machine::MachineKind;

/// Any of them lets guests have USB.
const USB_CONTROLLERS: &[Cap] = &[
    Cap::PIIX3_USB_UHCI,
    Cap::PIIX4_USB_UHCI,
    Cap::USB_EHCI,
    Cap::ICH9_USB_EHCI1,
    Cap::VT82C686B_USB_UHCI,
    Cap::PCI_OHCI,
    Cap::NEC_USB_XHCI,
    Cap::QEMU_XHCI,
];

impl Guests<'_> {
    pub(super) fn devices(&self) -> DeviceCaps {
        let mut devices = DeviceCaps::default();
        devices.disk = Some(self.disk());
        devices.graphics = Some(self.graphics());
        devices.video = Some(self.video());
        devices.hostdev = Some(self.hostdev());
        devices.rng = Some(self.rng());
        devices.filesystem = Some(self.filesystem());
        devices.tpm = Some(self.tpm());
        devices.redirdev = Some(self.redirdev());
        devices.channel = Some(self.channel());
        devices.crypto = Some(self.crypto());
        devices.interface = Some(self.interface());
        devices.panic = Some(self.panic());
        devices
    }

    fn disk(&self) -> DiskCaps {
        let floppy = self.kind != MachineKind::Pseries;
        let ide = matches!(self.kind, MachineKind::I440fx | MachineKind::BuiltinIde);
        let mut disk = DiskCaps::default();
        disk.supported = true;
        disk.device = words(&[("disk", true), ("cdrom", true), ("floppy", floppy), ("lun", true)]);
        disk.bus = words(&[
            ("ide", ide),
            ("fdc", floppy),
            ("scsi", true),
            ("virtio", true),
            ("usb", self.has(Cap::USB_STORAGE)),
            ("sata", self.has(Cap::ICH9_AHCI)),
        ]);
        disk.model = self.virtio_models(true);
        disk
    }

    /// The models of a virtio device that there is, or none.
    fn virtio_models(&self, is_there: bool) -> Option<Vec<String>> {
        let both = is_there && self.has(Cap::VIRTIO_PCI_NON_TRANSITIONAL);
        words(&[("virtio", is_there), ("virtio-transitional", both), ("virtio-non-transitional", both)])
    }

    fn graphics(&self) -> GraphicsCaps {
        let dbus = self.has(Cap::DISPLAY_DBUS);
        let mut graphics = GraphicsCaps::default();
        graphics.supported = true;
        graphics.graphics_type = words(&[
            ("sdl", self.has(Cap::SDL)),
            ("vnc", self.has(Cap::VNC)),
            ("rdp", dbus && self.host.rdp),
            ("spice", self.has(Cap::SPICE)),
            ("egl-headless", self.has(Cap::EGL_HEADLESS)),
            ("dbus", dbus),
        ]);
        graphics
    }

    fn video(&self) -> VideoCaps {
        let mut video = VideoCaps::default();
        video.supported = true;
        video.model_type = words(&[
            ("vga", self.has(Cap::VGA)),
            ("cirrus", self.has(Cap::CIRRUS_VGA)),
            ("vmvga", self.has(Cap::VMWARE_SVGA)),
            ("qxl", self.has(Cap::QXL)),
            ("virtio", self.has(Cap::VIRTIO_GPU)),
            ("none", true),
            ("bochs", self.has(Cap::BOCHS_DISPLAY)),
            ("ramfb", self.has(Cap::RAMFB)),
        ]);
        video
    }

    fn hostdev(&self) -> HostdevCaps {
        let usb = USB_CONTROLLERS.iter().any(|cap| self.has(*cap));
        let vfio = self.host.vfio && self.has(Cap::VFIO_PCI);
        let mut hostdev = HostdevCaps::default();
        hostdev.supported = true;
        hostdev.mode = words(&[("subsystem", true)]);
        hostdev.startup_policy =
            words(&[("default", true), ("mandatory", true), ("requisite", true), ("optional", true)]);
        hostdev.subsys_type = words(&[("usb", usb), ("pci", true), ("scsi", true)]);
        hostdev.caps_type = words(&[]);
        hostdev.pci_backend = words(&[("default", vfio), ("vfio", vfio)]);
        hostdev
    }

    fn rng(&self) -> RngCaps {
        let mut rng = RngCaps::default();
        rng.supported = true;
        rng.model = self.virtio_models(self.has(Cap::VIRTIO_RNG));
        rng.backend_model = words(&[
            ("random", self.has(Cap::RNG_RANDOM)),
            ("egd", self.has(Cap::RNG_EGD)),
            ("builtin", self.has(Cap::RNG_BUILTIN)),
        ]);
        rng
    }

    fn filesystem(&self) -> FilesystemCaps {
        let mut filesystem = FilesystemCaps::default();
        filesystem.supported = true;
        filesystem.driver_type =
            words(&[("path", true), ("handle", true), ("virtiofs", self.has(Cap::VHOST_USER_FS))]);
        filesystem
    }

    fn tpm(&self) -> TpmCaps {
        let swtpm = self.host.swtpm.as_deref();
        let emulator = swtpm.is_some() && self.has(Cap::TPM_EMULATOR);
        let version = |version| swtpm.is_some_and(|known| known.contains(&version));
        let models = words(&[
            ("tpm-tis", self.has(Cap::TPM_TIS)),
            ("tpm-crb", self.has(Cap::TPM_CRB)),
            ("tpm-spapr", self.has(Cap::TPM_SPAPR)),
            ("spapr-tpm-proxy", self.has(Cap::SPAPR_TPM_PROXY)),
        ]);
        let versions = words(&[("1.2", version(TpmVersion::V1)), ("2.0", version(TpmVersion::V2))]);
        let mut tpm = TpmCaps::default();
        tpm.supported = models.as_ref().is_some_and(|models| !models.is_empty());
        tpm.model = models;
        tpm.backend_model = words(&[
            ("passthrough", self.has(Cap::TPM_PASSTHROUGH)),
            ("emulator", emulator),
            ("external", emulator),
        ]);
        tpm.backend_version = versions.filter(|versions| !versions.is_empty());
        tpm
    }

    fn redirdev(&self) -> RedirdevCaps {
        let mut redirdev = RedirdevCaps::default();
        redirdev.supported = self.has(Cap::USB_REDIR);
        redirdev.bus = words(&[("usb", true)]).filter(|_| redirdev.supported);
        redirdev
    }

    fn channel(&self) -> ChannelCaps {
        let mut channel = ChannelCaps::default();
        channel.supported = true;
        channel.channel_type = words(&[("pty", true), ("unix", true), ("spicevmc", self.has(Cap::SPICE))]);
        channel
    }

    fn crypto(&self) -> CryptoCaps {
        let mut crypto = CryptoCaps::default();
        crypto.supported = true;
        crypto.model = words(&[("virtio", self.has(Cap::VIRTIO_CRYPTO))]);
        crypto.crypto_type = words(&[("qemu", true)]);
        crypto.backend_model = words(&[("builtin", true), ("lkcf", self.has(Cap::CRYPTODEV_BACKEND_LKCF))]);
        crypto
    }

    fn interface(&self) -> InterfaceCaps {
        let mut interface = InterfaceCaps::default();
        interface.supported = true;
        interface.backend_type =
            words(&[("default", self.has(Cap::NETDEV_USER)), ("passt", self.has(Cap::NETDEV_STREAM))]);
        interface
    }

    fn panic(&self) -> PanicCaps {
        let x86 = CpuFamily::X86.has(&self.caps.arch);
        let mut panic = PanicCaps::default();
        panic.model = words(&[
            ("isa", self.has(Cap::PVPANIC)),
            ("pseries", self.kind == MachineKind::Pseries),
            ("hyperv", x86),
            ("s390", self.is_s390()),
            ("pvpanic", self.has(Cap::PVPANIC_PCI)),
        ]);
        panic.supported = panic.model.as_ref().is_some_and(|models| !models.is_empty());
        panic
    }
}
