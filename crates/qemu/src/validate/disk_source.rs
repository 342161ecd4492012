//! Where the contents of disks come from.

use vir_conf::common::HostTransport;
use vir_conf::common::{Encryption, EncryptionEngine, EncryptionFormat};
use vir_conf::domain::device::disk::{DiskProtocol, DiskSource, NetworkSource};
use vir_conf::words::StorageFormat;
use vir_types::Result;

use super::{Check, refuse_if};
use crate::caps::Cap;

impl Check<'_> {
    /// Checks an image with its format; `metadata_cache` is how much of its tables is kept in memory.
    pub(super) fn check_storage(
        &self,
        source: &DiskSource,
        format: Option<StorageFormat>,
        readonly: bool,
        metadata_cache: Option<u64>,
    ) -> Result<()> {
        refuse_if!(format == Some(StorageFormat::Cow), "'cow' storage format is not supported");
        refuse_if!(
            format == Some(StorageFormat::Dir),
            "'directory' storage format is not directly supported by QEMU, use 'dir' disk type instead"
        );
        refuse_if!(
            format == Some(StorageFormat::Iso),
            "storage format 'iso' is not directly supported by QEMU, use 'raw' instead"
        );
        let is_dir = matches!(source, DiskSource::Dir(_));
        refuse_if!(
            format == Some(StorageFormat::Fat) && !is_dir && !matches!(source, DiskSource::Volume(_)),
            "storage format 'fat' is supported only with 'dir' storage type"
        );
        if is_dir {
            refuse_if!(
                format.is_some_and(|format| format != StorageFormat::Fat),
                "storage type 'dir' requires use of storage format 'fat'"
            );
            refuse_if!(!readonly, "virtual FAT storage can't be accessed in read-write mode");
        }
        let common = source.common();
        refuse_if!(
            common.is_some_and(|common| common.reservations.is_some()) && !self.has(Cap::PR_MANAGER_HELPER),
            "reservations not supported with this QEMU binary"
        );
        if let DiskSource::Network(Some(network)) = source {
            self.check_network(network)?;
        }
        refuse_if!(
            metadata_cache.is_some_and(|size| size > 0) && format != Some(StorageFormat::Qcow2),
            "metadata cache max size control is supported only with qcow2 images"
        );
        if let Some(encryption) = common.and_then(|common| common.encryption.as_deref()) {
            self.check_encryption(encryption, source, format)?;
        }
        if let DiskSource::Network(Some(network)) = source
            && network.tls_hostname.is_some()
        {
            refuse_if!(
                network.protocol != DiskProtocol::Nbd,
                "'tlsHostname' field is supported only with NBD disks"
            );
            refuse_if!(
                !self.has(Cap::BLOCKDEV_NBD_TLS_HOSTNAME),
                "'tlsHostname' field is not supported by this QEMU"
            );
        }
        Ok(())
    }

    fn check_network(&self, network: &NetworkSource) -> Result<()> {
        use DiskProtocol::{Ftp, Ftps, Http, Https, Nbd, Nfs, Tftp};
        let protocol = network.protocol;
        let is = |list: &[DiskProtocol]| list.contains(&protocol);
        refuse_if!(
            network.ssl_verify.is_some() && !is(&[Https, Ftps]),
            "ssl verification is supported only with HTTPS/FTPS protocol"
        );
        refuse_if!(
            network.cookies.as_ref().is_some_and(|it| !it.list.is_empty()) && !is(&[Http, Https]),
            "http cookies are supported only with HTTP(S) protocol"
        );
        refuse_if!(
            network.readahead_bytes > 0 && !is(&[Http, Https, Ftp, Ftps]),
            "readahead is supported only with HTTP(S)/FTP(s) protocols"
        );
        refuse_if!(
            network.timeout_s > 0 && !is(&[Http, Https, Ftp, Ftps]),
            "timeout is supported only with HTTP(S)/FTP(s) protocols"
        );
        refuse_if!(
            network.reconnect_delay > 0 && !is(&[Nbd]),
            "reconnect delay is supported only with NBD protocol"
        );
        refuse_if!(
            network.query.is_some() && !is(&[Http, Https]),
            "query is supported only with HTTP(S) protocols"
        );
        refuse_if!(protocol == Tftp, "'tftp' protocol is not supported with this QEMU binary");
        if protocol == Nfs {
            let [host] = network.hosts.as_slice() else {
                refuse_if!(true, "'nfs' protocol requires the usage of exactly one host");
                return Ok(());
            };
            refuse_if!(host.transport != HostTransport::Tcp, "'nfs' host must use TCP protocol");
            refuse_if!(host.port != 0, "port cannot be specified in 'nfs' protocol host");
        }
        Ok(())
    }

    fn check_encryption(
        &self,
        encryption: &Encryption,
        source: &DiskSource,
        image: Option<StorageFormat>,
    ) -> Result<()> {
        let format = encryption.format;
        refuse_if!(
            matches!(format, EncryptionFormat::Default | EncryptionFormat::Qcow),
            "old qcow/qcow2 encryption is not supported"
        );
        if encryption.engine != Some(EncryptionEngine::Librbd) {
            refuse_if!(
                format != EncryptionFormat::Luks,
                "'{format}' is currently not supported by the qemu encryption engine"
            );
            refuse_if!(
                !matches!(image, Some(StorageFormat::Raw | StorageFormat::Qcow2)),
                "encryption is supported only with 'raw' and 'qcow2' image format"
            );
            refuse_if!(encryption.secrets.len() > 1, "qemu encryption engine expects only a single secret");
            return Ok(());
        }
        refuse_if!(!self.has(Cap::RBD_ENCRYPTION), "librbd encryption is not supported by this QEMU binary");
        let is_rbd = matches!(source, DiskSource::Network(Some(it)) if it.protocol == DiskProtocol::Rbd);
        refuse_if!(!is_rbd, "librbd encryption is supported only with RBD backed disks");
        refuse_if!(
            encryption.secrets.len() > 1 && !self.has(Cap::RBD_ENCRYPTION_LAYERING),
            "librbd encryption layering is not supported by this QEMU binary"
        );
        refuse_if!(
            format == EncryptionFormat::LuksAny && !self.has(Cap::RBD_ENCRYPTION_LUKS_ANY),
            "luks-any encryption is not supported by this QEMU binary"
        );
        Ok(())
    }
}
