//! Models as JSON, which is how they are kept and shown: everything must come back.

use vir_conf::{
    Capabilities, DomainCaps, DomainDef, InterfaceDef, MigrationCookie, NetworkDef, NetworkPortDef,
    NodeDevDef, NwFilterBindingDef, NwFilterDef, SecretDef, StoragePoolDef, StorageVolDef,
};
use vir_tests::corpus::{kinds, require};

/// What is wrong with the model after it was JSON; `None` is nothing, and for a document that is none.
macro_rules! lost {
    ($model:ty) => {
        |xml| {
            let model = <$model>::parse(xml).ok()?;
            let json = match serde_json::to_string(&model) {
                Ok(json) => json,
                Err(error) => return Some(format!("cannot be written: {error}")),
            };
            match serde_json::from_str::<$model>(&json) {
                Ok(back) if back == model => None,
                Ok(_) => Some("comes back changed".into()),
                Err(error) => Some(format!("cannot be read back: {error}")),
            }
        }
    };
}

/// What is lost of a document.
type Check = fn(&str) -> Option<String>;

/// The model of a folder.
fn check(kind: &str) -> Option<Check> {
    let models: [(&str, Check); 13] = [
        ("network/port", lost!(NetworkPortDef)),
        ("network/", lost!(NetworkDef)),
        ("secret/", lost!(SecretDef)),
        ("storagepool/", lost!(StoragePoolDef)),
        ("storagevol/", lost!(StorageVolDef)),
        ("nodedev/", lost!(NodeDevDef)),
        ("nwfilter/binding", lost!(NwFilterBindingDef)),
        ("nwfilter/", lost!(NwFilterDef)),
        ("interface/", lost!(InterfaceDef)),
        ("capabilities", lost!(Capabilities)),
        ("domaincaps", lost!(DomainCaps)),
        ("migration-cookie", lost!(MigrationCookie)),
        ("domain/", lost!(DomainDef)),
    ];
    models.into_iter().find(|(prefix, _)| kind.starts_with(prefix)).map(|(_, check)| check)
}

#[test]
fn json_holds_everything() {
    let Some(corpus) = require("json_holds_everything") else { return };
    let mut failures = Vec::new();
    let mut checked = 0u32;
    for kind in kinds::all() {
        let Some(check) = check(kind.name) else { continue };
        for case in (kind.cases)(&corpus) {
            checked += 1;
            failures.extend(check(&case.xml).map(|reason| format!("{}: {reason}", case.name)));
        }
    }
    assert!(checked > 250, "only {checked} documents");
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
