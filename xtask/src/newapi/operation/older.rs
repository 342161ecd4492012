//! Step 6: an older operation asks the new one.

use anyhow::{Result, bail};

use super::scaffold::key;
use crate::newapi::description::Supersedes;
use crate::newapi::edits::Edits;
use crate::newapi::house::House;
use crate::newapi::place;
use crate::newapi::plan::Plan;

pub(super) fn refuse(plan: &Plan<'_>, older: &Supersedes, house: &House) -> Result<()> {
    let Some((facet, method)) = house.method(&older.operation) else {
        bail!("supersedes: there is no operation {}", older.operation);
    };
    if facet.name != plan.facet.name {
        bail!(
            "supersedes: {} is in the facet {}, and a body can only ask its own facet (facet = \"{1}\")",
            older.operation,
            facet.name
        );
    }
    let plain = |text: &str| text.replace(' ', "");
    if plain(&method.output) != plain(&plan.facet_output()) {
        bail!(
            "supersedes: {} gives {}, not {}: write its body by hand",
            older.operation,
            plain(&method.output),
            plan.facet_output()
        );
    }
    arguments(plan, older, house).map(drop)
}

/// What the new operation is given, from the older one's parameters.
fn arguments(plan: &Plan<'_>, older: &Supersedes, house: &House) -> Result<Vec<String>> {
    let Some((_, method)) = house.method(&older.operation) else { bail!("no such operation") };
    let mut out: Vec<String> = plan.object.map(|object| object.param.to_owned()).into_iter().collect();
    let params = plan.params();
    if !older.args.is_empty() {
        if older.args.len() != params.len() {
            bail!("supersedes.args: {} for {} parameters", older.args.len(), params.len());
        }
        out.extend(older.args.iter().cloned());
        return Ok(out);
    }
    for (name, ty) in params {
        if method.params.iter().any(|(one, _)| *one == name) {
            out.push(name);
        } else if name == "flags" {
            out.push(format!("{ty}::empty()"));
        } else {
            bail!(
                "supersedes: {} has no '{name}'; say what the new one is given (args = […])",
                older.operation
            );
        }
    }
    Ok(out)
}

pub(super) fn done(plan: &Plan<'_>, house: &House) -> Result<bool> {
    let Some(older) = &plan.d.supersedes else { return Ok(true) };
    let text = std::fs::read_to_string(house.root.join(plan.facet_file()))?;
    let name = format!("async fn {}(", older.operation);
    let body = text.split_once(&name).map(|(_, rest)| rest).unwrap_or_default();
    let body = body.split("\n    }\n").next().unwrap_or_default();
    Ok(body.contains(&format!("self.{}(", plan.operation)))
}

pub(super) fn write(plan: &Plan<'_>, house: &House, edits: &mut Edits) -> Result<()> {
    let Some(older) = &plan.d.supersedes else { return Ok(()) };
    let arguments = arguments(plan, older, house)?.join(", ");
    let body = format!("{{\n        self.{}({arguments}).await\n    }}", plan.operation);
    edits.change(&plan.facet_file(), |text| place::method_body(text, &older.operation, &body))?;
    let test = test(plan, older, house)?;
    edits.change(&format!("crates/driver/tests/{}.rs", plan.file), |text| {
        let mut text = place::add_use(text, &["vir_types", "Result"])?;
        let result = plan.result_words().into_iter().map(|name| vec!["vir_types".to_owned(), name]);
        for import in plan.imports().into_iter().chain(result) {
            text = place::add_use(&text, &import.iter().map(String::as_str).collect::<Vec<_>>())?;
        }
        Ok(format!("{}\n\n{test}", text.trim_end()))
    })
}

fn test(plan: &Plan<'_>, older: &Supersedes, house: &House) -> Result<String> {
    let Some((_, method)) = house.method(&older.operation) else { bail!("no such operation") };
    let mut arguments = Vec::new();
    for (place, (name, ty)) in method.params.iter().enumerate() {
        if plan.object.is_some_and(|object| object.param == name) {
            arguments.push(format!("&{name}"));
            continue;
        }
        let ty = ty.replace(' ', "");
        arguments.push(match ty.as_str() {
            "&str" => "\"text\"".to_owned(),
            "Option<&str>" => "None".to_owned(),
            "bool" => "true".to_owned(),
            "u32" | "u64" | "i32" | "i64" => (place + 2).to_string(),
            other if house.words.get(other).is_some_and(|word| word.shape == "flags") => {
                format!("vir_types::{other}::from_bits(1)")
            }
            other => bail!("supersedes: no sample of {other}; write the test by hand"),
        });
    }
    let names: String = plan
        .object
        .iter()
        .map(|object| object.param.to_owned())
        .chain(plan.params().into_iter().map(|(name, _)| name))
        .map(|name| format!("let _ = {name};\n"))
        .collect();
    Ok(format!(
        "/// Has the newer operation alone.\nstruct Newer;\n\n#[async_trait]\nimpl {facet} for Newer {{\n    {signature} {{\n\
         {names}        Ok({sample})\n    }}\n}}\n\n#[tokio::test]\nasync fn the_older_call_reaches_the_newer_one() {{\n{key}\
         let answer = Newer.{old}({arguments}).await;\nassert_eq!(answer.ok(), Some({sample}));\n\
         let nothing = Empty.{old}({arguments}).await;\n\
         assert_eq!(nothing.err().map(|error| error.code()), Some(Code::NO_SUPPORT));\n}}\n",
        facet = plan.facet.name,
        signature = plan.signature(),
        sample = plan.result_sample(),
        key = key(plan).0,
        old = older.operation,
        arguments = arguments.join(", "),
    ))
}
