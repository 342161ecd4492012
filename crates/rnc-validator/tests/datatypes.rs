//! Datatypes and their parameters.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, missing_docs, unreachable_pub)]

mod common;

use common::{refused, rnc};
use rnc_validator::Schema;

fn accepts(schema: &Schema, value: &str) -> bool {
    let value = value.replace('&', "&amp;").replace('<', "&lt;");
    schema.validate(&format!("<a>{value}</a>")).is_ok()
}

#[track_caller]
fn check(pattern: &str, good: &[&str], bad: &[&str]) {
    let schema = rnc(&format!("element a {{ {pattern} }}"));
    for value in good {
        assert!(accepts(&schema, value), "{pattern} refuses {value:?}");
    }
    for value in bad {
        assert!(!accepts(&schema, value), "{pattern} accepts {value:?}");
    }
}

#[test]
fn texts() {
    check("string 'a b'", &["a b"], &[" a b", "a  b", ""]);
    check("token 'a b'", &["a b", "\n a  b "], &["ab"]);
    check("xsd:string { length = '2' }", &["ab", "  ", "éü"], &["", "abc"]);
    check("xsd:normalizedString ' a '", &[" a ", "\ta\n"], &["a"]);
    check("xsd:token { maxLength = '3' }", &["", "  abc  ", "a  b"], &["abcd"]);
    check("xsd:language", &["en", "de-CH-1996"], &["", "e n", "abcdefghi", "en-", "1a"]);
    check("xsd:Name", &["a", ":a:b", "_1"], &["", "1", "a b", "-"]);
    check("xsd:NCName", &["a", " a.b "], &["a:b", "", "1a"]);
    check("xsd:ID | xsd:IDREF", &["a"], &["a b", ":"]);
    check("xsd:NMTOKEN", &["1", "-:a"], &["", "a b", "a/b"]);
    check("xsd:NMTOKENS { length = '2' }", &["1 2", " a\nb "], &["", "a", "a b c"]);
    check("xsd:IDREFS", &["a", "a b"], &["", "a 1"]);
    check("xsd:ENTITY | xsd:ENTITIES", &[], &["a", "", "a b"]);
    check("xsd:anyURI", &["", "http://a/b?c#d", "a b", "%20"], &["a#b#c", "%zz", ":"]);
}

#[test]
fn qualified_names() {
    let schema = rnc("namespace p = 'urn:p' element a { xsd:QName 'p:x' }");
    assert!(schema.validate("<a xmlns:q='urn:p'>q:x</a>").is_ok());
    assert!(schema.validate("<a xmlns:p='urn:q'>p:x</a>").is_err());
    assert!(schema.validate("<a>x</a>").is_err());
    check("xsd:QName", &["x", "xml:x"], &["p:x", "", "a:b:c", "1"]);
}

#[test]
fn booleans_and_numbers() {
    check("xsd:boolean", &["true", "false", " 0 ", "1"], &["", "TRUE", "yes", "2"]);
    check("xsd:boolean 'true'", &["1", "true"], &["0", "false"]);
    check("xsd:decimal", &["0", "-1.50", "+.5", "5.", " 7 "], &["", ".", "1e3", "--1", "1,5", "INF"]);
    check("xsd:decimal '1.5'", &["1.5", "+01.50"], &["1.51", "-1.5", "15"]);
    check("xsd:integer", &["0", "-0", "+12", "123456789012345678901234567890"], &["", "1.0", "1.", "a"]);
    check("xsd:integer '0'", &["-0", "+00"], &["1"]);
    check("xsd:byte", &["-128", "127", "+0127"], &["-129", "128"]);
    check("xsd:short", &["-32768", "32767"], &["-32769", "32768"]);
    check("xsd:int", &["-2147483648", "2147483647"], &["2147483648", "-2147483649"]);
    check("xsd:long", &["9223372036854775807", "-9223372036854775808"], &["9223372036854775808"]);
    check("xsd:unsignedByte", &["0", "-0", "255"], &["256", "-1"]);
    check("xsd:unsignedShort", &["65535"], &["65536"]);
    check("xsd:unsignedInt", &["4294967295"], &["4294967296", "-1", ""]);
    check("xsd:unsignedLong", &["18446744073709551615"], &["18446744073709551616"]);
    check("xsd:positiveInteger", &["1"], &["0", "-1"]);
    check("xsd:negativeInteger", &["-1"], &["0", "1"]);
    check("xsd:nonPositiveInteger", &["0", "-5"], &["1"]);
    check("xsd:nonNegativeInteger", &["0", "5"], &["-1"]);
    check(
        "xsd:float",
        &["1", "-1.5E-3", "INF", "-INF", "NaN", ".5"],
        &["", "inf", "nan", "+INF", "1e", "infinity", "0x1"],
    );
    check("xsd:double '1e2'", &["100", "1.0E+02"], &["101"]);
    check("xsd:float '0.1'", &["0.1", "0.10000000149"], &["0.2"]);
}

