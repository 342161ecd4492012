//! What follows from the answers of an emulator.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use vir_types::{Code, Error, Origin, Result};

use super::flags::Cap;
use super::machine::{self, AccelCaps};
use super::schema::Schema;
use super::{QemuCaps, probe, tables};

/// A question with its answer; for each the whole object that went over the monitor.
pub type Exchange = (Value, Value);

/// Memory encryption by AMD's processors, as the host has it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SevCaps {
    /// The platform's Diffie-Hellman key.
    pub pdh: String,
    /// Its certificates.
    pub cert_chain: String,
    /// The processor's id.
    pub cpu0_id: String,
    /// Where in an address the mark of encryption is.
    pub cbitpos: u32,
    /// How many bits addresses lose.
    pub reduced_phys_bits: u32,
}

/// Enclaves of Intel's processors, as the host has them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SgxCaps {
    /// Whether they can have their place in memory chosen at launch.
    pub flc: bool,
    /// The first set of instructions.
    pub sgx1: bool,
    /// The second.
    pub sgx2: bool,
    /// The size of each section in KiB, with its NUMA node.
    pub sections: Vec<(u32, u64)>,
}

/// A version of ARM's interrupt controller.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct GicCaps {
    /// The version.
    pub version: u32,
    /// Whether KVM has it.
    pub kernel: bool,
    /// Whether the emulator has it.
    pub emulated: bool,
}

/// Looks answers up by their questions.
struct Replies<'a>(&'a [Exchange]);

impl<'a> Replies<'a> {
    fn find(&self, question: &Value) -> Option<&'a Value> {
        let same = |asked: &Value| {
            asked.get("execute") == question.get("execute")
                && asked.get("arguments") == question.get("arguments")
        };
        self.0.iter().find(|(asked, _)| same(asked))?.1.get("return")
    }

    fn plain(&self, name: &str) -> Option<&'a Value> {
        self.find(&serde_json::json!({"execute": name}))
    }

    fn of_type(&self, command: &str, name: &str) -> Option<&'a Value> {
        self.find(&serde_json::json!({"execute": command, "arguments": {"typename": name}}))
    }
}

impl QemuCaps {
    /// Reads the answers to [`probe::commands`].
    ///
    /// # Errors
    /// `InternalError` without version or architecture; `ConfigUnsupported` for an emulator that is too old.
    pub fn from_replies(exchanges: &[Exchange]) -> Result<Self> {
        let replies = Replies(exchanges);
        let mut caps = Self::default();
        caps.read_version(&replies)?;
        let target = replies.plain("query-target").and_then(|it| it.get("arch")?.as_str());
        let Some(target) = target else {
            return Err(Error::new(Code::INTERNAL_ERROR, "the emulator does not tell its architecture")
                .or_origin(Origin::QEMU));
        };
        // QEMU has names of its own for a few.
        target_arch(target).clone_into(&mut caps.arch);
        caps.read_schema(&replies);
        caps.read_types(&replies);
        caps.read_properties(&replies);
        caps.read_others(&replies);
        if caps.has(Cap::CPU_UNAVAILABLE_FEATURES) {
            caps.flags.insert(Cap::CANONICAL_CPU_FEATURES);
        }
        if matches!(caps.arch.as_str(), "sparc" | "m68k" | "mips") {
            caps.flags.insert(Cap::NCR53C90);
        }
        let enabled = |it: &Value| it.get("enabled")?.as_bool();
        let present = |it: &Value| it.get("present")?.as_bool();
        let kvm = replies
            .plain("query-kvm")
            .is_some_and(|it| enabled(it) == Some(true) && present(it) == Some(true));
        let accel = read_accel(&replies, if kvm { "host" } else { "max" }, &caps.arch);
        if accel.cpu("max").is_some() {
            caps.flags.insert(Cap::CPU_MAX);
        }
        if kvm {
            caps.flags.insert(Cap::KVM);
            caps.hyperv = replies.find(&probe::hyperv()).map(read_hyperv).unwrap_or_default();
            caps.kvm = Some(accel);
        } else if caps.has(Cap::TCG) {
            caps.tcg = Some(accel);
        }
        Ok(caps)
    }

    /// Adds the answers to [`probe::commands_tcg`].
    pub fn add_tcg(&mut self, exchanges: &[Exchange]) {
        let accel = read_accel(&Replies(exchanges), "max", &self.arch);
        if accel.cpu("max").is_some() {
            self.flags.insert(Cap::CPU_MAX);
        }
        self.tcg = Some(accel);
    }

