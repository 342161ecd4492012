//! The header of a saved guest.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::FileExt as _;
use std::path::Path;

use vir_types::{Code, Context as _, Result};

use crate::shared::error;

/// What a whole image begins with.
const WHOLE: &[u8; 16] = b"LibvirtQemudSave";

/// What one begins with while it is written.
const PARTIAL: &[u8; 16] = b"LibvirtQemudPart";

/// The version of the header.
const VERSION: u32 = 2;

/// The length of the header: the words, five numbers, and room for fourteen more.
const LENGTH: usize = 16 + 4 * 5 + 4 * 14;

/// How much room is left for a longer definition.
const ROOM: usize = 64 * 1024;

/// The longest definition that is believed.
const DEFINITION_MAX: u32 = 64 << 20;

/// How the memory is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Raw,
    Gzip,
    Bzip2,
    Xz,
    Lzop,
    Zstd,
}

impl Format {
    const ALL: [(Self, u32, &'static str); 6] = [
        (Self::Raw, 0, "raw"),
        (Self::Gzip, 1, "gzip"),
        (Self::Bzip2, 2, "bzip2"),
        (Self::Xz, 3, "xz"),
        (Self::Lzop, 4, "lzop"),
        (Self::Zstd, 5, "zstd"),
    ];

    fn number(self) -> u32 {
        Self::ALL.iter().find(|(format, ..)| *format == self).map_or(0, |(_, number, _)| *number)
    }

    /// The program that packs and unpacks it; none for plain memory.
    pub(crate) fn program(self) -> Option<&'static str> {
        let (_, _, name) = Self::ALL.iter().find(|(format, ..)| *format == self)?;
        (self != Self::Raw).then_some(name)
    }

    /// The format with this name.
    pub(crate) fn named(name: &str) -> Result<Self> {
        let found = Self::ALL.iter().find(|(.., known)| *known == name).map(|(format, ..)| *format);
        found.ok_or_else(|| {
            let text =
                format!("image format '{name}' is not available, only raw, gzip, bzip2, xz, lzop and zstd");
            error(Code::OPERATION_UNSUPPORTED, text)
        })
    }
}

/// What the header tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Header {
    /// Whether the guest ran when it was saved.
    pub(crate) was_running: bool,
    pub(crate) format: Format,
    /// The definition.
    pub(crate) xml: String,
    /// What only the driver knows of the guest, such as the processor that it really had.
    pub(crate) cookie: Option<String>,
    /// How long definition, cookie and room behind them are together.
    room: usize,
}

/// An image that was opened.
#[derive(Debug)]
pub(crate) struct Image {
    pub(crate) header: Header,
    /// The file, standing where the memory begins.
    pub(crate) file: File,
}

impl Header {
    pub(crate) fn new(xml: String, cookie: Option<String>, was_running: bool, format: Format) -> Self {
        let cookie_length = cookie.as_ref().map_or(0, |cookie| cookie.len() + 1);
        let room = xml.len() + 1 + cookie_length + ROOM;
        Self { was_running, format, xml, cookie, room }
    }

    /// The whole of what stands before the memory.
    fn bytes(&self, word: &[u8; 16]) -> Result<Vec<u8>> {
        let number = |value: usize| u32::try_from(value).map_err(|_| too_large());
        let mut bytes = Vec::with_capacity(LENGTH + self.room);
        bytes.extend_from_slice(word);
        let cookie_at = if self.cookie.is_some() { number(self.xml.len() + 1)? } else { 0 };
        for value in
            [VERSION, number(self.room)?, u32::from(self.was_running), self.format.number(), cookie_at]
        {
            bytes.extend_from_slice(&value.to_ne_bytes());
        }
        bytes.resize(LENGTH, 0);
        bytes.extend_from_slice(self.xml.as_bytes());
        bytes.push(0);
        if let Some(cookie) = &self.cookie {
            bytes.extend_from_slice(cookie.as_bytes());
            bytes.push(0);
        }
        if bytes.len() > LENGTH + self.room {
            return Err(error(Code::OPERATION_FAILED, "new xml too large to fit in file"));
        }
        bytes.resize(LENGTH + self.room, 0);
        Ok(bytes)
    }

    /// Begins an image; it counts as none until it is [finished](Self::finish).
    pub(crate) fn begin(&self, file: &mut File) -> Result<()> {
        let bytes = self.bytes(PARTIAL)?;
        file.write_all(&bytes)
            .context(Code::SYSTEM_ERROR, || "failed to write header to domain save file".to_owned())
    }

    /// Makes an image count whose memory is written, once that lasts.
    pub(crate) fn finish(&self, file: &File) -> io::Result<()> {
        file.sync_all()?;
        file.write_all_at(WHOLE, 0)?;
        file.sync_all()
    }

    /// Puts another definition into an image.
    pub(crate) fn replace(&self, path: &Path) -> Result<()> {
        let bytes = self.bytes(WHOLE)?;
        let written = OpenOptions::new().write(true).open(path).and_then(|file| {
            file.write_all_at(&bytes, 0)?;
            file.sync_all()
        });
        written.context(Code::SYSTEM_ERROR, || format!("failed to write domain xml to '{}'", path.display()))
    }
}

fn too_large() -> vir_types::Error {
    error(Code::OPERATION_FAILED, "the definition is too large for an image")
}

