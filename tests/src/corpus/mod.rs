//! The scorer behind `cargo xtask corpus`: what our models make of libvirt's own test data.
//!
//! A *kind* is a folder of the corpus and what is done with a document of it ([`kinds`]). Each document
//! becomes a [`Case`] with what is expected of it, and [`score()`] runs them all.

mod case;
mod cpu;
pub mod damage;
mod diff;
pub mod domain;
mod facts;
pub mod kinds;
mod moments;
mod score;
mod table;
mod update;

pub use case::{Case, Corpus, Expectation};
pub use diff::unified;
pub use facts::{Facts, facts, missing};
pub use kinds::{Kind, Twin};
pub use score::{Failure, Loaded, Score, score, score_all};
pub use table::{json, table};

use std::io::Write as _;
use std::path::PathBuf;

/// Where the corpus is looked for: `VIR_CORPUS`, else beside the project.
#[must_use]
pub fn default_folder() -> PathBuf {
    let given = std::env::var_os("VIR_CORPUS").map(PathBuf::from);
    given.unwrap_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus")))
}

/// The corpus for a test; `None`, with a line that names what is left out, if it is not there.
#[must_use]
pub fn require(test: &str) -> Option<Corpus> {
    let folder = default_folder();
    match Corpus::open(&folder) {
        Ok(corpus) => Some(corpus),
        Err(_) => {
            // Past the capture of the test harness: what is left out is always told.
            let place = folder.display();
            let _ = writeln!(std::io::stderr(), "skipped: {test}: no corpus at {place} (set VIR_CORPUS)");
            None
        }
    }
}
