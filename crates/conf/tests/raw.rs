//! Nothing is kept as it stands but `<metadata>`: what a model does not know is dropped.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]

use std::path::{Path, PathBuf};

use vir_conf::{
    BackupDef, Capabilities, CheckpointDef, DomainCaps, DomainDef, DomainStatus, InterfaceDef,
    MigrationCookie, NetworkDef, NetworkPortDef, NetworkStatus, NodeDevDef, NwFilterBindingDef, NwFilterDef,
    SchemaKind, SecretDef, SnapshotDef, StoragePoolCaps, StoragePoolDef, StorageVolDef, XmlFormat,
};

/// The only fields that keep an element's bytes: file, attribute, and field.
const KEPT: &[(&str, &str, &str)] = &[
    ("conf/src/domain/mod.rs", "#[xml(raw = \"metadata\")]", "pub metadata: Option<RawXml>,"),
    ("conf/src/network/mod.rs", "#[xml(raw = \"metadata\")]", "pub metadata: Option<RawXml>,"),
];

/// Where the type itself lives, and where the one element that is kept is edited.
const HOME: &[&str] = &["xml/src/raw.rs", "xml/src/lib.rs", "conf/src/domain/metadata.rs"];

/// Names that catch-alls had.
const CATCH_ALLS: &[&str] = &["Rest", "RawElement", "OtherCase", "rest"];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
}

/// All lines of code of the models, with the file that each is in; neither comments nor tests.
fn lines() -> Vec<(String, String)> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut files = Vec::new();
    for folder in ["conf/src", "xml/src"] {
        sources(&crates.join(folder), &mut files);
    }
    assert!(files.len() > 100, "{} files", files.len());
    let mut lines = Vec::new();
    for file in files {
        let name = file.strip_prefix(crates).unwrap().to_str().unwrap().replace('\\', "/");
        let text = std::fs::read_to_string(&file).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        for line in code.lines().map(str::trim).filter(|line| !line.starts_with("//")) {
            lines.push((name.clone(), line.to_owned()));
        }
    }
    lines
}

fn has_word(line: &str, word: &str) -> bool {
    line.split(|c: char| !c.is_alphanumeric() && c != '_').any(|own| own == word)
}

#[test]
fn only_metadata_is_kept_as_it_stands() {
    let lines = lines();
    let mut kept = Vec::new();
    let mut attribute = "";
    for (file, line) in &lines {
        if line.starts_with("#[xml(") {
            attribute = line;
            let raw = line.starts_with("#[xml(raw") || line.contains(", raw");
            assert!(!raw || KEPT.iter().any(|(own, of, _)| own == file && of == line), "{file}: {line}");
        }
        if has_word(line, "RawXml") && !line.starts_with("use ") && !HOME.contains(&file.as_str()) {
            kept.push((file.as_str(), attribute, line.as_str()));
        }
    }
    kept.sort_unstable();
    assert_eq!(kept, KEPT);
}

#[test]
fn nothing_copies_an_element_from_the_document() {
    // Whoever keeps bytes must ask for them: of `RawXml`, or of the node.
    for (file, line) in lines() {
        let asks = line.contains(".source()") || line.contains("from_node(") || line.contains("input_text()");
        let own = HOME.contains(&file.as_str()) || file == "xml/src/document.rs";
        let other =
            !line.contains("node.source()") && !line.contains("from_node(") && !line.contains("input_text()");
        assert!(!asks || own || other, "{file}: {line}");
    }
}

#[test]
fn no_model_has_a_catch_all() {
    for (file, line) in lines() {
        let field = line.strip_prefix("pub ").unwrap_or(&line).split_once(':').map_or("", |(name, _)| name);
        for word in CATCH_ALLS {
            let type_of_that_name = word.starts_with(char::is_uppercase) && has_word(&line, word);
            let kept = line.starts_with("pub ") && field == *word;
            assert!(!type_of_that_name && !kept, "{file}: {line}");
        }
        assert!(!line.contains("serde(flatten)") || !line.contains("Map<"), "{file}: {line}");
    }
}

