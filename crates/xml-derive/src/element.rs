//! `#[derive(XmlElement)]`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Fields};

use crate::field::{FieldSpec, Source};
use crate::scope::Scope;
use crate::{read, write};

pub(crate) fn derive(input: DeriveInput) -> syn::Result<TokenStream> {
    let Data::Struct(data) = &input.data else {
        return Err(syn::Error::new_spanned(&input, "XmlElement is for structs"));
    };
    let Fields::Named(named) = &data.fields else {
        return Err(syn::Error::new_spanned(&input, "XmlElement needs named fields"));
    };
    let fields: Vec<FieldSpec> = named.named.iter().map(FieldSpec::parse).collect::<syn::Result<_>>()?;
    let scope = Scope::build(&fields);
    let rest = fields.iter().find(|field| matches!(field.source, Source::Rest));
    let read = read::body(&scope, &fields, rest);
    let write = write::body(&scope, &fields, rest);
    let mut long = None;
    crate::enums::words(&input.attrs, |key, _| {
        long = Some(quote!(w.long_form();));
        key == "long"
    })?;
    let name = &input.ident;
    Ok(quote! {
        #[automatically_derived]
        #[allow(unused_mut, unused_variables, unused_assignments, clippy::all, clippy::pedantic)]
        impl ::vir_xml::XmlElement for #name {
            fn read(node: ::vir_xml::Node<'_>) -> ::vir_xml::Result<Self> {
                #read
            }

            fn write_body(&self, w: &mut ::vir_xml::Writer) {
                #long
                #write
            }
        }
    })
}
