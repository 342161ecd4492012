//! Every operation behind policies that say no: to everything, or to one permission.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use vir_acl::{Policy, Question};
use vir_driver::{Driver, Identity};
use vir_protocol::{PROGRAMS, Procedure, When, remote};
use vir_types::{Code, Result};

use super::generated::call_all;
use super::recorder::Recorder;
use super::{Always, drivers_over_socket};
use crate::drivers::Drivers;

/// A document of the kind of object that an operation is about.
pub(super) fn document(operation: &str) -> &'static str {
    let kinds = [
        (
            "network_port",
            "<networkport><owner><name>a</name><uuid>6695eb01-f6a4-8304-79aa-97f2502e193f</uuid></owner><mac address='52:54:00:00:00:01'/></networkport>",
        ),
        ("network", "<network><name>a</name></network>"),
        ("storage_pool", "<pool type='dir'><name>a</name><target><path>/a</path></target></pool>"),
        ("storage_vol", "<volume><name>a</name><capacity>1</capacity></volume>"),
        ("node_device", "<device><name>a</name><capability type='system'/></device>"),
        (
            "nwfilter_binding",
            "<filterbinding><owner><name>a</name><uuid>6695eb01-f6a4-8304-79aa-97f2502e193f</uuid></owner><portdev name='a'/><mac address='52:54:00:00:00:01'/><filterref filter='a'/></filterbinding>",
        ),
        ("nwfilter", "<filter name='a'/>"),
        ("secret", "<secret><usage type='volume'><volume>/a</volume></usage></secret>"),
        ("interface", "<interface type='ethernet' name='a'/>"),
    ];
    let found = kinds.into_iter().find(|(kind, _)| operation.starts_with(kind));
    found.map_or(
        "<domain type='test'><name>a</name><memory>1</memory><os><type>hvm</type></os></domain>",
        |(_, text)| text,
    )
}

/// The rules of a facet's method.
fn procedure(operation: &str) -> &'static Procedure {
    PROGRAMS
        .iter()
        .filter(|program| !program.of_daemon)
        .find_map(|program| program.operation(operation))
        .unwrap()
}

/// Whether the driver has to be asked before there is anything to judge.
fn finds(operation: &str) -> bool {
    operation.contains("_lookup_") || operation == "domain_save_image_get_xml_desc"
}

/// Says yes to whatever is not this permission on this kind of object.
struct AllBut(Option<(&'static str, &'static str)>);

impl AllBut {
    fn denies(&self, object: &str, permission: &str) -> bool {
        self.0.is_none_or(|denied| denied == (object, permission))
    }
}

#[async_trait]
impl Policy for AllBut {
    async fn allows(&self, question: &Question<'_>) -> Result<bool> {
        let opening = (question.object.kind(), question.permission) == ("connect", "getattr");
        Ok(opening || !self.denies(question.object.kind(), question.permission))
    }
}

/// What became of the operations that were tried.
#[derive(Default)]
struct Seen {
    denied: BTreeSet<&'static str>,
    passed: BTreeSet<&'static str>,
}

/// Calls everything with these flags behind the policy, and requires of each operation that it is denied when one
/// of its rules that apply is, and reaches the driver otherwise.
async fn walk(denied: Option<(&'static str, &'static str)>, flags: u32, seen: &Arc<Mutex<Seen>>) {
    let recorder = Recorder::default();
    let driver: Arc<dyn Driver> = Arc::new(recorder.clone());
    let drivers = Drivers::these(vec![Arc::new(Always(driver))]).guarded(Arc::new(AllBut(denied)));
    let seen = seen.clone();
    let judge = move |name: &'static str, asked: bool, error: Option<&vir_types::Error>| {
        let policy = AllBut(denied);
        let rules = procedure(name).acl.iter().filter(|rule| rule.when.applies(flags));
        let opening =
            |rule: &&vir_protocol::AclRule| (rule.object, rule.permission) == ("connect", "getattr");
        let must =
            rules.filter(|rule| !opening(rule)).any(|rule| policy.denies(rule.object, rule.permission));
        let refused = error.is_some_and(|error| error.code() == Code::ACCESS_DENIED);
        let what = format!("{name} with flags {flags:#x} and {denied:?} denied: {error:?}");
        let mut seen = seen.lock().unwrap();
        if must {
            assert!(refused && (!asked || finds(name)), "got through: {what}");
            seen.denied.insert(name);
        } else {
            assert!(!refused, "refused: {what}");
            if asked {
                seen.passed.insert(name);
            }
        }
    };
    recorder.judge(flags, Box::new(judge));
    let mut identity = Identity::new();
    identity.uid = Some(1000);
    let (conn, _folder) = drivers_over_socket("guarded", drivers, identity).await;
    call_all(&conn, &recorder).await;
    conn.close().await;
}

#[tokio::test]
async fn a_policy_that_denies_everything_lets_nothing_through() {
    let seen = Arc::default();
    walk(None, 0, &seen).await;
    let seen = seen.lock().unwrap();
    assert!(seen.denied.len() > 180, "only {} operations were denied", seen.denied.len());
    // What needs no permission says so in its rules.
    assert!(seen.passed.iter().all(|name| procedure(name).acl.iter().all(|rule| rule.object == "connect")));
}

#[tokio::test]
async fn rules_with_flags_apply_with_these_flags_alone() {
    let conditional = |procedure: &&Procedure| procedure.acl.iter().any(|rule| rule.when != When::Always);
    let all = PROGRAMS.iter().flat_map(|program| program.procedures);
    let mut permissions = BTreeSet::new();
    let mut bits = BTreeSet::from([0]);
    for rule in all.filter(conditional).flat_map(|procedure| procedure.acl) {
        permissions.insert((rule.object, rule.permission));
        match rule.when {
            When::AnySet(flags) => {
                bits.extend((0..32).map(|bit| 1 << bit).filter(|bit| flags & bit != 0));
            }
            When::ArgumentIs(_, value) => bits.extend([value]),
            _ => {}
        }
    }
    let mut without = BTreeSet::new();
    let mut with = BTreeSet::new();
    for permission in permissions {
        for flags in &bits {
            let seen = Arc::default();
            walk(Some(permission), *flags, &seen).await;
            let seen = seen.lock().unwrap();
            let of = |names: &BTreeSet<&'static str>| -> Vec<_> {
                let rules = |name: &&&'static str| {
                    let acl = procedure(name).acl;
                    let mut same =
                        acl.iter().filter(|rule| (rule.object, rule.permission) == permission).peekable();
                    same.peek().is_some() && same.all(|rule| rule.when != When::Always)
                };
                names.iter().filter(rules).map(|name| (*name, permission)).collect()
            };
            with.extend(of(&seen.denied));
            without.extend(of(&seen.passed));
        }
    }
    let missing: Vec<_> = remote::PROCEDURES
        .iter()
        .filter(conditional)
        .map(|procedure| procedure.name)
        .filter(|name| !with.iter().any(|(seen, _)| seen == name))
        .filter(|name| crate::dispatch::runs(remote::PROGRAM, procedure(name).number))
        .collect();
    assert!(missing.is_empty(), "never denied: {missing:?}");
    let always_denied: Vec<_> = with.difference(&without).collect();
    assert!(always_denied.is_empty(), "never without: {always_denied:?}");
}
