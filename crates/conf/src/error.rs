//! The edge where an error of the XML layer becomes one that travels.

use vir_types::{Code, Error, ErrorExtra, Origin, Result};
use vir_xml::{Document, Kind, Limits, Node, ReadOptions};

/// Gives an XML error its number; its line and column go along in the numbers of the extra part.
pub(crate) fn convert(error: vir_xml::Error, origin: Origin) -> Error {
    let code = match error.kind() {
        Kind::Malformed | Kind::Limit => Code::XML_DETAIL,
        Kind::Unsupported => Code::CONFIG_UNSUPPORTED,
        Kind::Overflow => Code::OVERFLOW,
        Kind::Argument => Code::INVALID_ARG,
        Kind::Internal => Code::INTERNAL_ERROR,
        _ => Code::XML_ERROR,
    };
    let mut converted = Error::new(code, error.to_string()).or_origin(origin);
    if let Some(position) = error.position() {
        let mut extra: ErrorExtra = converted.extra().clone();
        let number = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
        extra.numbers = [number(position.line), number(position.column)];
        converted = converted.with_extra(extra);
    }
    converted.with_source(error)
}

/// What a kind of document is called, and whose errors are about it.
pub(crate) struct DocumentKind {
    /// Name of the root element.
    pub(crate) root: &'static str,
    /// What the parser's errors call the text.
    pub(crate) name: &'static str,
    /// The origin of the errors.
    pub(crate) origin: Origin,
}

/// Parses a document and reads its root.
pub(crate) fn read<T>(
    kind: &DocumentKind,
    xml: &str,
    options: ReadOptions,
    read: impl FnOnce(Node<'_>) -> vir_xml::Result<T>,
) -> Result<T> {
    let own = |error| convert(error, kind.origin);
    let document = Document::parse_with(xml, kind.name, options, Limits::DEFAULT).map_err(own)?;
    // A document of another kind is nobody's.
    let root = document.root_named(kind.root).map_err(|error| convert(error, Origin::XML))?;
    read(root).map_err(own)
}
