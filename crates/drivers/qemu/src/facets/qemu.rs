//! What only QEMU has: its own language, spoken by clients.

use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use serde_json::{Value, json};
use vir_driver::facets::Qemu;
use vir_driver::{EventClass, EventFilter, EventObject, EventStream, SubscriptionId};
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
        let limit = match timeout_s {
            BLOCK => None,
            DEFAULT => Some(AGENT),
            NO_WAIT => Some(Duration::ZERO),
            seconds => match u64::try_from(seconds) {
                Ok(seconds) => Some(Duration::from_secs(seconds)),
                Err(_) => {
                    let text = format!("guest agent timeout '{seconds}' is less than the minimum '-2'");
                    return Err(error(Code::INVALID_ARG, text));
                }
            },
        };
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
        flags.allow(ConnectDomainQemuMonitorEventRegisterFlags::empty())?;
        if let Some(dom) = dom {
            self.shared.find(dom)?;
        }
        if event.is_some() {
            return Err(error(
                Code::OPERATION_UNSUPPORTED,
                "monitor events cannot be chosen by name in this version",
            ));
        }
        let filter = EventFilter::new(EventClass::QemuMonitor, dom.map(EventObject::from));
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
