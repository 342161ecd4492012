//! The program `vrsh`: the shell on the process's own streams.
#![forbid(unsafe_code)]

use std::io::{self, IsTerminal as _};
use std::path::PathBuf;
use std::process::ExitCode;

use vir_shell::{Clock, Host, Input};
use vir_util::Environment;

fn main() -> ExitCode {
    let environment = Environment::of_process();
    let colour = io::stdout().is_terminal() && environment.get("NO_COLOR").is_none();
    let input = if io::stdin().is_terminal() {
        Input::Terminal
    } else {
        Input::Pipe(Box::new(io::BufReader::new(io::stdin())))
    };
    let host = Host {
        colour,
        input,
        environment,
        stdout: Box::new(io::BufWriter::new(io::stdout())),
        stderr: Box::new(io::stderr()),
        clock: Clock::of_host(),
        cwd: std::env::current_dir().unwrap_or_else(|_| PathBuf::from("/")),
    };
    let args = std::env::args_os().skip(1).map(|arg| arg.to_string_lossy().into_owned());
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(_) => return ExitCode::FAILURE,
    };
    let code = runtime.block_on(vir_shell::run(args, host));
    // A thread that still reads from the terminal is not waited for.
    runtime.shutdown_background();
    ExitCode::from(code)
}
