//! Documents and schemas that mean harm, and many threads. The time bounds are generous: they are there to
//! catch what is quadratic or worse, on slow machines too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, missing_docs, unreachable_pub)]

mod common;

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use common::{mistakes, refused, rnc};
use rnc_validator::{InvalidKind, Limits, Memory, Schema, SchemaErrorKind};

const PATIENCE: Duration = Duration::from_secs(120);

#[track_caller]
fn quick<T>(work: impl FnOnce() -> T) -> T {
    let started = Instant::now();
    let result = work();
    let taken = started.elapsed();
    assert!(taken < PATIENCE, "took {taken:?}");
    result
}

/// A schema with 40 kinds of device whose contents look alike, and 60 optional settings in any order.
fn machine() -> Schema {
    let mut text = String::from("start = element vm { settings & element devices { device* } }\nsettings = ");
    let settings: Vec<String> = (0..60).map(|number| format!("element s{number} {{ text }}?")).collect();
    text.push_str(&settings.join(" & "));
    for kind in 0..40 {
        write!(
            text,
            "\ndevice |= element device {{ attribute kind {{ 'k{kind}' }}?, attribute name {{ token }},
               (element model {{ 'm{kind}' | 'any' }} & element only{kind} {{ empty }}? & element address {{ xsd:int }}?) }}"
        )
        .unwrap();
    }
    rnc(&text)
}

fn devices(count: usize) -> String {
    let mut text = String::from("<vm>");
    for number in (0..60).rev().filter(|number| number % 7 != 3) {
        write!(text, "<s{number}>x</s{number}>").unwrap();
    }
    text.push_str("<devices>");
    for number in 0..count {
        let kind = number % 40;
        write!(
            text,
            "<device name='d{number}'><address>{number}</address><model>any</model><only{kind}/></device>"
        )
        .unwrap();
    }
    text.push_str("</devices></vm>");
    text
}

#[test]
fn a_hundred_thousand_ambiguous_devices() {
    let schema = machine();
    let good = devices(100_000);
    quick(|| assert_eq!(mistakes(&schema, &good), ""));
    // The kinds are still told apart.
    let good = devices(20_000);
    let bad = good.replace("<only39/></device></devices>", "<only39/><only38/></device></devices>");
    assert_ne!(good, bad);
    let found = quick(|| schema.validate(&bad).unwrap_err());
    assert_eq!((found.len(), found[0].kind), (1, InvalidKind::Element));
}

#[test]
fn the_time_grows_with_the_document_only() {
    let schema = machine();
    let (small, large) = (devices(2_000), devices(20_000));
    schema.validate(&small).unwrap();
    let measure = |text: &str| {
        let started = Instant::now();
        schema.validate(text).unwrap();
        started.elapsed()
    };
    // Ten times the size may take fifty times as long before this fails; a square would take a hundred.
    let (small, large) = ((0..5).map(|_| measure(&small)).min().unwrap(), measure(&large));
    assert!(large < small * 50 + Duration::from_millis(50), "{small:?} and {large:?}");
}

#[test]
fn depth() {
    let schema = rnc("start = a a = element a { a? }");
    let nested = |depth: usize| format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
    assert_eq!(mistakes(&schema, &nested(256)), "");
    let found = mistakes(&schema, &nested(257));
    assert_eq!(found, "1:769: elements are nested deeper than 256 levels\n");
    let found = quick(|| schema.validate(&nested(100_000)).unwrap_err());
    assert_eq!(found[0].kind, InvalidKind::Limit);
    let unclosed = quick(|| schema.validate(&"<a>".repeat(1_000_000)).unwrap_err());
    assert_eq!(unclosed[0].kind, InvalidKind::Limit);
    // However much is asked for, the stack of a thread is enough.
    let deeper = Limits::DEFAULT.with_depth(usize::MAX);
    assert!(schema.validate_within(&nested(Limits::MAX_DEPTH), deeper).is_ok());
    assert!(schema.validate_within(&nested(Limits::MAX_DEPTH + 1), deeper).is_err());
}

#[test]
fn width() {
    let schema = rnc("element a { attribute * { text }*, (element b { text } | text)* }");
    let siblings = format!("<a>{}</a>", "<b/>x".repeat(100_000));
    quick(|| assert_eq!(mistakes(&schema, &siblings), ""));
    let long = "x".repeat(10 << 20);
    quick(|| assert_eq!(mistakes(&schema, &format!("<a b='{long}'>{long}</a>")), ""));
    let comments = format!("<a>{}</a>", "x<!-- -->".repeat(500_000));
    quick(|| assert_eq!(mistakes(&schema, &comments), ""));
    let references = format!("<a b='{0}'>{0}</a>", "&amp;".repeat(500_000));
    quick(|| assert_eq!(mistakes(&schema, &references), ""));
    let many: String = (0..100_000).map(|number| format!(" a{number}=''")).collect();
    let found = quick(|| schema.validate(&format!("<a{many}/>")).unwrap_err());
    assert_eq!(found[0].kind, InvalidKind::Limit);
    let spaces: String = (0..100_000).map(|number| format!("<b xmlns:n{number}='u'/>")).collect();
    assert_eq!(
        quick(|| schema.validate(&format!("<a>{spaces}</a>")).unwrap_err())[0].kind,
        InvalidKind::Limit
    );
    let sections = format!("<a>{}</a>", "<![CDATA[x]]>".repeat(100_000));
    assert_eq!(quick(|| schema.validate(&sections).unwrap_err())[0].kind, InvalidKind::Limit);
    let found = schema.validate_within("<a>      </a>", Limits::DEFAULT.with_bytes(10)).unwrap_err();
    assert_eq!(found[0].to_string(), "1:1: the document has more than 10 bytes");
}

