//! The emulators that are installed, and the guests that each can have.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use vir_conf::capabilities::{
    Capabilities, GuestArch, GuestCaps, GuestDomain, GuestFeature, GuestFeatures, GuestMachine, GuestOsType,
};
use vir_conf::common::Switch;
use vir_conf::cpu::CpuFamily;
use vir_conf::domain::VirtType;
use vir_qemu::caps::QemuCaps;
use vir_types::{Code, Result};

use crate::shared::{Shared, error};

/// The architectures of guests in the order of libvirt's documents, with the bits of a word.
const ARCHES: &[(&str, u32)] = &[
    ("alpha", 64),
    ("armv6l", 32),
    ("armv7l", 32),
    ("armv7b", 32),
    ("aarch64", 64),
    ("cris", 32),
    ("i686", 32),
    ("ia64", 64),
    ("lm32", 32),
    ("loongarch64", 64),
    ("m68k", 32),
    ("microblaze", 32),
    ("microblazeel", 32),
    ("mips", 32),
    ("mipsel", 32),
    ("mips64", 64),
    ("mips64el", 64),
    ("openrisc", 32),
    ("parisc", 32),
    ("parisc64", 64),
    ("ppc", 32),
    ("ppc64", 64),
    ("ppc64le", 64),
    ("ppcemb", 32),
    ("riscv32", 32),
    ("riscv64", 64),
    ("s390", 32),
    ("s390x", 64),
    ("sh4", 32),
    ("sh4eb", 32),
    ("sparc", 32),
    ("sparc64", 64),
    ("unicore32", 32),
    ("x86_64", 64),
    ("xtensa", 32),
    ("xtensaeb", 32),
];

/// Whether there are guests of this architecture at all.
pub(crate) fn is_arch(name: &str) -> bool {
    ARCHES.iter().any(|(arch, _)| *arch == name)
}

/// QEMU's programs are named after the family of an architecture.
fn system_name(arch: &str) -> &str {
    match arch {
        "i486" | "i586" | "i686" => "i386",
        "armv6l" | "armv7l" => "arm",
        "ppc64le" => "ppc64",
        "openrisc" => "or1k",
        "parisc" => "hppa",
        other => other,
    }
}

/// Where the emulator is that guests of this architecture use unless they name one.
pub(crate) fn installed(host: &str, arch: &str) -> Option<PathBuf> {
    let system = |arch: &str| vir_util::process::find_program(&format!("qemu-system-{}", system_name(arch)));
    // Guests for 32 bits run on the host's processor only in the emulator for 64.
    let wider = match (host, arch) {
        ("aarch64", "armv7l") => return system("aarch64").or_else(|| system("armv7l")),
        ("x86_64", "i686") => Some("x86_64"),
        _ => None,
    };
    let bare = || Some(PathBuf::from("/usr/libexec/qemu-kvm")).filter(|path| host == arch && path.exists());
    system(arch).or_else(|| system(wider?)).or_else(bare)
}

impl Shared {
    /// The emulator of guests of this architecture that name none; where it would be if it is not installed.
    pub(crate) fn usual_emulator(&self, arch: &str) -> PathBuf {
        installed(&self.host.arch, arch)
            .unwrap_or_else(|| Path::new("/usr/bin").join(format!("qemu-system-{}", system_name(arch))))
    }

    /// What host and emulators can do.
    pub(crate) async fn capabilities_document(self: &Arc<Self>) -> Result<String> {
        let mut asked = Vec::new();
        for (arch, bits) in ARCHES {
            let Some(path) = installed(&self.host.arch, arch) else { continue };
            let shared = self.clone();
            let (shown, emulator) = (path.display().to_string(), path);
            let asking = tokio::spawn(async move { shared.capabilities.of(&emulator).await });
            asked.push((*arch, *bits, shown, asking));
        }
        let mut document = Capabilities::default();
        let shared = self.clone();
        let host = tokio::task::spawn_blocking(move || {
            let (host, model) = (&shared.host, &shared.config.security_model);
            shared.host_document.write(&host.arch, host.page_size_kib, model, shared.run_as.as_ref())
        });
        document.host = Some(Box::new(host.await.map_err(failed)?));
        for (arch, bits, path, asking) in asked {
            // A program that does not answer as an emulator has no guests.
            match asking.await.map_err(failed)? {
                Ok(caps) => document.guests.push(guest(arch, bits, path, &caps)),
                Err(error) => tracing::warn!(target: "qemu", emulator = path, %error, "has no guests"),
            }
        }
        Ok(document.to_xml())
    }

    /// The emulator that a client names or means, and what it can do.
    pub(crate) async fn emulator_for(
        &self,
        path: Option<&str>,
        arch: Option<&str>,
    ) -> Result<(PathBuf, Arc<QemuCaps>)> {
        if let Some(arch) = arch.filter(|arch| !is_arch(arch)) {
            return Err(error(Code::INVALID_ARG, format!("unknown architecture: {arch}")));
        }
        let path = match path {
            Some(path) => PathBuf::from(path),
            None => {
                let arch = arch.unwrap_or(&self.host.arch);
                installed(&self.host.arch, arch).ok_or_else(|| {
                    let text = format!("unable to find any emulator to serve '{arch}' architecture");
                    error(Code::CONFIG_UNSUPPORTED, text)
                })?
            }
        };
        let caps = self.capabilities.of(&path).await?;
        Ok((path, caps))
    }
}

fn failed(why: tokio::task::JoinError) -> vir_types::Error {
    vir_types::Error::internal(why.to_string())
}

fn guest(name: &str, bits: u32, path: String, caps: &QemuCaps) -> GuestCaps {
    let mut arch = GuestArch::default();
    arch.name = name.to_owned();
    arch.word_size = bits;
    arch.emulator = Some(path);
    let offered = caps.kvm.as_ref().or(caps.tcg.as_ref());
    for machine in offered.into_iter().flat_map(|accel| &accel.machines) {
        let mut one = GuestMachine::default();
        (one.max_cpus, one.deprecated) = (machine.max_cpus, machine.deprecated);
        one.name.clone_from(&machine.name);
        if let Some(alias) = &machine.alias {
            let mut other = one.clone();
            other.canonical = Some(std::mem::replace(&mut other.name, alias.clone()));
            arch.machines.extend([one, other]);
        } else {
            arch.machines.push(one);
        }
    }
    for (has, virt) in [(caps.tcg.is_some(), VirtType::Qemu), (caps.kvm.is_some(), VirtType::Kvm)] {
        if has {
            let mut domain = GuestDomain::default();
            domain.virt_type = virt;
            arch.domains.push(domain);
        }
    }
    let feature = |on: bool, toggle: bool| {
        let mut feature = GuestFeature::default();
        feature.default = Some(if on { Switch::On } else { Switch::Off });
        feature.toggle = Some(toggle);
        Some(feature)
    };
    let mut features = GuestFeatures::default();
    let x86 = CpuFamily::X86.has(name);
    (features.pae, features.nonpae) = (name == "i686", name == "i686");
    features.acpi = feature(true, true).filter(|_| x86 || matches!(name, "aarch64" | "loongarch64"));
    features.apic = feature(true, false).filter(|_| x86);
    (features.cpu_selection, features.device_boot, features.external_snapshot) = (true, true, true);
    features.disk_snapshot = feature(true, false);
    let mut guest = GuestCaps::new(GuestOsType::Hvm, arch);
    guest.features = Some(features);
    guest
}
