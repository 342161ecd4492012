//! What is written on domains, and their names: as under libvirtd, and whole whenever the daemon is killed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use libvir::Connect;
use vir_tests::guest::{bare_domain, define};
use vir_tests::{Folder, Libvirtd, Peer, Virshd, beside, require};
use vir_types::{ConnectListAllDomainsFlags, NoFlags};

/// Longer than anything here takes.
const SOON: Duration = Duration::from_secs(20);

const UUID: &str = "<uuid>5e1f0000-0000-4000-8000-0000000000f1</uuid>";

#[test]
fn metadata_and_names_are_as_under_libvirtd() {
    let Some(virsh) = require(Peer::Virsh) else { return };
    let Some(theirs) = Libvirtd::start_for_guests() else { return };
    let ours = Virshd::start();
    let folder = Folder::new();
    let text = bare_domain("named", "").replace("</name>", &format!("</name>{UUID}"));
    let file = folder.path().join("named.xml");
    std::fs::write(&file, text).unwrap();
    let define = format!("define {}", file.display());
    let create = format!("create {} --paused", file.display());
    let commands = [
        &*define,
        "desc named",
        "desc named --title",
        "desc named --config \"some words\"",
        "desc named",
        "desc named --title --config \"a title\"",
        "desc named --title",
        "metadata named http://app/1",
        "metadata named http://app/1 --key app --set \"<a x='1'><b/></a>\"",
        "metadata named http://app/1 --key app --set \"<a x='1'><b>text</b><c><d/></c></a>\" --config",
        "metadata named http://app/1",
        "metadata named http://app/1 --config",
        "metadata named http://app/1 --live",
        "metadata named http://app/2 --key two --set <x/>",
        "metadata named http://app/2 --key 2 --set <x/>",
        "metadata named http://app/1 --remove",
        "metadata named http://app/1",
        "metadata named http://app/2",
        "desc named --title --config --live \"another\"",
        "domrename named named",
        "domrename named probe",
        "domrename named a/b",
        "domrename named other",
        "domname 5e1f0000-0000-4000-8000-0000000000f1",
        "domstate named",
        "domrename other named",
        "autostart named",
        "domrename named other",
        "dominfo other",
        "domrename other named",
        "autostart named --disable",
        "autostart named --once",
        "domrename named other",
        "domrename other named",
        "dominfo named",
        "autostart named --once --disable",
        "start named --paused",
        "domrename named other",
        "desc named --live \"live words\"",
        "desc named",
        "desc named --config",
        "metadata named http://app/2 --key two --set <live/> --live",
        "metadata named http://app/2 --live",
        "metadata named http://app/2 --config",
        "desc named --live --config --title \"both\"",
        "desc named --title --config",
        "desc named --title --live",
        "managedsave named",
        "domrename named other",
        "desc named --live \"words\"",
        "managedsave-remove named",
        "undefine named",
        &*create,
        "domrename named other",
        "desc named --config words",
        "desc named words",
        "autostart named --once",
        "destroy named",
    ];
    let play = |uri: &str| {
        let mut seen = beside::play(&virsh, uri, &commands, "named' (");
        for said in &mut seen.0 {
            // What is measured, and who keeps guests apart, differ.
            let kept =
                |line: &&str| !["CPU time", "Security", "Id:"].iter().any(|word| line.starts_with(word));
            said.answer.out = said.answer.out.lines().filter(kept).map(|line| format!("{line}\n")).collect();
        }
        seen
    };
    let (ours, theirs) = (play(&ours.qemu_uri()), play(&theirs.qemu_uri()));
    beside::same(&ours, &theirs);
}

