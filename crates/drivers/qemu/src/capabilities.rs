//! What the emulators of this host can do: each is asked once, and the answers are kept on disk.

use std::collections::HashMap;
use std::fs::{self, Metadata};
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::net::UnixStream;
use vir_qemu::caps::{Exchange, QemuCaps, probe};
use vir_types::{Code, Context as _, Error, Result};
use vir_util::files;
use vir_util::process::{Process, ProcessSignal, Program, RunAs};

use crate::monitor::{Monitor, MonitorError, QUERY};

/// How the answers are written; another number than this one means asking again.
const FORMAT: u32 = 1;

/// The descriptor under which an emulator that is asked finds its monitor.
const MONITOR: i32 = 3;

/// What tells one emulator from a later one at the same place. Getting it costs one system call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Stamp {
    format: u32,
    /// This program's version: a newer one asks for more.
    ours: String,
    path: PathBuf,
    size: u64,
    modified: (i64, i64),
    changed: (i64, i64),
    kvm: bool,
}

impl Stamp {
    fn new(path: &Path, meta: &Metadata, kvm: bool) -> Self {
        Self {
            format: FORMAT,
            ours: env!("CARGO_PKG_VERSION").to_owned(),
            path: path.to_owned(),
            size: meta.size(),
            modified: (meta.mtime(), meta.mtime_nsec()),
            changed: (meta.ctime(), meta.ctime_nsec()),
            kvm,
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Kept {
    stamp: Stamp,
    caps: QemuCaps,
}

#[derive(Debug, Clone)]
struct Known {
    stamp: Stamp,
    caps: Arc<QemuCaps>,
}

/// The emulators that have been asked.
#[derive(Debug)]
pub(crate) struct Capabilities {
    folder: PathBuf,
    run_as: Option<RunAs>,
    kvm: bool,
    known: Mutex<HashMap<PathBuf, Known>>,
    /// Two callers do not ask one emulator at once.
    asking: Mutex<HashMap<PathBuf, Arc<tokio::sync::Mutex<()>>>>,
}

impl Capabilities {
    /// Keeps answers in `folder`. `kvm` tells whether emulators may use hardware virtualization.
    pub(crate) fn new(folder: PathBuf, run_as: Option<RunAs>, kvm: bool) -> Self {
        Self { folder, run_as, kvm, known: Mutex::default(), asking: Mutex::default() }
    }

    fn known(&self, path: &Path, stamp: &Stamp) -> Option<Arc<QemuCaps>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(path).filter(|known| known.stamp == *stamp).map(|known| known.caps.clone())
    }

    /// What the emulator at `path` can do.
    ///
    /// # Errors
    /// `SystemError`: it is not there. `InternalError`: it does not answer, or not as an emulator.
    pub(crate) async fn of(&self, path: &Path) -> Result<Arc<QemuCaps>> {
        let meta = fs::metadata(path)
            .context(Code::SYSTEM_ERROR, || format!("Cannot check QEMU binary {}", path.display()))?;
        let stamp = Stamp::new(path, &meta, self.kvm);
        if let Some(caps) = self.known(path, &stamp) {
            return Ok(caps);
        }
        let asking = {
            let mut all = self.asking.lock().unwrap_or_else(PoisonError::into_inner);
            all.entry(path.to_owned()).or_default().clone()
        };
        let _one = asking.lock().await;
        if let Some(caps) = self.known(path, &stamp) {
            return Ok(caps);
        }
        let file = self.file(path);
        let caps = match kept(&file, &stamp) {
            Some(caps) => Arc::new(caps),
            None => {
                let caps = self.ask(path).await?;
                self.keep(&file, &stamp, &caps);
                Arc::new(caps)
            }
        };
        let known = Known { stamp, caps: caps.clone() };
        self.known.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), known);
        Ok(caps)
    }

    fn file(&self, path: &Path) -> PathBuf {
        let name: String = path
            .to_string_lossy()
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' })
            .collect();
        self.folder.join(format!("{}.json", name.trim_start_matches('_')))
    }

    fn keep(&self, file: &Path, stamp: &Stamp, caps: &QemuCaps) {
        let kept = Kept { stamp: stamp.clone(), caps: caps.clone() };
        let text = serde_json::to_vec(&kept).map_err(io::Error::other);
        if let Err(error) = text.and_then(|text| files::replace_file(file, &text, 0o644)) {
            tracing::warn!(target: "qemu", file = %file.display(), %error, "capabilities are not kept");
        }
    }

