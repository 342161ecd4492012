//! Current against maximum virtual CPUs: `setvcpus` and `vcpucount` of real virsh on our socket come to what
//! they come to with libvirt, and `current` is kept in the document.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // A test fails by panicking.
#![allow(clippy::disallowed_methods, clippy::print_stdout)] // It starts programs, and says what it skips.

use std::path::PathBuf;

use vir_protocol::remote::{
    DomainDefineXmlArgs, DomainDefineXmlRet, DomainGetVcpusFlagsArgs, DomainGetVcpusFlagsRet,
    DomainSetVcpusFlagsArgs, NonnullDomain, Proc,
};
use vir_tests::wire::Wire;
use vir_tests::{Answer, Folder, Libvirtd, Peer, Virshd, require, shell};
use vir_types::Code;

const XML: &str = "<domain type='test'><name>g</name><uuid>c7a5fdbd-edaf-9455-926a-d65c16db1809</uuid>\
    <memory>65536</memory><vcpu current='2'>4</vcpu><os><type>hvm</type></os></domain>";

/// A file with the definition; the folder goes with it.
fn file() -> (Folder, PathBuf) {
    let folder = Folder::new();
    let path = folder.path().join("guest.xml");
    std::fs::write(&path, XML).unwrap();
    (folder, path)
}

#[test]
fn virsh_counts_and_sets_them_as_with_libvirt() {
    let Some(virsh) = require(Peer::Virsh) else { return };
    let Some(theirs) = Libvirtd::start() else { return };
    let ours = Virshd::start();
    let (_folder, file) = file();
    let define = format!("define {}", file.display());
    let mut different = Vec::new();
    for line in [
        "vcpucount test",
        "vcpucount test --maximum",
        "vcpucount test --maximum --live",
        "vcpucount test --maximum --config",
        "vcpucount test --current --live",
        "vcpucount test --active",
        "destroy test; vcpucount test; vcpucount test --live",
        "setvcpus test 1; vcpucount test; dumpxml test; dumpxml --inactive test",
        "setvcpus test 1 --live; vcpucount test",
        "setvcpus test 1 --config; vcpucount test; dumpxml --inactive test",
        "setvcpus test 1 --config --live; vcpucount test",
        "setvcpus test 8 --config --maximum; vcpucount test; dumpxml --inactive test",
        "setvcpus test 8 --live --maximum",
        "setvcpus test 0",
        "setvcpus test 3",
        "setvcpus test 3 --config",
        "setvcpus test 33",
        "setvcpus test 33 --config --maximum",
        "destroy test; setvcpus test 1 --live",
        "destroy test; setvcpus test 1; setvcpus test 1 --config; vcpucount test; start test; vcpucount test",
        "DEFINE; vcpucount g; dumpxml g; dominfo g",
        "DEFINE; start g; vcpucount g; setvcpus g 4; vcpucount g; dumpxml g; dumpxml --inactive g",
        "DEFINE; start g; setvcpus g 5",
        "DEFINE; setvcpus g 3 --config; dumpxml g; setvcpus g 2 --config --maximum; dumpxml g; vcpucount g",
        "DEFINE; setvcpus g 4 --config; dumpxml g",
    ] {
        let line = line.replace("DEFINE", &define);
        let [a, b] = [ours.uri(), theirs.uri()].map(|uri| {
            let mut answer = Answer::of(&mut shell(&virsh, &uri, &[&line]));
            answer.out =
                answer.out.lines().filter(|l| !l.starts_with("CPU time:")).flat_map(|l| [l, "\n"]).collect();
            answer
        });
        if a != b {
            different.push(format!("virsh {line}\nours: {a:#?}\nlibvirt's: {b:#?}"));
        }
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
}

const LIVE: u32 = 1;
const CONFIG: u32 = 2;
const MAXIMUM: u32 = 4;

struct Guest {
    wire: Wire,
    dom: NonnullDomain,
}

impl Guest {
    fn new(daemon: &Virshd) -> Self {
        let mut wire = Wire::open(&daemon.socket());
        let args = DomainDefineXmlArgs { xml: XML.into() };
        let ret: DomainDefineXmlRet = wire.call(Proc::DOMAIN_DEFINE_XML, &args).unwrap();
        Self { wire, dom: ret.dom }
    }

    fn count(&mut self, flags: u32) -> Result<i32, vir_types::Error> {
        let args = DomainGetVcpusFlagsArgs { dom: self.dom.clone(), flags };
        let ret: DomainGetVcpusFlagsRet = self.wire.call(Proc::DOMAIN_GET_VCPUS_FLAGS, &args)?;
        Ok(ret.num)
    }

    fn set(&mut self, nvcpus: u32, flags: u32) -> Result<(), vir_types::Error> {
        let args = DomainSetVcpusFlagsArgs { dom: self.dom.clone(), nvcpus, flags };
        self.wire.call(Proc::DOMAIN_SET_VCPUS_FLAGS, &args)
    }
}

#[test]
fn current_and_maximum_are_told_apart() {
    let daemon = Virshd::start();
    let mut guest = Guest::new(&daemon);
    assert_eq!(guest.count(CONFIG).unwrap(), 2);
    assert_eq!(guest.count(CONFIG | MAXIMUM).unwrap(), 4);
    assert_eq!(guest.count(0).unwrap(), 2);
    assert_eq!(guest.count(LIVE).unwrap_err().code(), Code::OPERATION_INVALID);
    guest.set(3, CONFIG).unwrap();
    assert_eq!((guest.count(CONFIG).unwrap(), guest.count(CONFIG | MAXIMUM).unwrap()), (3, 4));
    // A maximum below the current number takes that along.
    guest.set(2, CONFIG | MAXIMUM).unwrap();
    assert_eq!((guest.count(CONFIG).unwrap(), guest.count(CONFIG | MAXIMUM).unwrap()), (2, 2));
    assert_eq!(guest.set(3, CONFIG).unwrap_err().code(), Code::INVALID_ARG);
    assert_eq!(guest.set(0, CONFIG).unwrap_err().code(), Code::INVALID_ARG);
    assert_eq!(guest.count(CONFIG).unwrap(), 2);
}

#[test]
fn who_may_only_look_counts_but_does_not_set() {
    let daemon = Virshd::start();
    let dom = Guest::new(&daemon);
    let mut looking = Guest { wire: Wire::open(&daemon.socket_ro()), dom: dom.dom.clone() };
    assert_eq!(looking.count(CONFIG).unwrap(), 2);
    assert_eq!(looking.set(1, CONFIG).unwrap_err().code(), Code::OPERATION_DENIED);
}
