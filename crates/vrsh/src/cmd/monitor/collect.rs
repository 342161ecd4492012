//! Finding the domains of a list, also on peers that cannot list them all at once.

use anyhow::{Context as _, Result};
use libvir::{Code, Connect, ConnectListAllDomainsFlags as Which, Domain, DomainState, NoFlags};

use crate::ctx::Ctx;

/// The domains that the flags choose: running ones by number, then the others by name.
pub(super) async fn collect(ctx: &Ctx, which: Which) -> Result<Vec<Domain>> {
    let conn = ctx.conn().await?;
    let mut domains = match conn.list_all_domains(which).await {
        Err(error) if error.code() == Code::NO_SUPPORT => {
            let domains = list_by_halves(&conn, which).await?;
            filter(ctx, domains, which).await?
        }
        Err(error) if error.code() == Code::INVALID_ARG => {
            let known = which & (Which::ACTIVE | Which::INACTIVE);
            let domains = conn.list_all_domains(known).await.context("Failed to list domains")?;
            filter(ctx, domains, which).await?
        }
        other => other.context("Failed to list domains")?,
    };
    domains.sort_by_cached_key(|domain| {
        let id = domain.id();
        (id.is_none(), id, id.is_none().then(|| domain.name().to_lowercase()))
    });
    Ok(domains)
}

/// Numbers of the running and names of the other domains; what vanishes in between is left out.
async fn list_by_halves(conn: &Connect, which: Which) -> Result<Vec<Domain>> {
    let all = !which.intersects(Which::ACTIVE | Which::INACTIVE);
    let mut domains = Vec::new();
    if all || which.contains(Which::ACTIVE) {
        let failed = || "Failed to list active domains";
        let count = conn.num_of_domains().await.with_context(failed)?;
        for id in conn.list_domains(count).await.with_context(failed)? {
            domains.extend(conn.domain_lookup_by_id(id).await.ok());
        }
    }
    if all || which.contains(Which::INACTIVE) {
        let failed = || "Failed to list inactive domains";
        let count = conn.num_of_defined_domains().await.with_context(failed)?;
        for name in conn.list_defined_domains(count).await.with_context(failed)? {
            domains.extend(conn.domain_lookup_by_name(&name).await.ok());
        }
    }
    Ok(domains)
}

async fn filter(ctx: &Ctx, domains: Vec<Domain>, which: Which) -> Result<Vec<Domain>> {
    let mut kept = Vec::new();
    for domain in domains {
        if matches(ctx, &domain, which).await? {
            kept.push(domain);
        }
    }
    Ok(kept)
}

async fn matches(ctx: &Ctx, domain: &Domain, which: Which) -> Result<bool> {
    let wants = |one: Which, other: Which| which.intersects(one | other);
    let fits = |value: bool, yes: Which, no: Which| which.contains(if value { yes } else { no });

    if wants(Which::PERSISTENT, Which::TRANSIENT) {
        let persistent = domain.is_persistent().await.context("Failed to get domain persistence info")?;
        if !fits(persistent, Which::PERSISTENT, Which::TRANSIENT) {
            return Ok(false);
        }
    }
    if which.intersects(Which::RUNNING | Which::PAUSED | Which::SHUTOFF | Which::OTHER) {
        let state = ctx.domain_state(domain).await.context("Failed to get domain state")?.state;
        let wanted = match state {
            DomainState::RUNNING => Which::RUNNING,
            DomainState::PAUSED => Which::PAUSED,
            DomainState::SHUTOFF => Which::SHUTOFF,
            _ => Which::OTHER,
        };
        if !which.contains(wanted) {
            return Ok(false);
        }
    }
    if wants(Which::AUTOSTART, Which::NO_AUTOSTART) {
        let autostart = domain.get_autostart().await.context("Failed to get domain autostart state")?;
        if !fits(autostart, Which::AUTOSTART, Which::NO_AUTOSTART) {
            return Ok(false);
        }
    }
    if wants(Which::MANAGEDSAVE, Which::NO_MANAGEDSAVE) {
        let saved = domain.has_managed_save_image(NoFlags::empty()).await;
        let saved = saved.context("Failed to check for managed save image")?;
        if !fits(saved, Which::MANAGEDSAVE, Which::NO_MANAGEDSAVE) {
            return Ok(false);
        }
    }
    // Who is too old for the flags may be too old for the things: asking again would not help.
    if wants(Which::HAS_SNAPSHOT, Which::NO_SNAPSHOT) {
        return Err(unsupported("virDomainSnapshotNum")).context("Failed to get snapshot count");
    }
    if wants(Which::HAS_CHECKPOINT, Which::NO_CHECKPOINT) {
        return Err(unsupported("virDomainListAllCheckpoints")).context("Failed to get checkpoint count");
    }
    Ok(true)
}

fn unsupported(api: &str) -> libvir::Error {
    libvir::Error::new(Code::NO_SUPPORT, api)
}
