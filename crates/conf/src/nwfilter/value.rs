//! Values that packets are compared with.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use serde::{Deserialize, Serialize};
use vir_xml::XmlValue as _;

use super::Variable;
use crate::common::ip_text;
use crate::common::ip_word::short_form;
use crate::mac::MacAddr;

/// A value that packets are compared with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ConditionValue {
    /// The values of a variable.
    Variable(Variable),
    /// A number, with whether it is written as hexadecimal.
    Number {
        /// The number.
        value: u32,
        /// Whether it is written as hexadecimal.
        hex: bool,
    },
    /// An Ethernet address, or which bits of one count.
    Mac(MacAddr),
    /// An IP address.
    Ip(IpAddr),
    /// How many bits of an IP address count.
    Mask(u8),
    /// Yes or no.
    Flag(bool),
    /// What packets are to their connection.
    State(StateMatch),
    /// Flags of TCP.
    TcpFlags(TcpFlags),
    /// Name of a set of addresses.
    IpSet(String),
    /// For each part of a set's entries whether it is the sender's; else the receiver's.
    IpSetFlags(Vec<bool>),
    /// A text.
    Text(String),
}

/// What packets are to their connection: bits, in libvirt's order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StateMatch(pub u8);

/// Flags of TCP.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TcpFlags {
    /// Those that are looked at.
    pub mask: u8,
    /// Those of them that must be set.
    pub flags: u8,
}

/// What a value is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ValueKind {
    /// A number of 8 bits.
    U8,
    /// A number of 16 bits.
    U16,
    /// A decimal number of 16 bits.
    U16Decimal,
    /// A number of 32 bits.
    U32,
    /// An Ethernet address.
    Mac,
    /// Ones, then zeros.
    MacMask,
    /// An IPv4 address.
    Ipv4,
    /// Bits of an IPv4 address, as number or mask.
    Ipv4Mask,
    /// An IPv6 address.
    Ipv6,
    /// Bits of an IPv6 address, as number or mask.
    Ipv6Mask,
    /// A protocol inside Ethernet, not below this.
    EtherType(u32),
    /// A number of a VLAN.
    VlanId,
    /// What an ARP message is.
    Opcode,
    /// A protocol inside IP.
    IpProtocol,
    /// A class of service.
    Dscp,
    /// What packets are to their connection.
    State,
    /// Flags of TCP.
    TcpFlags,
    /// A name of a set.
    IpSet,
    /// Parts of a set's entries.
    IpSetFlags,
    /// A text.
    Comment,
    /// Yes or no.
    Bool,
}

type Names = &'static [(u32, &'static str)];

const ETHER_TYPES: Names =
    &[(0x0806, "arp"), (0x8035, "rarp"), (0x0800, "ipv4"), (0x86dd, "ipv6"), (0x8100, "vlan")];

const OPCODES: Names = &[
    (1, "Request"),
    (2, "Reply"),
    (3, "Request_Reverse"),
    (4, "Reply_Reverse"),
    (5, "DRARP_Request"),
    (6, "DRARP_Reply"),
    (7, "DRARP_Error"),
    (8, "InARP_Request"),
    (9, "ARP_NAK"),
];

const IP_PROTOCOLS: Names = &[
    (6, "tcp"),
    (17, "udp"),
    (136, "udplite"),
    (50, "esp"),
    (51, "ah"),
    (1, "icmp"),
    (2, "igmp"),
    (132, "sctp"),
    (58, "icmpv6"),
];

const STATES: Names = &[(1, "NEW"), (2, "ESTABLISHED"), (4, "RELATED"), (8, "INVALID"), (16, "NONE")];

const TCP_FLAGS: Names = &[
    (0x1, "FIN"),
    (0x2, "SYN"),
    (0x4, "RST"),
    (0x8, "PSH"),
    (0x10, "ACK"),
    (0x20, "URG"),
    (0x3f, "ALL"),
    (0, "NONE"),
];

