//! What commands look for in a domain's document.

use anyhow::{Context as _, Result};
use roxmltree::{Document, Node};

use crate::markup::escaped;

fn parse(xml: &str) -> Result<Document<'_>> {
    Document::parse(xml).context("the document cannot be read")
}

fn child<'a>(node: Node<'a, 'a>, name: &str) -> Option<Node<'a, 'a>> {
    node.children().find(|child| child.has_tag_name(name))
}

fn attr(node: Option<Node<'_, '_>>, name: &str) -> Option<String> {
    node?.attribute(name).map(str::to_owned)
}

/// The devices of this kind, in order.
fn devices<'a>(document: &'a Document<'a>, name: &'a str) -> impl Iterator<Item = Node<'a, 'a>> {
    let root = document.root_element();
    let all = root.children().filter(|child| child.has_tag_name("devices"));
    all.flat_map(move |devices| devices.children().filter(move |child| child.has_tag_name(name)))
}

/// A disk.
pub(crate) struct Disk {
    pub(crate) kind: String,
    pub(crate) device: String,
    pub(crate) target: String,
    /// What stands for where it comes from, if there is something in it.
    pub(crate) source: Option<String>,
    /// The disk as a document.
    pub(crate) xml: String,
}

/// A domain's disks.
pub(crate) fn disks(xml: &str) -> Result<Vec<Disk>> {
    let document = parse(xml)?;
    let disks = devices(&document, "disk").map(|disk| {
        let source = child(disk, "source");
        let kind = disk.attribute("type").unwrap_or("file").to_owned();
        let mut from = ["file", "dev", "dir", "name", "volume", "path"]
            .into_iter()
            .find_map(|name| attr(source, name).map(|value| (name, value)));
        if kind == "volume"
            && let (Some(pool), Some((_, volume))) = (attr(source, "pool"), &from)
        {
            from = Some(("volume", format!("{pool}/{volume}")));
        }
        Disk {
            kind,
            device: disk.attribute("device").unwrap_or("disk").to_owned(),
            target: attr(child(disk, "target"), "dev").unwrap_or_default(),
            source: from.map(|(_, value)| value),
            xml: xml.get(disk.range()).unwrap_or_default().to_owned(),
        }
    });
    Ok(disks.collect())
}

/// A network interface.
pub(crate) struct Interface {
    pub(crate) kind: String,
    pub(crate) target: Option<String>,
    pub(crate) source: Option<String>,
    pub(crate) model: Option<String>,
    pub(crate) mac: Option<String>,
    /// `up` or `down`, if it is said.
    pub(crate) link: Option<String>,
    /// The interface as a document.
    pub(crate) xml: String,
}

impl Interface {
    /// Whether this names it: its name on the host, or its MAC address.
    pub(crate) fn is(&self, wanted: &str) -> bool {
        self.target.as_deref() == Some(wanted)
            || self.mac.as_deref().is_some_and(|mac| mac.eq_ignore_ascii_case(wanted))
    }
}

/// A domain's network interfaces.
pub(crate) fn interfaces(xml: &str) -> Result<Vec<Interface>> {
    let document = parse(xml)?;
    let interfaces = devices(&document, "interface").map(|one| {
        let source = child(one, "source");
        let from = ["network", "bridge", "dev", "name", "path"].into_iter();
        Interface {
            kind: one.attribute("type").unwrap_or_default().to_owned(),
            target: attr(child(one, "target"), "dev"),
            source: from.into_iter().find_map(|name| attr(source, name)),
            model: attr(child(one, "model"), "type"),
            mac: attr(child(one, "mac"), "address"),
            link: attr(child(one, "link"), "state"),
            xml: xml.get(one.range()).unwrap_or_default().to_owned(),
        }
    });
    Ok(interfaces.collect())
}

/// A drive with something else in it, or nothing.
pub(crate) fn with_source(disk: &str, source: Option<&str>, block: bool) -> Result<String> {
    let document = parse(disk)?;
    let root = document.root_element();
    let replacement = source.map(|path| {
        let attribute = if block { "dev" } else { "file" };
        format!("<source {attribute}='{}'/>", escaped(path))
    });
    let kind = source.map(|_| if block { "block" } else { "file" });
    // What lies below the old source does not belong to the new one.
    let mut out = rewritten(disk, root, "source", replacement.as_deref().unwrap_or_default());
    if let (Some(kind), Some(old)) = (kind, root.attribute_node("type")) {
        out.replace_range(old.range(), &format!("type='{kind}'"));
    }
    Ok(out)
}

