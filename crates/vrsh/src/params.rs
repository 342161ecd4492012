//! Typed parameters as people read them.

use anyhow::Result;
use libvir::{TypedParam, TypedParams, TypedValue};
use serde_json::{Map, Value, json};

use crate::ctx::Ctx;

/// The answer of a command that asked for parameters.
pub(crate) fn show(ctx: &Ctx, params: &TypedParams) -> Result<()> {
    if ctx.wants_json() { ctx.json(&to_json(params)) } else { lines(ctx, params) }
}

/// A line for each.
pub(crate) fn lines(ctx: &Ctx, params: &TypedParams) -> Result<()> {
    params.iter().try_for_each(|param| ctx.line(format_args!("{:<15}: {}", param.name, value(param))))
}

/// A value in virsh's words.
pub(crate) fn value(param: &TypedParam) -> String {
    match &param.value {
        TypedValue::Int(number) => number.to_string(),
        TypedValue::Uint(number) => number.to_string(),
        TypedValue::Llong(number) => number.to_string(),
        TypedValue::Ullong(number) => number.to_string(),
        TypedValue::Double(number) => format!("{number:.6}"),
        TypedValue::Boolean(value) => if *value { "yes" } else { "no" }.to_owned(),
        TypedValue::String(text) => text.to_string(),
        _ => String::new(),
    }
}

/// A parameter as an unsigned number, if it is one.
pub(crate) fn number(params: &TypedParams, name: &str) -> Option<u64> {
    match params.get(name)? {
        TypedValue::Int(number) => u64::try_from(*number).ok(),
        TypedValue::Uint(number) => Some(u64::from(*number)),
        TypedValue::Llong(number) => u64::try_from(*number).ok(),
        TypedValue::Ullong(number) => Some(*number),
        _ => None,
    }
}

/// A value of the same kind as another, from text.
pub(crate) fn like(kind: &TypedValue, text: &str) -> Option<TypedValue> {
    match kind {
        TypedValue::Int(_) => text.parse::<i32>().ok().map(TypedValue::Int),
        TypedValue::Uint(_) => text.parse::<u32>().ok().map(TypedValue::Uint),
        TypedValue::Llong(_) => text.parse::<i64>().ok().map(TypedValue::Llong),
        TypedValue::Ullong(_) => text.parse::<u64>().ok().map(TypedValue::Ullong),
        TypedValue::Double(_) => text.parse::<f64>().ok().map(TypedValue::Double),
        TypedValue::Boolean(_) => match text {
            "1" | "yes" | "true" | "on" => Some(TypedValue::Boolean(true)),
            "0" | "no" | "false" | "off" => Some(TypedValue::Boolean(false)),
            _ => None,
        },
        TypedValue::String(_) => Some(TypedValue::String(text.into())),
        _ => None,
    }
}

/// All of them as one object.
pub(crate) fn to_json(params: &TypedParams) -> Value {
    let members = params.iter().map(|param| {
        let value = match &param.value {
            TypedValue::Int(number) => json!(number),
            TypedValue::Uint(number) => json!(number),
            TypedValue::Llong(number) => json!(number),
            TypedValue::Ullong(number) => json!(number),
            TypedValue::Double(number) => json!(number),
            TypedValue::Boolean(value) => json!(value),
            TypedValue::String(text) => json!(&**text),
            _ => Value::Null,
        };
        (param.name.to_string(), value)
    });
    Value::Object(members.collect::<Map<_, _>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_shown_as_virsh_shows_them() {
        let params = TypedParams::new()
            .with("a", -1i32)
            .with("b", 0.5)
            .with("c", true)
            .with("d", "text")
            .with("e", u64::MAX);
        let shown: Vec<_> = params.iter().map(value).collect();
        assert_eq!(shown, ["-1", "0.500000", "yes", "text", "18446744073709551615"]);
        assert_eq!((number(&params, "e"), number(&params, "a")), (Some(u64::MAX), None));
        assert_eq!(to_json(&params)["c"], json!(true));
    }
}