impl ValueKind {
    /// Reads a value that is no variable; `None` if it cannot be read.
    pub(super) fn parse(self, text: &str) -> Option<ConditionValue> {
        use ConditionValue as V;
        match self {
            Self::U8 => number(text, 0xff),
            Self::U16 => number(text, 0xffff),
            Self::U32 => number(text, u32::MAX),
            Self::U16Decimal => {
                let value = decimal(text)?;
                (value <= 0xffff).then_some(V::Number { value, hex: false })
            }
            Self::VlanId => number(text, 0xffff).filter(|value| below(value, 4096)),
            Self::Dscp => number(text, 0xff).filter(|value| below(value, 64)),
            Self::EtherType(least) => {
                let numeric = number(text, 0xffff).filter(|value| !below(value, least));
                match number(text, 0xffff) {
                    Some(_) => numeric,
                    None => named(text, ETHER_TYPES, false),
                }
            }
            Self::Opcode => number(text, 0xffff).or_else(|| named(text, OPCODES, false)),
            Self::IpProtocol => number(text, 0xff).or_else(|| named(text, IP_PROTOCOLS, true)),
            Self::Mac => MacAddr::from_text(text).ok().map(V::Mac),
            Self::MacMask => {
                let mask = MacAddr::from_text(text).ok()?;
                let bits = mask.0.iter().fold(0u64, |bits, byte| bits << 8 | u64::from(*byte));
                // 48 bits: ones, then zeros.
                let zeros = !bits & 0xffff_ffff_ffff;
                (zeros & zeros.wrapping_add(1) == 0).then_some(V::Mac(mask))
            }
            Self::Ipv4 => ipv4(text).map(|ip| V::Ip(ip.into())),
            Self::Ipv6 => text.parse::<Ipv6Addr>().ok().map(|ip| V::Ip(ip.into())),
            Self::Ipv4Mask => mask(text, 32, || {
                let mask = u32::from(short_form(text)?);
                (mask.leading_ones() == mask.count_ones()).then_some(mask.leading_ones())
            }),
            Self::Ipv6Mask => mask(text, 128, || {
                let mask = u128::from(text.parse::<Ipv6Addr>().ok()?);
                (mask.leading_ones() == mask.count_ones()).then_some(mask.leading_ones())
            }),
            Self::State => {
                let bits = u8::try_from(items(text, STATES)?).ok()?;
                // Nothing else counts beside none.
                Some(V::State(StateMatch(if bits & 16 != 0 { 16 } else { bits })))
            }
            Self::TcpFlags => {
                let (mask, flags) = text.split_once('/')?;
                let bits = |text| u8::try_from(items(text, TCP_FLAGS)? & 0x3f).ok();
                Some(V::TcpFlags(TcpFlags { mask: bits(mask)?, flags: bits(flags)? }))
            }
            Self::IpSet => {
                let valid = |c: char| c.is_ascii_alphanumeric() || "_.:-+ ".contains(c);
                (text.len() < 32 && text.chars().all(valid)).then(|| V::IpSet(text.into()))
            }
            Self::IpSetFlags => {
                let parts: Vec<&str> = text.split(',').collect();
                let is = |part: &str, word: &str| part.eq_ignore_ascii_case(word);
                let known = parts.iter().all(|part| is(part, "src") || is(part, "dst"));
                let flags = || parts.iter().map(|part| is(part, "src")).collect();
                (known && parts.len() <= 6).then(|| V::IpSetFlags(flags()))
            }
            Self::Comment => {
                const LONGEST: usize = 256;
                let fits = |at: &usize| *at <= LONGEST;
                let ends = text.char_indices().map(|(at, c)| at.saturating_add(c.len_utf8()));
                let end = ends.take_while(fits).last().unwrap_or(0);
                Some(V::Text(text.get(..end).unwrap_or_default().into()))
            }
            Self::Bool => Some(V::Flag(matches!(text, "true" | "1" | "yes"))),
        }
    }

    /// Writes a value.
    pub(super) fn show(self, value: &ConditionValue) -> String {
        use ConditionValue as V;
        match value {
            V::Variable(variable) => variable.to_string(),
            V::Number { value, hex } => {
                let names = match self {
                    Self::EtherType(_) => ETHER_TYPES,
                    Self::Opcode => OPCODES,
                    Self::IpProtocol => IP_PROTOCOLS,
                    _ => &[],
                };
                match names.iter().find(|(number, _)| number == value) {
                    Some((_, name)) => (*name).into(),
                    None if *hex && self != Self::Opcode => format!("0x{value:x}"),
                    None => value.to_string(),
                }
            }
            V::Mac(mac) => mac.to_string(),
            V::Ip(ip) => ip_text(*ip),
            V::Mask(bits) => bits.to_string(),
            V::Flag(flag) => flag.to_string(),
            V::State(StateMatch(bits)) => joined(u32::from(*bits), STATES),
            V::TcpFlags(TcpFlags { mask, flags }) => format!("{}/{}", tcp_flags(*mask), tcp_flags(*flags)),
            V::IpSet(name) => name.clone(),
            V::IpSetFlags(flags) => {
                let words: Vec<&str> = flags.iter().map(|src| if *src { "src" } else { "dst" }).collect();
                words.join(",")
            }
            V::Text(text) => text.clone(),
        }
    }
}

