//! Values that nobody may read by accident.

use std::fmt;

use zeroize::{Zeroize as _, ZeroizeOnDrop};

/// The value of a secret: a password, a key. Its memory is overwritten when it is dropped, and it is never shown.
///
/// C API: the buffers of `virSecretSetValue` and `virSecretGetValue`. Since: 0.7.1.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct SecretValue(Box<[u8]>);

impl SecretValue {
    /// The value with these bytes. A list that has room to spare is copied and overwritten.
    #[must_use]
    pub fn new(mut bytes: Vec<u8>) -> Self {
        if bytes.len() == bytes.capacity() {
            return Self(bytes.into_boxed_slice());
        }
        let exact = Self::from(bytes.as_slice());
        bytes.zeroize();
        exact
    }

    /// The bytes. Whoever copies them has to overwrite the copy.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl From<&[u8]> for SecretValue {
    fn from(bytes: &[u8]) -> Self {
        Self(bytes.into())
    }
}

impl From<Vec<u8>> for SecretValue {
    fn from(bytes: Vec<u8>) -> Self {
        Self::new(bytes)
    }
}

impl AsRef<[u8]> for SecretValue {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for SecretValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretValue(…)")
    }
}

impl Drop for SecretValue {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl ZeroizeOnDrop for SecretValue {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_kept_and_never_shown() {
        let mut roomy = Vec::with_capacity(64);
        roomy.extend_from_slice(b"open sesame");
        let value = SecretValue::new(roomy);
        assert_eq!(value.as_bytes(), b"open sesame");
        assert_eq!(value, SecretValue::from(b"open sesame".as_slice()));
        assert_eq!(format!("{value:?} {:?}", Some(value.clone())), "SecretValue(…) Some(SecretValue(…))");
    }
}
