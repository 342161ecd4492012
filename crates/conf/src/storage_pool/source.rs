//! `<source>` of a pool.

use serde::{Deserialize, Serialize};
use vir_types::{Code, Result};
use vir_xml::XmlElement;

use super::{PoolAdapter, PoolFormat, PoolType};
use crate::common::{StorageAuth, clean_path, given, refuse, unsupported, wrong};

/// Where a pool comes from.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long)]
#[non_exhaustive]
pub struct PoolSourceDef {
    /// Servers.
    #[xml(child = "host")]
    pub hosts: Vec<PoolHost>,
    /// Devices; for iSCSI the target.
    #[xml(child = "device")]
    pub devices: Vec<PoolDevice>,
    /// The folder.
    #[xml(attr = "dir/@path", read_if = "given::path")]
    pub dir: Option<String>,
    /// The adapter.
    #[xml(child = "adapter")]
    pub adapter: Option<PoolAdapter>,
    /// Name of the source, for kinds that have such.
    #[xml(text = "name")]
    pub name: Option<String>,
    /// The name that the host gives itself towards the server.
    #[xml(attr = "initiator/iqn/@name", read_if = "given::name")]
    pub initiator_iqn: Option<String>,
    /// The format; always there after completion, for kinds that have such.
    #[xml(
        attr = "format/@type",
        read_if = "given::kind",
        invalid(Unsupported, "unknown pool format type {value}")
    )]
    pub format: Option<PoolFormat>,
    /// Who logs in.
    #[xml(child = "auth")]
    pub auth: Option<StorageAuth>,
    /// Version of the protocol (NFS).
    #[xml(attr = "protocol/@ver", read_if = "given::version")]
    pub protocol_version: Option<String>,
    /// Who made the device.
    #[xml(attr = "vendor/@name", read_if = "given::name")]
    pub vendor: Option<String>,
    /// What the maker calls it.
    #[xml(attr = "product/@name", read_if = "given::name")]
    pub product: Option<String>,
}

/// A server.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PoolHost {
    /// Name or address.
    #[xml(attr, missing(Missing, "missing storage pool host name"))]
    pub name: String,
    /// Port; 0 is the protocol's own.
    #[xml(attr, skip_default)]
    pub port: i32,
}

/// A device.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PoolDevice {
    /// Its path; for iSCSI the name of the target.
    #[xml(attr, missing(Missing, "missing storage pool source device path"))]
    pub path: String,
    /// Whether a `p` stands between the name of the device and the number of a partition.
    #[xml(attr)]
    pub part_separator: Option<bool>,
    /// What is free on it, once it was looked at.
    #[xml(child = "freeExtent")]
    pub free_extents: Vec<FreeExtent>,
}

/// Free space on a device, in **bytes**.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FreeExtent {
    /// The first.
    #[xml(attr)]
    pub start: u64,
    /// Behind the last.
    #[xml(attr)]
    pub end: u64,
}

impl PoolSourceDef {
    /// Fills in format and folder, and leaves out what the kind of pool does not have.
    pub(super) fn complete(&mut self, pool_type: PoolType) {
        let parts = pool_type.parts();
        if !parts.host {
            self.hosts.clear();
        }
        if !parts.device {
            self.devices.clear();
        }
        self.dir = self.dir.take().filter(|dir| parts.dir && !dir.is_empty()).map(|dir| clean_path(&dir));
        if self.dir.is_none() && pool_type == PoolType::Gluster {
            self.dir = Some("/".into());
        }
        self.adapter = self.adapter.take().filter(|_| parts.adapter);
        if let Some(adapter) = &mut self.adapter {
            adapter.complete();
        }
        self.name = self.name.take().filter(|_| parts.name);
        self.initiator_iqn = self.initiator_iqn.take().filter(|_| parts.iqn);
        self.format = match pool_type.default_format() {
            Some(default) => Some(self.format.unwrap_or(default)),
            None => None,
        };
    }

    /// Checks it for a kind of pool.
    ///
    /// # Errors
    /// `XmlError`, `ConfigUnsupported`, `XmlDetail`: something is missing, or does not go with the kind.
    pub(super) fn validate(&self, pool_type: PoolType) -> Result<()> {
        if let Some(format) = self.format
            && !pool_type.formats().is_empty()
            && !pool_type.formats().contains(&format)
        {
            return unsupported(format!("unknown pool format type {format}"));
        }
        if let Some(adapter) = &self.adapter {
            adapter.check()?;
        }
        if self.auth.as_ref().is_some_and(|auth| auth.auth_type.is_none()) {
            return unsupported("storage pool missing auth type");
        }
        if let Some(version) = &self.protocol_version {
            if pool_type == PoolType::Netfs
                && let Some(format @ (PoolFormat::Glusterfs | PoolFormat::Cifs)) = self.format
            {
                let text = format!("storage pool protocol ver unsupported for pool type '{format}'");
                return unsupported(text);
            }
            if version.contains(',') {
                let text = format!("storage pool protocol ver '{version}' must not contain ','");
                return refuse(Code::XML_DETAIL, text);
            }
        }
        Ok(())
    }

    /// Checks that everything is there that the kind of pool needs.
    pub(super) fn validate_complete(&self, pool_type: PoolType) -> Result<()> {
        let parts = pool_type.parts();
        if parts.host && self.hosts.is_empty() {
            return wrong("missing storage pool source host name");
        }
        if parts.dir && self.dir.as_ref().is_none_or(String::is_empty) && pool_type != PoolType::Gluster {
            return wrong("missing storage pool source path");
        }
        if parts.adapter {
            match &self.adapter {
                Some(adapter) => adapter.validate()?,
                None => return wrong("missing storage pool source adapter"),
            }
        }
        if matches!(pool_type, PoolType::Fs | PoolType::Disk) && self.devices.is_empty() {
            return wrong("missing storage pool source device name");
        }
        Ok(())
    }
}
