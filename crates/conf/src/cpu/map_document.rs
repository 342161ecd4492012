//! `schemas/cpu-map.xml` as it is written. It is ours and shipped inside the program, so a plain
//! deserializer will do for it. What it does not know it refuses, so that nothing in the map is passed over.

use serde::Deserialize;

/// The whole document.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    #[serde(rename = "arch", default)]
    pub(super) arches: Vec<Arch>,
}

/// An architecture.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Arch {
    #[serde(rename = "@name")]
    pub(super) name: String,
    #[serde(rename = "vendor", default)]
    pub(super) vendors: Vec<Vendor>,
    #[serde(rename = "feature", default)]
    pub(super) features: Vec<Feature>,
    #[serde(rename = "group", default)]
    pub(super) groups: Vec<Group>,
    #[serde(rename = "model", default)]
    pub(super) models: Vec<Model>,
}

/// A maker.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Vendor {
    #[serde(rename = "@name")]
    pub(super) name: String,
    #[serde(rename = "@string")]
    pub(super) string: Option<String>,
    #[serde(rename = "@value")]
    pub(super) value: Option<String>,
}

/// A feature. It is at leaves of CPUID or at registers, never at both.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Feature {
    #[serde(rename = "@name")]
    pub(super) name: String,
    #[serde(rename = "@migratable")]
    pub(super) migratable: Option<String>,
    #[serde(rename = "alias", default)]
    pub(super) aliases: Vec<Alias>,
    #[serde(rename = "cpuid", default)]
    pub(super) cpuid: Vec<Cpuid>,
    #[serde(rename = "msr", default)]
    pub(super) msr: Vec<Msr>,
}

/// Another name of a feature.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Alias {
    #[serde(rename = "@name")]
    pub(super) name: String,
    #[serde(rename = "@source")]
    pub(super) source: Option<String>,
}

/// Bits of a leaf.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Cpuid {
    #[serde(rename = "@eax_in")]
    pub(super) eax_in: String,
    #[serde(rename = "@ecx_in")]
    pub(super) ecx_in: Option<String>,
    #[serde(rename = "@eax")]
    pub(super) eax: Option<String>,
    #[serde(rename = "@ebx")]
    pub(super) ebx: Option<String>,
    #[serde(rename = "@ecx")]
    pub(super) ecx: Option<String>,
    #[serde(rename = "@edx")]
    pub(super) edx: Option<String>,
}

/// Bits of a register.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Msr {
    #[serde(rename = "@index")]
    pub(super) index: String,
    #[serde(rename = "@eax")]
    pub(super) eax: String,
    #[serde(rename = "@edx")]
    pub(super) edx: String,
}

/// Models under a heading.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Group {
    #[serde(rename = "@name")]
    pub(super) _name: String,
    #[serde(rename = "model", default)]
    pub(super) models: Vec<Model>,
}

/// A model.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Model {
    #[serde(rename = "@name")]
    pub(super) name: String,
    pub(super) check: Option<Check>,
    pub(super) decode: Option<Decode>,
    #[serde(rename = "model")]
    pub(super) ancestor: Option<Named>,
    #[serde(rename = "signature", default)]
    pub(super) signatures: Vec<Signature>,
    pub(super) vendor: Option<Named>,
    #[serde(rename = "pvr", default)]
    pub(super) versions: Vec<Version>,
    #[serde(rename = "feature", default)]
    pub(super) features: Vec<ModelFeature>,
}

/// How a guest of the model is checked.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Check {
    #[serde(rename = "@partial")]
    pub(super) partial: String,
}

/// What the model may describe.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Decode {
    #[serde(rename = "@host")]
    pub(super) host: String,
    #[serde(rename = "@guest")]
    pub(super) guest: String,
}

/// Something of this name.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Named {
    #[serde(rename = "@name")]
    pub(super) name: String,
}

/// What a model is recognized by.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Signature {
    #[serde(rename = "@family")]
    pub(super) family: String,
    #[serde(rename = "@model")]
    pub(super) model: String,
    #[serde(rename = "@stepping")]
    pub(super) stepping: Option<String>,
}

/// A number of the processor's version.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Version {
    #[serde(rename = "@value")]
    pub(super) value: String,
    #[serde(rename = "@mask")]
    pub(super) mask: Option<String>,
}

/// A feature of a model.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ModelFeature {
    #[serde(rename = "@name")]
    pub(super) name: String,
    #[serde(rename = "@removed")]
    pub(super) removed: Option<String>,
    #[serde(rename = "@added")]
    pub(super) added: Option<String>,
}