#[test]
fn bounds_and_digits() {
    check("xsd:int { minInclusive = '2' maxExclusive = '5' }", &["2", "4", "+03"], &["1", "5", "-3"]);
    check(
        "xsd:decimal { minExclusive = '-1.5' maxInclusive = '100' }",
        &["-1.4", "100.0", "99.9"],
        &["-1.5", "-1.6", "100.01", "1000"],
    );
    check(
        "xsd:decimal { totalDigits = '3' fractionDigits = '2' }",
        &["1.23", "001.200", "123"],
        &["1.234", "12.34", "1234"],
    );
    check("xsd:double { maxInclusive = '1e1' }", &["10", "-INF"], &["10.1", "NaN", "INF"]);
    check(
        "xsd:dateTime { minInclusive = '2000-01-01T00:00:00Z' }",
        &["2000-01-01T00:00:00Z", "2000-01-01T13:00:00+12:00", "2001-01-01T00:00:00"],
        &["1999-12-31T23:59:59Z", "2000-01-01T10:00:00+12:00", "2000-01-01T00:00:00"],
    );
    check("xsd:duration { maxExclusive = 'P1M' }", &["P27D", "-P1Y"], &["P30D", "P31D", "P1M", "P32D"]);
    check("xsd:gYear { maxInclusive = '1999' }", &["1999", "-0001"], &["2000", "12000"]);
}

#[test]
fn dates_and_times() {
    check(
        "xsd:dateTime",
        &["2024-02-29T23:59:59.5Z", "-0044-03-15T24:00:00", "12024-01-01T00:00:00-14:00"],
        &[
            "2023-02-29T00:00:00",
            "2024-01-01",
            "2024-1-1T00:00:00",
            "2024-01-01T24:00:01",
            "2024-01-01T00:60:00",
            "0000-01-01T00:00:00",
            "2024-01-01T00:00:00+15:00",
            "2024-01-01T00:00:00.",
            "02024-01-01T00:00:00",
        ],
    );
    check(
        "xsd:dateTime '2024-01-01T00:00:00Z'",
        &["2023-12-31T24:00:00Z", "2024-01-01T05:00:00.0+05:00"],
        &["2024-01-01T00:00:00", "2024-01-01T00:00:01Z"],
    );
    check("xsd:date", &["2024-04-30", "2024-04-30Z"], &["2024-04-31", "24-04-30", "2024-04-30T00:00:00"]);
    check("xsd:time", &["00:00:00", "24:00:00", "12:30:15.25+01:00"], &["12:30", "25:00:00", "1:00:00"]);
    check("xsd:gYearMonth", &["2024-12"], &["2024-13", "2024"]);
    check("xsd:gYear", &["2024", "-2024Z"], &["24", "0000"]);
    check("xsd:gMonthDay", &["--02-29", "--12-31Z"], &["--02-30", "-02-01", "12-31"]);
    check("xsd:gDay", &["---31", "---01Z"], &["---32", "---1"]);
    check("xsd:gMonth", &["--12", "--01Z", "--01--"], &["--13", "-01"]);
    check(
        "xsd:duration",
        &["P1Y2M3DT4H5M6.7S", "-P1D", "PT0S", "P0Y"],
        &["", "P", "PT", "P1YT", "1Y", "P1S", "P1M2Y", "PT1.S", "P-1D"],
    );
    check("xsd:duration 'P1Y'", &["P12M"], &["P365D", "-P1Y"]);
}

