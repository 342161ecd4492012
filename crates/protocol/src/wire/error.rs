//! The error that any call may end with.

use vir_types::{Code, DomainKey, Error, ErrorExtra, ErrorLevel, NetworkKey, Origin, Result, Uuid};

use super::{FromWire, ToWire};
use crate::rpc;

impl ToWire<rpc::NetMessageError> for Error {
    fn to_wire(&self) -> rpc::NetMessageError {
        let extra = self.extra();
        let [str1, str2, str3] = extra.strings.clone();
        let [int1, int2] = extra.numbers;
        rpc::NetMessageError {
            code: self.code().0,
            domain: self.origin().0,
            message: Some(self.message_arc()),
            level: self.level().0,
            dom: extra.domain.as_ref().map(|key| rpc::NetMessageNonnullDomain {
                name: key.name.clone(),
                uuid: key.uuid.0,
                id: key.id.and_then(|id| i32::try_from(id).ok()).unwrap_or(-1),
            }),
            str1,
            str2,
            str3,
            int1,
            int2,
            net: extra
                .network
                .as_ref()
                .map(|key| rpc::NetMessageNonnullNetwork { name: key.name.clone(), uuid: key.uuid.0 }),
        }
    }
}

impl FromWire<rpc::NetMessageError> for Error {
    fn from_wire(wire: rpc::NetMessageError) -> Result<Self> {
        let mut extra = ErrorExtra::default();
        extra.strings = [wire.str1, wire.str2, wire.str3];
        extra.numbers = [wire.int1, wire.int2];
        extra.domain =
            wire.dom.map(|dom| DomainKey::new(dom.name, Uuid(dom.uuid), u32::try_from(dom.id).ok()));
        extra.network = wire.net.map(|net| NetworkKey::new(net.name, Uuid(net.uuid)));
        let message = wire.message.unwrap_or_else(|| "the peer gave no reason".into());
        Ok(Self::with_message(Code(wire.code), Origin(wire.domain), message)
            .with_level(ErrorLevel(wire.level))
            .with_extra(extra))
    }
}