    fn read_version(&mut self, replies: &Replies<'_>) -> Result<()> {
        let version = replies.plain("query-version");
        let number = |name: &str| version.and_then(|it| it.get("qemu")?.get(name)?.as_u64()?.try_into().ok());
        let (Some(major), Some(minor), Some(micro)) = (number("major"), number("minor"), number("micro"))
        else {
            let text = "the emulator does not tell its version";
            return Err(Error::new(Code::INTERNAL_ERROR, text).or_origin(Origin::QEMU));
        };
        let (major, minor, micro): (u32, u32, u32) = (major, minor, micro);
        if (major, minor) < (6, 2) {
            let text = format!("QEMU version >= 6.2.0 is required, but {major}.{minor}.{micro} found");
            return Err(Error::new(Code::CONFIG_UNSUPPORTED, text).or_origin(Origin::QEMU));
        }
        self.version =
            major.saturating_mul(1_000_000).saturating_add(minor.saturating_mul(1000)).saturating_add(micro);
        let package = version.and_then(|it| it.get("package")?.as_str());
        self.package = package.unwrap_or_default().to_owned();
        Ok(())
    }

    fn read_schema(&mut self, replies: &Replies<'_>) {
        let Some(reply) = replies.plain("query-qmp-schema") else { return };
        let schema = Schema::new(reply);
        let known = tables::SCHEMA.iter().chain(tables::COMMANDS).filter(|(path, _)| schema.has(path));
        self.flags.extend(known.map(|(_, cap)| *cap));
        if ["block-commit", "block-stream"]
            .iter()
            .all(|it| schema.has(&format!("{it}/arg-type/backing-mask-protocol")))
        {
            self.flags.insert(Cap::BLOCKJOB_BACKING_MASK_PROTOCOL);
        }
    }

    fn read_types(&mut self, replies: &Replies<'_>) {
        let types: std::collections::HashSet<&str> = names(replies.plain("qom-list-types")).collect();
        let known = tables::TYPES.iter().filter(|(name, _)| types.contains(name));
        self.flags.extend(known.map(|(_, cap)| *cap));
    }

    fn read_properties(&mut self, replies: &Replies<'_>) {
        let devices = tables::DEVICE_PROPERTIES.iter().map(|it| ("device-list-properties", it));
        let objects = tables::OBJECT_PROPERTIES.iter().map(|it| ("qom-list-properties", it));
        for (command, (name, wanted)) in devices.chain(objects) {
            let properties = replies.of_type(command, name);
            for property in properties.and_then(Value::as_array).into_iter().flatten() {
                let name = property.get("name").and_then(Value::as_str);
                for (_, cap) in wanted.iter().filter(|(wanted, _)| Some(*wanted) == name) {
                    self.flags.insert(*cap);
                    let default = property.get("default-value").and_then(Value::as_bool);
                    if *cap == Cap::VIRTIO_BLK_PCI_SCSI && default == Some(false) {
                        self.flags.insert(Cap::VIRTIO_BLK_PCI_SCSI_DEFAULT_DISABLED);
                    }
                }
            }
        }
    }

    fn read_others(&mut self, replies: &Replies<'_>) {
        let words = |name: &str| -> Vec<&str> {
            let list = replies.plain(name).and_then(Value::as_array);
            list.into_iter().flatten().filter_map(Value::as_str).collect()
        };
        let models = words("query-tpm-models");
        let models_known =
            [("tpm-tis", Cap::TPM_TIS), ("tpm-crb", Cap::TPM_CRB), ("tpm-spapr", Cap::TPM_SPAPR)];
        self.flags.extend(models_known.iter().filter(|(name, _)| models.contains(name)).map(|(_, cap)| *cap));
        let types = words("query-tpm-types");
        let types_known = [("passthrough", Cap::TPM_PASSTHROUGH), ("emulator", Cap::TPM_EMULATOR)];
        self.flags.extend(types_known.iter().filter(|(name, _)| types.contains(name)).map(|(_, cap)| *cap));

        let options = replies.plain("query-command-line-options").and_then(Value::as_array);
        for option in options.into_iter().flatten() {
            let name = option.get("option").and_then(Value::as_str);
            for (_, parameter, cap) in tables::OPTIONS.iter().filter(|(wanted, ..)| Some(*wanted) == name) {
                if parameter.is_none_or(|wanted| names(option.get("parameters")).any(|it| it == wanted)) {
                    self.flags.insert(*cap);
                }
            }
        }

        let migration = replies.plain("query-migrate-capabilities").and_then(Value::as_array);
        let migration: Vec<&str> =
            migration.into_iter().flatten().filter_map(|it| it.get("capability")?.as_str()).collect();
        let known = tables::MIGRATION.iter().filter(|(name, _)| migration.contains(name));
        self.flags.extend(known.map(|(_, cap)| *cap));

        let gic = replies.plain("query-gic-capabilities").and_then(Value::as_array);
        self.gic = gic.into_iter().flatten().filter_map(read_gic).collect();
        self.sev = replies.plain("query-sev-capabilities").and_then(read_sev);
        if self.sev.is_none() {
            self.flags.remove(&Cap::SEV_GUEST);
            self.flags.remove(&Cap::SEV_SNP_GUEST);
        }
        self.sgx = replies.plain("query-sgx-capabilities").map(read_sgx);
        if self.sgx.is_none() {
            self.flags.remove(&Cap::SGX_EPC);
        }
    }
}

