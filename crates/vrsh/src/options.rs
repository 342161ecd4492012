//! The shell's own options, before the first command.

use anyhow::{Result, bail};

/// What the command line says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Options {
    /// What leaves a console.
    pub(crate) escape: Option<Escape>,
    pub(crate) connect: Option<String>,
    pub(crate) debug: Option<i32>,
    pub(crate) log: Option<String>,
    pub(crate) quiet: bool,
    pub(crate) read_only: bool,
    pub(crate) timing: bool,
    pub(crate) json: bool,
    /// Something to tell instead of running commands.
    pub(crate) tell: Option<Tell>,
    /// The commands.
    pub(crate) rest: Vec<String>,
}

/// What can be told without running anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tell {
    Help,
    Version,
    LongVersion,
}

/// An option's meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Opt {
    Connect,
    Debug,
    Escape,
    Help,
    KeepaliveInterval,
    KeepaliveCount,
    Log,
    Quiet,
    ReadOnly,
    Timing,
    Version,
    LongVersion,
    Json,
    NoPkttyagent,
}

/// Whether a value follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Takes {
    Nothing,
    Value,
    /// Only behind a `=`.
    Maybe,
}

const OPTIONS: &[(&str, Option<char>, Takes, Opt)] = &[
    ("connect", Some('c'), Takes::Value, Opt::Connect),
    ("debug", Some('d'), Takes::Value, Opt::Debug),
    ("escape", Some('e'), Takes::Value, Opt::Escape),
    ("help", Some('h'), Takes::Nothing, Opt::Help),
    ("keepalive-interval", Some('k'), Takes::Value, Opt::KeepaliveInterval),
    ("keepalive-count", Some('K'), Takes::Value, Opt::KeepaliveCount),
    ("log", Some('l'), Takes::Value, Opt::Log),
    ("quiet", Some('q'), Takes::Nothing, Opt::Quiet),
    ("readonly", Some('r'), Takes::Nothing, Opt::ReadOnly),
    ("timing", Some('t'), Takes::Nothing, Opt::Timing),
    ("version", Some('v'), Takes::Maybe, Opt::Version),
    ("", Some('V'), Takes::Nothing, Opt::LongVersion),
    ("json", None, Takes::Nothing, Opt::Json),
    ("no-pkttyagent", None, Takes::Nothing, Opt::NoPkttyagent),
];

type Known = (&'static str, Option<char>, Takes, Opt);

/// The character that leaves a console.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Escape {
    pub(crate) byte: u8,
    /// As people write it.
    pub(crate) shown: String,
}

impl Default for Escape {
    fn default() -> Self {
        Self { byte: 0x1d, shown: "^]".to_owned() }
    }
}

impl Options {
    /// The options before the first word that is none, and the words from there on.
    pub(crate) fn parse(args: impl IntoIterator<Item = String>) -> Result<Self> {
        let mut options = Self::default();
        let mut args = args.into_iter();
        while let Some(arg) = args.next() {
            if arg == "--" {
                break;
            }
            if let Some(long) = arg.strip_prefix("--") {
                options.long(&arg, long, &mut args)?;
            } else if let Some(short) = arg.strip_prefix('-').filter(|short| !short.is_empty()) {
                options.short(short, &mut args)?;
            } else {
                options.rest.push(arg);
                break;
            }
            if options.tell.is_some() {
                return Ok(options);
            }
        }
        options.rest.extend(args);
        Ok(options)
    }

    /// `--name`, `--name value`, `--name=value`; the name may be cut short.
    fn long(&mut self, arg: &str, long: &str, args: &mut impl Iterator<Item = String>) -> Result<()> {
        let (name, value) = match long.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (long, None),
        };
        let known = find_long(name);
        let Some((full, _, takes, opt)) = known else { bail!("unsupported option '{arg}'. See --help.") };
        let value = match (takes, value) {
            (Takes::Nothing, Some(_)) => bail!("unsupported option '{arg}'. See --help."),
            (Takes::Value, None) => Some(args.next().ok_or_else(|| needs_value(known))?),
            (_, value) => value,
        };
        self.set(opt, &format!("--{full}"), value)
    }

    /// `-x`, `-x value`, `-xvalue`, and several switches behind one dash.
    fn short(&mut self, letters: &str, args: &mut impl Iterator<Item = String>) -> Result<()> {
        let mut rest = letters.chars();
        while let Some(letter) = rest.next() {
            let known = OPTIONS.iter().copied().find(|(_, short, ..)| *short == Some(letter));
            let Some((_, _, takes, opt)) = known else {
                bail!("unsupported option '-{letter}'. See --help.")
            };
            let shown = format!("-{letter}");
            if takes != Takes::Value {
                self.set(opt, &shown, None)?;
                continue;
            }
            let attached = rest.as_str();
            let value = if attached.is_empty() {
                args.next().ok_or_else(|| needs_value(known))?
            } else {
                attached.to_owned()
            };
            return self.set(opt, &shown, Some(value));
        }
        Ok(())
    }

    fn set(&mut self, opt: Opt, shown: &str, value: Option<String>) -> Result<()> {
        let text = value.as_deref().unwrap_or_default();
        match opt {
            Opt::Connect => self.connect = value,
            Opt::Debug => match text.parse() {
                Ok(level) => self.debug = Some(level),
                Err(_) => bail!("option {shown} takes a numeric argument"),
            },
            Opt::Escape => self.escape = Some(escape(text)?),
            Opt::KeepaliveInterval | Opt::KeepaliveCount => check_keepalive(shown, text)?,
            Opt::Log => self.log = value,
            Opt::Quiet => self.quiet = true,
            Opt::ReadOnly => self.read_only = true,
            Opt::Timing => self.timing = true,
            Opt::Json => self.json = true,
            Opt::Help => self.tell = Some(Tell::Help),
            Opt::Version if text == "long" => self.tell = Some(Tell::LongVersion),
            Opt::Version => self.tell = Some(Tell::Version),
            Opt::LongVersion => self.tell = Some(Tell::LongVersion),
            Opt::NoPkttyagent => {}
        }
        Ok(())
    }
}

