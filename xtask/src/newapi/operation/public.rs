//! Step 3: the public method of `libvir`.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result, bail};

use super::scaffold::{key, scope_of};
use super::words::doc;
use crate::newapi::edits::Edits;
use crate::newapi::house::{House, sources};
use crate::newapi::place::{self, Impl};
use crate::newapi::plan::{Output, Plan, sentence, todo};
use crate::newapi::types::suffix;

pub(super) fn write(plan: &Plan<'_>, house: &House, edits: &mut Edits) -> Result<()> {
    let path = file(plan, house)?;
    let constant = constant(plan);
    let method = method(plan);
    edits.change(&path, |text| {
        let text = place::api_constant(text, &constant)?;
        let block = block(&text, plan).context("has no block of the object's methods")?;
        let mut text = place::impl_method(&text, block.close, &method)?;
        text = place::add_use(&text, &["vir_types", "Result"])?;
        for import in plan.imports() {
            // Lists are of handles here.
            if !matches!(&plan.output, Output::List(object) if import.last().is_some_and(|name| name == object.key)) {
                text = place::add_use(&text, &import.iter().map(String::as_str).collect::<Vec<_>>())?;
            }
        }
        match &plan.output {
            Output::List(object) if object.handle != plan.handle() => {
                place::add_use(&text, &["crate", object.handle])
            }
            Output::Stream => place::add_use(&text, &["crate", "Stream"]),
            _ => Ok(text),
        }
    })?;
    edits.create(&format!("crates/libvir/tests/{}.rs", plan.file), test(plan))
}

/// The impl block of the handle in a file, the last one.
fn block(text: &str, plan: &Plan<'_>) -> Option<Impl> {
    let blocks = place::impls(text).ok()?;
    blocks.into_iter().rfind(|one| one.of_trait.is_none() && one.ty == plan.handle())
}

/// The file whose methods ask the facet most.
fn file(plan: &Plan<'_>, house: &House) -> Result<String> {
    let mut best: Option<(usize, String)> = None;
    for path in sources(&house.root.join("crates/libvir/src"))? {
        let text = std::fs::read_to_string(&path)?;
        if !text.contains(": Api = ") || block(&text, plan).is_none() {
            continue;
        }
        let asked = text.matches(&format!("drv.{}()?", plan.facet.accessor)).count();
        // Where nothing asks the facet, the object's own file will do.
        let own = usize::from(path.file_stem().is_some_and(|stem| stem.to_string_lossy() == plan.d.object));
        let score = asked * 2 + own;
        if score > best.as_ref().map_or(0, |(most, _)| *most) {
            best = Some((score, relative(&house.root, &path)));
        }
    }
    match best {
        Some((_, path)) => Ok(path),
        None => bail!(
            "crates/libvir/src: no file has both methods of {} and an Api constant; name another facet",
            plan.handle()
        ),
    }
}

pub(in crate::newapi) fn relative(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).to_string_lossy().into_owned()
}

fn constant(plan: &Plan<'_>) -> String {
    let access = if plan.is_write() { "write" } else { "read" };
    let mut line =
        format!("const {}: Api = Api::{access}(\"{}\", \"{}\")", plan.constant, plan.c_name, plan.d.since);
    if let Some(flags) = plan.flags.as_ref().filter(|_| !plan.d.write_if.is_empty()) {
        let bits: Vec<String> =
            plan.d.write_if.iter().map(|name| format!("{}::{name}.bits()", flags.name)).collect();
        let _ = write!(line, ".write_if({})", bits.join(" | "));
    }
    line + ";"
}

/// What the documentation says of parameters, flags and the result.
pub(super) fn about_arguments(plan: &Plan<'_>) -> String {
    let mut out = String::new();
    if plan.d.params_struct.is_none() {
        for arg in &plan.args {
            let unit = arg.unit.as_deref().filter(|unit| suffix(Some(unit)).is_none());
            let unit = unit.map(|unit| format!(", in {unit}")).unwrap_or_default();
            let about = arg.doc.trim().trim_end_matches('.');
            let about = if about.is_empty() { todo("what it is") } else { about.to_owned() };
            let _ = write!(out, " `{}` is {about}{unit}.", arg.name);
        }
    }
    for (name, _, about) in plan.flags.iter().flat_map(|flags| &flags.bits) {
        let about = sentence(about, "what it means");
        let _ = write!(out, " `{name}`: {about}");
    }
    if out.is_empty() { out } else { format!("\n\n{}", out.trim_start()) }
}

