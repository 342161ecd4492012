//! Any text as a document of every kind: nothing crashes, and what is written is read again as the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vir_conf::{
    BackupDef, Capabilities, CheckpointDef, Defaults, DomainCaps, DomainDef, DomainStatus, InterfaceDef, MigrationCookie, NetworkDef,
    NetworkPortDef, NetworkStatus, NodeDevDef, NwFilterBindingDef, NwFilterDef, SchemaKind, SecretDef, SnapshotDef,
    StoragePoolCaps, StoragePoolDef, StorageVolDef,
};

/// Fails with the first line that differs.
#[track_caller]
fn same(first: &str, second: &str) {
    if first != second {
        let lines = first.lines().zip(second.lines()).find(|(first, second)| first != second);
        panic!("it comes out differently: {lines:#?}\n{first}");
    }
}

/// What was written is a document, and comes out of a second reading as it went in.
fn settles<T>(text: &str, parse: impl Fn(&str) -> vir_types::Result<T>, write: impl Fn(&T) -> String) {
    if let Ok(first) = parse(text) {
        let written = write(&first);
        match parse(&written) {
            Ok(second) => same(&written, &write(&second)),
            Err(error) => panic!("written, it is refused: {error}\n{written}"),
        }
    }
}

fn complete(xml: &str, defaults: &mut Defaults<'_>) -> String {
    match DomainDef::load(xml, defaults) {
        Ok(def) => def.to_xml(),
        Err(error) => panic!("completed, it is refused: {error}\n{xml}"),
    }
}

fuzz_target!(|text: &str| {
    let Ok(kind) = SchemaKind::of_document(text) else { return };
    let mut random = |bytes: &mut [u8]| bytes.fill(1);
    let mut defaults = Defaults::new(&mut random).with_arch("x86_64");
    match kind {
        SchemaKind::Domain => {
            settles(text, DomainDef::parse, DomainDef::to_xml);
            settles(text, DomainDef::parse_live, DomainDef::to_xml);
            if let Ok(def) = DomainDef::load(text, &mut defaults) {
                // As with libvirt, the order of what was completed settles when it is read again.
                let again = complete(&def.to_xml(), &mut defaults);
                same(&again, &complete(&again, &mut defaults));
            }
        }
        SchemaKind::DomainStatus => settles(text, DomainStatus::parse, DomainStatus::to_xml),
        SchemaKind::Snapshot => settles(text, SnapshotDef::parse_existing, |def| def.to_xml(true)),
        SchemaKind::Checkpoint => settles(text, CheckpointDef::parse_existing, |def| def.to_xml(true)),
        SchemaKind::Backup => settles(text, BackupDef::parse_status, BackupDef::to_status_xml),
        SchemaKind::Network => settles(text, NetworkDef::parse, NetworkDef::to_xml),
        SchemaKind::MigrationCookie => {
            settles(text, MigrationCookie::parse, MigrationCookie::to_xml);
        }
        SchemaKind::NetworkStatus => settles(text, NetworkStatus::parse, NetworkStatus::to_xml),
        SchemaKind::NetworkPort => settles(text, NetworkPortDef::parse, NetworkPortDef::to_xml),
        SchemaKind::StoragePool => settles(text, StoragePoolDef::parse, StoragePoolDef::to_xml),
        SchemaKind::StorageVol => settles(text, StorageVolDef::parse, StorageVolDef::to_xml),
        SchemaKind::StoragePoolCaps => settles(text, StoragePoolCaps::parse, StoragePoolCaps::to_xml),
        SchemaKind::NodeDev => settles(text, NodeDevDef::parse, NodeDevDef::to_xml),
        SchemaKind::Interface => settles(text, InterfaceDef::parse, InterfaceDef::to_xml),
        SchemaKind::NwFilter => settles(text, NwFilterDef::parse, NwFilterDef::to_xml),
        SchemaKind::NwFilterBinding => settles(text, NwFilterBindingDef::parse, NwFilterBindingDef::to_xml),
        SchemaKind::Secret => settles(text, SecretDef::parse, SecretDef::to_xml),
        SchemaKind::Capabilities => settles(text, Capabilities::parse, Capabilities::to_xml),
        SchemaKind::DomainCaps => settles(text, DomainCaps::parse, DomainCaps::to_xml),
        _ => {}
    }
});
