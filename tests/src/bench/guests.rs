//! `bench guests`: what guests cost, against a libvirtd of its own in the same run.

use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use libvir::{Connect, Domain};
use serde_json::json;
use vir_types::{
    ConnectGetAllDomainStatsFlags, ConnectListAllDomainsFlags, DomainCreateFlags, DomainStatsTypes,
};

use crate::{Folder, Libvirtd, Virshd};

/// How it is run.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Options {
    /// How many guests are made and ended one after the other.
    pub guests: u32,
    /// How many definitions a daemon starts with.
    pub definitions: u32,
    /// How many guests there are at once.
    pub at_once: u32,
    /// Whether the result is written as JSON.
    pub json: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { guests: 21, definitions: 10_000, at_once: 200, json: false }
    }
}

impl Options {
    /// Fewer of everything.
    #[must_use]
    pub fn quick() -> Self {
        Self { guests: 7, definitions: 2_000, at_once: 20, ..Self::default() }
    }
}

/// What one daemon needed.
#[derive(Debug, Default, Clone)]
struct Figures {
    create_ms: f64,
    destroy_ms: f64,
    define_us: f64,
    start_ms: f64,
    kib_per_definition: f64,
    list_ms: f64,
    stats_ms: f64,
    all_stats_ms: f64,
}

fn definition(name: &str, at: u32) -> String {
    format!(
        "<domain type='qemu'><name>{name}</name><uuid>5e1f0000-0000-4000-8000-{at:012x}</uuid>
         <memory unit='MiB'>16</memory><vcpu>1</vcpu>
         <os><type arch='x86_64' machine='pc'>hvm</type></os><features><acpi/></features>
         <devices><emulator>/usr/bin/qemu-system-x86_64</emulator>
         <disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='/dev/shm/vir-bench.img'/>
         <target dev='vda' bus='virtio'/><shareable/></disk>
         <interface type='user'><mac address='52:54:00:00:{:02x}:{:02x}'/><model type='virtio'/></interface>
         <serial type='pty'/></devices></domain>",
        at >> 8 & 0xff,
        at & 0xff
    )
}

fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "bench: {text}");
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn median(mut samples: Vec<f64>) -> f64 {
    samples.sort_by(f64::total_cmp);
    samples.get(samples.len() / 2).copied().unwrap_or(f64::NAN)
}

/// A daemon of either kind.
enum Daemon {
    Ours(Virshd),
    Theirs(Libvirtd),
}

impl Daemon {
    fn start(ours: bool, folder: Folder) -> Result<Self> {
        Ok(match ours {
            true => Self::Ours(Virshd::start_in(folder, "", &[])),
            false => Self::Theirs(Libvirtd::start_for_guests_in(folder).context("libvirtd cannot be had")?),
        })
    }

    fn uri(&self) -> String {
        match self {
            Self::Ours(daemon) => daemon.qemu_uri(),
            Self::Theirs(daemon) => daemon.qemu_uri(),
        }
    }

    fn rss_kib(&self) -> u64 {
        match self {
            Self::Ours(daemon) => daemon.rss_kib(),
            Self::Theirs(daemon) => daemon.rss_kib(),
        }
    }

    /// Where definitions are in such a daemon's folder.
    fn definitions(ours: bool, folder: &Path) -> std::path::PathBuf {
        folder.join(if ours { "root/etc/qemu" } else { "etc" })
    }
}

