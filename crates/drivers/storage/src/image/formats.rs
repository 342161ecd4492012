//! By what formats are known, and where they keep their sizes.

use vir_conf::storage_pool::VolumeFormat;

use super::bytes::Header;

/// A format.
pub(super) struct Format {
    pub(super) format: VolumeFormat,
    /// Where its mark stands, and which it is.
    magic: (u64, &'static [u8]),
    /// Whether numbers have their largest digits first.
    big: bool,
    /// Where its version stands, and which are known; all if there are none.
    versions: (u64, &'static [u64]),
    /// Where its size stands, and in units of how many bytes; nowhere if that is 0.
    size: (u64, u64),
}

/// All that have a mark, in the order in which they are tried.
pub(super) const ALL: &[Format] = &[
    Format {
        format: VolumeFormat::Iso,
        magic: (32769, b"CD001"),
        big: false,
        versions: (0, &[]),
        size: (0, 0),
    },
    Format {
        format: VolumeFormat::Vpc,
        magic: (0, b"conectix"),
        big: true,
        versions: (12, &[0x1_0000]),
        size: (40, 1),
    },
    Format {
        format: VolumeFormat::Vdi,
        magic: (64, b"\x7f\x10\xda\xbe"),
        big: false,
        versions: (68, &[0x1_0001]),
        size: (368, 1),
    },
    Format {
        format: VolumeFormat::Ploop,
        magic: (0, b"WithouFreSpacExt"),
        big: false,
        versions: (0, &[]),
        size: (36, 512),
    },
    Format {
        format: VolumeFormat::Cow,
        magic: (0, b"OOOM"),
        big: true,
        versions: (4, &[2]),
        size: (1036, 1),
    },
    Format { format: VolumeFormat::Qcow, magic: (0, b"QFI"), big: true, versions: (4, &[1]), size: (24, 1) },
    Format {
        format: VolumeFormat::Qcow2,
        magic: (0, b"QFI"),
        big: true,
        versions: (4, &[2, 3]),
        size: (24, 1),
    },
    Format { format: VolumeFormat::Qed, magic: (0, b"QED"), big: false, versions: (0, &[]), size: (48, 1) },
    Format {
        format: VolumeFormat::Vmdk,
        magic: (0, b"KDMV"),
        big: false,
        versions: (4, &[1, 2, 3]),
        size: (12, 512),
    },
];

impl Format {
    fn number(&self, header: Header<'_>, offset: u64, length: u64) -> Option<u64> {
        if self.big { header.big(offset, length) } else { header.little(offset, length) }
    }

    pub(super) fn matches(&self, header: Header<'_>) -> bool {
        let (offset, magic) = self.magic;
        let (version, known) = self.versions;
        header.starts(offset, magic)
            && (known.is_empty()
                || self.number(header, version, 4).is_some_and(|version| known.contains(&version)))
    }

    /// How many bytes the image's user sees.
    pub(super) fn size(&self, header: Header<'_>) -> Option<u64> {
        let (offset, unit) = self.size;
        if unit == 0 {
            return None;
        }
        self.number(header, offset, 8)?.checked_mul(unit)
    }
}

type Backing = Option<(String, Option<VolumeFormat>)>;

pub(super) fn cow_backing(header: Header<'_>) -> Backing {
    let name = header.text(8, 1024)?;
    (!name.is_empty()).then(|| (name.to_owned(), None))
}

pub(super) fn qed_backing(header: Header<'_>) -> Backing {
    const HAS_BACKING: u64 = 0x01;
    if header.little(16, 8)? & HAS_BACKING == 0 {
        return None;
    }
    let (offset, length) = (header.little(56, 4)?, header.little(60, 4)?);
    let name = header.text(offset, length)?;
    // The image says itself whether what is under it may be looked at; without being told, nobody does.
    (!name.is_empty()).then(|| (name.to_owned(), Some(VolumeFormat::Raw)))
}

pub(super) fn vmdk_backing(header: Header<'_>) -> Backing {
    const KEY: &[u8] = b"parentFileNameHint=\"";
    let description = header.0.get(0x200..)?;
    let end = description.iter().position(|byte| *byte == 0).unwrap_or(description.len());
    let description = description.get(..end)?;
    let start = description.windows(KEY.len()).position(|window| window == KEY)?;
    let rest = description.get(start + KEY.len()..)?;
    let end = rest.iter().position(|byte| *byte == b'"')?;
    let name = std::str::from_utf8(rest.get(..end)?).ok()?;
    (!name.is_empty()).then(|| (name.to_owned(), None))
}
