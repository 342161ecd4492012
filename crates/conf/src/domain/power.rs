//! `<pm>` and `<perf>`: states of rest, and counters of the host's CPUs.

use serde::{Deserialize, Serialize};
use vir_xml::{XmlElement, XmlEnum};

/// States of rest that the firmware offers.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PowerDef {
    /// Sleep.
    #[xml(attr = "suspend-to-mem/@enabled")]
    pub suspend_to_mem: Option<bool>,
    /// Hibernation.
    #[xml(attr = "suspend-to-disk/@enabled")]
    pub suspend_to_disk: Option<bool>,
}

/// Counters of the host's CPUs that are kept for the guest, in their canonical order.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PerfDef {
    /// The counters, and whether each is kept.
    pub events: Vec<(PerfEvent, bool)>,
}

impl XmlElement for PerfDef {
    fn read(node: vir_xml::Node<'_>) -> vir_xml::Result<Self> {
        use vir_xml::XmlValue as _;
        let mut events: Vec<(PerfEvent, bool)> = Vec::new();
        for event in node.elements().filter(|event| event.key() == "event") {
            let name = vir_xml::require_attr(event, "name", PerfEvent::from_text)?;
            let enabled = vir_xml::require_attr(event, "enabled", bool::from_text)?;
            if events.iter().any(|(known, _)| *known == name) {
                let text = format!("perf event '{name}' was already specified");
                return Err(event.error(vir_xml::Kind::Invalid, text));
            }
            events.push((name, enabled));
        }
        events.sort_by_key(|(event, _)| *event as u8);
        Ok(Self { events })
    }

    fn write_attrs(&self, _: &mut vir_xml::Writer) {}

    fn write_nodes(&self, w: &mut vir_xml::Writer) {
        for (event, enabled) in &self.events {
            w.start("event");
            w.attr("name", event.as_str());
            w.attr("enabled", if *enabled { "yes" } else { "no" });
            w.end();
        }
    }
}

/// A counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum PerfEvent {
    /// `cmt`.
    Cmt,
    /// `mbmt`.
    Mbmt,
    /// `mbml`.
    Mbml,
    /// `cpu_cycles`.
    #[xml(name = "cpu_cycles")]
    CpuCycles,
    /// `instructions`.
    Instructions,
    /// `cache_references`.
    #[xml(name = "cache_references")]
    CacheReferences,
    /// `cache_misses`.
    #[xml(name = "cache_misses")]
    CacheMisses,
    /// `branch_instructions`.
    #[xml(name = "branch_instructions")]
    BranchInstructions,
    /// `branch_misses`.
    #[xml(name = "branch_misses")]
    BranchMisses,
    /// `bus_cycles`.
    #[xml(name = "bus_cycles")]
    BusCycles,
    /// `stalled_cycles_frontend`.
    #[xml(name = "stalled_cycles_frontend")]
    StalledCyclesFrontend,
    /// `stalled_cycles_backend`.
    #[xml(name = "stalled_cycles_backend")]
    StalledCyclesBackend,
    /// `ref_cpu_cycles`.
    #[xml(name = "ref_cpu_cycles")]
    RefCpuCycles,
    /// `cpu_clock`.
    #[xml(name = "cpu_clock")]
    CpuClock,
    /// `task_clock`.
    #[xml(name = "task_clock")]
    TaskClock,
    /// `page_faults`.
    #[xml(name = "page_faults")]
    PageFaults,
    /// `context_switches`.
    #[xml(name = "context_switches")]
    ContextSwitches,
    /// `cpu_migrations`.
    #[xml(name = "cpu_migrations")]
    CpuMigrations,
    /// `page_faults_min`.
    #[xml(name = "page_faults_min")]
    PageFaultsMin,
    /// `page_faults_maj`.
    #[xml(name = "page_faults_maj")]
    PageFaultsMaj,
    /// `alignment_faults`.
    #[xml(name = "alignment_faults")]
    AlignmentFaults,
    /// `emulation_faults`.
    #[xml(name = "emulation_faults")]
    EmulationFaults,
}
