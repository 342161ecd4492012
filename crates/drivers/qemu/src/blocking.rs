//! Work that may have to wait for a file system.
//!
//! Files of guests can be anywhere, also where nobody answers any more. Who waits for one gives the thread's
//! other work to another thread first, so that only the operation itself is held up.

use tokio::runtime::{Handle, RuntimeFlavor};

/// Does work that may block, on the spot.
pub(crate) fn blocking<T>(work: impl FnOnce() -> T) -> T {
    let many = Handle::try_current().is_ok_and(|it| it.runtime_flavor() == RuntimeFlavor::MultiThread);
    // A runtime of one thread has nobody to give its work to.
    if many { tokio::task::block_in_place(work) } else { work() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
    async fn the_only_worker_goes_on_with_other_work() {
        let (send, receive) = std::sync::mpsc::channel();
        let waits = tokio::spawn(async move { blocking(|| receive.recv_timeout(Duration::from_secs(10))) });
        tokio::task::yield_now().await;
        tokio::spawn(async move { send.send(()) }).await.unwrap().unwrap();
        assert_eq!(waits.await.unwrap(), Ok(()));
    }

    #[tokio::test]
    async fn a_runtime_of_one_thread_does_it_all_the_same() {
        assert_eq!(blocking(|| 7), 7);
    }
}
