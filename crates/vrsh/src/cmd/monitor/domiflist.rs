//! `vrsh domiflist`

use anyhow::Result;
use libvir::DomainXmlFlags;
use serde_json::json;

use crate::ctx::Ctx;
use crate::devices;
use crate::engine::{Arg, Args, Command, DomainSel, Group};
use crate::table::{Cell, Table};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const INACTIVE: Arg<bool> = Arg::flag("inactive", "what it starts with next");

pub(crate) const COMMAND: Command = Command {
    name: "domiflist",
    group: Group::Monitor,
    about: "tell a domain's network interfaces",
    since: "0.9.4",
    args: &[DOMAIN.def(), INACTIVE.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    let mut flags = DomainXmlFlags::empty();
    if args.get(&INACTIVE)? {
        flags |= DomainXmlFlags::INACTIVE;
    }
    let xml = domain.get_xml_desc(flags).await?;
    let interfaces = devices::interfaces(&xml)?;
    if ctx.wants_json() {
        let rows: Vec<_> = interfaces
            .iter()
            .map(|one| {
                json!({
                    "interface": one.target, "type": one.kind, "source": one.source, "model": one.model, "mac": one.mac,
                })
            })
            .collect();
        return ctx.json(&json!(rows));
    }
    let mut table = Table::new(["Interface", "Type", "Source", "Model", "MAC"]);
    for one in &interfaces {
        let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        table.row(
            [text(&one.target), one.kind.clone(), text(&one.source), text(&one.model), text(&one.mac)]
                .map(Cell::from),
        );
    }
    ctx.table(&table)
}
