//! Typed parameters: named values whose kinds are known, in the order in which they travel.

use std::sync::Arc;

use crate::{Error, Result, TypedParameterType};

/// One value of a typed parameter.
///
/// C API: `virTypedParameterValue`. Since: 0.9.2.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum TypedValue {
    /// A signed number of 32 bits.
    Int(i32),
    /// An unsigned number of 32 bits.
    Uint(u32),
    /// A signed number of 64 bits.
    Llong(i64),
    /// An unsigned number of 64 bits.
    Ullong(u64),
    /// A number with a fraction.
    Double(f64),
    /// Yes or no.
    Boolean(bool),
    /// A text.
    String(Arc<str>),
}

impl TypedValue {
    /// The kind as it travels.
    #[must_use]
    pub fn kind(&self) -> TypedParameterType {
        match self {
            Self::Int(_) => TypedParameterType::INT,
            Self::Uint(_) => TypedParameterType::UINT,
            Self::Llong(_) => TypedParameterType::LLONG,
            Self::Ullong(_) => TypedParameterType::ULLONG,
            Self::Double(_) => TypedParameterType::DOUBLE,
            Self::Boolean(_) => TypedParameterType::BOOLEAN,
            Self::String(_) => TypedParameterType::STRING,
        }
    }
}

macro_rules! from_value {
    ($($from:ty => $variant:ident)*) => {$(
        impl From<$from> for TypedValue {
            fn from(value: $from) -> Self {
                Self::$variant(value.into())
            }
        }
    )*};
}

from_value! {
    i32 => Int
    u32 => Uint
    i64 => Llong
    u64 => Ullong
    f64 => Double
    bool => Boolean
    &str => String
    String => String
    Arc<str> => String
}

/// A name with its value.
///
/// C API: `virTypedParameter`. Since: 0.9.2.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct TypedParam {
    /// What the value is called; at most 79 bytes travel.
    pub name: Arc<str>,
    /// The value.
    pub value: TypedValue,
}

impl TypedParam {
    /// A parameter.
    #[must_use]
    pub fn new(name: impl Into<Arc<str>>, value: impl Into<TypedValue>) -> Self {
        Self { name: name.into(), value: value.into() }
    }
}

/// An ordered list of typed parameters. A name may stand more than once.
///
/// C API: `virTypedParameterPtr` with its count. Since: 0.9.2.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TypedParams(Vec<TypedParam>);

impl TypedParams {
    /// The empty list, with room for so many.
    #[must_use]
    pub fn with_capacity(count: usize) -> Self {
        Self(Vec::with_capacity(count))
    }

    /// The empty list.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// The list with one more parameter at its end; the builder.
    #[must_use]
    pub fn with(mut self, name: impl Into<Arc<str>>, value: impl Into<TypedValue>) -> Self {
        self.push(name, value);
        self
    }

    /// The list with one more parameter at its end if there is a value.
    #[must_use]
    pub fn with_some(self, name: impl Into<Arc<str>>, value: Option<impl Into<TypedValue>>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// Puts a parameter at the end.
    pub fn push(&mut self, name: impl Into<Arc<str>>, value: impl Into<TypedValue>) {
        self.0.push(TypedParam::new(name, value));
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The parameters in order.
    pub fn iter(&self) -> std::slice::Iter<'_, TypedParam> {
        self.0.iter()
    }

    /// The parameters in order.
    #[must_use]
    pub fn as_slice(&self) -> &[TypedParam] {
        &self.0
    }

    /// The first value of that name, whatever its kind.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&TypedValue> {
        self.0.iter().find(|param| &*param.name == name).map(|param| &param.value)
    }

    /// All texts of that name, in order; values of another kind are passed over.
    pub fn strings<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> + 'a {
        self.0.iter().filter(move |param| &*param.name == name).filter_map(|param| match &param.value {
            TypedValue::String(text) => Some(&**text),
            _ => None,
        })
    }

    /// Refuses what a method does not know: each parameter must have one of these names and its kind,
    /// and none may stand twice.
    ///
    /// # Errors
    /// `ArgumentUnsupported`: a name is unknown. `InvalidArg`: one stands twice, or is of another kind.
    pub fn allow(&self, known: &[(&str, TypedParameterType)]) -> Result<()> {
        for (index, param) in self.0.iter().enumerate() {
            let name = &*param.name;
            let Some((_, kind)) = known.iter().find(|(known, _)| *known == name) else {
                return Err(Error::new(
                    crate::Code::ARGUMENT_UNSUPPORTED,
                    format!("parameter '{name}' not supported"),
                ));
            };
            if param.value.kind() != *kind {
                return Err(wrong_kind(name, *kind, &param.value));
            }
            if self.0.iter().take(index).any(|other| &*other.name == name) {
                return Err(Error::invalid_arg(format!("parameter '{name}' occurs multiple times")));
            }
        }
        Ok(())
    }
}

