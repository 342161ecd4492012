//! James Clark's suites. They are data beside the project; without them these tests say so and pass.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::disallowed_methods)]
#![allow(missing_docs, clippy::print_stdout, clippy::explicit_write)]

use std::io::Write as _;
use std::path::{Path, PathBuf};

use rnc_validator::SchemaErrorKind::{self, Reference, Resource, Restriction};
use rnc_validator::{Memory, Schema};
use roxmltree::{Document, Node};

/// The text of a suite, if it is there.
fn suite(test: &str, file: &str) -> Option<String> {
    let folder = std::env::var_os("VIR_RELAXNG")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/relaxng"), PathBuf::from);
    let path = folder.join(file);
    // The one entity is put in by hand; its declaration goes.
    let text = std::fs::read_to_string(&path).ok().map(|text| {
        let text = text.replace("&dii;", "<\u{e14}\u{e35}/>");
        text.split_once("]>")
            .filter(|_| text.starts_with("<!DOCTYPE"))
            .map(|(_, rest)| rest.to_owned())
            .unwrap_or(text)
    });
    if text.is_none() {
        let path = path.display();
        writeln!(std::io::stderr(), "skipped: {test}: {path} is missing (VIR_RELAXNG names its folder)")
            .unwrap();
    }
    text
}

/// What an element contains, as it stands in the file.
fn inside(node: Node<'_, '_>) -> String {
    let text = node.document().input_text();
    match (node.first_child(), node.last_child()) {
        (Some(first), Some(last)) => text[first.range().start..last.range().end].to_owned(),
        _ => String::new(),
    }
}

fn named<'a, 'i>(node: Node<'a, 'i>, name: &'static str) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(move |child| child.has_tag_name(name))
}

/// The files beside a schema.
fn resources(
    node: Node<'_, '_>,
    folder: &str,
    text: fn(Node<'_, '_>) -> String,
    files: &mut Vec<(String, String)>,
) {
    for file in named(node, "resource") {
        files.push((format!("{folder}{}", file.attribute("name").unwrap()), text(file)));
    }
    for inner in named(node, "dir") {
        resources(inner, &format!("{folder}{}/", inner.attribute("name").unwrap()), text, files);
    }
}

fn memory(node: Node<'_, '_>, text: fn(Node<'_, '_>) -> String) -> Memory {
    let mut files = Vec::new();
    resources(node, "", text, &mut files);
    files.into_iter().collect()
}

fn plain_text(node: Node<'_, '_>) -> String {
    node.children().filter_map(|child| child.text()).collect()
}

fn line(node: Node<'_, '_>) -> u32 {
    node.document().text_pos_at(node.range().start).row
}

#[derive(Default)]
struct Counts {
    correct: usize,
    incorrect: usize,
    valid: usize,
    invalid: usize,
    wrong: Vec<String>,
}

impl Counts {
    fn done(self, suite: &str) {
        let Self { correct, incorrect, valid, invalid, wrong } = self;
        let total = correct + incorrect + valid + invalid;
        println!(
            "{suite}: {correct} correct and {incorrect} incorrect schemas, {valid} valid and {invalid} invalid documents"
        );
        assert!(wrong.is_empty(), "{} of {total} wrong:\n{}", wrong.len(), wrong.join("\n"));
    }
}

#[test]
fn spectest() {
    let Some(text) = suite("spectest", "spectest.xml") else { return };
    let document = Document::parse(&text).unwrap();
    let mut counts = Counts::default();
    for case in document.descendants().filter(|node| node.has_tag_name("testCase")) {
        let files = memory(case, inside);
        for node in named(case, "incorrect") {
            counts.incorrect += 1;
            if Schema::compile_xml(inside(node).trim(), "schema", &files).is_ok() {
                counts.wrong.push(format!("line {}: incorrect schema accepted", line(node)));
            }
        }
        for node in named(case, "correct") {
            counts.correct += 1;
            let schema = match Schema::compile_xml(inside(node).trim(), "schema", &files) {
                Ok(schema) => schema,
                Err(error) => {
                    counts.wrong.push(format!("line {}: correct schema refused: {error}", line(node)));
                    continue;
                }
            };
            for node in named(case, "valid") {
                counts.valid += 1;
                if let Err(mistakes) = schema.validate(inside(node).trim()) {
                    counts.wrong.push(format!(
                        "line {}: valid document refused: {}",
                        line(node),
                        mistakes[0]
                    ));
                }
            }
            for node in named(case, "invalid") {
                counts.invalid += 1;
                if schema.validate(inside(node).trim()).is_ok() {
                    counts.wrong.push(format!("line {}: invalid document accepted", line(node)));
                }
            }
        }
    }
    assert!(counts.correct > 150 && counts.invalid > 250, "the suite is not the one that is meant");
    counts.done("spectest");
}

