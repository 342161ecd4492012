//! What is logged, and where: standard error, with libvirt's filters or tracing's own.

use std::io::IsTerminal as _;

use anyhow::{Context, Result};
use tracing_subscriber::EnvFilter;

use crate::config::Config;

/// Starts logging; the command line wins over the file.
pub(crate) fn start(config: &Config, option: Option<&str>) -> Result<()> {
    let text = match (option, &config.log_filters) {
        (Some(option), _) => option.to_owned(),
        (None, Some(filters)) => format!("{} {filters}", word(config.log_level)?),
        (None, None) => word(config.log_level)?.to_owned(),
    };
    let filter = directives(&text)?;
    let filter = EnvFilter::try_new(&filter).with_context(|| format!("log filter '{text}'"))?;
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .try_init()
        .map_err(|error| anyhow::anyhow!("cannot start logging: {error}"))
}

/// libvirt's level as tracing's word.
fn word(level: i64) -> Result<&'static str> {
    match level {
        1 => Ok("debug"),
        2 => Ok("info"),
        3 => Ok("warn"),
        4 => Ok("error"),
        other => anyhow::bail!("log level {other} is not 1 (debug), 2 (info), 3 (warning) or 4 (error)"),
    }
}

/// `1:rpc 3:virshd` as `rpc=debug,virshd=warn`; what is not in libvirt's form stays as it is.
fn directives(text: &str) -> Result<String> {
    let mut out = Vec::new();
    for part in text.split_whitespace() {
        match part.split_once(':') {
            Some((level, target)) if level.chars().all(|c| c.is_ascii_digit()) && !level.is_empty() => {
                out.push(format!("{target}={}", word(level.parse()?)?));
            }
            _ => out.push(part.to_owned()),
        }
    }
    Ok(out.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_are_understood() {
        assert_eq!(directives("1:rpc 3:virshd").unwrap(), "rpc=debug,virshd=warn");
        assert_eq!(directives("warn,rpc=trace").unwrap(), "warn,rpc=trace");
        assert!(directives("7:rpc").is_err());
    }
}
