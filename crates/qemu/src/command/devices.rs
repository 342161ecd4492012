//! Devices that need few words each.

use vir_conf::domain::device::address::Address;
use vir_conf::domain::device::controller::ControllerType;
use vir_conf::domain::device::crypto::{CryptoBackend, CryptoDef};
use vir_conf::domain::device::iommu::IommuModel;
use vir_conf::domain::device::memballoon::{BalloonModel, MemballoonDef};
use vir_conf::domain::device::panic::PanicModel;
use vir_conf::domain::device::redirdev::RedirdevDef;
use vir_conf::domain::device::rng::{RngBackend, RngDef};
use vir_conf::domain::device::shmem::{ShmemDef, ShmemModel, ShmemRole};
use vir_conf::domain::device::smartcard::SmartcardKind;
use vir_conf::domain::device::vsock::VsockDef;
use vir_conf::domain::device::watchdog::{WatchdogAction, WatchdogDef, WatchdogModel};
use vir_types::Result;

use super::chardev::{self, Socket};
use super::context::{Context, alias, internal, unsupported};
use super::output::Output;
use super::props::Props;
use super::serial::chardev_id;
use super::{address, virtio};

/// What translates addresses of devices.
pub(super) fn iommu(cx: &Context<'_>, out: &mut Output) -> Result<()> {
    let Some(iommu) = cx.def.devices.iommu.as_deref() else { return Ok(()) };
    let driver = iommu.driver.clone().unwrap_or_default();
    let props = match iommu.model {
        IommuModel::Intel => Props::driver("intel-iommu")
            .put("id", alias(&iommu.info)?)
            .maybe("intremap", driver.intremap.map(|state| state.to_string()))
            .maybe("caching-mode", driver.caching_mode)
            .maybe("eim", driver.eim.map(|state| state.to_string()))
            .maybe("device-iotlb", driver.iotlb)
            .nonzero("aw-bits", driver.aw_bits)
            .maybe("dma-translation", driver.dma_translation),
        IommuModel::Virtio => Props::driver("virtio-iommu")
            .put("id", alias(&iommu.info)?)
            .with(address::props(cx, &iommu.info)?),
        // It is a property of the machine.
        _ => return Ok(()),
    };
    out.device(cx, props);
    Ok(())
}

/// More sockets for USB.
pub(super) fn hubs(cx: &Context<'_>, out: &mut Output) -> Result<()> {
    for hub in &cx.def.devices.hubs {
        let props = Props::driver("usb-hub").put("id", alias(&hub.info)?);
        out.device(cx, props.with(address::props(cx, &hub.info)?));
    }
    Ok(())
}

/// Cards that prove who somebody is.
pub(super) fn smartcards(cx: &Context<'_>, out: &mut Output) -> Result<()> {
    /// Where NSS keeps its own.
    const DATABASE: &str = "/etc/pki/nssdb";
    let Some(card) = cx.def.devices.smartcards.first() else { return Ok(()) };
    let id = alias(&card.info)?;
    let props = match &card.kind {
        SmartcardKind::Host => Props::driver("ccid-card-emulated").put("backend", "nss-emulated"),
        SmartcardKind::HostCertificates(it) => {
            let [a, b, c] = it.certificates.as_slice() else {
                return Err(internal("host-certificates mode needs exactly three certificates"));
            };
            Props::driver("ccid-card-emulated")
                .put("backend", "certificates")
                .put("cert1", a)
                .put("cert2", b)
                .put("cert3", c)
                .put("db", it.database.as_deref().unwrap_or(DATABASE))
        }
        SmartcardKind::Passthrough(it) => {
            let chardev = chardev_id(&card.info)?;
            chardev::write(cx, out, &it.source, id, &chardev)?;
            Props::driver("ccid-card-passthru").put("chardev", chardev)
        }
        _ => return Err(unsupported("smartcards of this kind are not supported by QEMU")),
    };
    let reader = match &card.info.address {
        Some(Address::Ccid(place)) => place.controller,
        _ => 0,
    };
    let reader = cx.controller_alias(ControllerType::Ccid, reader)?;
    out.device(cx, props.put("id", id).put("bus", format!("{reader}.0")));
    Ok(())
}

