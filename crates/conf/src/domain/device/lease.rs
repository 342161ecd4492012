//! `<lease>`: a lock that the guest holds while it runs.

use serde::{Deserialize, Serialize};
use vir_xml::XmlElement;

/// A lock that the guest holds while it runs.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct LeaseDef {
    /// Space of the lock.
    #[xml(text = "lockspace")]
    pub lockspace: Option<String>,
    /// Its key.
    #[xml(text = "key", missing(Missing, "Missing 'key' element for lease"))]
    pub key: String,
    /// Path of the file or device that holds it.
    #[xml(attr = "target/@path", missing(Missing, "Missing 'path' attribute to 'target' element for lease"))]
    pub path: String,
    /// **Bytes** into that.
    #[xml(attr = "target/@offset", skip_default)]
    pub offset: u64,
}
