//! An operation as all steps see it: its names, arguments and result, worked out from the description.

use anyhow::{Context as _, Result, bail};

use super::description::{Access, Description, Kind, OWN, Param};
use super::house::House;
use super::types::{Object, Ty, suffix};
use crate::codegen::facets::Facet;
use crate::programs;

/// An argument behind the object.
#[derive(Debug, Clone)]
pub(crate) struct Arg {
    /// In Rust, with its unit.
    pub(crate) name: String,
    /// On the wire.
    pub(crate) wire: String,
    pub(crate) ty: Ty,
    pub(crate) doc: String,
    pub(crate) bound: Option<u64>,
    pub(crate) unit: Option<String>,
    /// What makes samples differ.
    pub(crate) seed: u32,
}

/// What the operation gives.
#[derive(Debug, Clone)]
pub(crate) enum Output {
    None,
    /// One value, with its name on the wire.
    Value(Arg),
    /// A struct of the vocabulary.
    Struct {
        name: String,
        doc: String,
        fields: Vec<Arg>,
    },
    /// Objects of a kind.
    List(&'static Object),
    Stream,
}

/// The set of bits of an operation.
#[derive(Debug, Clone)]
pub(crate) struct FlagSet {
    pub(crate) name: String,
    /// New bits with their documentation; empty for a set that is there.
    pub(crate) bits: Vec<(String, u32, String)>,
}

/// An operation.
pub(crate) struct Plan<'a> {
    pub(crate) d: &'a Description,
    pub(crate) object: Option<&'static Object>,
    /// `domain_get_state`, prefixed by its program unless that is the remote one.
    pub(crate) operation: String,
    /// Without the program's prefix.
    pub(crate) procedure: String,
    pub(crate) method: String,
    pub(crate) c_name: String,
    /// The constant of the public method.
    pub(crate) constant: String,
    pub(crate) facet: &'a Facet,
    pub(crate) args: Vec<Arg>,
    pub(crate) flags: Option<FlagSet>,
    pub(crate) output: Output,
    /// The test file's name, without `.rs`.
    pub(crate) file: String,
}

/// Words in CamelCase.
pub(crate) fn camel(name: &str) -> String {
    crate::codegen::camel(name)
}

/// A marker that only a person can resolve.
pub(crate) fn todo(what: &str) -> String {
    format!("TODO(new-api): {what}")
}

/// A sentence of a description, or a marker.
pub(crate) fn sentence(text: &str, what: &str) -> String {
    let text = text.trim();
    if text.is_empty() {
        return todo(what);
    }
    if text.ends_with(['.', '?', '!']) { text.to_owned() } else { format!("{text}.") }
}

