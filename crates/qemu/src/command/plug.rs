//! Devices as they are plugged into a running guest: the same as the command line would have them.

use vir_types::Result;

use super::context::{Context, unsupported};
use super::image::Below;
use super::props::Props;
use super::{Launch, blockdev, controller, disk, network, output};

/// Something that a disk's device stands on.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum BackingPart {
    /// An object with its name.
    Object(String, Props),
    /// A block node with its name.
    Node(String, Props),
}

/// What a disk's device stands on, in the order in which it is made; it is taken away in reverse.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Backing {
    /// Objects and nodes.
    pub parts: Vec<BackingPart>,
    /// The node that the device uses; none for an empty drive.
    pub top: Option<String>,
}

/// A disk to be plugged in.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct DiskPlug {
    /// What its device stands on.
    pub backing: Backing,
    /// Its device.
    pub device: Props,
}

/// A network interface to be plugged in.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct InterfacePlug {
    /// What it is connected to.
    pub netdev: Props,
    /// Its device.
    pub device: Props,
}

/// What it takes to plug in the disk at a place of the definition, whose nodes are named
/// ([`name_nodes`](super::name_nodes)).
///
/// # Errors
/// `ConfigUnsupported`: a disk that can only be there from the start. Otherwise as of [`build`](super::build).
pub fn disk_plug(launch: &Launch<'_>, at: usize) -> Result<DiskPlug> {
    let cx = &Context::new(*launch)?;
    let disks = &cx.def.devices.disks;
    let disk = disks.get(at).ok_or_else(|| super::internal("there is no such disk"))?;
    let nodes = cx.nodes.disks.get(&at);
    let Some(nodes) = nodes else {
        return Err(unsupported("disks of this kind are not plugged in by this version"));
    };
    if !nodes.filters.is_empty() {
        return Err(unsupported("disks with throttle filters are not plugged in by this version"));
    }
    let mut backing = Backing { parts: Vec::new(), top: nodes.top().map(str::to_owned) };
    for (at, image) in nodes.images.iter().enumerate().rev() {
        if let Some(data) = &image.data {
            add(&mut backing, blockdev::image_props(cx, data, Below::Unknown)?)?;
        }
        add(&mut backing, blockdev::image_props(cx, image, nodes.below(at))?)?;
    }
    if let (Some(name), Some(image)) = (&nodes.copy_on_read, nodes.images.first()) {
        let props = blockdev::copy_on_read(name, image);
        backing.parts.push(BackingPart::Node(name.clone(), props));
    }
    Ok(DiskPlug { backing, device: changed(cx, disk::device(cx, at, disk)?) })
}

fn add(backing: &mut Backing, image: blockdev::ImageProps) -> Result<()> {
    if !image.fds.is_empty() {
        return Err(unsupported("images with descriptors are not plugged in by this version"));
    }
    for props in image.objects {
        let name = props.text("id").unwrap_or_default().to_owned();
        backing.parts.push(BackingPart::Object(name, props));
    }
    for props in image.nodes {
        let name = props.text("node-name").unwrap_or_default().to_owned();
        backing.parts.push(BackingPart::Node(name, props));
    }
    Ok(())
}

/// What it takes to plug in the interface at a place of the definition.
///
/// # Errors
/// As of [`build`](super::build).
pub fn interface_plug(launch: &Launch<'_>, at: usize) -> Result<InterfacePlug> {
    let cx = &Context::new(*launch)?;
    let interfaces = &cx.def.devices.interfaces;
    let interface = interfaces.get(at).ok_or_else(|| super::internal("there is no such interface"))?;
    let netdev = network::netdev(cx, interface)?;
    Ok(InterfacePlug { netdev, device: changed(cx, network::device(cx, interface)?) })
}

/// The device of the controller at a place of the definition; none for one that is no device.
///
/// # Errors
/// As of [`build`](super::build).
pub fn controller_plug(launch: &Launch<'_>, at: usize) -> Result<Option<Props>> {
    let cx = &Context::new(*launch)?;
    let controllers = &cx.def.devices.controllers;
    let one = controllers.get(at).ok_or_else(|| super::internal("there is no such controller"))?;
    Ok(controller::device(cx, one)?.map(|props| changed(cx, props)))
}

/// A device, changed as the definition's namespace for QEMU wants it.
fn changed(cx: &Context<'_>, mut props: Props) -> Props {
    if let Some(overrides) = &cx.def.namespaces.qemu_override {
        output::change(&mut props, overrides);
    }
    props
}
