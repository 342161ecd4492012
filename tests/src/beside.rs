//! One script of `virsh`, on our daemon and on a private libvirtd: both must say the same.

use std::path::Path;
use std::time::Duration;

use crate::{Answer, Folder, Running, eventually, guest, shell};

/// What a command said, and what it made happen.
#[derive(Debug, PartialEq, Eq)]
pub struct Said {
    /// The command.
    pub command: String,
    /// What it printed, and how it ended.
    pub answer: Answer,
}

/// Runs commands one after another; `$` in them stands for the folder of the daemon that is asked. Answers what
/// they said, and the events of domains whose names contain `about`.
///
/// # Panics
/// No event can be heard.
#[must_use]
pub fn play(virsh: &Path, uri: &str, commands: &[&str], about: &str) -> (Vec<Said>, Vec<String>) {
    let follower = Running::start(&mut shell(virsh, uri, &["event", "--all", "--loop"]));
    let folder = Folder::new();
    // It has registered once it tells of something that is done for this only.
    let file = folder.path().join("probe.xml");
    std::fs::write(&file, guest::bare_domain("probe", "")).expect("a file");
    let file = file.to_string_lossy().into_owned();
    eventually("an event is heard", || {
        drop(Answer::of(&mut shell(virsh, uri, &["define", &file])));
        std::thread::sleep(Duration::from_millis(20));
        follower.lines().iter().any(|line| line.contains("'probe'")).then_some(())
    });
    let said = commands.iter().map(|command| {
        let words: Vec<&str> = words(command);
        let answer = Answer::of(&mut shell(virsh, uri, &words));
        Said { command: (*command).to_owned(), answer }
    });
    let said = said.collect();
    drop(Answer::of(&mut shell(virsh, uri, &["undefine", "probe"])));
    eventually("the last event is heard", || {
        follower
            .lines()
            .iter()
            .any(|line| line.contains("'probe'") && line.contains("Undefined"))
            .then_some(())
    });
    let events =
        follower.lines().into_iter().filter(|line| line.contains(about) && !line.contains("'probe'"));
    (said, events.collect())
}

/// The words of a command; those in double quotes are one.
fn words(command: &str) -> Vec<&str> {
    let mut words = Vec::new();
    for (at, part) in command.split('"').enumerate() {
        if at % 2 == 1 {
            words.push(part);
        } else {
            words.extend(part.split_ascii_whitespace());
        }
    }
    words
}

/// Requires that both have said the same.
///
/// # Panics
/// They have not; each difference is shown.
#[track_caller]
pub fn same(ours: &(Vec<Said>, Vec<String>), theirs: &(Vec<Said>, Vec<String>)) {
    let mut different = String::new();
    for (ours, theirs) in ours.0.iter().zip(&theirs.0) {
        if ours != theirs {
            let shown =
                |said: &Said| format!("{:?} {}{}", said.answer.code, said.answer.out, said.answer.err);
            let (ours, command) = (shown(ours), &ours.command);
            different.push_str(&format!("--- {command}\nours: {ours}\ntheirs: {}\n", shown(theirs)));
        }
    }
    if ours.1 != theirs.1 {
        different.push_str(&format!("--- events\nours: {:#?}\ntheirs: {:#?}\n", ours.1, theirs.1));
    }
    assert!(different.is_empty(), "{different}");
}
