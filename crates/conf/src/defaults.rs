//! What the *complete* phase needs from outside: chance, and facts about the host.

use std::fmt;

use vir_types::Uuid;

use crate::mac::MacAddr;

/// Where generated values come from. Everything is handed in, so that tests are deterministic.
pub struct Defaults<'a> {
    random: &'a mut (dyn FnMut(&mut [u8]) + Send),
    arch: Option<String>,
}

impl<'a> Defaults<'a> {
    /// Defaults that draw on this source of random bytes.
    #[must_use]
    pub fn new(random: &'a mut (dyn FnMut(&mut [u8]) + Send)) -> Self {
        Self { random, arch: None }
    }

    /// The architecture of guests that name none.
    #[must_use]
    pub fn with_arch(mut self, arch: impl Into<String>) -> Self {
        self.arch = Some(arch.into());
        self
    }

    pub(crate) fn arch(&self) -> Option<&str> {
        self.arch.as_deref()
    }

    pub(crate) fn uuid(&mut self) -> Uuid {
        let mut bytes = [0; 16];
        (self.random)(&mut bytes);
        Uuid::from_random(bytes)
    }

    /// An address in the range that QEMU guests use.
    pub fn mac(&mut self) -> MacAddr {
        let mut tail = [0; 3];
        (self.random)(&mut tail);
        let [a, b, c] = tail;
        MacAddr([0x52, 0x54, 0, a, b, c])
    }
}

impl fmt::Debug for Defaults<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Defaults").field("arch", &self.arch).finish_non_exhaustive()
    }
}