/// Renames again and again, and kills the daemon meanwhile: the domain has one name, and one file.
#[tokio::test]
async fn a_name_is_the_old_or_the_new_whenever_the_daemon_is_killed() {
    let mut daemon = Virshd::start();
    let connect = Connect::open(&daemon.qemu_uri()).await.unwrap();
    let domain = define(&connect, &bare_domain("name-0", "")).await;
    domain.set_autostart(true).await.unwrap();
    drop(connect);
    let folder = daemon.root().join("etc/qemu");
    let mut renamed = 0;
    for round in 0..40_u64 {
        let uri = daemon.qemu_uri();
        let worker = tokio::spawn(async move {
            let Ok(connect) = Connect::open(&uri).await else { return (0, 0) };
            let mut done = 0;
            let mut number: u64 = {
                let all = connect.list_all_domains(ConnectListAllDomainsFlags::empty()).await;
                let Ok(all) = all else { return (0, 0) };
                all[0].name().rsplit('-').next().unwrap().parse().unwrap()
            };
            loop {
                let Ok(domain) = connect.domain_lookup_by_name(&format!("name-{number}")).await else {
                    break;
                };
                let next = format!("name-{}", number + 1);
                if domain.rename(Some(&next), NoFlags::empty()).await.is_err() {
                    break;
                }
                number += 1;
                done += 1;
            }
            (number, done)
        });
        tokio::time::sleep(Duration::from_micros(3000 + 613 * round)).await;
        daemon.kill();
        let (sure, done) = worker.await.unwrap();
        renamed += done;
        daemon.restart();
        let connect = Connect::open(&daemon.qemu_uri()).await.unwrap();
        let all = connect.list_all_domains(ConnectListAllDomainsFlags::empty()).await.unwrap();
        assert_eq!(all.len(), 1, "round {round}");
        let name = all[0].name().to_owned();
        let known = [format!("name-{sure}"), format!("name-{}", sure + 1)];
        assert!(sure == 0 || known.contains(&name), "{name}, not one of {known:?}");
        assert!(all[0].get_autostart().await.unwrap(), "{name} starts with the host no more");
        let listed = |folder: &std::path::Path| {
            let names = std::fs::read_dir(folder).unwrap().flatten();
            let names = names.map(|entry| entry.file_name().into_string().unwrap());
            let mut names: Vec<String> = names.filter(|name| name.contains("xml")).collect();
            names.sort();
            names
        };
        let file = format!("{name}.xml");
        assert_eq!((listed(&folder), listed(&folder.join("autostart"))), (vec![file.clone()], vec![file]));
    }
    assert!(renamed > 40, "{renamed} in all");
}

/// A definition that comes while its domain is being forgotten is of a new one, and not of the one that goes.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn definitions_and_their_ends_take_turns() {
    let mut daemon = Virshd::start();
    let uri = daemon.qemu_uri();
    let xml = bare_domain("contended", "")
        .replace("</name>", "</name><uuid>6695eb01-f6a4-8304-79aa-97f2502e1932</uuid>");
    // The emulator is asked what it can do before the first.
    define(&Connect::open(&uri).await.unwrap(), &xml).await;
    let over = Arc::new(AtomicBool::new(false));
    let mut defining = Vec::new();
    let mut forgetting = Vec::new();
    for _ in 0..2 {
        let (own, xml) = (uri.clone(), xml.clone());
        defining.push(tokio::spawn(async move {
            let connect = Connect::open(&own).await.unwrap();
            for _ in 0..300 {
                let defined = connect.domain_define_xml(&xml);
                tokio::time::timeout(SOON, defined).await.expect("define").unwrap();
            }
        }));
        let (own, over) = (uri.clone(), over.clone());
        forgetting.push(tokio::spawn(async move {
            let connect = Connect::open(&own).await.unwrap();
            let mut done = 0;
            while !over.load(Ordering::Relaxed) {
                let found = connect.domain_lookup_by_name("contended");
                if let Ok(domain) = tokio::time::timeout(SOON, found).await.expect("look-up") {
                    let forgotten = tokio::time::timeout(SOON, domain.undefine()).await;
                    done += u32::from(forgotten.expect("undefine").is_ok());
                }
            }
            done
        }));
    }
    for task in defining {
        task.await.unwrap();
    }
    over.store(true, Ordering::Relaxed);
    let mut forgotten = 0;
    for task in forgetting {
        forgotten += task.await.unwrap();
    }
    assert!(forgotten > 20, "only {forgotten} were forgotten");
    let connect = Connect::open(&uri).await.unwrap();
    connect.domain_define_xml(&xml).await.unwrap();
    let seen = async |connect: &Connect| {
        let all = connect.list_all_domains(vir_types::ConnectListAllDomainsFlags::empty()).await.unwrap();
        all.iter().map(|domain| domain.name().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(seen(&connect).await, ["contended"]);
    connect.domain_lookup_by_name("contended").await.unwrap().undefine().await.unwrap();
    assert_eq!(seen(&connect).await, Vec::<String>::new());
    drop(connect);
    daemon.terminate();
    daemon.restart();
    let connect = Connect::open(&uri).await.unwrap();
    assert_eq!(seen(&connect).await, Vec::<String>::new(), "it was forgotten, and its file was left");
}
