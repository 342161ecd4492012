//! Network interfaces.

use vir_conf::common::GuestIp;
use vir_conf::common::Switch;
use vir_conf::domain::device::address::Address;
use vir_conf::domain::device::interface::{
    ActualType, BackendType, DomainInterfaceDef, InterfaceSource, TeamingType, TxMode, VhostUserMode,
};
use vir_types::Result;
use vir_xml::XmlUnion as _;

use super::context::{Context, alias, internal, unsupported};
use super::output::Output;
use super::props::{Json, Props};
use super::{address, chardev, hostdev, virtio};
use crate::caps::Cap;

/// All interfaces but those that are devices of the host.
pub(super) fn interfaces(cx: &Context<'_>, out: &mut Output) -> Result<()> {
    for interface in &cx.def.devices.interfaces {
        if is_hostdev(interface) {
            continue;
        }
        let id = alias(&interface.info)?;
        let vhost_user = matches!(interface.source, InterfaceSource::VhostUser(_));
        if vhost_user {
            vhost_user_chardev(cx, out, interface)?;
        }
        let handed = cx.launch.handed.interfaces.get(id);
        if let Some(fd) = handed.and_then(|handed| handed.vdpa) {
            let name = format!("{id}-vdpa");
            let set = cx.fdset(&name).ok_or_else(|| internal("no set of descriptors for vdpa"))?;
            out.add_fd(set, fd, &name);
        }
        out.netdev(cx, netdev(cx, interface)?);
        if has_device(cx, interface) {
            super::zpci(cx, out, &interface.info);
            out.device(cx, device(cx, interface)?);
        } else if vhost_user {
            return Err(internal("Nicdev support unavailable"));
        } else {
            out.option("-net", legacy(interface)?);
        }
    }
    Ok(())
}

/// Whether an interface is a device of the host, by itself or by its network.
pub(super) fn is_hostdev(interface: &DomainInterfaceDef) -> bool {
    match (&interface.source, &interface.actual) {
        (InterfaceSource::Hostdev(_), _) => true,
        (InterfaceSource::Network(_), Some(actual)) => actual.kind == ActualType::Hostdev,
        _ => false,
    }
}

/// Boards of ARM have cards that are no devices.
fn has_device(cx: &Context<'_>, interface: &DomainInterfaceDef) -> bool {
    !cx.is_arm() || matches!(interface.info.address, Some(Address::VirtioMmio | Address::Pci(_)))
}

fn legacy(interface: &DomainInterfaceDef) -> Result<String> {
    let id = alias(&interface.info)?;
    let mac = interface.mac.unwrap_or_default();
    let model = interface.model.as_ref().map(|model| format!(",model={model}")).unwrap_or_default();
    Ok(format!("nic,macaddr={mac},netdev=host{id}{model},id={id}"))
}

pub(super) fn is_passt(interface: &DomainInterfaceDef) -> bool {
    interface.backend.as_ref().and_then(|backend| backend.kind) == Some(BackendType::Passt)
}

impl super::Launch<'_> {
    /// Where the helper for an interface listens.
    #[must_use]
    pub fn passt_socket(&self, interface: &str) -> String {
        format!("{}/passt/{}-{interface}.socket", self.config.state_dir.display(), self.short_name())
    }
}

/// How long QEMU waits before it looks for its helper again.
const RECONNECT_S: u32 = 5;

fn vhost_user_chardev(cx: &Context<'_>, out: &mut Output, interface: &DomainInterfaceDef) -> Result<()> {
    let id = alias(&interface.info)?;
    let name = format!("char{id}");
    let value = if is_passt(interface) {
        let path = cx.launch.passt_socket(id);
        let mut reconnect = vir_conf::domain::device::chardev::Reconnect::default();
        reconnect.enabled = true;
        reconnect.timeout = Some(RECONNECT_S);
        let socket =
            chardev::Socket { path: Some(&path), server: None, wait: true, reconnect: Some(&reconnect) };
        chardev::socket(cx, &name, &socket)
    } else {
        let InterfaceSource::VhostUser(Some(source)) = &interface.source else {
            return Err(internal("vhost-user type '(null)' not supported"));
        };
        let server = (source.mode == Some(VhostUserMode::Server)).then_some(None);
        let reconnect = source.reconnect.as_ref();
        let socket = chardev::Socket { path: source.path.as_deref(), server, wait: true, reconnect };
        chardev::socket(cx, &name, &socket)
    };
    out.option("-chardev", value);
    Ok(())
}

