//! Migrations that the caller drives: which calls, in which order, with which cookies, and what becomes of a failure.
#![allow(clippy::unwrap_used)]

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use libvir::feature::Feature;
use libvir::info::{
    DomainInfo, DomainStateInfo, MigrateBegin, MigrateFinish, MigratePrepare, MigratePrepare3,
};
use libvir::params::{
    MigrateFinish2Params, MigrateFinish3Params, MigratePerform3Params, MigratePerformParams,
    MigratePrepare2Params, MigratePrepare3Params,
};
use libvir::{
    Code, Connect, Domain, DomainKey, DomainMigrateFlags as Flags, DomainState, DomainXmlFlags, Error,
    NoFlags, Origin, Result, TypedParams, Uuid,
};
use vir_driver::Driver;
use vir_driver::facets::{
    Connection, DomainLife, DomainList, DomainMigrateV2, DomainMigrateV3, DomainStatus,
};

/// What both sides were asked, in order.
type Log = Arc<Mutex<Vec<String>>>;

/// A side of a migration: notes what it is asked and answers with cookies that name their phase.
#[derive(Clone)]
struct Side {
    name: &'static str,
    log: Log,
    features: Vec<Feature>,
    /// The phases that fail.
    fails: Vec<&'static str>,
    /// How they do.
    failure: (Code, Origin),
    paused: bool,
    /// Where the destination wants the guest sent.
    uri: Option<&'static str>,
}

impl Side {
    fn note(&self, phase: &'static str, rest: String) -> Result<()> {
        self.log.lock().unwrap().push(format!("{} {phase} {}", self.name, short(rest)));
        if self.fails.contains(&phase) {
            let (code, origin) = self.failure;
            return Err(Error::new(code, format!("{} fails", self.name)).or_origin(origin));
        }
        Ok(())
    }

    fn state(&self) -> DomainState {
        if self.paused { DomainState::PAUSED } else { DomainState::RUNNING }
    }
}

fn arrived(name: &str) -> DomainKey {
    DomainKey::new(name, Uuid([9; 16]), Some(3))
}

/// Flags without the name of their type.
fn short(mut text: String) -> String {
    for start in ["DomainMigrateFlags(", "DomainXmlFlags("] {
        while let Some(at) = text.find(start) {
            let end = at + text[at..].find(')').unwrap();
            let flags = text[at + start.len()..end].replace(" | ", "|");
            text.replace_range(at..=end, &flags);
        }
    }
    text
}

fn text(cookie: &[u8]) -> String {
    format!("[{}]", String::from_utf8_lossy(cookie))
}

fn shown(params: &TypedParams) -> String {
    let one = |param: &libvir::TypedParam| format!("{}={:?}", param.name, param.value);
    params.iter().map(one).collect::<Vec<_>>().join(",")
}

impl Driver for Side {
    fn name(&self) -> &'static str {
        self.name
    }
    fn connection(&self) -> Result<&dyn Connection> {
        Ok(self)
    }
    fn lifecycle(&self) -> Result<&dyn DomainLife> {
        Ok(self)
    }
    fn status(&self) -> Result<&dyn DomainStatus> {
        Ok(self)
    }
    fn domain_list(&self) -> Result<&dyn DomainList> {
        Ok(self)
    }
    fn migrate_v2(&self) -> Result<&dyn DomainMigrateV2> {
        Ok(self)
    }
    fn migrate_v3(&self) -> Result<&dyn DomainMigrateV3> {
        Ok(self)
    }
}

impl DomainLife for Side {}

#[async_trait]
impl Connection for Side {
    async fn connect_supports_feature(&self, feature: Feature) -> Result<bool> {
        Ok(self.features.contains(&feature))
    }
    async fn connect_get_uri(&self) -> Result<String> {
        Ok("qemu+ssh://there/system".to_owned())
    }
}

#[async_trait]
impl DomainList for Side {
    async fn domain_lookup_by_name(&self, name: &str) -> Result<DomainKey> {
        self.note("lookup", name.to_owned())?;
        Ok(arrived(name))
    }
}

