//! `qemu.conf`: libvirt's keys and syntax, so that existing files serve.

use std::io;
use std::path::Path;
use std::time::Duration;

use vir_qemu::config::{Config, Tls};
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
    /// Whether files change hands for guests.
    pub ownership: Ownership,
    /// The longest that a call waits for an answer of an emulator, if that is shorter than usual.
    pub monitor_timeout: Option<Duration>,
    /// Keys without effect in this version.
    pub ignored: Vec<String>,
}

/// Whether files of guests change hands while they run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Ownership {
    /// They go to the user that emulators run as.
    pub dynamic: bool,
    /// They go back to whom they belonged to, not to root.
    pub remember: bool,
}

impl Default for Ownership {
    fn default() -> Self {
        Self { dynamic: true, remember: true }
    }
}

impl Settings {
    /// Reads a file over the defaults; one that is not there says nothing.
    ///
    /// # Errors
    /// `SystemError`: it cannot be read. `ConfInvalidSetting`, `ConfSyntax`: what it says, and in which line.
    pub fn load(path: &Path) -> Result<Self> {
        match std::fs::read_to_string(path) {
            Ok(text) => Self::read(&text, path),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Self::read("", path),
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
        let mut screens = Certificates::default();
        for setting in &settings {
            match setting.name.as_str() {
                "user" => user = Some((text_of(setting, path)?, setting)),
                "group" => group = Some((text_of(setting, path)?, setting)),
                "vnc_listen" => read.config.vnc_listen = text_of(setting, path)?,
                "spice_listen" => read.config.spice_listen = text_of(setting, path)?,
                "monitor_timeout" => {
                    let seconds =
                        u64::try_from(number_of(setting, path)?).ok().filter(|seconds| *seconds > 0);
                    read.monitor_timeout = seconds.map(Duration::from_secs);
                }
                "seccomp_sandbox" => read.config.seccomp_sandbox = number_of(setting, path)? != 0,
                "dynamic_ownership" => read.ownership.dynamic = number_of(setting, path)? != 0,
                "remember_owner" => read.ownership.remember = number_of(setting, path)? != 0,
                "security_driver" => refuse_labels(setting, path)?,
                _ if screens.take(setting, path, &mut read.config)? => {}
                _ if other(setting, path, &mut read.config)? => {}
                other => read.ignored.push(other.to_owned()),
            }
        }
        screens.apply(&mut read.config);
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

/// Certificates as the file names them: a general folder, and folders of their own for some.
#[derive(Debug, Default)]
struct Certificates {
    usual: Option<String>,
    usual_verify: bool,
    vnc: bool,
    vnc_dir: Option<String>,
    vnc_verify: Option<bool>,
    spice_dir: Option<String>,
    chardev_dir: Option<String>,
    chardev_verify: Option<bool>,
    nbd_dir: Option<String>,
    vnc_sasl: bool,
    vnc_sasl_dir: Option<String>,
    spice_sasl: bool,
    spice_sasl_dir: Option<String>,
}

impl Certificates {
    /// Takes a key that is about them; whether it was.
    fn take(&mut self, setting: &Setting, path: &Path, config: &mut Config) -> Result<bool> {
        let text = || text_of(setting, path).map(Some);
        let yes = || number_of(setting, path).map(|number| number != 0);
        match setting.name.as_str() {
            "default_tls_x509_cert_dir" => self.usual = text()?,
            "default_tls_x509_verify" => self.usual_verify = yes()?,
            "vnc_tls" => self.vnc = yes()?,
            "vnc_tls_x509_cert_dir" => self.vnc_dir = text()?,
            "vnc_tls_x509_verify" => self.vnc_verify = Some(yes()?),
            "spice_tls" => config.spice_tls = yes()?,
            "spice_tls_x509_cert_dir" => self.spice_dir = text()?,
            "chardev_tls" => config.chardev_tls_always = yes()?,
            "chardev_tls_x509_cert_dir" => self.chardev_dir = text()?,
            "chardev_tls_x509_verify" => self.chardev_verify = Some(yes()?),
            "nbd_tls" => config.nbd_tls_always = yes()?,
            "nbd_tls_x509_cert_dir" => self.nbd_dir = text()?,
            "vnc_sasl" => self.vnc_sasl = yes()?,
            "vnc_sasl_dir" => self.vnc_sasl_dir = text()?,
            "spice_sasl" => self.spice_sasl = yes()?,
            "spice_sasl_dir" => self.spice_sasl_dir = text()?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// A folder of its own that is named or there counts, else the general one.
    fn apply(self, config: &mut Config) {
        let usual = self.usual.unwrap_or_else(|| "/etc/pki/qemu".to_owned());
        let pick = |named: Option<String>, own: &str| match named {
            Some(named) => named,
            None if Path::new(own).exists() => own.to_owned(),
            None => usual.clone(),
        };
        let verify = |named: Option<bool>| named.unwrap_or(self.usual_verify);
        config.spice_tls_dir = pick(self.spice_dir, "/etc/pki/libvirt-spice").into();
        let vnc = pick(self.vnc_dir, "/etc/pki/libvirt-vnc");
        config.vnc_tls = self.vnc.then(|| Tls::new(vnc, verify(self.vnc_verify), false));
        let chardev = pick(self.chardev_dir, "/etc/pki/libvirt-chardev");
        config.chardev_tls = Tls::new(chardev, verify(self.chardev_verify), false);
        config.nbd_tls = Tls::new(pick(self.nbd_dir, "/etc/pki/libvirt-nbd"), false, false);
        config.vnc_sasl = self.vnc_sasl.then(|| self.vnc_sasl_dir.unwrap_or_default().into());
        config.spice_sasl = self.spice_sasl.then(|| self.spice_sasl_dir.unwrap_or_default().into());
    }
}

/// Takes a key that stands for itself; whether it was one.
fn other(setting: &Setting, path: &Path, config: &mut Config) -> Result<bool> {
    let yes = || number_of(setting, path).map(|number| number != 0);
    match setting.name.as_str() {
        "vnc_auto_unix_socket" => config.vnc_auto_socket = yes()?,
        "spice_auto_unix_socket" => config.spice_auto_socket = yes()?,
        "vnc_allow_host_audio" => config.vnc_host_audio = yes()?,
        "nographics_allow_host_audio" => config.nographics_host_audio = yes()?,
        "set_process_name" => config.process_names = yes()?,
        "dump_guest_core" => config.dump_guest_core = yes()?,
        "log_timestamp" => config.log_timestamp = yes()?,
        "deprecation_behavior" => config.deprecation = Some(text_of(setting, path)?),
        "gluster_debug_level" => {
            config.gluster_debug_level = u32::try_from(number_of(setting, path)?).unwrap_or(0).min(9);
        }
        _ => return Ok(false),
    }
    Ok(true)
}

/// Labels are for drivers that this version does not have: who asks for one must not go without.
fn refuse_labels(setting: &Setting, path: &Path) -> Result<()> {
    let named: Vec<&str> = match &setting.value {
        Value::Text(text) => vec![text],
        Value::List(list) => list.iter().map(String::as_str).collect(),
        other => return Err(wrong(setting, path, "a string or a list of strings", other)),
    };
    let Some(unknown) = named.into_iter().find(|name| !matches!(*name, "none" | "dac")) else {
        return Ok(());
    };
    let text = format!("{}:{}: security driver {unknown} not found", path.display(), setting.line);
    Err(error(Code::CONF_SYNTAX, text))
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

    #[test]
    fn certificates_owners_and_labels() {
        let text = "default_tls_x509_cert_dir = \"/c\"\nvnc_tls = 1\nvnc_tls_x509_verify = 1\nspice_tls = 1\n\
                    spice_tls_x509_cert_dir = \"/s\"\nremember_owner = 0\nsecurity_driver = [\"dac\"]\n";
        let read = Settings::read(text, Path::new("q")).unwrap();
        let vnc = read.config.vnc_tls.unwrap();
        assert_eq!((vnc.dir.to_str(), vnc.verify), (Some("/c"), true));
        assert_eq!(read.config.spice_tls_dir.to_str(), Some("/s"));
        assert_eq!(read.config.nbd_tls.dir.to_str(), Some("/c"));
        assert!(read.config.spice_tls && read.ownership.dynamic && !read.ownership.remember);
        assert!(read.ignored.is_empty(), "{:?}", read.ignored);
        let error = Settings::read("\nsecurity_driver = \"selinux\"\n", Path::new("q")).unwrap_err();
        assert!(error.message().contains("q:2: security driver selinux not found"), "{error}");
    }
}
