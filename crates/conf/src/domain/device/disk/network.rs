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

impl NetworkSource {
    fn check(def: &mut Self, node: vir_xml::Node<'_>) -> vir_xml::Result<()> {
        use vir_xml::Kind;
        match &def.name {
            None if def.protocol != DiskProtocol::Nbd => {
                return Err(node.error(Kind::Missing, "missing name for disk source"));
            }
            Some(name) if matches!(def.protocol, DiskProtocol::Gluster | DiskProtocol::Rbd) => {
                // What stands before the first slash is the pool.
                if name.find('/').is_none_or(|at| at == 0) {
                    let text = format!("can't split path '{name}' into pool name and image name");
                    return Err(node.error(Kind::Invalid, text));
                }
            }
            _ => {}
        }
        crate::domain::check::children(node, "host").try_for_each(crate::domain::check::network_host)?;
        if def.protocol == DiskProtocol::Ssh {
            check_ssh(node)?;
        }
        if matches!(def.protocol, DiskProtocol::Http | DiskProtocol::Https)
            && let Some(cookies) = node.child("cookies")
        {
            check_cookies(cookies)?;
        }
        Ok(())
    }
}

fn check_ssh(node: vir_xml::Node<'_>) -> vir_xml::Result<()> {
    if let Some(hosts) = node.child("knownHosts").filter(|hosts| hosts.attr("path").is_none()) {
        return Err(hosts.missing_attr("path"));
    }
    let Some(identity) = node.child("identity") else { return Ok(()) };
    if identity.attr("username").is_none() {
        return Err(identity.missing_attr("username"));
    }
    if identity.attr("keyfile").is_none() && identity.attr("agentsock").is_none() {
        let text = "element 'identity' requires either 'keyfile' or 'agentsock' attribute";
        return Err(identity.error(vir_xml::Kind::Missing, text));
    }
    Ok(())
}

/// Cookies that a web server could take apart again.
fn check_cookies(node: vir_xml::Node<'_>) -> vir_xml::Result<()> {
    use vir_xml::Kind;
    let no_value = |c: char| c.is_ascii_control() && c != '\x7f' || " \",;\\".contains(c);
    let no_name = |c: char| no_value(c) || "()<>@:/[]?={}".contains(c);
    let mut seen = std::collections::HashSet::new();
    for cookie in crate::domain::check::children(node, "cookie") {
        let Some(name) = cookie.attr("name") else { continue };
        let refuse = |text: String| Err(cookie.error(Kind::Invalid, text));
        if name.value.is_empty() {
            return refuse("cookie name must not be empty".into());
        }
        if name.value.contains(no_name) {
            return refuse(format!("cookie name '{}' contains invalid characters", name.value));
        }
        let value = cookie.text();
        if value.is_empty() {
            return refuse(format!("missing value for cookie '{}'", name.value));
        }
        let bare = match value.strip_prefix('"') {
            Some(rest) => rest.strip_suffix('"'),
            None => Some(&*value),
        };
        if bare.is_none_or(|bare| bare.contains(no_value)) {
            return refuse(format!("value of cookie '{}' contains invalid characters", name.value));
        }
        if !seen.insert(name.value) {
            return refuse(format!("duplicate cookie '{}'", name.value));
        }
    }
    Ok(())
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
