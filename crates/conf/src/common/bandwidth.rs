//! `<bandwidth>`: how much may flow.

use serde::{Deserialize, Serialize};
use vir_types::{Code, Result};
use vir_xml::{Writer, XmlElement};

use crate::common::{refuse, unsupported};

/// How much may flow in each direction, seen from the guest.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Bandwidth {
    /// Class of the traffic; only where a daemon keeps it, 0 is none.
    pub class_id: u32,
    /// Towards the guest.
    pub inbound: Option<BandwidthRate>,
    /// From the guest.
    pub outbound: Option<BandwidthRate>,
}

/// How much may flow in one direction. 0 is the same as nothing said.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BandwidthRate {
    /// On average, in **KiB/s**.
    #[xml(attr, skip_default)]
    pub average: u64,
    /// At most, in **KiB/s**.
    #[xml(attr, skip_default)]
    pub peak: u64,
    /// Always, in **KiB/s**.
    #[xml(attr, skip_default)]
    pub floor: u64,
    /// **KiB** that may pass at peak speed.
    #[xml(attr, skip_default)]
    pub burst: u64,
}

impl BandwidthRate {
    fn says_anything(&self) -> bool {
        (self.average, self.floor) != (0, 0)
    }
}

impl XmlElement for Bandwidth {
    fn read(node: vir_xml::Node<'_>) -> vir_xml::Result<Self> {
        let class = node.attr("classID");
        let class = class
            .map(|attr| vir_xml::read_attr(node, &attr, "", vir_xml::XmlValue::from_text))
            .transpose()?;
        Ok(Self {
            class_id: class.unwrap_or_default(),
            inbound: read_rate(node, "inbound")?,
            outbound: read_rate(node, "outbound")?,
        })
    }

    fn write_attrs(&self, w: &mut Writer) {
        w.long_form();
        if self.class_id != 0 {
            w.attr("classID", &self.class_id.to_string());
        }
    }

    fn write_nodes(&self, w: &mut Writer) {
        for (name, rate) in [("inbound", &self.inbound), ("outbound", &self.outbound)] {
            if let Some(rate) = rate.as_ref().filter(|rate| rate.says_anything()) {
                rate.write(name, w);
            }
        }
    }

    fn write(&self, name: &str, w: &mut Writer) {
        if ![&self.inbound, &self.outbound].into_iter().flatten().any(BandwidthRate::says_anything) {
            return;
        }
        w.start(name);
        self.write_attrs(w);
        self.write_nodes(w);
        w.end();
    }
}

fn read_rate(node: vir_xml::Node<'_>, name: &str) -> vir_xml::Result<Option<BandwidthRate>> {
    let Some(child) = node.child(name) else { return Ok(None) };
    let rate = BandwidthRate::read(child)?;
    let given = |name| child.attr(name).is_some();
    if !given("average") && !given("floor") {
        return Err(child.error(vir_xml::Kind::Malformed, "Missing mandatory average or floor attributes"));
    }
    if (given("peak") || given("burst")) && !given("average") {
        let text = "'peak' and 'burst' require 'average' attribute";
        return Err(child.error(vir_xml::Kind::Unsupported, text));
    }
    if name == "outbound" && given("floor") {
        let text = "floor attribute is not supported for this config";
        return Err(child.error(vir_xml::Kind::Unsupported, text));
    }
    Ok(Some(rate))
}

impl Bandwidth {
    /// Whether something is promised.
    #[must_use]
    pub fn has_floor(&self) -> bool {
        self.inbound.as_ref().is_some_and(|rate| rate.floor != 0)
    }

    /// Checks the numbers, and that nothing is promised where `allow_floor` is not.
    ///
    /// # Errors
    /// `ConfigUnsupported`: a promise; `Overflow`: more than the host can count.
    pub fn validate(&self, allow_floor: bool) -> Result<()> {
        if !allow_floor && self.has_floor() {
            return unsupported("floor attribute is not supported for this config");
        }
        const SPEED: u64 = 1 << 54;
        const SIZE: u64 = 0xffff_ffff >> 10;
        for rate in [&self.inbound, &self.outbound].into_iter().flatten() {
            let all = [
                ("average", rate.average, SPEED),
                ("peak", rate.peak, SPEED),
                ("burst", rate.burst, SIZE),
                ("floor", rate.floor, SPEED),
            ];
            for (name, value, limit) in all {
                if value > limit {
                    let text =
                        format!("value '{value}' is too big for '{name}' parameter, maximum is '{limit}'");
                    return refuse(Code::OVERFLOW, text);
                }
            }
        }
        Ok(())
    }
}
