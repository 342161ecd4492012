//! `<loader>` and `<nvram>`: the firmware's code and variables.

use serde::{Deserialize, Serialize};
use vir_xml::{XmlElement, XmlEnum};

use super::device::disk::DiskSource;
use crate::words::StorageFormat;

/// The firmware's code.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
#[xml(finish = "LoaderDef::check")]
pub struct LoaderDef {
    /// Whether the guest may not write.
    #[xml(attr)]
    pub readonly: Option<bool>,
    /// Whether it needs the processor's management mode.
    #[xml(attr)]
    pub secure: Option<bool>,
    /// How it is mapped.
    #[xml(attr = "type")]
    pub kind: Option<LoaderType>,
    /// Whether it has no variables.
    #[xml(attr)]
    pub stateless: Option<bool>,
    /// Format of the image.
    #[xml(attr)]
    pub format: Option<StorageFormat>,
    /// Path of the image.
    #[xml(text)]
    pub path: Option<String>,
}

/// How firmware is mapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum LoaderType {
    /// Read only.
    Rom,
    /// As flash memory.
    Pflash,
}

/// The firmware's variables.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct NvramDef {
    /// Path of an image that new ones are copied from.
    pub template: Option<String>,
    /// Format of that image.
    pub template_format: Option<StorageFormat>,
    /// Format of the image.
    pub format: Option<StorageFormat>,
    /// Path of the image, in the older form.
    pub path: Option<String>,
    /// Where the image is, in the newer form.
    pub source: Option<DiskSource>,
}

impl XmlElement for NvramDef {
    fn read(node: vir_xml::Node<'_>) -> vir_xml::Result<Self> {
        use vir_xml::{XmlUnion as _, XmlValue as _};
        let format = |name: &str| -> vir_xml::Result<Option<StorageFormat>> {
            let attr = node.attr(name);
            attr.map(|attr| vir_xml::read_attr(node, &attr, "", StorageFormat::from_text)).transpose()
        };
        let mut def = Self {
            template: node.attr("template").map(|attr| attr.value.into()),
            template_format: format("templateFormat")?,
            format: format("format")?,
            ..Self::default()
        };
        check_format(node, "templateFormat", "nvram template", def.template_format)?;
        check_format(node, "format", "nvram", def.format)?;
        match node.attr("type") {
            Some(kind) => {
                let source = node.child("source");
                if source.is_some() {
                    def.source = Some(DiskSource::read_case(node, &kind, source)?);
                }
            }
            None => def.path = Some(node.text().into_owned()).filter(|path| !path.trim().is_empty()),
        }
        Ok(def)
    }

    fn write_attrs(&self, w: &mut vir_xml::Writer) {
        use vir_xml::XmlUnion as _;
        if let Some(template) = &self.template {
            w.attr("template", template);
        }
        if let Some(format) = self.template_format {
            w.attr("templateFormat", format.as_str());
        }
        if let Some(source) = &self.source {
            w.attr("type", source.case());
        }
        if let Some(format) = self.format {
            w.attr("format", format.as_str());
        }
    }

    fn write_nodes(&self, w: &mut vir_xml::Writer) {
        use vir_xml::XmlUnion as _;
        match (&self.source, &self.path) {
            (Some(source), _) if source.has_body() => {
                w.start("source");
                source.write_case_attrs(w);
                source.write_case_nodes(w);
                w.end();
            }
            (None, Some(path)) => w.text(path),
            _ => {}
        }
    }
}

impl LoaderDef {
    fn check(def: &mut Self, node: vir_xml::Node<'_>) -> vir_xml::Result<()> {
        check_format(node, "format", "loader", def.format)
    }
}

/// Firmware is kept in images of two formats.
fn check_format(
    node: vir_xml::Node<'_>,
    name: &str,
    what: &str,
    format: Option<StorageFormat>,
) -> vir_xml::Result<()> {
    let odd = format.filter(|format| !matches!(format, StorageFormat::Raw | StorageFormat::Qcow2));
    match (odd, node.attr(name)) {
        (Some(format), Some(attr)) => {
            let text = format!("Unsupported {what} format '{format}'");
            Err(node.attr_error(&attr, vir_xml::Kind::Invalid, text))
        }
        _ => Ok(()),
    }
}
