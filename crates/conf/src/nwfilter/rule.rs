//! `<rule>`: what becomes of packets that look so.

use serde::{Deserialize, Serialize};
use vir_types::{Code, Result};
use vir_xml::{Kind, Node, Writer, XmlElement, XmlEnum, XmlValue as _, read_attr};

use super::table::{attributes, signs};
use super::{ConditionValue, PRIORITIES, RuleAttribute, RuleProtocol, Variable};
use crate::common::refuse;

/// What becomes of packets that look so.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RuleDef {
    /// What becomes of them.
    pub action: RuleAction,
    /// Which way they go.
    pub direction: RuleDirection,
    /// Place of the rule among others, -1000 to 1000; lower ones come first.
    pub priority: i32,
    /// Whether answers are let through too.
    pub state_match: bool,
    /// The protocol; `None` is any.
    pub protocol: Option<RuleProtocol>,
    /// How they look.
    pub conditions: Vec<Condition>,
}

/// Something that is asked about a packet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Condition {
    /// What is asked.
    pub attribute: RuleAttribute,
    /// Whether the answer must be another.
    pub negated: bool,
    /// The answer.
    pub value: ConditionValue,
}

/// What becomes of packets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum RuleAction {
    /// They are lost.
    Drop,
    /// They pass.
    Accept,
    /// They are lost, and the sender is told.
    Reject,
    /// The filter that has asked goes on.
    Return,
    /// The next rule is asked.
    Continue,
}

/// Which way packets go, seen from the guest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum RuleDirection {
    /// To the guest.
    In,
    /// From the guest.
    Out,
    /// Both.
    InOut,
}

/// The priority of a rule that says none, or none that can be.
const DEFAULT_PRIORITY: i32 = 500;

impl RuleDef {
    /// Reads a rule; what cannot be read of its conditions is left out and told.
    pub(super) fn read_with(node: Node<'_>, warnings: &mut Vec<vir_xml::Error>) -> vir_xml::Result<Self> {
        let required = |name: &str| node.attr(name).ok_or_else(|| node.missing_attr(name));
        let action = read_attr(node, &required("action")?, "", RuleAction::from_text)?;
        let direction = read_attr(node, &required("direction")?, "", RuleDirection::from_text)?;
        let priority = node.attr("priority").map(|attr| read_attr(node, &attr, "", i32::from_text));
        let priority = priority.transpose()?.filter(|priority| PRIORITIES.contains(priority));
        let no_state = |value: &str| value == "0" || value.eq_ignore_ascii_case("false");
        let protocol = node.elements().find_map(|child| RuleProtocol::from_text(child.key()).ok());
        let mut rule = Self {
            action,
            direction,
            priority: priority.unwrap_or(DEFAULT_PRIORITY),
            state_match: !node.attr("statematch").is_some_and(|attr| no_state(attr.value)),
            protocol,
            conditions: Vec::new(),
        };
        if let Some(protocol) = protocol {
            for child in node.elements().filter(|child| child.key() == protocol.as_str()) {
                rule.read_conditions(protocol, child, warnings);
            }
            rule.settle(protocol);
        }
        Ok(rule)
    }

    fn read_conditions(
        &mut self,
        protocol: RuleProtocol,
        node: Node<'_>,
        warnings: &mut Vec<vir_xml::Error>,
    ) {
        let negated = node.attr("match").is_some_and(|attr| attr.value == "no");
        for (attribute, kind) in attributes(protocol) {
            let Some(attr) = node.attr(attribute.as_str()) else { continue };
            let value = match attr.value.strip_prefix('$') {
                Some(variable) => Variable::parse(variable).ok().map(ConditionValue::Variable),
                None => kind.parse(attr.value),
            };
            match value {
                Some(value) => {
                    // Of several the last counts.
                    self.conditions.retain(|known| known.attribute != attribute);
                    self.conditions.push(Condition { attribute, negated, value });
                }
                None => {
                    let text = format!("{} has illegal value {}", attr.name, attr.value);
                    warnings.push(node.attr_error(&attr, Kind::Internal, text));
                }
            }
        }
    }

