//! What only QEMU has: its own language, spoken by clients.

use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use serde_json::{Value, json};
use vir_driver::facets::Qemu;
use vir_driver::{EventClass, EventFilter, EventObject, EventPayload, EventStream, SubscriptionId};
use vir_types::{
    Code, ConnectDomainQemuMonitorEventRegisterFlags, DomainKey, DomainQemuMonitorCommandFlags, NoFlags,
    Result,
};

use crate::QemuDriver;
use crate::monitor::{CHANGE, MonitorError};
use crate::shared::error;
use crate::vm::start::refused;

/// So many events may wait for a subscriber before its stream is closed.
const CAPACITY: usize = 4096;

/// Waits that a client names by number.
const BLOCK: i32 = -2;
const DEFAULT: i32 = -1;
const NO_WAIT: i32 = 0;
/// How long an agent may take when the client leaves it to us.
pub(crate) const AGENT: Duration = Duration::from_secs(5);

fn command(text: &str) -> Result<Value> {
    let value: Value = serde_json::from_str(text)
        .map_err(|wrong| error(Code::INVALID_ARG, format!("cannot parse json {text}: {wrong}")))?;
    if !value.is_object() {
        return Err(error(Code::INVALID_ARG, format!("cannot parse json {text}: a command is an object")));
    }
    Ok(value)
}

/// For how long an agent is waited for, by libvirt's numbers; `None` is for ever.
pub(super) fn limit(seconds: i32) -> Result<Option<Duration>> {
    match seconds {
        BLOCK => Ok(None),
        DEFAULT => Ok(Some(AGENT)),
        NO_WAIT => Ok(Some(Duration::ZERO)),
        seconds => match u64::try_from(seconds) {
            Ok(seconds) => Ok(Some(Duration::from_secs(seconds))),
            Err(_) => {
                let text = format!("guest agent timeout '{seconds}' is less than the minimum '-2'");
                Err(error(Code::INVALID_ARG, text))
            }
        },
    }
}

/// The largest program that a client's pattern may become.
const PATTERN_MAX: usize = 64 << 10;

type Wanted = Box<dyn Fn(&str) -> bool + Send + Sync>;

/// Whether the name of an event is one that a client wants to hear of.
fn wanted(name: &str, pattern: bool, nocase: bool) -> Result<Wanted> {
    if pattern {
        let built = regex::RegexBuilder::new(name).case_insensitive(nocase).size_limit(PATTERN_MAX).build();
        let built = built.map_err(|_| error(Code::INVALID_ARG, format!("failed to compile regex {name}")))?;
        return Ok(Box::new(move |name| built.is_match(name)));
    }
    let wanted = name.to_owned();
    Ok(match nocase {
        true => Box::new(move |name| name.eq_ignore_ascii_case(&wanted)),
        false => Box::new(move |name| *name == *wanted),
    })
}

#[async_trait]
impl Qemu for QemuDriver {
    /// The command is a JSON object, or with `HMP` a line for people. Since: 0.8.3.
    async fn qemu_domain_monitor_command(
        &self,
        dom: &DomainKey,
        cmd: &str,
        flags: DomainQemuMonitorCommandFlags,
    ) -> Result<String> {
        flags.allow(DomainQemuMonitorCommandFlags::HMP)?;
        let hmp = flags.contains(DomainQemuMonitorCommandFlags::HMP);
        let request = match hmp {
            true => json!({"execute": "human-monitor-command", "arguments": {"command-line": cmd}}),
            false => command(cmd)?,
        };
        let vm = self.shared.find(dom)?;
        // The rest of it may hold passwords, which are in no log.
        let name = match hmp {
            true => cmd.split_ascii_whitespace().next(),
            false => request.get("execute").and_then(Value::as_str),
        };
        let name = name.unwrap_or_default().to_owned();
        self.change(vm, "qemu_domain_monitor_command", async move |_, vm| {
            let view = vm.view();
            let run = view.running()?.clone();
            tracing::warn!(target: "qemu", domain = %view.name, command = name, "a client speaks to the monitor itself");
            let answer = run.monitor.send(request, CHANGE).await;
            match answer {
                Ok(Value::String(text)) if hmp => Ok(text),
                Ok(value) => Ok(json!({"return": value}).to_string()),
                Err(MonitorError::Refused(refusal)) if !hmp => {
                    Ok(json!({"error": {"class": refusal.class, "desc": refusal.desc}}).to_string())
                }
                Err(why) => Err(refused(&view.name, &why)),
            }
        })
        .await
    }

