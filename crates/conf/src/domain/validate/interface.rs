//! Network cards.

use std::fmt::Display;

use vir_types::Result;

use super::super::DomainDef;
use super::super::device::interface::{
    BackendType, DomainInterfaceDef, InterfaceSource, TeamingDef, TeamingType,
};
use super::{named, no_virtio_options, of};
use crate::common::unsupported;

impl DomainInterfaceDef {
    fn word(&self) -> &str {
        vir_xml::XmlUnion::case(&self.source)
    }

    fn validate(&self) -> Result<()> {
        let (kind, on_host) = (self.word(), self.source.host());
        let ethernet = matches!(self.source, InterfaceSource::Ethernet(_));
        if on_host.is_some_and(|host| !host.ips.is_empty() || !host.routes.is_empty()) && !ethernet {
            return unsupported(format!(
                "Invalid attempt to set network interface host-side IP route and/or address info on interface of type '{kind}'. This is only supported on interfaces of type 'ethernet'"
            ));
        }
        if let Some(host) = on_host {
            host.routes.iter().try_for_each(|route| route.validate("interface host IP"))?;
        }
        self.routes.iter().try_for_each(|route| route.validate("guest interface"))?;
        if self.target_managed == Some(false) && !ethernet {
            return unsupported(format!(
                "unmanaged target dev is not supported on interfaces of type '{kind}'"
            ));
        }
        if let Some(teaming) = &self.teaming {
            teaming.validate()?;
        }
        self.check_port()?;
        if let Some(driver) = self.driver.as_ref().filter(|_| !self.is_virtio()) {
            no_virtio_options(&driver.virtio)?;
        }
        self.check_passt()?;
        if let Some(port) = &self.virtual_port {
            port.validate()?;
            // A network may still say what its port does not.
            if !matches!(self.source, InterfaceSource::Network(_)) {
                port.validate_complete()?;
            }
        }
        match &self.bandwidth {
            Some(bandwidth) => bandwidth.validate(true),
            None => Ok(()),
        }
    }

    fn check_port(&self) -> Result<()> {
        if self.isolated != Some(true) {
            return Ok(());
        }
        let mac: &dyn Display = match &self.mac {
            Some(mac) => mac,
            None => &"",
        };
        if !matches!(self.source, InterfaceSource::Network(_) | InterfaceSource::Bridge(_)) {
            return unsupported(format!(
                "interface {mac} - <port isolated='yes'/> is not supported for network interfaces with type='{}'",
                self.word()
            ));
        }
        if let Some(kind) = self.virtual_port.as_deref().and_then(|port| port.port_type) {
            return unsupported(format!(
                "interface {mac} - <port isolated='yes'/> is not supported for network interfaces with virtualport type='{kind}'"
            ));
        }
        Ok(())
    }

    /// Only passt connects a guest as a user's own program would.
    fn check_passt(&self) -> Result<()> {
        let passt = self.backend.as_ref().is_some_and(|backend| backend.kind == Some(BackendType::Passt));
        let as_user = matches!(self.source, InterfaceSource::User(_) | InterfaceSource::VhostUser(_));
        if passt && !as_user {
            return unsupported(
                "The 'passt' backend can only be used with interface type='user' or type='vhostuser'",
            );
        }
        if self.port_forwards.is_empty() {
            return Ok(());
        }
        if !passt {
            return unsupported(
                "The <portForward> element can only be used with the 'passt' backend of interface type='user' or type='vhostuser'",
            );
        }
        let mut ranges = self.port_forwards.iter().flat_map(|forward| &forward.ranges);
        let without_start = ranges.any(|range| {
            range.start.is_none() && (range.end.is_some() || range.to.is_some() || range.exclude.is_some())
        });
        if without_start {
            return unsupported(
                "The 'range' of a 'portForward' requires 'start' attribute if 'end', 'to', or 'exclude' is specified",
            );
        }
        Ok(())
    }
}

impl TeamingDef {
    /// A card that comes and goes names the one that stays.
    fn validate(&self) -> Result<()> {
        match (self.kind, &self.persistent) {
            (TeamingType::Transient, None) => {
                unsupported("teaming persistent attribute must be set if teaming type is 'transient'")
            }
            (TeamingType::Persistent, Some(_)) => unsupported(format!(
                "teaming persistent attribute not allowed if teaming type is '{}'",
                self.kind
            )),
            _ => Ok(()),
        }
    }
}

impl DomainDef {
    pub(super) fn check_interfaces(&self) -> Result<()> {
        let mut all = self.devices.interfaces.iter().enumerate();
        all.try_for_each(|(at, it)| of(it.validate(), || named("interface", at, &it.info)))
    }
}
