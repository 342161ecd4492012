//! What the derives read, drop, write and refuse.
#![allow(clippy::unwrap_used, reason = "a test")]

use expect_test::{Expect, expect};
use vir_xml::{
    Document, Hex, Node, WriteOptions, Writer, XmlChoice, XmlElement, XmlEnum, XmlUnion, to_string,
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
    Usb,
}

#[derive(Debug, PartialEq, XmlElement)]
struct Pci {
    #[xml(attr, required)]
    slot: Hex<2>,
}

#[derive(Debug, PartialEq, XmlUnion)]
#[xml(default = "file")]
enum Origin {
    File(Option<Box<File>>),
    Disc(File),
    Nowhere,
}

#[derive(Debug, Default, PartialEq, XmlElement)]
struct File {
    #[xml(attr)]
    path: Option<String>,
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

#[derive(Debug, Default, PartialEq, XmlElement)]
#[xml(finish = "Parts::finish")]
struct Parts {
    #[xml(children)]
    all: Vec<Part>,
    #[xml(attr, live)]
    count: Option<usize2::Count>,
}

/// A number of its own kind, to see that `finish` has the last word.
mod usize2 {
    use std::borrow::Cow;

    #[derive(Debug, PartialEq)]
    pub(crate) struct Count(pub(crate) usize);

    impl vir_xml::XmlValue for Count {
        fn from_text(text: &str) -> Result<Self, vir_xml::ValueError> {
            text.parse().map(Self).map_err(|_| vir_xml::ValueError::Expected("count"))
        }

        fn to_text(&self) -> Cow<'_, str> {
            Cow::Owned(self.0.to_string())
        }
    }
}

impl Parts {
    fn finish(parts: &mut Self, node: Node<'_>) -> vir_xml::Result<()> {
        match &parts.count {
            Some(count) if count.0 != parts.all.len() => {
                Err(node.error(vir_xml::Kind::Invalid, format!("{} parts, not {}", parts.all.len(), count.0)))
            }
            _ => Ok(()),
        }
    }
}

#[derive(Debug, Default, PartialEq, XmlElement)]
struct Paint {
    #[xml(attr)]
    gloss: Option<u32>,
    #[xml(text = "coat")]
    coats: Vec<String>,
}

