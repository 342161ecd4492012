//! Files that refer to each other, and the corners of both syntaxes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, missing_docs, unreachable_pub)]

mod common;

use common::{invalid, refused, rnc, valid};
use rnc_validator::{Memory, Schema};

const NS: &str = "xmlns='http://relaxng.org/ns/structure/1.0'";

#[track_caller]
fn xml(text: &str, files: &Memory) -> Schema {
    Schema::compile_xml(&text.replace("NS", NS), "top.rng", files).unwrap_or_else(|error| panic!("{error}"))
}

#[track_caller]
fn xml_refused(text: &str) -> String {
    Schema::compile_xml(&text.replace("NS", NS), "top.rng", &Memory::new())
        .map(|_| ())
        .unwrap_err()
        .to_string()
}

#[test]
fn includes_override() {
    let files = Memory::new().with("lib/base.rnc", "start = a a = element a { b, c } b = element b { empty } div { c |= notAllowed c |= element c { empty } }");
    let schema = Schema::compile_rnc(
        "include 'lib/base.rnc' { div { b = element x { empty } } } c |= element d { empty }",
        "top.rnc",
        &files,
    )
    .unwrap();
    valid(&schema, &["<a><x/><c/></a>", "<a><x/><d/></a>"]);
    invalid(&schema, &["<a><b/><c/></a>"]);
    let error = Schema::compile_rnc("include 'lib/base.rnc' { z = empty }", "top.rnc", &files).unwrap_err();
    assert_eq!(
        error.to_string(),
        "top.rnc:1:26: 'z' is not defined in what is included, so it overrides nothing"
    );
}

#[test]
fn the_syntaxes_refer_to_each_other() {
    let files = Memory::new()
        .with(
            "d/one.rng",
            format!("<grammar {NS}><include href='two.rnc'/><start><ref name='r'/></start></grammar>"),
        )
        .with("d/two.rnc", "r = element r { external '../three.rng' }")
        .with("three.rng", format!("<element {NS} name='three'><externalRef href='four'/></element>"))
        .with("four", "element four { empty }");
    let schema = Schema::compile_rnc("external 'd/one.rng'", "top.rnc", &files).unwrap();
    valid(&schema, &["<r><three><four/></three></r>"]);
    invalid(&schema, &["<r><three/></r>"]);
}

#[test]
fn namespaces_are_inherited() {
    let files = Memory::new()
        .with("plain.rnc", "element p { attribute a { text }? }")
        .with("own.rnc", "default namespace = 'urn:own' element p { empty }")
        .with("plain.rng", format!("<element {NS} name='p'><attribute name='a'/></element>"));
    let compile = |text: &str| Schema::compile_rnc(text, "top.rnc", &files).unwrap();
    let p = |namespace: &str| format!("<p xmlns='{namespace}' a=''/>");
    valid(&compile("external 'plain.rnc'"), &["<p a=''/>"]);
    valid(&compile("default namespace = 'urn:d' external 'plain.rnc'"), &[&p("urn:d")]);
    valid(
        &compile("default namespace = 'urn:d' namespace e = 'urn:e' external 'plain.rnc' inherit = e"),
        &[&p("urn:e")],
    );
    valid(&compile("default namespace = 'urn:d' external 'plain.rng'"), &[&p("urn:d")]);
    valid(&compile("default namespace = 'urn:d' external 'own.rnc'"), &["<p xmlns='urn:own'/>"]);
    let schema = xml("<group NS ns='urn:g'><externalRef href='plain.rng'/></group>", &files);
    valid(&schema, &[&p("urn:g")]);
}

#[test]
fn nested_grammars() {
    let schema = rnc(
        "start = element r { a, grammar { start = parent a, a a = element inner { empty } } } a = element outer { empty }",
    );
    valid(&schema, &["<r><outer/><outer/><inner/></r>"]);
    invalid(&schema, &["<r><outer/><inner/><inner/></r>"]);
    assert!(refused("start = parent a a = empty").contains("outside any grammar"));
}

