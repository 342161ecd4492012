//! An operation as all steps see it: its names, arguments and result, worked out from the description.

use anyhow::{Result, bail};

use super::description::{Access, Description, OWN};
use super::house::House;
use super::parts::{arg, facet, flags, is_word, output};
use super::types::{Object, Ty};
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
    /// A bit that tests give: one with which reading is no writing.
    pub(crate) sample_bit: u32,
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
            sample_bit: sample_bit(d, flags.as_ref(), house),
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
            self.flags
                .iter()
                .map(|flags| ("flags".to_owned(), format!("{}::from_bits({})", flags.name, self.sample_bit))),
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

/// The lowest bit that no write_if names.
fn sample_bit(d: &Description, flags: Option<&FlagSet>, house: &House) -> u32 {
    let Some(flags) = flags else { return 0 };
    let value = |name: &String| {
        let own = flags.bits.iter().find(|(flag, ..)| flag == name).map(|(_, bit, _)| *bit);
        let there = house.words.get(&flags.name).and_then(|word| {
            word.values.iter().find(|(flag, _)| flag == name).and_then(|(_, bit)| u32::try_from(*bit).ok())
        });
        own.or(there).unwrap_or_default()
    };
    let taken = d.write_if.iter().fold(0, |sum, name| sum | value(name));
    (0..32).map(|bit| 1 << bit).find(|bit| taken & bit == 0).unwrap_or_default()
}
