//! A flag, step by step, and what is refused.

use super::super::trying::{all_refused, all_written, house};
use super::*;

const GOOD: &str = "kind = \"flag\"\nobject = \"domain\"\nverb = \"set_vcpus_flags\"\nprogram = \"remote\"\n\
                    since = \"12.0.0\"\nacl = [\"domain:write:QUIETLY\"]\ncommand = { name = \"setvcpus\" }\n\
                    flags = [{ name = \"QUIETLY\", bit = 64, doc = \"Tells nobody.\" }]\n";

fn parse(text: &str) -> Description {
    Description::parse(text).unwrap()
}

#[test]
fn each_step_writes_its_crate() {
    all_written(
        GOOD,
        &["1", "3", "4", "7", "9:test"],
        &[
            (
                "1",
                "crates/types/src/words/domain_tune.rs",
                "`VIR_DOMAIN_VCPU_QUIETLY`, since 12.0.0.\n        QUIETLY = 64;\n    }",
            ),
            (
                "3",
                "crates/libvir/src/domain/vcpu.rs",
                "    /// `QUIETLY`: Tells nobody. Since 12.0.0.\n    ///\n    /// C API: `virDomainSetVcpusFlags`",
            ),
            (
                "4",
                "xdr/remote.x",
                "     * @acl: domain:write:DOMAIN_VCPU_QUIETLY\n     */\n    DOMAIN_SET_VCPUS_FLAGS = 199",
            ),
            ("7", "crates/vrsh/src/cmd/domain/setvcpus.rs", "(&QUIETLY, DomainVcpuFlags::QUIETLY)"),
            ("9:test", "crates/drivers/test/src/facets/vcpu.rs", "do what DomainVcpuFlags::QUIETLY says"),
        ],
    );
}

#[test]
fn what_cannot_be_is_refused() {
    all_refused(
        GOOD,
        &[
            ("bit = 64", "bit = 8", "bit 8 of DomainVcpuFlags is taken"),
            ("bit = 64", "bit = 96", "is not one bit"),
            (", bit = 64", "", "libvirt's own is needed"),
            ("QUIETLY\", bit", "LIVE\", bit", "has LIVE already"),
            ("QUIETLY\", bit", "quietly\", bit", "no name of a flag"),
            ("write:QUIETLY", "write:LOUD", "LOUD is none of the new flags"),
            ("write:QUIETLY", "write", "is not object:permission:FLAG"),
            ("program = \"remote\"\n", "", "is libvirt's"),
            ("set_vcpus_flags", "set_moods", "there is no operation domain_set_moods"),
            ("set_vcpus_flags", "set_vcpus", "takes no flags"),
            ("setvcpus\" }", "setmoods\" }", "there is no command setmoods"),
        ],
    );
    let house = house();
    let read = parse(&GOOD.replace("acl =", "write_if = [\"QUIETLY\"]\nacl ="));
    let error = write(&read, &house, &Step::Public, &mut Edits::new(&house.root)).unwrap_err();
    assert!(format!("{error:#}").contains("is a write with all flags"), "{error:#}");
}

#[test]
fn a_read_that_reveals_becomes_a_write() {
    let house = house();
    let text = GOOD
        .replace("set_vcpus_flags", "get_vcpus_flags")
        .replace("acl =", "write_if = [\"QUIETLY\"]\nacl =");
    let mut edits = Edits::new(&house.root);
    write(&parse(&text), &house, &Step::Public, &mut edits).unwrap();
    let text = edits.text("crates/libvir/src/domain/vcpu.rs").unwrap();
    assert!(text.contains("DomainVcpuFlags::GUEST.bits() | DomainVcpuFlags::QUIETLY.bits()"), "{text}");
}