/// An interface whose cable is in this state.
pub(crate) fn with_link(interface: &str, state: &str) -> Result<String> {
    let document = parse(interface)?;
    Ok(rewritten(interface, document.root_element(), "link", &format!("<link state='{state}'/>")))
}

/// A document whose child of this name is another, or is added.
fn rewritten(xml: &str, root: Node<'_, '_>, name: &str, replacement: &str) -> String {
    let mut out = xml.to_owned();
    match root.children().find(|child| child.has_tag_name(name)) {
        Some(old) => out.replace_range(old.range(), replacement),
        None => match out.strip_suffix("/>") {
            Some(open) => out = format!("{open}>{replacement}</{}>", root.tag_name().name()),
            None => {
                if let Some(end) = out.rfind("</") {
                    out.insert_str(end, replacement);
                }
            }
        },
    }
    out
}

/// The terminal of the first console.
pub(crate) fn tty(xml: &str) -> Result<Option<String>> {
    let document = parse(xml)?;
    let console = devices(&document, "console").next();
    Ok(attr(console, "tty").or_else(|| console.and_then(|console| attr(child(console, "source"), "path"))))
}

/// A display.
pub(crate) struct Display {
    pub(crate) kind: String,
    pub(crate) port: Option<i32>,
    pub(crate) listen: Option<String>,
    tls_port: Option<i32>,
    socket: Option<String>,
    password: Option<String>,
}

impl Display {
    /// Where a viewer finds it; nothing for one that nobody can reach.
    pub(crate) fn uri(&self) -> Option<String> {
        let kind = &self.kind;
        if let Some(path) = &self.socket {
            return Some(format!("{kind}+unix://{path}"));
        }
        let port = self.port.filter(|port| *port > 0);
        let tls_port = self.tls_port.filter(|port| *port > 0);
        port.or(tls_port)?;
        // An address that stands for all is reached as this host.
        let host = match self.listen.as_deref() {
            None | Some("0.0.0.0" | "::" | "") => "localhost".to_owned(),
            Some(host) if host.contains(':') => format!("[{host}]"),
            Some(host) => host.to_owned(),
        };
        let login = match &self.password {
            Some(password) if kind == "vnc" => format!(":{password}@"),
            _ => String::new(),
        };
        let mut uri = format!("{kind}://{login}{host}");
        if let Some(port) = port {
            let shown = if kind == "vnc" { port.saturating_sub(5900) } else { port };
            uri.push_str(&format!(":{shown}"));
        }
        if let Some(port) = tls_port {
            uri.push_str(&format!("?tls-port={port}"));
        }
        if let (Some(password), "spice") = (&self.password, kind.as_str()) {
            let separator = if tls_port.is_some() { '&' } else { '?' };
            uri.push_str(&format!("{separator}password={password}"));
        }
        Some(uri)
    }
}

/// A domain's displays.
pub(crate) fn displays(xml: &str) -> Result<Vec<Display>> {
    let document = parse(xml)?;
    let displays = devices(&document, "graphics").map(|graphics| {
        let listen = child(graphics, "listen");
        let number = |name: &str| graphics.attribute(name).and_then(|port| port.parse().ok());
        let socket = graphics.attribute("socket").map(str::to_owned).or_else(|| attr(listen, "socket"));
        Display {
            kind: graphics.attribute("type").unwrap_or_default().to_owned(),
            port: number("port"),
            tls_port: number("tlsPort"),
            listen: graphics.attribute("listen").map(str::to_owned).or_else(|| attr(listen, "address")),
            socket,
            password: graphics.attribute("passwd").map(str::to_owned),
        }
    });
    Ok(displays.collect())
}

