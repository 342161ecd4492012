//! The `<domainCapabilities>` of an emulator: what guests of one kind can have.

mod cpu;
mod devices;
mod features;
mod os;

use vir_conf::domain::VirtType;
use vir_conf::domain_caps::DomainCaps;
use vir_types::{Code, Error, Origin, Result};

use crate::caps::{Cap, Machine, QemuCaps};
use crate::config::Config;
use crate::host::Host;
use crate::machine::MachineKind;

/// The kind of guests that is asked about. What is left out, the emulator's usual choice fills in.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct Question<'a> {
    /// The path of the emulator.
    pub emulator: &'a str,
    /// Their architecture.
    pub arch: Option<&'a str>,
    /// Their machine.
    pub machine: Option<&'a str>,
    /// Whose processor they run on.
    pub virt_type: Option<VirtType>,
}

impl<'a> Question<'a> {
    /// Asks about the usual guests of an emulator.
    #[must_use]
    pub fn new(emulator: &'a str) -> Self {
        Self { emulator, ..Self::default() }
    }
}

/// What the parts of the document depend on.
struct Guests<'a> {
    arch: &'a str,
    kind: MachineKind,
    machine: &'a Machine,
    virt: VirtType,
    caps: &'a QemuCaps,
    host: &'a Host,
    config: &'a Config,
}

/// What guests of this kind can have.
///
/// Nothing is looked for on the host: firmware that is not there is still among the loader's files.
///
/// # Errors
/// `InvalidArg`: the emulator has no such guests. `ConfigUnsupported`: it names no usual machine.
pub fn document(
    question: &Question<'_>,
    caps: &QemuCaps,
    host: &Host,
    config: &Config,
) -> Result<DomainCaps> {
    let emulator = question.emulator;
    let arch = question.arch.unwrap_or(&caps.arch);
    let virt = kind(question, caps)?;
    let Some(accel) = caps.accel(virt) else {
        return Err(invalid(format!("Emulator '{emulator}' does not support virt type '{virt}'")));
    };
    let machine = match question.machine {
        Some(name) => accel.machine(name).ok_or_else(|| {
            invalid(format!("the machine '{name}' is not supported by emulator '{emulator}'"))
        })?,
        None => accel.default_machine().ok_or_else(|| {
            let text = format!("Emulator '{emulator}' does not support machine type '(null)'");
            Error::new(Code::CONFIG_UNSUPPORTED, text).or_origin(Origin::QEMU)
        })?,
    };
    let kind = MachineKind::named(arch, &machine.name);
    let guests = Guests { arch, kind, machine, virt, caps, host, config };

    let mut document = DomainCaps::default();
    document.path = Some(emulator.to_owned());
    document.virt_type = virt;
    document.machine = Some(machine.name.clone());
    document.arch = arch.to_owned();
    document.max_vcpus = guests.max_vcpus();
    document.iothreads = Some(true);
    document.os = Some(guests.os());
    document.cpu = Some(Box::new(guests.cpu()?));
    document.memory_backing = Some(guests.memory_backing());
    document.devices = Some(Box::new(guests.devices()));
    document.features = Some(guests.features());
    Ok(document)
}

impl Guests<'_> {
    fn has(&self, cap: Cap) -> bool {
        self.caps.has(cap)
    }

    fn max_vcpus(&self) -> u32 {
        let host = self.host.kvm_max_cpus.filter(|_| self.virt == VirtType::Kvm);
        host.map_or(self.machine.max_cpus, |host| host.min(self.machine.max_cpus))
    }
}

/// Whose processor the guests run on that a question is about.
///
/// # Errors
/// `InvalidArg`: the emulator has no such guests.
pub fn kind(question: &Question<'_>, caps: &QemuCaps) -> Result<VirtType> {
    let emulator = question.emulator;
    let arch = question.arch.unwrap_or(&caps.arch);
    if !same_family(arch, &caps.arch) {
        let text =
            format!("architecture from emulator '{}' doesn't match given architecture '{arch}'", caps.arch);
        return Err(invalid(text));
    }
    let usual = if caps.kvm.is_some() { VirtType::Kvm } else { VirtType::Qemu };
    let virt = question.virt_type.unwrap_or(usual);
    if virt == VirtType::Kvm && caps.kvm.is_none() {
        return Err(invalid(format!("the accel 'kvm' is not supported by '{emulator}' on this host")));
    }
    if let Some((name, accel)) = question.machine.zip(caps.accel(virt))
        && accel.machine(name).is_none()
    {
        return Err(invalid(format!("the machine '{name}' is not supported by emulator '{emulator}'")));
    }
    Ok(virt)
}

/// Whether one emulator can have guests of both.
fn same_family(one: &str, other: &str) -> bool {
    const FAMILIES: &[&[&str]] = &[
        &["x86_64", "i686"],
        &["ppc", "ppc64", "ppc64le", "ppcemb"],
        &["aarch64", "armv6l", "armv7l", "armv7b"],
        &["s390", "s390x"],
    ];
    one == other || FAMILIES.iter().any(|family| family.contains(&one) && family.contains(&other))
}

/// The words that are there.
fn words(all: &[(&str, bool)]) -> Option<Vec<String>> {
    Some(all.iter().filter(|(_, has)| *has).map(|(word, _)| (*word).to_owned()).collect())
}

fn invalid(text: String) -> Error {
    Error::new(Code::INVALID_ARG, text).or_origin(Origin::QEMU)
}
