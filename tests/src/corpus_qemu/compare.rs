//! Comparing what came out with what was expected, and saying in a few words why they differ.

use std::collections::BTreeSet;

use serde_json::Value;

use super::pipeline::Run;
use super::words::{CommandWords, split};
use super::{Aspect, Case, Outcome};

/// Runs a case in one aspect.
#[must_use]
pub fn outcome(case: &Case, aspect: Aspect, run: &Run<'_>) -> Outcome {
    let expected = case.expected(aspect).unwrap_or_default();
    let (reason, texts) = match aspect {
        Aspect::Args => args(case, run, expected),
        Aspect::Xml => xml(case, run, expected),
        Aspect::Err => refusal(case, run, expected),
    };
    Outcome { case: case.title(), aspect, reason, texts }
}

type Compared = (Option<String>, (String, String));

fn args(case: &Case, run: &Run<'_>, expected: &str) -> Compared {
    let theirs = split(expected);
    let shown = lines(&theirs).join("\n");
    match run.start(case) {
        Err(error) => (Some(format!("error: {}", error.message())), (shown, error.message().to_owned())),
        Ok(ours) => {
            let (a, b) = (lines(&theirs), lines(&ours));
            let reason = (a != b).then(|| why(&a, &b));
            (reason, (shown, b.join("\n")))
        }
    }
}

fn xml(case: &Case, run: &Run<'_>, expected: &str) -> Compared {
    match run.define(case) {
        Err(error) => {
            (Some(format!("error: {}", error.message())), (expected.to_owned(), error.message().to_owned()))
        }
        Ok(ours) => {
            let reason = (ours != expected).then(|| first_line(expected, &ours));
            (reason, (expected.to_owned(), ours))
        }
    }
}

fn refusal(case: &Case, run: &Run<'_>, expected: &str) -> Compared {
    let expected = expected.trim();
    // Some are refused when they are defined, others when they are to start.
    let said = run.define(case).map(|_| ()).and_then(|()| run.start(case).map(|_| ()));
    let said = said.err().map(|error| error.message().to_owned());
    let reason = match &said {
        Some(said) if said.contains(expected) => None,
        Some(said) => Some(format!("refused with other words: {said}")),
        None => Some("accepted".to_owned()),
    };
    (reason, (expected.to_owned(), said.unwrap_or_default()))
}

/// The command line as lines that can be compared: an option with its value each, JSON with sorted keys.
fn lines(command: &CommandWords) -> Vec<String> {
    let mut lines = vec![command.program.clone()];
    let mut args = command.args.iter().peekable();
    while let Some(option) = args.next() {
        let value = args.next_if(|value| !option.is_empty() && option.starts_with('-') && !is_option(value));
        lines.push(match value {
            Some(value) => format!("{option} {}", canonical(value)),
            None => option.clone(),
        });
    }
    lines
}

fn is_option(word: &str) -> bool {
    word.starts_with('-') && word.len() > 1
}

fn canonical(value: &str) -> String {
    let json = if value.starts_with('{') { serde_json::from_str::<Value>(value).ok() } else { None };
    json.map_or_else(|| value.to_owned(), |json| json.to_string())
}

/// The first thing that is missing and the first that is too much.
fn why(expected: &[String], ours: &[String]) -> String {
    let missing = expected.iter().find(|line| !ours.contains(line));
    let extra = ours.iter().find(|line| !expected.contains(line));
    match (missing, extra) {
        (None, None) => "order".to_owned(),
        (Some(missing), None) => format!("missing {}", title(missing)),
        (None, Some(extra)) => format!("too much: {}", title(extra)),
        (Some(missing), Some(extra)) if title(missing) == title(extra) => {
            format!("{}: {}", title(missing), details(missing, extra))
        }
        (Some(missing), Some(extra)) => {
            let other = ours.iter().find(|line| title(line) == title(missing) && !expected.contains(line));
            match other {
                Some(other) => format!("{}: {}", title(missing), details(missing, other)),
                None => format!("missing {} (ours: {})", title(missing), title(extra)),
            }
        }
    }
}

/// An option with the kind of thing that it makes.
fn title(line: &str) -> String {
    let (option, value) = line.split_once(' ').unwrap_or((line, ""));
    let kind = match serde_json::from_str::<Value>(value) {
        Ok(json) => ["driver", "qom-type", "type"]
            .iter()
            .find_map(|key| json.get(key).and_then(Value::as_str).map(str::to_owned))
            .unwrap_or_default(),
        Err(_) if matches!(option, "-chardev" | "-global" | "-display" | "-tpmdev" | "-numa") => {
            value.split([',', '=']).next().unwrap_or_default().to_owned()
        }
        Err(_) => String::new(),
    };
    format!("{option} {kind}").trim_end().to_owned()
}

/// Which keys of two values of one option differ.
fn details(expected: &str, ours: &str) -> String {
    let parts = |line: &str| -> BTreeSet<(String, String)> {
        let value = line.split_once(' ').map_or("", |(_, value)| value);
        match serde_json::from_str::<Value>(value) {
            Ok(Value::Object(map)) => map.into_iter().map(|(key, value)| (key, value.to_string())).collect(),
            _ => value
                .split(',')
                .map(|part| part.split_once('=').unwrap_or((part, "")))
                .map(|(key, value)| (key.to_owned(), value.to_owned()))
                .collect(),
        }
    };
    let (a, b) = (parts(expected), parts(ours));
    let mut out: Vec<String> = Vec::new();
    for (key, value) in a.difference(&b).take(3) {
        let value: String = value.chars().take(60).collect();
        match b.iter().find(|(other, _)| other == key) {
            Some((_, other)) => {
                let other: String = other.chars().take(60).collect();
                out.push(format!("{key} is {other}, not {value}"));
            }
            None => out.push(format!("no {key}={value}")),
        }
    }
    for (key, value) in b.difference(&a).filter(|(key, _)| !a.iter().any(|(other, _)| other == key)).take(2) {
        let value: String = value.chars().take(40).collect();
        out.push(format!("extra {key}={value}"));
    }
    if out.is_empty() { "order of its parts".to_owned() } else { out.join("; ") }
}

fn first_line(expected: &str, ours: &str) -> String {
    let theirs: BTreeSet<&str> = expected.lines().collect();
    let own: BTreeSet<&str> = ours.lines().collect();
    let missing = expected.lines().find(|line| !own.contains(line)).map(str::trim);
    let extra = ours.lines().find(|line| !theirs.contains(line)).map(str::trim);
    match (missing, extra) {
        (Some(missing), Some(extra)) => format!("{missing} | ours: {extra}"),
        (Some(missing), None) => format!("missing {missing}"),
        (None, Some(extra)) => format!("too much: {extra}"),
        (None, None) => "order".to_owned(),
    }
}
