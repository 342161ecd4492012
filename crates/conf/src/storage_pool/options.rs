//! Options in namespaces of their own, which are handed on as they stand.

use serde::{Deserialize, Serialize};
use vir_xml::{Node, Writer, XmlElement};

/// The namespace of [`MountOptions`].
const FS: &str = "http://libvirt.org/schemas/storagepool/fs/1.0";
/// The namespace of [`RbdOptions`].
const RBD: &str = "http://libvirt.org/schemas/storagepool/rbd/1.0";

/// Options of a mount.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MountOptions {
    /// The options.
    pub options: Vec<MountOption>,
}

/// An option of a mount.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MountOption {
    /// The option with its value.
    #[xml(attr, missing(Missing, "no fs mount option name specified"))]
    pub name: String,
}

/// Options of the RBD library.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RbdOptions {
    /// The options.
    pub options: Vec<RbdOption>,
}

/// An option of the RBD library.
#[derive(Debug, Clone, Default, PartialEq, Eq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RbdOption {
    /// Its name.
    #[xml(attr, missing(Missing, "no rbd option name specified"))]
    pub name: String,
    /// Its value.
    #[xml(attr, missing(Missing, "no rbd option value specified"))]
    pub value: String,
}

fn read_all<T: XmlElement>(node: Node<'_>, namespace: &str) -> vir_xml::Result<Vec<T>> {
    node.elements().filter(|child| child.is(namespace, "option")).map(T::read).collect()
}

fn write_all<T: XmlElement>(options: &[T], namespace: &str, w: &mut Writer) {
    let name = w.qualified(namespace, "option");
    options.iter().for_each(|option| option.write(&name, w));
}

impl XmlElement for MountOptions {
    fn read(node: Node<'_>) -> vir_xml::Result<Self> {
        Ok(Self { options: read_all(node, FS)? })
    }

    fn write_attrs(&self, _: &mut Writer) {}

    fn write_nodes(&self, w: &mut Writer) {
        write_all(&self.options, FS, w);
    }
}

impl XmlElement for RbdOptions {
    fn read(node: Node<'_>) -> vir_xml::Result<Self> {
        Ok(Self { options: read_all(node, RBD)? })
    }

    fn write_attrs(&self, _: &mut Writer) {}

    fn write_nodes(&self, w: &mut Writer) {
        write_all(&self.options, RBD, w);
    }
}
