//! `<filterref>`: a filter that applies, with what it is told.

use serde::{Deserialize, Serialize};
use vir_xml::{Node, Writer, XmlElement};

/// A filter that applies to a guest's device.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FilterRef {
    /// Name of the filter.
    pub filter: Option<String>,
    /// What it is told; a name that occurs several times is a list.
    pub parameters: Vec<FilterParameter>,
}

/// A value that a filter is told.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FilterParameter {
    /// Its name.
    #[xml(attr)]
    pub name: String,
    /// The value.
    #[xml(attr)]
    pub value: String,
}

impl FilterParameter {
    /// Whether name and value are made of what such may be made of.
    fn is_valid(&self) -> bool {
        let value = |c: char| c.is_ascii_alphanumeric() || "_.:".contains(c);
        self.name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
            && !self.value.is_empty()
            && self.value.chars().all(value)
    }
}

impl XmlElement for FilterRef {
    fn read(node: Node<'_>) -> vir_xml::Result<Self> {
        let mut parameters = Vec::new();
        for child in node.elements().filter(|child| child.key() == "parameter") {
            if child.attr("name").is_none() {
                continue;
            }
            let parameter = FilterParameter::read(child)?;
            // What cannot be meant is passed over.
            if parameter.is_valid() {
                parameters.push(parameter);
            }
        }
        let filter = node.attr("filter").map(|attr| attr.value.to_owned());
        Ok(Self { filter, parameters })
    }

    fn write_attrs(&self, w: &mut Writer) {
        if let Some(filter) = &self.filter {
            w.attr("filter", filter);
        }
    }

    fn write_nodes(&self, w: &mut Writer) {
        let mut sorted: Vec<&FilterParameter> = self.parameters.iter().collect();
        // Lists keep their order.
        sorted.sort_by(|a, b| a.name.cmp(&b.name));
        sorted.into_iter().for_each(|parameter| parameter.write("parameter", w));
    }
}
