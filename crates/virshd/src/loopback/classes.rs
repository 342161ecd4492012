//! Every procedure that a client may send is tried by some test here, or is known not to be dispatched yet.

use std::collections::BTreeMap;

use vir_protocol::{PROGRAMS, Shape};

use super::generated::{SENT, SENT_TO_DAEMON};

/// What the generated calls leave out, and the file here that sends it.
const ELSEWHERE: &[(&str, &str)] = &[
    ("connect_open", "mod.rs"),
    ("connect_close", "by_hand.rs"),
    ("connect_supports_feature", "by_hand.rs"),
    ("connect_get_uri", "by_hand.rs"),
    ("connect_set_identity", "identity.rs"),
    ("connect_register_close_callback", "by_hand.rs"),
    ("connect_unregister_close_callback", "by_hand.rs"),
    ("connect_get_all_domain_stats", "by_hand.rs"),
    ("domain_get_scheduler_parameters", "by_hand.rs"),
    ("auth_list", "by_hand.rs"),
    ("auth_sasl_init", "by_hand.rs"),
    ("auth_sasl_start", "by_hand.rs"),
    ("auth_sasl_step", "by_hand.rs"),
    ("auth_polkit", "by_hand.rs"),
    ("connect_domain_event_register", "by_hand.rs"),
    ("connect_domain_event_deregister", "by_hand.rs"),
    ("connect_domain_event_register_any", "by_hand.rs"),
    ("connect_domain_event_deregister_any", "by_hand.rs"),
    ("connect_domain_event_callback_register_any", "by_hand.rs"),
    ("connect_domain_event_callback_deregister_any", "by_hand.rs"),
    ("qemu_connect_domain_monitor_event_register", "by_hand.rs"),
    ("qemu_connect_domain_monitor_event_deregister", "by_hand.rs"),
    ("qemu_domain_monitor_command_with_files", "by_hand.rs"),
    ("admin_connect_open", "admin.rs"),
    ("admin_connect_close", "admin.rs"),
    ("connect_network_event_register_any", "events.rs"),
    ("connect_network_event_deregister_any", "events.rs"),
    ("connect_storage_pool_event_register_any", "events.rs"),
    ("connect_storage_pool_event_deregister_any", "events.rs"),
    ("connect_secret_event_register_any", "events.rs"),
    ("connect_secret_event_deregister_any", "events.rs"),
    ("connect_node_device_event_register_any", "events.rs"),
    ("connect_node_device_event_deregister_any", "events.rs"),
];

const FILES: &[(&str, &str)] = &[
    ("mod.rs", include_str!("mod.rs")),
    ("by_hand.rs", include_str!("by_hand.rs")),
    ("identity.rs", include_str!("identity.rs")),
    ("events.rs", include_str!("events.rs")),
    ("admin.rs", include_str!("admin.rs")),
];

/// The operations that are not dispatched yet.
fn waiting() -> Vec<String> {
    let lines = include_str!("../../../../xdr/staged.txt").lines();
    let names = lines.filter(|line| !line.starts_with('#')).filter_map(|line| line.split_whitespace().next());
    names
        .map(|name| match name.split_once('.') {
            Some(("remote", operation)) => operation.to_owned(),
            _ => name.replacen('.', "_", 1),
        })
        .collect()
}

#[test]
fn every_procedure_is_in_one_class() {
    let mut classes: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for program in PROGRAMS {
        for procedure in program.procedures.iter().filter(|procedure| procedure.shape != Shape::Event) {
            classes.insert(format!("{}{}", program.prefix, procedure.name), Vec::new());
        }
    }
    let waiting = waiting();
    let waiting: Vec<&str> = waiting.iter().map(String::as_str).collect();
    let elsewhere: Vec<&str> = ELSEWHERE.iter().map(|(name, _)| *name).collect();
    for (class, names) in
        [("sent", SENT), ("sent", SENT_TO_DAEMON), ("waiting", &waiting), ("elsewhere", &elsewhere)]
    {
        for name in names {
            classes.get_mut(*name).unwrap_or_else(|| panic!("{class}: there is no {name}")).push(class);
        }
    }
    let wrong: Vec<_> = classes.iter().filter(|(_, classes)| classes.len() != 1).collect();
    assert!(wrong.is_empty(), "in no class, or in several: {wrong:?}");
}

#[test]
fn files_send_what_they_are_said_to() {
    for (operation, file) in ELSEWHERE {
        let (_, text) = FILES.iter().find(|(name, _)| name == file).unwrap();
        // A number, a method of the public API, or a facet's method; dropping a stream deregisters.
        let number = operation.trim_start_matches("qemu_").trim_start_matches("admin_").to_ascii_uppercase();
        let register = operation.replace("_deregister", "_register");
        let sends = [&*number, operation.trim_start_matches("connect_"), &register].iter().any(|word| {
            text.match_indices(word).any(|(at, _)| {
                let next = text[at + word.len()..].chars().next();
                !next.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_')
            })
        });
        assert!(sends, "{file} does not send {operation}");
    }
}
