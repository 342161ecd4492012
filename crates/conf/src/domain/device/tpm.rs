//! `<tpm>`: a trusted platform module.

use serde::{Deserialize, Serialize};
use vir_xml::{XmlElement, XmlEnum, XmlUnion};

use super::info::DeviceInfo;

/// A trusted platform module.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
#[xml(finish = "TpmDef::check")]
pub struct TpmDef {
    /// Kind of hardware.
    #[xml(attr)]
    pub model: Option<TpmModel>,
    /// What does the work.
    #[xml(child = "backend", missing(Missing, "missing TPM device backend"))]
    pub backend: TpmBackend,
    /// Alias and place.
    #[xml(flatten)]
    pub info: DeviceInfo,
    /// What the QEMU driver keeps about it.
    #[xml(child = "privateData", status, skip_empty)]
    pub private_data: Option<TpmPrivateData>,
}

/// What the QEMU driver keeps about an emulated module.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TpmPrivateData {
    /// Whether its state may be on shared storage while the guest moves.
    #[xml(attr = "swtpm/@can_migrate_shared_storage")]
    pub can_migrate_shared_storage: Option<bool>,
}

/// Kind of hardware of a trusted platform module.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum TpmModel {
    /// `tpm-tis`.
    #[xml(name = "tpm-tis")]
    TpmTis,
    /// `tpm-crb`.
    #[xml(name = "tpm-crb")]
    TpmCrb,
    /// `tpm-spapr`.
    #[xml(name = "tpm-spapr")]
    TpmSpapr,
    /// `spapr-tpm-proxy`.
    #[xml(name = "spapr-tpm-proxy")]
    SpaprTpmProxy,
}

/// What does the work of a trusted platform module.
#[derive(Debug, Clone, PartialEq, XmlUnion, Serialize, Deserialize)]
#[xml(by = "type")]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum TpmBackend {
    /// The host's module.
    Passthrough(TpmPassthrough),
    /// A program that the daemon starts.
    Emulator(Box<TpmEmulator>),
    /// A program that runs already.
    External(TpmExternal),
}

impl TpmDef {
    fn check(def: &mut Self, node: vir_xml::Node<'_>) -> vir_xml::Result<()> {
        crate::domain::check::at_most_one(node, "backend", "only one TPM backend is supported")?;
        let (TpmBackend::Emulator(_), Some(backend)) = (&def.backend, node.child("backend")) else {
            return Ok(());
        };
        let banks = backend.child("active_pcr_banks");
        let known = ["sha1", "sha256", "sha384", "sha512"];
        let odd = banks.and_then(|banks| banks.elements().find(|bank| !known.contains(&bank.key())));
        match odd {
            Some(odd) => {
                let text = format!("Unsupported PCR banks '{}'", odd.local_name());
                Err(odd.error(vir_xml::Kind::Unsupported, text))
            }
            None => Ok(()),
        }
    }
}

impl Default for TpmBackend {
    fn default() -> Self {
        Self::Emulator(Box::default())
    }
}

/// The host's module.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TpmPassthrough {
    /// Path of its device.
    #[xml(attr = "device/@path")]
    pub path: Option<String>,
}

/// A program that emulates a module.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TpmEmulator {
    /// Version of the specification.
    #[xml(attr)]
    pub version: Option<TpmVersion>,
    /// Whether its state outlives a transient guest.
    #[xml(
        attr,
        write_if = "persists",
        invalid(Internal, "Invalid persistent_state value, either 'yes' or 'no'")
    )]
    pub persistent_state: Option<bool>,
    /// How much it logs.
    #[xml(attr, skip_default)]
    pub debug: u32,
    /// Secret that its state is encrypted with.
    #[xml(
        attr = "encryption/@secret",
        with = "crate::uuid_text",
        invalid(Internal, "Unable to parse secret uuid '{value}'")
    )]
    #[serde(with = "crate::uuid_text", default)]
    pub secret: Option<vir_types::Uuid>,
    /// Banks of registers that are used.
    #[xml(child = "active_pcr_banks", skip_empty)]
    pub active_pcr_banks: Option<TpmPcrBanks>,
    /// Where its state is.
    #[xml(child = "source")]
    pub source: Option<TpmSource>,
    /// What it can do.
    #[xml(child = "profile", skip_empty)]
    pub profile: Option<TpmProfile>,
}

fn persists(def: &TpmEmulator, _: vir_xml::WriteOptions) -> bool {
    def.persistent_state == Some(true)
}

/// Version of the module's specification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum TpmVersion {
    /// The old one.
    #[xml(name = "1.2")]
    V1,
    /// The current one.
    #[xml(name = "2.0")]
    V2,
}

/// Banks of registers that are used.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TpmPcrBanks {
    /// SHA-1.
    #[xml(flag = "sha1")]
    pub sha1: bool,
    /// SHA-256.
    #[xml(flag = "sha256")]
    pub sha256: bool,
    /// SHA-384.
    #[xml(flag = "sha384")]
    pub sha384: bool,
    /// SHA-512.
    #[xml(flag = "sha512")]
    pub sha512: bool,
}

/// Where the state of an emulated module is.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TpmSource {
    /// What it is.
    #[xml(attr = "type", required)]
    pub kind: TpmSourceType,
    /// Its path.
    #[xml(attr, missing(Missing, "missing TPM source path"))]
    pub path: String,
}

/// What holds the state of an emulated module.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum TpmSourceType {
    /// `file`.
    #[default]
    File,
    /// `dir`.
    Dir,
}

/// What an emulated module can do.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TpmProfile {
    /// The profile that is taken.
    #[xml(attr)]
    pub source: Option<String>,
    /// Whether what the host forbids is left out.
    #[xml(attr = "removeDisabled")]
    pub remove_disabled: Option<TpmRemoveDisabled>,
    /// The profile that it came to.
    #[xml(attr)]
    pub name: Option<String>,
}

/// Whether algorithms that the host forbids are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum TpmRemoveDisabled {
    /// `check`.
    Check,
    /// `fips-host`.
    #[xml(name = "fips-host")]
    FipsHost,
}

/// A program that runs already.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TpmExternal {
    /// How it is reached.
    #[xml(child = "source", missing(Missing, "missing external TPM backend source type"))]
    pub source: TpmExternalSource,
}

/// How an external module is reached.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TpmExternalSource {
    /// Kind of socket.
    #[xml(
        attr = "type",
        missing(Missing, "missing external TPM backend source type"),
        invalid(Invalid, "only source type 'unix' is supported for external TPM device")
    )]
    pub kind: TpmSocketType,
    /// Who connects.
    #[xml(attr)]
    pub mode: TpmSocketMode,
    /// Its path.
    #[xml(attr, missing(Missing, "missing socket path for external TPM device"))]
    pub path: String,
}

/// A kind of socket.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum TpmSocketType {
    /// `unix`.
    #[default]
    Unix,
}

/// Who connects.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum TpmSocketMode {
    /// `connect`.
    #[default]
    Connect,
    /// `bind`.
    Bind,
}
