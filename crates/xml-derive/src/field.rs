//! What is written in `#[xml(…)]` on a field.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Field, GenericArgument, Ident, LitStr, PathArguments, Token, Type};

/// Where a field's value comes from, inside the scope that its path leads to.
pub(crate) enum Source {
    Attr(String),
    Text {
        scale: Option<Ident>,
    },
    /// Text of an element that occurs several times.
    Texts(String),
    /// An attribute of an element that occurs several times.
    Attrs {
        child: String,
        attr: String,
    },
    /// A struct that shares this element.
    Flatten,
    Child(String),
    Children,
    Union {
        attr: String,
        child: String,
    },
    Flag,
    Raw(String),
}

/// How many values a field holds.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Shape {
    Plain,
    Optional,
    List,
}

pub(crate) struct FieldSpec {
    pub(crate) ident: Ident,
    pub(crate) shape: Shape,
    /// The type of one value.
    pub(crate) inner: Type,
    pub(crate) source: Source,
    pub(crate) path: Vec<String>,
    pub(crate) required: bool,
    pub(crate) skip_default: bool,
    pub(crate) skip_empty: bool,
    pub(crate) live: bool,
    pub(crate) secret: bool,
    pub(crate) status: bool,
    pub(crate) write_if: Option<syn::Path>,
    pub(crate) read_if: Option<syn::Path>,
    /// The attribute that a union's own is written behind.
    pub(crate) after: Option<String>,
    pub(crate) ns: Option<(String, String)>,
    pub(crate) expected: String,
    pub(crate) with: Option<syn::Path>,
    pub(crate) missing: Option<(Ident, String)>,
    pub(crate) invalid: Option<(Ident, String)>,
}

#[derive(Default)]
struct Words {
    attr: Option<Option<String>>,
    text: Option<Option<String>>,
    child: Option<Option<String>>,
    flag: Option<Option<String>>,
    raw: Option<Option<String>>,
    union: Option<String>,
    unit: Option<LitStr>,
    children: bool,
    flatten: bool,
    status: bool,
    write_if: Option<syn::Path>,
    read_if: Option<syn::Path>,
    after: Option<String>,
    required: bool,
    skip_default: bool,
    skip_empty: bool,
    live: bool,
    secret: bool,
    ns: Option<String>,
    prefix: Option<String>,
    expected: Option<String>,
    with: Option<syn::Path>,
    missing: Option<(Ident, String)>,
    invalid: Option<(Ident, String)>,
}

fn optional_name(input: ParseStream<'_>) -> syn::Result<Option<String>> {
    if input.peek(Token![=]) { name(input).map(Some) } else { Ok(None) }
}

fn name(input: ParseStream<'_>) -> syn::Result<String> {
    input.parse::<Token![=]>()?;
    Ok(input.parse::<LitStr>()?.value())
}

fn worded(input: ParseStream<'_>) -> syn::Result<(Ident, String)> {
    let content;
    syn::parenthesized!(content in input);
    let kind = content.parse()?;
    content.parse::<Token![,]>()?;
    let text: LitStr = content.parse()?;
    Ok((kind, text.value()))
}

