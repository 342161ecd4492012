//! `docs/pending.txt`: what an operation on its way still lacks.

use anyhow::Result;

use crate::newapi::edits::Edits;
use crate::newapi::plan::Plan;

const PATH: &str = "docs/pending.txt";

/// Adds the operation with all that it lacks.
pub(super) fn begin(plan: &Plan<'_>, edits: &mut Edits) -> Result<()> {
    // Without a command of its own the line stays, until somebody writes one or gives a reason.
    let lacks = ["wire", "client", "guard", "dispatch", "command", "drivers"];
    let line = format!("{}: {}\n", plan.operation, lacks.join(", "));
    edits.change(PATH, |text| {
        let before = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
        Ok(format!("{text}{before}{line}"))
    })
}

/// Strikes what it does not lack any more; the last strikes the line.
pub(super) fn strike(plan: &Plan<'_>, what: &str, edits: &mut Edits) -> Result<()> {
    edits.change(PATH, |text| Ok(struck(text, &plan.operation, what)))
}

fn struck(text: &str, operation: &str, what: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let Some((name, lacks)) = line.split_once(": ").filter(|(name, _)| *name == operation) else {
            out.push_str(line);
            out.push('\n');
            continue;
        };
        let left: Vec<&str> = lacks.split(", ").filter(|one| *one != what).collect();
        if !left.is_empty() {
            out.push_str(&format!("{name}: {}\n", left.join(", ")));
        }
    }
    out
}

#[test]
fn lines_shrink_and_go() {
    let text = "# Remark: a, b.\nx_y: wire, client\nx_z: wire\n";
    assert_eq!(struck(text, "x_y", "wire"), "# Remark: a, b.\nx_y: client\nx_z: wire\n");
    assert_eq!(struck(text, "x_z", "wire"), "# Remark: a, b.\nx_y: wire, client\n");
    assert_eq!(struck(text, "x", "wire"), text);
}
