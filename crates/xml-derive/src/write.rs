//! The writing half of `XmlElement`.

use proc_macro2::TokenStream;
use quote::quote;

use crate::field::{FieldSpec, Shape, Source};
use crate::scope::{Member, Scope};

/// Writes the attributes of an element that is open.
pub(crate) fn attributes(scope: &Scope, fields: &[FieldSpec]) -> TokenStream {
    let mut out = TokenStream::new();
    for (_, field) in scope.attributes(fields) {
        out.extend(attribute(field));
    }
    for member in &scope.members {
        if let Member::Leaf(at) = member
            && let Some(field) = fields.get(*at)
            && let Some((uri, prefix)) = &field.ns
        {
            let written = field.is_written();
            out.extend(quote!(if #written { w.namespace(#uri, #prefix); }));
        }
    }
    out
}

/// Writes what is inside an element that is open.
pub(crate) fn nodes(scope: &Scope, fields: &[FieldSpec]) -> TokenStream {
    let mut out = TokenStream::new();
    if let Some((_, field)) = scope.text(fields) {
        let text = field.writer();
        out.extend(guarded(field, &quote!(w.text(&#text);)));
    }
    for member in &scope.members {
        out.extend(match member {
            Member::Nested(inner) => nested(inner, fields),
            Member::Leaf(at) => fields.get(*at).map_or_else(TokenStream::new, node),
        });
    }
    out
}

/// Runs `action` with `value` bound to the field's value, if it is to be written.
fn guarded(field: &FieldSpec, action: &TokenStream) -> TokenStream {
    let (ident, written) = (&field.ident, field.is_written());
    match field.shape {
        Shape::Optional => quote! {
            if let ::core::option::Option::Some(value) = &self.#ident && #written {
                #action
            }
        },
        _ => quote! {
            if #written {
                let value = &self.#ident;
                #action
            }
        },
    }
}

fn attribute(field: &FieldSpec) -> TokenStream {
    let text = field.writer();
    let action = match &field.source {
        Source::Attr(name) => quote!(w.attr(#name, &#text);),
        Source::Union { attr, .. } => quote!(w.attr(#attr, ::vir_xml::XmlUnion::case(value));),
        Source::Text { scale: Some(scale) } => {
            quote!(::vir_xml::write_scaled(w, ::vir_xml::Scale::#scale);)
        }
        Source::Flatten => quote!(::vir_xml::XmlElement::write_attrs(value, w);),
        _ => return TokenStream::new(),
    };
    guarded(field, &action)
}

fn node(field: &FieldSpec) -> TokenStream {
    let (ident, text) = (&field.ident, field.writer());
    let each = |write: TokenStream| {
        guarded(
            field,
            &quote! {
                for value in &self.#ident {
                    #write
                }
            },
        )
    };
    match (&field.source, field.shape) {
        (Source::Child(name), Shape::List) => {
            let name = qualified(field, name);
            each(quote!(::vir_xml::XmlElement::write(value, #name, w);))
        }
        (Source::Child(name), _) => {
            let name = qualified(field, name);
            guarded(field, &quote!(::vir_xml::XmlElement::write(value, #name, w);))
        }
        (Source::Texts(name), _) => each(quote!(w.text_element(#name, &#text);)),
        (Source::Attrs { child, attr }, _) => each(quote! {
            w.start(#child);
            w.attr(#attr, &#text);
            w.end();
        }),
        (Source::Children, Shape::List) => each(quote!(::vir_xml::XmlChoice::write_choice(value, w);)),
        (Source::Children, _) => guarded(field, &quote!(::vir_xml::XmlChoice::write_choice(value, w);)),
        (Source::Raw(_), _) => guarded(field, &quote!(w.raw(value.as_str());)),
        (Source::Flatten, _) => guarded(field, &quote!(::vir_xml::XmlElement::write_nodes(value, w);)),
        (Source::Union { child, .. }, _) => guarded(
            field,
            &quote! {
                if ::vir_xml::XmlUnion::has_body(value) {
                    w.start(#child);
                    ::vir_xml::XmlUnion::write_case_attrs(value, w);
                    ::vir_xml::XmlUnion::write_case_nodes(value, w);
                    w.end();
                }
            },
        ),
        _ => TokenStream::new(),
    }
}

fn qualified(field: &FieldSpec, name: &str) -> TokenStream {
    match &field.ns {
        Some((uri, _)) => quote!(&w.qualified(#uri, #name)),
        None => quote!(#name),
    }
}

fn nested(scope: &Scope, fields: &[FieldSpec]) -> TokenStream {
    let name = &scope.name;
    let written = written(scope, fields);
    let (attributes, nodes) = (attributes(scope, fields), nodes(scope, fields));
    quote! {
        if #written {
            w.start(#name);
            #attributes
            #nodes
            w.end();
        }
    }
}

/// Whether a nested element is written: because it is there, or because of a field in it.
fn written(scope: &Scope, fields: &[FieldSpec]) -> TokenStream {
    if let Some((_, flag)) = scope.flag(fields) {
        return flag.is_written();
    }
    let mut tests = Vec::new();
    collect(scope, fields, &mut tests);
    quote!(#(#tests)||*)
}

fn collect(scope: &Scope, fields: &[FieldSpec], tests: &mut Vec<TokenStream>) {
    for member in &scope.members {
        match member {
            Member::Nested(inner) => tests.push({
                let test = written(inner, fields);
                quote!((#test))
            }),
            Member::Leaf(at) => tests.extend(fields.get(*at).map(FieldSpec::is_written)),
        }
    }
}
