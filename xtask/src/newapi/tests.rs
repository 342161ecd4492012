//! Every refusal, and the example.

use super::trying::{house, refused};
use super::*;
use crate::files::rustfmt;

/// A description that is taken, to be spoilt.
const GOOD: &str = r#"
object = "domain"
verb = "get_balloon_state"
program = "remote"
number = 9001
since = "0.2.0"
access = "read"
acl = ["domain:read"]
"#;

#[test]
fn what_cannot_be_is_refused() {
    let house = house();
    let d = Description::parse(GOOD).unwrap();
    (Shape::of(d.kind).steps)(&d, &house).unwrap();
    let with = |line: &str| format!("{GOOD}{line}\n");
    let instead = |old: &str, new: &str| {
        assert!(GOOD.contains(old));
        GOOD.replace(old, new)
    };
    let four = "{ name = \"a\", type = \"u32\" }, { name = \"b\", type = \"u32\" }, { name = \"c\", type = \"u32\" }, \
                { name = \"d\", type = \"u32\" }";
    for (text, told) in [
        // Names that exist.
        (instead("get_balloon_state", "get_state").replace("9001", "212"), "exists already"),
        (instead("get_balloon_state", "get_vcpus"), "exists already, in the facet DomainVcpu"),
        (
            with(
                "returns = { type = \"struct\", name = \"DomainInfo\", fields = [{ name = \"a\", type = \"u32\" }, { name = \"b\", type = \"u32\" }] }",
            ),
            "DomainInfo exists already",
        ),
        (
            with("flags_type = \"DomainXmlFlags\"\nflags = [{ name = \"A\", bit = 1 }]"),
            "DomainXmlFlags exists already",
        ),
        (with("command = { name = \"dominfo\" }"), "dominfo exists already"),
        // Numbers.
        (instead("9001", "1"), "1 is taken by CONNECT_OPEN"),
        (instead("number = 9001\n", ""), "number is missing"),
        (with("flags = [{ name = \"A\" }]"), "A has no bit"),
        (with("flags = [{ name = \"A\", bit = 1 }, { name = \"B\", bit = 3 }]"), "there twice"),
        // Types and shapes.
        (with("params = [{ name = \"a\", type = \"u33\" }]"), "no type 'u33': u32, i32"),
        (with("params = [{ name = \"a\", type = \"strings\" }]"), "'a' has no bound"),
        (with("returns = { type = \"bytes\" }"), "has no bound"),
        (
            with("returns = { type = \"list\", of = \"domain\" }\naclfilter = [\"domain:getattr\"]"),
            "how many",
        ),
        (with("returns = { type = \"list\", of = \"domain\", bound = 9 }"), "aclfilter is missing"),
        (with(&format!("params = [{four}]")), "params_struct"),
        (with("params = [{ name = \"in\", type = \"u32\" }]"), "word of Rust"),
        (with("params = [{ name = \"A b\", type = \"u32\" }]"), "no name"),
        (
            with("params = [{ name = \"a\", type = \"u32\" }, { name = \"a\", type = \"u32\" }]"),
            "there twice",
        ),
        (
            with("returns = { type = \"struct\", fields = [{ name = \"a\", type = \"u32\" }] }"),
            "fewer than two",
        ),
        (with("flags_type = \"DomainNonsenseFlags\""), "no set of flags"),
        // What is not there.
        (instead("\"domain\"", "\"planet\""), "no object 'planet': connect, domain"),
        (with("facet = \"Planets\""), "no facet 'Planets'"),
        (instead("remote", "pluto"), "no xdr/pluto.x"),
        (instead("domain:read", "domain:shine"), "no permission 'domain:shine': domain:"),
        (instead("\"domain:read\"", "\"domain:read:SHINE\""), "no flags"),
        (instead("acl = [\"domain:read\"]", ""), "acl is missing"),
        (instead("access = \"read\"", ""), "access is missing"),
        (instead("\"read\"", "\"write\"") + "write_if = [\"A\"]\n", "a write with all flags"),
        (with("supersedes = { operation = \"domain_nothing\" }"), "no operation domain_nothing"),
        (with("supersedes = { operation = \"domain_get_vcpus_flags\" }"), "facet = \"DomainVcpu\""),
        (with("command = { name = \"Dom Info\" }"), "is no name"),
        (with("command = { name = \"dommoon\", group = \"moons\" }"), "no group 'moons'"),
        // Fields.
        (with("colour = \"red\""), "colour"),
        (instead("since = \"0.2.0\"\n", ""), "since"),
    ] {
        let error = refused(&house, &text);
        assert!(error.contains(told), "{told:?} is not said: {error}\nof: {text}");
    }
}

