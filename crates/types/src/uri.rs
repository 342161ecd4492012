//! Connection URIs: `driver[+transport]://[user@][host][:port]/path[?name=value&…]`.

use std::fmt;
use std::sync::Arc;

use crate::{Code, Error, Result};

/// A parsed connection URI.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConnectUri {
    text: Arc<str>,
    /// The driver: `qemu`, `test`, `xen` …
    pub driver: String,
    /// How the daemon is reached: `unix`, `ssh`, `tcp`, `tls` …; `None` if the URI leaves it open.
    pub transport: Option<String>,
    /// Who logs in on the other host.
    pub user: Option<String>,
    /// The other host; `None` for this one.
    pub host: Option<String>,
    /// The port on the other host.
    pub port: Option<u16>,
    /// The path: `/system`, `/session`, `/default`, or a file's.
    pub path: String,
    /// The parameters behind `?`, decoded, in order.
    pub query: Vec<(String, String)>,
}

impl ConnectUri {
    /// Parses a URI.
    ///
    /// # Errors
    /// `InvalidArg`: it is none, or has no driver; the text says which part is wrong.
    pub fn parse(text: &str) -> Result<Self> {
        let bad = |what: &str| {
            Error::new(Code::INVALID_ARG, format!("failed to parse connection URI '{text}': {what}"))
        };
        let uri = fluent_uri::Uri::parse(text).map_err(|error| bad(&error.to_string()))?;
        let scheme = uri.scheme().as_str();
        let (driver, transport) = match scheme.split_once('+') {
            Some((driver, transport)) => (driver, Some(transport.to_ascii_lowercase())),
            None => (scheme, None),
        };
        if driver.is_empty() || transport.as_deref() == Some("") {
            return Err(bad("the driver or the transport is empty"));
        }
        let decode = |part: &fluent_uri::pct_enc::EStr<_>| part.decode().to_string().map(|s| s.into_owned());
        let authority = uri.authority();
        let user = match authority.as_ref().and_then(fluent_uri::component::Authority::userinfo) {
            Some(user) => Some(decode(user).map_err(|_| bad("the user is not UTF-8"))?),
            None => None,
        };
        let host = authority
            .as_ref()
            .map(|a| a.host().trim_matches(['[', ']']).to_owned())
            .filter(|h| !h.is_empty());
        let port = match authority.as_ref().map(fluent_uri::component::Authority::port_to_u16) {
            Some(port) => port.map_err(|_| bad("the port is not a number below 65536"))?,
            None => None,
        };
        let path = uri.path().decode().to_string().map_err(|_| bad("the path is not UTF-8"))?.into_owned();
        let mut query = Vec::new();
        for pair in
            uri.query().map(|q| q.as_str()).unwrap_or_default().split(['&', ';']).filter(|p| !p.is_empty())
        {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value = fluent_uri::pct_enc::EStr::<fluent_uri::pct_enc::encoder::Query>::new(value)
                .ok_or_else(|| bad("a parameter is not percent-encoded"))?;
            query
                .push((name.to_owned(), decode_query(value).ok_or_else(|| bad("a parameter is not UTF-8"))?));
        }
        Ok(Self {
            text: text.into(),
            driver: driver.to_ascii_lowercase(),
            transport,
            user,
            host,
            port,
            path,
            query,
        })
    }

    /// The URI as it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The value of a parameter; the last one wins.
    #[must_use]
    pub fn param(&self, name: &str) -> Option<&str> {
        self.query.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// What a daemon is asked for: driver and path, without transport, host and the parameters that
    /// only concern the way there.
    #[must_use]
    pub fn for_daemon(&self) -> String {
        if let Some(name) = self.param("name") {
            return name.to_owned();
        }
        format!("{}://{}", self.driver, self.path)
    }
}

fn decode_query(value: &fluent_uri::pct_enc::EStr<fluent_uri::pct_enc::encoder::Query>) -> Option<String> {
    value.decode().to_string().ok().map(std::borrow::Cow::into_owned)
}

impl fmt::Display for ConnectUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_found() {
        let uri =
            ConnectUri::parse("qemu+ssh://root@[::1]:2222/system?socket=%2Frun%2Fa%20b&keyfile=k").unwrap();
        assert_eq!((uri.driver.as_str(), uri.transport.as_deref()), ("qemu", Some("ssh")));
        assert_eq!(
            (uri.user.as_deref(), uri.host.as_deref(), uri.port),
            (Some("root"), Some("::1"), Some(2222))
        );
        assert_eq!(uri.param("socket"), Some("/run/a b"));
        assert_eq!(uri.for_daemon(), "qemu:///system");
    }

    #[test]
    fn local_ones_have_no_host() {
        let uri = ConnectUri::parse("test:///default").unwrap();
        assert_eq!((uri.host, uri.transport, uri.path.as_str()), (None, None, "/default"));
        assert_eq!(
            ConnectUri::parse("test+unix:///default?socket=/tmp/s").unwrap().param("socket"),
            Some("/tmp/s")
        );
    }

    #[test]
    fn nonsense_is_refused() {
        for bad in ["", "qemu", "://x", "qemu://h:99999/x", "qemu+:///system", "q emu:///x"] {
            assert_eq!(ConnectUri::parse(bad).unwrap_err().code(), Code::INVALID_ARG, "{bad}");
        }
    }
}