#[test]
fn annotations_are_read_over() {
    let schema = rnc("namespace n = 'urn:n'\ndatatypes x = 'http://www.w3.org/2001/XMLSchema-datatypes'
        n:note [ a = 'b' n:c = 'd' 'text' ~ ' more' inner [ ] ]
        ## documentation
        ## of the start
        [ n:a = '1' n:b [ ] ] start = [ n:a = '1' ] element [ n:x = '' ] r >> n:after [ ] {
           ## of an attribute
           attribute a { x:int { ## of a parameter
             minInclusive = '1' } >> n:y [ ] }? >> n:z [ ],
           ( ## of a part
             element \\element { empty } | element b { empty } >> n:q [ 'x' ] )*
        } # the end");
    valid(&schema, &["<r a='1'><element/><b/></r>"]);
    invalid(&schema, &["<r a='0'/>"]);
    assert!(refused("namespace n = 'urn:n' [ n:a = '1' n:a = '2' ] element a { empty }").contains("twice"));
    assert!(refused("[ a = '1' ] element a { empty }").contains("with a prefix"));
}

#[test]
fn corners_of_the_compact_syntax() {
    valid(&rnc("element r { 'a' ~ \"b\" ~ '''c''' ~ \"\"\"d\"\"\" }"), &["<r>abcd</r>"]);
    valid(&rnc("\u{feff}el\\x{65}ment r { '\\x{E9}\\xx{41}' }"), &["<r>éA</r>"]);
    valid(&rnc("start = \\start \\start = element start { \\text } \\text = empty"), &["<start/>"]);
    valid(&rnc("element * - (a | xml:*) { empty }"), &["<b/>", "<x:a xmlns:x='u'/>"]);
    valid(
        &rnc("element element { attribute attribute { text }, mixed { empty } }"),
        &["<element attribute=''>x</element>"],
    );
    for wrong in [
        "",
        "element a { empty } }",
        "element a { 'x }",
        "element a { empty? * }",
        "element a|* - b { empty }",
        "element a { text } , ",
        "namespace xml = 'x' element a { empty }",
        "namespace xmlns = 'x' element a { empty }",
        "namespace a = 'x' namespace a = 'y' element a { empty }",
        "datatypes d = 'not absolute' element a { empty }",
        "start = element a { empty } include = empty",
        "external 'a#b'",
        "element a { notallowed }",
        "element a { $ }",
    ] {
        refused(wrong);
    }
}

#[test]
fn corners_of_the_xml_syntax() {
    let files = Memory::new().with("sub/x.rng", format!("<element {NS} name='x'><empty/></element>"));
    let schema = xml(
        "<grammar NS xmlns:f='urn:f' f:a='' datatypeLibrary='http://www.w3.org/2001/XMLSchema-datatypes'>
           <f:foreign>text</f:foreign>
           <start combine=' choice '><ref name=' r '/></start>
           <div><define name='r'><element><choice><name>r</name><name ns='urn:s'> s </name></choice>
             <attribute name='n'><data type='int'><param name='minInclusive'>1</param>
               <except><value type='int'>5</value></except></data></attribute>
             <externalRef xml:base='sub/' href='x.rng'/></element></define></div></grammar>",
        &files,
    );
    valid(&schema, &["<r n='1'><x/></r>", "<s xmlns='urn:s' n='2'><x xmlns=''/></s>"]);
    invalid(&schema, &["<r n='5'><x/></r>", "<r n='0'><x/></r>", "<s n='1'><x/></s>"]);
    for (wrong, reason) in [
        ("<element name='a'><empty/></element>", "not in the namespace"),
        ("<element NS name='a'/>", "at least one pattern"),
        ("<element NS><empty/></element>", "has no name"),
        ("<element NS name='a b'><empty/></element>", "is no name"),
        ("<element NS name='x:a'><empty/></element>", "prefix 'x' is not declared"),
        ("<element NS name='a' nmae='b'><empty/></element>", "no attribute 'nmae'"),
        ("<element NS name='a'>text<empty/></element>", "cannot contain text"),
        ("<element NS name='a'><data/></element>", "needs the attribute 'type'"),
        ("<element NS name='a'><blank/></element>", "'blank' is no pattern"),
        ("<grammar NS><start><empty/><empty/></start></grammar>", "exactly one pattern"),
        ("<grammar NS><start combine='sum'><empty/></start></grammar>", "no way to combine"),
        ("<element NS name='a'><externalRef href='none'/></element>", "cannot load 'none'"),
        ("<element NS name='a'><empty/>", "not well-formed"),
        ("<!DOCTYPE a><element NS name='a'><empty/></element>", "document type"),
    ] {
        let found = xml_refused(wrong);
        assert!(found.contains(reason), "{wrong}: {found}");
    }
}

#[test]
fn resolvers() {
    let closure = |address: &str| match address {
        "a/b" => Ok("element b { empty }".to_owned()),
        _ => Err(format!("nothing at {address}")),
    };
    let schema = Schema::compile_rnc("element a { external 'b' }", "a/top", &closure).unwrap();
    valid(&schema, &["<a><b/></a>"]);
    let error = Schema::compile_rnc("external 'c'", "a/top", &closure).unwrap_err();
    assert_eq!(error.to_string(), "a/top:1:1: cannot load 'a/c': nothing at a/c");
    assert!(Schema::from_path("/nonexistent/schema.rnc").unwrap_err().to_string().contains("cannot be read"));
}
