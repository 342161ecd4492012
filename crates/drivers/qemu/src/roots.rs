//! Where the driver keeps its files. The layout below each root is libvirt's.

use std::io;
use std::path::{Path, PathBuf};

use vir_util::{Environment, files};

/// The folders of a driver.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Roots {
    /// Definitions, as libvirt's `/etc/libvirt/qemu`.
    pub config: PathBuf,
    /// What concerns running guests, as libvirt's `/run/libvirt/qemu`.
    pub state: PathBuf,
    /// What guests leave behind, as libvirt's `/var/lib/libvirt/qemu`.
    pub lib: PathBuf,
    /// What can be found out again, as libvirt's `/var/cache/libvirt/qemu`.
    pub cache: PathBuf,
    /// What emulators say, as libvirt's `/var/log/libvirt/qemu`.
    pub log: PathBuf,
}

impl Roots {
    /// The system's.
    #[must_use]
    pub fn system() -> Self {
        Self {
            config: "/etc/virshd/qemu".into(),
            state: "/run/virshd/qemu".into(),
            lib: "/var/lib/virshd/qemu".into(),
            cache: "/var/cache/virshd/qemu".into(),
            log: "/var/log/virshd/qemu".into(),
        }
    }

    /// A user's own; `None` if the user has no home.
    #[must_use]
    pub fn session(environment: &Environment) -> Option<Self> {
        let home = environment.home()?;
        let data = environment.get("XDG_DATA_HOME").map_or(home.join(".local/share"), PathBuf::from);
        let cache = environment.get("XDG_CACHE_HOME").map_or(home.join(".cache"), PathBuf::from);
        let cache = cache.join("virshd/qemu");
        Some(Self {
            config: environment.config_dir()?.join("virshd/qemu"),
            state: environment.runtime_dir()?.join("virshd/qemu/run"),
            lib: data.join("virshd/qemu"),
            log: cache.join("log"),
            cache,
        })
    }

    /// All of them under one folder, for a private daemon.
    #[must_use]
    pub fn under(root: &Path) -> Self {
        Self {
            config: root.join("etc/qemu"),
            state: root.join("run/qemu"),
            lib: root.join("lib/qemu"),
            cache: root.join("cache/qemu"),
            log: root.join("log/qemu"),
        }
    }

    /// Makes the folders.
    pub(crate) fn prepare(&self) -> io::Result<()> {
        files::make_folder(&self.config, 0o700)?;
        files::make_folder(&self.cache.join("capabilities"), 0o755)?;
        files::make_folder(&self.log, 0o700)?;
        files::make_folder(&self.state, 0o755)?;
        for folder in ["save", "dump", "nvram", "channel/target", "snapshot", "checkpoint", "ram"] {
            files::make_folder(&self.lib.join(folder), 0o755)?;
        }
        files::make_folder(&self.lib, 0o751)
    }

    /// The log of a guest's emulator.
    pub(crate) fn log_of(&self, name: &str) -> PathBuf {
        self.log.join(format!("{name}.log"))
    }

    /// The status of a running guest.
    pub(crate) fn status_of(&self, name: &str) -> PathBuf {
        self.state.join(format!("{name}.xml"))
    }
}
