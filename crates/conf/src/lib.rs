//! Libvirt's documents as Rust types.
//!
//! Each kind of document has three phases in modules of their own: *parse* (text to struct, without
//! policy), *complete* (defaults that libvirt fills in) and *validate* (rules across fields). `load` does
//! all three. What a model does not know is dropped, as
//! libvirt drops it; only `<metadata>` is kept byte for byte.
//!
//! ```
//! use vir_conf::{Defaults, DomainDef, XmlFormat};
//!
//! let mut random = |bytes: &mut [u8]| bytes.fill(7); // a real one asks the system
//! let mut defaults = Defaults::new(&mut random).with_arch("x86_64");
//!
//! let mut guest = DomainDef::builder("kvm", "web")
//!     .memory_mib(2048)
//!     .vcpus(2)
//!     .machine("q35")
//!     .disk("/var/lib/libvirt/images/web.qcow2", "vda")
//!     .network("default")
//!     .build(&mut defaults)?;
//! assert_eq!(guest.vcpus(), 2);
//!
//! // The same from text, in libvirt's canonical form again.
//! guest = DomainDef::load(&guest.to_xml(), &mut defaults)?;
//! assert_eq!(guest.name, "web");
//! assert!(guest.to_xml_with(XmlFormat::inactive()).contains("<vcpu placement='static'>2</vcpu>"));
//!
//! let error = DomainDef::load("<domain type='kvm'/>", &mut defaults).unwrap_err();
//! assert_eq!(error.code(), vir_types::Code::NO_NAME);
//! # Ok::<(), vir_types::Error>(())
//! ```
#![forbid(unsafe_code)]

pub mod backup;
pub mod bitmap;
pub mod capabilities;
pub mod checkpoint;
pub mod common;
pub mod cpu;
mod defaults;
pub mod dhcp_leases;
pub mod domain;
pub mod domain_caps;
mod error;
mod feature;
mod format;
mod hex16;
pub mod interface;
mod mac;
pub mod migration_cookie;
mod name;
pub mod network;
pub mod network_port;
pub mod network_status;
pub mod nodedev;
pub mod nwfilter;
mod octal4;
pub mod schema;
pub mod secret;
pub mod snapshot;
pub mod status;
pub mod storage_pool;
pub mod storage_pool_caps;
pub mod storage_vol;
mod uuid_text;
pub mod words;

pub use backup::BackupDef;
pub use bitmap::CpuSet;
pub use capabilities::Capabilities;
pub use checkpoint::CheckpointDef;
pub use cpu::CpuDef;
pub use defaults::Defaults;
pub use dhcp_leases::{DhcpLease, DhcpLeases};
pub use domain::{DomainBuilder, DomainDef};
pub use domain_caps::DomainCaps;
pub use feature::Features;
pub use format::XmlFormat;
pub use interface::InterfaceDef;
pub use mac::MacAddr;
pub use migration_cookie::MigrationCookie;
pub use network::NetworkDef;
pub use network_port::NetworkPortDef;
pub use network_status::NetworkStatus;
pub use nodedev::NodeDevDef;
pub use nwfilter::{NwFilterBindingDef, NwFilterDef};
pub use schema::SchemaKind;
pub use secret::SecretDef;
pub use snapshot::SnapshotDef;
pub use status::DomainStatus;
pub use storage_pool::StoragePoolDef;
pub use storage_pool_caps::StoragePoolCaps;
pub use storage_vol::StorageVolDef;
