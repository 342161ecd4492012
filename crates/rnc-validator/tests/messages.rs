//! What the validator says.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, missing_docs, unreachable_pub)]

mod common;

use common::{mistakes, refused, rnc};
use expect_test::{Expect, expect};
use rnc_validator::{InvalidKind, Limits, Memory, Schema, SchemaErrorKind};

fn vm() -> Schema {
    rnc("start = element vm {
            attribute type { 'kvm' | 'qemu' | 'xen' },
            attribute id { xsd:unsignedInt }?,
            (element name { xsd:string { pattern = '[^\\n/]+' } }
             & element uuid { token }?
             & element memory { attribute unit { 'KiB' | 'MiB' }?, xsd:unsignedLong }
             & element devices { (disk | nic)* }?)
        }
        disk = element disk { attribute bus { 'ide' | 'virtio' }?, element source { attribute file { text } }?, element target { attribute dev { text } } }
        nic = element interface { empty }")
}

fn check(document: &str, expected: Expect) {
    expected.assert_eq(&mistakes(&vm(), document));
}

const GOOD: &str = "<name>a</name><memory>1</memory>";

#[test]
fn names() {
    check(
        "<vm type='kvm'>\n  <nmae>a</nmae>\n  <memory>1</memory></vm>",
        expect![[r#"
            2:3: element 'nmae' is not allowed here; did you mean 'name'? expected: name, uuid, memory, devices
        "#]],
    );
    check(
        &format!("<vm type='kvm'>{GOOD}<name>b</name></vm>"),
        expect![[r#"
            1:48: element 'name' is not allowed here: not again, or not in this order; expected: uuid, devices
        "#]],
    );
    check(
        &format!("<vm type='kvm'>{GOOD}<uuid>b</uuid><devices/><zebra/></vm>"),
        expect![[r#"
            1:72: element 'zebra' is not allowed here; no more elements are expected in 'vm'
        "#]],
    );
    check(
        "<domain/>",
        expect![[r#"
            1:1: element 'domain' cannot be the root of the document; expected: vm
        "#]],
    );
    check(
        &format!("<vm type='kvm' ids='1' zebra=''>{GOOD}</vm>"),
        expect![[r#"
            1:16: attribute 'ids' is not allowed on element 'vm'; did you mean 'id'? expected: id
            1:24: attribute 'zebra' is not allowed on element 'vm'; no more attributes are expected
        "#]],
    );
    check(
        "<vm type='kvm'><name>a</name><memory>1</memory><x:y xmlns:x='urn:x'/></vm>",
        expect![[r#"
            1:48: element 'x:y' is not allowed here; expected: uuid, devices
        "#]],
    );
}

#[test]
fn values() {
    check(
        "<vm type='kvn'><name>a</name><memory unit='GiB'>lots</memory></vm>",
        expect![[r#"
            1:5: attribute 'type' of element 'vm' has the value 'kvn', which is not allowed; did you mean 'kvm'? expected: 'kvm', 'qemu', 'xen'
            1:38: attribute 'unit' of element 'memory' has the value 'GiB', which is not allowed; did you mean 'KiB'? expected: 'KiB', 'MiB'
            1:49: element 'memory' has the value 'lots', which is not allowed; expected: unsignedLong
        "#]],
    );
    check(
        "<vm type='kvm' id='-1'>\n  <name>\n   a/b</name><memory/></vm>",
        expect![[r#"
            1:16: attribute 'id' of element 'vm' has the value '-1', which is not allowed; expected: unsignedInt
            3:4: element 'name' has the value '
               a/b', which is not allowed; expected: string matching [^\n/]+
            3:14: element 'memory' has the value '', which is not allowed; expected: unsignedLong
        "#]],
    );
}

#[test]
fn what_is_missing() {
    check(
        "<vm><name>a</name><memory>1</memory></vm>",
        expect![[r#"
            1:1: element 'vm' is incomplete: expected attribute 'type'
        "#]],
    );
    check(
        "<vm type='kvm'/>",
        expect![[r#"
            1:1: element 'vm' is incomplete: expected 'name' and 'memory'
        "#]],
    );
    check(
        &format!("<vm type='kvm'>{GOOD}\n<devices><disk/>\n<disk bus='ide'><source/></disk></devices></vm>"),
        expect![[r#"
            2:10: element 'disk' is incomplete: expected 'target'
            3:17: element 'source' is incomplete: expected attribute 'file'
            3:1: element 'disk' is incomplete: expected 'target'
        "#]],
    );
    let either = rnc("element r { (element a { empty } | element b { empty }), element c { empty } }");
    expect![[r#"
        1:1: element 'r' is incomplete: expected 'a' or 'b' and 'c'
    "#]]
    .assert_eq(&mistakes(&either, "<r/>"));
}

#[test]
fn text_where_none_belongs() {
    check(
        &format!("<vm type='kvm'>{GOOD}\n  stray <devices>text</devices></vm>"),
        expect![[r#"
            2:3: text is not allowed in element 'vm': 'stray'; expected: uuid, devices
            2:18: text is not allowed in element 'devices': 'text'; expected: disk, interface
        "#]],
    );
}

#[test]
fn going_on_after_a_mistake() {
    // A misspelt element counts as the one that was meant; one that nothing is like is passed over.
    check(
        "<vm type='kvm'><name>a</name><memroy>x</memroy><zebra><memory/></zebra>\n<uuid><x/></uuid></vm>",
        expect![[r#"
            1:30: element 'memroy' is not allowed here; did you mean 'memory'? expected: uuid, memory, devices
            1:38: element 'memroy' has the value 'x', which is not allowed; expected: unsignedLong
            1:48: element 'zebra' is not allowed here; expected: uuid, devices
            2:7: element 'x' is not allowed here; no more elements are expected in 'uuid'
        "#]],
    );
    let many = format!("<vm type='kvm'>{GOOD}{}</vm>", "<zebra/>".repeat(100));
    assert_eq!(vm().validate(&many).unwrap_err().len(), Limits::DEFAULT.mistakes);
    assert_eq!(vm().validate_within(&many, Limits::DEFAULT.with_mistakes(1)).unwrap_err().len(), 1);
}

#[test]
fn mistakes_for_machines() {
    let mistakes = vm().validate("<vm type='kvm'><nmae>a</nmae><memory>1</memory></vm>").unwrap_err();
    let first = &mistakes[0];
    assert_eq!((first.line, first.column, first.kind), (1, 16, InvalidKind::Element));
    assert_eq!(first.expected, ["name", "uuid", "memory", "devices"]);
    assert_eq!(first.suggestion.as_deref(), Some("name"));
    assert_eq!(first.kind.name(), "element");
}

#[test]
fn what_is_no_document() {
    check(
        "<vm>\n<name></vm>",
        expect![[r#"
            2:7: not well-formed: expected 'name' tag, not 'vm'
        "#]],
    );
    check(
        "<!DOCTYPE vm><vm/>",
        expect![[r#"
            1:1: document type declarations are not accepted
        "#]],
    );
}

#[test]
fn schemas_that_are_wrong() {
    let cases = [
        (
            "element a { b }",
            expect!["test.rnc:1:13: 'b' is referred to outside any grammar that could define it"],
        ),
        ("start = element a { b }", expect!["test.rnc:1:21: 'b' is not defined"]),
        ("a = empty", expect!["test.rnc:1:1: the grammar has no start"]),
        (
            "start = a\na = b?\nb = (a, text)",
            expect!["test.rnc:3:6: 'a' refers to itself without an element in between"],
        ),
        (
            "start = a a = element x { empty } a = element y { empty }",
            expect!["test.rnc:1:35: 'a' is defined twice without saying how to combine the two"],
        ),
        (
            "start |= a a |= element x { empty } a &= element y { empty }",
            expect!["test.rnc:1:37: 'a' is combined both as a choice and as an interleave"],
        ),
        ("element a { xsd:itn }", expect!["test.rnc:1:13: the library of XML Schema has no datatype 'itn'"]),
        (
            "element a { xsd:int { minLength = '1' } }",
            expect!["test.rnc:1:23: the datatype 'int' has no parameter 'minLength'"],
        ),
        ("element a { xsd:int 'x' }", expect!["test.rnc:1:13: 'x' is no value of the datatype 'int'"]),
        (
            "element a { xsd:string { pattern = '(' } }",
            expect!["test.rnc:1:26: the pattern '(' is wrong: a parenthesis is not closed"],
        ),
        (
            "element a { b | c, d }",
            expect!["test.rnc:1:18: ',', '|' and '&' can be mixed only with parentheses"],
        ),
        ("element a { empty", expect!["test.rnc:1:18: expected '}', found the end of the schema"]),
        ("element a { x:y }", expect!["test.rnc:1:13: the datatype prefix 'x' is not declared"]),
        ("element x:a { empty }", expect!["test.rnc:1:9: the namespace prefix 'x' is not declared"]),
        (
            "element a { text, xsd:int }",
            expect!["test.rnc:1:13: a value cannot stand beside elements, text or another value"],
        ),
        (
            "element a { attribute b { text }, attribute b { text } }",
            expect!["test.rnc:1:35: the attribute 'b' could be there twice"],
        ),
        (
            "element a { attribute * { text } }",
            expect!["test.rnc:1:13: an attribute with an open class of names has to be repeated"],
        ),
        (
            "element a { element b { empty } & element b { empty }? }",
            expect!["test.rnc:1:35: the element 'b' is in more than one part of an interleave"],
        ),
        ("element a { list { text } }", expect!["test.rnc:1:20: 'text' cannot be inside a list"]),
        (
            "element a { (attribute b { text }, element c { empty })+ }",
            expect!["test.rnc:1:14: an attribute cannot be inside a repeated group"],
        ),
        ("text", expect!["test.rnc:1:1: 'text' cannot be the start: only elements can"]),
        ("include 'x.rnc'", expect!["test.rnc:1:1: cannot load 'x.rnc': there is no such schema"]),
    ];
    for (schema, expected) in cases {
        expected.assert_eq(&refused(schema));
    }
}

#[test]
fn flaws_are_placed_in_the_file_they_are_in() {
    let files = Memory::new().with("d/a.rnc", "include 'b.rng'").with(
        "d/b.rng",
        "<grammar xmlns='http://relaxng.org/ns/structure/1.0'>\n <start><ref/></start></grammar>",
    );
    let error = Schema::compile_rnc("include 'd/a.rnc'", "top.rnc", &files).unwrap_err();
    assert_eq!(error.to_string(), "d/b.rng:2:9: element 'ref' needs the attribute 'name'");
    assert_eq!(error.kind, SchemaErrorKind::Syntax);
    let loop_ = Memory::new().with("a", "include 'b'").with("b", "include 'a'");
    let error = Schema::compile_rnc("include 'b'", "a", &loop_).unwrap_err();
    assert_eq!(error.to_string(), "b:1:1: 'a' refers to itself");
}
