//! The map of processor models: what is known about vendors, features and models of each architecture.

use std::collections::HashMap;
use std::sync::OnceLock;

use vir_types::{Code, Error, Origin, Result};

use super::family::CpuFamily;
use super::map_build;
use super::registers::{Bits, Registers, Signature};

/// The map as it is shipped.
const DOCUMENT: &str = include_str!("../../schemas/cpu-map.xml");

/// What is known about processors.
#[derive(Debug)]
pub struct CpuMap {
    families: Vec<FamilyMap>,
}

impl CpuMap {
    /// The map that is part of the program. It is read when it is first asked for.
    ///
    /// # Errors
    /// `InternalError`: the map contradicts itself, which a test keeps from happening.
    pub fn builtin() -> Result<&'static Self> {
        static MAP: OnceLock<Result<CpuMap>> = OnceLock::new();
        MAP.get_or_init(|| CpuMap::parse(DOCUMENT)).as_ref().map_err(Clone::clone)
    }

    /// Reads a map. Documents of strangers do not belong here: how deep they are is not limited.
    ///
    /// # Errors
    /// `InternalError`: it cannot be read or contradicts itself.
    pub fn parse(xml: &str) -> Result<Self> {
        map_build::parse(xml).map(|families| Self { families }).map_err(|error| error.or_origin(Origin::CPU))
    }

    /// What is known about an architecture's processors.
    ///
    /// # Errors
    /// `NoSupport`: nothing is known about this architecture.
    pub fn family(&self, family: CpuFamily) -> Result<&FamilyMap> {
        self.families.iter().find(|map| map.family == family).ok_or_else(|| {
            let text = format!("no map of processor models for the family '{family}'");
            Error::new(Code::NO_SUPPORT, text).or_origin(Origin::CPU)
        })
    }

    /// The models that a guest of an architecture can name, in the order of the map. There are none where a
    /// guest can have any name, because only the hypervisor knows them.
    ///
    /// # Errors
    /// `NoSupport`: nothing is known about this architecture.
    pub fn models(&self, arch: &str) -> Result<Vec<&str>> {
        match CpuFamily::of(arch)? {
            family @ (CpuFamily::X86 | CpuFamily::Ppc64) => {
                Ok(self.family(family)?.models.iter().map(|model| model.name.as_str()).collect())
            }
            _ => Ok(Vec::new()),
        }
    }

    /// The maker of a model; `None` if it has none or is not known.
    #[must_use]
    pub fn vendor_of(&self, arch: &str, model: &str) -> Option<&str> {
        match CpuFamily::of(arch).ok()? {
            CpuFamily::S390 => (model.starts_with('z') || model.starts_with("gen")).then_some("IBM"),
            family @ (CpuFamily::X86 | CpuFamily::Ppc64) => {
                let map = self.family(family).ok()?;
                map.vendor(map.model(model)?.vendor.as_deref()?).map(|vendor| vendor.name.as_str())
            }
            _ => None,
        }
    }

    /// The present name of a model that is only another name of it.
    #[must_use]
    pub fn canonical_of(&self, arch: &str, model: &str) -> Option<&str> {
        let map = self.family(CpuFamily::of(arch).ok()?).ok()?;
        map.model(model)?.canonical.as_deref()
    }
}

/// What is known about the processors of an architecture.
#[derive(Debug)]
pub struct FamilyMap {
    pub(super) family: CpuFamily,
    pub(super) vendors: Vec<MapVendor>,
    pub(super) features: Vec<MapFeature>,
    pub(super) models: Vec<MapModel>,
    pub(super) feature_index: HashMap<String, usize>,
    pub(super) model_index: HashMap<String, usize>,
}

impl FamilyMap {
    /// Whose processors these are.
    #[must_use]
    pub fn family(&self) -> CpuFamily {
        self.family
    }

    /// Makers.
    #[must_use]
    pub fn vendors(&self) -> &[MapVendor] {
        &self.vendors
    }

    /// Features, in the order in which they are listed.
    #[must_use]
    pub fn features(&self) -> &[MapFeature] {
        &self.features
    }

    /// Models; of two that fit equally well the later one is taken.
    #[must_use]
    pub fn models(&self) -> &[MapModel] {
        &self.models
    }

    /// The maker of this name.
    #[must_use]
    pub fn vendor(&self, name: &str) -> Option<&MapVendor> {
        self.vendors.iter().find(|vendor| vendor.name == name)
    }

    /// The feature of this name. Other names of it do not count: libvirt does not know them in documents.
    #[must_use]
    pub fn feature(&self, name: &str) -> Option<&MapFeature> {
        self.features.get(*self.feature_index.get(name)?)
    }

    /// The model of this name.
    #[must_use]
    pub fn model(&self, name: &str) -> Option<&MapModel> {
        self.models.get(*self.model_index.get(name)?)
    }

