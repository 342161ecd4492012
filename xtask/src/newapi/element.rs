//! An attribute or element of a document, and nothing else: 8 schema, reference, model and test; 9 a driver opts in,
//! where ignoring it would be a lie.

use std::fmt::Write as _;

use anyhow::{Context as _, Result, bail};
use syn::spanned::Spanned as _;

use super::Shape;
use super::description::{Description, Element};
use super::edits::Edits;
use super::house::{House, sources};
use super::operation::{doc, relative};
use super::place;
use super::plan::{sentence, todo};
use super::step::Step;

pub(super) const SHAPE: Shape = Shape { steps, done, subject, write };

/// What a field may be: as descriptions call it, in Rust, in schemas, and a value for tests.
const TYPES: &[(&str, &str, &str, &str)] = &[
    ("switch", "Switch", "on-off", "on"),
    ("u32", "u32", "uint", "7"),
    ("u64", "u64", "ulong", "7"),
    ("string", "String", "one-line", "word"),
];

const FEATURES: &str = "crates/conf/src/feature.rs";

/// The description, with what the house has around the new thing.
struct Placed<'a> {
    d: &'a Description,
    element: &'a Element,
    /// Elements between the model's own and the new thing.
    child: Option<&'a str>,
    /// The attribute; nothing for the text of the child.
    attribute: Option<&'a str>,
    rust: &'static str,
    pattern: &'static str,
    /// The model's file.
    file: String,
    /// The element that the pattern is of.
    of: String,
}

impl<'a> Placed<'a> {
    fn of(d: &'a Description, house: &House) -> Result<Self> {
        let element = d.element.as_ref().context("element is missing: what is added, and where")?;
        let (child, attribute) = match element.path.split_once('@') {
            Some((before, attribute)) => {
                (before.strip_suffix('/').filter(|c| !c.is_empty()), Some(attribute))
            }
            None => (Some(element.path.as_str()), None),
        };
        let is_name = |name: &str| {
            name.starts_with(|c: char| c.is_ascii_alphabetic())
                && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        };
        if ![child, attribute].into_iter().flatten().all(is_name) {
            bail!("element.path: '{}' is not @attribute, child/@attribute or child", element.path);
        }
        if !is_name(&element.field) || element.field.chars().any(|c| c.is_ascii_uppercase() || c == '-') {
            bail!("element.field: '{}' is no name of a field: lower case, digits and _", element.field);
        }
        let known = TYPES.iter().find(|(name, ..)| *name == element.ty);
        let Some((_, rust, pattern, value)) = known else {
            let known: Vec<&str> = TYPES.iter().map(|(name, ..)| *name).collect();
            bail!("element.type: there is no type '{}': {}", element.ty, known.join(", "));
        };
        let fragment = fragment(child, attribute, value);
        if !element.sample.contains(&fragment) {
            bail!("element.sample: a whole document that holds {fragment}, for the test");
        }
        let file = model(house, &element.model)?;
        let schema = read(house, &schema_path(element))?;
        let of = define(&schema, &element.define)?.1;
        if !house.root.join(page_path(element)).exists() {
            bail!("element.page: there is no {}", page_path(element));
        }
        Ok(Self { d, element, child, attribute, rust, pattern, file, of })
    }

    /// How it is called: `freePageReporting of <memballoon>`.
    fn shown(&self) -> String {
        let name = match (self.child, self.attribute) {
            (Some(child), Some(attribute)) => format!("{attribute} of <{child}>"),
            (_, Some(attribute)) => attribute.to_owned(),
            (child, None) => format!("<{}>", child.unwrap_or_default()),
        };
        format!("{name} in <{}>", self.of)
    }

    fn about(&self) -> String {
        format!("{} Since {}.", sentence(&self.d.summary, "what it is, its unit"), self.d.since)
    }

    fn test_path(&self) -> String {
        format!("crates/conf/tests/{}_{}.rs", self.element.model.to_ascii_lowercase(), self.element.field)
    }
}

