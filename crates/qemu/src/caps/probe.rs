//! What to ask an emulator. All can be sent at once: no question depends on an answer.

use serde_json::{Value, json};

use super::tables::{DEVICE_PROPERTIES, OBJECT_PROPERTIES};

/// What to ask an emulator that runs without machine (`-machine none`), in this order.
///
/// `kvm` tells whether it runs with hardware virtualization; it must then be run a second time without,
/// with the questions of [`commands_tcg`], for guests that want emulation. Many of the answers are errors:
/// that something is not there is what they say.
#[must_use]
pub fn commands(kvm: bool) -> Vec<Value> {
    let mut list = vec![
        json!({"execute": "query-version"}),
        json!({"execute": "query-target"}),
        json!({"execute": "query-qmp-schema"}),
        json!({"execute": "query-kvm"}),
        json!({"execute": "qom-list-types"}),
    ];
    let of_type = |execute: &str, name: &str| json!({"execute": execute, "arguments": {"typename": name}});
    list.extend(DEVICE_PROPERTIES.iter().map(|(name, _)| of_type("device-list-properties", name)));
    list.extend(OBJECT_PROPERTIES.iter().map(|(name, _)| of_type("qom-list-properties", name)));
    list.extend(
        [
            "query-machines",
            "query-cpu-definitions",
            "query-tpm-models",
            "query-tpm-types",
            "query-command-line-options",
            "query-migrate-capabilities",
            "query-gic-capabilities",
            "query-sev-capabilities",
            "query-sgx-capabilities",
        ]
        .map(|name| json!({"execute": name})),
    );
    list.extend(expansions(if kvm { "host" } else { "max" }));
    if kvm {
        list.push(hyperv());
    }
    list
}

/// What to ask an emulator that runs without hardware virtualization though it could have it.
#[must_use]
pub fn commands_tcg() -> Vec<Value> {
    let mut list = vec![json!({"execute": "query-cpu-definitions"}), json!({"execute": "query-machines"})];
    list.extend(expansions("max"));
    list
}

/// What the processor is that a guest gets under this name, with all and with only migratable features.
pub(super) fn expansions(model: &str) -> [Value; 2] {
    [json!({"name": model}), json!({"name": model, "props": {"migratable": false}})].map(
        |model| json!({"execute": "query-cpu-model-expansion", "arguments": {"type": "static", "model": model}}),
    )
}

/// What of Hyper-V the emulator can show to guests.
pub(super) fn hyperv() -> Value {
    let model = json!({"name": "host", "props": {"migratable": false, "hv-passthrough": true}});
    json!({"execute": "query-cpu-model-expansion", "arguments": {"type": "full", "model": model}})
}
