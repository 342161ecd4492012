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
    fn a_named_socket_is_the_only_one() {
        assert_eq!(found("test+unix:///default?socket=/tmp/s", true), ["/tmp/s"]);
    }
}
