//! Our shell on libvirt's own daemon does what virsh does, and says it in the same words.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // A test fails by panicking.
#![allow(clippy::disallowed_methods, clippy::print_stdout)] // It starts programs, and says what it skips.

use std::path::{Path, PathBuf};

use vir_tests::wire::Wire;
use vir_tests::{Answer, Folder, Libvirtd, Peer, Running, Virshd, built, eventually, require, shell};

/// Our shell; `None`, with a line that says so, while it has no commands yet.
fn vrsh() -> Option<PathBuf> {
    let commands = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/vrsh/src/cmd");
    if !commands.is_dir() {
        println!("skipped: vrsh has no commands yet");
        return None;
    }
    Some(built("vir-shell", "vrsh"))
}

/// Our shell on a libvirtd whose node a connection keeps.
struct Theirs {
    vrsh: PathBuf,
    daemon: Libvirtd,
    keeps_the_node: Wire,
}

impl Theirs {
    fn start() -> Option<Self> {
        let vrsh = vrsh()?;
        let daemon = Libvirtd::start()?;
        let keeps_the_node = Wire::open(&daemon.socket());
        Some(Self { vrsh, daemon, keeps_the_node })
    }

    #[track_caller]
    fn ok(&self, args: &[&str]) -> String {
        Answer::of(&mut shell(&self.vrsh, &self.daemon.uri(), args)).success().trim_end().to_owned()
    }
}

#[test]
fn a_domain_of_libvirts_lives_its_whole_life() {
    let Some(theirs) = Theirs::start() else { return };
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/domain/web01.xml");
    let file = file.to_str().unwrap();
    assert_eq!(theirs.ok(&["define", file]), format!("Domain 'web01' defined from {file}"));
    let list = theirs.ok(&["list", "--all"]);
    let rows: Vec<Vec<&str>> = list.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(rows[2..], [vec!["1", "test", "running"], vec!["-", "web01", "shut", "off"]]);
    assert_eq!(theirs.ok(&["start", "web01"]), "Domain 'web01' started");
    assert_eq!(theirs.ok(&["domstate", "web01", "--reason"]), "running (booted)");
    assert_eq!(theirs.ok(&["suspend", "web01"]), "Domain 'web01' suspended");
    assert_eq!(theirs.ok(&["domstate", "web01"]), "paused");
    assert_eq!(theirs.ok(&["resume", "web01"]), "Domain 'web01' resumed");
    assert_eq!(theirs.ok(&["setvcpus", "web01", "2"]), "");
    assert_eq!(theirs.ok(&["setmem", "web01", "131072"]), "");
    let info = theirs.ok(&["dominfo", "web01"]);
    for line in ["CPU(s):         2", "Used memory:    131072 KiB", "State:          running"] {
        assert!(info.lines().any(|l| l == line), "'{line}' is not in\n{info}");
    }
    assert!(theirs.ok(&["dumpxml", "web01"]).contains("<uuid>4dea22b3-1d52-d8f3-2516-782e98ab3fa0</uuid>"));
    assert_eq!(theirs.ok(&["destroy", "web01"]), "Domain 'web01' destroyed");
    assert_eq!(theirs.ok(&["undefine", "web01"]), "Domain 'web01' has been undefined");
    assert_eq!(theirs.ok(&["list", "--all", "--name"]), "test");
}

#[test]
fn libvirts_events_are_shown_as_they_happen() {
    let Some(mut theirs) = Theirs::start() else { return };
    let running =
        Running::start(&mut shell(&theirs.vrsh, &theirs.daemon.uri(), &["event", "--all", "--loop"]));
    let actor = &mut theirs.keeps_the_node;
    // Until an event shows it may not have registered yet.
    eventually("vrsh shows an event", || {
        let dom = actor.define("early");
        actor.undefine(dom);
        (!running.lines().is_empty()).then_some(())
    });
    let dom = actor.define("web");
    actor.undefine(dom);
    let last = "event 'lifecycle' for domain 'web': Undefined Removed";
    let lines = running.wait_for("the last event", |lines| lines.iter().any(|line| line == last));
    let about_web: Vec<&String> = lines.iter().filter(|line| line.contains("'web'")).collect();
    assert_eq!(about_web, ["event 'lifecycle' for domain 'web': Defined Added", last]);
}

#[test]
fn libvirts_qemu_driver_is_listed() {
    let (Some(vrsh), Some(virsh)) = (vrsh(), require(Peer::Virsh)) else { return };
    let Some(theirs) = Libvirtd::start() else { return };
    let uri = theirs.qemu_uri();
    let [a, b] = [vrsh, virsh].map(|program| Answer::of(&mut shell(&program, &uri, &["list", "--all"])));
    if b.code != Some(0) {
        println!("skipped: libvirtd's qemu driver is not usable here: {}", b.err);
        return;
    }
    assert_eq!(a, b);
}

/// Used CPU time differs from call to call.
fn comparable(answer: Answer) -> Answer {
    let keep = |text: String| -> String {
        text.lines()
            .filter(|line| !line.starts_with("CPU time:"))
            .map(|line| line.to_owned() + "\n")
            .collect()
    };
    Answer { code: answer.code, out: keep(answer.out), err: answer.err }
}

