//! What definitions become and which are refused, against libvirt's own test data: the score must not sink.
//!
//! `cargo xtask corpus --qemu` shows the same with reasons; here `DIFF=name` prints the lines of one case.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use vir_conf::bitmap::CpuSet;
use vir_conf::{Defaults, DomainDef, XmlFormat};
use vir_qemu::caps::{Exchange, QemuCaps};
use vir_qemu::config::Config;
use vir_qemu::firmware::Firmware;
use vir_qemu::host::{Host, Kvm};
use vir_qemu::{complete, start, validate};
use vir_types::Result;

fn corpus() -> Option<PathBuf> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let dir = std::env::var_os("VIR_CORPUS").map_or_else(|| root.join("../shared/corpus"), PathBuf::from);
    dir.is_dir().then_some(dir)
}

fn recorded(text: &str) -> Vec<Vec<Exchange>> {
    let values: Vec<Value> =
        serde_json::Deserializer::from_str(text).into_iter().map(|it| it.unwrap()).collect();
    let mut runs: Vec<Vec<Exchange>> = Vec::new();
    for pair in values.chunks(2) {
        if pair[0]["execute"] == "qmp_capabilities" {
            runs.push(Vec::new());
        }
        runs.last_mut().unwrap().push((pair[0].clone(), pair[1].clone()));
    }
    runs
}

/// The newest of the pretended emulators knows machines by their other names only.
fn strip_aliases(caps: &mut QemuCaps) {
    for accel in [&mut caps.kvm, &mut caps.tcg].into_iter().flatten() {
        for machine in &mut accel.machines {
            if let Some(alias) = machine.alias.take() {
                machine.name = alias;
            }
        }
    }
}

fn emulators(dir: &Path) -> BTreeMap<String, QemuCaps> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(dir.join("qemu-capabilities")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let Some(version) = name.strip_prefix("caps_").and_then(|it| it.strip_suffix("_x86_64.replies"))
        else {
            continue;
        };
        let runs = recorded(&fs::read_to_string(&path).unwrap());
        let mut caps = QemuCaps::from_replies(&runs[0]).unwrap();
        caps.add_tcg(&runs[1]);
        let mut stripped = caps.clone();
        strip_aliases(&mut stripped);
        all.insert(version.to_owned(), caps);
        if version == "10.0.0" {
            all.insert("latest".into(), stripped);
        }
    }
    all
}

fn host(dir: &Path) -> Host {
    let mut host = Host::default();
    host.arch = "x86_64".into();
    host.kvm = Kvm::Usable;
    host.rdp = true;
    host.hugepages_kib = vec![2048, 1_048_576];
    host.numa_nodes = Some(CpuSet::range(0, 3));
    let mut files: Vec<PathBuf> =
        fs::read_dir(dir.join("qemu-firmware")).unwrap().map(|it| it.unwrap().path()).collect();
    files.sort();
    // One is hidden by an empty file of the administrator.
    files.retain(|it| !it.to_str().unwrap().contains("92-masked"));
    host.firmware = files.iter().filter_map(|it| Firmware::parse(&fs::read_to_string(it).unwrap())).collect();
    host
}

struct Case {
    name: String,
    version: String,
    variant: String,
    xml: Option<String>,
    err: Option<String>,
}

fn cases(dir: &Path) -> Vec<Case> {
    let mut all: BTreeMap<(String, String, String), Case> = BTreeMap::new();
    for entry in fs::read_dir(dir.join("domain/qemu")).unwrap() {
        let path = entry.unwrap().path();
        let file = path.file_name().unwrap().to_str().unwrap().to_owned();
        let Some((name, rest)) = file.split_once(".x86_64-") else { continue };
        let Some((stem, ending @ ("xml" | "err"))) = rest.rsplit_once('.') else { continue };
        let at = stem.find(".abi").or_else(|| stem.find('+')).unwrap_or(stem.len());
        let key = (name.to_owned(), stem[..at].to_owned(), stem[at..].to_owned());
        let case = all.entry(key.clone()).or_insert(Case {
            name: key.0,
            version: key.1,
            variant: key.2,
            xml: None,
            err: None,
        });
        let text = fs::read_to_string(&path).unwrap();
        if ending == "xml" { case.xml = Some(text) } else { case.err = Some(text) }
    }
    all.into_values().collect()
}

