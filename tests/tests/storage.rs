//! Storage pools through real virsh: virshd says and does what libvirt's own daemon says and does.
#![allow(clippy::disallowed_methods)] // Tests start programs.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::os::unix::fs::{FileExt as _, MetadataExt as _};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use vir_tests::guest::state_is;
use vir_tests::{Answer, Folder, Libvirtd, Peer, Running, Virshd, eventually, require, shell};
use vir_types::DomainState;

const MIB: u64 = 1 << 20;

/// A life of a pool and of its volumes; `$` stands for a folder.
const LIFE: &[&str] = &[
    "pool-define-as p dir --target $/p",
    "pool-define-as other dir --target $/p/",
    "pool-list --all",
    "pool-list",
    "pool-info p",
    "pool-dumpxml p",
    "pool-start p",
    "pool-build p --overwrite",
    "pool-build p",
    "pool-start p",
    "pool-start p",
    "pool-build p",
    "pool-autostart p",
    "pool-list --all --details",
    "pool-list --autostart --type dir",
    "pool-list --type fs,netfs",
    "pool-info p",
    "pool-dumpxml p",
    "pool-dumpxml p --inactive",
    "pool-uuid none",
    "vol-create-as p full 3M",
    "vol-create-as p sparse 8M --allocation 0",
    "vol-create-as p half 8M --allocation 4M",
    "vol-create-as p image 16M --format qcow2",
    "vol-create-as p top 16M --format qcow2 --backing-vol image --backing-vol-format qcow2",
    "vol-create-as p pre 4M --allocation 0 --format qcow2 --prealloc-metadata",
    "vol-create-as p vmdk 4M --format vmdk",
    "vol-create-as p folder 0 --format dir",
    "vol-create-as p full 1M",
    "vol-create-as p a/b 1M",
    "vol-create-as p .. 1M",
    "vol-create-as p bad 1M --backing-vol image",
    "vol-create-as p bad 1M --format qcow2 --backing-vol none",
    "vol-create-as p bad 1M --format nonsense",
    "vol-create-as p bad 1M --prealloc-metadata",
    "vol-create-as p bad 1M --format vmdk --prealloc-metadata",
    "vol-list p",
    "vol-list p --details",
    "vol-info full --pool p",
    "vol-info sparse --pool p --bytes --physical",
    "vol-info folder --pool p",
    "vol-dumpxml full --pool p",
    "vol-dumpxml image --pool p",
    "vol-dumpxml top --pool p",
    "vol-dumpxml folder --pool p",
    "pool-refresh p",
    "vol-list p --details",
    "vol-dumpxml image --pool p",
    "vol-dumpxml top --pool p",
    "vol-dumpxml pre --pool p",
    "vol-dumpxml vmdk --pool p",
    "vol-dumpxml folder --pool p",
    "vol-key full --pool p",
    "vol-path full p",
    "vol-name $/p/full",
    "vol-name $//p/full/",
    "vol-pool $/p/full",
    "vol-pool /no//such",
    "vol-info none --pool p",
    "vol-clone full copy --pool p",
    "vol-clone image copied --pool p",
    "vol-clone sparse thin --pool p",
    "vol-clone full full --pool p",
    "vol-clone none more --pool p",
    "vol-info thin --pool p",
    "vol-resize sparse 10M --pool p",
    "vol-resize sparse 1M --pool p",
    "vol-resize sparse 2M --pool p --shrink",
    "vol-resize sparse 1M --pool p --delta",
    "vol-resize sparse -- --pool p",
    "vol-resize half 1M --pool p --shrink",
    "vol-resize sparse 4M --pool p --allocate",
    "vol-resize image 32M --pool p",
    "vol-resize image 40M --pool p --allocate",
    "vol-list p --details",
    "vol-upload full $/data --pool p",
    "vol-upload half $/small --pool p --offset 4096 --length 8192",
    "vol-download full $/down --pool p",
    "vol-download half $/part --pool p --offset 100 --length 10000",
    "vol-upload thin $/holes --pool p --sparse",
    "vol-download thin $/down-holes --pool p --sparse",
    "vol-upload folder $/data --pool p",
    "vol-wipe copy --pool p",
    "vol-wipe copy --pool p --algorithm trim",
    "vol-wipe folder --pool p",
    "vol-delete copy --pool p",
    "vol-delete folder --pool p",
    "vol-delete top --pool p --delete-snapshots",
    "vol-delete none --pool p",
    "pool-undefine p",
    "pool-delete p",
    "pool-destroy p",
    "pool-destroy p",
    "vol-list p",
    "vol-info full --pool p",
    "vol-key $/p/full",
    "pool-refresh p",
    "pool-list --all --details",
    "pool-delete p",
    "pool-autostart p --disable",
    "pool-list --all",
    "pool-undefine p",
    "pool-info p",
    "pool-create-as t dir --target $/t",
    "pool-create-as t dir --target $/t --build",
    "pool-list --transient",
    "pool-autostart t",
    "pool-list --persistent --all",
    "pool-destroy t",
    "pool-list --all",
    "find-storage-pool-sources dir",
    "find-storage-pool-sources nonsense",
];

