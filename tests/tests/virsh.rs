//! Real virsh on our socket says what it says on libvirt's own daemon, and loses nothing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // A test fails by panicking.
#![allow(clippy::disallowed_methods, clippy::print_stdout)] // It starts programs, and says what it skips.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use vir_tests::wire::Wire;
use vir_tests::{Answer, Folder, Libvirtd, Peer, Virshd, require, shell};

/// Our daemon with a connection that keeps its node, and virsh.
struct Ours {
    virsh: PathBuf,
    daemon: Virshd,
    _keeps_the_node: Wire,
}

impl Ours {
    fn start() -> Option<Self> {
        let virsh = require(Peer::Virsh)?;
        let daemon = Virshd::start();
        let keeps = Wire::open(&daemon.socket());
        Some(Self { virsh, daemon, _keeps_the_node: keeps })
    }

    fn run(&self, args: &[&str]) -> Answer {
        Answer::of(&mut shell(&self.virsh, &self.daemon.uri(), args))
    }

    /// The output of a command that must succeed, without the blank line that virsh adds.
    #[track_caller]
    fn ok(&self, args: &[&str]) -> String {
        self.run(args).success().trim_end().to_owned()
    }
}

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/domain").join(name)
}

/// Every element with its way from the root, its attributes and its text.
fn parts(xml: &str) -> BTreeSet<String> {
    let document = roxmltree::Document::parse(xml).unwrap();
    let name = |node: roxmltree::Node<'_, '_>| {
        let name = node.tag_name();
        name.namespace().map_or(name.name().to_owned(), |ns| format!("{{{ns}}}{}", name.name()))
    };
    let mut out = BTreeSet::new();
    for node in document.root_element().descendants().filter(roxmltree::Node::is_element) {
        let mut way: Vec<String> = node.ancestors().filter(|n| n.is_element()).map(name).collect();
        way.reverse();
        let place = node.prev_siblings().filter(|n| n.is_element() && name(*n) == name(node)).count();
        let way = format!("{}[{place}]", way.join("/"));
        let text: String = node.children().filter_map(|n| n.text().filter(|_| n.is_text())).collect();
        out.insert(format!("{way} = {}", text.trim()));
        out.extend(node.attributes().map(|a| format!("{way}@{} = {}", a.name(), a.value())));
    }
    out
}

#[test]
fn a_domain_lives_its_whole_life() {
    let Some(ours) = Ours::start() else { return };
    let file = data("web01.xml");
    let file = file.to_str().unwrap();
    assert_eq!(ours.ok(&["define", file]), format!("Domain 'web01' defined from {file}"));
    let list = ours.ok(&["list", "--all"]);
    let rows: Vec<Vec<&str>> = list.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(rows[2..], [vec!["1", "test", "running"], vec!["-", "web01", "shut", "off"]]);

    assert_eq!(ours.ok(&["start", "web01"]), "Domain 'web01' started");
    assert_eq!(ours.ok(&["domstate", "web01", "--reason"]), "running (booted)");
    assert_eq!(ours.ok(&["suspend", "web01"]), "Domain 'web01' suspended");
    assert_eq!(ours.ok(&["domstate", "web01", "--reason"]), "paused (user)");
    assert_eq!(ours.ok(&["resume", "web01"]), "Domain 'web01' resumed");
    assert_eq!(ours.ok(&["domstate", "web01", "--reason"]), "running (unpaused)");

    assert_eq!(ours.ok(&["setmem", "web01", "131072"]), "");
    assert_eq!(ours.ok(&["setvcpus", "web01", "2"]), "");
    let info = ours.ok(&["dominfo", "web01"]);
    let info: Vec<(&str, &str)> =
        info.lines().filter_map(|line| line.split_once(':')).map(|(k, v)| (k, v.trim())).collect();
    for expected in [
        ("Name", "web01"),
        ("UUID", "4dea22b3-1d52-d8f3-2516-782e98ab3fa0"),
        ("State", "running"),
        ("CPU(s)", "2"),
        ("Max memory", "524288 KiB"),
        ("Used memory", "131072 KiB"),
        ("Persistent", "yes"),
        ("Autostart", "disable"),
    ] {
        assert!(info.contains(&expected), "{expected:?} is not in {info:?}");
    }
    assert_eq!(ours.ok(&["autostart", "web01"]), "Domain 'web01' marked as autostarted");
    assert_eq!(ours.ok(&["list", "--autostart", "--name"]), "web01");
    assert_eq!(ours.ok(&["autostart", "--disable", "web01"]), "Domain 'web01' unmarked as autostarted");
    assert_eq!(ours.ok(&["list", "--autostart", "--name"]), "");

    assert_eq!(ours.ok(&["shutdown", "web01"]), "Domain 'web01' is being shutdown");
    assert_eq!(ours.ok(&["domstate", "web01", "--reason"]), "shut off (shutdown)");
    assert_eq!(ours.ok(&["start", "web01"]), "Domain 'web01' started");
    assert_eq!(ours.ok(&["destroy", "web01"]), "Domain 'web01' destroyed");
    assert_eq!(ours.ok(&["domstate", "web01", "--reason"]), "shut off (destroyed)");
    assert_eq!(ours.ok(&["undefine", "web01"]), "Domain 'web01' has been undefined");
    assert_eq!(ours.ok(&["list", "--all", "--name"]), "test");
}

