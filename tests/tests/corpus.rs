//! The models on libvirt's own test data: what each kind must reach.

use vir_tests::corpus::{Score, damage, kinds, require, score};

/// Canonical forms that must be met byte for byte, in hundredths.
const EQUAL: f64 = 99.0;

#[test]
fn documents_are_read_and_written_as_libvirt_does() {
    let Some(corpus) = require("documents_are_read_and_written_as_libvirt_does") else { return };
    let mut failures = Vec::new();
    let mut total = Score::default();
    for kind in kinds::all() {
        let score = score(&corpus, &kind);
        assert!(score.documents > 0, "{}: no documents", kind.name);
        let whole = [score.parsed, score.refused, score.warned, score.kept, score.schema, score.metadata];
        if whole.iter().any(|share| share.good < share.all) {
            failures.extend(score.failures.iter().map(|f| format!("{}: {}", f.case, f.reason)));
        }
        total.add(&score);
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(total.equal.all > 0 && total.equal.percent() >= EQUAL, "{:?}", total.equal);
}

#[test]
fn damaged_documents_crash_nothing() {
    /// Of each document; a whole run would take minutes.
    const VARIANTS: usize = 40;
    let Some(corpus) = require("damaged_documents_crash_nothing") else { return };
    let mut crashes = Vec::new();
    for kind in kinds::all() {
        // There are so many of them that each need not be damaged so often.
        let most = if kind.name == "domain/qemu" { 3 } else { VARIANTS };
        crashes.extend(damage::crashes(&corpus, &kind, most));
    }
    assert!(crashes.is_empty(), "{} crash:\n{}", crashes.len(), crashes.first().map_or("", String::as_str));
}
