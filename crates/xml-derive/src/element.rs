//! `#[derive(XmlElement)]`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Fields};

use crate::field::FieldSpec;
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
    let (attributes, nodes) = (write::attributes(&scope, &fields), write::nodes(&scope, &fields));
    let (mut long, mut finish) = (None, None);
    crate::enums::words(&input.attrs, |key, value| match key {
        "long" => {
            long = Some(quote!(w.long_form();));
            true
        }
        "finish" => {
            finish = syn::parse_str(&value).ok();
            finish.is_some()
        }
        _ => false,
    })?;
    let read = read::body(&scope, &fields, finish.as_ref());
    let name = &input.ident;
    Ok(quote! {
        #[automatically_derived]
        #[allow(unused_mut, unused_variables, unused_assignments, clippy::all, clippy::pedantic)]
        impl ::vir_xml::XmlElement for #name {
            fn read(node: ::vir_xml::Node<'_>) -> ::vir_xml::Result<Self> {
                #read
            }

            fn write_attrs(&self, w: &mut ::vir_xml::Writer) {
                #long
                #attributes
            }

            fn write_nodes(&self, w: &mut ::vir_xml::Writer) {
                #nodes
            }
        }
    })
}
