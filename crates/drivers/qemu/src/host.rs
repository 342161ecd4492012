//! What the driver must know of its host.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;

use vir_qemu::firmware::Firmware;
use vir_qemu::host::{Host, Kvm};
use vir_util::process::RunAs;

/// Looks at the host, once.
pub(crate) fn look(run_as: Option<&RunAs>) -> Host {
    let mut host = Host::default();
    host.arch = std::env::consts::ARCH.to_owned();
    host.kvm = kvm(Path::new("/dev/kvm"), run_as);
    host.firmware = firmware();
    host
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
    let bits = if user.uid == 0 {
        0o6
    } else if meta.uid() == user.uid {
        mode >> 6
    } else if meta.gid() == user.gid || user.groups.contains(&meta.gid()) {
        mode >> 3
    } else {
        mode
    };
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
