//! Names for devices that the host gets for guests. Like libvirt, no name is given twice before all have been
//! used, so that whoever watches one does not mistake the next for it.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use vir_types::{Code, Result};
use vir_util::link;

use crate::shared::error;

/// How many names of a kind are tried.
const MOST: u32 = 1 << 16;

/// Names that are not taken over from a definition: a driver has made them up.
const GENERATED: [&str; 3] = ["vnet", "macvtap", "macvlan"];

/// Whether a name was made up, or asks for one that is.
pub(crate) fn is_generated(name: &str) -> bool {
    name.is_empty() || name.contains('%') || GENERATED.iter().any(|prefix| name.starts_with(prefix))
}

/// Where the names go on.
#[derive(Debug, Default)]
pub(crate) struct Names(Mutex<BTreeMap<&'static str, u32>>);

impl Names {
    /// Uses a new name. No other guest gets one meanwhile.
    ///
    /// # Errors
    /// `InternalError`: no name is left. What `make` says.
    pub(crate) fn with_new<T>(
        &self,
        prefix: &'static str,
        make: impl FnOnce(&str) -> Result<T>,
    ) -> Result<T> {
        let mut used = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let next = used.entry(prefix).or_default();
        for _ in 0..MOST {
            let name = format!("{prefix}{next}");
            *next = next.wrapping_add(1) % MOST;
            if !link::exists(&name) {
                return make(&name);
            }
        }
        Err(error(Code::INTERNAL_ERROR, format!("no unused {prefix} names available")))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn names_go_on() {
        let names = Names::default();
        let take = || names.with_new("vir-none", |name| Ok(name.to_owned())).unwrap();
        assert_eq!([take(), take()], ["vir-none0", "vir-none1"]);
        assert!(is_generated("vnet7") && is_generated("tap%d") && !is_generated("mine"));
    }
}