#[test]
fn wrong_values_of_any_size() {
    let schema = rnc(
        "element a { attribute i { xsd:integer { maxInclusive = '10' } }, (xsd:decimal | list { xsd:int* }) }",
    );
    let digits = "9".repeat(5 << 20);
    let found = quick(|| schema.validate(&format!("<a i='{digits}'>x{digits}</a>")).unwrap_err());
    assert_eq!(found.len(), 2);
    assert!(found[0].message.len() < 300, "{}", found[0].message.len());
    let numbers = "1 ".repeat(1_000_000);
    quick(|| assert_eq!(mistakes(&schema, &format!("<a i='1'>{numbers}</a>")), ""));
}

#[test]
fn entity_bombs() {
    let schema = rnc("element a { text }");
    let mut bomb = String::from("<!DOCTYPE a [<!ENTITY e0 'x'>");
    for level in 1..30 {
        write!(bomb, "<!ENTITY e{level} '&e{0};&e{0};'>", level - 1).unwrap();
    }
    bomb.push_str("]><a>&e29;</a>");
    let found = quick(|| mistakes(&schema, &bomb));
    assert_eq!(found, "1:1: document type declarations are not accepted\n");
}

#[test]
fn memory_is_bounded_however_many_states_a_document_visits() {
    // Each round of the repeated interleave goes through its parts in another order: nearly all states are new.
    let parts: Vec<String> = (0..60).map(|number| format!("element e{number} {{ empty }}")).collect();
    let schema = rnc(&format!("element r {{ ({})* }}", parts.join(" & ")));
    let mut text = String::from("<r>");
    let mut order: Vec<usize> = (0..60).collect();
    let mut seed = 1u64;
    for _ in 0..3_000 {
        for at in (1..order.len()).rev() {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            order.swap(at, usize::try_from(seed >> 33).unwrap() % (at + 1));
        }
        for number in &order {
            write!(text, "<e{number}/>").unwrap();
        }
    }
    text.push_str("</r>");
    quick(|| assert_eq!(mistakes(&schema, &text), ""));
    let bad = text.replacen("<e7/>", "", 1);
    assert!(quick(|| schema.validate(&bad)).is_err());
}

#[test]
fn schemas_that_are_too_deep() {
    let deep = |open: &str, inner: &str, close: &str| {
        format!("{}{inner}{}", open.repeat(100_000), close.repeat(100_000))
    };
    let limit = |found: String| assert!(found.contains("nested deeper"), "{found}");
    limit(quick(|| refused(&format!("element a {{ {} }}", deep("(", "empty", ")")))));
    limit(quick(|| refused(&deep("element a {", "empty", "}"))));
    limit(quick(|| refused(&deep("grammar { start =", "empty", "}"))));
    limit(quick(|| refused(&deep("div {", "start = empty", "}"))));
    limit(quick(|| refused(&format!("element {} {{ empty }}", deep("(", "a", ")")))));
    limit(quick(|| {
        refused(&format!("[ x:y = '' {} ] element a {{ empty }}", deep("x [", "", "]")).replacen(
            "[",
            "namespace x = 'u' [",
            1,
        ))
    }));
    let chain: String = (0..100_000).map(|number| format!("a{number} = a{} | empty\n", number + 1)).collect();
    limit(quick(|| refused(&format!("start = element a {{ a0 }}\n{chain}a100000 = empty"))));
    let xml = deep("<group xmlns='http://relaxng.org/ns/structure/1.0'>", "<empty/>", "</group>");
    let error = quick(|| Schema::compile_xml(&xml, "x", &Memory::new()).unwrap_err());
    assert_eq!(error.kind, SchemaErrorKind::Limit);
}

#[test]
fn schemas_that_multiply() {
    // Each definition is twice the one before it.
    let mut text = String::from("start = element a { d20 }\nd0 = element x { empty }?\n");
    for level in 1..=20 {
        writeln!(text, "d{level} = d{0}, (d{0} | element y{level} {{ empty }}), d{0}?", level - 1).unwrap();
    }
    let schema = quick(|| rnc(&text));
    quick(|| assert_eq!(mistakes(&schema, &format!("<a>{}</a>", "<x/>".repeat(5))), ""));
    let mut attributes = String::from("start = element a { d60 }\nd0 = attribute x { text }?\n");
    for level in 1..=60 {
        writeln!(attributes, "d{level} = (d{0} | (d{0}, element y{level} {{ empty }}))", level - 1).unwrap();
    }
    let schema = quick(|| rnc(&attributes));
    quick(|| assert_eq!(mistakes(&schema, "<a x=''><y1/><y7/></a>"), ""));
    // Files that include each other again and again.
    let files: Memory = (0..40)
        .map(|level| {
            let next = level + 1;
            (format!("f{level}"), format!("div {{ include 'f{next}' }} include 'f{next}'"))
        })
        .collect();
    let files = files.with("f40", "start = empty");
    let error = quick(|| Schema::compile_rnc("include 'f0'", "top", &files).unwrap_err());
    assert!(matches!(error.kind, SchemaErrorKind::Limit), "{error}");
}

#[test]
fn many_threads() {
    fn shared<T: Send + Sync>(_: &T) {}
    let schema = machine();
    shared(&schema);
    let (good, bad) = (devices(200), devices(200).replace("<address>77<", "<address>x<"));
    std::thread::scope(|scope| {
        for number in 0..16 {
            let (schema, good, bad) = (&schema, &good, &bad);
            scope.spawn(move || {
                for round in 0..10 {
                    if (number + round) % 2 == 0 {
                        schema.validate(good).unwrap();
                    } else {
                        assert_eq!(schema.validate(bad).unwrap_err()[0].kind, InvalidKind::Value);
                    }
                }
            });
        }
    });
}
