//! The schemas of all kinds of documents, compiled into the program and read once, when they are first asked for.

use std::sync::OnceLock;

use rnc_validator::{Invalid, Memory, Schema};
use vir_types::{Code, Error, Result};

/// A kind of document that has a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SchemaKind {
    /// A guest.
    Domain,
    /// A running guest, as a daemon keeps it.
    DomainStatus,
    /// A guest at a moment, to go back to.
    Snapshot,
    /// A moment since which changes of disks are known.
    Checkpoint,
    /// A backup of a guest's disks.
    Backup,
    /// A virtual network.
    Network,
    /// A running network, as a daemon keeps it.
    NetworkStatus,
    /// A port of a network.
    NetworkPort,
    /// A storage pool.
    StoragePool,
    /// A storage volume.
    StorageVol,
    /// Kinds of pools that a host has.
    StoragePoolCaps,
    /// A device of the host.
    NodeDev,
    /// A network interface of the host.
    Interface,
    /// A filter of network traffic.
    NwFilter,
    /// A filter in use.
    NwFilterBinding,
    /// A secret.
    Secret,
    /// What a host can do.
    Capabilities,
    /// What an emulator can do.
    DomainCaps,
    /// A processor.
    Cpu,
    /// What is known about models of processors.
    CpuMap,
    /// What one daemon tells another when a guest moves.
    MigrationCookie,
}

/// Kind, root element, and file of each schema.
const KINDS: &[(SchemaKind, &str, &str)] = &[
    (SchemaKind::Domain, "domain", "domain.rnc"),
    (SchemaKind::DomainStatus, "domstatus", "domainstatus.rnc"),
    (SchemaKind::Snapshot, "domainsnapshot", "domainsnapshot.rnc"),
    (SchemaKind::Checkpoint, "domaincheckpoint", "domaincheckpoint.rnc"),
    (SchemaKind::Backup, "domainbackup", "domainbackup.rnc"),
    (SchemaKind::Network, "network", "network.rnc"),
    (SchemaKind::NetworkStatus, "networkstatus", "networkstatus.rnc"),
    (SchemaKind::NetworkPort, "networkport", "networkport.rnc"),
    (SchemaKind::StoragePool, "pool", "storagepool.rnc"),
    (SchemaKind::StorageVol, "volume", "storagevol.rnc"),
    (SchemaKind::StoragePoolCaps, "storagepoolCapabilities", "storagepoolcaps.rnc"),
    (SchemaKind::NodeDev, "device", "nodedev.rnc"),
    (SchemaKind::Interface, "interface", "interface.rnc"),
    (SchemaKind::NwFilter, "filter", "nwfilter.rnc"),
    (SchemaKind::NwFilterBinding, "filterbinding", "nwfilterbinding.rnc"),
    (SchemaKind::Secret, "secret", "secret.rnc"),
    (SchemaKind::Capabilities, "capabilities", "capabilities.rnc"),
    (SchemaKind::DomainCaps, "domainCapabilities", "domaincaps.rnc"),
    (SchemaKind::Cpu, "cpu", "cpu.rnc"),
    (SchemaKind::CpuMap, "cpus", "cpu-map.rnc"),
    (SchemaKind::MigrationCookie, "qemu-migration", "migration-cookie.rnc"),
];

