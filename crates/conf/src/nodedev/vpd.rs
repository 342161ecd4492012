//! What the maker of a PCI device says about it.

use serde::{Deserialize, Serialize};
use vir_xml::{Kind, Node, Writer, XmlElement};

/// What the maker of a PCI device says about it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct VpdCap {
    /// Its name.
    pub name: String,
    /// What cannot be changed.
    pub read_only: Option<VpdReadOnly>,
    /// What can be changed.
    pub read_write: Option<VpdReadWrite>,
}

/// What cannot be changed.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct VpdReadOnly {
    /// State of engineering.
    #[xml(text = "change_level")]
    pub change_level: Option<String>,
    /// Who made it.
    #[xml(text = "manufacture_id")]
    pub manufacture_id: Option<String>,
    /// Number of the part.
    #[xml(text = "part_number")]
    pub part_number: Option<String>,
    /// Its own number.
    #[xml(text = "serial_number")]
    pub serial_number: Option<String>,
    /// What the maker says in fields of its own.
    #[xml(child = "vendor_field")]
    pub vendor_fields: Vec<VpdField>,
}

/// What can be changed.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct VpdReadWrite {
    /// The owner's number.
    #[xml(text = "asset_tag")]
    pub asset_tag: Option<String>,
    /// What the maker says in fields of its own.
    #[xml(child = "vendor_field")]
    pub vendor_fields: Vec<VpdField>,
    /// What the machine says in fields of its own.
    #[xml(child = "system_field")]
    pub system_fields: Vec<VpdField>,
}

/// A field.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct VpdField {
    /// Its name, one character.
    #[xml(attr, required)]
    pub index: String,
    /// What it says.
    #[xml(text)]
    pub value: String,
}

/// Refuses long names; of two fields of one name the later counts.
fn tidy(node: Node<'_>, fields: &mut Vec<VpdField>) -> vir_xml::Result<()> {
    if let Some(bad) = fields.iter().find(|field| field.index.len() != 1) {
        let text = format!("'{}' 'index' value '{}' malformed", node.local_name(), bad.index);
        return Err(node.error(Kind::Invalid, text));
    }
    let mut kept: Vec<VpdField> = Vec::new();
    for field in fields.drain(..) {
        match kept.iter_mut().find(|known| known.index == field.index) {
            Some(known) => *known = field,
            None => kept.push(field),
        }
    }
    *fields = kept;
    Ok(())
}

impl XmlElement for VpdCap {
    fn read(node: Node<'_>) -> vir_xml::Result<Self> {
        let missing = || node.error(Kind::Missing, "Could not read a device name from the <name> element");
        let name = node.child("name").map(|child| child.text().into_owned());
        let name = name.filter(|name| !name.is_empty()).ok_or_else(missing)?;
        let mut vpd = Self { name, ..Self::default() };
        for child in node.elements().filter(|child| child.key() == "fields") {
            let access = child.attr("access").ok_or_else(|| child.missing_attr("access"))?;
            match access.value {
                "readonly" => {
                    let mut fields = VpdReadOnly::read(child)?;
                    tidy(child, &mut fields.vendor_fields)?;
                    vpd.read_only = Some(fields);
                }
                "readwrite" => {
                    let mut fields = VpdReadWrite::read(child)?;
                    tidy(child, &mut fields.vendor_fields)?;
                    tidy(child, &mut fields.system_fields)?;
                    vpd.read_write = Some(fields);
                }
                other => {
                    let text = format!("Unsupported VPD field access type '{other}'");
                    return Err(child.attr_error(&access, Kind::Invalid, text));
                }
            }
        }
        Ok(vpd)
    }

    fn write_attrs(&self, _: &mut Writer) {}

    fn write_nodes(&self, w: &mut Writer) {
        w.text_element("name", &self.name);
        if let Some(fields) = &self.read_only {
            write_fields("readonly", fields, w);
        }
        if let Some(fields) = &self.read_write {
            write_fields("readwrite", fields, w);
        }
    }
}

fn write_fields(access: &str, fields: &impl XmlElement, w: &mut Writer) {
    w.start("fields");
    w.attr("access", access);
    fields.write_attrs(w);
    fields.write_nodes(w);
    w.end();
}
