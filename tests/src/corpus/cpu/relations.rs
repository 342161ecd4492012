//! Guests and hosts: whether they fit, and what a guest becomes.

use vir_conf::cpu::{CpuFeaturePolicy, Processor};
use vir_types::{CpuCompareResult, Result};

use super::{Case, Corpus, Kind, Loaded, case, guest, map, models, others, text, written};

/// Whether a host can give a guest its processor.
pub(super) const COMPARE: Kind =
    Kind { name: "cpu/compare", cases: compare_cases, load: compare, checks_meaning: false };

/// What a guest's processor becomes on a host.
pub(super) const UPDATE: Kind =
    Kind { name: "cpu/update", cases: update_cases, load: update, checks_meaning: false };

/// Documents of the other half that others here tell: the name, and where it is told.
/// The host's model and features are what a guest gets who leaves the choice to it.
const TOLD: &[(&str, &str)] = &[("x86_64-host", "x86_64-host+host-model-nofallback")];
/// Guests of the other half that want a model and better, as their names say.
const MINIMUM: &[(&str, &str)] = &[("x86_64-min", "core2duo"), ("x86_64-pentium3", "pentium3")];

fn document(corpus: &Corpus, arch: &str, name: &str) -> Option<String> {
    let name = format!("{arch}-{name}");
    if let Some(xml) = text(corpus, &format!("{name}.xml")) {
        return Some(xml);
    }
    if let Some((_, told)) = TOLD.iter().find(|(known, _)| *known == name) {
        return text(corpus, &format!("{told}.xml"));
    }
    let (_, model) = MINIMUM.iter().find(|(known, _)| *known == name)?;
    Some(format!("<cpu match='minimum'>\n  <model>{model}</model>\n</cpu>\n"))
}

const SUPERSET: &str = "superset";
const IDENTICAL: &str = "identical";
const INCOMPATIBLE: &str = "incompatible";
const ERROR: &str = "error";

/// Architecture, host, other processor, and how that relates to the host.
const COMPARISONS: &[(&str, &str, &str, &str)] = &[
    // Hosts with hosts.
    ("x86_64", "host", "host", IDENTICAL),
    ("x86_64", "host", "host-worse", SUPERSET),
    ("x86_64", "host", "host-amd", INCOMPATIBLE),
    ("x86_64", "host", "host-SandyBridge", INCOMPATIBLE),
    ("x86_64", "host-worse", "host", INCOMPATIBLE),
    ("x86_64", "host-worse", "host-worse", IDENTICAL),
    ("x86_64", "host", "ppc64-host", INCOMPATIBLE),
    ("ppc64", "host", "host", IDENTICAL),
    ("ppc64", "host", "host-no-vendor", IDENTICAL),
    ("ppc64", "host-no-vendor", "host", INCOMPATIBLE),
    ("ppc64", "host", "x86_64-host-worse", INCOMPATIBLE),
    // Guests with hosts.
    ("x86_64", "host", "bogus-model", ERROR),
    ("x86_64", "host", "bogus-feature", ERROR),
    ("x86_64", "host", "bogus-vendor", INCOMPATIBLE),
    ("x86_64", "host", "min", SUPERSET),
    ("x86_64", "host", "pentium3", SUPERSET),
    ("x86_64", "host", "exact-forbid-extra", SUPERSET),
    ("x86_64", "host", "exact-require-extra", INCOMPATIBLE),
    ("x86_64", "host", "exact-force", SUPERSET),
    ("x86_64", "host", "strict", INCOMPATIBLE),
    ("x86_64", "host-worse", "strict", IDENTICAL),
    ("x86_64", "host", "strict-full", IDENTICAL),
    ("x86_64", "host", "strict-force-extra", IDENTICAL),
    ("x86_64", "host", "guest", SUPERSET),
    ("x86_64", "host", "guest-nofallback", SUPERSET),
    ("x86_64", "host-worse", "guest-nofallback", IDENTICAL),
    ("x86_64", "host-SandyBridge", "exact-force-Haswell", IDENTICAL),
    ("ppc64", "host", "guest-legacy", IDENTICAL),
    ("ppc64", "host", "guest-legacy-incompatible", INCOMPATIBLE),
    ("ppc64", "host", "guest-compat-none", IDENTICAL),
    ("ppc64", "host", "guest-compat-valid", IDENTICAL),
    ("ppc64", "host", "guest-compat-incompatible", INCOMPATIBLE),
    ("aarch64", "guest", "guest", IDENTICAL),
    // What guests become, with the host that they became it on.
    ("x86_64", "host", "host+min", IDENTICAL),
    ("x86_64", "host", "host+pentium3", IDENTICAL),
    ("x86_64", "host", "host+guest", SUPERSET),
    ("x86_64", "host", "host+host-model-nofallback", IDENTICAL),
    ("x86_64", "host", "host+guest-result", SUPERSET),
    ("x86_64", "host", "host+guest,models-result", SUPERSET),
    ("x86_64", "host", "host+host+host-model,models-result", IDENTICAL),
    ("x86_64", "host", "host+strict-force-extra-result", IDENTICAL),
    ("ppc64", "host", "host+guest-compat-valid", IDENTICAL),
    ("ppc64", "host", "host+guest-compat-incompatible", INCOMPATIBLE),
    ("ppc64", "host", "host+guest-compat-bad", ERROR),
    ("ppc64", "host", "host+guest-host-model", IDENTICAL),
    ("ppc64", "host", "host+guest-nofallback", INCOMPATIBLE),
    ("ppc64", "host", "host+guest,ppc_models-result", IDENTICAL),
    ("ppc64", "host", "host+guest-legacy,ppc_models-result", IDENTICAL),
];

