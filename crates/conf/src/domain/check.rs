//! What rules about one element share: numbers with bounds, elements of which there is one, addresses.

use vir_xml::{Kind, Node, Result};

/// Numbers that may be left out but not be 0; for `with = "crate::domain::check::nonzero"`.
pub(crate) mod nonzero {
    use std::borrow::Cow;

    use vir_xml::{ValueError, XmlValue};

    pub(crate) fn from_text<T: XmlValue + Default + PartialEq>(text: &str) -> Result<T, ValueError> {
        let value = T::from_text(text)?;
        if value == T::default() { Err(ValueError::Zero) } else { Ok(value) }
    }

    pub(crate) fn to_text<T: XmlValue>(value: &T) -> Cow<'_, str> {
        value.to_text()
    }
}

/// As [`vir_xml::natural`], but octal (`017`) and hexadecimal (`0x1f`) too.
pub(crate) mod natural_any {
    use std::borrow::Cow;

    use vir_xml::{Hex, ValueError, XmlValue};

    pub(crate) fn from_text(text: &str) -> Result<u32, ValueError> {
        if text.trim_start().starts_with('-') {
            return vir_xml::natural::from_text(text);
        }
        let number = Hex::<1>::from_text(text).ok();
        let number = number.and_then(|Hex(number)| i32::try_from(number).ok());
        number.map(i32::unsigned_abs).ok_or(ValueError::Expected("integer value"))
    }

    pub(crate) fn to_text(value: &u32) -> Cow<'_, str> {
        Cow::Owned(value.to_string())
    }
}

/// The children of this name.
pub(crate) fn children<'a>(node: Node<'a>, name: &'a str) -> impl Iterator<Item = Node<'a>> {
    node.elements().filter(move |child| child.key() == name)
}

/// Refuses a second element of this name, at its place.
pub(crate) fn at_most_one(node: Node<'_>, name: &str, text: &str) -> Result<()> {
    match children(node, name).nth(1) {
        Some(second) => Err(second.error(Kind::Invalid, text)),
        None => Ok(()),
    }
}

/// Elements that need not be there, but say something if they are.
pub(crate) fn say(node: Node<'_>, elements: &[(&str, &str)]) -> Result<()> {
    for (name, attr) in elements {
        if let Some(child) = node.child(name).filter(|child| child.attr(attr).is_none()) {
            return Err(child.missing_attr(attr));
        }
    }
    Ok(())
}

/// The numbers of a PCI address, as libvirt bounds them. An address of nothing but zeros stands for one
/// that is yet to be found.
pub(crate) fn pci(node: Node<'_>, place: [u64; 4]) -> Result<()> {
    let [domain, bus, slot, function] = place;
    for (name, value) in [("domain", domain), ("bus", bus), ("slot", slot), ("function", function)] {
        if value > u64::from(u32::MAX)
            && let Some(attr) = node.attr(name)
        {
            let value = attr.value;
            let text = format!(
                "Invalid value for attribute '{name}' in element '{}': '{value}'. Expected non-negative integer value",
                node.local_name()
            );
            return Err(node.attr_error(&attr, Kind::Invalid, text));
        }
    }
    if [domain, bus, slot] == [0; 3] {
        return Ok(());
    }
    let (name, text) = if bus > 0xff {
        ("bus", format!("bus='0x{bus:x}', must be <= 0xFF"))
    } else if slot > 0x1f {
        ("slot", format!("slot='0x{slot:x}', must be <= 0x1F"))
    } else if function > 7 {
        ("function", format!("function=0x{function:x}, must be <= 7"))
    } else {
        return Ok(());
    };
    let text = format!("Invalid PCI address {text}");
    Err(match node.attr(name) {
        Some(attr) => node.attr_error(&attr, Kind::Invalid, text),
        None => node.error(Kind::Invalid, text),
    })
}

/// A device on USB has a place there, if it has any.
pub(crate) fn on_usb(is_usb: bool, info: &super::device::info::DeviceInfo, node: Node<'_>) -> Result<()> {
    use super::device::address::Address;
    if is_usb && !matches!(info.address, None | Some(Address::Unspecified | Address::Usb(_))) {
        let place = node.child("address").unwrap_or(node);
        return Err(place.error(Kind::Invalid, "Invalid address for a USB device"));
    }
    Ok(())
}

/// Where an image is on the network: a socket, or a name.
pub(crate) fn network_host(node: Node<'_>) -> Result<()> {
    let transport = node.attr("transport").map_or("tcp", |transport| transport.value);
    let socket = node.attr("socket");
    if transport == "unix" {
        return match socket {
            Some(_) => Ok(()),
            None => Err(node.error(Kind::Missing, "missing socket for unix transport")),
        };
    }
    if transport == "fd" {
        return Err(node.error(Kind::Invalid, "transport 'fd' is now allowed"));
    }
    if let Some(socket) = socket {
        let text = format!("transport '{transport}' does not support socket attribute");
        return Err(node.attr_error(&socket, Kind::Invalid, text));
    }
    match node.attr("name") {
        Some(_) => Ok(()),
        None => Err(node.error(Kind::Missing, "missing name for host")),
    }
}

/// Whether a text is a world wide name: sixteen hexadecimal digits.
pub(crate) fn is_wwn(text: &str) -> bool {
    let digits = text.strip_prefix("0x").unwrap_or(text);
    digits.len() == 16 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// A set of numbers that must not be empty, in an attribute; the text is shown as it stands.
pub(crate) fn some_numbers(node: Node<'_>, name: &str) -> Result<()> {
    let Some(attr) = node.attr(name) else { return Ok(()) };
    let empty = <crate::CpuSet as vir_xml::XmlValue>::from_text(attr.value).is_ok_and(|set| set.is_empty());
    if empty {
        let text = format!("Invalid value of '{name}': {}", attr.value);
        return Err(node.attr_error(&attr, Kind::Unsupported, text));
    }
    Ok(())
}
