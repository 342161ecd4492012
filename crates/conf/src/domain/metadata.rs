//! What applications leave in a domain's definition: elements of namespaces of their own.
//!
//! Clients hand elements over and get them back without a namespace; in the definition they are in one. Both
//! ways the element's text is rewritten tag by tag, so that comments and text in it stay.

use std::borrow::Cow;

use vir_types::params::DomainSetMetadataParams;
use vir_types::{Code, DomainMetadataType as Kind, Error, Origin, Result};
use vir_xml::{Document, Limits, RawXml, ReadOptions};

use super::DomainDef;
use crate::error::convert;

/// How deep an element stands in a definition.
const DEPTH: usize = 2;

fn error(code: Code, text: impl AsRef<str>) -> Error {
    Error::new(code, text).or_origin(Origin::DOMAIN)
}

fn parse<'t>(text: &'t str, name: &str) -> Result<Document<'t>> {
    let parsed = Document::parse_with(text, name, ReadOptions::default(), Limits::DEFAULT);
    parsed.map_err(|error| convert(error, Origin::DOMAIN))
}

fn unknown(kind: Kind) -> Error {
    error(Code::INVALID_ARG, format!("unknown metadata type '{}'", kind.0))
}

impl DomainDef {
    /// What it says for people, or holds for an application in the namespace `uri`.
    ///
    /// # Errors
    /// `NoDomainMetadata`: it has none.
    pub fn metadata_of(&self, kind: Kind, uri: Option<&str>) -> Result<String> {
        let found = match kind {
            Kind::DESCRIPTION => self.description.clone(),
            Kind::TITLE => self.title.clone(),
            Kind::ELEMENT => match &self.metadata {
                Some(metadata) => {
                    let document = parse(metadata.as_str(), "(metadata)")?;
                    let mut all = document.root().elements();
                    let found = all.find(|element| element.namespace() == uri);
                    found.map(|element| out_of(RawXml::from_node(element).as_str(), uri.unwrap_or_default()))
                }
                None => None,
            },
            other => return Err(unknown(other)),
        };
        found.ok_or_else(|| error(Code::NO_DOMAIN_METADATA, "Requested metadata element is not present"))
    }

    /// Changes what it says for people or holds for an application.
    ///
    /// # Errors
    /// `InvalidArg`: the parameters do not fit together. `XmlDetail`: the element is not well-formed.
    pub fn set_metadata(&mut self, params: &DomainSetMetadataParams) -> Result<()> {
        check(params)?;
        let text = params.metadata.clone().filter(|text| !text.is_empty());
        match params.kind {
            Kind::DESCRIPTION => self.description = text,
            Kind::TITLE => self.title = text,
            Kind::ELEMENT => {
                let uri = params.uri.as_deref().unwrap_or_default();
                let mut kept = Vec::new();
                if let Some(metadata) = &self.metadata {
                    let document = parse(metadata.as_str(), "(metadata)")?;
                    let others =
                        document.root().elements().filter(|element| element.namespace() != Some(uri));
                    kept.extend(others.map(|element| RawXml::from_node(element).as_str().to_owned()));
                }
                if let Some(text) = params.metadata.as_deref() {
                    let document = parse(text, "(metadata_xml)")?;
                    let key = params.key.as_deref().unwrap_or_default();
                    kept.push(into(document.root().source(), key, uri)?);
                }
                self.metadata = match kept.is_empty() {
                    true => None,
                    false => {
                        let indent = format!("\n{}", "  ".repeat(DEPTH));
                        let inside: String = kept.iter().map(|one| format!("{indent}{one}")).collect();
                        let whole = format!("<metadata>{inside}\n  </metadata>");
                        Some(RawXml::from_node(parse(&whole, "(metadata)")?.root()))
                    }
                };
            }
            other => return Err(unknown(other)),
        }
        Ok(())
    }
}