fn compare_cases(corpus: &Corpus) -> Vec<Case> {
    let mut cases = Vec::new();
    for (arch, host, cpu, result) in COMPARISONS {
        let Some(host_xml) = document(corpus, arch, host) else { continue };
        let Some(xml) = document(corpus, arch, cpu).or_else(|| text(corpus, &format!("{cpu}.xml"))) else {
            continue;
        };
        let name = format!("cpu/compare/{arch}:{host}:{cpu}");
        cases.push(case(name, xml, &[arch, &host_xml], Some((*result).to_owned())));
    }
    cases
}

fn compare(case: &Case) -> Result<Loaded> {
    let [arch, host] = others(case);
    let (host, cpu) = (Processor::parse(&host)?, Processor::parse(&case.xml)?);
    let result = map()?.compare(&arch, Some(&host), &cpu).map(|comparison| comparison.result());
    let word = match result {
        Ok(CpuCompareResult::IDENTICAL) => IDENTICAL,
        Ok(CpuCompareResult::SUPERSET) => SUPERSET,
        Ok(_) => INCOMPATIBLE,
        Err(_) => ERROR,
    };
    Ok(Loaded::new(word.to_owned()))
}

/// Lists of models by the names that files give them.
const MODELS: &[(&str, &[&str])] = &[
    ("models", &["qemu64", "core2duo", "Nehalem"]),
    ("haswell", &["SandyBridge", "Haswell"]),
    ("ppc_models", &["POWER6", "POWER7", "POWER8"]),
];

/// Architecture, host, guest, list of models, and the file with the result.
const UPDATES: &[(&str, &str, &str, &str, &str)] = &[
    ("x86_64", "host", "guest", "", "host+guest"),
    ("x86_64", "host", "min", "", "host+min"),
    ("x86_64", "host", "pentium3", "", "host+pentium3"),
    ("x86_64", "host", "host-model-nofallback", "", "host+host-model-nofallback"),
    ("x86_64", "host", "guest", "", "host+guest-result"),
    ("x86_64", "host", "guest", "models", "host+guest,models-result"),
    ("x86_64", "host", "host-model", "models", "host+host+host-model,models-result"),
    ("x86_64", "host", "strict-force-extra", "", "host+strict-force-extra-result"),
    // What has become independent of the host stays as it is.
    ("x86_64", "host", "host+penryn-force-result", "", "host+penryn-force-result"),
    (
        "x86_64",
        "host",
        "host-Haswell-noTSX+Haswell-noTSX-result",
        "",
        "host-Haswell-noTSX+Haswell-noTSX-result",
    ),
    (
        "x86_64",
        "host",
        "host-Haswell-noTSX+Haswell-noTSX-result",
        "haswell",
        "host-Haswell-noTSX+Haswell-noTSX,haswell-result",
    ),
    ("x86_64", "host-better+pentium3-result", "pentium3", "", "host-better+pentium3-result"),
    ("ppc64", "host", "guest-compat-valid", "", "host+guest-compat-valid"),
    ("ppc64", "host", "guest-compat-incompatible", "", "host+guest-compat-incompatible"),
    ("ppc64", "host", "host+guest-nofallback", "", "host+guest-nofallback"),
    ("ppc64", "host", "host+guest,ppc_models-result", "ppc_models", "host+guest,ppc_models-result"),
    ("ppc64", "host", "guest-legacy", "ppc_models", "host+guest-legacy,ppc_models-result"),
];

fn update_cases(corpus: &Corpus) -> Vec<Case> {
    let mut cases = Vec::new();
    for (arch, host, cpu, list, result) in UPDATES {
        let (Some(host_xml), Some(xml)) = (document(corpus, arch, host), document(corpus, arch, cpu)) else {
            continue;
        };
        let Some(expected) = text(corpus, &format!("{arch}-{result}.xml")) else { continue };
        let name = format!("cpu/update/{arch}-{result}");
        cases.push(case(name, xml, &[arch, &host_xml, list], Some(expected)));
    }
    cases
}

fn update(case: &Case) -> Result<Loaded> {
    let [arch, host, list] = others(case);
    let mut def = guest(&case.xml)?;
    let host = Processor::parse(&host)?;
    if !list.is_empty() {
        map()?.modernize(&arch, &mut def)?;
    }
    map()?.update(&arch, &mut def, Some(&host), CpuFeaturePolicy::Disable)?;
    let known = MODELS.iter().find(|(name, _)| *name == list).map(|(_, names)| models(names));
    map()?.translate(&arch, &mut def, known.as_deref())?;
    Ok(written(def))
}
