//! What we say of recorded emulators' guests, against libvirt's documents.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use vir_conf::domain::VirtType;
use vir_conf::domain::device::tpm::TpmVersion;
use vir_conf::domain_caps::DomainCaps;
use vir_qemu::caps::{Exchange, QemuCaps};
use vir_qemu::config::Config;
use vir_qemu::domain_caps::{Question, document};
use vir_qemu::firmware::Firmware;
use vir_qemu::host::{Host, Kvm};
use vir_types::Code;

fn corpus() -> Option<PathBuf> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let dir = std::env::var_os("VIR_CORPUS").map_or_else(|| root.join("../shared/corpus"), PathBuf::from);
    dir.is_dir().then_some(dir)
}

fn recorded(dir: &Path, version: &str) -> Option<QemuCaps> {
    let path = dir.join(format!("qemu-capabilities/caps_{version}_x86_64.replies"));
    let text = fs::read_to_string(path).ok()?;
    let values: Vec<Value> =
        serde_json::Deserializer::from_str(&text).into_iter().map(Result::unwrap).collect();
    let mut runs: Vec<Vec<Exchange>> = Vec::new();
    for pair in values.chunks(2) {
        if pair[0]["execute"] == "qmp_capabilities" {
            runs.push(Vec::new());
        }
        runs.last_mut().unwrap().push((pair[0].clone(), pair[1].clone()));
    }
    let mut caps = QemuCaps::from_replies(&runs[0]).unwrap();
    caps.add_tcg(&runs[1]);
    Some(caps)
}

/// The host that libvirt's tests pretend.
fn host() -> Host {
    let mut host = Host::default();
    host.arch = "x86_64".into();
    host.kvm = Kvm::Usable;
    host.rdp = true;
    host.vfio = true;
    host.phys_addr_bits = Some(64);
    host.swtpm = Some(vec![TpmVersion::V2]);
    host
}

fn firmware(interface: &str, mapping: &str, features: &str) -> Firmware {
    let target = r#"{"architecture": "x86_64", "machines": ["pc-i440fx-*", "pc-q35-*"]}"#;
    let json = format!(
        r#"{{"interface-types": ["{interface}"], "mapping": {mapping}, "targets": [{target}], "features": [{features}]}}"#
    );
    Firmware::parse(&json).unwrap()
}

#[test]
fn documents_are_libvirts() {
    let Some(dir) = corpus() else { return };
    let mut seen = 0;
    for entry in fs::read_dir(dir.join("domaincaps")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        // The others' emulators and hosts were not recorded.
        let Some(version) = name.strip_prefix("qemu_").and_then(|it| it.strip_suffix(".x86_64.xml")) else {
            continue;
        };
        let (version, variant) = version.split_once('-').unwrap_or((version, ""));
        let Some(caps) = recorded(&dir, version) else { continue };
        seen += 1;

        let theirs = fs::read_to_string(&path).unwrap();
        let wanted = DomainCaps::parse(&theirs).unwrap();
        let host = host();
        let mut config = Config::default();
        let mut question = Question::new("/usr/bin/qemu-system-x86_64");
        question.machine = match variant {
            "q35" => Some("q35"),
            _ => Some("pc"),
        };
        question.virt_type = Some(if variant == "tcg" { VirtType::Qemu } else { VirtType::Kvm });
        // Their firmware is not in the corpus: what the document says of it is taken from there.
        let fake = |number: u8| format!("/obviously/fake/firmware{number}.fd");
        config.firmware = vec![(fake(1), String::new()), (fake(2), String::new())];
        let mut ours = document(&question, &caps, &host, &config).unwrap();
        assert!(ours.os.as_ref().unwrap().firmware.as_ref().unwrap().is_empty());
        let (os, wanted) = (ours.os.as_mut().unwrap(), wanted.os.unwrap());
        os.firmware = wanted.firmware;
        os.loader.as_mut().unwrap().secure = wanted.loader.unwrap().secure;

        let ours = ours.to_xml();
        let (a, b): (Vec<&str>, Vec<&str>) = (theirs.trim().lines().collect(), ours.trim().lines().collect());
        let first = a.iter().zip(&b).position(|(a, b)| a != b);
        let first = first.or((a.len() != b.len()).then(|| a.len().min(b.len())));
        if let Some(at) = first {
            panic!("{name}:{}: {:?}, ours {:?}", at + 1, a.get(at), b.get(at));
        }
    }
    assert!(seen >= 6, "{seen}");
}

#[test]
fn firmware_of_the_machine_is_told() {
    let Some(caps) = corpus().and_then(|dir| recorded(&dir, "10.0.0")) else { return };
    let flash = |code: &str| {
        let image = |name: &str| format!(r#"{{"filename": "{name}", "format": "raw"}}"#);
        format!(
            r#"{{"device": "flash", "executable": {}, "nvram-template": {}}}"#,
            image(code),
            image("/vars")
        )
    };
    let mut host = host();
    host.firmware = vec![
        firmware("uefi", &flash("/secure.fd"), r#""secure-boot", "requires-smm""#),
        firmware("uefi", &flash("/plain.fd"), ""),
        firmware("uefi", &flash("/plain.fd"), r#""enrolled-keys""#),
        firmware("bios", r#"{"device": "memory", "filename": "/seabios.bin"}"#, ""),
    ];
    let question = Question::new("/usr/bin/qemu-system-x86_64");
    let os = document(&question, &caps, &host, &Config::default()).unwrap().os.unwrap();
    assert_eq!(os.firmware.unwrap(), ["bios", "efi"]);
    let loader = os.loader.unwrap();
    assert_eq!(loader.values, ["/secure.fd", "/plain.fd", "/seabios.bin"]);
    assert_eq!(loader.secure.unwrap(), ["yes", "no"]);
}

#[test]
fn guests_that_the_emulator_does_not_have_are_refused() {
    let Some(mut caps) = corpus().and_then(|dir| recorded(&dir, "10.0.0")) else { return };
    caps.kvm = None;
    let (host, config) = (host(), Config::default());
    let refused = |change: &dyn Fn(&mut Question<'_>)| {
        let mut question = Question::new("/q");
        change(&mut question);
        let error = document(&question, &caps, &host, &config).unwrap_err();
        assert_eq!(error.code(), Code::INVALID_ARG);
        error.extra().strings[0].as_deref().unwrap().to_owned()
    };
    assert_eq!(
        refused(&|question| question.arch = Some("s390x")),
        "architecture from emulator 'x86_64' doesn't match given architecture 's390x'"
    );
    assert_eq!(
        refused(&|question| question.virt_type = Some(VirtType::Kvm)),
        "the accel 'kvm' is not supported by '/q' on this host"
    );
    assert_eq!(
        refused(&|question| question.virt_type = Some(VirtType::Xen)),
        "Emulator '/q' does not support virt type 'xen'"
    );
    assert_eq!(
        refused(&|question| question.machine = Some("nothing")),
        "the machine 'nothing' is not supported by emulator '/q'"
    );
    let usual = document(&Question::new("/q"), &caps, &host, &config).unwrap();
    assert_eq!(usual.virt_type, VirtType::Qemu);
}