/// Refuses what cannot be meant, in the words of libvirt's library.
fn check(params: &DomainSetMetadataParams) -> Result<()> {
    let refuse = |text: &str| Err(error(Code::INVALID_ARG, text));
    match params.kind {
        Kind::TITLE if params.metadata.as_ref().is_some_and(|title| title.contains('\n')) => {
            refuse("metadata title can't contain newlines")
        }
        Kind::TITLE | Kind::DESCRIPTION if params.uri.is_some() => {
            refuse("uri in virDomainSetMetadata must be NULL")
        }
        Kind::TITLE | Kind::DESCRIPTION if params.key.is_some() => {
            refuse("key in virDomainSetMetadata must be NULL")
        }
        Kind::ELEMENT if params.uri.is_none() => refuse("uri in virDomainSetMetadata must not be NULL"),
        Kind::ELEMENT if params.metadata.is_some() && params.key.is_none() => {
            refuse("key in virDomainSetMetadata must not be NULL")
        }
        _ => Ok(()),
    }
}

/// A part of an element's text.
enum Piece<'a> {
    Open {
        name: &'a str,
        attributes: Vec<(&'a str, &'a str)>,
        closed: bool,
    },
    Close,
    Text(&'a str),
    /// A comment or an instruction.
    Aside(&'a str),
}

/// Cuts the next part off a text that is known to be well-formed.
fn next<'a>(text: &mut &'a str) -> Option<Piece<'a>> {
    let whole = *text;
    let mut take = |bytes: usize| {
        let (taken, rest) = whole.split_at_checked(bytes).unwrap_or((whole, ""));
        *text = rest;
        taken
    };
    if whole.is_empty() {
        return None;
    }
    if !whole.starts_with('<') {
        return Some(Piece::Text(take(whole.find('<').unwrap_or(whole.len()))));
    }
    let upto = |end: &str| whole.find(end).map_or(whole.len(), |at| at.saturating_add(end.len()));
    if whole.starts_with("<!--") {
        return Some(Piece::Aside(take(upto("-->"))));
    }
    if whole.starts_with("<![CDATA[") {
        return Some(Piece::Text(take(upto("]]>"))));
    }
    if whole.starts_with("<?") {
        return Some(Piece::Aside(take(upto("?>"))));
    }
    let mut quote = None;
    let end = whole.char_indices().find(|(_, c)| match quote {
        Some(open) => {
            if *c == open {
                quote = None;
            }
            false
        }
        None if matches!(c, '"' | '\'') => {
            quote = Some(*c);
            false
        }
        None => *c == '>',
    });
    let tag = take(end.map_or(whole.len(), |(at, _)| at.saturating_add(1)));
    let tag = tag.trim_start_matches('<').trim_end_matches('>');
    if tag.starts_with('/') {
        return Some(Piece::Close);
    }
    let closed = tag.ends_with('/');
    let tag = tag.strip_suffix('/').unwrap_or(tag);
    let (name, mut rest) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
    let mut attributes = Vec::new();
    while let Some((name, after)) = rest.split_once('=') {
        let after = after.trim_start();
        let Some(quote) = after.chars().next() else { break };
        let Some((value, after)) = after.get(1..).and_then(|value| value.split_once(quote)) else { break };
        attributes.push((name.trim(), value));
        rest = after;
    }
    Some(Piece::Open { name, attributes, closed })
}

/// What is in an element: decides how it is laid out.
#[derive(Clone, Copy, Default)]
struct Inside {
    anything: bool,
    text: bool,
}

fn look(text: &str) -> Vec<Inside> {
    let (mut all, mut open): (Vec<Inside>, Vec<usize>) = (Vec::new(), Vec::new());
    let mut rest = text;
    while let Some(piece) = next(&mut rest) {
        let is_text = matches!(&piece, Piece::Text(_));
        let counts = match &piece {
            Piece::Text(text) => !text.trim().is_empty(),
            Piece::Close => false,
            _ => true,
        };
        if let Some(around) = open.last().and_then(|at| all.get_mut(*at)).filter(|_| counts) {
            around.anything = true;
            around.text |= is_text;
        }
        match piece {
            Piece::Open { closed, .. } => {
                if !closed {
                    open.push(all.len());
                }
                all.push(Inside::default());
            }
            Piece::Close => drop(open.pop()),
            _ => {}
        }
    }
    all
}

