//! One wedged guest harms nobody: its emulator is stopped with calls pending on it, and everybody else is
//! served as before.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![allow(clippy::print_stderr)] // Figures are told.

use std::time::{Duration, Instant};

use libvir::{Connect, Domain};
use vir_tests::guest::{bare_domain, define, leftovers};
use vir_tests::{Virshd, emulators};
use vir_types::{
    ConnectGetAllDomainStatsFlags, ConnectListAllDomainsFlags, DomainDestroyFlags, DomainStatsTypes, NoFlags,
};

const CALLS: usize = 1000;
const GUESTS: usize = 20;

/// In how many parts they are measured.
const ROUNDS: usize = 4;

/// What is measured, in seconds.
#[derive(Default)]
struct Samples {
    list: Vec<f64>,
    stats: Vec<f64>,
    start: Vec<f64>,
    destroy: Vec<f64>,
}

impl Samples {
    fn figures(self) -> [(&'static str, f64); 4] {
        [
            ("list p99", at(self.list, 0.99)),
            ("stats p99", at(self.stats, 0.99)),
            ("start median", at(self.start, 0.5)),
            ("destroy median", at(self.destroy, 0.5)),
        ]
    }
}

fn at(mut samples: Vec<f64>, share: f64) -> f64 {
    samples.sort_by(f64::total_cmp);
    samples[((samples.len() - 1) as f64 * share) as usize]
}

async fn timed<T>(samples: &mut Vec<f64>, call: impl Future<Output = T>) -> T {
    let begin = Instant::now();
    let answer = call.await;
    samples.push(begin.elapsed().as_secs_f64());
    answer
}

async fn measure(samples: &mut Samples, connect: &Connect, others: &[Domain], spare: &Domain) {
    for _ in 0..CALLS / ROUNDS {
        let all = connect.list_all_domains(ConnectListAllDomainsFlags::ACTIVE);
        assert!(timed(&mut samples.list, all).await.unwrap().len() > others.len());
        let flags = ConnectGetAllDomainStatsFlags::empty();
        let records = connect.domain_list_get_stats(others, DomainStatsTypes::empty(), flags);
        assert_eq!(timed(&mut samples.stats, records).await.unwrap().len(), others.len());
    }
    for _ in 0..GUESTS / ROUNDS {
        timed(&mut samples.start, spare.create()).await.unwrap();
        timed(&mut samples.destroy, spare.destroy()).await.unwrap();
    }
}

type Pending = tokio::task::JoinHandle<Result<(), vir_types::Error>>;

/// Stops the emulator and calls its guest.
async fn wedge(stuck: u32, connect: &Connect) -> Vec<Pending> {
    signal(stuck, rustix::process::Signal::STOP);
    let mut pending = Vec::new();
    for call in 0..4 {
        let domain = connect.domain_lookup_by_name("wedged").await.unwrap();
        pending.push(tokio::spawn(async move {
            match call {
                0 => domain.suspend().await,
                1 => domain.reset(NoFlags::empty()).await,
                2 => domain.shutdown().await,
                _ => domain.memory_stats(16, NoFlags::empty()).await.map(drop),
            }
        }));
    }
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(pending.iter().all(|call| !call.is_finished()), "a stopped emulator answers nothing");
    pending
}

/// Both in turns, so that what else the machine does falls on both.
async fn compare(connect: &Connect, stuck: u32, others: &[Domain], spare: &Domain) -> Vec<String> {
    let (mut before, mut after) = (Samples::default(), Samples::default());
    for _ in 0..ROUNDS {
        measure(&mut before, connect, others, spare).await;
        let pending = wedge(stuck, connect).await;
        measure(&mut after, connect, others, spare).await;
        signal(stuck, rustix::process::Signal::CONT);
        for call in pending {
            call.await.unwrap().unwrap();
        }
        connect.domain_lookup_by_name("wedged").await.unwrap().resume().await.unwrap();
    }
    let mut worse = Vec::new();
    for ((name, before), (_, after)) in before.figures().into_iter().zip(after.figures()) {
        let line = format!("{name}: {:.3} ms, with one wedged {:.3} ms", before * 1e3, after * 1e3);
        let _ = std::io::Write::write_all(&mut std::io::stderr(), format!("{line}\n").as_bytes());
        if after > before * 2.0 {
            worse.push(line);
        }
    }
    worse
}

fn signal(pid: u32, signal: rustix::process::Signal) {
    let pid = rustix::process::Pid::from_raw(pid.cast_signed()).unwrap();
    rustix::process::kill_process(pid, signal).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wedged_guest_harms_nobody() {
    let daemon = Virshd::start();
    let connect = Connect::open(&daemon.qemu_uri()).await.unwrap();
    let wedged = define(&connect, &bare_domain("wedged", "")).await;
    wedged.create().await.unwrap();
    let stuck = emulators(&daemon.root())[0];
    let mut others = Vec::new();
    for name in ["one", "two", "three"] {
        let other = define(&connect, &bare_domain(name, "")).await;
        other.create().await.unwrap();
        other.suspend().await.unwrap();
        others.push(other);
    }
    let spare = define(&connect, &bare_domain("spare", "")).await;
    // What is waited for shows every time; what a busy machine does by chance does not.
    let mut worse = Vec::new();
    for _ in 0..3 {
        worse = compare(&connect, stuck, &others, &spare).await;
        if worse.is_empty() {
            break;
        }
    }
    assert!(worse.is_empty(), "{worse:#?}");

    let second = Connect::open(&daemon.qemu_uri()).await.unwrap();
    let pending = wedge(stuck, &second).await;
    // The statistics of all say who does not answer, and soon.
    let begin = Instant::now();
    let flags = ConnectGetAllDomainStatsFlags::ACTIVE;
    let records = connect.get_all_domain_stats(DomainStatsTypes::empty(), flags).await.unwrap();
    assert!(begin.elapsed() < Duration::from_secs(3), "{:?}", begin.elapsed());
    assert_eq!(records.len(), 4);
    for record in &records {
        let silent = record.params.get("monitor.unresponsive").is_some();
        assert_eq!(silent, &*record.dom.name == "wedged", "{}", record.dom.name);
    }

    // SIGTERM would wait until it goes on; the gentle way says that it did not work.
    let wait = wedged.destroy_flags(DomainDestroyFlags::GRACEFUL);
    let refused = tokio::time::timeout(Duration::from_secs(15), wait).await.unwrap().unwrap_err();
    assert!(refused.message().contains("SIGTERM"), "{refused}");
    let begin = Instant::now();
    wedged.destroy().await.unwrap();
    assert!(begin.elapsed() < Duration::from_secs(2), "{:?}", begin.elapsed());
    for call in pending {
        let ended = tokio::time::timeout(Duration::from_secs(5), call).await.expect("it comes back");
        assert!(ended.unwrap().is_err());
    }
    for other in others {
        other.destroy().await.unwrap();
    }
    assert_eq!(leftovers(&daemon), Vec::<String>::new());
}