/// Cases, by their number in the file, that are there for translating between the syntaxes only: as schemas
/// they are not correct, by design, and a validator has to refuse them. With the kinds of mistake that have to
/// be reported for the compact text and for its twin, and a schema around the text that makes it correct.
const TRANSLATION_ONLY: &[(usize, SchemaErrorKind, SchemaErrorKind, &str)] = &[
    // A repetition, values and datatypes, which cannot be the start.
    (20, Restriction, Restriction, AS_CONTENT),
    (44, Restriction, Restriction, AS_CONTENT),
    (45, Restriction, Restriction, AS_CONTENT),
    (46, Restriction, Restriction, AS_CONTENT),
    (67, Restriction, Restriction, AS_CONTENT),
    (83, Restriction, Restriction, AS_CONTENT),
    // A reference outside any grammar.
    (60, Reference, Reference, AS_CONTENT),
    // Grammars without a start; the twin of the last one also includes a file that the suite does not have.
    (64, Reference, Reference, AS_PART),
    (74, Reference, Reference, AS_PART),
    (75, Reference, Resource, AS_PART),
];

const AS_CONTENT: &str = "start = element outer { external 'case.rnc' }\nfoo = element foo { empty }";
const AS_PART: &str = "include 'case.rnc'\nstart = element outer { empty }";

#[test]
fn compacttest() {
    let Some(text) = suite("compacttest", "compacttest.xml") else { return };
    let document = Document::parse(&text).unwrap();
    let mut counts = Counts::default();
    let mut listed = 0;
    let cases = document.descendants().filter(|node| node.has_tag_name("testCase"));
    for (number, case) in (1..).zip(cases) {
        let compact = named(case, "compact").next().unwrap();
        let files = memory(compact, plain_text);
        for node in named(compact, "incorrect") {
            counts.incorrect += 1;
            if Schema::compile_rnc(&plain_text(node), "schema.rnc", &files).is_ok() {
                counts.wrong.push(format!("line {}: incorrect schema accepted", line(node)));
            }
        }
        for node in named(compact, "correct") {
            counts.correct += 1;
            let text = plain_text(node);
            let compiled = Schema::compile_rnc(&text, "schema.rnc", &files);
            let xml = named(case, "xml").next().unwrap();
            let twin = named(xml, "correct").next().unwrap();
            let twin = Schema::compile_xml(inside(twin).trim(), "schema.rng", &memory(xml, inside));
            let only = TRANSLATION_ONLY.iter().find(|(own, ..)| *own == number);
            match (compiled, twin, only) {
                (Ok(_), Ok(_), None) => {}
                (Err(left), Err(right), Some((_, own, other, around)))
                    if (left.kind, right.kind) == (*own, *other) =>
                {
                    listed += 1;
                    let files = files.clone().with("case.rnc", text.as_str());
                    if let Err(error) = Schema::compile_rnc(around, "around.rnc", &files) {
                        counts.wrong.push(format!("case {number}: refused inside another schema: {error}"));
                    }
                }
                (left, right, _) => counts.wrong.push(format!(
                    "case {number}, line {}: compact {:?}, XML {:?}",
                    line(node),
                    left.err().map(|error| (error.kind, error.to_string())),
                    right.err().map(|error| (error.kind, error.to_string())),
                )),
            }
        }
    }
    assert!(counts.correct > 50, "the suite is not the one that is meant");
    println!(
        "compacttest: {listed} of the correct ones test translation only and are refused, as they have to be"
    );
    assert_eq!(listed, TRANSLATION_ONLY.len());
    counts.done("compacttest");
}
