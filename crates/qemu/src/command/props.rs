//! Properties of objects that QEMU makes, in the order in which they are written.

use std::borrow::Cow;
use std::fmt::Write as _;

use serde_json::Value;
use vir_conf::common::Switch;

/// A value of a property.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Json {
    /// Nothing, said explicitly.
    Null,
    /// True or false.
    Bool(bool),
    /// A number that may be negative.
    Int(i64),
    /// A number.
    Uint(u64),
    /// Words.
    Text(String),
    /// A list.
    List(Vec<Json>),
    /// An object.
    Object(Props),
}

/// An object whose properties keep their order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Props(Vec<(Cow<'static, str>, Json)>);

macro_rules! from {
    ($($ty:ty => |$value:ident| $json:expr;)*) => {$(
        impl From<$ty> for Json {
            fn from($value: $ty) -> Self {
                $json
            }
        }
    )*};
}

from! {
    bool => |value| Self::Bool(value);
    Switch => |value| Self::Bool(value.is_on());
    i32 => |value| Self::Int(value.into());
    i64 => |value| Self::Int(value);
    u8 => |value| Self::Uint(value.into());
    u16 => |value| Self::Uint(value.into());
    u32 => |value| Self::Uint(value.into());
    u64 => |value| Self::Uint(value);
    &str => |value| Self::Text(value.to_owned());
    &String => |value| Self::Text(value.clone());
    String => |value| Self::Text(value);
    Props => |value| Self::Object(value);
    Vec<Json> => |value| Self::List(value);
}

impl Props {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Those of a device or block node of this driver.
    #[must_use]
    pub fn driver(name: impl Into<Json>) -> Self {
        Self::new().put("driver", name)
    }

    /// Those of an object of this type with this name.
    #[must_use]
    pub fn object(kind: &str, id: impl Into<Json>) -> Self {
        Self::new().put("qom-type", kind).put("id", id)
    }

    /// Adds one.
    #[must_use]
    pub fn put(mut self, name: &'static str, value: impl Into<Json>) -> Self {
        self.0.push((Cow::Borrowed(name), value.into()));
        self
    }

    /// Adds one if it has a value.
    #[must_use]
    pub fn maybe<T: Into<Json>>(self, name: &'static str, value: Option<T>) -> Self {
        match value {
            Some(value) => self.put(name, value),
            None => self,
        }
    }

    /// Adds a number that is not zero.
    #[must_use]
    pub fn nonzero(self, name: &'static str, value: impl Into<u64>) -> Self {
        let value: u64 = value.into();
        if value == 0 { self } else { self.put(name, value) }
    }

    /// Adds `true` if it is so.
    #[must_use]
    pub fn when(self, name: &'static str, yes: bool) -> Self {
        if yes { self.put(name, true) } else { self }
    }

    /// Adds those of another.
    #[must_use]
    pub fn with(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// Puts one before all others.
    #[must_use]
    pub fn first(mut self, name: &'static str, value: impl Into<Json>) -> Self {
        self.0.insert(0, (Cow::Borrowed(name), value.into()));
        self
    }

    /// Sets one to a value, at the end, or takes it away.
    pub fn set(&mut self, name: &str, value: Option<Json>) {
        self.0.retain(|(other, _)| other != name);
        if let Some(value) = value {
            self.0.push((Cow::Owned(name.to_owned()), value));
        }
    }

    /// The value of one.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Json> {
        self.0.iter().find(|(other, _)| other == name).map(|(_, value)| value)
    }

    /// The words that one has as its value.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.get(name) {
            Some(Json::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// As JSON on one line.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) {
        out.push('{');
        for (at, (name, value)) in self.0.iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            let _ = write!(out, "{}:", Value::from(name.as_ref()));
            value.write(out);
        }
        out.push('}');
    }

    /// As JSON for a command of the monitor.
    #[must_use]
    pub fn to_value(&self) -> Value {
        Value::Object(self.0.iter().map(|(name, value)| (name.to_string(), value.to_value())).collect())
    }

    /// As `name=value` separated by commas, the older form.
    #[must_use]
    pub fn to_options(&self) -> String {
        let mut parts = Vec::new();
        self.options("", &mut parts);
        parts.join(",")
    }

    fn options(&self, prefix: &str, parts: &mut Vec<String>) {
        for (name, value) in &self.0 {
            value.options(&format!("{prefix}{name}"), parts);
        }
    }
}

impl Json {
    fn write(&self, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Bool(value) => {
                let _ = write!(out, "{value}");
            }
            Self::Int(value) => {
                let _ = write!(out, "{value}");
            }
            Self::Uint(value) => {
                let _ = write!(out, "{value}");
            }
            Self::Text(value) => {
                let _ = write!(out, "{}", Value::from(value.as_str()));
            }
            Self::List(list) => {
                out.push('[');
                for (at, value) in list.iter().enumerate() {
                    if at > 0 {
                        out.push(',');
                    }
                    value.write(out);
                }
                out.push(']');
            }
            Self::Object(props) => props.write(out),
        }
    }

    /// As JSON for a command of the monitor.
    #[must_use]
    pub fn to_value(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Bool(value) => (*value).into(),
            Self::Int(value) => (*value).into(),
            Self::Uint(value) => (*value).into(),
            Self::Text(value) => value.as_str().into(),
            Self::List(list) => list.iter().map(Self::to_value).collect(),
            Self::Object(props) => props.to_value(),
        }
    }

    fn options(&self, name: &str, parts: &mut Vec<String>) {
        match self {
            Self::Null => {}
            Self::Bool(value) => parts.push(format!("{name}={}", on_off(*value))),
            Self::Int(value) => parts.push(format!("{name}={value}")),
            Self::Uint(value) => parts.push(format!("{name}={value}")),
            Self::Text(value) => parts.push(format!("{name}={}", escape(value))),
            Self::List(list) => list.iter().for_each(|value| value.options(name, parts)),
            Self::Object(props) => props.options(&format!("{name}."), parts),
        }
    }
}

/// How QEMU's options spell a switch.
pub(super) fn on_off(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}

/// A value inside options that are separated by commas.
pub(super) fn escape(text: &str) -> Cow<'_, str> {
    if text.contains(',') { Cow::Owned(text.replace(',', ",,")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::{Json, Props};

    fn sample() -> Props {
        let list = vec![Json::from(1u32), Json::from("b\"c")];
        Props::driver("x")
            .put("a,b", "1,2")
            .maybe("none", None::<u32>)
            .nonzero("zero", 0u32)
            .when("yes", true)
            .put("list", list)
            .put("in", Props::new().put("deep", -1).put("null", Json::Null))
    }

    #[test]
    fn order_is_kept() {
        let expected =
            r#"{"driver":"x","a,b":"1,2","yes":true,"list":[1,"b\"c"],"in":{"deep":-1,"null":null}}"#;
        assert_eq!(sample().to_text(), expected);
        assert_eq!(sample().to_value().to_string().len(), expected.len());
    }

    #[test]
    fn older_form() {
        assert_eq!(sample().to_options(), "driver=x,a,b=1,,2,yes=on,list=1,list=b\"c,in.deep=-1");
    }

    #[test]
    fn one_is_set_and_taken_away() {
        let mut props = Props::driver("x").put("id", "d");
        props.set("driver", Some("y".into()));
        props.set("id", None);
        assert_eq!(props.to_text(), r#"{"driver":"y"}"#);
    }
}
