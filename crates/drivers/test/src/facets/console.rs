//! A domain's screen and keyboard.

use async_trait::async_trait;
use bytes::Bytes;
use vir_driver::facets::DomainConsole;
use vir_driver::{Screenshot, Stream, StreamChunk, StreamIo};
use vir_types::{Code, DomainKey, KeycodeSet, NoFlags, Result};

use crate::TestDriver;
use crate::node::error;

/// The screen of a text mode of PCs.
const WIDTH: usize = 720;
const HEIGHT: usize = 400;

#[async_trait]
impl DomainConsole for TestDriver {
    /// The same picture of whichever screen, also of a domain that is off: colours that run across it. Since: 1.0.5.
    async fn domain_screenshot(&self, dom: &DomainKey, _screen: u32, flags: NoFlags) -> Result<Screenshot> {
        flags.allow(NoFlags::empty())?;
        self.node.read().find(dom)?;
        let stream = Stream::new(Picture { rest: picture() });
        Ok(Screenshot::new(Some("image/x-portable-pixmap".to_owned()), stream))
    }

    /// Keys go nowhere. Since: 5.5.0.
    async fn domain_send_key(
        &self,
        dom: &DomainKey,
        codeset: KeycodeSet,
        _holdtime_ms: u32,
        keycodes: &[u32],
        flags: NoFlags,
    ) -> Result<()> {
        flags.allow(NoFlags::empty())?;
        let unknown = keycodes.iter().find(|code| **code > 0x2ff);
        if let (Some(code), KeycodeSet::LINUX) = (unknown, codeset) {
            return Err(error(Code::INTERNAL_ERROR, format!("invalid keycode {code} of linux codeset")));
        }
        self.node.read().find(dom)?.require_active()
    }

    /// Nobody is disturbed. Since: 5.6.0.
    async fn domain_inject_nmi(&self, dom: &DomainKey, flags: NoFlags) -> Result<()> {
        flags.allow(NoFlags::empty())?;
        self.node.read().find(dom)?.require_active()
    }
}

/// What is left of a picture.
struct Picture {
    rest: Bytes,
}

#[async_trait]
impl StreamIo for Picture {
    async fn recv(&mut self, max: usize) -> Result<StreamChunk> {
        if self.rest.is_empty() {
            return Ok(StreamChunk::End);
        }
        Ok(StreamChunk::Data(self.rest.split_to(max.min(self.rest.len()))))
    }

    async fn finish(&mut self) -> Result<()> {
        Ok(())
    }
}

/// Red grows to the right, green downwards.
fn picture() -> Bytes {
    let mut out = format!("P6\n{WIDTH} {HEIGHT}\n255\n").into_bytes();
    let shade = |at: usize, of: usize| u8::try_from(at * 255 / of).unwrap_or(u8::MAX);
    for y in 0..HEIGHT {
        for x in 0..WIDTH {
            out.extend([shade(x, WIDTH), shade(y, HEIGHT), 0x60]);
        }
    }
    out.into()
}
