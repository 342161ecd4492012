//! The emulated TPM: its state, and what its program can do.

use std::io;
use std::path::Path;
use std::time::Duration;

use serde_json::Value;
use vir_qemu::command::HelperKind;
use vir_types::{Code, Context as _, Result};
use vir_util::process::ProcessSignal;

use super::{Starting, error};

/// How long it may take to make a TPM.
const MAKING: Duration = Duration::from_secs(120);

/// Leaves out what this version of the program does not know: to lock its state is its own precaution.
pub(super) async fn fit(program: &Path, args: &mut [String]) {
    if args.iter().any(|arg| arg.ends_with(",lock")) && !can(program, "tpmstate-opt-lock").await {
        for arg in args.iter_mut() {
            if let Some(without) = arg.strip_suffix(",lock") {
                *arg = without.to_owned();
            }
        }
    }
}

/// Whether the program says that it can do something.
async fn can(program: &Path, feature: &str) -> bool {
    let program = program.to_string_lossy().into_owned();
    let asked = tokio::task::spawn_blocking(move || {
        vir_util::process::command(&program).args(["socket", "--print-capabilities"]).output()
    });
    let Ok(Ok(answer)) = asked.await else { return false };
    has_feature(&answer.stdout, feature)
}

fn has_feature(answer: &[u8], feature: &str) -> bool {
    let answer: Value = serde_json::from_slice(answer).unwrap_or_default();
    let features = answer.get("features").and_then(Value::as_array);
    features.is_some_and(|features| features.iter().any(|it| it.as_str() == Some(feature)))
}

impl Starting<'_> {
    /// The folders of the TPM's state and of what is said of it.
    pub(super) fn make_tpm_folders(&self) -> Result<()> {
        let state = self.helper.state.as_deref().unwrap_or_default();
        if self.helper.args.iter().any(|arg| arg.contains("backend-uri=file://")) {
            self.make_folder_of(state, 0o700)?;
        } else {
            // Whom the state belongs to may not pass the folders above it unless all may.
            self.make_folder_of(state, 0o711)?;
            self.make_folder(Path::new(state), 0o700)?;
        }
        self.make_folder(&self.shared.config.tpm_log_dir, 0o711)
    }

    /// Makes the state of a TPM that has none yet. One that is left half made is removed.
    pub(super) async fn set_up_tpm(&self) -> Result<()> {
        debug_assert_eq!(self.helper.kind, HelperKind::TpmSetup, "only this one is run to its end");
        let state = Path::new(self.helper.state.as_deref().unwrap_or_default());
        let shown = || format!("cannot look into '{}'", state.display());
        if has_state(state).context(Code::SYSTEM_ERROR, shown)? {
            return Ok(());
        }
        self.make_tpm_folders()?;
        let program = self.program()?;
        let made = self.run_tpm_setup(&program, state).await;
        if made.is_err() {
            let _ = std::fs::remove_dir_all(state).or_else(|_| std::fs::remove_file(state));
        }
        made
    }

    async fn run_tpm_setup(&self, program: &Path, state: &Path) -> Result<()> {
        let process = self.run(program, self.helper.args.clone(), Vec::new()).await?;
        let ended = tokio::time::timeout(MAKING, process.ended()).await;
        if ended.is_err() {
            let _ = process.signal(ProcessSignal::Kill);
            process.ended().await;
        }
        process.reap();
        if ended.is_ok() && has_state(state).unwrap_or(false) {
            return Ok(());
        }
        let log = self.shared.config.tpm_log_dir.join(format!("{}-swtpm.log", self.guest));
        let why = self.why(program, "has made no state");
        Err(error(Code::INTERNAL_ERROR, format!("{why}; check '{}' for details", log.display())))
    }
}

/// Whether there is the state of a TPM: a file, or a folder with something in it.
fn has_state(path: &Path) -> io::Result<bool> {
    match std::fs::read_dir(path) {
        Ok(mut entries) => Ok(entries.next().is_some()),
        Err(why) if why.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(why) if why.kind() == io::ErrorKind::NotADirectory => Ok(path.is_file()),
        Err(why) => Err(why),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn state_is_a_file_or_something_in_a_folder() {
        let folder = std::env::temp_dir().join(format!("vir-tpm-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        assert!(!has_state(&folder).unwrap());
        std::fs::create_dir(&folder).unwrap();
        assert!(!has_state(&folder).unwrap());
        let file = folder.join("tpm2-00.permall");
        std::fs::write(&file, "x").unwrap();
        assert!(has_state(&folder).unwrap() && has_state(&file).unwrap());
        assert!(!has_state(&file.join("below")).unwrap());
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn features_are_read() {
        let answer = br#"{"type":"swtpm","features":["tpm-2.0","tpmstate-opt-lock"]}"#;
        assert!(has_feature(answer, "tpmstate-opt-lock"));
        assert!(!has_feature(answer, "tpm-1.2"));
        assert!(!has_feature(b"nonsense", "tpm-2.0"));
    }
}
