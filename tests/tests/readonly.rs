//! Who may only look changes nothing: every writing procedure is refused with libvirt's number.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // A test fails by panicking.
#![allow(clippy::disallowed_methods, clippy::print_stdout)] // It starts programs, and says what it skips.

use std::collections::BTreeMap;
use std::path::Path;

use vir_protocol::remote::{
    self, DomainDefineXmlFlagsArgs, DomainGetXmlDescArgs, DomainGetXmlDescRet, DomainSetMaxMemoryArgs,
    NonnullDomain, Proc,
};
use vir_protocol::{PROGRAMS, Procedure};
use vir_tests::Virshd;
use vir_tests::wire::{Wire, call_header};
use vir_types::Code;
use vir_xdr::to_bytes;

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

fn test() -> NonnullDomain {
    let uuid = 0x6695_eb01_f6a4_8304_79aa_97f2_502e_193f_u128.to_be_bytes();
    NonnullDomain { name: "test".into(), uuid, id: 1 }
}

/// The operations that are not dispatched yet.
fn staged() -> Vec<String> {
    let text = std::fs::read_to_string(root().join("xdr/staged.txt")).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
}

/// Arguments that a real client has sent, about the domain that is always there wherever they name one.
fn recorded() -> BTreeMap<i32, Vec<u8>> {
    let mut out = BTreeMap::new();
    for entry in std::fs::read_dir(root().join("tests/data/wire")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        let Some(number) = name.strip_prefix("20008086-") else { continue };
        let text = std::fs::read_to_string(&path).unwrap();
        let Some(hex) = text.lines().find_map(|line| line.strip_prefix("call")) else { continue };
        let hex = hex.trim().as_bytes();
        let digit = |byte: u8| u8::try_from(char::from(byte).to_digit(16).unwrap()).unwrap();
        let bytes = hex.chunks(2).map(|pair| digit(pair[0]) << 4 | digit(pair[1])).collect();
        out.insert(number.parse().unwrap(), bytes);
    }
    // What the recording does not have.
    let xml = "<domain type='test'><name>n</name><memory>1024</memory><os><type>hvm</type></os></domain>";
    let define = DomainDefineXmlFlagsArgs { xml: xml.into(), flags: 0 };
    out.insert(Proc::DOMAIN_DEFINE_XML_FLAGS.0, to_bytes(&define).unwrap().to_vec());
    let max = DomainSetMaxMemoryArgs { dom: test(), memory: 1 << 20 };
    out.insert(Proc::DOMAIN_SET_MAX_MEMORY.0, to_bytes(&max).unwrap().to_vec());
    out
}

/// What looking shows; it must not change.
fn picture(wire: &mut Wire) -> (Vec<String>, String) {
    let args = DomainGetXmlDescArgs { dom: test(), flags: 0 };
    let ret: DomainGetXmlDescRet = wire.call(Proc::DOMAIN_GET_XML_DESC, &args).unwrap();
    (wire.domains(), ret.xml.as_ref().to_owned())
}

/// What comes of a call whose arguments are zeros: as many as it takes until they are understood.
fn error_for_zeros(
    wire: &mut Wire,
    header: &vir_protocol::rpc::NetMessageHeader,
    name: &str,
) -> vir_types::Error {
    for length in (0..=512).step_by(4) {
        let error = wire.call_bytes(header, &vec![0; length]).expect_err(name);
        if error.code() != Code::RPC || !error.message().contains("decode message payload") {
            return error;
        }
    }
    panic!("{name}: no number of zeros is understood")
}

/// What needs a permission that is more than reading, and yet libvirt allows to everybody who may connect: two
/// questions, and a proxy's word for whom it connects, after which nothing more may be changed than before.
const ALLOWED: &[&str] =
    &["domain_migrate_get_compression_cache", "domain_migrate_get_max_downtime", "connect_set_identity"];

