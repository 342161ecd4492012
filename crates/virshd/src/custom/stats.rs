//! Statistics of many domains at once.

use std::sync::Arc;

use vir_protocol::remote::{ConnectGetAllDomainStatsArgs, ConnectGetAllDomainStatsRet};
use vir_protocol::wire::{FromWire as _, ToWire};
use vir_rpc::Packet;
use vir_rpc::server::Call;
use vir_types::{ConnectGetAllDomainStatsFlags, DomainKey, DomainStatsTypes, Result};

use crate::dispatch::{decode, encode};
use crate::session::Session;

/// Without domains it is a question about all.
pub(crate) async fn connect_get_all_domain_stats(session: Arc<Session>, call: Call) -> Result<Packet> {
    let args: ConnectGetAllDomainStatsArgs = decode(call)?;
    let conn = session.connect()?;
    let stats = DomainStatsTypes::from_bits(args.stats);
    let flags = ConnectGetAllDomainStatsFlags::from_bits(args.flags);
    let records = if args.doms.is_empty() {
        conn.get_all_domain_stats(stats, flags).await?
    } else {
        let domains = args.doms.into_iter().map(|dom| Ok(conn.domain(DomainKey::from_wire(dom)?)));
        let domains: Vec<_> = domains.collect::<Result<_>>()?;
        conn.domain_list_get_stats(&domains, stats, flags).await?
    };
    encode(&ConnectGetAllDomainStatsRet { ret_stats: records.into_iter().map(ToWire::into_wire).collect() })
}
