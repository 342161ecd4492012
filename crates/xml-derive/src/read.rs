//! The reading half of `XmlElement`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::Ident;

use crate::field::{FieldSpec, Shape, Source};
use crate::scope::{Member, Scope, slot_var};

pub(crate) fn body(scope: &Scope, fields: &[FieldSpec], finish: Option<&syn::Path>) -> TokenStream {
    let finish = finish.map(|path| quote!(#path(&mut value, node)?;));
    let variables = fields.iter().enumerate().map(|(at, field)| {
        let (var, inner) = (slot_var(at), &field.inner);
        match (&field.source, field.shape) {
            (Source::Flatten, _) => TokenStream::new(),
            (Source::Flag, _) => quote!(let mut #var = false;),
            (_, Shape::List) => quote!(let mut #var: ::std::vec::Vec<#inner> = ::std::vec::Vec::new();),
            _ => quote!(let mut #var: ::core::option::Option<#inner> = ::core::option::Option::None;),
        }
    });
    let content = element(scope, fields);
    let values = fields.iter().enumerate().map(|(at, field)| value(at, field));
    quote! {
        #(#variables)*
        #content
        let mut value = Self { #(#values),* };
        #finish
        ::core::result::Result::Ok(value)
    }
}

/// What becomes of a field's variable at the end.
fn value(at: usize, field: &FieldSpec) -> TokenStream {
    let (ident, var) = (&field.ident, slot_var(at));
    if matches!(field.source, Source::Flatten) {
        return quote!(#ident: ::vir_xml::XmlElement::read(node)?);
    }
    if matches!(field.source, Source::Flag) || field.shape != Shape::Plain {
        return quote!(#ident: #var);
    }
    if !field.required {
        return quote!(#ident: #var.unwrap_or_default());
    }
    let error = match (&field.missing, &field.source) {
        (Some((kind, text)), _) => quote!(node.error(::vir_xml::Kind::#kind, #text)),
        (None, Source::Attr(name) | Source::Union { attr: name, .. }) => match field.path.as_slice() {
            [] => quote!(node.missing_attr(#name)),
            path => quote!(node.missing_attr_at(&[#(#path),*], #name)),
        },
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

/// Reads one element, which `node` names.
fn element(scope: &Scope, fields: &[FieldSpec]) -> TokenStream {
    let attributes = attributes(scope, fields);
    let nodes = nodes(scope, fields);
    let text = scope.text(fields).map(|(at, field)| {
        let (var, expected, reworded) = (slot_var(at), &field.expected, field.reworded());
        let read = match &field.source {
            Source::Text { scale: Some(scale) } => quote! {
                #var = ::vir_xml::read_scaled(node, unit, ::vir_xml::Scale::#scale)#reworded?;
            },
            _ => {
                let parse = field.reader();
                quote!(#var = ::vir_xml::read_own_text(node, #expected, #parse)#reworded?;)
            }
        };
        if_asked(field, read)
    });
    let flag = scope.flag(fields).map(|(at, field)| {
        let var = slot_var(at);
        if_asked(field, quote!(#var = true;))
    });
    quote!(#attributes #nodes #text #flag)
}

/// Leaves out what this document is not read for.
fn if_asked(field: &FieldSpec, action: TokenStream) -> TokenStream {
    match asked(field) {
        Some(asked) => quote!(if #asked { #action }),
        None => action,
    }
}

fn asked(field: &FieldSpec) -> Option<TokenStream> {
    let live = field.live.then(|| quote!(node.live()));
    let status = field.status.then(|| quote!(node.status()));
    let read_if = field.read_if.as_ref().map(|path| quote!(#path(node)));
    let conditions: Vec<TokenStream> = [live, status, read_if].into_iter().flatten().collect();
    (!conditions.is_empty()).then(|| quote!(#(#conditions)&&*))
}

fn attributes(scope: &Scope, fields: &[FieldSpec]) -> TokenStream {
    let mut before = TokenStream::new();
    let mut arms = TokenStream::new();
    for (at, field) in scope.attributes(fields) {
        let (var, expected, reworded) = (slot_var(at), &field.expected, field.reworded());
        match &field.source {
            Source::Union { attr, .. } => {
                let tag = tag_var(at);
                before.extend(quote!(let mut #tag = ::core::option::Option::None;));
                arms.extend(quote!(#attr => #tag = ::core::option::Option::Some(attr),));
            }
            Source::Text { .. } => {
                before.extend(quote!(let mut unit = ::core::option::Option::None;));
                arms.extend(quote!("unit" => unit = ::core::option::Option::Some(attr.value),));
            }
            Source::Attr(name) => {
                let parse = field.reader();
                let read = quote! {
                    #var = ::core::option::Option::Some(
                        ::vir_xml::read_attr(node, &attr, #expected, #parse)#reworded?
                    );
                };
                let read = if_asked(field, read);
                arms.extend(quote!(#name => { #read }));
            }
            _ => {}
        }
    }
    if arms.is_empty() {
        return before;
    }
    quote! {
        #before
        for attr in node.attrs() {
            match attr.key {
                #arms
                _ => {}
            }
        }
    }
}

/// What the elements inside become: code before the loop, its arms, and code behind it.
#[derive(Default)]
struct Arms {
    before: TokenStream,
    named: TokenStream,
    foreign: TokenStream,
    other: TokenStream,
    after: TokenStream,
}

fn nodes(scope: &Scope, fields: &[FieldSpec]) -> TokenStream {
    let mut arms = Arms::default();
    for (index, member) in scope.members.iter().enumerate() {
        match member {
            Member::Nested(inner) => {
                let (name, seen) = (&inner.name, format_ident!("seen_{index}"));
                let content = element(inner, fields);
                arms.before.extend(quote!(let mut #seen = false;));
                arms.named.extend(quote! {
                    #name if !#seen => {
                        #seen = true;
                        let node = child;
                        #content
                    }
                });
            }
            Member::Leaf(at) => {
                if let Some(field) = fields.get(*at) {
                    leaf(*at, field, &mut arms);
                }
            }
        }
    }
    let Arms { before, named, foreign, other, after } = arms;
    if named.is_empty() && foreign.is_empty() && other.is_empty() {
        return quote!(#before #after);
    }
    quote! {
        #before
        for child in node.elements() {
            match child.key() {
                #named
                #foreign
                _ => { #other }
            }
        }
        #after
    }
}

fn leaf(at: usize, field: &FieldSpec, arms: &mut Arms) {
    let (var, expected, reworded) = (slot_var(at), &field.expected, field.reworded());
    let asked = asked(field);
    let once = match &asked {
        Some(asked) => quote!(#var.is_none() && #asked),
        None => quote!(#var.is_none()),
    };
    match &field.source {
        Source::Child(name) => {
            let read = quote!(::vir_xml::XmlElement::read(child)#reworded?);
            let (free, store) = if field.shape == Shape::List {
                (asked.map(|asked| quote!(if #asked)), quote!(#var.push(#read);))
            } else if field.skip_empty {
                let keep = quote! {
                    #var = ::core::option::Option::Some(#read)
                        .filter(|value| !::vir_xml::private::is_default(value));
                };
                (Some(quote!(if #once)), keep)
            } else {
                (Some(quote!(if #once)), quote!(#var = ::core::option::Option::Some(#read);))
            };
            match &field.ns {
                Some((ns, _)) => {
                    let and = free.map(|free| quote!(#free && child.is(#ns, #name)));
                    let guard = and.unwrap_or_else(|| quote!(if child.is(#ns, #name)));
                    arms.foreign.extend(quote!(_ #guard => { #store }));
                }
                None => arms.named.extend(quote!(#name #free => { #store })),
            }
        }
        Source::Raw(name) => arms.named.extend(quote! {
            #name if #once => {
                #var = ::core::option::Option::Some(::vir_xml::RawXml::from_node(child));
            }
        }),
        Source::Union { attr, child } => {
            let (tag, body) = (tag_var(at), format_ident!("body_{at}"));
            arms.before.extend(quote!(let mut #body = ::core::option::Option::None;));
            arms.named.extend(quote! {
                #child if #body.is_none() => #body = ::core::option::Option::Some(child),
            });
            arms.after.extend(quote! {
                #var = ::vir_xml::private::read_union(node, #attr, #tag, #body)?;
            });
        }
        Source::Texts(name) => {
            let parse = field.reader();
            arms.named.extend(quote! {
                #name => if let ::core::option::Option::Some(value) =
                    ::vir_xml::read_own_text(child, #expected, #parse)#reworded?
                {
                    #var.push(value);
                }
            });
        }
        Source::Attrs { child: name, attr } => {
            let parse = field.reader();
            let missing = field.required.then(|| {
                quote! {
                    else { return ::core::result::Result::Err(child.missing_attr(#attr)); }
                }
            });
            arms.named.extend(quote! {
                #name => if let ::core::option::Option::Some(attr) = child.attr(#attr) {
                    #var.push(::vir_xml::read_attr(child, &attr, #expected, #parse)#reworded?);
                } #missing
            });
        }
        Source::Children if field.shape == Shape::Optional => {
            arms.other = quote! {
                if #var.is_none() {
                    #var = ::vir_xml::XmlChoice::read_choice(child)?;
                }
            };
        }
        Source::Children => {
            arms.other = quote! {
                if let ::core::option::Option::Some(value) = ::vir_xml::XmlChoice::read_choice(child)? {
                    #var.push(value);
                }
            };
        }
        Source::Attr(_) | Source::Text { .. } | Source::Flag | Source::Flatten => {}
    }
}

fn tag_var(field: usize) -> Ident {
    format_ident!("tag_{field}")
}
