//! Virtual CPUs and I/O threads, and where they run.

use std::collections::{BTreeMap, BTreeSet};

use vir_types::{Code, Result};

use super::super::DomainDef;
use super::super::cputune::{IothreadSchedDef, SchedDef, SchedPolicy, VcpuSchedDef};
use super::super::iothread::IothreadDef;
use super::super::numatune::NumaPlacement;
use super::super::vcpus::VcpuDef;
use super::super::virt_type::VcpuPlacement;
use crate::bitmap::CpuSet;
use crate::common::{refuse, unsupported, wrong};

/// More virtual CPUs than this are nobody's, and cost memory before anybody can refuse them.
const MOST_VCPUS: u32 = CpuSet::LIMIT;

impl DomainDef {
    pub(super) fn complete_vcpus(&mut self) -> Result<()> {
        let max = *self.vcpus.get_or_insert(1);
        if self.individual_vcpus.is_some() {
            self.complete_individual_vcpus(max)?;
        }
        self.set_vcpus(self.vcpus());
        let by_service = self.numatune.as_ref().and_then(|tune| tune.memory.as_ref());
        let by_service = by_service.is_some_and(|memory| memory.placement == Some(NumaPlacement::Auto));
        let pinned = self.cputune.as_ref().is_some_and(|tune| {
            !tune.vcpu_pins.is_empty() || tune.emulator_pin.is_some() || !tune.iothread_pins.is_empty()
        });
        if by_service && self.vcpu_cpuset.is_none() && !pinned {
            self.vcpu_placement = Some(VcpuPlacement::Auto);
        }
        if *self.vcpu_placement.get_or_insert_default() == VcpuPlacement::Auto {
            self.vcpu_cpuset = None;
        }
        if let Some(set) = self.vcpu_cpuset.as_ref().filter(|set| set.is_empty()) {
            return unsupported(format!("Invalid value of 'cpuset': {set}"));
        }
        Ok(())
    }

    /// Each virtual CPU gets a line; those that had none are not there at boot.
    fn complete_individual_vcpus(&mut self, max: u32) -> Result<()> {
        let Some(vcpus) = &mut self.individual_vcpus else { return Ok(()) };
        if max > MOST_VCPUS {
            return unsupported(format!("more than {MOST_VCPUS} virtual CPUs cannot be listed"));
        }
        let mut known: BTreeMap<u32, VcpuDef> = BTreeMap::new();
        for vcpu in vcpus.list.drain(..) {
            if vcpu.id >= max {
                return wrong(format!("vcpu id '{}' is out of range of maximum vcpu count", vcpu.id));
            }
            known.insert(vcpu.id, vcpu);
        }
        for id in 0..max {
            let mut vcpu = known.remove(&id).unwrap_or(VcpuDef { id, ..VcpuDef::default() });
            if *vcpu.hotpluggable.get_or_insert(!vcpu.enabled) == vcpu.enabled && !vcpu.enabled {
                return unsupported(format!("vcpu '{id}' is both offline and not hotpluggable"));
            }
            vcpus.list.push(vcpu);
        }
        let online = vcpus.list.iter().filter(|vcpu| vcpu.enabled).count();
        self.vcpus_current = u32::try_from(online).ok();
        Ok(())
    }

    /// Threads that have no number get the lowest that is free.
    pub(super) fn complete_iothreads(&mut self) -> Result<()> {
        let Some(ids) = &mut self.iothread_ids else { return Ok(()) };
        let mut used = BTreeSet::new();
        for thread in &ids.list {
            if thread.id == 0 {
                return wrong(
                    "Invalid value for attribute 'id' in element 'iothread': Zero is not permitted",
                );
            }
            if !used.insert(thread.id) {
                return wrong(format!("duplicate iothread id '{}' found", thread.id));
            }
        }
        let listed = u32::try_from(ids.list.len()).unwrap_or(u32::MAX);
        self.iothreads = self.iothreads.max(listed);
        if self.iothreads > MOST_VCPUS {
            return unsupported(format!("more than {MOST_VCPUS} I/O threads cannot be listed"));
        }
        let free = (1..=self.iothreads.saturating_mul(2)).filter(|id| !used.contains(id));
        let missing = usize::try_from(self.iothreads.saturating_sub(listed)).unwrap_or(0);
        ids.list.extend(free.take(missing).map(|id| IothreadDef { id, ..IothreadDef::default() }));
        Ok(())
    }

    /// Numbers of the threads for input and output.
    fn known_iothreads(&self) -> BTreeSet<u32> {
        match &self.iothread_ids {
            Some(ids) => ids.list.iter().map(|thread| thread.id).collect(),
            None => (1..=self.iothreads.min(MOST_VCPUS)).collect(),
        }
    }