fn below(value: &ConditionValue, limit: u32) -> bool {
    matches!(value, ConditionValue::Number { value, .. } if *value < limit)
}

/// As the C library reads numbers, without blanks behind them.
fn decimal(text: &str) -> Option<u32> {
    crate::common::wrapping::from_text(text).ok()
}

/// Decimal if it can be and fits, else hexadecimal.
fn number(text: &str, most: u32) -> Option<ConditionValue> {
    if let Some(value) = decimal(text).filter(|value| *value <= most) {
        return Some(ConditionValue::Number { value, hex: false });
    }
    let text = text.trim_start();
    let digits = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")).unwrap_or(text);
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let value = u32::from_str_radix(digits, 16).ok().filter(|value| *value <= most)?;
    Some(ConditionValue::Number { value, hex: true })
}

fn named(text: &str, names: Names, hex: bool) -> Option<ConditionValue> {
    let found = names.iter().find(|(_, name)| name.eq_ignore_ascii_case(text));
    found.map(|(value, _)| ConditionValue::Number { value: *value, hex })
}

/// An IPv4 address, which may be written as what it is mapped to in IPv6.
fn ipv4(text: &str) -> Option<Ipv4Addr> {
    short_form(text).or_else(|| text.parse::<Ipv6Addr>().ok()?.to_ipv4_mapped())
}

fn mask(text: &str, most: u32, as_mask: impl FnOnce() -> Option<u32>) -> Option<ConditionValue> {
    let bits = match decimal(text) {
        Some(bits) => (bits <= most).then_some(bits),
        None => as_mask(),
    };
    u8::try_from(bits?).ok().map(ConditionValue::Mask)
}

/// Words with commas or blanks between them, or nothing at all.
fn items(text: &str, names: Names) -> Option<u32> {
    let mut rest = text;
    let mut bits = 0;
    loop {
        rest = rest.trim_start_matches(|c: char| c == ',' || c.is_ascii_whitespace());
        if rest.is_empty() {
            return Some(bits);
        }
        let starts =
            |name: &str| rest.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
        let (bit, name) = names.iter().find(|(_, name)| starts(name))?;
        bits |= bit;
        rest = rest.get(name.len()..)?;
    }
}

fn joined(bits: u32, names: Names) -> String {
    let single = names.iter().filter(|(bit, _)| bit.is_power_of_two() && bits & bit != 0);
    single.map(|(_, name)| *name).collect::<Vec<_>>().join(",")
}

fn tcp_flags(flags: u8) -> String {
    match flags {
        0 => "NONE".into(),
        0x3f => "ALL".into(),
        flags => joined(u32::from(flags), TCP_FLAGS),
    }
}

#[cfg(test)]
mod tests {
    use super::ValueKind;

    #[track_caller]
    fn check(kind: ValueKind, text: &str, shown: Option<&str>) {
        let value = kind.parse(text).map(|value| kind.show(&value));
        assert_eq!(value.as_deref(), shown, "{text}");
    }

    #[test]
    fn values() {
        check(ValueKind::U8, "255", Some("255"));
        check(ValueKind::U8, "0x1f", Some("0x1f"));
        check(ValueKind::U8, "256", None);
        check(ValueKind::U16, "65536", None);
        check(ValueKind::EtherType(0x600), "1535", None);
        check(ValueKind::EtherType(0x600), "0x0800", Some("ipv4"));
        check(ValueKind::EtherType(0x600), "ARP", Some("arp"));
        check(ValueKind::Opcode, "11", Some("11"));
        check(ValueKind::IpProtocol, "17", Some("udp"));
        check(ValueKind::MacMask, "ff:ff:ff:ff:ff:80", Some("ff:ff:ff:ff:ff:80"));
        check(ValueKind::MacMask, "ff:00:ff:00:00:00", None);
        check(ValueKind::Ipv4Mask, "255.255.255.0", Some("24"));
        check(ValueKind::Ipv4Mask, "33", None);
        check(ValueKind::Ipv6Mask, "129", None);
        check(ValueKind::Ipv6, "::10.1.2.3", Some("::10.1.2.3"));
        check(ValueKind::State, "new, established", Some("NEW,ESTABLISHED"));
        check(ValueKind::State, "NEW,NONE", Some("NONE"));
        check(ValueKind::State, "NEWS", None);
        check(ValueKind::TcpFlags, "SYN/ALL", Some("SYN/ALL"));
        check(ValueKind::TcpFlags, "SYN", None);
        check(ValueKind::IpSetFlags, "src,DST", Some("src,dst"));
        check(ValueKind::IpSetFlags, "src,", None);
    }
}
