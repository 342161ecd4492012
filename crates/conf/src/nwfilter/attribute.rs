//! What a rule can ask about a packet.

use vir_xml::XmlEnum;

macro_rules! attributes {
    ($($case:ident = $name:literal, $doc:literal;)*) => {
        /// What a rule can ask about a packet.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
        #[non_exhaustive]
        pub enum RuleAttribute {
            $(
                #[doc = $doc]
                #[xml(name = $name)]
                $case,
            )*
        }
    };
}

attributes! {
    SrcMacAddr = "srcmacaddr", "Ethernet address of the sender.";
    SrcMacMask = "srcmacmask", "Which bits of it count.";
    DstMacAddr = "dstmacaddr", "Ethernet address of the receiver.";
    DstMacMask = "dstmacmask", "Which bits of it count.";
    ProtocolId = "protocolid", "Protocol inside Ethernet.";
    VlanId = "vlanid", "Number of the VLAN.";
    EncapProtocol = "encap-protocol", "Protocol inside the VLAN.";
    Type = "type", "Type of an ICMP or spanning tree message.";
    TypeEnd = "typeend", "The last of several types.";
    Code = "code", "Code of an ICMP message.";
    CodeEnd = "codeend", "The last of several codes.";
    Flags = "flags", "Flags of TCP or of a spanning tree message.";
    RootPriority = "root-priority", "Priority of the root bridge.";
    RootPriorityHi = "root-priority-hi", "The highest of several priorities.";
    RootAddress = "root-address", "Address of the root bridge.";
    RootAddressMask = "root-address-mask", "Which bits of it count.";
    RootCost = "root-cost", "Cost of the path to the root bridge.";
    RootCostHi = "root-cost-hi", "The highest of several costs.";
    SenderPriority = "sender-priority", "Priority of the sending bridge.";
    SenderPriorityHi = "sender-priority-hi", "The highest of several priorities.";
    SenderAddress = "sender-address", "Address of the sending bridge.";
    SenderAddressMask = "sender-address-mask", "Which bits of it count.";
    Port = "port", "Port of the sending bridge.";
    PortHi = "port-hi", "The highest of several ports.";
    Age = "age", "Age of the message.";
    AgeHi = "age-hi", "The highest of several ages.";
    MaxAge = "max-age", "Age at which a message is forgotten.";
    MaxAgeHi = "max-age-hi", "The highest of several ages.";
    HelloTime = "hello-time", "Time between two messages.";
    HelloTimeHi = "hello-time-hi", "The highest of several times.";
    ForwardDelay = "forward-delay", "Time before a port forwards.";
    ForwardDelayHi = "forward-delay-hi", "The highest of several times.";
    HwType = "hwtype", "Kind of hardware in ARP.";
    ProtocolType = "protocoltype", "Kind of address in ARP.";
    Opcode = "opcode", "What an ARP message is.";
    ArpSrcMacAddr = "arpsrcmacaddr", "Ethernet address of who asks.";
    ArpDstMacAddr = "arpdstmacaddr", "Ethernet address of who is asked.";
    ArpSrcIpAddr = "arpsrcipaddr", "IP address of who asks.";
    ArpSrcIpMask = "arpsrcipmask", "Which bits of it count.";
    ArpDstIpAddr = "arpdstipaddr", "IP address of who is asked.";
    ArpDstIpMask = "arpdstipmask", "Which bits of it count.";
    Gratuitous = "gratuitous", "Whether nobody has asked for the answer.";
    SrcIpAddr = "srcipaddr", "IP address of the sender.";
    SrcIpMask = "srcipmask", "Which bits of it count.";
    DstIpAddr = "dstipaddr", "IP address of the receiver.";
    DstIpMask = "dstipmask", "Which bits of it count.";
    SrcIpFrom = "srcipfrom", "The first of several senders.";
    SrcIpTo = "srcipto", "The last of several senders.";
    DstIpFrom = "dstipfrom", "The first of several receivers.";
    DstIpTo = "dstipto", "The last of several receivers.";
    Protocol = "protocol", "Protocol inside IP.";
    SrcPortStart = "srcportstart", "The first port of the sender.";
    SrcPortEnd = "srcportend", "The last port of the sender.";
    DstPortStart = "dstportstart", "The first port of the receiver.";
    DstPortEnd = "dstportend", "The last port of the receiver.";
    Dscp = "dscp", "Class of service.";
    ConnlimitAbove = "connlimit-above", "More connections than this.";
    State = "state", "What the packet is to its connection.";
    IpSet = "ipset", "Name of a set of addresses.";
    IpSetFlags = "ipsetflags", "Which addresses are looked for in it.";
    Option = "option", "An option of TCP.";
    Comment = "comment", "A text for people.";
}
