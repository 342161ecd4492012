//! An emulator that is none: it answers a monitor as QEMU does, and does wrong what its guest's name says.
//!
//! A guest called `fault.POINT.KIND` has the fault `KIND` at `POINT`: a command of the monitor, or `exec` (before
//! anybody can connect) or `greeting`. Asked for what it can do, it is the real QEMU.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stderr)] // A tool of tests.

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::fd::{FromRawFd as _, OwnedFd};
use std::os::unix::net::{UnixListener, UnixStream};
use std::os::unix::process::CommandExt as _;
use std::process::{Command, exit};
use std::time::Duration;

use serde_json::{Value, json};

/// What it delegates to when it is asked what it can do.
const REAL: &str = "/usr/bin/qemu-system-x86_64";

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if args.iter().any(|arg| arg.starts_with("none,accel=")) {
        // This does not come back unless it fails.
        let failed = Command::new(REAL).args(&args).exec();
        eprintln!("{REAL}: {failed}");
        exit(1);
    }
    let behind = |option: &str, start: &str| {
        args.windows(2)
            .find(|pair| pair[0] == option && pair[1].starts_with(start))
            .map(|pair| pair[1].clone())
    };
    let name = behind("-name", "guest=").unwrap_or_default();
    let name = name.trim_start_matches("guest=").split(',').next().unwrap_or_default().to_owned();
    let mut parts = name.split('.').skip(1);
    let (point, kind) =
        (parts.next().unwrap_or_default().to_owned(), parts.next().unwrap_or_default().to_owned());
    if point == "exec" {
        wait_or_end(&kind);
    }
    let monitor = behind("-chardev", "socket,id=charmonitor,").unwrap();
    let fd = monitor.split(',').find_map(|part| part.strip_prefix("fd=")).unwrap().parse().unwrap();
    // SAFETY: the descriptor was handed to this program under this number, and nothing else here uses it.
    let listener = UnixListener::from(unsafe { OwnedFd::from_raw_fd(fd) });
    loop {
        let (stream, _) = listener.accept().unwrap();
        serve(stream, &point, &kind);
    }
}

/// A fault that is not about a reply.
fn wait_or_end(kind: &str) {
    match kind {
        "die" => {
            eprintln!("fake: out of order");
            exit(1);
        }
        "silent" => loop {
            std::thread::sleep(Duration::from_secs(3600));
        },
        _ => {}
    }
}

struct Guest {
    status: &'static str,
    migrated: bool,
    /// A device that has just gone.
    unplugged: Option<String>,
}

fn serve(mut stream: UnixStream, point: &str, kind: &str) {
    let greeting =
        json!({"QMP": {"version": {"qemu": {"micro": 0, "minor": 0, "major": 10}}, "capabilities": ["oob"]}});
    if point == "greeting" {
        wait_or_end(kind);
    }
    if point == "greeting" && !wrong(&mut stream, kind, &Value::Null) {
        return;
    }
    if say(&mut stream, &greeting).is_err() {
        return;
    }
    let mut guest = Guest { status: "prelaunch", migrated: false, unplugged: None };
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
    while let Some(Ok(line)) = lines.next() {
        let request: Value = serde_json::from_str(&line).unwrap();
        let command = request["execute"].as_str().unwrap_or_default().to_owned();
        if command == point && !wrong(&mut stream, kind, &request["id"]) {
            if kind == "close" || kind == "half" {
                return;
            }
            continue;
        }
        let (answer, events) = act(&command, &request["arguments"], &mut guest);
        let mut reply = json!({"return": answer, "id": request["id"]});
        if kind == "news" {
            // A newer emulator says more than is known today.
            reply["novelty"] = json!([1, {"a": null}]);
            let _ = say(
                &mut stream,
                &json!({"event": "NOVELTY", "data": {"x": [1]}, "timestamp": {"seconds": 1, "nanoseconds": 2}}),
            );
            let _ = say(&mut stream, &json!({"novelty": true}));
        }
        for event in events {
            let event = json!({"event": event, "timestamp": {"seconds": 1, "microseconds": 2}});
            if say(&mut stream, &event).is_err() {
                return;
            }
        }
        if say(&mut stream, &reply).is_err() {
            return;
        }
        if let Some(device) = guest.unplugged.take() {
            let gone = json!({"event": "DEVICE_DELETED", "data": {"device": device, "path": "/x"},
                "timestamp": {"seconds": 1, "microseconds": 2}});
            if say(&mut stream, &gone).is_err() {
                return;
            }
        }
        if command == "quit" {
            exit(0);
        }
    }
}

fn say(stream: &mut UnixStream, value: &Value) -> std::io::Result<()> {
    stream.write_all(format!("{value}\r\n").as_bytes())
}

/// Does something wrong; whether it goes on as if nothing had been.
fn wrong(stream: &mut UnixStream, kind: &str, id: &Value) -> bool {
    match kind {
        "garbage" => drop(stream.write_all(b"HTTP/1.1 400 Bad Request\r\n")),
        "refuse" => {
            let error = json!({"class": "GenericError", "desc": "the fake does not want to"});
            drop(say(stream, &json!({"error": error, "id": id})));
        }
        "half" => drop(stream.write_all(b"{\"return\": {\"stat")),
        "silent" | "close" => {}
        "die" => wait_or_end("die"),
        _ => return true,
    }
    if kind == "close" || kind == "half" {
        let _ = stream.shutdown(std::net::Shutdown::Both);
    }
    false
}

/// What a command answers, and what happens with it.
fn act(command: &str, arguments: &Value, guest: &mut Guest) -> (Value, Vec<&'static str>) {
    let mut events = Vec::new();
    let answer = match command {
        "query-chardev"
        | "query-block"
        | "query-blockstats"
        | "query-iothreads"
        | "query-named-block-nodes" => json!([]),
        "query-cpus-fast" => {
            json!([{"cpu-index": 0, "thread-id": std::process::id(), "qom-path": "/x", "target": "x86_64"}])
        }
        "query-status" => json!({"status": guest.status, "running": guest.status == "running"}),
        "query-balloon" => json!({"actual": 33_554_432}),
        "qom-get" | "qom-list" => json!({"stats": {}, "last-update": 0}),
        "cont" => {
            guest.status = "running";
            events.push("RESUME");
            json!({})
        }
        "stop" => {
            guest.status = "paused";
            events.push("STOP");
            json!({})
        }
        "system_reset" => {
            events.push("RESET");
            json!({})
        }
        "device_del" => {
            guest.unplugged = arguments["id"].as_str().map(str::to_owned);
            json!({})
        }
        "migrate" => {
            let path = arguments["uri"].as_str().unwrap_or_default().trim_start_matches("unix:").to_owned();
            if let Ok(mut to) = UnixStream::connect(path) {
                let _ = to.write_all(&[7; 100_000]);
            }
            guest.migrated = true;
            json!({})
        }
        "query-migrate" => json!({"status": if guest.migrated { "completed" } else { "none" }}),
        _ => json!({}),
    };
    (answer, events)
}