fn is_word(name: &str) -> bool {
    !name.is_empty()
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

fn arg(param: &Param, seed: usize, house: &House) -> Result<Arg> {
    if !is_word(&param.name) {
        bail!("params: '{}' is no name: lower case, digits and _", param.name);
    }
    // What Rust keeps for itself is called otherwise, as elsewhere in the house.
    let plain = match param.name.as_str() {
        "type" => "kind",
        "ref" | "match" | "in" | "move" | "fn" | "use" | "mod" | "self" | "where" | "loop" | "for" | "if" => {
            bail!("params: '{}' is a word of Rust; name it otherwise", param.name)
        }
        other => other,
    };
    let ty = Ty::named(&param.ty, house).with_context(|| format!("'{}'", param.name))?;
    if ty.is_list() && param.bound.is_none_or(|bound| bound == 0) {
        bail!("'{}' has no bound: a {} must say how many there may be (bound = N)", param.name, param.ty);
    }
    let name = match suffix(param.unit.as_deref()) {
        Some(unit) if !plain.ends_with(&format!("_{unit}")) => format!("{plain}_{unit}"),
        _ => plain.to_owned(),
    };
    Ok(Arg {
        name,
        wire: param.name.clone(),
        ty,
        doc: param.doc.clone(),
        bound: param.bound,
        unit: param.unit.clone(),
        seed: u32::try_from(seed).unwrap_or_default(),
    })
}

impl<'a> Plan<'a> {
    /// Works everything out; what cannot be is refused.
    pub(crate) fn of(d: &'a Description, house: &'a House) -> Result<Self> {
        let object = Object::named(&d.object)?;
        if !is_word(&d.verb) {
            bail!("verb: '{}' is no name: lower case, digits and _", d.verb);
        }
        let Some(access) = d.access else { bail!("access is missing: \"read\" or \"write\"") };
        if access == Access::Write && !d.write_if.is_empty() {
            bail!("write_if: the operation is a write with all flags");
        }
        let procedure = format!("{}_{}", d.object, d.verb);
        let operation = programs::prefix(&d.program) + &procedure;
        let args = d.params.iter().enumerate().map(|(seed, param)| arg(param, seed, house));
        let args = args.collect::<Result<Vec<_>>>()?;
        if let Some(twice) =
            args.iter().enumerate().find(|(at, one)| args[..*at].iter().any(|o| o.name == one.name))
        {
            bail!("params: '{}' is there twice", twice.1.name);
        }
        if args.len() > 3 && d.params_struct.is_none() {
            bail!(
                "{} parameters beside the object and the flags: more than three need params_struct = \"{}Params\"",
                args.len(),
                camel(&procedure)
            );
        }
        let flags = flags(d, house, &procedure)?;
        if !d.write_if.is_empty() && flags.is_none() {
            bail!("write_if: the operation has no flags");
        }
        let output = output(d, house, &procedure)?;
        let facet = facet(d, house, object, access)?;
        let prefix = match d.program.as_str() {
            "remote" | "admin" => String::new(),
            other => format!("{other}_"),
        };
        // Libvirt has no library of C for what is our own.
        let c_prefix = match d.program.as_str() {
            "remote" => "vir".to_owned(),
            OWN => OWN.to_owned(),
            other => format!("vir{}", camel(other)),
        };
        let c_object = object.map_or("Connect", |object| object.c);
        Ok(Self {
            d,
            object,
            method: format!("{prefix}{}", d.verb),
            constant: format!("{prefix}{}", d.verb).to_ascii_uppercase(),
            c_name: format!("{c_prefix}{c_object}{}", camel(&d.verb)),
            file: operation.clone(),
            operation,
            procedure,
            facet,
            args,
            flags,
            output,
        })
    }

    pub(crate) fn is_write(&self) -> bool {
        self.d.access == Some(Access::Write)
    }

    /// The handle that has the public method.
    pub(crate) fn handle(&self) -> &'static str {
        self.object.map_or("Connect", |object| object.handle)
    }

    /// The crate-relative path of the facet's file.
    pub(crate) fn facet_file(&self) -> String {
        format!("crates/driver/src/facets/{}.rs", self.facet.file)
    }

    /// What stands in `Result<…>` of the facet's method.
    pub(crate) fn facet_output(&self) -> String {
        match &self.output {
            Output::None => "()".to_owned(),
            Output::Value(value) => value.ty.owned(),
            Output::Struct { name, .. } => name.clone(),
            Output::List(object) => format!("Vec<{}>", object.key),
            Output::Stream => "Stream".to_owned(),
        }
    }

    /// The same of the public method.
    pub(crate) fn public_output(&self) -> String {
        match &self.output {
            Output::List(object) => format!("Vec<{}>", object.handle),
            _ => self.facet_output(),
        }
    }

    /// Parameters behind the object: name and type.
    pub(crate) fn params(&self) -> Vec<(String, String)> {
        let mut out: Vec<(String, String)> = match &self.d.params_struct {
            Some(name) => vec![("params".to_owned(), format!("&{name}"))],
            None => self.args.iter().map(|arg| (arg.name.clone(), arg.ty.param())).collect(),
        };
        out.extend(self.flags.iter().map(|flags| ("flags".to_owned(), flags.name.clone())));
        out
    }

    /// Values for these parameters in a test: name and expression.
    pub(crate) fn samples(&self) -> Vec<(String, String)> {
        let mut out: Vec<(String, String)> = match &self.d.params_struct {
            Some(_) => vec![("params".to_owned(), "&params".to_owned())],
            None => self.args.iter().map(|arg| (arg.name.clone(), arg.ty.sample(arg.seed))).collect(),
        };
        out.extend(
            self.flags.iter().map(|flags| ("flags".to_owned(), format!("{}::from_bits(1)", flags.name))),
        );
        out
    }

    /// Statements that a test needs before it can use the samples.
    pub(crate) fn sample_setup(&self) -> String {
        let Some(name) = &self.d.params_struct else { return String::new() };
        let fields =
            self.args.iter().map(|arg| format!("params.{} = {};\n", arg.name, arg.ty.owned_sample(arg.seed)));
        format!("let mut params = {name}::new();\n{}", fields.collect::<String>())
    }

    /// The signature of the facet's method, from its name to its result.
    pub(crate) fn signature(&self) -> String {
        let key = self.object.map(|object| format!(", {}: &{}", object.param, object.key));
        let params: String = self.params().iter().map(|(name, ty)| format!(", {name}: {ty}")).collect();
        format!(
            "async fn {}(&self{}{params}) -> Result<{}>",
            self.operation,
            key.unwrap_or_default(),
            self.facet_output()
        )
    }

    /// The words of `vir-types` that the facet's signature names, with the module each is in.
    pub(crate) fn imports(&self) -> Vec<Vec<String>> {
        let mut out = self.param_imports();
        match &self.output {
            Output::Struct { name, .. } => out.push(words(&["vir_types", "info", name])),
            Output::Value(value) => out.extend(value.ty.import().map(|name| words(&["vir_types", &name]))),
            Output::List(object) => out.push(words(&["vir_types", object.key])),
            Output::Stream | Output::None => {}
        }
        out
    }

    /// The same of the parameters behind the object alone.
    pub(crate) fn param_imports(&self) -> Vec<Vec<String>> {
        let mut out = Vec::new();
        match &self.d.params_struct {
            Some(name) => out.push(words(&["vir_types", "params", name])),
            None => {
                out.extend(
                    self.args
                        .iter()
                        .filter_map(|arg| arg.ty.import())
                        .map(|name| words(&["vir_types", &name])),
                );
            }
        }
        out.extend(self.flags.iter().map(|flags| words(&["vir_types", &flags.name])));
        out
    }

    /// A value of the result for tests.
    pub(crate) fn result_sample(&self) -> String {
        match &self.output {
            Output::None => "()".to_owned(),
            Output::Value(value) => value.ty.owned_sample(value.seed),
            Output::Struct { name, fields, .. } => {
                let values: Vec<String> =
                    fields.iter().map(|field| field.ty.owned_sample(field.seed)).collect();
                format!("{name}::new({})", values.join(", "))
            }
            Output::List(object) => format!("vec![{}]", object.sample),
            Output::Stream => "Stream::new(Silent)".to_owned(),
        }
    }

    /// What that value needs in scope beside the result's own type.
    pub(crate) fn result_words(&self) -> Vec<String> {
        match &self.output {
            Output::Struct { fields, .. } => fields.iter().filter_map(|field| field.ty.import()).collect(),
            Output::List(object) => object.imports.iter().map(|name| (*name).to_owned()).collect(),
            _ => Vec::new(),
        }
    }

    /// What the samples of the object need in scope, the key included.
    pub(crate) fn key_imports(&self) -> Vec<&'static str> {
        self.object.map(|object| [object.imports, &[object.key]].concat()).unwrap_or_default()
    }

    /// The lines that say where it comes from: `C API: …. Since: ….`
    pub(crate) fn origin(&self) -> String {
        format!("C API: `{}`. Since: {}.", self.c_name, self.d.since)
    }
}

