//! What can be wrong with a value or with bytes.

use crate::Decoder;

/// Why a value could not be encoded or decoded; `at` is the byte position in the decoded data, or for an encoder
/// the number of bytes written before.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum XdrError {
    /// The data ends inside a value.
    #[error("data ends at byte {at}: {wanted} more bytes expected, {left} left")]
    Truncated {
        /// Position of the value.
        at: usize,
        /// Bytes that the value needs.
        wanted: usize,
        /// Bytes that are there.
        left: usize,
    },
    /// A string, opaque value or array is longer than its bound.
    #[error("length {len} at byte {at} exceeds the bound {max}")]
    TooLong {
        /// Position of the length word.
        at: usize,
        /// Length found.
        len: usize,
        /// Length allowed.
        max: usize,
    },
    /// A length cannot be satisfied by the bytes that follow it.
    #[error("length {len} at byte {at} needs at least {wanted} bytes, {left} left")]
    LengthBeyondEnd {
        /// Position of the length word.
        at: usize,
        /// Length found.
        len: usize,
        /// Fewest bytes that so many items take.
        wanted: usize,
        /// Bytes that are there.
        left: usize,
    },
    /// Padding bytes that are not zero.
    #[error("padding at byte {at} is not zero")]
    BadPadding {
        /// Position of the padding.
        at: usize,
    },
    /// A boolean, or the marker of an optional value, that is neither 0 nor 1.
    #[error("expected a boolean at byte {at}, found {value}")]
    BadBool {
        /// Position of the word.
        at: usize,
        /// Word found.
        value: u32,
    },
    /// A small integer whose word holds more than its type does.
    #[error("expected a value of type {name} at byte {at}, found {value}")]
    OutOfRange {
        /// The integer type.
        name: &'static str,
        /// Value found.
        value: i64,
        /// Position of the word.
        at: usize,
    },
    /// A string that is not UTF-8.
    #[error("string at byte {at} is not valid UTF-8")]
    BadUtf8 {
        /// Position of the string's first byte.
        at: usize,
    },
    /// A string with a NUL byte inside, which the other side could not represent.
    #[error("string at byte {at} contains a NUL byte")]
    NulInString {
        /// Position of the string's first byte.
        at: usize,
    },
    /// A number that the enumeration does not have.
    #[error("expected a value of {name} at byte {at}, found {value}")]
    BadEnum {
        /// The enumeration.
        name: &'static str,
        /// Number found.
        value: i32,
        /// Position of the word.
        at: usize,
    },
    /// A discriminant that the union has no arm for.
    #[error("union {name} has no arm for {value}, found at byte {at}")]
    BadUnion {
        /// The union.
        name: &'static str,
        /// Discriminant found.
        value: i32,
        /// Position of the word.
        at: usize,
    },
    /// Bytes behind the value.
    #[error("{left} bytes left behind the value that ends at byte {at}")]
    TrailingBytes {
        /// Position of the first byte that does not belong to the value.
        at: usize,
        /// Bytes left.
        left: usize,
    },
}

impl XdrError {
    /// An enumeration does not have the number that `dec` has just taken.
    pub fn bad_enum(name: &'static str, value: i32, dec: &Decoder) -> Self {
        Self::BadEnum { name, value, at: dec.position().saturating_sub(4) }
    }

    /// A union has no arm for the discriminant that `dec` has just taken.
    pub fn bad_union(name: &'static str, value: i32, dec: &Decoder) -> Self {
        Self::BadUnion { name, value, at: dec.position().saturating_sub(4) }
    }
}
