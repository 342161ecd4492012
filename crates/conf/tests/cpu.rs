//! Processors: the map, data, comparisons, baselines, updates.

#![allow(clippy::disallowed_methods)] // It looks for tables where the environment says.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::io::Write as _;
use std::path::Path;

use expect_test::{Expect, expect};
use vir_conf::SchemaKind;
use vir_conf::cpu::{
    BaselineLimits, CpuComparison, CpuData, CpuDef, CpuFallback, CpuFamily, CpuFeaturePolicy, CpuMap,
    DecodeOptions, EncodePart, Processor, QemuProperty,
};
use vir_conf::domain_caps::CpuModelCaps;
use vir_types::{Code, ConnectBaselineCpuFlags as Flags};

const MAP: &str = include_str!("../schemas/cpu-map.xml");

fn map() -> &'static CpuMap {
    CpuMap::builtin().unwrap()
}

fn cpu(xml: &str) -> Processor {
    Processor::parse(xml).unwrap()
}

fn guest(xml: &str) -> CpuDef {
    match cpu(xml) {
        Processor::Guest(def) => def,
        other => panic!("no guest: {other:?}"),
    }
}

fn host(model: &str, features: &[&str]) -> Processor {
    let features: String = features.iter().map(|name| format!("<feature name='{name}'/>")).collect();
    cpu(&format!("<cpu><arch>x86_64</arch><model>{model}</model><vendor>Intel</vendor>{features}</cpu>"))
}

fn written(def: CpuDef) -> String {
    Processor::Guest(def).to_xml()
}

#[test]
fn the_map_is_valid() {
    SchemaKind::CpuMap.validate(MAP).unwrap();
}

