//! Controllers of PCI: which of their settings goes with which model.

use vir_conf::domain::device::controller::{ControllerDef, PciControllerModelName, PciControllerTarget};
use vir_types::{Code, Error, Result};

use super::{Check, refuse_if};
use crate::caps::Cap;
use crate::machine::MachineKind;

/// A controller as messages name it.
struct Named<'a> {
    index: u32,
    model: &'a str,
    name: String,
}

impl Named<'_> {
    fn error(&self, code: Code, option: &str, what: &str) -> Error {
        let Self { index, model, name } = self;
        let text = format!(
            "ption '{option}' {what} for PCI controller with index '{index}', model '{model}' and modelName '{name}'"
        );
        let start = if code == Code::INTERNAL_ERROR { "Required o" } else { "O" };
        Error::new(code, format!("{start}{text}"))
    }

    fn needs(&self, option: &str, given: bool) -> Result<()> {
        if given { Ok(()) } else { Err(self.error(Code::INTERNAL_ERROR, option, "is not set")) }
    }

    fn lacks(&self, option: &str, given: bool) -> Result<()> {
        if given { Err(self.error(Code::CONFIG_UNSUPPORTED, option, "is not valid")) } else { Ok(()) }
    }

    /// An option that belongs to some models only, and there must be set.
    fn has_if(&self, belongs: bool, option: &str, given: bool) -> Result<()> {
        if belongs { self.needs(option, given) } else { self.lacks(option, given) }
    }
}

impl Check<'_> {
    pub(super) fn check_pci_controller(&self, it: &ControllerDef) -> Result<()> {
        use PciControllerModelName as Name;
        let model = it.model.as_deref().unwrap_or_default();
        let index = it.index.unwrap_or_default();
        let name = it.pci_model.map_or_else(|| "none".to_owned(), |name| name.to_string());
        let named = Named { index, model, name };
        let nothing = PciControllerTarget::default();
        let target = it.target.as_ref().unwrap_or(&nothing);
        let is_root = matches!(model, "pci-root" | "pcie-root");
        let is_phb = it.pci_model == Some(Name::SpaprPciHostBridge);
        let on_pseries = model == "pci-root" && self.kind == MachineKind::Pseries;

        named.has_if(!is_root || on_pseries, "modelName", it.pci_model.is_some())?;
        let fits = match model {
            "pci-root" => matches!(it.pci_model, None | Some(Name::SpaprPciHostBridge)),
            "pcie-root" => it.pci_model.is_none(),
            "pci-bridge" => it.pci_model == Some(Name::PciBridge),
            "dmi-to-pci-bridge" => it.pci_model == Some(Name::I82801b11Bridge),
            "pcie-root-port" => matches!(it.pci_model, Some(Name::Ioh3420 | Name::PcieRootPort)),
            "pcie-switch-upstream-port" => it.pci_model == Some(Name::X3130Upstream),
            "pcie-switch-downstream-port" => it.pci_model == Some(Name::Xio3130Downstream),
            "pci-expander-bus" => it.pci_model == Some(Name::Pxb),
            "pcie-expander-bus" => it.pci_model == Some(Name::PxbPcie),
            "pcie-to-pci-bridge" => it.pci_model == Some(Name::PciePciBridge),
            _ => false,
        };
        if !fits {
            return Err(named.error(Code::CONFIG_UNSUPPORTED, "modelName", "has invalid value"));
        }
        refuse_if!(!is_root && index == 0, "Index for '{model}' controllers must be > 0");
        refuse_if!(is_root && !is_phb && index != 0, "Index for '{model}' controllers must be 0");
        named.has_if(is_phb, "targetIndex", target.index.is_some())?;
        if it.pcihole64_kib.is_some() {
            let machine = self.machine();
            let fits = match model {
                "pci-root" => self.kind.is_i440fx(),
                "pcie-root" => self.kind.is_q35(),
                _ => return named.lacks("pcihole64", true),
            };
            refuse_if!(!fits, "Setting the 64-bit PCI hole size is not supported for machine '{machine}'");
        }
        let expands = matches!(model, "pci-expander-bus" | "pcie-expander-bus");
        named.has_if(expands, "busNr", target.bus_nr.is_some())?;
        let can_have_node = expands || (is_phb && target.index != Some(0));
        named.lacks("numaNode", !can_have_node && target.node.is_some())?;
        named.has_if(model == "pci-bridge", "chassisNr", target.chassis_nr.is_some())?;
        let is_port = matches!(model, "pcie-root-port" | "pcie-switch-downstream-port");
        named.has_if(is_port, "chassis", target.chassis.is_some())?;
        named.has_if(is_port, "port", target.port.is_some())?;
        if target.hotplug.is_some() {
            let (cap, device) = match model {
                "pci-root" => (Cap::PIIX4_ACPI_ROOT_PCI_HOTPLUG, model),
                _ if is_port => (Cap::PCIE_ROOT_PORT_HOTPLUG, named.name.as_str()),
                _ => return named.lacks("hotplug", true),
            };
            refuse_if!(
                !self.has(cap),
                "setting the 'hotplug' property on a '{device}' device is not supported by this QEMU binary"
            );
        }
        let reserves = matches!(model, "pcie-root-port" | "pci-bridge");
        named.lacks("memReserve", !reserves && target.mem_reserve.is_some())?;
        let cap = match it.pci_model {
            Some(Name::PciBridge) => Cap::PCI_BRIDGE,
            Some(Name::I82801b11Bridge) => Cap::DMI_TO_PCI_BRIDGE,
            Some(Name::Ioh3420) => Cap::IOH3420,
            Some(Name::X3130Upstream) => Cap::X3130_UPSTREAM,
            Some(Name::Xio3130Downstream) => Cap::XIO3130_DOWNSTREAM,
            Some(Name::Pxb) => Cap::PXB,
            Some(Name::PxbPcie) => Cap::PXB_PCIE,
            Some(Name::PcieRootPort) => Cap::PCIE_ROOT_PORT,
            Some(Name::SpaprPciHostBridge) => Cap::SPAPR_PCI_HOST_BRIDGE,
            Some(Name::PciePciBridge) => Cap::PCIE_PCI_BRIDGE,
            _ => return Ok(()),
        };
        refuse_if!(!self.has(cap), "The '{}' device is not supported by this QEMU binary", named.name);
        refuse_if!(
            is_phb && target.node.is_some() && !self.has(Cap::SPAPR_PCI_HOST_BRIDGE_NUMA_NODE),
            "Option 'numaNode' is not supported by '{}' device with this QEMU binary",
            named.name
        );
        Ok(())
    }
}
