//! What a decoder and an encoder do not take, and how they say it.
#![allow(clippy::unwrap_used, reason = "a failed helper is a failed test")]

use bytes::Bytes;
use vir_xdr::{Decoder, Encoder, Xdr, XdrError, from_bytes};

fn dec(bytes: &[u8]) -> Decoder {
    Decoder::new(Bytes::copy_from_slice(bytes))
}

fn refused<T: Xdr + std::fmt::Debug>(bytes: &[u8]) -> XdrError {
    from_bytes::<T>(Bytes::copy_from_slice(bytes)).unwrap_err()
}

#[test]
fn lengths_over_the_bound() {
    assert_eq!(dec(b"\0\0\0\x05abcde\0\0\0").string(4), Err(XdrError::TooLong { at: 0, len: 5, max: 4 }));
    assert_eq!(dec(b"\0\0\0\x02ab\0\0").opaque(1), Err(XdrError::TooLong { at: 0, len: 2, max: 1 }));
    let two = b"\0\0\0\x02\0\0\0\0\0\0\0\0";
    assert_eq!(dec(two).array::<u32>(1), Err(XdrError::TooLong { at: 0, len: 2, max: 1 }));
    assert_eq!(dec(two).string_array(1, 1), Err(XdrError::TooLong { at: 0, len: 2, max: 1 }));
    assert_eq!(
        dec(b"\0\0\0\x01\0\0\0\x02ab\0\0").string_array(1, 1),
        Err(XdrError::TooLong { at: 4, len: 2, max: 1 })
    );
}

#[test]
fn lengths_over_what_remains_allocate_nothing() {
    let huge = [0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0];
    let len = 0xffff_ffff;
    assert_eq!(
        dec(&huge).opaque(usize::MAX),
        Err(XdrError::LengthBeyondEnd { at: 0, len, wanted: len, left: 4 })
    );
    assert_eq!(
        dec(&huge).array::<u64>(usize::MAX),
        Err(XdrError::LengthBeyondEnd { at: 0, len, wanted: len * 8, left: 4 })
    );
    assert_eq!(
        dec(&huge).string_array(usize::MAX, 1),
        Err(XdrError::LengthBeyondEnd { at: 0, len, wanted: len * 4, left: 4 })
    );
}

#[test]
fn ends_inside_a_value() {
    assert_eq!(refused::<u32>(&[0, 0]), XdrError::Truncated { at: 0, wanted: 4, left: 2 });
    assert_eq!(refused::<i64>(&[0; 7]), XdrError::Truncated { at: 0, wanted: 8, left: 7 });
    assert_eq!(refused::<Option<u64>>(&[0, 0, 0, 1, 9]), XdrError::Truncated { at: 4, wanted: 8, left: 1 });
    assert_eq!(dec(b"\0\0\0\x03abc").opaque(3), Err(XdrError::Truncated { at: 7, wanted: 1, left: 0 }));
    assert_eq!(dec(b"abc").opaque_fixed::<4>(), Err(XdrError::Truncated { at: 0, wanted: 4, left: 3 }));
    assert_eq!(dec(b"abc").opaque_fixed::<3>(), Err(XdrError::Truncated { at: 3, wanted: 1, left: 0 }));
}

#[test]
fn padding_that_is_not_zero() {
    assert_eq!(dec(b"\0\0\0\x03abcd").opaque(3), Err(XdrError::BadPadding { at: 7 }));
    assert_eq!(dec(b"\0\0\0\x01a\0\0\x01").string(3), Err(XdrError::BadPadding { at: 5 }));
    assert_eq!(dec(b"abcd").opaque_fixed::<3>(), Err(XdrError::BadPadding { at: 3 }));
}

#[test]
fn booleans_are_strict() {
    assert_eq!(refused::<bool>(&[0, 0, 0, 2]), XdrError::BadBool { at: 0, value: 2 });
    assert_eq!(
        refused::<Option<u32>>(&[1, 0, 0, 0, 0, 0, 0, 0]),
        XdrError::BadBool { at: 0, value: 1 << 24 }
    );
    assert_eq!(dec(&[0, 0, 0, 3]).option_string(9), Err(XdrError::BadBool { at: 0, value: 3 }));
}

#[test]
fn small_integers_are_range_checked() {
    assert_eq!(refused::<u8>(&[0, 0, 1, 0]), XdrError::OutOfRange { name: "u8", value: 256, at: 0 });
    assert_eq!(refused::<i8>(&[0, 0, 0, 128]), XdrError::OutOfRange { name: "i8", value: 128, at: 0 });
    assert_eq!(refused::<i16>(&[0, 1, 0, 0]), XdrError::OutOfRange { name: "i16", value: 65536, at: 0 });
    assert_eq!(refused::<u16>(&[0xff; 4]), XdrError::OutOfRange { name: "u16", value: 0xffff_ffff, at: 0 });
    assert_eq!(
        refused::<[i8; 2]>(&[0, 0, 0, 1, 0, 0, 1, 1]),
        XdrError::OutOfRange { name: "i8", value: 257, at: 4 }
    );
}

#[test]
fn strings_are_text() {
    assert_eq!(dec(b"\0\0\0\x02\xc3\x28\0\0").string(9), Err(XdrError::BadUtf8 { at: 4 }));
    assert_eq!(dec(b"\0\0\0\x02a\0\0\0").string(9), Err(XdrError::NulInString { at: 4 }));
}

#[test]
fn trailing_bytes() {
    assert_eq!(refused::<u32>(&[0; 8]), XdrError::TrailingBytes { at: 4, left: 4 });
    assert_eq!(refused::<()>(&[0]), XdrError::TrailingBytes { at: 0, left: 1 });
}

#[test]
fn generated_code_names_the_type() {
    let mut taken = dec(&[0, 0, 0, 0, 0, 0, 0, 77]);
    u32::decode(&mut taken).unwrap();
    let value = i32::decode(&mut taken).unwrap();
    let error = XdrError::bad_enum("Colour", value, &taken);
    assert_eq!(error, XdrError::BadEnum { name: "Colour", value: 77, at: 4 });
    assert_eq!(error.to_string(), "expected a value of Colour at byte 4, found 77");
    let error = XdrError::bad_union("Value", value, &taken);
    assert_eq!(error.to_string(), "union Value has no arm for 77, found at byte 4");
}

#[test]
fn an_encoder_keeps_the_bounds_too() {
    let mut enc = Encoder::with_capacity(8);
    assert_eq!(enc.string("abc", 2), Err(XdrError::TooLong { at: 0, len: 3, max: 2 }));
    assert_eq!(enc.string("a\0", 2), Err(XdrError::NulInString { at: 0 }));
    assert_eq!(enc.opaque(b"abc", 2), Err(XdrError::TooLong { at: 0, len: 3, max: 2 }));
    assert_eq!(enc.array(&[1u32, 2], 1), Err(XdrError::TooLong { at: 0, len: 2, max: 1 }));
    assert_eq!(
        enc.string_array(&["a".into(), "b".into()], 1, 1),
        Err(XdrError::TooLong { at: 0, len: 2, max: 1 })
    );
    assert!(enc.is_empty());
    let error = enc.string_array(&["abc".into()], 1, 2).unwrap_err();
    assert_eq!(error.to_string(), "length 3 at byte 4 exceeds the bound 2");
}
