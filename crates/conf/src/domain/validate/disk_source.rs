//! What stands behind a disk, down to the last image.

use vir_types::Result;

use super::super::device::disk::{BackingStore, DataStore, DiskDef, DiskProtocol, DiskSource, NetworkSource};
use crate::common::{Encryption, EncryptionFormat, StorageAuth, unsupported, wrong};
use crate::words::StorageFormat;

/// Words of the kinds of secrets.
const SECRETS: [&str; 6] = ["none", "volume", "ceph", "iscsi", "tls", "vtpm"];

impl DiskSource {
    /// What libvirt calls its path: the file, or the name of an image elsewhere.
    pub(super) fn path(&self) -> Option<&str> {
        match self {
            Self::File(source) => source.as_ref()?.file.as_deref(),
            Self::Block(source) => source.as_ref()?.dev.as_deref(),
            Self::Dir(source) => source.as_ref()?.dir.as_deref(),
            Self::Network(source) => source.as_ref()?.name.as_deref(),
            _ => None,
        }
    }

    /// The slice of the storage that it is, if not all.
    fn has_slice(&self) -> bool {
        let slices = self.common().and_then(|common| common.slices.as_ref());
        slices.is_some_and(|slices| !slices.list.is_empty())
    }
}

impl NetworkSource {
    fn validate(&self, auth: Option<&StorageAuth>) -> Result<()> {
        use DiskProtocol::{Ftp, Ftps, Http, Https, Iscsi, Rbd, Sheepdog, Ssh};
        if self.protocol == Sheepdog {
            return unsupported("'sheepdog' protocol is no longer supported by any hypervisor driver");
        }
        let Some(auth) = auth else { return Ok(()) };
        if !matches!(self.protocol, Iscsi | Http | Https | Ftp | Ftps | Ssh | Rbd) {
            return unsupported(format!("authentication is not supported for protocol '{}'", self.protocol));
        }
        let kind = auth.secret.secret_type.as_deref();
        let Some(kind) = kind.filter(|kind| SECRETS.contains(kind)) else {
            return unsupported(format!("unknown secret type '{}'", kind.unwrap_or("(null)")));
        };
        let expected = match self.protocol {
            Iscsi => Some("iscsi"),
            Rbd => Some("ceph"),
            _ => None,
        };
        if expected.is_some_and(|expected| expected != kind) {
            return unsupported(format!("invalid secret type '{kind}'"));
        }
        Ok(())
    }
}

/// Libvirt reads the cipher of a volume that it creates; a disk's is in the image.
fn check_encryption(encryption: Option<&Encryption>) -> Result<()> {
    let with_cipher = encryption.is_some_and(|it| it.format == EncryptionFormat::Luks && it.cipher.is_some());
    if with_cipher {
        return unsupported("supplying <cipher> for domain disk definition is unnecessary");
    }
    Ok(())
}

fn check_data_store(store: Option<&DataStore>, format: Option<StorageFormat>) -> Result<()> {
    let Some(store) = store else { return Ok(()) };
    if format != Some(StorageFormat::Qcow2) {
        return unsupported("<dataStore> feature available only with qcow2 images");
    }
    if store.format.as_ref().map(|format| format.kind) != Some(StorageFormat::Raw) {
        return unsupported("only 'raw' images supported as <dataStore>");
    }
    let Some(source) = &store.source else { return Ok(()) };
    if source.common().is_some_and(|common| common.data_store.is_some()) {
        return wrong(
            "The <source> of <dataStore> can't have another nested <dataStore> or <backingStore> element",
        );
    }
    if source.has_slice() {
        return wrong("slices are not supported for <dataStore>");
    }
    Ok(())
}

/// One image of a chain.
fn check_image(
    source: &DiskSource,
    format: Option<StorageFormat>,
    auth: Option<&StorageAuth>,
    encryption: Option<&Encryption>,
) -> Result<()> {
    let common = source.common();
    if let DiskSource::Network(Some(network)) = source {
        network.validate(auth.or_else(|| common.and_then(|common| common.auth.as_deref())))?;
    }
    check_encryption(encryption.or_else(|| common.and_then(|common| common.encryption.as_deref())))?;
    check_data_store(common.and_then(|common| common.data_store.as_deref()), format)
}

impl DiskDef {
    pub(super) fn check_chain(&self) -> Result<()> {
        check_image(&self.source, self.format(), self.auth.as_deref(), self.encryption.as_deref())?;
        let mut next: Option<&BackingStore> = self.backing_store.as_deref();
        while let Some(store) = next {
            if let Some(source) = &store.source {
                check_image(source, store.format.as_ref().map(|format| format.kind), None, None)?;
            }
            next = store.backing_store.as_deref();
        }
        Ok(())
    }

    /// A LUN is handed through as it is.
    pub(super) fn check_lun(&self) -> Result<()> {
        match &self.source {
            DiskSource::Network(Some(network)) => {
                if network.protocol != DiskProtocol::Iscsi {
                    return unsupported(format!(
                        "disk device='lun' is not supported for protocol='{}'",
                        network.protocol
                    ));
                }
            }
            DiskSource::Block(Some(_)) | DiskSource::Volume(Some(_)) => {}
            _ => return unsupported("disk device='lun' is only valid for block type disk source"),
        }
        if self.format().is_some_and(|format| format != StorageFormat::Raw) {
            return unsupported("disk device 'lun' must use 'raw' format");
        }
        if self.source.has_slice() {
            return unsupported("disk device 'lun' doesn't support storage slice");
        }
        let own = self.encryption.as_deref();
        let encryption = own.or_else(|| self.source.common().and_then(|it| it.encryption.as_deref()));
        if encryption.is_some_and(|encryption| encryption.format != EncryptionFormat::Default) {
            return unsupported("disk device 'lun' doesn't support encryption");
        }
        Ok(())
    }
}
