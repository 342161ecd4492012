//! The daemon is killed at random moments while clients define, start, save, destroy and undefine. Whatever was
//! acknowledged holds afterwards; what was under way has happened or has not, and nothing in between.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![allow(clippy::print_stderr)] // Figures are told.
#![allow(clippy::disallowed_methods)] // Its seed comes from the environment, or from the clock.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use libvir::{Connect, Domain};
use vir_tests::guest::{bare_domain, leftovers};
use vir_tests::{Virshd, emulators};
use vir_types::{
    ConnectListAllDomainsFlags, DomainSaveRestoreFlags, DomainState, DomainUndefineFlags, DomainXmlFlags,
    NoFlags,
};

const CLIENTS: usize = 3;
const DOMAINS: usize = 2;

/// What is known of a domain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Fact {
    /// Which definition it has.
    version: Option<u64>,
    runs: bool,
    /// Whether an image waits.
    saved: bool,
}

/// What was acknowledged, and what was asked for and not acknowledged.
#[derive(Debug, Clone, Copy, Default)]
struct Book {
    sure: Fact,
    maybe: Option<Fact>,
    asked: &'static str,
}

type Books = Arc<Mutex<BTreeMap<String, Book>>>;

/// Numbers by chance; the seed is told when a test fails.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

/// A definition whose every part tells its version.
fn definition(name: &str, version: u64) -> String {
    let text = format!("version {version} ").repeat(200);
    let uuid = name.bytes().fold(0_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    let more = format!(
        "</name><uuid>5e1f0000-0000-4000-8000-{:012x}</uuid><title>{version}</title><description>{text}{version} end</description>",
        uuid & 0xffff_ffff
    );
    bare_domain(name, "").replace("</name>", &more)
}

/// The version of a document that is whole.
fn version_of(xml: &str) -> u64 {
    let version = xml.split("<title>").nth(1).and_then(|rest| rest.split('<').next()).expect("a title");
    assert!(xml.contains(&format!("version {version} {version} end</description>")), "half of it: {xml}");
    assert_eq!(xml.matches(&format!("version {version} ")).count(), 200);
    version.parse().unwrap()
}

/// Does something by chance; the name of it, what holds then, and the answer.
async fn act(
    connect: &Connect,
    name: &str,
    fact: Fact,
    chance: &mut Chance,
    books: &Books,
) -> Result<(), String> {
    let next = fact.version.map_or(1, |version| version + 1);
    let begin = |asked: &'static str, maybe: Fact| {
        let mut books = books.lock().unwrap();
        let book = books.entry(name.to_owned()).or_default();
        (book.maybe, book.asked) = (Some(maybe), asked);
    };
    let dice = chance.below(100);
    let domain = async || connect.domain_lookup_by_name(name).await;
    let done = if fact.version.is_none() || dice < 20 {
        begin("define", Fact { version: Some(next), ..fact });
        connect.domain_define_xml(&definition(name, next)).await.map(drop)
    } else if fact.runs && dice < 55 {
        begin("managed save", Fact { runs: false, saved: true, ..fact });
        let save = async || domain().await?.managed_save(DomainSaveRestoreFlags::empty()).await;
        save().await
    } else if fact.runs {
        begin("destroy", Fact { runs: false, ..fact });
        let destroy = async || domain().await?.destroy().await;
        destroy().await
    } else if dice < 85 || fact.saved {
        begin("start", Fact { runs: true, saved: false, ..fact });
        let start = async || domain().await?.create().await;
        start().await
    } else {
        begin("undefine", Fact::default());
        let undefine = async || domain().await?.undefine_flags(DomainUndefineFlags::empty()).await;
        undefine().await
    };
    let mut books = books.lock().unwrap();
    let book = books.get_mut(name).unwrap();
    match done {
        Ok(()) => {
            book.sure = book.maybe.take().unwrap();
            Ok(())
        }
        Err(error) => Err(format!("{}: {:?} {error}", book.asked, error.code())),
    }
}

async fn load(uri: String, client: usize, mut chance: Chance, books: Books) -> String {
    let Ok(connect) = Connect::open(&uri).await else { return "gone".to_owned() };
    loop {
        let name = format!("guest-{client}-{}", chance.below(DOMAINS as u64));
        let fact = books.lock().unwrap().get(&name).copied().unwrap_or_default().sure;
        if let Err(error) = act(&connect, &name, fact, &mut chance, &books).await {
            return error;
        }
    }
}

