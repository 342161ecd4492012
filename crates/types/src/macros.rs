//! The two shapes in which numbers of the interface become types.

/// Declares sets of bits: open newtypes over the number that travels.
///
/// A bit that this version does not know is kept, so that a newer client can talk through an older
/// daemon; the driver that finally acts on it is the one to refuse it.
macro_rules! flags {
    ($(#[$meta:meta])* pub struct $name:ident: u32 {
        $($(#[$cmeta:meta])* $const:ident = $value:expr;)*
    }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
        pub struct $name(u32);

        impl $name {
            $($(#[$cmeta])* pub const $const: Self = Self($value);)*

            /// Every named value with its bits, in ascending order.
            pub const NAMES: &'static [(&'static str, u32)] = &[$((stringify!($const), $value)),*];

            /// No bit at all.
            #[must_use]
            pub const fn empty() -> Self {
                Self(0)
            }

            /// The set with exactly these bits, known or not.
            #[must_use]
            pub const fn from_bits(bits: u32) -> Self {
                Self(bits)
            }

            /// The bits as they travel.
            #[must_use]
            pub const fn bits(self) -> u32 {
                self.0
            }

            /// Whether no bit is set.
            #[must_use]
            pub const fn is_empty(self) -> bool {
                self.0 == 0
            }

            /// Whether all bits of `other` are set.
            #[must_use]
            pub const fn contains(self, other: Self) -> bool {
                self.0 & other.0 == other.0
            }

            /// Whether at least one bit of `other` is set.
            #[must_use]
            pub const fn intersects(self, other: Self) -> bool {
                self.0 & other.0 != 0
            }

            /// Refuses every bit outside `allowed`; the first line of a driver's method.
            ///
            /// # Errors
            /// `InvalidArg`, with the bits that nobody here knows.
            pub fn allow(self, allowed: Self) -> $crate::Result<()> {
                $crate::macros::refuse_unknown(stringify!($name), self.0, allowed.0)
            }
        }

        impl std::ops::BitOr for $name {
            type Output = Self;
            fn bitor(self, other: Self) -> Self {
                Self(self.0 | other.0)
            }
        }

        impl std::ops::BitOrAssign for $name {
            fn bitor_assign(&mut self, other: Self) {
                self.0 |= other.0;
            }
        }

        impl std::ops::BitAnd for $name {
            type Output = Self;
            fn bitand(self, other: Self) -> Self {
                Self(self.0 & other.0)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::macros::show_bits(f, stringify!($name), self.0, Self::NAMES)
            }
        }

        impl $crate::Repr<u32> for $name {
            fn to_repr(&self) -> u32 {
                self.0
            }
            fn from_repr(bits: u32) -> $crate::Result<Self> {
                Ok(Self(bits))
            }
        }
    };
}

/// Declares a closed list that others may extend: an open newtype over the number that travels.
macro_rules! words {
    ($(#[$meta:meta])* pub struct $name:ident: i32 {
        $($(#[$cmeta:meta])* $const:ident = $value:expr;)*
    }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
        pub struct $name(pub i32);

        impl $name {
            $($(#[$cmeta])* pub const $const: Self = Self($value);)*

            /// Every named value with its number, in ascending order.
            pub const NAMES: &'static [(&'static str, i32)] = &[$((stringify!($const), $value)),*];

            /// The constant's name, or `None` for a number that this version does not know.
            #[must_use]
            pub fn name(self) -> Option<&'static str> {
                Self::NAMES.iter().find(|(_, value)| *value == self.0).map(|(name, _)| *name)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self.name() {
                    Some(name) => f.write_str(name),
                    None => write!(f, "{}({})", stringify!($name), self.0),
                }
            }
        }

        impl $crate::Repr<i32> for $name {
            fn to_repr(&self) -> i32 {
                self.0
            }
            fn from_repr(value: i32) -> $crate::Result<Self> {
                Ok(Self(value))
            }
        }
    };
}

pub(crate) use {flags, words};

/// The error for bits outside those that a method knows; libvirt's wording, which scripts match.
pub(crate) fn refuse_unknown(name: &str, bits: u32, allowed: u32) -> crate::Result<()> {
    let unknown = bits & !allowed;
    if unknown == 0 {
        return Ok(());
    }
    Err(crate::Error::new(crate::Code::INVALID_ARG, format!("unsupported flags (0x{unknown:x}) in {name}")))
}

/// `Name(A | B | 0x40)`: the names of the bits, unknown ones as a number.
pub(crate) fn show_bits(
    f: &mut std::fmt::Formatter<'_>,
    name: &str,
    bits: u32,
    names: &[(&str, u32)],
) -> std::fmt::Result {
    write!(f, "{name}(")?;
    let mut rest = bits;
    let mut first = true;
    for (word, value) in names {
        if *value != 0 && rest & value == *value {
            write!(f, "{}{word}", if first { "" } else { " | " })?;
            rest &= !value;
            first = false;
        }
    }
    if rest != 0 {
        write!(f, "{}0x{rest:x}", if first { "" } else { " | " })?;
    }
    write!(f, ")")
}
