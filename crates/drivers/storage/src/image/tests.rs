//! Headers of images, whole and hostile.

use super::*;

/// A header of qcow2, version 3, with this name under it and its format.
fn qcow2(backing: &str, format: Option<&str>) -> Vec<u8> {
    let mut header = vec![0; 104];
    let mut put = |at: usize, bytes: &[u8]| header[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, b"QFI\xfb");
    put(4, &3u32.to_be_bytes());
    put(20, &16u32.to_be_bytes());
    put(24, &(1u64 << 30).to_be_bytes());
    put(80, &1u64.to_be_bytes());
    put(100, &104u32.to_be_bytes());
    if let Some(format) = format {
        // Something unknown comes first, of a length that is padded.
        header.extend([0x12, 0x34, 0x56, 0x78, 0, 0, 0, 3, 1, 2, 3, 0, 0, 0, 0, 0]);
        header.extend(0xe279_2acau32.to_be_bytes());
        header.extend(u32::try_from(format.len()).unwrap().to_be_bytes());
        header.extend(format.as_bytes());
        header.resize(header.len().next_multiple_of(8), 0);
    }
    header.extend([0; 8]);
    if !backing.is_empty() {
        let at = header.len() as u64;
        header[8..16].copy_from_slice(&at.to_be_bytes());
        header[16..20].copy_from_slice(&u32::try_from(backing.len()).unwrap().to_be_bytes());
        header.extend(backing.as_bytes());
    }
    header
}

#[test]
fn a_qcow2_tells_what_it_is() {
    let header = qcow2("/a/b", Some("vmdk"));
    assert_eq!(format(&header), VolumeFormat::Qcow2);
    let image = read(&header, VolumeFormat::Qcow2);
    assert_eq!((image.capacity, image.cluster_size), (Some(1 << 30), Some(65536)));
    assert_eq!(image.backing, Some(("/a/b".into(), Some(VolumeFormat::Vmdk))));
    assert_eq!(image.compat.as_deref(), Some("1.1"));
    let features = image.features.unwrap();
    assert!(features.lazy_refcounts && !features.extended_l2 && !features.data_file);
    assert_eq!(
        read(&qcow2("x", Some("nbd")), VolumeFormat::Qcow2).backing.unwrap().1,
        Some(VolumeFormat::Raw)
    );
    assert_eq!(read(&qcow2("x", None), VolumeFormat::Qcow2).backing, Some(("x".into(), None)));
    assert_eq!(read(&qcow2("", None), VolumeFormat::Qcow2).backing, None);
}

#[test]
fn encryption_is_told() {
    let mut header = qcow2("", None);
    header[35] = 2;
    let encryption = read(&header, VolumeFormat::Qcow2).encryption.unwrap();
    assert_eq!(encryption.format, EncryptionFormat::Luks);
    let mut luks = vec![0; 512];
    luks[..8].copy_from_slice(b"LUKS\xba\xbe\0\x01");
    luks[104..108].copy_from_slice(&8u32.to_be_bytes());
    assert_eq!(format(&luks), VolumeFormat::Raw);
    let image = read(&luks, VolumeFormat::Raw);
    assert_eq!(image.encryption.as_ref().unwrap().format, EncryptionFormat::Luks);
    assert_eq!(image.visible(10_000), 10_000 - 4096);
}

#[test]
fn formats_are_told_apart() {
    let with = |at: usize, magic: &[u8], version_at: usize, version: &[u8]| {
        let mut header = vec![0; HEADER];
        header[at..at + magic.len()].copy_from_slice(magic);
        header[version_at..version_at + version.len()].copy_from_slice(version);
        header
    };
    let two = 2u32.to_be_bytes();
    let one = 1u32.to_le_bytes();
    for (header, expected) in [
        (with(32769, b"CD001", 0, b""), VolumeFormat::Iso),
        (with(0, b"KDMV", 4, &one), VolumeFormat::Vmdk),
        (with(64, b"\x7f\x10\xda\xbe", 68, &0x1_0001u32.to_le_bytes()), VolumeFormat::Vdi),
        (with(0, b"QED\0", 0, b""), VolumeFormat::Qed),
        (with(0, b"conectix", 12, &0x1_0000u32.to_be_bytes()), VolumeFormat::Vpc),
        (with(0, b"QFI\xfb", 4, &1u32.to_be_bytes()), VolumeFormat::Qcow),
        (with(0, b"QFI\xfb", 4, &two), VolumeFormat::Qcow2),
        (with(0, b"QFI\xfb", 4, &9u32.to_be_bytes()), VolumeFormat::Raw),
        (with(0, b"KDM", 4, &one), VolumeFormat::Raw),
        (Vec::new(), VolumeFormat::Raw),
    ] {
        assert_eq!(format(&header), expected);
    }
    let mut vmdk = with(0, b"KDMV", 4, &one);
    vmdk[12] = 3;
    vmdk[0x200..0x200 + 30].copy_from_slice(b"a\nparentFileNameHint=\"base\"\n##");
    let image = read(&vmdk, VolumeFormat::Vmdk);
    assert_eq!((image.capacity, image.backing), (Some(3 * 512), Some(("base".into(), None))));
}

#[test]
fn no_byte_of_a_hostile_image_is_trusted() {
    let whole = qcow2("/a/b", Some("raw"));
    for length in 0..whole.len() {
        let part = &whole[..length];
        read(part, format(part));
    }
    // Every byte of the header at its worst, one at a time and all at once.
    for at in 4..whole.len() {
        for value in [0x00, 0x7f, 0x80, 0xff] {
            let mut header = whole.clone();
            header[at] = value;
            for format in VolumeFormat::FILES {
                let image = read(&header, *format);
                assert!(image.backing.as_ref().is_none_or(|(name, _)| name.len() <= 1024));
                assert!(image.visible(4096) <= image.capacity.unwrap_or_default().max(4096));
            }
        }
    }
    let mut header = whole;
    header[8..].fill(0xff);
    assert_eq!(read(&header, VolumeFormat::Qcow2).cluster_size, None);
    let mut qed = vec![0xff; 64];
    qed[..4].copy_from_slice(b"QED\0");
    assert_eq!(read(&qed, VolumeFormat::Qed).backing, None);
}
