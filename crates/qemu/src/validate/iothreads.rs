//! Threads for input and output.

use std::collections::BTreeSet;

use vir_conf::domain::device::disk::IothreadMapping;
use vir_types::Result;

use super::{Check, refuse_if};
use crate::caps::Cap;

impl Check<'_> {
    pub(super) fn check_iothreads(&self) -> Result<()> {
        let pools = |min: Option<u32>, max: Option<u32>| min.is_some() || max.is_some();
        let ids = self.def.iothread_ids.iter().flat_map(|ids| &ids.list);
        let mut own = ids.map(|it| pools(it.thread_pool_min, it.thread_pool_max));
        let usual = self.def.default_iothread.as_ref();
        let usual = usual.is_some_and(|it| pools(it.thread_pool_min, it.thread_pool_max));
        refuse_if!(
            (usual || own.any(|it| it)) && !self.has(Cap::IOTHREAD_THREAD_POOL_MAX),
            "thread_pool_min and thread_pool_max is not supported by this QEMU binary"
        );
        Ok(())
    }

    pub(super) fn has_iothread(&self, id: u32) -> bool {
        match &self.def.iothread_ids {
            Some(ids) => ids.list.iter().any(|it| it.id == id),
            // Where they are only counted, they are numbered from one.
            None => (1..=self.def.iothreads).contains(&id),
        }
    }

    pub(super) fn check_mapping(&self, mapping: &IothreadMapping, queues: u32) -> Result<()> {
        let explicit = mapping.threads.first().is_some_and(|it| !it.queues.is_empty());
        refuse_if!(
            explicit && queues == 0,
            "'queue' count must be configured for explicit iothread to queue mapping"
        );
        let (mut threads, mut mapped) = (BTreeSet::new(), BTreeSet::new());
        for it in &mapping.threads {
            let id = it.id;
            refuse_if!(!threads.insert(id), "duplicate mapping for iothread '{id}'");
            refuse_if!(!self.has_iothread(id), "iothread '{id}' not defined in iothreadid");
            refuse_if!(
                explicit == it.queues.is_empty(),
                "iothread to queue mapping must be provided for all iothreads or for none"
            );
            for queue in &it.queues {
                refuse_if!(*queue >= queues, "iothread queue '{queue}' mapping out of range");
                refuse_if!(!mapped.insert(*queue), "iothread queue '{queue}' is already assigned");
            }
        }
        if explicit && let Some(queue) = (0..queues).find(|queue| !mapped.contains(queue)) {
            refuse_if!(true, "missing iothread mapping for queue '{queue}'");
        }
        Ok(())
    }
}
