//! Attributes that are as good as missing when nothing is in them.

use vir_xml::{Node, Scale, read_scaled};

macro_rules! given {
    ($($name:ident: $attr:literal),* $(,)?) => {$(
        /// Whether there is something in this attribute.
        pub(crate) fn $name(node: Node<'_>) -> bool {
            node.attr($attr).is_some_and(|attr| !attr.value.is_empty())
        }
    )*};
}

given! {
    address: "address",
    allocation: "allocation",
    carrier: "carrier",
    delay: "delay",
    dev: "dev",
    down_delay: "downdelay",
    ephemeral: "ephemeral",
    family: "family",
    gateway: "gateway",
    ipv6: "ipv6",
    kind: "type",
    mac_table_manager: "macTableManager",
    mode: "mode",
    name: "name",
    netmask: "netmask",
    path: "path",
    port: "port",
    priority: "priority",
    private: "private",
    profile_id: "profileid",
    root: "root",
    size: "size",
    state: "state",
    stp: "stp",
    up_delay: "updelay",
    validate: "validate",
    version: "ver",
    weight: "weight",
    zone: "zone",
}

/// Whether the element is a size. A fact that cannot be read is nothing to refuse a document for: nobody asks
/// documents for facts.
pub(crate) fn is_size(node: Node<'_>) -> bool {
    let unit = node.attr("unit").map(|attr| attr.value);
    read_scaled(node, unit, Scale::Bytes).is_ok()
}
