//! The processor that guests on several hosts can have alike.

use vir_types::{Code, ConnectBaselineCpuFlags, Error, Origin, Result};

use super::decode::{DecodeOptions, Kind, decode_x86};
use super::encode::{EncodePart, encode};
use super::map::{CpuMap, FamilyMap, MapVendor};
use super::registers::Registers;
use super::{CpuDef, CpuFallback, CpuFamily, CpuMatch, CpuMode, CpuModelDef, Processor};
use crate::domain_caps::CpuModelCaps;

/// What narrows a baseline down.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct BaselineLimits<'a> {
    /// The models that the hypervisor knows; `None`: all of the map.
    pub models: Option<&'a [CpuModelCaps]>,
    /// The only features that count; `None`: all.
    pub features: Option<&'a [&'a str]>,
}

impl CpuMap {
    /// The best processor that all of these have. Without `arch` it is the first one's architecture.
    ///
    /// # Errors
    /// `InvalidArg`: there is none given, or one without a model.
    /// `NoSupport`: there is no such thing for the architecture.
    /// `OperationFailed`: they have nothing in common. `InternalError`: a model or feature is not known.
    pub fn baseline(
        &self,
        arch: Option<&str>,
        cpus: &[Processor],
        limits: BaselineLimits<'_>,
        flags: ConnectBaselineCpuFlags,
    ) -> Result<CpuDef> {
        let invalid = |text: String| Error::new(Code::INVALID_ARG, text).or_origin(Origin::CPU);
        let [first, rest @ ..] = cpus else { return Err(invalid("no CPUs given".into())) };
        if let Some(at) = cpus.iter().position(|cpu| cpu.model().is_none()) {
            return Err(invalid(format!("no CPU model specified at index {at}")));
        }
        let arch = arch.or(first.arch()).unwrap_or("none");
        let family = CpuFamily::of(arch)?;
        let mut found = match family {
            CpuFamily::X86 => {
                let migratable = flags.contains(ConnectBaselineCpuFlags::MIGRATABLE);
                baseline_x86(self.family(family)?, first, rest, limits, migratable)?
            }
            CpuFamily::Ppc64 => super::ppc64::baseline(self.family(family)?, first, cpus)?,
            CpuFamily::Arm => plain(first.require_model()?, CpuFallback::Allow),
            _ => {
                let text = format!("cannot compute baseline CPU of {arch} architecture");
                return Err(Error::new(Code::NO_SUPPORT, text).or_origin(Origin::CPU));
            }
        };
        if flags.contains(ConnectBaselineCpuFlags::EXPAND_FEATURES) {
            self.expand(arch, &mut found)?;
        }
        Ok(found)
    }
}

/// A guest's processor that is just this model.
pub(super) fn plain(model: &str, fallback: CpuFallback) -> CpuDef {
    CpuDef {
        mode: Some(CpuMode::Custom),
        matching: Some(CpuMatch::Exact),
        model: Some(CpuModelDef { fallback: Some(fallback), vendor_id: None, name: Some(model.to_owned()) }),
        ..CpuDef::default()
    }
}

pub(super) fn failed(text: impl AsRef<str>) -> Error {
    Error::new(Code::OPERATION_FAILED, text).or_origin(Origin::CPU)
}

fn baseline_x86(
    map: &FamilyMap,
    first: &Processor,
    rest: &[Processor],
    limits: BaselineLimits<'_>,
    migratable: bool,
) -> Result<CpuDef> {
    let known = |name: &str| map.vendor(name).ok_or_else(|| failed(format!("Unknown CPU vendor {name}")));
    let mut common = encode(map, first, EncodePart::All)?.registers;
    let mut vendor: Option<&MapVendor> = first.vendor().map(known).transpose()?;
    // The maker is only told if all of them tell it.
    let mut tells_vendor = vendor.is_some();
    let mut models: Vec<&str> = first.model().into_iter().collect();
    for cpu in rest {
        if let Some(model) = cpu.model().filter(|model| !models.contains(model)) {
            models.push(model);
        }
        let encoded = encode(map, cpu, EncodePart::All)?;
        let of_model = encoded.model.and_then(|model| model.vendor.as_deref());
        if let (Some(said), Some(of_model), Some(model)) = (cpu.vendor(), of_model, cpu.model())
            && said != of_model
        {
            let text = format!("CPU vendor {of_model} of model {model} differs from vendor {said}");
            return Err(failed(text));
        }
        tells_vendor = tells_vendor && cpu.vendor().is_some();
        match (cpu.vendor().or(of_model), vendor) {
            (Some(name), None) => vendor = Some(known(name)?),
            (Some(name), Some(vendor)) if vendor.name != name => {
                return Err(failed("CPU vendors do not match"));
            }
            _ => {}
        }
        common.keep_only(&encoded.registers);
    }
    if let Some(features) = limits.features {
        let mut countable = Registers::default();
        for feature in features.iter().filter_map(|name| map.feature(name)) {
            countable.add_all(&feature.registers);
        }
        common.keep_only(&countable);
    }
    if common.is_empty() {
        return Err(failed("CPUs are incompatible"));
    }
    if let Some(vendor) = vendor {
        common.add_vendor_bits(vendor.bits);
    }
    let options = DecodeOptions { models: limits.models, preferred: &models, migratable, fallback: None };
    let found = decode_x86(map, &common, Kind::Guest, &options)?;
    let same = matches!(*models, [only] if only == found.model);
    let mut cpu = plain(&found.model, if same { CpuFallback::Forbid } else { CpuFallback::Allow });
    cpu.vendor = found.vendor.filter(|_| tells_vendor);
    cpu.features = found.features;
    Ok(cpu)
}