fn plain(value: &str) -> Cow<'_, str> {
    if !value.contains('&') {
        return value.into();
    }
    let plain = value.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    plain.replace("&apos;", "'").replace("&amp;", "&").into()
}

fn quoted(value: &str) -> String {
    let value = value.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    value.replace('"', "&quot;")
}

/// The element with all of it that is in no namespace put into `uri`, under the prefix `key`.
fn into(source: &str, key: &str, uri: &str) -> Result<String> {
    let letter = |c: char| c.is_alphabetic() || c == '_';
    let is_name =
        key.starts_with(letter) && key.chars().all(|c| letter(c) || c.is_numeric() || "-.".contains(c));
    if !is_name {
        return Err(error(Code::INTERNAL_ERROR, "failed to validate prefix for a new XML namespace"));
    }
    let mut root = true;
    let mut taken = false;
    let text = rewrite(source, DEPTH, |name, own, scope| {
        let declared = format!("xmlns:{key}");
        taken |= root && own.iter().any(|(name, _)| *name == declared);
        let mut more = Vec::new();
        if std::mem::take(&mut root) {
            more.push((declared, quoted(uri)));
        }
        let bare = !name.contains(':') && uri_of("", scope).is_none_or(str::is_empty);
        (if bare { format!("{key}:{name}") } else { name.to_owned() }, more)
    });
    if taken {
        return Err(error(Code::INTERNAL_ERROR, "failed to create a new XML namespace"));
    }
    Ok(text)
}

/// The element with all of it that is in the namespace `uri` put into none.
fn out_of(source: &str, uri: &str) -> String {
    let text = rewrite(source, 0, |name, _, scope| {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        let own = uri_of(prefix, scope) == Some(uri);
        (if own { local.to_owned() } else { name.to_owned() }, Vec::new())
    });
    // The declaration at the top has no use any more.
    let mut rest = text.as_str();
    let Some(Piece::Open { attributes, .. }) = next(&mut rest) else { return text };
    let declares = |(name, value): &&(&str, &str)| name.starts_with("xmlns") && plain(value) == uri;
    match attributes.iter().find(declares) {
        Some((name, value)) => text.replacen(&format!(" {name}=\"{value}\""), "", 1),
        None => text,
    }
}

/// A prefix with its namespace, as they are declared around a place.
type Scope = [(String, String)];

fn uri_of<'a>(prefix: &str, scope: &'a Scope) -> Option<&'a str> {
    scope.iter().rev().find(|(known, _)| known == prefix).map(|(_, uri)| uri.as_str())
}

/// An element that is not closed yet.
struct Opened {
    name: String,
    declared: usize,
    flat: bool,
    anything: bool,
}