fn queues(interface: &DomainInterfaceDef) -> u32 {
    interface.driver.as_ref().map(|driver| driver.queues).unwrap_or_default()
}

/// What an interface is connected to.
pub(super) fn netdev(cx: &Context<'_>, interface: &DomainInterfaceDef) -> Result<Props> {
    let id = alias(&interface.info)?;
    let kind = interface.source.case();
    if interface.script.is_some() && !matches!(interface.source, InterfaceSource::Ethernet(_)) {
        return Err(unsupported(format!("scripts are not supported on interfaces of type {kind}")));
    }
    let socket = |name: &'static str, address: &str, port: i32| {
        Props::new().put("type", "socket").put(name, format!("{address}:{port}"))
    };
    let many = |queues: u32| if queues > 1 { queues } else { 0 };
    let props = match &interface.source {
        InterfaceSource::Network(_)
        | InterfaceSource::Bridge(_)
        | InterfaceSource::Direct(_)
        | InterfaceSource::Ethernet(_) => tap(cx, interface, id)?,
        InterfaceSource::Client(to) => socket("connect", &to.address, to.port),
        InterfaceSource::Server(at) => socket("listen", at.address.as_deref().unwrap_or_default(), at.port),
        InterfaceSource::Mcast(group) => socket("mcast", &group.address, group.port),
        InterfaceSource::Udp(to) => socket("udp", &to.address, to.port)
            .put("localaddr", format!("{}:{}", to.local.address, to.local.port)),
        InterfaceSource::User(_) if is_passt(interface) => passt(cx, id),
        InterfaceSource::User(_) => user(&interface.ips),
        InterfaceSource::Internal(_) => Props::new().put("type", "user"),
        InterfaceSource::VhostUser(_) => Props::new()
            .put("type", "vhost-user")
            .put("chardev", format!("char{id}"))
            .nonzero("queues", many(queues(interface))),
        InterfaceSource::Vdpa(source) => {
            let path = cx.fdset_path(&format!("{id}-vdpa")).unwrap_or_else(|| source.dev.clone());
            Props::new()
                .put("type", "vhost-vdpa")
                .put("vhostdev", path)
                .nonzero("queues", many(queues(interface)))
        }
        _ => {
            let text = format!("network device type '{kind}' is not supported by this hypervisor");
            return Err(unsupported(text));
        }
    };
    Ok(props.put("id", format!("host{id}")))
}

fn tap(cx: &Context<'_>, interface: &DomainInterfaceDef, id: &str) -> Result<Props> {
    let handed = cx.launch.handed.interfaces.get(id);
    let list = |fds: &[u32]| fds.iter().map(ToString::to_string).collect::<Vec<_>>().join(":");
    let Some(handed) = handed.filter(|handed| !handed.taps.is_empty()) else {
        return Err(internal(format!("no tap device was handed over for interface '{id}'")));
    };
    let taps = if handed.taps.len() > 1 { "fds" } else { "fd" };
    let mut props = Props::new().put("type", "tap").put(taps, list(&handed.taps));
    if !handed.vhosts.is_empty() {
        let vhosts = if handed.vhosts.len() > 1 { "vhostfds" } else { "vhostfd" };
        props = props.put("vhost", true).put(vhosts, list(&handed.vhosts));
    }
    Ok(props.maybe("sndbuf", interface.send_buffer_bytes))
}

