//! Compares our validator with jing, on documents of the corpus and on many that were spoilt a little.
//!
//! Both get the same files. Our validator may use other schemas than jing: then it is the schemas that are
//! compared.

mod edits;
mod jing;
mod tree;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use rnc_validator::Schema;

use edits::Random;
use tree::Element;

/// What came out of a comparison.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Outcome {
    /// Documents of the corpus that both looked at.
    pub documents: usize,
    /// Those on which both agree.
    pub documents_agreed: usize,
    /// Spoilt documents that both looked at.
    pub mutations: usize,
    /// Those on which both agree.
    pub agreed: usize,
    /// Spoilt documents that jing still takes as valid.
    pub still_valid: usize,
    /// Where the two differ, documents of the corpus first.
    pub differences: Vec<Difference>,
    /// Kinds of documents that were left out since one side has no schema for them.
    pub without_schema: Vec<String>,
}

impl Outcome {
    /// The share of spoilt documents on which both agree, in percent.
    #[must_use]
    pub fn percent(&self) -> f64 {
        #[allow(clippy::cast_precision_loss)] // A few thousand are exact.
        let (agreed, all) = (self.agreed as f64, self.mutations.max(1) as f64);
        agreed / all * 100.0
    }
}

/// A document on which the two differ.
#[derive(Debug)]
#[non_exhaustive]
pub struct Difference {
    /// The document of the corpus.
    pub document: PathBuf,
    /// What was done to it; nothing, if the corpus document itself is meant.
    pub edit: String,
    /// Our first mistake; `None` if we take it as valid.
    pub ours: Option<String>,
    /// jing's first mistake; `None` if jing takes it as valid.
    pub theirs: Option<String>,
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let said = |said: &Option<String>| said.clone().unwrap_or_else(|| "valid".into());
        write!(
            f,
            "{} [{}]\n  ours: {}\n  jing: {}",
            self.document.display(),
            self.edit,
            said(&self.ours),
            said(&self.theirs)
        )
    }
}

/// Root elements and the schema for each; the first name is libvirt's, the others are tried too.
const KINDS: &[(&str, &[&str])] = &[
    ("domain", &["domain"]),
    ("network", &["network"]),
    ("networkport", &["networkport"]),
    ("pool", &["storagepool", "pool"]),
    ("storagepoolCapabilities", &["storagepoolcaps"]),
    ("volume", &["storagevol", "volume"]),
    ("device", &["nodedev"]),
    ("interface", &["interface"]),
    ("filter", &["nwfilter"]),
    ("filterbinding", &["nwfilterbinding"]),
    ("secret", &["secret"]),
    ("domainsnapshot", &["domainsnapshot", "snapshot"]),
    ("domaincheckpoint", &["domaincheckpoint", "checkpoint"]),
    ("domainbackup", &["domainbackup", "backup"]),
    ("capabilities", &["capability", "capabilities"]),
    ("domainCapabilities", &["domaincaps"]),
    ("cpu", &["cpu"]),
];

/// The schema of a folder for a kind of document.
fn schema_path(folder: &Path, kind: &str) -> Option<PathBuf> {
    let (_, stems) = KINDS.iter().find(|(root, _)| *root == kind)?;
    let files = stems.iter().flat_map(|stem| [format!("{stem}.rnc"), format!("{stem}.rng")]);
    files.map(|file| folder.join(file)).find(|path| path.is_file())
}

