//! From the document of the map to the map: numbers are read, inheritance is worked out.

use std::collections::HashMap;

use vir_types::Result;

use super::family::CpuFamily;
use super::map::{
    FamilyMap, FeatureAlias, MapFeature, MapModel, MapVendor, ModelSignature, ModelVersion, internal,
};
use super::map_document as document;
use super::registers::{Bits, Place, Registers, vendor_bits};

/// Any stepping.
const ANY: u16 = u16::MAX;

pub(super) fn parse(xml: &str) -> Result<Vec<FamilyMap>> {
    let document: document::Document =
        serde_xml_rs::from_str(xml).map_err(|error| internal(format!("cannot read the CPU map: {error}")))?;
    document.arches.into_iter().map(family).collect()
}

fn family(arch: document::Arch) -> Result<FamilyMap> {
    let family = CpuFamily::of_name(&arch.name)
        .ok_or_else(|| internal(format!("CPU driver '{}' does not exist", arch.name)))?;
    let mut map = FamilyMap {
        family,
        vendors: arch.vendors.iter().map(vendor).collect::<Result<_>>()?,
        features: Vec::new(),
        models: Vec::new(),
        feature_index: HashMap::new(),
        model_index: HashMap::new(),
    };
    for feature in arch.features {
        let feature = self::feature(feature)?;
        if map.feature_index.insert(feature.name.clone(), map.features.len()).is_some() {
            return Err(internal(format!("CPU feature {} already defined", feature.name)));
        }
        map.features.push(feature);
    }
    for model in arch.groups.into_iter().flat_map(|group| group.models).chain(arch.models) {
        add_model(&mut map, model)?;
    }
    Ok(map)
}

fn vendor(vendor: &document::Vendor) -> Result<MapVendor> {
    let bits = match &vendor.string {
        Some(string) => {
            vendor_bits(string).ok_or_else(|| internal(format!("Invalid CPU vendor string '{string}'")))?
        }
        None => Bits::default(),
    };
    let number = vendor.value.as_deref().map(number).transpose()?.map(u64::from);
    Ok(MapVendor { name: vendor.name.clone(), bits, number })
}

fn feature(feature: document::Feature) -> Result<MapFeature> {
    let mut registers = Registers::default();
    for cpuid in &feature.cpuid {
        let or_zero = |text: &Option<String>| text.as_deref().map_or(Ok(0), number);
        let place = Place::Cpuid { leaf: number(&cpuid.eax_in)?, sub: or_zero(&cpuid.ecx_in)? };
        let (eax, ebx) = (or_zero(&cpuid.eax)?, or_zero(&cpuid.ebx)?);
        registers.add(place, Bits { eax, ebx, ecx: or_zero(&cpuid.ecx)?, edx: or_zero(&cpuid.edx)? });
    }
    for msr in &feature.msr {
        let bits = Bits { eax: number(&msr.eax)?, edx: number(&msr.edx)?, ..Bits::default() };
        registers.add(Place::Msr { index: number(&msr.index)? }, bits);
    }
    let aliases = feature.aliases.into_iter();
    Ok(MapFeature {
        name: feature.name,
        migratable: feature.migratable.as_deref() != Some("no"),
        aliases: aliases.map(|alias| FeatureAlias { name: alias.name, source: alias.source }).collect(),
        registers,
    })
}

fn add_model(map: &mut FamilyMap, model: document::Model) -> Result<()> {
    let name = model.name;
    if map.model_index.contains_key(&name) {
        return Err(internal(format!("Multiple definitions of CPU model '{name}'")));
    }
    let mut own = MapModel { name: name.clone(), ..MapModel::default() };
    own.compatible_check = model.check.is_some_and(|check| check.partial == "compat");
    if let Some(decode) = &model.decode {
        (own.decodes_host, own.decodes_guest) = (decode.host == "on", decode.guest == "on");
    }
    let changed = !model.signatures.is_empty() || model.vendor.is_some() || !model.features.is_empty();
    if let Some(ancestor) = &model.ancestor {
        let ancestor = &ancestor.name;
        let missing = || internal(format!("Ancestor model {ancestor} not found for CPU model {name}"));
        let found = map.model(ancestor).ok_or_else(missing)?;
        own.vendor.clone_from(&found.vendor);
        own.signatures.clone_from(&found.signatures);
        own.registers = found.registers.clone();
        for feature in found.removed.iter().filter_map(|name| map.feature(name)) {
            own.registers.remove_all(&feature.registers);
        }
        if !changed {
            let at = map.model_index.get(ancestor).copied();
            let ancestor = at.and_then(|at| map.models.get_mut(at)).ok_or_else(missing)?;
            if let Some(known) = &ancestor.canonical {
                let text = format!(
                    "Cannot set CPU model '{name}' as canonical name of '{}' which is already an alias of '{known}'",
                    ancestor.name
                );
                return Err(internal(text));
            }
            ancestor.canonical = Some(name.clone());
        }
    }
    if !model.signatures.is_empty() {
        own.signatures = model.signatures.iter().map(signature).collect::<Result<_>>()?;
    }
    if let Some(document::Named { name: vendor }) = model.vendor {
        if map.vendor(&vendor).is_none() {
            return Err(internal(format!("Unknown vendor {vendor} referenced by CPU model {name}")));
        }
        own.vendor = Some(vendor);
    }
    for version in &model.versions {
        let mask = version.mask.as_deref().map_or(Ok(u32::MAX), number)?;
        own.versions.push(ModelVersion { value: number(&version.value)?, mask });
    }
    for feature in model.features {
        let known = map.feature(&feature.name).ok_or_else(|| {
            internal(format!("Feature {} required by CPU model {name} not found", feature.name))
        })?;
        let said = |word: &Option<String>| word.as_deref() == Some("yes");
        if said(&feature.removed) {
            own.removed.push(feature.name);
        } else if said(&feature.added) {
            own.added.push(feature.name);
        } else {
            own.registers.add_all(&known.registers);
        }
    }
    map.model_index.insert(name, map.models.len());
    map.models.push(own);
    Ok(())
}

fn signature(signature: &document::Signature) -> Result<ModelSignature> {
    let steppings = match &signature.stepping {
        None => ANY,
        Some(text) => text.split(',').try_fold(0_u16, |all, part| steppings(part).map(|bits| all | bits))?,
    };
    Ok(ModelSignature { family: number(&signature.family)?, model: number(&signature.model)?, steppings })
}

/// A stepping or a range of them as bits; there are 16.
fn steppings(part: &str) -> Result<u16> {
    let (first, last) = part.split_once('-').unwrap_or((part, part));
    let (first, last) = (number(first)?, number(last)?);
    let bits = (first..=last.min(15)).filter_map(|at| 1_u16.checked_shl(at));
    let bits = bits.fold(0, |all, bit| all | bit);
    if bits == 0 { Err(internal(format!("Invalid stepping '{part}' in the CPU map"))) } else { Ok(bits) }
}

fn number(text: &str) -> Result<u32> {
    super::data::number(text).ok_or_else(|| internal(format!("Invalid number '{text}' in the CPU map")))
}
