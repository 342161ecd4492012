//! Where the driver keeps its files. The layout below each root is libvirt's.

use std::path::{Path, PathBuf};

use vir_util::Environment;

/// The folders of a driver.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Roots {
    /// Definitions, as libvirt's `/etc/libvirt/storage`.
    pub config: PathBuf,
    /// What concerns running pools, as libvirt's `/run/libvirt/storage`.
    pub state: PathBuf,
}

impl Roots {
    /// The system's.
    #[must_use]
    pub fn system() -> Self {
        Self { config: "/etc/virshd/storage".into(), state: "/run/virshd/storage".into() }
    }

    /// A user's own; `None` if the user has no home.
    #[must_use]
    pub fn session(environment: &Environment) -> Option<Self> {
        Some(Self {
            config: environment.config_dir()?.join("virshd/storage"),
            state: environment.runtime_dir()?.join("virshd/storage/run"),
        })
    }

    /// Both of them under one folder, for a private daemon.
    #[must_use]
    pub fn under(root: &Path) -> Self {
        Self { config: root.join("etc/storage"), state: root.join("run/storage") }
    }
}
