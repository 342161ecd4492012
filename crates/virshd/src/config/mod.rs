//! What the daemon is told: libvirtd.conf's keys, so that existing files serve.

mod limits;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
pub(crate) use limits::Limits;
use vir_util::settings::{self, Setting, Value};

/// The daemon's settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Config {
    /// Where the sockets are made; `None` for the usual place.
    pub(crate) unix_sock_dir: Option<PathBuf>,
    pub(crate) unix_sock_ro_perms: u32,
    pub(crate) unix_sock_rw_perms: u32,
    /// Whether the sockets that libvirt's clients know are served too.
    pub(crate) compat_sockets: bool,
    /// Where those are; `None` for where libvirt's clients look.
    pub(crate) compat_sock_dir: Option<PathBuf>,
    /// The group that owns the sockets.
    pub(crate) unix_sock_group: Option<String>,
    /// What the sockets of the drivers may be used for at once.
    pub(crate) limits: Limits,
    /// The same of the admin socket.
    pub(crate) admin_limits: Limits,
    /// libvirt's levels: 1 debug, 2 info, 3 warning, 4 error.
    pub(crate) log_level: i64,
    pub(crate) log_filters: Option<String>,
    pub(crate) log_outputs: Option<String>,
    /// The policies that are asked before each operation.
    pub(crate) access_drivers: Vec<AccessDriver>,
    /// Settings of libvirtd that this daemon does not have; named in a warning.
    pub(crate) ignored: Vec<String>,
}

/// A policy that operations are asked of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AccessDriver {
    /// polkit's rules.
    Polkit,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            unix_sock_dir: None,
            compat_sockets: false,
            compat_sock_dir: None,
            unix_sock_ro_perms: 0o777,
            unix_sock_rw_perms: 0o700,
            unix_sock_group: None,
            limits: Limits::of_drivers(),
            admin_limits: Limits::of_admin(),
            log_level: 3,
            log_filters: None,
            log_outputs: None,
            access_drivers: Vec::new(),
            ignored: Vec::new(),
        }
    }
}

impl Config {
    /// Reads a file over the defaults. A file that is not there is an error only if it was named.
    pub(crate) fn load(path: &Path, named: bool) -> Result<Self> {
        let mut config = Self::default();
        match std::fs::read_to_string(path) {
            Ok(text) => {
                config.read(&text).with_context(|| format!("configuration file '{}'", path.display()))?
            }
            Err(error) if !named && error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => {
                return Err(error)
                    .with_context(|| format!("cannot read configuration file '{}'", path.display()));
            }
        }
        Ok(config)
    }

    fn read(&mut self, text: &str) -> Result<()> {
        let settings = settings::parse(text).map_err(|error| anyhow::anyhow!("{error}"))?;
        for setting in settings {
            let line = setting.line;
            self.set(setting).with_context(|| format!("line {line}"))?;
        }
        self.limits.settle()?;
        self.admin_limits.settle()?;
        Ok(())
    }

    fn set(&mut self, setting: Setting) -> Result<()> {
        let name = setting.name.as_str();
        match name {
            "unix_sock_dir" => self.unix_sock_dir = Some(text(&setting)?.into()),
            "compat_sockets" => self.compat_sockets = number::<u8>(&setting, 0, 1)? == 1,
            "compat_sock_dir" => self.compat_sock_dir = Some(text(&setting)?.into()),
            "unix_sock_ro_perms" => self.unix_sock_ro_perms = permissions(&setting)?,
            "unix_sock_rw_perms" => self.unix_sock_rw_perms = permissions(&setting)?,
            "unix_sock_group" => self.unix_sock_group = Some(text(&setting)?),
            "auth_unix_ro" | "auth_unix_rw" => match text(&setting)?.as_str() {
                "none" => {}
                other => {
                    bail!("'{name}': authentication '{other}' is not available in this version, only 'none'")
                }
            },
            "access_drivers" => self.access_drivers = access_drivers(&setting)?,
            "log_level" => self.log_level = number(&setting, 1, 4)?,
            "log_filters" => self.log_filters = Some(text(&setting)?),
            "log_outputs" => self.log_outputs = Some(text(&setting)?),
            // Libvirt reads it and acts on each client's own limit alone; so does this daemon.
            "max_requests" => {
                number::<i64>(&setting, 1, i64::MAX)?;
            }
            // Worker threads have no counterpart here: no call waits for one.
            "min_workers" | "max_workers" | "prio_workers" => {
                number::<i64>(&setting, 0, i64::MAX)?;
            }
            "admin_min_workers" | "admin_max_workers" => {
                number::<i64>(&setting, 0, i64::MAX)?;
            }
            _ => {
                let (limits, own) = match name.strip_prefix("admin_") {
                    Some(own) => (&mut self.admin_limits, own),
                    None => (&mut self.limits, name),
                };
                if !limits.set(own, &setting)? {
                    self.ignored.push(name.to_owned());
                }
            }
        }
        Ok(())
    }
}

fn text(setting: &Setting) -> Result<String> {
    match &setting.value {
        Value::Text(text) => Ok(text.clone()),
        other => bail!("'{}' must be a string, not {}", setting.name, other.kind()),
    }
}