/// What resets a guest that hangs.
pub(super) fn watchdogs(cx: &Context<'_>, out: &mut Output) -> Result<()> {
    let all = &cx.def.devices.watchdogs;
    let Some(last) = all.last() else { return Ok(()) };
    for watchdog in all.iter().filter(|it| it.model != WatchdogModel::Itco) {
        super::zpci(cx, out, &watchdog.info);
        out.device(cx, watchdog_device(cx, watchdog)?);
    }
    // That one is in the chips of the machine, where a pin keeps it quiet.
    if all.iter().any(|it| it.model == WatchdogModel::Itco) {
        out.option("-global", "ICH9-LPC.noreboot=off");
    }
    let action = match last.action {
        // The guest waits while it is dumped.
        WatchdogAction::Dump => WatchdogAction::Pause,
        other => other,
    };
    out.option("-watchdog-action", action.as_str());
    Ok(())
}

/// A watchdog as a device.
pub(super) fn watchdog_device(cx: &Context<'_>, watchdog: &WatchdogDef) -> Result<Props> {
    let props = Props::driver(watchdog.model.as_str()).put("id", alias(&watchdog.info)?);
    Ok(props.with(address::props(cx, &watchdog.info)?))
}

/// USB devices that come over the network.
pub(super) fn redirdevs(cx: &Context<'_>, out: &mut Output) -> Result<()> {
    for redirdev in &cx.def.devices.redirdevs {
        let chardev = chardev_id(&redirdev.info)?;
        chardev::write(cx, out, &redirdev.source, alias(&redirdev.info)?, &chardev)?;
        out.device(cx, redirdev_device(cx, redirdev)?);
    }
    Ok(())
}

/// One of them as a device.
pub(super) fn redirdev_device(cx: &Context<'_>, redirdev: &RedirdevDef) -> Result<Props> {
    let rules = cx.def.devices.redirfilter.as_ref().map(|filter| {
        let rules = filter.rules.iter().map(|rule| {
            let class = rule.class.map_or_else(|| "-1".to_owned(), |class| format!("0x{class:02X}"));
            let word = |part: Option<u16>| part.map_or_else(|| "-1".to_owned(), |it| format!("0x{it:04X}"));
            let (vendor, product, version) = (word(rule.vendor), word(rule.product), word(rule.version));
            format!("{class}:{vendor}:{product}:{version}:{}", u32::from(rule.allow))
        });
        rules.collect::<Vec<_>>().join("|")
    });
    Ok(Props::driver("usb-redir")
        .put("chardev", chardev_id(&redirdev.info)?)
        .put("id", alias(&redirdev.info)?)
        .maybe("filter", rules)
        .nonzero("bootindex", cx.boot_index(&redirdev.info))
        .with(address::props(cx, &redirdev.info)?))
}

/// What takes memory back from the guest.
pub(super) fn balloon(cx: &Context<'_>, out: &mut Output) -> Result<()> {
    let Some(balloon) = cx.def.devices.memballoon.as_deref().filter(|it| it.model != BalloonModel::None)
    else {
        return Ok(());
    };
    let props = balloon_device(cx, balloon)?;
    super::zpci(cx, out, &balloon.info);
    out.device(cx, props);
    Ok(())
}

fn balloon_device(cx: &Context<'_>, balloon: &MemballoonDef) -> Result<Props> {
    let generation = virtio::Generation::named(Some(balloon.model.as_str()));
    Ok(virtio::props(cx, "virtio-balloon", &balloon.info, generation, balloon.driver.as_ref())?
        .put("id", alias(&balloon.info)?)
        .maybe("deflate-on-oom", balloon.autodeflate)
        .maybe("free-page-reporting", balloon.free_page_reporting)
        .with(address::props(cx, &balloon.info)?))
}

/// Sources of chance.
pub(super) fn rngs(cx: &Context<'_>, out: &mut Output) -> Result<()> {
    for rng in &cx.def.devices.rngs {
        let id = alias(&rng.info)?;
        if let RngBackend::Egd(egd) = &rng.backend {
            chardev::write(cx, out, &egd.source, id, &chardev_id(&rng.info)?)?;
        }
        out.object(&rng_object(rng)?);
        super::zpci(cx, out, &rng.info);
        out.device(cx, rng_device(cx, rng)?);
    }
    Ok(())
}

