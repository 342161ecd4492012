//! Running the cases of a kind.

use std::panic::{AssertUnwindSafe, catch_unwind};

use vir_conf::SchemaKind;

use super::case::{Case, Corpus, Expectation};
use super::kinds::Kind;

/// What became of a document that was read.
#[derive(Debug, Clone, Default)]
pub struct Loaded {
    /// Its canonical form.
    pub output: String,
    /// What was complained about.
    pub warnings: Vec<String>,
    /// What is wrong beside its form, such as facts that got lost; empty is well.
    pub lost: Vec<String>,
}

impl Loaded {
    /// A document that was read without complaint.
    #[must_use]
    pub fn new(output: String) -> Self {
        Self { output, ..Self::default() }
    }
}

/// A case that did not go as expected.
#[derive(Debug, Clone)]
pub struct Failure {
    /// The case.
    pub case: String,
    /// Why, in one line.
    pub reason: String,
    /// What was expected and what came out, where that is the trouble.
    pub texts: Option<(String, String)>,
}

/// So many of so many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    /// As expected.
    pub good: usize,
    /// All.
    pub all: usize,
}

impl Share {
    fn count(&mut self, good: bool) {
        self.all += 1;
        self.good += usize::from(good);
    }

    fn add(&mut self, other: Self) {
        self.all += other.all;
        self.good += other.good;
    }

    /// In hundredths; all of nothing is 100.
    #[must_use]
    pub fn percent(self) -> f64 {
        #[allow(clippy::cast_precision_loss)] // A handful of documents.
        if self.all == 0 { 100.0 } else { self.good as f64 * 100.0 / self.all as f64 }
    }
}

/// How a kind did.
#[derive(Debug, Clone, Default)]
pub struct Score {
    /// The kind's name.
    pub kind: String,
    /// How many documents there are.
    pub documents: usize,
    /// Documents that must be read, and were.
    pub parsed: Share,
    /// Documents that must be refused, and were.
    pub refused: Share,
    /// Documents that must be complained about, and were.
    pub warned: Share,
    /// Canonical forms that are known, and were met byte for byte.
    pub equal: Share,
    /// Documents whose meaning was checked beyond their form, and is kept.
    pub kept: Share,
    /// Documents that must be accepted, and what the schema must say of them.
    pub schema: Share,
    /// Documents with metadata, and those that kept it byte for byte.
    pub metadata: Share,
    /// What went wrong.
    pub failures: Vec<Failure>,
}

impl Score {
    /// Adds another kind's numbers.
    pub fn add(&mut self, other: &Self) {
        self.documents += other.documents;
        self.parsed.add(other.parsed);
        self.refused.add(other.refused);
        self.warned.add(other.warned);
        self.equal.add(other.equal);
        self.kept.add(other.kept);
        self.schema.add(other.schema);
        self.metadata.add(other.metadata);
    }

    fn fail(&mut self, case: &Case, reason: impl AsRef<str>, texts: Option<(&str, &str)>) {
        self.failures.push(Failure {
            case: case.name.clone(),
            reason: reason.as_ref().replace('\n', " / "),
            texts: texts.map(|(expected, ours)| (expected.to_owned(), ours.to_owned())),
        });
    }
}

/// Runs all kinds.
#[must_use]
pub fn score_all(corpus: &Corpus, kinds: &[Kind]) -> Vec<Score> {
    kinds.iter().map(|kind| score(corpus, kind)).collect()
}

/// Runs a kind.
#[must_use]
pub fn score(corpus: &Corpus, kind: &Kind) -> Score {
    let mut score = Score { kind: kind.name.to_owned(), ..Score::default() };
    for case in (kind.cases)(corpus) {
        score.documents += 1;
        one(kind, &case, &mut score);
    }
    score
}

fn one(kind: &Kind, case: &Case, score: &mut Score) {
    let result = catch_unwind(AssertUnwindSafe(|| (kind.load)(case)));
    let accepted = matches!(case.expectation, Expectation::Accepted | Expectation::Warns);
    if accepted && let Ok(schema) = SchemaKind::of_document(&case.xml) {
        // libvirt's name for a document that its parsers take and its schemas do not.
        let invalid = case.name.ends_with("-invalid");
        let verdict = schema.validate(&case.xml);
        score.schema.count(verdict.is_err() == invalid);
        match verdict {
            Err(error) if !invalid => {
                score.fail(case, format!("the schema refuses it: {}", error.message()), None);
            }
            Ok(()) if invalid => score.fail(case, "the schema accepts it", None),
            _ => {}
        }
    }
    let Ok(result) = result else {
        score.fail(case, "it panics", None);
        let share = if accepted { &mut score.parsed } else { &mut score.refused };
        share.count(false);
        return;
    };
    match case.expectation {
        Expectation::Either => return,
        Expectation::Refused => {
            score.refused.count(result.is_err());
            if result.is_ok() {
                score.fail(case, "it is accepted", None);
            }
            return;
        }
        Expectation::Accepted | Expectation::Warns => score.parsed.count(result.is_ok()),
    }
    let loaded = match result {
        Ok(loaded) => loaded,
        Err(error) => {
            score.fail(case, format!("it is refused: {error}"), None);
            if case.expected.is_some() {
                score.equal.count(false);
            }
            return;
        }
    };
    if case.expectation == Expectation::Warns {
        score.warned.count(!loaded.warnings.is_empty());
        if loaded.warnings.is_empty() {
            score.fail(case, "nothing is complained about", None);
        }
    } else if !loaded.warnings.is_empty() {
        score.fail(case, format!("complaint without a cause: {}", loaded.warnings[0]), None);
    }
    let before = metadata(case.expected.as_deref().unwrap_or(&case.xml));
    if let Some(before) = before {
        let same = metadata(&loaded.output) == Some(before);
        score.metadata.count(same);
        if !same {
            score.fail(case, "the metadata differs", Some((before, metadata(&loaded.output).unwrap_or(""))));
        }
    }
    if kind.checks_meaning {
        score.kept.count(loaded.lost.is_empty());
        if let Some(first) = loaded.lost.first() {
            let more = loaded.lost.len() - 1;
            let more = if more == 0 { String::new() } else { format!(" and {more} more") };
            let all = loaded.lost.join("\n");
            score.fail(case, format!("lost: {first}{more}"), Some((&all, "")));
        }
    }
    if let Some(expected) = &case.expected {
        let same = loaded.output == *expected;
        score.equal.count(same);
        if !same {
            let first = expected.lines().zip(loaded.output.lines()).find(|(a, b)| a != b);
            let reason = match first {
                Some((want, have)) => format!("want {} have {}", want.trim(), have.trim()),
                None => "one is longer".into(),
            };
            score.fail(case, reason, Some((expected, &loaded.output)));
        }
    }
}

/// The bytes of a document's own metadata.
fn metadata(xml: &str) -> Option<&str> {
    let begin = xml.find("<metadata>")?;
    let end = xml.find("</metadata>")?;
    xml.get(begin..end)
}
