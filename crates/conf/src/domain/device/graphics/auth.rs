//! Passwords of screens.

use serde::{Deserialize, Serialize};
use vir_xml::{Kind, Node, Result, Writer, XmlEnum, XmlValue, read_attr};

/// A password; nothing else counts without one.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct GraphicsAuth {
    /// The user.
    pub username: Option<String>,
    /// The password; written only for who may see secrets.
    pub password: Option<String>,
    /// Until when it holds, in UTC: `2026-11-24T12:00:00`.
    pub valid_to: Option<String>,
    /// What happens to who is connected when it is changed.
    pub connected: Option<AuthConnected>,
}

impl std::fmt::Debug for GraphicsAuth {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Models land in logs; passwords do not.
        let password = self.password.as_ref().map(|_| "…");
        let mut out = f.debug_struct("GraphicsAuth");
        out.field("username", &self.username).field("password", &password);
        out.field("valid_to", &self.valid_to).field("connected", &self.connected).finish()
    }
}

/// What happens to who is connected when a password is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum AuthConnected {
    /// The change fails.
    Fail,
    /// They are disconnected.
    Disconnect,
    /// They stay.
    Keep,
}

impl GraphicsAuth {
    pub(super) fn read(node: Node<'_>, is_vnc: bool) -> Result<Self> {
        let text = |name: &str| node.attr(name).map(|attr| attr.value.to_owned());
        let Some(password) = text("passwd") else { return Ok(Self::default()) };
        let mut auth = Self { username: text("username"), password: Some(password), ..Self::default() };
        if let Some(attr) = node.attr("passwdValidTo") {
            let time = canonical_time(attr.value).ok_or_else(|| {
                let text = format!(
                    "cannot parse password validity time '{}', expect YYYY-MM-DDTHH:MM:SS",
                    attr.value
                );
                node.attr_error(&attr, Kind::Internal, text)
            })?;
            auth.valid_to = Some(time);
        }
        if let Some(attr) = node.attr("connected") {
            let connected = read_attr(node, &attr, "", AuthConnected::from_text)
                .map_err(|error| error.reworded(Kind::Unsupported, "unknown connected value {value}"))?;
            if is_vnc && connected != AuthConnected::Keep {
                let text = "VNC supports connected='keep' only";
                return Err(node.attr_error(&attr, Kind::Unsupported, text));
            }
            auth.connected = Some(connected);
        }
        Ok(auth)
    }

    pub(super) fn write(&self, w: &mut Writer) {
        let Some(password) = &self.password else { return };
        if let Some(username) = &self.username {
            w.attr("username", username);
        }
        if w.options().secret {
            w.attr("passwd", password);
        }
        if let Some(valid_to) = &self.valid_to {
            w.attr("passwdValidTo", valid_to);
        }
        if let Some(connected) = self.connected {
            w.attr("connected", connected.as_str());
        }
    }
}

/// The same time with as many digits as it should have, if it is one.
fn canonical_time(text: &str) -> Option<String> {
    let (date, time) = text.split_once('T')?;
    let numbers = |text: &str, mark: char| -> Option<[u32; 3]> {
        let mut parts = text.split(mark);
        let mut next = || parts.next()?.parse::<u32>().ok();
        let all = [next()?, next()?, next()?];
        parts.next().is_none().then_some(all)
    };
    let [year, month, day] = numbers(date, '-')?;
    let [hour, minute, second] = numbers(time, ':')?;
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    let fits = (1..=9999).contains(&year) && (1..=days).contains(&day);
    let fits = fits && hour < 24 && minute < 60 && second < 60;
    fits.then(|| format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        assert_eq!(canonical_time("2011-1-9T15:51:0").as_deref(), Some("2011-01-09T15:51:00"));
        assert_eq!(canonical_time("2024-02-29T00:00:00").as_deref(), Some("2024-02-29T00:00:00"));
        for bad in ["", "2011-01-09", "2011-13-09T00:00:00", "2023-02-29T00:00:00", "2011-01-09T24:00:00"] {
            assert_eq!(canonical_time(bad), None, "{bad}");
        }
    }
}