/// Calls every procedure that may change something; gives how many of them are dispatched.
fn nothing_may_be_changed(wire: &mut Wire) -> usize {
    let (staged, recorded) = (staged(), recorded());
    let before = picture(wire);
    let mut dispatched = 0;
    let always = |procedure: &&Procedure| {
        let looks = ["read", "getattr", "read_secure", "data_read"];
        let writes = |rule: &&vir_protocol::AclRule| !looks.contains(&rule.permission);
        procedure.changes() && procedure.acl.iter().filter(writes).any(|rule| rule.when.applies(0))
    };
    let refused = |procedure: &&Procedure| !ALLOWED.contains(&procedure.name);
    for procedure in remote::PROCEDURES.iter().filter(always).filter(refused) {
        let header = call_header(procedure.number, 0);
        let listed = staged.contains(&format!("remote.{}", procedure.name));
        let error = match recorded.get(&procedure.number) {
            Some(args) => wire.call_bytes(&header, args).expect_err(procedure.name),
            None => error_for_zeros(wire, &header, procedure.name),
        };
        if listed {
            assert_eq!(error.code(), Code::NO_SUPPORT, "{}: {error}", procedure.name);
        } else {
            // A descriptor that is missing is missed before anybody is asked.
            let without_fd = error.message().contains("a single file descriptor is expected");
            let denied = error.code() == Code::OPERATION_DENIED
                && error.message().contains("read only access prevents vir");
            assert!(denied || without_fd, "{}: {error}", procedure.name);
            dispatched += 1;
        }
    }
    assert_eq!(picture(wire), before);
    dispatched
}

#[test]
fn the_number_is_libvirts() {
    assert_eq!(Code::OPERATION_DENIED.0, 29);
}

#[test]
fn the_read_only_socket_refuses_every_write() {
    let daemon = Virshd::start();
    let mut wire = Wire::open(&daemon.socket_ro());
    let dispatched = nothing_may_be_changed(&mut wire);
    println!("{dispatched} writing procedures are dispatched");
    assert!(dispatched >= 20, "only {dispatched} procedures were refused");
}

#[test]
fn who_asks_to_look_only_is_refused_on_the_other_socket_too() {
    let daemon = Virshd::start();
    let mut wire = Wire::open_with(&daemon.socket(), 1);
    assert!(nothing_may_be_changed(&mut wire) >= 20);
    // Nor does asking for more on the socket for looking help.
    let mut wire = Wire::open_with(&daemon.socket_ro(), 0);
    let args = remote::DomainSuspendArgs { dom: test() };
    let error = wire.call::<_, ()>(Proc::DOMAIN_SUSPEND, &args).unwrap_err();
    assert_eq!(error.code(), Code::OPERATION_DENIED);
    // The same calls are taken from somebody who may write.
    let mut wire = Wire::open(&daemon.socket());
    let _: () = wire.call(Proc::DOMAIN_SUSPEND, &args).unwrap();
}

#[test]
fn other_programs_have_no_way_round_it() {
    let daemon = Virshd::start();
    let mut wire = Wire::open(&daemon.socket_ro());
    let others = PROGRAMS.iter().filter(|program| program.number != remote::PROGRAM && !program.of_daemon);
    for program in others {
        for procedure in program.procedures.iter().filter(|procedure| procedure.changes()) {
            let mut header = call_header(procedure.number, 0);
            header.prog = program.number;
            let error = error_for_zeros(&mut wire, &header, procedure.name);
            // Nothing is registered, so that nothing can be deregistered.
            if procedure.name == "connect_domain_monitor_event_deregister" {
                assert_eq!(error.code(), Code::INTERNAL_ERROR);
                continue;
            }
            let refused = [Code::NO_SUPPORT, Code::OPERATION_DENIED].contains(&error.code());
            assert!(refused, "{}: {error}", procedure.name);
        }
    }
}

#[test]
fn passwords_are_not_shown_to_who_may_only_look() {
    let daemon = Virshd::start();
    let socket = daemon.socket();
    for mut wire in [Wire::open(&daemon.socket_ro()), Wire::open_with(&socket, 1)] {
        let get = |wire: &mut Wire, flags| -> Result<DomainGetXmlDescRet, _> {
            wire.call(Proc::DOMAIN_GET_XML_DESC, &DomainGetXmlDescArgs { dom: test(), flags })
        };
        // INACTIVE is harmless; SECURE and MIGRATABLE are not, alone or with others.
        get(&mut wire, 2).unwrap();
        for flags in [1, 3, 8, 9, 10, 15] {
            let error = get(&mut wire, flags).unwrap_err();
            assert_eq!(error.code(), Code::OPERATION_DENIED, "flags {flags}");
        }
    }
    let mut wire = Wire::open(&socket);
    let args = DomainGetXmlDescArgs { dom: test(), flags: 1 };
    let _: DomainGetXmlDescRet = wire.call(Proc::DOMAIN_GET_XML_DESC, &args).unwrap();
}
