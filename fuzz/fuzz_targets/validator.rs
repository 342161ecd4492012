//! Any text as a document, held against the schema of its root: the verdict is there, and the same twice.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vir_conf::SchemaKind;

fuzz_target!(|text: &str| {
    for kind in [SchemaKind::of_document(text).unwrap_or(SchemaKind::Domain), SchemaKind::Network] {
        let Ok(first) = kind.mistakes(text) else { panic!("{kind:?} has no schema") };
        assert_eq!(kind.mistakes(text).ok().as_ref(), Some(&first));
        for mistake in &first {
            assert!(!mistake.message.is_empty());
        }
    }
});
