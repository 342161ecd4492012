//! Showing how it went.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{Aspect, Outcome};

/// Reasons that are shown of each aspect.
const REASONS: usize = 40;

fn share(outcomes: &[Outcome], aspect: Aspect, end: Option<&str>) -> (usize, usize) {
    let of = outcomes.iter().filter(|outcome| outcome.aspect == aspect);
    let of = of.filter(|outcome| end.is_none_or(|end| outcome.case.contains(end)));
    let all: Vec<&Outcome> = of.collect();
    (all.iter().filter(|outcome| outcome.reason.is_none()).count(), all.len())
}

#[allow(clippy::cast_precision_loss, reason = "counts of cases")]
fn percent((good, all): (usize, usize)) -> f64 {
    if all == 0 { 100.0 } else { good as f64 * 100.0 / all as f64 }
}

/// The table for people.
#[must_use]
pub fn table(outcomes: &[Outcome]) -> String {
    let mut out = String::new();
    for aspect in Aspect::ALL {
        let all = share(outcomes, aspect, None);
        if all.1 == 0 {
            continue;
        }
        let newest = share(outcomes, aspect, Some("-latest"));
        let _ = writeln!(
            out,
            "{:<5} {:>4} of {:>4}  {:6.2} %   (newest emulator: {} of {}, {:.2} %)",
            aspect.name(),
            all.0,
            all.1,
            percent(all),
            newest.0,
            newest.1,
            percent(newest)
        );
    }
    for aspect in Aspect::ALL {
        let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for outcome in outcomes.iter().filter(|outcome| outcome.aspect == aspect) {
            if let Some(reason) = &outcome.reason {
                reasons.entry(reason).or_default().push(&outcome.case);
            }
        }
        let mut sorted: Vec<_> = reasons.into_iter().collect();
        sorted.sort_by_key(|(_, cases)| std::cmp::Reverse(cases.len()));
        for (reason, cases) in sorted.iter().take(REASONS) {
            let first = cases.first().copied().unwrap_or_default();
            let _ = writeln!(out, "{:<5} {:>3}  {reason}   [{first}]", aspect.name(), cases.len());
        }
    }
    out
}

/// The same for programs.
#[must_use]
pub fn json(outcomes: &[Outcome]) -> Value {
    let mut scores = serde_json::Map::new();
    for aspect in Aspect::ALL {
        let (good, all) = share(outcomes, aspect, None);
        scores.insert(
            aspect.name().into(),
            json!({ "good": good, "all": all, "percent": percent((good, all)) }),
        );
    }
    let failures: Vec<Value> = outcomes
        .iter()
        .filter(|outcome| outcome.reason.is_some())
        .map(|outcome| json!({ "case": outcome.case, "kind": outcome.aspect.name(), "reason": outcome.reason }))
        .collect();
    json!({ "scores": scores, "failures": failures })
}
