//! Devices that come and go.

use async_trait::async_trait;
use vir_conf::domain::device::OneDevice;
use vir_driver::facets::DomainDevices;
use vir_types::{DomainDeviceModifyFlags as Flags, DomainKey, Result};

use crate::QemuDriver;
use crate::plug::Plug;

#[async_trait]
impl DomainDevices for QemuDriver {
    /// Since: 0.7.7.
    async fn domain_attach_device_flags(&self, dom: &DomainKey, xml: &str, flags: Flags) -> Result<()> {
        flags.allow(Flags::LIVE | Flags::CONFIG)?;
        let vm = self.shared.find(dom)?;
        let plug = Plug::Attach(OneDevice::parse(xml)?);
        self.change(vm, "domain_attach_device_flags", async move |shared, vm| {
            shared.plug(&vm, plug, flags).await
        })
        .await
    }

    /// Since: 0.7.7.
    async fn domain_detach_device_flags(&self, dom: &DomainKey, xml: &str, flags: Flags) -> Result<()> {
        flags.allow(Flags::LIVE | Flags::CONFIG)?;
        let vm = self.shared.find(dom)?;
        let plug = Plug::Detach(OneDevice::parse(xml)?);
        self.change(vm, "domain_detach_device_flags", async move |shared, vm| {
            shared.plug(&vm, plug, flags).await
        })
        .await
    }

    /// Since: 4.4.0.
    async fn domain_detach_device_alias(&self, dom: &DomainKey, alias: &str, flags: Flags) -> Result<()> {
        flags.allow(Flags::LIVE | Flags::CONFIG)?;
        let vm = self.shared.find(dom)?;
        let plug = Plug::DetachAlias(alias.to_owned());
        self.change(vm, "domain_detach_device_alias", async move |shared, vm| {
            shared.plug(&vm, plug, flags).await
        })
        .await
    }

    /// Since: 0.8.0.
    async fn domain_update_device_flags(&self, dom: &DomainKey, xml: &str, flags: Flags) -> Result<()> {
        flags.allow(Flags::LIVE | Flags::CONFIG | Flags::FORCE)?;
        let vm = self.shared.find(dom)?;
        let plug = Plug::Update(OneDevice::parse(xml)?, flags.contains(Flags::FORCE));
        self.change(vm, "domain_update_device_flags", async move |shared, vm| {
            shared.plug(&vm, plug, flags).await
        })
        .await
    }
}
