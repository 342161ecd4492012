//! `vrsh list`

use anyhow::Result;
use libvir::{ConnectListAllDomainsFlags as Which, Domain, DomainState, DomainXmlFlags, NoFlags};
use serde_json::json;
use vir_conf::DomainDef;

use super::collect::collect;
use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, Group};
use crate::paint::Paint;
use crate::table::{Cell, Table};
use crate::text;

const INACTIVE: Arg<bool> = Arg::flag("inactive", "domains that do not run");
const ALL: Arg<bool> = Arg::flag("all", "domains that run and domains that do not");
const TRANSIENT: Arg<bool> = Arg::flag("transient", "domains without a definition");
const PERSISTENT: Arg<bool> = Arg::flag("persistent", "domains with a definition");
const WITH_SNAPSHOT: Arg<bool> = Arg::flag("with-snapshot", "domains that have snapshots");
const WITHOUT_SNAPSHOT: Arg<bool> = Arg::flag("without-snapshot", "domains that have no snapshot");
const WITH_CHECKPOINT: Arg<bool> = Arg::flag("with-checkpoint", "domains that have checkpoints");
const WITHOUT_CHECKPOINT: Arg<bool> = Arg::flag("without-checkpoint", "domains that have no checkpoint");
const STATE_RUNNING: Arg<bool> = Arg::flag("state-running", "running domains");
const STATE_PAUSED: Arg<bool> = Arg::flag("state-paused", "paused domains");
const STATE_SHUTOFF: Arg<bool> = Arg::flag("state-shutoff", "domains that are off");
const STATE_OTHER: Arg<bool> = Arg::flag("state-other", "domains in any other state");
const AUTOSTART: Arg<bool> = Arg::flag("autostart", "domains that start with the host");
const NO_AUTOSTART: Arg<bool> = Arg::flag("no-autostart", "domains that do not start with the host");
const WITH_SAVE: Arg<bool> = Arg::flag("with-managed-save", "domains with a saved state");
const WITHOUT_SAVE: Arg<bool> = Arg::flag("without-managed-save", "domains without a saved state");
const UUID: Arg<bool> = Arg::flag("uuid", "show UUIDs");
const NAME: Arg<bool> = Arg::flag("name", "show names");
const ID: Arg<bool> = Arg::flag("id", "show numbers");
const TABLE: Arg<bool> = Arg::flag("table", "show a table, as without any of these");
const MANAGED_SAVE: Arg<bool> = Arg::flag("managed-save", "call domains with a saved state 'saved'");
const TITLE: Arg<bool> = Arg::flag("title", "show titles in the table");

pub(crate) const COMMAND: Command = Command {
    name: "list",
    group: Group::Monitor,
    about: "list the domains that run, or others",
    since: "0.0.3",
    args: &[
        INACTIVE.def(),
        ALL.def(),
        TRANSIENT.def(),
        PERSISTENT.def(),
        WITH_SNAPSHOT.def(),
        WITHOUT_SNAPSHOT.def(),
        WITH_CHECKPOINT.def(),
        WITHOUT_CHECKPOINT.def(),
        STATE_RUNNING.def(),
        STATE_PAUSED.def(),
        STATE_SHUTOFF.def(),
        STATE_OTHER.def(),
        AUTOSTART.def(),
        NO_AUTOSTART.def(),
        WITH_SAVE.def(),
        WITHOUT_SAVE.def(),
        UUID.def(),
        NAME.def(),
        ID.def(),
        TABLE.def(),
        MANAGED_SAVE.def(),
        TITLE.def(),
    ],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let which = which(args)?;
    args.exclusive(&TABLE, &NAME)?;
    args.exclusive(&TABLE, &ID)?;
    let (uuid, name, id) = (args.get(&UUID)?, args.get(&NAME)?, args.get(&ID)?);
    let domains = collect(ctx, which).await?;
    if ctx.wants_json() {
        show_json(ctx, &domains).await
    } else if args.get(&TABLE)? || !(uuid || name || id) {
        show_table(ctx, args, &domains).await
    } else {
        show_lines(ctx, &domains, (uuid, id, name))
    }
}

