//! The types that look the same in every protocol source.

use crate::{Decoder, Encoder, Xdr, XdrError};

impl Xdr for () {
    const MIN_SIZE: usize = 0;

    fn encode(&self, _enc: &mut Encoder) -> Result<(), XdrError> {
        Ok(())
    }

    fn decode(_dec: &mut Decoder) -> Result<Self, XdrError> {
        Ok(())
    }
}

impl Xdr for u32 {
    const MIN_SIZE: usize = 4;

    fn encode(&self, enc: &mut Encoder) -> Result<(), XdrError> {
        enc.word(*self);
        Ok(())
    }

    fn decode(dec: &mut Decoder) -> Result<Self, XdrError> {
        dec.word()
    }
}

impl Xdr for i32 {
    const MIN_SIZE: usize = 4;

    fn encode(&self, enc: &mut Encoder) -> Result<(), XdrError> {
        enc.word(self.cast_unsigned());
        Ok(())
    }

    fn decode(dec: &mut Decoder) -> Result<Self, XdrError> {
        dec.word().map(u32::cast_signed)
    }
}

impl Xdr for u64 {
    const MIN_SIZE: usize = 8;

    fn encode(&self, enc: &mut Encoder) -> Result<(), XdrError> {
        enc.long(*self);
        Ok(())
    }

    fn decode(dec: &mut Decoder) -> Result<Self, XdrError> {
        dec.long()
    }
}

impl Xdr for i64 {
    const MIN_SIZE: usize = 8;

    fn encode(&self, enc: &mut Encoder) -> Result<(), XdrError> {
        enc.long(self.cast_unsigned());
        Ok(())
    }

    fn decode(dec: &mut Decoder) -> Result<Self, XdrError> {
        dec.long().map(u64::cast_signed)
    }
}

impl Xdr for f64 {
    const MIN_SIZE: usize = 8;

    fn encode(&self, enc: &mut Encoder) -> Result<(), XdrError> {
        enc.long(self.to_bits());
        Ok(())
    }

    fn decode(dec: &mut Decoder) -> Result<Self, XdrError> {
        dec.long().map(f64::from_bits)
    }
}

impl Xdr for bool {
    const MIN_SIZE: usize = 4;

    fn encode(&self, enc: &mut Encoder) -> Result<(), XdrError> {
        enc.word(u32::from(*self));
        Ok(())
    }

    fn decode(dec: &mut Decoder) -> Result<Self, XdrError> {
        dec.flag()
    }
}

/// A small integer travels as a whole word, as rpcgen's `char` and `short` do.
macro_rules! small {
    ($($small:ident in $word:ident),*) => { $(
        impl Xdr for $small {
            const MIN_SIZE: usize = 4;

            fn encode(&self, enc: &mut Encoder) -> Result<(), XdrError> {
                $word::from(*self).encode(enc)
            }

            fn decode(dec: &mut Decoder) -> Result<Self, XdrError> {
                let at = dec.position();
                let word = $word::decode(dec)?;
                $small::try_from(word)
                    .map_err(|_| XdrError::OutOfRange { name: stringify!($small), value: i64::from(word), at })
            }
        }
    )* };
}

small!(i8 in i32, i16 in i32, u8 in u32, u16 in u32);

/// An array of characters as rpcgen writes `char name[N]`: one word for each.
impl<const N: usize> Xdr for [i8; N] {
    const MIN_SIZE: usize = N * 4;

    fn encode(&self, enc: &mut Encoder) -> Result<(), XdrError> {
        self.iter().try_for_each(|item| item.encode(enc))
    }

    fn decode(dec: &mut Decoder) -> Result<Self, XdrError> {
        let mut out = [0; N];
        for item in &mut out {
            *item = i8::decode(dec)?;
        }
        Ok(out)
    }
}

/// A value that may be absent: a boolean, and the value behind it.
impl<T: Xdr> Xdr for Option<T> {
    const MIN_SIZE: usize = 4;

    fn encode(&self, enc: &mut Encoder) -> Result<(), XdrError> {
        enc.word(u32::from(self.is_some()));
        self.as_ref().map_or(Ok(()), |value| value.encode(enc))
    }

    fn decode(dec: &mut Decoder) -> Result<Self, XdrError> {
        if dec.flag()? { T::decode(dec).map(Some) } else { Ok(None) }
    }
}
