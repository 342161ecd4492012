//! `#[derive(XmlChoice)]`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, Ident};

use crate::enums::{Case, cases};

pub(crate) fn derive(input: DeriveInput) -> syn::Result<TokenStream> {
    let name = &input.ident;
    let cases = cases(&input)?;
    if let Some(case) = cases.iter().find(|case| case.payload.is_none() || case.other) {
        return Err(syn::Error::new_spanned(&case.ident, "a case holds its element"));
    }
    let idents: Vec<&Ident> = cases.iter().map(|case: &Case| &case.ident).collect();
    let names: Vec<&String> = cases.iter().map(|case| &case.name).collect();
    Ok(quote! {
        #[automatically_derived]
        impl #name {
            /// The names of the elements, in the order of the enum.
            pub const NAMES: &'static [&'static str] = &[#(#names),*];
        }

        #[automatically_derived]
        impl ::vir_xml::XmlChoice for #name {
            fn read_choice(
                node: ::vir_xml::Node<'_>,
            ) -> ::vir_xml::Result<::core::option::Option<Self>> {
                match node.key() {
                    #(#names => ::vir_xml::XmlElement::read(node)
                        .map(|value| ::core::option::Option::Some(Self::#idents(value))),)*
                    _ => ::core::result::Result::Ok(::core::option::Option::None),
                }
            }

            fn element_name(&self) -> &'static str {
                match self {
                    #(Self::#idents(_) => #names,)*
                }
            }

            fn write_choice(&self, w: &mut ::vir_xml::Writer) {
                match self {
                    #(Self::#idents(element) => ::vir_xml::XmlElement::write(element, #names, w),)*
                }
            }
        }
    })
}