    /// The model of this name.
    ///
    /// # Errors
    /// `InternalError`: there is none; the text names the nearest.
    pub fn require_model(&self, name: &str) -> Result<&MapModel> {
        let hint = || meant(name, self.models.iter().map(|model| model.name.as_str()));
        self.model(name).ok_or_else(|| internal(format!("Unknown CPU model {name}{}", hint())))
    }

    /// The feature of this name.
    ///
    /// # Errors
    /// `InternalError`: there is none; the text names the nearest.
    pub fn require_feature(&self, name: &str) -> Result<&MapFeature> {
        let hint = || self.meant_feature(name);
        self.feature(name).ok_or_else(|| internal(format!("Unknown CPU feature {name}{}", hint())))
    }

    pub(super) fn meant_feature(&self, name: &str) -> String {
        let names = self.features.iter().map(|feature| feature.name.as_str());
        let aliases = self.features.iter().flat_map(|feature| &feature.aliases);
        match aliases.clone().any(|alias| alias.name == name) {
            // Another program's name for it: the nearest of ours may be something else.
            true => {
                let own = self.features.iter().find(|own| own.aliases.iter().any(|alias| alias.name == name));
                own.map(|own| format!(" (did you mean '{}'?)", own.name)).unwrap_or_default()
            }
            false => meant(name, names),
        }
    }
}

/// The nearest of some names, to be put behind an error's text.
fn meant<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> String {
    vir_xml::nearest(name, names).map(|name| format!(" (did you mean '{name}'?)")).unwrap_or_default()
}

pub(super) fn internal(text: impl AsRef<str>) -> Error {
    Error::new(Code::INTERNAL_ERROR, text).or_origin(Origin::CPU)
}

/// A maker of processors.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MapVendor {
    /// The name in documents.
    pub name: String,
    /// The name that an x86 processor shows; 0 elsewhere.
    pub bits: Bits,
    /// The number that an Arm processor shows.
    pub number: Option<u64>,
}

/// A feature of processors.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MapFeature {
    /// The name in documents.
    pub name: String,
    /// Whether a guest with it can leave its host.
    pub migratable: bool,
    /// What other programs call it.
    pub aliases: Vec<FeatureAlias>,
    /// Where an x86 processor shows it; empty elsewhere.
    pub registers: Registers,
}

/// What another program calls a feature.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FeatureAlias {
    /// The name.
    pub name: String,
    /// The program.
    pub source: Option<String>,
}

/// A model of processors.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct MapModel {
    /// The name.
    pub name: String,
    /// The maker's name.
    pub vendor: Option<String>,
    /// What it is recognized by on x86.
    pub signatures: Vec<ModelSignature>,
    /// What it is recognized by elsewhere.
    pub versions: Vec<ModelVersion>,
    /// All bits of it.
    pub registers: Registers,
    /// Features that some version of it has and another has not.
    pub removed: Vec<String>,
    /// Features that it always had, but that were not known when it was described.
    pub added: Vec<String>,
    /// Whether hosts are described by it.
    pub decodes_host: bool,
    /// Whether guests are described by it.
    pub decodes_guest: bool,
    /// Whether a guest of it is checked by the differences from the host only.
    pub compatible_check: bool,
    /// The name of it that tells its version.
    pub canonical: Option<String>,
}

/// What a model is recognized by on x86.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct ModelSignature {
    /// Family.
    pub family: u32,
    /// Model.
    pub model: u32,
    /// A bit for each stepping.
    pub steppings: u16,
}

impl ModelSignature {
    /// Whether a processor has it.
    #[must_use]
    pub fn fits(&self, signature: Signature) -> bool {
        let stepping = 1_u16.checked_shl(signature.stepping).unwrap_or(0);
        self.family == signature.family && self.model == signature.model && self.steppings & stepping != 0
    }

    /// The first that it stands for.
    #[must_use]
    pub fn first(&self) -> Signature {
        // Where any will do, libvirt writes 0 as well.
        let stepping = if self.steppings == 0 { 0 } else { self.steppings.trailing_zeros() };
        Signature { family: self.family, model: self.model, stepping }
    }
}

impl MapModel {
    /// Whether it is recognized by this.
    #[must_use]
    pub fn fits(&self, signature: Signature) -> bool {
        self.signatures.iter().any(|own| own.fits(signature))
    }
}

/// What a model is recognized by on Power and Arm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct ModelVersion {
    /// The number.
    pub value: u32,
    /// The bits of the processor's number that count.
    pub mask: u32,
}

impl ModelVersion {
    /// Whether a processor has it.
    #[must_use]
    pub fn fits(&self, number: u32) -> bool {
        number & self.mask == self.value
    }
}
