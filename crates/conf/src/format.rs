//! What a document is written for.

use vir_xml::WriteOptions;

/// Which parts of a document are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct XmlFormat {
    /// What only a running object has, such as a domain's `id`.
    pub live: bool,
    /// Passwords.
    pub secure: bool,
}

impl XmlFormat {
    /// These two.
    #[must_use]
    pub fn new(live: bool, secure: bool) -> Self {
        Self { live, secure }
    }

    /// The definition as others may see it.
    #[must_use]
    pub fn inactive() -> Self {
        Self::new(false, false)
    }

    /// Everything that is to survive on disk.
    #[must_use]
    pub fn persistent() -> Self {
        Self::new(false, true)
    }
}

impl Default for XmlFormat {
    /// The state as it is, without passwords.
    fn default() -> Self {
        Self::new(true, false)
    }
}

impl From<XmlFormat> for WriteOptions {
    fn from(format: XmlFormat) -> Self {
        Self::new(format.live, format.secure)
    }
}
