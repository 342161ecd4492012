//! `<encryption>` of volumes and disks.

use serde::{Deserialize, Serialize};
use vir_types::Result;
use vir_xml::{WriteOptions, XmlElement, XmlEnum};

use crate::common::{SecretLookup, wrong};

/// How a volume is encrypted.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct Encryption {
    /// The format; required.
    #[xml(
        attr,
        missing(Missing, "unknown volume encryption format"),
        invalid(Unsupported, "unknown volume encryption format type {value}")
    )]
    pub format: EncryptionFormat,
    /// Who encrypts.
    #[xml(attr)]
    pub engine: Option<EncryptionEngine>,
    /// With which secrets.
    #[xml(child = "secret")]
    pub secrets: Vec<EncryptionSecret>,
    /// The cipher, for a LUKS volume that is made.
    #[xml(child = "cipher", write_if = "Encryption::is_luks")]
    pub cipher: Option<EncryptionCipher>,
    /// Where initial vectors come from, for a LUKS volume that is made.
    #[xml(child = "ivgen", write_if = "Encryption::is_luks")]
    pub ivgen: Option<EncryptionIvgen>,
}

/// A format of encryption.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum EncryptionFormat {
    /// What the volume's own format has.
    #[default]
    Default,
    /// The weak one of qcow.
    Qcow,
    /// LUKS version 1.
    Luks,
    /// LUKS version 2.
    Luks2,
    /// Whichever LUKS it turns out to be.
    #[xml(name = "luks-any")]
    LuksAny,
}

/// Who encrypts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum EncryptionEngine {
    /// QEMU.
    Qemu,
    /// The RBD library.
    Librbd,
}

/// A secret that a volume is encrypted with.
#[derive(Debug, Clone, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct EncryptionSecret {
    /// Its kind.
    #[xml(
        attr = "type",
        missing(Missing, "unknown volume encryption secret type"),
        invalid(Unsupported, "unknown volume encryption secret type {value}")
    )]
    pub secret_type: EncryptionSecretType,
    /// Which.
    #[xml(flatten)]
    pub lookup: SecretLookup,
}

/// A kind of secret that volumes are encrypted with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum EncryptionSecretType {
    /// A passphrase.
    Passphrase,
}

/// A cipher.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct EncryptionCipher {
    /// Its name, such as `aes`.
    #[xml(attr, missing(Missing, "cipher info missing 'name' attribute"))]
    pub name: String,
    /// **Bits** of the key.
    #[xml(attr, required)]
    pub size: u32,
    /// Its mode, such as `cbc`.
    #[xml(attr)]
    pub mode: Option<String>,
    /// The hash, such as `sha256`.
    #[xml(attr)]
    pub hash: Option<String>,
}

/// Where initial vectors come from.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct EncryptionIvgen {
    /// The way, such as `plain64`.
    #[xml(attr, missing(Missing, "missing ivgen info name string"))]
    pub name: String,
    /// The hash, where the way needs one.
    #[xml(attr)]
    pub hash: Option<String>,
}

impl Encryption {
    fn is_luks(&self, _: WriteOptions) -> bool {
        self.format == EncryptionFormat::Luks && self.cipher.is_some()
    }

    /// Checks that initial vectors have a cipher to go with.
    ///
    /// # Errors
    /// `XmlError`: they have none.
    pub fn validate(&self) -> Result<()> {
        if self.format == EncryptionFormat::Luks && self.ivgen.is_some() && self.cipher.is_none() {
            return wrong("ivgen element found, but cipher is missing");
        }
        Ok(())
    }
}