impl Image {
    /// Opens an image.
    ///
    /// # Errors
    /// `SystemError`: it cannot be read. `OperationFailed`: it is no image, or not a whole one.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let shown = path.display();
        let opened = File::open(path);
        let mut file = opened.context(Code::SYSTEM_ERROR, || format!("Failed to open file '{shown}'"))?;
        let failed = || error(Code::OPERATION_FAILED, format!("failed to read qemu header from '{shown}'"));
        let mut bytes = [0; LENGTH];
        file.read_exact(&mut bytes).map_err(|_| failed())?;
        if bytes.starts_with(PARTIAL) {
            return Err(error(Code::OPERATION_FAILED, format!("save image '{shown}' is incomplete")));
        }
        if !bytes.starts_with(WHOLE) {
            return Err(error(Code::OPERATION_FAILED, format!("image magic of '{shown}' is incorrect")));
        }
        let numbers = numbers(&bytes).ok_or_else(failed)?;
        let [version, length, was_running, format, cookie_at] = numbers;
        if version > VERSION {
            let text = format!("image version is not supported ({version} > {VERSION})");
            return Err(error(Code::OPERATION_FAILED, text));
        }
        if length == 0 || length > DEFINITION_MAX {
            return Err(error(Code::OPERATION_FAILED, format!("invalid header data length: {length}")));
        }
        let format = Format::ALL.iter().find(|(_, number, _)| *number == format).map(|(known, ..)| *known);
        let format = format.ok_or_else(|| {
            error(
                Code::OPERATION_FAILED,
                format!("the memory in '{shown}' is in a format that this version does not know"),
            )
        })?;
        let mut data = vec![0; usize::try_from(length).map_err(|_| failed())?];
        file.read_exact(&mut data).map_err(|_| failed())?;
        let cookie_at = usize::try_from(cookie_at).unwrap_or(usize::MAX);
        let cookie = match cookie_at {
            0 => None,
            at => Some(text(data.get(at..).ok_or_else(failed)?).ok_or_else(failed)?),
        };
        let xml = text(&data).ok_or_else(failed)?;
        let header = Header { was_running: was_running != 0, format, xml, cookie, room: data.len() };
        let at = u64::try_from(LENGTH + data.len()).map_err(|_| failed())?;
        file.seek(SeekFrom::Start(at)).context(Code::SYSTEM_ERROR, || format!("cannot seek in '{shown}'"))?;
        Ok(Self { header, file })
    }
}

/// The text up to the first zero.
fn text(bytes: &[u8]) -> Option<String> {
    let end = bytes.iter().position(|byte| *byte == 0)?;
    String::from_utf8(bytes.get(..end)?.to_vec()).ok()
}

/// The five numbers, in whichever order of bytes the host had that wrote them.
fn numbers(bytes: &[u8; LENGTH]) -> Option<[u32; 5]> {
    let mut numbers = [0; 5];
    for (at, number) in numbers.iter_mut().enumerate() {
        let from = 16 + 4 * at;
        *number = u32::from_ne_bytes(bytes.get(from..from + 4)?.try_into().ok()?);
    }
    let [version, ..] = numbers;
    // No version has ever been that high, so it was the other kind of host.
    Some(if version > 0xffff { numbers.map(u32::swap_bytes) } else { numbers })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(name: &str) -> std::path::PathBuf {
        std::env::temp_dir().join(format!("vir-image-{}-{name}", std::process::id()))
    }

    #[test]
    fn an_image_counts_only_when_it_is_finished() {
        let path = path("whole");
        let header = Header::new("<domain/>".into(), Some("<cookie/>".into()), true, Format::Zstd);
        let mut file = File::create(&path).unwrap();
        header.begin(&mut file).unwrap();
        file.write_all(b"memory").unwrap();
        let error = Image::open(&path).unwrap_err();
        assert!(error.message().contains("is incomplete"), "{error}");
        header.finish(&file).unwrap();
        let mut image = Image::open(&path).unwrap();
        assert_eq!(image.header, header);
        let mut rest = String::new();
        image.file.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "memory");
        let mut longer = image.header.clone();
        longer.xml = format!("<domain>{}</domain>", "x".repeat(60_000));
        longer.replace(&path).unwrap();
        assert_eq!(Image::open(&path).unwrap().header.xml, longer.xml);
        longer.xml.push_str(&"x".repeat(60_000));
        assert!(longer.replace(&path).unwrap_err().message().contains("too large"));
        std::fs::remove_file(path).unwrap();
    }

    #[test]
    fn the_numbers_stand_where_libvirt_has_them() {
        let bytes = Header::new("<d/>".into(), None, true, Format::Raw).bytes(WHOLE).unwrap();
        assert_eq!(bytes.len(), 92 + 5 + 65_536);
        assert_eq!(&bytes[16..36], [2, 0, 0, 0, 5, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(&bytes[92..97], b"<d/>\0");
    }

    #[test]
    fn what_is_no_image_is_refused() {
        for (name, bytes) in [
            ("short", b"Libvirt".to_vec()),
            ("other", vec![7; 200]),
            ("zero", {
                let mut bytes = WHOLE.to_vec();
                bytes.resize(300, 0);
                bytes
            }),
        ] {
            let path = path(name);
            std::fs::write(&path, bytes).unwrap();
            assert_eq!(Image::open(&path).unwrap_err().code(), Code::OPERATION_FAILED, "{name}");
            std::fs::remove_file(path).unwrap();
        }
    }
}