#[test]
fn define_loses_nothing() {
    let Some(ours) = Ours::start() else { return };
    let file = data("web01.xml");
    let before = parts(&std::fs::read_to_string(&file).unwrap());
    assert!(before.len() > 60, "the document is a realistic one");
    let lost = |xml: &str| before.difference(&parts(xml)).cloned().collect::<Vec<_>>();
    let _ = ours.ok(&["define", file.to_str().unwrap()]);
    let defined = ours.ok(&["dumpxml", "web01"]);
    assert_eq!(lost(&defined), Vec::<String>::new());
    // What was given out can be given in again, and a running domain has kept everything too.
    let folder = Folder::new();
    let again = folder.path().join("again.xml");
    std::fs::write(&again, &defined).unwrap();
    let _ = ours.ok(&["define", again.to_str().unwrap()]);
    let _ = ours.ok(&["start", "web01"]);
    assert_eq!(ours.ok(&["dumpxml", "--inactive", "web01"]), defined);
    assert_eq!(lost(&ours.ok(&["dumpxml", "web01"])), Vec::<String>::new());
}

#[test]
fn define_adds_what_libvirt_adds() {
    let (Some(ours), Some(theirs)) = (Ours::start(), Libvirtd::start()) else { return };
    let _keeps_the_node = Wire::open(&theirs.socket());
    let file = data("web01.xml");
    let file = file.to_str().unwrap();
    let dump = |uri: &str| {
        let run = |args: &[&str]| Answer::of(&mut shell(&ours.virsh, uri, args)).success();
        let _ = run(&["define", file]);
        run(&["dumpxml", "web01"])
    };
    let (own, other) = (parts(&dump(&ours.daemon.uri())), parts(&dump(&theirs.uri())));
    assert_eq!(own.difference(&other).collect::<Vec<_>>(), Vec::<&String>::new());
    // Its test driver also pretends that cards have devices of the host.
    let pretended = |part: &&String| part.starts_with("domain/devices/interface/target[1]");
    assert_eq!(
        other.difference(&own).filter(|part| !pretended(part)).collect::<Vec<_>>(),
        Vec::<&String>::new()
    );
}

/// What no two daemons have in common: used CPU time, the URI's socket, UUIDs that the daemon drew.
fn comparable(answer: Answer, drawn: bool) -> Answer {
    let keep = |text: String| {
        let lines = text.lines().filter(|line| !line.starts_with("CPU time:"));
        let masked = lines.map(|line| match line.split_once("socket=") {
            Some((front, _)) => front.to_owned(),
            None if drawn => mask_uuid(line),
            None => line.to_owned(),
        });
        masked.map(|line| line + "\n").collect()
    };
    Answer { code: answer.code, out: keep(answer.out), err: keep(answer.err) }
}

/// The line with `UUID` for a word that looks like one.
fn mask_uuid(line: &str) -> String {
    let looks = |word: &&str| word.len() == 36 && word.matches('-').count() == 4;
    match line.split([' ', '\'', '<', '>']).find(looks) {
        Some(word) => line.replace(word, "UUID"),
        None => line.to_owned(),
    }
}

