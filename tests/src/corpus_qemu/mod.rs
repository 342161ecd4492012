//! The scorer behind `cargo xtask corpus --qemu`: what the QEMU driver makes of libvirt's own test data.
//!
//! A case is an input document with what libvirt makes of it for one emulator: the completed document,
//! the arguments, or the words of a refusal. [`host`] describes the pretended host that they were made
//! on, `pipeline` is the way that a definition takes through the driver, without a driver.

pub mod case;
pub mod compare;
mod emulators;
pub mod host;
mod pipeline;
mod report;
mod words;

pub use case::{Case, cases};
pub use emulators::Emulators;
pub use report::{json, table};
pub use words::{CommandWords, split};

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use anyhow::Result;

use crate::corpus::Corpus;

/// What is compared of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aspect {
    /// The arguments.
    Args,
    /// The completed document.
    Xml,
    /// The refusal.
    Err,
}

impl Aspect {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Args, Self::Xml, Self::Err];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Args => "args",
            Self::Xml => "xml",
            Self::Err => "err",
        }
    }
}

/// How a case did in one aspect.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The case: name, emulator and variant.
    pub case: String,
    /// The aspect.
    pub aspect: Aspect,
    /// Why it differs; `None` if it does not.
    pub reason: Option<String>,
    /// What was expected and what came out, one thing a line.
    pub texts: (String, String),
}

/// What is run.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Only this aspect.
    pub aspect: Option<Aspect>,
    /// The arguments are made from the expected document where there is one, so that what completes
    /// definitions has no part in it.
    pub from_xml: bool,
    /// Only cases whose name holds this.
    pub name: Option<String>,
}

/// Runs the cases of a corpus whose emulators it has.
///
/// # Errors
/// The corpus or its emulators cannot be read.
pub fn run(folder: &Path, options: &Options) -> Result<Vec<Outcome>> {
    let corpus = Corpus::open(folder)?;
    let emulators = Emulators::load(&corpus, folder)?;
    let host = host::Pretended::load(&corpus);
    let mut outcomes = Vec::new();
    for case in cases(&corpus) {
        if options.name.as_ref().is_some_and(|name| !case.title().contains(name.as_str())) {
            continue;
        }
        let Some(caps) = emulators.get(&case.arch, &case.version) else { continue };
        let caps = &host::variant(&case, caps);
        for aspect in Aspect::ALL {
            if options.aspect.is_some_and(|only| only != aspect) || case.expected(aspect).is_none() {
                continue;
            }
            let caught = catch_unwind(AssertUnwindSafe(|| {
                compare::outcome(
                    &case,
                    aspect,
                    &pipeline::Run { caps, host: &host, from_xml: options.from_xml },
                )
            }));
            outcomes.push(caught.unwrap_or_else(|_| Outcome {
                case: case.title(),
                aspect,
                reason: Some("it panics".into()),
                texts: (String::new(), String::new()),
            }));
        }
    }
    Ok(outcomes)
}
