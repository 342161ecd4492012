//! Serial ports, consoles, channels and other character devices.

use vir_conf::domain::device::address::Address;
use vir_conf::domain::device::chardev::{
    ChardevBackend, ChardevProtocol, ChardevSource, ConsoleTargetType, SerialDef, SerialTargetModel,
    SerialTargetType,
};
use vir_conf::domain::device::graphics::GraphicsDef;
use vir_conf::domain::device::rng::{RngBackend, RngDef};
use vir_conf::domain::device::smartcard::{SmartcardDef, SmartcardKind};
use vir_types::Result;

use super::{Check, refuse_as, refuse_if};
use crate::address::is_unplaced;
use crate::caps::Cap;
use crate::machine::MachineKind;

impl Check<'_> {
    pub(super) fn check_consoles(&self) -> Result<()> {
        for console in &self.def.devices.consoles {
            match console.target.kind {
                Some(ConsoleTargetType::Sclp) => {
                    refuse_if!(!self.has(Cap::S390_SCLP), "sclpconsole is not supported in this QEMU binary")
                }
                Some(ConsoleTargetType::Sclplm) => refuse_if!(
                    !self.has(Cap::SCLPLMCONSOLE),
                    "sclplmconsole is not supported in this QEMU binary"
                ),
                None | Some(ConsoleTargetType::Virtio | ConsoleTargetType::Serial) => {}
                Some(kind) => refuse_if!(true, "unsupported console target type {kind}"),
            }
        }
        Ok(())
    }

    pub(super) fn check_chardevs(&self) -> Result<()> {
        let devices = &self.def.devices;
        for serial in &devices.serials {
            self.check_place(&serial.info, None)?;
            self.check_backend(&serial.source)?;
            self.check_serial(serial)?;
        }
        for parallel in &devices.parallels {
            self.check_place(&parallel.info, None)?;
            self.check_backend(&parallel.source)?;
            refuse_if!(
                self.is_s390() || self.kind == MachineKind::Pseries,
                "parallel ports are not supported"
            );
        }
        for channel in &devices.channels {
            self.check_place(&channel.info, None)?;
            self.check_backend(&channel.source)?;
        }
        for console in &devices.consoles {
            self.check_place(&console.info, None)?;
            self.check_backend(&console.source)?;
        }
        for card in &devices.smartcards {
            self.check_place(&card.info, None)?;
            self.check_smartcard(card)?;
        }
        for redirected in &devices.redirdevs {
            self.check_place(&redirected.info, None)?;
            self.check_backend(&redirected.source)?;
            refuse_if!(!self.has(Cap::USB_REDIR), "USB redirection is not supported by this version of QEMU");
            refuse_if!(
                devices.redirfilter.is_some() && !self.has(Cap::USB_REDIR_FILTER),
                "USB redirection filter is not supported by this version of QEMU"
            );
        }
        for rng in &devices.rngs {
            self.check_place(&rng.info, None)?;
            self.check_rng(rng)?;
        }
        Ok(())
    }

    fn check_backend(&self, source: &ChardevSource) -> Result<()> {
        let name = source.backend.as_str();
        let never = |timeout: Option<u32>| timeout == Some(0);
        match &source.backend {
            ChardevBackend::Tcp(tcp) => {
                refuse_if!(
                    matches!(tcp.protocol, ChardevProtocol::Telnets | ChardevProtocol::Tls),
                    "tcp chardev protocol '{}' not supported",
                    tcp.protocol
                );
                let again = tcp.source.reconnect.as_ref().filter(|it| it.enabled);
                refuse_as!(
                    INVALID_ARG,
                    again.is_some_and(|it| never(it.timeout)),
                    "chardev reconnect source timeout cannot be '0'"
                );
            }
            ChardevBackend::QemuVdagent(_) => refuse_if!(
                !self.has(Cap::CHARDEV_QEMU_VDAGENT),
                "chardev '{name}' not supported in this QEMU binary"
            ),
            ChardevBackend::Spicevmc | ChardevBackend::Spiceport(_) => {
                let mut screens = self.def.devices.graphics.iter();
                let has_spice = screens.any(|screen| matches!(screen, GraphicsDef::Spice(_)));
                refuse_if!(!has_spice, "chardev '{name}' not supported without spice graphics");
            }
            _ => {}
        }
        Ok(())
    }

    fn check_serial(&self, serial: &SerialDef) -> Result<()> {
        use SerialTargetModel as Model;
        use SerialTargetType as Type;
        let Some(kind) = serial.target.kind else { return Ok(()) };
        let address = serial.info.address.as_ref();
        let (wanted, fits) = match kind {
            Type::IsaSerial | Type::IsaDebug => ("isa", matches!(address, Some(Address::Isa(_)))),
            Type::UsbSerial => ("usb", matches!(address, Some(Address::Usb(_)))),
            Type::PciSerial => ("pci", matches!(address, Some(Address::Pci(_)))),
            Type::SpaprVioSerial => ("spapr-vio", matches!(address, Some(Address::SpaprVio(_)))),
            _ => ("", false),
        };
        if !is_unplaced(&serial.info) {
            refuse_if!(wanted.is_empty(), "Target type '{kind}' cannot have an associated address");
            refuse_if!(!fits, "Target type '{kind}' requires address type '{wanted}'");
        }
        let Some(model) = serial.target.model else { return Ok(()) };
        let expected = match model {
            Model::IsaSerial => Type::IsaSerial,
            Model::UsbSerial => Type::UsbSerial,
            Model::PciSerial => Type::PciSerial,
            Model::SpaprVty => Type::SpaprVioSerial,
            Model::Pl011 | Model::Uart16550a => Type::SystemSerial,
            Model::Sclpconsole | Model::Sclplmconsole => Type::SclpSerial,
            Model::IsaDebugcon => Type::IsaDebug,
            _ => kind,
        };
        refuse_if!(kind != expected, "Target model '{model}' requires target type '{expected}'");
        let suits = match model {
            Model::Pl011 => self.kind == MachineKind::ArmVirt,
            Model::Uart16550a => matches!(self.kind, MachineKind::LoongarchVirt | MachineKind::RiscvVirt),
            Model::SpaprVty => self.kind == MachineKind::Pseries,
            Model::Sclpconsole | Model::Sclplmconsole => self.is_s390(),
            _ => true,
        };
        refuse_if!(
            !suits,
            "Serial device with target type '{kind}' and target model '{model}' not compatible with guest architecture or machine type"
        );
        Ok(())
    }

    fn check_smartcard(&self, card: &SmartcardDef) -> Result<()> {
        let first =
            matches!(&card.info.address, Some(Address::Ccid(it)) if it.controller == 0 && it.slot == 0);
        refuse_if!(
            self.def.devices.smartcards.len() > 1 || !first,
            "this QEMU binary lacks multiple smartcard support"
        );
        if let SmartcardKind::Passthrough(passed) = &card.kind {
            refuse_if!(
                !self.has(Cap::CCID_PASSTHRU),
                "this QEMU binary lacks smartcard passthrough mode support"
            );
            return self.check_backend(&passed.source);
        }
        refuse_if!(!self.has(Cap::CCID_EMULATED), "this QEMU binary lacks smartcard host mode support");
        Ok(())
    }

    fn check_rng(&self, rng: &RngDef) -> Result<()> {
        let (cap, name) = match &rng.backend {
            RngBackend::Random(_) => (Cap::RNG_RANDOM, "rng-random"),
            RngBackend::Egd(_) => (Cap::RNG_EGD, "rng-egd"),
            _ => (Cap::RNG_BUILTIN, "rng-builtin"),
        };
        refuse_if!(!self.has(cap), "this qemu doesn't support the {name} backend");
        if let RngBackend::Egd(egd) = &rng.backend {
            self.check_backend(&egd.source)?;
        }
        use vir_conf::domain::device::disk::VirtioModel;
        let known = self.has(Cap::VIRTIO_RNG)
            && (rng.model == VirtioModel::Virtio || self.has(Cap::VIRTIO_PCI_NON_TRANSITIONAL));
        refuse_if!(!known, "domain configuration does not support rng model '{}'", rng.model);
        Ok(())
    }
}