/// Runs the benchmark, prints the result, and says whether every target was met.
///
/// # Errors
/// A daemon cannot be had, or does not do what is asked.
pub async fn run(options: &Options) -> Result<bool> {
    std::fs::write("/dev/shm/vir-bench.img", vec![0; 1 << 20]).context("cannot write the disk")?;
    let theirs = measure(false, options).await?;
    let ours = measure(true, options).await?;
    let bare = bare_exit(options.guests)?;
    let (all, all_kib) = many(options).await?;
    let _ = std::fs::remove_file("/dev/shm/vir-bench.img");
    let rows = [
        ("create", "ms", ours.create_ms, theirs.create_ms, 0.3),
        ("define", "µs", ours.define_us, theirs.define_us, 0.1),
        ("start with definitions", "ms", ours.start_ms, theirs.start_ms, 0.2),
        ("memory per definition", "KiB", ours.kib_per_definition, theirs.kib_per_definition, 0.5),
        ("list of definitions", "ms", ours.list_ms, theirs.list_ms, 0.05),
        ("state and vCPUs of definitions", "ms", ours.stats_ms, theirs.stats_ms, 0.1),
        // For this both look at every image.
        ("all statistics of definitions", "ms", ours.all_stats_ms, theirs.all_stats_ms, 0.1),
    ];
    let mut met = true;
    let mut table = String::new();
    let mut list = Vec::new();
    table.push_str(&format!(
        "{:<34} {:>10} {:>10} {:>7} {:>7}\n",
        "", "virshd", "libvirtd", "ratio", "target"
    ));
    for (name, unit, ours, theirs, target) in rows {
        let ratio = ours / theirs;
        met &= ratio <= target;
        let verdict = if ratio <= target { "" } else { "  missed" };
        table.push_str(&format!(
            "{:<34} {ours:>10.2} {theirs:>10.2} {ratio:>7.3} {target:>7}{verdict}\n",
            format!("{name} [{unit}]")
        ));
        list.push(json!({"name": name, "unit": unit, "virshd": ours, "libvirtd": theirs, "ratio": ratio, "target": target}));
    }
    let absolute = [
        ("destroy [ms], bare exit + 25", ours.destroy_ms, bare + 25.0),
        ("list and statistics of all [ms]", all, 200.0),
        ("memory per running guest [KiB]", all_kib, 300.0),
    ];
    for (name, value, target) in absolute {
        met &= value <= target;
        let verdict = if value <= target { "" } else { "  missed" };
        table.push_str(&format!("{name:<34} {value:>10.2} {:>10} {:>7} {target:>7.1}{verdict}\n", "", ""));
        list.push(json!({"name": name, "virshd": value, "target": target}));
    }
    table.push_str(&format!("{:<34} {:>10} {:>10.2}\n", "destroy [ms], libvirtd", "", theirs.destroy_ms));
    table.push_str(&format!("{:<34} {bare:>10.2}\n", "the emulator's bare exit [ms]"));
    let text = if options.json { format!("{}\n", json!({"rows": list, "met": met})) } else { table };
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(met)
}

async fn measure(ours: bool, options: &Options) -> Result<Figures> {
    let name = if ours { "virshd" } else { "libvirtd" };
    let mut figures = Figures::default();
    let daemon = Daemon::start(ours, Folder::new())?;
    let connect = Connect::open(&daemon.uri()).await?;
    say(&format!("{name}: guests one after the other"));
    let warm = connect.domain_create_xml(&definition("warm", 0xffff), DomainCreateFlags::PAUSED).await?;
    warm.destroy().await?;
    let (mut create, mut destroy) = (Vec::new(), Vec::new());
    for at in 0..options.guests {
        let begin = Instant::now();
        let domain = connect.domain_create_xml(&definition("guest", at), DomainCreateFlags::PAUSED).await?;
        create.push(milliseconds(begin.elapsed()));
        let begin = Instant::now();
        domain.destroy().await?;
        destroy.push(milliseconds(begin.elapsed()));
    }
    (figures.create_ms, figures.destroy_ms) = (median(create), median(destroy));
    say(&format!("{name}: definitions one after the other"));
    let mut define = Vec::new();
    let mut sample = String::new();
    for at in 0..100 {
        let xml = definition(&format!("d{at:05}"), at);
        let begin = Instant::now();
        let domain: Domain = connect.domain_define_xml(&xml).await?;
        define.push(begin.elapsed().as_secs_f64() * 1e6);
        sample = domain
            .get_xml_desc(vir_types::DomainXmlFlags::INACTIVE | vir_types::DomainXmlFlags::SECURE)
            .await?;
    }
    figures.define_us = median(define);
    drop((connect, daemon));
    say(&format!("{name}: start with {} definitions", options.definitions));
    let empty = {
        let daemon = Daemon::start(ours, Folder::new())?;
        let connect = Connect::open(&daemon.uri()).await?;
        connect.list_all_domains(ConnectListAllDomainsFlags::empty()).await?;
        daemon.rss_kib()
    };
    let folder = Folder::new();
    let place = Daemon::definitions(ours, folder.path());
    std::fs::create_dir_all(&place)?;
    for at in 0..options.definitions {
        let text = sample
            .replace("d00099", &format!("d{at:05}"))
            .replace("5e1f0000-0000-4000-8000-000000000063", &format!("5e1f0000-0000-4000-8000-{at:012x}"));
        std::fs::write(place.join(format!("d{at:05}.xml")), text)?;
    }
    let begin = Instant::now();
    let daemon = Daemon::start(ours, folder)?;
    let connect = Connect::open(&daemon.uri()).await?;
    let all = connect.list_all_domains(ConnectListAllDomainsFlags::empty()).await?;
    figures.start_ms = milliseconds(begin.elapsed());
    ensure!(all.len() == options.definitions as usize, "{name} has {} of {}", all.len(), options.definitions);
    figures.kib_per_definition =
        daemon.rss_kib().saturating_sub(empty) as f64 / f64::from(options.definitions);
    let (mut list, mut stats) = (Vec::new(), Vec::new());
    let mut all_stats = Vec::new();
    for _ in 0..5 {
        let begin = Instant::now();
        let all = connect.list_all_domains(ConnectListAllDomainsFlags::empty()).await?;
        list.push(milliseconds(begin.elapsed()));
        ensure!(all.len() == options.definitions as usize, "a domain is gone");
        let begin = Instant::now();
        let flags = ConnectGetAllDomainStatsFlags::empty();
        connect.get_all_domain_stats(DomainStatsTypes::STATE | DomainStatsTypes::VCPU, flags).await?;
        stats.push(milliseconds(begin.elapsed()));
        let begin = Instant::now();
        connect.get_all_domain_stats(DomainStatsTypes::empty(), flags).await?;
        all_stats.push(milliseconds(begin.elapsed()));
    }
    figures.all_stats_ms = median(all_stats);
    (figures.list_ms, figures.stats_ms) = (median(list), median(stats));
    Ok(figures)
}

