//! Models of processors: what the host's is worth, and what several hosts have in common.

use std::sync::Arc;

use async_trait::async_trait;
use vir_conf::SchemaKind;
use vir_conf::cpu::{
    BaselineLimits, CpuComparison, CpuDef, CpuFallback, CpuFamily, CpuFeaturePolicy, CpuMap, CpuPhysAddr,
    PhysAddrMode, Processor,
};
use vir_conf::domain::VirtType;
use vir_conf::domain_caps::CpuUsable;
use vir_driver::facets::Cpu;
use vir_qemu::caps::feature::{UNKNOWN_TO_QEMU, from_qemu};
use vir_qemu::caps::{AccelCaps, HostModel, QemuCaps};
use vir_qemu::domain_caps::{self, Question};
use vir_types::params::{BaselineHypervisorCpuParams, CompareHypervisorCpuParams};
use vir_types::{Code, ConnectBaselineCpuFlags, ConnectCompareCpuFlags, CpuCompareResult, NoFlags, Result};

use crate::QemuDriver;
use crate::emulators::is_arch;
use crate::shared::error;

/// The kinds of guests that QEMU has.
pub(super) fn virt_type(name: Option<&str>) -> Result<Option<VirtType>> {
    match name {
        None => Ok(None),
        Some("qemu") => Ok(Some(VirtType::Qemu)),
        Some("kvm") => Ok(Some(VirtType::Kvm)),
        Some(other) => Err(error(Code::INVALID_ARG, format!("unknown virttype: {other}"))),
    }
}

fn read(xml: &str, validate: bool) -> Result<Processor> {
    let read = Processor::parse(xml);
    if validate { SchemaKind::Cpu.judge(xml, read) } else { read }
}

fn answer(found: CpuComparison, flags: ConnectCompareCpuFlags) -> Result<CpuCompareResult> {
    if flags.contains(ConnectCompareCpuFlags::FAIL_INCOMPATIBLE) {
        return found.or_fail();
    }
    if let CpuComparison::Incompatible(Some(why)) = &found {
        tracing::debug!(target: "qemu", why, "a processor that this host does not have");
    }
    Ok(found.result())
}

/// The guests that a question is about.
struct Guests {
    arch: String,
    virt: VirtType,
    path: String,
    caps: Arc<QemuCaps>,
}

impl Guests {
    fn accel(&self) -> Result<&AccelCaps> {
        self.caps.accel(self.virt).ok_or_else(|| {
            let text = format!("Emulator '{}' does not support virt type '{}'", self.path, self.virt);
            error(Code::INVALID_ARG, text)
        })
    }
}

impl QemuDriver {
    async fn guests(
        &self,
        emulator: Option<&str>,
        arch: Option<&str>,
        machine: Option<&str>,
        virt: Option<&str>,
    ) -> Result<Guests> {
        let virt = virt_type(virt)?;
        let (path, caps) = self.shared.emulator_for(emulator, arch).await?;
        let path = path.to_string_lossy().into_owned();
        let arch = arch.unwrap_or(&self.shared.host.arch).to_owned();
        let mut question = Question::new(&path);
        (question.arch, question.machine, question.virt_type) = (Some(arch.as_str()), machine, virt);
        let virt = domain_caps::kind(&question, &caps)?;
        Ok(Guests { arch, virt, path, caps })
    }
}

#[async_trait]
impl Cpu for QemuDriver {
    /// Since: 0.7.5.
    async fn connect_compare_cpu(
        &self,
        xml: &str,
        flags: ConnectCompareCpuFlags,
    ) -> Result<CpuCompareResult> {
        flags.allow(ConnectCompareCpuFlags::FAIL_INCOMPATIBLE | ConnectCompareCpuFlags::VALIDATE_XML)?;
        let cpu = read(xml, flags.contains(ConnectCompareCpuFlags::VALIDATE_XML))?;
        let arch = &self.shared.host.arch;
        let host = Processor::Host(self.shared.host_document.cpu(arch).clone());
        answer(CpuMap::builtin()?.compare(arch, Some(&host), &cpu)?, flags)
    }

