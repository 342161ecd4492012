//! `vrsh desc`

use anyhow::{Context as _, Result};
use libvir::{Code, DomainMetadataType};

use crate::affect::{CONFIG, CURRENT, LIVE, affected};
use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};
use libvir::params::DomainSetMetadataParams;

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const TITLE: Arg<bool> = Arg::flag("title", "the title");
const NEW_DESC: Arg<Vec<String>> = Arg::rest("new-desc", "the new text");

pub(crate) const COMMAND: Command = Command {
    name: "desc",
    group: Group::Domain,
    about: "show or change the description or title of a domain",
    since: "0.9.10",
    args: &[DOMAIN.def(), CONFIG.def(), LIVE.def(), CURRENT.def(), TITLE.def(), NEW_DESC.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    let affect = affected(args)?;
    let title = args.get(&TITLE)?;
    let (kind, word) = if title {
        (DomainMetadataType::TITLE, "title")
    } else {
        (DomainMetadataType::DESCRIPTION, "description")
    };
    let words = args.get(&NEW_DESC)?;
    if !words.is_empty() {
        let mut params = DomainSetMetadataParams::new();
        params.kind = kind;
        params.metadata = Some(words.join(" "));
        let done = domain.set_metadata(&params, affect).await;
        done.with_context(|| format!("Failed to set new domain {word}"))?;
        return ctx.last_say(format_args!("Domain {word} updated successfully"));
    }
    let text = match domain.get_metadata(kind, None, affect).await {
        Ok(text) => text,
        Err(error) if error.code() == Code::NO_DOMAIN_METADATA => String::new(),
        Err(error) => return Err(error.into()),
    };
    if text.is_empty() {
        return ctx.last_say(format_args!("No {word} for domain: {}", domain.name()));
    }
    ctx.last_line(format_args!("{text}"))
}
