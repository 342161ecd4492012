//! The life of guests: one script of `virsh`, on our daemon and on a private libvirtd with the same QEMU. At
//! every step both say the same: the result, the state with its reason, the events with their details.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::path::Path;
use std::time::{Duration, Instant};

use vir_tests::guest::bare_domain;
use vir_tests::{Answer, Folder, Libvirtd, Peer, Running, Virshd, require, shell};

/// How long the last event of a step may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// One step: a command, and the event text that shows that it has done all it does.
struct Step {
    command: String,
    last_event: &'static str,
}

fn step(command: &str, last_event: &'static str) -> Step {
    Step { command: command.to_owned(), last_event }
}

/// What a step did.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    command: String,
    code: Option<i32>,
    error: String,
    state: String,
    flags: String,
    events: Vec<String>,
}

/// The facts of a step that do not differ from one run to the next.
fn look(virsh: &Path, uri: &str) -> (String, String) {
    let ask = |args: &[&str]| {
        let answer = Answer::of(&mut shell(virsh, uri, args));
        if answer.code == Some(0) { answer.out.trim().to_owned() } else { "gone".to_owned() }
    };
    let info = ask(&["dominfo", "life"]);
    let kept = ["State:", "Persistent:", "Autostart:", "Managed save:"];
    let kept: Vec<&str> = info.lines().filter(|line| kept.iter().any(|key| line.starts_with(key))).collect();
    (ask(&["domstate", "life", "--reason"]), kept.join("; "))
}

fn play(virsh: &Path, uri: &str, steps: &[Step]) -> Vec<Seen> {
    let follower = Running::start(&mut shell(virsh, uri, &["event", "--all", "--loop"]));
    // It has registered once it tells of something that is done for this only.
    let probe = bare_domain("probe", "");
    let folder = Folder::new();
    let file = folder.path().join("probe.xml");
    std::fs::write(&file, probe).unwrap();
    let mut at = 0;
    for _ in 0..200 {
        drop(Answer::of(&mut shell(virsh, uri, &["define", file.to_str().unwrap()])));
        std::thread::sleep(Duration::from_millis(20));
        if follower.lines().iter().any(|line| line.contains("'probe'")) {
            break;
        }
    }
    drop(Answer::of(&mut shell(virsh, uri, &["undefine", "probe"])));
    let mut seen = Vec::new();
    // libvirtd tells of a broken line or does not, as the end of the process and of the line fall.
    let ours = |line: &String| line.contains("'life'") && !line.contains("'control-error'");
    for step in steps {
        let words: Vec<&str> = step.command.split(' ').collect();
        let answer = Answer::of(&mut shell(virsh, uri, &words));
        // A step that fails tells nothing, and what comes too much comes too.
        let end = Instant::now() + if answer.code == Some(0) { PATIENCE } else { Duration::ZERO };
        let told = || {
            follower
                .lines()
                .iter()
                .filter(|line| ours(line))
                .skip(at)
                .any(|line| line.contains(step.last_event))
        };
        while !step.last_event.is_empty() && !told() && Instant::now() < end {
            std::thread::sleep(Duration::from_millis(5));
        }
        std::thread::sleep(Duration::from_millis(60));
        let events: Vec<String> = follower.lines().into_iter().filter(ours).skip(at).collect();
        at += events.len();
        let (state, flags) = look(virsh, uri);
        let command = step.command.clone();
        seen.push(Seen { command, code: answer.code, error: answer.err, state, flags, events });
    }
    seen
}

#[test]
fn a_guest_lives_as_under_libvirtd() {
    let Some(virsh) = require(Peer::Virsh) else { return };
    let Some(theirs) = Libvirtd::start_for_guests() else { return };
    let ours = Virshd::start();
    let folder = Folder::new();
    let uuid = "<uuid>5e1f0000-0000-4000-8000-00000000001f</uuid>";
    let text = bare_domain("life", "").replace("</name>", &format!("</name>{uuid}"));
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let guest = write("guest.xml", &text);
    let other = write("other.xml", &text.replace("00001f<", "00002f<"));
    let image = folder.path().join("image");
    let image = image.to_str().unwrap();
    let steps = [
        step(&format!("define {guest}"), "Defined Added"),
        step(&format!("define {guest}"), "Defined Updated"),
        step(&format!("define {other}"), ""),
        step("suspend life", ""),
        step("destroy life", ""),
        step("resume life", ""),
        step("shutdown life", ""),
        step("reset life", ""),
        step("reboot life", ""),
        step("managedsave life", ""),
        step("start life", "Started Booted"),
        step("start life", ""),
        step(&format!("create {guest}"), ""),
        step(&format!("define {guest}"), "Defined"),
        step("suspend life", "Suspended Paused"),
        step("suspend life", ""),
        step("resume life", "Resumed Unpaused"),
        step("resume life", ""),
        step("reset life", "reboot"),
        step("shutdown life --mode acpi", ""),
        step("reboot life --mode acpi", ""),
        step("autostart life", ""),
        step("autostart life --disable", ""),
        step("destroy life", "Stopped Destroyed"),
        step("destroy life", ""),
        step("start life --paused", "Suspended Paused"),
        step("destroy life --graceful", "Stopped Destroyed"),
        step("start life --paused", "Suspended Paused"),
        step("reset life", "reboot"),
        step("resume life", "Resumed Unpaused"),
        step(&format!("save life {image}"), "Stopped Saved"),
        step(&format!("restore {image}"), "Started Restored"),
        step(&format!("restore {image}"), ""),
        step("managedsave life", "Stopped Saved"),
        step("undefine life", ""),
        step("start life", "Started Restored"),
        step("suspend life", "Suspended Paused"),
        step("managedsave life", "Stopped Saved"),
        step("start life", "Suspended Restored"),
        step("managedsave life", "Stopped Saved"),
        step("managedsave-remove life", ""),
        step("start life", "Started Booted"),
        step("managedsave life", "Stopped Saved"),
        step("start life --force-boot", "Started Booted"),
        step("undefine life", "Undefined Removed"),
        step("autostart life", ""),
        step("managedsave life", ""),
        step("undefine life", ""),
        step("destroy life", "Stopped Destroyed"),
        step("start life", ""),
        step(&format!("create {guest} --paused"), "Suspended Paused"),
        step(&format!("create {guest}"), ""),
        step(&format!("define {guest}"), "Defined"),
        step("destroy life", "Stopped Destroyed"),
        step(&format!("create {guest}"), "Started Booted"),
        step(&format!("save life {image}"), "Stopped Saved"),
        step(&format!("restore {image} --paused"), "Suspended Restored"),
        step("undefine life", "Undefined Removed"),
        step("destroy life", "Stopped Destroyed"),
    ];
    let (ours, theirs) = (play(&virsh, &ours.qemu_uri(), &steps), play(&virsh, &theirs.qemu_uri(), &steps));
    let mut different = String::new();
    for (ours, theirs) in ours.iter().zip(&theirs) {
        if ours != theirs {
            different.push_str(&format!("--- ours\n{ours:#?}\n--- libvirtd's\n{theirs:#?}\n"));
        }
    }
    assert!(different.is_empty(), "{different}");
    assert!(theirs.iter().filter(|seen| seen.events.is_empty()).count() < 30, "{theirs:#?}");
}