    async fn ask(&self, path: &Path) -> Result<QemuCaps> {
        tracing::info!(target: "qemu", emulator = %path.display(), kvm = self.kvm, "asking what it can do");
        let accel = if self.kvm { "kvm:tcg" } else { "tcg" };
        let answers = self.converse(path, accel, probe::commands(self.kvm)).await?;
        let mut caps = QemuCaps::from_replies(&answers)?;
        if self.kvm {
            // An emulator that was built without emulation has nothing to add.
            match self.converse(path, "tcg", probe::commands_tcg()).await {
                Ok(answers) => caps.add_tcg(&answers),
                Err(error) => tracing::debug!(target: "qemu", %error, "no emulation"),
            }
        }
        Ok(caps)
    }

    async fn converse(&self, path: &Path, accel: &str, questions: Vec<Value>) -> Result<Vec<Exchange>> {
        let (ours, theirs) = std::os::unix::net::UnixStream::pair()
            .context(Code::SYSTEM_ERROR, || "cannot make a socket for the emulator".to_owned())?;
        let mut program = Program::new(path);
        program.args = arguments(accel);
        program.env = vec![("LC_ALL".into(), "C".into()), ("PATH".into(), "/usr/bin:/bin".into())];
        program.fds = vec![(OwnedFd::from(theirs), MONITOR)];
        program.run_as = self.run_as.clone();
        let shown = path.display().to_string();
        let process = tokio::task::spawn_blocking(move || program.start(|_| Ok(())))
            .await
            .map_err(|error| Error::internal(error.to_string()))?
            .context(Code::SYSTEM_ERROR, || format!("cannot execute binary {shown}"))?;
        let process = Asked(process);
        let talk = async {
            ours.set_nonblocking(true)?;
            let (monitor, _events) = Monitor::new(UnixStream::from_std(ours)?);
            Ok(pipeline(&monitor, questions).await)
        };
        let answers: io::Result<Result<Vec<Exchange>, MonitorError>> = talk.await;
        drop(process);
        let failed = |why: String| Error::internal(format!("Failed to probe QEMU binary '{shown}': {why}"));
        answers.map_err(|error| failed(error.to_string()))?.map_err(|error| failed(error.to_string()))
    }
}

/// An emulator that is ended when it has answered, or when nobody listens any more.
struct Asked(Process);

impl Drop for Asked {
    fn drop(&mut self) {
        let _ = self.0.signal(ProcessSignal::Kill);
        for _ in 0..200 {
            if self.0.has_ended() {
                break;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        self.0.reap();
    }
}

fn arguments(accel: &str) -> Vec<String> {
    let machine = format!("none,accel={accel}");
    [
        "-S",
        "-no-user-config",
        "-nodefaults",
        "-nographic",
        "-machine",
        &machine,
        "-chardev",
        "socket,id=monitor,fd=3",
        "-mon",
        "chardev=monitor,mode=control",
    ]
    .map(str::to_owned)
    .to_vec()
}

fn kept(file: &Path, stamp: &Stamp) -> Option<QemuCaps> {
    let text = fs::read(file).ok()?;
    let kept: Kept = serde_json::from_slice(&text).ok()?;
    (kept.stamp == *stamp).then_some(kept.caps)
}

/// Sends all questions at once; a refusal is an answer.
async fn pipeline(monitor: &Monitor, questions: Vec<Value>) -> Result<Vec<Exchange>, MonitorError> {
    monitor.execute("qmp_capabilities", Value::Null, QUERY).await?;
    let mut asked = Vec::new();
    for question in questions {
        let call = {
            let (monitor, question) = (monitor.clone(), question.clone());
            tokio::spawn(async move { monitor.send(question, QUERY).await })
        };
        asked.push((question, call));
    }
    let mut exchanges = Vec::with_capacity(asked.len());
    for (question, call) in asked {
        let reply = match call.await.unwrap_or(Err(MonitorError::Closed)) {
            Ok(value) => json!({ "return": value }),
            Err(MonitorError::Refused(refusal)) => {
                json!({"error": {"class": refusal.class, "desc": refusal.desc}})
            }
            Err(error) => return Err(error),
        };
        exchanges.push((question, reply));
    }
    Ok(exchanges)
}
