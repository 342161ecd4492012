//! What a document says, one path at a time, whatever the order and the spelling of numbers.

use std::collections::BTreeMap;

use vir_xml::scale_integer;

/// Facts, with how often each is said.
pub type Facts = BTreeMap<String, i64>;

/// Elements whose text is a size, with the **bytes** that one counts without a unit.
const SIZED: &[(&str, u64)] = &[
    ("/domain/memory", 1024),
    ("/domain/currentMemory", 1024),
    ("/domain/maxMemory", 1024),
    ("/pool/capacity", 1),
    ("/pool/allocation", 1),
    ("/pool/available", 1),
    ("/volume/capacity", 1),
    ("/volume/allocation", 1),
];

/// Every element, attribute and text, by path.
///
/// # Panics
/// The text is not well-formed.
#[must_use]
pub fn facts(xml: &str) -> Facts {
    let tree = roxmltree::Document::parse(xml).expect("well-formed");
    let mut facts = Facts::new();
    let mut todo = vec![(tree.root_element(), String::new())];
    while let Some((node, above)) = todo.pop() {
        let name = node.tag_name();
        let path = format!("{above}/{}{}", name.namespace().unwrap_or_default(), name.name());
        let mut add = |fact: String| *facts.entry(fact).or_insert(0) += 1;
        add(path.clone());
        let text: String = node.children().filter(|c| c.is_text()).filter_map(|c| c.text()).collect();
        let mut text = text.trim().to_owned();
        let size = SIZED.iter().find(|(sized, _)| *sized == path);
        if let Some((_, default)) = size
            && let Ok(value) = text.parse()
            && let Ok(bytes) =
                scale_integer(value, node.attribute("unit").unwrap_or_default(), *default, u64::MAX)
        {
            text = bytes.to_string();
        }
        if path.ends_with("/uuid") {
            text = text.replace('-', "").to_lowercase();
        }
        if !text.is_empty() {
            add(format!("{path} = {text}"));
        }
        for attr in node.attributes().filter(|attr| size.is_none() || attr.name() != "unit") {
            let value = if path.ends_with("/address") || attr.name() == "address" {
                number(attr.value())
            } else {
                attr.value().to_owned()
            };
            add(format!("{path}/@{}{} = {value}", attr.namespace().unwrap_or_default(), attr.name()));
        }
        todo.extend(node.children().filter(|c| c.is_element()).map(|c| (c, path.clone())));
    }
    facts
}

/// Hexadecimal numbers have one canonical spelling.
fn number(value: &str) -> String {
    let hex = value.strip_prefix("0x").and_then(|hex| u64::from_str_radix(hex, 16).ok());
    hex.or_else(|| value.parse().ok()).map_or(value.to_lowercase(), |number| number.to_string())
}

/// The facts that `before` and `kept` share and `after` lacks: what libvirt keeps and we lose.
#[must_use]
pub fn missing(before: &Facts, kept: &Facts, after: &Facts) -> Vec<String> {
    let said = |facts: &Facts, fact: &str| facts.get(fact).copied().unwrap_or_default();
    let lost = before.iter().filter_map(|(fact, count)| {
        let must = (*count).min(said(kept, fact));
        let has = said(after, fact);
        (has < must).then(|| format!("{fact}: {has} of {must}"))
    });
    lost.collect()
}

#[cfg(test)]
mod tests {
    use super::{facts, missing};

    #[test]
    fn what_is_lost() {
        let input = facts("<a x='1'><b>t</b><c/></a>");
        let twin = facts("<a x='1'><b>t</b></a>");
        assert!(missing(&input, &twin, &twin).is_empty());
        let ours = facts("<a><b>t</b></a>");
        assert_eq!(missing(&input, &twin, &ours), ["/a/@x = 1: 0 of 1"]);
    }
}
