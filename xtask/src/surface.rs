//! `cargo xtask surface`: what the published libraries promise, one line per item, in `docs/api/CRATE.txt`.
//!
//! The lint `unreachable_pub` makes sure that whatever is called `pub` can be reached, so that the sources alone
//! tell: modules that are not public leave no trace in a line. What is hidden from the documentation is no promise.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, Fields, ImplItem, Item, TraitItem, Visibility};

use crate::files::root;
use crate::run::git;
use crate::say;

/// The published libraries that others build on, by package and folder.
const CRATES: &[(&str, &str)] = &[
    ("libvir", "libvir"),
    ("rnc-validator", "rnc-validator"),
    ("vir-conf", "conf"),
    ("vir-driver", "driver"),
    ("vir-rpc", "rpc"),
    ("vir-types", "types"),
    ("vir-xdr", "xdr"),
    ("vir-xml", "xml"),
];

/// Macros whose rows become public methods without saying so.
const TABLES: &[&str] = &["lists", "getters"];

fn file(package: &str) -> String {
    format!("docs/api/{package}.txt")
}

/// The command: adds what is new; what is gone or changed only with `--break`.
pub(crate) fn run(breaking: bool) -> Result<()> {
    let mut gone = Vec::new();
    for (package, folder) in CRATES {
        let lines = surface(&root().join("crates").join(folder))?;
        let path = root().join(file(package));
        let before = std::fs::read_to_string(&path).unwrap_or_default();
        let lost = removed(package, &before, &lines);
        if !lost.is_empty() && !breaking {
            gone.extend(lost);
            continue;
        }
        std::fs::create_dir_all(root().join("docs/api"))?;
        std::fs::write(&path, text(&lines))?;
    }
    for line in &gone {
        say(format_args!("{line}"));
    }
    if !gone.is_empty() {
        bail!("{} promises are gone or changed; `cargo xtask surface --break` if that is meant", gone.len());
    }
    Ok(())
}

/// For tidy: promises that are gone since the last commit, and files that lack something.
pub(crate) fn problems() -> Result<Vec<String>> {
    let mut found = Vec::new();
    for (package, folder) in CRATES {
        let lines = surface(&root().join("crates").join(folder))?;
        let name = file(package);
        let now = std::fs::read_to_string(root().join(&name)).unwrap_or_default();
        // Where there is no git, the file is all that is known of the past.
        let before = git(&root(), &["show", &format!("HEAD:{name}")]).unwrap_or_else(|_| now.clone());
        let lost = removed(package, &before, &lines);
        if lost.is_empty() && now != text(&lines) {
            found.push(format!("{name}: not fresh; run `cargo xtask surface`"));
        }
        found.extend(lost);
    }
    Ok(found)
}

fn text(lines: &BTreeSet<String>) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}

fn removed(package: &str, before: &str, lines: &BTreeSet<String>) -> Vec<String> {
    let gone = before.lines().filter(|line| !lines.contains(*line));
    gone.map(|line| {
        format!("{}: gone or changed: {line}; `cargo xtask surface --break` if that is meant", file(package))
    })
    .collect()
}

/// The lines of a crate.
fn surface(folder: &Path) -> Result<BTreeSet<String>> {
    let mut out = Out::default();
    let source = folder.join("src/lib.rs");
    out.file(&source, &folder.join("src"), "")?;
    Ok(out.finish())
}

#[derive(Default)]
struct Out {
    lines: BTreeSet<String>,
    /// What types can do, by the type.
    abilities: Vec<(String, String)>,
    /// Types that users can name, and types that they cannot; those of private modules may be called alike.
    named: BTreeSet<String>,
    hidden: BTreeSet<String>,
}

impl Out {
    /// All lines; what types can do that no user can name is nobody's promise.
    fn finish(mut self) -> BTreeSet<String> {
        let seen = |(name, _): &(String, String)| self.named.contains(name) || !self.hidden.contains(name);
        self.lines.extend(self.abilities.into_iter().filter(seen).map(|(_, line)| line));
        self.lines
    }