fn names(list: Option<&Value>) -> impl Iterator<Item = &str> {
    list.and_then(Value::as_array).into_iter().flatten().filter_map(|it| it.get("name")?.as_str())
}

fn read_accel(replies: &Replies<'_>, model: &str, arch: &str) -> AccelCaps {
    let [migratable, all] = probe::expansions(model).map(|question| replies.find(&question));
    AccelCaps {
        machines: replies
            .plain("query-machines")
            .map(|reply| machine::machines(reply, preferred_machine(arch)))
            .unwrap_or_default(),
        cpus: replies.plain("query-cpu-definitions").map(machine::cpus).unwrap_or_default(),
        host_cpu: migratable.and_then(|reply| machine::host_cpu(reply, all)),
    }
}

fn read_gic(from: &Value) -> Option<GicCaps> {
    let yes = |name: &str| from.get(name).and_then(Value::as_bool).unwrap_or_default();
    let version = from.get("version")?.as_u64()?.try_into().ok()?;
    Some(GicCaps { version, kernel: yes("kernel"), emulated: yes("emulated") })
}

fn read_sev(from: &Value) -> Option<SevCaps> {
    let text = |name: &str| from.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let number = |name: &str| from.get(name)?.as_u64()?.try_into().ok();
    Some(SevCaps {
        pdh: text("pdh"),
        cert_chain: text("cert-chain"),
        cpu0_id: text("cpu0-id"),
        cbitpos: number("cbitpos")?,
        reduced_phys_bits: number("reduced-phys-bits")?,
    })
}

fn read_sgx(from: &Value) -> SgxCaps {
    let yes = |name: &str| from.get(name).and_then(Value::as_bool).unwrap_or_default();
    let sections = from.get("sections").and_then(Value::as_array).into_iter().flatten();
    let sections = sections.filter_map(|it| {
        let node = it.get("node")?.as_u64()?.try_into().ok()?;
        Some((node, it.get("size")?.as_u64()? / 1024))
    });
    SgxCaps { flc: yes("flc"), sgx1: yes("sgx1"), sgx2: yes("sgx2"), sections: sections.collect() }
}

/// The enlightenments that are on when all that can be are asked for; their names are libvirt's.
fn read_hyperv(reply: &Value) -> Vec<String> {
    let props = reply.get("model").and_then(|it| it.get("props")?.as_object());
    let on = |value: &Value| match value {
        Value::Bool(on) => *on,
        Value::Number(number) => number.as_i64().is_some_and(|number| number > 0),
        Value::String(_) => true,
        _ => false,
    };
    let found: Vec<&str> = props
        .into_iter()
        .flatten()
        .filter(|(_, value)| on(value))
        .filter_map(|(name, _)| name.strip_prefix("hv-"))
        .collect();
    let known =
        HYPERV.iter().filter(|name| found.iter().any(|it| it == *name || it.replace('-', "_") == **name));
    known.map(|name| (*name).to_owned()).collect()
}

/// What of Hyper-V documents can ask for, in libvirt's order.
const HYPERV: &[&str] = &[
    "relaxed",
    "vapic",
    "spinlocks",
    "vpindex",
    "runtime",
    "synic",
    "stimer",
    "reset",
    "vendor_id",
    "frequencies",
    "reenlightenment",
    "tlbflush",
    "ipi",
    "evmcs",
    "avic",
    "emsr_bitmap",
    "xmm_input",
];

/// libvirt's name of an architecture that QEMU calls in another way.
fn target_arch(name: &str) -> &str {
    match name {
        "i386" => "i686",
        "arm" => "armv7l",
        "or32" | "or1k" => "or32",
        other => other,
    }
}

/// The machine of guests that name none.
fn preferred_machine(arch: &str) -> &'static str {
    match arch {
        "x86_64" | "i686" => "pc",
        "aarch64" | "armv7l" | "armv7b" | "riscv32" | "riscv64" | "loongarch64" => "virt",
        "ppc64" | "ppc64le" => "pseries",
        "s390x" => "s390-ccw-virtio",
        "ppc" | "ppcle" => "g3beige",
        "alpha" => "clipper",
        "armv6l" => "integratorcp",
        "cris" => "axis-dev88",
        "lm32" => "lm32-evr",
        "m68k" => "mcf5208evb",
        "microblaze" | "microblazeel" => "petalogix-s3adsp1800",
        "mips" | "mipsel" | "mips64" | "mips64el" => "malta",
        "or32" => "or1k-sim",
        "ppcemb" => "bamboo",
        "sh4" | "sh4eb" => "shix",
        "sparc" => "SS-5",
        "sparc64" => "sun4u",
        "unicore32" => "puv3",
        "xtensa" | "xtensaeb" => "sim",
        _ => "",
    }
}
