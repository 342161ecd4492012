//! `cargo xtask demo`, `bench` and `corpus`: programs that live in `tests/`.

use anyhow::Result;

use crate::files::root;
use crate::run::{cargo, run};
use crate::say;

fn release(program: &str, args: &[String]) -> Result<()> {
    say(format_args!("building the release programs (the first time takes some minutes)"));
    run(cargo().args(["build", "--quiet", "--release", "--package", "virshd", "--package", "vir-shell"]))?;
    let mut command = cargo();
    command
        .args(["run", "--quiet", "--release", "--package", "vir-tests", "--bin", program, "--"])
        .args(args);
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), Into::into);
    command.env("VIRSHD", target.join("release/virshd")).env("VRSH", target.join("release/vrsh"));
    run(&mut command)
}

/// Shows the main job on a private daemon.
pub(crate) fn demo(keep: bool) -> Result<()> {
    let args = if keep { vec!["--keep".to_owned()] } else { Vec::new() };
    release("demo", &args)
}

/// Measures against peers in the same run.
pub(crate) fn bench(args: &[String]) -> Result<()> {
    release("bench", args)
}

/// How the models do on libvirt's own test data.
pub(crate) fn corpus(args: &[String]) -> Result<()> {
    let mut command = cargo();
    run(command.args(["run", "--quiet", "--package", "vir-tests", "--bin", "corpus", "--"]).args(args))
}