fn define(case: &Case, input: &str, caps: &QemuCaps, host: &Host) -> Result<DomainDef> {
    let mut random = |bytes: &mut [u8]| bytes.fill(0);
    let mut defaults = Defaults::new(&mut random).with_arch("x86_64");
    let mut config = Config::default();
    config.lib_dir = "/var/lib/libvirt/qemu".into();
    config.spice_tls = true;
    let mut def = DomainDef::parse(input)?;
    if case.variant.contains("abi-update") {
        complete::complete_new(&mut def, caps, host, &config, &mut defaults)?;
    } else {
        complete::complete(&mut def, caps, host, &config, &mut defaults)?;
    }
    validate::validate(&def, caps, host, &config)?;
    Ok(def)
}

fn diff(theirs: &str, ours: &str) -> String {
    let (a, b): (Vec<&str>, Vec<&str>) = (theirs.lines().collect(), ours.lines().collect());
    let missing =
        a.iter().find(|it| a.iter().filter(|x| x == it).count() > b.iter().filter(|x| x == it).count());
    let extra =
        b.iter().find(|it| b.iter().filter(|x| x == it).count() > a.iter().filter(|x| x == it).count());
    match (missing, extra) {
        (None, None) => "order".into(),
        (a, b) => format!("- {} | + {}", a.map_or("", |it| it.trim()), b.map_or("", |it| it.trim())),
    }
}

#[test]
fn documents_and_refusals_are_libvirts() {
    let Some(dir) = corpus() else { return };
    let (emulators, host) = (emulators(&dir), host(&dir));
    let wanted = std::env::var("DIFF").ok();
    let (mut xml, mut err) = ((0, 0), (0, 0));
    for case in cases(&dir) {
        // Of the emulators on other hosts there are no answers.
        let Some(caps) = emulators.get(&case.version).filter(|_| !case.variant.starts_with('+')) else {
            continue;
        };
        let Ok(input) = fs::read_to_string(dir.join(format!("domain/qemu/{}.xml", case.name))) else {
            continue;
        };
        let title = format!("{} {}{}", case.name, case.version, case.variant);
        let mut config = Config::default();
        config.spice_tls = true;
        let mut outcome = std::panic::catch_unwind(|| define(&case, &input, caps, &host))
            .unwrap_or_else(|_| Err(vir_types::Error::internal("it panics")));
        if let Some(theirs) = &case.xml {
            xml.1 += 1;
            let ours = outcome.as_ref().map(|def| def.to_xml_with(XmlFormat::persistent()));
            match &ours {
                Ok(ours) if ours == theirs => xml.0 += 1,
                Ok(ours) => {
                    println!("XML {title}: {}", diff(theirs, ours));
                    if wanted.as_deref() == Some(case.name.as_str()) {
                        fs::write("/tmp/a/theirs.xml", theirs).unwrap();
                        fs::write("/tmp/a/ours.xml", ours).unwrap();
                    }
                }
                Err(error) => println!("XML {title}: ERROR {error}"),
            }
        }
        if let Some(theirs) = &case.err {
            err.1 += 1;
            outcome = outcome.and_then(|mut def| {
                start::prepare(&mut def, caps, &host, &config)?;
                Ok(def)
            });
            match &outcome {
                Err(error) if error.message().contains(theirs.trim()) => err.0 += 1,
                Err(error) => println!("ERR {title}: {} | ours: {error}", theirs.trim()),
                Ok(_) => println!("ERR {title}: {} | accepted", theirs.trim()),
            }
        }
    }
    println!("xml {}/{}  err {}/{}", xml.0, xml.1, err.0, err.1);
    assert!(xml.0 * 100 >= xml.1 * 98, "documents: {} of {}", xml.0, xml.1);
    assert!(err.0 * 100 >= err.1 * 97, "refusals: {} of {}", err.0, err.1);
}
