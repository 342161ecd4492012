//! `qemu.conf`: libvirt's keys and syntax, so that existing files serve.

use std::io;
use std::path::Path;

use vir_qemu::config::Config;
use vir_types::{Code, Context as _, Result};
use vir_util::process::RunAs;
use vir_util::settings::{Setting, Value, parse};

use crate::shared::error;

/// What the administrator has said.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Settings {
    /// What holds for all guests.
    pub config: Config,
    /// The user that emulators run as.
    pub run_as: Option<RunAs>,
    /// Keys without effect in this version.
    pub ignored: Vec<String>,
}

impl Settings {
    /// Reads a file over the defaults; one that is not there says nothing.
    ///
    /// # Errors
    /// `SystemError`: it cannot be read. `ConfInvalidSetting`, `ConfSyntax`: what it says, and in which line.
    pub fn load(path: &Path) -> Result<Self> {
        match std::fs::read_to_string(path) {
            Ok(text) => Self::read(&text, path),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error)
                .context(Code::SYSTEM_ERROR, || format!("Failed to read config file {}", path.display())),
        }
    }

    fn read(text: &str, path: &Path) -> Result<Self> {
        let shown = path.display();
        let settings = parse(text).map_err(|wrong| {
            error(Code::CONF_SYNTAX, format!("{shown}:{}: {}", wrong.line, wrong.message))
        })?;
        let mut read = Self::default();
        let (mut user, mut group) = (None, None);
        for setting in &settings {
            match setting.name.as_str() {
                "user" => user = Some((text_of(setting, path)?, setting)),
                "group" => group = Some((text_of(setting, path)?, setting)),
                "vnc_listen" => read.config.vnc_listen = text_of(setting, path)?,
                "spice_listen" => read.config.spice_listen = text_of(setting, path)?,
                "seccomp_sandbox" => read.config.seccomp_sandbox = number_of(setting, path)? != 0,
                other => read.ignored.push(other.to_owned()),
            }
        }
        if user.is_some() || group.is_some() {
            let found = vir_util::user(
                user.as_ref().map_or("root", |(name, _)| name),
                group.as_ref().map(|(name, _)| name.as_str()),
            );
            let line = user.as_ref().or(group.as_ref()).map_or(0, |(_, setting)| setting.line);
            let found = found.map_err(|why| error(Code::CONF_SYNTAX, format!("{shown}:{line}: {why}")))?;
            read.run_as = (found.uid != vir_util::uid()).then_some(found);
        }
        Ok(read)
    }
}

fn text_of(setting: &Setting, path: &Path) -> Result<String> {
    match &setting.value {
        Value::Text(text) => Ok(text.clone()),
        other => Err(wrong(setting, path, "a string", other)),
    }
}

fn number_of(setting: &Setting, path: &Path) -> Result<i64> {
    match &setting.value {
        Value::Number(number) => Ok(*number),
        other => Err(wrong(setting, path, "a number", other)),
    }
}

fn wrong(setting: &Setting, path: &Path, wanted: &str, found: &Value) -> vir_types::Error {
    let text = format!(
        "{}:{}: '{}' must be {wanted}, not {}",
        path.display(),
        setting.line,
        setting.name,
        found.kind()
    );
    error(Code::CONF_SYNTAX, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libvirts_file_is_understood() {
        let text = "vnc_listen = \"0.0.0.0\"\nseccomp_sandbox = 0\nuser = \"+0\"\nnew_key = 1\n";
        let read = Settings::read(text, Path::new("qemu.conf")).unwrap();
        assert_eq!(read.config.vnc_listen, "0.0.0.0");
        assert!(!read.config.seccomp_sandbox);
        assert_eq!(read.ignored, ["new_key"]);
        let error = Settings::read("\nvnc_listen = 1\n", Path::new("q")).unwrap_err();
        assert!(error.message().contains("q:2: 'vnc_listen' must be a string, not a number"), "{error}");
        let error = Settings::read("user = \"no such user\"\n", Path::new("q")).unwrap_err();
        assert!(error.message().contains("q:1: there is no user 'no such user'"), "{error}");
    }
}
