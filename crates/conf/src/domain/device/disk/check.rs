//! What a disk is refused for while it is read.

use std::collections::HashSet;

use vir_xml::{Kind, Node, Result};

use super::{DiskDef, DiskErrorPolicy, DiskProtocol, NetworkSource, NvmeSource, Reservations, SourceCommon};
use crate::common::Encryption;
use crate::domain::check;
use crate::domain::seclabel::{check_labels, keep_own};

impl DiskDef {
    pub(super) fn check(&self, node: Node<'_>) -> Result<()> {
        let inner = self.source.common();
        let twice = [
            ("auth", self.auth.is_some() && inner.is_some_and(|it| it.auth.is_some())),
            ("encryption", self.encryption.is_some() && inner.is_some_and(|it| it.encryption.is_some())),
        ];
        if let Some((name, _)) = twice.into_iter().find(|(_, twice)| *twice) {
            let text = format!("an <{name}> definition already found for disk source");
            return Err(node.child(name).unwrap_or(node).error(Kind::Unsupported, text));
        }
        let on_read = self.driver.as_ref().and_then(|driver| driver.rerror_policy);
        if let Some(policy) = on_read.filter(|policy| *policy == DiskErrorPolicy::Enospace) {
            let text = format!("Invalid disk read error policy: '{policy}'");
            return Err(node.child("driver").unwrap_or(node).error(Kind::Unsupported, text));
        }
        if let Some(encryption) = &self.encryption {
            check_encryption(encryption, node)?;
        }
        let Some(filters) = node.child("throttlefilters") else { return Ok(()) };
        let mut seen = HashSet::new();
        for filter in check::children(filters, "throttlefilter") {
            let Some(group) = filter.attr("group") else { continue };
            if !seen.insert(group.value) {
                let text = format!("duplicate filter name '{}' found", group.value);
                return Err(filter.attr_error(&group, Kind::Invalid, text));
            }
        }
        Ok(())
    }
}

/// An initialization vector is made for a cipher.
fn check_encryption(encryption: &Encryption, owner: Node<'_>) -> Result<()> {
    if encryption.ivgen.is_none() || encryption.cipher.is_some() {
        return Ok(());
    }
    let node = owner.child("encryption").unwrap_or(owner);
    let text = "ivgen element found, but cipher is missing";
    Err(node.child("ivgen").unwrap_or(node).error(Kind::Invalid, text))
}

impl NetworkSource {
    pub(super) fn check(def: &mut Self, node: Node<'_>) -> Result<()> {
        let in_pool = matches!(def.protocol, DiskProtocol::Gluster | DiskProtocol::Rbd);
        match &def.name {
            None if def.protocol != DiskProtocol::Nbd => {
                return Err(node.error(Kind::Missing, "missing name for disk source"));
            }
            // What stands before the first slash is the pool.
            Some(name) if in_pool && name.find('/').is_none_or(|at| at == 0) => {
                let text = format!("can't split path '{name}' into pool name and image name");
                return Err(node.error(Kind::Invalid, text));
            }
            _ => {}
        }
        check::children(node, "host").try_for_each(check::network_host)?;
        if def.protocol == DiskProtocol::Ssh {
            check_ssh(node)?;
        }
        def.keep_own();
        if def.cookies.is_some()
            && let Some(cookies) = node.child("cookies")
        {
            check_cookies(cookies)?;
        }
        Ok(())
    }

    /// Servers get the protocol's port, and what only another protocol knows is dropped.
    fn keep_own(&mut self) {
        // Nothing on the host is labelled.
        self.common.seclabels.clear();
        use DiskProtocol::{Ftp, Ftps, Http, Https, Nbd, Ssh};
        let port = self.protocol.default_port();
        self.hosts.iter_mut().for_each(|host| host.keep_own(port));
        if self.protocol != Nbd {
            self.reconnect_delay = 0;
        }
        if self.protocol != Ssh {
            self.known_hosts = None;
        }
        if !matches!(self.protocol, Http | Https) {
            (self.query, self.cookies) = (None, None);
        }
        if !matches!(self.protocol, Https | Ftps) {
            self.ssl_verify = None;
        }
        if !matches!(self.protocol, Http | Https | Ftp | Ftps) {
            (self.readahead_bytes, self.timeout_s) = (0, 0);
        }
    }
}

fn check_ssh(node: Node<'_>) -> Result<()> {
    if let Some(hosts) = node.child("knownHosts").filter(|hosts| hosts.attr("path").is_none()) {
        return Err(hosts.missing_attr("path"));
    }
    let Some(identity) = node.child("identity") else { return Ok(()) };
    if identity.attr("username").is_none() {
        return Err(identity.missing_attr("username"));
    }
    if identity.attr("keyfile").is_none() && identity.attr("agentsock").is_none() {
        let text = "element 'identity' requires either 'keyfile' or 'agentsock' attribute";
        return Err(identity.error(Kind::Missing, text));
    }
    Ok(())
}

/// Cookies that a web server could take apart again.
fn check_cookies(node: Node<'_>) -> Result<()> {
    let no_value = |c: char| c.is_ascii_control() && c != '\x7f' || " \",;\\".contains(c);
    let no_name = |c: char| no_value(c) || "()<>@:/[]?={}".contains(c);
    let mut seen = HashSet::new();
    for cookie in check::children(node, "cookie") {
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

impl NvmeSource {
    pub(super) fn check(def: &mut Self, node: Node<'_>) -> Result<()> {
        let (Some(place), Some(address)) = (&def.address, node.child("address")) else {
            return Err(node.error(Kind::Missing, "NVMe disk source is missing address"));
        };
        let numbers = [place.domain.0, place.bus.0, place.slot.0, place.function.0];
        check::pci(address, numbers)
    }
}

impl SourceCommon {
    pub(super) fn check(def: &mut Self, node: Node<'_>) -> Result<()> {
        check_labels(node)?;
        keep_own(&mut def.seclabels, node);
        match &def.encryption {
            Some(encryption) => check_encryption(encryption, node),
            None => Ok(()),
        }
    }
}

impl Reservations {
    /// A helper that the daemon does not run must be found.
    pub(super) fn check(def: &mut Self, node: Node<'_>) -> Result<()> {
        if def.managed || def.source.is_some() {
            return Ok(());
        }
        Err(node.error(Kind::Missing, "missing connection type for <reservations/>"))
    }
}
