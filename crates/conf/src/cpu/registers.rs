//! What an x86 processor shows of itself: leaves of CPUID and model-specific registers.

use std::collections::BTreeMap;

/// Where bits of a processor are read. Sorts leaves before registers, each by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Place {
    /// A leaf of CPUID.
    Cpuid {
        /// The leaf: `eax` when CPUID is asked.
        leaf: u32,
        /// The part of it: `ecx` when CPUID is asked.
        sub: u32,
    },
    /// A model-specific register.
    Msr {
        /// Its number.
        index: u32,
    },
}

/// Bits at a place. A model-specific register has its low half in `eax` and its high half in `edx`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // The registers' own names say it.
pub struct Bits {
    pub eax: u32,
    pub ebx: u32,
    pub ecx: u32,
    pub edx: u32,
}

impl Bits {
    fn zip(self, other: Self, with: impl Fn(u32, u32) -> u32) -> Self {
        Self {
            eax: with(self.eax, other.eax),
            ebx: with(self.ebx, other.ebx),
            ecx: with(self.ecx, other.ecx),
            edx: with(self.edx, other.edx),
        }
    }

    /// Whether no bit is set.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self == Self::default()
    }

    /// Whether all bits of `other` are set here.
    #[must_use]
    pub fn covers(self, other: Self) -> bool {
        self.zip(other, |a, b| a & b) == other
    }
}

/// A set of bits at places. A place without a set bit is the same as none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Registers(BTreeMap<Place, Bits>);

impl Registers {
    /// Sets bits.
    pub fn add(&mut self, place: Place, bits: Bits) {
        if !bits.is_empty() {
            let own = self.0.entry(place).or_default();
            *own = own.zip(bits, |a, b| a | b);
        }
    }

    /// Sets the bits of `other`.
    pub fn add_all(&mut self, other: &Self) {
        for (place, bits) in other.iter() {
            self.add(place, bits);
        }
    }

    /// Clears bits.
    pub fn remove(&mut self, place: Place, bits: Bits) {
        if let Some(own) = self.0.get_mut(&place) {
            *own = own.zip(bits, |a, b| a & !b);
            if own.is_empty() {
                self.0.remove(&place);
            }
        }
    }

    /// Clears the bits of `other`.
    pub fn remove_all(&mut self, other: &Self) {
        for (place, bits) in other.iter() {
            self.remove(place, bits);
        }
    }

    /// Clears the bits that `other` does not have.
    pub fn keep_only(&mut self, other: &Self) {
        self.0.retain(|place, own| {
            *own = own.zip(other.get(*place), |a, b| a & b);
            !own.is_empty()
        });
    }

    /// Whether all bits of `other` are set.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        other.iter().all(|(place, bits)| self.get(place).covers(bits))
    }

    /// Whether no bit is set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The bits at a place.
    #[must_use]
    pub fn get(&self, place: Place) -> Bits {
        self.0.get(&place).copied().unwrap_or_default()
    }

    /// Places with a set bit, sorted.
    pub fn iter(&self) -> impl Iterator<Item = (Place, Bits)> + '_ {
        self.0.iter().map(|(place, bits)| (*place, *bits))
    }
}

/// The number of a processor among the models of its maker.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // The manuals' own names say it.
pub struct Signature {
    pub family: u32,
    pub model: u32,
    pub stepping: u32,
}

/// The leaf whose `eax` is the signature.
const SIGNATURE: Place = Place::Cpuid { leaf: 1, sub: 0 };
/// The leaf with the maker's name.
const VENDOR: Place = Place::Cpuid { leaf: 0, sub: 0 };

impl Signature {
    /// From `eax` of leaf 1; the reserved bits and the type of the processor do not count.
    #[must_use]
    pub fn from_eax(eax: u32) -> Self {
        let family = ((eax >> 20) & 0xff).saturating_add((eax >> 8) & 0xf);
        let model = ((eax >> 12) & 0xf0) | ((eax >> 4) & 0xf);
        Self { family, model, stepping: eax & 0xf }
    }

    /// As in `eax` of leaf 1.
    #[must_use]
    pub fn to_eax(self) -> u32 {
        let extended = self.family.saturating_sub(0xf);
        (extended << 20)
            | ((self.model >> 4) << 16)
            | (self.family.min(0xf) << 8)
            | ((self.model & 0xf) << 4)
            | (self.stepping & 0xf)
    }
}

impl Registers {
    /// The signature; all 0 if it is not there.
    #[must_use]
    pub fn signature(&self) -> Signature {
        Signature::from_eax(self.get(SIGNATURE).eax)
    }

    /// Adds a signature.
    pub fn add_signature(&mut self, signature: Signature) {
        self.add(SIGNATURE, Bits { eax: signature.to_eax(), ..Bits::default() });
    }

    /// Adds the name of a maker; `false` if it does not have 12 bytes.
    pub fn add_vendor(&mut self, name: &str) -> bool {
        let Some(bits) = vendor_bits(name) else { return false };
        self.add(VENDOR, bits);
        true
    }

    /// Clears the name of a maker if it is this one.
    pub(super) fn take_vendor(&mut self, bits: Bits) -> bool {
        let found = self.get(VENDOR).covers(bits);
        if found {
            self.remove(VENDOR, bits);
        }
        found
    }

    pub(super) fn add_vendor_bits(&mut self, bits: Bits) {
        self.add(VENDOR, bits);
    }
}

/// The name of a maker as leaf 0 has it: 12 bytes in `ebx`, `edx` and `ecx`.
pub(super) fn vendor_bits(name: &str) -> Option<Bits> {
    let (words, []) = name.as_bytes().as_chunks::<4>() else { return None };
    let [ebx, edx, ecx] = *words else { return None };
    let word = u32::from_le_bytes;
    Some(Bits { eax: 0, ebx: word(ebx), ecx: word(ecx), edx: word(edx) })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn signatures_go_both_ways() {
        for (eax, family, model, stepping) in
            [(0x0006_10f01, 21, 16, 1), (0x0002_06a7, 6, 42, 7), (0x0080_0f11, 23, 1, 1)]
        {
            let signature = Signature::from_eax(eax);
            assert_eq!(signature, Signature { family, model, stepping });
            assert_eq!(signature.to_eax(), eax);
        }
    }

    #[test]
    fn a_makers_name_has_twelve_bytes() {
        let bits = vendor_bits("GenuineIntel").unwrap();
        assert_eq!((bits.ebx, bits.edx, bits.ecx), (0x756e_6547, 0x4965_6e69, 0x6c65_746e));
        assert_eq!(vendor_bits("GenuineIntel!"), None);
        assert_eq!(vendor_bits("Intel"), None);
    }

    #[test]
    fn a_place_without_bits_is_none() {
        let place = Place::Msr { index: 0x10a };
        let mut registers = Registers::default();
        registers.add(place, Bits { eax: 5, ..Bits::default() });
        registers.remove(place, Bits { eax: 4, ..Bits::default() });
        assert_eq!(registers.get(place).eax, 1);
        registers.keep_only(&Registers::default());
        assert!(registers.is_empty());
        assert_eq!(registers, Registers::default());
    }
}
