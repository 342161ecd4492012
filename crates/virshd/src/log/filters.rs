//! What is logged.

use anyhow::{Context as _, Result, bail};
use tracing_subscriber::EnvFilter;

/// What is logged: a level for everything, and others for single parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Filters {
    /// tracing's directives for everything.
    base: Vec<String>,
    /// libvirt's level and part of each filter, and the same as tracing's directive.
    parts: Vec<(u8, String, String)>,
}

/// libvirt's level as tracing's word.
pub(super) fn word(level: i64) -> Result<&'static str> {
    match level {
        1 => Ok("debug"),
        2 => Ok("info"),
        3 => Ok("warn"),
        4 => Ok("error"),
        other => anyhow::bail!("log level {other} is not 1 (debug), 2 (info), 3 (warning) or 4 (error)"),
    }
}

/// tracing's word as libvirt's level.
pub(super) fn level(word: &str) -> Option<u8> {
    match word.to_ascii_lowercase().as_str() {
        "trace" | "debug" => Some(1),
        "info" => Some(2),
        "warn" => Some(3),
        "error" | "off" => Some(4),
        _ => None,
    }
}

impl Filters {
    /// Reads `1:rpc 3:virshd` or `warn,rpc=debug`, over this level for everything.
    pub(super) fn parse(base: &str, text: &str) -> Result<Self> {
        let mut out = Self { base: vec![base.to_owned()], parts: Vec::new() };
        for part in text.split_whitespace() {
            let number = part.split_once(':').filter(|(level, _)| level.chars().all(|c| c.is_ascii_digit()));
            if number.is_some() {
                out.parts.push(libvirts(part)?);
                continue;
            }
            for directive in part.split(',').filter(|directive| !directive.is_empty()) {
                match directive.split_once('=').and_then(|(of, word)| Some((of, level(word)?))) {
                    Some((of, level)) => out.parts.push((level, of.to_owned(), directive.to_owned())),
                    None => out.base.push(directive.to_owned()),
                }
            }
        }
        out.to_filter()?;
        Ok(out)
    }

    /// The same level for everything with other parts, in libvirt's form alone.
    pub(super) fn with(&self, text: &str) -> Result<Self> {
        let parts = text.split_whitespace().map(libvirts).collect::<Result<_>>()?;
        Ok(Self { base: self.base.clone(), parts })
    }

    pub(super) fn to_filter(&self) -> Result<EnvFilter> {
        let directives = self.base.iter().chain(self.parts.iter().map(|(_, _, directive)| directive));
        let directives = directives.map(String::as_str).collect::<Vec<_>>().join(",");
        EnvFilter::try_new(&directives).with_context(|| format!("log filter '{directives}'"))
    }

    /// As libvirt writes them, and how many there are.
    pub(super) fn shown(&self) -> (String, u32) {
        let shown: Vec<String> = self.parts.iter().map(|(level, of, _)| format!("{level}:{of}")).collect();
        (shown.join(" "), u32::try_from(shown.len()).unwrap_or(u32::MAX))
    }
}

/// A filter in libvirt's form. Stars around a name say what is true of every name here: it matches what it begins.
fn libvirts(text: &str) -> Result<(u8, String, String)> {
    let Some((level, of)) = text.split_once(':') else { bail!("Malformed format for filter '{text}'") };
    let of = of.trim_matches('*');
    let fit = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    if of.is_empty() || !of.chars().all(fit) {
        bail!("Malformed format for filter '{text}'");
    }
    let number: u8 = level
        .parse()
        .ok()
        .filter(|number| (1..=4).contains(number))
        .with_context(|| format!("Invalid priority '{level}' for filter '{text}'"))?;
    Ok((number, of.to_owned(), format!("{of}={}", word(number.into())?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directives(text: &str) -> String {
        let filters = Filters::parse("warn", text).unwrap();
        let parts = filters.parts.iter().map(|(_, _, directive)| directive);
        filters.base.iter().chain(parts).map(String::as_str).collect::<Vec<_>>().join(",")
    }

    #[test]
    fn both_forms_are_understood() {
        assert_eq!(directives("1:rpc 3:virshd"), "warn,rpc=debug,virshd=warn");
        assert_eq!(directives("info,rpc=trace"), "warn,info,rpc=trace");
        assert!(Filters::parse("warn", "7:rpc").is_err());
        assert_eq!(
            Filters::parse("warn", "info,rpc=trace 4:*api*").unwrap().shown(),
            ("1:rpc 4:api".to_owned(), 2)
        );
    }

    #[test]
    fn others_take_their_place() {
        let filters = Filters::parse("info", "1:rpc").unwrap();
        assert_eq!(filters.with("").unwrap().shown(), (String::new(), 0));
        assert_eq!(filters.with("2:x").unwrap().base, ["info"]);
        for (text, expected) in [
            ("7:qemu", "Invalid priority '7' for filter '7:qemu'"),
            ("qemu", "Malformed format for filter 'qemu'"),
            ("1:", "Malformed format for filter '1:'"),
            ("1:a=b", "Malformed format for filter '1:a=b'"),
        ] {
            assert_eq!(filters.with(text).unwrap_err().to_string(), expected);
        }
    }
}
