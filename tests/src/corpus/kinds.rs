//! Every kind: a folder of the corpus, and what is done with a document of it.

use vir_conf::nodedev::Capability;
use vir_conf::storage_pool::PoolType;
use vir_conf::storage_vol::CapacityRule;
use vir_conf::{
    Capabilities, Defaults, DomainCaps, InterfaceDef, MigrationCookie, NetworkDef, NetworkPortDef,
    NodeDevDef, NwFilterBindingDef, NwFilterDef, SecretDef, StoragePoolDef, StorageVolDef, XmlFormat,
};
use vir_types::Result;

use super::case::{Case, Corpus};
use super::score::Loaded;
use super::{cpu, domain, moments, update};

/// What is done with the documents of a folder.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// Its name in the table; as a rule its folder.
    pub name: &'static str,
    /// Its documents.
    pub cases: fn(&Corpus) -> Vec<Case>,
    /// Reads a document and writes it.
    pub load: fn(&Case) -> Result<Loaded>,
    /// Whether `load` looks for lost meaning too.
    pub checks_meaning: bool,
}

/// Where the canonical form of a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Twin {
    /// In a document of the same name in this folder; where there is none, it is canonical itself.
    In(&'static str),
    /// In a document of the same name in this folder; where there is none, it is not known.
    OnlyIn(&'static str),
    /// It is canonical itself.
    Itself,
    /// Nowhere: the document is from another kind of test.
    Unknown,
}

/// The documents of a folder as cases; `None` for `expected` where a document that is complained about has
/// no twin.
#[must_use]
pub fn folder(corpus: &Corpus, folder: &str, twin: Twin) -> Vec<Case> {
    let mut cases = Vec::new();
    for name in corpus.names(folder) {
        let Some(mut case) = corpus.case(folder, &name) else { continue };
        let other = match twin {
            Twin::In(folder) | Twin::OnlyIn(folder) => corpus.text(&format!("{folder}/{name}.xml")),
            Twin::Itself | Twin::Unknown => None,
        };
        let unknown =
            matches!(twin, Twin::Unknown | Twin::OnlyIn(_)) || case.expectation == super::Expectation::Warns;
        case.expected = other.or_else(|| (!unknown).then(|| case.xml.clone()));
        cases.push(case);
    }
    cases
}

/// A kind whose documents are a folder's.
macro_rules! kind {
    ($name:literal, $load:expr) => {
        Kind {
            name: $name,
            cases: |corpus| folder(corpus, $name, Twin::Unknown),
            load: $load,
            checks_meaning: true,
        }
    };
    ($name:literal, $twin:expr, $load:expr) => {
        Kind { name: $name, cases: |corpus| folder(corpus, $name, $twin), load: $load, checks_meaning: false }
    };
}
pub(super) use kind;

/// Generated values that do not depend on chance.
pub(super) fn with_defaults<T>(load: impl FnOnce(&mut Defaults<'_>) -> T) -> T {
    let mut random = |bytes: &mut [u8]| bytes.fill(1);
    load(&mut Defaults::new(&mut random))
}

/// All kinds.
#[must_use]
pub fn all() -> Vec<Kind> {
    let mut kinds = domain::kinds();
    kinds.extend(moments::kinds());
    kinds.extend(cpu::kinds());
    kinds.extend([
        kind!("network/in", Twin::In("network/out"), network),
        kind!("network/out", Twin::Itself, network),
        kind!("network/dnsmasq", |case| settles(case, network)),
        kind!("network/firewall", |case| settles(case, network)),
        update::KIND,
        kind!("network/port", Twin::Itself, port),
        kind!("secret/in", Twin::Itself, secret),
        kind!("storagepool/in", Twin::OnlyIn("storagepool/out"), pool),
        kind!("storagepool/out", Twin::Itself, pool),
        kind!("storagevol/in", Twin::OnlyIn("storagevol/out"), volume),
        kind!("storagevol/out", Twin::Itself, volume),
        Kind { name: "nodedev/in", cases: nodedev_cases, load: nodedev, checks_meaning: false },
        kind!("nodedev/out", Twin::Itself, nodedev),
        Kind { name: "nwfilter/in", cases: nwfilter_cases, load: nwfilter, checks_meaning: false },
        kind!("nwfilter/out", Twin::Itself, nwfilter),
        kind!("nwfilter/firewall", |case| settles(case, nwfilter)),
        kind!("nwfilter/binding", Twin::Itself, binding),
        kind!("capabilities", Twin::Itself, capabilities),
        kind!("domaincaps", Twin::Itself, domain_caps),
        kind!("migration-cookie", Twin::Itself, cookie),
        kind!("interface/in", Twin::Itself, interface),
    ]);
    kinds
}

fn network(case: &Case) -> Result<Loaded> {
    let def = with_defaults(|defaults| NetworkDef::load(&case.xml, defaults))?;
    let format =
        if case.flags.contains("inactive") { XmlFormat::persistent() } else { XmlFormat::new(true, true) };
    Ok(Loaded::new(def.to_xml_with(format)))
}

/// What is written reads back as what is written.
pub(super) fn settles(case: &Case, load: fn(&Case) -> Result<Loaded>) -> Result<Loaded> {
    let mut first = load(case)?;
    let again = Case { xml: first.output.clone(), ..case.clone() };
    match load(&again) {
        Ok(second) if second.output == first.output => {}
        Ok(_) => first.lost.push("read again, it differs".into()),
        Err(error) => first.lost.push(format!("written, it is refused: {error}")),
    }
    Ok(first)
}

fn pool(case: &Case) -> Result<Loaded> {
    let def = with_defaults(|defaults| StoragePoolDef::load(&case.xml, defaults))?;
    Ok(Loaded::new(def.to_xml()))
}

/// What kind of pool a volume is in: libvirt's test says it, here its name does.
fn volume(case: &Case) -> Result<Loaded> {
    let name = case.name.rsplit('/').next().unwrap_or_default();
    let kinds = [
        ("logical", PoolType::Logical),
        ("partition", PoolType::Disk),
        ("gluster", PoolType::Gluster),
        ("sheepdog", PoolType::Sheepdog),
    ];
    let found = kinds.iter().find(|(word, _)| name.contains(word));
    let pool = found.map_or(PoolType::Dir, |(_, pool)| *pool);
    // A volume that is copied from another needs no size, and the test has such.
    let rule = if name.contains("nocapacity") { CapacityRule::Optional } else { CapacityRule::Required };
    Ok(Loaded::new(StorageVolDef::load(&case.xml, pool, rule)?.to_xml()))
}

fn port(case: &Case) -> Result<Loaded> {
    Ok(Loaded::new(NetworkPortDef::load(&case.xml)?.to_xml()))
}

fn secret(case: &Case) -> Result<Loaded> {
    let def = with_defaults(|defaults| SecretDef::load(&case.xml, defaults))?;
    Ok(Loaded::new(def.to_xml()))
}

/// Some devices are written twice: as they are and as they are defined.
fn nodedev_cases(corpus: &Corpus) -> Vec<Case> {
    let mut cases = folder(corpus, "nodedev/in", Twin::OnlyIn("nodedev/out"));
    for at in 0..cases.len() {
        let name = cases[at].name.trim_start_matches("nodedev/in/").to_owned();
        if let Some(expected) = corpus.text(&format!("nodedev/out/{name}_inactive.xml")) {
            let name = format!("{}_inactive", cases[at].name);
            cases.push(Case { name, expected: Some(expected), ..cases[at].clone() });
        }
    }
    cases
}

fn nodedev(case: &Case) -> Result<Loaded> {
    let mut def = NodeDevDef::load(&case.xml)?;
    for capability in &mut def.capabilities {
        // Libvirt's parser drops the counts of blocks and its test puts them back.
        if let Capability::Storage(storage) = capability {
            let caps = &mut storage.capabilities;
            let (blocks, size, bytes) = match &mut caps.removable {
                Some(removable) if removable.media_available => {
                    (&mut removable.blocks, 2048, removable.media_size)
                }
                Some(_) => continue,
                None => (&mut caps.blocks, 512, caps.size),
            };
            (blocks.block_size, blocks.count) = (size, bytes / size);
        }
    }
    let format =
        if case.name.ends_with("_inactive") { XmlFormat::persistent() } else { XmlFormat::new(true, true) };
    Ok(Loaded::new(def.to_xml_with(format)))
}

/// What is left of a filter that is complained about is the one without the bad values.
fn nwfilter_cases(corpus: &Corpus) -> Vec<Case> {
    let mut cases = folder(corpus, "nwfilter/in", Twin::In("nwfilter/out"));
    for case in cases.iter_mut().filter(|case| case.expected.is_none()) {
        let name = case.name.trim_start_matches("nwfilter/in/").trim_end_matches("-invalid");
        case.expected = corpus.text(&format!("nwfilter/out/{name}.xml"));
    }
    cases
}

fn nwfilter(case: &Case) -> Result<Loaded> {
    let (def, warnings) = with_defaults(|defaults| NwFilterDef::load_with_warnings(&case.xml, defaults))?;
    let warnings = warnings.iter().map(ToString::to_string).collect();
    Ok(Loaded { output: def.to_xml(), warnings, ..Loaded::default() })
}

fn binding(case: &Case) -> Result<Loaded> {
    Ok(Loaded::new(NwFilterBindingDef::load(&case.xml)?.to_xml()))
}

fn capabilities(case: &Case) -> Result<Loaded> {
    Ok(Loaded::new(Capabilities::parse(&case.xml)?.to_xml()))
}

fn domain_caps(case: &Case) -> Result<Loaded> {
    Ok(Loaded::new(DomainCaps::parse(&case.xml)?.to_xml()))
}

fn cookie(case: &Case) -> Result<Loaded> {
    Ok(Loaded::new(MigrationCookie::parse(&case.xml)?.to_xml()))
}

fn interface(case: &Case) -> Result<Loaded> {
    Ok(Loaded::new(InterfaceDef::load(&case.xml)?.to_xml()))
}
