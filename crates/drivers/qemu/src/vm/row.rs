//! What lists and statistics tell of a domain without looking at it.

use std::sync::Arc;

use vir_conf::DomainDef;
use vir_conf::domain::device::memballoon::BalloonModel;
use vir_hypervisor::Standing;
use vir_types::DomainKey;

use super::{RestingDisk, View};

/// A domain among all others.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) key: DomainKey,
    pub(crate) standing: Standing,
    /// Why it is in its state.
    pub(crate) reason: i32,
    /// The numbers of its definition, if it does not run and has one.
    pub(crate) sizes: Option<Sizes>,
    /// Its disks, if it does not run.
    pub(crate) disks: Arc<[RestingDisk]>,
}

/// How much of the host a definition takes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sizes {
    pub(crate) current_memory_kib: u64,
    pub(crate) memory_kib: u64,
    pub(crate) vcpus: u32,
    pub(crate) vcpus_max: u32,
}

impl Sizes {
    pub(crate) fn of(def: &DomainDef) -> Self {
        // What it starts with, where it can be given less than all.
        let balloon = def.devices.memballoon.as_ref().is_some_and(|it| it.model != BalloonModel::None);
        let current_memory_kib =
            if balloon && def.current_memory_kib > 0 { def.current_memory_kib } else { def.memory_kib };
        Self {
            current_memory_kib,
            memory_kib: def.memory_kib,
            vcpus: def.vcpus(),
            vcpus_max: def.vcpus_max(),
        }
    }
}

impl Row {
    /// The row of a domain as it stands.
    pub(crate) fn of(view: &View) -> Self {
        let sizes = match (&view.resting, &view.persistent) {
            _ if view.is_active() => None,
            (Some(resting), _) => Some(resting.sizes),
            (None, Some(def)) => Some(Sizes::of(def)),
            (None, None) => None,
        };
        Self { key: view.key(), standing: view.standing(), reason: view.reason, sizes, disks: disks(view) }
    }
}

fn disks(view: &View) -> Arc<[RestingDisk]> {
    match (&view.resting, view.current()) {
        _ if view.is_active() => Arc::default(),
        (Some(resting), _) => resting.disks.clone(),
        (None, Ok(def)) => RestingDisk::all(def),
        (None, Err(_)) => Arc::default(),
    }
}
