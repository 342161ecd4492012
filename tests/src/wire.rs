//! A client of bare packets: it can send what no library would.

use std::collections::VecDeque;
use std::io::{self, Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use bytes::Bytes;
use vir_protocol::keepalive;
use vir_protocol::remote::{
    ConnectDomainEventCallbackRegisterAnyArgs, ConnectDomainEventCallbackRegisterAnyRet,
    ConnectListAllDomainsArgs, ConnectListAllDomainsRet, ConnectOpenArgs, DomainDefineXmlArgs,
    DomainDefineXmlRet, DomainEventCallbackLifecycleMsg, DomainUndefineArgs, NonnullDomain, PROGRAM, Proc,
};
use vir_protocol::rpc::{NetMessageError, NetMessageHeader, NetMessageStatus, NetMessageType};
use vir_types::Error;
use vir_xdr::{Xdr, from_bytes, to_bytes};

/// How long an answer may take; far more than it needs.
const PATIENCE: Duration = Duration::from_secs(20);

/// A packet as it came, its length word left out.
#[derive(Debug, Clone)]
pub struct Message {
    /// What stands in front.
    pub header: NetMessageHeader,
    /// The rest.
    pub body: Bytes,
}

/// The bytes of a packet with this header.
#[must_use]
pub fn packet(header: &NetMessageHeader, body: &[u8]) -> Vec<u8> {
    let header = to_bytes(header).expect("a header can be encoded");
    let length = u32::try_from(4 + header.len() + body.len()).expect("a length that fits");
    [length.to_be_bytes().as_slice(), &header, body].concat()
}

/// The header of a call of the remote program.
#[must_use]
pub fn call_header(procedure: i32, serial: u32) -> NetMessageHeader {
    NetMessageHeader {
        prog: PROGRAM,
        vers: 1,
        proc: procedure,
        r#type: NetMessageType::NET_CALL,
        serial,
        status: NetMessageStatus::NET_OK,
    }
}

/// A small definition.
#[must_use]
pub fn guest(name: &str) -> String {
    format!("<domain type='test'><name>{name}</name><memory>1024</memory><os><type>hvm</type></os></domain>")
}

/// One connection.
#[derive(Debug)]
pub struct Wire {
    stream: UnixStream,
    serial: u32,
    events: VecDeque<Message>,
}

impl Wire {
    /// Connects, and says nothing yet.
    #[must_use]
    pub fn connect(socket: &Path) -> Self {
        let stream = UnixStream::connect(socket).expect("somebody listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a read timeout");
        stream.set_write_timeout(Some(PATIENCE)).expect("a write timeout");
        Self { stream, serial: 0, events: VecDeque::new() }
    }

    /// Connects and opens `test:///default`.
    #[must_use]
    pub fn open(socket: &Path) -> Self {
        Self::open_with(socket, 0)
    }

    /// The same with flags: 1 is a connection for looking.
    #[must_use]
    pub fn open_with(socket: &Path, flags: u32) -> Self {
        let mut wire = Self::connect(socket);
        let args = ConnectOpenArgs { name: Some("test:///default".into()), flags };
        wire.call::<_, ()>(Proc::CONNECT_OPEN, &args).expect("the connection opens");
        wire
    }

    /// The socket itself.
    #[must_use]
    pub fn stream(&self) -> &UnixStream {
        &self.stream
    }

    /// The bytes of a call, under a new number.
    pub fn encode<A: Xdr>(&mut self, procedure: Proc, args: &A) -> Vec<u8> {
        let body = to_bytes(args).expect("arguments that can be encoded");
        self.serial += 1;
        packet(&call_header(procedure.0, self.serial), &body)
    }

    /// Calls and waits for the answer.
    ///
    /// # Errors
    /// What the other end answered.
    pub fn call<A: Xdr, R: Xdr>(&mut self, procedure: Proc, args: &A) -> Result<R, Error> {
        let body = to_bytes(args).expect("arguments that can be encoded");
        let result = self.call_bytes(&call_header(procedure.0, 0), &body)?;
        Ok(from_bytes(result).expect("a result that can be decoded"))
    }

    /// The same with any header (the number is given here) and any body.
    ///
    /// # Errors
    /// What the other end answered.
    pub fn call_bytes(&mut self, header: &NetMessageHeader, body: &[u8]) -> Result<Bytes, Error> {
        self.serial += 1;
        let header = NetMessageHeader { serial: self.serial, ..header.clone() };
        self.send(&packet(&header, body)).expect("the call is taken");
        self.reply(self.serial)
    }

    /// Waits for the answer to the call with this number; events that come before it are kept.
    ///
    /// # Errors
    /// What the other end answered.
    pub fn reply(&mut self, serial: u32) -> Result<Bytes, Error> {
        loop {
            let message = self.read().expect("a packet").expect("an answer before the end of the connection");
            match message.header.r#type {
                NetMessageType::NET_REPLY if message.header.serial == serial => {
                    if message.header.status == NetMessageStatus::NET_OK {
                        return Ok(message.body);
                    }
                    let error: NetMessageError = from_bytes(message.body).expect("an error");
                    return Err(vir_rpc::error_from_wire(error));
                }
                NetMessageType::NET_MESSAGE if message.header.prog == PROGRAM => {
                    self.events.push_back(message);
                }
                NetMessageType::NET_MESSAGE => self.pong(&message),
                other => panic!("unexpected packet of type {}, serial {}", other.0, message.header.serial),
            }
        }
    }

    /// The next event; `None` when the other end has closed.
    ///
    /// # Errors
    /// None came in time.
    pub fn event(&mut self) -> io::Result<Option<Message>> {
        loop {
            if let Some(event) = self.events.pop_front() {
                return Ok(Some(event));
            }
            match self.read()? {
                Some(message) if message.header.prog == keepalive::PROGRAM => self.pong(&message),
                other => return Ok(other),
            }
        }
    }

    /// Sends these bytes.
    ///
    /// # Errors
    /// The other end takes no more.
    pub fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes)
    }

    /// The next packet of any kind; `None` when the other end has closed.
    ///
    /// # Errors
    /// None came in time.
    ///
    /// # Panics
    /// What came is no packet.
    pub fn read(&mut self) -> io::Result<Option<Message>> {
        let mut word = [0; 4];
        match self.stream.read_exact(&mut word) {
            Ok(()) => {}
            Err(error) if is_end(&error) => return Ok(None),
            Err(error) => return Err(error),
        }
        let length = usize::try_from(u32::from_be_bytes(word)).unwrap_or(usize::MAX);
        assert!((28..=33_554_436).contains(&length), "a packet of {length} bytes");
        let mut rest = vec![0; length - 4];
        self.stream.read_exact(&mut rest)?;
        let rest = Bytes::from(rest);
        let header = from_bytes(rest.slice(..24)).expect("a header");
        Ok(Some(Message { header, body: rest.slice(24..) }))
    }

    /// Defines a domain with this name and a UUID that the daemon draws.
    ///
    /// # Panics
    /// The daemon refuses.
    pub fn define(&mut self, name: &str) -> NonnullDomain {
        let args = DomainDefineXmlArgs { xml: guest(name).into() };
        self.call::<_, DomainDefineXmlRet>(Proc::DOMAIN_DEFINE_XML, &args).expect("it is defined").dom
    }

    /// Undefines a domain.
    ///
    /// # Panics
    /// The daemon refuses.
    pub fn undefine(&mut self, dom: NonnullDomain) {
        let args = DomainUndefineArgs { dom };
        self.call::<_, ()>(Proc::DOMAIN_UNDEFINE, &args).expect("it is undefined");
    }

    /// Registers for the lifecycle events of one domain, or of all; gives the callback's number.
    ///
    /// # Panics
    /// The daemon refuses.
    pub fn listen(&mut self, dom: Option<NonnullDomain>) -> i32 {
        let args = ConnectDomainEventCallbackRegisterAnyArgs { event_id: 0, dom };
        let ret: ConnectDomainEventCallbackRegisterAnyRet =
            self.call(Proc::CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY, &args).expect("it is registered");
        ret.callback_id
    }

    /// The next lifecycle event: callback, domain, event and detail; `None` at the connection's end.
    ///
    /// # Panics
    /// None came in time, or something else.
    pub fn lifecycle(&mut self) -> Option<(i32, NonnullDomain, i32, i32)> {
        let event = self.event().expect("an event in time")?;
        assert_eq!(event.header.proc, Proc::DOMAIN_EVENT_CALLBACK_LIFECYCLE.0);
        let event: DomainEventCallbackLifecycleMsg = from_bytes(event.body).expect("a lifecycle event");
        Some((event.callback_id, event.msg.dom, event.msg.event, event.msg.detail))
    }

    /// The names of all domains, sorted.
    ///
    /// # Panics
    /// The daemon refuses.
    pub fn domains(&mut self) -> Vec<String> {
        let args = ConnectListAllDomainsArgs { need_results: 1, flags: 0 };
        let ret: ConnectListAllDomainsRet =
            self.call(Proc::CONNECT_LIST_ALL_DOMAINS, &args).expect("a list of domains");
        let mut names: Vec<String> = ret.domains.iter().map(|dom| dom.name.as_ref().to_owned()).collect();
        names.sort();
        names
    }

    fn pong(&mut self, ping: &Message) {
        let header = NetMessageHeader { proc: keepalive::Proc::PONG.0, ..ping.header.clone() };
        // The other end may have gone meanwhile; the next read will say so.
        let _ = self.send(&packet(&header, &[]));
    }
}

/// A peer that goes away with data unread shows up as a reset.
fn is_end(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe
    )
}
