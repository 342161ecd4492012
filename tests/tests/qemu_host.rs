//! What the QEMU driver says of its host, beside what a libvirtd of its own says of the same host.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use libvir::Connect;
use vir_tests::{Libvirtd, Virshd};
use vir_types::params::{BaselineHypervisorCpuParams, CompareHypervisorCpuParams, DomainCapabilitiesParams};
use vir_types::{
    Code, ConnectBaselineCpuFlags, ConnectCompareCpuFlags, ConnectGetDomainCapabilitiesFlags, NoFlags, Result,
};

const NONE: NoFlags = NoFlags::empty();

/// A document without the host's identity, which a host without a board of its own makes up.
fn without_uuid(xml: &str) -> String {
    xml.lines().filter(|line| !line.contains("<uuid>")).collect::<Vec<_>>().join("\n")
}

/// An answer, or the code and the text of the refusal; how a document is at fault each says in its own words.
fn told<T: std::fmt::Debug>(answer: Result<T>) -> std::result::Result<T, String> {
    answer.map_err(|error| match error.code() {
        code @ (Code::XML_DETAIL | Code::XML_INVALID_SCHEMA) => format!("{code:?}"),
        code => format!("{code:?}: {}", error.message()),
    })
}

#[tokio::test]
async fn both_daemons_say_the_same_of_this_host() {
    let Some(libvirtd) = Libvirtd::start_for_guests() else { return };
    let daemon = Virshd::start();
    let theirs = Connect::open(&libvirtd.qemu_uri()).await.unwrap();
    let ours = Connect::open(&daemon.qemu_uri()).await.unwrap();
    macro_rules! same {
        (|$connect:ident| $ask:expr) => {{
            let ($connect, other) = (&ours, &theirs);
            let own = $ask.await;
            let $connect = other;
            let peer = $ask.await;
            assert_eq!(told(own), told(peer), "{}", stringify!($ask));
        }};
    }

    let own = ours.get_capabilities().await.unwrap();
    let peer = theirs.get_capabilities().await.unwrap();
    assert_eq!(without_uuid(&own), without_uuid(&peer));

    for (virt, machine) in
        [(None, None), (Some("qemu"), Some("q35")), (Some("kvm"), None), (Some("qemu"), Some("none"))]
    {
        let mut params = DomainCapabilitiesParams::default();
        params.virttype = virt.map(str::to_owned);
        params.machine = machine.map(str::to_owned);
        let flags = ConnectGetDomainCapabilitiesFlags::empty();
        same!(|connect| connect.get_domain_capabilities(&params, flags));
    }
    let mut params = DomainCapabilitiesParams::default();
    params.arch = Some("pdp11".to_owned());
    same!(|connect| connect.get_domain_capabilities(&params, ConnectGetDomainCapabilitiesFlags::empty()));

    for arch in ["x86_64", "i686", "ppc64", "aarch64", "sparc", "pdp11"] {
        same!(|connect| connect.get_cpu_model_names(arch, NONE));
    }
    same!(|connect| connect.node_get_cpu_map(true, true, NONE));
    same!(|connect| connect.node_get_security_model());
    same!(|connect| connect.get_max_vcpus(Some("kvm")));
    let (own, peer) = (ours.node_get_info().await.unwrap(), theirs.node_get_info().await.unwrap());
    // The clock of a processor may change between two looks.
    assert_eq!(format!("{:?}", own).split("mhz").next(), format!("{:?}", peer).split("mhz").next());
    assert_eq!(
        (own.nodes, own.sockets, own.cores, own.threads),
        (peer.nodes, peer.sockets, peer.cores, peer.threads)
    );

    let own = ours.node_get_cpu_stats(-1, NONE).await.unwrap();
    let peer = theirs.node_get_cpu_stats(-1, NONE).await.unwrap();
    for (own, peer) in own.iter().zip(&peer) {
        assert_eq!(own.field, peer.field);
        assert!(peer.value - own.value < 5_000_000_000, "{own:?} {peer:?}");
    }
    assert!(ours.node_get_cpu_stats(4711, NONE).await.is_err());
    for cell in [-1, 0] {
        let own = ours.node_get_memory_stats(cell, NONE).await.unwrap();
        let peer = theirs.node_get_memory_stats(cell, NONE).await.unwrap();
        let fields = |stats: &[vir_types::info::NodeMemoryStat]| {
            stats.iter().map(|stat| stat.field.clone()).collect::<Vec<_>>()
        };
        assert_eq!(fields(&own), fields(&peer));
        assert_eq!(own[0].value, peer[0].value, "all of the memory");
    }
    assert_eq!(
        ours.node_get_cells_free_memory(0, 64).await.unwrap().len(),
        theirs.node_get_cells_free_memory(0, 64).await.unwrap().len()
    );
    assert!(ours.node_get_free_memory().await.unwrap() > 0);
    assert!(ours.node_get_cells_free_memory(99, 1).await.is_err());

    // The host compared with itself, with less, with more, and with nonsense.
    let start = peer_cpu(&without_uuid(&theirs.get_capabilities().await.unwrap()));
    let less = "<cpu match='exact'><model>qemu64</model><feature policy='disable' name='svm'/></cpu>";
    let more =
        "<cpu match='exact'><model>Skylake-Server</model><feature policy='require' name='avx512er'/></cpu>";
    let docs = [start.as_str(), less, more, "<cpu><model>PDP-11</model></cpu>", "<cpu>", "<cpu mode='odd'/>"];
    for xml in docs {
        for bits in 0..4 {
            let flags = ConnectCompareCpuFlags::from_bits(bits);
            same!(|connect| connect.compare_cpu(xml, flags));
            let mut params = CompareHypervisorCpuParams::default();
            params.virttype = Some("qemu".to_owned());
            params.xml_cpu = xml.to_owned();
            same!(|connect| connect.compare_hypervisor_cpu(&params, flags));
        }
    }
    for cpus in [vec![start.clone()], vec![start.clone(), less.to_owned()], vec![less.to_owned()]] {
        for bits in 0..4 {
            let flags = ConnectBaselineCpuFlags::from_bits(bits);
            same!(|connect| connect.baseline_cpu(&cpus, flags));
            let mut params = BaselineHypervisorCpuParams::default();
            params.virttype = Some("qemu".to_owned());
            params.xml_cpus.clone_from(&cpus);
            same!(|connect| connect.baseline_hypervisor_cpu(&params, flags));
        }
    }
}

/// The `<cpu>` of a host's document.
fn peer_cpu(capabilities: &str) -> String {
    let start = capabilities.find("<cpu>").unwrap();
    let end = capabilities.find("</cpu>").unwrap() + "</cpu>".len();
    capabilities[start..end].to_owned()
}

#[tokio::test]
async fn only_the_emulators_that_are_needed_are_asked() {
    let daemon = Virshd::start();
    let connect = Connect::open(&daemon.qemu_uri()).await.unwrap();
    let kept = || std::fs::read_dir(daemon.root()).map_or(0, |_| count(&daemon.root()));
    connect.node_get_info().await.unwrap();
    assert_eq!(kept(), 0, "an emulator was asked for nothing");
    let params = DomainCapabilitiesParams::default();
    if connect.get_domain_capabilities(&params, ConnectGetDomainCapabilitiesFlags::empty()).await.is_err() {
        return;
    }
    assert_eq!(kept(), 1, "one emulator is enough");
}

/// How many emulators' answers are kept.
fn count(folder: &std::path::Path) -> usize {
    let mut found = 0;
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "json") {
                found += 1;
            }
        }
    }
    found
}