/// Reads and writes a document of this kind, with everything that can be shown.
fn again(kind: SchemaKind, xml: &str) -> vir_types::Result<String> {
    let status = XmlFormat::status();
    Ok(match kind {
        SchemaKind::Domain => DomainDef::parse(xml)?.to_xml_with(status),
        SchemaKind::DomainStatus => DomainStatus::parse(xml)?.to_xml(),
        SchemaKind::Snapshot => SnapshotDef::parse(xml)?.to_xml(true),
        // It is held against its schema, which lets nothing unknown pass.
        SchemaKind::Checkpoint => CheckpointDef::parse_existing(&xml.replacen(
            "</domaincheckpoint>",
            "<creationTime>1</creationTime></domaincheckpoint>",
            1,
        ))?
        .to_xml(true),
        SchemaKind::Backup => BackupDef::parse_unchecked(xml)?.to_xml(),
        SchemaKind::Network => NetworkDef::parse(xml)?.to_xml_with(status),
        SchemaKind::NetworkStatus => NetworkStatus::parse(xml)?.to_xml(),
        SchemaKind::NetworkPort => NetworkPortDef::parse(xml)?.to_xml(),
        SchemaKind::StoragePool => StoragePoolDef::parse(xml)?.to_xml_with(status),
        SchemaKind::StorageVol => StorageVolDef::parse(xml)?.to_xml(),
        SchemaKind::StoragePoolCaps => StoragePoolCaps::parse(xml)?.to_xml(),
        SchemaKind::NodeDev => NodeDevDef::parse(xml)?.to_xml(),
        SchemaKind::Interface => InterfaceDef::parse(xml)?.to_xml(),
        SchemaKind::NwFilter => NwFilterDef::parse(xml)?.to_xml(),
        SchemaKind::NwFilterBinding => NwFilterBindingDef::parse(xml)?.to_xml(),
        SchemaKind::Secret => SecretDef::parse(xml)?.to_xml(),
        SchemaKind::Capabilities => Capabilities::parse(xml)?.to_xml(),
        SchemaKind::DomainCaps => DomainCaps::parse(xml)?.to_xml(),
        SchemaKind::MigrationCookie => MigrationCookie::parse(xml)?.to_xml(),
        SchemaKind::Cpu => vir_conf::cpu::Processor::parse(xml)?.to_xml(),
        _ => panic!("{kind:?} is not written"),
    })
}

/// The fenced documents of `docs/`.
fn documented() -> Vec<(String, String)> {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    let mut blocks = Vec::new();
    for entry in std::fs::read_dir(docs).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if !name.starts_with("format-") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        for block in text.split("```xml\n").skip(1) {
            blocks.push((name.clone(), block.split("```").next().unwrap().to_owned()));
        }
    }
    blocks
}

/// The document with an unknown attribute and an unknown element in one of its elements, for each of them.
fn spoilt(xml: &str) -> Vec<(String, String)> {
    let tree = roxmltree::Document::parse(xml).unwrap();
    let mut all = Vec::new();
    for node in tree.root_element().descendants().filter(roxmltree::Node::is_element) {
        let inside = |name: &str| node.ancestors().any(|it| it.tag_name().name() == name);
        if inside("metadata") {
            continue;
        }
        let (range, source) = (node.range(), &xml[node.range()]);
        let name_end = source.find([' ', '\n', '/', '>']).unwrap();
        let (name, after) = source.split_at(name_end);
        let attribute = format!("{name} unknown-word='unknown-word'{after}");
        // At the end, so that the first text inside stays the first.
        let element = match source.rfind("</") {
            Some(end) if !source.ends_with("/>") || source.len() > end + 2 && node.has_children() => {
                format!(
                    "{}<unknown-word a='1'>unknown-word<b/></unknown-word>{}",
                    &source[..end],
                    &source[end..]
                )
            }
            _ => {
                let open = source.strip_suffix("/>").unwrap();
                let close = &name[1..];
                format!("{open}><unknown-word a='1'>unknown-word<b/></unknown-word></{close}>")
            }
        };
        let whole = |element: &str| format!("{}{element}{}", &xml[..range.start], &xml[range.end..]);
        let path = node.tag_name().name().to_owned();
        all.push((format!("attribute of {path}"), whole(&attribute)));
        all.push((format!("element in {path}"), whole(&element)));
    }
    all
}

/// Elements whose children are words: one that is not known is refused, as libvirt does.
const REFUSING: &[&str] = &["active_pcr_banks", "features", "hyperv", "kvm", "stimer"];

#[test]
fn what_is_unknown_vanishes() {
    // The documents have no map of processors and no data of one: neither is written as a document.
    let (mut kinds, mut refused, mut count) = (Vec::new(), Vec::new(), 0);
    for (file, xml) in documented() {
        let kind = SchemaKind::of_document(&xml).unwrap();
        if kind == SchemaKind::CpuMap {
            continue;
        }
        kinds.push(kind);
        let clean = again(kind, &xml).unwrap();
        for (place, spoilt) in spoilt(&xml) {
            let written = match again(kind, &spoilt) {
                Ok(written) => written,
                Err(error)
                    if place.starts_with("element")
                        && REFUSING.contains(&place.trim_start_matches("element in ")) =>
                {
                    assert!(error.message().contains("unknown-word"), "{file}: {place}: {error}");
                    continue;
                }
                Err(error) if kind == SchemaKind::Checkpoint => {
                    assert!(error.message().contains("is not allowed"), "{file}: {place}: {error}");
                    continue;
                }
                Err(error) => {
                    refused.push(format!("{file}: {place}: {error}"));
                    continue;
                }
            };
            assert!(!written.contains("unknown-word"), "{file}: {kind:?}: {place} is kept:\n{written}");
            assert_eq!(written, clean, "{file}: {kind:?}: {place} changes something else");
            count += 1;
        }
    }
    for kind in SchemaKind::all().filter(|kind| *kind != SchemaKind::CpuMap) {
        assert!(kinds.contains(&kind), "docs/format-*.md have no document of {kind:?}");
    }
    assert!(refused.is_empty(), "{}", refused.join("\n"));
    assert!(count > 1000, "only {count} places");
}
