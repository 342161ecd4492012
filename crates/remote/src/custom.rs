//! Operations that no rule can generate: the connection's own, and events.

mod events;

use std::os::fd::OwnedFd;
use std::time::Duration;

use vir_driver::{EventStream, QemuMonitorReply, SubscriptionId};
use vir_protocol::qemu;
use vir_protocol::remote::{
    ConnectDomainEventCallbackDeregisterAnyArgs, ConnectDomainEventCallbackRegisterAnyArgs,
    ConnectDomainEventCallbackRegisterAnyRet, ConnectDomainEventDeregisterAnyArgs,
    ConnectDomainEventRegisterAnyArgs, DomainGetSchedulerParametersArgs,
    DomainGetSchedulerParametersFlagsArgs, DomainGetSchedulerParametersFlagsRet,
    DomainGetSchedulerParametersRet, DomainGetSchedulerTypeArgs, DomainGetSchedulerTypeRet,
    NetworkUpdateArgs, PROGRAM, Proc,
};
use vir_protocol::wire::{FromWire as _, ToWire as _};
use vir_rpc::client::Client;
use vir_types::feature::Feature;
use vir_types::params::NetworkUpdateParams;
use vir_types::{
    Affect, ConnectDomainQemuMonitorEventRegisterFlags, DomainEventId, DomainKey,
    DomainQemuMonitorCommandFlags, NetworkKey, NetworkUpdateFlags, Result, TypedParameterFlags, TypedParams,
};
use vir_xdr::Xdr;

use crate::RemoteDriver;
use crate::events::Of;

pub(crate) use events::*;

pub(crate) async fn connect_close(driver: &RemoteDriver) -> Result<()> {
    let closing = driver.say_close().await;
    driver.client().close();
    closing
}

/// The URI that reaches the same daemon again; the daemon's own would not.
pub(crate) async fn connect_get_uri(driver: &RemoteDriver) -> Result<String> {
    Ok(driver.uri().to_owned())
}

/// Nobody needs to be asked: the connection knows whether it has ended.
pub(crate) async fn connect_is_alive(driver: &RemoteDriver) -> Result<bool> {
    Ok(driver.client().closed().is_none())
}

/// A socket of this host is not encrypted, and need not be.
pub(crate) async fn connect_is_encrypted(_driver: &RemoteDriver) -> Result<bool> {
    Ok(false)
}

/// A daemon that does not answer must not be asked: it would end the connection.
pub(crate) async fn connect_set_keep_alive(
    driver: &RemoteDriver,
    interval_s: i32,
    count: u32,
) -> Result<bool> {
    if !driver.ask_feature(Feature::PROGRAM_KEEPALIVE).await? {
        return Ok(false);
    }
    let interval = u64::try_from(interval_s).unwrap_or(0);
    driver.client().start_keepalive(Duration::from_secs(interval), count);
    Ok(true)
}

pub(crate) async fn connect_register_close_callback(driver: &RemoteDriver) -> Result<EventStream> {
    Ok(driver.hub().closing())
}

pub(crate) async fn connect_unregister_close_callback(
    _driver: &RemoteDriver,
    _id: SubscriptionId,
) -> Result<()> {
    Ok(())
}

pub(crate) async fn connect_domain_event_register(driver: &RemoteDriver) -> Result<EventStream> {
    connect_domain_event_register_any(driver, None, DomainEventId::LIFECYCLE).await
}

pub(crate) async fn connect_domain_event_register_any(
    driver: &RemoteDriver,
    dom: Option<&DomainKey>,
    event: DomainEventId,
) -> Result<EventStream> {
    let client = driver.client().clone();
    let hub = driver.hub();
    if driver.numbered_events() {
        let args = ConnectDomainEventCallbackRegisterAnyArgs { event_id: event.0, dom: dom.to_wire() };
        let ret: ConnectDomainEventCallbackRegisterAnyRet =
            driver.call(PROGRAM, Proc::CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY.0, &args).await?;
        let callback_id = ret.callback_id;
        let stream = hub.numbered((Of::Domain, callback_id));
        return Ok(stream.on_drop(move || {
            hub.forget_numbered((Of::Domain, callback_id));
            let args = ConnectDomainEventCallbackDeregisterAnyArgs { callback_id };
            in_background(client, PROGRAM, Proc::CONNECT_DOMAIN_EVENT_CALLBACK_DEREGISTER_ANY.0, args);
        }));
    }
    let (stream, first) = hub.plain(event, dom.map(|dom| dom.uuid));
    let id = stream.id();
    if first {
        let args = ConnectDomainEventRegisterAnyArgs { event_id: event.0 };
        let registered: Result<()> =
            driver.call(PROGRAM, Proc::CONNECT_DOMAIN_EVENT_REGISTER_ANY.0, &args).await;
        if let Err(error) = registered {
            hub.forget_plain(event, id);
            return Err(error);
        }
    }
    Ok(stream.on_drop(move || {
        if hub.forget_plain(event, id) {
            let args = ConnectDomainEventDeregisterAnyArgs { event_id: event.0 };
            in_background(client, PROGRAM, Proc::CONNECT_DOMAIN_EVENT_DEREGISTER_ANY.0, args);
        }
    }))
}

/// Dropping the stream is what deregisters.
pub(crate) async fn connect_domain_event_deregister(
    _driver: &RemoteDriver,
    _id: SubscriptionId,
) -> Result<()> {
    Ok(())
}

pub(crate) async fn connect_domain_event_deregister_any(
    _driver: &RemoteDriver,
    _id: SubscriptionId,
) -> Result<()> {
    Ok(())
}