    pub(super) fn complete_cputune(&mut self) -> Result<()> {
        let Some(mut tune) = self.cputune.take() else { return Ok(()) };
        let max = self.vcpus_max();
        let iothreads = self.known_iothreads();
        tune.vcpu_pins.retain(|pin| pin.vcpu < max);
        tune.vcpu_pins.sort_by_key(|pin| pin.vcpu);
        for pair in tune.vcpu_pins.windows(2) {
            if let [a, b] = pair
                && a.vcpu == b.vcpu
            {
                let text = format!("duplicate vcpupin for vcpu '{}'", a.vcpu);
                return refuse(Code::INTERNAL_ERROR, text);
            }
        }
        for pin in &tune.iothread_pins {
            if !iothreads.contains(&pin.iothread) {
                return unsupported(format!("Cannot find 'iothread' : {}", pin.iothread));
            }
        }
        self.sort_by_iothread(&mut tune.iothread_pins, |pin| pin.iothread);
        for pair in tune.iothread_pins.windows(2) {
            if let [a, b] = pair
                && a.iothread == b.iothread
            {
                let text = format!("duplicate iothreadpin for same iothread '{}'", a.iothread);
                return refuse(Code::INTERNAL_ERROR, text);
            }
        }
        let sets = tune.vcpu_pins.iter().map(|pin| &pin.cpuset);
        let sets = sets.chain(tune.iothread_pins.iter().map(|pin| &pin.cpuset));
        if sets.chain(&tune.emulator_pin).any(CpuSet::is_empty) {
            return unsupported("Invalid value of 'cpuset': ");
        }
        let vcpus = one_by_one("vcpu", tune.vcpu_scheds.drain(..).map(|it| (it.vcpus, it.sched)))?;
        for (id, sched) in vcpus.into_iter().filter(|(id, _)| *id < max) {
            tune.vcpu_scheds.push(VcpuSchedDef { vcpus: CpuSet::range(id, id), sched });
        }
        let threads =
            one_by_one("iothread", tune.iothread_scheds.drain(..).map(|it| (it.iothreads, it.sched)))?;
        for (id, sched) in threads {
            if !iothreads.contains(&id) {
                return unsupported(format!("Cannot find 'iothread' : {id}"));
            }
            tune.iothread_scheds.push(IothreadSchedDef { iothreads: CpuSet::range(id, id), sched });
        }
        self.sort_by_iothread(&mut tune.iothread_scheds, |it| it.iothreads.last().unwrap_or_default());
        if let Some(sched) = &mut tune.emulator_sched {
            keep_own(sched)?;
        }
        tune.complete_shares(max)?;
        self.cputune = Some(tune).filter(|tune| **tune != super::super::cputune::CputuneDef::default());
        Ok(())
    }

    /// Threads stand in the order in which they are listed.
    fn sort_by_iothread<T>(&self, list: &mut [T], id: impl Fn(&T) -> u32) {
        let place: BTreeMap<u32, usize> = match &self.iothread_ids {
            Some(ids) => ids.list.iter().enumerate().map(|(at, thread)| (thread.id, at)).collect(),
            None => BTreeMap::new(),
        };
        list.sort_by_key(|item| (place.get(&id(item)).copied(), id(item)));
    }
}

/// A policy for each thread of its own.
fn one_by_one(
    what: &str,
    scheds: impl Iterator<Item = (CpuSet, SchedDef)>,
) -> Result<BTreeMap<u32, SchedDef>> {
    let mut all = BTreeMap::new();
    for (set, mut sched) in scheds {
        keep_own(&mut sched)?;
        if set.is_empty() {
            return unsupported(format!("'{what}s' scheduler bitmap '{set}' is empty"));
        }
        for id in set.iter() {
            if all.insert(id, sched.clone()).is_some() {
                let text = format!("'{what}sched' attributes '{what}s' must not overlap");
                return refuse(Code::XML_DETAIL, text);
            }
        }
    }
    Ok(all)
}

/// A priority goes with policies of real time, and these with a priority.
fn keep_own(sched: &mut SchedDef) -> Result<()> {
    match sched.scheduler {
        None => wrong("Missing required attribute 'scheduler'"),
        Some(SchedPolicy::Fifo | SchedPolicy::Rr) if sched.priority.is_none() => {
            wrong("Missing required attribute 'priority'")
        }
        Some(SchedPolicy::Fifo | SchedPolicy::Rr) => Ok(()),
        Some(SchedPolicy::Batch | SchedPolicy::Idle) => {
            sched.priority = None;
            Ok(())
        }
    }
}