/// A path in pieces.
pub(crate) fn words(parts: &[&str]) -> Vec<String> {
    parts.iter().map(|part| (*part).to_owned()).collect()
}

fn flags(d: &Description, house: &House, procedure: &str) -> Result<Option<FlagSet>> {
    if d.flags.is_empty() {
        let Some(name) = &d.flags_type else { return Ok(None) };
        return match house.words.get(name) {
            Some(word) if word.shape == "flags" => Ok(Some(FlagSet { name: name.clone(), bits: Vec::new() })),
            _ => bail!("flags_type: there is no set of flags '{name}', and no flags are described"),
        };
    }
    let name = d.flags_type.clone().unwrap_or_else(|| format!("{}Flags", camel(procedure)));
    let mut bits: Vec<(String, u32, String)> = Vec::new();
    let mut next = 1_u32;
    for flag in &d.flags {
        if flag.name.is_empty()
            || !flag.name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
        {
            bail!("flags: '{}' is no name of a flag: capitals, digits and _", flag.name);
        }
        let bit = match flag.bit {
            Some(bit) => bit,
            None if d.is_libvirts() => bail!("flags: {} has no bit; libvirt's own is needed", flag.name),
            None => next,
        };
        if bit != 0 && bits.iter().any(|(name, other, _)| other & bit != 0 || *name == flag.name) {
            bail!("flags: {} or its bit {bit} is there twice", flag.name);
        }
        next = bit.max(next / 2).checked_mul(2).context("flags: there are no bits left")?.max(1);
        bits.push((flag.name.clone(), bit, flag.doc.clone()));
    }
    bits.sort_by_key(|(_, bit, _)| *bit);
    Ok(Some(FlagSet { name, bits }))
}

