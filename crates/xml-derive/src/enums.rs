//! `#[derive(XmlEnum)]`, and what the three enum derives share.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Data, DeriveInput, Fields, Ident, LitStr, Type};

/// One case of an enum.
pub(crate) struct Case {
    pub(crate) ident: Ident,
    pub(crate) name: String,
    pub(crate) other: bool,
    pub(crate) payload: Option<Type>,
}

/// The cases, with at most one for "anything else" and that one last.
pub(crate) fn cases(input: &DeriveInput) -> syn::Result<Vec<Case>> {
    let Data::Enum(data) = &input.data else {
        return Err(syn::Error::new_spanned(input, "this derive is for enums"));
    };
    let mut cases = Vec::new();
    for variant in &data.variants {
        let payload = match &variant.fields {
            Fields::Unit => None,
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
                fields.unnamed.first().map(|f| f.ty.clone())
            }
            _ => return Err(syn::Error::new_spanned(variant, "a case holds at most one unnamed value")),
        };
        let (mut name, mut other) = (variant.ident.to_string().to_lowercase(), false);
        words(&variant.attrs, |key, value| match key {
            "name" => {
                name = value;
                true
            }
            "other" => {
                other = true;
                true
            }
            _ => false,
        })?;
        cases.push(Case { ident: variant.ident.clone(), name, other, payload });
    }
    cases.sort_by_key(|case| case.other);
    if cases.iter().filter(|case| case.other).count() > 1 {
        return Err(syn::Error::new_spanned(input, "only one case can be `other`"));
    }
    Ok(cases)
}

/// Reads `#[xml(key = "value", key)]`.
pub(crate) fn words(attrs: &[Attribute], mut take: impl FnMut(&str, String) -> bool) -> syn::Result<()> {
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("xml")) {
        attr.parse_nested_meta(|meta| {
            let key = meta.path.get_ident().map(Ident::to_string).unwrap_or_default();
            let value = if meta.input.peek(syn::Token![=]) {
                meta.value()?.parse::<LitStr>()?.value()
            } else {
                String::new()
            };
            if take(&key, value) { Ok(()) } else { Err(meta.error("unknown word in #[xml(…)]")) }
        })?;
    }
    Ok(())
}

pub(crate) fn derive(input: DeriveInput) -> syn::Result<TokenStream> {
    let name = &input.ident;
    let cases = cases(&input)?;
    let known: Vec<&Case> = cases.iter().filter(|case| !case.other).collect();
    if let Some(case) = known.iter().find(|case| case.payload.is_some()) {
        return Err(syn::Error::new_spanned(&case.ident, "a word holds no value"));
    }
    let idents: Vec<&Ident> = known.iter().map(|case| &case.ident).collect();
    let words: Vec<&String> = known.iter().map(|case| &case.name).collect();
    let other = cases.iter().find(|case| case.other).map(|case| &case.ident);
    let read_other = match other {
        Some(other) => quote!(::core::result::Result::Ok(Self::#other(::std::convert::From::from(text)))),
        None => quote!(::core::result::Result::Err(::vir_xml::ValueError::OneOf(Self::NAMES))),
    };
    let show_other = other.map(|other| quote!(Self::#other(text) => text,));
    Ok(quote! {
        #[automatically_derived]
        impl #name {
            /// The words of all known cases, in the order of the enum.
            pub const NAMES: &'static [&'static str] = &[#(#words),*];

            /// The word of this case.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    #(Self::#idents => #words,)*
                    #show_other
                }
            }
        }

        #[automatically_derived]
        impl ::vir_xml::XmlValue for #name {
            fn from_text(text: &str) -> ::core::result::Result<Self, ::vir_xml::ValueError> {
                match text {
                    #(#words => ::core::result::Result::Ok(Self::#idents),)*
                    _ => #read_other,
                }
            }

            fn to_text(&self) -> ::std::borrow::Cow<'_, str> {
                ::std::borrow::Cow::Borrowed(self.as_str())
            }
        }

        #[automatically_derived]
        impl ::core::fmt::Display for #name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        #[automatically_derived]
        impl ::vir_xml::private::Serialize for #name {
            fn serialize<S: ::vir_xml::private::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        #[automatically_derived]
        impl<'de> ::vir_xml::private::Deserialize<'de> for #name {
            fn deserialize<D: ::vir_xml::private::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                ::vir_xml::private::word(deserializer)
            }
        }
    })
}
