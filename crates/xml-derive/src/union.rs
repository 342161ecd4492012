//! `#[derive(XmlUnion)]`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, Type};

use crate::enums::{Case, cases, words};
use crate::field::inside;

pub(crate) fn derive(input: DeriveInput) -> syn::Result<TokenStream> {
    let name = &input.ident;
    let mut by = None;
    words(&input.attrs, |key, value| {
        by = Some(value);
        key == "by"
    })?;
    let cases = cases(&input)?;
    let (mut read, mut show, mut has, mut write) = Default::default();
    for case in &cases {
        arms(case, (&mut read, &mut show, &mut has, &mut write))?;
    }
    let known: Vec<&String> = cases.iter().filter(|case| !case.other).map(|case| &case.name).collect();
    if known.len() == cases.len() {
        read.extend(quote! {
            _ => ::core::result::Result::Err(::vir_xml::private::unknown_case(owner, case, &[#(#known),*])),
        });
    }
    let element = by.map(|by| {
        quote! {
            #[automatically_derived]
            impl ::vir_xml::XmlElement for #name {
                fn read(node: ::vir_xml::Node<'_>) -> ::vir_xml::Result<Self> {
                    let ::core::option::Option::Some(case) = node.attr(#by) else {
                        return ::core::result::Result::Err(node.missing_attr(#by));
                    };
                    let body = ::core::option::Option::Some(node.without(#by));
                    <Self as ::vir_xml::XmlUnion>::read_case(node, &case, body)
                }

                fn write_body(&self, w: &mut ::vir_xml::Writer) {
                    w.attr(#by, ::vir_xml::XmlUnion::case(self));
                    ::vir_xml::XmlUnion::write_case(self, w);
                }
            }
        }
    });
    Ok(quote! {
        #[automatically_derived]
        impl ::vir_xml::XmlUnion for #name {
            fn read_case(
                owner: ::vir_xml::Node<'_>,
                case: &::vir_xml::Attr<'_>,
                body: ::core::option::Option<::vir_xml::Node<'_>>,
            ) -> ::vir_xml::Result<Self> {
                match case.value { #read }
            }

            fn case(&self) -> &str {
                match self { #show }
            }

            fn has_body(&self) -> bool {
                match self { #has }
            }

            fn write_case(&self, w: &mut ::vir_xml::Writer) {
                match self { #write }
            }
        }

        #element
    })
}

type Arms<'a> = (&'a mut TokenStream, &'a mut TokenStream, &'a mut TokenStream, &'a mut TokenStream);

fn arms(case: &Case, (read, show, has, write): Arms<'_>) -> syn::Result<()> {
    let (ident, word) = (&case.ident, &case.name);
    let Some(payload) = &case.payload else {
        return Err(syn::Error::new_spanned(ident, "a case holds what its element holds"));
    };
    if case.other {
        read.extend(quote!(_ => ::vir_xml::OtherCase::read(case, body).map(Self::#ident),));
        show.extend(quote!(Self::#ident(other) => &other.case,));
        has.extend(quote!(Self::#ident(other) => other.body.is_some(),));
        write.extend(quote! {
            Self::#ident(other) => if let ::core::option::Option::Some(body) = &other.body {
                ::vir_xml::XmlElement::write_body(body, w);
            }
        });
        return Ok(());
    }
    show.extend(quote!(Self::#ident(_) => #word,));
    if is_option(payload) {
        read.extend(quote!(#word => body.map(::vir_xml::XmlElement::read).transpose().map(Self::#ident),));
        has.extend(quote!(Self::#ident(body) => body.is_some(),));
        write.extend(quote! {
            Self::#ident(body) => if let ::core::option::Option::Some(body) = body {
                ::vir_xml::XmlElement::write_body(body, w);
            }
        });
    } else {
        read.extend(quote! {
            #word => ::vir_xml::XmlElement::read(body.unwrap_or(owner)).map(Self::#ident),
        });
        has.extend(quote!(Self::#ident(_) => true,));
        write.extend(quote!(Self::#ident(body) => ::vir_xml::XmlElement::write_body(body, w),));
    }
    Ok(())
}

fn is_option(ty: &Type) -> bool {
    inside(ty, "Option").is_some()
}