    /// Since: 0.10.0.
    async fn qemu_domain_agent_command(
        &self,
        dom: &DomainKey,
        cmd: &str,
        timeout_s: i32,
        flags: NoFlags,
    ) -> Result<Option<String>> {
        flags.allow(NoFlags::empty())?;
        let limit = limit(timeout_s)?;
        let answer = self.shared.ask_agent(dom, command(cmd)?, limit).await?;
        Ok(Some(json!({ "return": answer }).to_string()))
    }

    /// Since: 1.2.3.
    async fn qemu_connect_domain_monitor_event_register(
        &self,
        dom: Option<&DomainKey>,
        event: Option<&str>,
        flags: ConnectDomainQemuMonitorEventRegisterFlags,
    ) -> Result<EventStream> {
        use ConnectDomainQemuMonitorEventRegisterFlags as Flags;
        flags.allow(Flags::REGEX | Flags::NOCASE)?;
        if let Some(dom) = dom {
            self.shared.find(dom)?;
        }
        let mut filter = EventFilter::new(EventClass::QemuMonitor, dom.map(EventObject::from));
        if let Some(name) = event {
            let wanted = wanted(name, flags.contains(Flags::REGEX), flags.contains(Flags::NOCASE))?;
            filter = filter.only_if(move |payload| match payload {
                EventPayload::QemuMonitor(event) => wanted(&event.event),
                _ => false,
            });
        }
        Ok(self.shared.events.register(filter, CAPACITY))
    }

    /// Since: 1.2.3.
    async fn qemu_connect_domain_monitor_event_deregister(&self, id: SubscriptionId) -> Result<()> {
        if self.shared.events.deregister(id) {
            return Ok(());
        }
        Err(error(Code::INVALID_ARG, format!("there is no registration {}", id.0)))
    }

    /// Since: 8.2.0.
    async fn qemu_domain_monitor_command_with_files(
        &self,
        _dom: &DomainKey,
        _cmd: &str,
        _infiles: Vec<OwnedFd>,
        _flags: DomainQemuMonitorCommandFlags,
    ) -> Result<vir_driver::QemuMonitorReply> {
        Err(vir_types::Error::unsupported())
    }
}

impl crate::shared::Shared {
    /// Asks the agent inside a guest. Questions take their turn at the agent, not at the guest: one that waits
    /// for its agent can still be changed.
    pub(crate) async fn ask_agent(
        &self,
        dom: &DomainKey,
        command: Value,
        limit: Option<Duration>,
    ) -> Result<Value> {
        let view = self.find(dom)?.view();
        let run: Arc<crate::vm::Run> = view.running()?.clone();
        let socket = crate::vm::agent::socket(view.current()?)
            .ok_or_else(|| error(Code::ARGUMENT_UNSUPPORTED, "QEMU guest agent is not configured"))?;
        tokio::select! {
            answer = run.agent.ask(&socket, &command, limit) => answer,
            () = run.over.cancelled() => Err(error(Code::OPERATION_INVALID, "domain is not running")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_chosen_by_name_or_pattern() {
        let fits = |pattern: &str, regex, nocase, name: &str| wanted(pattern, regex, nocase).unwrap()(name);
        assert!(fits("STOP", false, false, "STOP") && !fits("STOP", false, false, "STOPPED"));
        assert!(fits("stop", false, true, "STOP") && !fits("stop", false, false, "STOP"));
        assert!(fits("^RES", true, false, "RESUME") && fits("s[eu]", true, true, "RESET"));
        assert!(!fits("^S", true, false, "RESUME"));
        assert_eq!(wanted("(", true, false).err().map(|error| error.code()), Some(Code::INVALID_ARG));
        assert!(wanted(&"(a{100}){100}".repeat(100), true, false).is_err());
    }
}