    fn ability(&mut self, ty: &str, line: impl AsRef<str>) {
        let name = ty.split('<').next().unwrap_or(ty).trim().to_owned();
        self.abilities.push((name, tight(line.as_ref())));
    }

    fn file(&mut self, path: &Path, folder: &Path, module: &str) -> Result<()> {
        let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
        let source = syn::parse_file(&text).with_context(|| path.display().to_string())?;
        self.items(&source.items, folder, module)
    }

    fn items(&mut self, items: &[Item], folder: &Path, module: &str) -> Result<()> {
        for item in items {
            self.item(item, folder, module)?;
        }
        Ok(())
    }

    fn line(&mut self, line: impl AsRef<str>) {
        self.lines.insert(tight(line.as_ref()));
    }

    fn item(&mut self, item: &Item, folder: &Path, module: &str) -> Result<()> {
        match item {
            Item::Mod(item) if shown(&item.attrs) => {
                let inner =
                    if public(&item.vis) { format!("{module}{}::", item.ident) } else { module.to_owned() };
                let below = folder.join(item.ident.to_string());
                match &item.content {
                    Some((_, items)) => self.items(items, &below, &inner)?,
                    None => self.file(&beside(folder, &item.ident.to_string()), &below, &inner)?,
                }
            }
            Item::Use(item) if public(&item.vis) && shown(&item.attrs) => {
                self.line(format!("use {module}{}", item.tree.to_token_stream()));
            }
            Item::Fn(item) if public(&item.vis) && shown(&item.attrs) => {
                self.line(format!("fn {module}{}", signature(&item.sig)));
            }
            Item::Const(item) if public(&item.vis) && shown(&item.attrs) => {
                let (ty, value) = (item.ty.to_token_stream(), item.expr.to_token_stream());
                self.line(format!("const {module}{}: {ty} = {value}", item.ident));
            }
            Item::Type(item) if public(&item.vis) && shown(&item.attrs) => {
                self.line(format!("type {module}{} = {}", item.ident, item.ty.to_token_stream()));
            }
            Item::Struct(item) if public(&item.vis) && shown(&item.attrs) => {
                let name = format!("{module}{}", item.ident);
                self.line(format!("{}struct {name}{}", open(&item.attrs), generics(&item.generics)));
                self.derives(&item.attrs, &name);
                self.named.insert(name.clone());
                self.fields(&item.fields, &name, false);
            }
            Item::Struct(syn::ItemStruct { ident, .. }) | Item::Enum(syn::ItemEnum { ident, .. })
                if !is_public_type(item) =>
            {
                self.hidden.insert(format!("{module}{ident}"));
            }
            Item::Enum(item) if public(&item.vis) && shown(&item.attrs) => {
                let name = format!("{module}{}", item.ident);
                self.line(format!("{}enum {name}{}", open(&item.attrs), generics(&item.generics)));
                self.derives(&item.attrs, &name);
                self.named.insert(name.clone());
                for variant in &item.variants {
                    let name = format!("{name}::{}", variant.ident);
                    self.line(format!("{}variant {name}", open(&variant.attrs)));
                    self.fields(&variant.fields, &name, true);
                }
            }
            Item::Trait(item) if public(&item.vis) && shown(&item.attrs) => {
                let name = format!("{module}{}", item.ident);
                let bounds = item.supertraits.to_token_stream();
                self.line(format!("trait {name}{}: {bounds}", generics(&item.generics)));
                for part in &item.items {
                    self.of_trait(part, &name);
                }
            }
            Item::Impl(item) if shown(&item.attrs) => self.implementation(item, module),
            // Tables that macros of ours make items of: what stands in them is the promise.
            Item::Macro(item) if item.ident.is_none() && shown(&item.attrs) => {
                let name = item.mac.path.to_token_stream().to_string();
                // The others write implementations, not items.
                if !TABLES.contains(&&*name) && !has_pub(item.mac.tokens.clone()) {
                    return Ok(());
                }
                self.table(item.mac.tokens.clone(), &format!("{name}! {module}"));
            }
            Item::Macro(item) if item.attrs.iter().any(|attr| attr.path().is_ident("macro_export")) => {
                self.line(format!("macro {}", item.ident.to_token_stream()));
            }
            _ => {}
        }
        Ok(())
    }

