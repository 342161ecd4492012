//! The writing half of `XmlElement`.

use proc_macro2::TokenStream;
use quote::quote;

use crate::field::{FieldSpec, Shape, Source};
use crate::scope::{Member, Scope};

pub(crate) fn body(scope: &Scope, fields: &[FieldSpec], rest: Option<&FieldSpec>) -> TokenStream {
    let rest = match rest {
        Some(field) => {
            let ident = &field.ident;
            quote!(&self.#ident)
        }
        None => quote!(::vir_xml::Rest::nothing()),
    };
    let content = element(scope, fields);
    quote! {
        let rest: &::vir_xml::Rest = #rest;
        #content
    }
}

fn element(scope: &Scope, fields: &[FieldSpec]) -> TokenStream {
    let mut out = quote! {
        let mut cursor = rest.cursor();
        cursor.attrs(w, 0);
    };
    for (slot, _, field) in scope.attributes(fields) {
        out.extend(attribute(field));
        out.extend(quote!(cursor.attrs(w, #slot);));
    }
    out.extend(quote!(cursor.attrs(w, u16::MAX);));
    for (_, member) in scope.nodes() {
        if let Member::Leaf(at) = member
            && let Some(field) = fields.get(*at)
            && let Some((uri, prefix)) = &field.ns
        {
            let written = field.is_written();
            out.extend(quote!(if #written { w.namespace(#uri, #prefix, rest); }));
        }
    }
    if let Some((_, field)) = scope.text(fields) {
        let text = field.writer();
        out.extend(guarded(field, &quote!(w.text(&#text);)));
    }
    out.extend(quote!(cursor.nodes(w, 0, 0);));
    for (slot, member) in scope.nodes() {
        out.extend(match member {
            Member::Nested(inner) => nested(slot, inner, fields),
            Member::Leaf(at) => fields.get(*at).map_or_else(TokenStream::new, |field| node(slot, field)),
        });
        out.extend(quote!(cursor.nodes(w, #slot, u32::MAX);));
    }
    out.extend(quote!(cursor.nodes(w, u16::MAX, u32::MAX);));
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
        _ => return TokenStream::new(),
    };
    guarded(field, &action)
}

fn node(slot: u16, field: &FieldSpec) -> TokenStream {
    let ident = &field.ident;
    let each = |write: TokenStream| {
        quote! {
            for (index, item) in (1u32..).zip(&self.#ident) {
                #write
                cursor.nodes(w, #slot, index);
            }
        }
    };
    match (&field.source, field.shape) {
        (Source::Child(name), Shape::List) => {
            let name = qualified(field, name);
            each(quote!(::vir_xml::XmlElement::write(item, #name, w);))
        }
        (Source::Child(name), _) => {
            let name = qualified(field, name);
            guarded(field, &quote!(::vir_xml::XmlElement::write(value, #name, w);))
        }
        (Source::Children, _) => each(quote!(::vir_xml::XmlChoice::write_choice(item, w);)),
        (Source::Raw(_), _) => guarded(field, &quote!(w.raw(value.as_str());)),
        (Source::Union { child, .. }, _) => guarded(
            field,
            &quote! {
                if ::vir_xml::XmlUnion::has_body(value) {
                    w.start(#child);
                    ::vir_xml::XmlUnion::write_case(value, w);
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

fn nested(slot: u16, scope: &Scope, fields: &[FieldSpec]) -> TokenStream {
    let name = &scope.name;
    let written = written(slot, scope, fields, &quote!(rest));
    let content = element(scope, fields);
    quote! {
        if #written {
            let rest = rest.nested(#slot).unwrap_or_else(|| ::vir_xml::Rest::nothing());
            w.start(#name);
            #content
            w.end();
        }
    }
}

/// Whether a nested element is written: because of a field in it, or because something of it is kept.
fn written(slot: u16, scope: &Scope, fields: &[FieldSpec], rest: &TokenStream) -> TokenStream {
    if let Some((_, flag)) = scope.flag(fields) {
        return flag.is_written();
    }
    // What is kept of deeper elements is kept inside what is kept of this one, so it needs no look.
    let mut test = quote!(#rest.nested(#slot).is_some());
    collect(scope, fields, &mut test);
    test
}

fn collect(scope: &Scope, fields: &[FieldSpec], test: &mut TokenStream) {
    for (_, member) in scope.nodes() {
        match member {
            Member::Nested(inner) => collect(inner, fields, test),
            Member::Leaf(at) => {
                if let Some(field) = fields.get(*at) {
                    let written = field.is_written();
                    test.extend(quote!(|| #written));
                }
            }
        }
    }
}