    /// Makes conditions agree that mean nothing without each other.
    fn settle(&mut self, protocol: RuleProtocol) {
        for (attribute, with) in signs(protocol) {
            let negated = self.condition(with).is_some_and(|condition| condition.negated);
            if let Some(own) = self.conditions.iter_mut().find(|own| own.attribute == attribute) {
                own.negated = negated;
            }
        }
        let named = self.condition(RuleAttribute::IpSet).is_some();
        let flagged = self.condition(RuleAttribute::IpSetFlags).is_some();
        if matches!(protocol, RuleProtocol::All | RuleProtocol::AllIpv6) {
            return;
        }
        if named && !flagged {
            let value = ConditionValue::IpSetFlags(vec![true]);
            self.conditions.push(Condition { attribute: RuleAttribute::IpSetFlags, negated: false, value });
        } else if flagged && !named {
            self.conditions.retain(|condition| condition.attribute != RuleAttribute::IpSetFlags);
        }
    }

    /// The condition about this.
    #[must_use]
    pub fn condition(&self, attribute: RuleAttribute) -> Option<&Condition> {
        self.conditions.iter().find(|condition| condition.attribute == attribute)
    }

    /// Checks that the rule can be carried out.
    ///
    /// # Errors
    /// `InternalError`: ports of a protocol that has none.
    pub fn validate(&self) -> Result<()> {
        let said = match self.protocol {
            Some(RuleProtocol::Ip) => "IP",
            Some(RuleProtocol::Ipv6) => "IPv6",
            _ => return Ok(()),
        };
        use RuleAttribute as A;
        let ports = [A::SrcPortStart, A::SrcPortEnd, A::DstPortStart, A::DstPortEnd];
        if ports.into_iter().all(|port| self.condition(port).is_none()) {
            return Ok(());
        }
        let protocol = self.condition(A::Protocol).map(|condition| &condition.value);
        if matches!(protocol, Some(ConditionValue::Number { value: 6 | 17 | 33 | 132, .. })) {
            return Ok(());
        }
        let text = format!("{said} rule with port specification requires protocol specification");
        let text =
            format!("{text} with protocol to be either one of tcp(6), udp(17), dccp(33), or sctp(132)");
        refuse(Code::INTERNAL_ERROR, text)
    }

    /// Writes the conditions of one sign; `false` if there are none.
    fn write_signed(&self, protocol: RuleProtocol, negated: bool, w: &mut Writer) -> bool {
        let rows = attributes(protocol).filter_map(|(attribute, kind)| {
            let condition = self.condition(attribute).filter(|condition| condition.negated == negated)?;
            Some((attribute, kind.show(&condition.value)))
        });
        let rows: Vec<_> = rows.collect();
        if rows.is_empty() {
            return false;
        }
        w.start(protocol.as_str());
        if negated {
            w.attr("match", "no");
        }
        for (attribute, value) in &rows {
            w.attr(attribute.as_str(), value);
        }
        w.end();
        true
    }
}

impl XmlElement for RuleDef {
    fn read(node: Node<'_>) -> vir_xml::Result<Self> {
        let mut warnings = Vec::new();
        let rule = Self::read_with(node, &mut warnings)?;
        warnings.into_iter().next().map_or(Ok(rule), Err)
    }

    fn write_attrs(&self, w: &mut Writer) {
        w.attr("action", self.action.as_str());
        w.attr("direction", self.direction.as_str());
        w.attr("priority", &self.priority.to_string());
        if !self.state_match {
            w.attr("statematch", "false");
        }
    }

    fn write_nodes(&self, w: &mut Writer) {
        let Some(protocol) = self.protocol else { return };
        let plain = self.write_signed(protocol, false, w);
        let negated = self.write_signed(protocol, true, w);
        if !plain && !negated {
            w.start(protocol.as_str());
            w.end();
        }
    }
}
