//! What a network card is refused for while it is read.

use std::net::IpAddr;

use vir_xml::{Kind, Node, Result, XmlUnion as _, XmlValue as _};

use super::{DomainInterfaceDef, InterfaceSource};
use crate::domain::check;

impl DomainInterfaceDef {
    pub(super) fn check(&self, node: Node<'_>) -> Result<()> {
        let kind = self.source.case();
        let has_port = matches!(
            self.source,
            InterfaceSource::Network(_)
                | InterfaceSource::Bridge(_)
                | InterfaceSource::Direct(_)
                | InterfaceSource::Hostdev(_)
        );
        if let Some(port) = node.child("virtualport").filter(|_| !has_port) {
            let text = format!("<virtualport> element unsupported for <interface type='{kind}'>");
            return Err(port.error(Kind::Unsupported, text));
        }
        if let (Some(source), InterfaceSource::Hostdev(host)) = (node.child("source"), &self.source)
            && let (Some(pci), Some(address)) = (&host.pci, source.child("address"))
        {
            let numbers = [pci.domain.0, pci.bus.0, pci.slot.0, pci.function.0];
            check::pci(address, numbers)?;
        }
        if let (Some(source), InterfaceSource::Hostdev(_)) = (node.child("source"), &self.source) {
            let kinds = (source.child("vendor"), source.child("product"));
            let missing = match kinds {
                (Some(_), None) => Some("missing product"),
                (None, Some(_)) => Some("missing vendor"),
                _ => None,
            };
            if let Some(text) = missing {
                return Err(source.error(Kind::Internal, text));
            }
        }
        for owner in [Some(node), node.child("source")].into_iter().flatten() {
            check::children(owner, "ip").try_for_each(check_ip)?;
        }
        Ok(())
    }
}

/// An address that the guest is given, or the host's end.
fn check_ip(node: Node<'_>) -> Result<()> {
    let Some(address) = node.attr("address") else {
        return Err(node.error(Kind::Missing, "Missing required address in <ip>"));
    };
    let parsed = IpAddr::from_text(address.value).ok();
    let family = node.attr("family").map(|attr| attr.value);
    let v6 = match family {
        Some("ipv4") => false,
        Some("ipv6") => true,
        _ => parsed.is_some_and(|address| address.is_ipv6()),
    };
    if parsed.is_none_or(|parsed| parsed.is_ipv6() != v6) {
        let text = format!("Invalid address '{}' in <ip>", address.value);
        return Err(node.attr_error(&address, Kind::Invalid, text));
    }
    let most = if v6 { 128 } else { 32 };
    if let Some(attr) = node.attr("prefix")
        && u32::from_text(attr.value).map_or(true, |prefix| prefix > most)
    {
        let text = format!("Invalid prefix value '{}' in <ip>", attr.value);
        return Err(node.attr_error(&attr, Kind::Invalid, text));
    }
    if let Some(attr) = node.attr("peer")
        && IpAddr::from_text(attr.value).map_or(true, |peer| peer.is_ipv6() != v6)
    {
        let text = format!("Invalid peer '{}' in <ip>", attr.value);
        return Err(node.attr_error(&attr, Kind::Argument, text));
    }
    Ok(())
}
