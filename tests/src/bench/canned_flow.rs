//! `bench flow-server`: a plain tokio server for streams and events: what is possible with such a runtime.
//!
//! A volume that is uploaded is written to the file that its key names, one that is downloaded is read from there,
//! packet by packet and with one buffer. Suspending and resuming do nothing but tell those who listen; an event is
//! encoded once.

use std::fs::File;
use std::os::unix::fs::FileExt as _;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context as _, Result, bail};
use bytes::Bytes;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::mpsc;
use vir_protocol::remote as wire;
use vir_protocol::remote::{PROGRAM, Proc};
use vir_protocol::rpc::{NetMessageHeader, NetMessageStatus, NetMessageType};
use vir_rpc::STREAM_DATA_MAX;
use vir_xdr::{Xdr, from_bytes, to_bytes};

use super::packets::HEAD;
use crate::wire::packet;

/// Those who have registered, each with the queue of its connection.
type Listeners = Arc<Mutex<Vec<mpsc::UnboundedSender<Bytes>>>>;

/// Serves until it is killed.
///
/// # Errors
/// It cannot listen.
pub fn serve(path: &Path) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listeners = Listeners::default();
        let listener = UnixListener::bind(path)?;
        loop {
            let (stream, _) = listener.accept().await?;
            let connection = Connection::new(stream, listeners.clone());
            tokio::spawn(async move {
                // A client that hangs up is how a connection ends.
                let _ = connection.serve().await;
            });
        }
    })
}

/// Where a connection writes.
enum Way {
    Straight(OwnedWriteHalf),
    /// Through the queue that events come by.
    Queue(mpsc::UnboundedSender<Bytes>),
}

struct Connection {
    input: OwnedReadHalf,
    way: Option<Way>,
    listeners: Listeners,
    buffer: Vec<u8>,
}

impl Connection {
    fn new(stream: UnixStream, listeners: Listeners) -> Self {
        let (input, output) = stream.into_split();
        Self { input, way: Some(Way::Straight(output)), listeners, buffer: Vec::new() }
    }

    async fn serve(mut self) -> Result<()> {
        loop {
            let header = self.read().await?;
            let body = Bytes::copy_from_slice(&self.buffer);
            match Proc(header.proc) {
                Proc::AUTH_LIST => {
                    let types = vec![wire::AuthType::AUTH_NONE];
                    self.reply(&header, &wire::AuthListRet { types }).await?;
                }
                Proc::CONNECT_SUPPORTS_FEATURE => {
                    self.reply(&header, &wire::ConnectSupportsFeatureRet { supported: 0 }).await?;
                }
                Proc::STORAGE_VOL_LOOKUP_BY_KEY => {
                    let wire::StorageVolLookupByKeyArgs { key } = from_bytes(body)?;
                    let vol = wire::NonnullStorageVol { pool: "p".into(), name: "v".into(), key };
                    self.reply(&header, &wire::StorageVolLookupByKeyRet { vol }).await?;
                }
                Proc::STORAGE_VOL_UPLOAD => self.upload(&header, from_bytes(body)?).await?,
                Proc::STORAGE_VOL_DOWNLOAD => self.download(&header, from_bytes(body)?).await?,
                Proc::CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY => {
                    self.register();
                    let ret = wire::ConnectDomainEventCallbackRegisterAnyRet { callback_id: 0 };
                    self.reply(&header, &ret).await?;
                }
                Proc::DOMAIN_SUSPEND => {
                    let wire::DomainSuspendArgs { dom } = from_bytes(body)?;
                    self.reply(&header, &()).await?;
                    self.tell(dom, 3)?;
                }
                Proc::DOMAIN_RESUME => {
                    let wire::DomainResumeArgs { dom } = from_bytes(body)?;
                    self.reply(&header, &()).await?;
                    self.tell(dom, 4)?;
                }
                Proc::CONNECT_OPEN | Proc::CONNECT_CLOSE => self.reply(&header, &()).await?,
                other => bail!("procedure {} is not known here", other.0),
            }
        }
    }

