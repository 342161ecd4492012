//! Whether the guest has USB, and what needs it.

use vir_types::{Code, Result};

use super::super::DomainDef;
use super::super::device::controller::{ControllerDef, ControllerType};
use super::super::device::hostdev::HostdevSource;
use super::super::device::input::InputBus;
use crate::common::{refuse, unsupported};

/// The model of a controller that stands for no USB at all.
const NONE: &str = "none";
/// Companions serve the slow devices of another controller, their master.
const COMPANIONS: [&str; 3] = ["ich9-uhci1", "ich9-uhci2", "ich9-uhci3"];

fn is_none(controller: &ControllerDef) -> bool {
    controller.model.as_deref() == Some(NONE)
}

fn is_companion(controller: &ControllerDef) -> bool {
    let model = controller.model.as_deref();
    controller.info.master_startport.is_some() || model.is_some_and(|model| COMPANIONS.contains(&model))
}

impl DomainDef {
    fn usb_controllers(&self) -> impl Iterator<Item = &ControllerDef> {
        self.devices.controllers.iter().filter(|controller| controller.kind == ControllerType::Usb)
    }

    /// Checks that devices on USB have a bus. A driver that gives them places calls it before it does.
    ///
    /// # Errors
    /// `XmlDetail`, `ConfigUnsupported`: there is no USB, or controllers do not go together.
    pub fn check_usb(&self) -> Result<()> {
        let detail = |text: &str| refuse(Code::XML_DETAIL, text);
        let disabled = self.usb_controllers().any(is_none);
        if disabled && self.usb_controllers().nth(1).is_some() {
            return detail("Can't add another USB controller: USB is disabled for this domain");
        }
        if self.usb_controllers().next().is_some() && self.usb_controllers().all(is_companion) {
            return detail("No master USB controller specified");
        }
        if !disabled {
            return Ok(());
        }
        let devices = &self.devices;
        if devices.inputs.iter().any(|input| input.bus == Some(InputBus::Usb)) {
            return unsupported("Can't add USB input device. USB bus is disabled");
        }
        if devices.hostdevs.iter().any(|hostdev| matches!(hostdev.source, HostdevSource::Usb(_))) {
            return unsupported("Can't add host USB device: USB is disabled in this host");
        }
        if !devices.hubs.is_empty() {
            return unsupported("Can't add USB hub: USB is disabled for this domain");
        }
        if !devices.redirdevs.is_empty() {
            return no_redirection();
        }
        Ok(())
    }

    pub(super) fn filled_usb(&self) -> Result<()> {
        if !self.devices.redirdevs.is_empty() && self.usb_controllers().all(is_none) {
            return no_redirection();
        }
        Ok(())
    }
}

fn no_redirection() -> Result<()> {
    unsupported("cannot add redirected USB device: USB is disabled for this domain")
}