#[async_trait]
impl DomainStatus for Side {
    async fn domain_get_info(&self, _dom: &DomainKey) -> Result<DomainInfo> {
        let mut info = DomainInfo::default();
        info.state = self.state();
        Ok(info)
    }
    async fn domain_get_state(&self, _dom: &DomainKey, _flags: NoFlags) -> Result<DomainStateInfo> {
        let mut info = DomainStateInfo::default();
        info.state = self.state();
        Ok(info)
    }
    async fn domain_get_xml_desc(&self, _dom: &DomainKey, flags: DomainXmlFlags) -> Result<String> {
        self.note("xml", format!("{flags:?}"))?;
        Ok("<domain/>".to_owned())
    }
}

#[async_trait]
impl DomainMigrateV2 for Side {
    async fn domain_migrate_prepare(
        &self,
        uri_in: Option<&str>,
        flags: Flags,
        dname: Option<&str>,
        bandwidth_mibps: u64,
    ) -> Result<MigratePrepare> {
        self.note("prepare", format!("{uri_in:?} {flags:?} {dname:?} {bandwidth_mibps}"))?;
        Ok(MigratePrepare::new(b"p".to_vec(), self.uri.map(ToOwned::to_owned)))
    }
    async fn domain_migrate_perform(&self, dom: &DomainKey, params: &MigratePerformParams) -> Result<()> {
        let MigratePerformParams { cookie, uri, flags, dname, bandwidth_mibps, .. } = params;
        let cookie = text(cookie);
        self.note("perform", format!("{} {cookie} {uri} {flags:?} {dname:?} {bandwidth_mibps}", dom.name))
    }
    async fn domain_migrate_finish(
        &self,
        dname: &str,
        cookie: &[u8],
        uri: &str,
        flags: Flags,
    ) -> Result<DomainKey> {
        self.note("finish", format!("{dname} {} {uri} {flags:?}", text(cookie)))?;
        Ok(arrived(dname))
    }
    async fn domain_migrate_prepare2(&self, params: &MigratePrepare2Params) -> Result<MigratePrepare> {
        let MigratePrepare2Params { uri_in, flags, dname, bandwidth_mibps, dom_xml, .. } = params;
        self.note("prepare2", format!("{uri_in:?} {flags:?} {dname:?} {bandwidth_mibps} {dom_xml}"))?;
        Ok(MigratePrepare::new(b"p2".to_vec(), self.uri.map(ToOwned::to_owned)))
    }
    async fn domain_migrate_finish2(&self, params: &MigrateFinish2Params) -> Result<DomainKey> {
        let MigrateFinish2Params { dname, cookie, uri, flags, retcode, .. } = params;
        self.note("finish2", format!("{dname} {} {uri:?} {flags:?} {retcode}", text(cookie)))?;
        Ok(arrived(dname))
    }
}