    /// Since: 4.4.0.
    async fn connect_compare_hypervisor_cpu(
        &self,
        params: &CompareHypervisorCpuParams,
        flags: ConnectCompareCpuFlags,
    ) -> Result<CpuCompareResult> {
        flags.allow(ConnectCompareCpuFlags::FAIL_INCOMPATIBLE | ConnectCompareCpuFlags::VALIDATE_XML)?;
        let CompareHypervisorCpuParams { emulator, arch, machine, virttype, xml_cpu, .. } = params;
        let guests = self
            .guests(emulator.as_deref(), arch.as_deref(), machine.as_deref(), virttype.as_deref())
            .await?;
        let accel = guests.accel()?;
        let Some(host) = accel.host_model(&guests.arch, HostModel::Reported)? else {
            let (path, virt) = (&guests.path, guests.virt);
            let text = format!("QEMU '{path}' does not support reporting CPU model for virttype '{virt}'");
            return Err(error(Code::OPERATION_UNSUPPORTED, text));
        };
        let cpu = read(xml_cpu, flags.contains(ConnectCompareCpuFlags::VALIDATE_XML))?;
        if !CpuFamily::X86.has(&guests.arch) {
            let text = format!("comparing with the hypervisor CPU is not supported for arch {}", guests.arch);
            return Err(error(Code::OPERATION_UNSUPPORTED, text));
        }
        answer(compare(&guests.arch, accel, host, cpu)?, flags)
    }

    /// Since: 0.7.7.
    async fn connect_baseline_cpu(
        &self,
        xml_cpus: &[String],
        flags: ConnectBaselineCpuFlags,
    ) -> Result<String> {
        flags.allow(ConnectBaselineCpuFlags::EXPAND_FEATURES | ConnectBaselineCpuFlags::MIGRATABLE)?;
        let cpus: Vec<Processor> = xml_cpus.iter().map(|xml| Processor::parse(xml)).collect::<Result<_>>()?;
        if cpus.iter().any(|cpu| cpu.arch().is_none()) {
            return Err(error(Code::XML_ERROR, "Missing CPU architecture"));
        }
        let map = CpuMap::builtin()?;
        let migratable =
            ConnectBaselineCpuFlags::from_bits(flags.bits() & ConnectBaselineCpuFlags::MIGRATABLE.bits());
        let mut cpu = map.baseline(None, &cpus, BaselineLimits::default(), migratable)?;
        let arch = cpus.first().and_then(Processor::arch).unwrap_or(&self.shared.host.arch);
        if CpuFamily::X86.has(arch) {
            cpu.features.retain(|feature| !UNKNOWN_TO_QEMU.contains(&feature.name.as_str()));
        }
        if flags.contains(ConnectBaselineCpuFlags::EXPAND_FEATURES) {
            map.expand(arch, &mut cpu)?;
        }
        Ok(Processor::Guest(cpu).to_xml())
    }

