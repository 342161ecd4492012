//! From a procedure's number to what it does.
//!
//! The table is generated: each entry decodes the arguments, calls the public API on the client's
//! connection, so that its guards run here too, and encodes the result. What no rule can generate is
//! in [`custom`](crate::custom).

mod generated;

use std::future::Future;
use std::os::fd::OwnedFd;
use std::pin::Pin;
use std::sync::Arc;

use vir_rpc::Packet;
use vir_rpc::server::{Call, CallFuture, Outcome, StreamStart};
use vir_types::{Code, Error, Origin, Result, TypedParameterFlags, TypedParameterType, TypedParams};
use vir_xdr::{Xdr, XdrError};

use crate::session::Session;
use generated::table;
pub(crate) use generated::{ADMIN_PROGRAMS, PROGRAMS};

type Reply = Pin<Box<dyn Future<Output = Outcome> + Send>>;

/// One dispatched procedure.
pub(crate) struct Entry {
    number: i32,
    name: &'static str,
    /// Whether it may change something, and so runs to its end without its client.
    changes: bool,
    run: fn(Arc<Session>, Call) -> Reply,
}

fn find(program: u32, number: i32) -> Option<&'static Entry> {
    let (entries, _) = table(program);
    let at = entries.binary_search_by_key(&number, |entry| entry.number).ok()?;
    entries.get(at)
}

/// Whether a call of this procedure runs to its end without its client.
pub(crate) fn runs_to_end(program: u32, number: i32) -> bool {
    find(program, number).is_some_and(|entry| entry.changes)
}

/// Whether this procedure is answered.
#[cfg(test)]
pub(crate) fn runs(program: u32, number: i32) -> bool {
    find(program, number).is_some()
}

/// Starts a call.
pub(crate) fn call(session: Arc<Session>, call: Call) -> CallFuture {
    match find(call.prog, call.proc) {
        Some(entry) => {
            tracing::trace!(target: "virshd", serial = call.serial, "{}", entry.name);
            (entry.run)(session, call)
        }
        None => {
            let error = not_dispatched(call.prog, call.proc);
            Box::pin(std::future::ready(Outcome::Error(error)))
        }
    }
}

/// Why there is no entry: nobody knows the number, or this version cannot do it yet.
fn not_dispatched(program: u32, number: i32) -> Error {
    let (_, procedures) = table(program);
    match procedures.iter().find(|p| p.number == number) {
        Some(known) => Error::new(Code::NO_SUPPORT, known.name).or_origin(Origin::REMOTE),
        None => Error::new(Code::RPC, format!("unknown procedure: {number}")).or_origin(Origin::RPC),
    }
}

/// The end of an entry: its result as the connection takes it.
fn outcome(result: Result<Packet>) -> Outcome {
    match result {
        Ok(packet) => Outcome::Reply(packet),
        Err(error) => Outcome::Error(error),
    }
}

/// The same for a call that opens a stream.
fn stream_outcome(result: Result<(Packet, StreamStart)>) -> Outcome {
    match result {
        Ok((packet, start)) => Outcome::Stream(packet, start),
        Err(error) => Outcome::Error(error),
    }
}

/// The answer of a call that opens a stream, and who carries it.
fn stream<T: Xdr>(result: &T, stream: libvir::Stream, readable: bool) -> Result<(Packet, StreamStart)> {
    let stream = libvir::server::driver_stream(stream);
    let start = StreamStart::new(move |end| drop(tokio::spawn(crate::stream::pump(stream, end, readable))));
    Ok((encode(result)?, start))
}

/// A list of at most as many as the client has room for; with no room, how many there are.
fn params<T>(mut list: Vec<T>, room: i32) -> Result<(Vec<T>, i32)> {
    let count =
        i32::try_from(list.len()).map_err(|_| Error::internal("the list is too long to be counted"))?;
    match usize::try_from(room) {
        Ok(0) => Ok((Vec::new(), count)),
        Ok(room) => {
            list.truncate(room);
            Ok((list, 0))
        }
        Err(_) => {
            Err(Error::new(Code::RPC, format!("nparams {room} must not be negative")).or_origin(Origin::RPC))
        }
    }
}

/// The parameters that a client understands which gave these flags: texts only if it said so.
fn texts(params: TypedParams, flags: u32) -> TypedParams {
    if flags & TypedParameterFlags::STRING_OKAY.bits() != 0 {
        return params;
    }
    params.into_iter().filter(|param| param.value.kind() != TypedParameterType::STRING).collect()
}

/// The descriptors that came with a call.
pub(crate) fn take_fds(mut call: Call) -> (Call, Vec<OwnedFd>) {
    let fds = std::mem::take(&mut call.fds);
    (call, fds)
}

/// The one descriptor of a call that must bring one.
fn only(fds: Vec<OwnedFd>) -> Result<OwnedFd> {
    let mut fds = fds.into_iter();
    match (fds.next(), fds.next()) {
        (Some(fd), None) => Ok(fd),
        _ => Err(Error::internal("a single file descriptor is expected").or_origin(Origin::RPC)),
    }
}

fn rpc(what: &str, error: &XdrError) -> Error {
    Error::new(Code::RPC, format!("Unable to {what} message payload: {error}")).or_origin(Origin::RPC)
}

/// The arguments of a call; bytes left over are an error.
pub(crate) fn decode<T: Xdr>(call: Call) -> Result<T> {
    vir_xdr::from_bytes(call.body).map_err(|error| rpc("decode", &error))
}

/// The result of a call, encoded once behind room for its header.
pub(crate) fn encode<T: Xdr>(result: &T) -> Result<Packet> {
    Packet::encode(result).map_err(|error| rpc("encode", &error))
}

/// The same for a result that nobody may find in memory later.
fn encode_secret<T: Xdr>(result: &T) -> Result<Packet> {
    Packet::encode_secret(result).map_err(|error| rpc("encode", &error))
}

/// The length of a list, as it stands behind the list.
fn count(len: usize) -> Result<u32> {
    u32::try_from(len).map_err(|_| Error::internal("the list is too long to be counted"))
}

#[cfg(test)]
mod tests {
    use vir_protocol::remote;

    use super::*;

    #[test]
    fn tables_are_sorted_and_known() {
        for (program, _) in PROGRAMS.iter().chain(ADMIN_PROGRAMS) {
            let (entries, procedures) = table(*program);
            assert!(entries.windows(2).all(|pair| pair[0].number < pair[1].number));
            for entry in entries {
                let known = procedures.iter().find(|p| p.number == entry.number).unwrap();
                assert_eq!((known.name, known.changes()), (entry.name, entry.changes));
            }
        }
    }

    #[test]
    fn what_is_not_dispatched_is_told_apart() {
        let error = not_dispatched(remote::PROGRAM, 9999);
        assert_eq!((error.code(), error.message()), (Code::RPC, "unknown procedure: 9999"));
        let error = not_dispatched(remote::PROGRAM, remote::Proc::DOMAIN_MIGRATE_PREPARE.0);
        assert_eq!(error.code(), Code::NO_SUPPORT);
    }
}
