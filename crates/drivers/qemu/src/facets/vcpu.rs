//! A domain's virtual CPUs.

use std::sync::Arc;

use async_trait::async_trait;
use vir_conf::DomainDef;
use vir_driver::facets::DomainVcpu;
use vir_types::{Code, DomainKey, DomainVcpuFlags as Flags, Result};

use crate::QemuDriver;
use crate::shared::error;

/// Flags that cannot be meant together.
const EXCLUSIVE: &[(Flags, Flags, &str)] = &[
    (
        Flags::GUEST,
        Flags::CONFIG,
        "flags 'VIR_DOMAIN_VCPU_GUEST' and 'VIR_DOMAIN_AFFECT_CONFIG' are mutually exclusive",
    ),
    (
        Flags::GUEST,
        Flags::MAXIMUM,
        "flags 'VIR_DOMAIN_VCPU_GUEST' and 'VIR_DOMAIN_VCPU_MAXIMUM' are mutually exclusive",
    ),
    (
        Flags::GUEST,
        Flags::HOTPLUGGABLE,
        "flags 'VIR_DOMAIN_VCPU_GUEST' and 'VIR_DOMAIN_VCPU_HOTPLUGGABLE' are mutually exclusive",
    ),
    (
        Flags::MAXIMUM,
        Flags::HOTPLUGGABLE,
        "flags 'VIR_DOMAIN_VCPU_MAXIMUM' and 'VIR_DOMAIN_VCPU_HOTPLUGGABLE' are mutually exclusive",
    ),
];

fn check(flags: Flags) -> Result<()> {
    match EXCLUSIVE.iter().find(|(one, other, _)| flags.contains(*one | *other)) {
        Some((_, _, text)) => Err(error(Code::INVALID_ARG, text)),
        None => Ok(()),
    }
}

fn too_many(nvcpus: u32, most: u32) -> vir_types::Error {
    let text =
        format!("requested vcpus is greater than max allowable vcpus for the domain: {nvcpus} > {most}");
    error(Code::INVALID_ARG, text)
}

/// Changes a definition.
fn set(def: &mut DomainDef, nvcpus: u32, maximum: bool) -> Result<()> {
    if maximum {
        let topology = def.cpu.as_ref().and_then(|cpu| cpu.topology.as_ref());
        let all = topology.map(|it| {
            let parts = [it.sockets, it.dies, it.clusters, it.cores, it.threads];
            parts.into_iter().map(u64::from).fold(1, u64::saturating_mul)
        });
        if all.is_some_and(|all| all != u64::from(nvcpus)) {
            let text = "CPU topology doesn't match the desired vcpu count";
            return Err(error(Code::INVALID_ARG, text));
        }
        def.set_vcpus_max(nvcpus);
        def.individual_vcpus = None;
    } else if nvcpus > def.vcpus_max() {
        return Err(too_many(nvcpus, def.vcpus_max()));
    } else {
        def.set_vcpus(nvcpus);
        for vcpu in def.individual_vcpus.iter_mut().flat_map(|all| &mut all.list) {
            vcpu.enabled = vcpu.id < nvcpus;
            vcpu.order = 0;
        }
    }
    Ok(())
}

#[async_trait]
impl DomainVcpu for QemuDriver {
    /// Since: 0.8.5.
    async fn domain_set_vcpus_flags(&self, dom: &DomainKey, nvcpus: u32, flags: Flags) -> Result<()> {
        flags.allow(Flags::LIVE | Flags::CONFIG | Flags::MAXIMUM | Flags::GUEST | Flags::HOTPLUGGABLE)?;
        check(flags)?;
        if nvcpus == 0 {
            return Err(error(
                Code::INVALID_ARG,
                "nvcpus in virDomainSetVcpusFlags must be greater than zero",
            ));
        }
        let vm = self.shared.find(dom)?;
        self.change(vm, "domain_set_vcpus_flags", async move |shared, vm| {
            let view = vm.view();
            let affected = view.affected(flags.contains(Flags::LIVE), flags.contains(Flags::CONFIG))?;
            if affected.live {
                let text = "virtual CPUs of a running domain cannot be changed in this version";
                return Err(error(Code::OPERATION_UNSUPPORTED, text));
            }
            let mut def = (**view.inactive()?).clone();
            set(&mut def, nvcpus, flags.contains(Flags::MAXIMUM))?;
            shared.save_definition(&def).await?;
            vm.update(|view| {
                view.updated |= view.is_active();
                view.persistent = Some(Arc::new(def));
            });
            Ok(())
        })
        .await
    }

    /// Since: 0.8.5.
    async fn domain_get_vcpus_flags(&self, dom: &DomainKey, flags: Flags) -> Result<u32> {
        flags.allow(Flags::LIVE | Flags::CONFIG | Flags::MAXIMUM)?;
        check(flags)?;
        let view = self.shared.find(dom)?.view();
        let def = view.one(flags.contains(Flags::LIVE), flags.contains(Flags::CONFIG))?;
        Ok(if flags.contains(Flags::MAXIMUM) { def.vcpus_max() } else { def.vcpus() })
    }
}
