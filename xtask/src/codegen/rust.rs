//! From a `.x` file to the Rust types of `vir-protocol`.

use std::fmt::Write as _;

use super::model::{Base, Count, Decl, Procedure, Resolved, Source, When};

/// `domain_get_state_args` → `DomainGetStateArgs`.
pub(crate) fn camel(name: &str) -> String {
    name.split('_')
        .map(|word| {
            let mut chars = word.chars();
            chars.next().map_or(String::new(), |c| c.to_ascii_uppercase().to_string() + chars.as_str())
        })
        .collect()
}

/// A field's name; Rust's own words get `r#`.
pub(crate) fn field_name(name: &str) -> String {
    if matches!(name, "type" | "ref" | "match" | "in" | "move") {
        format!("r#{name}")
    } else {
        name.to_owned()
    }
}

/// How one declared thing looks in Rust: its type, the code that writes it, the one that reads it,
/// the fewest bytes that it takes, and the code that makes a sample of it.
pub(crate) struct Codec {
    pub(crate) ty: String,
    encode: String,
    decode: String,
    min: String,
    pub(crate) sample: String,
}

fn prim(base: &Base) -> Option<(&'static str, u32)> {
    Some(match base {
        Base::Int => ("i32", 4),
        Base::UnsignedInt => ("u32", 4),
        Base::Hyper => ("i64", 8),
        Base::UnsignedHyper => ("u64", 8),
        Base::Short => ("i16", 4),
        Base::UnsignedShort => ("u16", 4),
        Base::Char => ("i8", 4),
        Base::UnsignedChar => ("u8", 4),
        Base::Double => ("f64", 8),
        Base::Bool => ("bool", 4),
        Base::String | Base::Opaque | Base::Named(_) => return None,
    })
}

fn path(module: Option<&str>, name: &str) -> String {
    module.map_or_else(|| camel(name), |module| format!("super::{module}::{}", camel(name)))
}

/// How `decl` looks in Rust; `at` is the expression that names the value.
pub(crate) fn codec(source: &Source, imported: &[&Source], decl: &Decl, at: &str) -> Codec {
    let plain = |ty: String, min: String| Codec {
        encode: format!("{at}.encode(enc)?;"),
        decode: "Xdr::decode(dec)?".to_owned(),
        sample: "Sample::sample(src)".to_owned(),
        min,
        ty,
    };
    match (&decl.base, &decl.count) {
        (Base::String, Count::AtMost(max, _)) => string(at, *max),
        (Base::Opaque, Count::AtMost(max, _)) => opaque(at, *max),
        (Base::Opaque, Count::Exactly(n)) => opaque_fixed(at, *n),
        (Base::Char, Count::Exactly(n)) => plain(format!("[i8; {n}]"), format!("{}", n * 4)),
        (base, count) => match (source.resolve(base, imported), count) {
            (Some(Resolved::String(max)), Count::AtMost(n, _)) => Codec {
                ty: "Vec<Arc<str>>".into(),
                encode: format!("enc.string_array(&{at}, {n}, {max})?;"),
                decode: format!("dec.string_array({n}, {max})?"),
                min: "4".into(),
                sample: format!("src.list({n}, |src| src.text({max}))"),
            },
            (Some(Resolved::String(max)), _) => string(at, max),
            (Some(Resolved::Opaque(max)), _) => opaque(at, max),
            (Some(Resolved::OpaqueFixed(n)), _) => opaque_fixed(at, n),
            (Some(Resolved::Optional(inner)), _) => match *inner {
                Resolved::String(max) => Codec {
                    ty: "Option<Arc<str>>".into(),
                    encode: format!("enc.option_string({at}.as_deref(), {max})?;"),
                    decode: format!("dec.option_string({max})?"),
                    min: "4".into(),
                    sample: format!("src.maybe(|src| src.text({max}))"),
                },
                Resolved::Type { module, name } => {
                    plain(format!("Option<{}>", path(module.as_deref(), &name)), "4".into())
                }
                _ => plain("()".into(), "0".into()),
            },
            (Some(resolved), count) => {
                let (ty, min) = match &resolved {
                    Resolved::Type { module, name } => {
                        let path = path(module.as_deref(), name);
                        (path.clone(), format!("<{path} as Xdr>::MIN_SIZE"))
                    }
                    Resolved::Plain(base) => prim(base)
                        .map_or(("()".into(), "0".into()), |(ty, size)| (ty.to_owned(), size.to_string())),
                    _ => ("()".into(), "0".into()),
                };
                match count {
                    Count::AtMost(n, _) => Codec {
                        ty: format!("Vec<{ty}>"),
                        encode: format!("enc.array(&{at}, {n})?;"),
                        decode: format!("dec.array({n})?"),
                        min: "4".into(),
                        sample: format!("src.list({n}, Sample::sample)"),
                    },
                    Count::Optional => plain(format!("Option<{ty}>"), "4".into()),
                    _ => plain(ty, min),
                }
            }
            (None, _) => plain("()".into(), "0".into()),
        },
    }
}