fn words(field: &Field) -> syn::Result<Words> {
    let mut w = Words::default();
    for attr in field.attrs.iter().filter(|attr| attr.path().is_ident("xml")) {
        attr.parse_nested_meta(|meta| {
            let input = meta.input;
            let Some(key) = meta.path.get_ident().map(Ident::to_string) else {
                return Err(meta.error("expected a word"));
            };
            match key.as_str() {
                "attr" => w.attr = Some(optional_name(input)?),
                "text" => w.text = Some(optional_name(input)?),
                "child" => w.child = Some(optional_name(input)?),
                "flag" => w.flag = Some(optional_name(input)?),
                "raw" => w.raw = Some(optional_name(input)?),
                "union" => w.union = Some(name(input)?),
                "unit" => {
                    input.parse::<Token![=]>()?;
                    w.unit = Some(input.parse()?);
                }
                "children" => w.children = true,
                "flatten" => w.flatten = true,
                "status" => w.status = true,
                "after" => w.after = Some(name(input)?),
                "read_if" => {
                    input.parse::<Token![=]>()?;
                    w.read_if = Some(input.parse::<LitStr>()?.parse()?);
                }
                "write_if" => {
                    input.parse::<Token![=]>()?;
                    w.write_if = Some(input.parse::<LitStr>()?.parse()?);
                }
                "required" => w.required = true,
                "skip_default" => w.skip_default = true,
                "skip_empty" => w.skip_empty = true,
                "live" => w.live = true,
                "secret" => w.secret = true,
                "ns" => w.ns = Some(name(input)?),
                "prefix" => w.prefix = Some(name(input)?),
                "with" => {
                    input.parse::<Token![=]>()?;
                    w.with = Some(input.parse::<LitStr>()?.parse()?);
                }
                "expected" => w.expected = Some(name(input)?),
                "missing" => w.missing = Some(worded(input)?),
                "invalid" => w.invalid = Some(worded(input)?),
                _ => return Err(meta.error("unknown word in #[xml(…)]")),
            }
            Ok(())
        })?;
    }
    Ok(w)
}

impl FieldSpec {
    pub(crate) fn parse(field: &Field) -> syn::Result<Self> {
        let Some(ident) = field.ident.clone() else {
            return Err(syn::Error::new_spanned(field, "fields need names"));
        };
        let w = words(field)?;
        let own = ident.unraw().to_string();
        let wrong = |text: &str| syn::Error::new_spanned(field, text);
        let split = |given: Option<String>| -> Vec<String> {
            given.unwrap_or_else(|| own.clone()).split('/').map(str::to_owned).collect()
        };
        let popped = |mut path: Vec<String>| -> (Vec<String>, String) {
            let last = path.pop().unwrap_or_default();
            (path, last)
        };
        let scale = match &w.unit {
            None => None,
            Some(unit) => Some(match unit.value().as_str() {
                "KiB" => Ident::new("Kib", unit.span()),
                "bytes" => Ident::new("Bytes", unit.span()),
                _ => return Err(syn::Error::new_spanned(unit, "expected \"KiB\" or \"bytes\"")),
            }),
        };
        let (shape, inner) = shape_of(&field.ty);
        let list = shape == Shape::List;
        let (source, path) = if w.flatten {
            (Source::Flatten, Vec::new())
        } else if w.children {
            (Source::Children, Vec::new())
        } else if let Some(attr) = w.union {
            let Some(child) = w.child else { return Err(wrong("a union needs `child`")) };
            let (path, child) = popped(split(child));
            (Source::Union { attr, child }, path)
        } else if let Some(attr) = w.attr {
            let (path, attr) = popped(split(attr));
            let attr = attr.trim_start_matches('@').to_owned();
            if list {
                let (path, child) = popped(path);
                (Source::Attrs { child, attr }, path)
            } else {
                (Source::Attr(attr), path)
            }
        } else if let Some(text) = w.text {
            let path = text.map_or_else(Vec::new, |text| split(Some(text)));
            if list {
                let (path, child) = popped(path);
                (Source::Texts(child), path)
            } else {
                (Source::Text { scale }, path)
            }
        } else if let Some(flag) = w.flag {
            (Source::Flag, split(flag))
        } else if let Some(child) = w.child {
            let (path, child) = popped(split(child));
            (Source::Child(child), path)
        } else if let Some(raw) = w.raw {
            let (path, raw) = popped(split(raw));
            (Source::Raw(raw), path)
        } else {
            return Err(wrong(
                "says not what it is: #[xml(attr)], text, child, children, flag, raw, flatten",
            ));
        };
        let ns = match (w.ns, w.prefix) {
            (Some(uri), Some(prefix)) if matches!(source, Source::Child(_)) => Some((uri, prefix)),
            (None, None) => None,
            _ => return Err(wrong("`ns` and `prefix` go together, on a `child`")),
        };
        let unlisted =
            matches!(source, Source::Flag | Source::Raw(_) | Source::Union { .. } | Source::Flatten);
        let nameless = match &source {
            Source::Texts(child) | Source::Attrs { child, .. } => child.is_empty(),
            _ => false,
        };
        if list && (unlisted || nameless) {
            return Err(wrong(
                "only `child`, `children`, and `text` and `attr` of a nested element can be lists",
            ));
        }
        if w.skip_empty && (shape != Shape::Optional || !matches!(source, Source::Child(_))) {
            return Err(wrong("`skip_empty` is for an optional `child`"));
        }
        if shape == Shape::Plain && matches!(source, Source::Children) {
            return Err(wrong("`children` is a Vec or an Option"));
        }
        Ok(Self {
            ident,
            shape,
            inner,
            source,
            path,
            required: w.required || w.missing.is_some(),
            skip_default: w.skip_default,
            skip_empty: w.skip_empty,
            live: w.live,
            secret: w.secret,
            status: w.status,
            write_if: w.write_if,
            read_if: w.read_if,
            after: w.after,
            ns,
            expected: w.expected.unwrap_or_default(),
            with: w.with,
            missing: w.missing,
            invalid: w.invalid,
        })
    }

