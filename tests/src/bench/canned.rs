//! `bench canned-server`: a plain tokio server that knows the benchmark's calls and nothing else.
//!
//! It cuts the stream into packets, looks at the procedure and answers with a reply that was made beforehand, all
//! replies of one read in one write: what a good server on this runtime can reach.

use std::path::Path;

use anyhow::Result;
use bytes::{Buf as _, BytesMut};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{UnixListener, UnixStream};

use super::packets::{self, HEAD, PROC, SERIAL, word};

/// Serves until it is killed.
///
/// # Errors
/// It cannot listen.
pub fn serve(path: &Path) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let replies = packets::all().into_iter().map(|known| known.reply.to_vec());
        let replies: Vec<(u32, Vec<u8>)> =
            replies.filter_map(|reply| Some((word(&reply, PROC)?, reply))).collect();
        let replies: &'static [(u32, Vec<u8>)] = replies.leak();
        let listener = UnixListener::bind(path)?;
        loop {
            let (stream, _) = listener.accept().await?;
            tokio::spawn(async move {
                // A client that hangs up, or calls what is not known, is how a connection ends.
                let _ = connection(stream, replies).await;
            });
        }
    })
}

async fn connection(mut stream: UnixStream, replies: &[(u32, Vec<u8>)]) -> Option<()> {
    let mut input = BytesMut::with_capacity(4096);
    let mut output = Vec::with_capacity(4096);
    while stream.read_buf(&mut input).await.ok()? > 0 {
        while let Some(length) = word(&input, 0).map(|length| length as usize)
            && input.len() >= length
        {
            let proc = word(&input, PROC)?;
            let (_, reply) = replies.iter().find(|(known, _)| *known == proc)?;
            let start = output.len();
            output.extend_from_slice(reply);
            let serial = input.get(SERIAL..HEAD - 4)?;
            output.get_mut(start + SERIAL..start + HEAD - 4)?.copy_from_slice(serial);
            input.advance(length);
        }
        stream.write_all(&output).await.ok()?;
        output.clear();
    }
    Some(())
}