fn passt(cx: &Context<'_>, id: &str) -> Props {
    let props = Props::new()
        .put("type", "stream")
        .put("addr", Props::new().put("type", "unix").put("path", cx.launch.passt_socket(id)))
        .put("server", false);
    if cx.has(Cap::NETDEV_STREAM_RECONNECT_MILISECONDS) {
        props.put("reconnect-ms", u64::from(RECONNECT_S).saturating_mul(1000))
    } else if cx.has(Cap::NETDEV_STREAM_RECONNECT) {
        props.put("reconnect", RECONNECT_S)
    } else {
        props
    }
}

fn user(ips: &[GuestIp]) -> Props {
    let mut props = Props::new().put("type", "user");
    for ip in ips {
        let Some(address) = ip.address else { continue };
        if address.is_ipv4() {
            let net = match ip.prefix {
                0 => address.to_string(),
                prefix => format!("{address}/{prefix}"),
            };
            props = props.put("net", net);
        } else {
            props = props.put("ipv6-prefix", address.to_string()).nonzero("ipv6-prefixlen", ip.prefix);
        }
    }
    props
}

/// An interface as a device.
pub(super) fn device(cx: &Context<'_>, interface: &DomainInterfaceDef) -> Result<Props> {
    let id = alias(&interface.info)?;
    let head = if interface.is_virtio() {
        card(cx, interface)?
    } else {
        Props::driver(interface.model.as_deref().unwrap_or_default())
    };
    Ok(head
        .put("netdev", format!("host{id}"))
        .put("id", id)
        .put("mac", interface.mac.unwrap_or_default().to_string())
        .nonzero("bootindex", cx.boot_index(&interface.info))
        .with(address::props(cx, &interface.info)?)
        .with(hostdev::rom(&interface.info)?))
}

fn card(cx: &Context<'_>, interface: &DomainInterfaceDef) -> Result<Props> {
    let driver = interface.driver.as_deref().cloned().unwrap_or_default();
    let generation = virtio::Generation::named(interface.model.as_deref());
    let head = virtio::props(cx, "virtio-net", &interface.info, generation, Some(&driver.virtio))?;
    let transmit = match driver.txmode {
        Some(TxMode::Iothread) => Some("bh"),
        Some(TxMode::Timer) => Some("timer"),
        _ => None,
    };
    let host = driver.host.clone().unwrap_or_default();
    let guest = driver.guest.clone().unwrap_or_default();
    let many = driver.queues > 1;
    let ccw = matches!(interface.info.address, Some(Address::Ccw(_)));
    let vectors = if many && !ccw { u64::from(driver.queues).saturating_mul(2).saturating_add(2) } else { 0 };
    let failover = interface.teaming.as_ref().is_some_and(|it| it.kind == TeamingType::Persistent);
    let all: [(&'static str, Option<Switch>); 14] = [
        ("ioeventfd", driver.ioeventfd),
        ("event_idx", driver.event_idx),
        ("csum", host.csum),
        ("gso", host.gso),
        ("host_tso4", host.tso4),
        ("host_tso6", host.tso6),
        ("host_ecn", host.ecn),
        ("host_ufo", host.ufo),
        ("mrg_rxbuf", host.mrg_rxbuf),
        ("guest_csum", guest.csum),
        ("guest_tso4", guest.tso4),
        ("guest_tso6", guest.tso6),
        ("guest_ecn", guest.ecn),
        ("guest_ufo", guest.ufo),
    ];
    let head = head.maybe("tx", transmit.map(Json::from));
    let head = all.into_iter().fold(head, |props, (name, state)| props.maybe(name, state));
    Ok(head
        .when("mq", many)
        .nonzero("vectors", vectors)
        .nonzero("rx_queue_size", driver.rx_queue_size)
        .nonzero("tx_queue_size", driver.tx_queue_size)
        .maybe("rss", driver.rss)
        .maybe("hash", driver.rss_hash_report)
        .nonzero("host_mtu", interface.mtu)
        .when("failover", failover))
}
