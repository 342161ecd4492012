//! Medians, ratios and targets.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::measure::Metric;
use super::placement::Place;
use super::rpc::Options;
use super::servers::Kind;

/// A line of the table.
struct Row {
    metric: Metric,
    key: &'static str,
    title: &'static str,
    unit: &'static str,
    /// The ratio to libvirtd that must be reached.
    target: Option<f64>,
    /// Whether less is better.
    less: bool,
}

/// How near to the canned server is near enough, whatever libvirtd does.
const NEAR: f64 = 0.7;

const ROWS: [Row; 14] = [
    row(
        Metric::Trivial50(Place::Together),
        "trivial_one_cpu_p50_us",
        "lib version p50, one CPU",
        "µs",
        Some(0.5),
        true,
    ),
    row(
        Metric::Trivial99(Place::Together),
        "trivial_one_cpu_p99_us",
        "lib version p99, one CPU",
        "µs",
        None,
        true,
    ),
    row(
        Metric::Trivial50(Place::Apart),
        "trivial_two_cpu_p50_us",
        "lib version p50, two CPUs",
        "µs",
        Some(0.5),
        true,
    ),
    row(
        Metric::Trivial99(Place::Apart),
        "trivial_two_cpu_p99_us",
        "lib version p99, two CPUs",
        "µs",
        None,
        true,
    ),
    row(Metric::Info50(Place::Together), "info_one_cpu_p50_us", "domain info p50, one CPU", "µs", None, true),
    row(Metric::Info99(Place::Together), "info_one_cpu_p99_us", "domain info p99, one CPU", "µs", None, true),
    row(Metric::Info50(Place::Apart), "info_two_cpu_p50_us", "domain info p50, two CPUs", "µs", None, true),
    row(Metric::Info99(Place::Apart), "info_two_cpu_p99_us", "domain info p99, two CPUs", "µs", None, true),
    row(
        Metric::InFlight,
        "in_flight_calls_per_s",
        "8 in flight, one connection",
        "calls/s",
        Some(8.0),
        false,
    ),
    row(Metric::Connections, "connections_calls_per_s", "64 connections", "calls/s", Some(6.0), false),
    row(Metric::Openings, "openings_per_s", "opened and closed", "conn./s", Some(6.0), false),
    row(Metric::Idle, "rss_idle_kib", "RSS, one idle client", "KiB", Some(0.4), true),
    row(Metric::After, "rss_after_kib", "RSS after the load", "KiB", None, true),
    row(Metric::Cpu, "server_cpu_us_per_call", "server CPU, 64 connections", "µs/call", None, true),
];

const fn row(
    metric: Metric,
    key: &'static str,
    title: &'static str,
    unit: &'static str,
    target: Option<f64>,
    less: bool,
) -> Row {
    Row { metric, key, title, unit, target, less }
}

const KINDS: [Kind; 4] = [Kind::Virshd, Kind::Libvirtd, Kind::Canned, Kind::Echo];

/// All numbers of a run.
#[derive(Debug, Default)]
pub(super) struct Table {
    values: Vec<(Kind, Metric, f64)>,
}

/// What has become of a target.
struct Verdict {
    met: bool,
    /// The ratio to libvirtd that had to be reached, which is less than the target where the canned server says so.
    bound: f64,
}

impl Table {
    pub(super) fn add(&mut self, kind: Kind, metric: Metric, value: f64) {
        self.values.push((kind, metric, value));
    }

    /// The median of all rounds.
    fn median(&self, kind: Kind, metric: Metric) -> Option<f64> {
        let mut values = self.rounds(kind, metric);
        values.sort_unstable_by(f64::total_cmp);
        let upper = values.get(values.len() / 2)?;
        let lower = values.get(values.len().saturating_sub(1) / 2)?;
        Some(f64::midpoint(*lower, *upper))
    }

    /// The numbers of all rounds.
    fn rounds(&self, kind: Kind, metric: Metric) -> Vec<f64> {
        let is = |(k, m, value): &(Kind, Metric, f64)| (*k == kind && *m == metric).then_some(*value);
        self.values.iter().filter_map(is).collect()
    }

    fn ratio(&self, kind: Kind, metric: Metric) -> Option<f64> {
        Some(self.median(kind, metric)? / self.median(Kind::Libvirtd, metric)?)
    }

    fn verdict(&self, row: &Row) -> Option<Verdict> {
        let (target, ratio) = (row.target?, self.ratio(Kind::Virshd, row.metric)?);
        let canned = self.ratio(Kind::Canned, row.metric)?;
        let bound = if row.less { target.max(canned / NEAR) } else { target.min(canned * NEAR) };
        let met = if row.less { ratio <= bound } else { ratio >= bound };
        Some(Verdict { met, bound })
    }

    /// Whether no target was missed.
    pub(super) fn all_met(&self) -> bool {
        ROWS.iter().filter_map(|row| self.verdict(row)).all(|verdict| verdict.met)
    }

    /// For people.
    pub(super) fn text(&self) -> String {
        let mut out = format!("{:27} {:>8}", "", "");
        for kind in KINDS {
            let _ = write!(out, " {:>9}", kind.name());
        }
        out.push_str("  virshd/libvirtd  target\n");
        for row in &ROWS {
            let _ = write!(out, "{:27} {:>8}", row.title, row.unit);
            for kind in KINDS {
                let digits = if row.unit.starts_with('µ') { 1 } else { 0 };
                let value = self.median(kind, row.metric);
                let value = value.map_or_else(|| "-".to_owned(), |value| format!("{value:.digits$}"));
                let _ = write!(out, " {value:>9}");
            }
            if let Some(ratio) = self.ratio(Kind::Virshd, row.metric) {
                let _ = write!(out, "  {ratio:>15.2}");
            }
            if let (Some(target), Some(verdict)) = (row.target, self.verdict(row)) {
                let sign = if row.less { '≤' } else { '≥' };
                let word = if verdict.met { "ok" } else { "MISS" };
                let _ = write!(out, "  {sign} {target} {word}");
                if (verdict.bound - target).abs() > f64::EPSILON {
                    let _ = write!(out, " (70% of canned: {:.2})", verdict.bound);
                }
            }
            out.push('\n');
        }
        out
    }

    /// For programs.
    pub(super) fn json(&self, options: &Options) -> String {
        let mut rows = Map::new();
        for row in &ROWS {
            let mut entry = Map::new();
            for kind in KINDS {
                let rounds = self.rounds(kind, row.metric);
                let value = json!({ "median": self.median(kind, row.metric), "rounds": rounds });
                entry.insert(kind.name().to_owned(), value);
            }
            entry.insert("unit".to_owned(), json!(row.unit));
            entry.insert("ratio".to_owned(), json!(self.ratio(Kind::Virshd, row.metric)));
            if let Some(target) = row.target {
                let verdict = self.verdict(row);
                entry.insert("target".to_owned(), json!(target));
                entry.insert("bound".to_owned(), json!(verdict.as_ref().map(|verdict| verdict.bound)));
                entry.insert("met".to_owned(), json!(verdict.map(|verdict| verdict.met)));
            }
            rows.insert(row.key.to_owned(), Value::Object(entry));
        }
        let time = u64::try_from(options.time.as_millis()).unwrap_or(u64::MAX);
        let whole = json!({ "rounds": options.rounds, "milliseconds": time, "measurements": rows });
        format!("{whole:#}\n")
    }
}