/// The option with this name, or the only one that begins so.
fn find_long(name: &str) -> Option<Known> {
    if name.is_empty() {
        return None;
    }
    let mut begun = OPTIONS.iter().copied().filter(|(long, ..)| long.starts_with(name));
    let exact = OPTIONS.iter().copied().find(|(long, ..)| *long == name);
    exact.or_else(|| begun.next().filter(|_| begun.next().is_none()))
}

fn needs_value(known: Option<Known>) -> anyhow::Error {
    match known {
        Some((long, Some(short), ..)) => anyhow::anyhow!("option '-{short}'/'--{long}' requires an argument"),
        _ => anyhow::anyhow!("option requires an argument"),
    }
}

/// A character, or `^` and one that has a control code.
fn escape(text: &str) -> Result<Escape> {
    let mut chars = text.chars();
    match (chars.next(), chars.next(), chars.next()) {
        (Some('^'), Some(c @ ('a'..='z' | '@'..='_')), None) => {
            let control = u8::try_from(c.to_ascii_uppercase()).unwrap_or_default() ^ 0x40;
            Ok(Escape { byte: control, shown: format!("^{c}") })
        }
        (Some(c), None, None) if c != '^' && c.is_ascii() => {
            Ok(Escape { byte: u8::try_from(c).unwrap_or_default(), shown: text.to_owned() })
        }
        _ => bail!("Invalid string '{text}' for escape sequence"),
    }
}

/// Libvir keeps its connections alive by itself; the numbers are only held to their form.
fn check_keepalive(shown: &str, text: &str) -> Result<()> {
    match text.parse::<i32>() {
        Err(_) => bail!("Invalid value for option {shown}"),
        Ok(number) if number < 0 => bail!("option {shown} requires a positive integer argument"),
        Ok(_) => Ok(()),
    }
}

/// What `--help` says before the commands.
pub(crate) const USAGE: &str = "
vrsh [options]... [<commands>]
vrsh [options]... <command> [arguments...]

  options:
    -c | --connect=URI      hypervisor to connect to
    -d | --debug=NUM        tell what is done, from level NUM on [0-4]
    -e | --escape <char>    character that leaves a console
    -h | --help             this help
    -k | --keepalive-interval=NUM
                            seconds between signs of life
    -K | --keepalive-count=NUM
                            how many of them may be missed
    -l | --log=FILE         write errors to the end of FILE as well
    -q | --quiet            say only what was asked for
    -r | --readonly         only look, change nothing
    -t | --timing           tell how long each command took
    -v                      version of libvirt's interface
    -V                      the same in more words
         --version[=TYPE]   version, in short or long
         --json             answers as JSON, where a command can give them
         --no-pkttyagent    accepted for the sake of scripts
  commands (separated by ';'):

";

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(args: &[&str]) -> Result<Options> {
        Options::parse(args.iter().map(|arg| (*arg).to_owned()))
    }

    #[test]
    fn options_end_at_the_command() {
        let options = parse(&["-qrc", "test:///default", "list", "-q", "--all"]).unwrap();
        assert!(options.quiet && options.read_only);
        assert_eq!(options.connect.as_deref(), Some("test:///default"));
        assert_eq!(options.rest, ["list", "-q", "--all"]);
        assert_eq!(parse(&["--", "-x"]).unwrap().rest, ["-x"]);
    }

    #[test]
    fn spellings() {
        for args in
            [&["-cfoo:///"][..], &["--connect=foo:///"], &["--connect", "foo:///"], &["--conn", "foo:///"]]
        {
            assert_eq!(parse(args).unwrap().connect.as_deref(), Some("foo:///"), "{args:?}");
        }
        assert_eq!(parse(&["--version=long"]).unwrap().tell, Some(Tell::LongVersion));
        assert_eq!(parse(&["--version"]).unwrap().tell, Some(Tell::Version));
        assert_eq!(parse(&["-V", "--nonsense"]).unwrap().tell, Some(Tell::LongVersion));
    }

    #[test]
    fn refusals() {
        let refused = |args: &[&str]| parse(args).unwrap_err().to_string();
        assert_eq!(refused(&["-x"]), "unsupported option '-x'. See --help.");
        assert_eq!(refused(&["--foo"]), "unsupported option '--foo'. See --help.");
        assert_eq!(refused(&["-c"]), "option '-c'/'--connect' requires an argument");
        assert_eq!(refused(&["--log"]), "option '-l'/'--log' requires an argument");
        assert_eq!(refused(&["-d", "x"]), "option -d takes a numeric argument");
        assert_eq!(refused(&["-e", "ab"]), "Invalid string 'ab' for escape sequence");
        assert_eq!(refused(&["-k", "a"]), "Invalid value for option -k");
        assert_eq!(
            refused(&["--keepalive-count=-1"]),
            "option --keepalive-count requires a positive integer argument"
        );
    }
}
