//! Arm processors: hosts are told apart, guests are left to the hypervisor.

use vir_types::Result;

use super::baseline::failed;
use super::compare::CpuComparison;
use super::decode::{DecodeOptions, Decoded, allowed};
use super::map::FamilyMap;
use super::registers::Signature;
use super::{CpuFeature, CpuFeaturePolicy, Processor};

pub(super) fn compare(host: &Processor, cpu: &Processor) -> CpuComparison {
    if host.vendor() == cpu.vendor() && host.model() == cpu.model() {
        return CpuComparison::Identical;
    }
    let shown = |name: Option<&str>| name.unwrap_or("<null>").to_owned();
    CpuComparison::incompatible(format!(
        "Host CPU model does not match required CPU vendor {} or(and) model {}",
        shown(cpu.vendor()),
        shown(cpu.model())
    ))
}

/// Makers number their models on their own, but libvirt looks for the first model of this number.
pub(super) fn decode(
    map: &FamilyMap,
    vendor: u32,
    part: u32,
    features: &[String],
    options: &DecodeOptions<'_>,
) -> Result<Decoded> {
    let mut models = map.models.iter();
    let found = models.find(|model| model.versions.iter().any(|known| known.value == part));
    let model = found.ok_or_else(|| {
        failed(format!("Cannot find CPU model with PVR {part:#05x}, vendor id {vendor:#04x}"))
    })?;
    allowed(options, &model.name)?;
    let maker = map.vendors.iter().find(|known| known.number == Some(u64::from(vendor)));
    if vendor != 0 && maker.is_none() {
        return Err(failed(format!("Cannot find CPU vendor with vendor id {vendor:#04x}")));
    }
    let features =
        features.iter().map(|name| CpuFeature { policy: CpuFeaturePolicy::Require, name: name.clone() });
    Ok(Decoded {
        model: model.name.clone(),
        vendor: maker.filter(|_| vendor != 0).map(|maker| maker.name.clone()),
        features: features.collect(),
        signature: Signature::default(),
    })
}
