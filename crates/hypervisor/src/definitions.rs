//! A folder of definitions, one file each, and which of them start with the host.
//!
//! The layout is libvirt's: `NAME.xml`, and `autostart/NAME.xml` as a link to it. A folder that libvirt
//! has written is used as it is.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use vir_util::files;

/// A folder of definitions.
#[derive(Debug, Clone)]
pub struct Definitions {
    folder: PathBuf,
    autostart: PathBuf,
}

/// A definition that was found.
#[derive(Debug)]
#[non_exhaustive]
pub struct Stored {
    /// Its name, as the file has it.
    pub name: String,
    /// Where it stands.
    pub path: PathBuf,
    /// Whether it starts with the host.
    pub autostart: bool,
}

impl Stored {
    /// Its document.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn read(&self) -> io::Result<String> {
        fs::read_to_string(&self.path)
    }
}

impl Definitions {
    /// The definitions in this folder, which need not exist yet.
    #[must_use]
    pub fn in_folder(folder: impl Into<PathBuf>) -> Self {
        let folder = folder.into();
        let autostart = folder.join("autostart");
        Self { folder, autostart }
    }

    /// Makes the folders.
    ///
    /// # Errors
    /// They cannot be made.
    pub fn prepare(&self) -> io::Result<()> {
        files::make_folder(&self.folder, 0o700)?;
        files::make_folder(&self.autostart, 0o700)
    }

    /// Where the definition of this name stands.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.xml"))
    }

    fn link(&self, name: &str) -> PathBuf {
        self.autostart.join(format!("{name}.xml"))
    }

    /// Keeps a definition. When this returns, it lasts.
    ///
    /// # Errors
    /// The folder cannot be written; the old definition is then as it was.
    pub fn save(&self, name: &str, text: &str) -> io::Result<()> {
        files::replace_file(&self.path(name), text.as_bytes(), 0o600)
    }

    /// Whether the folder is in memory, so that nothing written to it makes its writer wait.
    #[must_use]
    pub fn in_memory(&self) -> bool {
        files::is_in_memory(&self.folder)
    }

    /// Forgets a definition, and that it starts with the host.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn remove(&self, name: &str) -> io::Result<()> {
        self.set_autostart(name, false)?;
        files::remove_file(&self.path(name))
    }

    /// Whether the definition of this name starts with the host.
    #[must_use]
    pub fn autostart(&self, name: &str) -> bool {
        fs::symlink_metadata(self.link(name)).is_ok()
    }

    /// Says whether the definition of this name starts with the host.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn set_autostart(&self, name: &str, autostart: bool) -> io::Result<()> {
        let link = self.link(name);
        if !autostart {
            return files::remove_file(&link);
        }
        match std::os::unix::fs::symlink(self.path(name), &link) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            Err(error) => Err(error),
            Ok(()) => files::sync_folder(&self.autostart),
        }
    }

    /// All definitions, in the order of their names. What was being written when a writer was killed is
    /// passed over, as is everything whose name begins with a dot.
    ///
    /// # Errors
    /// The folder cannot be listed.
    pub fn list(&self) -> io::Result<Vec<Stored>> {
        let mut found = Vec::new();
        let starting = names(&self.autostart)?;
        for name in names(&self.folder)? {
            let path = self.path(&name);
            let autostart = starting.binary_search(&name).is_ok();
            found.push(Stored { name, path, autostart });
        }
        Ok(found)
    }
}

fn names(folder: &Path) -> io::Result<Vec<String>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut names = Vec::new();
    for entry in entries {
        let Ok(file) = entry?.file_name().into_string() else { continue };
        if let Some(name) = file.strip_suffix(".xml").filter(|name| !name.starts_with('.')) {
            names.push(name.to_owned());
        }
    }
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_saved_is_found_and_what_is_half_written_is_not() {
        let folder = std::env::temp_dir().join(format!("vir-hypervisor-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        let definitions = Definitions::in_folder(&folder);
        assert!(definitions.list().unwrap().is_empty());
        definitions.prepare().unwrap();
        definitions.save("b", "<b/>").unwrap();
        definitions.save("a", "<a/>").unwrap();
        definitions.set_autostart("a", true).unwrap();
        definitions.set_autostart("a", true).unwrap();
        fs::write(folder.join("c.xml.new"), "<c").unwrap();
        fs::write(folder.join(".d.xml"), "<d/>").unwrap();
        let found: Vec<_> = definitions.list().unwrap();
        let found: Vec<_> =
            found.iter().map(|one| (&*one.name, one.read().unwrap(), one.autostart)).collect();
        assert_eq!(found, [("a", "<a/>".to_owned(), true), ("b", "<b/>".to_owned(), false)]);
        assert_eq!(fs::read_to_string(folder.join("autostart/a.xml")).unwrap(), "<a/>");
        definitions.remove("a").unwrap();
        assert!(!definitions.autostart("a"));
        assert_eq!(definitions.list().unwrap().len(), 1);
        fs::remove_dir_all(folder).unwrap();
    }
}