/// Runs each line on both daemons, a fresh node each, and compares output, errors and exit code.
fn same_on_both(lines: &[&str], drawn: bool) {
    let Some(virsh) = require(Peer::Virsh) else { return };
    let Some(theirs) = Libvirtd::start() else { return };
    let ours = Virshd::start();
    let mut different = Vec::new();
    for line in lines {
        let [a, b] = [ours.uri(), theirs.uri()]
            .map(|uri| comparable(Answer::of(&mut shell(&virsh, &uri, &[line])), drawn));
        if a != b {
            different.push(format!("virsh {line}\nours: {a:#?}\nlibvirt's: {b:#?}"));
        }
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
}

#[test]
fn looking_shows_what_libvirt_shows() {
    same_on_both(
        &[
            "list",
            "list --all",
            "list --all --name",
            "list --all --uuid",
            "list --all --title",
            "list --inactive",
            "list --state-paused",
            "list --persistent",
            "list --transient",
            "list --managed-save",
            "dominfo test",
            "dominfo 1",
            "dominfo 6695eb01-f6a4-8304-79aa-97f2502e193f",
            "domid test",
            "domuuid test",
            "domname 1",
            "domstate test",
            "domstate test --reason",
            "dumpxml test",
            "dumpxml --inactive test",
            "dumpxml --security-info test",
            "dumpxml --migratable test",
            "dumpxml --xpath //name test",
            "domblklist test",
            "domiflist test",
            "domdisplay test",
            "net-list",
            "net-list --all --name",
            "net-list --inactive",
            "net-info default",
            "net-uuid default",
            "net-name dd8fe884-6c02-601e-7551-cca97df1c5df",
            "net-dumpxml default",
            "pool-list",
            "pool-list --details",
            "pool-info default-pool",
            "pool-uuid default-pool",
            "pool-dumpxml default-pool",
            "iface-list",
            "iface-list --inactive",
            "iface-mac eth1",
            "iface-name aa:bb:cc:dd:ee:ff",
            "iface-dumpxml eth1",
            "capabilities",
            "nodeinfo",
            "version",
            "version --daemon",
            "hostname",
            "uri",
            "maxvcpus",
            "maxvcpus --type kvm",
        ],
        false,
    );
}

#[test]
fn changes_come_to_what_they_come_to_with_libvirt() {
    let folder = Folder::new();
    let file = folder.path().join("guest.xml");
    let xml = "<domain type='test'><name>g</name><uuid>c7a5fdbd-edaf-9455-926a-d65c16db1809</uuid>\
               <memory>65536</memory><vcpu>2</vcpu><os><type>hvm</type></os></domain>";
    std::fs::write(&file, xml).unwrap();
    let file = file.to_str().unwrap();
    let lines = [
        "suspend test; list; domstate --reason test; resume test; list; domstate --reason test".to_owned(),
        "destroy test; list --all; dominfo test; dumpxml test; domstate --reason test; start test; list; \
         domid test; domstate --reason test"
            .to_owned(),
        "shutdown test; domstate --reason test; list --all; domid test".to_owned(),
        "undefine test; list --all; dominfo test; destroy test; list --all".to_owned(),
        "autostart test; dominfo test; autostart --disable test; dominfo test".to_owned(),
        "reboot test; domstate --reason test; reset test; domstate --reason test".to_owned(),
        "setmem test 1048576; dominfo test; setmem test 4194304 --config; dumpxml --inactive test".to_owned(),
        "setmaxmem test 4194304 --config; dominfo test; dumpxml --inactive test".to_owned(),
        format!(
            "define {file}; list --all; dumpxml g; start g; domid g; dominfo g; list; shutdown g; undefine g; list --all"
        ),
        // Libvirt's test driver would also undefine a transient domain; ours refuses, as its drivers with guests do.
        format!("create {file}; list; dominfo g; destroy g; list --all"),
        format!(
            "define {file}; define {file}; create {file}; create {file}; undefine g; list; destroy g; list"
        ),
        format!(
            "define {file}; autostart g; list --all --autostart; list --all --no-autostart; setmaxmem g 32768; dominfo g"
        ),
    ];
    same_on_both(&lines.iter().map(String::as_str).collect::<Vec<_>>(), false);
}

#[test]
fn errors_read_as_with_libvirt() {
    let folder = Folder::new();
    let bad = [
        "<network><name>x</name></network>",
        "<domain type='test'><memory>1024</memory><os><type>hvm</type></os></domain>",
        "<domain><name>x</name><memory>1024</memory><os><type>hvm</type></os></domain>",
        "<domain type='test'><name>x</name><memory>lots</memory><os><type>hvm</type></os></domain>",
        "<domain type='test'><name>x</name><os><type>hvm</type></os></domain>",
        "<domain type='test'><name>x</name><uuid>zz</uuid><memory>1024</memory><os><type>hvm</type></os></domain>",
        "<domain type='test'><name>test</name><memory>1024</memory><os><type>hvm</type></os></domain>",
        "<domain type='test'><name>other</name><uuid>6695eb01-f6a4-8304-79aa-97f2502e193f</uuid>\
         <memory>1024</memory><os><type>hvm</type></os></domain>",
        "<domain type='test'><name>a/b</name><memory>1024</memory><os><type>hvm</type></os></domain>",
    ];
    let mut lines = Vec::new();
    for (number, xml) in bad.iter().enumerate() {
        let file = folder.path().join(format!("bad{number}.xml"));
        std::fs::write(&file, xml).unwrap();
        lines.push(format!("define {}", file.display()));
        lines.push(format!("create {}", file.display()));
    }
    for line in [
        "dominfo nobody",
        "start nobody",
        "destroy nobody",
        "domid 99",
        "start test",
        "resume test",
        "suspend test; suspend test",
        "destroy test; destroy test; resume test; suspend test; shutdown test; reboot test; reset test",
        "destroy test; setmem test 1024; setvcpus test 1",
        "setmem test 0",
        "setmem test 99999999",
        "setmaxmem test 4194304",
        "setvcpus test 0",
        "net-info nobody",
        "pool-info nobody",
        "iface-mac nobody",
        "define /nonexistent/file.xml",
        "nonsense",
        "domstate",
    ] {
        lines.push(line.to_owned());
    }
    same_on_both(&lines.iter().map(String::as_str).collect::<Vec<_>>(), true);
}

/// The parser is another one than libvirt's, so the text is ours: one line, place and cause.
#[test]
fn a_document_that_is_not_well_formed_is_refused_with_its_place() {
    let Some(ours) = Ours::start() else { return };
    let folder = Folder::new();
    let file = folder.path().join("bad.xml");
    std::fs::write(&file, "<domain type='test'>\n  <name>x</nome>\n</domain>\n").unwrap();
    let answer = ours.run(&["define", file.to_str().unwrap()]);
    assert_eq!((answer.code, answer.out.trim()), (Some(1), ""));
    assert!(answer.err.starts_with("error: Failed to define domain from "), "{}", answer.err);
    assert!(answer.err.contains("(domain_definition):2: "), "{}", answer.err);
    assert_eq!(ours.ok(&["list", "--all", "--name"]), "test");
}

#[test]
fn a_document_is_held_against_its_schema_if_that_is_asked_for() {
    let Some(ours) = Ours::start() else { return };
    let folder = Folder::new();
    let file = folder.path().join("guest.xml");
    let write = |xml: &str| std::fs::write(&file, xml).unwrap();
    let path = file.to_str().unwrap();
    let head = "<domain type='test'>\n  <name>g</name>\n  <memory>65536</memory>\n";
    let tail = "  <os><type>hvm</type></os>\n</domain>\n";
    for command in ["define", "create"] {
        let told = format!(
            "error: Failed to {command} domain from {path}\n\
             error: XML document failed to validate against schema: Unable to validate doc against domain.rnc\n\
             4:3: element 'vcpuz' is not allowed here"
        );
        write(&format!("{head}  <vcpuz>2</vcpuz>\n{tail}"));
        let answer = ours.run(&[command, "--validate", path]);
        assert_eq!(answer.code, Some(1));
        assert!(answer.err.starts_with(&told), "{}", answer.err);
        assert!(answer.err.contains("did you mean 'vcpu"), "it suggests the nearest: {}", answer.err);
        assert_eq!(ours.ok(&["list", "--all", "--name"]), "test", "nothing is left behind");

        // What nobody asked to be checked is dropped, as libvirt drops it.
        let _ = ours.ok(&[command, path]);
        assert!(!ours.ok(&["dumpxml", "g"]).contains("vcpuz"));
        let _ = ours.run(&["destroy", "g"]);
        let _ = ours.run(&["undefine", "g"]);

        write(&format!("{head}</domian>"));
        let answer = ours.run(&[command, "--validate", path]);
        assert!(answer.err.contains("(domain_definition):4: "), "{}", answer.err);

        write(&format!("{head}{tail}"));
        let _ = ours.ok(&[command, "--validate", path]);
        let _ = ours.run(&["destroy", "g"]);
        let _ = ours.run(&["undefine", "g"]);
    }
}
