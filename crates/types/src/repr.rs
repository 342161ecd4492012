//! Words and the plain numbers that they travel as.

use crate::Result;

/// A word of the vocabulary that travels as the number `W`.
pub trait Repr<W>: Sized {
    /// The number.
    fn to_repr(&self) -> W;
    /// The word for a number.
    ///
    /// # Errors
    /// `InvalidArg`: the number stands for nothing.
    fn from_repr(value: W) -> Result<Self>;
}

macro_rules! same {
    ($($number:ty)*) => {$(
        impl Repr<$number> for $number {
            fn to_repr(&self) -> $number {
                *self
            }
            fn from_repr(value: $number) -> Result<Self> {
                Ok(value)
            }
        }
    )*};
}

same!(i32 u32 i64 u64 i16 u16 i8 u8 f64);

/// C's truth values: anything but zero is true.
impl Repr<i32> for bool {
    fn to_repr(&self) -> i32 {
        i32::from(*self)
    }
    fn from_repr(value: i32) -> Result<Self> {
        Ok(value != 0)
    }
}

/// A count that travels as a signed number; a negative one is refused.
impl Repr<i32> for u32 {
    fn to_repr(&self) -> i32 {
        i32::try_from(*self).unwrap_or(i32::MAX)
    }
    fn from_repr(value: i32) -> Result<Self> {
        Self::try_from(value)
            .map_err(|_| crate::Error::invalid_arg(format!("a count must not be negative, but is {value}")))
    }
}

/// Older forms of migration carry their flags in 64 bits, of which 32 have a meaning.
impl Repr<u64> for crate::DomainMigrateFlags {
    fn to_repr(&self) -> u64 {
        u64::from(self.bits())
    }
    fn from_repr(value: u64) -> Result<Self> {
        u32::try_from(value)
            .map(Self::from_bits)
            .map_err(|_| crate::Error::invalid_arg(format!("unsupported flags (0x{value:x})")))
    }
}

/// Words that some procedures write as unsigned numbers.
macro_rules! unsigned {
    ($($word:ident)*) => {$(
        impl Repr<u32> for crate::$word {
            fn to_repr(&self) -> u32 {
                self.0.cast_unsigned()
            }
            fn from_repr(value: u32) -> Result<Self> {
                Ok(Self(value.cast_signed()))
            }
        }
    )*};
}

unsigned!(
    DomainControlState DomainCoreDumpFormat DomainGraphicsReloadType DomainInterfaceAddressesSource
    DomainLifecycle DomainLifecycleAction DomainProcessSignal KeycodeSet NodeSuspendTarget
    NetworkUpdateCommand NetworkUpdateSection StorageVolWipeAlgorithm
);

/// Words that some structs hold in a byte.
macro_rules! in_a_byte {
    ($($word:ident)*) => {$(
        impl Repr<u8> for crate::$word {
            fn to_repr(&self) -> u8 {
                u8::try_from(self.0).unwrap_or_default()
            }
            fn from_repr(value: u8) -> Result<Self> {
                Ok(Self(i32::from(value)))
            }
        }
    )*};
}

in_a_byte!(DomainState StoragePoolState);

/// A volume's kind travels in a signed byte.
impl Repr<i8> for crate::StorageVolType {
    fn to_repr(&self) -> i8 {
        i8::try_from(self.0).unwrap_or_default()
    }
    fn from_repr(value: i8) -> Result<Self> {
        Ok(Self(i32::from(value)))
    }
}
