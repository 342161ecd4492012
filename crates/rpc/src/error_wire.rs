//! Errors as they travel in replies.

use std::sync::Arc;

use vir_protocol::rpc::{
    NET_MESSAGE_STRING_MAX, NetMessageError, NetMessageNonnullDomain, NetMessageNonnullNetwork,
};
use vir_types::{Code, DomainKey, Error, ErrorExtra, ErrorLevel, NetworkKey, Origin, Uuid};

/// The error as the body of an error reply; every text is made fit for the wire, so that encoding cannot fail.
#[must_use]
pub fn error_to_wire(error: &Error) -> NetMessageError {
    let extra = error.extra();
    let [str1, str2, str3] = &extra.strings;
    let [int1, int2] = extra.numbers;
    let fit_option = |text: &Option<Arc<str>>| text.clone().map(fit);
    NetMessageError {
        code: error.code().0,
        domain: error.origin().0,
        message: Some(fit(error.message_arc())),
        level: error.level().0,
        dom: extra.domain.as_ref().map(|key| NetMessageNonnullDomain {
            name: fit(key.name.clone()),
            uuid: *key.uuid.as_bytes(),
            id: key.id.and_then(|id| i32::try_from(id).ok()).unwrap_or(-1),
        }),
        str1: fit_option(str1),
        str2: fit_option(str2),
        str3: fit_option(str3),
        int1,
        int2,
        net: extra
            .network
            .as_ref()
            .map(|key| NetMessageNonnullNetwork { name: fit(key.name.clone()), uuid: *key.uuid.as_bytes() }),
    }
}

/// The error that an error reply carries.
#[must_use]
pub fn error_from_wire(wire: NetMessageError) -> Error {
    let message = wire.message.unwrap_or_else(|| "Unknown error".into());
    let mut extra = ErrorExtra::default();
    extra.strings = [wire.str1, wire.str2, wire.str3];
    extra.numbers = [wire.int1, wire.int2];
    extra.domain =
        wire.dom.map(|key| DomainKey::new(key.name, Uuid::from_bytes(key.uuid), u32::try_from(key.id).ok()));
    extra.network = wire.net.map(|key| NetworkKey::new(key.name, Uuid::from_bytes(key.uuid)));
    Error::with_message(Code(wire.code), Origin(wire.domain), message)
        .with_level(ErrorLevel(wire.level))
        .with_extra(extra)
}

/// Texts of errors quote what the client sent, so they may hold what a string must not.
fn fit(text: Arc<str>) -> Arc<str> {
    if text.len() <= NET_MESSAGE_STRING_MAX && !text.contains('\0') {
        return text;
    }
    let cut = text.len().min(NET_MESSAGE_STRING_MAX);
    let end = (0..=cut).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    text.get(..end).unwrap_or_default().replace('\0', " ").into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use vir_xdr::{from_bytes, to_bytes};

    fn travelled(error: &Error) -> Error {
        error_from_wire(from_bytes(to_bytes(&error_to_wire(error)).unwrap()).unwrap())
    }

    #[test]
    fn every_part_travels() {
        let mut extra = ErrorExtra::default();
        extra.strings = [Some("a".into()), None, Some("c".into())];
        extra.numbers = [2, -1];
        extra.domain = Some(DomainKey::new("vm", Uuid([7; 16]), None));
        extra.network = Some(NetworkKey::new("net", Uuid([8; 16])));
        let error = Error::with_message(Code::NO_DOMAIN, Origin::RPC, "Domain not found: vm")
            .with_level(ErrorLevel(1))
            .with_extra(extra.clone());
        let back = travelled(&error);
        assert_eq!((back.code(), back.origin(), back.level()), (error.code(), error.origin(), error.level()));
        assert_eq!(back.message(), error.message());
        assert_eq!(back.extra(), &extra);
    }

    #[test]
    fn a_text_that_no_string_may_hold_is_cut() {
        let long = "é\0".repeat(NET_MESSAGE_STRING_MAX);
        let back = travelled(&Error::invalid_arg(&long));
        assert!(back.message().starts_with("invalid argument: é é "));
        assert!(back.message().len() <= NET_MESSAGE_STRING_MAX);
    }
}
