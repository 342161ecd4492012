//! `#[derive(XmlUnion)]`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, Type};

use crate::enums::{Case, cases, words};
use crate::field::inside;

pub(crate) fn derive(input: DeriveInput) -> syn::Result<TokenStream> {
    let name = &input.ident;
    let (mut by, mut default) = (None, None);
    words(&input.attrs, |key, value| match key {
        "by" => {
            by = Some(value);
            true
        }
        "default" => {
            default = Some(value);
            true
        }
        _ => false,
    })?;
    let cases = cases(&input)?;
    if let Some(case) = cases.iter().find(|case| case.other) {
        return Err(syn::Error::new_spanned(&case.ident, "a union knows all its cases"));
    }
    let mut arms = Arms::default();
    for case in &cases {
        arms.add(case);
    }
    let Arms { read, show, has, attrs, nodes } = arms;
    let known: Vec<&String> = cases.iter().map(|case| &case.name).collect();
    let default = match default {
        Some(word) => quote!(::core::option::Option::Some(#word)),
        None => quote!(::core::option::Option::None),
    };
    let element = by.map(|by| {
        quote! {
            #[automatically_derived]
            impl ::vir_xml::XmlElement for #name {
                fn read(node: ::vir_xml::Node<'_>) -> ::vir_xml::Result<Self> {
                    let body = ::core::option::Option::Some(node);
                    ::vir_xml::private::read_union(node, #by, node.attr(#by), body)?
                        .ok_or_else(|| node.missing_attr(#by))
                }

                fn write_attrs(&self, w: &mut ::vir_xml::Writer) {
                    w.attr(#by, ::vir_xml::XmlUnion::case(self));
                    ::vir_xml::XmlUnion::write_case_attrs(self, w);
                }

                fn write_nodes(&self, w: &mut ::vir_xml::Writer) {
                    ::vir_xml::XmlUnion::write_case_nodes(self, w);
                }
            }
        }
    });
    Ok(quote! {
        #[automatically_derived]
        impl #name {
            /// The words of all cases, in the order of the enum.
            pub const NAMES: &'static [&'static str] = &[#(#known),*];
        }

        #[automatically_derived]
        #[allow(unused_variables)]
        impl ::vir_xml::XmlUnion for #name {
            const DEFAULT: ::core::option::Option<&'static str> = #default;

            fn read_case(
                owner: ::vir_xml::Node<'_>,
                case: &::vir_xml::Attr<'_>,
                body: ::core::option::Option<::vir_xml::Node<'_>>,
            ) -> ::vir_xml::Result<Self> {
                match case.value {
                    #read
                    _ => ::core::result::Result::Err(
                        ::vir_xml::private::unknown_case(owner, case, Self::NAMES)
                    ),
                }
            }

            fn case(&self) -> &str {
                match self { #show }
            }

            fn has_body(&self) -> bool {
                match self { #has }
            }

            fn write_case_attrs(&self, w: &mut ::vir_xml::Writer) {
                match self { #attrs }
            }

            fn write_case_nodes(&self, w: &mut ::vir_xml::Writer) {
                match self { #nodes }
            }
        }

        #element
    })
}

#[derive(Default)]
struct Arms {
    read: TokenStream,
    show: TokenStream,
    has: TokenStream,
    attrs: TokenStream,
    nodes: TokenStream,
}

impl Arms {
    fn add(&mut self, case: &Case) {
        let (ident, word) = (&case.ident, &case.name);
        let Some(payload) = &case.payload else {
            self.read.extend(quote!(#word => ::core::result::Result::Ok(Self::#ident),));
            self.show.extend(quote!(Self::#ident => #word,));
            self.has.extend(quote!(Self::#ident => false,));
            self.attrs.extend(quote!(Self::#ident => {}));
            self.nodes.extend(quote!(Self::#ident => {}));
            return;
        };
        self.show.extend(quote!(Self::#ident(_) => #word,));
        if is_option(payload) {
            self.read.extend(quote! {
                #word => ::vir_xml::private::read_optional(body).map(Self::#ident),
            });
            self.has.extend(quote!(Self::#ident(body) => body.is_some(),));
            self.attrs.extend(quote! {
                Self::#ident(body) => if let ::core::option::Option::Some(body) = body {
                    ::vir_xml::XmlElement::write_attrs(body, w);
                }
            });
            self.nodes.extend(quote! {
                Self::#ident(body) => if let ::core::option::Option::Some(body) = body {
                    ::vir_xml::XmlElement::write_nodes(body, w);
                }
            });
        } else {
            self.read.extend(quote! {
                #word => ::vir_xml::private::read_body(owner, body).map(Self::#ident),
            });
            self.has.extend(quote!(Self::#ident(_) => true,));
            self.attrs.extend(quote!(Self::#ident(body) => ::vir_xml::XmlElement::write_attrs(body, w),));
            self.nodes.extend(quote!(Self::#ident(body) => ::vir_xml::XmlElement::write_nodes(body, w),));
        }
    }
}

fn is_option(ty: &Type) -> bool {
    inside(ty, "Option").is_some()
}