async fn fact_of(domain: &Domain) -> Fact {
    let xml = domain.get_xml_desc(DomainXmlFlags::INACTIVE).await.unwrap();
    let state = domain.get_state(NoFlags::empty()).await.unwrap();
    assert!([DomainState::RUNNING, DomainState::SHUTOFF].contains(&state.state), "{state:?}");
    Fact {
        version: Some(version_of(&xml)),
        runs: state.state == DomainState::RUNNING,
        saved: domain.has_managed_save_image(NoFlags::empty()).await.unwrap(),
    }
}

/// Compares what is with what was acknowledged.
async fn check(daemon: &Virshd, books: &Books, told: &str) -> usize {
    let opened = Connect::open(&daemon.qemu_uri()).await;
    let connect = opened.unwrap_or_else(|error| panic!("{told}: {error}\n{}", daemon.log()));
    let mut found = BTreeMap::new();
    for domain in connect.list_all_domains(ConnectListAllDomainsFlags::empty()).await.unwrap() {
        found.insert(domain.name().to_owned(), fact_of(&domain).await);
    }
    let running = found.values().filter(|fact| fact.runs).count();
    {
        let mut books = books.lock().unwrap();
        for name in found.keys() {
            assert!(books.contains_key(name), "{told}: nobody has defined {name}");
        }
        for (name, book) in books.iter_mut() {
            let is = found.get(name).copied().unwrap_or_default();
            let may = is == book.sure || Some(is) == book.maybe;
            assert!(may, "{told}: {name} is {is:?}, but {book:?}\n{}", daemon.log());
            *book = Book { sure: is, ..Book::default() };
        }
    }
    // A process that was just killed takes a moment to be gone.
    let end = Instant::now() + Duration::from_secs(5);
    while emulators(&daemon.root()).len() != running {
        assert!(Instant::now() < end, "{told}: {running} guests, processes {:?}", emulators(&daemon.root()));
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    running
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_was_acknowledged_survives_the_daemon() {
    let kills = std::env::var("VIR_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(200);
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let seed = std::env::var("VIR_SEED")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(now.as_nanos() as u64 | 1);
    let mut chance = Chance(seed);
    let mut daemon = Virshd::start();
    let books = Books::default();
    {
        // The emulator is known from here on, so that what is killed is the load and not the getting ready for it.
        let connect = Connect::open(&daemon.qemu_uri()).await.unwrap();
        let domain = connect.domain_define_xml(&definition("first", 1)).await.unwrap();
        domain.undefine_flags(DomainUndefineFlags::empty()).await.unwrap();
    }
    let begin = Instant::now();
    let (mut ran, mut under_way) = (0, BTreeMap::<&str, u32>::new());
    for kill in 0..kills {
        let told = format!("seed {seed}, kill {kill}");
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| {
                let chance = Chance(seed ^ ((kill * 16 + client as u64 + 1) << 20) | 1);
                tokio::spawn(load(daemon.qemu_uri(), client, chance, books.clone()))
            })
            .collect();
        tokio::time::sleep(Duration::from_micros(2_000 + chance.below(200_000))).await;
        daemon.kill();
        for client in clients {
            // Only the end of the daemon may stop a client.
            let error = client.await.unwrap();
            let lost = ["End of file", "connection", "Connection", "closed", "Broken pipe", "gone"];
            assert!(lost.iter().any(|text| error.contains(text)), "{told}: {error}\n{}", daemon.log());
        }
        for book in books.lock().unwrap().values().filter(|book| book.maybe.is_some()) {
            *under_way.entry(book.asked).or_default() += 1;
        }
        if chance.below(6) == 0 {
            // One that has not come up yet is killed too.
            daemon.restart_and_go_on();
            tokio::time::sleep(Duration::from_micros(chance.below(60_000))).await;
            daemon.kill();
        }
        daemon.restart();
        ran += check(&daemon, &books, &told).await;
    }
    let took = begin.elapsed();
    vir_tests::tell(&format!(
        "{kills} kills in {took:?}; {ran} guests survived one; under way: {under_way:?}"
    ));
    assert!(ran > 0 && under_way.len() >= 4, "the load was none: {ran}, {under_way:?}");
    let connect = Connect::open(&daemon.qemu_uri()).await.unwrap();
    for domain in connect.list_all_domains(ConnectListAllDomainsFlags::ACTIVE).await.unwrap() {
        domain.destroy().await.unwrap();
    }
    assert_eq!(leftovers(&daemon), Vec::<String>::new());
    assert!(!daemon.log().contains("panicked"), "{}", daemon.log());
}
