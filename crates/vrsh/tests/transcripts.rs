//! Transcripts: what the shell says to a command, byte for byte.
//!
//! A file of `tests/transcripts` holds lines `$ vrsh …`, each followed by everything that it says: answers
//! and errors as they come, and `[exit N]` if it fails. Lines `< …` after the command are its input. Every
//! command starts afresh on `test:///default`, unless it names another connection; several commands in one
//! string share theirs. `UPDATE_EXPECT=1` writes what is said now into the files.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, reason = "a test")]

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, UNIX_EPOCH};

use vir_shell::{Clock, Host, Input, run};
use vir_util::Environment;

/// Both streams in one, as a terminal shows them.
#[derive(Clone, Default)]
struct Screen(Arc<Mutex<Vec<u8>>>);

impl Write for Screen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

/// With the whole-process tests: the expectations of every crate that a command reaches meet here.
fn transcripts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/transcripts")
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|ext| ext == "txt") {
            found.push(path);
        }
    }
}

/// The words of a command line: blanks separate, single and double quotes keep together.
fn split(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for c in line.chars() {
        match (c, quote) {
            ('\'' | '"', None) => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (c, Some(open)) if c == open => quote = None,
            (' ', None) => words.extend(word.take()),
            (c, _) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

/// What differs from run to run is written as a word.
fn steady(said: &str) -> String {
    let line = |line: &str| {
        let known = ["CPU time:       ", "\"cpu_time_ns\": "];
        match known.iter().find(|name| line.trim_start().starts_with(*name)) {
            Some(name) => format!("{}{name}…", &line[..line.len() - line.trim_start().len()]),
            None => line.to_owned(),
        }
    };
    said.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

async fn play(command: &str, input: &[&str]) -> String {
    let mut args: Vec<String> = split(command).into_iter().skip(1).collect();
    if !args.iter().any(|arg| arg.starts_with("-c") || arg.starts_with("--connect")) {
        args.splice(0..0, ["-c".to_owned(), "test:///default".to_owned()]);
    }
    let screen = Screen::default();
    let host = Host {
        environment: Environment::default().with("HOME", "/"),
        stdout: Box::new(screen.clone()),
        stderr: Box::new(screen.clone()),
        input: Input::Pipe(Box::new(io::Cursor::new(input.join("\n")))),
        colour: false,
        clock: Clock::new(|| UNIX_EPOCH + Duration::from_secs(1_331_647_437)),
        cwd: root().join("data"),
    };
    let code = run(args, host).await;
    let mut said = String::from_utf8(screen.0.lock().unwrap().clone()).unwrap();
    if !said.is_empty() && !said.ends_with('\n') {
        said.push_str("⏎\n");
    }
    if code != 0 {
        said.push_str(&format!("[exit {code}]\n"));
    }
    steady(&said)
}

async fn replay(text: &str) -> String {
    let mut out = String::new();
    let mut lines = text.lines().peekable();
    // What stands before the first command is a remark.
    while let Some(line) = lines.next_if(|line| !line.starts_with("$ ")) {
        out.push_str(&format!("{line}\n"));
    }
    while let Some(line) = lines.next() {
        let Some(command) = line.strip_prefix("$ ") else { continue };
        let mut input = Vec::new();
        out.push_str(&format!("{line}\n"));
        while let Some(line) = lines.next_if(|line| line.starts_with("< ")) {
            input.push(&line[2..]);
            out.push_str(&format!("{line}\n"));
        }
        out.push_str(&play(command, &input).await);
    }
    out
}

#[tokio::test]
async fn transcripts_are_as_written() {
    let update = Environment::of_process().get("UPDATE_EXPECT").is_some();
    let mut found = Vec::new();
    files(&transcripts(), &mut found);
    found.sort();
    assert!(!found.is_empty());
    let mut failures = String::new();
    for path in found {
        let expected = fs::read_to_string(&path).unwrap();
        let said = replay(&expected).await;
        if said == expected {
            continue;
        }
        if update {
            fs::write(&path, said).unwrap();
        } else {
            let mark = said.lines().zip(expected.lines()).position(|(a, b)| a != b).unwrap_or(0);
            failures += &format!("{}, line {}:\n{said}\n", path.display(), mark + 1);
        }
    }
    assert!(failures.is_empty(), "{failures}(UPDATE_EXPECT=1 accepts what is said now)");
}
