//! Any bytes as the beginning of an image of any format: something is told of it, and nothing beyond the bytes.
#![no_main]

// The module has no name outside its crate, and needs none for this.
#[path = "../../crates/drivers/storage/src/image/mod.rs"]
#[allow(dead_code)]
mod image;

use libfuzzer_sys::fuzz_target;
use vir_conf::storage_pool::VolumeFormat;

fuzz_target!(|bytes: &[u8]| {
    let header = &bytes[..bytes.len().min(image::HEADER)];
    assert!(VolumeFormat::FILES.contains(&image::format(header)));
    for format in VolumeFormat::FILES {
        let told = image::read(header, *format);
        assert_eq!(told, image::read(header, *format));
        let size = told.visible(bytes.len() as u64);
        assert!(size <= told.capacity.unwrap_or_default().max(bytes.len() as u64));
        if let Some((name, _)) = told.backing {
            assert!(!name.is_empty() && name.len() <= header.len());
        }
    }
});