#[test]
fn binary() {
    check("xsd:hexBinary { length = '2' }", &["00fF", " abcd "], &["0", "00f", "zz00", ""]);
    check("xsd:hexBinary 'ab'", &["AB"], &["ac"]);
    check(
        "xsd:base64Binary",
        &["", "AAAA", "YQ==", "YWI=", "Y Q = ="],
        &["A", "AAA", "YR==", "YWJ=", "A===", "A*AA"],
    );
    check("xsd:base64Binary { length = '2' }", &["YWI="], &["YQ==", "AAAA"]);
}

#[test]
fn expressions() {
    let pattern = |text: &str| format!("xsd:string {{ pattern = '{text}' }}");
    check(&pattern("a+|b{2,3}"), &["a", "aaa", "bb"], &["", "ab", "b", "bbbb", "xa"]);
    check(&pattern(r"[a-z-[aeiou]]+"), &["xyz"], &["a", "xay", "-"]);
    check(&pattern(r"[^a-c-[x]]"), &["d", "y"], &["a", "x"]);
    check(&pattern(r"\i\c*"), &["a-b", "_1", ":x"], &["1a", "-", "a b"]);
    check(&pattern(r"\d{2}"), &["12", "٣٤"], &["1", "ab"]);
    check(&pattern(r"\w+\s\W"), &["a1 !"], &["! a"]);
    check(&pattern(r"\p{Lu}\P{Lu}"), &["Ab", "Ä1"], &["ab", "AB"]);
    check(&pattern(r"\p{IsGreek}+[\p{IsCyrillic}\d]?"), &["αβ", "αж", "α1"], &["a", "αa"]);
    check(&pattern(r"^a$"), &["^a$"], &["a"]);
    check(&pattern(r"a.c"), &["abc", "a\tc"], &["a\nc", "ac"]);
    check(&pattern(r"[\-\]\\.]+"), &["-]\\."], &["a"]);
    check(&pattern(r"[+-]?[0-9.]*"), &["+1.5", "-", ""], &["a"]);
    check(&pattern(r"(a|(b|c))*"), &["abcab", ""], &["d"]);
    check(&pattern(r"a{0}b{2}c{1,}"), &["bbc", "bbccc"], &["abbc", "bb"]);
    check("xsd:string { pattern = '[a-z]+' pattern = '...' }", &["abc"], &["ab", "ab1"]);
    for wrong in [
        "(",
        "a)",
        "[",
        "[]",
        "a**",
        "*",
        "a{",
        "a{,2}",
        r"\q",
        r"\p{Xx}",
        r"\p{IsNothing}",
        "[z-a]",
        "a{3,2}",
        "[a[b]]",
    ] {
        let found = refused(&format!("element a {{ {} }}", pattern(wrong)));
        assert!(found.contains("the pattern"), "{wrong}: {found}");
    }
    // A pattern that would take a lot of memory is refused, one that is nested too deeply too.
    assert!(
        refused(&format!("element a {{ {} }}", pattern("((a{1000}){1000}){1000}")))
            .contains("cannot be used")
    );
    assert!(refused(&format!("element a {{ {} }}", pattern(&"(".repeat(100_000)))).contains("too deeply"));
}

#[test]
fn parameters_that_make_no_sense() {
    for (pattern, reason) in [
        ("xsd:string { enumeration = 'a' }", "not in RELAX NG"),
        ("xsd:string { whiteSpace = 'collapse' }", "not in RELAX NG"),
        ("xsd:string { minInclusive = '1' }", "has no parameter"),
        ("xsd:int { length = '1' }", "has no parameter"),
        ("xsd:float { totalDigits = '1' }", "has no parameter"),
        ("xsd:int { minInclusive = 'x' }", "is no value"),
        ("xsd:string { length = '-1' }", "is no length"),
        ("xsd:decimal { totalDigits = '0' }", "at least 1"),
        ("string { length = '1' }", "has no parameters"),
        ("xsd:boolean 'maybe'", "is no value"),
        ("xsd:QName 'nowhere:x'", "is no value"),
    ] {
        let found = refused(&format!("element a {{ {pattern} }}"));
        assert!(found.contains(reason), "{pattern}: {found}");
    }
}