/// Where chance comes from.
pub(super) fn rng_object(rng: &RngDef) -> Result<Props> {
    let id = format!("obj{}", alias(&rng.info)?);
    Ok(match &rng.backend {
        RngBackend::Random(source) => {
            Props::object("rng-random", id).put("filename", source.path.as_deref().unwrap_or_default())
        }
        RngBackend::Egd(_) => Props::object("rng-egd", id).put("chardev", chardev_id(&rng.info)?),
        RngBackend::Builtin => Props::object("rng-builtin", id),
        _ => return Err(unsupported("RNG backends of this kind are not supported by QEMU")),
    })
}

/// A source of chance as a device.
pub(super) fn rng_device(cx: &Context<'_>, rng: &RngDef) -> Result<Props> {
    let generation = virtio::Generation::of(Some(rng.model));
    let id = alias(&rng.info)?;
    let rate = rng.rate.clone().filter(|rate| rate.bytes > 0).unwrap_or_default();
    let period = match (rate.bytes, rate.period_ms) {
        (0, _) => 0,
        (_, 0) => 1000,
        (_, period) => period,
    };
    Ok(virtio::props(cx, "virtio-rng", &rng.info, generation, rng.driver.as_ref())?
        .put("rng", format!("obj{id}"))
        .put("id", id)
        .nonzero("max-bytes", rate.bytes)
        .nonzero("period", period)
        .with(address::props(cx, &rng.info)?))
}

/// Memory of a POWER guest that outlives it.
pub(super) fn nvram(cx: &Context<'_>, out: &mut Output) {
    if let Some(nvram) = cx.def.devices.nvram.as_deref()
        && let Some(Address::SpaprVio(place)) = &nvram.info.address
    {
        let reg = place.reg.map(|reg| reg.0).unwrap_or_default();
        out.option("-global", format!("spapr-nvram.reg=0x{reg:x}"));
    }
}

/// What tells the host that the guest's kernel has given up.
pub(super) fn panics(cx: &Context<'_>, out: &mut Output) -> Result<()> {
    for panic in &cx.def.devices.panics {
        let props = match panic.model {
            Some(PanicModel::Isa) => {
                let port = match &panic.info.address {
                    Some(Address::Isa(place)) => Some(place.iobase.0),
                    _ => None,
                };
                Props::driver("pvpanic").maybe("ioport", port)
            }
            Some(PanicModel::Pvpanic) => Props::driver("pvpanic-pci").with(address::props(cx, &panic.info)?),
            _ => continue,
        };
        out.device(cx, props);
    }
    Ok(())
}

/// Memory that guests share.
pub(super) fn shmems(cx: &Context<'_>, out: &mut Output) -> Result<()> {
    for shmem in &cx.def.devices.shmems {
        let id = alias(&shmem.info)?;
        if !matches!(shmem.info.address, Some(Address::Pci(_))) {
            return Err(unsupported("only 'pci' addresses are supported for the shared memory device"));
        }
        if let Some(object) = shmem_object(shmem)? {
            out.object(&object);
        }
        let props = shmem_device(cx, shmem)?;
        super::zpci(cx, out, &shmem.info);
        out.device(cx, props);
        if let Some(server) = &shmem.server {
            let usual = format!("/var/lib/libvirt/shmem-{}-sock", shmem.name);
            let path = server.path.as_deref().unwrap_or(&usual);
            let socket = Socket { path: Some(path), ..Socket::default() };
            out.option("-chardev", chardev::socket(cx, &format!("char{id}"), &socket));
        }
    }
    Ok(())
}

/// The memory itself.
pub(super) fn shmem_object(shmem: &ShmemDef) -> Result<Option<Props>> {
    if shmem.model != ShmemModel::IvshmemPlain {
        return Ok(None);
    }
    let props = Props::object("memory-backend-file", format!("shmmem-{}", alias(&shmem.info)?))
        .put("mem-path", format!("/dev/shm/{}", shmem.name))
        .put("size", shmem.size.as_ref().map(|size| size.bytes).unwrap_or_default())
        .put("share", true);
    Ok(Some(props))
}

