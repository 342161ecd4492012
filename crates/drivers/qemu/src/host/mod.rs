//! What the driver must know of its host.

pub(crate) mod document;
pub(crate) mod processor;
pub(crate) mod sys;
pub(crate) mod topology;

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;

use vir_conf::domain::device::tpm::TpmVersion;
use vir_qemu::firmware::Firmware;
use vir_qemu::host::{Host, Kvm};
use vir_util::process::{RunAs, find_program};
use vir_util::processor::KvmDevice;

/// Looks at the host, once.
pub(crate) fn look(run_as: Option<&RunAs>) -> Host {
    let mut host = Host::default();
    host.arch = std::env::consts::ARCH.to_owned();
    host.kvm = kvm(Path::new(processor::KVM), run_as);
    host.firmware = firmware();
    host.page_size_kib = vir_util::page_size_kib();
    host.hugepages_kib = hugepages().into_iter().map(|(size, _)| size).collect();
    host.numa_nodes = sys::Sys::new(sys::SYSTEM).at("node").set("online");
    host.cpu = processor::for_guests().unwrap_or_else(|error| {
        tracing::warn!(target: "qemu", %error, "no model of a processor describes the host's");
        None
    });
    host.phys_addr_bits = processor::physical_bits();
    host.kvm_max_cpus = KvmDevice::open(Path::new(processor::KVM)).ok().and_then(|kvm| kvm.max_vcpus());
    host.vfio = has_iommu() && Path::new("/dev/vfio/vfio").exists();
    host.rdp = find_program("qemu-rdp").is_some();
    host.swtpm = tpm_versions();
    host.sev_guests = encrypted_guests();
    host
}

/// Whether the host can keep devices of guests away from its own memory.
fn has_iommu() -> bool {
    fs::read_dir("/sys/kernel/iommu_groups").is_ok_and(|mut groups| groups.next().is_some())
}

/// The versions that the emulator of TPMs has; nothing if a part of it is missing.
fn tpm_versions() -> Option<Vec<TpmVersion>> {
    for part in ["swtpm", "swtpm_ioctl"] {
        find_program(part)?;
    }
    let setup = find_program("swtpm_setup")?;
    let output = vir_util::process::command(setup.to_str()?).arg("--print-capabilities").output().ok()?;
    let said: serde_json::Value = serde_json::from_slice(&output.stdout).ok()?;
    let features = said.get("features")?.as_array()?;
    let has = |name: &str| features.iter().any(|feature| feature.as_str() == Some(name));
    let versions = [("tpm-1.2", TpmVersion::V1), ("tpm-2.0", TpmVersion::V2)];
    Some(versions.into_iter().filter(|(name, _)| has(name)).map(|(_, version)| version).collect())
}

/// How many guests AMD's processors can encrypt the memory of, without and with their registers.
fn encrypted_guests() -> Option<(u32, u32)> {
    const ENCRYPTION: u32 = 0x8000_001f;
    let leaf = vir_util::processor::leaves().into_iter().find(|leaf| leaf.leaf == ENCRYPTION)?;
    if leaf.eax & 0b10 == 0 {
        return None;
    }
    // Numbers below the least that a plain guest can have are for those with encrypted registers.
    let plain = leaf.ecx.checked_sub(leaf.edx)?.checked_add(1)?;
    Some((plain, leaf.edx.saturating_sub(1)))
}

/// Where programs look for descriptions of firmware; a later folder's file hides one of the same name.
const FIRMWARE: [&str; 2] = ["/usr/share/qemu/firmware", "/etc/qemu/firmware"];

/// The firmware that is installed, the preferred first: its files are in the order of their names.
fn firmware() -> Vec<Firmware> {
    let mut files = std::collections::BTreeMap::new();
    for folder in FIRMWARE {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let name = entry.file_name();
            if Path::new(&name).extension().is_some_and(|extension| extension == "json") {
                files.insert(name, entry.path());
            }
        }
    }
    // An empty file hides one that it stands for.
    let texts = files.into_values().filter_map(|path| fs::read_to_string(path).ok());
    texts.filter_map(|text| Firmware::parse(&text)).collect()
}

/// Where memory is to be had in large pages, with the size of a page in KiB; the host's usual size first.
pub(crate) fn hugepages() -> Vec<(u64, String)> {
    let usual = fs::read_to_string("/proc/meminfo").ok().and_then(|text| {
        let line = text.lines().find_map(|line| line.strip_prefix("Hugepagesize:"))?;
        line.trim().trim_end_matches("kB").trim().parse::<u64>().ok()
    });
    let mounts = fs::read_to_string("/proc/mounts").unwrap_or_default();
    let mut found: Vec<(u64, String)> = mounts
        .lines()
        .filter_map(|line| {
            let mut fields = line.split(' ').skip(1);
            let (place, kind, options) = (fields.next()?, fields.next()?, fields.next()?);
            if kind != "hugetlbfs" {
                return None;
            }
            let size = options.split(',').find_map(|option| option.strip_prefix("pagesize="));
            let kib = match size {
                Some(size) if size.ends_with('G') => {
                    size.trim_end_matches('G').parse::<u64>().ok()?.checked_mul(1 << 20)?
                }
                Some(size) => size.trim_end_matches('M').parse::<u64>().ok()?.checked_mul(1 << 10)?,
                None => usual?,
            };
            Some((kib, place.to_owned()))
        })
        .collect();
    found.sort_by_key(|(kib, _)| Some(*kib) != usual);
    found
}

/// Whether the user that emulators run as may use hardware virtualization.
fn kvm(device: &Path, run_as: Option<&RunAs>) -> Kvm {
    let shown = device.display();
    let meta = match fs::metadata(device) {
        Ok(meta) => meta,
        Err(error) => return Kvm::Unusable(format!("'{shown}': {}", vir_util::reason(&error))),
    };
    let Some(user) = run_as else {
        return match fs::OpenOptions::new().read(true).write(true).open(device) {
            Ok(_) => Kvm::Usable,
            Err(error) => Kvm::Unusable(format!("'{shown}' cannot be opened: {}", vir_util::reason(&error))),
        };
    };
    let mode = meta.permissions().mode();
    let bits = user.permissions(meta.uid(), meta.gid(), mode);
    if bits & 0o6 == 0o6 {
        Kvm::Usable
    } else {
        Kvm::Unusable(format!(
            "'{shown}' (mode {:04o}, group {}) is not open to the user that QEMU runs as ({})",
            mode & 0o7777,
            meta.gid(),
            user.uid
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_for_no_kvm_is_said() {
        assert_eq!(
            kvm(Path::new("/no/kvm"), None),
            Kvm::Unusable("'/no/kvm': No such file or directory".into())
        );
        let file = std::env::temp_dir().join(format!("vir-kvm-{}", std::process::id()));
        fs::write(&file, "").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        let user = RunAs { uid: 4242, gid: 4242, groups: vec![] };
        let Kvm::Unusable(why) = kvm(&file, Some(&user)) else { panic!("usable by a stranger") };
        assert!(why.contains("mode 0600") && why.contains("4242"), "{why}");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o666)).unwrap();
        assert_eq!(kvm(&file, Some(&user)), Kvm::Usable);
        fs::remove_file(file).unwrap();
    }
}
