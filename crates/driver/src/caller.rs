//! On whose behalf a driver acts.

use std::sync::Arc;

/// Who asks a driver for something.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Caller {
    /// The daemon or the program itself: autostart, reconnecting, one driver asking another. Nothing is
    /// forbidden.
    System,
    /// A client, as far as it is known.
    Client(Arc<Identity>),
}

impl Caller {
    /// A client with this identity.
    #[must_use]
    pub fn client(identity: Identity) -> Self {
        Self::Client(Arc::new(identity))
    }

    /// The client's identity; `None` for the house itself.
    #[must_use]
    pub fn identity(&self) -> Option<&Identity> {
        match self {
            Self::System => None,
            Self::Client(identity) => Some(identity),
        }
    }

    /// Whether the caller may only look.
    #[must_use]
    pub fn read_only(&self) -> bool {
        self.identity().is_some_and(|identity| identity.read_only)
    }
}

/// What is known about a client. What nobody told stays `None`.
///
/// C API: `virConnectSetIdentity` (its parameters). Since: 5.8.0.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Identity {
    /// Whether the client connected for looking only.
    pub read_only: bool,
    /// Its process.
    pub pid: Option<u32>,
    /// When that process started, in clock ticks since boot; tells a process from a later one with the
    /// same number.
    pub process_time: Option<u64>,
    /// Its user's number.
    pub uid: Option<u32>,
    /// Its user's name.
    pub user: Option<Arc<str>>,
    /// Its group's number.
    pub gid: Option<u32>,
    /// Its group's name.
    pub group: Option<Arc<str>>,
    /// The name that it proved with SASL.
    pub sasl_user: Option<Arc<str>>,
    /// The distinguished name of its certificate.
    pub x509_dname: Option<Arc<str>>,
    /// Its SELinux context.
    pub selinux_context: Option<Arc<str>>,
}

impl Identity {
    /// Nothing known, and nothing forbidden by it.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_client_can_be_read_only() {
        assert!(!Caller::System.read_only());
        let mut identity = Identity::new();
        identity.read_only = true;
        identity.uid = Some(1000);
        let caller = Caller::client(identity);
        assert!(caller.read_only());
        assert_eq!(caller.identity().and_then(|identity| identity.uid), Some(1000));
    }
}
