//! Random values of every generated type, and the round trips that they must survive.

use std::sync::Arc;

use bytes::Bytes;
use proptest::prelude::*;
use vir_xdr::{Xdr, from_bytes, to_bytes};

/// Where the choices of a sample come from: random bytes, zeros once they are used up.
pub(crate) struct Source {
    bytes: Vec<u8>,
    at: usize,
    depth: usize,
}

impl Source {
    fn new(bytes: Vec<u8>) -> Self {
        Self { bytes, at: 0, depth: 0 }
    }

    fn byte(&mut self) -> u8 {
        self.at += 1;
        self.bytes.get(self.at - 1).copied().unwrap_or(0)
    }

    fn word(&mut self) -> u64 {
        (0..8).fold(0, |word, _| word << 8 | u64::from(self.byte()))
    }

    pub(crate) fn below(&mut self, n: usize) -> usize {
        usize::from(self.byte()) % n.max(1)
    }

    pub(crate) fn one_of(&mut self, values: &[i32]) -> i32 {
        values[self.below(values.len())]
    }

    pub(crate) fn text(&mut self, max: usize) -> Arc<str> {
        let len = self.below(12).min(max);
        (0..len).map(|_| char::from(b'!' + self.byte() % 90)).collect::<String>().into()
    }

    pub(crate) fn bytes(&mut self, max: usize) -> Bytes {
        let len = self.below(12).min(max);
        (0..len).map(|_| self.byte()).collect::<Vec<u8>>().into()
    }

    pub(crate) fn fixed<const N: usize>(&mut self) -> [u8; N] {
        std::array::from_fn(|_| self.byte())
    }

    pub(crate) fn maybe<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        (self.byte() % 2 == 1).then(|| make(self))
    }

    pub(crate) fn list<T>(&mut self, max: usize, mut make: impl FnMut(&mut Self) -> T) -> Vec<T> {
        self.depth += 1;
        let len = if self.depth > 3 { 0 } else { self.below(4).min(max) };
        let list = (0..len).map(|_| make(self)).collect();
        self.depth -= 1;
        list
    }
}

/// A type of which samples can be made.
pub(crate) trait Sample: Sized {
    fn sample(src: &mut Source) -> Self;
}

macro_rules! numbers {
    ($($ty:ty)*) => {$(
        impl Sample for $ty {
            fn sample(src: &mut Source) -> Self {
                src.word() as $ty
            }
        }
    )*};
}
numbers!(i8 u8 i16 u16 i32 u32 i64 u64);

impl Sample for f64 {
    fn sample(src: &mut Source) -> Self {
        src.word() as f64 / 16.0
    }
}

impl Sample for bool {
    fn sample(src: &mut Source) -> Self {
        src.byte() % 2 == 1
    }
}

impl<T: Sample> Sample for Option<T> {
    fn sample(src: &mut Source) -> Self {
        src.maybe(T::sample)
    }
}

impl<const N: usize> Sample for [i8; N] {
    fn sample(src: &mut Source) -> Self {
        std::array::from_fn(|_| src.byte() as i8)
    }
}

/// What every type must hold: it comes back as it went, and no cut-off or longer text passes for it.
fn round_trips<T: Sample + Xdr + PartialEq + std::fmt::Debug>(name: &str) {
    let config = ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(bytes in prop::collection::vec(any::<u8>(), 0..400))| {
        let value = T::sample(&mut Source::new(bytes));
        let wire = to_bytes(&value).unwrap();
        prop_assert!(wire.len() >= T::MIN_SIZE, "{name}: shorter than MIN_SIZE");
        prop_assert_eq!(wire.len() % 4, 0, "{}: not a multiple of four", name);
        prop_assert_eq!(&from_bytes::<T>(wire.clone()).unwrap(), &value, "{}", name);
        if !wire.is_empty() {
            prop_assert!(from_bytes::<T>(wire.slice(..wire.len() - 4)).is_err(), "{name}: cut off, yet accepted");
        }
        let longer = [wire.as_ref(), &[0; 4]].concat();
        prop_assert!(from_bytes::<T>(longer.into()).is_err(), "{name}: too long, yet accepted");
    });
}

#[test]
fn every_type_round_trips() {
    crate::samples::each_type!(round_trips);
}

/// Any bytes at all are decoded or refused, never more.
fn survives_noise<T: Xdr>(_name: &str) {
    let config = ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(bytes in prop::collection::vec(any::<u8>(), 0..200))| {
        if let Ok(value) = from_bytes::<T>(bytes.clone().into()) {
            let again = to_bytes(&value).unwrap();
            prop_assert_eq!(again.as_ref(), bytes.as_slice());
        }
    });
}

#[test]
fn noise_is_refused_or_means_what_it_says() {
    crate::samples::each_type!(survives_noise);
}

#[test]
fn the_tables_are_whole() {
    let remote = crate::remote::PROCEDURES;
    assert!(remote.windows(2).all(|pair| pair[0].number < pair[1].number));
    assert_eq!(crate::qemu::PROCEDURES.len(), 7);
    assert_eq!(crate::lxc::PROCEDURES.len(), 1);
    assert_eq!(crate::admin::PROCEDURES.len(), 20);
    let define = remote.iter().find(|p| p.name == "domain_define_xml").unwrap();
    assert_eq!(define.number, crate::remote::Proc::DOMAIN_DEFINE_XML.0);
    assert!(define.changes() && define.high);
    assert!(!remote.iter().find(|p| p.name == "domain_get_state").unwrap().changes());
}
