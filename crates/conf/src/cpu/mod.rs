//! Processors: of guests, of hosts, and what is known about models.

mod arm;
mod baseline;
mod compare;
mod data;
mod decode;
mod definition;
mod encode;
mod family;
mod hypervisor_bits;
mod live;
mod map;
mod map_build;
mod map_document;
mod numa;
mod ppc64;
mod processor;
mod registers;
mod update;

pub use baseline::BaselineLimits;
pub use compare::CpuComparison;
pub use data::{CpuData, QemuProperty, feature_from_qemu, feature_to_qemu};
pub use decode::DecodeOptions;
pub use definition::*;
pub use encode::EncodePart;
pub use family::CpuFamily;
pub use map::{
    CpuMap, FamilyMap, FeatureAlias, MapFeature, MapModel, MapVendor, ModelSignature, ModelVersion,
};
pub use numa::*;
pub use processor::Processor;
pub use registers::{Bits, Place, Registers, Signature};
