//! Where something belongs in a Rust source, found by what stands there.

use anyhow::{Context as _, Result, bail};
use quote::ToTokens as _;
use syn::spanned::Spanned as _;
use syn::{Item, UseTree};

/// A source with its items.
pub(crate) fn parse(text: &str) -> Result<syn::File> {
    syn::parse_file(text).context("is no Rust that can be read")
}

/// The text with something more at this place.
pub(crate) fn insert(text: &str, at: usize, what: &str) -> Result<String> {
    let (before, after) = text.split_at_checked(at).context("a place beyond the file's end")?;
    Ok(format!("{before}{what}{after}"))
}

/// The text with these bytes replaced.
pub(crate) fn replace(text: &str, range: std::ops::Range<usize>, what: &str) -> Result<String> {
    let before = text.get(..range.start).context("a place beyond the file's end")?;
    let after = text.get(range.end..).context("a place beyond the file's end")?;
    Ok(format!("{before}{what}{after}"))
}

/// The start of the line that holds this place.
fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1)
}

/// The text with whole lines in front of the first line that starts with `mark`.
pub(crate) fn before_line(text: &str, mark: &str, what: &str) -> Result<String> {
    let at = text
        .lines()
        .scan(0, |at, line| {
            let start = *at;
            *at += line.len() + 1;
            Some((start, line))
        })
        .find(|(_, line)| line.starts_with(mark))
        .map(|(start, _)| start)
        .with_context(|| format!("has no line '{mark}'"))?;
    insert(text, at, what)
}

/// Adds a method at the end of a trait.
pub(crate) fn trait_method(text: &str, name: &str, method: &str) -> Result<String> {
    let file = parse(text)?;
    let found = file.items.iter().find_map(|item| match item {
        Item::Trait(item) if item.ident == name => Some(item.brace_token.span.close()),
        _ => None,
    });
    let close = found.with_context(|| format!("has no trait {name}"))?;
    insert(text, line_start(text, close.byte_range().start), &format!("\n{method}"))
}

/// The impl blocks of a file: trait (or nothing), type, closing brace's place, tokens.
pub(crate) struct Impl {
    pub(crate) of_trait: Option<String>,
    pub(crate) ty: String,
    pub(crate) close: usize,
    pub(crate) tokens: String,
}

pub(crate) fn impls(text: &str) -> Result<Vec<Impl>> {
    let file = parse(text)?;
    let blocks = file.items.iter().filter_map(|item| match item {
        Item::Impl(item) => Some(Impl {
            of_trait: item
                .trait_
                .as_ref()
                .and_then(|(_, path, _)| Some(path.segments.last()?.ident.to_string())),
            ty: item.self_ty.to_token_stream().to_string(),
            close: item.brace_token.span.close().byte_range().start,
            tokens: item.to_token_stream().to_string(),
        }),
        _ => None,
    });
    Ok(blocks.collect())
}

/// Adds a method at the end of the impl block that closes at this place.
pub(crate) fn impl_method(text: &str, close: usize, method: &str) -> Result<String> {
    insert(text, line_start(text, close), &format!("\n{method}"))
}

/// Replaces the body of a trait's method.
pub(crate) fn method_body(text: &str, name: &str, body: &str) -> Result<String> {
    let file = parse(text)?;
    let functions = file.items.iter().filter_map(|item| match item {
        Item::Trait(item) => Some(&item.items),
        _ => None,
    });
    let found = functions.flatten().find_map(|item| match item {
        syn::TraitItem::Fn(function) if function.sig.ident == name => function.default.as_ref(),
        _ => None,
    });
    let block = found.with_context(|| format!("has no method {name} with a body"))?;
    replace(text, block.span().byte_range(), body)
}

/// Adds `const NAME: Api = …;` behind the last such constant, or behind the imports.
pub(crate) fn api_constant(text: &str, line: &str) -> Result<String> {
    let file = parse(text)?;
    let mut at = None;
    for item in &file.items {
        match item {
            Item::Const(item) if item.ty.to_token_stream().to_string() == "Api" => {
                at = Some((item.span().byte_range().end, "\n"));
            }
            Item::Use(item) if at.is_none_or(|(_, gap)| gap == "\n\n") => {
                at = Some((item.span().byte_range().end, "\n\n"));
            }
            _ => {}
        }
    }
    let (at, gap) = at.context("has neither an Api constant nor imports")?;
    insert(text, at, &format!("{gap}{line}"))
}

/// Adds `mod NAME;` where the alphabet has it.
pub(crate) fn module(text: &str, name: &str) -> Result<String> {
    sorted(text, &format!("mod {name};"), |line| line.starts_with("mod ") && line.ends_with(';'))
}