/// How long an emulator takes from SIGTERM to its end when nobody manages it, in ms.
fn bare_exit(rounds: u32) -> Result<f64> {
    use std::os::unix::process::CommandExt as _;
    let mut samples = Vec::new();
    for _ in 0..rounds {
        let mut child = std::process::Command::new("/usr/bin/qemu-system-x86_64")
            .args(["-S", "-nodefaults", "-display", "none", "-m", "16", "-accel", "tcg"])
            .process_group(0)
            .spawn()?;
        std::thread::sleep(Duration::from_millis(150));
        let begin = Instant::now();
        let pid = i32::try_from(child.id())?;
        let pid = rustix::process::Pid::from_raw(pid).context("no process")?;
        rustix::process::kill_process(pid, rustix::process::Signal::TERM)?;
        child.wait()?;
        samples.push(milliseconds(begin.elapsed()));
    }
    Ok(median(samples))
}

/// Many paused guests at once: how long it takes to list them all with their statistics, in ms, and what the
/// daemon needs for each, in KiB.
async fn many(options: &Options) -> Result<(f64, f64)> {
    say(&format!("virshd: {} guests at once", options.at_once));
    let daemon = Virshd::start();
    let connect = Connect::open(&daemon.qemu_uri()).await?;
    let warm = connect.domain_create_xml(&definition("warm", 0xffff), DomainCreateFlags::PAUSED).await?;
    warm.destroy().await?;
    let before = daemon.rss_kib();
    for at in 0..options.at_once {
        connect.domain_create_xml(&definition(&format!("g{at}"), at), DomainCreateFlags::PAUSED).await?;
    }
    let after = daemon.rss_kib();
    let mut samples = Vec::new();
    for _ in 0..5 {
        let begin = Instant::now();
        let all = connect.list_all_domains(ConnectListAllDomainsFlags::empty()).await?;
        let flags = ConnectGetAllDomainStatsFlags::empty();
        let stats = connect.get_all_domain_stats(DomainStatsTypes::empty(), flags).await?;
        samples.push(milliseconds(begin.elapsed()));
        ensure!(all.len() == options.at_once as usize && stats.len() == all.len(), "a guest is gone");
    }
    Ok((median(samples), after.saturating_sub(before) as f64 / f64::from(options.at_once)))
}
