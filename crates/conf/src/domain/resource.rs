//! `<resource>`: where the guest stands among the host's control groups.

use serde::{Deserialize, Serialize};
use vir_xml::XmlElement;

/// Where the guest stands among the host's control groups.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ResourceDef {
    /// Path of the group that holds it.
    #[xml(text = "partition")]
    pub partition: Option<String>,
    /// Name that its traffic bears in a Fibre Channel network.
    #[xml(attr = "fibrechannel/@appid")]
    pub fibrechannel_appid: Option<String>,
}
