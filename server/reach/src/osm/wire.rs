//! The protobuf wire format, as far as OpenStreetMap's PBF uses it.
//!
//! Reading it here, instead of through a general library, keeps a block's content in
//! place (no copy of any string or list) and makes every damaged byte an error.

/// The bytes do not follow the format.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) struct Broken;

/// A field's content.
#[derive(Copy, Clone, Debug)]
pub(super) enum Value<'a> {
    Number(u64),
    Bytes(&'a [u8]),
    /// A fixed-width number; PBF has none that matters.
    Fixed,
}

impl<'a> Value<'a> {
    pub(super) fn bytes(self) -> Result<&'a [u8], Broken> {
        if let Value::Bytes(bytes) = self { Ok(bytes) } else { Err(Broken) }
    }

    pub(super) fn number(self) -> Result<u64, Broken> {
        if let Value::Number(number) = self { Ok(number) } else { Err(Broken) }
    }
}

/// The fields of a message, in the order they were written.
#[derive(Copy, Clone, Debug)]
pub(super) struct Message<'a>(pub(super) &'a [u8]);

impl<'a> Message<'a> {
    /// The next field, `None` after the last.
    #[inline]
    pub(super) fn next(&mut self) -> Result<Option<(u64, Value<'a>)>, Broken> {
        if self.0.is_empty() {
            return Ok(None);
        }
        let key = varint(&mut self.0)?;
        let value = match key & 7 {
            0 => Value::Number(varint(&mut self.0)?),
            1 => self.take(8).map(|_| Value::Fixed)?,
            2 => {
                let length = usize::try_from(varint(&mut self.0)?).or(Err(Broken))?;
                Value::Bytes(self.take(length)?)
            }
            5 => self.take(4).map(|_| Value::Fixed)?,
            _ => return Err(Broken),
        };
        Ok(Some((key >> 3, value)))
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], Broken> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(Broken)?;
        self.0 = rest;
        Ok(taken)
    }
}

/// A number of seven bits a byte, lowest first.
#[inline]
pub(super) fn varint(bytes: &mut &[u8]) -> Result<u64, Broken> {
    if let [first, rest @ ..] = *bytes
        && *first < 0x80
    {
        *bytes = rest;
        return Ok(u64::from(*first));
    }
    let mut number = 0;
    for (at, &byte) in bytes.iter().take(10).enumerate() {
        number |= u64::from(byte & 0x7f) << (7 * at);
        if byte < 0x80 {
            *bytes = &bytes[at + 1..];
            return Ok(number);
        }
    }
    Err(Broken)
}

/// A signed number, as zigzag puts it: 0, -1, 1, -2 ...
#[inline]
pub(super) fn zigzag(number: u64) -> i64 {
    (number >> 1).cast_signed() ^ -(number & 1).cast_signed()
}

/// Differences from one number to the next, summed up.
#[derive(Copy, Clone, Debug)]
pub(super) struct Deltas<'a> {
    bytes: &'a [u8],
    sum: i64,
}

impl<'a> Deltas<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Deltas { bytes, sum: 0 }
    }

    /// The next number, `None` after the last.
    #[inline]
    pub(super) fn next(&mut self) -> Result<Option<i64>, Broken> {
        if self.bytes.is_empty() {
            return Ok(None);
        }
        self.sum = self.sum.wrapping_add(zigzag(varint(&mut self.bytes)?));
        Ok(Some(self.sum))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_the_format_writes_them() {
        let mut bytes: &[u8] = &[0x96, 0x01, 0x07];
        assert_eq!((varint(&mut bytes), varint(&mut bytes)), (Ok(150), Ok(7)));
        assert_eq!([0, 1, 2, 3].map(zigzag), [0, -1, 1, -2]);
    }

    #[test]
    fn broken_bytes_are_an_error() {
        assert_eq!(varint(&mut [0x80].as_slice()), Err(Broken), "the number goes on");
        assert_eq!(varint(&mut [0xff; 11].as_slice()), Err(Broken), "longer than any number");
        assert!(Message(&[0x0a, 0x05, 1, 2]).next().is_err(), "five bytes announced, two there");
        assert!(Message(&[0x0b]).next().is_err(), "groups are not used");
    }
}
