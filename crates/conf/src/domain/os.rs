//! `<os>`: what is booted, and how.

use serde::{Deserialize, Serialize};
use vir_xml::{XmlElement, XmlEnum};

use super::loader::{LoaderDef, NvramDef};

/// What is booted, and how.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long, finish = "OsDef::keep_own")]
#[non_exhaustive]
pub struct OsDef {
    /// Kind of firmware that is looked for.
    #[xml(attr, write_if = "not_migratable", invalid(Invalid, "unknown firmware value {value}"))]
    pub firmware: Option<Firmware>,
    /// Architecture of the CPU, such as `x86_64`.
    #[xml(attr = "type/@arch")]
    pub arch: Option<String>,
    /// Type of the machine, such as `q35`.
    #[xml(attr = "type/@machine")]
    pub machine: Option<String>,
    /// How the guest meets its hypervisor.
    #[xml(text = "type", invalid(Unsupported, "unknown OS type '{value}'"))]
    pub os_type: Option<OsType>,
    /// What the firmware must be able to do.
    #[xml(child = "firmware", skip_empty, write_if = "not_migratable")]
    pub firmware_features: Option<FirmwareFeatures>,
    /// First program of a container.
    #[xml(text = "init")]
    pub init: Option<String>,
    /// Its arguments.
    #[xml(text = "initarg")]
    pub init_args: Vec<String>,
    /// Its environment.
    #[xml(child = "initenv")]
    pub init_env: Vec<InitEnv>,
    /// Its folder.
    #[xml(text = "initdir")]
    pub init_dir: Option<String>,
    /// Its user.
    #[xml(text = "inituser")]
    pub init_user: Option<String>,
    /// Its group.
    #[xml(text = "initgroup")]
    pub init_group: Option<String>,
    /// The firmware's code.
    #[xml(child = "loader", skip_empty)]
    pub loader: Option<Box<LoaderDef>>,
    /// The firmware's variables.
    #[xml(child = "nvram", skip_empty)]
    pub nvram: Option<Box<NvramDef>>,
    /// Path of a kernel to boot directly.
    #[xml(text = "kernel")]
    pub kernel: Option<String>,
    /// Path of its initial RAM disk.
    #[xml(text = "initrd")]
    pub initrd: Option<String>,
    /// Its command line.
    #[xml(text = "cmdline")]
    pub cmdline: Option<String>,
    /// Path of a signed loader before it.
    #[xml(text = "shim")]
    pub shim: Option<String>,
    /// Path of its device tree.
    #[xml(text = "dtb")]
    pub dtb: Option<String>,
    /// Its root device, of user-mode Linux.
    #[xml(text = "root")]
    pub root: Option<String>,
    /// Tables of ACPI that are added.
    #[xml(child = "acpi", skip_empty)]
    pub acpi_tables: Option<AcpiTables>,
    /// Kinds of devices to boot from, first choice first.
    #[xml(child = "boot")]
    pub boot: Vec<BootDef>,
    /// Whether the user may choose.
    #[xml(child = "bootmenu", skip_empty)]
    pub boot_menu: Option<BootMenu>,
    /// Old firmware's habits.
    #[xml(child = "bios", skip_empty)]
    pub bios: Option<BiosDef>,
    /// Where the firmware's tables come from.
    #[xml(attr = "smbios/@mode", invalid(Unsupported, "unknown smbios mode '{value}'"))]
    pub smbios: Option<SmbiosMode>,
}

fn not_migratable(_: &OsDef, options: vir_xml::WriteOptions) -> bool {
    !options.migratable
}

impl OsDef {
    fn keep_own(def: &mut Self, node: vir_xml::Node<'_>) -> vir_xml::Result<()> {
        let kind = def.os_type;
        if kind == Some(OsType::Exe) {
            check_init(node)?;
            (def.kernel, def.initrd, def.shim, def.dtb, def.root) = (None, None, None, None, None);
        } else {
            (def.init, def.init_dir, def.init_user, def.init_group) = (None, None, None, None);
            (def.init_args, def.init_env) = (Vec::new(), Vec::new());
        }
        if !matches!(kind, Some(OsType::Hvm)) {
            (def.firmware, def.firmware_features, def.acpi_tables) = (None, None, None);
            (def.boot, def.boot_menu, def.bios) = (Vec::new(), None, None);
        }
        if matches!(kind, Some(OsType::Exe)) {
            (def.loader, def.nvram) = (None, None);
        }
        // Firmware that is looked for has its code in the same format as its variables.
        if let Some(format) = def.nvram.as_ref().and_then(|nvram| nvram.format)
            && node.child("loader").is_none()
        {
            def.loader = Some(Box::new(LoaderDef { format: Some(format), ..LoaderDef::default() }));
        }
        if def.smbios == Some(SmbiosMode::None) {
            def.smbios = None;
        }
        Ok(())
    }
}

/// How a guest meets its hypervisor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum OsType {
    /// As real hardware.
    Hvm,
    /// As Xen's own interface.
    Xen,
    /// An old word for [`OsType::Xen`].
    Linux,
    /// As a program in a container.
    Exe,
    /// As user-mode Linux.
    Uml,
    /// As Xen's own interface inside a hardware container.
    Xenpvh,
}

/// A kind of firmware.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum Firmware {
    /// `bios`.
    Bios,
    /// `efi`.
    Efi,
}

/// What a firmware must be able to do.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FirmwareFeatures {
    /// Whether it has the usual keys.
    pub enrolled_keys: Option<bool>,
    /// Whether it starts signed programs only.
    pub secure_boot: Option<bool>,
}

