//! `<redirdev>` and `<redirfilter>`: devices of a client inside the guest.

use serde::{Deserialize, Serialize};
use vir_xml::{XmlElement, XmlEnum};

use super::chardev::{ChardevBackend, ChardevSource};
use super::info::DeviceInfo;

/// A device of a client inside the guest.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(long, finish = "RedirdevDef::check")]
#[non_exhaustive]
pub struct RedirdevDef {
    /// What it is plugged into.
    #[xml(attr, invalid(Unsupported, "unknown redirdev bus '{value}'"))]
    pub bus: RedirdevBus,
    /// How the client is reached.
    #[xml(flatten)]
    pub source: ChardevSource,
    /// Place in the order of booting, alias, place.
    #[xml(flatten)]
    pub info: DeviceInfo,
}

/// What a client's device is plugged into.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum RedirdevBus {
    /// `usb`.
    #[default]
    Usb,
}

/// Which devices of clients are let in.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RedirfilterDef {
    /// Rules; the first that fits counts.
    #[xml(child = "usbdev")]
    pub rules: Vec<RedirRule>,
}

/// A rule about USB devices of clients; what is not given fits all.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RedirRule {
    /// Class.
    pub class: Option<u8>,
    /// Maker.
    pub vendor: Option<u16>,
    /// Product.
    pub product: Option<u16>,
    /// Version, in binary-coded decimal.
    pub version: Option<u16>,
    /// Whether it is let in.
    pub allow: bool,
}

impl XmlElement for RedirRule {
    fn read(node: vir_xml::Node<'_>) -> vir_xml::Result<Self> {
        use vir_xml::XmlValue as _;
        let hex = |name: &str, most: u64| -> vir_xml::Result<Option<u64>> {
            let Some(attr) = node.attr(name) else { return Ok(None) };
            let wrong = |_| {
                let text = format!("Cannot parse USB {name} '{}'", attr.value);
                node.attr_error(&attr, vir_xml::Kind::Invalid, text)
            };
            if attr.value == "-1" {
                return Ok(None);
            }
            let value = crate::hex16::from_text::<1>(attr.value).map_err(wrong)?;
            if name == "class" && value.0 > most {
                let text = format!("Invalid USB Class code 0x{:x}", value.0);
                return Err(node.attr_error(&attr, vir_xml::Kind::Internal, text));
            }
            if value.0 > most { Err(wrong(vir_xml::ValueError::Zero)) } else { Ok(Some(value.0)) }
        };
        let narrow = |value: Option<u64>| value.and_then(|value| u16::try_from(value).ok());
        let class = hex("class", 0xff)?.and_then(|value| u8::try_from(value).ok());
        let version = match node.attr("version").filter(|attr| attr.value != "-1") {
            None => None,
            Some(attr) => Some(version(attr.value).ok_or_else(|| {
                let text = format!("Cannot parse USB device version {}", attr.value);
                node.attr_error(&attr, vir_xml::Kind::Invalid, text)
            })?),
        };
        Ok(Self {
            class,
            vendor: narrow(hex("vendor", 0xffff)?),
            product: narrow(hex("product", 0xffff)?),
            version,
            allow: vir_xml::require_attr(node, "allow", bool::from_text)?,
        })
    }

    fn write_attrs(&self, w: &mut vir_xml::Writer) {
        if let Some(class) = self.class {
            w.attr_fmt("class", format_args!("0x{class:02X}"));
        }
        if let Some(vendor) = self.vendor {
            w.attr_fmt("vendor", format_args!("0x{vendor:04X}"));
        }
        if let Some(product) = self.product {
            w.attr_fmt("product", format_args!("0x{product:04X}"));
        }
        if let Some(version) = self.version {
            let digit = |shift: u32| (version >> shift) & 0xf;
            let (major, minor) = (digit(12) * 10 + digit(8), digit(4) * 10 + digit(0));
            w.attr_fmt("version", format_args!("{major}.{minor:02}"));
        }
        w.attr("allow", if self.allow { "yes" } else { "no" });
    }

    fn write_nodes(&self, _: &mut vir_xml::Writer) {}
}

/// `2.0` and the like, in binary-coded decimal.
fn version(text: &str) -> Option<u16> {
    let (major, minor) = text.split_once('.').unwrap_or((text, "0"));
    let part = |digits: &str| -> Option<u16> {
        let fits = digits.len() <= 2 && digits.bytes().all(|digit| digit.is_ascii_digit());
        let value: u16 = fits.then(|| digits.parse().ok()).flatten()?;
        Some(((value / 10) << 4) | (value % 10))
    };
    // A single digit behind the point counts tenths: 1.1 is 0x0110.
    let minor = if minor.len() == 1 { part(minor)? << 4 } else { part(minor)? };
    Some((part(major)? << 8) | minor)
}

impl RedirdevDef {
    fn check(def: &mut Self, node: vir_xml::Node<'_>) -> vir_xml::Result<()> {
        if let ChardevBackend::Dbus(bus) = &mut def.source.backend {
            bus.channel.get_or_insert_with(|| "org.qemu.usbredir".into());
        }
        crate::domain::check::on_usb(def.bus == RedirdevBus::Usb, &def.info, node)
    }
}
