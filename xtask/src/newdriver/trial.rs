//! `cargo xtask try-new-driver`: makes a driver in a copy of the project and asks it, through a daemon and the shell.

use anyhow::{Result, ensure};

use crate::copy::Copy;
use crate::daemon::{Daemon, in_copy, vrsh};
use crate::say;

const NAME: &str = "cloud-nine";
const SCHEME: &str = "nine";

/// The trial.
pub(crate) fn run() -> Result<()> {
    let copy = Copy::of_project("new-driver")?;
    let args = ["new-driver", NAME, "--uri", SCHEME, "--about", "Machines above the clouds", "--commit"];
    say(format_args!("{}", copy.xtask(&args.map(Into::into))?.trim_end()));
    ensure!(copy.git(&["rev-list", "--count", "HEAD"])?.trim() == "3", "a commit for each step");
    ensure!(copy.git(&["status", "--porcelain"])?.is_empty(), "everything is committed");
    let package = format!("vir-driver-{NAME}");
    for commit in ["main^", "main"] {
        copy.git(&["checkout", "--quiet", "--detach", commit])?;
        say(format_args!("== {}", copy.git(&["log", "-1", "--format=%s"])?.trim()));
        in_copy(&copy, &["fmt", "--all", "--check"])?;
        in_copy(
            &copy,
            &["clippy", "--quiet", "-p", &package, "-p", "virshd", "--all-targets", "--", "-D", "warnings"],
        )?;
        in_copy(&copy, &["test", "--quiet", "-p", &package, "--tests"])?;
        say(format_args!("{}", copy.xtask(&["tidy".into()])?.trim_end()));
    }
    in_copy(&copy, &["build", "--quiet", "-p", "virshd", "-p", "vir-shell"])?;
    let daemon = Daemon::start(&copy)?;
    let uri = daemon.uri(SCHEME, "/system");
    let host = vrsh(&copy, &uri, &["hostname"]);
    ensure!(host.0, "the URI does not open: {}", host.1);
    let list = vrsh(&copy, &uri, &["list", "--all", "--name"]);
    ensure!(list.0 && list.1.trim().is_empty(), "domains are listed: {}", list.1);
    for command in [["capabilities"].as_slice(), &["net-list"], &["nodeinfo"]] {
        let (done, text) = vrsh(&copy, &uri, command);
        ensure!(!done && text.contains("not supported by the connection driver"), "{command:?} says: {text}");
    }
    // What is there already cannot be made again.
    let again = copy.xtask(&["new-driver".into(), NAME.into()]);
    ensure!(again.is_err_and(|error| error.to_string().contains("there is a driver")), "it is made twice");
    std::fs::write(copy.root().join("README.md"), "changed")?;
    let dirty = copy.xtask(&["new-driver".into(), "another".into()]);
    ensure!(
        dirty.is_err_and(|error| error.to_string().contains("not committed")),
        "a dirty tree is accepted"
    );
    say(format_args!("a new driver opens, lists nothing and says of all else that it is not supported"));
    Ok(())
}
