//! What is encoded decodes to itself, in the bytes that RFC 4506 asks for.
#![allow(clippy::unwrap_used, reason = "a failed helper is a failed test")]

use std::sync::Arc;

use bytes::Bytes;
use proptest::prelude::*;
use vir_xdr::{Decoder, Encoder, Xdr, XdrError, from_bytes, to_bytes};

fn round<T: Xdr + PartialEq + std::fmt::Debug>(value: &T) {
    let bytes = to_bytes(value).unwrap();
    assert_eq!(bytes.len() % 4, 0);
    assert!(bytes.len() >= T::MIN_SIZE);
    assert_eq!(&from_bytes::<T>(bytes).unwrap(), value);
}

fn written(write: impl FnOnce(&mut Encoder) -> Result<(), XdrError>) -> Vec<u8> {
    let mut enc = Encoder::new();
    write(&mut enc).unwrap();
    enc.into_inner().to_vec()
}

fn reading(bytes: Vec<u8>) -> Decoder {
    Decoder::new(Bytes::from(bytes))
}

#[test]
fn scalars_in_network_order() {
    assert_eq!(to_bytes(&-2i32).unwrap()[..], [0xff, 0xff, 0xff, 0xfe]);
    assert_eq!(to_bytes(&0x0102_0304u32).unwrap()[..], [1, 2, 3, 4]);
    assert_eq!(to_bytes(&-1i8).unwrap()[..], [0xff; 4]);
    assert_eq!(to_bytes(&255u8).unwrap()[..], [0, 0, 0, 255]);
    assert_eq!(to_bytes(&0x0102_0304_0506_0708i64).unwrap()[..], [1, 2, 3, 4, 5, 6, 7, 8]);
    assert_eq!(to_bytes(&1.0f64).unwrap()[..], [0x3f, 0xf0, 0, 0, 0, 0, 0, 0]);
    assert_eq!(to_bytes(&true).unwrap()[..], [0, 0, 0, 1]);
    assert_eq!(to_bytes(&Some(7u32)).unwrap()[..], [0, 0, 0, 1, 0, 0, 0, 7]);
    assert_eq!(to_bytes(&None::<u32>).unwrap()[..], [0; 4]);
    assert_eq!(to_bytes(&[1i8, -1]).unwrap()[..], [0, 0, 0, 1, 0xff, 0xff, 0xff, 0xff]);
    assert!(to_bytes(&()).unwrap().is_empty());
}

#[test]
fn strings_are_padded() {
    assert_eq!(written(|enc| enc.string("abcde", 5)), b"\0\0\0\x05abcde\0\0\0");
    assert_eq!(written(|enc| enc.string("", 0)), [0; 4]);
    assert_eq!(written(|enc| enc.option_string(Some("ab"), 9)), b"\0\0\0\x01\0\0\0\x02ab\0\0");
    assert_eq!(written(|enc| enc.option_string(None, 9)), [0; 4]);
    assert_eq!(written(|enc| enc.opaque_fixed(b"abc")), b"abc\0");
}

#[test]
fn opaque_data_stays_shared() {
    let bytes = Bytes::from(written(|enc| enc.opaque(b"shared", 10)));
    let opaque = Decoder::new(bytes.clone()).opaque(10).unwrap();
    assert_eq!(opaque, "shared");
    assert_eq!(opaque.as_ptr(), bytes[4..].as_ptr());
}

#[test]
fn an_encoder_appends_and_a_decoder_counts() {
    let mut enc = Encoder::from(bytes::BytesMut::from(&b"head"[..]));
    9u32.encode(&mut enc).unwrap();
    enc.raw(b"tail");
    assert_eq!(enc.len(), 12);
    let mut dec = Decoder::new(enc.into_inner().freeze());
    assert_eq!(dec.opaque_fixed::<4>().unwrap(), *b"head");
    assert_eq!((dec.position(), dec.remaining()), (4, 8));
    assert_eq!(u32::decode(&mut dec).unwrap(), 9);
    assert_eq!(dec.rest(), "tail");
}

proptest! {
    #[test]
    fn every_scalar(a: i8, b: u8, c: i16, d: u16, e: i32, f: u32, g: i64, h: u64, i: f64, j: bool) {
        round(&a);
        round(&b);
        round(&c);
        round(&d);
        round(&e);
        round(&f);
        round(&g);
        round(&h);
        round(&i);
        round(&j);
        round(&Some(h));
        round(&Some(Some(j)));
        round(&[a, a.wrapping_neg(), 0]);
    }

    #[test]
    fn every_string(text in "[^\0]{0,40}", list in prop::collection::vec("[^\0]{0,9}", 0..9)) {
        let list: Vec<Arc<str>> = list.into_iter().map(Arc::from).collect();
        let mut dec = reading(written(|enc| {
            enc.string(&text, 160)?;
            enc.option_string(Some(&text), 160)?;
            enc.string_array(&list, 9, 36)
        }));
        prop_assert_eq!(&*dec.string(160).unwrap(), text.as_str());
        let optional = dec.option_string(160).unwrap();
        prop_assert_eq!(optional.as_deref(), Some(text.as_str()));
        prop_assert_eq!(dec.string_array(9, 36).unwrap(), list);
        dec.finish().unwrap();
    }

    #[test]
    fn every_sequence(
        data in prop::collection::vec(any::<u8>(), 0..70),
        fixed: [u8; 6],
        longs in prop::collection::vec(any::<Option<i64>>(), 0..40),
    ) {
        let mut dec = reading(written(|enc| {
            enc.opaque(&data, 70)?;
            enc.opaque_fixed(&fixed)?;
            enc.array(&longs, 40)
        }));
        prop_assert_eq!(&dec.opaque(70).unwrap()[..], &data[..]);
        prop_assert_eq!(dec.opaque_fixed::<6>().unwrap(), fixed);
        prop_assert_eq!(dec.array::<Option<i64>>(40).unwrap(), longs);
        dec.finish().unwrap();
    }

    #[test]
    fn random_bytes_are_answered(data in prop::collection::vec(any::<u8>(), 0..64)) {
        let bytes = Bytes::from(data);
        let dec = || Decoder::new(bytes.clone());
        let _ = dec().string(1 << 22);
        let _ = dec().opaque(usize::MAX);
        let _ = dec().option_string(20);
        let _ = dec().array::<u64>(usize::MAX);
        let _ = dec().string_array(usize::MAX, usize::MAX);
        let _ = from_bytes::<Option<[i8; 4]>>(bytes.clone());
    }
}
