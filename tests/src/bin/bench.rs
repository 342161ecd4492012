//! `bench rpc`: our daemon against libvirtd; `bench xml`: our models against libvirt's. Run by `cargo xtask bench`.
#![forbid(unsafe_code)]

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Result, bail};
use lexopt::{Arg, ValueExt as _};
use vir_tests::bench::{canned, canned_flow, echo, events, guests, idle, rpc, volumes, xml};

const HELP: &str = "\
bench - what things cost, against libvirt in the same run

Usage: bench rpc [--quick] [--rounds N] [--time MS] [--only TEXT] [--json] [--check]
       bench xml [--quick] [--rounds N] [--time MS] [--file FILE] [--json] [--check]
       bench idle [--quick] [--clients N] [--libvirtd-clients N] [--rounds N] [--json] [--check]
       bench guests [--quick] [--guests N] [--definitions N] [--at-once N] [--json] [--check]
       bench volumes [--quick] [--rounds N] [--mib N] [--json] [--check]
       bench events [--quick] [--rounds N] [--time MS] [--json] [--check]

  rpc          a call over virshd, against libvirtd
  xml          reading, writing, validating and defining a domain, against libvirt's test driver

  idle         a call while thousands of clients are connected, and what each takes
  guests       making, ending, defining and counting guests, against a libvirtd of its own
  volumes      sending and receiving the content of volumes, against a libvirtd of its own
  events       telling 1, 100 and 1,000 clients what happens, against libvirtd

  --quick      few short rounds
  --rounds N   rounds, of which the medians are taken [rpc 15, xml 9, volumes and events 5]
  --time MS    how long each measurement takes in each round [rpc 200, events 1000]
  --mib N      the size of a volume [1024]
  --only TEXT  only the measurements whose names contain this
  --file FILE  a domain to measure with [a guest of 150 lines]
  --json       the result as JSON
  --check      exit with 1 if a target is missed
";

fn main() -> Result<ExitCode> {
    let mut parser = lexopt::Parser::from_env();
    let command = match parser.next()? {
        Some(Arg::Value(command)) => command.string()?,
        Some(Arg::Short('h') | Arg::Long("help")) => "help".to_owned(),
        Some(other) => return Err(other.unexpected().into()),
        None => "help".to_owned(),
    };
    match command.as_str() {
        "rpc" => rpc_command(parser),
        "xml" => xml_command(parser),
        "guests" => guests_command(parser),
        "volumes" => volumes_command(parser),
        "events" => events_command(parser),
        "flow-server" => canned_flow::serve(&PathBuf::from(parser.value()?)).map(|()| ExitCode::SUCCESS),
        "idle" => idle_command(parser),
        "canned-server" => canned::serve(&PathBuf::from(parser.value()?)).map(|()| ExitCode::SUCCESS),
        "echo-server" => echo::serve(&PathBuf::from(parser.value()?)).map(|()| ExitCode::SUCCESS),
        "help" => help(),
        other => bail!("unknown benchmark '{other}'; bench --help lists them"),
    }
}

