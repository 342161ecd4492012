//! Images on servers.

use vir_conf::common::{EncryptionEngine, EncryptionFormat};
use vir_conf::common::{HostTransport, SourceHost};
use vir_conf::domain::device::disk::{DiskProtocol, NetworkSource};
use vir_types::Result;

use super::context::{Context, internal, unsupported};
use super::image::Image;
use super::props::{Json, Props};
use super::secret;

/// Where an image on a server is.
pub(super) fn props(cx: &Context<'_>, image: &Image<'_>, source: &NetworkSource) -> Result<Props> {
    if is_served(cx, source) {
        let path = cx.launch.nbdkit_socket(&image.storage);
        let server = Props::new().put("type", "unix").put("path", path);
        return Ok(Props::driver("nbd").put("server", server));
    }
    let driver = Props::driver(source.protocol.as_str());
    Ok(driver.with(match source.protocol {
        DiskProtocol::Gluster => gluster(cx, source)?,
        DiskProtocol::Vxhs => vxhs(cx, image, source)?,
        DiskProtocol::Http
        | DiskProtocol::Https
        | DiskProtocol::Ftp
        | DiskProtocol::Ftps
        | DiskProtocol::Tftp => curl(image, source)?,
        DiskProtocol::Iscsi => iscsi(source, image.auth.map(|auth| (auth, secret::auth_id(&image.storage))))?,
        DiskProtocol::Nbd => nbd(cx, image, source)?,
        DiskProtocol::Rbd => rbd(image, source)?,
        DiskProtocol::Ssh => ssh(image, source)?,
        DiskProtocol::Nfs => nfs(cx, source)?,
        _ => return Err(internal("unsupported disk protocol")),
    }))
}

/// Whether a helper reads it and the emulator asks the helper.
pub(super) fn is_served(cx: &Context<'_>, source: &NetworkSource) -> bool {
    let known = matches!(
        source.protocol,
        DiskProtocol::Http
            | DiskProtocol::Https
            | DiskProtocol::Ftp
            | DiskProtocol::Ftps
            | DiskProtocol::Tftp
            | DiskProtocol::Ssh
    );
    known && cx.launch.config.nbdkit
}

impl super::Launch<'_> {
    /// Where the helper for an image listens.
    #[must_use]
    pub fn nbdkit_socket(&self, storage: &str) -> String {
        self.own_file(&format!("nbdkit-{storage}.socket"))
    }
}

/// The only host of a source whose protocol, called `what`, has no more.
fn one_host<'a>(source: &'a NetworkSource, what: &str) -> Result<&'a SourceHost> {
    match source.hosts.as_slice() {
        [host] => Ok(host),
        _ => Err(internal(format!("{what} accepts only one host"))),
    }
}

/// An address of any kind.
fn socket(host: &SourceHost) -> Result<Props> {
    match host.transport {
        HostTransport::Tcp => Ok(Props::new().put("type", "inet").with(inet(host)?)),
        HostTransport::Unix => {
            let path = host.socket.as_deref().unwrap_or_default();
            Ok(Props::new().put("type", "unix").put("path", path))
        }
        other => Err(internal(format!("transport protocol '{other}' is not yet supported"))),
    }
}

/// An address of TCP.
fn inet(host: &SourceHost) -> Result<Props> {
    if host.transport != HostTransport::Tcp {
        return Err(internal("only TCP protocol can be converted to InetSocketAddress"));
    }
    let name = host.name.as_deref().unwrap_or_default();
    Ok(Props::new().put("host", name).put("port", host.port.to_string()))
}

/// The name of what has a volume or pool before it.
fn in_volume(source: &NetworkSource) -> (&str, &str) {
    let name = source.name.as_deref().unwrap_or_default();
    name.trim_start_matches('/').split_once('/').unwrap_or((name, ""))
}

fn gluster(cx: &Context<'_>, source: &NetworkSource) -> Result<Props> {
    let (volume, path) = in_volume(source);
    let servers: Result<Vec<Json>> = source.hosts.iter().map(|host| socket(host).map(Json::from)).collect();
    Ok(Props::new()
        .put("volume", volume)
        .put("path", path)
        .put("server", servers?)
        .put("debug", cx.launch.config.gluster_debug_level))
}

fn vxhs(cx: &Context<'_>, image: &Image<'_>, source: &NetworkSource) -> Result<Props> {
    let host = one_host(source, "VxHS protocol")?;
    let tls = is_encrypted(cx, source).then(|| tls_id(image));
    let name = source.name.as_deref().unwrap_or_default();
    Ok(Props::new().maybe("tls-creds", tls).put("vdisk-id", name).put("server", inet(host)?))
}

