//! What a volume turned out to be, once its pool was asked.

use serde::{Deserialize, Serialize};
use vir_xml::{Node, Writer, XmlElement, XmlUnion as _};

use super::source::DiskSource;

/// What a volume turned out to be. What sources of all kinds may say is the volume's, never this one's.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ActualSource(pub Option<Box<DiskSource>>);

impl XmlElement for ActualSource {
    fn read(node: Node<'_>) -> vir_xml::Result<Self> {
        if !node.status() || node.attr("actualType").is_none() {
            return Ok(Self(None));
        }
        let mut source: Option<DiskSource> = vir_xml::read_union(node, "actualType", Some(node))?;
        if let Some(common) = source.as_mut().and_then(DiskSource::common_mut) {
            *common = Default::default();
        }
        Ok(Self(source.map(Box::new)))
    }

    fn write_attrs(&self, w: &mut Writer) {
        if let Some(source) = self.0.as_ref().filter(|_| w.options().status) {
            w.attr("actualType", source.case());
            source.write_case_attrs(w);
        }
    }

    fn write_nodes(&self, w: &mut Writer) {
        if let Some(source) = self.0.as_ref().filter(|_| w.options().status) {
            source.write_case_nodes(w);
        }
    }
}