/// Adds a line among those of its kind, where the alphabet has it.
pub(crate) fn sorted(text: &str, line: &str, kind: impl Fn(&str) -> bool) -> Result<String> {
    let mut at = None;
    let mut start = 0;
    for one in text.split_inclusive('\n') {
        let bare = one.trim_end();
        if kind(bare) {
            if bare == line {
                bail!("has '{}' already", line.trim());
            }
            if bare < line {
                at = Some(start + one.len());
            } else if at.is_none() {
                at = Some(start);
            }
        }
        start += one.len();
    }
    insert(text, at.with_context(|| format!("has no line like '{}'", line.trim()))?, &format!("{line}\n"))
}

/// Adds a row to the list that a macro of this name is called with, where the alphabet has it.
pub(crate) fn macro_row(text: &str, name: &str, row: &str) -> Result<String> {
    let (open, close) = macro_braces(text, name)?;
    let inside = text.get(open..close).context("a macro without braces")?;
    let start = open + inside.find('\n').map_or(0, |end| end + 1);
    let rows = text.get(start..close).unwrap_or_default();
    let line = format!("    {row},");
    let changed = if rows.trim().is_empty() {
        format!("{line}\n")
    } else {
        sorted(rows, &line, |one| one.starts_with("    ") && one.ends_with(','))?
    };
    replace(text, start..close, &changed)
}

/// Adds text at the end of what the last macro of this name is called with.
pub(crate) fn macro_end(text: &str, name: &str, what: &str) -> Result<String> {
    let (_, close) = macro_braces(text, name)?;
    insert(text, close, what)
}

/// The braces' inner ends of the last call of a macro that stands by itself.
fn macro_braces(text: &str, name: &str) -> Result<(usize, usize)> {
    let file = parse(text)?;
    let found = file.items.iter().rev().find_map(|item| match item {
        Item::Macro(item) if item.ident.is_none() && item.mac.path.is_ident(name) => {
            match &item.mac.delimiter {
                syn::MacroDelimiter::Brace(brace) => {
                    Some((brace.span.open().byte_range().end, brace.span.close().byte_range().start))
                }
                _ => None,
            }
        }
        _ => None,
    });
    found.with_context(|| format!("has no {name}! {{ … }}"))
}

/// Brings names into scope: `add_use(text, &["vir_types", "info", "NodeInfo"])`.
pub(crate) fn add_use(text: &str, path: &[&str]) -> Result<String> {
    let file = parse(text)?;
    let uses: Vec<&syn::ItemUse> = file
        .items
        .iter()
        .filter_map(|item| match item {
            Item::Use(item) if item.attrs.is_empty() && matches!(item.vis, syn::Visibility::Inherited) => {
                Some(item)
            }
            _ => None,
        })
        .collect();
    let mut trees: Vec<Tree> = uses.iter().map(|item| Tree::of(&item.tree)).collect();
    if trees.iter().any(|tree| tree.has(path)) {
        return Ok(text.to_owned());
    }
    // The import that shares the most with the new name takes it.
    let best = trees
        .iter()
        .enumerate()
        .map(|(place, tree)| (tree.shared(path), place))
        .filter(|(shared, _)| *shared + 1 >= path.len())
        .max_by_key(|(shared, place)| {
            let beside = trees.get(*place).is_some_and(|tree| tree.has_name_beside(path));
            (*shared, beside, std::cmp::Reverse(*place))
        });
    if let Some((_, place)) = best
        && let (Some(tree), Some(item)) = (trees.get_mut(place), uses.get(place))
    {
        tree.add(path);
        return replace(text, item.span().byte_range(), &format!("use {};", tree.text()));
    }
    let line = format!("use {};", path.join("::"));
    let near = |item: &&&syn::ItemUse| matches!(Tree::of(&item.tree).root().as_str(), "super" | "crate");
    let standard = |item: &&&syn::ItemUse| Tree::of(&item.tree).root() == "std";
    let first = path.first().copied().unwrap_or_default();
    let foreign: Vec<&&syn::ItemUse> = uses.iter().filter(|item| !near(item) && !standard(item)).collect();
    let before = foreign.iter().find(|item| Tree::of(&item.tree).root().as_str() > first);
    let (at, what) = match (before, foreign.last(), uses.iter().find(near), uses.last()) {
        // In the group of what is not of the standard library, in the order of the alphabet.
        (Some(item), ..) => (item.span().byte_range().start, format!("{line}\n")),
        (None, Some(last), ..) => (last.span().byte_range().end, format!("\n{line}")),
        // A group of its own.
        (None, None, Some(item), _) => (item.span().byte_range().start, format!("{line}\n\n")),
        (None, None, None, Some(last)) => (last.span().byte_range().end, format!("\n\n{line}")),
        (None, None, None, None) => {
            let item = file.items.first().context("has nothing in it")?;
            (item.span().byte_range().start, format!("{line}\n\n"))
        }
    };
    insert(text, at, &what)
}

/// What is imported below a name.
#[derive(Debug, PartialEq)]
struct Tree(Vec<(String, Tree)>);

impl Tree {
    fn of(tree: &UseTree) -> Self {
        let mut out = Self(Vec::new());
        out.merge(tree);
        out
    }

