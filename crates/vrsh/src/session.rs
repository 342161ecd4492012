//! A run of the shell, from its arguments to its exit code.

use std::io::Write;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context as _, Result};
use vir_util::Environment;

use crate::clock::Clock;
use crate::ctx::Ctx;
use crate::engine::tokens::{self, Words};
use crate::engine::{Args, Kind, help, parse};
use crate::interrupt::Waiting;
use crate::lines::{Input, Lines, Request};
use crate::options::{Options, Tell, USAGE};
use crate::output::{Level, Output, Told};
use crate::text;

/// Everything that the shell touches.
pub struct Host {
    /// Environment variables.
    pub environment: Environment,
    /// Where answers go.
    pub stdout: Box<dyn Write>,
    /// Where errors go.
    pub stderr: Box<dyn Write>,
    /// Where commands come from if the arguments have none.
    pub input: Input,
    /// Whether answers may be coloured.
    pub colour: bool,
    /// Tells the time.
    pub clock: Clock,
    /// The folder that file names start from.
    pub cwd: PathBuf,
}

/// What Ctrl-C in a waiting command leaves behind, as from a program that it ended.
const INTERRUPTED: u8 = 130;

/// Runs the shell with these arguments (without the program's name), and tells its exit code.
pub async fn run(args: impl IntoIterator<Item = String>, host: Host) -> u8 {
    let output = Output::new(host.stdout, host.stderr, host.colour, host.clock);
    let ctx = Ctx::new(output, host.environment, host.clock, host.cwd);
    let code = match Options::parse(args) {
        Ok(options) => start(&ctx, options, host.input).await,
        Err(failure) => Err(failure),
    };
    let code = code.unwrap_or_else(|failure| {
        ctx.output.report(&failure);
        1
    });
    tokio::select! {
        () = ctx.close() => {}
        () = ctx.interrupt.unclaimed(Waiting::Shell) => {}
    }
    match ctx.output.flush() {
        Ok(()) => code,
        Err(_) => code.max(1),
    }
}

async fn start(ctx: &Ctx, options: Options, input: Input) -> Result<u8> {
    if let Some(tell) = options.tell {
        return tell_about(ctx, tell).map(|()| 0);
    }
    configure(ctx, &options)?;
    let calls = match options.rest.as_slice() {
        [] => None,
        [text] => Some(parse::parse(Words::of(text))?),
        words => Some(parse::parse(tokens::arguments(words))?),
    };
    // A connection that was asked for must work; the default one waits until it is needed.
    if options.connect.is_some() {
        ctx.conn().await?;
    } else {
        let default = ctx.environment.get("VIRSH_DEFAULT_CONNECT_URI");
        ctx.set_target(default, options.read_only);
    }
    match calls {
        Some(calls) => Ok(run_all(ctx, calls, options.timing).await),
        None => tokio::select! {
            biased;
            done = interact(ctx, input, options.timing) => done.map(|()| 0),
            () = ctx.interrupt.unclaimed(Waiting::Shell) => Ok(INTERRUPTED),
        },
    }
}

fn tell_about(ctx: &Ctx, tell: Tell) -> Result<()> {
    let level = text::version(libvir::version::LIBVIRT);
    match tell {
        Tell::Help => ctx.print(format_args!("{USAGE}{}", help::groups())),
        Tell::Version => ctx.line(format_args!("{level}")),
        Tell::LongVersion => ctx.line(format_args!(
            "vrsh {}, speaking the interface of libvirt {level}",
            env!("CARGO_PKG_VERSION")
        )),
    }
}

fn configure(ctx: &Ctx, options: &Options) -> Result<()> {
    ctx.output.quiet.set(options.quiet);
    ctx.output.json.set(options.json);
    match options.debug.map(|number| (number, Level::of_number(number))) {
        Some((_, Some(level))) => ctx.output.debug.set(level),
        Some((number, None)) => ctx.error(format_args!("ignoring debug level {number} out of range [0-4]")),
        None => {}
    }
    let log = options.log.as_deref().or_else(|| ctx.environment.get("VIRSH_LOG_FILE"));
    if let Some(path) = log {
        let opened = ctx.output.log_to(path);
        opened.ok().context("failed to open the log file. check the log file path")?;
    }
    if let Some(escape) = &options.escape {
        *ctx.escape.borrow_mut() = escape.clone();
    }
    ctx.set_target(options.connect.as_deref(), options.read_only);
    Ok(())
}

/// Runs commands one after the other, whatever becomes of each; the last one gives the exit code.
async fn run_all(ctx: &Ctx, calls: Vec<Args>, timing: bool) -> u8 {
    let mut code = 0;
    for args in calls {
        code = run_one(ctx, &args, timing).await;
        if ctx.is_quitting() || code == INTERRUPTED {
            break;
        }
    }
    code
}

async fn run_one(ctx: &Ctx, args: &Args, timing: bool) -> u8 {
    debug_call(ctx, args);
    let before = Instant::now();
    let (code, failure) = tokio::select! {
        biased;
        done = (args.command.run)(ctx, args) => match done {
            Ok(()) => (0, None),
            Err(failure) => (1, Some(failure)),
        },
        () = ctx.interrupt.unclaimed(Waiting::Command) => (INTERRUPTED, Some(Told.into())),
    };
    if let Some(failure) = &failure {
        ctx.output.report(failure);
    }
    if ctx.is_quitting() {
        return code;
    }
    let ended = if timing {
        let milliseconds = before.elapsed().as_secs_f64() * 1000.0;
        ctx.print(format_args!("\n(Time: {milliseconds:.3} ms)\n\n"))
    } else {
        ctx.say(format_args!(""))
    };
    match ended.and_then(|()| ctx.output.flush()) {
        Ok(()) => code,
        Err(failure) => {
            ctx.output.report(&failure);
            code.max(1)
        }
    }
}

fn debug_call(ctx: &Ctx, args: &Args) {
    let command = args.command.name;
    for (def, words) in args.iter() {
        let name = def.name;
        if def.kind == Kind::Flag {
            ctx.output.debug(Level::Info, format_args!("{command}: {name}(bool)"));
        }
        for word in words {
            ctx.output.debug(Level::Info, format_args!("{command}: {name}(optdata): {word}"));
        }
    }
}

const WELCOME: &str = "Welcome to vrsh, the virtualization interactive terminal.

Type:  'help' for help with commands
       'quit' to quit
";

/// Reads commands until there are no more.
async fn interact(ctx: &Ctx, input: Input, timing: bool) -> Result<()> {
    ctx.say(format_args!("{WELCOME}"))?;
    let mut lines = Lines::of(input, &ctx.environment);
    while !ctx.is_quitting() {
        ctx.output.flush()?;
        let prompt = if ctx.is_read_only() { "vrsh > " } else { "vrsh # " };
        if lines.shows_no_prompt() {
            ctx.print(format_args!("{prompt}"))?;
        }
        lines.ask(prompt);
        let line = loop {
            match lines.next().await {
                Request::Line(line) => break line,
                Request::Complete(question) => question.answer(ctx).await,
            }
        };
        let Some(line) = line else { break };
        if lines.shows_no_prompt() {
            ctx.line(format_args!("{line}"))?;
        }
        match parse::parse(Words::of(&line)) {
            Ok(calls) => {
                run_all(ctx, calls, timing).await;
            }
            Err(failure) => ctx.output.report(&failure),
        }
    }
    ctx.print(format_args!("\n"))
}
