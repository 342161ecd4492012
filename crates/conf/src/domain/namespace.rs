//! What only one hypervisor understands, each in a namespace of its own.

use serde::{Deserialize, Serialize};
use vir_xml::{XmlElement, XmlEnum};

/// What only one hypervisor understands.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Namespaces {
    /// Arguments and environment of QEMU.
    #[xml(
        child = "commandline",
        skip_empty,
        ns = "http://libvirt.org/schemas/domain/qemu/1.0",
        prefix = "qemu"
    )]
    pub qemu_commandline: Option<Box<QemuCommandline>>,
    /// What QEMU is taken to be able to do.
    #[xml(
        child = "capabilities",
        skip_empty,
        ns = "http://libvirt.org/schemas/domain/qemu/1.0",
        prefix = "qemu"
    )]
    pub qemu_capabilities: Option<Box<QemuCapabilityChanges>>,
    /// Changed properties of devices.
    #[xml(
        child = "override",
        skip_empty,
        ns = "http://libvirt.org/schemas/domain/qemu/1.0",
        prefix = "qemu"
    )]
    pub qemu_override: Option<Box<QemuOverrides>>,
    /// What QEMU does about what is old.
    #[xml(child = "deprecation", ns = "http://libvirt.org/schemas/domain/qemu/1.0", prefix = "qemu")]
    pub qemu_deprecation: Option<QemuDeprecation>,
    /// Arguments of the device model.
    #[xml(
        child = "commandline",
        skip_empty,
        ns = "http://libvirt.org/schemas/domain/xen/1.0",
        prefix = "xen"
    )]
    pub xen_commandline: Option<Box<XenCommandline>>,
    /// Arguments of bhyve.
    #[xml(
        child = "commandline",
        skip_empty,
        ns = "http://libvirt.org/schemas/domain/bhyve/1.0",
        prefix = "bhyve"
    )]
    pub bhyve_commandline: Option<Box<BhyveCommandline>>,
    /// Namespaces that a container shares.
    #[xml(child = "namespace", skip_empty, ns = "http://libvirt.org/schemas/domain/lxc/1.0", prefix = "lxc")]
    pub lxc_namespace: Option<Box<LxcNamespaces>>,
    /// Path of the data center.
    #[xml(child = "datacenterpath", ns = "http://libvirt.org/schemas/domain/vmware/1.0", prefix = "vmware")]
    pub vmware_datacenter: Option<VmwarePath>,
    /// VMware's name of the guest.
    #[xml(child = "moref", ns = "http://libvirt.org/schemas/domain/vmware/1.0", prefix = "vmware")]
    pub vmware_moref: Option<VmwarePath>,
}

/// Arguments and environment of QEMU.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct QemuCommandline {
    /// The arguments.
    #[xml(child = "arg", ns = "http://libvirt.org/schemas/domain/qemu/1.0", prefix = "qemu")]
    pub args: Vec<QemuArg>,
    /// The environment.
    #[xml(child = "env", ns = "http://libvirt.org/schemas/domain/qemu/1.0", prefix = "qemu")]
    pub env: Vec<QemuEnv>,
}

/// An argument.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct QemuArg {
    /// The argument.
    #[xml(attr, missing(Internal, "No qemu command-line argument specified"))]
    pub value: String,
}

/// A variable of the environment.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct QemuEnv {
    /// Its name.
    #[xml(attr, missing(Internal, "No qemu environment name specified"))]
    pub name: String,
    /// Its value.
    #[xml(attr)]
    pub value: Option<String>,
}

/// What QEMU is taken to be able to do.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct QemuCapabilityChanges {
    /// What is added.
    #[xml(child = "add", ns = "http://libvirt.org/schemas/domain/qemu/1.0", prefix = "qemu")]
    pub add: Vec<QemuCapability>,
    /// What is taken away.
    #[xml(child = "del", ns = "http://libvirt.org/schemas/domain/qemu/1.0", prefix = "qemu")]
    pub del: Vec<QemuCapability>,
}

/// A capability of QEMU.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct QemuCapability {
    /// Its name.
    #[xml(attr, missing(Internal, "invalid qemu namespace capability"))]
    pub capability: String,
}

/// Changed properties of devices.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct QemuOverrides {
    /// The devices.
    #[xml(child = "device", ns = "http://libvirt.org/schemas/domain/qemu/1.0", prefix = "qemu")]
    pub devices: Vec<QemuOverrideDevice>,
}

/// Changed properties of a device.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct QemuOverrideDevice {
    /// Its alias.
    #[xml(attr, missing(Missing, "missing 'alias' attribute for qemu:device"))]
    pub alias: String,
    /// What the guest sees of it.
    #[xml(
        child = "frontend",
        skip_empty,
        ns = "http://libvirt.org/schemas/domain/qemu/1.0",
        prefix = "qemu"
    )]
    pub frontend: Option<QemuFrontend>,
}

