//! The emulated TPM: its state, and what its program can do.

use std::path::Path;
use std::time::Duration;

use serde_json::Value;
use vir_qemu::command::HelperKind;
use vir_types::{Code, Context as _, Error, Result};

use super::{Starting, error, is_empty};

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
        self.make_folder(&self.shared.config.tpm_log_dir.clone(), 0o711)
    }

    /// Makes the state of a TPM that has none yet. One that is left half made is removed.
    pub(super) async fn set_up_tpm(&self) -> Result<()> {
        debug_assert_eq!(self.helper.kind, HelperKind::TpmSetup, "only this one is run to its end");
        let state = self.helper.state.clone().unwrap_or_default();
        let state = Path::new(&state);
        let shown = || format!("cannot look into '{}'", state.display());
        if state.is_file() || !is_empty(state).context(Code::SYSTEM_ERROR, shown)? {
            return Ok(());
        }
        self.make_tpm_folders()?;
        let program = self.program()?;
        let made = async {
            let process = self.run(&program, self.helper.args.clone(), Vec::new()).await?;
            let ended = tokio::time::timeout(MAKING, process.ended()).await;
            if ended.is_err() {
                let _ = process.signal(vir_util::process::ProcessSignal::Kill);
                process.ended().await;
            }
            process.reap();
            match is_empty(state) {
                Ok(false) if ended.is_ok() => Ok(()),
                _ => Err::<(), Error>(self.failed(&program, "has made no state")),
            }
        };
        let made = made.await;
        if made.is_err() {
            let _ = std::fs::remove_dir_all(state);
        }
        made.map_err(|why| match why.code() {
            Code::INTERNAL_ERROR => {
                let log = self.shared.config.tpm_log_dir.join(format!("{}-swtpm.log", self.guest));
                let text = format!("{}; check '{}' for details", why.message(), log.display());
                error(Code::INTERNAL_ERROR, text.trim_start_matches("internal error: "))
            }
            _ => why,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_are_read() {
        let answer = br#"{"type":"swtpm","features":["tpm-2.0","tpmstate-opt-lock"]}"#;
        assert!(has_feature(answer, "tpmstate-opt-lock"));
        assert!(!has_feature(answer, "tpm-1.2"));
        assert!(!has_feature(b"nonsense", "tpm-2.0"));
    }
}
