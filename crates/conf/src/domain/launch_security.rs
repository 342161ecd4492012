//! `<launchSecurity>` and `<keywrap>`: memory that the host cannot read, and keys wrapped by the machine.

use serde::{Deserialize, Serialize};
use vir_xml::{Hex, XmlElement, XmlEnum, XmlUnion};

use crate::common::Switch;

/// How the guest's memory is kept from the host.
#[derive(Debug, Clone, PartialEq, XmlUnion, Serialize, Deserialize)]
#[xml(by = "type")]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum LaunchSecurityDef {
    /// AMD's encrypted memory.
    Sev(Box<SevDef>),
    /// AMD's encrypted memory with integrity.
    #[xml(name = "sev-snp")]
    #[serde(rename = "sev-snp")]
    SevSnp(Box<SevSnpDef>),
    /// IBM Z's protected virtualization.
    #[xml(name = "s390-pv")]
    #[serde(rename = "s390-pv")]
    S390Pv,
}

/// Settings of AMD's encrypted memory.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SevDef {
    /// The firmware measures kernel, initial RAM disk and command line.
    #[xml(attr = "kernelHashes")]
    pub kernel_hashes: Option<bool>,
    /// Place of the encryption bit in a page table entry.
    #[xml(text = "cbitpos", invalid(Invalid, "Invalid format for launch security cbitpos"))]
    pub cbitpos: Option<u32>,
    /// Bits of the physical address that are lost.
    #[xml(
        text = "reducedPhysBits",
        invalid(Invalid, "Invalid format for launch security reduced-phys-bits")
    )]
    pub reduced_phys_bits: Option<u32>,
    /// Policy of the guest, in bits.
    #[xml(
        text = "policy",
        with = "crate::hex16",
        missing(Missing, "failed to get launch security policy"),
        invalid(Invalid, "failed to get launch security policy")
    )]
    pub policy: Hex<4>,
    /// The owner's public Diffie-Hellman key, in base64.
    #[xml(text = "dhCert")]
    pub dh_cert: Option<String>,
    /// The owner's session, in base64.
    #[xml(text = "session")]
    pub session: Option<String>,
}

/// Settings of AMD's encrypted memory with integrity.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SevSnpDef {
    /// The firmware measures kernel, initial RAM disk and command line.
    #[xml(attr = "kernelHashes")]
    pub kernel_hashes: Option<bool>,
    /// Whether `id_auth` holds an author's key.
    #[xml(attr = "authorKey")]
    pub author_key: Option<bool>,
    /// Whether the report is signed by the chip's own key.
    #[xml(attr)]
    pub vcek: Option<bool>,
    /// Place of the encryption bit in a page table entry.
    #[xml(text = "cbitpos", invalid(Invalid, "Invalid format for launch security cbitpos"))]
    pub cbitpos: Option<u32>,
    /// Bits of the physical address that are lost.
    #[xml(
        text = "reducedPhysBits",
        invalid(Invalid, "Invalid format for launch security reduced-phys-bits")
    )]
    pub reduced_phys_bits: Option<u32>,
    /// Policy of the guest, in bits.
    #[xml(
        text = "policy",
        with = "crate::hex16",
        missing(Missing, "failed to get launch security policy"),
        invalid(Invalid, "failed to get launch security policy")
    )]
    pub policy: Hex<8>,
    /// Workarounds that the guest may see, in base64.
    #[xml(text = "guestVisibleWorkarounds")]
    pub guest_visible_workarounds: Option<String>,
    /// Identity that is measured, in base64.
    #[xml(text = "idBlock")]
    pub id_block: Option<String>,
    /// Signature of the identity, in base64.
    #[xml(text = "idAuth")]
    pub id_auth: Option<String>,
    /// Data of the host for the report, in base64.
    #[xml(text = "hostData")]
    pub host_data: Option<String>,
}

/// Ciphers whose keys the machine wraps (IBM Z).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct KeywrapDef {
    /// Keys of AES.
    pub aes: Option<Switch>,
    /// Keys of DEA.
    pub dea: Option<Switch>,
}

impl XmlElement for KeywrapDef {
    fn read(node: vir_xml::Node<'_>) -> vir_xml::Result<Self> {
        use vir_xml::XmlValue as _;
        let mut def = Self::default();
        for cipher in node.elements().filter(|child| child.key() == "cipher") {
            let name = vir_xml::require_attr(cipher, "name", KeywrapCipher::from_text)?;
            let state = vir_xml::require_attr(cipher, "state", Switch::from_text)?;
            let slot = match name {
                KeywrapCipher::Aes => &mut def.aes,
                KeywrapCipher::Dea => &mut def.dea,
            };
            if slot.replace(state).is_some() {
                let text =
                    format!("A domain definition can have no more than one cipher node with name {name}");
                return Err(cipher.error(vir_xml::Kind::Invalid, text));
            }
        }
        Ok(def)
    }

    fn write_attrs(&self, w: &mut vir_xml::Writer) {
        w.long_form();
    }

    fn write_nodes(&self, w: &mut vir_xml::Writer) {
        for (name, state) in [("aes", self.aes), ("dea", self.dea)] {
            if let Some(state) = state {
                w.start("cipher");
                w.attr("name", name);
                w.attr("state", state.as_str());
                w.end();
            }
        }
    }
}

/// A cipher whose keys are wrapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum KeywrapCipher {
    /// `aes`.
    Aes,
    /// `dea`.
    Dea,
}
