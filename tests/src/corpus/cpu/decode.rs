//! From data of processors to their descriptions.

use std::collections::BTreeMap;

use serde_json::Value;
use vir_conf::cpu::{
    CpuData, CpuDef, CpuFallback, CpuFeaturePolicy, DecodeOptions, Processor, QemuProperty, feature_from_qemu,
};
use vir_conf::domain_caps::CpuModelCaps;
use vir_types::Result;

use super::{Case, Corpus, FOLDER, Kind, Loaded, case, guest, map, models, others, text, written};

/// Descriptions of hosts and guests, by what CPUID says and by what QEMU says of it.
pub(super) const KIND: Kind = Kind { name: "cpu/decode", cases, load, checks_meaning: false };

/// What QEMU enables and disables in a guest makes it what QEMU describes.
pub(super) const LIVE: Kind =
    Kind { name: "cpu/update-live", cases: live_cases, load: live, checks_meaning: false };

/// The names of all hosts of an architecture.
fn hosts(corpus: &Corpus) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for file in corpus.files(FOLDER) {
        let Some((stem, _)) = file.rsplit_once('.') else { continue };
        if !stem.contains("-cpuid-") || stem.contains("-cpuid-baseline-") {
            continue;
        }
        let ends = ["-host", "-guest", "-json", "-enabled", "-disabled"];
        let name = ends.iter().find_map(|end| stem.strip_suffix(end)).unwrap_or(stem).to_owned();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn cases(corpus: &Corpus) -> Vec<Case> {
    let mut cases = Vec::new();
    for name in hosts(corpus) {
        let json = text(corpus, &format!("{name}.json"));
        let data = text(corpus, &format!("{name}.xml"));
        let mut add = |what: &str, xml: Option<&String>, expected: Option<String>| {
            if let (Some(xml), Some(expected)) = (xml, expected) {
                let json = json.as_deref().unwrap_or_default();
                cases.push(case(format!("cpu/{name}-{what}"), xml.clone(), &[what, json], Some(expected)));
            }
        };
        let result = |what: &str| text(corpus, &format!("{name}-{what}.xml"));
        add("host", data.as_ref(), result("host"));
        add("guest", data.as_ref(), result("guest"));
        add("json", json.as_ref(), result("json"));
        let signature = text(corpus, &format!("{name}.sig"));
        add("signature", data.as_ref(), signature.clone());
        add("json-signature", json.as_ref(), signature);
    }
    cases
}

/// The answers of QEMU that a file has: what its model of the host is, and which models it knows.
fn answers(json: &str) -> Vec<Value> {
    let stream = serde_json::Deserializer::from_str(json).into_iter::<Value>();
    stream.map(|answer| answer.expect("JSON")["return"].clone()).collect()
}

fn from_qemu(json: &str) -> Result<CpuData> {
    let answers = answers(json);
    let properties = answers[0]["model"]["props"].as_object().expect("properties");
    let properties = properties.iter().filter_map(|(name, value)| {
        let value = match value {
            Value::Bool(on) => QemuProperty::Switch(*on),
            Value::Number(number) => QemuProperty::Number(number.as_u64()?),
            Value::String(text) => QemuProperty::Text(text),
            _ => return None,
        };
        Some((name.as_str(), value))
    });
    CpuData::from_qemu(map()?, properties)
}

/// The models that QEMU knows, with what keeps each from running.
fn known_models(json: &str) -> Option<Vec<CpuModelCaps>> {
    let answers = answers(json);
    let models = answers.get(1)?.as_array()?.iter().map(|model| {
        let mut caps = CpuModelCaps::default();
        caps.name = model["name"].as_str().unwrap_or_default().to_owned();
        let lacks = model["unavailable-features"].as_array().filter(|lacks| !lacks.is_empty());
        let name = |name: &Value| feature_from_qemu(name.as_str().unwrap_or_default()).to_owned();
        caps.blockers = lacks.map(|lacks| lacks.iter().map(name).collect());
        caps
    });
    Some(models.collect())
}

fn described(data: &CpuData, models: Option<&[CpuModelCaps]>) -> Result<CpuDef> {
    let mut options = DecodeOptions::default();
    options.models = models;
    options.fallback = Some(CpuFallback::Forbid);
    map()?.decode_guest(data, &options)
}

/// A host as QEMU describes it; worked out where libvirt's result is in the other half.
pub(super) fn qemu_describes(corpus: &Corpus, name: &str) -> Option<String> {
    text(corpus, &format!("{name}-json.xml")).or_else(|| {
        let json = text(corpus, &format!("{name}.json"))?;
        let data = from_qemu(&json).ok()?;
        Some(written(described(&data, known_models(&json).as_deref()).ok()?).output)
    })
}

fn load(case: &Case) -> Result<Loaded> {
    let [what, json] = others(case);
    let models = known_models(&json);
    let data = if what.starts_with("json") { from_qemu(&json)? } else { CpuData::parse(&case.xml)? };
    match what.as_str() {
        "host" => map()?.decode_host("x86_64", &data).map(|host| Loaded::new(Processor::Host(host).to_xml())),
        "guest" => described(&data, None).map(written),
        "json" => described(&data, models.as_deref()).map(written),
        _ => {
            let signature = data.registers()?.signature();
            let mut text = format!("{:06x}\n", signature.to_eax());
            let parts =
                [("family", signature.family), ("model", signature.model), ("stepping", signature.stepping)];
            for (name, number) in parts {
                text.push_str(&format!("{:<9}{number:>4} ({number:#04x})\n", format!("{name}:")));
            }
            Ok(Loaded::new(text))
        }
    }
}

fn live_cases(corpus: &Corpus) -> Vec<Case> {
    let mut cases = Vec::new();
    for name in hosts(corpus) {
        let file = |what: &str| text(corpus, &format!("{name}-{what}.xml"));
        // Where one of them is in the other half, what the guest gets is not known.
        let (Some(enabled), Some(disabled)) = (file("enabled"), file("disabled")) else { continue };
        let Some(json) = qemu_describes(corpus, &name) else { continue };
        let decoded = || {
            let data = CpuData::parse(&text(corpus, &format!("{name}.xml"))?).ok()?;
            Some(written(described(&data, None).ok()?).output)
        };
        let Some(guest) = file("guest").or_else(decoded) else { continue };
        let expected = features(super::guest(&json).expect("libvirt's own")).expect("a known model");
        cases.push(case(format!("cpu/{name}-live"), guest, &[&enabled, &disabled, &json], Some(expected)));
    }
    cases
}

/// All features that a guest has, one a line.
fn features(mut def: CpuDef) -> Result<String> {
    map()?.expand("x86_64", &mut def)?;
    let has = |policy| policy == CpuFeaturePolicy::Require || policy == CpuFeaturePolicy::Force;
    let all: BTreeMap<String, bool> =
        def.features.into_iter().map(|feature| (feature.name, has(feature.policy))).collect();
    Ok(all.into_iter().filter(|(_, on)| *on).map(|(name, _)| format!("{name}\n")).collect())
}

fn live(case: &Case) -> Result<Loaded> {
    let [enabled, disabled, json] = others(case);
    let mut def = guest(&case.xml)?;
    let expected = guest(&json)?;
    // QEMU may describe it by another model than CPUID does; its features are the same.
    if def.model_name() != expected.model_name() {
        if let Some(model) = &mut def.model {
            model.fallback = Some(CpuFallback::Allow);
        }
        let known = models(&[expected.model_name().unwrap_or_default()]);
        map()?.translate("x86_64", &mut def, Some(&known))?;
    }
    let (enabled, disabled) = (CpuData::parse(&enabled)?, CpuData::parse(&disabled)?);
    map()?.update_live("x86_64", &mut def, Some(&enabled), Some(&disabled))?;
    features(def).map(Loaded::new)
}
