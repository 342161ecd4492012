//! `<domainbackup>`: a backup of a guest's disks.

use serde::{Deserialize, Serialize};
use vir_types::Result;
use vir_xml::{
    Kind, Node, ReadOptions, Writer, XmlElement, XmlEnum, XmlUnion, XmlValue, read_attr, require_attr,
    to_string,
};

use crate::common::{HostTransport, unsupported};
use crate::domain::device::disk::{DiskSource, FileSource};
use crate::error::{DocumentKind, read};
use crate::format::XmlFormat;
use crate::schema::SchemaKind;
use crate::words::StorageFormat;

const KIND: DocumentKind =
    DocumentKind { root: "domainbackup", name: "(domain_backup)", origin: vir_types::Origin::DOMAIN };

/// A backup of a guest's disks.
///
/// Schema: `schemas/domainbackup.rnc`.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(finish = "BackupDef::check")]
#[non_exhaustive]
pub struct BackupDef {
    /// Who moves the data.
    #[xml(attr, invalid(Unsupported, "unknown backup mode '{value}'"))]
    pub mode: BackupMode,
    /// Name of the checkpoint since which changes are saved.
    #[xml(text = "incremental")]
    pub incremental: Option<String>,
    /// Where a client fetches the data, of [`BackupMode::Pull`].
    #[xml(child = "server", skip_empty)]
    pub server: Option<BackupServer>,
    /// The disks.
    #[xml(child = "disks", skip_empty)]
    pub disks: Option<BackupDisks>,
    /// What the QEMU driver keeps about it.
    #[xml(child = "privateData", skip_empty, status)]
    pub private_data: Option<BackupPrivateData>,
}

/// Who moves the data of a backup.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum BackupMode {
    /// The emulator writes it.
    #[default]
    Push,
    /// A client fetches it.
    Pull,
}

/// Where a client fetches the data.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BackupServer {
    /// How it is reached.
    #[xml(attr)]
    pub transport: HostTransport,
    /// Whether it is encrypted.
    #[xml(attr)]
    pub tls: Option<bool>,
    /// Name or address of the host.
    #[xml(attr)]
    pub name: Option<String>,
    /// Port.
    #[xml(attr, skip_default)]
    pub port: u16,
    /// Path of the socket.
    #[xml(attr)]
    pub socket: Option<String>,
    /// Name of a group of descriptors that a client has handed over.
    #[xml(attr)]
    pub fdgroup: Option<String>,
}

/// The disks of a backup.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BackupDisks {
    /// The disks.
    #[xml(child = "disk")]
    pub list: Vec<BackupDisk>,
}

/// What becomes of a disk.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BackupDisk {
    /// Its name in the guest.
    pub name: String,
    /// Whether it is saved.
    pub backup: bool,
    /// How far it is, as the daemon keeps it.
    pub state: Option<BackupState>,
    /// How much of it is saved; always there after [`BackupDef::align`], if it is saved.
    pub mode: Option<DiskBackupMode>,
    /// Name of the checkpoint since which changes are saved.
    pub incremental: Option<String>,
    /// What a client calls it.
    pub export_name: Option<String>,
    /// What a client calls the map of its changes.
    pub export_bitmap: Option<String>,
    /// Number of the image, as the daemon keeps it; 0 for none.
    pub index: u32,
    /// Format of the image.
    pub format: Option<StorageFormat>,
    /// Whether the image is for what the guest overwrites meanwhile.
    pub pull: bool,
    /// The image.
    pub store: DiskSource,
}

/// How far a disk of a backup is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum BackupState {
    /// `running`.
    Running,
    /// `complete`.
    Complete,
    /// `failed`.
    Failed,
    /// `cancelling`.
    Cancelling,
    /// `cancelled`.
    Cancelled,
}

/// How much of a disk is saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum DiskBackupMode {
    /// `full`.
    Full,
    /// `incremental`.
    Incremental,
}

/// What the QEMU driver keeps about a backup.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BackupPrivateData {
    /// Names of its secrets in the emulator.
    #[xml(child = "objects", skip_empty)]
    pub objects: Option<crate::domain::device::disk::SourceObjects>,
}

