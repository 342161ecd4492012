//! What patterns match: where a validator can go wrong without failing any suite.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, missing_docs, unreachable_pub)]

mod common;

use common::{invalid, rnc, valid};

#[test]
fn contents_are_not_forgotten_when_names_are_ambiguous() {
    // Both alternatives have the same name, and only what is inside tells them apart.
    let schema = rnc("element r { (element a { element x { empty } }, element b { empty })
                      | (element a { element y { empty } }, element c { empty }) }");
    valid(&schema, &["<r><a><x/></a><b/></r>", "<r><a><y/></a><c/></r>"]);
    invalid(&schema, &["<r><a><x/></a><c/></r>", "<r><a><y/></a><b/></r>", "<r><a/><b/></r>"]);
}

#[test]
fn attributes_choose_what_follows() {
    let schema = rnc("element r { (element a { attribute t { '1' } }, element b { empty })
                      | (element a { attribute t { '2' } }, element c { empty }) }");
    valid(&schema, &["<r><a t='1'/><b/></r>", "<r><a t='2'/><c/></r>"]);
    invalid(&schema, &["<r><a t='1'/><c/></r>", "<r><a t='2'/><b/></r>", "<r><a t='3'/><b/></r>"]);
}

#[test]
fn ambiguity_lasts_through_several_levels() {
    let schema = rnc("start = left | right
        left = element r { element s { element t { 'l' }, element u { 'l' } }, element end { 'l' } }
        right = element r { element s { element t { token }, element u { 'r' } }, element end { 'r' } }");
    valid(
        &schema,
        &[
            "<r><s><t>l</t><u>l</u></s><end>l</end></r>",
            "<r><s><t>l</t><u>r</u></s><end>r</end></r>",
            "<r><s><t>x</t><u>r</u></s><end>r</end></r>",
        ],
    );
    invalid(
        &schema,
        &[
            "<r><s><t>l</t><u>l</u></s><end>r</end></r>",
            "<r><s><t>x</t><u>l</u></s><end>l</end></r>",
            "<r><s><t>x</t><u>r</u></s><end>l</end></r>",
        ],
    );
}

#[test]
fn values_in_text_choose_too() {
    let schema = rnc(
        "element r { (element k { 'a' }, element v { xsd:int }) | (element k { 'b' }, element v { 'x' }) }",
    );
    valid(&schema, &["<r><k>a</k><v>1</v></r>", "<r><k>b</k><v>x</v></r>"]);
    invalid(&schema, &["<r><k>a</k><v>x</v></r>", "<r><k>b</k><v>1</v></r>"]);
}

#[test]
fn recursion_with_ambiguity() {
    // A tree whose leaves are all of one kind.
    let schema = rnc("start = as | bs
        as = element n { as+ | element a { empty } }
        bs = element n { bs+ | element b { empty } }");
    valid(&schema, &["<n><a/></n>", "<n><n><n><b/></n></n><n><b/></n></n>"]);
    invalid(&schema, &["<n><n><n><b/></n></n><n><a/></n></n>", "<n/>", "<n><a/><b/></n>"]);
}

#[test]
fn counting() {
    let schema = rnc("element r { (a, a, b) | (a, b, b) } a = element a { empty } b = element b { empty }"
        .replacen("element r", "start = element r", 1)
        .as_str());
    valid(&schema, &["<r><a/><a/><b/></r>", "<r><a/><b/><b/></r>"]);
    invalid(&schema, &["<r><a/><a/><a/></r>", "<r><a/><b/></r>", "<r><a/><a/><b/><b/></r>"]);
}

#[test]
fn repetitions_of_optional_things() {
    let schema = rnc("element r { (element a { empty }?, element b { empty }*)+ }");
    valid(&schema, &["<r/>", "<r><b/><a/><a/><b/><b/></r>"]);
    invalid(&schema, &["<r><c/></r>"]);
}

#[test]
fn interleaves() {
    let schema =
        rnc("element r { element a { empty }+ & (element b { empty }, element c { empty })? & text }");
    valid(&schema, &["<r><a/></r>", "<r>x<b/><a/>y<c/><a/>z</r>", "<r><a/><a/><b/><c/></r>"]);
    invalid(
        &schema,
        &["<r/>", "<r><b/><c/></r>", "<r><a/><c/><b/></r>", "<r><a/><b/></r>", "<r><a/><b/><b/><c/></r>"],
    );
}

#[test]
fn repeated_interleaves() {
    let schema = rnc("element r { (element a { empty } & element b { empty })* }");
    valid(&schema, &["<r/>", "<r><a/><b/><b/><a/></r>"]);
    invalid(&schema, &["<r><a/><a/><b/><b/></r>", "<r><a/><b/><a/></r>"]);
}

#[test]
fn attributes_have_no_order_and_are_needed() {
    let schema = rnc(
        "element r { attribute a { text }, (attribute b { text } | attribute c { text }), attribute d { text }? }",
    );
    valid(&schema, &["<r a='' b=''/>", "<r d='' c='' a=''/>"]);
    invalid(&schema, &["<r/>", "<r a=''/>", "<r a='' b='' c=''/>", "<r b='' d=''/>", "<r a='' b='' x=''/>"]);
}

#[test]
fn attributes_may_stand_after_elements_in_a_schema() {
    let schema = rnc("element r { element x { empty }?, attribute a { text } }");
    valid(&schema, &["<r a=''/>", "<r a=''><x/></r>"]);
    invalid(&schema, &["<r><x/></r>"]);
}

#[test]
fn classes_of_names() {
    let schema = rnc("namespace n = 'urn:n'
        namespace local = ''
        element r { attribute n:* - n:b { text }*, attribute local:* - (x | y) { text }*,
                    element * - (n:* | z) { empty }* }");
    valid(&schema, &["<r xmlns:n='urn:n' n:a='' n:c='' q=''/>", "<r><a/><b xmlns='urn:m'/></r>"]);
    invalid(
        &schema,
        &[
            "<r xmlns:n='urn:n' n:b=''/>",
            "<r x=''/>",
            "<r xmlns:m='urn:m' m:a=''/>",
            "<r><a xmlns='urn:n'/></r>",
            "<r><z/></r>",
        ],
    );
}

#[test]
fn namespaces_tell_elements_apart() {
    let schema = rnc(
        "default namespace = 'urn:a' namespace b = 'urn:b' element r { element x { empty }, element b:x { empty } }",
    );
    valid(
        &schema,
        &[
            "<r xmlns='urn:a'><x/><x xmlns='urn:b'/></r>",
            "<p:r xmlns:p='urn:a' xmlns='urn:b'><p:x/><x/></p:r>",
        ],
    );
    invalid(&schema, &["<r xmlns='urn:a'><x/><x/></r>", "<r><x/><x/></r>"]);
}

#[test]
fn lists() {
    let schema = rnc("element r { list { xsd:int, ('a' | 'b')+, token? } }");
    valid(&schema, &["<r>1 a</r>", "<r> 2\n b a b c </r>"]);
    invalid(&schema, &["<r/>", "<r>1</r>", "<r>a 1</r>", "<r>1 a c c</r>"]);
    let pairs = rnc("element r { attribute p { list { (xsd:int, xsd:int)* } } }");
    valid(&pairs, &["<r p=''/>", "<r p='1 2 3 4'/>"]);
    invalid(&pairs, &["<r p='1'/>", "<r p='1 2 3'/>"]);
}

#[test]
fn exceptions_from_datatypes() {
    let schema = rnc(
        "element r { attribute n { xsd:int - (xsd:int '5' | '6') }, attribute s { token - ('a' | 'b c') }? }",
    );
    valid(&schema, &["<r n='4'/>", "<r n='06'/>", "<r n='1' s='b'/>"]);
    invalid(&schema, &["<r n='5'/>", "<r n='+05'/>", "<r n='6'/>", "<r n='1' s=' b  c '/>"]);
}

#[test]
fn text_and_white_space() {
    let schema = rnc("element r { element a { text }, element b { empty }, element c { xsd:int | empty }? }");
    valid(
        &schema,
        &[
            "<r>\n <a>x<!-- y -->z<![CDATA[<]]></a> <b> </b>\n</r>",
            "<r><a/><b/><c/></r>",
            "<r><a/><b/><c> 1<!-- -->2 </c></r>",
        ],
    );
    invalid(&schema, &["<r>x<a/><b/></r>", "<r><a/><b>x</b></r>", "<r><a/><b/><c>1 2</c></r>"]);
    let mixed = rnc("element r { mixed { element a { empty }, element b { empty } } }");
    valid(&mixed, &["<r>x<a/>y<b/>z</r>", "<r><a/><b/></r>"]);
    invalid(&mixed, &["<r>x<b/>y<a/>z</r>", "<r>x</r>"]);
}

#[test]
fn one_value_or_elements() {
    let schema = rnc("element r { xsd:int | element a { empty } | (attribute x { text }, empty) }");
    valid(&schema, &["<r>1</r>", "<r> <a/> </r>", "<r x=''/>"]);
    invalid(&schema, &["<r/>", "<r>1<a/></r>", "<r><a/>1</r>", "<r x=''>1</r>", "<r>x</r>"]);
}