/// What differs between two daemons that say the same: where, when, who, and how full the disk is.
fn common(text: &str, folder: &Path) -> String {
    let text = text.replace(&folder.display().to_string(), "$");
    let mut out = String::new();
    for line in text.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let mut line = words.join(" ");
        if line.starts_with("---") {
            line = "---".to_owned();
        }
        for (start, end) in [("<uuid>", "</uuid>"), ("UUID: ", "")] {
            if let Some(rest) = line.strip_prefix(start) {
                assert_eq!(rest.strip_suffix(end).unwrap().len(), 36, "{line}");
                line = format!("{start}#{end}");
            }
        }
        for tag in ["atime", "mtime", "ctime"] {
            if let Some(rest) = line.strip_prefix(&format!("<{tag}>")) {
                let seconds = rest.split(['.', '<']).next().unwrap();
                assert!(seconds.parse::<u64>().unwrap() > 1_700_000_000, "{line}");
                line = format!("<{tag}>#</{tag}>");
            }
        }
        if let Some(at) = line.find("with uuid ") {
            line.truncate(at + "with uuid ".len());
        }
        out.push_str(&line);
        out.push('\n');
    }
    out
}

/// The sizes of a whole file system, which others use at the same moment.
fn without_space(command: &str, text: &str) -> String {
    let kept = |line: &&str| {
        let size = ["Capacity:", "Allocation:", "Available:"].iter().any(|word| line.starts_with(word));
        let element = ["<capacity", "<allocation", "<available"].iter().any(|word| line.starts_with(word));
        !size && !element
    };
    match command.split(' ').next() {
        Some("pool-info" | "pool-dumpxml") => {
            text.lines().filter(kept).fold(String::new(), |out, line| out + line + "\n")
        }
        Some("pool-list") if command.contains("--details") => {
            let start = |line: &str| line.split(' ').take(4).collect::<Vec<_>>().join(" ");
            text.lines().fold(String::new(), |out, line| out + &start(line) + "\n")
        }
        _ => text.to_owned(),
    }
}

fn play(virsh: &Path, uri: &str, folder: &Path, commands: &[&str]) -> Vec<(String, Answer)> {
    let said = commands.iter().map(|command| {
        let command = command.replace('$', &folder.display().to_string());
        let words: Vec<&str> = command.split(' ').collect();
        let mut answer = Answer::of(&mut shell(virsh, uri, &words));
        for text in [&mut answer.out, &mut answer.err] {
            *text = without_space(&command, &common(text, folder));
        }
        let command = common(&command, folder).trim().to_owned();
        assert!(!answer.err.contains("Connection refused"), "the daemon is gone at '{command}'");
        (command, answer)
    });
    said.collect()
}