#[derive(Debug, PartialEq, XmlElement)]
struct Car {
    #[xml(attr)]
    color: Option<Color>,
    #[xml(union = "kind", child = "from", after = "color")]
    from: Option<Origin>,
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
    tag: Option<Wheel>,
    #[xml(child = "parts", skip_empty)]
    parts: Option<Parts>,
    #[xml(attr = "key/@id")]
    keys: Vec<u32>,
    #[xml(flatten)]
    paint: Paint,
    #[xml(attr = "secret/@word", secret)]
    secret: Option<String>,
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
fn paths_share_their_elements_and_the_unknown_is_dropped() {
    check(
        "<car x='0'><deep a='1'><x/><er b='2' bus='sata'><text>t &amp; u</text></er></deep><size>2</size>y</car>",
        expect![[r#"
            <car kind='file'>
              <deep>
                <er bus='sata'>
                  <text>t &amp; u</text>
                </er>
              </deep>
              <size unit='KiB'>2</size>
            </car>
        "#]],
    );
    check(
        "<car><deep><er/></deep><size/><abs why='not'/><size>3</size></car>",
        expect![[r#"
        <car kind='file'>
          <abs/>
        </car>
    "#]],
    );
}

#[test]
fn unions() {
    check(
        "<car kind='file'><from path='/x'/><place type='pci' slot='17'/></car>",
        expect![[r#"
        <car kind='file'>
          <from path='/x'/>
          <place type='pci' slot='0x11'/>
        </car>
    "#]],
    );
    check(
        "<car color='red'><from path='/x'/><place type='usb' port='1'/></car>",
        expect![[r#"
        <car color='red' kind='file'>
          <from path='/x'/>
          <place type='usb'/>
        </car>
    "#]],
    );
    check(
        "<car kind='file'><from/></car>",
        expect![[r#"
        <car kind='file'/>
    "#]],
    );
    check(
        "<car kind='nowhere'><from path='/x'/></car>",
        expect![[r#"
        <car kind='nowhere'/>
    "#]],
    );
    check(
        "<car kind='disc'/>",
        expect![[r#"
        1:1: missing element 'source' in element 'car'
    "#]],
    );
    check(
        "<car kind='fiel'/>",
        expect![[r#"
        1:6: Invalid value for attribute 'kind' in element 'car': 'fiel'. Did you mean 'file'?
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
fn lists_keep_their_order() {
    check(
        "<car gloss='3'><parts><motor>-5</motor><wheel size='0'/><weel/><motor/></parts></car>",
        expect![[r#"
        5:5: Invalid value '
            ' for element or attribute 'motor'. Expected integer value
    "#]],
    );
    check(
        "<car><key id='2'/><coat>a</coat><key id='1'/><key/><coat>b</coat><parts/></car>",
        expect![[r#"
        <car kind='file'>
          <key id='2'/>
          <key id='1'/>
          <coat>a</coat>
          <coat>b</coat>
        </car>
    "#]],
    );
    check(
        "<car><parts>\n<motor>x</motor></parts></car>",
        expect![[r#"
        2:1: Invalid value 'x' for element or attribute 'motor'. Expected integer value
    "#]],
    );
    check(
        "<car><parts count='2'><motor/></parts></car>",
        expect![[r#"
        3:5: Invalid value '
            ' for element or attribute 'motor'. Expected integer value
    "#]],
    );
}

#[test]
fn what_a_document_is_not_read_or_written_for() {
    let read = |options| {
        let xml = "<car><parts count='2'><motor/></parts><secret word='x'/></car>";
        let doc = Document::parse_with(xml, "(car)", options, vir_xml::Limits::DEFAULT).unwrap();
        Car::read(doc.root())
    };
    let error = read(vir_xml::ReadOptions::live()).unwrap_err();
    assert_eq!(format!("{error:#}"), "1:6: 1 parts, not 2");
    let car = read(vir_xml::ReadOptions::default()).unwrap();
    let written = |secret| to_string("car", &car, WriteOptions::new(true, secret));
    assert!(written(true).contains("<secret word='x'/>"));
    assert!(!written(false).contains("secret"));
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
            <car kind='file'>
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
        "<car xmlns:a='urn:x' xmlns:b='urn:y'><b:tag size='1'/><a:tag size='2'/><tag size='3'/></car>",
        expect![[r#"
            <car kind='file' xmlns:x='urn:x'>
              <x:tag size='2'/>
            </car>
        "#]],
    );
}

#[test]
fn a_misspelt_element_is_pointed_at() {
    #[derive(Debug, XmlElement)]
    struct House {
        #[xml(child = "wheel", required)]
        _wheel: Wheel,
    }
    let doc = Document::parse("<house><weel/></house>").unwrap();
    let error = House::read(doc.root()).unwrap_err();
    expect!["missing element 'wheel' in element 'house'. Is 'weel' meant to be 'wheel'?"]
        .assert_eq(&error.to_string());
}

#[test]
fn great_attributes_and_much_text() {
    let long = "x".repeat(10 << 20);
    for xml in [format!("<file path='{long}'/>"), format!("<file path='a'>{long}</file>")] {
        let doc = Document::parse(&xml).unwrap();
        let file = File::read(doc.root()).unwrap();
        let mut w = Writer::default();
        file.write("file", &mut w);
        assert!(w.finish().len() <= xml.len() + 1);
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
fn what_is_just_not_too_deep_is_read() {
    let xml = format!("{}{}{}{}", "<car>", "<a>".repeat(255), "</a>".repeat(255), "</car>");
    assert!(Car::read(Document::parse(&xml).unwrap().root()).is_ok());
}
