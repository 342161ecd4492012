//! A validator for RELAX NG.
//!
//! ```
//! use rnc_validator::{Memory, Schema};
//!
//! let schema = Schema::compile_rnc(
//!     "element card { element name { text }, element email { text }? }",
//!     "card.rnc",
//!     &Memory::new(),
//! )?;
//! assert!(schema.validate("<card><name>Ann</name></card>").is_ok());
//!
//! let mistakes = schema.validate("<card>\n  <nmae>Ann</nmae>\n</card>").unwrap_err();
//! assert_eq!(
//!     mistakes[0].to_string(),
//!     "2:3: element 'nmae' is not allowed here; did you mean 'name'? expected: name",
//! );
//! # Ok::<(), rnc_validator::SchemaError>(())
//! ```
//!
//! Schemas may be in the compact syntax or in the XML syntax, and refer to each other across the two. Other files
//! are loaded through a [`Resolver`]: [`Files`] for the file system, [`Memory`] for texts in the program, or a
//! closure. All of RELAX NG 1.0 is there, and all datatypes of XML Schema with the parameters that RELAX NG
//! allows. An incorrect schema is refused with the place and the reason.
//!
//! Documents are texts. They may not have a document type declaration; size, depth and width are bounded by
//! [`Limits`]. A [`Schema`] can be shared among threads, and is quickest after the first few documents: what was
//! worked out for them is remembered, up to a bound.
#![forbid(unsafe_code)]

mod ast;
mod compact;
mod datatype;
mod document;
mod error;
mod hash;
mod loader;
mod names;
mod pattern;
mod resolve;
mod restrict;
mod schema;
mod simplify;
mod syntax;
mod uri;
mod validate;
mod xmlchars;

pub use document::Limits;
pub use error::{Invalid, InvalidKind, SchemaError, SchemaErrorKind};
pub use resolve::{Files, Memory, Resolver};
pub use schema::Schema;
