//! The one error of the interface: a number and an origin that travel, and a text for people.

use std::fmt;
use std::sync::Arc;

use crate::error_text;
use crate::{Code, DomainKey, ErrorLevel, NetworkKey, Origin};

/// What an operation of this project returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An error as libvirt's interface knows it.
///
/// [`code`](Error::code) says what kind of error it is and [`origin`](Error::origin) which part found
/// it; both are libvirt's numbers, because they travel and programs compare them.
///
/// C API: `virError`. Since: 0.1.0.
#[derive(Clone)]
pub struct Error(Box<Inner>);

#[derive(Clone)]
struct Inner {
    code: Code,
    origin: Origin,
    level: ErrorLevel,
    message: Arc<str>,
    extra: ErrorExtra,
    source: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

/// The parts of an error that only old programs look at. They are kept so that an error passes
/// through a daemon unchanged.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct ErrorExtra {
    /// Three strings; the first is usually the detail without the code's words.
    pub strings: [Option<Arc<str>>; 3],
    /// Two numbers; the first is often an `errno`.
    pub numbers: [i32; 2],
    /// The domain concerned.
    pub domain: Option<DomainKey>,
    /// The network concerned.
    pub network: Option<NetworkKey>,
}

impl Error {
    /// An error of this kind; the code's own words are put before `detail`.
    #[must_use]
    pub fn new(code: Code, detail: impl AsRef<str>) -> Self {
        let detail = detail.as_ref();
        let mut error = Self::with_message(code, Origin::NONE, error_text::message(code, Some(detail)));
        error.0.extra.strings[0] = Some(detail.into());
        error
    }

    /// An error of this kind with the code's own words alone.
    #[must_use]
    pub fn bare(code: Code) -> Self {
        Self::with_message(code, Origin::NONE, error_text::message(code, None))
    }

    /// An error whose whole text is given: one that came from a peer.
    #[must_use]
    pub fn with_message(code: Code, origin: Origin, message: impl Into<Arc<str>>) -> Self {
        Self(Box::new(Inner {
            code,
            origin,
            level: ErrorLevel::ERROR,
            message: message.into(),
            extra: ErrorExtra::default(),
            source: None,
        }))
    }

    /// "This function is not supported by the connection driver"; the public method adds its name.
    #[must_use]
    pub fn unsupported() -> Self {
        Self::bare(Code::NO_SUPPORT)
    }

    /// A failure that should not be possible.
    #[must_use]
    pub fn internal(detail: impl AsRef<str>) -> Self {
        Self::new(Code::INTERNAL_ERROR, detail)
    }

    /// An argument that cannot be meant.
    #[must_use]
    pub fn invalid_arg(detail: impl AsRef<str>) -> Self {
        Self::new(Code::INVALID_ARG, detail)
    }

    /// Says which part of the house found the error, unless something below has said so already.
    #[must_use]
    pub fn or_origin(mut self, origin: Origin) -> Self {
        if self.0.origin == Origin::NONE {
            self.0.origin = origin;
        }
        self
    }

    /// The same error at another level.
    #[must_use]
    pub fn with_level(mut self, level: ErrorLevel) -> Self {
        self.0.level = level;
        self
    }

    /// The same error with the fields for old programs.
    #[must_use]
    pub fn with_extra(mut self, extra: ErrorExtra) -> Self {
        self.0.extra = extra;
        self
    }

    /// The same error with what caused it.
    #[must_use]
    pub fn with_source(mut self, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.0.source = Some(Arc::new(source));
        self
    }

    /// What kind of error it is.
    #[must_use]
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// Which part found it.
    #[must_use]
    pub fn origin(&self) -> Origin {
        self.0.origin
    }

    /// How bad it is; [`ErrorLevel::ERROR`] unless a peer said otherwise.
    #[must_use]
    pub fn level(&self) -> ErrorLevel {
        self.0.level
    }

    /// The text for people, with the code's own words before the detail.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The text, shared.
    #[must_use]
    pub fn message_arc(&self) -> Arc<str> {
        self.0.message.clone()
    }

    /// What only old programs look at.
    #[must_use]
    pub fn extra(&self) -> &ErrorExtra {
        &self.0.extra
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("code", &self.0.code)
            .field("origin", &self.0.origin)
            .field("message", &self.0.message)
            .field("source", &self.0.source)
            .finish()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn std::error::Error + 'static))
    }
}

/// Turns any failure into an [`Error`] where its cause is known.
pub trait Context<T> {
    /// The error with this code and detail, and the failure as its source.
    ///
    /// The source's own text is put behind the detail, because it does not travel by itself.
    ///
    /// # Errors
    /// Where `self` is one.
    fn context(self, code: Code, detail: impl FnOnce() -> String) -> Result<T>;
}

impl<T, E: std::error::Error + Send + Sync + 'static> Context<T> for Result<T, E> {
    fn context(self, code: Code, detail: impl FnOnce() -> String) -> Result<T> {
        self.map_err(|source| {
            let mut text = source.to_string();
            // The number that Rust puts behind the system's words says nothing more than they do.
            let system: &(dyn std::error::Error + 'static) = &source;
            if system.is::<std::io::Error>()
                && let Some(at) = text.find(" (os error ")
            {
                text.truncate(at);
            }
            Error::new(code, format!("{}: {text}", detail())).with_source(source)
        })
    }
}