/// All files, parts of schemas among them.
const FILES: &[(&str, &str)] = &[
    ("capabilities.rnc", include_str!("../schemas/capabilities.rnc")),
    ("common-cpu.rnc", include_str!("../schemas/common-cpu.rnc")),
    ("common-filter.rnc", include_str!("../schemas/common-filter.rnc")),
    ("common-network.rnc", include_str!("../schemas/common-network.rnc")),
    ("common-storage.rnc", include_str!("../schemas/common-storage.rnc")),
    ("common.rnc", include_str!("../schemas/common.rnc")),
    ("cpu-map.rnc", include_str!("../schemas/cpu-map.rnc")),
    ("cpu.rnc", include_str!("../schemas/cpu.rnc")),
    ("domain-address.rnc", include_str!("../schemas/domain-address.rnc")),
    ("domain-audio.rnc", include_str!("../schemas/domain-audio.rnc")),
    ("domain-boot.rnc", include_str!("../schemas/domain-boot.rnc")),
    ("domain-chardev.rnc", include_str!("../schemas/domain-chardev.rnc")),
    ("domain-clock.rnc", include_str!("../schemas/domain-clock.rnc")),
    ("domain-controller.rnc", include_str!("../schemas/domain-controller.rnc")),
    ("domain-devices.rnc", include_str!("../schemas/domain-devices.rnc")),
    ("domain-disk.rnc", include_str!("../schemas/domain-disk.rnc")),
    ("domain-display.rnc", include_str!("../schemas/domain-display.rnc")),
    ("domain-features.rnc", include_str!("../schemas/domain-features.rnc")),
    ("domain-filesystem.rnc", include_str!("../schemas/domain-filesystem.rnc")),
    ("domain-hostdev.rnc", include_str!("../schemas/domain-hostdev.rnc")),
    ("domain-interface.rnc", include_str!("../schemas/domain-interface.rnc")),
    ("domain-memory.rnc", include_str!("../schemas/domain-memory.rnc")),
    ("domain-namespaces.rnc", include_str!("../schemas/domain-namespaces.rnc")),
    ("domain-resources.rnc", include_str!("../schemas/domain-resources.rnc")),
    ("domain-security.rnc", include_str!("../schemas/domain-security.rnc")),
    ("domain-small-devices.rnc", include_str!("../schemas/domain-small-devices.rnc")),
    ("domain-source.rnc", include_str!("../schemas/domain-source.rnc")),
    ("domain-state.rnc", include_str!("../schemas/domain-state.rnc")),
    ("domain-sysinfo.rnc", include_str!("../schemas/domain-sysinfo.rnc")),
    ("domain-tune.rnc", include_str!("../schemas/domain-tune.rnc")),
    ("domain.rnc", include_str!("../schemas/domain.rnc")),
    ("domainbackup-body.rnc", include_str!("../schemas/domainbackup-body.rnc")),
    ("domainbackup.rnc", include_str!("../schemas/domainbackup.rnc")),
    ("domaincaps.rnc", include_str!("../schemas/domaincaps.rnc")),
    ("domaincheckpoint.rnc", include_str!("../schemas/domaincheckpoint.rnc")),
    ("domainsnapshot.rnc", include_str!("../schemas/domainsnapshot.rnc")),
    ("domainstatus-parts.rnc", include_str!("../schemas/domainstatus-parts.rnc")),
    ("domainstatus.rnc", include_str!("../schemas/domainstatus.rnc")),
    ("interface.rnc", include_str!("../schemas/interface.rnc")),
    ("migration-cookie.rnc", include_str!("../schemas/migration-cookie.rnc")),
    ("network-body.rnc", include_str!("../schemas/network-body.rnc")),
    ("network.rnc", include_str!("../schemas/network.rnc")),
    ("networkport.rnc", include_str!("../schemas/networkport.rnc")),
    ("networkstatus.rnc", include_str!("../schemas/networkstatus.rnc")),
    ("nodedev-pci.rnc", include_str!("../schemas/nodedev-pci.rnc")),
    ("nodedev-s390.rnc", include_str!("../schemas/nodedev-s390.rnc")),
    ("nodedev-storage.rnc", include_str!("../schemas/nodedev-storage.rnc")),
    ("nodedev.rnc", include_str!("../schemas/nodedev.rnc")),
    ("nwfilter-fields.rnc", include_str!("../schemas/nwfilter-fields.rnc")),
    ("nwfilter.rnc", include_str!("../schemas/nwfilter.rnc")),
    ("nwfilterbinding.rnc", include_str!("../schemas/nwfilterbinding.rnc")),
    ("secret.rnc", include_str!("../schemas/secret.rnc")),
    ("storagepool.rnc", include_str!("../schemas/storagepool.rnc")),
    ("storagepoolcaps.rnc", include_str!("../schemas/storagepoolcaps.rnc")),
    ("storagevol.rnc", include_str!("../schemas/storagevol.rnc")),
];

/// Compiled schemas, in the order of `KINDS`.
static COMPILED: [OnceLock<std::result::Result<Schema, String>>; KINDS.len()] =
    [const { OnceLock::new() }; KINDS.len()];

impl SchemaKind {
    /// All kinds.
    pub fn all() -> impl Iterator<Item = Self> {
        KINDS.iter().map(|(kind, ..)| *kind)
    }

    /// The kind of documents with this root element.
    #[must_use]
    pub fn of_root(element: &str) -> Option<Self> {
        KINDS.iter().find(|(_, root, _)| *root == element).map(|(kind, ..)| *kind)
    }

    /// The kind of a document, by its root element.
    ///
    /// # Errors
    /// `XmlDetail`: not well-formed. `XmlError`: there is no schema for such an element.
    pub fn of_document(xml: &str) -> Result<Self> {
        let document = vir_xml::Document::parse(xml);
        let document = document.map_err(|error| crate::error::convert(error, vir_types::Origin::XML))?;
        let root = document.root();
        let (name, roots) = (root.local_name(), KINDS.iter().map(|(_, root, _)| *root));
        Self::of_root(name).ok_or_else(|| {
            let meant = vir_xml::nearest(name, roots);
            let hint = meant.map(|meant| format!("; did you mean '{meant}'?")).unwrap_or_default();
            Error::new(
                Code::XML_ERROR,
                format!("no schema is for documents with root element '{name}'{hint}"),
            )
        })
    }

