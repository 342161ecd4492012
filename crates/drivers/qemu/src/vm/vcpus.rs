//! Virtual CPUs of a running guest: they come and go one by one.

use std::sync::PoisonError;
use std::time::Duration;

use serde_json::{Map, Value, json};
use vir_types::{Code, Result};

use super::Run;
use super::start::{refused, vcpu_threads};
use crate::monitor::{CHANGE, QUERY};
use crate::shared::error;

/// How long a guest has to let a CPU go.
const UNPLUG: Duration = Duration::from_secs(10);

/// How often it is looked whether it has.
const LOOK: Duration = Duration::from_millis(200);

/// A place for virtual CPUs, as the emulator lists them.
struct Slot {
    driver: String,
    count: u64,
    props: Map<String, Value>,
    /// The name of the device that fills it; empty for one that is part of the machine.
    filled: Option<String>,
}

impl Run {
    /// Plugs virtual CPUs in or takes them out until there are `target` of them.
    ///
    /// # Errors
    /// `OperationTimeout`: the guest does not let a CPU go. `OperationFailed`: no CPU can be had or taken.
    pub(crate) async fn set_vcpus(&self, name: &str, now: u32, target: u32) -> Result<()> {
        let done = self.change_vcpus(name, now, target).await;
        // Some may have come or gone before it failed.
        if let Ok(threads) = vcpu_threads(&self.monitor).await {
            *self.vcpu_threads.lock().unwrap_or_else(PoisonError::into_inner) = threads;
        }
        done
    }

    async fn change_vcpus(&self, name: &str, now: u32, target: u32) -> Result<()> {
        let mut count = u64::from(now);
        let target = u64::from(target);
        while count != target {
            let slots = self.slots(name).await?;
            count = if count < target {
                let slot = slots.iter().find(|slot| slot.filled.is_none());
                let slot =
                    slot.filter(|slot| count.saturating_add(slot.count) <= target).ok_or_else(unreachable)?;
                self.plug(name, slot, count).await?;
                count.saturating_add(slot.count)
            } else {
                let own = |slot: &&Slot| slot.filled.as_deref().is_some_and(|device| !device.is_empty());
                let slot = slots.iter().rev().find(own).ok_or_else(unreachable)?;
                let left =
                    count.checked_sub(slot.count).filter(|left| *left >= target).ok_or_else(unreachable)?;
                self.unplug(name, slot.filled.as_deref().unwrap_or_default()).await?;
                left
            };
        }
        Ok(())
    }

    /// The places for CPUs, the first first.
    async fn slots(&self, name: &str) -> Result<Vec<Slot>> {
        let listed = self.monitor.execute("query-hotpluggable-cpus", Value::Null, QUERY).await;
        let listed = listed.map_err(|why| refused(name, &why))?;
        let mut slots: Vec<Slot> = listed.as_array().into_iter().flatten().filter_map(slot).collect();
        // The emulator lists the last first.
        slots.reverse();
        Ok(slots)
    }

    async fn plug(&self, name: &str, slot: &Slot, number: u64) -> Result<()> {
        let mut arguments = slot.props.clone();
        arguments.insert("driver".to_owned(), json!(slot.driver));
        arguments.insert("id".to_owned(), json!(format!("vcpu{number}")));
        let plugged = self.monitor.execute("device_add", Value::Object(arguments), CHANGE).await;
        plugged.map(drop).map_err(|why| refused(name, &why))
    }

    /// Takes a CPU out, once the guest has let it go. Emulators do not always say when that is, so it is
    /// looked for too.
    async fn unplug(&self, name: &str, device: &str) -> Result<()> {
        let mut heard = self.heard.subscribe();
        let asked = self.monitor.execute("device_del", json!({"id": device}), CHANGE).await;
        asked.map_err(|why| refused(name, &why))?;
        let end = tokio::time::Instant::now() + UNPLUG;
        while tokio::time::Instant::now() < end {
            let happened = tokio::select! {
                happened = heard.recv() => happened.ok(),
                () = tokio::time::sleep(LOOK) => None,
                () = self.over.cancelled() => return Err(error(Code::OPERATION_FAILED, "the guest has ended")),
            };
            match happened {
                Some(happened) if happened.about(device) => match happened.name.as_str() {
                    "DEVICE_DELETED" => return Ok(()),
                    "DEVICE_UNPLUG_GUEST_ERROR" => {
                        let text = format!("the guest refused to let '{device}' go");
                        return Err(error(Code::OPERATION_FAILED, text));
                    }
                    _ => {}
                },
                Some(_) => {}
                None => {
                    let slots = self.slots(name).await?;
                    if !slots.iter().any(|slot| slot.filled.as_deref() == Some(device)) {
                        return Ok(());
                    }
                }
            }
        }
        let text = "vcpu unplug request timed out. Unplug result must be manually inspected in the domain";
        Err(error(Code::OPERATION_TIMEOUT, text))
    }
}

fn unreachable() -> vir_types::Error {
    let text = "failed to find appropriate hotpluggable vcpus to reach the desired target vcpu count";
    error(Code::OPERATION_FAILED, text)
}

fn slot(entry: &Value) -> Option<Slot> {
    let filled = entry.get("qom-path").and_then(Value::as_str);
    Some(Slot {
        driver: entry.get("type")?.as_str()?.to_owned(),
        count: entry.get("vcpus-count").and_then(Value::as_u64).unwrap_or(1),
        props: entry.get("props")?.as_object()?.clone(),
        filled: filled.map(|path| path.strip_prefix("/machine/peripheral/").unwrap_or_default().to_owned()),
    })
}

/// The agent's words for one virtual CPU.
pub(crate) fn online(vcpus: &Value) -> u32 {
    let online = |vcpu: &&Value| vcpu.get("online").and_then(Value::as_bool) == Some(true);
    let count = vcpus.as_array().into_iter().flatten().filter(online).count();
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// What an agent is told so that `wanted` of its CPUs are used; `None` where it has too few.
pub(crate) fn wanted(vcpus: &Value, wanted: u32) -> Option<Value> {
    let mut left = wanted;
    let mut list = Vec::new();
    for vcpu in vcpus.as_array().into_iter().flatten() {
        let id = vcpu.get("logical-id").and_then(Value::as_u64)?;
        let online = vcpu.get("online").and_then(Value::as_bool)?;
        let fixed = vcpu.get("can-offline").and_then(Value::as_bool) != Some(true);
        let on = left > 0;
        left = left.saturating_sub(1);
        if on != online && (on || !fixed) {
            list.push(json!({"logical-id": id, "online": on}));
        }
    }
    (left == 0).then_some(Value::Array(list))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agents_are_told_only_what_changes() {
        let vcpus = json!([
            {"logical-id": 0, "online": true, "can-offline": false},
            {"logical-id": 1, "online": false, "can-offline": true},
            {"logical-id": 2, "online": true, "can-offline": true},
        ]);
        assert_eq!(online(&vcpus), 2);
        let told = json!([{"logical-id": 1, "online": true}, {"logical-id": 2, "online": false}]);
        assert_eq!(wanted(&vcpus, 2), Some(told));
        assert_eq!(wanted(&vcpus, 4), None);
    }
}
