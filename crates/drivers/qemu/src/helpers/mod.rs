//! Programs that run beside an emulator: the TPM, the servers of folders, what connects with the network.
//!
//! They start before the emulator and end with it. Which ones a guest has stands in a folder of the guest's own
//! before they run, so that a daemon that starts later ends those that are left.

mod kept;
mod programs;
mod tpm;

use std::fs::{File, OpenOptions};
use std::os::fd::OwnedFd;
use std::os::unix::fs::OpenOptionsExt as _;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use vir_qemu::command::{Helper, HelperKind};
use vir_types::{Code, Context as _, Error, Result};
use vir_util::files;
use vir_util::process::{PATH, Process, Program};

use crate::shared::{Shared, error};
use crate::vm::folders::{Folders, give};

pub(crate) use kept::end_all;

/// How long a helper may take until it can be met.
const READY: Duration = Duration::from_secs(30);

/// When it is looked again whether it can be.
const LOOK: Duration = Duration::from_millis(5);

/// How much of a helper's last words is told.
const LAST_WORDS: usize = 1024;

/// The number of the descriptor that a helper gets.
const FD: i32 = 3;

/// What this version does not start.
pub(crate) fn refuse_unmet(helper: &Helper) -> Result<()> {
    let what = match (helper.kind, helper.cannot, helper.secret) {
        (_, Some(cannot), _) => cannot.to_owned(),
        (_, None, Some(_)) => {
            format!("device '{}' needs a secret, which is not available in this version", helper.alias)
        }
        (HelperKind::Gpu, ..) => {
            "a graphics card in another process is not available in this version".to_owned()
        }
        (HelperKind::Bus, ..) => "a message bus of a guest's own is not available in this version".to_owned(),
        _ => return Ok(()),
    };
    Err(error(Code::CONFIG_UNSUPPORTED, what))
}

/// A helper on its way.
struct Starting<'a> {
    shared: &'a Shared,
    guest: &'a str,
    folders: &'a Folders,
    helper: &'a Helper,
}

impl Shared {
    /// Starts what a guest needs beside its emulator, and waits until it can be met. What was started when one
    /// fails is ended with the guest's folders.
    pub(crate) async fn start_helpers(
        &self,
        guest: &str,
        folders: &Folders,
        helpers: &[Helper],
    ) -> Result<()> {
        for helper in helpers {
            let starting = Starting { shared: self, guest, folders, helper };
            match helper.kind {
                HelperKind::TpmSetup => starting.set_up_tpm().await?,
                _ => starting.start().await?,
            }
        }
        Ok(())
    }
}