/// What two daemons have said differently.
fn differences(ours: &[(String, Answer)], theirs: &[(String, Answer)]) -> String {
    let mut different = String::new();
    for ((command, ours), (_, theirs)) in ours.iter().zip(theirs) {
        if ours != theirs {
            let show = |it: &Answer| format!("{:?}\n{}{}", it.code, it.out, it.err);
            different.push_str(&format!("--- {command}\nours: {}theirs: {}\n", show(ours), show(theirs)));
        }
    }
    different
}

/// A folder with what is sent to volumes.
fn filled() -> Folder {
    let folder = Folder::new();
    let bytes: Vec<u8> = (0..2 * MIB).map(|at| u8::try_from(at * 31 % 253).unwrap()).collect();
    // Libvirt's daemon does not survive more bytes than were announced.
    std::fs::write(folder.path().join("small"), &bytes[..8192]).unwrap();
    std::fs::write(folder.path().join("data"), bytes).unwrap();
    let holes = std::fs::File::create(folder.path().join("holes")).unwrap();
    holes.set_len(8 * MIB).unwrap();
    holes.write_all_at(b"between holes", 3 * MIB).unwrap();
    folder
}

#[test]
fn a_pool_lives_as_libvirts() {
    let Some(virsh) = require(Peer::Virsh) else { return };
    let ours = Virshd::start();
    let Some(theirs) = Libvirtd::start_for_guests() else { return };
    let (one, two) = (filled(), filled());
    let follow = |uri: &str| {
        Running::start(&mut shell(&virsh, uri, &["pool-event", "--event", "lifecycle", "--loop"]))
    };
    let daemons = [(ours.qemu_uri(), one.path()), (theirs.qemu_uri(), two.path())];
    let [(our_said, our_events), (their_said, their_events)] = daemons.map(|(uri, folder)| {
        let events = follow(&uri);
        let probe = ["pool-create-as probe dir --target $", "pool-destroy probe"];
        eventually("events are heard", || {
            drop(play(&virsh, &uri, folder, &probe));
            events.lines().iter().any(|line| line.contains("pool probe:")).then_some(())
        });
        let said = play(&virsh, &uri, folder, LIFE);
        let last = play(&virsh, &uri, folder, &["pool-create-as last dir --target $", "pool-destroy last"]);
        assert!(last.iter().all(|(_, answer)| answer.code == Some(0)), "{last:?}");
        eventually("the last event is heard", || {
            events
                .lines()
                .iter()
                .any(|line| line.contains("pool last:") && line.contains("Stopped"))
                .then_some(())
        });
        let heard =
            events.lines().into_iter().filter(|line| line.contains("pool p:") || line.contains("pool t:"));
        (said, heard.collect::<Vec<_>>())
    });
    let mut different = differences(&our_said, &their_said);
    if our_events != their_events {
        different.push_str(&format!("--- events\nours: {our_events:#?}\ntheirs: {their_events:#?}\n"));
    }
    assert!(different.is_empty(), "{different}");
    assert!(our_said.iter().filter(|(_, answer)| answer.code == Some(0)).count() > LIFE.len() / 2);

    // And what is on disk is the same.
    for name in ["down", "part", "down-holes", "p/full", "p/half", "p/thin", "p/sparse"] {
        let (ours, theirs) = (one.path().join(name), two.path().join(name));
        assert!(std::fs::read(&ours).unwrap() == std::fs::read(&theirs).unwrap(), "{name}");
        let about = |path: &Path| {
            let about = std::fs::metadata(path).unwrap();
            (about.mode(), about.uid(), about.gid(), about.blocks())
        };
        assert_eq!(about(&ours), about(&theirs), "{name}");
    }
    assert!(
        std::fs::read(one.path().join("down")).unwrap()[..]
            == std::fs::read(one.path().join("p/full")).unwrap()[..]
    );
}