/// The address of an image as a URI.
fn uri(source: &NetworkSource) -> Result<String> {
    let protocol = source.protocol.as_str();
    let host = one_host(source, &format!("protocol '{protocol}'"))?;
    let mut uri = match host.transport {
        HostTransport::Tcp => format!("{protocol}://"),
        other => format!("{protocol}+{other}://"),
    };
    let name = host.name.as_deref().unwrap_or_default();
    if name.contains(':') {
        uri.push_str(&format!("[{name}]"));
    } else {
        uri.push_str(name);
    }
    if host.transport == HostTransport::Tcp && host.port != 0 {
        uri.push_str(&format!(":{}", host.port));
    }
    if let Some(path) = &source.name {
        if !path.starts_with('/') {
            uri.push('/');
        }
        uri.push_str(&in_uri(path));
    }
    if let Some(query) = &source.query {
        uri.push('?');
        uri.push_str(query);
    }
    Ok(uri)
}

/// A path as a URI can hold it.
fn in_uri(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.!~*'()/;@&=+$,".contains(&byte);
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if plain(byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

fn curl(image: &Image<'_>, source: &NetworkSource) -> Result<Props> {
    let cookie = has_cookies(source).then(|| secret::cookie_id(&image.storage));
    Ok(Props::new()
        .put("url", uri(source)?)
        .maybe("username", image.auth.map(|auth| auth.username.as_str()))
        .maybe("password-secret", image.auth.map(|_| secret::auth_id(&image.storage)))
        .maybe("sslverify", source.ssl_verify)
        .maybe("cookie-secret", cookie)
        .nonzero("timeout", source.timeout_s)
        .nonzero("readahead", source.readahead_bytes))
}

/// Whether it is asked for with cookies.
pub(super) fn has_cookies(source: &NetworkSource) -> bool {
    source.cookies.as_ref().is_some_and(|cookies| !cookies.list.is_empty())
}

/// The cookies of a source as they are sent.
pub(super) fn cookies(source: &NetworkSource) -> String {
    let list = source.cookies.as_ref().map(|cookies| cookies.list.as_slice()).unwrap_or_default();
    let list: Vec<String> =
        list.iter().map(|it| format!("{}={}", it.name, it.value.as_deref().unwrap_or_default())).collect();
    list.join("; ")
}

/// A unit of an iSCSI target, with who logs in and the secret that proves it.
pub(super) fn iscsi(
    source: &NetworkSource,
    login: Option<(&vir_conf::common::StorageAuth, String)>,
) -> Result<Props> {
    let host = one_host(source, "iSCSI protocol")?;
    let initiator = source.initiator.as_ref().and_then(|initiator| initiator.iqn.as_deref());
    iscsi_unit(host, source.name.as_deref().unwrap_or_default(), initiator, login)
}

/// The same from its parts.
pub(super) fn iscsi_unit(
    host: &SourceHost,
    name: &str,
    initiator: Option<&str>,
    login: Option<(&vir_conf::common::StorageAuth, String)>,
) -> Result<Props> {
    let (target, unit) = match name.split_once('/') {
        Some((target, unit)) => {
            let unit = unit.parse::<u32>();
            (target, unit.map_err(|_| internal(format!("cannot parse target for lunStr '{target}'")))?)
        }
        None => (name, 0),
    };
    let address = host.name.as_deref().unwrap_or_default();
    let v6 = address.parse::<std::net::Ipv6Addr>().is_ok();
    let portal = if v6 { format!("[{address}]:{}", host.port) } else { format!("{address}:{}", host.port) };
    let (user, secret) = login.map(|(auth, secret)| (auth.username.clone(), secret)).unzip();
    Ok(Props::new()
        .put("portal", portal)
        .put("target", target)
        .put("lun", unit)
        .put("transport", "tcp")
        .maybe("user", user)
        .maybe("password-secret", secret)
        .maybe("initiator-name", initiator))
}

fn nbd(cx: &Context<'_>, image: &Image<'_>, source: &NetworkSource) -> Result<Props> {
    let host = one_host(source, "nbd protocol")?;
    let tls = is_encrypted(cx, source);
    Ok(Props::new()
        .put("server", socket(host)?)
        .maybe("export", source.name.as_deref())
        .maybe("tls-creds", tls.then(|| tls_id(image)))
        .maybe("tls-hostname", source.tls_hostname.as_deref())
        .nonzero("reconnect-delay", source.reconnect_delay))
}

fn rbd(image: &Image<'_>, source: &NetworkSource) -> Result<Props> {
    let (pool, name) = in_volume(source);
    let servers: Result<Vec<Json>> = source.hosts.iter().map(|host| inet(host).map(Json::from)).collect();
    let servers = servers?;
    let modes = || vec![Json::from("cephx"), Json::from("none")];
    Ok(Props::new()
        .put("pool", pool)
        .put("image", name)
        .maybe("snapshot", source.snapshot.as_deref())
        .maybe("conf", source.config_file.as_deref())
        .maybe("server", (!servers.is_empty()).then_some(servers))
        .maybe("encrypt", rbd_encryption(image)?)
        .maybe("user", image.auth.map(|auth| auth.username.as_str()))
        .maybe("auth-client-required", image.auth.map(|_| modes()))
        .maybe("key-secret", image.auth.map(|_| secret::auth_id(&image.storage))))
}

/// Layers of encryption that Ceph itself takes off, the outermost first.
fn rbd_encryption(image: &Image<'_>) -> Result<Option<Props>> {
    let Some(encryption) = image.encryption.filter(|it| it.engine == Some(EncryptionEngine::Librbd)) else {
        return Ok(None);
    };
    let format = match encryption.format {
        EncryptionFormat::Luks => "luks",
        EncryptionFormat::Luks2 => "luks2",
        EncryptionFormat::LuksAny => "luks-any",
        other => return Err(unsupported(format!("unsupported encryption format '{other}'"))),
    };
    let mut layers: Option<Props> = None;
    for at in (0..encryption.secrets.len()).rev() {
        let secret = secret::encryption_id(image.encrypted_node(), at);
        let layer = Props::new().put("format", format).put("key-secret", secret);
        layers = Some(layer.maybe("parent", layers.take()));
    }
    Ok(layers)
}

fn ssh(image: &Image<'_>, source: &NetworkSource) -> Result<Props> {
    let host = one_host(source, "ssh protocol")?;
    let identity = source.identity.as_ref().or(source.ssh_identity.as_ref());
    let user = image.auth.map(|auth| auth.username.as_str());
    let user = user.or_else(|| identity?.username.as_deref());
    Ok(Props::new()
        .put("path", source.name.as_deref().unwrap_or_default())
        .put("server", inet(host)?)
        .maybe("user", user))
}

fn nfs(cx: &Context<'_>, source: &NetworkSource) -> Result<Props> {
    let host = source.hosts.first().ok_or_else(|| internal("nfs protocol needs a host"))?;
    let server = Props::new().put("host", host.name.as_deref().unwrap_or_default()).put("type", "inet");
    let number = |name: Option<&str>| -> Result<Option<u32>> {
        let Some(name) = name else { return Ok(None) };
        let plain = name.trim_start_matches('+').parse().ok();
        let found = plain.or_else(|| cx.launch.handed.owners.get(name).copied());
        found.map(Some).ok_or_else(|| internal(format!("Failed to find user record for name '{name}'")))
    };
    let identity = source.identity.as_ref();
    Ok(Props::new()
        .put("server", server)
        .maybe("path", source.name.as_deref())
        .maybe("user", number(identity.and_then(|it| it.user.as_deref()))?)
        .maybe("group", number(identity.and_then(|it| it.group.as_deref()))?))
}

/// Whether it is reached with TLS.
pub(super) fn is_encrypted(cx: &Context<'_>, source: &NetworkSource) -> bool {
    let config = cx.launch.config;
    match source.protocol {
        DiskProtocol::Nbd => source.tls.unwrap_or(config.nbd_tls_always),
        DiskProtocol::Vxhs => source.tls.unwrap_or_default(),
        _ => false,
    }
}

pub(super) fn tls_id(image: &Image<'_>) -> String {
    format!("obj{}_tls0", image.storage)
}

/// Certificates for the server of an image, with the secret of their key.
pub(super) fn tls_objects(cx: &Context<'_>, image: &Image<'_>) -> Result<Vec<Props>> {
    let tls = &cx.launch.config.nbd_tls;
    let id = tls_id(image);
    let mut objects = Vec::new();
    let password = tls.locked.then(|| secret::plain_id(&id));
    if let Some(password) = &password {
        objects.push(secret::object(cx, password)?);
    }
    objects.push(secret::tls(&id, &tls.dir.to_string_lossy(), false, true, password));
    Ok(objects)
}
