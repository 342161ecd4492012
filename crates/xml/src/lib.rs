//! Typed, lossless XML models.
//!
//! A document is parsed once ([`Document::parse`], with bounds on size, depth and everything else that
//! could be made to cost more than it weighs), read into plain structs by the derives of this crate,
//! and written back in libvirt's canonical form ([`Writer`]). What a model does not know is kept by its
//! [`Rest`] and written back in its place.
//!
//! ```
//! use vir_xml::{Document, Rest, WriteOptions, XmlElement, XmlEnum};
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
//!     #[xml(rest)]
//!     rest: Rest,
//! }
//!
//! let doc = Document::parse("<memballoon model='virtio' new='1'><stats period='5'/></memballoon>")?;
//! let mut balloon = Balloon::read(doc.root())?;
//! balloon.period = Some(7);
//! assert_eq!(
//!     vir_xml::to_string("memballoon", &balloon, WriteOptions::default()),
//!     "<memballoon model='virtio' new='1'>\n  <stats period='7'/>\n</memballoon>\n"
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
//! their own (`"stats/@period"`, `"os/type"`); whatever else such an element holds is kept too.
//!
//! | attribute | the field is |
//! |---|---|
//! | `attr`, `attr = "name"`, `attr = "a/@b"` | an attribute; a [`XmlValue`] |
//! | `text`, `text = "a/b"` | the text of this or a nested element; a [`XmlValue`] |
//! | `text = "a", unit = "KiB"` | a size with a `unit` attribute, converted on reading |
//! | `child = "a"` | a nested element; `T`, `Option<T>` or `Vec<T>` of [`XmlElement`] |
//! | `children` | every element that no other field takes, in document order; `Vec` of [`XmlChoice`] |
//! | `union = "type", child = "source"` | an attribute that decides what a child holds; an [`XmlUnion`] |
//! | `flag = "a"` | whether an element is there; `bool` |
//! | `raw = "a"` | the element as its bytes; `Option<`[`RawXml`]`>` |
//! | `rest` | everything else; [`Rest`] |
//!
//! Further: `required` (else a plain field falls back to its `Default`), `skip_default` (not written
//! when it equals its `Default`), `live` and `secret` (see [`ReadOptions`] and [`WriteOptions`]),
//! `ns = "uri", prefix = "p"` (a child in that namespace; the prefix is used where the document has
//! none), `with = "module"` (its `from_text` and `to_text` stand for
//! those of [`XmlValue`]), `expected = "integer value"` (the words of the error), and
//! `missing(Kind, "text")`, `invalid(Kind, "text with {value}")` for texts that scripts know.
//! On the struct: `#[xml(long)]`, an end tag even if the element is empty.
#![forbid(unsafe_code)]

mod document;
mod error;
mod model;
mod nearest;
mod prescan;
#[doc(hidden)]
pub mod private;
mod raw;
mod rest;
mod scale;
mod value;
mod writer;

pub use document::{Attr, Document, Item, Node, ReadOptions};
pub use error::{Error, Kind, Pos, Result};
pub use model::{XmlChoice, XmlElement, XmlUnion, to_string};
pub use nearest::nearest;
pub use prescan::Limits;
pub use raw::{OtherCase, RawAttr, RawElement, RawNode, RawXml};
pub use rest::{Rest, RestBuilder, RestCursor};
pub use scale::{Scale, ScaleError, scale_integer};
pub use value::{Hex, ValueError, XmlValue, natural, read_attr, read_own_text, read_scaled, write_scaled};
pub use vir_xml_derive::{XmlChoice, XmlElement, XmlEnum, XmlUnion};
pub use writer::{WriteOptions, Writer, escape};
