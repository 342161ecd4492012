//! The command line of `new-api`.

use std::ffi::OsString;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use lexopt::{Arg, Parser, ValueExt as _};
use toml::{Table, Value};

use super::description::Description;
use super::step::Step;

pub(super) const HELP: &str = "\
cargo xtask new-api FILE.toml [OPTIONS]
cargo xtask new-api --object O --verb V --since R --access read|write [FIELDS] [OPTIONS]

Writes the skeleton of a new operation, crate by crate, in the steps of CONTRIBUTING.md: 1 words, 2 the drivers'
contract, 3 the public method, 4 the wire, 5a client, 5b guard, 5c dispatch, 6 the older operation, 7 the command,
8 the document, 9 the test driver (9:DRIVER another one). After each everything compiles and the tests pass; what
only a person can know is marked `TODO(new-api)`, which tidy refuses and `tidy --draft` allows.

  --step N        one step; those before it must be done
  --all           all steps that the description needs
  --commit        one commit per step
  --dry-run       only show what would be written, as a diff
  --allow-dirty   write although something is not committed

Fields, for what needs no file; a file has more (docs/new-api-example.toml shows and explains them):

  --program P --number N       a libvirt operation's program and number; our own program takes the next
  --facet F                    the facet, if not the object's usual one
  --summary TEXT               what it does, in a sentence
  --param NAME:TYPE[:UNIT]     a parameter; repeat it
  --flag NAME[=BIT]            a bit of a new set of flags; repeat it
  --flags-type T               the set's name, or that of one that is there
  --returns TYPE               one value, typed_params, or nothing
  --acl OBJECT:PERMISSION[:F]  a rule; repeat it
  --command NAME               the shell's command
";

/// Which steps are done.
#[derive(Debug, PartialEq)]
pub(super) enum Which {
    All,
    One(Step),
}

/// What was asked for.
#[derive(Debug)]
pub(super) struct Arguments {
    pub(super) description: Description,
    pub(super) which: Which,
    pub(super) commit: bool,
    pub(super) dry_run: bool,
    pub(super) allow_dirty: bool,
}

impl Arguments {
    /// Reads the command line; nothing if help is wanted.
    pub(super) fn parse(args: &[OsString]) -> Result<Option<Self>> {
        let mut parser = Parser::from_args(args);
        let mut file = None;
        let mut fields = Table::new();
        let mut which = None;
        let (mut commit, mut dry_run, mut allow_dirty) = (false, false, false);
        while let Some(arg) = parser.next()? {
            match arg {
                Arg::Long("help") | Arg::Short('h') => return Ok(None),
                Arg::Long("all") => which = Some(Which::All),
                Arg::Long("step") => which = Some(Which::One(Step::parse(&parser.value()?.string()?)?)),
                Arg::Long("commit") => commit = true,
                Arg::Long("dry-run") => dry_run = true,
                Arg::Long("allow-dirty") => allow_dirty = true,
                Arg::Long(name) => {
                    let name = name.to_owned();
                    let value = parser.value()?.string()?;
                    field(&mut fields, &name, &value)?;
                }
                Arg::Value(value) if file.is_none() => file = Some(value),
                other => return Err(other.unexpected().into()),
            }
        }
        let description = match file {
            Some(_) if !fields.is_empty() => bail!("a file and fields: one says everything"),
            Some(file) => Description::read(Path::new(&file))?,
            None if fields.is_empty() => {
                bail!("what is to be added? A file, or --object, --verb, … (--help)")
            }
            None => fields.try_into::<Description>()?,
        };
        let which = which.context("which step? --step N, or --all")?;
        Ok(Some(Self { description, which, commit, dry_run, allow_dirty }))
    }
}

/// An option of the command line as the description's field.
fn field(fields: &mut Table, name: &str, value: &str) -> Result<()> {
    let text = |value: &str| Value::String(value.to_owned());
    let number = |value: &str| {
        let number: i64 = value.parse().with_context(|| format!("--{name}: '{value}' is no number"))?;
        Ok::<_, anyhow::Error>(Value::Integer(number))
    };
    let mut push = |list: &str, value: Value| {
        let list = fields.entry(list.to_owned()).or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(list) = list {
            list.push(value);
        }
    };
    match name {
        "acl" | "aclfilter" => push(name, text(value)),
        "write-if" => push("write_if", text(value)),
        "param" => {
            let mut parts = value.splitn(3, ':');
            let mut param = Table::new();
            for key in ["name", "type", "unit"] {
                if let Some(part) = parts.next() {
                    param.insert(key.to_owned(), text(part));
                }
            }
            push("params", Value::Table(param));
        }
        "flag" => {
            let (word, bit) = value.split_once('=').unzip();
            let mut flag = Table::new();
            flag.insert("name".to_owned(), text(word.unwrap_or(value)));
            if let Some(bit) = bit {
                flag.insert("bit".to_owned(), number(bit)?);
            }
            push("flags", Value::Table(flag));
        }
        "returns" => {
            fields
                .insert(name.to_owned(), Value::Table(Table::from_iter([("type".to_owned(), text(value))])));
        }
        "command" => {
            fields
                .insert(name.to_owned(), Value::Table(Table::from_iter([("name".to_owned(), text(value))])));
        }
        "number" => {
            fields.insert(name.to_owned(), number(value)?);
        }
        "object" | "verb" | "since" | "access" | "program" | "facet" | "summary" | "kind"
        | "params-struct" | "flags-type" => {
            fields.insert(name.replace('-', "_"), text(value));
        }
        other => bail!("there is no option --{other}; --help lists them"),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Option<Arguments>> {
        Arguments::parse(&line.split(' ').map(OsString::from).collect::<Vec<_>>())
    }

    #[test]
    fn a_line_says_what_a_file_says() {
        let line = "--object domain --verb set_mood --since 0.2.0 --access write --param level:u32:ms \
                    --flag LIVE --flag LOUD=4 --acl domain:write --command dommood --step 5b --commit";
        let arguments = parse(line).unwrap().unwrap();
        let d = &arguments.description;
        assert_eq!(
            (d.object.as_str(), d.verb.as_str(), d.program.as_str()),
            ("domain", "set_mood", "virshd")
        );
        assert_eq!((d.params[0].name.as_str(), d.params[0].unit.as_deref()), ("level", Some("ms")));
        assert_eq!((d.flags[0].bit, d.flags[1].bit), (None, Some(4)));
        assert_eq!(arguments.which, Which::One(Step::Guard));
        assert!(arguments.commit && !arguments.dry_run);
        assert!(parse("--help").unwrap().is_none());
    }

    #[test]
    fn mistakes_are_told() {
        for (line, told) in [
            ("--all", "what is to be added"),
            ("--object domain --verb x --since 1 --access read", "which step"),
            ("--object domain --verb x --since 1 --access peek --all", "peek"),
            ("--object domain --colour red --all", "--colour"),
            ("--object domain --verb x --step 10", "'10' is no step"),
            ("a.toml --object domain --all", "one says everything"),
            ("/nonexistent/a.toml --all", "/nonexistent/a.toml"),
        ] {
            let error = format!("{:#}", parse(line).unwrap_err());
            assert!(error.contains(told), "{line}: {error}");
        }
    }
}