/// Documents of pools, and of volumes in a pool `p`; `$` stands for a folder.
const DOCUMENTS: &[(&str, &str)] = &[
    ("pool-define", "<pool type='dir'><name>x</name></pool>"),
    ("pool-define", "<pool type='nonsense'><name>x</name><target><path>/x</path></target></pool>"),
    ("pool-define", "<pool><name>x</name><target><path>/x</path></target></pool>"),
    ("pool-define", "<pool type='dir'><target><path>/x</path></target></pool>"),
    ("pool-define", "<pool type='dir'><name>a/b</name><target><path>/x</path></target></pool>"),
    ("pool-define", "<pool type='dir'><name>x</name><target><path>/x</path>"),
    ("pool-define", "<volume><name>x</name></volume>"),
    ("pool-define", "<pool type='dir'><name>x</name><uuid>1-2</uuid><target><path>/x</path></target></pool>"),
    (
        "pool-define",
        "<pool type='dir'><name>x</name><target><path>/x</path><permissions><mode>0999</mode></permissions>\
         </target></pool>",
    ),
    (
        "pool-define --validate",
        "<pool type='dir'><name>x</name><odd/><target><path>/x</path></target></pool>",
    ),
    ("pool-create --build", "<pool type='dir'><name>rel</name><target><path>rel</path></target></pool>"),
    (
        "pool-create --build",
        "<pool type='dir'><name>cow</name><features><cow state='no'/></features><target><path>$/cow</path></target>\
         </pool>",
    ),
    (
        "pool-create --build",
        "<pool type='dir'><name>own</name><target><path>$/deep/own</path><permissions><mode>0700</mode>\
         <owner>1</owner><group>2</group></permissions></target></pool>",
    ),
    (
        "pool-create --build --overwrite",
        "<pool type='dir'><name>w</name><target><path>$/w</path></target></pool>",
    ),
    ("vol-create p", "<volume><capacity>1</capacity></volume>"),
    ("vol-create p", "<volume><name>v</name></volume>"),
    ("vol-create p", "<volume><name>v</name><capacity>much</capacity></volume>"),
    ("vol-create p", "<volume><name>v</name><capacity unit='GB/s'>1</capacity></volume>"),
    ("vol-create p", "<volume type='odd'><name>v</name><capacity>1</capacity></volume>"),
    ("vol-create p", "<volume><name>v</name><capacity>1</capacity>"),
    ("vol-create p", "<pool type='dir'><name>v</name></pool>"),
    (
        "vol-create p",
        "<volume><name>v</name><capacity>1</capacity><target><format type='qcow2'/><compat>new</compat></target>\
         </volume>",
    ),
    (
        "vol-create p",
        "<volume><name>v</name><capacity>1</capacity><target><format type='qcow2'/><compat>0.10</compat>\
         <features><lazy_refcounts/></features></target></volume>",
    ),
    (
        "vol-create p",
        "<volume><name>v</name><capacity>1</capacity><target><format type='qcow2'/><features><odd/></features>\
         </target></volume>",
    ),
    ("vol-create p", "<volume><name>v</name><capacity>1</capacity><target><nocow/></target></volume>"),
    ("vol-create p --validate", "<volume><name>v</name><capacity>1</capacity><odd/></volume>"),
    (
        "vol-create p",
        "<volume type='block'><name>mine</name><key>/a/key</key><capacity unit='KB'>4096</capacity>\
         <allocation>512</allocation><physical>7</physical><target><path>/a/path</path><permissions>\
         <mode>0644</mode><owner>1</owner><group>2</group></permissions><timestamps><atime>1</atime></timestamps>\
         </target></volume>",
    ),
    (
        "vol-create p",
        "<volume><name>rich</name><capacity unit='M'>4</capacity><target><format type='qcow2'/><permissions>\
         <mode>0604</mode><owner>1</owner></permissions><compat>1.1</compat><clusterSize unit='KiB'>128</clusterSize>\
         <features><lazy_refcounts/><extended_l2/></features></target></volume>",
    ),
    (
        "vol-create p",
        "<volume><name>under</name><target><format type='qcow2'/></target><backingStore><path>rich</path>\
         <format type='qcow2'/></backingStore></volume>",
    ),
    ("vol-create p", "<volume><name>odd</name><capacity>1001</capacity></volume>"),
    ("vol-create p", "<volume><name>none</name><capacity>0</capacity></volume>"),
    ("vol-create p", "<volume><name>&lt;&amp;&gt; \u{e4}</name><capacity>4096</capacity></volume>"),
];

