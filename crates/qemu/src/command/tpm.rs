//! Trusted platform modules.

use vir_conf::domain::device::tpm::{TpmBackend, TpmDef, TpmModel, TpmSocketMode};
use vir_types::Result;

use super::address;
use super::chardev::{self, Socket};
use super::context::{Context, alias, internal};
use super::output::Output;
use super::props::{Props, escape};

/// All of them.
pub(super) fn tpms(cx: &Context<'_>, out: &mut Output) -> Result<()> {
    for tpm in &cx.def.devices.tpms {
        if tpm.model == Some(TpmModel::SpaprTpmProxy) {
            out.device(cx, proxy(tpm)?);
            continue;
        }
        backend(cx, out, tpm)?;
        out.device(cx, device(cx, tpm)?);
    }
    Ok(())
}

impl super::Launch<'_> {
    /// Where the emulated TPM listens.
    #[must_use]
    pub fn tpm_socket(&self) -> String {
        self.handed.tpm_socket.clone().unwrap_or_else(|| {
            format!("{}/swtpm/{}-swtpm.sock", self.config.state_dir.display(), self.short_name())
        })
    }
}

fn backend(cx: &Context<'_>, out: &mut Output, tpm: &TpmDef) -> Result<()> {
    const CHARDEV: &str = "chrtpm";
    let id = alias(&tpm.info)?;
    let value = match &tpm.backend {
        TpmBackend::Passthrough(_) => {
            let handed = cx.launch.handed.tpm.get(id);
            let (device, cancel) =
                handed.ok_or_else(|| internal("no descriptors of the host's TPM were handed over"))?;
            let mut paths = Vec::new();
            for (what, fd) in [("tpm", device), ("cancel", cancel)] {
                let name = format!("{id}-{what}");
                let set = cx.fdset(&name).ok_or_else(|| internal("no set of descriptors for the TPM"))?;
                out.add_fd(set, *fd, &name);
                paths.push(format!("/dev/fdset/{set}"));
            }
            let [device, cancel] = paths.as_slice() else { return Err(internal("no paths for the TPM")) };
            format!("passthrough,id=tpm-{id},path={},cancel-path={}", escape(device), escape(cancel))
        }
        TpmBackend::Emulator(_) => {
            let path = cx.launch.tpm_socket();
            let socket = Socket { path: Some(&path), ..Socket::default() };
            out.option("-chardev", chardev::socket(cx, CHARDEV, &socket));
            format!("emulator,id=tpm-{id},chardev={CHARDEV}")
        }
        TpmBackend::External(external) => {
            let server = (external.source.mode == TpmSocketMode::Bind).then_some(None);
            let socket = Socket { path: Some(&external.source.path), server, ..Socket::default() };
            out.option("-chardev", chardev::socket(cx, CHARDEV, &socket));
            format!("emulator,id=tpm-{id},chardev={CHARDEV}")
        }
        _ => return Err(internal("the TPM has a backend that is not known")),
    };
    out.option("-tpmdev", value);
    Ok(())
}

fn device(cx: &Context<'_>, tpm: &TpmDef) -> Result<Props> {
    let model = tpm.model.ok_or_else(|| internal("the TPM has no model"))?;
    let driver = match model {
        TpmModel::TpmTis if !cx.is_x86() => "tpm-tis-device".to_owned(),
        other => other.to_string(),
    };
    let id = alias(&tpm.info)?;
    Ok(Props::driver(driver)
        .put("tpmdev", format!("tpm-{id}"))
        .put("id", id)
        .with(address::props(cx, &tpm.info)?))
}

fn proxy(tpm: &TpmDef) -> Result<Props> {
    let path = match &tpm.backend {
        TpmBackend::Passthrough(source) => source.path.clone().unwrap_or_default(),
        _ => return Err(internal("a TPM proxy passes the host's TPM on")),
    };
    Ok(Props::driver(TpmModel::SpaprTpmProxy.as_str()).put("id", alias(&tpm.info)?).put("host-path", path))
}