/// What the sample must hold.
fn fragment(child: Option<&str>, attribute: Option<&str>, value: &str) -> String {
    match (child, attribute) {
        (_, Some(attribute)) => format!("{attribute}='{value}'"),
        (child, None) => format!("<{}>{value}<", child.unwrap_or_default()),
    }
}

fn schema_path(element: &Element) -> String {
    format!("schemas/{}.rnc", element.schema)
}

fn page_path(element: &Element) -> String {
    format!("docs/{}.md", element.page)
}

fn read(house: &House, path: &str) -> Result<String> {
    std::fs::read_to_string(house.root.join(path)).with_context(|| format!("cannot read {path}"))
}

/// The file that has the model.
fn model(house: &House, name: &str) -> Result<String> {
    for path in sources(&house.root.join("crates/conf/src"))? {
        if std::fs::read_to_string(&path)?.contains(&format!("pub struct {name} {{")) {
            return Ok(relative(&house.root, &path));
        }
    }
    bail!("element.model: crates/conf/src has no struct {name} with fields of names")
}

/// Where a pattern's element is opened, and what the element is called.
fn define(schema: &str, name: &str) -> Result<(usize, String)> {
    let start = schema.find(&format!("\n{name} =\n  element "));
    let start =
        start.with_context(|| format!("has no pattern '{name}' that is an element, written over lines"))?;
    let open = start + schema[start..].find('{').context("an element without braces")?;
    if !schema[open..].starts_with("{\n") {
        bail!("the pattern '{name}' stands in one line; write it over lines first");
    }
    let element = schema[start..open].split_whitespace().last().unwrap_or_default().to_owned();
    Ok((open + 2, element))
}

fn steps(d: &Description, house: &House) -> Result<Vec<Step>> {
    let placed = Placed::of(d, house)?;
    let mut out = vec![Step::Document];
    if placed.element.feature.is_some() {
        out.push(Step::Implement("test".to_owned()));
    }
    Ok(out)
}

fn done(d: &Description, house: &House, step: &Step) -> Result<bool> {
    let placed = Placed::of(d, house)?;
    Ok(match (step, &placed.element.feature) {
        (Step::Document, _) => house.root.join(placed.test_path()).exists(),
        (Step::Implement(driver), Some(feature)) => {
            let mark = format!("Features::{feature}");
            let paths = sources(&house.root.join(format!("crates/drivers/{driver}/src")))?;
            let texts = paths.iter().map(std::fs::read_to_string).collect::<std::io::Result<Vec<_>>>()?;
            texts.iter().any(|text| text.contains(&mark))
        }
        _ => false,
    })
}

fn subject(d: &Description, house: &House, step: &Step) -> Result<String> {
    let placed = Placed::of(d, house)?;
    Ok(match step {
        Step::Document => format!("vir-conf: model {}", placed.shown()),
        Step::Implement(driver) => format!("vir-driver-{driver}: honour {}", placed.shown()),
        other => bail!("a document has no step {other}"),
    })
}

fn write(d: &Description, house: &House, step: &Step, edits: &mut Edits) -> Result<()> {
    let placed = Placed::of(d, house)?;
    match step {
        Step::Document => {
            edits.change(&schema_path(placed.element), |text| schema(text, &placed))?;
            edits.change(&page_path(placed.element), |text| Ok(page(text, &placed)))?;
            edits.change(&placed.file, |text| field(text, &placed))?;
            if let Some(feature) = &placed.element.feature {
                edits.change(FEATURES, |text| bit(text, feature, &placed))?;
                // What uses it is known to the whole document alone.
                edits.change("crates/conf/src/domain/validate/mod.rs", |text| asked(text, feature))?;
            }
            edits.create(&placed.test_path(), test(&placed))
        }
        Step::Implement(driver) => opt_in(&placed, house, driver, edits),
        other => bail!("a document has no step {other}"),
    }
}

