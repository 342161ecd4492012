//! `vrsh dominfo`

use anyhow::Result;
use libvir::info::DomainInfo;
use libvir::{Code, Domain, NoFlags};
use serde_json::json;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};
use crate::paint::Paint;
use crate::text;

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");

pub(crate) const COMMAND: Command = Command {
    name: "dominfo",
    group: Group::Monitor,
    about: "tell the main facts of a domain",
    since: "0.0.3",
    args: &[DOMAIN.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

/// What is found out; a fact that cannot be is left out or shown as unknown.
struct Facts {
    os_type: Option<String>,
    info: libvir::Result<DomainInfo>,
    persistent: Option<bool>,
    autostart: Option<bool>,
    managed_save: Option<bool>,
}

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    let facts = Facts {
        os_type: domain.get_os_type().await.ok(),
        info: domain.get_info().await,
        persistent: domain.is_persistent().await.ok(),
        autostart: domain.get_autostart().await.ok(),
        managed_save: domain.has_managed_save_image(NoFlags::empty()).await.ok(),
    };
    if ctx.wants_json() { show_json(ctx, &domain, facts) } else { show(ctx, &domain, facts).await }
}

async fn show(ctx: &Ctx, domain: &Domain, facts: Facts) -> Result<()> {
    match domain.id() {
        Some(id) => ctx.field("Id", id)?,
        None => ctx.field("Id", "-")?,
    }
    ctx.field("Name", domain.name())?;
    ctx.field("UUID", domain.uuid())?;
    if let Some(os_type) = facts.os_type {
        ctx.field("OS Type", os_type)?;
    }
    if let Ok(info) = &facts.info {
        ctx.painted_field("State", text::domain_state(info.state), Paint::of_state(info.state))?;
        ctx.field("CPU(s)", info.vcpus)?;
        if info.cpu_time_ns != 0 {
            ctx.field("CPU time", format_args!("{:.1}s", seconds(info.cpu_time_ns)))?;
        }
        if info.max_memory_kib == u64::from(u32::MAX) {
            ctx.field("Max memory", "no limit")?;
        } else {
            ctx.field("Max memory", format_args!("{} KiB", info.max_memory_kib))?;
        }
        ctx.field("Used memory", format_args!("{} KiB", info.memory_kib))?;
    }
    ctx.field("Persistent", facts.persistent.map_or("unknown", text::yes_no))?;
    if let Some(autostart) = facts.autostart {
        ctx.field("Autostart", if autostart { "enable" } else { "disable" })?;
    }
    ctx.field("Managed save", facts.managed_save.map_or("unknown", text::yes_no))?;
    show_security(ctx, domain).await?;
    facts.info?;
    Ok(())
}

/// Who confines the domain, where somebody does.
async fn show_security(ctx: &Ctx, domain: &Domain) -> Result<()> {
    let model = match domain.connect().node_get_security_model().await {
        Err(error) if error.code() == Code::NO_SUPPORT => return Ok(()),
        other => other?,
    };
    if model.model.is_empty() {
        return Ok(());
    }
    ctx.field("Security model", model.model)?;
    ctx.field("Security DOI", model.doi)?;
    let label = domain.get_security_label().await?;
    if !label.label.is_empty() {
        let mode = if label.enforcing { "enforcing" } else { "permissive" };
        ctx.field("Security label", format_args!("{} ({mode})", label.label))?;
    }
    Ok(())
}

fn show_json(ctx: &Ctx, domain: &Domain, facts: Facts) -> Result<()> {
    let info = facts.info?;
    ctx.json(&json!({
        "id": domain.id(),
        "name": domain.name(),
        "uuid": domain.uuid().to_string(),
        "os_type": facts.os_type,
        "state": text::domain_state(info.state),
        "vcpus": info.vcpus,
        "cpu_time_ns": info.cpu_time_ns,
        "max_memory_kib": info.max_memory_kib,
        "memory_kib": info.memory_kib,
        "persistent": facts.persistent,
        "autostart": facts.autostart,
        "managed_save": facts.managed_save,
    }))
}

#[allow(clippy::cast_precision_loss, reason = "one digit is shown")]
fn seconds(nanoseconds: u64) -> f64 {
    nanoseconds as f64 / 1e9
}
