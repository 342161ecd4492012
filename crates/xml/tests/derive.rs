//! What the derives read, keep, write and refuse.
#![allow(clippy::unwrap_used, reason = "a test")]

use expect_test::{Expect, expect};
use vir_xml::{
    Document, Hex, OtherCase, RawElement, Rest, WriteOptions, Writer, XmlChoice, XmlElement, XmlEnum,
    XmlUnion, to_string,
};

#[derive(Debug, Clone, PartialEq, XmlEnum)]
enum Color {
    Red,
    #[xml(name = "dark-green")]
    Green,
}

#[derive(Debug, Clone, PartialEq, XmlEnum)]
enum Bus {
    Ide,
    #[xml(other)]
    Other(String),
}

#[derive(Debug, PartialEq, XmlUnion)]
#[xml(by = "type")]
enum Place {
    Pci(Pci),
    Usb(Option<RawElement>),
}

#[derive(Debug, PartialEq, XmlElement)]
struct Pci {
    #[xml(attr, required)]
    slot: Hex<2>,
    #[xml(rest)]
    rest: Rest,
}

#[derive(Debug, PartialEq, XmlUnion)]
enum Origin {
    File(Option<Box<File>>),
    #[xml(other)]
    Other(OtherCase),
}

#[derive(Debug, PartialEq, XmlElement)]
struct File {
    #[xml(attr, required)]
    path: String,
}

#[derive(Debug, PartialEq, XmlChoice)]
enum Part {
    #[xml(name = "wheel")]
    Wheel(Box<Wheel>),
    Motor(Motor),
}

#[derive(Debug, PartialEq, XmlElement)]
struct Wheel {
    #[xml(attr, skip_default)]
    size: u32,
}

#[derive(Debug, PartialEq, XmlElement)]
#[xml(long)]
struct Motor {
    #[xml(text)]
    power: Option<i32>,
}

#[derive(Debug, PartialEq, XmlElement)]
struct Parts {
    #[xml(children)]
    all: Vec<Part>,
}

#[derive(Debug, PartialEq, XmlElement)]
struct Car {
    #[xml(union = "kind", child = "from")]
    from: Option<Origin>,
    #[xml(attr)]
    color: Option<Color>,
    #[xml(attr = "deep/er/@bus")]
    bus: Option<Bus>,
    #[xml(text = "deep/er/text")]
    text: Option<String>,
    #[xml(text = "size", unit = "KiB")]
    size_kib: Option<u64>,
    #[xml(flag = "abs")]
    abs: bool,
    #[xml(child = "place")]
    place: Option<Place>,
    #[xml(child = "tag", ns = "urn:x", prefix = "x")]
    tag: Option<RawElement>,
    #[xml(child = "parts")]
    parts: Option<Parts>,
    #[xml(rest)]
    rest: Rest,
}

#[track_caller]
fn check(xml: &str, expect: Expect) {
    let read = || -> vir_xml::Result<String> {
        let car = Car::read(Document::parse(xml)?.root())?;
        let written = to_string("car", &car, WriteOptions::default());
        assert_eq!(Car::read(Document::parse(&written)?.root())?, car, "read again, it differs: {written}");
        Ok(written)
    };
    expect.assert_eq(&read().unwrap_or_else(|error| format!("{error:#}\n")));
}