fn is_closed(document: &str) -> bool {
    roxmltree::Document::parse(document).is_ok()
}

#[test]
fn documents_are_read_as_libvirt_reads_them() {
    let Some((ours, virsh)) = with_pool() else { return };
    let Some(theirs) = Libvirtd::start_for_guests() else { return };
    let (one, two) = (Folder::new(), Folder::new());
    let daemons = [(ours.qemu_uri(), one.path()), (theirs.qemu_uri(), two.path())];
    let [ours, theirs] = daemons.map(|(uri, folder)| {
        let prepare = ["pool-destroy p", "pool-undefine p", "pool-create-as p dir --target $/p --build"];
        drop(play(&virsh, &uri, folder, &prepare));
        let mut said = Vec::new();
        for (command, document) in DOCUMENTS {
            let file = folder.join("document.xml");
            std::fs::write(&file, document.replace('$', &folder.display().to_string())).unwrap();
            let command = format!("{command} $/document.xml");
            let mut answers = play(&virsh, &uri, folder, &[&command]);
            answers[0].0 = format!("{} {document}", answers[0].0);
            // Each parser and each validator has its own words for what it does not like.
            if command.contains("--validate") || !is_closed(document) {
                let err = &mut answers[0].1.err;
                err.truncate(err.find('\n').unwrap_or(err.len()));
            }
            said.extend(answers);
        }
        let after = [
            "pool-list --all",
            "pool-dumpxml own",
            "vol-list p --details",
            "vol-dumpxml mine --pool p",
            "vol-dumpxml rich --pool p",
            "vol-dumpxml under --pool p",
            "vol-dumpxml odd --pool p",
            "pool-refresh p",
            "vol-dumpxml mine --pool p",
            "vol-dumpxml rich --pool p",
            "vol-dumpxml under --pool p",
            "vol-dumpxml odd --pool p",
            "vol-dumpxml none --pool p",
        ];
        said.extend(play(&virsh, &uri, folder, &after));
        said
    });
    let different = differences(&ours, &theirs);
    assert!(different.is_empty(), "{different}");
}

/// Our daemon with a pool that runs, and virsh.
fn with_pool() -> Option<(Virshd, std::path::PathBuf)> {
    let virsh = require(Peer::Virsh)?;
    let daemon = Virshd::start();
    let folder = daemon.folder().to_path_buf();
    for (command, answer) in play(
        &virsh,
        &daemon.qemu_uri(),
        &folder,
        &["pool-create-as t dir --target $/t --build", "pool-destroy t"],
    ) {
        assert_eq!(answer.code, Some(0), "{command}: {answer:?}");
    }
    let commands = ["pool-define-as p dir --target $/p", "pool-build p", "pool-start p"];
    for (command, answer) in play(&virsh, &daemon.qemu_uri(), &folder, &commands) {
        assert_eq!(answer.code, Some(0), "{command}: {answer:?}");
    }
    Some((daemon, virsh))
}

