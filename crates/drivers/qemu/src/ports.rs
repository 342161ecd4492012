//! Ports for screens: one that is free on this host and that no other guest is about to take.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, Ipv6Addr, TcpListener};
use std::ops::RangeInclusive;
use std::sync::{Arc, Mutex, PoisonError};

use vir_types::{Code, Result};

use crate::shared::error;

/// The ports that guests have or are about to have.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ports {
    taken: Arc<Mutex<BTreeSet<u16>>>,
}

/// A port that is kept for one guest until this is dropped.
#[derive(Debug)]
pub(crate) struct Port {
    number: u16,
    taken: Arc<Mutex<BTreeSet<u16>>>,
}

impl Port {
    pub(crate) fn number(&self) -> i32 {
        i32::from(self.number)
    }
}

impl Drop for Port {
    fn drop(&mut self) {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.number);
    }
}

/// Whether nobody on this host listens on a port, on either of the two protocols.
fn is_free(port: u16) -> bool {
    let four = TcpListener::bind((Ipv4Addr::UNSPECIFIED, port)).is_ok();
    // A host without IPv6 refuses for another reason.
    let six = match TcpListener::bind((Ipv6Addr::UNSPECIFIED, port)) {
        Ok(_) => true,
        Err(error) => error.kind() != std::io::ErrorKind::AddrInUse,
    };
    four && six
}

impl Ports {
    /// A free port of this range.
    ///
    /// # Errors
    /// `InternalError`: all of them are taken.
    pub(crate) fn take(&self, range: RangeInclusive<u16>, what: &str) -> Result<Port> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let (first, last) = (*range.start(), *range.end());
        for number in range {
            if !taken.contains(&number) && is_free(number) {
                taken.insert(number);
                return Ok(Port { number, taken: self.taken.clone() });
            }
        }
        let text = format!("Unable to find an unused port in range '{what}' ({first}-{last})");
        Err(error(Code::INTERNAL_ERROR, text))
    }

    /// Keeps a port that a guest has already.
    pub(crate) fn keep(&self, number: u16) -> Port {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner).insert(number);
        Port { number, taken: self.taken.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_port_is_given_twice_and_each_comes_back() {
        let ports = Ports::default();
        let listener = TcpListener::bind((Ipv4Addr::UNSPECIFIED, 0)).unwrap();
        let used = listener.local_addr().unwrap().port();
        assert!(ports.take(used..=used, "test").is_err());
        drop(listener);
        let port = ports.take(used..=used, "test").unwrap();
        assert!(ports.take(used..=used, "test").is_err());
        drop(port);
        assert!(ports.take(used..=used, "test").is_ok());
    }
}
