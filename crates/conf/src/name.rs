//! The rules for names of objects.

use vir_types::{Code, Error, Origin, Result};

/// A domain's or network's name: there, and fit to be the name of a file.
pub(crate) fn check(name: &str, origin: Origin) -> Result<()> {
    if name.is_empty() {
        return Err(Error::bare(Code::NO_NAME).or_origin(origin));
    }
    no_slash(name, origin)
}

/// No slash, because definitions are files.
pub(crate) fn no_slash(name: &str, origin: Origin) -> Result<()> {
    if name.contains('/') {
        let text = format!("name {name} cannot contain '/'");
        return Err(Error::new(Code::XML_ERROR, text).or_origin(origin));
    }
    Ok(())
}

/// A title is one line.
pub(crate) fn title(title: Option<&str>, whose: &str, origin: Origin) -> Result<()> {
    if title.is_some_and(|title| title.contains('\n')) {
        let text = format!("{whose} title can't contain newlines");
        return Err(Error::new(Code::XML_ERROR, text).or_origin(origin));
    }
    Ok(())
}
