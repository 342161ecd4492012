//! Network interfaces.

use vir_conf::common::{GuestIp, IpFamily};
use vir_conf::domain::device::interface::{
    BackendType, DomainInterfaceDef, InterfaceDriver, InterfaceSource, TeamingType, VhostUserMode,
};
use vir_types::Result;
use vir_xml::XmlUnion as _;

use super::{Check, refuse_as, refuse_if};
use crate::caps::Cap;

fn is_passt(it: &DomainInterfaceDef) -> bool {
    it.backend.as_ref().is_some_and(|backend| backend.kind == Some(BackendType::Passt))
}

impl Check<'_> {
    pub(super) fn check_interface(&self, it: &DomainInterfaceDef) -> Result<()> {
        refuse_if!(
            !it.routes.is_empty(),
            "Invalid attempt to set network interface guest-side IP route, not supported by QEMU"
        );
        let is_vhost_user = matches!(it.source, InterfaceSource::VhostUser(_));
        if matches!(it.source, InterfaceSource::User(_)) || (is_vhost_user && is_passt(it)) {
            let (name, cap) =
                if is_passt(it) { ("passt", Cap::NETDEV_STREAM) } else { ("default", Cap::NETDEV_USER) };
            refuse_if!(!self.has(cap), "the '{name}' network backend is not supported with this QEMU binary");
            check_addresses(&it.ips)?;
        } else {
            refuse_if!(
                !it.ips.is_empty(),
                "Invalid attempt to set network interface guest-side IP address info, not supported by QEMU"
            );
        }
        refuse_if!(
            matches!(it.source, InterfaceSource::Vdpa(_)) && !self.has(Cap::NETDEV_VHOST_VDPA),
            "vDPA devices are not supported with this QEMU binary"
        );
        if let InterfaceSource::VhostUser(source) = &it.source {
            let path = source.as_ref().and_then(|source| source.path.as_ref());
            refuse_as!(
                XML_ERROR,
                path.is_none() && !is_passt(it),
                "Missing required attribute 'path' in element 'source'"
            );
            let listens = source.as_ref().is_some_and(|it| it.mode == Some(VhostUserMode::Server));
            let retries = source.as_ref().and_then(|it| it.reconnect.as_ref()).is_some_and(|it| it.enabled);
            refuse_if!(
                listens && retries,
                "'reconnect' attribute is not supported when source mode='server' for <interface type='vhostuser'>"
            );
            self.require_shared_memory("interface")?;
        }
        self.check_card(it)?;
        self.check_settings(it)
    }

    fn check_card(&self, it: &DomainInterfaceDef) -> Result<()> {
        if !it.is_virtio() {
            let kind = it.source.case();
            refuse_if!(
                matches!(it.source, InterfaceSource::Vdpa(_) | InterfaceSource::VhostUser(_)),
                "invalid model for interface of type '{kind}': '{}' - must be 'virtio'",
                it.model.as_deref().unwrap_or_default()
            );
            return Ok(());
        }
        let nothing = InterfaceDriver::default();
        let driver = it.driver.as_deref().unwrap_or(&nothing);
        let odd = |size: u32| size != 0 && !size.is_power_of_two();
        refuse_if!(odd(driver.rx_queue_size), "rx_queue_size has to be a power of two");
        refuse_if!(odd(driver.tx_queue_size), "tx_queue_size has to be a power of two");
        let rss = self.has(Cap::VIRTIO_NET_RSS);
        refuse_if!(driver.rss.is_some() && !rss, "virtio rss is not supported with this QEMU binary");
        refuse_if!(
            driver.rss_hash_report.is_some() && !rss,
            "virtio rss hash report is not supported with this QEMU binary"
        );
        Ok(())
    }

    fn check_settings(&self, it: &DomainInterfaceDef) -> Result<()> {
        let kind = it.source.case();
        let on_tap = matches!(
            it.source,
            InterfaceSource::Network(_) | InterfaceSource::Bridge(_) | InterfaceSource::Ethernet(_)
        );
        let passt = matches!(it.source, InterfaceSource::User(_)) && is_passt(it);
        refuse_if!(
            it.mtu != 0 && !on_tap && !passt && !matches!(it.source, InterfaceSource::VhostUser(_)),
            "setting MTU on interface type {kind} is not supported yet"
        );
        if let Some(teaming) = &it.teaming {
            refuse_if!(
                teaming.kind == TeamingType::Persistent && !it.is_virtio(),
                "virtio-net teaming persistent interface must be <model type='virtio'/>, not '{}'",
                it.model.as_deref().unwrap_or_default()
            );
            let handed = matches!(it.source, InterfaceSource::Hostdev(_) | InterfaceSource::Network(_));
            refuse_if!(
                teaming.kind == TeamingType::Transient && !handed,
                "virtio-net teaming transient interface must be type='hostdev', not '{kind}'"
            );
        }
        let coalesces = matches!(it.source, InterfaceSource::Network(_) | InterfaceSource::Bridge(_));
        refuse_if!(
            it.coalesce_rx_frames != 0 && !coalesces,
            "coalesce settings on interface type {kind} are not supported"
        );
        Ok(())
    }
}

/// What user networks can give to guests: one address of each family.
fn check_addresses(ips: &[GuestIp]) -> Result<()> {
    let (mut v4, mut v6) = (false, false);
    for ip in ips {
        refuse_if!(ip.peer.is_some(), "Invalid attempt to set peer IP for guest");
        if ip.family == Some(IpFamily::Ipv6) {
            refuse_if!(v6, "Only one IPv6 address per interface is allowed");
            v6 = true;
            refuse_if!(
                ip.prefix != 0 && ip.prefix != 64,
                "unsupported IPv6 address prefix='{}' - must be 64",
                ip.prefix
            );
        } else {
            refuse_if!(v4, "Only one IPv4 address per interface is allowed");
            v4 = true;
            refuse_as!(
                XML_ERROR,
                ip.prefix != 0 && !(4..=27).contains(&ip.prefix),
                "invalid prefix, must be in range of 4-27"
            );
        }
    }
    Ok(())
}
