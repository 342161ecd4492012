//! `vrsh send-key`

use anyhow::{Result, anyhow, bail};
use libvir::{KeycodeSet, NoFlags};

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};
use crate::keys;

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const CODESET: Arg<Option<String>> = Arg::option("codeset", "what the codes mean: linux, xt, usb, qnum …");
const HOLDTIME: Arg<Option<u32>> = Arg::option("holdtime", "how long the keys are held, in milliseconds");
const KEYCODE: Arg<Vec<String>> = Arg::rest("keycode", "names such as KEY_A, or numbers");

pub(crate) const COMMAND: Command = Command {
    name: "send-key",
    group: Group::Domain,
    about: "press keys together on the guest's keyboard",
    since: "0.9.3",
    args: &[DOMAIN.def(), CODESET.def(), HOLDTIME.def(), KEYCODE.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

/// As many keys as can be pressed together.
const KEYS_MAX: usize = 16;

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let codeset = match args.get(&CODESET)? {
        None => KeycodeSet::LINUX,
        Some(name) => codeset(&name).ok_or_else(|| anyhow!("unknown codeset: '{name}'"))?,
    };
    let words = args.get(&KEYCODE)?;
    if words.is_empty() {
        bail!("command 'send-key' requires <keycode> option");
    }
    if words.len() > KEYS_MAX {
        bail!("too many keycodes");
    }
    let linux = codeset == KeycodeSet::LINUX;
    let codes =
        words.iter().map(|word| keys::code(linux, word).ok_or_else(|| anyhow!("invalid keycode: '{word}'")));
    let codes: Vec<u32> = codes.collect::<Result<_>>()?;
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    let holdtime = args.get(&HOLDTIME)?.unwrap_or_default();
    Ok(domain.send_key(codeset, holdtime, &codes, NoFlags::empty()).await?)
}

fn codeset(name: &str) -> Option<KeycodeSet> {
    const NAMES: &[&str] =
        &["linux", "xt", "atset1", "atset2", "atset3", "os_x", "xt_kbd", "usb", "win32", "qnum"];
    let number = NAMES.iter().position(|known| *known == name)?;
    i32::try_from(number).ok().map(KeycodeSet)
}
