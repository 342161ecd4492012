//! Mistakes in `.x` files are told with their place; what is committed is fresh.

use expect_test::{Expect, expect};

use super::{check, freeze, outputs, parser, stale};

#[track_caller]
fn refused(text: &str, expected: Expect) {
    let found = parser::parse("demo", text).and_then(|source| check::check(&source, &[]));
    expected.assert_eq(&found.expect_err("accepted").to_string());
}

#[test]
fn malformed_is_refused() {
    refused("struct a {\n  int x\n};", expect!["xdr/demo.x:3:1: expected ';', found '}'"]);
    refused("strct a {};", expect!["xdr/demo.x:1:1: 'strct' begins no definition"]);
    refused("const A = 1z;", expect!["xdr/demo.x:1:11: '1z' is not a number"]);
    refused("/* open", expect!["xdr/demo.x:1:1: this comment is never closed"]);
    refused("struct a { int x; }; @", expect!["xdr/demo.x:1:22: '@' has no meaning here"]);
    refused("struct a { int", expect!["xdr/demo.x:1:15: expected a name, found the end of the file"]);
}

#[test]
fn unbounded_is_refused() {
    refused(
        "struct a { int x<>; };",
        expect!["xdr/demo.x:1:18: 'x' has no bound: write how many there may be at most, 'x<MAX>'"],
    );
    refused("struct a { string x; };", expect!["xdr/demo.x:1:19: 'x' has no bound: write 'x<MAX>'"]);
    refused("struct a { opaque x<N>; };", expect!["xdr/demo.x:1:21: there is no constant 'N' above"]);
}

#[test]
fn duplicates_are_refused() {
    refused(
        "enum procedure {\n  /* @acl: none */ A = 1,\n  /* @acl: none */ B = 1\n};",
        expect!["xdr/demo.x:3:20: 'B = 1' is taken by 'A = 1'"],
    );
    refused("struct a { int x; int x; };", expect!["xdr/demo.x:1:23: field 'x' is there twice"]);
    refused("struct a { int x; };\nstruct a { int y; };", expect!["xdr/demo.x:2:8: 'a' is defined twice"]);
}

#[test]
fn unknown_types_and_rules_are_refused() {
    refused("struct a { nothing x; };", expect!["xdr/demo.x:1:20: there is no type 'nothing'"]);
    refused("struct a { a *x; };", expect!["xdr/demo.x:1:15: 'a' would contain itself through 'x'"]);
    refused(
        "enum procedure { A = 1 };",
        expect!["xdr/demo.x:1:18: 'A' has no @acl line; write '@acl: none' if none is meant"],
    );
    refused(
        "enum procedure {\n/*\n * @acl: domain\n */ A = 1 };",
        expect!["xdr/demo.x:3:1: 'domain' names no permission: write OBJECT:PERMISSION"],
    );
    refused(
        "enum procedure {\n/*\n * @ack: domain\n */ A = 1 };",
        expect!["xdr/demo.x:3:1: '@ack: domain' is not understood"],
    );
}

#[test]
fn frozen_layouts_only_grow() {
    let frozen = freeze::text(&parser::parse("demo", "struct a { int x; };").unwrap());
    let grown = parser::parse("demo", "struct a { int x; };\nstruct b { int y; };").unwrap();
    freeze::check(&grown, &frozen).unwrap();
    let changed = parser::parse("demo", "struct a { hyper x; };").unwrap();
    expect![[r#"
        xdr/demo.x: a frozen layout was changed.
        frozen in xdr/demo.structs:
        struct a {
            int x;
        };
        now:
        struct a {
            hyper x;
        };
        Add a new procedure with new structs instead."#]]
    .assert_eq(&freeze::check(&changed, &frozen).unwrap_err().to_string());
    let gone = parser::parse("demo", "struct b { int x; };").unwrap();
    expect!["xdr/demo.x: 'struct a {' is frozen in xdr/demo.structs, but gone"]
        .assert_eq(&freeze::check(&gone, &frozen).unwrap_err().to_string());
    assert!(freeze::only_grew(&frozen, &freeze::text(&grown)).is_ok());
    assert!(freeze::only_grew(&freeze::text(&grown), &frozen).is_err());
}

#[test]
fn renumbered_procedures_are_refused() {
    let old = parser::parse("demo", "enum procedure { /* @acl: none */ A = 7 };").unwrap();
    let new = parser::parse("demo", "enum procedure { /* @acl: none */ B = 7 };").unwrap();
    assert!(freeze::check(&new, &freeze::text(&old)).is_err());
}

#[test]
fn committed_output_is_fresh() {
    let output = outputs("all").unwrap();
    let stale = stale(&output);
    assert!(stale.is_empty(), "run `cargo xtask codegen`: {stale:?}");
}
