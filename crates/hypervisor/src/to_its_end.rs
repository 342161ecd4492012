//! Changes that nobody stops by going away.

use std::future::poll_fn;
use std::task::Poll;

use vir_types::{Code, Error, Result};

/// Does a change, called `what`, to its end, whatever becomes of the one who waits for it.
///
/// What has not to wait is done on the spot; only what has to wait gets a task of its own.
///
/// # Errors
/// What the change comes to; `InternalError` if it panics.
pub async fn to_its_end<T, F>(what: &'static str, work: F) -> Result<T>
where
    T: Send + 'static,
    F: Future<Output = Result<T>> + Send + 'static,
{
    let mut work = Box::pin(work);
    if let Poll::Ready(done) = poll_fn(|cx| Poll::Ready(work.as_mut().poll(cx))).await {
        return done;
    }
    let task = tokio::spawn(work);
    task.await.map_err(|failed| Error::new(Code::INTERNAL_ERROR, format!("{what}: {failed}")))?
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tokio::sync::Notify;

    use super::*;

    #[tokio::test]
    async fn who_goes_away_stops_nothing() {
        let (go, done) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (wait, tell) = (go.clone(), done.clone());
        let mut change = Box::pin(to_its_end("change", async move {
            wait.notified().await;
            tell.notify_one();
            Ok(())
        }));
        let first = poll_fn(|cx| Poll::Ready(change.as_mut().poll(cx))).await;
        assert!(first.is_pending());
        drop(change);
        go.notify_one();
        done.notified().await;
    }

    #[tokio::test]
    async fn one_that_panics_is_an_error() {
        let change = async {
            tokio::task::yield_now().await;
            if std::hint::black_box(true) {
                panic!("it does");
            }
            Ok(())
        };
        let error = to_its_end("change", change).await.unwrap_err();
        assert_eq!(error.code(), Code::INTERNAL_ERROR);
        assert!(error.message().contains("change: "), "{error}");
    }
}