#[test]
fn what_runs_outlives_its_daemon_and_half_a_volume_does_not() {
    let Some((mut daemon, virsh)) = with_pool() else { return };
    let (uri, folder) = (daemon.qemu_uri(), daemon.folder().to_path_buf());
    let run = |commands: &[&str]| play(&virsh, &uri, &folder, commands);
    let said = run(&["pool-create-as t dir --target $/t", "vol-create-as t whole 1M", "pool-autostart p"]);
    assert!(said.iter().all(|(_, answer)| answer.code == Some(0)), "{said:?}");

    // A copy that takes long is cut short: its origin is larger than what can be written in a moment.
    let origin = std::fs::File::create(folder.join("p/origin")).unwrap();
    for at in 0..64 {
        origin.write_all_at(&vec![at; 1 << 22], u64::from(at) << 22).unwrap();
    }
    let refreshed = run(&["pool-refresh p"]);
    assert_eq!(refreshed[0].1.code, Some(0), "{refreshed:?}");
    let mut clone = shell(&virsh, &uri, &["vol-create-from", "p", "new.xml", "origin", "--inputpool", "p"]);
    let xml =
        "<volume><name>half</name><capacity>1</capacity><target><format type='qcow2'/></target></volume>";
    std::fs::write(folder.join("new.xml"), xml).unwrap();
    let mut clone = clone.current_dir(&folder).stderr(std::process::Stdio::null()).spawn().unwrap();
    let half = folder.join("p/half");
    eventually("the copy has begun", || std::fs::metadata(&half).is_ok().then_some(()));
    daemon.kill();
    clone.wait().unwrap();
    let interrupted = half.exists();
    daemon.restart();
    let listed = run(&["pool-list", "vol-list t", "vol-list p", "vol-info whole --pool t"]);
    assert!(interrupted, "the copy was too quick to be cut short");
    assert!(!half.exists(), "half a volume is left");
    assert!(listed.iter().all(|(_, answer)| answer.code == Some(0)), "{listed:?}");
    assert!(
        listed[0].1.out.contains("p active yes\n") && listed[0].1.out.contains("t active no\n"),
        "{listed:?}"
    );
    assert!(listed[2].1.out.contains("origin ") && !listed[2].1.out.contains("half"), "{listed:?}");
}

#[test]
fn libvirts_own_pools_are_taken_over() {
    let Some(virsh) = require(Peer::Virsh) else { return };
    let Some(theirs) = Libvirtd::start_for_guests() else { return };
    let (data, ours) = (Folder::new(), Folder::new());
    let commands = [
        "pool-define-as one dir --target $/one",
        "pool-define-as two dir --target $/two",
        "pool-define-as net netfs --source-host host --source-path /path --target $/net",
        "pool-build one",
        "pool-start one",
        "pool-autostart one",
        "vol-create-as one a 1M --format qcow2",
    ];
    let said = play(&virsh, &theirs.qemu_uri(), data.path(), &commands);
    assert!(said.iter().all(|(_, answer)| answer.code == Some(0)), "{said:?}");
    let show = [
        "pool-list --all",
        "pool-dumpxml one",
        "pool-dumpxml two",
        "pool-dumpxml net",
        "vol-dumpxml a --pool one",
    ];
    let of_theirs = play(&virsh, &theirs.qemu_uri(), data.path(), &show);
    let config = ours.path().join("root/etc/storage");
    std::fs::create_dir_all(config.parent().unwrap()).unwrap();
    let copied =
        Command::new("cp").arg("-a").arg(theirs.storage_definitions()).arg(&config).status().unwrap();
    assert!(copied.success());
    drop(theirs);
    let ours = Virshd::start_in(ours, "", &[]);
    let mut of_ours = play(&virsh, &ours.qemu_uri(), data.path(), &show);
    // Theirs was not looked through again since the volume was made; a new daemon has looked.
    let refreshed = of_ours[4].1.out.replace("<compat>1.1</compat>\n", "").replace("<features/>\n", "");
    of_ours[4].1.out = refreshed.replace("<clusterSize unit='B'>65536</clusterSize>\n", "");
    assert_eq!(of_ours, of_theirs);
}

/// `virt-install` with these words for its disk, which must succeed.
fn install(daemon: &Virshd, program: &Path, name: &str, disk: &str) {
    let mut command = Command::new(program);
    command.env("HOME", daemon.folder()).args(["--connect", &daemon.qemu_uri(), "--import"]);
    command.args(["--name", name, "--memory", "128", "--vcpus", "1", "--virt-type", "qemu"]);
    command.args(["--disk", disk, "--network", "user", "--graphics", "none"]);
    command.args(["--osinfo", "detect=off,require=off", "--noautoconsole"]);
    let run = command.output().unwrap();
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(run.status.success(), "{}{}\n{}", said(&run.stdout), said(&run.stderr), daemon.log());
}

