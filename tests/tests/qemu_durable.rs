//! What is acknowledged is on disk: the daemon's system calls are traced, and for every definition its file is
//! written, made last, put in its place, and the folder made last, before the answer leaves.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![allow(clippy::print_stderr)] // Figures are told.
#![allow(clippy::disallowed_methods)]

use std::process::{Command, Stdio};

use vir_protocol::remote::{ConnectOpenArgs, DomainDefineXmlArgs, DomainDefineXmlRet, Proc};
use vir_tests::guest::bare_domain;
use vir_tests::wire::Wire;
use vir_tests::{Virshd, eventually};

const DEFINITIONS: usize = 5;

#[test]
fn a_definition_is_on_disk_before_it_is_acknowledged() {
    let strace = Command::new("strace").arg("-V").stdout(Stdio::null()).status();
    if !strace.is_ok_and(|status| status.success()) {
        let required = std::env::var_os("VIR_REQUIRE_PEERS").is_some_and(|value| value == "1");
        assert!(!required, "strace is required, but not installed: apt-get install strace");
        eprintln!("skipped: strace is not installed (apt-get install strace)");
        return;
    }
    let daemon = Virshd::start();
    let mut client = Wire::connect(&daemon.socket());
    let open = ConnectOpenArgs { name: Some("qemu:///system".into()), flags: 0 };
    if !rustix::process::geteuid().is_root() {
        return;
    }
    let _: () = client.call(Proc::CONNECT_OPEN, &open).unwrap();
    let mut define = |name: &str| {
        let number = name.bytes().last().unwrap_or(b'0');
        let uuid = format!("</name><uuid>5e1f0000-0000-4000-8000-0000000000{number:02x}</uuid>");
        let args = DomainDefineXmlArgs { xml: bare_domain(name, "").replace("</name>", &uuid).into() };
        let _: DomainDefineXmlRet = client.call(Proc::DOMAIN_DEFINE_XML, &args).unwrap();
    };
    // The first waits for the emulator to be asked what it can.
    define("first");
    let trace = daemon.folder().join("trace");
    let mut tracer = Command::new("strace")
        .args([
            "-f",
            "-y",
            "-s",
            "64",
            "-e",
            "trace=write,writev,sendmsg,sendto,fsync,fdatasync,rename,renameat,renameat2,openat",
        ])
        .arg("-o")
        .arg(&trace)
        .arg("-p")
        .arg(daemon.pid().to_string())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let status = || std::fs::read_to_string(format!("/proc/{}/status", daemon.pid())).unwrap();
    eventually("it is traced", || {
        status().lines().any(|line| line.starts_with("TracerPid:") && !line.ends_with("\t0")).then_some(())
    });
    for number in 0..DEFINITIONS {
        define(&format!("traced{number}"));
    }
    // A new version of what is there, too.
    for _ in 0..2 {
        define("traced0");
    }
    signal_end(&mut tracer);
    let calls = calls(&std::fs::read_to_string(&trace).unwrap());
    let mut from = 0;
    for number in (0..DEFINITIONS).chain([0, 0]) {
        from = one_definition(&calls, from, &format!("/etc/qemu/traced{number}.xml"));
    }
}

/// Ends the tracer; what it traces goes on.
fn signal_end(tracer: &mut std::process::Child) {
    let pid = rustix::process::Pid::from_raw(tracer.id().cast_signed()).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    tracer.wait().unwrap();
}

/// A system call: when it began and when it ended, as places in the trace.
struct Call {
    began: usize,
    ended: usize,
    text: String,
}

/// The system calls that succeeded. One that another thread interrupts stands in two lines.
fn calls(trace: &str) -> Vec<Call> {
    let mut open = std::collections::HashMap::new();
    let mut calls = Vec::new();
    for (at, line) in trace.lines().enumerate() {
        let Some((thread, text)) = line.split_once(' ') else { continue };
        let text = text.trim_start();
        if let Some(begun) = text.strip_suffix(" <unfinished ...>") {
            open.insert(thread, (at, begun.to_owned()));
        } else if let Some(rest) = text.strip_prefix("<... ") {
            let Some((began, begun)) = open.remove(thread) else { continue };
            let rest = rest.split_once("resumed>").map_or("", |(_, rest)| rest);
            calls.push(Call { began, ended: at, text: format!("{begun}{rest}") });
        } else {
            calls.push(Call { began: at, ended: at, text: text.to_owned() });
        }
    }
    calls.retain(|call| !call.text.contains(" = -1"));
    calls.sort_by_key(|call| call.began);
    calls
}

/// Requires that from here on a definition is kept in the right order; where its answer left.
fn one_definition(calls: &[Call], from: usize, file: &str) -> usize {
    let folder = file.rsplit_once('/').unwrap().0;
    let mut at = from;
    let mut next = |what: &str, is: &dyn Fn(&str) -> bool| {
        let found = calls.iter().find(|call| call.began >= at && is(&call.text));
        let all = || {
            calls
                .iter()
                .map(|call| format!("{}..{} {}\n", call.began, call.ended, call.text))
                .collect::<String>()
        };
        let found = found.unwrap_or_else(|| panic!("{file}: no {what} behind line {at} of\n{}", all()));
        // The next begins when this has ended.
        at = found.ended + 1;
        found.ended
    };
    let fresh = format!("{file}.new");
    next("write", &|text| text.starts_with("write(") && text.contains(&fresh));
    next("fsync of the file", &|text| text.starts_with("fsync(") && text.contains(&fresh));
    next("rename", &|text| text.starts_with("rename") && text.contains(&fresh));
    let folder = format!("{folder}>");
    let kept = next("fsync of the folder", &|text| text.starts_with("fsync(") && text.contains(&folder));
    let name = file.rsplit('/').next().and_then(|file| file.strip_suffix(".xml")).unwrap();
    let to_client = |text: &str| (text.contains("<UNIX") || text.contains("<socket:")) && text.contains(name);
    // No answer leaves between the beginning and the end of all this.
    let early = calls.iter().find(|call| call.began >= from && call.began <= kept && to_client(&call.text));
    assert!(early.is_none(), "{file}: answered too early: {}", early.map_or("", |call| &call.text));
    next("answer", &to_client) + 1
}