fn number<T: TryFrom<i64>>(setting: &Setting, low: i64, high: i64) -> Result<T> {
    let Value::Number(number) = setting.value else {
        bail!("'{}' must be a number, not {}", setting.name, setting.value.kind());
    };
    let fits = (low..=high).contains(&number).then(|| T::try_from(number).ok()).flatten();
    fits.with_context(|| format!("'{}' must be from {low} to {high}, not {number}", setting.name))
}

fn access_drivers(setting: &Setting) -> Result<Vec<AccessDriver>> {
    let Value::List(names) = &setting.value else {
        bail!("'{}' must be a list of strings, not {}", setting.name, setting.value.kind());
    };
    let mut drivers = Vec::new();
    for name in names {
        match name.as_str() {
            // Everything is allowed: nothing has to be asked.
            "none" => {}
            "polkit" if drivers.contains(&AccessDriver::Polkit) => {}
            "polkit" => drivers.push(AccessDriver::Polkit),
            other => bail!("'{}': '{other}' is neither 'none' nor 'polkit'", setting.name),
        }
    }
    Ok(drivers)
}

fn permissions(setting: &Setting) -> Result<u32> {
    let text = text(setting)?;
    match u32::from_str_radix(&text, 8) {
        Ok(mode) if mode <= 0o777 => Ok(mode),
        _ => bail!("'{}' must be octal permissions such as \"0700\", not \"{text}\"", setting.name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Config> {
        let mut config = Config::default();
        config.read(text)?;
        Ok(config)
    }

    #[test]
    fn an_existing_file_serves() {
        let config = read(
            "listen_tls = 0\nunix_sock_group = \"libvirt\"\nunix_sock_ro_perms = \"0777\"\nunix_sock_rw_perms = \"0770\"\n\
             auth_unix_ro = \"none\"\nmax_clients = 10\nmin_workers = 5\nkeepalive_interval = -1\nlog_level = 1\n",
        )
        .unwrap();
        assert_eq!((config.unix_sock_rw_perms, config.limits.max_clients), (0o770, 10));
        assert_eq!(config.unix_sock_group.as_deref(), Some("libvirt"));
        assert_eq!((config.limits.keepalive_interval, config.log_level), (-1, 1));
        assert_eq!(config.ignored, ["listen_tls"]);
    }

    #[test]
    fn sockets_of_libvirts_are_served_where_that_is_said() {
        assert!(!Config::default().compat_sockets);
        let config = read("compat_sockets = true\ncompat_sock_dir = \"/x\"\n").unwrap();
        assert!(config.compat_sockets);
        assert_eq!(config.compat_sock_dir.as_deref(), Some(Path::new("/x")));
        assert!(!read("compat_sockets = 0\n").unwrap().compat_sockets);
        assert!(read("compat_sockets = 2\n").is_err());
    }

    #[test]
    fn each_server_has_limits_of_its_own() {
        let config =
            read("admin_max_clients = 3\nmax_clients = 7\nmax_requests = 1\nadmin_keepalive_count = 0\n")
                .unwrap();
        assert_eq!((config.limits.max_clients, config.admin_limits.max_clients), (7, 3));
        assert_eq!((config.limits.keepalive_count, config.admin_limits.keepalive_count), (5, 0));
        assert_eq!(config.limits.max_anonymous_clients, 7, "it follows from the other");
        assert!(config.ignored.is_empty(), "{:?}", config.ignored);
        let refused = read("max_clients = 2\nmax_anonymous_clients = 3\n").unwrap_err();
        assert_eq!(
            refused.to_string(),
            "'max_clients' (2) must not be less than 'max_anonymous_clients' (3)"
        );
    }

    #[test]
    fn policies_are_named() {
        assert_eq!(read("access_drivers = [\"none\"]").unwrap().access_drivers, []);
        let read = read("access_drivers = [ \"none\", \"polkit\", \"polkit\" ]").unwrap();
        assert_eq!(read.access_drivers, [AccessDriver::Polkit]);
    }

    #[test]
    fn wrong_values_are_told() {
        for (text, expected) in [
            ("access_drivers = [\"x\"]", "line 1: 'access_drivers': 'x' is neither 'none' nor 'polkit'"),
            ("max_clients = \"x\"", "line 1: 'max_clients' must be a number, not a string"),
            ("max_clients = 0", "line 1: 'max_clients' must be from 1 to 1000000, not 0"),
            (
                "\nunix_sock_rw_perms = \"0888\"",
                "line 2: 'unix_sock_rw_perms' must be octal permissions such as \"0700\", not \"0888\"",
            ),
            (
                "auth_unix_rw = \"sasl\"",
                "line 1: 'auth_unix_rw': authentication 'sasl' is not available in this version, only 'none'",
            ),
        ] {
            assert_eq!(format!("{:#}", read(text).unwrap_err()), expected);
        }
    }

    #[test]
    fn a_missing_file_matters_only_if_it_was_named() {
        let path = Path::new("/nonexistent/virshd.conf");
        assert_eq!(Config::load(path, false).unwrap(), Config::default());
        assert!(format!("{:#}", Config::load(path, true).unwrap_err()).contains("/nonexistent/virshd.conf"));
    }
}
