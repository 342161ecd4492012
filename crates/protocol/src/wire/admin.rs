//! What the admin program has structs of its own for.

use vir_types::info::{LoggingFilters, LoggingOutputs};
use vir_types::{AdminClientKey, AdminServerKey, ClientTransport, Result};

use super::{FromWire, ToWire};
use crate::admin as wire;

impl ToWire<wire::NonnullServer> for AdminServerKey {
    fn to_wire(&self) -> wire::NonnullServer {
        wire::NonnullServer { name: self.name.clone() }
    }
}

impl ToWire<wire::NonnullServer> for &AdminServerKey {
    fn to_wire(&self) -> wire::NonnullServer {
        (**self).to_wire()
    }
}

impl FromWire<wire::NonnullServer> for AdminServerKey {
    fn from_wire(wire: wire::NonnullServer) -> Result<Self> {
        Ok(Self { name: wire.name })
    }
}

impl ToWire<wire::NonnullClient> for AdminClientKey {
    fn to_wire(&self) -> wire::NonnullClient {
        wire::NonnullClient {
            srv: self.server.to_wire(),
            id: self.id,
            timestamp: self.timestamp_s,
            transport: self.transport.0.cast_unsigned(),
        }
    }
}

impl ToWire<wire::NonnullClient> for &AdminClientKey {
    fn to_wire(&self) -> wire::NonnullClient {
        (**self).to_wire()
    }
}

impl FromWire<wire::NonnullClient> for AdminClientKey {
    fn from_wire(wire: wire::NonnullClient) -> Result<Self> {
        Ok(Self {
            server: AdminServerKey::from_wire(wire.srv)?,
            id: wire.id,
            timestamp_s: wire.timestamp,
            transport: ClientTransport(wire.transport.cast_signed()),
        })
    }
}

impl ToWire<wire::ConnectGetLoggingOutputsRet> for LoggingOutputs {
    fn to_wire(&self) -> wire::ConnectGetLoggingOutputsRet {
        wire::ConnectGetLoggingOutputsRet { outputs: self.outputs.to_wire(), noutputs: self.noutputs }
    }
}

impl FromWire<wire::ConnectGetLoggingOutputsRet> for LoggingOutputs {
    fn from_wire(wire: wire::ConnectGetLoggingOutputsRet) -> Result<Self> {
        Ok(Self::new(String::from_wire(wire.outputs)?, wire.noutputs))
    }
}

impl ToWire<wire::ConnectGetLoggingFiltersRet> for LoggingFilters {
    fn to_wire(&self) -> wire::ConnectGetLoggingFiltersRet {
        wire::ConnectGetLoggingFiltersRet { filters: self.filters.to_wire(), nfilters: self.nfilters }
    }
}

impl FromWire<wire::ConnectGetLoggingFiltersRet> for LoggingFilters {
    fn from_wire(wire: wire::ConnectGetLoggingFiltersRet) -> Result<Self> {
        Ok(Self::new(FromWire::from_wire(wire.filters)?, wire.nfilters))
    }
}