/// The CPUs of a file: alone, in a domain, in capabilities, or several of these one after the other.
pub(crate) fn cpus(text: &str) -> Result<Vec<String>> {
    // Files of several documents have no element around them.
    let body = text.trim_start();
    let body = match body.strip_prefix("<?xml") {
        Some(rest) => rest.split_once("?>").map_or(body, |(_, rest)| rest),
        None => body,
    };
    let whole = format!("<all>{body}</all>");
    let document = parse(&whole)?;
    let root = document.root_element();
    let mut found = Vec::new();
    for top in root.children().filter(Node::is_element) {
        let cpu = match top.tag_name().name() {
            "cpu" => Some(top),
            "domain" => child(top, "cpu"),
            "capabilities" => child(top, "host").and_then(|host| child(host, "cpu")),
            "domainCapabilities" => child(top, "cpu")
                .and_then(|cpu| cpu.children().find(|mode| mode.attribute("name") == Some("host-model"))),
            _ => None,
        };
        let Some(cpu) = cpu else { continue };
        let text = whole.get(cpu.range()).unwrap_or_default();
        // What a hypervisor offers is a CPU by another name.
        found.push(if cpu.has_tag_name("mode") {
            let inner = cpu.children().filter(Node::is_element).filter_map(|part| whole.get(part.range()));
            format!("<cpu mode='custom' match='exact'>{}</cpu>", inner.collect::<String>())
        } else {
            text.to_owned()
        });
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    const XML: &str = "<domain><devices>\
        <disk type='file' device='cdrom'><target dev='hda'/></disk>\
        <disk type='volume'><source pool='p' volume='v'/><target dev='vda'/></disk>\
        <interface type='network'><mac address='52:54:00:AA:00:01'/><source network='n'/><target dev='vnet0'/></interface>\
        <console tty='/dev/pts/3'/>\
        <graphics type='vnc' port='5977' passwd='x'><listen type='address' address='::'/></graphics>\
        <graphics type='spice' port='-1' tlsPort='5901' listen='10.0.0.1' passwd='y'/>\
        <graphics type='vnc' socket='/run/vnc'/>\
        </devices></domain>";

    #[test]
    fn devices_are_found() {
        let disks = disks(XML).unwrap();
        assert_eq!((disks[0].device.as_str(), &disks[0].source), ("cdrom", &None));
        assert_eq!(disks[1].source.as_deref(), Some("p/v"));
        assert_eq!(disks[0].xml, "<disk type='file' device='cdrom'><target dev='hda'/></disk>");
        let interfaces = interfaces(XML).unwrap();
        assert!(interfaces[0].is("vnet0") && interfaces[0].is("52:54:00:aa:00:01") && !interfaces[0].is("x"));
        assert_eq!(tty(XML).unwrap().as_deref(), Some("/dev/pts/3"));
        assert!(disks_of_nonsense().is_err());
    }

    fn disks_of_nonsense() -> Result<Vec<Disk>> {
        disks("<domain>")
    }

    #[test]
    fn drives_and_cables_are_changed() {
        let full = "<disk type='file' device='cdrom'><source file='/a'/><target dev='hda'/></disk>";
        let empty = "<disk type='file' device='cdrom'><target dev='hda'/></disk>";
        assert_eq!(with_source(full, None, false).unwrap(), empty);
        let block = "<disk type='block' device='cdrom'><target dev='hda'/><source dev='/b'/></disk>";
        assert_eq!(with_source(empty, Some("/b"), true).unwrap(), block);
        let card = "<interface><link state='up'/></interface>";
        assert_eq!(with_link(card, "down").unwrap(), "<interface><link state='down'/></interface>");
        let bare = "<interface type='user'/>";
        let linked = "<interface type='user'><link state='up'/></interface>";
        assert_eq!(with_link(bare, "up").unwrap(), linked);
    }

    #[test]
    fn displays_have_addresses() {
        let uris: Vec<_> = displays(XML).unwrap().iter().filter_map(Display::uri).collect();
        assert_eq!(
            uris,
            ["vnc://:x@localhost:77", "spice://10.0.0.1?tls-port=5901&password=y", "vnc+unix:///run/vnc"]
        );
    }

    #[test]
    fn cpus_are_found_wherever_they_stand() {
        let text = "<?xml version='1.0'?><cpu><arch>a</arch></cpu><domain><cpu mode='x'/></domain>\
                    <capabilities><host><cpu>h</cpu></host></capabilities><other/>";
        let expected = ["<cpu><arch>a</arch></cpu>", "<cpu mode='x'/>", "<cpu>h</cpu>"];
        assert_eq!(cpus(text).unwrap(), expected);
    }
}
