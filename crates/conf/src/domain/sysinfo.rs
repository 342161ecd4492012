//! `<sysinfo>`: what the firmware tells the guest about its machine.

use serde::{Deserialize, Serialize};
use vir_xml::{Kind, Node, Writer, XmlElement, XmlEnum};

/// Which way the guest is told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum SysinfoType {
    /// By the tables of the system management BIOS.
    #[default]
    Smbios,
    /// By files of QEMU's firmware configuration.
    Fwcfg,
}

/// What the firmware tells the guest about its machine.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SysinfoDef {
    /// Which way.
    pub kind: SysinfoType,
    /// About the firmware.
    pub bios: Option<SysinfoEntries>,
    /// About the machine.
    pub system: Option<SysinfoEntries>,
    /// About its boards.
    pub base_boards: Vec<SysinfoEntries>,
    /// About its case.
    pub chassis: Option<SysinfoEntries>,
    /// About its processors.
    pub processors: Vec<SysinfoEntries>,
    /// About its memory.
    pub memory_devices: Vec<SysinfoEntries>,
    /// Texts of the maker.
    pub oem_strings: Option<Vec<String>>,
    /// Files, for [`SysinfoType::Fwcfg`].
    pub files: Vec<FwcfgEntry>,
}

/// A file of QEMU's firmware configuration.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
#[xml(finish = "FwcfgEntry::check")]
pub struct FwcfgEntry {
    /// Its name, such as `opt/com.example/name`.
    #[xml(attr, missing(Missing, "Firmware entry is missing 'name' attribute"))]
    pub name: String,
    /// Path of a file of the host with its content.
    #[xml(attr)]
    pub file: Option<String>,
    /// Its content.
    #[xml(text)]
    pub value: Option<String>,
}

/// Named texts about one thing, in their canonical order.
pub type SysinfoEntries = Vec<(String, String)>;

const BIOS: &[&str] = &["vendor", "version", "date", "release"];
const SYSTEM: &[&str] = &["manufacturer", "product", "version", "serial", "uuid", "sku", "family"];
const BOARD: &[&str] = &["manufacturer", "product", "version", "serial", "asset", "location"];
const CHASSIS: &[&str] = &["manufacturer", "version", "serial", "asset", "sku"];
const PROCESSOR: &[&str] = &[
    "socket_destination",
    "type",
    "family",
    "manufacturer",
    "signature",
    "version",
    "external_clock",
    "max_speed",
    "status",
    "serial_number",
    "part_number",
];
const MEMORY: &[&str] = &[
    "size",
    "form_factor",
    "locator",
    "bank_locator",
    "type",
    "type_detail",
    "speed",
    "manufacturer",
    "serial_number",
    "part_number",
];

fn entries(node: Node<'_>, known: &[&str]) -> SysinfoEntries {
    let mut found = SysinfoEntries::new();
    for name in known {
        let entry = node.elements().find(|entry| {
            entry.key() == "entry" && entry.attr("name").is_some_and(|attr| attr.value == *name)
        });
        if let Some(text) = entry.map(|entry| entry.text()).filter(|text| !text.is_empty()) {
            found.push(((*name).into(), text.into_owned()));
        }
    }
    found
}

fn write(name: &str, entries: &SysinfoEntries, w: &mut Writer) {
    w.start(name);
    w.long_form();
    for (name, text) in entries {
        w.start("entry");
        w.attr("name", name);
        w.text(text);
        w.end();
    }
    w.end();
}

impl XmlElement for SysinfoDef {
    fn read(node: Node<'_>) -> vir_xml::Result<Self> {
        use vir_xml::XmlValue as _;
        let mut def =
            Self { kind: vir_xml::require_attr(node, "type", SysinfoType::from_text)?, ..Self::default() };
        for child in node.elements() {
            match (def.kind, child.key()) {
                (SysinfoType::Fwcfg, "entry") => def.files.push(FwcfgEntry::read(child)?),
                (SysinfoType::Smbios, "bios") if def.bios.is_none() => {
                    let found = entries(child, BIOS);
                    if value(&found, "date").is_some_and(|date| !is_bios_date(date)) {
                        return Err(child.error(Kind::Malformed, "Invalid BIOS 'date' format"));
                    }
                    def.bios = Some(found);
                }
                (SysinfoType::Smbios, "system") if def.system.is_none() => {
                    let found = entries(child, SYSTEM);
                    let wrong = |text: &str| crate::uuid_text::from_text(text).is_err();
                    if value(&found, "uuid").is_some_and(wrong) {
                        return Err(child.error(Kind::Malformed, "malformed <sysinfo> uuid element"));
                    }
                    def.system = Some(found);
                }
                (SysinfoType::Smbios, "baseBoard") => def.base_boards.push(entries(child, BOARD)),
                (SysinfoType::Smbios, "chassis") if def.chassis.is_none() => {
                    def.chassis = Some(entries(child, CHASSIS));
                }
                (SysinfoType::Smbios, "processor") => def.processors.push(entries(child, PROCESSOR)),
                (SysinfoType::Smbios, "memory_device") => def.memory_devices.push(entries(child, MEMORY)),
                (SysinfoType::Smbios, "oemStrings") if def.oem_strings.is_none() => {
                    let texts = child.elements().filter(|entry| entry.key() == "entry");
                    def.oem_strings = Some(texts.map(|entry| entry.text().into_owned()).collect());
                }
                _ => {}
            }
        }
        Ok(def)
    }

    fn write_attrs(&self, w: &mut Writer) {
        w.attr("type", self.kind.as_str());
    }

    fn write_nodes(&self, w: &mut Writer) {
        for file in &self.files {
            file.write("entry", w);
        }
        let one = |name: &str, entries: &Option<SysinfoEntries>, w: &mut Writer| {
            if let Some(entries) = entries {
                write(name, entries, w);
            }
        };
        one("bios", &self.bios, w);
        one("system", &self.system, w);
        self.base_boards.iter().for_each(|entries| write("baseBoard", entries, w));
        one("chassis", &self.chassis, w);
        self.processors.iter().for_each(|entries| write("processor", entries, w));
        self.memory_devices.iter().for_each(|entries| write("memory_device", entries, w));
        if let Some(texts) = &self.oem_strings {
            w.start("oemStrings");
            w.long_form();
            texts.iter().for_each(|text| w.text_element("entry", text));
            w.end();
        }
    }
}

fn value<'a>(entries: &'a SysinfoEntries, name: &str) -> Option<&'a str> {
    entries.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

/// Month, day and year as firmware writes them: `02/29/24` or `2/29/2024`.
fn is_bios_date(text: &str) -> bool {
    let mut parts = text.split('/').map(|part| part.parse::<u32>().ok());
    let (Some(Some(month)), Some(Some(day)), Some(Some(year)), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    (1..=12).contains(&month) && (1..=31).contains(&day) && !(100..1900).contains(&year)
}

impl SysinfoDef {
    /// The guest's identity as its firmware tells it.
    pub(super) fn uuid(&self) -> Option<vir_types::Uuid> {
        crate::uuid_text::from_text(value(self.system.as_ref()?, "uuid")?).ok()
    }
}

impl FwcfgEntry {
    fn check(def: &mut Self, node: Node<'_>) -> vir_xml::Result<()> {
        if def.value.as_deref().is_none_or(str::is_empty) && def.file.is_none() {
            let text = "Firmware entry must have either value or 'file' attribute";
            return Err(node.error(Kind::Missing, text));
        }
        Ok(())
    }
}
