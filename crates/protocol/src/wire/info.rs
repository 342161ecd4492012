//! Info structs.

use vir_types::info::{DomainInfo, DomainStateInfo, NodeInfo, SecurityLabel, SecurityModel, StoragePoolInfo};
use vir_types::{Code, Error, Result};

use super::{FromWire, ToWire};
use crate::remote as wire;

/// An info struct and its wire struct, field by field: `ours <-> theirs`.
macro_rules! info {
    ($($info:ident as $wire:ident { $($ours:ident <-> $theirs:ident),* $(,)? })*) => {$(
        impl ToWire<wire::$wire> for $info {
            fn to_wire(&self) -> wire::$wire {
                wire::$wire { $($theirs: self.$ours.to_wire()),* }
            }
        }

        impl FromWire<wire::$wire> for $info {
            fn from_wire(wire: wire::$wire) -> Result<Self> {
                let mut info = Self::default();
                $(info.$ours = FromWire::from_wire(wire.$theirs)?;)*
                Ok(info)
            }
        }
    )*};
}

info! {
    DomainInfo as DomainGetInfoRet {
        state <-> state,
        max_memory_kib <-> max_mem,
        memory_kib <-> memory,
        vcpus <-> nr_virt_cpu,
        cpu_time_ns <-> cpu_time,
    }
    DomainStateInfo as DomainGetStateRet { state <-> state, reason <-> reason }
    StoragePoolInfo as StoragePoolGetInfoRet {
        state <-> state,
        capacity_bytes <-> capacity,
        allocation_bytes <-> allocation,
        available_bytes <-> available,
    }
    NodeInfo as NodeGetInfoRet {
        model <-> model,
        memory_kib <-> memory,
        cpus <-> cpus,
        mhz <-> mhz,
        nodes <-> nodes,
        sockets <-> sockets,
        cores <-> cores,
        threads <-> threads,
    }
    SecurityModel as NodeGetSecurityModelRet { model <-> model, doi <-> doi }
    SecurityLabel as DomainGetSecurityLabelRet { label <-> label, enforcing <-> enforcing }
}

/// A text in a C array of fixed size: its bytes, a zero, anything. One that is too long is cut.
impl<const N: usize> ToWire<[i8; N]> for String {
    fn to_wire(&self) -> [i8; N] {
        let mut out = [0; N];
        let room = N.saturating_sub(1);
        for (to, from) in out.iter_mut().take(room).zip(self.bytes()) {
            *to = from.cast_signed();
        }
        out
    }
}

impl<const N: usize> FromWire<[i8; N]> for String {
    fn from_wire(wire: [i8; N]) -> Result<Self> {
        text(&wire)
    }
}

/// A text as a C array that brings its own length, its final zero included.
impl ToWire<Vec<i8>> for String {
    fn to_wire(&self) -> Vec<i8> {
        self.bytes().chain([0]).map(u8::cast_signed).collect()
    }
}

impl FromWire<Vec<i8>> for String {
    fn from_wire(wire: Vec<i8>) -> Result<Self> {
        text(&wire)
    }
}

fn text(chars: &[i8]) -> Result<String> {
    let bytes: Vec<u8> = chars.iter().map(|c| c.cast_unsigned()).take_while(|byte| *byte != 0).collect();
    String::from_utf8(bytes).map_err(|error| Error::new(Code::RPC, format!("a text of the peer: {error}")))
}
