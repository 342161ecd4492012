//! Power processors: a model is all there is to them.

use vir_types::Result;

use super::baseline::{failed, plain};
use super::compare::CpuComparison;
use super::decode::{DecodeOptions, Decoded, allowed};
use super::map::{CpuMap, FamilyMap, internal};
use super::registers::Signature;
use super::{CpuDef, CpuFallback, CpuFamily, CpuMode, Processor};

/// Models that libvirt once told apart within a generation.
const OLD_MODELS: &[(&str, &str)] = &[
    ("POWER7_v2.1", "POWER7"),
    ("POWER7_v2.3", "POWER7"),
    ("POWER7+_v2.1", "POWER7"),
    ("POWER8_v1.0", "POWER8"),
];

/// The present name of a model.
fn present(model: &str) -> &str {
    OLD_MODELS.iter().find(|(old, _)| *old == model).map_or(model, |(_, present)| present)
}

impl CpuMap {
    /// Replaces a model's name of old by the present one.
    ///
    /// # Errors
    /// `NoSupport`: the architecture's processors are not known.
    pub fn modernize(&self, arch: &str, cpu: &mut CpuDef) -> Result<()> {
        if CpuFamily::of(arch)? == CpuFamily::Ppc64
            && let Some(name) = cpu.model.as_mut().and_then(|model| model.name.as_mut())
        {
            *name = present(name).to_owned();
        }
        Ok(())
    }
}

pub(super) fn decode(map: &FamilyMap, version: u32, options: &DecodeOptions<'_>) -> Result<Decoded> {
    let mut models = map.models.iter();
    let found = models.find(|model| model.versions.iter().any(|known| known.fits(version)));
    let model = found.ok_or_else(|| failed(format!("Cannot find CPU model with PVR {version:#010x}")))?;
    allowed(options, &model.name)?;
    Ok(Decoded {
        model: model.name.clone(),
        vendor: model.vendor.clone(),
        features: Vec::new(),
        signature: Signature::default(),
    })
}

pub(super) fn compare(map: &FamilyMap, host: &Processor, cpu: &Processor) -> Result<CpuComparison> {
    let foreign = cpu.other_arch(CpuFamily::Ppc64).or_else(|| cpu.other_vendor(host));
    if let Some(why) = foreign {
        return Ok(CpuComparison::incompatible(why));
    }
    let host = map.require_model(host.require_model()?)?;
    match cpu {
        Processor::Guest(guest) if guest.mode() == CpuMode::HostModel => {
            let runs = guest.model_name().map(present).map_or(Ok(true), |mode| can_run_as(&host.name, mode));
            return runs.map(
                |runs| {
                    if runs { CpuComparison::Identical } else { CpuComparison::Incompatible(None) }
                },
            );
        }
        Processor::Guest(guest) if guest.mode() != CpuMode::Custom => return Ok(CpuComparison::Identical),
        _ => {}
    }
    let wanted = map.require_model(present(cpu.require_model()?))?;
    if wanted.name == host.name {
        return Ok(CpuComparison::Identical);
    }
    let text = format!("host CPU model does not match required CPU model {}", wanted.name);
    Ok(CpuComparison::incompatible(text))
}

/// Whether a host can run guests as if it were an older one. There are modes for POWER6 to POWER10.
fn can_run_as(host: &str, mode: &str) -> Result<bool> {
    let generation = |name: &str, word: &str| -> Option<u32> {
        name.strip_prefix(word)?.parse().ok().filter(|number| (6..=10).contains(number))
    };
    let host =
        generation(host, "POWER").ok_or_else(|| internal("Host CPU does not support compatibility modes"))?;
    let mode =
        generation(mode, "power").ok_or_else(|| internal(format!("Unknown compatibility mode {mode}")))?;
    Ok(mode <= host)
}

/// All must be of one model; without one that is in the map there is nothing that they have in common.
pub(super) fn baseline(map: &FamilyMap, first: &Processor, cpus: &[Processor]) -> Result<CpuDef> {
    let model = map.require_model(first.require_model()?)?;
    let mut vendor = None;
    for cpu in cpus {
        if cpu.model() != Some(&model.name) {
            return Err(failed("CPUs are incompatible"));
        }
        let Some(name) = cpu.vendor() else { continue };
        if map.vendor(name).is_none() {
            return Err(failed(format!("Unknown CPU vendor {name}")));
        }
        match (&model.vendor, vendor) {
            (Some(own), _) if own != name => {
                let text = format!("CPU vendor {own} of model {} differs from vendor {name}", model.name);
                return Err(failed(text));
            }
            (Some(_), _) => {}
            (None, Some(other)) if other != name => return Err(failed("CPU vendors do not match")),
            (None, _) => vendor = Some(name),
        }
    }
    let mut cpu = plain(&model.name, CpuFallback::Forbid);
    cpu.vendor = vendor.map(str::to_owned);
    Ok(cpu)
}
