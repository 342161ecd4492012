//! The process's environment, as a value.

use std::collections::BTreeMap;
use std::path::PathBuf;

/// Environment variables: the process's own, or those of a test.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Environment {
    vars: BTreeMap<String, String>,
}

impl Environment {
    /// The process's own variables; those that are not UTF-8 are left out.
    #[must_use]
    pub fn of_process() -> Self {
        let vars =
            std::env::vars_os().filter_map(|(k, v)| Some((k.into_string().ok()?, v.into_string().ok()?)));
        Self { vars: vars.collect() }
    }

    /// The same variables and one more.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.vars.insert(name.to_owned(), value.to_owned());
        self
    }

    /// A variable's value; an empty one counts as absent.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.vars.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// Where a user's sockets are: `$XDG_RUNTIME_DIR`, else `~/.cache`.
    #[must_use]
    pub fn runtime_dir(&self) -> Option<PathBuf> {
        match self.get("XDG_RUNTIME_DIR") {
            Some(dir) => Some(dir.into()),
            None => {
                self.get("XDG_CACHE_HOME").map(PathBuf::from).or_else(|| Some(self.home()?.join(".cache")))
            }
        }
    }

    /// Where a user's configuration is: `$XDG_CONFIG_HOME`, else `~/.config`.
    #[must_use]
    pub fn config_dir(&self) -> Option<PathBuf> {
        self.get("XDG_CONFIG_HOME").map(PathBuf::from).or_else(|| Some(self.home()?.join(".config")))
    }

    /// The user's home.
    #[must_use]
    pub fn home(&self) -> Option<PathBuf> {
        self.get("HOME").map(PathBuf::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_follow_the_desktop_rules() {
        let env = Environment::default().with("HOME", "/home/a");
        assert_eq!(env.runtime_dir(), Some("/home/a/.cache".into()));
        assert_eq!(env.config_dir(), Some("/home/a/.config".into()));
        let env = env.with("XDG_RUNTIME_DIR", "/run/user/1").with("XDG_CONFIG_HOME", "/c");
        assert_eq!((env.runtime_dir(), env.config_dir()), (Some("/run/user/1".into()), Some("/c".into())));
        assert_eq!(Environment::default().runtime_dir(), None);
    }

    #[test]
    fn empty_counts_as_absent() {
        assert_eq!(Environment::default().with("A", "").get("A"), None);
    }
}