#[async_trait]
impl DomainMigrateV3 for Side {
    async fn domain_migrate_begin3(
        &self,
        dom: &DomainKey,
        xmlin: Option<&str>,
        flags: Flags,
        dname: Option<&str>,
        bandwidth_mibps: u64,
    ) -> Result<MigrateBegin> {
        self.note("begin3", format!("{} {xmlin:?} {flags:?} {dname:?} {bandwidth_mibps}", dom.name))?;
        Ok(MigrateBegin::new(b"b".to_vec(), "<moved/>".to_owned()))
    }
    async fn domain_migrate_begin3_params(
        &self,
        dom: &DomainKey,
        params: &TypedParams,
        flags: Flags,
    ) -> Result<MigrateBegin> {
        self.note("begin3_params", format!("{} {} {flags:?}", dom.name, shown(params)))?;
        Ok(MigrateBegin::new(b"b".to_vec(), "<moved/>".to_owned()))
    }
    async fn domain_migrate_prepare3(&self, params: &MigratePrepare3Params) -> Result<MigratePrepare3> {
        let MigratePrepare3Params { cookie_in, uri_in, flags, dname, bandwidth_mibps, dom_xml, .. } = params;
        let cookie = text(cookie_in);
        self.note(
            "prepare3",
            format!("{cookie} {uri_in:?} {flags:?} {dname:?} {bandwidth_mibps} {dom_xml}"),
        )?;
        Ok(MigratePrepare3::new(b"p".to_vec(), self.uri.map(ToOwned::to_owned)))
    }
    async fn domain_migrate_prepare3_params(
        &self,
        params: &TypedParams,
        cookie_in: &[u8],
        flags: Flags,
    ) -> Result<MigratePrepare3> {
        self.note("prepare3_params", format!("{} {} {flags:?}", shown(params), text(cookie_in)))?;
        Ok(MigratePrepare3::new(b"p".to_vec(), self.uri.map(ToOwned::to_owned)))
    }
    async fn domain_migrate_perform3(
        &self,
        dom: &DomainKey,
        params: &MigratePerform3Params,
    ) -> Result<Vec<u8>> {
        let MigratePerform3Params { xmlin, cookie_in, dconnuri, uri, flags, dname, bandwidth_mibps, .. } =
            params;
        let (name, cookie) = (&dom.name, text(cookie_in));
        self.note(
            "perform3",
            format!("{name} {xmlin:?} {cookie} {dconnuri:?} {uri:?} {flags:?} {dname:?} {bandwidth_mibps}"),
        )?;
        Ok(b"x".to_vec())
    }
    async fn domain_migrate_perform3_params(
        &self,
        dom: &DomainKey,
        dconnuri: Option<&str>,
        params: &TypedParams,
        cookie_in: &[u8],
        flags: Flags,
    ) -> Result<Vec<u8>> {
        let (params, cookie) = (shown(params), text(cookie_in));
        self.note("perform3_params", format!("{} {dconnuri:?} {params} {cookie} {flags:?}", dom.name))?;
        Ok(b"x".to_vec())
    }
    async fn domain_migrate_finish3(&self, params: &MigrateFinish3Params) -> Result<MigrateFinish> {
        let MigrateFinish3Params { dname, cookie_in, dconnuri, uri, flags, cancelled, .. } = params;
        let cookie = text(cookie_in);
        self.note("finish3", format!("{dname} {cookie} {dconnuri:?} {uri:?} {flags:?} {cancelled}"))?;
        Ok(MigrateFinish::new(arrived(dname), b"f".to_vec()))
    }
    async fn domain_migrate_finish3_params(
        &self,
        params: &TypedParams,
        cookie_in: &[u8],
        flags: Flags,
        cancelled: bool,
    ) -> Result<MigrateFinish> {
        let (params_text, cookie) = (shown(params), text(cookie_in));
        self.note("finish3_params", format!("{params_text} {cookie} {flags:?} {cancelled}"))?;
        let name = params.get_string("destination_name")?.unwrap();
        Ok(MigrateFinish::new(arrived(&name), b"f".to_vec()))
    }
    async fn domain_migrate_confirm3(
        &self,
        dom: &DomainKey,
        cookie_in: &[u8],
        flags: Flags,
        cancelled: bool,
    ) -> Result<()> {
        self.note("confirm3", format!("{} {} {flags:?} {cancelled}", dom.name, text(cookie_in)))
    }
    async fn domain_migrate_confirm3_params(
        &self,
        dom: &DomainKey,
        params: &TypedParams,
        cookie_in: &[u8],
        flags: Flags,
        cancelled: bool,
    ) -> Result<()> {
        let (params, cookie) = (shown(params), text(cookie_in));
        self.note("confirm3_params", format!("{} {params} {cookie} {flags:?} {cancelled}", dom.name))
    }
}

/// Two sides.
struct Pair {
    source: Side,
    dest: Side,
    log: Log,
}

impl Pair {
    fn new(features: &[Feature]) -> Self {
        let log = Log::default();
        let side = |name, uri| Side {
            name,
            log: log.clone(),
            features: features.to_vec(),
            fails: Vec::new(),
            failure: (Code::OPERATION_FAILED, Origin::QEMU),
            paused: false,
            uri,
        };
        Self { source: side("src", None), dest: side("dst", Some("tcp://there:49152")), log: log.clone() }
    }

    fn ends(&self) -> (Domain, Connect) {
        let source = libvir::server::connect(Arc::new(self.source.clone()), false);
        let dest = libvir::server::connect(Arc::new(self.dest.clone()), false);
        (source.domain(DomainKey::new("vm", Uuid([7; 16]), Some(1))), dest)
    }

    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.log.lock().unwrap())
    }

    /// The phases that were asked, without their arguments.
    fn phases(&self) -> String {
        let first_two = |call: String| call.split(' ').take(2).collect::<Vec<_>>().join(".");
        self.asked().into_iter().map(first_two).collect::<Vec<_>>().join(" ")
    }

    async fn migrate3(&self) -> Result<Domain> {
        let (dom, dest) = self.ends();
        dom.migrate3(&dest, &TypedParams::new().with("bandwidth", 5_u64), Flags::LIVE).await
    }

    async fn migrate(&self) -> Result<Domain> {
        let (dom, dest) = self.ends();
        dom.migrate2(&dest, None, Flags::LIVE, Some("new"), None, 5).await
    }
}

