//! Measures validation: `cargo run --release -p rnc-validator --example speed -- SCHEMA DOCUMENT [TIMES]`.
#![allow(clippy::print_stdout)]

use std::time::Instant;

use rnc_validator::{Limits, Schema};

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (Some(schema), Some(document)) = (arguments.next(), arguments.next()) else {
        anyhow::bail!("usage: speed SCHEMA DOCUMENT [TIMES]");
    };
    let times: u32 = arguments.next().map_or(Ok(1000), |times| times.parse())?;
    let started = Instant::now();
    let schema = Schema::from_path(&schema)?;
    println!("compiled in {:?}", started.elapsed());
    let text = std::fs::read_to_string(&document)?;
    let started = Instant::now();
    let first = schema.validate_within(&text, Limits::DEFAULT);
    println!(
        "first document: {:?}, {}",
        started.elapsed(),
        if first.is_ok() { "valid" } else { "not valid" }
    );
    if let Err(mistakes) = first {
        for mistake in mistakes {
            println!("  {mistake}");
        }
    }
    let started = Instant::now();
    for _ in 0..times {
        let again = schema.validate(&text);
        std::hint::black_box(&again);
    }
    let each = started.elapsed() / times.max(1);
    println!("{} lines, {each:?} per document", text.lines().count());
    Ok(())
}
