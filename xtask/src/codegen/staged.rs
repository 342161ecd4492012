//! `xdr/staged.txt`: how far each operation has come on its way through the house.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail};

/// How far an operation has come; one that is not listed travels all the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stage {
    /// It has a number and a layout.
    Wire,
    /// The client sends it.
    Client,
    /// Policies are asked before it.
    Guarded,
    /// The daemon dispatches it.
    Done,
}

pub(crate) struct Staged(BTreeMap<String, Stage>);

impl Staged {
    pub(crate) fn load(root: &Path) -> Result<Self> {
        let path = root.join("xdr/staged.txt");
        Self::parse(
            &std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?,
        )
    }

    /// Lines of `program.operation wire|client|guarded`; `#` begins a comment.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        let mut out = BTreeMap::new();
        for (number, line) in text.lines().enumerate() {
            let line = line.split('#').next().unwrap_or_default().trim();
            if line.is_empty() {
                continue;
            }
            let stage = match line.split_once(' ').map(|(name, stage)| (name, stage.trim())) {
                Some((name, "wire")) => (name, Stage::Wire),
                Some((name, "client")) => (name, Stage::Client),
                Some((name, "guarded")) => (name, Stage::Guarded),
                _ => bail!(
                    "xdr/staged.txt:{}: '{line}' is not 'program.operation wire', '… client' or '… guarded'",
                    number + 1
                ),
            };
            if out.insert(stage.0.to_owned(), stage.1).is_some() {
                bail!("xdr/staged.txt:{}: '{}' is there twice", number + 1, stage.0);
            }
        }
        Ok(Self(out))
    }

    pub(crate) fn stage(&self, program: &str, operation: &str) -> Stage {
        self.0.get(&format!("{program}.{operation}")).copied().unwrap_or(Stage::Done)
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = (&str, Stage)> {
        self.0.iter().map(|(name, stage)| (name.as_str(), *stage))
    }

    /// Refuses a step back: an operation may only go from wire to client to guarded to all the way.
    pub(crate) fn moved_forward(&self, from: &Self) -> Result<(), String> {
        for (name, now) in self.names() {
            match from.0.get(name) {
                Some(then) if *then > now => return Err(format!("{name} went back")),
                _ => {}
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_forward() {
        let old = Staged::parse("remote.a wire\nremote.b client\n").unwrap();
        let new = Staged::parse("remote.a client # soon\n").unwrap();
        assert!(new.moved_forward(&old).is_ok());
        assert_eq!(old.moved_forward(&new), Err("remote.a went back".to_owned()));
        assert_eq!(new.stage("remote", "b"), Stage::Done);
    }

    #[test]
    fn malformed_lines_are_told() {
        assert!(Staged::parse("remote.a\n").is_err());
        assert!(Staged::parse("remote.a wire\nremote.a client").is_err());
    }
}
