//! Where the daemon of a URI listens.

use std::path::{Path, PathBuf};

use vir_types::{Code, ConnectUri, Error, Result};
use vir_util::Environment;

/// Libvirt's daemons of one driver each, for hosts without the one that serves all.
fn modular(driver: &str) -> Option<&'static str> {
    Some(match driver {
        "qemu" => "virtqemud",
        "xen" => "virtxend",
        "lxc" => "virtlxcd",
        "bhyve" => "virtbhyved",
        "ch" => "virtchd",
        "network" => "virtnetworkd",
        "storage" => "virtstoraged",
        "secret" => "virtsecretd",
        "nodedev" => "virtnodedevd",
        "interface" => "virtinterfaced",
        "nwfilter" => "virtnwfilterd",
        _ => return None,
    })
}

/// The sockets to try, in order: the one that the URI names, or virshd's, then libvirt's.
pub(crate) fn sockets(uri: &ConnectUri, read_only: bool, env: &Environment) -> Result<Vec<PathBuf>> {
    if let Some(socket) = uri.param("socket") {
        return Ok(vec![socket.into()]);
    }
    let session = uri.path == "/session";
    let mut out = Vec::new();
    if session {
        let runtime = env.runtime_dir().ok_or_else(|| {
            Error::new(Code::INTERNAL_ERROR, "neither XDG_RUNTIME_DIR nor HOME is set, so the session daemon's socket cannot be found; name it with ?socket=")
        })?;
        out.push(runtime.join("virshd/virshd-sock"));
        let libvirt = runtime.join("libvirt");
        out.push(libvirt.join("libvirt-sock"));
        out.extend(modular(&uri.driver).map(|name| libvirt.join(format!("{name}-sock"))));
    } else {
        let suffix = if read_only { "-ro" } else { "" };
        let libvirt = Path::new("/run/libvirt");
        out.push(Path::new("/run/virshd").join(format!("virshd-sock{suffix}")));
        out.push(libvirt.join(format!("libvirt-sock{suffix}")));
        out.extend(modular(&uri.driver).map(|name| libvirt.join(format!("{name}-sock{suffix}"))));
    }
    Ok(out)
}

/// Libvirt's daemons, each of which has an admin socket; the one for all is `libvirtd`.
const DAEMONS: &[&str] = &[
    "virtbhyved",
    "virtchd",
    "virtinterfaced",
    "virtlockd",
    "virtlogd",
    "virtlxcd",
    "virtnetworkd",
    "virtnodedevd",
    "virtnwfilterd",
    "virtproxyd",
    "virtqemud",
    "virtsecretd",
    "virtstoraged",
    "virtvboxd",
    "virtvzd",
    "virtxend",
];

/// The admin socket of the daemon that the URI names, or the one that it names itself.
pub(crate) fn admin_sockets(uri: &ConnectUri, env: &Environment) -> Result<Vec<PathBuf>> {
    let wrong = |what: String| Err(Error::new(Code::INVALID_ARG, format!("'{uri}': {what}")));
    let name = match uri.driver.as_str() {
        daemon @ "virshd" => format!("{daemon}/{daemon}-admin-sock"),
        "libvirtd" => "libvirt/libvirt-admin-sock".to_owned(),
        daemon if DAEMONS.contains(&daemon) => format!("libvirt/{daemon}-admin-sock"),
        other => return wrong(format!("there is no daemon '{other}'")),
    };
    if uri.host.is_some() {
        return wrong("a daemon is administered on its own host".to_owned());
    }
    let folder = match uri.path.as_str() {
        "/system" => PathBuf::from("/run"),
        "/session" => env.runtime_dir().ok_or_else(|| {
            Error::new(Code::INTERNAL_ERROR, "neither XDG_RUNTIME_DIR nor HOME is set, so the session daemon's socket cannot be found; name it with ?socket=")
        })?,
        other => return wrong(format!("the path is /system or /session, not '{other}'")),
    };
    Ok(vec![uri.param("socket").map_or_else(|| folder.join(name), PathBuf::from)])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(uri: &str, read_only: bool) -> Vec<String> {
        let env = Environment::default().with("XDG_RUNTIME_DIR", "/run/user/7");
        let sockets = sockets(&ConnectUri::parse(uri).unwrap(), read_only, &env).unwrap();
        sockets.iter().map(|path| path.display().to_string()).collect()
    }

    #[test]
    fn ours_first_then_libvirts() {
        assert_eq!(
            found("qemu:///system", true),
            ["/run/virshd/virshd-sock-ro", "/run/libvirt/libvirt-sock-ro", "/run/libvirt/virtqemud-sock-ro"]
        );
        assert_eq!(
            found("qemu:///session", false),
            [
                "/run/user/7/virshd/virshd-sock",
                "/run/user/7/libvirt/libvirt-sock",
                "/run/user/7/libvirt/virtqemud-sock"
            ]
        );
    }

    #[test]
    fn daemons_have_admin_sockets() {
        let env = Environment::default().with("XDG_RUNTIME_DIR", "/run/user/7");
        let found = |uri: &str| {
            let found = admin_sockets(&ConnectUri::parse(uri).unwrap(), &env);
            found.map(|sockets| sockets.iter().map(|path| path.display().to_string()).collect::<Vec<_>>())
        };
        assert_eq!(found("virshd:///system").unwrap(), ["/run/virshd/virshd-admin-sock"]);
        assert_eq!(found("virshd:///session").unwrap(), ["/run/user/7/virshd/virshd-admin-sock"]);
        assert_eq!(found("libvirtd:///system").unwrap(), ["/run/libvirt/libvirt-admin-sock"]);
        assert_eq!(found("virtqemud:///session").unwrap(), ["/run/user/7/libvirt/virtqemud-admin-sock"]);
        assert_eq!(found("libvirtd:///system?socket=/tmp/s").unwrap(), ["/tmp/s"]);
        for bad in ["qemu:///system", "libvirtd:///", "libvirtd://host/system"] {
            assert_eq!(found(bad).unwrap_err().code(), Code::INVALID_ARG, "{bad}");
        }
    }

    #[test]
    fn a_named_socket_is_the_only_one() {
        assert_eq!(found("test+unix:///default?socket=/tmp/s", true), ["/tmp/s"]);
    }
}