fn string(at: &str, max: u64) -> Codec {
    Codec {
        ty: "Arc<str>".into(),
        encode: format!("enc.string(&{at}, {max})?;"),
        decode: format!("dec.string({max})?"),
        min: "4".into(),
        sample: format!("src.text({max})"),
    }
}

fn opaque(at: &str, max: u64) -> Codec {
    Codec {
        ty: "Bytes".into(),
        encode: format!("enc.opaque(&{at}, {max})?;"),
        decode: format!("dec.opaque({max})?"),
        min: "4".into(),
        sample: format!("src.bytes({max})"),
    }
}

fn opaque_fixed(at: &str, n: u64) -> Codec {
    Codec {
        ty: format!("[u8; {n}]"),
        encode: format!("enc.opaque_fixed(&{at})?;"),
        decode: "dec.opaque_fixed()?".into(),
        min: n.next_multiple_of(4).to_string(),
        sample: "src.fixed()".into(),
    }
}

/// The module with the types of one `.x` file.
pub(crate) fn module(source: &Source, imported: &[&Source]) -> String {
    let mut out = format!(
        "//! Generated by `cargo xtask codegen protocol` from xdr/{}.x. Do not edit.\n\n",
        source.name
    );
    out.push_str("#![allow(missing_docs, unused_imports)]\n\n");
    out.push_str(
        "use std::sync::Arc;\n\nuse bytes::Bytes;\nuse vir_xdr::{Decoder, Encoder, Xdr, XdrError};\n\n",
    );
    if !source.procedures.is_empty() {
        out.push_str("use crate::table::{AclRule, Procedure, Shape, When};\n\n");
    }
    for c in &source.consts {
        let ty = if matches!(c.name.as_str(), "PROGRAM" | "PROTOCOL_VERSION") { "u32" } else { "usize" };
        let value = if c.name == "PROGRAM" { format!("{:#x}", c.value) } else { c.value.to_string() };
        let _ = writeln!(out, "pub const {}: {ty} = {value};", c.name);
    }
    out.push('\n');
    for e in &source.enums {
        let name = camel(&e.name);
        let _ = writeln!(
            out,
            "/// Wire enum `{}`; a number that it does not list is refused.\n\
             #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]\npub struct {name}(pub i32);\n\nimpl {name} {{",
            e.name
        );
        for v in &e.values {
            let _ = writeln!(out, "    pub const {}: Self = Self({});", v.name, v.value);
        }
        let numbers = pattern(e.values.iter().map(|v| v.value).collect());
        let _ = writeln!(
            out,
            "}}\n\nimpl Xdr for {name} {{\n    const MIN_SIZE: usize = 4;\n    \
             fn encode(&self, enc: &mut Encoder) -> Result<(), XdrError> {{ self.0.encode(enc) }}\n    \
             fn decode(dec: &mut Decoder) -> Result<Self, XdrError> {{\n        let at = dec.position();\n        \
             match i32::decode(dec)? {{ value @ ({numbers}) => Ok(Self(value)), \
             value => Err(XdrError::BadEnum {{ name: \"{}\", value, at }}) }}\n    }}\n}}\n",
            e.name
        );
    }
    for u in &source.unions {
        union(&mut out, source, imported, u);
    }
    for s in &source.structs {
        structure(&mut out, source, imported, s);
    }
    procedures(&mut out, source);
    out
}

/// A pattern for these numbers; a range where they leave no gap.
fn pattern(mut numbers: Vec<u64>) -> String {
    numbers.sort_unstable();
    match (numbers.first(), numbers.last()) {
        (Some(first), Some(last)) if numbers.len() > 1 && last - first + 1 == numbers.len() as u64 => {
            format!("{first}..={last}")
        }
        _ => numbers.iter().map(u64::to_string).collect::<Vec<_>>().join(" | "),
    }
}