const PARAMS: [Feature; 3] =
    [Feature::MIGRATION_PARAMS, Feature::MIGRATION_V3, Feature::MIGRATE_CHANGE_PROTECTION];

#[tokio::test]
async fn version_3_with_parameters_passes_cookies_from_phase_to_phase() {
    let mut pair = Pair::new(&PARAMS);
    pair.source.paused = true;
    let (dom, dest) = pair.ends();
    let params = TypedParams::new().with("bandwidth", 5_u64).with("migrate_disks", "vda");
    let flags = Flags::LIVE | Flags::ABORT_ON_ERROR | Flags::CHANGE_PROTECTION;
    let moved = dom.migrate3(&dest, &params, flags).await.unwrap();
    assert_eq!((moved.name(), moved.id()), ("vm", Some(3)));
    let given = "bandwidth=Ullong(5),migrate_disks=String(\"vda\")";
    let xml = "destination_xml=String(\"<moved/>\")";
    let uri = "migrate_uri=String(\"tcp://there:49152\")";
    let source = "LIVE | CHANGE_PROTECTION | ABORT_ON_ERROR";
    let later = "LIVE | PAUSED | CHANGE_PROTECTION | ABORT_ON_ERROR";
    assert_eq!(
        pair.asked(),
        [
            format!("src begin3_params vm {given} {source}").replace(" | ", "|"),
            format!("dst prepare3_params {given},{xml} [b] LIVE|PAUSED"),
            format!("src perform3_params vm None {given},{xml},{uri} [p] {later}").replace(" | ", "|"),
            format!(
                "dst finish3_params {given},{xml},{uri},destination_name=String(\"vm\") [x] LIVE|PAUSED false"
            ),
            format!("src confirm3_params vm {given},{xml},{uri} [f] {later} false").replace(" | ", "|"),
        ]
    );
}

#[tokio::test]
async fn version_3_passes_cookies_from_phase_to_phase() {
    let pair = Pair::new(&[Feature::MIGRATION_V3]);
    let (dom, dest) = pair.ends();
    let moved =
        dom.migrate2(&dest, Some("<mine/>"), Flags::LIVE, Some("new"), Some("tcp://x"), 5).await.unwrap();
    assert_eq!(moved.name(), "new");
    assert_eq!(
        pair.asked(),
        [
            "src begin3 vm Some(\"<mine/>\") LIVE Some(\"new\") 5",
            "dst prepare3 [b] Some(\"tcp://x\") LIVE Some(\"new\") 5 <moved/>",
            "src perform3 vm None [p] None Some(\"tcp://there:49152\") LIVE Some(\"new\") 5",
            "dst finish3 new [x] None Some(\"tcp://there:49152\") LIVE false",
            "src confirm3 vm [f] LIVE false",
        ]
    );
}

/// For each phase that fails: what is asked, and whose error is told.
#[tokio::test]
async fn whatever_fails_in_version_3_one_side_runs_the_guest() {
    for (phases, change_protection, told, asked) in [
        ("begin3", true, "src", "src.begin3"),
        ("prepare3", true, "dst", "src.begin3 dst.prepare3 src.confirm3"),
        ("prepare3", false, "dst", "src.begin3 dst.prepare3"),
        ("perform3", true, "src", "src.begin3 dst.prepare3 src.perform3 dst.finish3"),
        ("finish3", true, "dst", "src.begin3 dst.prepare3 src.perform3 dst.finish3 src.confirm3"),
    ] {
        for params in [false, true] {
            let features: &[Feature] = match (params, change_protection) {
                (true, true) => &PARAMS,
                (false, true) => &[Feature::MIGRATION_V3, Feature::MIGRATE_CHANGE_PROTECTION],
                (true, false) => &[Feature::MIGRATION_PARAMS],
                (false, false) => &[Feature::MIGRATION_V3],
            };
            let mut pair = Pair::new(features);
            let name: &'static str = if params { format!("{phases}_params").leak() } else { phases };
            pair.source.fails = vec![name];
            pair.dest.fails = vec![name];
            pair.source.failure.0 = Code::OPERATION_ABORTED;
            let error = if params { pair.migrate3().await } else { pair.migrate().await }.unwrap_err();
            assert!(error.message().ends_with(&format!("{told} fails")), "{name}: {error}");
            let asked = if params {
                format!("{} ", asked).replace("3 ", "3_params ").trim_end().to_owned()
            } else {
                asked.to_owned()
            };
            let log = pair.asked();
            let seen: Vec<_> =
                log.iter().map(|call| call.split(' ').take(2).collect::<Vec<_>>().join(".")).collect();
            assert_eq!(seen.join(" "), asked, "{name}");
            // Nobody is told that it went well.
            let cancels = |call: &&String| call.contains(" finish3") || call.contains(" confirm3");
            for call in
                log.iter().filter(cancels).filter(|call| !(phases == "finish3" && call.contains(" finish3")))
            {
                assert!(call.ends_with(" true"), "{call}");
            }
        }
    }
}

