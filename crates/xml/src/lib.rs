//! Typed XML models.
//!
//! A document is parsed once ([`Document::parse`], with bounds on size, depth and everything else that
//! could be made to cost more than it weighs), read into plain structs by the derives of this crate,
//! and written back in libvirt's canonical form ([`Writer`]). What a model does not know is dropped, as
//! libvirt drops it; a field of [`RawXml`] keeps an element byte for byte.
//!
//! ```
//! use vir_xml::{Document, WriteOptions, XmlElement, XmlEnum};
//!
//! #[derive(Debug, Clone, Copy, PartialEq, XmlEnum)]
//! enum Model {
//!     #[xml(name = "virtio")]
//!     Virtio,
//!     #[xml(name = "none")]
//!     None,
//! }
//!
//! #[derive(Debug, PartialEq, XmlElement)]
//! struct Balloon {
//!     #[xml(attr, required)]
//!     model: Model,
//!     #[xml(attr = "stats/@period")]
//!     period: Option<u32>,
//! }
//!
//! let doc = Document::parse("<memballoon model='virtio' new='1'><stats period='5'/></memballoon>")?;
//! let mut balloon = Balloon::read(doc.root())?;
//! balloon.period = Some(7);
//! assert_eq!(
//!     vir_xml::to_string("memballoon", &balloon, WriteOptions::default()),
//!     "<memballoon model='virtio'>\n  <stats period='7'/>\n</memballoon>\n"
//! );
//!
//! let doc = Document::parse("<memballoon model='vitrio'/>")?;
//! let error = Balloon::read(doc.root()).unwrap_err();
//! assert_eq!(
//!     error.to_string(),
//!     "Invalid value for attribute 'model' in element 'memballoon': 'vitrio'. Did you mean 'virtio'?"
//! );
//! assert_eq!(error.position().unwrap().to_string(), "1:13");
//! # Ok::<(), vir_xml::Error>(())
//! ```
//!
//! # The attributes of `#[derive(XmlElement)]`
//!
//! Output follows the order of the fields. A path may lead through elements that have no struct of
//! their own (`"stats/@period"`, `"os/type"`); such an element is written if anything in it is.
//!
//! | attribute | the field is |
//! |---|---|
//! | `attr`, `attr = "name"`, `attr = "a/@b"` | an attribute; a [`XmlValue`]. A `Vec`: `b` of every `a` |
//! | `text`, `text = "a/b"` | the text of this or a nested element; a [`XmlValue`]. A `Vec`: of every `b` |
//! | `text = "a", unit = "KiB"` | a size with a `unit` attribute, converted on reading (`"KiB"`, `"bytes"`) |
//! | `child = "a"` | a nested element; `T`, `Option<T>` or `Vec<T>` of [`XmlElement`] |
//! | `children` | elements that no other field takes; `Vec` or `Option` (the first) of [`XmlChoice`] |
//! | `union = "type", child = "source"` | an attribute that decides what a child holds; an [`XmlUnion`] |
//! | `flatten` | a struct (or `by` union) that shares this element: its attributes and children stand here |
//! | `flag = "a"` | whether an element is there; `bool` |
//! | `raw = "a"` | the element as its bytes; `Option<`[`RawXml`]`>` |
//!
//! Further: `required` (else a plain field falls back to its `Default`), `skip_default` (not written
//! when it equals its `Default`), `write_if = "path"` (a `fn(&Self, WriteOptions) -> bool` that must
//! agree to its being written), `read_if = "path"` (a `fn(Node) -> bool` about the element that it is read
//! from), `after = "name"` on a union (the attribute that its own follows; else it is the first), `live`, `status` and `secret` (see [`ReadOptions`] and [`WriteOptions`]),
//! `ns = "uri", prefix = "p"` (a child in that namespace; the prefix is used for writing),
//! `with = "module"` (its `from_text` and `to_text` stand for those of [`XmlValue`]),
//! `expected = "integer value"` (the words of the error), and
//! `missing(Kind, "text")`, `invalid(Kind, "text with {value}")` for texts that scripts know.
//! `skip_empty` on an `Option` of a child: an element with nothing in it is the same as none.
//! On the struct: `#[xml(long)]`, an end tag even if the element is empty; `#[xml(finish = "path")]`, a
//! `fn(&mut Self, Node) -> Result<()>` that has the last word on what was read.
//!
//! `#[derive(XmlUnion)]`: cases hold `T` (its element must be there), `Option<T>`, or nothing; on the enum
//! `#[xml(by = "type")]` makes it an [`XmlElement`] whose own attribute decides, and
//! `#[xml(default = "file")]` names the case that a missing attribute means. `#[derive(XmlEnum)]`: words;
//! `#[xml(other)]` on a case that holds a `String` lets any word pass. `#[xml(name = "…")]` names a case;
//! else it is the case's name in lower case.
#![forbid(unsafe_code)]

mod document;
mod error;
mod model;
mod nearest;
mod prescan;
#[doc(hidden)]
pub mod private;
mod raw;
mod scale;
mod value;
mod writer;

pub use document::{Attr, Document, Item, Node, ReadOptions};
pub use error::{Error, Kind, Pos, Result};
pub use model::{XmlChoice, XmlElement, XmlUnion, read_union, to_string};
pub use nearest::nearest;
pub use prescan::Limits;
pub use raw::RawXml;
pub use scale::{Scale, ScaleError, pretty_size, scale_integer};
pub use value::{
    Hex, ValueError, XmlValue, natural, read_attr, read_own_text, read_scaled, read_scaled_attr,
    require_attr, write_scaled,
};
pub use vir_xml_derive::{XmlChoice, XmlElement, XmlEnum, XmlUnion};
pub use writer::{WriteOptions, Writer, escape};