#[test]
fn the_map_equals_the_facts() {
    let folder = std::env::var_os("VIR_FACTS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/facts"),
        std::path::PathBuf::from,
    );
    let path = folder.join("cpu-map.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        let _ = writeln!(std::io::stderr(), "skipped: the_map_equals_the_facts: no {}", path.display());
        return;
    };
    let facts: serde_json::Value = serde_json::from_str(&text).unwrap();
    let facts = facts.as_object().unwrap();
    assert_eq!(facts.len(), 3);
    for (name, facts) in facts {
        let map = map().family(CpuFamily::of_name(name).unwrap()).unwrap();
        let names = |kind: &str| -> Vec<String> {
            let list = facts[kind].as_array().unwrap().iter();
            list.map(|item| item["name"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(map.vendors().iter().map(|it| it.name.clone()).collect::<Vec<_>>(), names("vendors"));
        assert_eq!(map.features().iter().map(|it| it.name.clone()).collect::<Vec<_>>(), names("features"));
        assert_eq!(map.models().iter().map(|it| it.name.clone()).collect::<Vec<_>>(), names("models"));
    }
}

#[test]
fn models_are_found_by_name() {
    let x86 = map().family(CpuFamily::X86).unwrap();
    let penryn = x86.model("Penryn").unwrap();
    assert_eq!(penryn.vendor.as_deref(), Some("Intel"));
    assert_eq!(penryn.signatures.len(), 2);
    assert_eq!(penryn.canonical.as_deref(), Some("Penryn-v1"));
    // An heir has everything of its ancestor.
    assert_eq!(x86.model("Penryn-v1").unwrap().registers, penryn.registers);
    assert!(x86.model("penryn").is_none());
    assert_eq!(map().vendor_of("x86_64", "EPYC"), Some("AMD"));
    assert_eq!(map().vendor_of("s390x", "z14"), Some("IBM"));
    assert_eq!(map().canonical_of("i686", "EPYC-IBPB"), Some("EPYC-v2"));

    assert_eq!(map().models("x86_64").unwrap().len(), 150);
    assert_eq!(map().models("ppc64le").unwrap()[0], "POWER6");
    assert_eq!(map().models("s390x").unwrap().len(), 0);
    let error = map().models("vax").unwrap_err();
    assert_eq!(error.code(), Code::NO_SUPPORT);
    assert!(error.message().ends_with("'vax' architecture is not supported by CPU driver"), "{error}");
}

#[test]
fn a_map_that_contradicts_itself_is_refused() {
    let refused = |inside: &str, why: &str| {
        let xml = format!("<cpus><arch name='x86'>{inside}</arch></cpus>");
        let error = CpuMap::parse(&xml).unwrap_err();
        assert!(error.message().ends_with(why), "{error}");
    };
    let model = |name: &str, inside: &str| format!("<model name='{name}'>{inside}</model>");
    refused("<vendor name='A' string='short'/>", "Invalid CPU vendor string 'short'");
    refused("<feature name='a'><cpuid eax_in='x'/></feature>", "Invalid number 'x' in the CPU map");
    let feature = "<feature name='a'><cpuid eax_in='1' eax='1'/></feature>";
    refused(&format!("{feature}{feature}"), "CPU feature a already defined");
    let group = |models: &str| format!("<group name='g'>{models}</group>");
    refused(&group(&model("b", "<feature name='c'/>")), "Feature c required by CPU model b not found");
    refused(&group(&(model("b", "") + &model("b", ""))), "Multiple definitions of CPU model 'b'");
    refused(&group(&model("b", "<model name='c'/>")), "Ancestor model c not found for CPU model b");
}

#[track_caller]
fn compares(host: &Processor, xml: &str, expect: Expect) {
    let shown = match map().compare("x86_64", Some(host), &cpu(xml)) {
        Ok(CpuComparison::Incompatible(why)) => format!("incompatible: {}", why.unwrap_or_default()),
        Ok(other) => format!("{other:?}"),
        Err(error) => format!("error {}: {error}", error.code().0),
    };
    expect.assert_eq(&shown);
}

#[test]
fn hosts_give_what_they_have() {
    let host = host("Penryn", &["vmx"]);
    let guest = |inside: &str| format!("<cpu><model>Penryn</model>{inside}</cpu>");
    compares(&host, &guest("<feature name='vmx' policy='require'/>"), expect!["Identical"]);
    compares(&host, &guest(""), expect!["Superset"]);
    compares(&host, &guest("<feature name='vmx' policy='optional'/>"), expect!["Identical"]);
    compares(
        &host,
        &guest("<feature name='avx' policy='require'/>"),
        expect!["incompatible: Host CPU does not provide required features: avx"],
    );
    compares(
        &host,
        &guest("<feature name='vmx' policy='forbid'/>"),
        expect!["incompatible: Host CPU provides forbidden features: vmx"],
    );
    compares(
        &host,
        "<cpu match='strict'><model>Penryn</model></cpu>",
        expect!["incompatible: Host CPU does not strictly match guest CPU: Extra features: vmx"],
    );
    compares(
        &host,
        &guest("<vendor>AMD</vendor>"),
        expect!["incompatible: host CPU vendor does not match required CPU vendor AMD"],
    );
    compares(
        &host,
        "<cpu><arch>ppc64</arch><model>POWER8</model></cpu>",
        expect!["incompatible: CPU arch ppc64 does not match host arch"],
    );
}

#[test]
fn unknown_names_are_told_with_the_nearest() {
    let host = host("Penryn", &[]);
    compares(
        &host,
        "<cpu><model>Penrin</model></cpu>",
        expect!["error 1: internal error: Unknown CPU model Penrin (did you mean 'Penryn'?)"],
    );
    compares(
        &host,
        "<cpu><model>Penryn</model><feature name='vmxx' policy='require'/></cpu>",
        expect!["error 1: internal error: Unknown CPU feature vmxx (did you mean 'vmx'?)"],
    );
    // What QEMU calls it.
    compares(
        &host,
        "<cpu><model>Penryn</model><feature name='pclmulqdq' policy='require'/></cpu>",
        expect!["error 1: internal error: Unknown CPU feature pclmulqdq (did you mean 'pclmuldq'?)"],
    );
    let def = guest("<cpu><model>Penryn</model><feature name='bogus-feature' policy='require'/></cpu>");
    let error = map().check_features("x86_64", &def).unwrap_err();
    assert_eq!(error.code(), Code::CONFIG_UNSUPPORTED);
    assert!(error.message().ends_with("unknown CPU feature: bogus-feature"), "{error}");
}

#[test]
fn incompatible_is_an_error_on_request() {
    let wanted = cpu("<cpu><model>Penryn</model></cpu>");
    let error = map().compare("x86_64", None, &wanted).unwrap().or_fail().unwrap_err();
    assert_eq!(error.code(), Code::CPU_INCOMPATIBLE);
    assert!(error.message().ends_with("unknown host CPU"), "{error}");
    // The hypervisor looks after these itself.
    assert_eq!(map().compare("s390x", None, &wanted).unwrap(), CpuComparison::Identical);
    assert_eq!(map().compare("aarch64", None, &wanted).unwrap(), CpuComparison::Identical);
}

#[track_caller]
fn has_in_common(cpus: &[Processor], flags: Flags, expect: Expect) {
    let shown = match map().baseline(None, cpus, BaselineLimits::default(), flags) {
        Ok(def) => written(def),
        Err(error) => format!("error {}: {error}\n", error.code().0),
    };
    expect.assert_eq(&shown);
}

#[test]
fn hosts_have_something_in_common() {
    let all = [host("Nehalem", &["vmx", "invtsc", "aes"]), host("Westmere", &["vmx", "invtsc"])];
    has_in_common(
        &all,
        Flags::empty(),
        expect![[r#"
            <cpu mode='custom' match='exact'>
              <model fallback='allow'>Westmere</model>
              <vendor>Intel</vendor>
              <feature policy='require' name='vmx'/>
              <feature policy='require' name='invtsc'/>
            </cpu>
        "#]],
    );
    has_in_common(
        &all,
        Flags::MIGRATABLE,
        expect![[r#"
            <cpu mode='custom' match='exact'>
              <model fallback='allow'>Westmere</model>
              <vendor>Intel</vendor>
              <feature policy='require' name='vmx'/>
            </cpu>
        "#]],
    );
    let def = map().baseline(None, &all, BaselineLimits::default(), Flags::EXPAND_FEATURES).unwrap();
    let names: Vec<&str> = def.features.iter().map(|feature| feature.name.as_str()).collect();
    assert!(names.is_sorted() && names.len() > 30 && names.contains(&"sse4.2") && names.contains(&"vmx"));

    has_in_common(
        &[],
        Flags::empty(),
        expect![[r#"
        error 8: invalid argument: no CPUs given
    "#]],
    );
    let amd = cpu("<cpu><arch>x86_64</arch><model>EPYC</model><vendor>AMD</vendor></cpu>");
    has_in_common(
        &[host("Nehalem", &[]), amd],
        Flags::empty(),
        expect![[r#"
        error 9: operation failed: CPU vendors do not match
    "#]],
    );
    let risc = cpu("<cpu><arch>riscv64</arch><model>rv64</model></cpu>");
    has_in_common(
        &[risc],
        Flags::empty(),
        expect![[r#"
        error 3: this function is not supported by the connection driver: cannot compute baseline CPU of riscv64 architecture
    "#]],
    );
}

const TINY: &str = "<cpudata arch='x86'>
  <cpuid eax_in='0x00000000' ecx_in='0x00000000' eax='0x00000000' ebx='0x756e6547' ecx='0x6c65746e' edx='0x49656e69'/>
  <cpuid eax_in='0x00000001' ecx_in='0x00000000' eax='0x00000543' ebx='0x00000000' ecx='0x00000000' edx='0x008001bf'/>
  <msr index='0x10a' eax='0x00000001' edx='0x00000000'/>
</cpudata>
";

#[test]
fn data_is_read_and_written() {
    let data = CpuData::parse(TINY).unwrap();
    assert_eq!(data.to_xml().unwrap(), TINY);
    assert!(map().has_feature(&data, "rdctl-no").unwrap());
    assert!(!map().has_feature(&data, "hv-vapic").unwrap());
    let error = map().has_feature(&data, "bogus-name").unwrap_err();
    assert!(error.message().ends_with("unknown CPU feature bogus-name"), "{error}");

    let refused = |xml: &str, code: Code, why: &str| {
        let error = CpuData::parse(xml).unwrap_err();
        assert_eq!(error.code(), code, "{error}");
        assert!(error.message().ends_with(why), "{error}");
    };
    refused("<cpudata/>", Code::INTERNAL_ERROR, "missing CPU data architecture");
    refused("<cpudata arch='vax'/>", Code::INTERNAL_ERROR, "CPU driver 'vax' does not exist");
    refused("<cpudata arch='ppc64'/>", Code::NO_SUPPORT, "cannot parse ppc64 CPU data");
    refused("<cpudata arch='x86'/>", Code::INTERNAL_ERROR, "no x86 CPU data found");
    refused(
        "<cpudata arch='x86'><cpuid eax_in='1'/><cpuid eax_in='1' eax='-1'/></cpudata>",
        Code::INTERNAL_ERROR,
        "Invalid cpuid[1]",
    );
    refused("<cpudata arch='x86'><msr index='1'/></cpudata>", Code::INTERNAL_ERROR, "Invalid msr[0]");
}

#[test]
fn data_is_described_by_a_model() {
    let data = CpuData::parse(TINY).unwrap();
    let host = map().decode_host("x86_64", &data).unwrap();
    expect![[r#"
        <cpu>
          <arch>x86_64</arch>
          <model>pentium-v1</model>
          <vendor>Intel</vendor>
          <signature family='5' model='4' stepping='3'/>
          <feature name='rdctl-no'/>
        </cpu>
    "#]]
    .assert_eq(&Processor::Host(host).to_xml());
    let def = map().decode_guest(&data, &DecodeOptions::default()).unwrap();
    expect![[r#"
        <cpu mode='custom' match='exact'>
          <model fallback='allow'>pentium</model>
          <vendor>Intel</vendor>
          <feature policy='require' name='rdctl-no'/>
        </cpu>
    "#]]
    .assert_eq(&written(def));
    // A hypervisor that knows one model only.
    let models = [caps("486")];
    let mut options = DecodeOptions::default();
    options.models = Some(&models);
    let def = map().decode_guest(&data, &options).unwrap();
    assert_eq!(def.model_name(), Some("486"));
    options.models = Some(&[]);
    let error = map().decode_guest(&data, &options).unwrap_err();
    assert!(error.message().ends_with("Cannot find suitable CPU model for given data"), "{error}");
}

fn caps(name: &str) -> CpuModelCaps {
    let mut caps = CpuModelCaps::default();
    caps.name = name.to_owned();
    caps
}

#[test]
fn guests_are_made_independent_of_their_host() {
    let host = host("Penryn", &["vmx"]);
    let update = |xml: &str| {
        let mut def = guest(xml);
        map().update("x86_64", &mut def, Some(&host), CpuFeaturePolicy::Disable).unwrap();
        written(def)
    };
    expect![[r#"
        <cpu mode='custom' match='exact'>
          <model fallback='forbid'>Penryn</model>
          <vendor>Intel</vendor>
          <feature policy='disable' name='vmx'/>
        </cpu>
    "#]]
    .assert_eq(&update(
        "<cpu mode='host-model'><model fallback='forbid'/><feature name='vmx' policy='disable'/></cpu>",
    ));
    expect![[r#"
        <cpu mode='custom' match='exact'>
          <model fallback='allow'>core2duo</model>
          <feature policy='require' name='vmx'/>
          <feature policy='disable' name='avx'/>
        </cpu>
    "#]]
    .assert_eq(&update(
        "<cpu match='exact'><model>core2duo</model><feature name='vmx' policy='optional'/>\
         <feature name='avx' policy='optional'/></cpu>",
    ));
    let mut def = guest("<cpu mode='host-model'/>");
    let error = map().update("x86_64", &mut def, None, CpuFeaturePolicy::Disable).unwrap_err();
    assert_eq!(error.code(), Code::CONFIG_UNSUPPORTED);
    assert!(error.message().ends_with("unknown host CPU model"), "{error}");
    // A passed-through processor stays what it is.
    map()
        .update("x86_64", &mut guest("<cpu mode='host-passthrough'/>"), None, CpuFeaturePolicy::Disable)
        .unwrap();
}

#[test]
fn unknown_models_are_translated_if_the_guest_allows() {
    let models = [caps("core2duo"), caps("qemu64")];
    let mut def = guest("<cpu><model>Penryn</model></cpu>");
    map().translate("x86_64", &mut def, Some(&models)).unwrap();
    expect![[r#"
        <cpu mode='custom' match='exact'>
          <model fallback='allow'>qemu64</model>
          <feature policy='require' name='ssse3'/>
          <feature policy='require' name='sse4.1'/>
          <feature policy='require' name='lahf_lm'/>
          <feature policy='disable' name='svm'/>
        </cpu>
    "#]]
    .assert_eq(&written(def));
    let mut def = guest("<cpu><model fallback='forbid'>Penryn</model></cpu>");
    assert_eq!(def.model.as_ref().unwrap().fallback, Some(CpuFallback::Forbid));
    let error = map().translate("x86_64", &mut def, Some(&models)).unwrap_err();
    assert_eq!(error.code(), Code::CONFIG_UNSUPPORTED);
    assert!(error.message().ends_with("CPU model Penryn is not supported by hypervisor"), "{error}");
}

#[test]
fn running_guests_are_checked() {
    let enabled = "<cpudata arch='x86'><cpuid eax_in='1' edx='0x0000000f'/></cpudata>";
    let enabled = CpuData::parse(enabled).unwrap();
    let mut def = guest("<cpu check='partial'><model>486</model></cpu>");
    assert!(map().update_live("x86_64", &mut def, Some(&enabled), None).unwrap());
    expect![[r#"
        <cpu mode='custom' match='exact' check='partial'>
          <model fallback='allow'>486</model>
          <feature policy='require' name='de'/>
        </cpu>
    "#]]
    .assert_eq(&written(def));
    let mut def = guest(
        "<cpu check='full'><model>486</model><feature name='avx' policy='require'/>\
         <feature name='pse' policy='disable'/></cpu>",
    );
    let error = map().update_live("x86_64", &mut def, Some(&enabled), None).unwrap_err();
    assert_eq!(error.code(), Code::OPERATION_FAILED);
    let why = "guest CPU doesn't match specification: extra features: de,pse, missing features: avx";
    assert!(error.message().ends_with(why), "{error}");
}

#[test]
fn power_hosts_run_older_guests() {
    let host = cpu("<cpu><arch>ppc64</arch><model>POWER8</model><vendor>IBM</vendor></cpu>");
    let compare = |xml: &str| map().compare("ppc64le", Some(&host), &cpu(xml));
    assert_eq!(compare("<cpu><model>POWER8_v1.0</model></cpu>").unwrap(), CpuComparison::Identical);
    let mode = |mode: &str| compare(&format!("<cpu mode='host-model'><model>{mode}</model></cpu>"));
    assert_eq!(mode("power7").unwrap(), CpuComparison::Identical);
    assert_eq!(mode("power9").unwrap(), CpuComparison::Incompatible(None));
    let error = mode("power7+").unwrap_err();
    assert!(error.message().ends_with("Unknown compatibility mode power7+"), "{error}");
    let why =
        CpuComparison::Incompatible(Some("host CPU model does not match required CPU model POWER9".into()));
    assert_eq!(compare("<cpu><model>POWER9</model></cpu>").unwrap(), why);
}

#[test]
fn documents_of_hosts_are_checked() {
    let refused = |xml: &str, why: &str| {
        let error = Processor::parse(xml).unwrap_err();
        assert!(error.message().ends_with(why), "{error}");
    };
    refused("<cpu><arch>vax</arch><model>a</model></cpu>", "Unknown architecture vax");
    refused("<cpu><arch>x86_64</arch></cpu>", "Missing CPU model name");
    refused(
        "<cpu mode='custom'><arch>x86_64</arch><model>a</model></cpu>",
        "Attribute mode is only allowed for guest CPU",
    );
    refused(
        "<cpu><arch>x86_64</arch><model>a</model><feature name='b'/><feature name='b'/></cpu>",
        "CPU feature 'b' specified more than once",
    );
    let text = "<cpu>\n  <arch>x86_64</arch>\n  <model>a</model>\n  \
                <topology sockets='1' dies='1' clusters='1' cores='2' threads='2'/>\n</cpu>\n";
    let short = text.replace(" dies='1' clusters='1'", "");
    assert_eq!(cpu(&short).to_xml(), text);
}

#[test]
fn a_model_that_lacks_something_may_still_run() {
    let host = guest("<cpu><model>Nehalem</model><feature name='vmx' policy='require'/></cpu>");
    let blockers = ["pcid".to_owned(), "aes".to_owned()];
    let compare = |inside: &str| {
        let cpu = guest(&format!("<cpu><model>Westmere</model>{inside}</cpu>"));
        map().compare_unusable("x86_64", &host, &cpu, &blockers).unwrap()
    };
    let off = "<feature name='aes' policy='disable'/><feature name='pcid' policy='disable'/>";
    assert_eq!(compare(&format!("{off}<feature name='vmx' policy='require'/>")), CpuComparison::Superset);
    let why = |features: &str| {
        CpuComparison::Incompatible(Some(format!("Host CPU does not provide required features: {features}")))
    };
    assert_eq!(compare("<feature name='aes' policy='disable'/>"), why("pcid"));
    assert_eq!(compare("<feature name='avx' policy='require'/>"), why("pcid, aes, avx"));
}

#[test]
fn descriptions_stand_for_bits() {
    let host = host("Nehalem", &["vmx"]);
    let has = |name: &str| map().implies(&host, name).unwrap();
    assert!(has("sse4.2") && has("vmx") && !has("aes") && !has("hv-vapic"));
    let cpu = cpu("<cpu><model>486</model><feature name='avx' policy='force'/></cpu>");
    let force = map().encode(&cpu, EncodePart::Policy(CpuFeaturePolicy::Force)).unwrap();
    assert_eq!(
        force.to_xml().unwrap(),
        "<cpudata arch='x86'>\n  <cpuid eax_in='0x00000001' ecx_in='0x00000000' eax='0x00000000' \
         ebx='0x00000000' ecx='0x10000000' edx='0x00000000'/>\n</cpudata>\n"
    );
}

#[test]
fn qemu_describes_processors_by_properties() {
    let properties = [
        ("vendor", QemuProperty::Text("GenuineIntel")),
        ("family", QemuProperty::Number(6)),
        ("model", QemuProperty::Number(44)),
        ("stepping", QemuProperty::Number(2)),
        ("pclmulqdq", QemuProperty::Switch(true)),
        ("aes", QemuProperty::Switch(false)),
        ("something-new", QemuProperty::Switch(true)),
    ];
    let data = CpuData::from_qemu(map(), properties).unwrap();
    assert!(map().has_feature(&data, "pclmuldq").unwrap());
    assert!(!map().has_feature(&data, "aes").unwrap());
    assert_eq!(data.registers().unwrap().signature().model, 44);
    let error = CpuData::from_qemu(map(), [("vendor", QemuProperty::Text("short"))]).unwrap_err();
    assert!(error.message().ends_with("Invalid CPU vendor string 'short'"), "{error}");
}

#[test]
fn hosts_elsewhere_are_told_by_a_number() {
    let power = |version| map().decode_host("ppc64le", &CpuData::Power { version });
    assert_eq!(power(0x004e_1202).unwrap().model.as_deref(), Some("POWER9"));
    let error = power(0x0001_0000).unwrap_err();
    assert!(error.message().ends_with("Cannot find CPU model with PVR 0x00010000"), "{error}");

    let arm = |vendor, part| {
        map().decode_host("aarch64", &CpuData::Arm { vendor, part, features: vec!["sve".into()] })
    };
    let host = arm(0x41, 0xd0c).unwrap();
    assert_eq!((host.model.as_deref(), host.vendor.as_deref()), (Some("Neoverse-N1"), Some("ARM")));
    let text = arm(0x41, 0xfff).unwrap_err();
    assert!(text.message().ends_with("Cannot find CPU model with PVR 0xfff, vendor id 0x41"), "{text}");
    let mut def = guest("<cpu mode='host-model'><model vendor_id='GenuineIntel'/></cpu>");
    map().update("aarch64", &mut def, Some(&Processor::Host(host)), CpuFeaturePolicy::Disable).unwrap();
    expect![[r#"
        <cpu mode='custom' match='exact'>
          <model fallback='allow'>Neoverse-N1</model>
          <vendor>ARM</vendor>
          <feature policy='require' name='sve'/>
        </cpu>
    "#]]
    .assert_eq(&written(def));
}