    fn fields(&mut self, fields: &Fields, name: &str, all: bool) {
        for (place, field) in fields.iter().enumerate() {
            if all || public(&field.vis) {
                let own = field.ident.as_ref().map_or_else(|| place.to_string(), ToString::to_string);
                self.line(format!("field {name}.{own}: {}", field.ty.to_token_stream()));
            }
        }
    }

    fn derives(&mut self, attrs: &[Attribute], name: &str) {
        for attr in attrs.iter().filter(|attr| attr.path().is_ident("derive")) {
            // An attribute that cannot be read does not compile either.
            let _ = attr.parse_nested_meta(|meta| {
                self.line(format!("impl {} for {name}", meta.path.to_token_stream()));
                Ok(())
            });
        }
    }

    fn of_trait(&mut self, part: &TraitItem, name: &str) {
        match part {
            TraitItem::Fn(item) if shown(&item.attrs) => {
                let word = if item.default.is_some() { "provided fn" } else { "fn" };
                self.line(format!("{word} {name}::{}", signature(&item.sig)));
            }
            TraitItem::Const(item) => {
                self.line(format!("const {name}::{}: {}", item.ident, item.ty.to_token_stream()));
            }
            TraitItem::Type(item) => {
                self.line(format!("type {name}::{}: {}", item.ident, item.bounds.to_token_stream()));
            }
            _ => {}
        }
    }

    fn implementation(&mut self, item: &syn::ItemImpl, module: &str) {
        let ty = format!("{module}{}", item.self_ty.to_token_stream());
        if let Some((_, path, _)) = &item.trait_ {
            let line = format!("impl{} {} for {ty}", generics(&item.generics), path.to_token_stream());
            self.ability(&ty, line);
            return;
        }
        for part in &item.items {
            match part {
                ImplItem::Fn(item) if public(&item.vis) && shown(&item.attrs) => {
                    self.ability(&ty, format!("fn {ty}::{}", signature(&item.sig)));
                }
                ImplItem::Const(item) if public(&item.vis) && shown(&item.attrs) => {
                    let (ty_of, value) = (item.ty.to_token_stream(), item.expr.to_token_stream());
                    self.ability(&ty, format!("const {ty}::{}: {ty_of} = {value}", item.ident));
                }
                _ => {}
            }
        }
    }

    /// What stands between separators, with what stands before its braces.
    fn table(&mut self, tokens: TokenStream, owner: &str) {
        let mut head = String::new();
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            match &token {
                TokenTree::Punct(mark) if mark.as_char() == '#' => {
                    // Documentation and other attributes.
                    if matches!(tokens.peek(), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Bracket)
                    {
                        tokens.next();
                    }
                }
                TokenTree::Punct(mark) if matches!(mark.as_char(), ';' | ',') => {
                    if !head.is_empty() {
                        self.line(format!("{owner} {head}"));
                    }
                    head.clear();
                }
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                    self.line(format!("{owner} {head}"));
                    self.table(group.stream(), &format!("{owner} {head}"));
                    head.clear();
                }
                // Sentences are for people.
                TokenTree::Literal(text) if text.to_string().contains(' ') => {}
                other => {
                    head.push(' ');
                    head.push_str(&other.to_string());
                }
            }
        }
        if !head.is_empty() {
            self.line(format!("{owner} {head}"));
        }
    }
}

/// The file of a module.
fn beside(folder: &Path, name: &str) -> PathBuf {
    let file = folder.join(format!("{name}.rs"));
    if file.exists() { file } else { folder.join(name).join("mod.rs") }
}

fn has_pub(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(word) => word == "pub",
        TokenTree::Group(group) => has_pub(group.stream()),
        _ => false,
    })
}

fn is_public_type(item: &Item) -> bool {
    match item {
        Item::Struct(item) => public(&item.vis) && shown(&item.attrs),
        Item::Enum(item) => public(&item.vis) && shown(&item.attrs),
        _ => false,
    }
}

fn public(vis: &Visibility) -> bool {
    matches!(vis, Visibility::Public(_))
}