/// The pattern: an attribute first in its element, a child last in the group whose order is free.
fn schema(text: &str, placed: &Placed<'_>) -> Result<String> {
    let (open, _) = define(text, &placed.element.define)?;
    let about = placed.about();
    let comment = |indent: &str| doc(indent, &about).replace("///", "##");
    let own = |name: &str| format!("attribute {name} {{ {} }}", placed.pattern);
    let Some(child) = placed.child else {
        let name = placed.attribute.unwrap_or_default();
        return place::insert(text, open, &format!("{}    {}?,\n", comment("    "), own(name)));
    };
    let inner = placed.attribute.map_or_else(|| placed.pattern.to_owned(), own);
    let close = open + text[open..].find("\n  }").context("an element without an end")?;
    let body = text.get(open..close).unwrap_or_default();
    let group = body.strip_suffix(')').filter(|body| body.contains("& "));
    if group.is_none() || body.contains(&format!("element {child} ")) {
        bail!(
            "the pattern '{}' has no group 'a & b' at its end, or <{child}> already: write the schema by hand",
            placed.element.define
        );
    }
    let more = format!("\n     &\n{}     element {child} {{ {inner} }}?", comment("     "));
    place::insert(text, close - 1, &more)
}

/// A sentence in the paragraph that speaks of the element, else at the end.
fn page(text: &str, placed: &Placed<'_>) -> String {
    let name = match (placed.child, placed.attribute) {
        (Some(child), Some(attribute)) => format!("`<{child}>` with `{attribute}`"),
        (_, Some(attribute)) => format!("`{attribute}`"),
        (child, None) => format!("`<{}>`", child.unwrap_or_default()),
    };
    let about = placed.d.summary.trim().trim_end_matches('.');
    let about = if about.is_empty() { todo("what it is, its unit") } else { about.to_owned() };
    let sentence = format!("{name}: {about} (since {}).", placed.d.since);
    let begins = format!("\n`<{}>`", placed.of);
    match text.find(&begins) {
        Some(at) => {
            let end = text[at + 1..].find("\n\n").map_or(text.trim_end().len(), |end| at + 1 + end);
            let (before, after) = text.split_at(end);
            format!("{before}\n{sentence}{after}")
        }
        None => format!("{}\n\nIn `<{}>`, {sentence}\n", text.trim_end(), placed.of),
    }
}

/// The field, behind the one that is named, else at the end.
fn field(text: &str, placed: &Placed<'_>) -> Result<String> {
    let Element { model, field, path, after, .. } = placed.element;
    let file = place::parse(text)?;
    let fields = file.items.iter().find_map(|item| match item {
        syn::Item::Struct(item) if item.ident == model => Some(&item.fields),
        _ => None,
    });
    let fields = fields.with_context(|| format!("has no struct {model}"))?;
    if fields.iter().any(|one| one.ident.as_ref().is_some_and(|ident| ident == field)) {
        bail!("{model} has a field {field} already");
    }
    let before = match after {
        Some(name) => fields.iter().find(|one| one.ident.as_ref().is_some_and(|ident| ident == name)),
        None => fields.iter().last(),
    };
    let before = before.context("element.after: there is no such field")?;
    let kind = match (placed.child, placed.attribute) {
        (None, Some(attribute)) if attribute == field => "attr".to_owned(),
        (None, Some(attribute)) => format!("attr = \"{attribute}\""),
        (Some(_), Some(_)) => format!("attr = \"{path}\""),
        (_, None) => format!("text = \"{path}\""),
    };
    let text_of_field = format!(
        "\n{}    #[xml({kind})]\n    pub {field}: Option<{}>",
        doc("    ", &placed.about()),
        placed.rust
    );
    let end = before.span().byte_range().end;
    let comma = if text[end..].starts_with(',') { "" } else { "," };
    let at = end + usize::from(comma.is_empty());
    let more =
        if comma.is_empty() { format!("{text_of_field},") } else { format!("{comma}{text_of_field},") };
    let text = place::insert(text, at, &more)?;
    if placed.rust == "Switch" && !text.contains("Switch};") && !text.contains("Switch,") {
        return place::add_use(&text, &["crate", "common", "Switch"]);
    }
    Ok(text)
}

