//! `vrsh screenshot`

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result};
use libvir::{NoFlags, Stream, StreamChunk};

use crate::ctx::Ctx;
use crate::engine::{Arg, Args, Command, DomainSel, FilePath, Group};

const DOMAIN: Arg<DomainSel> = Arg::value("domain", "name, number or UUID of the domain");
const FILE: Arg<Option<FilePath>> = Arg::option("file", "where the picture goes").positional();
const SCREEN: Arg<Option<u32>> = Arg::option("screen", "which screen, from 0");

pub(crate) const COMMAND: Command = Command {
    name: "screenshot",
    group: Group::Domain,
    about: "take a picture of a domain's screen and store it in a file",
    since: "0.9.2",
    args: &[DOMAIN.def(), FILE.def(), SCREEN.def()],
    run: |ctx, args| Box::pin(run(ctx, args)),
};

async fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let domain = ctx.domain(&args.get(&DOMAIN)?).await?;
    let screen = args.get(&SCREEN)?.unwrap_or_default();
    let picture = domain.screenshot(screen, NoFlags::empty()).await;
    let picture = picture.with_context(|| format!("could not take a screenshot of {}", domain.name()))?;
    let mime = picture.mime.unwrap_or_default();
    let name = match args.get(&FILE)? {
        Some(file) => file.0,
        None => format!("{}-{}{}", domain.name(), ctx.clock.now().file_format(), extension(&mime)),
    };
    let path = ctx.path(&name);
    // A file that was there before is not taken away when the picture fails.
    let (file, made) = create(&path).with_context(|| format!("cannot create file {name}"))?;
    if let Err(error) = store(picture.stream, file).await {
        if made {
            // The error that matters is the first.
            let _ = std::fs::remove_file(&path);
        }
        return Err(error).with_context(|| format!("could not receive data from domain {}", domain.name()));
    }
    ctx.last_say(format_args!("Screenshot saved to {name}, with type of {mime}"))
}

fn create(path: &Path) -> Result<(File, bool)> {
    match OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(file) => Ok((file, true)),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok((File::create(path)?, false)),
        Err(error) => anyhow::bail!("{}", vir_util::reason(&error)),
    }
}

async fn store(mut stream: Stream, mut file: File) -> Result<()> {
    loop {
        match stream.recv(Stream::PIECE).await? {
            StreamChunk::Data(data) => file.write_all(&data)?,
            StreamChunk::Hole(length) => {
                let end = file.metadata()?.len().saturating_add(length);
                file.set_len(end)?;
                std::io::Seek::seek(&mut file, std::io::SeekFrom::End(0))?;
            }
            _ => break,
        }
    }
    stream.finish().await?;
    Ok(file.sync_all()?)
}

/// The ending that files of this kind have.
fn extension(mime: &str) -> &'static str {
    match mime {
        "image/x-portable-pixmap" => ".ppm",
        "image/png" => ".png",
        _ => "",
    }
}
