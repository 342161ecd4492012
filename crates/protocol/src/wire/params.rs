//! Typed parameters, and the records that hold some.

use vir_types::info::DomainStatsRecord;
use vir_types::{DomainKey, Result, TypedParam, TypedParams, TypedValue};

use super::{FromWire, ToWire};
use crate::{admin, remote};

/// A program's own typed parameters, which are all laid out alike.
macro_rules! typed_params {
    ($($wire:ident)*) => {$(
        impl ToWire<Vec<$wire::TypedParam>> for TypedParams {
            fn to_wire(&self) -> Vec<$wire::TypedParam> {
                self.clone().into_wire()
            }

            fn into_wire(self) -> Vec<$wire::TypedParam> {
                self.into_iter().map(ToWire::into_wire).collect()
            }
        }

        impl FromWire<Vec<$wire::TypedParam>> for TypedParams {
            fn from_wire(wire: Vec<$wire::TypedParam>) -> Result<Self> {
                wire.into_iter().map(TypedParam::from_wire).collect()
            }
        }

        impl ToWire<$wire::TypedParam> for TypedParam {
            fn to_wire(&self) -> $wire::TypedParam {
                self.clone().into_wire()
            }

            fn into_wire(self) -> $wire::TypedParam {
                let value = match self.value {
                    TypedValue::Int(value) => $wire::TypedParamValue::I(value),
                    TypedValue::Uint(value) => $wire::TypedParamValue::Ui(value),
                    TypedValue::Llong(value) => $wire::TypedParamValue::L(value),
                    TypedValue::Ullong(value) => $wire::TypedParamValue::Ul(value),
                    TypedValue::Double(value) => $wire::TypedParamValue::D(value),
                    TypedValue::Boolean(value) => $wire::TypedParamValue::B(i32::from(value)),
                    TypedValue::String(value) => $wire::TypedParamValue::S(value),
                    // The vocabulary may grow, the wire cannot: nothing makes such a value yet.
                    _ => $wire::TypedParamValue::S("".into()),
                };
                $wire::TypedParam { field: self.name, value }
            }
        }

        impl FromWire<$wire::TypedParam> for TypedParam {
            fn from_wire(wire: $wire::TypedParam) -> Result<Self> {
                let value = match wire.value {
                    $wire::TypedParamValue::I(value) => TypedValue::Int(value),
                    $wire::TypedParamValue::Ui(value) => TypedValue::Uint(value),
                    $wire::TypedParamValue::L(value) => TypedValue::Llong(value),
                    $wire::TypedParamValue::Ul(value) => TypedValue::Ullong(value),
                    $wire::TypedParamValue::D(value) => TypedValue::Double(value),
                    $wire::TypedParamValue::B(value) => TypedValue::Boolean(value != 0),
                    $wire::TypedParamValue::S(value) => TypedValue::String(value),
                };
                Ok(Self::new(wire.field, value))
            }
        }
    )*};
}

typed_params!(remote admin);

impl ToWire<remote::DomainStatsRecord> for DomainStatsRecord {
    fn to_wire(&self) -> remote::DomainStatsRecord {
        self.clone().into_wire()
    }

    fn into_wire(self) -> remote::DomainStatsRecord {
        remote::DomainStatsRecord { dom: self.dom.into_wire(), params: self.params.into_wire() }
    }
}

impl FromWire<remote::DomainStatsRecord> for DomainStatsRecord {
    fn from_wire(wire: remote::DomainStatsRecord) -> Result<Self> {
        Ok(Self::new(DomainKey::from_wire(wire.dom)?, TypedParams::from_wire(wire.params)?))
    }
}
