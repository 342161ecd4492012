//! The bits of virtual CPU counts, and how they are shown.

use vir_types::{Affect, DomainVcpuFlags as Flags};

#[test]
fn bits_and_words_agree() {
    for (flags, bits, shown) in [
        (Flags::CURRENT, 0, "DomainVcpuFlags()"),
        (Flags::LIVE, 1, "DomainVcpuFlags(LIVE)"),
        (Flags::CONFIG | Flags::MAXIMUM, 6, "DomainVcpuFlags(CONFIG | MAXIMUM)"),
        (Flags::GUEST | Flags::HOTPLUGGABLE, 24, "DomainVcpuFlags(GUEST | HOTPLUGGABLE)"),
        (Flags::from_bits(0x41), 0x41, "DomainVcpuFlags(LIVE | 0x40)"),
    ] {
        assert_eq!((flags.bits(), format!("{flags:?}").as_str()), (bits, shown));
    }
}

#[test]
fn the_affected_definition_has_the_same_bits_everywhere() {
    assert_eq!(Flags::LIVE.bits(), Affect::LIVE.bits());
    assert_eq!(Flags::CONFIG.bits(), Affect::CONFIG.bits());
}

#[test]
fn unknown_bits_are_refused_by_who_acts() {
    let error = Flags::from_bits(0x41).allow(Flags::LIVE | Flags::CONFIG).expect_err("0x40 is unknown");
    assert_eq!(error.message(), "invalid argument: unsupported flags (0x40) in DomainVcpuFlags");
}
