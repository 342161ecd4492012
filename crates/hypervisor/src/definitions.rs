//! A folder of definitions, one file each, and which of them start with the host.
//!
//! The layout is libvirt's: `NAME.xml`, and `autostart/NAME.xml` as a link to it. A folder that libvirt
//! has written is used as it is.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use vir_util::files;

/// What the names of links end with that say that a domain starts with the host the next time only.
const ONCE: &str = ".xml.once";

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
    /// Whether it starts with the host the next time only.
    pub autostart_once: bool,
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

    fn link(&self, name: &str, once: bool) -> PathBuf {
        self.autostart.join(format!("{name}{}", if once { ONCE } else { ".xml" }))
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
        self.set_autostart_once(name, false)?;
        files::remove_file(&self.path(name))
    }

    /// Whether the definition of this name starts with the host.
    #[must_use]
    pub fn autostart(&self, name: &str) -> bool {
        fs::symlink_metadata(self.link(name, false)).is_ok()
    }

    /// Says whether the definition of this name starts with the host.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn set_autostart(&self, name: &str, autostart: bool) -> io::Result<()> {
        self.set_link(name, false, autostart)
    }

    /// Says whether the definition of this name starts with the host the next time only.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn set_autostart_once(&self, name: &str, autostart: bool) -> io::Result<()> {
        self.set_link(name, true, autostart)
    }

    fn set_link(&self, name: &str, once: bool, wanted: bool) -> io::Result<()> {
        let link = self.link(name, once);
        if !wanted {
            return files::remove_file(&link);
        }
        match std::os::unix::fs::symlink(self.path(name), &link) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            Err(error) => Err(error),
            Ok(()) => files::sync_folder(&self.autostart),
        }
    }

    /// Gives a definition another name; `text` is its document with that name. Whenever this is cut short,
    /// there is one file with the old document or the new one; if the new one still stands under the old name,
    /// [`finish_rename`](Self::finish_rename) does the rest.
    ///
    /// # Errors
    /// Something stands under the new name already, or the folder cannot be written; the definition is then as
    /// it was.
    pub fn rename(&self, old: &str, new: &str, text: &str) -> io::Result<()> {
        let before = fs::read(self.path(old))?;
        self.is_free(new)?;
        // From here on it has the new name, wherever it stands.
        self.save(old, text)?;
        self.finish_rename(old, new).inspect_err(|_| {
            let _ = [false, true].map(|once| self.set_link(new, once, false));
            let _ = files::replace_file(&self.path(old), &before, 0o600);
        })
    }

    /// Moves a definition that stands under `old` to the name that its document has.
    ///
    /// # Errors
    /// As of [`rename`](Self::rename).
    pub fn finish_rename(&self, old: &str, new: &str) -> io::Result<()> {
        self.is_free(new)?;
        let links = [false, true].map(|once| (once, fs::symlink_metadata(self.link(old, once)).is_ok()));
        for (once, wanted) in links {
            // A link of this name without a definition is left of one that is gone.
            self.set_link(new, once, false)?;
            if wanted {
                self.set_link(new, once, true)?;
            }
        }
        fs::rename(self.path(old), self.path(new))?;
        files::sync_folder(&self.folder)?;
        links
            .into_iter()
            .filter(|(_, wanted)| *wanted)
            .try_for_each(|(once, _)| self.set_link(old, once, false))
    }

    fn is_free(&self, name: &str) -> io::Result<()> {
        match fs::symlink_metadata(self.path(name)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
            Ok(_) => Err(io::ErrorKind::AlreadyExists.into()),
        }
    }

    /// Removes what is left of writers that were killed: files that were not finished, and links to
    /// definitions that are gone. Nobody else may write meanwhile. Answers what it has removed.
    ///
    /// # Errors
    /// The folder cannot be read or written.
    pub fn sweep(&self) -> io::Result<Vec<PathBuf>> {
        let unfinished = format!(".xml{}", files::UNFINISHED);
        let mut left = Vec::new();
        for path in entries(&self.folder)? {
            if path.to_string_lossy().ends_with(&unfinished) {
                left.push(path);
            }
        }
        for path in entries(&self.autostart)? {
            // A link that leads nowhere, not one that cannot be followed now.
            let gone = fs::metadata(&path).is_err_and(|error| error.kind() == io::ErrorKind::NotFound);
            if gone && fs::read_link(&path).is_ok_and(|to| to.parent() == Some(&self.folder)) {
                left.push(path);
            }
        }
        left.iter().try_for_each(|path| files::remove_file(path))?;
        Ok(left)
    }

    /// All definitions, in the order of their names. What was being written when a writer was killed is
    /// passed over.
    ///
    /// # Errors
    /// The folder cannot be listed.
    pub fn list(&self) -> io::Result<Vec<Stored>> {
        let mut found = Vec::new();
        let starting = names(&self.autostart, ".xml")?;
        let starting_once = names(&self.autostart, ONCE)?;
        for name in names(&self.folder, ".xml")? {
            let path = self.path(&name);
            let autostart = starting.binary_search(&name).is_ok();
            let autostart_once = starting_once.binary_search(&name).is_ok();
            found.push(Stored { name, path, autostart, autostart_once });
        }
        Ok(found)
    }
}

fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        entries => entries?.map(|entry| entry.map(|entry| entry.path())).collect(),
    }
}

fn names(folder: &Path, ending: &str) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for path in entries(folder)? {
        let file = path.file_name().and_then(|file| file.to_str()).unwrap_or_default();
        if let Some(name) = file.strip_suffix(ending).filter(|name| !name.is_empty()) {
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
        fs::write(folder.join(".xml"), "<d/>").unwrap();
        let found: Vec<_> = definitions.list().unwrap();
        let found: Vec<_> =
            found.iter().map(|one| (&*one.name, one.read().unwrap(), one.autostart)).collect();
        assert_eq!(found, [("a", "<a/>".to_owned(), true), ("b", "<b/>".to_owned(), false)]);
        assert_eq!(fs::read_to_string(folder.join("autostart/a.xml")).unwrap(), "<a/>");
        assert_eq!(definitions.sweep().unwrap(), [folder.join("c.xml.new")]);
        definitions.set_autostart_once("b", true).unwrap();
        let once = |one: &Stored| (one.autostart, one.autostart_once);
        assert_eq!(
            definitions.list().unwrap().iter().map(once).collect::<Vec<_>>(),
            [(true, false), (false, true)]
        );
        definitions.remove("a").unwrap();
        assert!(!definitions.autostart("a"));
        assert_eq!(definitions.list().unwrap().len(), 1);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_name_is_changed_as_a_whole() {
        let folder = std::env::temp_dir().join(format!("vir-hypervisor-rename-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        let definitions = Definitions::in_folder(&folder);
        definitions.prepare().unwrap();
        definitions.save("a", "<a/>").unwrap();
        definitions.save("taken", "<taken/>").unwrap();
        definitions.set_autostart("a", true).unwrap();
        let taken = definitions.rename("a", "taken", "<taken/>").unwrap_err();
        assert_eq!(taken.kind(), io::ErrorKind::AlreadyExists);
        let now = || {
            let list = definitions.list().unwrap();
            list.iter().map(|one| (one.name.clone(), one.read().unwrap(), one.autostart)).collect::<Vec<_>>()
        };
        let one = |name: &str, text: &str, autostart| (name.to_owned(), text.to_owned(), autostart);
        assert_eq!(now(), [one("a", "<a/>", true), one("taken", "<taken/>", false)]);
        definitions.rename("a", ".b", "<b/>").unwrap();
        assert_eq!(now(), [one(".b", "<b/>", true), one("taken", "<taken/>", false)]);
        assert!(!definitions.autostart("a"));

        // Cut short before the file has moved, and after that.
        definitions.save(".b", "<c/>").unwrap();
        definitions.set_autostart("c", true).unwrap();
        definitions.finish_rename(".b", "c").unwrap();
        assert_eq!(now(), [one("c", "<c/>", true), one("taken", "<taken/>", false)]);
        definitions.set_autostart("gone", true).unwrap();
        assert_eq!(definitions.sweep().unwrap(), [folder.join("autostart/gone.xml")]);
        assert!(definitions.autostart("c"));
        fs::remove_dir_all(folder).unwrap();
    }
}
