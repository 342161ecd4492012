//! What the QEMU driver makes of libvirt's own cases.

use vir_tests::corpus::{default_folder, require};
use vir_tests::corpus_qemu::{Aspect, Options, run};

/// Shares that must be reached, in hundredths.
const SHARES: [(Aspect, f64); 3] = [(Aspect::Args, 97.0), (Aspect::Xml, 95.0), (Aspect::Err, 90.0)];

#[test]
fn guests_are_what_they_are_under_libvirt() {
    if require("guests_are_what_they_are_under_libvirt").is_none() {
        return;
    }
    let outcomes = run(&default_folder(), &Options::default()).unwrap();
    for (aspect, share) in SHARES {
        let of: Vec<_> = outcomes.iter().filter(|outcome| outcome.aspect == aspect).collect();
        let wrong: Vec<_> = of.iter().filter(|outcome| outcome.reason.is_some()).collect();
        assert!(of.len() > 80, "only {} cases of {}", of.len(), aspect.name());
        #[allow(clippy::cast_precision_loss, reason = "counts of cases")]
        let reached = 100.0 - wrong.len() as f64 * 100.0 / of.len() as f64;
        // Past the capture of the test harness: the score is always told.
        let score = format!(
            "score: QEMU {}: {} of {} ({reached:.1} %)\n",
            aspect.name(),
            of.len() - wrong.len(),
            of.len()
        );
        std::io::Write::write_all(&mut std::io::stderr(), score.as_bytes()).unwrap();
        assert!(reached >= share, "{}: {reached:.2} %: {wrong:#?}", aspect.name());
    }
}
