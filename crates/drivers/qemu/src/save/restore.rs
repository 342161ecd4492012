//! From a file to a running guest.

use std::fs::File;
use std::io;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use vir_conf::DomainDef;
use vir_types::{Code, Context as _, Result};

use super::{Format, Image, pump};
use crate::blocking::blocking;
use crate::monitor::{CHANGE, Monitor, QUERY};
use crate::shared::{Shared, error};
use crate::vm::start::{Start, refused};
use crate::vm::{Vm, folders};

/// How often it is asked whether all has arrived.
const LOOK: Duration = Duration::from_millis(20);

/// State that a guest starts with.
#[derive(Debug)]
pub(crate) struct Incoming {
    /// The file, standing where the state begins.
    pub(crate) file: File,
    pub(crate) format: Format,
}

/// Whether a definition may stand for the one of an image: the guest's hardware was that.
fn check_same(ours: &DomainDef, theirs: &DomainDef) -> Result<()> {
    let unlike = |what: &str, one: &str, other: &str| {
        let text = format!("Target domain {what} {other} does not match source {one}");
        Err(error(Code::CONFIG_UNSUPPORTED, text))
    };
    if ours.uuid() != theirs.uuid() {
        return unlike("uuid", &ours.uuid().to_string(), &theirs.uuid().to_string());
    }
    if ours.name != theirs.name {
        return unlike("name", &format!("'{}'", ours.name), &format!("'{}'", theirs.name));
    }
    if ours.memory_kib != theirs.memory_kib {
        return unlike("max memory", &ours.memory_kib.to_string(), &theirs.memory_kib.to_string());
    }
    if ours.vcpus_max() != theirs.vcpus_max() {
        return unlike("vCPU max", &ours.vcpus_max().to_string(), &theirs.vcpus_max().to_string());
    }
    let machine = |def: &DomainDef| def.os.machine.clone().unwrap_or_default();
    if machine(ours) != machine(theirs) {
        return unlike("OS machine", &machine(ours), &machine(theirs));
    }
    Ok(())
}

impl Shared {
    /// The definition that an image holds, or the client's own if that means the same hardware.
    pub(crate) async fn image_definition(&self, xml: &str, own: Option<&str>) -> Result<DomainDef> {
        let ours = self.complete(DomainDef::parse(xml)?, false).await?;
        let Some(own) = own else { return Ok(ours) };
        let theirs = self.complete(DomainDef::parse(own)?, false).await?;
        check_same(&ours, &theirs)?;
        Ok(theirs)
    }

    /// Starts a domain from the image that waits for its next start, if there is one. The image goes once it is
    /// used. One that is not whole is no reason never to start again: it is said so and goes too.
    pub(crate) async fn start_from_managed(
        self: &Arc<Self>,
        vm: &Arc<Vm>,
        def: &DomainDef,
        start: &Start,
    ) -> Result<bool> {
        let path = self.managed_save_path(&vm.view().name);
        let image = match blocking(|| Image::open(&path)) {
            Ok(image) => image,
            Err(why) => {
                tracing::warn!(target: "qemu", domain = %vm.view().name, error = %why, "the saved image is no use; starting afresh");
                self.forget_managed(vm)?;
                return Ok(false);
            }
        };
        let live = self.image_definition(&image.header.xml, None).await?;
        check_same(def, &live)?;
        let running = image.header.was_running && !start.paused;
        let incoming = Incoming { file: image.file, format: image.header.format };
        let start = Start { incoming: Some(incoming), paused: !running, ..Start::default() };
        self.start_guest(vm, &live, start).await?;
        self.forget_managed(vm)?;
        Ok(true)
    }

    /// Removes the image that waits for a domain's next start.
    pub(crate) fn forget_managed(&self, vm: &Vm) -> Result<()> {
        let path: PathBuf = self.managed_save_path(&vm.view().name);
        vir_util::files::remove_file(&path)
            .context(Code::SYSTEM_ERROR, || format!("cannot remove the image '{}'", path.display()))?;
        vm.update(|view| view.managed_save = false);
        Ok(())
    }

    /// Gives a new emulator its guest's state. It waits for it, paused.
    pub(crate) async fn feed(
        &self,
        name: &str,
        monitor: &Monitor,
        private: &Path,
        file: File,
        format: Format,
    ) -> Result<()> {
        let told = |why: &_| refused(name, why);
        let socket = private.join("restore.sock");
        let arguments = json!({"uri": format!("unix:{}", socket.display())});
        let waits = monitor.execute("migrate-incoming", arguments, CHANGE).await;
        waits.map_err(|why| told(&why))?;
        folders::give(&socket, self.run_as.as_ref())
            .context(Code::SYSTEM_ERROR, || format!("cannot give '{}' away", socket.display()))?;
        let path = socket.clone();
        let copy = tokio::task::spawn_blocking(move || {
            let to = UnixStream::connect(&path)?;
            pump::load(file, to, format)
        });
        let copied: io::Result<()> =
            copy.await.map_err(|failed| error(Code::INTERNAL_ERROR, failed.to_string()))?;
        loop {
            let status =
                monitor.execute("query-status", Value::Null, CHANGE).await.map_err(|why| told(&why))?;
            if status.get("status").and_then(Value::as_str) != Some("inmigrate") {
                break;
            }
            let answer =
                monitor.execute("query-migrate", Value::Null, QUERY).await.map_err(|why| told(&why))?;
            if answer.get("status").and_then(Value::as_str) == Some("failed") {
                let why = answer.get("error-desc").and_then(Value::as_str).unwrap_or("the image is damaged");
                return Err(error(Code::OPERATION_FAILED, format!("cannot restore the guest: {why}")));
            }
            tokio::time::sleep(LOOK).await;
        }
        let _ = std::fs::remove_file(&socket);
        copied.context(Code::OPERATION_FAILED, || "cannot read the image".to_owned())
    }
}