/// Neither hidden nor for tests.
fn shown(attrs: &[Attribute]) -> bool {
    attrs.iter().all(|attr| {
        let text = attr.meta.to_token_stream().to_string().replace(' ', "");
        text != "doc(hidden)" && text != "cfg(test)"
    })
}

fn open(attrs: &[Attribute]) -> &'static str {
    if attrs.iter().any(|attr| attr.path().is_ident("non_exhaustive")) { "open " } else { "" }
}

fn generics(generics: &syn::Generics) -> String {
    let clause = generics.where_clause.as_ref().map(|clause| format!(" {}", clause.to_token_stream()));
    format!("{}{}", generics.to_token_stream(), clause.unwrap_or_default())
}

/// Without the names' attributes.
fn signature(sig: &syn::Signature) -> String {
    let mut sig = sig.clone();
    for input in &mut sig.inputs {
        match input {
            syn::FnArg::Receiver(receiver) => receiver.attrs.clear(),
            syn::FnArg::Typed(typed) => typed.attrs.clear(),
        }
    }
    let text = sig.to_token_stream().to_string();
    let name = sig.ident.to_string();
    // The words before the name stand behind it, so that a name is found where it is looked for.
    match text.split_once(&format!("fn {name}")) {
        Some(("", rest)) => format!("{name}{rest}"),
        Some((words, rest)) => format!("{name}{rest} [{}]", words.trim()),
        None => text,
    }
}

/// Tokens as people write them, more or less; one space at most.
fn tight(text: &str) -> String {
    let mut text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for (from, to) in [
        (" :: ", "::"),
        (" < ", "<"),
        (" >", ">"),
        ("& ", "&"),
        (" ,", ","),
        (" (", "("),
        ("( ", "("),
        (" )", ")"),
        (" : ", ": "),
        (" ;", ";"),
        (":: ", "::"),
        (" ::", "::"),
        ("' ", "'"),
        ("< ", "<"),
        (",)", ")"),
    ] {
        text = text.replace(from, to);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> BTreeSet<String> {
        let mut out = Out::default();
        let source = syn::parse_file(text).unwrap();
        out.items(&source.items, Path::new("/nowhere"), "").unwrap();
        out.finish()
    }

    #[test]
    fn items_have_lines_by_what_users_see() {
        let found = lines(
            "mod inner { #[derive(Clone)] #[non_exhaustive] pub struct A<T> { pub x: u8, y: T } }\n\
             pub mod m { pub(crate) fn no() {} pub async fn f<'a>(#[x] a: &'a str) -> Vec<u8> { todo } }\n\
             impl A<u8> { pub const N: u8 = 3; fn private() {} pub fn open(&self) {} #[doc(hidden)] pub fn h() {} }\n\
             struct P; impl Drop for P { fn drop(&mut self) {} } impl P { pub fn p() {} }\n\
             #[cfg(test)] mod tests { pub fn not_here() {} }\n\
             flags! { /// Words.\n pub struct F: u32 { /// More.\n A = 1; B = 2; } }",
        );
        let wanted = [
            "impl Clone for A",
            "field A.x: u8",
            "open struct A<T>",
            "fn m::f<'a>(a: &'a str) -> Vec<u8> [async]",
            "const A<u8>::N: u8 = 3",
            "fn A<u8>::open(&self)",
            "flags! pub struct F: u32",
            "flags! pub struct F: u32 A = 1",
            "flags! pub struct F: u32 B = 2",
        ];
        for line in wanted {
            assert!(found.contains(line), "{line} is not in {found:#?}");
        }
        assert_eq!(found.len(), wanted.len(), "{found:#?}");
    }

    #[test]
    fn what_is_gone_or_changed_is_told_and_what_is_new_is_not() {
        let before = "fn a()\nfn b(x: u8)\n";
        let now = lines("pub fn a() {} pub fn b(x: u16) {} pub fn c() {}");
        let told = removed("libvir", before, &now);
        assert_eq!(told.len(), 1);
        assert!(told[0].contains("fn b(x: u8)"), "{told:?}");
    }
}
