//! Showing the scores.

use std::fmt::Write as _;

use super::score::{Score, Share};

/// The table for people.
#[must_use]
pub fn table(scores: &[Score]) -> String {
    let mut total = Score { kind: "total".into(), ..Score::default() };
    scores.iter().for_each(|score| total.add(score));
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{:<26} {:>5} {:>11} {:>9} {:>9} {:>11} {:>11} {:>11} {:>9}",
        "kind", "docs", "parsed", "refused", "warned", "canonical", "meaning", "schema", "metadata"
    );
    for score in scores.iter().chain([&total]) {
        let _ = writeln!(
            out,
            "{:<26} {:>5} {:>11} {:>9} {:>9} {:>11} {:>11} {:>11} {:>9}",
            score.kind,
            score.documents,
            shown(score.parsed),
            shown(score.refused),
            shown(score.warned),
            shown(score.equal),
            shown(score.kept),
            shown(score.schema),
            shown(score.metadata)
        );
    }
    let percent =
        |share: Share| if share.all == 0 { "-".into() } else { format!("{:.2} %", share.percent()) };
    let _ = writeln!(
        out,
        "\nparsed {}, refused {}, warned {}, canonical {}, meaning {}, schema {}, metadata {}",
        percent(total.parsed),
        percent(total.refused),
        percent(total.warned),
        percent(total.equal),
        percent(total.kept),
        percent(total.schema),
        percent(total.metadata)
    );
    out
}

fn shown(share: Share) -> String {
    if share.all == 0 { "-".into() } else { format!("{}/{}", share.good, share.all) }
}

/// The same for programs.
#[must_use]
pub fn json(scores: &[Score]) -> serde_json::Value {
    let share = |share: Share| serde_json::json!({ "good": share.good, "all": share.all });
    scores
        .iter()
        .map(|score| {
            let failures: Vec<_> = score
                .failures
                .iter()
                .map(|failure| serde_json::json!({ "case": failure.case, "reason": failure.reason }))
                .collect();
            serde_json::json!({
                "kind": score.kind,
                "documents": score.documents,
                "parsed": share(score.parsed),
                "refused": share(score.refused),
                "warned": share(score.warned),
                "canonical": share(score.equal),
                "meaning": share(score.kept),
                "schema": share(score.schema),
                "metadata": share(score.metadata),
                "failures": failures,
            })
        })
        .collect()
}