#[test]
fn paths_share_their_elements() {
    check(
        "<car><deep a='1'><x/><er b='2' bus='sata' c='3'><text>t &amp; u</text></er><y/></deep></car>",
        expect![[r#"
            <car>
              <deep a='1'>
                <x/>
                <er b='2' bus='sata' c='3'>
                  <text>t &amp; u</text>
                </er>
                <y/>
              </deep>
            </car>
        "#]],
    );
    check(
        "<car><deep><er/></deep><size/><abs why='not'/></car>",
        expect![[r#"
        <car>
          <deep>
            <er/>
          </deep>
          <size/>
          <abs why='not'/>
        </car>
    "#]],
    );
}

#[test]
fn a_second_one_is_kept_beside_the_first() {
    check(
        "<car><size>1</size><size>2</size><abs/><abs/></car>",
        expect![[r#"
        <car>
          <size unit='KiB'>1</size>
          <size>2</size>
          <abs/>
          <abs/>
        </car>
    "#]],
    );
}

#[test]
fn unions() {
    check(
        "<car a='1' kind='file'><from path='/x'/><place type='pci' slot='17'/></car>",
        expect![[r#"
        <car a='1' kind='file'>
          <from path='/x'/>
          <place type='pci' slot='0x11'/>
        </car>
    "#]],
    );
    check(
        "<car kind='moon'><from far='yes'/><place type='usb' port='1'/></car>",
        expect![[r#"
        <car kind='moon'>
          <from far='yes'/>
          <place type='usb' port='1'/>
        </car>
    "#]],
    );
    check(
        "<car kind='file'/>",
        expect![[r#"
        <car kind='file'/>
    "#]],
    );
    check(
        "<car><from path='/x'/></car>",
        expect![[r#"
        <car>
          <from path='/x'/>
        </car>
    "#]],
    );
    check(
        "<car><place type='pcie' slot='1'/></car>",
        expect![[r#"
        1:13: Invalid value for attribute 'type' in element 'place': 'pcie'. Did you mean 'pci'?
    "#]],
    );
    check(
        "<car><place type='pci'/></car>",
        expect![[r#"
        1:6: Missing required attribute 'slot' in element 'place'
    "#]],
    );
    check(
        "<car><place/></car>",
        expect![[r#"
        1:6: Missing required attribute 'type' in element 'place'
    "#]],
    );
}

#[test]
fn choices_keep_their_order() {
    check(
        "<car><parts><motor/><wheel size='0'/><motor>-5</motor></parts></car>",
        expect![[r#"
        3:5: Invalid value '
            ' for element or attribute 'motor'. Expected integer value
    "#]],
    );
    check(
        "<car><parts>\n<weel/></parts></car>",
        expect![[r#"
        2:1: unknown element 'weel'. Did you mean 'wheel'?
    "#]],
    );
}

#[test]
fn words_numbers_and_units() {
    check(
        "<car color='drak-green'/>",
        expect![[r#"
        1:6: Invalid value for attribute 'color' in element 'car': 'drak-green'. Did you mean 'dark-green'?
    "#]],
    );
    check(
        "<car color='blue'/>",
        expect![[r#"
        1:6: Invalid value for attribute 'color' in element 'car': 'blue'.
    "#]],
    );
    check(
        "<car><size unit='b'>1025</size></car>",
        expect![[r#"
        <car>
          <size unit='KiB'>2</size>
        </car>
    "#]],
    );
    check(
        "<car><size>1 </size></car>",
        expect![[r#"
        1:6: Invalid value '1 ' for element or attribute 'size'. Expected non-negative integer value
    "#]],
    );
}

#[test]
fn namespaces_are_matched_by_uri() {
    check(
        "<car xmlns:a='urn:x' xmlns:b='urn:y'><b:tag/><a:tag v='1'/><tag/></car>",
        expect![[r#"
        <car xmlns:a='urn:x' xmlns:b='urn:y'>
          <b:tag/>
          <a:tag v='1'/>
          <tag/>
        </car>
    "#]],
    );
    let mut car = Car::read(Document::parse("<car color='red'/>").unwrap().root()).unwrap();
    car.tag = Some(RawElement::new("x:tag"));
    expect![[r#"
        <car color='red' xmlns:x='urn:x'>
          <x:tag/>
        </car>
    "#]]
    .assert_eq(&to_string("car", &car, WriteOptions::default()));
}

#[test]
fn without_rest_the_unknown_is_dropped() {
    let doc = Document::parse("<wheel size='4' x='1'><y/>z</wheel>").unwrap();
    let wheel = Wheel::read(doc.root()).unwrap();
    assert_eq!(to_string("wheel", &wheel, WriteOptions::default()), "<wheel size='4'/>\n");
}

#[test]
fn great_attributes_and_much_text() {
    let long = "x".repeat(10 << 20);
    for xml in [format!("<car a='{long}'/>"), format!("<car>{long}</car>")] {
        let doc = Document::parse(&xml).unwrap();
        let car = Car::read(doc.root()).unwrap();
        let mut w = Writer::default();
        car.write("car", &mut w);
        assert_eq!(w.finish().len(), xml.len() + 1);
    }
    // The value does not come back in the error.
    let xml = format!("<car color='{long}'/>");
    let error = Car::read(Document::parse(&xml).unwrap().root()).unwrap_err();
    assert!(error.to_string().len() < 2000);
}

#[test]
fn deep_nesting_and_document_types_are_refused() {
    for (xml, words) in [
        ("<a>".repeat(20_000) + &"</a>".repeat(20_000), "1:769: elements are nested deeper than 256 levels"),
        ("<a>".repeat(100_000), "1:769: elements are nested deeper than 256 levels"),
        (
            "<?xml version='1.0'?>\n<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>".into(),
            "2:1: document type declarations are not accepted",
        ),
    ] {
        assert_eq!(format!("{:#}", Document::parse(&xml).unwrap_err()), words);
    }
}

#[test]
fn what_is_just_not_too_deep_is_kept() {
    let xml = format!("{}{}{}{}", "<car>", "<a>".repeat(255), "</a>".repeat(255), "</car>");
    let car = Car::read(Document::parse(&xml).unwrap().root()).unwrap();
    let written = to_string("car", &car, WriteOptions::default());
    assert_eq!(written.matches("<a>").count(), 254);
    assert_eq!(Car::read(Document::parse(&written).unwrap().root()).unwrap(), car);
}