impl XmlElement for FirmwareFeatures {
    fn read(node: vir_xml::Node<'_>) -> vir_xml::Result<Self> {
        use vir_xml::XmlValue as _;
        let mut features = Self::default();
        for feature in node.elements().filter(|child| child.key() == "feature") {
            let name = vir_xml::require_attr(feature, "name", FirmwareFeature::from_text)?;
            let enabled = vir_xml::require_attr(feature, "enabled", bool::from_text)?;
            match name {
                FirmwareFeature::EnrolledKeys => features.enrolled_keys = Some(enabled),
                FirmwareFeature::SecureBoot => features.secure_boot = Some(enabled),
            }
        }
        Ok(features)
    }

    fn write_attrs(&self, _: &mut vir_xml::Writer) {}

    fn write_nodes(&self, w: &mut vir_xml::Writer) {
        for (name, enabled) in [("enrolled-keys", self.enrolled_keys), ("secure-boot", self.secure_boot)] {
            if let Some(enabled) = enabled {
                w.start("feature");
                w.attr("enabled", if enabled { "yes" } else { "no" });
                w.attr("name", name);
                w.end();
            }
        }
    }
}

/// What a firmware may be able to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum FirmwareFeature {
    /// `enrolled-keys`.
    #[xml(name = "enrolled-keys")]
    EnrolledKeys,
    /// `secure-boot`.
    #[xml(name = "secure-boot")]
    SecureBoot,
}

/// A variable of a container's first program.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct InitEnv {
    /// Its name.
    #[xml(attr, missing(Missing, "No name supplied for <initenv> element"))]
    pub name: String,
    /// Its value.
    #[xml(text)]
    pub value: String,
}

/// Tables of ACPI.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
#[xml(finish = "AcpiTables::check")]
pub struct AcpiTables {
    /// The tables.
    #[xml(child = "table")]
    pub list: Vec<AcpiTable>,
}

/// A table of ACPI.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AcpiTable {
    /// What is in the file.
    #[xml(attr = "type", required)]
    pub kind: AcpiTableType,
    /// Path of the file.
    #[xml(text)]
    pub path: Option<String>,
}

/// What is in a file with tables of ACPI.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum AcpiTableType {
    /// A table.
    Raw,
    /// Several tables.
    Rawset,
    /// A licence, of Windows.
    #[default]
    Slic,
    /// A key, of Windows.
    Msdm,
}

/// One kind of device to boot from.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BootDef {
    /// The kind.
    #[xml(attr, required)]
    pub dev: BootDevice,
}

impl BootDef {
    /// Boot from this kind.
    #[must_use]
    pub fn new(dev: BootDevice) -> Self {
        Self { dev }
    }
}

/// A kind of device to boot from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum BootDevice {
    /// Floppy disk.
    Fd,
    /// Optical disc.
    Cdrom,
    /// Hard disk.
    #[default]
    Hd,
    /// Network.
    Network,
}

/// Whether the user may choose what is booted.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(finish = "BootMenu::keep_own")]
#[non_exhaustive]
pub struct BootMenu {
    /// Whether there is a menu.
    #[xml(attr)]
    pub enable: Option<bool>,
    /// **Milliseconds** that it is shown.
    #[xml(
        attr = "timeout",
        invalid(Unsupported, "invalid value for boot menu timeout, must be in range [0,65535]")
    )]
    pub timeout_ms: Option<u16>,
}

impl BootMenu {
    fn keep_own(def: &mut Self, _: vir_xml::Node<'_>) -> vir_xml::Result<()> {
        if def.enable.is_none() {
            def.timeout_ms = None;
        }
        Ok(())
    }
}

/// Old firmware's habits.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BiosDef {
    /// Whether it writes to the serial port.
    #[xml(attr)]
    pub useserial: Option<bool>,
    /// **Milliseconds** until it tries again to boot; -1 for never.
    #[xml(attr = "rebootTimeout")]
    pub reboot_timeout_ms: Option<i32>,
}

/// Where the firmware's tables come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum SmbiosMode {
    /// The hypervisor leaves it open.
    None,
    /// The hypervisor makes them up.
    Emulate,
    /// From the host.
    Host,
    /// From the document's `<sysinfo>`.
    Sysinfo,
}

/// A container's first process has no arguments and variables of nothing.
fn check_init(node: vir_xml::Node<'_>) -> vir_xml::Result<()> {
    use crate::domain::check::children;
    if let Some(empty) = children(node, "initarg").find(|arg| arg.text().is_empty()) {
        return Err(empty.error(vir_xml::Kind::Invalid, "No data supplied for <initarg> element"));
    }
    match children(node, "initenv").find(|env| env.text().is_empty()) {
        Some(env) => {
            let name = env.attr("name").map_or("", |name| name.value);
            let text = format!("No value supplied for <initenv name='{name}'> element");
            Err(env.error(vir_xml::Kind::Invalid, text))
        }
        None => Ok(()),
    }
}

impl AcpiTables {
    /// Of a table that firmware looks for by name there is one.
    fn check(def: &mut Self, node: vir_xml::Node<'_>) -> vir_xml::Result<()> {
        let mut seen = std::collections::HashSet::new();
        for (table, at) in def.list.iter().zip(crate::domain::check::children(node, "table")) {
            if table.kind != AcpiTableType::Raw && !seen.insert(table.kind) {
                let text = format!("ACPI table type '{}' may only appear once", table.kind);
                return Err(at.error(vir_xml::Kind::Invalid, text));
            }
        }
        Ok(())
    }
}