    /// Whether the field's value leads to something being written.
    pub(crate) fn is_written(&self) -> TokenStream {
        let ident = &self.ident;
        let mut test = match (&self.source, self.shape) {
            (Source::Flag, _) => quote!(self.#ident),
            (_, Shape::Optional) if self.skip_empty => quote! {
                self.#ident.as_ref().is_some_and(|value| !::vir_xml::private::is_default(value))
            },
            (_, Shape::Optional) => quote!(self.#ident.is_some()),
            (_, Shape::List) => quote!(!self.#ident.is_empty()),
            (_, Shape::Plain) if self.skip_default => {
                quote!(!::vir_xml::private::is_default(&self.#ident))
            }
            (_, Shape::Plain) => quote!(true),
        };
        if self.live {
            test = quote!((#test && w.options().live));
        }
        if self.secret {
            test = quote!((#test && w.options().secret));
        }
        if self.status {
            test = quote!((#test && w.options().status));
        }
        if let Some(path) = &self.write_if {
            test = quote!((#test && #path(self, w.options())));
        }
        test
    }

    /// The function that turns a text into a value.
    pub(crate) fn reader(&self) -> TokenStream {
        let inner = &self.inner;
        match &self.with {
            Some(path) => quote!(#path::from_text),
            None => quote!(<#inner as ::vir_xml::XmlValue>::from_text),
        }
    }

    /// The expression that turns `value` into a text.
    pub(crate) fn writer(&self) -> TokenStream {
        match &self.with {
            Some(path) => quote!(#path::to_text(value)),
            None => quote!(::vir_xml::XmlValue::to_text(value)),
        }
    }

    /// The error of this field in the words that it asks for.
    pub(crate) fn reworded(&self) -> TokenStream {
        match &self.invalid {
            Some((kind, text)) => {
                quote!(.map_err(|error| error.reworded(::vir_xml::Kind::#kind, #text)))
            }
            None => TokenStream::new(),
        }
    }
}

fn shape_of(ty: &Type) -> (Shape, Type) {
    for (wrapper, shape) in [("Option", Shape::Optional), ("Vec", Shape::List)] {
        if let Some(inner) = inside(ty, wrapper) {
            return (shape, inner);
        }
    }
    (Shape::Plain, ty.clone())
}

/// `T` of `Wrapper<T>`.
pub(crate) fn inside(ty: &Type, wrapper: &str) -> Option<Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last()?;
    if last.ident != wrapper {
        return None;
    }
    let PathArguments::AngleBracketed(args) = &last.arguments else { return None };
    match args.args.first()? {
        GenericArgument::Type(inner) => Some(inner.clone()),
        _ => None,
    }
}
