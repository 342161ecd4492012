//! `<cpudata>`: what was read off a processor.

use std::fmt::Write as _;

use vir_types::{Code, Error, Origin, Result};
use vir_xml::{Kind, Node, ReadOptions};

use super::family::CpuFamily;
use super::map::{CpuMap, internal};
use super::registers::{Bits, Place, Registers, Signature};
use crate::error::{DocumentKind, read};

const KIND: DocumentKind = DocumentKind { root: "cpudata", name: "CPU data", origin: Origin::CPU };

/// What was read off a processor.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CpuData {
    /// Leaves of CPUID and registers of an x86 processor.
    X86(Registers),
    /// The version register of a Power processor.
    Power {
        /// All 32 bits.
        version: u32,
    },
    /// The main identification register of an Arm processor.
    Arm {
        /// Number of the maker, 8 bits.
        vendor: u32,
        /// Number of the model, 12 bits.
        part: u32,
        /// Names of what the kernel says it can do.
        features: Vec<String>,
    },
}

/// A property of a model as QEMU's `query-cpu-model-expansion` tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum QemuProperty<'a> {
    /// Something that is there or not.
    Switch(bool),
    /// A number.
    Number(u64),
    /// A text.
    Text(&'a str),
}

/// Names that QEMU spells in another way. The second is QEMU's.
const QEMU_NAMES: &[(&str, &str)] = &[
    ("cmp_legacy", "cmp-legacy"),
    ("ds_cpl", "ds-cpl"),
    ("fxsr_opt", "fxsr-opt"),
    ("kvm_pv_eoi", "kvm-pv-eoi"),
    ("kvm_pv_unhalt", "kvm-pv-unhalt"),
    ("lahf_lm", "lahf-lm"),
    ("nodeid_msr", "nodeid-msr"),
    ("pclmuldq", "pclmulqdq"),
    ("perfctr_core", "perfctr-core"),
    ("perfctr_nb", "perfctr-nb"),
    ("tsc_adjust", "tsc-adjust"),
    ("vmx-invvpid-single-context-noglobals", "vmx-invept-single-context-noglobals"),
    ("hv-vendor_id", "hv-vendor-id"),
    ("hv-emsr_bitmap", "hv-emsr-bitmap"),
    ("hv-xmm_input", "hv-xmm-input"),
];

/// What an x86 feature is called in documents, from what QEMU calls it.
#[must_use]
pub fn feature_from_qemu(name: &str) -> &str {
    QEMU_NAMES.iter().find(|(_, qemu)| *qemu == name).map_or(name, |(own, _)| own)
}

/// What QEMU calls an x86 feature, from what it is called in documents.
#[must_use]
pub fn feature_to_qemu(name: &str) -> &str {
    QEMU_NAMES.iter().find(|(own, _)| *own == name).map_or(name, |(_, qemu)| qemu)
}

impl CpuData {
    /// Reads the document. Only data of x86 processors has one.
    ///
    /// # Errors
    /// `XmlDetail`: not well-formed. `InternalError`: what it says cannot be read.
    /// `NoSupport`: the architecture's data has no document.
    pub fn parse(xml: &str) -> Result<Self> {
        read(&KIND, xml, ReadOptions::default(), |root| Ok(Self::read(root)))?
    }

    fn read(root: Node<'_>) -> Result<Self> {
        let arch = root.attr("arch").ok_or_else(|| internal("missing CPU data architecture"))?.value;
        match CpuFamily::of_name(arch) {
            Some(CpuFamily::X86) => {
                read_registers(root).map(Self::X86).map_err(|error| crate::error::convert(error, Origin::CPU))
            }
            Some(_) => {
                let text = format!("cannot parse {arch} CPU data");
                Err(Error::new(Code::NO_SUPPORT, text).or_origin(Origin::CPU))
            }
            None => Err(internal(format!("CPU driver '{arch}' does not exist"))),
        }
    }

    /// The document; `None` if there is none for this family.
    #[must_use]
    pub fn to_xml(&self) -> Option<String> {
        let Self::X86(registers) = self else { return None };
        let mut out = String::from("<cpudata arch='x86'>\n");
        for (place, Bits { eax, ebx, ecx, edx }) in registers.iter() {
            // Writing to a String cannot fail.
            let _ = match place {
                Place::Cpuid { leaf, sub } => writeln!(
                    out,
                    "  <cpuid eax_in='{leaf:#010x}' ecx_in='{sub:#010x}' eax='{eax:#010x}' \
                     ebx='{ebx:#010x}' ecx='{ecx:#010x}' edx='{edx:#010x}'/>"
                ),
                Place::Msr { index } => {
                    writeln!(out, "  <msr index='{index:#x}' eax='{eax:#010x}' edx='{edx:#010x}'/>")
                }
            };
        }
        out.push_str("</cpudata>\n");
        Some(out)
    }