    fn merge(&mut self, tree: &UseTree) {
        match tree {
            UseTree::Path(path) => self.below(&path.ident.to_string()).merge(&path.tree),
            UseTree::Name(name) => {
                self.below(&name.ident.to_string());
            }
            UseTree::Rename(name) => {
                self.below(&format!("{} as {}", name.ident, name.rename));
            }
            UseTree::Glob(_) => {
                self.below("*");
            }
            UseTree::Group(group) => group.items.iter().for_each(|item| self.merge(item)),
        }
    }

    fn below(&mut self, name: &str) -> &mut Self {
        let place = self.0.iter().position(|(one, _)| one == name).unwrap_or_else(|| {
            self.0.push((name.to_owned(), Self(Vec::new())));
            self.0.len() - 1
        });
        &mut self.0[place].1
    }

    fn get(&self, name: &str) -> Option<&Self> {
        self.0.iter().find(|(one, _)| one == name).map(|(_, tree)| tree)
    }

    fn root(&self) -> String {
        self.0.first().map(|(name, _)| name.clone()).unwrap_or_default()
    }

    fn has(&self, path: &[&str]) -> bool {
        match path {
            [] => true,
            [first, rest @ ..] => {
                self.get(first).is_some_and(|tree| tree.has(rest))
                    || rest.is_empty() && self.get("*").is_some()
            }
        }
    }

    /// How many names of the path are here one below the other.
    fn shared(&self, path: &[&str]) -> usize {
        match path {
            [first, rest @ ..] => self.get(first).map_or(0, |tree| 1 + tree.shared(rest)),
            [] => 0,
        }
    }

    /// Whether another name stands where the path's last one would.
    fn has_name_beside(&self, path: &[&str]) -> bool {
        match path {
            [] | [_] => self.0.iter().any(|(_, tree)| tree.0.is_empty()),
            [first, rest @ ..] => self.get(first).is_some_and(|tree| tree.has_name_beside(rest)),
        }
    }

    fn add(&mut self, path: &[&str]) {
        if let [first, rest @ ..] = path {
            self.below(first).add(rest);
        }
    }

    fn text(&self) -> String {
        let parts: Vec<String> = self
            .0
            .iter()
            .map(
                |(name, tree)| {
                    if tree.0.is_empty() { name.clone() } else { format!("{name}::{}", tree.text()) }
                },
            )
            .collect();
        match parts.as_slice() {
            [only] => only.clone(),
            _ => format!("{{{}}}", parts.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_join_the_import_that_is_there() {
        let text = "//! A.\n\nuse std::fmt;\n\nuse vir_types::{Error, info::{A, C}};\n\nuse super::Domain;\n";
        let more = add_use(text, &["vir_types", "info", "B"]).unwrap();
        assert!(more.contains("use vir_types::{Error, info::{A, C, B}};"), "{more}");
        let more = add_use(text, &["vir_types", "NoFlags"]).unwrap();
        assert!(more.contains("use vir_types::{Error, info::{A, C}, NoFlags};"), "{more}");
        let more = add_use(text, &["vir_driver", "Stream"]).unwrap();
        assert!(more.contains("use vir_driver::Stream;\nuse vir_types"), "{more}");
        let more = add_use(text, &["zebra", "Stripe"]).unwrap();
        assert!(more.contains("use zebra::Stripe;\n\nuse super"), "{more}");
        assert_eq!(add_use(text, &["vir_types", "Error"]).unwrap(), text);
        let apart = "use vir_types::info::A;\nuse vir_types::{B, C};\n";
        let more = add_use(apart, &["vir_types", "Error"]).unwrap();
        assert_eq!(more, "use vir_types::info::A;\nuse vir_types::{B, C, Error};\n");
        assert_eq!(add_use("use a::*;\n", &["a", "B"]).unwrap(), "use a::*;\n");
    }

    #[test]
    fn rows_stand_in_the_alphabet() {
        let text = "mod a;\nmod c;\n\ncommands! {\n    a,\n    c,\n}\n";
        let more = macro_row(&module(text, "b").unwrap(), "commands", "b").unwrap();
        assert_eq!(more, "mod a;\nmod b;\nmod c;\n\ncommands! {\n    a,\n    b,\n    c,\n}\n");
        assert_eq!(module(text, "d").unwrap().lines().nth(2), Some("mod d;"));
        assert!(module(text, "a").is_err() && module("fn x() {}\n", "a").is_err());
    }

    #[test]
    fn places_that_are_not_there_are_told() {
        let text = "trait A {\n    fn x() {}\n}\n";
        assert!(format!("{:#}", trait_method(text, "B", "").unwrap_err()).contains("trait B"));
        assert!(method_body(text, "y", "{}").is_err() && macro_end(text, "info", "").is_err());
        assert_eq!(method_body(text, "x", "{ 1 }").unwrap(), "trait A {\n    fn x() { 1 }\n}\n");
        assert_eq!(
            trait_method(text, "A", "    fn y() {}\n").unwrap(),
            "trait A {\n    fn x() {}\n\n    fn y() {}\n}\n"
        );
    }
}