/// Changed properties of what the guest sees.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct QemuFrontend {
    /// The properties.
    #[xml(child = "property", ns = "http://libvirt.org/schemas/domain/qemu/1.0", prefix = "qemu")]
    pub properties: Vec<QemuProperty>,
}

/// A changed property.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[xml(finish = "QemuProperty::check")]
#[non_exhaustive]
pub struct QemuProperty {
    /// Its name.
    #[xml(attr, missing(Missing, "missing 'name' attribute for qemu:property"))]
    pub name: String,
    /// Kind of its value.
    #[xml(attr = "type", required)]
    pub kind: QemuPropertyType,
    /// Its value.
    #[xml(attr)]
    pub value: Option<String>,
}

impl QemuProperty {
    fn check(def: &mut Self, node: vir_xml::Node<'_>) -> vir_xml::Result<()> {
        use vir_xml::{Kind, XmlValue as _};
        let refuse = |text: &str| Err(node.error(Kind::Invalid, text));
        if def.name == "id" {
            return refuse("property with name 'id' can't be overridden");
        }
        if def.kind == QemuPropertyType::Remove {
            return match &def.value {
                None => Ok(()),
                Some(_) => refuse(
                    "setting 'value' attribute of 'qemu:property' doesn't make sense with 'remove' type",
                ),
            };
        }
        let Some(value) = &def.value else {
            return refuse("missing 'value' attribute for 'qemu:property'");
        };
        let fits = match def.kind {
            QemuPropertyType::Signed => i64::from_text(value).is_ok(),
            QemuPropertyType::Unsigned => u64::from_text(value).is_ok(),
            QemuPropertyType::Bool => matches!(value.as_str(), "true" | "false"),
            QemuPropertyType::String | QemuPropertyType::Remove => true,
        };
        if fits {
            return Ok(());
        }
        refuse(&format!("invalid value '{value}' of 'value' attribute of 'qemu:property'"))
    }
}

/// Kind of a property's value.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum QemuPropertyType {
    /// `string`.
    #[default]
    String,
    /// `signed`.
    Signed,
    /// `unsigned`.
    Unsigned,
    /// `bool`.
    Bool,
    /// None: it is taken away.
    Remove,
}

/// What QEMU does about what is old.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct QemuDeprecation {
    /// `omit`, `reject` or `crash`, or `none`.
    #[xml(attr, required)]
    pub behavior: String,
}

/// Arguments of Xen's device model.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct XenCommandline {
    /// The arguments.
    #[xml(child = "arg", ns = "http://libvirt.org/schemas/domain/xen/1.0", prefix = "xen")]
    pub args: Vec<XenArg>,
}

/// An argument.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct XenArg {
    /// The argument.
    #[xml(attr, missing(Internal, "No device model command-line argument specified"))]
    pub value: String,
}

/// Arguments of bhyve.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BhyveCommandline {
    /// The arguments.
    #[xml(child = "arg", ns = "http://libvirt.org/schemas/domain/bhyve/1.0", prefix = "bhyve")]
    pub args: Vec<BhyveArg>,
}

/// An argument.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BhyveArg {
    /// The argument.
    #[xml(attr, missing(Internal, "No bhyve command-line argument specified"))]
    pub value: String,
}

/// Namespaces that a container shares.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LxcNamespaces {
    /// Of networks.
    #[xml(child = "sharenet", ns = "http://libvirt.org/schemas/domain/lxc/1.0", prefix = "lxc")]
    pub net: Option<LxcSource>,
    /// Of messages.
    #[xml(child = "shareipc", ns = "http://libvirt.org/schemas/domain/lxc/1.0", prefix = "lxc")]
    pub ipc: Option<LxcSource>,
    /// Of the host's name.
    #[xml(child = "shareuts", ns = "http://libvirt.org/schemas/domain/lxc/1.0", prefix = "lxc")]
    pub uts: Option<LxcSource>,
}

/// Whose namespace is shared.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LxcSource {
    /// How it is told.
    #[xml(
        attr = "type",
        missing(Internal, "No lxc environment type specified"),
        invalid(Internal, "Unknown LXC namespace source '{value}'")
    )]
    pub kind: LxcSourceType,
    /// Which one.
    #[xml(attr, missing(Internal, "No lxc environment type specified"))]
    pub value: String,
}

/// How a namespace is told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, XmlEnum)]
#[non_exhaustive]
pub enum LxcSourceType {
    /// It is not shared.
    None,
    /// By a container's name.
    #[default]
    Name,
    /// By a process's number.
    Pid,
    /// By a network namespace's name.
    Netns,
}

/// A path or name.
#[derive(Debug, Clone, Default, PartialEq, XmlElement, Serialize, Deserialize)]
#[non_exhaustive]
pub struct VmwarePath {
    /// The text.
    #[xml(text)]
    pub text: Option<String>,
}
