//! One change of an object at a time.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::OwnedMutexGuard;
use vir_types::{Code, Error, Result};

/// Who changes an object. Whoever only looks does not ask.
#[derive(Debug, Default, Clone)]
pub struct Jobs {
    turn: Arc<tokio::sync::Mutex<()>>,
    holder: Arc<Mutex<Option<&'static str>>>,
}

/// The turn to change an object; given back when it is dropped.
#[derive(Debug)]
pub struct JobToken {
    holder: Arc<Mutex<Option<&'static str>>>,
    _turn: OwnedMutexGuard<()>,
}

impl Drop for JobToken {
    fn drop(&mut self) {
        *self.holder.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

impl Jobs {
    /// How long a change waits for its turn.
    pub const PATIENCE: Duration = Duration::from_secs(30);

    /// Waits for the turn to do `what`, named by its operation.
    ///
    /// # Errors
    /// `OperationTimeout`: another change has not come to its end in time; the text names it.
    pub async fn begin(&self, what: &'static str) -> Result<JobToken> {
        match tokio::time::timeout(Self::PATIENCE, self.turn.clone().lock_owned()).await {
            Ok(turn) => Ok(self.token(what, turn)),
            Err(_) => {
                let holder = self.holder().unwrap_or("nobody");
                let text = format!("cannot acquire state change lock (held by monitor={holder})");
                Err(Error::new(Code::OPERATION_TIMEOUT, text))
            }
        }
    }

    /// Waits for the turn however long it takes: for what must be done, such as noting a guest's end.
    pub async fn begin_patiently(&self, what: &'static str) -> JobToken {
        let turn = self.turn.clone().lock_owned().await;
        self.token(what, turn)
    }

    /// Which operation changes the object now.
    #[must_use]
    pub fn holder(&self) -> Option<&'static str> {
        *self.holder.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn token(&self, what: &'static str, turn: OwnedMutexGuard<()>) -> JobToken {
        *self.holder.lock().unwrap_or_else(PoisonError::into_inner) = Some(what);
        JobToken { holder: self.holder.clone(), _turn: turn }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_change_that_waits_too_long_learns_for_whom() {
        let jobs = Jobs::default();
        let token = jobs.begin("domain_suspend").await.unwrap();
        let error = jobs.begin("domain_resume").await.unwrap_err();
        assert_eq!(error.code(), Code::OPERATION_TIMEOUT);
        assert!(error.message().contains("domain_suspend"), "{error}");
        drop(token);
        assert_eq!(jobs.holder(), None);
        drop(jobs.begin("domain_resume").await.unwrap());
    }
}
