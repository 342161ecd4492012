//! From words to calls of commands.

use anyhow::{Result, anyhow, bail};

use super::arg::{Kind, Place};
use super::args::Args;
use super::command::Command;
use super::suggest;
use super::tokens::Token;

/// The commands in these words; nothing runs unless all of it is understood.
///
/// # Errors
/// An unknown command or option, a missing or left-over value.
pub(crate) fn parse(tokens: impl Iterator<Item = Result<Token>>) -> Result<Vec<Args>> {
    let mut calls = Vec::new();
    let mut current: Option<Call> = None;
    let mut comment = false;
    for token in tokens {
        match token? {
            Token::End => {
                calls.extend(current.take().map(Call::finish).transpose()?);
                comment = false;
            }
            Token::Word(_) if comment => {}
            Token::Word(word) => match &mut current {
                Some(call) => call.word(word)?,
                None if word.starts_with('#') => comment = true,
                None => current = Some(Call::named(&word)?),
            },
        }
    }
    calls.extend(current.take().map(Call::finish).transpose()?);
    Ok(calls)
}

/// A command whose words are being read.
struct Call {
    args: Args,
    /// The argument whose value comes next.
    pending: Option<usize>,
    /// `--` was seen: everything is a value.
    only_values: bool,
    help: bool,
}

impl Call {
    fn named(name: &str) -> Result<Self> {
        let command = crate::cmd::find(name).ok_or_else(|| suggest::unknown_command(name))?;
        Ok(Self::of(command))
    }

    fn of(command: &'static Command) -> Self {
        Self { args: Args::new(command), pending: None, only_values: false, help: false }
    }

    /// `help` takes whatever it gets.
    fn is_help(&self) -> bool {
        self.args.command.name == "help"
    }

    fn word(&mut self, word: String) -> Result<()> {
        if let Some(place) = self.pending.take() {
            self.args.set(place, Some(word));
            return Ok(());
        }
        match word.strip_prefix("--") {
            Some("") if !self.only_values => {
                self.only_values = true;
                Ok(())
            }
            Some(option) if !self.only_values => match option.split_once('=') {
                Some((name, value)) => self.option(name, Some(value)),
                None => self.option(option, None),
            },
            _ => self.value(word),
        }
    }

    fn value(&mut self, word: String) -> Result<()> {
        let free = self.args.command.args.iter().enumerate().find(|(place, def)| {
            def.place != Place::Named && (def.kind == Kind::Many || !self.args.is_given(*place))
        });
        match free {
            Some((place, _)) => self.args.set(place, Some(word)),
            None if self.is_help() => {}
            None => bail!("unexpected data '{word}'"),
        }
        Ok(())
    }

    fn option(&mut self, name: &str, value: Option<&str>) -> Result<()> {
        if name == "help" {
            self.help = true;
            return Ok(());
        }
        let Some(option) = self.resolve(name, value)? else {
            if self.is_help() {
                return Ok(());
            }
            bail!("command '{}' doesn't support option --{name}", self.args.command.name);
        };
        let (place, value) = option;
        let def = self.args.command.args.get(place).ok_or_else(|| anyhow!("no option --{name}"))?;
        if self.args.is_given(place) && def.kind != Kind::Many {
            bail!("option --{} already seen", def.name);
        }
        match (def.kind, value) {
            (Kind::Flag, None) => self.args.set(place, None),
            (Kind::Flag, Some(_)) => bail!("invalid '=' after option --{}", def.name),
            (_, Some(value)) => self.args.set(place, Some(value.to_owned())),
            (_, None) => self.pending = Some(place),
        }
        Ok(())
    }

    /// The argument that an option's name stands for, and its value.
    fn resolve<'a>(&self, name: &str, value: Option<&'a str>) -> Result<Option<(usize, Option<&'a str>)>> {
        let Some(place) = self.args.place(name) else { return Ok(None) };
        match self.args.command.args.get(place).map(|def| def.kind) {
            Some(Kind::Alias(target, fixed)) => {
                if fixed.is_some() && value.is_some() {
                    bail!("invalid '=' after option --{name}");
                }
                Ok(self.args.place(target).map(|place| (place, fixed.or(value))))
            }
            _ => Ok(Some((place, value))),
        }
    }

    fn finish(self) -> Result<Args> {
        if let Some(def) = self.pending.and_then(|place| self.args.command.args.get(place)) {
            let what = if def.kind == Kind::Number { "<number>" } else { "<string>" };
            bail!("expected syntax: --{} {what}", def.name);
        }
        if self.help {
            let mut help = Self::named("help")?;
            help.value(self.args.command.name.to_owned())?;
            return Ok(help.args);
        }
        self.args.check_required()?;
        Ok(self.args)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::tokens::{Words, arguments};

    /// Calls as `command name=words …`.
    fn shown(calls: Result<Vec<Args>>) -> String {
        let calls = match calls {
            Ok(calls) => calls,
            Err(error) => return format!("error: {error}"),
        };
        let call = |args: &Args| {
            let given = args.iter().map(|(def, words)| format!(" {}={}", def.name, words.join(",")));
            format!("{}{}", args.command.name, given.collect::<String>())
        };
        calls.iter().map(call).collect::<Vec<_>>().join("; ")
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(shown(parse(Words::of(text))), expected, "{text}");
    }

    #[test]
    fn values_by_place_and_by_name() {
        check("setmem test 512M", "setmem domain=test size=512M");
        check("setmem --domain test 512M", "setmem domain=test size=512M");
        check("setmem 512M --domain test", "error: option --domain already seen");
        check("setmem --size=512M test --live", "setmem domain=test size=512M live=");
        check("setmem test --kilobytes 5", "setmem domain=test size=5");
        check("domstate -- --odd", "domstate domain=--odd");
        check("domstate ''", "domstate domain=");
    }

    #[test]
    fn several_commands() {
        check("list --all; domstate test # why\nuri;;", "list all=; domstate domain=test; uri");
        let args = ["list", ";", "domstate", "a;b"].map(str::to_owned);
        assert_eq!(shown(parse(arguments(&args))), "list; domstate domain=a;b");
        let args = ["#", "list"].map(str::to_owned);
        assert_eq!(shown(parse(arguments(&args))), "");
    }

    #[test]
    fn refusals_have_virshs_words() {
        check("domstate", "error: command 'domstate' requires <domain> option");
        check("domstate a b", "error: unexpected data 'b'");
        check("domstate a -x", "error: unexpected data '-x'");
        check("domstate a --foo", "error: command 'domstate' doesn't support option --foo");
        check("domstate a --foo=1", "error: command 'domstate' doesn't support option --foo");
        check("domstate --domain a --domain b", "error: option --domain already seen");
        check("domstate a --reason --reason", "error: option --reason already seen");
        check("domstate a --reason=1", "error: invalid '=' after option --reason");
        check("domstate --domain", "error: expected syntax: --domain <string>");
        check("setmem a --size", "error: expected syntax: --size <number>");
        check("echo --hi=you", "error: invalid '=' after option --hi");
        check("list; nonsense --of", "error: unknown command: 'nonsense'");
    }

    #[test]
    fn help_takes_anything() {
        check("domstate --help", "help command=domstate");
        check("help list --all more", "help command=list");
    }

    #[test]
    fn the_rest_and_fixed_values() {
        check("echo a --xml b", "echo xml= string=a,b");
        check("echo --hi there", "echo string=hello,there");
        check("echo --string a --str b", "echo string=a,b");
    }
}
