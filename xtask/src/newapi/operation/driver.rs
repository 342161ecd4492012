//! Step 2: the drivers' contract.

use anyhow::Result;

use super::scaffold::{key, scope};
use super::words::doc;
use super::{is_own, pending};
use crate::newapi::edits::Edits;
use crate::newapi::place;
use crate::newapi::plan::{Plan, sentence};

pub(super) fn write(plan: &Plan<'_>, edits: &mut Edits) -> Result<()> {
    let documentation = format!(
        "{}{}\n\n{}",
        sentence(&plan.d.summary, "what it does"),
        super::public::about_arguments(plan),
        plan.origin()
    );
    let method = format!(
        "{}    {} {{\n        Err(Error::unsupported())\n    }}\n",
        doc("    ", &documentation),
        plan.signature()
    );
    edits.change(&plan.facet_file(), |text| {
        let mut text = place::trait_method(text, &plan.facet.name, &method)?;
        if let Some(object) = plan.object {
            text = place::add_use(&text, &["vir_types", object.key])?;
        }
        text = place::add_use(&text, &["vir_types", "Error"])?;
        for import in plan.imports() {
            text = place::add_use(&text, &import.iter().map(String::as_str).collect::<Vec<_>>())?;
        }
        if plan.facet_output() == "Stream" {
            text = place::add_use(&text, &["crate", "Stream"])?;
        }
        Ok(text)
    })?;
    if is_own(plan) {
        own(plan, edits)?;
    }
    pending::begin(plan, edits)?;
    edits.create(&format!("crates/driver/tests/{}.rs", plan.file), test(plan))
}

/// Libvirt's tables do not have it.
fn own(plan: &Plan<'_>, edits: &mut Edits) -> Result<()> {
    let _ = (plan, edits);
    Ok(())
}

fn test(plan: &Plan<'_>) -> String {
    let mut imports: Vec<String> = plan.param_imports().iter().map(|path| path[1..].join("::")).collect();
    imports.push("Code".to_owned());
    imports.extend(key(plan).1);
    let text = format!(
        "{}{}",
        plan.sample_setup(),
        plan.samples().iter().map(|(_, v)| v.clone()).collect::<String>()
    );
    let mut arguments: Vec<String> =
        plan.object.map(|object| format!("&{}", object.param)).into_iter().collect();
    arguments.extend(plan.samples().into_iter().map(|(_, value)| value));
    format!(
        "//! `{op}`, before any driver has it.\n\n{scope}\n/// Has the facet and nothing in it.\nstruct Empty;\n\n\
         #[async_trait]\nimpl {facet} for Empty {{}}\n\n#[tokio::test]\nasync fn an_empty_driver_has_it_not() {{\n\
         {key}{setup}let answer = Empty.{op}({arguments}).await;\n\
         assert_eq!(answer.err().map(|error| error.code()), Some(Code::NO_SUPPORT));\n}}\n",
        op = plan.operation,
        scope = scope(
            &[format!("vir_driver::facets::{}", plan.facet.name), "async_trait::async_trait".to_owned()],
            &imports,
            &text
        ),
        facet = plan.facet.name,
        key = key(plan).0,
        setup = plan.sample_setup(),
        arguments = arguments.join(", "),
    )
}
