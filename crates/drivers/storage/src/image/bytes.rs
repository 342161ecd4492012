//! The first bytes of a file, read without ever leaving them.

/// The first bytes of a file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Header<'a>(pub(super) &'a [u8]);

impl<'a> Header<'a> {
    /// So many bytes from `offset` on; nothing if they are not all there.
    pub(super) fn part(self, offset: u64, length: u64) -> Option<&'a [u8]> {
        let start = usize::try_from(offset).ok()?;
        let end = start.checked_add(usize::try_from(length).ok()?)?;
        self.0.get(start..end)
    }

    /// Whether these bytes stand at `offset`.
    pub(super) fn starts(self, offset: u64, bytes: &[u8]) -> bool {
        self.part(offset, bytes.len() as u64) == Some(bytes)
    }

    /// A number of at most eight bytes, the largest digits first.
    pub(super) fn big(self, offset: u64, length: u64) -> Option<u64> {
        let part = self.part(offset, length)?;
        Some(part.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    /// The same, the smallest digits first.
    pub(super) fn little(self, offset: u64, length: u64) -> Option<u64> {
        let part = self.part(offset, length)?;
        Some(part.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    /// Text up to the first zero; nothing if it is no text.
    pub(super) fn text(self, offset: u64, length: u64) -> Option<&'a str> {
        let part = self.part(offset, length)?;
        let end = part.iter().position(|byte| *byte == 0).unwrap_or(part.len());
        std::str::from_utf8(part.get(..end)?).ok()
    }
}
