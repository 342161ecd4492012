//! Changes of parts of a network: which change of which network makes which.

use vir_conf::{NetworkDef, XmlFormat};
use vir_types::{NetworkUpdateCommand as Command, NetworkUpdateSection as Section, Result};

use super::case::{Case, Corpus, Expectation};
use super::kinds::{Kind, with_defaults};
use super::score::Loaded;

/// The kind.
pub(super) const KIND: Kind = Kind { name: "network/update", cases, load, checks_meaning: false };

struct Change {
    network: &'static str,
    change: &'static str,
    section: Section,
    command: Command,
    result: Option<&'static str>,
}

const fn change(
    network: &'static str,
    change: &'static str,
    section: Section,
    command: Command,
    result: Option<&'static str>,
) -> Change {
    Change { network, change, section, command, result }
}

/// What can be told from the names of the documents; `None` is refused.
const CHANGES: &[Change] = &[
    change("nat-network", "host-existing", Section::IP_DHCP_HOST, Command::ADD_LAST, None),
    change(
        "nat-network",
        "host-existing",
        Section::IP_DHCP_HOST,
        Command::DELETE,
        Some("nat-network-one-host"),
    ),
    change(
        "nat-network-one-host",
        "host-existing",
        Section::IP_DHCP_HOST,
        Command::ADD_FIRST,
        Some("nat-network"),
    ),
    change("nat-network", "host-new", Section::IP_DHCP_HOST, Command::MODIFY, None),
    change("nat-network", "host-new", Section::IP_DHCP_HOST, Command::DELETE, None),
    change("nat-network", "dhcp-range-existing", Section::IP_DHCP_RANGE, Command::ADD_LAST, None),
    change("nat-network", "dhcp-range-existing", Section::IP_DHCP_RANGE, Command::MODIFY, None),
    change(
        "nat-network",
        "dhcp-range-existing",
        Section::IP_DHCP_RANGE,
        Command::DELETE,
        Some("nat-network-no-range"),
    ),
    change(
        "nat-network-no-range",
        "dhcp-range-existing",
        Section::IP_DHCP_RANGE,
        Command::ADD_LAST,
        Some("nat-network"),
    ),
    change("nat-network-dns-srv-record", "srv-record-invalid", Section::DNS_SRV, Command::ADD_LAST, None),
    change("nat-network-dns-srv-record", "srv-record-invalid", Section::DNS_SRV, Command::DELETE, None),
    change("nat-network-dns-srv-record", "srv-record-protocol", Section::DNS_SRV, Command::ADD_LAST, None),
    change(
        "nat-network-dns-srv-record",
        "srv-record-protocol",
        Section::DNS_SRV,
        Command::DELETE,
        Some("nat-network"),
    ),
    change("nat-network-dns-srv-records", "srv-record-protocol", Section::DNS_SRV, Command::DELETE, None),
    change(
        "nat-network-dns-hosts",
        "dns-host-gateway-incomplete",
        Section::DNS_HOST,
        Command::ADD_LAST,
        None,
    ),
    change("nat-network-dns-hosts", "dns-host-modify-not-existing", Section::DNS_HOST, Command::MODIFY, None),
    change("nat-network-dns-txt-none", "dns-txt-record-modify-fail", Section::DNS_TXT, Command::MODIFY, None),
    change(
        "openvswitch-net",
        "portgroup-alison",
        Section::PORTGROUP,
        Command::ADD_FIRST,
        Some("openvswitch-net-more-portgroups"),
    ),
    change("openvswitch-net", "portgroup-alison", Section::PORTGROUP, Command::DELETE, None),
    change("openvswitch-net", "portgroup-alison", Section::PORTGROUP, Command::MODIFY, None),
    change(
        "openvswitch-net-more-portgroups",
        "portgroup-alison",
        Section::PORTGROUP,
        Command::DELETE,
        Some("openvswitch-net"),
    ),
];

/// A network by name: as input, or as what a change makes.
fn network(corpus: &Corpus, name: &str) -> Option<String> {
    let folders = ["network/in", "network/update-out", "network/out"];
    folders.iter().find_map(|folder| corpus.text(&format!("{folder}/{name}.xml")))
}

fn cases(corpus: &Corpus) -> Vec<Case> {
    let mut cases = Vec::new();
    for (at, change) in CHANGES.iter().enumerate() {
        // The other half of the data is elsewhere.
        let Some(before) = network(corpus, change.network) else { continue };
        let Some(xml) = corpus.text(&format!("network/update-in/{}.xml", change.change)) else { continue };
        let result = |name: &str| {
            let folders = ["network/update-out", "network/out"];
            folders.iter().find_map(|folder| corpus.text(&format!("{folder}/{name}.xml")))
        };
        let expected = change.result.and_then(result);
        if change.result.is_some() && expected.is_none() {
            continue;
        }
        let expectation = if change.result.is_some() { Expectation::Accepted } else { Expectation::Refused };
        let command = change.command.0;
        cases.push(Case {
            name: format!("network/update/{}+{}:{command}", change.network, change.change),
            xml: before,
            expectation,
            flags: format!("{at}\n{xml}"),
            clock: None,
            expected,
        });
    }
    cases
}

fn load(case: &Case) -> Result<Loaded> {
    let mut def = with_defaults(|defaults| NetworkDef::load(&case.xml, defaults))?;
    let (at, xml) = case.flags.split_once('\n').expect("the change is in the flags");
    let change = &CHANGES[at.parse::<usize>().expect("its index")];
    def.update(change.command, change.section, -1, xml)?;
    Ok(Loaded::new(def.to_xml_with(XmlFormat::new(true, true))))
}
