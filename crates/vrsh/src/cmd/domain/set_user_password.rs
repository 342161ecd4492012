//! `vrsh set-user-password`

use anyhow::Result;
use libvir::DomainSetUserPasswordFlags;

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, Group};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const USER: Arg<String> = Arg::value("user", "the user");
const PASSWORD: Arg<String> = Arg::value("password", "the password");
const ENCRYPTED: Arg<bool> = Arg::flag("encrypted", "it is encrypted already");

pub(crate) const COMMAND: Command = Command {
    name: "set-user-password",
    group: Group::Domain,
    about: "set the password of a user in the guest",
    since: "1.2.16",
    args: &[DOMAIN.def(), USER.def(), PASSWORD.def(), ENCRYPTED.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    let flags = if args.get(&ENCRYPTED)? {
        DomainSetUserPasswordFlags::ENCRYPTED
    } else {
        DomainSetUserPasswordFlags::empty()
    };
    let user = args.get(&USER)?;
    domain.set_user_password(Some(&user), Some(&args.get(&PASSWORD)?), flags).await?;
    ctx.say(format_args!("Password set successfully for {user} in {}", domain.name()))
}