fn method(plan: &Plan<'_>) -> String {
    let mut errors = String::new();
    if let Some(object) = plan.object {
        let _ = write!(errors, "`{}`: it is gone. ", object.gone);
    }
    if plan.is_write() {
        errors.push_str("`OperationDenied`: the connection is read-only. ");
    } else if !plan.d.write_if.is_empty() {
        errors.push_str("`OperationDenied`: a flag that a read-only connection may not give. ");
    }
    errors.push_str("`NoSupport`: the driver has it not. ");
    errors.push_str(&todo("what else it fails with"));
    let documentation = format!(
        "{}{}\n\n{}",
        sentence(&plan.d.summary, "what it does"),
        about_arguments(plan),
        plan.origin()
    );
    let names: Vec<String> = plan.params().into_iter().map(|(name, _)| name).collect();
    let mut passed: Vec<String> = plan.object.map(|_| "&self.key".to_owned()).into_iter().collect();
    passed.extend(names);
    let ask = format!("Ok(drv.{}()?.{}({}))", plan.facet.accessor, plan.operation, passed.join(", "));
    let conn = if plan.object.is_some() { "self.conn" } else { "self" };
    let call = if plan.d.write_if.is_empty() {
        format!("{conn}.call(&{}, |drv| {ask}).await", plan.constant)
    } else {
        format!("{conn}.call_with(&{}, flags.bits(), |drv| {ask}).await", plan.constant)
    };
    let body = match &plan.output {
        Output::List(object) => format!(
            "let keys = {call}?;\n        Ok(keys.into_iter().map(|key| {conn}.{}(key)).collect())",
            object.name
        ),
        Output::Stream => format!("Ok(Stream::new({}?))", call),
        _ => call,
    };
    let params: String = plan.params().iter().map(|(name, ty)| format!(", {name}: {ty}")).collect();
    let mut out = doc("    ", &documentation);
    out.push_str("    ///\n    /// # Errors\n");
    out.push_str(&doc("    ", &errors));
    let _ = write!(
        out,
        "    pub async fn {}(&self{params}) -> Result<{}> {{\n        {body}\n    }}\n",
        plan.method,
        plan.public_output()
    );
    out
}

/// How the public method is reached in a test, from a connection called `conn`.
pub(super) fn receiver(plan: &Plan<'_>) -> String {
    match plan.object {
        Some(object) => format!("conn.{}({})", object.name, object.param),
        None => "conn".to_owned(),
    }
}

/// The facet's methods of a test's driver, which notes what it is asked in `self.0`.
pub(super) fn noting(plan: &Plan<'_>) -> String {
    let name = plan.object.map(|object| (object.param, object.key));
    let mut shown = String::new();
    let mut values = Vec::new();
    if let Some((param, _)) = name {
        shown.push_str(" {}");
        values.push(format!(
            "{param}.{}",
            plan.object.map_or("name", |object| if object.name == "secret" { "uuid" } else { "name" })
        ));
    }
    for (param, _) in plan.params() {
        let _ = write!(shown, " {{{param}:?}}");
    }
    let arguments: String = values.iter().map(|value| format!(", {value}")).collect();
    format!(
        "    {} {{\n        self.0.lock().unwrap().push(format!(\"asked:{shown}\"{arguments}));\n        Ok({})\n    }}\n",
        plan.signature(),
        plan.result_sample()
    )
}

/// What that driver has noted then, as an expression.
pub(super) fn noted(plan: &Plan<'_>) -> String {
    let name = match plan.object.map(|object| object.name) {
        None => String::new(),
        Some("secret") => " 01010101-0101-0101-0101-010101010101".to_owned(),
        Some("domain") => " vm".to_owned(),
        Some("network") => " net".to_owned(),
        Some("storage_pool") => " pool".to_owned(),
        Some("storage_vol") => " vol".to_owned(),
        Some("interface") => " eth0".to_owned(),
        Some("node_device") => " computer".to_owned(),
        Some(_) => " filter".to_owned(),
    };
    let shown: String = plan.params().iter().map(|(param, _)| format!(" {{{param}:?}}")).collect();
    if shown.is_empty() {
        format!("[\"asked:{name}\"]")
    } else {
        format!("[format!(\"asked:{name}{shown}\")]")
    }
}

/// The names of a facet's signature for a test, without the crate's.
pub(super) fn signature_words(plan: &Plan<'_>) -> Vec<String> {
    let mut out: Vec<String> = plan.imports().iter().map(|path| path[1..].join("::")).collect();
    out.extend(plan.object.map(|object| object.key.to_owned()));
    out.push("Result".to_owned());
    out
}