#[tokio::test]
async fn virt_install_makes_its_disk_in_a_pool() {
    let Some(program) = require(Peer::VirtInstall) else { return };
    let Some((daemon, virsh)) = with_pool() else { return };
    let connect = libvir::Connect::open(&daemon.qemu_uri()).await.unwrap();
    install(&daemon, &program, "made", "size=0.0625,pool=p,format=qcow2");
    let domain = connect.domain_lookup_by_name("made").await.unwrap();
    state_is(&domain, DomainState::RUNNING, Duration::from_secs(20)).await;
    let path = daemon.folder().join("p/made.qcow2");
    let xml = domain.get_xml_desc(vir_types::DomainXmlFlags::empty()).await.unwrap();
    assert!(xml.contains(&format!("<source file='{}'", path.display())), "{xml}");
    assert!(xml.contains("<driver name='qemu' type='qcow2'"), "{xml}");
    let info = play(&virsh, &daemon.qemu_uri(), daemon.folder(), &["vol-info made.qcow2 --pool p"]);
    assert!(info[0].1.out.contains("Capacity: 64.00 MiB"), "{info:?}");
    domain.destroy().await.unwrap();

    // A disk that is there already is used as it is, wherever it is. Below /dev no pool would be made for it.
    let elsewhere = std::env::temp_dir().join(format!("vir-elsewhere-{}", std::process::id()));
    std::fs::create_dir(&elsewhere).unwrap();
    let old = elsewhere.join("old.qcow2");
    std::fs::copy(&path, &old).unwrap();
    install(&daemon, &program, "imported", &format!("path={}", old.display()));
    let domain = connect.domain_lookup_by_name("imported").await.unwrap();
    state_is(&domain, DomainState::RUNNING, Duration::from_secs(20)).await;
    let xml = domain.get_xml_desc(vir_types::DomainXmlFlags::empty()).await.unwrap();
    assert!(xml.contains(&format!("<source file='{}'", old.display())), "{xml}");
    assert!(xml.contains("<driver name='qemu' type='qcow2'"), "{xml}");
    domain.destroy().await.unwrap();
    let pool = elsewhere.file_name().unwrap().to_str().unwrap();
    let list = format!("vol-list {pool}");
    let listed = play(&virsh, &daemon.qemu_uri(), &elsewhere, &[&list]);
    std::fs::remove_dir_all(&elsewhere).unwrap();
    assert!(listed[0].1.out.contains("old.qcow2 $/old.qcow2"), "{listed:?}");
}

#[test]
fn the_driver_has_a_uri_of_its_own() {
    let Some((daemon, virsh)) = with_pool() else { return };
    let path = if rustix::process::geteuid().is_root() { "system" } else { "session" };
    let uri = |path: &str, socket: &Path| format!("storage+unix:///{path}?socket={}", socket.display());
    let own = uri(path, &daemon.socket());
    let said =
        play(&virsh, &own, daemon.folder(), &["pool-list --all", "vol-create-as p v 1M", "vol-list p"]);
    assert!(said.iter().all(|(_, answer)| answer.code == Some(0)), "{said:?}");
    assert!(said[0].1.out.contains("p active no"), "{said:?}");
    let guests = play(&virsh, &own, daemon.folder(), &["list --all"]);
    assert!(guests[0].1.err.contains("this function is not supported"), "{guests:?}");
    let wrong = play(&virsh, &uri("nowhere", &daemon.socket()), daemon.folder(), &["pool-list"]);
    assert!(
        wrong[0].1.err.contains(&format!("unexpected storage URI path '/nowhere', try storage:///{path}")),
        "{wrong:?}"
    );
    // Who may only look, looks.
    let looks =
        ["pool-list", "vol-list p", "vol-dumpxml v --pool p", "vol-delete v --pool p", "pool-destroy p"];
    let looks = play(&virsh, &uri(path, &daemon.socket_ro()), daemon.folder(), &looks);
    let codes: Vec<_> = looks.iter().map(|(_, answer)| answer.code).collect();
    assert_eq!(codes, [Some(0), Some(0), Some(0), Some(1), Some(1)], "{looks:?}");
    assert!(looks[4].1.err.contains("read only access prevents"), "{looks:?}");
}