#[test]
fn mistakes_are_found_by_their_line() {
    let error = format!("{:#}", Description::parse(&GOOD.replace("9001", "\"many\"")).unwrap_err());
    assert!(error.contains("line 5") && error.contains("number"), "{error}");
}

#[test]
fn a_full_facet_is_refused() {
    let mut house = house();
    let method = house.facets.iter().find(|facet| facet.name == "DomainStatus").unwrap().methods[0].clone();
    let facet = house.facets.iter_mut().find(|facet| facet.name == "DomainStatus").unwrap();
    facet.methods.resize(22, method);
    assert!(refused(&house, GOOD).contains("DomainStatus is full"));
}

#[test]
fn a_step_needs_those_before_it() {
    let d = Description::parse(GOOD).unwrap();
    let shape = Shape::of(d.kind);
    let house = house();
    let chosen = |step: &str| chosen(&shape, &d, &house, &Which::One(Step::parse(step).unwrap()));
    assert_eq!(chosen("2").unwrap(), [Step::Driver]);
    assert_eq!(chosen("1").unwrap(), [], "there are no new words");
    assert_eq!(chosen("6").unwrap(), [], "nothing older is told to ask it");
    for step in ["3", "4", "5a", "9", "9:qemu"] {
        let error = format!("{:#}", chosen(step).unwrap_err());
        assert!(error.contains("needs step 2"), "{error}");
    }
    assert!(Step::parse("10").is_err() && Step::parse("9:").is_err());
}

#[test]
fn a_dirty_tree_is_refused() {
    let dirt = " M a\n";
    assert!(clean(dirt, false, false).is_err());
    assert!(clean(dirt, true, true).is_err(), "a commit holds one step alone");
    assert!(clean(dirt, false, true).is_ok());
    assert!(clean("", false, false).is_ok() && clean("", true, false).is_ok());
}

/// Works out all steps in memory, one on top of the other; returns the files.
fn written(d: &Description, house: &House) -> Edits {
    let shape = Shape::of(d.kind);
    let mut edits = Edits::new(&root());
    for step in (shape.steps)(d, house).unwrap() {
        let subject = (shape.subject)(d, house, &step).unwrap();
        assert!(subject.chars().count() <= 72, "{subject}");
        (shape.write)(d, house, &step, &mut edits).unwrap_or_else(|error| panic!("{step}: {error:#}"));
    }
    edits
}

#[test]
fn the_example_is_written() {
    let d = Description::read(&root().join("docs/new-api-example.toml")).unwrap();
    let edits = written(&d, &house());
    let paths: Vec<String> = edits.paths().map(ToOwned::to_owned).collect();
    for path in [
        "crates/types/tests/virshd_domain_get_balloon_state.rs",
        "crates/driver/src/facets/domain_memory.rs",
        "crates/libvir/src/domain/memory.rs",
        "xdr/virshd.x",
        "crates/remote/tests/virshd_domain_get_balloon_state.rs",
        "crates/vrsh/src/cmd/domain/domballoon.rs",
        "tests/transcripts/domain/domballoon.txt",
        "crates/drivers/test/src/facets/memory.rs",
    ] {
        assert!(paths.iter().any(|one| one == path), "{path} is not written: {paths:?}");
    }
    for path in paths.iter().filter(|path| path.ends_with(".rs")) {
        rustfmt(&edits.text(path).unwrap()).unwrap_or_else(|error| panic!("{path}: {error:#}"));
    }
    let pending = std::fs::read_to_string(root().join("docs/pending.txt")).unwrap();
    assert_eq!(edits.text("docs/pending.txt").unwrap_or_default(), pending, "nothing is pending at the end");
}

#[test]
fn a_place_that_is_gone_leaves_nothing_behind() {
    let d = Description::parse(GOOD).unwrap();
    let house = house();
    let mut edits = Edits::new(&root());
    edits
        .change("crates/driver/src/facets/domain_state.rs", |text| Ok(text.replace("DomainStatus", "Gone")))
        .unwrap();
    let error = (operation::SHAPE.write)(&d, &house, &Step::Driver, &mut edits).unwrap_err();
    let error = format!("{error:#}");
    assert!(error.contains("domain_state.rs") && error.contains("trait DomainStatus"), "{error}");
}
