//! `vrsh metadata`

use anyhow::{Result, bail};
use libvir::{Code, DomainMetadataType};

use crate::affect::{CONFIG, CURRENT, LIVE, affected};
use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};
use libvir::params::DomainSetMetadataParams;

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const URI: Arg<String> = Arg::value("uri", "namespace of the element");
const KEY: Arg<Option<String>> = Arg::option("key", "prefix of the namespace");
const SET: Arg<Option<String>> = Arg::option("set", "the element's XML");
const REMOVE: Arg<bool> = Arg::flag("remove", "remove it");

pub(crate) const COMMAND: Command = Command {
    name: "metadata",
    group: Group::Domain,
    about: "show or change metadata of a domain",
    since: "1.3.1",
    args: &[
        DOMAIN.def(),
        URI.def(),
        CONFIG.def(),
        LIVE.def(),
        CURRENT.def(),
        KEY.def(),
        SET.def(),
        REMOVE.def(),
    ],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    args.exclusive(&SET, &REMOVE)?;
    let affect = affected(args)?;
    let uri = args.get(&URI)?;
    let (set, remove) = (args.get(&SET)?, args.get(&REMOVE)?);
    if set.is_none() && !remove {
        return match domain.get_metadata(DomainMetadataType::ELEMENT, Some(&uri), affect).await {
            Ok(text) => ctx.line(format_args!("{text}")),
            Err(error) if error.code() == Code::NO_DOMAIN_METADATA => ctx.line(format_args!("")),
            Err(error) => Err(error.into()),
        };
    }
    let mut params = DomainSetMetadataParams::new();
    params.kind = DomainMetadataType::ELEMENT;
    params.uri = Some(uri);
    if let Some(xml) = set {
        let Some(key) = args.get(&KEY)? else { bail!("namespace key is required when modifying metadata") };
        params.key = Some(key);
        params.metadata = Some(xml);
    }
    domain.set_metadata(&params, affect).await?;
    ctx.say(format_args!("{}", if remove { "Metadata removed" } else { "Metadata modified" }))
}
