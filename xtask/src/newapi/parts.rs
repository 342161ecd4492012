//! The parts of an operation, from the description: arguments, flags, result, facet.

use anyhow::{Context as _, Result, bail};

use super::description::{Access, Description, Kind, Param};
use super::house::House;
use super::plan::{Arg, FlagSet, Output, camel};
use super::types::{Object, Ty, suffix};
use crate::codegen::facets::Facet;

pub(super) fn is_word(name: &str) -> bool {
    !name.is_empty()
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

pub(super) fn arg(param: &Param, seed: usize, house: &House) -> Result<Arg> {
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

/// The set of flags.
pub(super) fn flags(d: &Description, house: &House, procedure: &str) -> Result<Option<FlagSet>> {
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

/// The result.
pub(super) fn output(d: &Description, house: &House, procedure: &str) -> Result<Output> {
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

/// The facet, if it has room.
pub(super) fn facet<'a>(
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