/// The feature: a driver that has not opted in refuses the document.
fn bit(text: &str, feature: &str, placed: &Placed<'_>) -> Result<String> {
    if !feature.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_') {
        bail!("element.feature: '{feature}' is no constant's name");
    }
    if text.contains(&format!("pub const {feature}: ")) {
        bail!("there is a feature {feature} already");
    }
    let count = text.matches(": Self = Self(1").count();
    let constant = format!(
        "{}    pub const {feature}: Self = Self(1 << {count});\n\n",
        doc("    ", &format!("What `{}` in `<{}>` asks for.", placed.element.path, placed.of))
    );
    let text = place::before_line(text, "    /// Each feature with what is said", &constant)?;
    let row = format!(
        "        (Self::{feature}, \"{} is not supported by this hypervisor driver\"),\n",
        placed.shown()
    );
    place::before_line(&text, "    ];", &row)
}

/// Where documents are asked what they use.
fn asked(text: &str, feature: &str) -> Result<String> {
    let start = text.find("pub fn features_used(").context("has no features_used")?;
    let end = start + text[start..].find("        used\n").context("features_used does not end in 'used'")?;
    let marker = todo(&format!("`used |= Features::{feature}` if the definition has it"));
    place::insert(text, end, &format!("        // {marker}\n"))
}

fn test(placed: &Placed<'_>) -> String {
    let Element { document, sample, .. } = placed.element;
    let value = TYPES.iter().find(|(name, ..)| *name == placed.element.ty).map_or("", |(.., value)| value);
    let held = fragment(placed.child, placed.attribute, value);
    let mut out =
        format!("//! {}.\n#![allow(clippy::unwrap_used)]\n\n", placed.shown().replace(['<', '>'], "`"));
    let _ = write!(
        out,
        "use vir_conf::{{{document}, SchemaKind}};\n\nconst SAMPLE: &str = \"{}\";\n\n\
         #[test]\nfn it_is_read_and_written() {{\n    \
         let written = {document}::parse(SAMPLE).unwrap().to_xml();\n    \
         assert!(written.contains(\"{held}\"), \"{{written}}\");\n    \
         assert_eq!({document}::parse(&written).unwrap().to_xml(), written);\n}}\n\n\
         #[test]\nfn the_schema_has_it() {{\n    \
         SchemaKind::of_document(SAMPLE).unwrap().validate(SAMPLE).unwrap();\n    \
         let other = SAMPLE.replace(\"{held}\", \"{}\");\n    \
         assert!(SchemaKind::of_document(&other).unwrap().validate(&other).is_err());\n}}\n",
        sample.replace('\\', "\\\\").replace('"', "\\\""),
        held.replacen(placed.attribute.or(placed.child).unwrap_or_default(), "unheard", 1)
            .replace("<unheard>", "<unheard/><"),
    );
    out
}

/// The feature among those of the driver.
fn opt_in(placed: &Placed<'_>, house: &House, driver: &str, edits: &mut Edits) -> Result<()> {
    let feature = placed.element.feature.as_deref().context("without a feature no driver opts in")?;
    for path in sources(&house.root.join(format!("crates/drivers/{driver}/src")))? {
        let text = std::fs::read_to_string(&path)?;
        let Some(at) = text.rfind("Features::") else { continue };
        let name = text[at + 10..].chars().take_while(|c| c.is_ascii_uppercase() || *c == '_').count();
        let marker = format!("        // {}\n", todo("do what the document says before opting in"));
        let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
        let prefix = if text[..at].ends_with("vir_conf::") { "vir_conf::" } else { "" };
        return edits.change(&relative(&house.root, &path), |text| {
            let text = place::insert(text, at + 10 + name, &format!(" | {prefix}Features::{feature}"))?;
            place::insert(&text, line, &marker)
        });
    }
    bail!("crates/drivers/{driver}/src: nothing there names the features that it has")
}

