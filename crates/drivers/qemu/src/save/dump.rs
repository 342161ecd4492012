//! A guest's memory for debuggers.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use vir_types::{
    Code, Context as _, DomainCoreDumpFlags as Flags, DomainCoreDumpFormat, DomainEventStoppedDetailType,
    DomainJobOperation, DomainPausedReason, DomainRunningReason, DomainShutoffReason, DomainState, Result,
};

use super::Format;
use super::store::create;
use crate::blocking::blocking;
use crate::monitor::{CHANGE, QUERY};
use crate::shared::{Shared, error};
use crate::vm::job::Progress;
use crate::vm::start::refused;
use crate::vm::{Run, Vm, folders};

/// How often it is asked how far the emulator is.
const LOOK: Duration = Duration::from_millis(50);

fn format_name(format: DomainCoreDumpFormat) -> Result<&'static str> {
    match format {
        DomainCoreDumpFormat::RAW => Ok("elf"),
        DomainCoreDumpFormat::KDUMP_ZLIB => Ok("kdump-zlib"),
        DomainCoreDumpFormat::KDUMP_LZO => Ok("kdump-lzo"),
        DomainCoreDumpFormat::KDUMP_SNAPPY => Ok("kdump-snappy"),
        DomainCoreDumpFormat::WIN_DMP => Ok("win-dmp"),
        other => Err(error(Code::INVALID_ARG, format!("unknown dumpformat '{}'", other.0))),
    }
}

impl Shared {
    /// Dumps a guest. The caller has the turn. Unless it is to stay as it is, it is paused meanwhile.
    pub(crate) async fn dump_guest(
        self: &Arc<Self>,
        vm: &Arc<Vm>,
        path: &Path,
        format: DomainCoreDumpFormat,
        flags: Flags,
    ) -> Result<()> {
        let view = vm.view();
        let run = view.running()?.clone();
        let name = format_name(format)?;
        let memory_only = flags.contains(Flags::MEMORY_ONLY);
        if !memory_only && format != DomainCoreDumpFormat::RAW {
            return Err(error(
                Code::OPERATION_UNSUPPORTED,
                "kdump-compressed format is only supported with memory-only dump",
            ));
        }
        let pause = view.state == DomainState::RUNNING && !flags.contains(Flags::LIVE);
        let (file, new) = blocking(|| create(path))?;
        let abort = run.begin_job(DomainJobOperation::DUMP);
        let dumped = async {
            if pause {
                self.pause(vm, &run, DomainPausedReason::DUMP).await?;
            }
            if memory_only {
                run.keep_job();
                folders::give(path, self.run_as.as_ref())
                    .context(Code::SYSTEM_ERROR, || format!("cannot give '{}' away", path.display()))?;
                self.dump_memory(&run, &view.name, path, name).await
            } else {
                self.stream(&run, &view.name, file, Format::Raw, abort).await.map(drop)
            }
        };
        let dumped = dumped.await;
        run.end_job();
        if dumped.is_err() && new {
            let _ = std::fs::remove_file(path);
        }
        match dumped {
            Ok(()) if flags.contains(Flags::CRASH) => {
                run.ends(DomainShutoffReason::CRASHED, DomainEventStoppedDetailType::CRASHED);
                let (shared, ended) = (self.clone(), vm.clone());
                tokio::spawn(async move { shared.end_process(&ended, &run, false).await });
                Ok(())
            }
            outcome => {
                if outcome.is_ok() && flags.contains(Flags::RESET) {
                    let reset = run.monitor.execute("system_reset", Value::Null, CHANGE).await;
                    reset.map_err(|why| refused(&view.name, &why))?;
                }
                if pause && vm.view().state == DomainState::PAUSED {
                    self.go_on(vm, &run, DomainRunningReason::UNPAUSED).await;
                }
                outcome
            }
        }
    }

    async fn dump_memory(&self, run: &Run, name: &str, path: &Path, format: &str) -> Result<()> {
        let arguments = json!({
            "paging": false,
            "protocol": format!("file:{}", path.display()),
            "detach": true,
            "format": format,
        });
        let begun = run.monitor.execute("dump-guest-memory", arguments, CHANGE).await;
        begun.map_err(|why| refused(name, &why))?;
        loop {
            let answer = run.monitor.execute("query-dump", Value::Null, QUERY).await;
            let answer = answer.map_err(|why| refused(name, &why))?;
            let number = |name: &str| answer.get(name).and_then(Value::as_u64).unwrap_or(0);
            let (total, processed) = (number("total"), number("completed"));
            let remaining = total.saturating_sub(processed);
            run.note_progress(Progress { total, processed, remaining, bytes_per_second: 0 });
            match answer.get("status").and_then(Value::as_str) {
                Some("completed") => return Ok(()),
                Some("failed") => {
                    return Err(error(Code::OPERATION_FAILED, "the emulator could not dump the guest"));
                }
                _ => tokio::time::sleep(LOOK).await,
            }
        }
    }
}
