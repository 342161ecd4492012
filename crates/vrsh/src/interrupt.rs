//! Ctrl-C.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use tokio::sync::Notify;

/// Who is told of Ctrl-C: the command that waits for it, else the shell, which gives the command up.
#[derive(Debug, Default)]
pub(crate) struct Interrupt {
    /// Where the command is told that wants to be.
    claimed: RefCell<Option<Rc<Notify>>>,
    /// A command runs: it is the one to be given up.
    in_command: Cell<bool>,
}

/// For as long as this lives, Ctrl-C does not end the command.
pub(crate) struct Claim<'a> {
    interrupt: &'a Interrupt,
    notify: Rc<Notify>,
}

/// What Ctrl-C would end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Waiting {
    Command,
    /// The shell itself, while no command runs.
    Shell,
}

impl Interrupt {
    /// Takes Ctrl-C as an event of one's own.
    pub(crate) fn claim(&self) -> Claim<'_> {
        let notify = Rc::new(Notify::new());
        *self.claimed.borrow_mut() = Some(notify.clone());
        Claim { interrupt: self, notify }
    }

    /// Waits until Ctrl-C ends what is waiting.
    pub(crate) async fn unclaimed(&self, waiting: Waiting) {
        let _running = (waiting == Waiting::Command).then(|| Running::new(&self.in_command));
        while tokio::signal::ctrl_c().await.is_ok() {
            match (waiting, self.claimed.borrow().as_ref()) {
                (Waiting::Command, Some(notify)) => notify.notify_one(),
                (Waiting::Command, None) => return,
                (Waiting::Shell, _) if self.in_command.get() => {}
                (Waiting::Shell, _) => return,
            }
        }
        std::future::pending().await
    }
}

/// Notes for as long as it lives that a command runs.
struct Running<'a>(&'a Cell<bool>);

impl<'a> Running<'a> {
    fn new(cell: &'a Cell<bool>) -> Self {
        cell.set(true);
        Self(cell)
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.set(false);
    }
}

impl Claim<'_> {
    /// Waits for Ctrl-C.
    pub(crate) async fn happened(&self) {
        self.notify.notified().await;
    }
}

impl Drop for Claim<'_> {
    fn drop(&mut self) {
        *self.interrupt.claimed.borrow_mut() = None;
    }
}