fn help() -> Result<ExitCode> {
    std::io::stdout().write_all(HELP.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

fn rpc_command(mut parser: lexopt::Parser) -> Result<ExitCode> {
    let mut options = rpc::Options::default();
    let mut check = false;
    while let Some(arg) = parser.next()? {
        match arg {
            Arg::Long("quick") => {
                let quick = rpc::Options::quick();
                (options.rounds, options.time) = (quick.rounds, quick.time);
            }
            Arg::Long("rounds") => options.rounds = parser.value()?.parse()?,
            Arg::Long("time") => options.time = Duration::from_millis(parser.value()?.parse()?),
            Arg::Long("only") => options.only = parser.value()?.string()?,
            Arg::Long("json") => options.json = true,
            Arg::Long("check") => check = true,
            Arg::Short('h') | Arg::Long("help") => return help(),
            other => return Err(other.unexpected().into()),
        }
    }
    let met = rpc::run(&options)?;
    Ok(if check && !met { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn xml_command(mut parser: lexopt::Parser) -> Result<ExitCode> {
    let mut options = xml::Options::default();
    let mut check = false;
    while let Some(arg) = parser.next()? {
        match arg {
            Arg::Long("quick") => {
                let quick = xml::Options::quick();
                (options.rounds, options.time) = (quick.rounds, quick.time);
            }
            Arg::Long("rounds") => options.rounds = parser.value()?.parse()?,
            Arg::Long("time") => options.time = Duration::from_millis(parser.value()?.parse()?),
            Arg::Long("file") => options.file = Some(PathBuf::from(parser.value()?)),
            Arg::Long("json") => options.json = true,
            Arg::Long("check") => check = true,
            Arg::Short('h') | Arg::Long("help") => return help(),
            other => return Err(other.unexpected().into()),
        }
    }
    let met = xml::run(&options)?;
    Ok(if check && !met { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn idle_command(mut parser: lexopt::Parser) -> Result<ExitCode> {
    let mut options = idle::Options::default();
    let mut check = false;
    while let Some(arg) = parser.next()? {
        match arg {
            Arg::Long("quick") => {
                let json = options.json;
                options = idle::Options::quick();
                options.json = json;
            }
            Arg::Long("clients") => options.clients = parser.value()?.parse()?,
            Arg::Long("libvirtd-clients") => options.libvirtd_clients = parser.value()?.parse()?,
            Arg::Long("rounds") => options.rounds = parser.value()?.parse()?,
            Arg::Long("json") => options.json = true,
            Arg::Long("check") => check = true,
            Arg::Short('h') | Arg::Long("help") => return help(),
            other => return Err(other.unexpected().into()),
        }
    }
    let met = idle::run(&options)?;
    Ok(if met || !check { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn guests_command(mut parser: lexopt::Parser) -> Result<ExitCode> {
    let mut options = guests::Options::default();
    let mut check = false;
    while let Some(arg) = parser.next()? {
        match arg {
            Arg::Long("quick") => {
                let json = options.json;
                options = guests::Options::quick();
                options.json = json;
            }
            Arg::Long("guests") => options.guests = parser.value()?.parse()?,
            Arg::Long("definitions") => options.definitions = parser.value()?.parse()?,
            Arg::Long("at-once") => options.at_once = parser.value()?.parse()?,
            Arg::Long("json") => options.json = true,
            Arg::Long("check") => check = true,
            Arg::Short('h') | Arg::Long("help") => return help(),
            other => return Err(other.unexpected().into()),
        }
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let met = runtime.block_on(guests::run(&options))?;
    Ok(if met || !check { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn volumes_command(mut parser: lexopt::Parser) -> Result<ExitCode> {
    let mut options = volumes::Options::default();
    let mut check = false;
    while let Some(arg) = parser.next()? {
        match arg {
            Arg::Long("quick") => {
                let quick = volumes::Options::quick();
                (options.rounds, options.mib) = (quick.rounds, quick.mib);
            }
            Arg::Long("rounds") => options.rounds = parser.value()?.parse()?,
            Arg::Long("mib") => options.mib = parser.value()?.parse()?,
            Arg::Long("json") => options.json = true,
            Arg::Long("check") => check = true,
            Arg::Short('h') | Arg::Long("help") => return help(),
            other => return Err(other.unexpected().into()),
        }
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let met = runtime.block_on(volumes::run(&options))?;
    Ok(if met || !check { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn events_command(mut parser: lexopt::Parser) -> Result<ExitCode> {
    let mut options = events::Options::default();
    let mut check = false;
    while let Some(arg) = parser.next()? {
        match arg {
            Arg::Long("quick") => {
                let quick = events::Options::quick();
                (options.rounds, options.time) = (quick.rounds, quick.time);
            }
            Arg::Long("rounds") => options.rounds = parser.value()?.parse()?,
            Arg::Long("time") => options.time = Duration::from_millis(parser.value()?.parse()?),
            Arg::Long("json") => options.json = true,
            Arg::Long("check") => check = true,
            Arg::Short('h') | Arg::Long("help") => return help(),
            other => return Err(other.unexpected().into()),
        }
    }
    let met = events::run(&options)?;
    Ok(if met || !check { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