    /// The family of the processor.
    #[must_use]
    pub fn family(&self) -> CpuFamily {
        match self {
            Self::X86(_) => CpuFamily::X86,
            Self::Power { .. } => CpuFamily::Ppc64,
            Self::Arm { .. } => CpuFamily::Arm,
        }
    }

    /// The registers of an x86 processor.
    ///
    /// # Errors
    /// `InvalidArg`: it is another processor.
    pub fn registers(&self) -> Result<&Registers> {
        match self {
            Self::X86(registers) => Ok(registers),
            _ => {
                let text = format!("data of a {} processor given for an x86 one", self.family());
                Err(Error::invalid_arg(text).or_origin(Origin::CPU))
            }
        }
    }

    /// The x86 processor that QEMU describes by properties of a model. Features that are not known are
    /// left out.
    ///
    /// # Errors
    /// `InternalError`: the maker's name does not have 12 characters.
    pub fn from_qemu<'a>(
        map: &CpuMap,
        properties: impl IntoIterator<Item = (&'a str, QemuProperty<'a>)>,
    ) -> Result<Self> {
        let map = map.family(CpuFamily::X86)?;
        let mut registers = Registers::default();
        let mut signature = Signature::default();
        for (name, value) in properties {
            let small = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
            match (feature_from_qemu(name), value) {
                (_, QemuProperty::Switch(false)) => {}
                (name, QemuProperty::Switch(true)) => {
                    if let Some(feature) = map.feature(name) {
                        registers.add_all(&feature.registers);
                    } else if let Some(own) = super::hypervisor_bits::registers(name) {
                        registers.add_all(&own);
                    }
                }
                ("vendor", QemuProperty::Text(vendor)) if !registers.add_vendor(vendor) => {
                    return Err(internal(format!("Invalid CPU vendor string '{vendor}'")));
                }
                ("family", QemuProperty::Number(number)) => signature.family = small(number),
                ("model", QemuProperty::Number(number)) => signature.model = small(number),
                ("stepping", QemuProperty::Number(number)) => signature.stepping = small(number),
                _ => {}
            }
        }
        registers.add_signature(signature);
        Ok(Self::X86(registers))
    }
}

fn read_registers(root: Node<'_>) -> vir_xml::Result<Registers> {
    let mut registers = Registers::default();
    let mut count = 0_usize;
    for node in root.elements().filter(|node| node.local_name() != "alias") {
        let cpuid = node.local_name() == "cpuid";
        let item = if cpuid { read_cpuid(node) } else { read_msr(node) };
        let Some((place, bits)) = item else {
            let name = if cpuid { "cpuid" } else { "msr" };
            return Err(node.error(Kind::Internal, format!("Invalid {name}[{count}]")));
        };
        registers.add(place, bits);
        count = count.saturating_add(1);
    }
    if root.elements().next().is_none() {
        return Err(root.error(Kind::Internal, "no x86 CPU data found"));
    }
    Ok(registers)
}

fn read_cpuid(node: Node<'_>) -> Option<(Place, Bits)> {
    let required = |name| number(node.attr(name)?.value);
    let or_zero = |name| node.attr(name).map_or(Some(0), |attr| number(attr.value));
    let place = Place::Cpuid { leaf: required("eax_in")?, sub: or_zero("ecx_in")? };
    let (eax, ebx) = (or_zero("eax")?, or_zero("ebx")?);
    Some((place, Bits { eax, ebx, ecx: or_zero("ecx")?, edx: or_zero("edx")? }))
}

fn read_msr(node: Node<'_>) -> Option<(Place, Bits)> {
    let required = |name| number(node.attr(name)?.value);
    let bits = Bits { eax: required("eax")?, edx: required("edx")?, ..Bits::default() };
    Some((Place::Msr { index: required("index")? }, bits))
}

/// A number as C writes it: decimal, hexadecimal with `0x`, octal with `0`.
pub(super) fn number(text: &str) -> Option<u32> {
    let hex = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
    let (digits, radix) = match (hex, text.strip_prefix('0')) {
        (Some(digits), _) => (digits, 16),
        (None, Some(digits)) if !digits.is_empty() => (digits, 8),
        _ => (text, 10),
    };
    let plain = digits.chars().all(|digit| digit.is_digit(radix));
    u32::from_str_radix(digits, radix).ok().filter(|_| plain)
}