impl Starting<'_> {
    fn program(&self) -> Result<PathBuf> {
        programs::find(self.helper)
    }

    fn name(&self, program: &Path) -> String {
        program.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// What the helper says goes here.
    fn log(&self, program: &Path) -> PathBuf {
        let leaf = format!("{}-{}-{}.log", self.guest, self.helper.alias, self.name(program));
        self.shared.roots.log.join(leaf)
    }

    fn open_log(&self, program: &Path) -> Result<File> {
        let path = self.log(program);
        let mut options = OpenOptions::new();
        let opened = options.read(true).write(true).create(true).truncate(true).mode(0o600).open(&path);
        opened.context(Code::SYSTEM_ERROR, || format!("failed to create logfile {}", path.display()))
    }

    /// The folder of a path, for whom helpers run as.
    fn make_folder_of(&self, path: &str, mode: u32) -> Result<()> {
        let Some(folder) = Path::new(path).parent() else { return Ok(()) };
        self.make_folder(folder, mode)
    }

    fn make_folder(&self, folder: &Path, mode: u32) -> Result<()> {
        files::make_folder(folder, mode)
            .and_then(|()| give(folder, self.shared.run_as.as_ref()))
            .context(Code::SYSTEM_ERROR, || format!("cannot create directory '{}'", folder.display()))
    }

    async fn start(&self) -> Result<()> {
        let program = self.program()?;
        let mut args = self.helper.args.clone();
        let mut fds = Vec::new();
        if let Some(socket) = &self.helper.socket {
            self.make_folder_of(socket, 0o770)?;
            // One that an earlier guest left, whose place this one has.
            let _ = std::fs::remove_file(socket);
        }
        match self.helper.kind {
            HelperKind::Tpm => {
                self.make_tpm_folders()?;
                tpm::fit(&program, &mut args).await;
            }
            HelperKind::Passt => args.insert(0, "--foreground".to_owned()),
            HelperKind::Filesystem => {
                fds.push((self.listen()?, FD));
                args.iter_mut().for_each(|arg| *arg = arg.replace("{fd}", &FD.to_string()));
            }
            _ => {}
        }
        let met_at_once = !fds.is_empty();
        let process = Arc::new(self.run(&program, args, fds).await?);
        if !met_at_once {
            self.wait_for_socket(&program, &process).await?;
        }
        let name = self.name(&program);
        tracing::debug!(target: "qemu", domain = self.guest, helper = name, pid = process.pid(), "is there");
        let guest = self.guest.to_owned();
        tokio::spawn(async move {
            process.ended().await;
            process.reap();
            tracing::debug!(target: "qemu", domain = guest, helper = name, "has ended");
        });
        Ok(())
    }

    /// The socket that a helper is met at, where it does not make one itself.
    fn listen(&self) -> Result<OwnedFd> {
        let path = self.helper.socket.as_deref().unwrap_or_default();
        let listener = UnixListener::bind(path)
            .and_then(|listener| give(Path::new(path), self.shared.run_as.as_ref()).map(|()| listener));
        listener.map(OwnedFd::from).context(Code::SYSTEM_ERROR, || format!("cannot listen on '{path}'"))
    }

    /// Runs a program; it is on disk that it does before it does.
    async fn run(&self, path: &Path, args: Vec<String>, fds: Vec<(OwnedFd, i32)>) -> Result<Process> {
        let mut program = Program::new(path);
        program.args = args;
        program.env = vec![("PATH".to_owned(), PATH.to_owned()), ("LC_ALL".to_owned(), "C".to_owned())];
        program.fds = fds;
        program.output = Some(self.open_log(path)?);
        program.run_as = self.shared.run_as.clone();
        let folder = self.folders.private.clone();
        let name = format!("{}-{}", self.name(path), self.helper.alias);
        let started =
            tokio::task::spawn_blocking(move || program.start(|pid| kept::keep(&folder, &name, pid)));
        started
            .await
            .map_err(|why| Error::internal(why.to_string()))?
            .map_err(|why| error(Code::SYSTEM_ERROR, format!("Cannot run '{}': {why}", path.display())))
    }

    async fn wait_for_socket(&self, program: &Path, process: &Process) -> Result<()> {
        let Some(socket) = self.helper.socket.as_deref() else { return Ok(()) };
        let there = async {
            while !Path::new(socket).exists() {
                tokio::time::sleep(LOOK).await;
            }
        };
        let ready = tokio::time::timeout(READY, async {
            tokio::select! {
                () = there => true,
                () = process.ended() => false,
            }
        });
        match ready.await {
            Ok(true) => give(Path::new(socket), self.shared.run_as.as_ref())
                .context(Code::SYSTEM_ERROR, || format!("unable to set user and group on '{socket}'")),
            Ok(false) => {
                process.reap();
                Err(self.failed(program, "has ended"))
            }
            Err(_) => Err(self.failed(program, "does not listen")),
        }
    }

    fn failed(&self, program: &Path, how: &str) -> Error {
        error(Code::INTERNAL_ERROR, self.why(program, how))
    }

    /// Why a helper is of no use: what it said last, where it said something.
    fn why(&self, program: &Path, how: &str) -> String {
        let log = self.log(program);
        let said = std::fs::read(&log).unwrap_or_default();
        let from = said.len().saturating_sub(LAST_WORDS);
        let said = String::from_utf8_lossy(said.get(from..).unwrap_or_default()).trim().to_owned();
        let text = format!("'{}' for device '{}' {how}", self.name(program), self.helper.alias);
        if said.is_empty() { text } else { format!("{text}: {said}") }
    }
}
