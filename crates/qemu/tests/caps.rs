//! What we make of the answers of recorded emulators, against libvirt's digests of them.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;
use vir_qemu::caps::{Exchange, QemuCaps};

fn corpus() -> Option<PathBuf> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let dir = std::env::var_os("VIR_CORPUS").map_or_else(|| root.join("../shared/corpus"), PathBuf::from);
    dir.is_dir().then(|| dir.join("qemu-capabilities"))
}

/// The exchanges of the run with KVM and of the one without.
fn recorded(text: &str) -> Vec<Vec<Exchange>> {
    let values: Vec<Value> =
        serde_json::Deserializer::from_str(text).into_iter().map(Result::unwrap).collect();
    let mut runs: Vec<Vec<Exchange>> = Vec::new();
    for pair in values.chunks(2) {
        if pair[0]["execute"] == "qmp_capabilities" {
            runs.push(Vec::new());
        }
        runs.last_mut().unwrap().push((pair[0].clone(), pair[1].clone()));
    }
    runs
}

fn attr<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let rest = &line[line.find(&format!(" {name}='"))? + name.len() + 3..];
    rest.split('\'').next()
}

#[test]
fn abilities_machines_and_processors_are_libvirts() {
    let Some(dir) = corpus() else { return };
    let mut seen = 0;
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|ext| ext != "replies") {
            continue;
        }
        seen += 1;
        let runs = recorded(&fs::read_to_string(&path).unwrap());
        let mut caps = QemuCaps::from_replies(&runs[0]).unwrap();
        caps.add_tcg(&runs[1]);
        let digest = fs::read_to_string(path.with_extension("xml")).unwrap();

        let wanted: BTreeSet<&str> = digest
            .lines()
            .filter(|it| it.starts_with("  <flag "))
            .filter_map(|it| attr(it, "name"))
            .collect();
        let flags: BTreeSet<&str> = caps.flags.iter().map(|cap| cap.name()).collect();
        let missing: Vec<_> = wanted.difference(&flags).collect();
        let excess: Vec<_> = flags.difference(&wanted).collect();
        assert!(missing.is_empty() && excess.is_empty(), "{path:?}: missing {missing:?}, excess {excess:?}");

        for (kind, accel) in [("kvm", &caps.kvm), ("tcg", &caps.tcg)] {
            let accel = accel.as_ref().unwrap();
            let yes = |on: bool| on.then_some("yes");
            let lines = |tag: &str| {
                let (start, kind) = (format!("  <{tag} "), format!("type='{kind}'"));
                digest
                    .lines()
                    .filter(move |it| it.starts_with(&start) && it.contains(&kind))
                    .collect::<Vec<_>>()
            };
            let machines = lines("machine");
            assert_eq!(machines.len(), accel.machines.len());
            for (line, machine) in machines.iter().zip(&accel.machines) {
                assert_eq!(attr(line, "name"), Some(machine.name.as_str()), "{line}");
                assert_eq!(attr(line, "alias"), machine.alias.as_deref(), "{line}");
                assert_eq!(attr(line, "maxCpus").unwrap(), machine.max_cpus.to_string(), "{line}");
                assert_eq!(attr(line, "hotplugCpus"), yes(machine.hotplug_cpus), "{line}");
                assert_eq!(attr(line, "defaultCPU"), machine.default_cpu.as_deref(), "{line}");
                assert_eq!(attr(line, "defaultRAMid"), machine.default_ram_id.as_deref(), "{line}");
                assert_eq!(attr(line, "numaMemSupported"), yes(machine.numa_mem), "{line}");
                assert_eq!(attr(line, "deprecated"), yes(machine.deprecated), "{line}");
                assert_eq!(
                    attr(line, "acpi"),
                    machine.acpi.map(|on| if on { "yes" } else { "no" }),
                    "{line}"
                );
            }
            let cpus = lines("cpu");
            assert_eq!(cpus.len(), accel.cpus.len());
            for (line, cpu) in cpus.iter().zip(&accel.cpus) {
                assert_eq!(attr(line, "name"), Some(cpu.name.as_str()), "{line}");
                assert_eq!(attr(line, "typename"), cpu.typename.as_deref(), "{line}");
                assert_eq!(
                    attr(line, "usable"),
                    cpu.usable.map(|on| if on { "yes" } else { "no" }),
                    "{line}"
                );
                assert_eq!(attr(line, "deprecated"), yes(cpu.deprecated), "{line}");
            }
            let blockers = digest.lines().filter(|it| it.starts_with("    <blocker ")).count();
            let found = [&caps.kvm, &caps.tcg].into_iter().flatten().flat_map(|it| &it.cpus);
            assert_eq!(blockers, found.map(|cpu| cpu.blockers.len()).sum::<usize>(), "{path:?}");
        }
        let properties = digest.lines().filter(|it| it.starts_with("    <property ")).count();
        let found = [&caps.kvm, &caps.tcg].into_iter().flatten().filter_map(|it| it.host_cpu.as_ref());
        assert_eq!(properties, found.map(|cpu| cpu.properties.len()).sum::<usize>(), "{path:?}");
        let fixed = digest.matches("migratable='no'").count();
        let found = [&caps.kvm, &caps.tcg].into_iter().flatten().filter_map(|it| it.host_cpu.as_ref());
        let found = found.flat_map(|cpu| &cpu.properties).filter(|it| it.migratable == Some(false));
        assert_eq!(fixed, found.count(), "{path:?}");
        let hyperv: Vec<&str> = digest
            .lines()
            .filter(|it| it.starts_with("    <cap "))
            .filter_map(|it| attr(it, "name"))
            .collect();
        assert_eq!(hyperv, caps.hyperv, "{path:?}");
    }
    assert!(seen > 0);
}
