//! `<on_poweroff>`, `<on_reboot>`, `<on_crash>`.

use vir_xml::XmlEnum;

/// What happens to a guest that has stopped by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum LifecycleAction {
    /// It is gone.
    Destroy,
    /// It starts again.
    Restart,
    /// It starts again under another name.
    #[xml(name = "rename-restart")]
    RenameRestart,
    /// It stays as it is, to be looked at.
    Preserve,
    /// Its memory is saved, then it is gone.
    #[xml(name = "coredump-destroy")]
    CoredumpDestroy,
    /// Its memory is saved, then it starts again.
    #[xml(name = "coredump-restart")]
    CoredumpRestart,
}

/// What happens to a guest that has lost a lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum LockFailureAction {
    /// What the lock manager does by itself.
    Default,
    /// It is stopped.
    Poweroff,
    /// It is started again.
    Restart,
    /// It is paused.
    Pause,
    /// Nothing.
    Ignore,
}
