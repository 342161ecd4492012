//! The firmware of guests: what the host has, as its descriptors say, and which of it fits a guest.

mod descriptor;
mod select;

pub use descriptor::{Device, Firmware, FlashMode, Image, Target};
pub use select::fill;