impl XmlElement for BackupDisk {
    fn read(node: Node<'_>) -> vir_xml::Result<Self> {
        let word = |name: &str| node.attr(name).map(|attr| attr.value.to_owned());
        let Some(name) = word("name") else {
            return Err(node.error(Kind::Missing, "missing name from disk backup element"));
        };
        let backup = node.attr("backup");
        let backup = backup.map(|attr| read_attr(node, &attr, "", bool::from_text)).transpose()?;
        let mut disk = Self { name, backup: backup.unwrap_or(true), ..Self::default() };
        if node.status() && disk.backup {
            disk.state = Some(require_attr(node, "state", BackupState::from_text)?);
            let index = node.attr("index");
            let index = index.map(|attr| read_attr(node, &attr, "", u32::from_text)).transpose()?;
            disk.index = index.unwrap_or(0);
        }
        if !disk.backup {
            return Ok(disk);
        }
        let mode = node.attr("backupmode");
        disk.mode = mode.map(|attr| read_attr(node, &attr, "", DiskBackupMode::from_text)).transpose()?;
        (disk.incremental, disk.export_name) = (word("incremental"), word("exportname"));
        disk.export_bitmap = word("exportbitmap");
        if let Some((driver, format)) = node.child("driver").and_then(|it| Some((it, it.attr("type")?))) {
            disk.format = Some(read_attr(driver, &format, "", StorageFormat::from_text)?);
        }
        let scratch = node.child("scratch");
        disk.pull = scratch.is_some();
        let body = scratch.or_else(|| node.child("target"));
        if let Some(source) = vir_xml::read_union(node, "type", body)? {
            disk.store = source;
        }
        if !matches!(disk.store, DiskSource::File(_) | DiskSource::Block(_)) {
            let text = format!("unsupported disk backup type '{}'", disk.store.case());
            return Err(node.error(Kind::Invalid, text));
        }
        Ok(disk)
    }

    fn write_attrs(&self, w: &mut Writer) {
        w.attr("name", &self.name);
        w.attr("backup", if self.backup { "yes" } else { "no" });
        if let Some(state) = self.state.filter(|_| w.options().status) {
            w.attr("state", state.as_str());
        }
        if !self.backup {
            return;
        }
        w.attr("type", self.store.case());
        if let Some(mode) = self.mode {
            w.attr("backupmode", mode.as_str());
        }
        let words = [
            ("incremental", &self.incremental),
            ("exportname", &self.export_name),
            ("exportbitmap", &self.export_bitmap),
        ];
        for (name, word) in words {
            if let Some(word) = word {
                w.attr(name, word);
            }
        }
        if self.index != 0 {
            w.attr_fmt("index", format_args!("{}", self.index));
        }
    }

    fn write_nodes(&self, w: &mut Writer) {
        if !self.backup {
            return;
        }
        if let Some(format) = self.format {
            w.start("driver");
            w.attr("type", format.as_str());
            w.end();
        }
        if self.store.has_body() {
            w.start(if self.pull { "scratch" } else { "target" });
            self.store.write_case_attrs(w);
            self.store.write_case_nodes(w);
            w.end();
        }
    }
}

impl BackupServer {
    fn check(&self) -> std::result::Result<(), (Kind, String)> {
        let way = self.transport.as_str();
        match (self.transport, &self.socket) {
            (HostTransport::Rdma, _) => {
                Err((Kind::Unsupported, "transport rdma is not supported for <server>".to_owned()))
            }
            (HostTransport::Unix, None) => {
                Err((Kind::Invalid, "missing socket for unix transport".to_owned()))
            }
            (HostTransport::Unix, Some(path)) if !path.starts_with('/') => {
                Err((Kind::Unsupported, format!("backup socket path '{path}' must be absolute")))
            }
            (HostTransport::Tcp | HostTransport::Fd, Some(_)) => {
                Err((Kind::Invalid, format!("transport '{way}' does not support socket attribute")))
            }
            (HostTransport::Tcp, None) if self.name.is_none() => {
                Err((Kind::Missing, "missing name for host".to_owned()))
            }
            (HostTransport::Fd, None) if self.fdgroup.is_none() => {
                Err((Kind::Missing, "transport 'fd' needs an 'fdgroup'".to_owned()))
            }
            _ => Ok(()),
        }
    }
}

impl BackupDef {
    fn check(def: &mut Self, node: Node<'_>) -> vir_xml::Result<()> {
        let pull = def.mode == BackupMode::Pull;
        if let Some(server) = &def.server {
            if !pull {
                return Err(node.error(Kind::Unsupported, "use of <server> requires pull mode backup"));
            }
            if let Err((kind, text)) = server.check() {
                return Err(node.error(kind, text));
            }
        }
        for disk in def.disks.iter_mut().flat_map(|disks| &mut disks.list) {
            disk.pull = pull;
            if !pull {
                (disk.export_name, disk.export_bitmap) = (None, None);
            }
        }
        Ok(())
    }

