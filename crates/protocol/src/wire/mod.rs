//! What joins the vocabulary to the wire.
//!
//! A conversion is written once per type. The generated client and dispatcher use nothing else, so
//! a type that cannot travel yet is a compile error at the field that needs it.

mod admin;
pub mod event;
mod info;
mod keys;
mod params;
mod virshd;

use std::sync::Arc;

use bytes::Bytes;
use vir_types::{Repr, Result, SecretValue, Uuid};

/// A word of the vocabulary that travels as `W`.
pub trait ToWire<W> {
    /// How it travels.
    fn to_wire(&self) -> W;

    /// The same of one that is not needed afterwards.
    fn into_wire(self) -> W
    where
        Self: Sized,
    {
        self.to_wire()
    }
}

/// A word of the vocabulary that comes as `W`.
pub trait FromWire<W>: Sized {
    /// The word that came.
    ///
    /// # Errors
    /// `InvalidArg`: what came stands for nothing.
    fn from_wire(wire: W) -> Result<Self>;
}

macro_rules! by_repr {
    ($($number:ty)*) => {$(
        impl<T: Repr<$number>> ToWire<$number> for T {
            fn to_wire(&self) -> $number {
                self.to_repr()
            }
        }

        impl<T: Repr<$number>> FromWire<$number> for T {
            fn from_wire(wire: $number) -> Result<Self> {
                T::from_repr(wire)
            }
        }
    )*};
}

by_repr!(i8 u8 i16 u16 i32 u32 i64 u64 f64);

impl ToWire<Arc<str>> for str {
    fn to_wire(&self) -> Arc<str> {
        self.into()
    }
}

impl ToWire<Arc<str>> for &str {
    fn to_wire(&self) -> Arc<str> {
        (*self).into()
    }
}

impl ToWire<Arc<str>> for String {
    fn to_wire(&self) -> Arc<str> {
        self.as_str().into()
    }
}

impl ToWire<Arc<str>> for Arc<str> {
    fn to_wire(&self) -> Self {
        self.clone()
    }

    fn into_wire(self) -> Self {
        self
    }
}

impl FromWire<Self> for Arc<str> {
    fn from_wire(wire: Self) -> Result<Self> {
        Ok(wire)
    }
}

impl FromWire<Arc<str>> for String {
    fn from_wire(wire: Arc<str>) -> Result<Self> {
        Ok(wire.as_ref().to_owned())
    }
}

impl ToWire<[u8; 16]> for Uuid {
    fn to_wire(&self) -> [u8; 16] {
        self.0
    }
}

impl FromWire<[u8; 16]> for Uuid {
    fn from_wire(wire: [u8; 16]) -> Result<Self> {
        Ok(Self(wire))
    }
}

impl ToWire<Bytes> for [u8] {
    fn to_wire(&self) -> Bytes {
        Bytes::copy_from_slice(self)
    }
}

impl ToWire<Bytes> for Vec<u8> {
    fn to_wire(&self) -> Bytes {
        Bytes::copy_from_slice(self)
    }
}

impl FromWire<Bytes> for Vec<u8> {
    fn from_wire(wire: Bytes) -> Result<Self> {
        Ok(wire.into())
    }
}

/// What is sent is overwritten when the last copy of the bytes is gone.
impl ToWire<Bytes> for SecretValue {
    fn to_wire(&self) -> Bytes {
        Bytes::from_owner(self.clone())
    }
}

/// What came is overwritten at once, unless somebody else has it too.
impl FromWire<Bytes> for SecretValue {
    fn from_wire(wire: Bytes) -> Result<Self> {
        let value = Self::from(&*wire);
        if let Ok(mut came) = wire.try_into_mut() {
            came.fill(0);
        }
        Ok(value)
    }
}

impl ToWire<()> for () {
    fn to_wire(&self) {}
}

impl FromWire<()> for () {
    fn from_wire((): ()) -> Result<Self> {
        Ok(())
    }
}

impl<W, T: ToWire<W>> ToWire<Option<W>> for Option<T> {
    fn to_wire(&self) -> Option<W> {
        self.as_ref().map(ToWire::to_wire)
    }
}

impl<W, T: FromWire<W>> FromWire<Option<W>> for Option<T> {
    fn from_wire(wire: Option<W>) -> Result<Self> {
        wire.map(T::from_wire).transpose()
    }
}

impl<W, T: ToWire<W>> ToWire<Vec<W>> for [T] {
    fn to_wire(&self) -> Vec<W> {
        self.iter().map(ToWire::to_wire).collect()
    }
}

impl<W, T: ToWire<W>> ToWire<Vec<W>> for Vec<T> {
    fn to_wire(&self) -> Vec<W> {
        self.as_slice().to_wire()
    }
}

impl<W, T: FromWire<W>> FromWire<Vec<W>> for Vec<T> {
    fn from_wire(wire: Vec<W>) -> Result<Self> {
        wire.into_iter().map(T::from_wire).collect()
    }
}
