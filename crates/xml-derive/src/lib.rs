//! The derives of `vir-xml`; its front page lists their attributes.
#![forbid(unsafe_code)]

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

mod choice;
mod element;
mod enums;
mod field;
mod read;
mod scope;
mod union;
mod write;

/// Implements `XmlElement` for a struct with named fields.
///
/// `#[xml(long)]` on the struct: the element gets an end tag even if it is empty.
#[proc_macro_derive(XmlElement, attributes(xml))]
pub fn derive_element(input: TokenStream) -> TokenStream {
    run(parse_macro_input!(input as DeriveInput), element::derive)
}

/// Implements `XmlValue`, `Display`, `Serialize` and `Deserialize` for an enum of words.
///
/// `#[xml(name = "word")]` gives a case its word (else its own name in lower case); one case may be
/// `#[xml(other)] Other(String)` and makes the enum open.
#[proc_macro_derive(XmlEnum, attributes(xml))]
pub fn derive_enum(input: TokenStream) -> TokenStream {
    run(parse_macro_input!(input as DeriveInput), enums::derive)
}

/// Implements `XmlChoice` for an enum whose cases are elements of different names.
///
/// `#[xml(name = "disk")] Disk(Box<Disk>)`; one case may be `#[xml(other)] Other(RawElement)`.
#[proc_macro_derive(XmlChoice, attributes(xml))]
pub fn derive_choice(input: TokenStream) -> TokenStream {
    run(parse_macro_input!(input as DeriveInput), choice::derive)
}

/// Implements `XmlUnion` for an enum whose cases depend on the value of an attribute.
///
/// `#[xml(name = "file")] File(Option<FileSource>)`; one case may be `#[xml(other)] Other(OtherCase)`.
/// With `#[xml(by = "type")]` on the enum the attribute stands on the element itself, and the enum is an
/// `XmlElement` too.
#[proc_macro_derive(XmlUnion, attributes(xml))]
pub fn derive_union(input: TokenStream) -> TokenStream {
    run(parse_macro_input!(input as DeriveInput), union::derive)
}

fn run(input: DeriveInput, derive: fn(DeriveInput) -> syn::Result<proc_macro2::TokenStream>) -> TokenStream {
    derive(input).unwrap_or_else(|error| error.into_compile_error()).into()
}