fn which(args: &Args) -> Result<Which> {
    let mut which = if args.get(&ALL)? {
        Which::ACTIVE | Which::INACTIVE
    } else if args.get(&INACTIVE)? || args.get(&STATE_SHUTOFF)? {
        Which::INACTIVE
    } else {
        Which::ACTIVE
    };
    which |= args.flags([
        (&PERSISTENT, Which::PERSISTENT),
        (&TRANSIENT, Which::TRANSIENT),
        (&WITH_SAVE, Which::MANAGEDSAVE),
        (&WITHOUT_SAVE, Which::NO_MANAGEDSAVE),
        (&AUTOSTART, Which::AUTOSTART),
        (&NO_AUTOSTART, Which::NO_AUTOSTART),
        (&WITH_SNAPSHOT, Which::HAS_SNAPSHOT),
        (&WITHOUT_SNAPSHOT, Which::NO_SNAPSHOT),
        (&WITH_CHECKPOINT, Which::HAS_CHECKPOINT),
        (&WITHOUT_CHECKPOINT, Which::NO_CHECKPOINT),
        (&STATE_RUNNING, Which::RUNNING),
        (&STATE_PAUSED, Which::PAUSED),
        (&STATE_SHUTOFF, Which::SHUTOFF),
        (&STATE_OTHER, Which::OTHER),
    ])?;
    Ok(which)
}

fn shown_id(domain: &Domain) -> String {
    domain.id().map_or_else(|| "-".to_owned(), |id| id.to_string())
}

async fn show_table(ctx: &Ctx, args: &Args, domains: &[Domain]) -> Result<()> {
    let (managed_save, title, uuid) = (args.get(&MANAGED_SAVE)?, args.get(&TITLE)?, args.get(&UUID)?);
    let mut header = vec!["Id", "Name", "State"];
    header.extend(title.then_some("Title"));
    header.extend(uuid.then_some("UUID"));
    let mut table = Table::new(header);
    for domain in domains {
        // One that is gone by now is no reason to say nothing of the others.
        let Ok(info) = ctx.domain_state(domain).await else { continue };
        let saved = managed_save && info.state == DomainState::SHUTOFF && is_saved(domain).await;
        let state = if saved { "saved" } else { text::domain_state(info.state) };
        let mut row: Vec<Cell> = vec![
            shown_id(domain).into(),
            domain.name().into(),
            Cell::painted(state, Paint::of_state(info.state)),
        ];
        if title {
            row.push(shown_title(domain).await?.into());
        }
        if uuid {
            row.push(domain.uuid().to_string().into());
        }
        table.row(row);
    }
    ctx.table(&table)
}

async fn is_saved(domain: &Domain) -> bool {
    domain.has_managed_save_image(NoFlags::empty()).await.unwrap_or(false)
}

async fn shown_title(domain: &Domain) -> Result<String> {
    let xml = domain.get_xml_desc(DomainXmlFlags::empty()).await?;
    Ok(DomainDef::parse_live(&xml)?.title.unwrap_or_default())
}

/// Bare words for scripts; numbers alone only of those who have one.
fn show_lines(ctx: &Ctx, domains: &[Domain], (uuid, id, name): (bool, bool, bool)) -> Result<()> {
    for domain in domains {
        if id && !uuid && !name && domain.id().is_none() {
            continue;
        }
        let words = [
            uuid.then(|| domain.uuid().to_string()),
            id.then(|| shown_id(domain)),
            name.then(|| domain.name().to_owned()),
        ];
        ctx.line(format_args!("{}", words.into_iter().flatten().collect::<Vec<_>>().join(" ")))?;
    }
    Ok(())
}

async fn show_json(ctx: &Ctx, domains: &[Domain]) -> Result<()> {
    let mut list = Vec::new();
    for domain in domains {
        let Ok(info) = ctx.domain_state(domain).await else { continue };
        list.push(json!({
            "id": domain.id(),
            "name": domain.name(),
            "uuid": domain.uuid().to_string(),
            "state": text::domain_state(info.state),
            "reason": text::domain_state_reason(info.state, info.reason),
        }));
    }
    ctx.json(&list.into())
}