fn test(plan: &Plan<'_>) -> String {
    let mut words = signature_words(plan);
    words.extend(["Code".to_owned(), "Connect".to_owned()]);
    let (key, names) = key(plan);
    words.extend(names);
    words.extend(plan.result_words());
    let result = plan.result_sample();
    let setup = format!("{key}{}", plan.sample_setup());
    let lets: String = plan
        .samples()
        .iter()
        .map(|(name, value)| {
            if value == "&params" && name == "params" {
                "let params = &params;\n".to_owned()
            } else {
                format!("let {name} = {value};\n")
            }
        })
        .collect();
    let arguments = plan.samples().iter().map(|(name, _)| name.clone()).collect::<Vec<_>>().join(", ");
    let call = format!("{}.{}({arguments}).await", receiver(plan), plan.method);
    let mut paths = vec![
        "async_trait::async_trait".to_owned(),
        format!("vir_driver::facets::{}", plan.facet.name),
        "vir_driver::Driver".to_owned(),
    ];
    let stream = matches!(plan.output, Output::Stream);
    if stream {
        paths.push("vir_driver::{Stream, StreamIo}".to_owned());
        paths.retain(|path| path != "vir_driver::Driver");
        paths.push("vir_driver::Driver".to_owned());
    }
    let answered = match &plan.output {
        Output::None | Output::Stream => format!("{call}.unwrap();\n"),
        Output::List(_) => format!(
            "let answer: Vec<_> = {call}.unwrap().iter().map(|one| one.key().clone()).collect();\nassert_eq!(answer, {result});\n"
        ),
        _ => format!("assert_eq!({call}.unwrap(), {result});\n"),
    };
    let answered = if stream { answered.replacen("conn", "let _stream = conn", 1) } else { answered };
    let read_only = if plan.is_write() {
        format!(
            "let error = {call}.err().unwrap();\n\
             assert_eq!(error.message(), \"operation forbidden: read only access prevents {}\");\n\
             assert!(fake.0.lock().unwrap().is_empty());\n",
            plan.c_name
        )
    } else {
        format!("{call}.unwrap();\nassert_eq!(fake.0.lock().unwrap().len(), 1);\n")
    };
    let read_only = if stream && !plan.is_write() {
        read_only.replacen("conn", "let _stream = conn", 1)
    } else {
        read_only
    };
    let guarded = guarded(plan, &key, &call);
    let about =
        if plan.is_write() { "a_read_only_connection_is_refused" } else { "a_read_only_connection_may_ask" };
    format!(
        "//! `{handle}::{method}`.\n#![allow(clippy::unwrap_used)]\n\nuse std::sync::{{Arc, Mutex}};\n\n{scope}\n\
         /// Notes what it is asked.\n#[derive(Default)]\nstruct Fake(Mutex<Vec<String>>);\n\n\
         impl Driver for Fake {{\nfn name(&self) -> &'static str {{\n\"fake\"\n}}\n\
         fn {accessor}(&self) -> Result<&dyn {facet}> {{\nOk(self)\n}}\n}}\n\n\
         #[async_trait]\nimpl {facet} for Fake {{\n{noting}}}\n\n{nothing_stream}\
         /// Has no facet at all.\nstruct Nothing;\n\nimpl Driver for Nothing {{\n\
         fn name(&self) -> &'static str {{\n\"nothing\"\n}}\n}}\n\n\
         fn connect(driver: Arc<dyn Driver>, read_only: bool) -> Connect {{\n\
         libvir::server::connect(driver, read_only)\n}}\n\n\
         #[tokio::test]\nasync fn arguments_arrive() {{\nlet fake = Arc::new(Fake::default());\n\
         let conn = connect(fake.clone(), false);\n{setup}{lets}{answered}\
         assert_eq!(*fake.0.lock().unwrap(), {noted});\n}}\n\n\
         #[tokio::test]\nasync fn {about}() {{\nlet fake = Arc::new(Fake::default());\n\
         let conn = connect(fake.clone(), true);\n{setup}{lets}{read_only}}}\n\n{guarded}\
         #[tokio::test]\nasync fn a_driver_without_it_says_so() {{\nlet conn = connect(Arc::new(Nothing), false);\n\
         {setup}{lets}let error = {call}.err().unwrap();\nassert_eq!(error.code(), Code::NO_SUPPORT);\n\
         assert!(error.message().ends_with(\"{c_name}\"), \"{{error}}\");\n}}\n",
        handle = plan.handle(),
        method = plan.method,
        scope = scope_of("libvir", &paths, &words, &format!("{setup}{lets}{result}")),
        accessor = plan.facet.accessor,
        facet = plan.facet.name,
        noting = noting(plan),
        nothing_stream = if stream { STREAM } else { "" },
        noted = noted(plan),
        c_name = plan.c_name,
    )
}

/// A stream for tests.
const STREAM: &str =
    "/// A stream with nothing in it.\n#[derive(Debug)]\nstruct Silent;\n\nimpl StreamIo for Silent {}\n\n";

/// A test of the flags that a read-only connection may not give.
fn guarded(plan: &Plan<'_>, key: &str, call: &str) -> String {
    let Some(flags) = plan.flags.as_ref().filter(|_| !plan.d.write_if.is_empty()) else {
        return String::new();
    };
    let lets: String = plan
        .samples()
        .iter()
        .filter(|(name, _)| name != "flags")
        .map(|(name, value)| format!("let {name} = {value};\n"))
        .collect();
    let each: Vec<String> = plan.d.write_if.iter().map(|name| format!("{}::{name}", flags.name)).collect();
    let call = match plan.object {
        Some(object) => {
            call.replacen(&format!("({})", object.param), &format!("({}.clone())", object.param), 1)
        }
        None => call.to_owned(),
    };
    format!(
        "#[tokio::test]\nasync fn some_flags_make_it_a_change() {{\nlet fake = Arc::new(Fake::default());\n\
         let conn = connect(fake.clone(), true);\n{key}{}{lets}for flags in [{}] {{\n\
         let error = {call}.err().unwrap();\nassert_eq!(error.code(), Code::OPERATION_DENIED);\n}}\n\
         assert!(fake.0.lock().unwrap().is_empty());\n}}\n\n",
        plan.sample_setup(),
        each.join(", ")
    )
}
