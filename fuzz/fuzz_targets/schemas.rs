//! Any text as a schema, in both syntaxes: it is compiled or refused, and a document held against it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rnc_validator::{Memory, Schema};

fuzz_target!(|text: &str| {
    let files = Memory::new().with("part.rnc", "part = element part { text }");
    for schema in [
        Schema::compile_rnc(text, "fuzz.rnc", &files),
        Schema::compile_xml(text, "fuzz.rng", &files),
    ]
    .into_iter()
    .flatten()
    {
        let _ = schema.validate("<a b='c'><d/>e<f xmlns='g'/></a>");
        let _ = schema.validate("<grammar/>");
    }
});