#[tokio::test]
async fn a_confirmation_that_fails_changes_nothing() {
    let mut pair = Pair::new(&PARAMS);
    pair.source.fails = vec!["confirm3_params"];
    assert_eq!(pair.migrate3().await.unwrap().name(), "vm");
}

#[tokio::test]
async fn a_destination_without_a_uri_is_cancelled() {
    for features in [&PARAMS[..], &[Feature::MIGRATION_V3]] {
        let mut pair = Pair::new(features);
        pair.dest.uri = None;
        let params = features.len() > 1;
        let error = if params { pair.migrate3().await } else { pair.migrate().await }.unwrap_err();
        assert_eq!(error.code(), Code::INTERNAL_ERROR);
        let log = pair.asked();
        let last: Vec<_> = log.iter().rev().take(2).rev().collect();
        assert!(last[0].starts_with("dst finish3") && last[0].ends_with(" true"), "{log:?}");
        // The destination says that it has the guest, which nobody has sent: the source keeps it.
        assert!(last[1].starts_with("src confirm3") && last[1].ends_with(" true"), "{log:?}");
        assert!(!log.iter().any(|call| call.contains("perform")), "{log:?}");
    }
}

#[tokio::test]
async fn both_errors_of_qemu_are_told() {
    let mut pair = Pair::new(&PARAMS);
    pair.source.fails = vec!["perform3_params"];
    pair.dest.fails = vec!["finish3_params"];
    let error = pair.migrate3().await.unwrap_err();
    assert_eq!(error.code(), Code::OPERATION_FAILED);
    assert!(error.message().contains("src fails") && error.message().contains("dst fails"), "{error}");
    // A destination that only says that it has cleaned up has nothing to add.
    pair.dest.failure.0 = Code::MIGRATE_FINISH_OK;
    let error = pair.migrate3().await.unwrap_err();
    assert!(error.message().contains("src fails") && !error.message().contains("dst fails"), "{error}");
}

#[tokio::test]
async fn a_domain_that_does_not_run_is_not_sent() {
    let mut features = PARAMS.to_vec();
    let pair = Pair::new(&features);
    let (dom, dest) = pair.ends();
    let offline = dom.migrate3(&dest, &TypedParams::new(), Flags::OFFLINE).await.unwrap_err();
    assert_eq!(offline.code(), Code::ARGUMENT_UNSUPPORTED);
    features.push(Feature::MIGRATION_OFFLINE);
    let pair = Pair::new(&features);
    let (dom, dest) = pair.ends();
    dom.migrate3(&dest, &TypedParams::new(), Flags::OFFLINE).await.unwrap();
    let log = pair.asked();
    assert!(log[2].starts_with("dst finish3_params") && log[2].contains(" [] ") && log[2].ends_with("false"));
    assert_eq!(log.len(), 4, "{log:?}");
}

