//! Our validator and jing give the same verdicts.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // A test fails by panicking.
#![allow(clippy::disallowed_methods, clippy::print_stdout)] // It starts programs, and says what it found.
#![allow(clippy::explicit_write)]

use std::io::Write as _;
use std::path::{Path, PathBuf};

use rnc_validator::{Schema, SchemaErrorKind};
use vir_tests::corpus_mutate::Outcome;

/// The folder of libvirt's own schemas, if Debian's libvirt is installed.
fn schemas(test: &str) -> Option<PathBuf> {
    peer(test, Path::new("/usr/share/libvirt/schemas"), "libvirt-daemon-common")
}

/// A file that a package brings; without it the test is left out, unless peers are required.
fn peer(test: &str, path: &Path, package: &str) -> Option<PathBuf> {
    if path.exists() {
        return Some(path.to_path_buf());
    }
    let required = std::env::var_os("VIR_REQUIRE_PEERS").is_some_and(|value| value == "1");
    assert!(!required, "{} is required: apt-get install {package}", path.display());
    let _ = writeln!(
        std::io::stderr(),
        "skipped: {test}: {} is missing (apt-get install {package})",
        path.display()
    );
    None
}

fn corpus(test: &str) -> Option<PathBuf> {
    let path = std::env::var_os("VIR_CORPUS")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus"), PathBuf::from);
    if !path.is_dir() {
        let _ = writeln!(
            std::io::stderr(),
            "skipped: {test}: {} is missing (VIR_CORPUS names it)",
            path.display()
        );
        return None;
    }
    Some(path)
}

#[test]
fn libvirts_schemas_compile() {
    let Some(folder) = schemas("libvirts_schemas_compile") else { return };
    let mut counts = (0, 0);
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "rng") {
            continue;
        }
        match Schema::from_path(&path) {
            Ok(_) => counts.0 += 1,
            // Files of definitions that others include have no start; jing refuses them just so.
            Err(error) => {
                assert_eq!(error.kind, SchemaErrorKind::Reference, "{error}");
                assert!(error.message.ends_with("no start"), "{error}");
                counts.1 += 1;
            }
        }
    }
    println!("{} schemas compile, {} are parts of others", counts.0, counts.1);
    assert!(counts.0 >= 15);
}

/// What came out with the schemas of this folder, on our side, and libvirt's on jing's; `None` if it is left out.
fn outcome(test: &str, ours: Option<PathBuf>) -> Option<Outcome> {
    let theirs = schemas(test)?;
    let _ = peer(test, Path::new("/usr/bin/jing"), "jing")?;
    let corpus = corpus(test)?;
    let count = std::env::var("VIR_MUTATIONS").ok().map_or(2000, |count| count.parse().unwrap());
    let ours = ours.unwrap_or_else(|| theirs.clone());
    let outcome = vir_tests::corpus_mutate::run(&corpus, &ours, &theirs, count, 1).unwrap();
    println!(
        "corpus: {} of {} agree; spoilt: {} of {} agree ({:.2} %), {} of them still valid",
        outcome.documents_agreed,
        outcome.documents,
        outcome.agreed,
        outcome.mutations,
        outcome.percent(),
        outcome.still_valid
    );
    for difference in &outcome.differences {
        println!("{difference}");
    }
    assert_eq!(outcome.mutations, count);
    // A comparison in which all is valid, or nothing, would say little.
    assert!((count / 10..count * 9 / 10).contains(&outcome.still_valid), "{}", outcome.still_valid);
    assert_eq!(outcome.documents_agreed, outcome.documents);
    Some(outcome)
}

#[test]
fn verdicts_agree_with_jing() {
    let Some(outcome) = outcome("verdicts_agree_with_jing", None) else { return };
    assert!(outcome.percent() >= 99.8, "only {:.2} %", outcome.percent());
}

#[test]
fn our_schemas_say_what_libvirts_say() {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas");
    let Some(outcome) = outcome("our_schemas_say_what_libvirts_say", Some(own)) else { return };
    assert!(outcome.percent() >= 97.0, "only {:.2} %", outcome.percent());
}
