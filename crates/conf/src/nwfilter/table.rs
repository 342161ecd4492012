//! Which protocol has which attributes, in the order in which they are written, and of which kind.

use super::RuleAttribute::{self as A, *};
use super::RuleProtocol as P;
use super::value::ValueKind as K;

type Row = (A, K);

const MACS: &[Row] =
    &[(SrcMacAddr, K::Mac), (SrcMacMask, K::MacMask), (DstMacAddr, K::Mac), (DstMacMask, K::MacMask)];

const STP: &[Row] = &[
    (SrcMacAddr, K::Mac),
    (SrcMacMask, K::MacMask),
    (Type, K::U8),
    (Flags, K::U8),
    (RootPriority, K::U16),
    (RootPriorityHi, K::U16),
    (RootAddress, K::Mac),
    (RootAddressMask, K::MacMask),
    (RootCost, K::U32),
    (RootCostHi, K::U32),
    (SenderPriority, K::U16),
    (SenderPriorityHi, K::U16),
    (SenderAddress, K::Mac),
    (SenderAddressMask, K::MacMask),
    (Port, K::U16),
    (PortHi, K::U16),
    (Age, K::U16),
    (AgeHi, K::U16),
    (MaxAge, K::U16),
    (MaxAgeHi, K::U16),
    (HelloTime, K::U16),
    (HelloTimeHi, K::U16),
    (ForwardDelay, K::U16),
    (ForwardDelayHi, K::U16),
];

const ARP: &[Row] = &[
    (HwType, K::U16),
    (ProtocolType, K::U16),
    (Opcode, K::Opcode),
    (ArpSrcMacAddr, K::Mac),
    (ArpDstMacAddr, K::Mac),
    (ArpSrcIpAddr, K::Ipv4),
    (ArpSrcIpMask, K::Ipv4Mask),
    (ArpDstIpAddr, K::Ipv4),
    (ArpDstIpMask, K::Ipv4Mask),
    (Gratuitous, K::Bool),
];

const ADDRESSES4: &[Row] =
    &[(SrcIpAddr, K::Ipv4), (SrcIpMask, K::Ipv4Mask), (DstIpAddr, K::Ipv4), (DstIpMask, K::Ipv4Mask)];

const ADDRESSES6: &[Row] =
    &[(SrcIpAddr, K::Ipv6), (SrcIpMask, K::Ipv6Mask), (DstIpAddr, K::Ipv6), (DstIpMask, K::Ipv6Mask)];

const RANGES4: &[Row] = &[(SrcIpFrom, K::Ipv4), (SrcIpTo, K::Ipv4), (DstIpFrom, K::Ipv4), (DstIpTo, K::Ipv4)];

const RANGES6: &[Row] = &[(SrcIpFrom, K::Ipv6), (SrcIpTo, K::Ipv6), (DstIpFrom, K::Ipv6), (DstIpTo, K::Ipv6)];

const CONNECTION: &[Row] = &[
    (Dscp, K::Dscp),
    (ConnlimitAbove, K::U16Decimal),
    (State, K::State),
    (IpSet, K::IpSet),
    (IpSetFlags, K::IpSetFlags),
];

const PORTS: &[Row] =
    &[(SrcPortStart, K::U16), (SrcPortEnd, K::U16), (DstPortStart, K::U16), (DstPortEnd, K::U16)];

const PROTOCOL: &[Row] = &[(Protocol, K::IpProtocol)];
const ICMP: &[Row] = &[(Type, K::U8), (Code, K::U8)];
const COMMENT: &[Row] = &[(Comment, K::Comment)];
const SENDER: &[Row] = &[(SrcMacAddr, K::Mac)];