pub(crate) async fn qemu_connect_domain_monitor_event_register(
    driver: &RemoteDriver,
    dom: Option<&DomainKey>,
    event: Option<&str>,
    flags: ConnectDomainQemuMonitorEventRegisterFlags,
) -> Result<EventStream> {
    let args = qemu::ConnectDomainMonitorEventRegisterArgs {
        dom: dom.to_wire(),
        event: event.to_wire(),
        flags: flags.to_wire(),
    };
    let register = qemu::Proc::CONNECT_DOMAIN_MONITOR_EVENT_REGISTER.0;
    let ret: qemu::ConnectDomainMonitorEventRegisterRet = driver.call(qemu::PROGRAM, register, &args).await?;
    let callback_id = ret.callback_id;
    let (client, hub) = (driver.client().clone(), driver.hub());
    let stream = hub.numbered((Of::QemuMonitor, callback_id));
    Ok(stream.on_drop(move || {
        hub.forget_numbered((Of::QemuMonitor, callback_id));
        let args = qemu::ConnectDomainMonitorEventDeregisterArgs { callback_id };
        let deregister = qemu::Proc::CONNECT_DOMAIN_MONITOR_EVENT_DEREGISTER.0;
        in_background(client, qemu::PROGRAM, deregister, args);
    }))
}

/// Dropping the stream is what deregisters.
pub(crate) async fn qemu_connect_domain_monitor_event_deregister(
    _driver: &RemoteDriver,
    _id: SubscriptionId,
) -> Result<()> {
    Ok(())
}

pub(crate) async fn qemu_domain_monitor_command_with_files(
    driver: &RemoteDriver,
    dom: &DomainKey,
    cmd: &str,
    infiles: Vec<OwnedFd>,
    flags: DomainQemuMonitorCommandFlags,
) -> Result<QemuMonitorReply> {
    let args = qemu::DomainMonitorCommandWithFilesArgs {
        dom: dom.to_wire(),
        cmd: cmd.to_wire(),
        flags: flags.to_wire(),
    };
    let procedure = qemu::Proc::DOMAIN_MONITOR_COMMAND_WITH_FILES.0;
    let (ret, files): (qemu::DomainMonitorCommandWithFilesRet, _) =
        driver.call_with_fds(qemu::PROGRAM, procedure, &args, infiles).await?;
    Ok(QemuMonitorReply::new(String::from_wire(ret.result)?, files))
}

/// How many parameters a scheduler has is told beside its name.
pub(crate) async fn domain_get_scheduler_parameters(
    driver: &RemoteDriver,
    dom: &DomainKey,
) -> Result<TypedParams> {
    let nparams = scheduler_parameters(driver, dom).await?;
    let args = DomainGetSchedulerParametersArgs { dom: dom.to_wire(), nparams };
    let ret: DomainGetSchedulerParametersRet =
        driver.call(PROGRAM, Proc::DOMAIN_GET_SCHEDULER_PARAMETERS.0, &args).await?;
    TypedParams::from_wire(ret.params)
}

pub(crate) async fn domain_get_scheduler_parameters_flags(
    driver: &RemoteDriver,
    dom: &DomainKey,
    flags: Affect,
) -> Result<TypedParams> {
    let nparams = scheduler_parameters(driver, dom).await?;
    let flags = flags.bits() | TypedParameterFlags::STRING_OKAY.bits();
    let args = DomainGetSchedulerParametersFlagsArgs { dom: dom.to_wire(), nparams, flags };
    let ret: DomainGetSchedulerParametersFlagsRet =
        driver.call(PROGRAM, Proc::DOMAIN_GET_SCHEDULER_PARAMETERS_FLAGS.0, &args).await?;
    TypedParams::from_wire(ret.params)
}

async fn scheduler_parameters(driver: &RemoteDriver, dom: &DomainKey) -> Result<i32> {
    let args = DomainGetSchedulerTypeArgs { dom: dom.to_wire() };
    let ret: DomainGetSchedulerTypeRet =
        driver.call(PROGRAM, Proc::DOMAIN_GET_SCHEDULER_TYPE.0, &args).await?;
    Ok(ret.nparams)
}

/// Older daemons take the command for the section and the other way round.
pub(crate) async fn network_update(
    driver: &RemoteDriver,
    net: &NetworkKey,
    params: &NetworkUpdateParams,
    flags: NetworkUpdateFlags,
) -> Result<()> {
    let (mut command, mut section): (u32, u32) = (params.command.to_wire(), params.section.to_wire());
    if !driver.ask_feature(Feature::NETWORK_UPDATE_HAS_CORRECT_ORDER).await? {
        std::mem::swap(&mut command, &mut section);
    }
    let args = NetworkUpdateArgs {
        net: net.to_wire(),
        command,
        section,
        parent_index: params.parent_index,
        xml: params.xml.to_wire(),
        flags: flags.to_wire(),
    };
    driver.call(PROGRAM, Proc::NETWORK_UPDATE.0, &args).await
}

/// Makes a call whose answer nobody waits for; outside a runtime there is nobody left to make it.
fn in_background<A: Xdr + Send + Sync + 'static>(client: Client, program: u32, procedure: i32, args: A) {
    if let Ok(runtime) = tokio::runtime::Handle::try_current() {
        runtime.spawn(async move {
            if let Err(error) = client.call(program, 1, procedure, &args).await {
                tracing::debug!(target: "remote", %error, "deregistering");
            }
        });
    }
}
