//! Networks.

use crate::{NetworkUpdateCommand, NetworkUpdateSection};

params! {
    /// A change of one part of a network. C API: `virNetworkUpdate`. Since: 0.10.2.
    pub struct NetworkUpdateParams {
        /// What to do.
        command: NetworkUpdateCommand,
        /// With which part.
        section: NetworkUpdateSection,
        /// In which of several parents, from 0; -1 lets the driver find it.
        parent_index: i32,
        /// The part's XML.
        xml: String,
    }
}