/// Each line with both shells on one daemon, a fresh node each.
fn same_words(uri: &str, lines: &[&str]) {
    let (Some(vrsh), Some(virsh)) = (vrsh(), require(Peer::Virsh)) else { return };
    let mut different = Vec::new();
    for line in lines {
        // `a; b` is split by the shell, `a b` by its command line: both ways must do.
        let words: Vec<&str> = if line.contains(';') { vec![line] } else { line.split(' ').collect() };
        let [a, b] = [&vrsh, &virsh].map(|program| comparable(Answer::of(&mut shell(program, uri, &words))));
        if a != b {
            different.push(format!("{line}\nvrsh: {a:#?}\nvirsh: {b:#?}"));
        }
    }
    assert!(different.is_empty(), "{} of {}\n{}", different.len(), lines.len(), different.join("\n"));
}

const LOOKS: &[&str] = &[
    "list",
    "list --all",
    "list --all --name",
    "list --all --uuid",
    "list --all --title",
    "list --inactive",
    "list --all --persistent",
    "list --state-running --id",
    "dominfo test",
    "dominfo 1",
    "dominfo 6695eb01-f6a4-8304-79aa-97f2502e193f",
    "dominfo --domain test",
    "dominfo --domain=test",
    "domid test",
    "domuuid test",
    "domname 1",
    "domstate test",
    "domstate test --reason",
    "domstate --reason test",
    "dumpxml test",
    "dumpxml --inactive test",
    "dumpxml --security-info test",
    "net-list",
    "net-list --all --name",
    "net-info default",
    "net-uuid default",
    "net-name dd8fe884-6c02-601e-7551-cca97df1c5df",
    "net-dumpxml default",
    "pool-list",
    "pool-info default-pool",
    "pool-uuid default-pool",
    "pool-dumpxml default-pool",
    "iface-list",
    "iface-mac eth1",
    "iface-name aa:bb:cc:dd:ee:ff",
    "iface-dumpxml eth1",
    "capabilities",
    "nodeinfo",
    "hostname",
    "uri",
    "maxvcpus",
    "echo hello world",
    "domid test; domuuid test; domstate test",
];

#[test]
fn looking_on_libvirts_daemon_reads_as_with_virsh() {
    let Some(theirs) = Libvirtd::start() else { return };
    same_words(&theirs.uri(), LOOKS);
}

#[test]
fn looking_on_our_daemon_reads_as_with_virsh() {
    let ours = Virshd::start();
    same_words(&ours.uri(), LOOKS);
}

#[test]
fn changes_and_errors_read_as_with_virsh() {
    let Some(theirs) = Libvirtd::start() else { return };
    let folder = Folder::new();
    let file = folder.path().join("guest.xml");
    let xml = "<domain type='test'><name>g</name><uuid>c7a5fdbd-edaf-9455-926a-d65c16db1809</uuid>\
               <memory>65536</memory><vcpu>2</vcpu><os><type>hvm</type></os></domain>";
    std::fs::write(&file, xml).unwrap();
    let bad = folder.path().join("bad.xml");
    std::fs::write(&bad, "<domain type='test'><name>x</name>").unwrap();
    let life = format!(
        "define {0}; start g; suspend g; domstate g --reason; resume g; setmem g 1024; setvcpus g 1; \
         dominfo g; shutdown g; autostart g; dominfo g; autostart --disable g; undefine g; list --all",
        file.display()
    );
    let create = format!("create {0}; list; reboot g; reset g; destroy g; list --all", file.display());
    let (define_bad, create_bad) = (format!("define {}", bad.display()), format!("create {}", bad.display()));
    same_words(
        &theirs.uri(),
        &[
            &life,
            &create,
            &define_bad,
            &create_bad,
            "define /nonexistent/file.xml",
            "dominfo nobody",
            "start nobody",
            "start test",
            "resume test",
            "destroy test; destroy test; list",
            "setmem test 0",
            "setmem test 99999999",
            "setmem test 2G",
            "setmem test lots",
            "setvcpus test 0",
            "setvcpus test x",
            "domname 99",
            "net-info nobody",
            "pool-info nobody",
            "iface-mac nobody",
            "nonsense",
            "domstate",
            "domstate --nonsense test",
            "domstate test test",
        ],
    );
}

/// Interactive use: the lines come from a pipe, as scripts do it.
#[test]
fn lines_from_a_pipe_are_commands() {
    let Some(vrsh) = vrsh() else { return };
    let ours = Virshd::start();
    let mut running = Running::start(&mut shell(&vrsh, &ours.uri(), &[]));
    for line in
        ["domid test", "suspend test; domstate test", "nonsense", "resume test", "domstate test", "quit"]
    {
        running.say(line);
    }
    assert_eq!(running.finish().code(), Some(0));
    let lines =
        running.wait_for("the last state", |lines| lines.iter().any(|line| line.ends_with("running")));
    let said = |text: &str| lines.iter().position(|line| line.ends_with(text));
    let order = ["1", "Domain 'test' suspended", "paused", "Domain 'test' resumed", "running"].map(said);
    assert!(order.iter().all(Option::is_some) && order.is_sorted(), "{lines:#?}");
    assert!(lines.iter().any(|line| line.contains("unknown command: 'nonsense'")), "{lines:#?}");
}
