//! Parts of guests that are supported or not, with the words that their attributes can be.

use serde::{Deserialize, Serialize};
use vir_xml::{Node, Writer, XmlElement, XmlValue as _, require_attr};

use crate::common::CapsEnum;

/// The values of the list of this name.
pub(super) fn list(node: Node<'_>, name: &str) -> vir_xml::Result<Option<Vec<String>>> {
    let named =
        |child: &Node<'_>| child.key() == "enum" && child.attr("name").is_some_and(|attr| attr.value == name);
    let found = node.elements().find(named);
    Ok(found.map(CapsEnum::read).transpose()?.map(|list| list.values))
}

/// Writes a list, if there is one.
pub(super) fn write_list(name: &str, values: Option<&Vec<String>>, w: &mut Writer) {
    if let Some(values) = values {
        w.start("enum");
        w.attr("name", name);
        values.iter().for_each(|value| w.text_element("value", value));
        w.end();
    }
}

fn read_supported(node: Node<'_>) -> vir_xml::Result<bool> {
    require_attr(node, "supported", bool::from_text)
}

macro_rules! sections {
    ($(
        $(#[doc = $doc:literal])+
        $name:ident { $( $(#[doc = $field_doc:literal])+ $field:ident = $list:literal, )* }
    )*) => {$(
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[non_exhaustive]
        pub struct $name {
            /// Whether there can be any.
            pub supported: bool,
            $(
                $(#[doc = $field_doc])+
                pub $field: Option<Vec<String>>,
            )*
        }

        impl XmlElement for $name {
            fn read(node: Node<'_>) -> vir_xml::Result<Self> {
                Ok(Self { supported: read_supported(node)?, $($field: list(node, $list)?,)* })
            }

            fn write_attrs(&self, w: &mut Writer) {
                w.attr("supported", if self.supported { "yes" } else { "no" });
                if self.supported {
                    w.long_form();
                }
            }

            fn write_nodes(&self, w: &mut Writer) {
                if self.supported {
                    $(write_list($list, self.$field.as_ref(), w);)*
                }
            }
        }
    )*};
}

sections! {
    /// Disks.
    DiskCaps {
        /// Kinds of disks.
        device = "diskDevice",
        /// Buses.
        bus = "bus",
        /// Models.
        model = "model",
    }
    /// Graphics.
    GraphicsCaps {
        /// Protocols.
        graphics_type = "type",
    }
    /// Video cards.
    VideoCaps {
        /// Models.
        model_type = "modelType",
    }
    /// Devices of the host.
    HostdevCaps {
        /// Ways to hand them to a guest.
        mode = "mode",
        /// What if they are not there.
        startup_policy = "startupPolicy",
        /// Kinds of devices.
        subsys_type = "subsysType",
        /// Kinds of devices for containers.
        caps_type = "capsType",
        /// The host's drivers.
        pci_backend = "pciBackend",
    }
    /// Sources of chance.
    RngCaps {
        /// Models.
        model = "model",
        /// Where chance comes from.
        backend_model = "backendModel",
    }
    /// Folders of the host.
    FilesystemCaps {
        /// Drivers.
        driver_type = "driverType",
    }
    /// TPMs.
    TpmCaps {
        /// Models.
        model = "model",
        /// Who stands behind them.
        backend_model = "backendModel",
        /// Versions.
        backend_version = "backendVersion",
    }
    /// Redirected devices.
    RedirdevCaps {
        /// Buses.
        bus = "bus",
    }
    /// Channels.
    ChannelCaps {
        /// Kinds of the host's end.
        channel_type = "type",
    }
    /// Cryptographic devices.
    CryptoCaps {
        /// Models.
        model = "model",
        /// Kinds.
        crypto_type = "type",
        /// Who stands behind them.
        backend_model = "backendModel",
    }
    /// Network devices.
    InterfaceCaps {
        /// Who stands behind them.
        backend_type = "backendType",
    }
    /// Devices that tell of a panic.
    PanicCaps {
        /// Models.
        model = "model",
    }
    /// Memory.
    MemoryBackingCaps {
        /// Where it comes from.
        source_type = "sourceType",
    }
    /// Interrupt controllers of ARM.
    GicCaps {
        /// Versions.
        version = "version",
    }
    /// What Microsoft's systems know.
    HypervCaps {
        /// Features.
        features = "features",
    }
    /// Guests that the host cannot look into.
    LaunchSecurityCaps {
        /// Kinds.
        sec_type = "sectype",
    }
}

/// What guests boot from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct OsCaps {
    /// Whether they boot at all.
    pub supported: bool,
    /// Firmware that is found by its kind.
    pub firmware: Option<Vec<String>>,
    /// Firmware that is named.
    pub loader: Option<LoaderCaps>,
}

impl XmlElement for OsCaps {
    fn read(node: Node<'_>) -> vir_xml::Result<Self> {
        Ok(Self {
            supported: read_supported(node)?,
            firmware: list(node, "firmware")?,
            loader: node.child("loader").map(LoaderCaps::read).transpose()?,
        })
    }

    fn write_attrs(&self, w: &mut Writer) {
        w.attr("supported", if self.supported { "yes" } else { "no" });
        if self.supported {
            w.long_form();
        }
    }

    fn write_nodes(&self, w: &mut Writer) {
        if self.supported {
            write_list("firmware", self.firmware.as_ref(), w);
            if let Some(loader) = &self.loader {
                loader.write("loader", w);
            }
        }
    }
}

/// Firmware that is named.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LoaderCaps {
    /// Whether it can be.
    pub supported: bool,
    /// Files that are there.
    pub values: Vec<String>,
    /// Kinds.
    pub loader_type: Option<Vec<String>>,
    /// Whether it can be read-only.
    pub readonly: Option<Vec<String>>,
    /// Whether it can be secure.
    pub secure: Option<Vec<String>>,
}

impl XmlElement for LoaderCaps {
    fn read(node: Node<'_>) -> vir_xml::Result<Self> {
        let values = node.elements().filter(|child| child.key() == "value");
        Ok(Self {
            supported: read_supported(node)?,
            values: values.map(|child| child.text().into_owned()).collect(),
            loader_type: list(node, "type")?,
            readonly: list(node, "readonly")?,
            secure: list(node, "secure")?,
        })
    }

    fn write_attrs(&self, w: &mut Writer) {
        w.attr("supported", if self.supported { "yes" } else { "no" });
        if self.supported {
            w.long_form();
        }
    }

    fn write_nodes(&self, w: &mut Writer) {
        if self.supported {
            self.values.iter().for_each(|value| w.text_element("value", value));
            write_list("type", self.loader_type.as_ref(), w);
            write_list("readonly", self.readonly.as_ref(), w);
            write_list("secure", self.secure.as_ref(), w);
        }
    }
}
