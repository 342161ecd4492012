//! Running guests, snapshots, checkpoints and backups.

use vir_conf::domain::device::disk::{DiskSource, FileSource};
use vir_conf::{BackupDef, CheckpointDef, DomainStatus, SnapshotDef};
use vir_types::Result;

use super::case::{Case, Corpus, Expectation};
use super::kinds::{Kind, Twin, folder};
use super::score::Loaded;

/// The kinds.
#[must_use]
pub(super) fn kinds() -> Vec<Kind> {
    let kind = |name, cases, load| Kind { name, cases, load, checks_meaning: false };
    vec![
        kind("domain/status", status_cases, status),
        kind(
            "snapshot/in",
            |corpus| moment_cases(corpus, "snapshot/in", Twin::OnlyIn("snapshot/out")),
            snapshot,
        ),
        kind("snapshot/out", |corpus| moment_cases(corpus, "snapshot/out", Twin::Itself), snapshot),
        kind(
            "checkpoint/in",
            |corpus| moment_cases(corpus, "checkpoint/in", Twin::OnlyIn("checkpoint/out")),
            checkpoint,
        ),
        kind("checkpoint/out", |corpus| moment_cases(corpus, "checkpoint/out", Twin::Itself), checkpoint),
        kind("backup/in", |corpus| folder(corpus, "backup/in", Twin::In("backup/out")), backup),
        kind("backup/out", |corpus| folder(corpus, "backup/out", Twin::Itself), backup_status),
    ]
}

fn status_cases(corpus: &Corpus) -> Vec<Case> {
    let mut cases = folder(corpus, "domain/status", Twin::Itself);
    for case in &mut cases {
        if let Some(stem) = case.name.strip_suffix("-in") {
            case.expected = corpus.text(&format!("{stem}-out.xml"));
        }
    }
    cases
}

fn status(case: &Case) -> Result<Loaded> {
    let mut status = DomainStatus::parse(&case.xml)?;
    // Libvirt's daemon, from which these are, keeps its memory files there.
    status.complete("/var/lib/libvirt/qemu/ram");
    Ok(Loaded::new(status.to_xml()))
}

/// Snapshots and checkpoints. What is called invalid is so for the schema, which these are not asked about;
/// and an existing one is not a request: it has no time of its own in the table.
fn moment_cases(corpus: &Corpus, name: &'static str, twin: Twin) -> Vec<Case> {
    let mut cases = folder(corpus, name, twin);
    cases.retain(|case| !(name.ends_with("/out") && case.flags.is_empty()));
    for case in &mut cases {
        if case.name.ends_with("-invalid") && case.expectation == Expectation::Accepted {
            case.expected = None;
        }
        if case.flags.starts_with("no twin") {
            case.expected = None;
        }
    }
    cases
}

fn snapshot(case: &Case) -> Result<Loaded> {
    let def = if case.flags.contains("redefine") {
        SnapshotDef::parse_existing(&case.xml)?
    } else {
        let mut def = SnapshotDef::parse(&case.xml)?;
        def.complete(case.clock.unwrap_or_default(), None);
        def
    };
    let internal = case.flags.contains("TEST_INTERNAL");
    Ok(Loaded::new(if internal { def.to_internal_xml() } else { def.to_xml(true) }))
}

fn checkpoint(case: &Case) -> Result<Loaded> {
    if case.flags.contains("redefine") {
        return CheckpointDef::parse_existing(&case.xml).map(|def| Loaded::new(def.to_xml(true)));
    }
    let mut def = CheckpointDef::parse(&case.xml)?;
    // The moment before is the guest's, which is told by the result alone.
    let expected = case.expected.as_deref().and_then(|xml| CheckpointDef::parse_existing(xml).ok());
    let parent = expected.and_then(|expected| expected.parent);
    def.complete(case.clock.unwrap_or_default(), parent.as_deref());
    Ok(Loaded::new(def.to_xml(true)))
}

/// The guest of the cases has the disks that a backup names, and one more.
fn aligned(mut def: BackupDef) -> Result<BackupDef> {
    let own = def.disks.iter().flat_map(|disks| &disks.list).map(|disk| disk.name.clone());
    let mut names: Vec<String> = own.collect();
    if !names.iter().any(|name| name == "vdextradisk") {
        names.push("vdextradisk".into());
    }
    let sources: Vec<DiskSource> = names
        .iter()
        .map(|name| {
            let mut file = FileSource::default();
            file.file = Some(format!("/fake/{name}.qcow2"));
            DiskSource::File(Some(Box::new(file)))
        })
        .collect();
    def.align(names.iter().map(String::as_str).zip(&sources), "SUFFIX")?;
    Ok(def)
}

fn backup(case: &Case) -> Result<Loaded> {
    aligned(BackupDef::parse(&case.xml)?).map(|def| Loaded::new(def.to_xml()))
}

/// What a daemon keeps comes out as it went in; what it keeps of a request that has not begun has no state.
fn backup_status(case: &Case) -> Result<Loaded> {
    let kept = case.xml.contains(" state='");
    let def = if kept { BackupDef::parse_status(&case.xml)? } else { BackupDef::parse(&case.xml)? };
    let def = aligned(def)?;
    Ok(Loaded::new(if kept { def.to_status_xml() } else { def.to_xml() }))
}
