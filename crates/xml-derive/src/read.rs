//! The reading half of `XmlElement`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::Ident;

use crate::field::{FieldSpec, Shape, Source};
use crate::scope::{Member, Scope, slot_var};

pub(crate) fn body(scope: &Scope, fields: &[FieldSpec], rest: Option<&FieldSpec>) -> TokenStream {
    let keep = rest.is_some();
    let variables = fields.iter().enumerate().map(|(at, field)| {
        let (var, inner) = (slot_var(at), &field.inner);
        match (&field.source, field.shape) {
            (Source::Rest, _) => TokenStream::new(),
            (Source::Flag, _) => quote!(let mut #var = false;),
            (_, Shape::List) => quote!(let mut #var: ::std::vec::Vec<#inner> = ::std::vec::Vec::new();),
            _ => quote!(let mut #var: ::core::option::Option<#inner> = ::core::option::Option::None;),
        }
    });
    let content = element(scope, fields);
    let values = fields.iter().enumerate().map(|(at, field)| value(at, field));
    quote! {
        let mut rest = ::vir_xml::RestBuilder::new(#keep);
        #(#variables)*
        #content
        ::core::result::Result::Ok(Self { #(#values),* })
    }
}

/// What becomes of a field's variable at the end.
fn value(at: usize, field: &FieldSpec) -> TokenStream {
    let (ident, var) = (&field.ident, slot_var(at));
    if matches!(field.source, Source::Rest) {
        return quote!(#ident: rest.finish());
    }
    if matches!(field.source, Source::Flag) || field.shape != Shape::Plain {
        return quote!(#ident: #var);
    }
    if !field.required {
        return quote!(#ident: #var.unwrap_or_default());
    }
    let error = match (&field.missing, &field.source) {
        (Some((kind, text)), _) => quote!(node.error(::vir_xml::Kind::#kind, #text)),
        (None, Source::Attr(name) | Source::Union { attr: name, .. }) => quote!(node.missing_attr(#name)),
        (None, Source::Child(name)) => quote!(node.missing_child(#name)),
        (None, _) => {
            let name = field.path.last().cloned().unwrap_or_default();
            quote!(node.missing_child(#name))
        }
    };
    quote! {
        #ident: match #var {
            ::core::option::Option::Some(value) => value,
            ::core::option::Option::None => return ::core::result::Result::Err(#error),
        }
    }
}

/// Reads one element: `node` and `rest` name it and its remainder.
fn element(scope: &Scope, fields: &[FieldSpec]) -> TokenStream {
    let attributes = attributes(scope, fields);
    let nodes = nodes(scope, fields);
    let text = scope.text(fields).map(|(at, field)| {
        let (var, expected, reworded) = (slot_var(at), &field.expected, field.reworded());
        match &field.source {
            Source::Text { scale: Some(scale) } => quote! {
                #var = ::vir_xml::read_scaled(node, unit, ::vir_xml::Scale::#scale)#reworded?;
            },
            _ => {
                let parse = field.reader();
                quote!(#var = ::vir_xml::read_own_text(node, #expected, #parse)#reworded?;)
            }
        }
    });
    let flag = scope.flag(fields).map(|(at, _)| {
        let var = slot_var(at);
        quote!(#var = true;)
    });
    quote!(#attributes #nodes #text #flag)
}

fn attributes(scope: &Scope, fields: &[FieldSpec]) -> TokenStream {
    let list = scope.attributes(fields);
    let mut before = TokenStream::new();
    let mut arms = TokenStream::new();
    for (slot, at, field) in &list {
        let (var, expected, reworded) = (slot_var(*at), &field.expected, field.reworded());
        match &field.source {
            Source::Union { attr, .. } => {
                let tag = tag_var(*at);
                before.extend(quote!(let mut #tag = ::core::option::Option::None;));
                arms.extend(quote!(#attr => { slot = #slot; #tag = ::core::option::Option::Some(attr); }));
            }
            Source::Text { .. } => {
                before.extend(quote!(let mut unit = ::core::option::Option::None;));
                arms.extend(
                    quote!("unit" => { slot = #slot; unit = ::core::option::Option::Some(attr.value); }),
                );
            }
            Source::Attr(name) => {
                let parse = field.reader();
                let read = quote! {
                    #var = ::core::option::Option::Some(
                        ::vir_xml::read_attr(node, &attr, #expected, #parse)#reworded?
                    );
                };
                let read = if field.live { quote!(if node.live() { #read }) } else { read };
                arms.extend(quote!(#name => { slot = #slot; #read }));
            }
            _ => {}
        }
    }
    quote! {
        #before
        let mut slot = 0u16;
        for attr in node.attrs() {
            match attr.key {
                #arms
                _ => rest.attr(slot, &attr),
            }
        }
    }
}

fn nodes(scope: &Scope, fields: &[FieldSpec]) -> TokenStream {
    let mut before = TokenStream::new();
    let mut arms = TokenStream::new();
    let mut foreign = TokenStream::new();
    let mut other = quote!(rest.element(slot, index, child));
    let mut after = TokenStream::new();
    for (slot, member) in scope.nodes() {
        match member {
            Member::Nested(inner) => {
                let (name, seen) = (&inner.name, seen_var(slot));
                let content = element(inner, fields);
                let bare = bare(inner, fields);
                before.extend(quote!(let mut #seen = false;));
                arms.extend(quote! {
                    #name if !#seen => {
                        #seen = true;
                        (slot, index) = (#slot, 0);
                        let (kept, bare) = {
                            let node = child;
                            let mut rest = rest.nest();
                            #content
                            (rest.finish(), #bare)
                        };
                        rest.nested(#slot, kept, bare);
                    }
                });
            }
            Member::Leaf(at) => {
                let Some(field) = fields.get(*at) else { continue };
                let var = slot_var(*at);
                match &field.source {
                    Source::Child(name) => {
                        let (reworded, list) = (field.reworded(), field.shape == Shape::List);
                        let read = quote!(::vir_xml::XmlElement::read(child)#reworded?);
                        let (free, store) = if list {
                            (
                                quote!(true),
                                quote! {
                                    #var.push(#read);
                                    (slot, index) = (#slot, ::core::convert::TryFrom::try_from(#var.len())
                                        .unwrap_or(u32::MAX));
                                },
                            )
                        } else {
                            (
                                quote!(#var.is_none()),
                                quote! {
                                    #var = ::core::option::Option::Some(#read);
                                    (slot, index) = (#slot, 0);
                                },
                            )
                        };
                        match &field.ns {
                            Some((ns, _)) => {
                                foreign.extend(quote!(_ if child.is(#ns, #name) && #free => { #store }));
                            }
                            None => arms.extend(quote!(#name if #free => { #store })),
                        }
                    }
                    Source::Raw(name) => arms.extend(quote! {
                        #name if #var.is_none() => {
                            #var = ::core::option::Option::Some(::vir_xml::RawXml::from_node(child));
                            (slot, index) = (#slot, 0);
                        }
                    }),
                    Source::Union { child, .. } => {
                        let (tag, body) = (tag_var(*at), body_var(*at));
                        before.extend(quote!(let mut #body = ::core::option::Option::None;));
                        arms.extend(quote! {
                            #child if #body.is_none() => {
                                #body = ::core::option::Option::Some(child);
                                (slot, index) = (#slot, 0);
                            }
                        });
                        after.extend(quote! {
                            match (#tag, #body) {
                                (::core::option::Option::Some(tag), body) => {
                                    #var = ::core::option::Option::Some(
                                        ::vir_xml::XmlUnion::read_case(node, &tag, body)?
                                    );
                                }
                                (_, ::core::option::Option::Some(body)) => rest.element(#slot, 0, body),
                                _ => {}
                            }
                        });
                    }
                    Source::Children => {
                        other = quote! {{
                            #var.push(::vir_xml::XmlChoice::read_choice(child)?);
                            (slot, index) = (#slot, ::core::convert::TryFrom::try_from(#var.len())
                                .unwrap_or(u32::MAX));
                        }};
                    }
                    Source::Attr(_) | Source::Text { .. } | Source::Flag | Source::Rest => {}
                }
            }
        }
    }
    let text = if scope.text(fields).is_some() { quote!({}) } else { quote!(rest.text(slot, index, text)) };
    quote! {
        #before
        let (mut slot, mut index) = (0u16, 0u32);
        for item in node.items() {
            match item {
                ::vir_xml::Item::Element(child) => match child.key() {
                    #arms
                    #foreign
                    _ => #other,
                },
                ::vir_xml::Item::Text(text) => #text,
                _ => {}
            }
        }
        #after
    }
}

/// Whether nothing in a nested element set a field, so that only its presence is left to keep.
fn bare(scope: &Scope, fields: &[FieldSpec]) -> TokenStream {
    let mut all = quote!(true);
    for (slot, member) in scope.nodes() {
        match member {
            Member::Nested(_) => {
                let seen = seen_var(slot);
                all.extend(quote!(&& !#seen));
            }
            Member::Leaf(at) => {
                let Some(field) = fields.get(*at) else { continue };
                let var = slot_var(*at);
                all.extend(match (&field.source, field.shape) {
                    (Source::Rest, _) => TokenStream::new(),
                    (Source::Flag, _) => quote!(&& !#var),
                    (_, Shape::List) => quote!(&& #var.is_empty()),
                    _ => quote!(&& #var.is_none()),
                });
            }
        }
    }
    all
}

fn seen_var(slot: u16) -> Ident {
    format_ident!("seen_{slot}")
}

fn tag_var(field: usize) -> Ident {
    format_ident!("tag_{field}")
}

fn body_var(field: usize) -> Ident {
    format_ident!("body_{field}")
}