/// The device that shows it.
pub(super) fn shmem_device(cx: &Context<'_>, shmem: &ShmemDef) -> Result<Props> {
    if shmem.model == ShmemModel::Ivshmem {
        return Err(unsupported("shmem model 'ivshmem' is not supported by this QEMU binary"));
    }
    let id = alias(&shmem.info)?;
    let served = shmem.server.is_some();
    let master = match shmem.role {
        Some(ShmemRole::Master) => Some("on"),
        Some(ShmemRole::Peer) => Some("off"),
        _ => None,
    };
    let msi = shmem.msi.clone().unwrap_or_default();
    Ok(Props::driver(shmem.model.as_str())
        .put("id", id)
        .maybe("chardev", served.then(|| format!("char{id}")))
        .maybe("memdev", (!served).then(|| format!("shmmem-{id}")))
        .maybe("master", master.filter(|_| !served))
        .nonzero("vectors", msi.vectors)
        .maybe("ioeventfd", msi.ioeventfd)
        .with(address::props(cx, &shmem.info)?))
}

/// Sockets between guest and host.
pub(super) fn vsock(cx: &Context<'_>, out: &mut Output) -> Result<()> {
    let Some(vsock) = cx.def.devices.vsock.as_deref() else { return Ok(()) };
    let props = vsock_device(cx, vsock)?;
    super::zpci(cx, out, &vsock.info);
    out.device(cx, props);
    Ok(())
}

/// The device of such sockets.
pub(super) fn vsock_device(cx: &Context<'_>, vsock: &VsockDef) -> Result<Props> {
    let fd = cx.launch.handed.vsock;
    let fd = fd.ok_or_else(|| internal("no descriptor of /dev/vhost-vsock was handed over"))?;
    let generation = virtio::Generation::of(vsock.model);
    Ok(virtio::props(cx, "vhost-vsock", &vsock.info, generation, vsock.driver.as_ref())?
        .put("id", alias(&vsock.info)?)
        .put("guest-cid", vsock.cid)
        .put("vhostfd", fd.to_string())
        .with(address::props(cx, &vsock.info)?))
}

/// Devices that encrypt.
pub(super) fn cryptos(cx: &Context<'_>, out: &mut Output) -> Result<()> {
    for crypto in &cx.def.devices.cryptos {
        out.object(&crypto_object(crypto)?);
        super::zpci(cx, out, &crypto.info);
        let id = alias(&crypto.info)?;
        let options = crypto.driver.as_ref();
        let props = virtio::props(cx, "virtio-crypto", &crypto.info, virtio::Generation::Any, options)?
            .put("cryptodev", format!("obj{id}"))
            .put("id", id)
            .with(address::props(cx, &crypto.info)?);
        out.device(cx, props);
    }
    Ok(())
}

fn crypto_object(crypto: &CryptoDef) -> Result<Props> {
    let kind = match crypto.backend {
        CryptoBackend::Lkcf => "cryptodev-backend-lkcf",
        _ => "cryptodev-backend-builtin",
    };
    let id = format!("obj{}", alias(&crypto.info)?);
    Ok(Props::object(kind, id).nonzero("queues", crypto.queues))
}

/// Where the guest's kernel leaves its last words.
pub(super) fn pstore(cx: &Context<'_>, out: &mut Output) -> Result<()> {
    let Some(pstore) = cx.def.devices.pstore.as_deref() else { return Ok(()) };
    let id = alias(&pstore.info)?;
    let memory = format!("mem{id}");
    let object = Props::object("memory-backend-file", &memory)
        .put("mem-path", pstore.path.as_deref().unwrap_or_default())
        .put("size", pstore.size_kib.saturating_mul(1024))
        .put("share", true);
    out.object(&object);
    let props = Props::driver("acpi-erst").put("id", id).put("memdev", memory);
    out.device(cx, props.with(address::props(cx, &pstore.info)?));
    Ok(())
}
