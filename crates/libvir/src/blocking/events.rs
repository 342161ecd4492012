//! Events, one after the other.

use std::sync::Arc;

use tokio::runtime::Runtime;
use vir_driver::Event;

use super::{RUNTIME, wait};
use crate::EventStream;

/// What happens at the other end, as an iterator that waits for it. Dropping it ends the registration.
#[derive(Debug)]
pub struct Events(Option<EventStream>);

impl Events {
    pub(super) fn new(stream: EventStream) -> Self {
        Self(Some(stream))
    }
}

impl Iterator for Events {
    type Item = Arc<Event>;

    fn next(&mut self) -> Option<Arc<Event>> {
        wait(self.0.as_mut()?.recv()).ok()?
    }
}

impl Drop for Events {
    fn drop(&mut self) {
        // The other end is told in the background, which needs a runtime.
        let _inside = RUNTIME.get().map(Runtime::enter);
        self.0 = None;
    }
}
