//! A guest's memory in a file.
//!
//! The file is libvirt's: a header, the definition, then what the emulator writes for a migration. So images
//! go both ways. The emulator speaks over a socket to a thread that copies; what it is handed is never the
//! file itself, and a compressor can stand between.

mod dump;
mod image;
mod pump;
mod restore;
pub(crate) mod store;

pub(crate) use image::{Format, Header, Image};
pub(crate) use restore::Incoming;
