//! Titles, descriptions and foreign metadata.

use crate::{DomainMetadataType, NetworkMetadataType};

params! {
    /// What is set about a domain. C API: `virDomainSetMetadata`. Since: 0.9.10.
    pub struct DomainSetMetadataParams {
        /// Which of them.
        kind: DomainMetadataType,
        /// The text, or the element's XML; `None` removes it.
        metadata: Option<String>,
        /// The prefix of an element's namespace.
        key: Option<String>,
        /// The namespace of an element.
        uri: Option<String>,
    }

    /// What is set about a network. C API: `virNetworkSetMetadata`. Since: 9.7.0.
    pub struct NetworkSetMetadataParams {
        /// Which of them.
        kind: NetworkMetadataType,
        /// The text, or the element's XML; `None` removes it.
        metadata: Option<String>,
        /// The prefix of an element's namespace.
        key: Option<String>,
        /// The namespace of an element.
        uri: Option<String>,
    }
}
