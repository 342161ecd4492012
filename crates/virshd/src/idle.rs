//! Ending when nobody needs the daemon.

use std::time::Duration;

use vir_driver::Caller;
use vir_types::Result;

use crate::daemon::Shared;

/// Waits until the daemon has had neither clients nor running guests for as long as was set; for ever if nothing is.
pub(crate) async fn has_lasted(shared: &Shared) {
    let mut timeout = shared.timeout_s.subscribe();
    loop {
        let seconds = *timeout.borrow_and_update();
        if seconds == 0 {
            if timeout.changed().await.is_err() {
                return std::future::pending().await;
            }
            continue;
        }
        shared.server.empty().await;
        shared.admin.empty().await;
        let (came, administers) = (shared.server.changed(), shared.admin.changed());
        tokio::select! {
            () = came => continue,
            () = administers => continue,
            _ = timeout.changed() => continue,
            () = tokio::time::sleep(Duration::from_secs(seconds.into())) => {}
        }
        if shared.server.counts().clients > 0 || shared.admin.counts().clients > 0 {
            continue;
        }
        match guests(shared).await {
            Ok(0) => return,
            Ok(_) => {}
            // One that cannot be asked may have some.
            Err(error) => tracing::warn!(target: "virshd", %error, "cannot tell whether guests run"),
        }
    }
}

/// How many guests run.
async fn guests(shared: &Shared) -> Result<u32> {
    shared.drivers.open("", Caller::System).await?.num_of_domains().await
}
