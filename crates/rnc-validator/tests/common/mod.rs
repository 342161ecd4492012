//! Helpers that several tests share.
#![allow(dead_code, missing_docs)]

use rnc_validator::{Memory, Schema};

#[track_caller]
pub fn rnc(text: &str) -> Schema {
    Schema::compile_rnc(text, "test.rnc", &Memory::new()).unwrap_or_else(|error| panic!("{error}"))
}

/// Why a schema in the compact syntax is refused.
#[track_caller]
pub fn refused(text: &str) -> String {
    Schema::compile_rnc(text, "test.rnc", &Memory::new()).map(|_| ()).unwrap_err().to_string()
}

/// The mistakes of a document, one a line; empty if it is valid.
pub fn mistakes(schema: &Schema, document: &str) -> String {
    let lines = schema.validate(document).err().unwrap_or_default();
    lines.iter().map(|mistake| format!("{mistake}\n")).collect()
}

#[track_caller]
pub fn valid(schema: &Schema, documents: &[&str]) {
    for document in documents {
        let found = mistakes(schema, document);
        assert!(found.is_empty(), "{document}\n{found}");
    }
}

#[track_caller]
pub fn invalid(schema: &Schema, documents: &[&str]) {
    for document in documents {
        assert!(schema.validate(document).is_err(), "{document} was accepted");
    }
}
