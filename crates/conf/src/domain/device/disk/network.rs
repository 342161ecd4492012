//! `<source>` of a disk behind a network protocol.

use serde::{Deserialize, Serialize};
use vir_xml::{XmlElement, XmlEnum};

use super::source::SourceCommon;
use crate::common::SourceHost;

/// A disk behind a network protocol.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
#[xml(finish = "NetworkSource::check")]
pub struct NetworkSource {
    /// The protocol.
    #[xml(attr, missing(Missing, "missing network source protocol type"))]
    pub protocol: DiskProtocol,
    /// What it is called there.
    #[xml(attr)]
    pub name: Option<String>,
    /// What follows the name in a URL.
    #[xml(attr)]
    pub query: Option<String>,
    /// Whether the connection is encrypted.
    #[xml(attr)]
    pub tls: Option<bool>,
    /// Name that the server's certificate must bear, if not its host's.
    #[xml(attr = "tlsHostname")]
    pub tls_hostname: Option<String>,
    /// 1: whether it is encrypted comes from the daemon's configuration.
    #[xml(attr = "tlsFromConfig", status)]
    pub tls_from_config: Option<u32>,
    /// The servers.
    #[xml(child = "host")]
    pub hosts: Vec<SourceHost>,
    /// Who we are there, for NFS.
    #[xml(child = "identity", skip_empty, read_if = "is_nfs_node", write_if = "is_nfs")]
    pub identity: Option<SourceIdentity>,
    /// **Seconds** to wait for a server that is gone, of NBD.
    #[xml(attr = "reconnect/@delay", skip_default)]
    pub reconnect_delay: u32,
    /// Name of a snapshot there.
    #[xml(attr = "snapshot/@name")]
    pub snapshot: Option<String>,
    /// Path of the client's configuration.
    #[xml(attr = "config/@file")]
    pub config_file: Option<String>,
    /// Who the server takes us for.
    #[xml(child = "initiator", skip_empty)]
    pub initiator: Option<Initiator>,
    /// Whether the server's certificate is verified.
    #[xml(attr = "ssl/@verify")]
    pub ssl_verify: Option<bool>,
    /// Cookies for a web server.
    #[xml(child = "cookies", skip_empty, secret)]
    pub cookies: Option<Cookies>,
    /// **Bytes** to read ahead.
    #[xml(attr = "readahead/@size", skip_default)]
    pub readahead_bytes: u64,
    /// **Seconds** to wait for an answer.
    #[xml(attr = "timeout/@seconds", skip_default)]
    pub timeout_s: u64,
    /// Path of the file with the keys of SSH servers.
    #[xml(attr = "knownHosts/@path")]
    pub known_hosts: Option<String>,
    /// Who we are there, for SSH.
    #[xml(child = "identity", skip_empty, read_if = "is_ssh_node", write_if = "is_ssh")]
    pub ssh_identity: Option<SourceIdentity>,
    /// What sources of all kinds may say.
    #[xml(flatten)]
    pub common: SourceCommon,
}

fn is_nfs(def: &NetworkSource, _: vir_xml::WriteOptions) -> bool {
    def.protocol == DiskProtocol::Nfs
}

fn is_nfs_node(node: vir_xml::Node<'_>) -> bool {
    node.attr("protocol").is_some_and(|protocol| protocol.value == "nfs")
}

fn is_ssh_node(node: vir_xml::Node<'_>) -> bool {
    node.attr("protocol").is_some_and(|protocol| protocol.value == "ssh")
}

fn is_ssh(def: &NetworkSource, _: vir_xml::WriteOptions) -> bool {
    def.protocol == DiskProtocol::Ssh
}

/// Who the disk's server takes us for.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Initiator {
    /// Our iSCSI name.
    #[xml(attr = "iqn/@name")]
    pub iqn: Option<String>,
}

/// Cookies for a web server.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Cookies {
    /// The cookies.
    #[xml(child = "cookie")]
    pub list: Vec<Cookie>,
}

/// A cookie.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Cookie {
    /// Its name.
    #[xml(attr, required)]
    pub name: String,
    /// Its value.
    #[xml(text)]
    pub value: Option<String>,
}

/// Who we are for a server of NFS or SSH.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SourceIdentity {
    /// User, of NFS.
    #[xml(attr)]
    pub user: Option<String>,
    /// Group, of NFS.
    #[xml(attr)]
    pub group: Option<String>,
    /// User, of SSH.
    #[xml(attr)]
    pub username: Option<String>,
    /// Path of the private key, of SSH.
    #[xml(attr)]
    pub keyfile: Option<String>,
    /// Socket of the agent that has the key, of SSH.
    #[xml(attr)]
    pub agentsock: Option<String>,
}

/// A network protocol for disks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum DiskProtocol {
    /// `nbd`.
    #[default]
    Nbd,
    /// `rbd`.
    Rbd,
    /// `sheepdog`.
    Sheepdog,
    /// `gluster`.
    Gluster,
    /// `iscsi`.
    Iscsi,
    /// `http`.
    Http,
    /// `https`.
    Https,
    /// `ftp`.
    Ftp,
    /// `ftps`.
    Ftps,
    /// `tftp`.
    Tftp,
    /// `ssh`.
    Ssh,
    /// `vxhs`.
    Vxhs,
    /// `nfs`.
    Nfs,
}

impl DiskProtocol {
    /// The port where its servers listen if nothing else is said; 0 where there is no such habit.
    #[must_use]
    pub fn default_port(self) -> u16 {
        match self {
            Self::Nbd => 10809,
            Self::Sheepdog => 7000,
            Self::Gluster => 24007,
            Self::Iscsi => 3260,
            Self::Http => 80,
            Self::Https => 443,
            Self::Ftp => 21,
            Self::Ftps => 990,
            Self::Tftp => 69,
            Self::Ssh => 22,
            Self::Vxhs => 9999,
            Self::Rbd | Self::Nfs => 0,
        }
    }
}
