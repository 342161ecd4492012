//! `cargo xtask new-driver NAME`: a driver's crate, from nothing to a URI that opens, lists nothing and says of all
//! else that it is not supported; and its line in the daemon.

mod edits;
mod names;
mod trial;

use std::path::Path;

use anyhow::{Context as _, Result, bail};

use crate::files::{root, rustfmt};
use crate::run::{cargo, git, output};
use crate::say;
pub(crate) use trial::run as try_it;

/// The driver that is to be.
pub(crate) struct Wish {
    /// `NAME` in `vir-driver-NAME`.
    pub(crate) name: String,
    /// The scheme of its URIs.
    pub(crate) scheme: String,
    /// What it is, in a few words.
    pub(crate) about: String,
}

/// A file below the root and its new text.
type File = (String, String);

const TEMPLATES: &[(&str, &str)] = &[
    ("Cargo.toml", include_str!("templates/Cargo.toml.in")),
    ("src/lib.rs", include_str!("templates/lib.rs.in")),
    ("src/factory.rs", include_str!("templates/factory.rs.in")),
    ("src/facets/mod.rs", include_str!("templates/facets.rs.in")),
    ("src/facets/connection.rs", include_str!("templates/connection.rs.in")),
    ("src/facets/domain_list.rs", include_str!("templates/domain_list.rs.in")),
    ("tests/driver.rs", include_str!("templates/test.rs.in")),
];

/// The command. With `commit` it makes one commit of the crate and one of its line in the daemon.
pub(crate) fn run(args: &[String]) -> Result<()> {
    let (wish, commit) = asked(args)?;
    let root = root();
    if !git(&root, &["status", "--porcelain", "--untracked-files=no"])?.is_empty() {
        bail!("there are changes that are not committed; commit them or put them away first");
    }
    names::check(&root, &wish)?;
    // All texts are put together before any file is touched.
    let krate = of_the_crate(&root, &wish)?;
    let daemon = of_the_daemon(&root, &wish)?;
    write(&root, &krate)?;
    settle()?;
    if commit {
        let subject = format!("vir-driver-{}: begin with a driver that has nothing", wish.name);
        commit_all(&root, &subject, &format!("{}.", wish.about))?;
    }
    write(&root, &daemon)?;
    settle()?;
    if commit {
        let subject = format!("virshd: serve the URIs of the {} driver", wish.name);
        commit_all(&root, &subject, "It is asked after those that were there before.")?;
    }
    Ok(())
}

fn asked(args: &[String]) -> Result<(Wish, bool)> {
    let (mut name, mut scheme, mut about, mut commit) = (None, None, None, false);
    let mut parser = lexopt::Parser::from_args(args);
    while let Some(arg) = parser.next()? {
        match arg {
            lexopt::Arg::Value(value) if name.is_none() => name = Some(value.to_string_lossy().into_owned()),
            lexopt::Arg::Long("uri") => scheme = Some(parser.value()?.to_string_lossy().into_owned()),
            lexopt::Arg::Long("about") => about = Some(parser.value()?.to_string_lossy().into_owned()),
            lexopt::Arg::Long("commit") => commit = true,
            other => return Err(other.unexpected().into()),
        }
    }
    let name = name.context("say how the driver is called: cargo xtask new-driver NAME")?;
    let scheme = scheme.unwrap_or_else(|| name.clone());
    let about = about.unwrap_or_else(|| format!("The driver behind `{scheme}` URIs"));
    Ok((Wish { name, scheme, about: about.trim_end_matches('.').to_owned() }, commit))
}

/// The crate, its place in the workspace and its room in the architecture.
fn of_the_crate(root: &Path, wish: &Wish) -> Result<Vec<File>> {
    let mut files = Vec::new();
    for (path, template) in TEMPLATES {
        let text = filled(template, wish);
        let text = if path.ends_with(".rs") { rustfmt(&text)? } else { text };
        files.push((format!("crates/drivers/{}/{path}", wish.name), text));
    }
    files.push(edits::changed(root, "Cargo.toml", |text| edits::manifest(text, wish))?);
    files.push(edits::changed(root, "docs/architecture.md", |text| edits::rooms(text, wish))?);
    Ok(files)
}

/// The daemon's line.
fn of_the_daemon(root: &Path, wish: &Wish) -> Result<Vec<File>> {
    let manifest = edits::changed(root, "crates/virshd/Cargo.toml", |text| edits::dependency(text, wish))?;
    let (path, text) =
        edits::changed(root, "crates/virshd/src/drivers.rs", |text| edits::factories(text, wish))?;
    Ok(vec![manifest, (path, rustfmt(&text)?)])
}

fn filled(template: &str, wish: &Wish) -> String {
    let words = [
        ("@NAME@", wish.name.as_str()),
        ("@SCHEME@", &wish.scheme),
        ("@ABOUT@", &wish.about),
        ("@TYPE@", &names::camel(&wish.name)),
        ("@IDENT@", &names::ident(&wish.name)),
        ("@SINCE@", env!("CARGO_PKG_VERSION")),
    ];
    words.iter().fold(template.to_owned(), |text, (mark, word)| text.replace(mark, word))
}

fn write(root: &Path, files: &[File]) -> Result<()> {
    for (path, text) in files {
        let full = root.join(path);
        if let Some(folder) = full.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(&full, text).with_context(|| format!("cannot write {}", full.display()))?;
        say(format_args!("wrote {path}"));
    }
    Ok(())
}

/// What follows from the sources: the lock file, and the driver's column in the matrix.
fn settle() -> Result<()> {
    output(cargo().args(["update", "--workspace", "--offline", "--quiet"]))?;
    crate::support::run()
}

fn commit_all(root: &Path, subject: &str, body: &str) -> Result<()> {
    git(root, &["add", "--all"])?;
    git(root, &["commit", "--quiet", "-m", subject, "-m", body])?;
    say(format_args!("committed {subject}"));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(args: &[&str]) -> Vec<String> {
        args.iter().map(|arg| (*arg).to_owned()).collect()
    }

    #[test]
    fn what_is_asked_for() {
        let (wish, commit) = asked(&words(&["bhyve", "--commit"])).unwrap();
        assert_eq!((wish.name.as_str(), wish.scheme.as_str(), commit), ("bhyve", "bhyve", true));
        let (wish, commit) =
            asked(&words(&["cloud", "--uri", "ch", "--about", "Machines in clouds."])).unwrap();
        assert_eq!((wish.scheme.as_str(), wish.about.as_str(), commit), ("ch", "Machines in clouds", false));
        assert!(asked(&[]).is_err());
        assert!(asked(&words(&["a", "b"])).is_err());
    }

    #[test]
    fn no_mark_is_left() {
        let (wish, _) = asked(&words(&["new-one"])).unwrap();
        for (path, text) in of_the_crate(&root(), &wish).unwrap() {
            let marks = ["@NAME@", "@SCHEME@", "@ABOUT@", "@TYPE@", "@IDENT@", "@SINCE@"];
            assert!(!marks.iter().any(|mark| text.contains(mark)), "{path}:\n{text}");
        }
    }
}
