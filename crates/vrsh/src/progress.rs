//! Long work on a domain: how far it is, and Ctrl-C.

use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use anyhow::Result;
use libvir::info::DomainJobInfo;
use libvir::{Domain, DomainJobType};

use crate::ctx::Ctx;

/// How often the work is looked at.
const PERIOD: Duration = Duration::from_millis(500);

/// Waits for work on a domain. Ctrl-C asks the daemon to give the work up and waits for its answer; with `verbose`
/// one line tells how far it is.
pub(crate) async fn watch<T>(
    ctx: &Ctx,
    domain: &Domain,
    label: &str,
    verbose: bool,
    work: impl Future<Output = libvir::Result<T>>,
) -> Result<T> {
    let interrupt = ctx.interrupt.claim();
    let mut work = pin!(work);
    let mut ticks = tokio::time::interval(PERIOD);
    loop {
        tokio::select! {
            biased;
            done = &mut work => {
                let done = done?;
                if verbose {
                    ctx.print(format_args!("\r{label}: [100.00 %]\n"))?;
                }
                return Ok(done);
            }
            () = interrupt.happened() => {
                // What the work comes to says whether it has been given up.
                if let Err(error) = domain.abort_job().await {
                    ctx.error(format_args!("{error}"));
                }
            }
            _ = ticks.tick(), if verbose => {
                if let Ok(info) = domain.get_job_info().await && info.kind != DomainJobType::NONE {
                    ctx.print(format_args!("\r{label}: [{:5.2} %]", done_so_far(&info)))?;
                    ctx.output.flush()?;
                }
            }
        }
    }
}

/// How much is done, in per cent; never all of it before the end.
#[allow(clippy::cast_precision_loss, reason = "two digits are shown")]
fn done_so_far(info: &DomainJobInfo) -> f64 {
    let (total, left) = (info.data_total_bytes, info.data_remaining_bytes);
    if total == 0 || left > total {
        return 0.0;
    }
    let done = 100.0 - 100.0 * (left as f64 / total as f64);
    done.min(99.99)
}