    /// Reads a request, which must follow its schema, as libvirt has it.
    ///
    /// # Errors
    /// `XmlDetail`: not well-formed. `XmlInvalidSchema`: something that the schema does not know.
    /// `XmlError`, `ConfigUnsupported`: a value that cannot be.
    pub fn parse(xml: &str) -> Result<Self> {
        SchemaKind::Backup.judge(xml, Self::parse_unchecked(xml))
    }

    /// Reads a request as it stands, whatever its schema says.
    ///
    /// # Errors
    /// As [`parse`](Self::parse), less `XmlInvalidSchema`.
    pub fn parse_unchecked(xml: &str) -> Result<Self> {
        read(&KIND, xml, ReadOptions::default(), Self::read)
    }

    /// Reads what a daemon keeps of a running backup.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn parse_status(xml: &str) -> Result<Self> {
        read(&KIND, xml, ReadOptions::status(), Self::read)
    }

    /// Says of every disk of the guest what becomes of it. `disks` are name and source of each;
    /// images that have no name get the disk's with `suffix` behind it.
    ///
    /// # Errors
    /// `ConfigUnsupported`: a disk that the guest has not, one that is named twice, one without
    /// medium, or changes that are asked for without saying since when.
    pub fn align<'d>(
        &mut self,
        disks: impl IntoIterator<Item = (&'d str, &'d DiskSource)>,
        suffix: &str,
    ) -> Result<()> {
        let disks: Vec<(&str, &DiskSource)> = disks.into_iter().collect();
        if disks.is_empty() {
            return unsupported("domain must have at least one disk to perform backup");
        }
        let own = &mut self.disks.get_or_insert_default().list;
        let all = own.is_empty();
        let mut seen = std::collections::HashSet::new();
        let known: std::collections::HashMap<&str, &DiskSource> = disks.iter().copied().collect();
        for disk in own.iter_mut() {
            let Some(source) = known.get(disk.name.as_str()) else {
                return unsupported(format!("no disk named '{}'", disk.name));
            };
            if !seen.insert(disk.name.clone()) {
                return unsupported(format!("disk '{}' specified twice", disk.name));
            }
            let since = disk.incremental.is_some() || self.incremental.is_some();
            if disk.mode == Some(DiskBackupMode::Incremental) && !since {
                return unsupported(format!(
                    "'incremental' backup mode of disk '{}' requires setting 'incremental' field for disk or backup",
                    disk.name
                ));
            }
            if disk.backup {
                disk.name_store(source, suffix)?;
            }
        }
        let pull = self.mode == BackupMode::Pull;
        for (name, source) in disks.iter().filter(|(name, _)| !seen.contains(*name)) {
            let backup = all && !source.is_empty();
            let mut disk = BackupDisk { name: (*name).into(), backup, pull, ..BackupDisk::default() };
            if backup {
                disk.name_store(source, suffix)?;
            }
            own.push(disk);
        }
        for disk in own.iter_mut().filter(|disk| disk.backup) {
            let since = disk.incremental.is_some() || self.incremental.is_some();
            let usual = if since { DiskBackupMode::Incremental } else { DiskBackupMode::Full };
            if *disk.mode.get_or_insert(usual) == DiskBackupMode::Incremental && disk.incremental.is_none() {
                disk.incremental.clone_from(&self.incremental);
            }
        }
        Ok(())
    }

    /// The document as others may see it.
    #[must_use]
    pub fn to_xml(&self) -> String {
        to_string(KIND.root, self, XmlFormat::new(true, true).into())
    }

    /// The document as a daemon keeps it.
    #[must_use]
    pub fn to_status_xml(&self) -> String {
        to_string(KIND.root, self, XmlFormat::status().into())
    }
}

impl BackupDisk {
    fn name_store(&mut self, source: &DiskSource, suffix: &str) -> Result<()> {
        if source.is_empty() {
            return unsupported(format!("disk '{}' has no media", self.name));
        }
        if !self.store.is_empty() {
            return Ok(());
        }
        let DiskSource::File(Some(file)) = source else {
            return unsupported(format!("refusing to generate file name for disk '{}'", self.name));
        };
        let path = file.file.as_deref().unwrap_or_default();
        let store = FileSource { file: Some(format!("{path}.{suffix}")), ..FileSource::default() };
        self.store = DiskSource::File(Some(Box::new(store)));
        Ok(())
    }
}
