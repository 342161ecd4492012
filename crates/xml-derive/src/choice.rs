//! `#[derive(XmlChoice)]`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, Ident};

use crate::enums::{Case, cases};

pub(crate) fn derive(input: DeriveInput) -> syn::Result<TokenStream> {
    let name = &input.ident;
    let cases = cases(&input)?;
    if let Some(case) = cases.iter().find(|case| case.payload.is_none()) {
        return Err(syn::Error::new_spanned(&case.ident, "a case holds its element"));
    }
    let known: Vec<&Case> = cases.iter().filter(|case| !case.other).collect();
    let idents: Vec<&Ident> = known.iter().map(|case| &case.ident).collect();
    let names: Vec<&String> = known.iter().map(|case| &case.name).collect();
    let other = cases.iter().find(|case| case.other).map(|case| &case.ident);
    let read_other = match other {
        Some(other) => quote!(::vir_xml::XmlElement::read(node).map(Self::#other)),
        None => {
            quote!(::core::result::Result::Err(::vir_xml::private::unknown_element(node, &[#(#names),*])))
        }
    };
    let name_other = other.map(|other| quote!(Self::#other(element) => &element.name,));
    let write_other = other.map(|other| quote!(Self::#other(element) => element.write(&element.name, w),));
    Ok(quote! {
        #[automatically_derived]
        impl ::vir_xml::XmlChoice for #name {
            fn read_choice(node: ::vir_xml::Node<'_>) -> ::vir_xml::Result<Self> {
                match node.key() {
                    #(#names => ::vir_xml::XmlElement::read(node).map(Self::#idents),)*
                    _ => #read_other,
                }
            }

            fn element_name(&self) -> &str {
                match self {
                    #(Self::#idents(_) => #names,)*
                    #name_other
                }
            }

            fn write_choice(&self, w: &mut ::vir_xml::Writer) {
                use ::vir_xml::XmlElement as _;
                match self {
                    #(Self::#idents(element) => element.write(#names, w),)*
                    #write_other
                }
            }
        }
    })
}