/// All XML files below a folder, in a fixed order.
fn files(folder: &Path, found: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<anyhow::Result<Vec<_>>>()?;
    paths.sort();
    for path in paths {
        if path.is_dir() {
            files(&path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "xml") {
            found.push(path);
        }
    }
    Ok(())
}

/// A document that both sides have to look at.
struct Case {
    document: PathBuf,
    edit: String,
    text: String,
}

/// The verdicts on a case: first mistakes.
struct Verdicts {
    ours: Option<String>,
    theirs: Option<String>,
}

/// One kind of documents, with the schemas of both sides.
struct Kind {
    ours: Schema,
    theirs: PathBuf,
}

impl Kind {
    fn verdicts(&self, cases: &[Case]) -> anyhow::Result<Vec<Verdicts>> {
        let texts: Vec<&str> = cases.iter().map(|case| case.text.as_str()).collect();
        let theirs = jing::validate(&self.theirs, &texts)?;
        let ours = texts.iter().map(|text| {
            self.ours
                .validate(text)
                .err()
                .map(|mistakes| mistakes.first().map(ToString::to_string).unwrap_or_default())
        });
        Ok(ours.zip(theirs).map(|(ours, theirs)| Verdicts { ours, theirs }).collect())
    }
}

/// Compares our validator, with the schemas in the folder `ours`, and jing, with those in `theirs`: on all
/// documents of the corpus, then on `count` spoilt copies of documents that jing takes as valid.
///
/// The same seed spoils the same documents in the same way.
///
/// # Errors
/// A file cannot be read, a schema cannot be compiled, or jing cannot be run.
pub fn run(corpus: &Path, ours: &Path, theirs: &Path, count: usize, seed: u64) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::default();
    let mut paths = Vec::new();
    files(corpus, &mut paths)?;
    let mut by_kind: BTreeMap<String, Vec<Case>> = BTreeMap::new();
    for document in paths {
        let text = std::fs::read_to_string(&document)?;
        // Files that are no documents of their own (fragments, lists) are not meant.
        let Some(kind) = Element::parse(&text).map(|root| root.name) else { continue };
        if KINDS.iter().any(|(root, _)| *root == kind) {
            by_kind.entry(kind).or_default().push(Case { document, edit: String::new(), text });
        }
    }
    let mut kinds = BTreeMap::new();
    for kind in by_kind.keys() {
        match (schema_path(ours, kind), schema_path(theirs, kind)) {
            (Some(ours), Some(theirs)) => {
                let ours = Schema::from_path(ours)?;
                kinds.insert(kind.clone(), Kind { ours, theirs });
            }
            _ => outcome.without_schema.push(kind.clone()),
        }
    }
    let mut good: Vec<(&str, &Case)> = Vec::new();
    for (name, cases) in &by_kind {
        let Some(kind) = kinds.get(name) else { continue };
        for (case, verdicts) in cases.iter().zip(kind.verdicts(cases)?) {
            outcome.documents += 1;
            if verdicts.theirs.is_none() {
                good.push((name, case));
            }
            outcome.documents_agreed += usize::from(outcome.note(case, verdicts));
        }
    }
    let mut spoilt: BTreeMap<&str, Vec<Case>> = BTreeMap::new();
    let mut random = Random::new(seed);
    // Some edits change nothing (swapping equal things); those do not count.
    let mut tries = count.saturating_mul(20);
    let mut made = 0;
    while made < count && tries > 0 && !good.is_empty() {
        tries -= 1;
        let (kind, case) = good[random.below(good.len())];
        let Some(mut root) = Element::parse(&case.text) else { continue };
        let before = root.to_string();
        let edit = edits::spoil(&mut root, &mut random);
        let text = root.to_string();
        if text != before {
            made += 1;
            spoilt.entry(kind).or_default().push(Case { document: case.document.clone(), edit, text });
        }
    }
    for (name, cases) in &spoilt {
        let Some(kind) = kinds.get(*name) else { continue };
        for (case, verdicts) in cases.iter().zip(kind.verdicts(cases)?) {
            outcome.mutations += 1;
            outcome.still_valid += usize::from(verdicts.theirs.is_none());
            outcome.agreed += usize::from(outcome.note(case, verdicts));
        }
    }
    Ok(outcome)
}

impl Outcome {
    /// Whether both agree; if not, the case is kept.
    fn note(&mut self, case: &Case, verdicts: Verdicts) -> bool {
        let Verdicts { ours, theirs } = verdicts;
        let agree = ours.is_none() == theirs.is_none();
        if !agree {
            let (document, edit) = (case.document.clone(), case.edit.clone());
            self.differences.push(Difference { document, edit, ours, theirs });
        }
        agree
    }
}
