//! `virshd`: serves the drivers of this host over libvirt's wire protocol.
#![forbid(unsafe_code)]

mod admin;
mod config;
mod custom;
mod daemon;
mod dispatch;
mod drivers;
mod idle;
mod itself;
mod log;
#[cfg(test)]
mod loopback;
mod server;
mod session;
mod stream;

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use config::Config;
use lexopt::{Arg, ValueExt as _};
use vir_util::Environment;

const HELP: &str = "\
virshd - serves virtual machines over libvirt's wire protocol

Usage: virshd [OPTIONS]

  -f, --config FILE    configuration, with libvirtd.conf's keys
                       [/etc/virshd/virshd.conf, or $XDG_CONFIG_HOME/virshd/virshd.conf]
      --sock-dir DIR   where the sockets virshd-sock, virshd-sock-ro and virshd-admin-sock
                       are made
                       [/run/virshd, or $XDG_RUNTIME_DIR/virshd]
      --root DIR       keep all files of the drivers under DIR: a private daemon
                       [/etc/virshd, /var/lib/virshd, /run/virshd, or the user's own folders]
      --log FILTER     what is logged: error, warn, info, debug, trace, or per part,
                       as in 'warn,rpc=debug'; also libvirt's form '1:rpc 3:virshd'
  -v, --verbose        the same as --log info
  -V, --version        print the version
  -h, --help           print this help

With 'compat_sockets = true' in the configuration, the sockets that libvirt's clients look
for are served too: /run/libvirt/libvirt-sock, -ro and libvirt-admin-sock, or those in
$XDG_RUNTIME_DIR/libvirt.

Clients connect with, for example, virsh -c 'test+unix:///default?socket=DIR/virshd-sock'.
Its own user administers it with virt-admin -c 'virshd:///system?socket=DIR/virshd-admin-sock'.
SIGTERM and SIGINT finish the calls in progress, then end the daemon.
";

struct Options {
    config: Option<PathBuf>,
    sock_dir: Option<PathBuf>,
    root: Option<PathBuf>,
    log: Option<String>,
}

/// How long work on files may go on when everything else has ended.
const LAST_WORK: std::time::Duration = std::time::Duration::from_secs(5);

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "virshd: error: {}", told(&error));
            ExitCode::FAILURE
        }
    }
}

/// An error with its causes, each of them said once: many errors tell what caused them by themselves.
fn told(error: &anyhow::Error) -> String {
    let mut told = error.to_string();
    for cause in error.chain().skip(1) {
        let cause = cause.to_string();
        // The system's number says no more than its words.
        let words = cause.split(" (os error ").next().unwrap_or_default();
        if !told.contains(words) {
            told.push_str(": ");
            told.push_str(words);
        }
    }
    told
}

/// The options, or `None` when the answer has already been printed.
fn options() -> Result<Option<Options>> {
    let mut options = Options { config: None, sock_dir: None, root: None, log: None };
    let mut parser = lexopt::Parser::from_env();
    let print = |text: &str| {
        let _ = std::io::stdout().write_all(text.as_bytes());
    };
    while let Some(arg) = parser.next()? {
        match arg {
            Arg::Short('f') | Arg::Long("config") => options.config = Some(parser.value()?.into()),
            Arg::Long("sock-dir") => options.sock_dir = Some(parser.value()?.into()),
            Arg::Long("root") => options.root = Some(std::path::absolute(PathBuf::from(parser.value()?))?),
            Arg::Long("log") => options.log = Some(parser.value()?.string()?),
            Arg::Short('v') | Arg::Long("verbose") => options.log = Some("info".to_owned()),
            Arg::Short('V') | Arg::Long("version") => {
                let level = vir_types::version::dotted(vir_types::version::LIBVIRT);
                print(&format!("virshd {} (libvirt {level})\n", env!("CARGO_PKG_VERSION")));
                return Ok(None);
            }
            Arg::Short('h') | Arg::Long("help") => {
                print(HELP);
                return Ok(None);
            }
            other => return Err(anyhow::anyhow!("{}; virshd --help lists the options", other.unexpected())),
        }
    }
    Ok(Some(options))
}

fn run() -> Result<()> {
    let Some(options) = options()? else { return Ok(()) };
    let environment = Environment::of_process();
    let system = vir_util::is_root();
    let named = options.config.is_some();
    let usual = || match system {
        true => Some(PathBuf::from("/etc/virshd/virshd.conf")),
        false => Some(environment.config_dir()?.join("virshd/virshd.conf")),
    };
    let config = match options.config.clone().or_else(usual) {
        Some(path) => Config::load(&path, named)?,
        None => Config::default(),
    };
    let log = log::start(&config, options.log.as_deref())?;
    // A client takes a descriptor. Those who start daemons mostly leave them 1,024, and allow many more.
    if let Err(error) = vir_util::raise_open_files() {
        tracing::warn!(target: "virshd", %error, "cannot raise the number of open files");
    }
    if !config.ignored.is_empty() {
        tracing::warn!(target: "virshd", settings = config.ignored.join(", "), "settings without effect in this version");
    }
    let runtime_dir = environment.runtime_dir();
    let compat = daemon::compat_folder(&config, options.root.as_deref(), system, runtime_dir.as_deref())?;
    let folder = daemon::socket_folder(options.sock_dir, &config, system, runtime_dir)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(std::thread::available_parallelism().map_or(2, std::num::NonZero::get).clamp(1, 8))
        .enable_all()
        .build()
        .context("cannot start the runtime")?;
    let places = drivers::Places::of(options.root.as_deref(), system, &environment)
        .context("HOME is not set: say where the files go with --root")?;
    let done = runtime.block_on(async {
        let sockets = daemon::take_sockets(&config, &folder, compat.as_deref(), system)?;
        let drivers = drivers::Drivers::of_this_host(&places).await?.behind(&config.access_drivers);
        daemon::run(config, sockets, drivers, log).await
    });
    // A thread that waits for a file system where nobody answers does not keep the daemon from ending.
    runtime.shutdown_timeout(LAST_WORK);
    done
}
