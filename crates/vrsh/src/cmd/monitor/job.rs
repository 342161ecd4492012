//! How work on a domain is shown.

use anyhow::Result;
use libvir::info::DomainJobStats;
use libvir::{DomainJobType, TypedParams};

use crate::ctx::Ctx;
use crate::params;
use crate::text::{capacity3, word};

/// By the number of the kind.
pub(super) const KINDS: &[&str] = &["None", "Bounded", "Unbounded", "Completed", "Failed", "Cancelled"];

const OPERATIONS: &[&str] = &[
    "Unknown",
    "Start",
    "Save",
    "Restore",
    "Incoming migration",
    "Outgoing migration",
    "Snapshot",
    "Snapshot revert",
    "Dump",
    "Backup",
    "Snapshot delete",
];

/// Sizes, by the name that travels.
const SIZES: &[(&str, &str)] = &[
    ("data_processed", "Data processed"),
    ("data_remaining", "Data remaining"),
    ("data_total", "Data total"),
    ("memory_processed", "Memory processed"),
    ("memory_remaining", "Memory remaining"),
    ("memory_total", "Memory total"),
    ("memory_bps", "Memory bandwidth"),
    ("disk_processed", "File processed"),
    ("disk_remaining", "File remaining"),
    ("disk_total", "File total"),
    ("disk_bps", "File bandwidth"),
];

/// Counts.
const COUNTS: &[(&str, &str)] = &[
    ("memory_constant", "Constant pages"),
    ("memory_normal", "Normal pages"),
    ("memory_dirty_rate", "Dirty rate"),
    ("memory_iteration", "Iteration"),
    ("memory_postcopy_requests", "Postcopy requests"),
];

pub(super) fn show(ctx: &Ctx, stats: &DomainJobStats) -> Result<()> {
    let kind = word(KINDS, stats.kind.0, "unknown");
    ctx.line(format_args!("{:<17} {kind:<12}", "Job type:"))?;
    if !matches!(
        stats.kind,
        DomainJobType::BOUNDED | DomainJobType::UNBOUNDED | DomainJobType::COMPLETED | DomainJobType::FAILED
    ) {
        return Ok(());
    }
    let params = &stats.params;
    if let Some(operation) = params::number(params, "operation") {
        let operation = word(OPERATIONS, i32::try_from(operation).unwrap_or(-1), "Unknown");
        ctx.line(format_args!("{:<17} {operation:<12}", "Operation:"))?;
    }
    times(ctx, params)?;
    for (name, shown) in SIZES {
        let Some(value) = params::number(params, name) else { continue };
        if value == 0 && name.starts_with("disk") {
            continue;
        }
        let text = capacity3(value);
        let (number, unit) = text.split_once(' ').unwrap_or((&text, ""));
        let unit = if name.ends_with("_bps") { format!("{unit}/s") } else { unit.to_owned() };
        ctx.line(format_args!("{:<17} {number} {unit}", format!("{shown}:")))?;
    }
    for (name, shown) in COUNTS {
        if let Some(value) = params::number(params, name) {
            ctx.line(format_args!("{:<17} {value:<12}", format!("{shown}:")))?;
        }
    }
    Ok(())
}

fn times(ctx: &Ctx, params: &TypedParams) -> Result<()> {
    for (name, shown) in [
        ("time_elapsed", "Time elapsed"),
        ("time_elapsed_net", "Time elapsed w/o network"),
        ("time_remaining", "Time remaining"),
        ("downtime", "Total downtime"),
        ("setup_time", "Setup time"),
    ] {
        let Some(value) = params::number(params, name) else { continue };
        if value > 0 || name == "time_elapsed" {
            ctx.line(format_args!("{:<17} {value:<12} ms", format!("{shown}:")))?;
        }
    }
    Ok(())
}