/// Lays an element out as libvirt does, a line for each that holds no text, with the names and the added
/// attributes that `rename` gives.
fn rewrite(
    source: &str,
    depth: usize,
    mut rename: impl FnMut(&str, &[(&str, &str)], &Scope) -> (String, Vec<(String, String)>),
) -> String {
    let shapes = look(source);
    let mut shapes = shapes.into_iter();
    let (mut out, mut rest) = (String::new(), source);
    let mut scope: Vec<(String, String)> = Vec::new();
    let mut open: Vec<Opened> = Vec::new();
    let line = |out: &mut String, deep: usize| {
        out.push('\n');
        out.push_str(&"  ".repeat(deep.saturating_add(depth)));
    };
    while let Some(piece) = next(&mut rest) {
        let flat = open.last().is_some_and(|around| around.flat);
        match piece {
            Piece::Open { name, attributes, closed } => {
                if !open.is_empty() && !flat {
                    line(&mut out, open.len());
                }
                let shape = shapes.next().unwrap_or_default();
                let declared = scope.len();
                for (name, value) in &attributes {
                    let prefix = match name.split_once(':') {
                        Some(("xmlns", prefix)) => prefix,
                        None if *name == "xmlns" => "",
                        _ => continue,
                    };
                    scope.push((prefix.to_owned(), plain(value).into_owned()));
                }
                let (name, more) = rename(name, &attributes, &scope);
                out.push('<');
                out.push_str(&name);
                let own = attributes.iter().map(|(name, value)| (*name, *value));
                for (name, value) in
                    more.iter().map(|(name, value)| (name.as_str(), value.as_str())).chain(own)
                {
                    out.push_str(&format!(" {name}=\"{}\"", value.replace('"', "&quot;")));
                }
                out.push_str(if shape.anything { ">" } else { "/>" });
                if closed {
                    scope.truncate(declared);
                } else {
                    open.push(Opened { name, declared, flat: flat || shape.text, anything: shape.anything });
                }
            }
            Piece::Close => {
                let Some(done) = open.pop() else { break };
                scope.truncate(done.declared);
                if done.anything {
                    if !done.flat {
                        line(&mut out, open.len());
                    }
                    out.push_str(&format!("</{}>", done.name));
                }
            }
            Piece::Text(text) => {
                if flat {
                    out.push_str(text);
                }
            }
            Piece::Aside(text) => {
                if !flat {
                    line(&mut out, open.len());
                }
                out.push_str(text);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn element(text: &str) -> DomainSetMetadataParams {
        let mut params = DomainSetMetadataParams::default();
        params.kind = Kind::ELEMENT;
        (params.metadata, params.key, params.uri) =
            (Some(text.to_owned()), Some("app".to_owned()), Some("http://app/1".to_owned()));
        params
    }

    #[test]
    fn elements_go_in_and_come_out_as_they_were() {
        let mut def = DomainDef::default();
        for text in [
            "<a/>",
            "<a x=\"1\">text &amp; <b/> more</a>",
            "<a>\n  <!-- why -->\n  <b y=\"&gt;\"/>\n  <c>\n    <d><![CDATA[<]]></d>\n  </c>\n</a>",
            "<a>\n  <o:b xmlns:o=\"http://other\">\n    <c/>\n  </o:b>\n</a>",
        ] {
            def.set_metadata(&element(text)).unwrap();
            assert_eq!(def.metadata_of(Kind::ELEMENT, Some("http://app/1")).unwrap(), text);
        }
        let mut other = element("<b><c z='\"'/></b>");
        (other.key, other.uri) = (Some("o".to_owned()), Some("http://o?a&b".to_owned()));
        def.set_metadata(&other).unwrap();
        let laid_out = "<b>\n  <c z=\"&quot;\"/>\n</b>";
        assert_eq!(def.metadata_of(Kind::ELEMENT, Some("http://o?a&b")).unwrap(), laid_out);
        let mut gone = element("");
        gone.metadata = None;
        def.set_metadata(&gone).unwrap();
        assert_eq!(
            def.metadata_of(Kind::ELEMENT, Some("http://app/1")).unwrap_err().code(),
            Code::NO_DOMAIN_METADATA
        );
        let whole = "<metadata>\n    <o:b xmlns:o=\"http://o?a&amp;b\">\n      <o:c z=\"&quot;\"/>\n    </o:b>\n  </metadata>";
        assert_eq!(def.metadata.as_ref().unwrap().as_str(), whole);
        (gone.uri, gone.key) = (other.uri, None);
        def.set_metadata(&gone).unwrap();
        assert_eq!(def.metadata, None);
    }

    #[test]
    fn what_is_no_element_or_no_prefix_is_refused() {
        let mut def = DomainDef::default();
        assert!(def.set_metadata(&element("<a>")).is_err());
        let mut bad = element("<a/>");
        bad.key = Some("1:".to_owned());
        assert!(def.set_metadata(&bad).unwrap_err().message().contains("failed to validate prefix"));
        assert!(def.set_metadata(&element("<a xmlns:app='x'/>")).is_err());
        assert_eq!(def.metadata, None);
        assert!(check(&element("<a/>")).is_ok());
        bad.uri = None;
        assert!(check(&bad).unwrap_err().message().ends_with("must not be NULL"));
    }
}
