//! Reads small files of the kernel.

use std::fs;
use std::path::{Path, PathBuf};

use vir_conf::bitmap::CpuSet;

/// The folder of the kernel's own view of processors and memory.
pub(crate) const SYSTEM: &str = "/sys/devices/system";

/// A folder with files of the kernel.
#[derive(Debug, Clone)]
pub(crate) struct Sys(PathBuf);

impl Sys {
    pub(crate) fn new(folder: impl Into<PathBuf>) -> Self {
        Self(folder.into())
    }

    pub(crate) fn at(&self, name: impl AsRef<Path>) -> Self {
        Self(self.0.join(name))
    }

    pub(crate) fn exists(&self) -> bool {
        self.0.exists()
    }

    pub(crate) fn text(&self, name: &str) -> Option<String> {
        Some(fs::read_to_string(self.0.join(name)).ok()?.trim().to_owned())
    }

    pub(crate) fn number<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.text(name)?.parse().ok()
    }

    /// A list of processors or nodes; nothing is an empty one.
    pub(crate) fn set(&self, name: &str) -> Option<CpuSet> {
        let text = self.text(name)?;
        if text.is_empty() { Some(CpuSet::new()) } else { CpuSet::parse(&text) }
    }

    /// The numbers of entries that are called `prefix` and a number, ascending.
    pub(crate) fn numbered(&self, prefix: &str) -> Vec<u32> {
        let entries = fs::read_dir(&self.0).into_iter().flatten().flatten();
        let mut found: Vec<u32> = entries
            .filter_map(|entry| entry.file_name().to_str()?.strip_prefix(prefix)?.parse().ok())
            .collect();
        found.sort_unstable();
        found
    }

    /// The sizes of huge pages in KiB, ascending.
    pub(crate) fn huge_pages(&self, folder: &str) -> Vec<u64> {
        let entries = fs::read_dir(self.0.join(folder)).into_iter().flatten().flatten();
        let size = |name: &str| name.strip_prefix("hugepages-")?.strip_suffix("kB")?.parse().ok();
        let mut sizes: Vec<u64> = entries.filter_map(|entry| size(entry.file_name().to_str()?)).collect();
        sizes.sort_unstable();
        sizes
    }

    /// The value of a line `NAME: VALUE kB`, as the kernel tells of memory. Lines of nodes begin with the node.
    pub(crate) fn memory_kib(&self, file: &str, name: &str) -> Option<u64> {
        let text = self.text(file)?;
        text.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            let is_it = key.split_ascii_whitespace().next_back() == Some(name);
            is_it.then(|| value.trim().trim_end_matches("kB").trim().parse().ok())?
        })
    }
}