/// A file system that takes requests and never answers, until it is dropped.
struct Silent(std::process::Child);

impl Silent {
    const SCRIPT: &str = "import ctypes, os, sys\n\
        fuse = os.open('/dev/fuse', os.O_RDWR)\n\
        libc = ctypes.CDLL(None)\n\
        path = sys.argv[1].encode()\n\
        how = f'fd={fuse},rootmode=40000,user_id=0,group_id=0'.encode()\n\
        assert libc.mount(b'silent', path, b'fuse', 0, how) == 0\n\
        print('mounted', flush=True)\n\
        sys.stdin.read()\n\
        libc.umount2(path, 2)\n";

    fn over(folder: &Path) -> Option<Self> {
        use std::process::Stdio;
        let mut command = Command::new("/usr/bin/python3");
        command.args(["-c", Self::SCRIPT]).arg(folder);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().ok()?;
        let mut said = String::new();
        let mut lines = std::io::BufReader::new(child.stdout.take().unwrap());
        std::io::BufRead::read_line(&mut lines, &mut said).unwrap();
        if said.trim() == "mounted" {
            return Some(Self(child));
        }
        let _ = child.wait();
        vir_tests::tell("skipped: a file system that hangs needs the right to mount one");
        None
    }
}

impl Drop for Silent {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        let _ = self.0.wait();
    }
}

#[test]
fn a_file_system_that_hangs_holds_up_nobody_else() {
    let Some((mut daemon, virsh)) = with_pool() else { return };
    let (uri, folder) = (daemon.qemu_uri(), daemon.folder().to_path_buf());
    let run = |commands: &[&str]| play(&virsh, &uri, &folder, commands);
    let made =
        run(&["pool-create-as h dir --target $/h --build", "vol-create-as h v 1M", "vol-create-as p v 1M"]);
    assert!(made.iter().all(|(_, answer)| answer.code == Some(0)), "{made:?}");
    let Some(silent) = Silent::over(&folder.join("h")) else { return };
    let wait = |words: &[&str]| {
        shell(&virsh, &uri, words)
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap()
    };
    let mut waiting: Vec<_> = (0..40).map(|_| wait(&["vol-info", "v", "--pool", "h"])).collect();
    waiting.push(wait(&["pool-refresh", "h"]));
    waiting.push(wait(&["vol-clone", "v", "w", "--pool", "h"]));
    waiting.push(wait(&["vol-download", "v", "/dev/null", "--pool", "h"]));
    std::thread::sleep(Duration::from_millis(500));
    let begun = std::time::Instant::now();
    let others = run(&[
        "pool-list --all --details",
        "vol-list h",
        "pool-refresh p",
        "vol-create-as p image 1M --format qcow2",
        "vol-upload v $/virshd.conf --pool p",
        "vol-download v $/down --pool p",
        "vol-clone v w --pool p",
        "vol-wipe v --pool p",
        "vol-delete v --pool p",
        "pool-destroy p",
        "pool-start p",
    ]);
    assert!(others.iter().all(|(_, answer)| answer.code == Some(0)), "{others:?}");
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    assert!(waiting.iter_mut().all(|it| it.try_wait().unwrap().is_none()), "the file system answers");

    // Neither does it hold up the daemon's end (the first signal waits for calls, the second does not), nor the
    // next one's start.
    let begun = std::time::Instant::now();
    assert!(Command::new("kill").arg(daemon.pid().to_string()).status().unwrap().success());
    std::thread::sleep(Duration::from_millis(500));
    assert!(daemon.terminate().success());
    daemon.restart();
    let others = run(&["vol-list p", "pool-list --all"]);
    assert!(others.iter().all(|(_, answer)| answer.code == Some(0)), "{others:?}");
    assert!(others[1].1.out.contains("p active no"), "{others:?}");
    assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
    drop(silent);
    for mut it in waiting {
        let _ = it.kill();
        it.wait().unwrap();
    }
}