    /// The kind whose schema has this name, such as `domain` or `storagepool`.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        KINDS.iter().find(|(.., file)| file.strip_suffix(".rnc") == Some(name)).map(|(kind, ..)| *kind)
    }

    /// Names of all schemas.
    pub fn names() -> impl Iterator<Item = &'static str> {
        KINDS.iter().filter_map(|(.., file)| file.strip_suffix(".rnc"))
    }

    fn row(self) -> Option<(usize, &'static str)> {
        let at = KINDS.iter().position(|(kind, ..)| *kind == self)?;
        KINDS.get(at).map(|(.., file)| (at, *file))
    }

    /// Name of the schema's file.
    #[must_use]
    pub fn file(self) -> &'static str {
        self.row().map_or("", |(_, file)| file)
    }

    /// The schema.
    ///
    /// # Errors
    /// `InternalError`: it is not a schema, which the tests of this crate make sure of.
    pub fn schema(self) -> Result<&'static Schema> {
        let Some((at, file)) = self.row() else { return Err(Error::internal("a schema without a file")) };
        let Some(slot) = COMPILED.get(at) else { return Err(Error::internal("a schema without a place")) };
        let compiled = slot.get_or_init(|| compile(file));
        compiled.as_ref().map_err(|text| Error::internal(format!("schema {file}: {text}")))
    }

    /// What is wrong with a document, as far as its schema tells; nothing if it is right.
    ///
    /// # Errors
    /// As [`schema`](Self::schema).
    pub fn mistakes(self, xml: &str) -> Result<Vec<Invalid>> {
        Ok(self.schema()?.validate(xml).err().unwrap_or_default())
    }

    /// Holds a document against its schema.
    ///
    /// # Errors
    /// `XmlInvalidSchema`, with each mistake's line, column and what was expected there.
    pub fn validate(self, xml: &str) -> Result<()> {
        let mistakes = self.mistakes(xml)?;
        let Some(first) = mistakes.first() else { return Ok(()) };
        let lines: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        let text = format!("Unable to validate doc against {}\n{}", self.file(), lines.join("\n"));
        let mut error = Error::new(Code::XML_INVALID_SCHEMA, text);
        let mut extra = error.extra().clone();
        let number = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
        extra.numbers = [number(first.line), number(first.column)];
        error = error.with_extra(extra);
        Err(error)
    }

    /// What reading a document has given, unless its schema has something against the document. That it is not
    /// well-formed is the reader's to tell, who knows what to call it.
    ///
    /// # Errors
    /// The reader's; `XmlInvalidSchema` as [`validate`](Self::validate).
    pub fn judge<T>(self, xml: &str, read: Result<T>) -> Result<T> {
        match read {
            Err(error) if error.code() == Code::XML_DETAIL => Err(error),
            read => self.validate(xml).and(read),
        }
    }
}

fn compile(file: &str) -> std::result::Result<Schema, String> {
    let files = FILES.iter().fold(Memory::new(), |files, (name, text)| files.with(*name, *text));
    let (_, text) = FILES.iter().find(|(name, _)| *name == file).ok_or("there is no such file")?;
    Schema::compile_rnc(text, file, &files).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_schemas_are_schemas() {
        for kind in SchemaKind::all() {
            kind.schema().unwrap();
        }
        assert_eq!(SchemaKind::of_root("pool"), Some(SchemaKind::StoragePool));
        assert_eq!(SchemaKind::of_name("nodedev"), Some(SchemaKind::NodeDev));
        assert_eq!(SchemaKind::of_root("nothing"), None);
        assert_eq!(SchemaKind::of_document("<a:domain xmlns:a='b'/>").unwrap(), SchemaKind::Domain);
        let error = SchemaKind::of_document("<domian/>").unwrap_err();
        assert!(error.message().ends_with("'domian'; did you mean 'domain'?"), "{error}");
    }

    #[test]
    fn all_files_are_compiled_in() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .filter(|name| name.ends_with(".rnc"))
            .collect();
        names.sort();
        assert_eq!(names, FILES.iter().map(|(name, _)| *name).collect::<Vec<_>>());
    }

    #[test]
    fn mistakes_have_a_place() {
        let error =
            SchemaKind::Secret.validate("<secret ephemeral='no'>\n  <uusage/>\n</secret>").unwrap_err();
        assert_eq!(error.code(), Code::XML_INVALID_SCHEMA);
        assert!(error.message().contains("2:3: element 'uusage' is not allowed here"), "{error}");
        assert_eq!(error.extra().numbers, [2, 3]);
    }
}
