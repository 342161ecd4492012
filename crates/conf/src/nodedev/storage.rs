//! Storage.

use serde::{Deserialize, Serialize};
use vir_xml::{Kind, Node, Writer, XmlElement, XmlValue as _, read_own_text};

use super::pci::start;

/// Storage.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct StorageCap {
    /// Its file.
    #[xml(text = "block", missing(Internal, "no block device path supplied"))]
    pub block: String,
    /// How it is connected.
    #[xml(text = "bus")]
    pub bus: Option<String>,
    /// What it is, such as `disk` or `cdrom`.
    #[xml(text = "drive_type")]
    pub drive_type: Option<String>,
    /// What its maker calls it.
    #[xml(text = "model")]
    pub model: Option<String>,
    /// Who made it.
    #[xml(text = "vendor")]
    pub vendor: Option<String>,
    /// Its number.
    #[xml(text = "serial")]
    pub serial: Option<String>,
    /// How large it is, and what can be done with it.
    #[xml(flatten)]
    pub capabilities: StorageCaps,
}

/// How large storage is, and what can be done with it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct StorageCaps {
    /// The medium can be taken out.
    pub removable: Option<Removable>,
    /// **Bytes**, unless the medium can be taken out.
    pub size: u64,
    /// The same in blocks.
    pub blocks: BlockCount,
    /// The whole can be taken out.
    pub hotpluggable: bool,
}

/// A medium that can be taken out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Removable {
    /// Whether there is one.
    pub media_available: bool,
    /// **Bytes**.
    pub media_size: u64,
    /// Its name.
    pub media_label: Option<String>,
    /// The size in blocks.
    pub blocks: BlockCount,
}

/// A size in blocks; all zeros is not known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BlockCount {
    /// **Bytes** of a block.
    pub block_size: u64,
    /// How many.
    pub count: u64,
}

fn number(node: Node<'_>, name: &str) -> vir_xml::Result<Option<u64>> {
    let Some(child) = node.child(name) else { return Ok(None) };
    read_own_text(child, "", u64::from_text)
}

impl BlockCount {
    fn read(node: Node<'_>) -> vir_xml::Result<Self> {
        Ok(Self {
            block_size: number(node, "logical_block_size")?.unwrap_or_default(),
            count: number(node, "num_blocks")?.unwrap_or_default(),
        })
    }

    fn write(self, w: &mut Writer) {
        if self != Self::default() {
            w.text_element("logical_block_size", &self.block_size.to_string());
            w.text_element("num_blocks", &self.count.to_string());
        }
    }
}

impl Removable {
    fn read(node: Node<'_>) -> vir_xml::Result<Self> {
        let missing = || node.error(Kind::Internal, "no removable media size supplied");
        let media_size = number(node, "media_size")
            .map_err(|error| error.reworded(Kind::Internal, "invalid removable media size supplied"))?;
        let label = node.child("media_label").map(|child| child.text().into_owned());
        let mut available = node.elements().filter(|child| child.key() == "media_available");
        Ok(Self {
            media_available: available.any(|child| child.text() == "1"),
            media_size: media_size.ok_or_else(missing)?,
            media_label: label.filter(|label| !label.is_empty()),
            blocks: BlockCount::read(node)?,
        })
    }
}

impl XmlElement for StorageCaps {
    fn read(node: Node<'_>) -> vir_xml::Result<Self> {
        let mut caps = Self::default();
        for child in node.elements().filter(|child| child.key() == "capability") {
            match child.attr("type").map(|attr| attr.value) {
                Some("hotpluggable") => caps.hotpluggable = true,
                Some("removable") => caps.removable = Some(Removable::read(child)?),
                Some(other) => {
                    let text = format!("unknown storage capability type '{other}'");
                    return Err(child.error(Kind::Internal, text));
                }
                None => return Err(child.error(Kind::Internal, "missing storage capability type")),
            }
        }
        if caps.removable.is_none() {
            let size = number(node, "size")
                .map_err(|error| error.reworded(Kind::Internal, "invalid size supplied"))?;
            caps.size = size.ok_or_else(|| node.error(Kind::Internal, "no size supplied"))?;
            caps.blocks = BlockCount::read(node)?;
        }
        Ok(caps)
    }

    fn write_attrs(&self, _: &mut Writer) {}

    fn write_nodes(&self, w: &mut Writer) {
        if let Some(removable) = &self.removable {
            start(w, "removable");
            w.text_element("media_available", if removable.media_available { "1" } else { "0" });
            w.text_element("media_size", &removable.media_size.to_string());
            if let Some(label) = &removable.media_label {
                w.text_element("media_label", label);
            }
            removable.blocks.write(w);
            w.end();
        } else {
            w.text_element("size", &self.size.to_string());
            self.blocks.write(w);
        }
        if self.hotpluggable {
            start(w, "hotpluggable");
            w.end();
        }
    }
}
