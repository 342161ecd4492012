//! What of QEMU's program no rule can generate.

use std::sync::Arc;

use vir_protocol::qemu::{DomainMonitorCommandWithFilesArgs, DomainMonitorCommandWithFilesRet};
use vir_protocol::wire::FromWire as _;
use vir_rpc::Packet;
use vir_rpc::server::Call;
use vir_types::{DomainKey, DomainQemuMonitorCommandFlags, Result};

use crate::dispatch::{decode, encode, take_fds};
use crate::session::Session;

pub(crate) async fn qemu_domain_monitor_command_with_files(
    session: Arc<Session>,
    call: Call,
) -> Result<Packet> {
    let (call, files) = take_fds(call);
    let args: DomainMonitorCommandWithFilesArgs = decode(call)?;
    let domain = session.connect()?.domain(DomainKey::from_wire(args.dom)?);
    let flags = DomainQemuMonitorCommandFlags::from_bits(args.flags);
    let (result, files) = domain.qemu_monitor_command_with_files(&args.cmd, files, flags).await?;
    Ok(encode(&DomainMonitorCommandWithFilesRet { result: result.into() })?.with_fds(files))
}