fn output(d: &Description, house: &House, procedure: &str) -> Result<Output> {
    let returns = &d.returns;
    if d.kind == Kind::Stream {
        if !matches!(returns.ty.as_str(), "" | "stream") {
            bail!("returns: an operation of kind stream gives a stream");
        }
        return Ok(Output::Stream);
    }
    Ok(match returns.ty.as_str() {
        "" | "none" => Output::None,
        "stream" => bail!("returns: say kind = \"stream\""),
        "struct" => {
            if returns.fields.len() < 2 {
                bail!("returns: a struct of fewer than two fields; give the value itself");
            }
            let fields = returns.fields.iter().enumerate().map(|(seed, field)| arg(field, seed, house));
            let fields = fields.collect::<Result<Vec<_>>>().context("returns.fields")?;
            let verb = d.verb.strip_prefix("get_").unwrap_or(&d.verb);
            let name = returns.name.clone().unwrap_or_else(|| {
                let of = if d.object == "connect" { String::new() } else { camel(&d.object) };
                format!("{of}{}", camel(verb))
            });
            Output::Struct { name, doc: returns.doc.clone(), fields }
        }
        "list" => {
            let of = returns.of.as_deref().context("returns: a list of which objects? (of = \"domain\")")?;
            let object = Object::named(of)?.context("returns: connections are in no list")?;
            if returns.bound.is_none() {
                bail!("returns: a list must say how many there may be (bound = N)");
            }
            Output::List(object)
        }
        other => {
            let name = returns.name.clone().unwrap_or_else(|| match other {
                "typed_params" => "params".to_owned(),
                _ => procedure.rsplit('_').next().unwrap_or("value").to_owned(),
            });
            let param = Param {
                name,
                ty: other.to_owned(),
                unit: returns.unit.clone(),
                doc: returns.doc.clone(),
                bound: returns.bound,
            };
            Output::Value(arg(&param, 7, house).context("returns")?)
        }
    })
}

/// The most methods of one facet, as `vir-driver`'s own test has it.
const MOST: usize = 22;

fn facet<'a>(
    d: &Description,
    house: &'a House,
    object: Option<&'static Object>,
    access: Access,
) -> Result<&'a Facet> {
    let usual = match object {
        Some(object) => object.facets[usize::from(access == Access::Write)],
        None => "Connection",
    };
    let name = d.facet.as_deref().unwrap_or(usual);
    let Some(facet) = house.facet(name) else {
        let known: Vec<&str> = house.facets.iter().map(|facet| facet.name.as_str()).collect();
        bail!("there is no facet '{name}': {}", known.join(", "));
    };
    let there = facet.methods.iter().any(|method| method.name.ends_with(&format!("{}_{}", d.object, d.verb)));
    if facet.methods.len() >= MOST && !there {
        bail!("the facet {name} is full with {MOST} methods; name another one (facet = \"…\")");
    }
    Ok(facet)
}
