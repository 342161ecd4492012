//! One device in a document of its own, as clients send it to plug it in.

use vir_types::{Code, Error, Origin, Result};
use vir_xml::{Document, Limits, ReadOptions, XmlElement as _};

use super::DevicesDef;
use super::disk::DiskDef;
use super::interface::DomainInterfaceDef;
use crate::error::convert;

/// One device.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum OneDevice {
    /// A disk.
    Disk(Box<DiskDef>),
    /// A network card.
    Interface(Box<DomainInterfaceDef>),
    /// A device of another kind, which is named as libvirt's errors name it.
    Other(&'static str),
}

/// Kinds of devices other than disks and network cards: the element, and what libvirt calls it.
const OTHERS: &[(&str, &str)] = &[
    ("audio", "audio"),
    ("channel", "chr"),
    ("console", "chr"),
    ("controller", "controller"),
    ("crypto", "crypto"),
    ("filesystem", "filesystem"),
    ("graphics", "graphics"),
    ("hostdev", "hostdev"),
    ("hub", "hub"),
    ("input", "input"),
    ("iommu", "iommu"),
    ("lease", "lease"),
    ("memballoon", "memballoon"),
    ("memory", "memory"),
    ("nvram", "nvram"),
    ("panic", "panic"),
    ("parallel", "chr"),
    ("pstore", "pstore"),
    ("redirdev", "redirdev"),
    ("rng", "rng"),
    ("serial", "chr"),
    ("shmem", "shmem"),
    ("smartcard", "smartcard"),
    ("sound", "sound"),
    ("tpm", "tpm"),
    ("video", "video"),
    ("vsock", "vsock"),
    ("watchdog", "watchdog"),
];

impl OneDevice {
    /// Reads a device as it stands.
    ///
    /// # Errors
    /// `ConfigUnsupported`: no kind of device. Otherwise as [`DomainDef::parse`](crate::DomainDef::parse).
    pub fn parse(xml: &str) -> Result<Self> {
        let own = |error| convert(error, Origin::DOMAIN);
        let document =
            Document::parse_with(xml, "(device_definition)", ReadOptions::default(), Limits::DEFAULT)
                .map_err(own)?;
        let root = document.root();
        let kind = root.local_name();
        match kind {
            "disk" => Ok(Self::Disk(Box::new(DiskDef::read(root).map_err(own)?))),
            "interface" => Ok(Self::Interface(Box::new(DomainInterfaceDef::read(root).map_err(own)?))),
            _ => match OTHERS.iter().find(|(element, _)| *element == kind) {
                Some((_, name)) => Ok(Self::Other(name)),
                None => {
                    let text = format!("unknown device type '{kind}'");
                    Err(Error::new(Code::CONFIG_UNSUPPORTED, text).or_origin(Origin::DOMAIN))
                }
            },
        }
    }

    /// What libvirt calls its kind.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Disk(_) => "disk",
            Self::Interface(_) => "interface",
            Self::Other(kind) => kind,
        }
    }
}

impl DevicesDef {
    /// Takes out what has this alias and can be unplugged; whether there was such a device.
    pub fn remove_alias(&mut self, alias: &str) -> bool {
        macro_rules! remove {
            ($($list:ident)*) => {{
                let mut found = false;
                $(
                    let before = self.$list.len();
                    self.$list.retain(|it| it.info.alias.as_deref() != Some(alias));
                    found |= self.$list.len() != before;
                )*
                found
            }};
        }
        remove!(disks interfaces controllers hostdevs filesystems inputs rngs memories channels shmems
            redirdevs watchdogs sounds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_are_known_by_their_element() {
        let disk = OneDevice::parse("<disk type='file'><source file='/a'/><target dev='vda'/></disk>");
        let Ok(OneDevice::Disk(disk)) = disk else { panic!("{disk:?}") };
        assert_eq!(disk.target, "vda");
        assert_eq!(OneDevice::parse("<serial/>").unwrap().kind(), "chr");
        let error = OneDevice::parse("<flux/>").unwrap_err();
        assert_eq!(
            (error.code(), error.message()),
            (Code::CONFIG_UNSUPPORTED, "unsupported configuration: unknown device type 'flux'")
        );
        assert_eq!(OneDevice::parse("<disk").unwrap_err().code(), Code::XML_DETAIL);
    }

    #[test]
    fn devices_are_removed_by_alias() {
        let mut devices = DevicesDef::default();
        devices.disks.push(DiskDef::file("/a", "vda"));
        devices.disks[0].info.alias = Some("virtio-disk0".to_owned());
        assert!(!devices.remove_alias("virtio-disk1"));
        assert!(devices.remove_alias("virtio-disk0"));
        assert!(devices.disks.is_empty());
    }
}