macro_rules! getters {
    ($($method:ident $variant:ident $kind:ident $out:ty, $what:literal;)*) => {
        impl TypedParams {$(
            #[doc = concat!("The first value of that name as ", $what, "; `None` without one.")]
            ///
            /// # Errors
            /// `InvalidArg`: the value is of another kind.
            pub fn $method(&self, name: &str) -> Result<Option<$out>> {
                match self.get(name) {
                    None => Ok(None),
                    Some(TypedValue::$variant(value)) => Ok(Some(value.clone())),
                    Some(other) => Err(wrong_kind(name, TypedParameterType::$kind, other)),
                }
            }
        )*}
    };
}

getters! {
    get_int Int INT i32, "a signed number of 32 bits";
    get_uint Uint UINT u32, "an unsigned number of 32 bits";
    get_llong Llong LLONG i64, "a signed number of 64 bits";
    get_ullong Ullong ULLONG u64, "an unsigned number of 64 bits";
    get_double Double DOUBLE f64, "a number with a fraction";
    get_boolean Boolean BOOLEAN bool, "yes or no";
    get_string String STRING Arc<str>, "a text";
}

fn wrong_kind(name: &str, wanted: TypedParameterType, found: &TypedValue) -> Error {
    let word = |kind: TypedParameterType| kind.name().unwrap_or("UNKNOWN").to_ascii_lowercase();
    Error::invalid_arg(format!(
        "invalid type '{}' for parameter '{name}', expected '{}'",
        word(found.kind()),
        word(wanted)
    ))
}

impl FromIterator<TypedParam> for TypedParams {
    fn from_iter<I: IntoIterator<Item = TypedParam>>(params: I) -> Self {
        Self(params.into_iter().collect())
    }
}

impl Extend<TypedParam> for TypedParams {
    fn extend<I: IntoIterator<Item = TypedParam>>(&mut self, params: I) {
        self.0.extend(params);
    }
}

impl From<Vec<TypedParam>> for TypedParams {
    fn from(params: Vec<TypedParam>) -> Self {
        Self(params)
    }
}

impl IntoIterator for TypedParams {
    type Item = TypedParam;
    type IntoIter = std::vec::IntoIter<TypedParam>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a TypedParams {
    type Item = &'a TypedParam;
    type IntoIter = std::slice::Iter<'a, TypedParam>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Code;

    fn sample() -> TypedParams {
        TypedParams::new()
            .with("cpu_shares", 1024u64)
            .with("vcpu_period", 100_000u64)
            .with("name", "web")
            .with("name", "db")
            .with_some("missing", None::<i32>)
            .with("on", true)
    }

    #[test]
    fn values_come_back_by_name_and_in_order() {
        let params = sample();
        assert_eq!(params.get_ullong("cpu_shares").unwrap(), Some(1024));
        assert_eq!(params.get_string("name").unwrap().as_deref(), Some("web"));
        assert_eq!(params.strings("name").collect::<Vec<_>>(), ["web", "db"]);
        assert_eq!(params.get_boolean("on").unwrap(), Some(true));
        assert_eq!(params.get_int("missing").unwrap(), None);
        let names: Vec<_> = params.iter().map(|param| &*param.name).collect();
        assert_eq!(names, ["cpu_shares", "vcpu_period", "name", "name", "on"]);
        assert_eq!(params.clone().into_iter().collect::<TypedParams>(), params);
    }

    #[test]
    fn another_kind_is_an_error_and_not_a_guess() {
        let error = sample().get_int("cpu_shares").unwrap_err();
        assert_eq!(error.code(), Code::INVALID_ARG);
        let words = "invalid type 'ullong' for parameter 'cpu_shares', expected 'int'";
        assert!(error.message().ends_with(words), "{error}");
    }

    #[test]
    fn unknown_repeated_and_mistyped_are_refused() {
        let known = [("cpu_shares", TypedParameterType::ULLONG), ("name", TypedParameterType::STRING)];
        assert!(TypedParams::new().with("cpu_shares", 1u64).allow(&known).is_ok());
        let unknown = TypedParams::new().with("x", 1u64).allow(&known).unwrap_err();
        assert_eq!(unknown.code(), Code::ARGUMENT_UNSUPPORTED);
        let mistyped = TypedParams::new().with("cpu_shares", 1u32).allow(&known).unwrap_err();
        assert_eq!(mistyped.code(), Code::INVALID_ARG);
        let twice = TypedParams::new().with("name", "a").with("name", "b").allow(&known).unwrap_err();
        assert_eq!(twice.code(), Code::INVALID_ARG);
    }
}