/// The attributes of a protocol.
pub(super) fn attributes(protocol: P) -> impl Iterator<Item = Row> {
    let own: &[&[Row]] = match protocol {
        P::Arp | P::Rarp => &[MACS, ARP],
        P::Mac => &[MACS, &[(ProtocolId, K::EtherType(0x600))]],
        P::Vlan => &[MACS, &[(VlanId, K::VlanId), (EncapProtocol, K::EtherType(0x3c))]],
        P::Stp => &[STP],
        P::Ip => &[MACS, ADDRESSES4, PROTOCOL, PORTS, &[(Dscp, K::Dscp)]],
        P::Ipv6 => &[
            MACS,
            ADDRESSES6,
            PROTOCOL,
            PORTS,
            &[(Type, K::U8), (TypeEnd, K::U8), (Code, K::U8), (CodeEnd, K::U8)],
        ],
        P::Tcp => &[SENDER, ADDRESSES4, RANGES4, CONNECTION, PORTS, &[(Option, K::U8), (Flags, K::TcpFlags)]],
        P::TcpIpv6 => &[SENDER, ADDRESSES6, RANGES6, CONNECTION, PORTS, &[(Option, K::U8)]],
        P::Udp | P::Sctp => &[SENDER, ADDRESSES4, RANGES4, CONNECTION, PORTS],
        P::UdpIpv6 | P::SctpIpv6 => &[SENDER, ADDRESSES6, RANGES6, CONNECTION, PORTS],
        P::Icmp => &[SENDER, ADDRESSES4, RANGES4, CONNECTION, ICMP],
        P::Icmpv6 => &[SENDER, ADDRESSES6, RANGES6, CONNECTION, ICMP],
        P::Udplite | P::Esp | P::Ah | P::All | P::Igmp => &[SENDER, ADDRESSES4, RANGES4, CONNECTION],
        P::UdpliteIpv6 | P::EspIpv6 | P::AhIpv6 | P::AllIpv6 => &[SENDER, ADDRESSES6, RANGES6, CONNECTION],
    };
    own.iter().copied().chain([COMMENT]).flatten().copied()
}

const MAC_SIGNS: &[(A, A)] = &[(SrcMacMask, SrcMacAddr), (DstMacMask, DstMacAddr)];

const STP_SIGNS: &[(A, A)] = &[
    (SrcMacMask, SrcMacAddr),
    (RootPriorityHi, RootPriority),
    (RootAddressMask, RootAddress),
    (RootCostHi, RootCost),
    (SenderPriorityHi, SenderPriority),
    (SenderAddressMask, SenderAddress),
    (PortHi, Port),
    (AgeHi, Age),
    (MaxAgeHi, MaxAge),
    (HelloTimeHi, HelloTime),
    (ForwardDelayHi, ForwardDelay),
];

const MASK_SIGNS: &[(A, A)] = &[(SrcIpMask, SrcIpAddr), (DstIpMask, DstIpAddr)];
const RANGE_SIGNS: &[(A, A)] = &[(SrcIpTo, SrcIpFrom), (DstIpTo, DstIpFrom)];
const PORT_SIGNS: &[(A, A)] =
    &[(SrcPortEnd, SrcPortStart), (DstPortStart, SrcPortStart), (DstPortEnd, SrcPortStart)];
const ICMP_SIGNS: &[(A, A)] = &[(Code, Type)];
const ICMPV6_SIGNS: &[(A, A)] = &[(TypeEnd, Type), (Code, Type), (CodeEnd, Type)];

/// Attributes that mean nothing alone, each with the one whose negation it shares.
pub(super) fn signs(protocol: P) -> impl Iterator<Item = (A, A)> {
    let own: &[&[(A, A)]] = match protocol {
        P::Arp | P::Rarp => &[],
        P::Mac | P::Vlan => &[MAC_SIGNS],
        P::Stp => &[STP_SIGNS],
        P::Ip => &[MASK_SIGNS],
        P::Ipv6 => &[MASK_SIGNS, ICMPV6_SIGNS],
        P::Tcp | P::TcpIpv6 | P::Udp | P::UdpIpv6 | P::Sctp | P::SctpIpv6 => {
            &[MASK_SIGNS, RANGE_SIGNS, PORT_SIGNS]
        }
        P::Icmp | P::Icmpv6 => &[MASK_SIGNS, RANGE_SIGNS, ICMP_SIGNS],
        _ => &[MASK_SIGNS, RANGE_SIGNS],
    };
    own.iter().copied().flatten().copied()
}