#[tokio::test]
async fn version_2_tells_the_destination_how_it_went() {
    let mut pair = Pair::new(&[Feature::MIGRATION_V2, Feature::MIGRATION_V1]);
    assert_eq!(pair.migrate().await.unwrap().name(), "new");
    assert_eq!(
        pair.asked(),
        [
            "src xml SECURE|UPDATE_CPU",
            "dst prepare2 None LIVE Some(\"new\") 5 <domain/>",
            "src perform vm [p2] tcp://there:49152 LIVE Some(\"new\") 5",
            "dst finish2 new [p2] \"tcp://there:49152\" LIVE 0",
        ]
    );
    pair.source.fails = vec!["perform"];
    assert!(pair.migrate().await.unwrap_err().message().ends_with("src fails"));
    assert!(pair.asked()[3].ends_with(" 1"));
    pair.source.fails.clear();
    pair.dest.uri = None;
    assert_eq!(pair.migrate().await.unwrap_err().code(), Code::INTERNAL_ERROR);
    assert_eq!(pair.phases(), "src.xml dst.prepare2 dst.finish2");
    pair.dest.fails = vec!["prepare2"];
    assert!(pair.migrate().await.unwrap_err().message().ends_with("dst fails"));
    assert_eq!(pair.phases(), "src.xml dst.prepare2");
}

#[tokio::test]
async fn version_1_prepares_performs_finishes() {
    let mut pair = Pair::new(&[Feature::MIGRATION_V1]);
    assert_eq!(pair.migrate().await.unwrap().name(), "new");
    assert_eq!(
        pair.asked(),
        [
            "dst prepare None LIVE Some(\"new\") 5",
            "src perform vm [p] tcp://there:49152 LIVE Some(\"new\") 5",
            "dst finish new [p] tcp://there:49152 LIVE",
        ]
    );
    pair.dest.fails = vec!["finish"];
    pair.dest.failure = (Code::NO_SUPPORT, Origin::NONE);
    assert_eq!(pair.migrate().await.unwrap().name(), "new");
    assert_eq!(pair.phases(), "dst.prepare src.perform dst.finish dst.lookup");
}

#[tokio::test]
async fn the_newest_form_that_both_have_is_taken() {
    let mut pair = Pair::new(&PARAMS);
    pair.dest.features = vec![Feature::MIGRATION_V3, Feature::MIGRATION_V2];
    pair.migrate3().await.unwrap();
    assert!(pair.phases().starts_with("src.begin3 dst.prepare3 "));
    // What the older form cannot carry is refused.
    let (dom, dest) = pair.ends();
    let params = TypedParams::new().with("migrate_disks", "vda");
    let error = dom.migrate3(&dest, &params, Flags::LIVE).await.unwrap_err();
    assert_eq!(error.code(), Code::ARGUMENT_UNSUPPORTED);
    pair.source.features = vec![Feature::MIGRATION_V2];
    let (dom, dest) = pair.ends();
    let error = dom.migrate2(&dest, Some("<mine/>"), Flags::LIVE, None, None, 0).await.unwrap_err();
    assert_eq!(error.code(), Code::ARGUMENT_UNSUPPORTED);
    pair.source.features.clear();
    let (dom, dest) = pair.ends();
    let error = dom.migrate(&dest, Flags::LIVE, None, None, 0).await.unwrap_err();
    assert_eq!((error.code(), error.message().contains("virDomainMigrate")), (Code::NO_SUPPORT, true));
    assert!(pair.asked().is_empty());
}