    /// The next packet's header; its body is in the buffer.
    async fn read(&mut self) -> Result<NetMessageHeader> {
        let mut head = [0; HEAD];
        self.input.read_exact(&mut head).await?;
        let length = super::packets::word(&head, 0).context("a length")? as usize;
        self.buffer.resize(length.checked_sub(HEAD).context("a length")?, 0);
        self.input.read_exact(&mut self.buffer).await?;
        Ok(from_bytes(Bytes::copy_from_slice(&head[4..]))?)
    }

    async fn reply(&mut self, to: &NetMessageHeader, body: &impl Xdr) -> Result<()> {
        let header = NetMessageHeader { r#type: NetMessageType::NET_REPLY, ..to.clone() };
        self.write(packet(&header, &to_bytes(body)?)).await
    }

    async fn write(&mut self, bytes: Vec<u8>) -> Result<()> {
        match &mut self.way {
            Some(Way::Straight(output)) => Ok(output.write_all(&bytes).await?),
            Some(Way::Queue(queue)) => Ok(queue.send(bytes.into())?),
            None => bail!("there is no way out"),
        }
    }

    /// From now on a task of its own writes, all that waits at once.
    fn register(&mut self) {
        let Some(Way::Straight(mut output)) = self.way.take() else { return };
        let (queue, mut waiting) = mpsc::unbounded_channel::<Bytes>();
        self.listeners.lock().unwrap_or_else(PoisonError::into_inner).push(queue.clone());
        self.way = Some(Way::Queue(queue));
        tokio::spawn(async move {
            let (mut packets, mut bytes) = (Vec::new(), Vec::new());
            while waiting.recv_many(&mut packets, 64).await > 0 {
                for packet in packets.drain(..) {
                    bytes.extend_from_slice(&packet);
                }
                if output.write_all(&bytes).await.is_err() {
                    return;
                }
                bytes.clear();
            }
        });
    }

    fn tell(&self, dom: wire::NonnullDomain, event: i32) -> Result<()> {
        let msg = wire::DomainEventLifecycleMsg { dom, event, detail: 0 };
        let msg = wire::DomainEventCallbackLifecycleMsg { callback_id: 0, msg };
        let header = NetMessageHeader {
            prog: PROGRAM,
            vers: 1,
            proc: Proc::DOMAIN_EVENT_CALLBACK_LIFECYCLE.0,
            r#type: NetMessageType::NET_MESSAGE,
            serial: 0,
            status: NetMessageStatus::NET_OK,
        };
        let packet = Bytes::from(packet(&header, &to_bytes(&msg)?));
        let mut listeners = self.listeners.lock().unwrap_or_else(PoisonError::into_inner);
        listeners.retain(|queue| queue.send(packet.clone()).is_ok());
        Ok(())
    }

    async fn upload(&mut self, call: &NetMessageHeader, args: wire::StorageVolUploadArgs) -> Result<()> {
        let file = File::options().write(true).open(args.vol.key.as_ref())?;
        self.reply(call, &()).await?;
        let mut at = args.offset;
        loop {
            let header = self.read().await?;
            if header.status == NetMessageStatus::NET_OK {
                return self.write(packet(&header, &[])).await;
            }
            file.write_all_at(&self.buffer, at)?;
            at += self.buffer.len() as u64;
        }
    }

    async fn download(&mut self, call: &NetMessageHeader, args: wire::StorageVolDownloadArgs) -> Result<()> {
        let file = File::open(args.vol.key.as_ref())?;
        self.reply(call, &()).await?;
        let Some(Way::Straight(output)) = &mut self.way else { bail!("this one listens") };
        let header = NetMessageHeader {
            r#type: NetMessageType::NET_STREAM,
            status: NetMessageStatus::NET_CONTINUE,
            ..call.clone()
        };
        let mut piece = packet(&header, &vec![0; STREAM_DATA_MAX]);
        let mut at = args.offset;
        loop {
            let length = file.read_at(&mut piece[HEAD..], at)?;
            at += length as u64;
            piece[..4].copy_from_slice(&u32::try_from(HEAD + length)?.to_be_bytes());
            output.write_all(&piece[..HEAD + length]).await?;
            if length == 0 {
                break;
            }
        }
        let finish = self.read().await?;
        self.write(packet(&finish, &[])).await
    }
}