#[cfg(test)]
mod tests {
    use super::super::trying::{all_refused, edited, house};
    use super::*;

    const GOOD: &str = "kind = \"element\"\nobject = \"domain\"\nsince = \"12.0.0\"\nsummary = \"How gently it gives.\"\n\
        [element]\nschema = \"domain-memory\"\ndefine = \"memballoon\"\nmodel = \"MemballoonDef\"\npath = \"@gentle\"\n\
        type = \"switch\"\nfield = \"gentle\"\nafter = \"free_page_reporting\"\npage = \"format-domain-other-devices\"\n\
        feature = \"GENTLE_BALLOON\"\nsample = \"<domain><memballoon model='virtio' gentle='on'/></domain>\"\n";

    #[test]
    fn an_attribute_stands_in_schema_reference_and_model() {
        let edits = edited(GOOD, &Step::Document);
        for (path, text) in [
            (
                "schemas/domain-memory.rnc",
                "    ## How gently it gives. Since 12.0.0.\n    attribute gentle { on-off }?,\n",
            ),
            ("docs/format-domain-other-devices.md", "`gentle`: How gently it gives (since 12.0.0)."),
            (
                "crates/conf/src/domain/device/memballoon.rs",
                "    #[xml(attr)]\n    pub gentle: Option<Switch>,\n",
            ),
            ("crates/conf/src/feature.rs", "pub const GENTLE_BALLOON: Self = Self(1 << 3);"),
            ("crates/conf/src/domain/validate/mod.rs", "`used |= Features::GENTLE_BALLOON`"),
        ] {
            assert!(edits.text(path).unwrap().contains(text), "{}", edits.text(path).unwrap());
        }
        let edits = edited(GOOD, &Step::Implement("test".to_owned()));
        let node = edits.text("crates/drivers/test/src/node.rs").unwrap();
        assert!(node.contains("Features::CURRENT_VCPUS | vir_conf::Features::GENTLE_BALLOON)"));
    }

    #[test]
    fn a_child_stands_in_the_group() {
        let text = GOOD
            .replace("@gentle", "manner/@gentle")
            .replace(" gentle='on'/>", "><manner gentle='on'/></memballoon>");
        let edits = edited(&text, &Step::Document);
        let schema = edits.text("schemas/domain-memory.rnc").unwrap();
        assert!(schema.contains("element manner { attribute gentle { on-off } }?)\n  }"), "{schema}");
        let model = edits.text("crates/conf/src/domain/device/memballoon.rs").unwrap();
        assert!(model.contains("#[xml(attr = \"manner/@gentle\")]"));
    }

    #[test]
    fn what_cannot_be_is_refused() {
        all_refused(
            GOOD,
            &[
                ("@gentle", "gen tle", "element.path"),
                ("field = \"gentle\"", "field = \"Gentle\"", "element.field"),
                ("\"switch\"", "\"mood\"", "there is no type 'mood': switch"),
                (" gentle='on'", "", "element.sample"),
                ("MemballoonDef", "MoodDef", "no struct MoodDef"),
                ("\"memballoon\"", "\"mood\"", "no pattern 'mood'"),
                ("domain-memory", "mood", "cannot read schemas/mood.rnc"),
                ("format-domain-other-devices", "format-mood", "element.page"),
            ],
        );
        let house = house();
        let there = GOOD.replace("field = \"gentle\"", "field = \"autodeflate\"");
        let d = Description::parse(&there).unwrap();
        let error = write(&d, &house, &Step::Document, &mut Edits::new(&house.root)).unwrap_err();
        assert!(format!("{error:#}").contains("has a field autodeflate already"), "{error:#}");
    }
}