#[tokio::test]
async fn peers_are_left_to_themselves() {
    let peer = Flags::PEER2PEER | Flags::TUNNELLED;
    let mut pair = Pair::new(&[Feature::MIGRATION_P2P, Feature::MIGRATION_PARAMS]);
    let (dom, dest) = pair.ends();
    let there = "qemu+ssh://there/system";
    let moved = dom.migrate2(&dest, None, peer, Some("new"), Some("tcp://x"), 5).await.unwrap();
    assert_eq!(moved.name(), "new");
    dom.migrate_to_uri(there, peer, None, 0).await.unwrap();
    dom.migrate_to_uri2(Some(there), None, Some("<mine/>"), peer, None, 1).await.unwrap();
    dom.migrate_to_uri3(Some(there), &TypedParams::new().with("a", 1), peer).await.unwrap();
    let perform = format!("src perform3_params vm Some({there:?})");
    assert_eq!(
        pair.asked(),
        [
            format!(
                "{perform} migrate_uri=String(\"tcp://x\"),destination_name=String(\"new\"),bandwidth=Ullong(5) [] PEER2PEER|TUNNELLED"
            ),
            "dst lookup new".to_owned(),
            format!("{perform} bandwidth=Ullong(0) [] PEER2PEER|TUNNELLED"),
            format!(
                "{perform} destination_xml=String(\"<mine/>\"),bandwidth=Ullong(1) [] PEER2PEER|TUNNELLED"
            ),
            format!("{perform} a=Int(1) [] PEER2PEER|TUNNELLED"),
        ]
    );
    for here in ["qemu:///system", "qemu+ssh://localhost/system"] {
        let error = dom.migrate_to_uri(here, peer, None, 0).await.unwrap_err();
        assert_eq!(error.code(), Code::INVALID_ARG);
    }
    dom.migrate_to_uri("qemu+unix:///system?socket=/there", peer, None, 0).await.unwrap();
    assert_eq!(
        dom.migrate_to_uri2(None, None, None, peer, None, 0).await.unwrap_err().code(),
        Code::INVALID_ARG
    );
    pair.asked();
    pair.source.features = vec![Feature::MIGRATION_P2P, Feature::MIGRATION_V3];
    pair.ends().0.migrate_to_uri(there, peer, Some("new"), 7).await.unwrap();
    pair.source.features = vec![Feature::MIGRATION_P2P];
    pair.ends().0.migrate_to_uri(there, peer, Some("new"), 7).await.unwrap();
    pair.source.features = vec![Feature::MIGRATION_DIRECT];
    pair.ends().0.migrate_to_uri("xen://there", Flags::LIVE, None, 0).await.unwrap();
    assert_eq!(
        pair.asked(),
        [
            format!("src perform3 vm None [] Some({there:?}) None PEER2PEER|TUNNELLED Some(\"new\") 7"),
            format!("src perform vm [] {there} PEER2PEER|TUNNELLED Some(\"new\") 7"),
            "src perform vm [] xen://there LIVE None 0".to_owned(),
        ]
    );
    let error = pair.ends().0.migrate_to_uri(there, peer, None, 0).await.unwrap_err();
    assert_eq!(error.code(), Code::ARGUMENT_UNSUPPORTED);
}

#[tokio::test]
async fn flags_that_make_no_sense_ask_nobody() {
    let pair = Pair::new(&PARAMS);
    let (dom, dest) = pair.ends();
    let disks = Flags::NON_SHARED_DISK | Flags::NON_SHARED_INC;
    for (flags, code) in [
        (disks, Code::INVALID_ARG),
        (Flags::TUNNELLED | Flags::PARALLEL, Code::INVALID_ARG),
        (Flags::NON_SHARED_SYNCHRONOUS_WRITES, Code::INVALID_ARG),
        (Flags::TUNNELLED, Code::OPERATION_INVALID),
    ] {
        assert_eq!(dom.migrate(&dest, flags, None, None, 0).await.unwrap_err().code(), code, "{flags:?}");
    }
    for flags in [Flags::PEER2PEER, Flags::TUNNELLED, disks] {
        let error = dom.migrate3(&dest, &TypedParams::new(), flags).await.unwrap_err();
        assert_eq!(error.code(), Code::INVALID_ARG, "{flags:?}");
    }
    assert!(pair.asked().is_empty());
}

#[tokio::test]
async fn a_read_only_end_refuses() {
    let pair = Pair::new(&PARAMS);
    let read_only = libvir::server::connect(Arc::new(pair.dest.clone()), true);
    let (dom, dest) = pair.ends();
    let there = dom.migrate(&read_only, Flags::LIVE, None, None, 0).await.unwrap_err();
    let fixed = read_only.domain(dom.key().clone());
    let here = fixed.migrate3(&dest, &TypedParams::new(), Flags::LIVE).await.unwrap_err();
    let uri = fixed.migrate_to_uri("qemu://there/system", Flags::PEER2PEER, None, 0).await.unwrap_err();
    for error in [there, here, uri] {
        assert_eq!(error.code(), Code::OPERATION_DENIED);
        assert!(error.message().contains("virDomainMigrate"), "{error}");
    }
    assert!(pair.asked().is_empty());
}

#[tokio::test]
async fn a_caller_that_goes_away_leaves_no_guest_between_two_hosts() {
    let pair = Pair::new(&PARAMS);
    {
        let mut moving = Box::pin(pair.migrate3());
        // Polled once: the migration is on its way, and its caller is gone.
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        assert!(moving.as_mut().poll(&mut context).is_pending());
    }
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert_eq!(
        pair.phases(),
        "src.begin3_params dst.prepare3_params src.perform3_params dst.finish3_params src.confirm3_params"
    );
}
