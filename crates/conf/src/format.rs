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
    /// What a daemon keeps for itself on disk.
    pub status: bool,
    /// The document is for a peer that may be older.
    pub migratable: bool,
}

impl XmlFormat {
    /// These two; neither `status` nor `migratable`.
    #[must_use]
    pub fn new(live: bool, secure: bool) -> Self {
        Self { live, secure, status: false, migratable: false }
    }

    /// The definition as others may see it.
    #[must_use]
    pub fn inactive() -> Self {
        Self::new(false, false)
    }

    /// Everything that a daemon keeps of something that runs.
    #[must_use]
    pub fn status() -> Self {
        Self { status: true, ..Self::new(true, true) }
    }

    /// What a peer needs to run the same.
    #[must_use]
    pub fn migratable() -> Self {
        Self { migratable: true, ..Self::new(false, true) }
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
        let mut options = Self::new(format.live, format.secure);
        (options.status, options.migratable) = (format.status, format.migratable);
        options
    }
}