fn union(out: &mut String, source: &Source, imported: &[&Source], u: &super::model::Union) {
    let name = camel(&u.name);
    let _ =
        writeln!(out, "/// Wire union `{}`.\n#[derive(Debug, Clone, PartialEq)]\npub enum {name} {{", u.name);
    for (_, decl) in &u.cases {
        let _ = writeln!(out, "    {}({}),", camel(&decl.name), codec(source, imported, decl, "value").ty);
    }
    let _ = writeln!(
        out,
        "}}\n\nimpl Xdr for {name} {{\n    const MIN_SIZE: usize = 8;\n    \
         fn encode(&self, enc: &mut Encoder) -> Result<(), XdrError> {{\n        match self {{"
    );
    for (case, decl) in &u.cases {
        let codec = codec(source, imported, decl, "value");
        // The variant is matched by reference already.
        let encode = codec.encode.replace("(&value", "(value");
        let (variant, value) = (camel(&decl.name), case.value);
        let _ =
            writeln!(out, "            Self::{variant}(value) => {{ {value}i32.encode(enc)?; {encode} }}");
    }
    let _ = writeln!(
        out,
        "        }}\n        Ok(())\n    }}\n    fn decode(dec: &mut Decoder) -> Result<Self, XdrError> {{\n        \
         let at = dec.position();\n        match i32::decode(dec)? {{"
    );
    for (case, decl) in &u.cases {
        let codec = codec(source, imported, decl, "value");
        let _ =
            writeln!(out, "            {} => Ok(Self::{}({})),", case.value, camel(&decl.name), codec.decode);
    }
    let _ = writeln!(
        out,
        "            value => Err(XdrError::BadEnum {{ name: \"{}\", value, at }}),\n        }}\n    }}\n}}\n",
        u.name
    );
}

fn structure(out: &mut String, source: &Source, imported: &[&Source], s: &super::model::Struct) {
    let name = camel(&s.name);
    let about = if let Some(op) = s.name.strip_suffix("_args") {
        format!("Arguments of `{op}`.")
    } else if let Some(op) = s.name.strip_suffix("_ret") {
        format!("Results of `{op}`.")
    } else {
        format!("Wire struct `{}`.", s.name)
    };
    let _ = writeln!(out, "/// {about}\n#[derive(Debug, Clone, PartialEq)]\npub struct {name} {{");
    let codecs: Vec<(String, Codec)> = s
        .fields
        .iter()
        .map(|f| {
            let field = field_name(&f.name);
            let mut codec = codec(source, imported, f, &format!("self.{field}"));
            if name == "TypedParam" && f.name == "field" {
                // Long lists have the same few names over and over.
                codec.decode = codec.decode.replace("dec.string(", "dec.name(");
            }
            (field, codec)
        })
        .collect();
    for (field, codec) in &codecs {
        let _ = writeln!(out, "    pub {field}: {},", codec.ty);
    }
    let min: Vec<&str> = codecs.iter().map(|(_, c)| c.min.as_str()).collect();
    let _ = writeln!(
        out,
        "}}\n\nimpl Xdr for {name} {{\n    const MIN_SIZE: usize = {};\n    \
         fn encode(&self, enc: &mut Encoder) -> Result<(), XdrError> {{",
        min.join(" + ")
    );
    for (_, codec) in &codecs {
        let _ = writeln!(out, "        {}", codec.encode);
    }
    let _ = writeln!(
        out,
        "        Ok(())\n    }}\n    fn decode(dec: &mut Decoder) -> Result<Self, XdrError> {{\n        Ok(Self {{"
    );
    for (field, codec) in &codecs {
        let _ = writeln!(out, "            {field}: {},", codec.decode);
    }
    let _ = writeln!(out, "        }})\n    }}\n}}\n");
}

fn procedures(out: &mut String, source: &Source) {
    if source.procedures.is_empty() {
        return;
    }
    out.push_str("/// The number of a procedure.\n#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]\n");
    out.push_str("pub struct Proc(pub i32);\n\nimpl Proc {\n");
    for p in &source.procedures {
        let _ = writeln!(out, "    pub const {}: Self = Self({});", p.name, p.number);
    }
    out.push_str("}\n\n/// Every procedure, by number.\npub const PROCEDURES: &[Procedure] = &[\n");
    let mut sorted: Vec<&Procedure> = source.procedures.iter().collect();
    sorted.sort_by_key(|p| p.number);
    for p in sorted {
        let operation = p.operation();
        let shape = camel(&p.shape);
        let _ = writeln!(
            out,
            "    Procedure {{ number: {}, name: \"{operation}\", high: {}, shape: Shape::{shape}, read_stream: {:?}, write_stream: {:?}, acl: &[{}], aclfilter: &[{}] }},",
            p.number,
            p.high,
            p.read_stream,
            p.write_stream,
            rules(&p.acl),
            rules(&p.aclfilter)
        );
    }
    out.push_str("];\n");
}

fn rules(rules: &[super::model::AclRule]) -> String {
    let mut out = Vec::new();
    for rule in rules.iter().filter(|r| r.object != "none") {
        let when = match &rule.when {
            When::Always => "When::Always".to_owned(),
            When::AnySet(bits) => format!("When::AnySet({bits})"),
            When::NoneSet(bits) => format!("When::NoneSet({bits})"),
            When::ArgumentIs(name, value) => format!("When::ArgumentIs(\"{name}\", {value})"),
        };
        out.push(format!(
            "AclRule {{ object: \"{}\", permission: \"{}\", when: {when} }}",
            rule.object, rule.permission
        ));
    }
    out.join(", ")
}
