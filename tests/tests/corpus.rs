//! The models on libvirt's own test data: what each finished kind must reach.

use vir_tests::corpus::{damage, kinds, require, score};

/// Kinds that are finished, by the beginning of their names.
const FINISHED: &[&str] = &[
    "network/",
    "storagepool/",
    "storagevol/",
    "secret/",
    "interface/",
    "nodedev/",
    "nwfilter/",
    "capabilities",
    "domaincaps",
    "migration-cookie",
];

/// Canonical forms that must be met byte for byte, in hundredths.
const EQUAL: f64 = 99.0;

#[test]
fn finished_kinds_read_and_write_as_libvirt_does() {
    let Some(corpus) = require("finished_kinds_read_and_write_as_libvirt_does") else { return };
    let mut failures = Vec::new();
    for prefix in FINISHED {
        let finished: Vec<_> =
            kinds::all().into_iter().filter(|kind| kind.name.starts_with(prefix)).collect();
        assert!(!finished.is_empty(), "no kind is called {prefix}");
        for kind in finished {
            let score = score(&corpus, &kind);
            assert!(score.documents > 0, "{}: no documents", kind.name);
            let whole = [score.parsed, score.refused, score.warned, score.kept, score.schema];
            let short = whole.iter().any(|share| share.good < share.all);
            if short || score.equal.percent() < EQUAL {
                failures.extend(score.failures.iter().map(|f| format!("{}: {}", f.case, f.reason)));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
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
