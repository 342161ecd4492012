//! What travels on a monitor: one JSON object per line.

use std::fmt;

use serde::Deserialize;
use serde_json::Value;

/// Anything that an emulator says. What it does not know is passed over: a newer emulator says more.
#[derive(Debug, Default, Deserialize)]
struct Envelope {
    #[serde(rename = "return")]
    returned: Option<Value>,
    error: Option<Refusal>,
    event: Option<String>,
    data: Option<Value>,
    timestamp: Option<Timestamp>,
    id: Option<Value>,
    #[serde(rename = "QMP")]
    greeting: Option<Value>,
}

/// Why a command was refused.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Refusal {
    /// A name that programs read.
    #[serde(default)]
    pub(crate) class: String,
    /// A text for people.
    #[serde(default)]
    pub(crate) desc: String,
}

/// When something happened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub(crate) struct Timestamp {
    #[serde(default)]
    pub(crate) seconds: i64,
    #[serde(default)]
    pub(crate) microseconds: i64,
}

/// Something that happened in an emulator.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Happened {
    pub(crate) name: String,
    pub(crate) data: Value,
    pub(crate) when: Timestamp,
}

impl Happened {
    /// Whether it is about this device.
    pub(crate) fn about(&self, device: &str) -> bool {
        self.data.get("device").and_then(Value::as_str) == Some(device)
    }
}

/// One line, understood.
#[derive(Debug, PartialEq)]
pub(crate) enum Message {
    /// The first line of a monitor.
    Greeting,
    /// An answer, with the number of its command; an error without number is about all of them.
    Answer(Option<u64>, Result<Value, Refusal>),
    Event(Happened),
    /// An object that means nothing to us.
    Other,
}

impl Message {
    /// Reads a line.
    pub(crate) fn read(line: &[u8]) -> Result<Self, serde_json::Error> {
        let envelope: Envelope = serde_json::from_slice(line)?;
        let id = envelope.id.as_ref().and_then(number);
        Ok(match envelope {
            Envelope { greeting: Some(_), .. } => Self::Greeting,
            Envelope { event: Some(name), data, timestamp, .. } => Self::Event(Happened {
                name,
                data: data.unwrap_or_default(),
                when: timestamp.unwrap_or_default(),
            }),
            Envelope { error: Some(refusal), .. } => Self::Answer(id, Err(refusal)),
            Envelope { returned: Some(value), .. } => Self::Answer(id, Ok(value)),
            _ => Self::Other,
        })
    }
}

/// What holds secrets in requests: of screens, of objects, and anywhere in what a person has written.
const SECRET: [&str; 3] = ["password", "data", "command-line"];

/// A request as logs may have it: without the secrets in it.
pub(super) struct Shown<'a>(pub(super) &'a Value);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = self.0.clone();
        let mut rest = vec![&mut shown];
        while let Some(value) = rest.pop() {
            match value {
                Value::Object(object) => {
                    for (name, value) in object.iter_mut() {
                        if SECRET.contains(&name.as_str()) {
                            *value = Value::from("<hidden>");
                        } else {
                            rest.push(value);
                        }
                    }
                }
                Value::Array(list) => rest.extend(list.iter_mut()),
                _ => {}
            }
        }
        shown.fmt(f)
    }
}

/// Commands are numbered as libvirt numbers them, so that logs of both read alike.
pub(crate) fn id(number: u64) -> String {
    format!("libvirt-{number}")
}

fn number(id: &Value) -> Option<u64> {
    id.as_str()?.strip_prefix("libvirt-")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn lines_are_understood_and_the_unknown_is_passed_over() {
        let read = |line: &str| Message::read(line.as_bytes());
        assert_eq!(read(r#"{"QMP":{"version":{},"capabilities":["oob"]}}"#).unwrap(), Message::Greeting);
        assert_eq!(
            read(r#"{"return":{"a":1},"id":"libvirt-7"}"#).unwrap(),
            Message::Answer(Some(7), Ok(json!({"a": 1})))
        );
        let refusal = Refusal { class: "GenericError".into(), desc: "no".into() };
        assert_eq!(
            read(r#"{"error":{"class":"GenericError","desc":"no","new":1},"id":"libvirt-8"}"#).unwrap(),
            Message::Answer(Some(8), Err(refusal))
        );
        let line = r#"{"timestamp":{"seconds":5,"microseconds":6},"event":"NEW","data":{"x":[]}}"#;
        let when = Timestamp { seconds: 5, microseconds: 6 };
        let event = Happened { name: "NEW".into(), data: json!({"x": []}), when };
        assert_eq!(read(line).unwrap(), Message::Event(event));
        assert_eq!(read(r#"{"news":true}"#).unwrap(), Message::Other);
        assert_eq!(read(r#"{"return":1,"id":"other"}"#).unwrap(), Message::Answer(None, Ok(json!(1))));
        assert!(read("HTTP/1.1 400").is_err());
        assert!(read("[1]").is_err());
    }

    #[test]
    fn logs_have_no_secrets() {
        let request =
            json!({"execute": "object-add", "arguments": {"id": "s0", "data": "hush"}, "id": "libvirt-1"});
        let shown = r#"{"arguments":{"data":"<hidden>","id":"s0"},"execute":"object-add","id":"libvirt-1"}"#;
        assert_eq!(Shown(&request).to_string(), shown);
        let nested = json!({"arguments": [{"a": {"password": {"b": "hush"}}}]});
        assert_eq!(Shown(&nested).to_string(), r#"{"arguments":[{"a":{"password":"<hidden>"}}]}"#);
    }
}