    /// Since: 4.4.0.
    async fn connect_baseline_hypervisor_cpu(
        &self,
        params: &BaselineHypervisorCpuParams,
        flags: ConnectBaselineCpuFlags,
    ) -> Result<String> {
        flags.allow(ConnectBaselineCpuFlags::EXPAND_FEATURES | ConnectBaselineCpuFlags::MIGRATABLE)?;
        let BaselineHypervisorCpuParams { emulator, arch, machine, virttype, xml_cpus, .. } = params;
        let cpus: Vec<Processor> = xml_cpus.iter().map(|xml| Processor::parse(xml)).collect::<Result<_>>()?;
        let guests = self
            .guests(emulator.as_deref(), arch.as_deref(), machine.as_deref(), virttype.as_deref())
            .await?;
        let accel = guests.accel()?;
        let models = accel.known_models();
        if models.is_empty() {
            let (path, virt) = (&guests.path, guests.virt);
            let text = format!("QEMU '{path}' does not support any CPU models for virttype '{virt}'");
            return Err(error(Code::OPERATION_UNSUPPORTED, text));
        }
        if !CpuFamily::X86.has(&guests.arch) {
            let text = format!("computing baseline hypervisor CPU is not supported for arch {}", guests.arch);
            return Err(error(Code::OPERATION_UNSUPPORTED, text));
        }
        let mut migratable = flags.contains(ConnectBaselineCpuFlags::MIGRATABLE);
        let names: Option<Vec<String>> = accel.host_cpu.as_ref().map(|host| {
            let stays = |migratable_one: Option<bool>| migratable && migratable_one == Some(false);
            let told = host.properties.iter().filter(|property| !stays(property.migratable));
            told.map(|property| from_qemu(&property.name)).collect()
        });
        // An emulator that knows what can be migrated has left out the rest already.
        migratable = migratable && !accel.host_cpu.as_ref().is_some_and(|host| host.migratability);
        let names: Option<Vec<&str>> = names.as_ref().map(|names| names.iter().map(String::as_str).collect());
        let mut limits = BaselineLimits::default();
        (limits.models, limits.features) = (Some(models.as_slice()), names.as_deref());
        let how =
            if migratable { ConnectBaselineCpuFlags::MIGRATABLE } else { ConnectBaselineCpuFlags::empty() };
        let map = CpuMap::builtin()?;
        let mut cpu = map.baseline(Some(&guests.arch), &cpus, limits, how)?;
        if let Some(model) = &mut cpu.model {
            model.fallback = Some(CpuFallback::Forbid);
        }
        if flags.contains(ConnectBaselineCpuFlags::EXPAND_FEATURES) {
            map.expand(&guests.arch, &mut cpu)?;
        }
        cpu.maxphysaddr = common_addresses(&cpus);
        Ok(Processor::Guest(cpu).to_xml())
    }

    /// Since: 1.1.3.
    async fn connect_get_cpu_model_names(&self, arch: &str, flags: NoFlags) -> Result<Vec<String>> {
        flags.allow(NoFlags::empty())?;
        if !is_arch(arch) {
            return Err(error(Code::INVALID_ARG, format!("cannot find architecture {arch}")));
        }
        Ok(CpuMap::builtin()?.models(arch)?.into_iter().map(str::to_owned).collect())
    }
}

/// Compares a processor with what the emulator can give a guest.
fn compare(arch: &str, accel: &AccelCaps, host: CpuDef, cpu: Processor) -> Result<CpuComparison> {
    let map = CpuMap::builtin()?;
    let models = accel.known_models();
    let known = cpu.model().and_then(|name| models.iter().find(|model| model.name == name));
    let plain = cpu.features().iter().all(|(_, policy)| *policy == CpuFeaturePolicy::Disable);
    if plain && known.is_some_and(|model| model.usable == CpuUsable::Yes) {
        return Ok(CpuComparison::Superset);
    }
    let by_blockers = match (known, &cpu) {
        (Some(model), cpu) => {
            let family = map.family(CpuFamily::of(arch)?)?;
            let differences_only = family.require_model(&model.name)?.compatible_check;
            // A host lists what no guest can have, so only its model counts here.
            let def = match cpu {
                Processor::Guest(def) => def.clone(),
                _ => CpuDef::default(),
            };
            (!differences_only).then(|| (def, model.blockers.as_deref().unwrap_or_default()))
        }
        _ => None,
    };
    match by_blockers {
        Some((def, blockers)) => map.compare_unusable(arch, &host, &def, blockers),
        None => map.compare(arch, Some(&Processor::Guest(host)), &cpu),
    }
}

/// The fewest bits of addresses that the processors allow, as far back as all of them say.
fn common_addresses(cpus: &[Processor]) -> Option<CpuPhysAddr> {
    let mut fewest = None;
    for cpu in cpus {
        let addresses = match cpu {
            Processor::Guest(def) => def.maxphysaddr.as_ref(),
            Processor::Host(host) => host.maxphysaddr.as_ref(),
            _ => None,
        };
        let limit = addresses.and_then(|addresses| addresses.limit);
        fewest = match (limit, fewest) {
            (Some(limit), Some(other)) => Some(limit.min(other)),
            (Some(limit), None) => Some(limit),
            (None, _) => None,
        };
    }
    let mut addresses = CpuPhysAddr::default();
    addresses.mode = PhysAddrMode::Passthrough;
    addresses.limit = Some(fewest?);
    Some(addresses)
}
