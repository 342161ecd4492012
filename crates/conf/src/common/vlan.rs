//! `<vlan>`: which of the networks on a wire.

use serde::{Deserialize, Serialize};
use vir_xml::{Kind, Node, Writer, XmlElement, XmlEnum};

/// Which of the networks on a wire a device is in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Vlan {
    /// Whether packets keep their tags; always so with several.
    pub trunk: bool,
    /// The networks, at least one.
    pub tags: Vec<VlanTag>,
}

/// One network on a wire.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct VlanTag {
    /// Its number, at most 4095.
    #[xml(attr, required)]
    pub id: u32,
    /// What becomes of packets without a tag.
    #[xml(attr = "nativeMode")]
    pub native_mode: Option<NativeMode>,
}

/// What becomes of packets without a tag: they are of this network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum NativeMode {
    /// The guest's own get the tag.
    Tagged,
    /// The guest's own have none.
    Untagged,
}

impl XmlElement for Vlan {
    fn read(node: Node<'_>) -> vir_xml::Result<Self> {
        let mut tags = Vec::new();
        for child in node.elements().filter(|child| child.key() == "tag") {
            let tag = VlanTag::read(child)?;
            if tag.id > 4095 {
                let text = format!("vlan tag id {} too large (maximum 4095)", tag.id);
                return Err(child.error(Kind::Invalid, text));
            }
            if tag.native_mode.is_some() && tags.iter().any(|tag: &VlanTag| tag.native_mode.is_some()) {
                return Err(child.error(Kind::Invalid, "duplicate native vlan setting"));
            }
            tags.push(tag);
        }
        if tags.is_empty() {
            let text = "missing tag id - each <vlan> must have at least one <tag id='n'/> subelement";
            return Err(node.error(Kind::Missing, text));
        }
        let trunk = match node.attr("trunk").filter(|attr| !attr.value.is_empty()) {
            None => tags.len() > 1,
            Some(attr) if attr.value.eq_ignore_ascii_case("yes") => true,
            Some(attr) => {
                let value = attr.value;
                let text = if tags.len() > 1 {
                    format!(
                        "invalid \"trunk='{value}'\" in <vlan> - trunk='yes' is required for more than one vlan tag"
                    )
                } else if tags.iter().any(|tag| tag.native_mode.is_some()) {
                    "invalid configuration in <vlan> - \"trunk='no'\" is not allowed with a native vlan id"
                        .into()
                } else if !value.eq_ignore_ascii_case("no") {
                    format!("invalid \"trunk='{value}'\" in <vlan> - must be yes or no")
                } else {
                    String::new()
                };
                if !text.is_empty() {
                    return Err(node.attr_error(&attr, Kind::Invalid, text));
                }
                false
            }
        };
        Ok(Self { trunk, tags })
    }

    fn write_attrs(&self, w: &mut Writer) {
        if self.trunk {
            w.attr("trunk", "yes");
        }
    }

    fn write_nodes(&self, w: &mut Writer) {
        let native = self.tags.iter().find(|tag| tag.native_mode.is_some());
        for tag in &self.tags {
            // The mode is of the number, not of its place.
            let same = native.filter(|native| native.id == tag.id);
            same.unwrap_or(tag).write("tag", w);
        }
    }

    fn write(&self, name: &str, w: &mut Writer) {
        if self.tags.is_empty() {
            return;
        }
        w.start(name);
        self.write_attrs(w);
        self.write_nodes(w);
        w.end();
    }
}
