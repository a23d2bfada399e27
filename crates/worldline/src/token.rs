//! Tokens: what lies between JSON's delimiters, in any text. Both encoder and decoder look at the base's.

/// The longest token that is one; of a longer one, its first bytes.
pub(crate) const LONGEST: usize = 64;

/// Bytes that end a token: JSON's punctuation, quotes and white space.
const ENDS: [bool; 256] = {
    let mut ends = [false; 256];
    let mut byte = 0;
    while byte <= b' ' as usize {
        ends[byte] = true;
        byte += 1;
    }
    let marks = b",:{}[]\"";
    let mut i = 0;
    while i < marks.len() {
        ends[marks[i] as usize] = true;
        i += 1;
    }
    ends
};

/// Whether `byte` ends a token.
#[inline]
pub(crate) fn is_end(byte: u8) -> bool {
    ENDS[usize::from(byte)]
}

/// Whether `byte` is JSON's white space.
#[inline]
pub(crate) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\t' | b'\r')
}

/// Bytes from the start of `bytes` to the end of the token there. Of white space, all that follows is one token.
#[inline]
pub(crate) fn rest(bytes: &[u8]) -> usize {
    let bytes = &bytes[..bytes.len().min(LONGEST)];
    match bytes.first() {
        Some(byte) if is_blank(*byte) => bytes.iter().take_while(|byte| is_blank(**byte)).count(),
        _ => {
            let (eights, rest) = bytes.as_chunks::<8>();
            for (i, eight) in eights.iter().enumerate() {
                let ends = ends_of(*eight);
                if ends != 0 {
                    return 8 * i + (ends.trailing_zeros() / 8) as usize;
                }
            }
            let last = rest.iter().position(|byte| is_end(*byte));
            last.map_or(bytes.len(), |at| bytes.len() - rest.len() + at)
        }
    }
}

/// The high bit of each of eight bytes that ends a token, as [`is_end`] tells.
#[inline]
fn ends_of(eight: [u8; 8]) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const LOW_BITS: u64 = 0x7f * ONES;
    let text = u64::from_le_bytes(eight);
    // With this bit set, opening and closing brackets become braces, and what becomes another mark was a control
    // character, which ends a token as well.
    let folded = text | (0x20 * ONES);
    let is_not = |mark: u8| {
        let other = folded ^ (u64::from(mark) * ONES);
        ((other & LOW_BITS) + LOW_BITS) | other
    };
    let is_no_mark = is_not(b'{') & is_not(b'}') & is_not(b',') & is_not(b':') & is_not(b'"');
    let is_above_blank = ((text & LOW_BITS) + (0x5f * ONES)) | text;
    !(is_no_mark & is_above_blank) & (0x80 * ONES)
}

/// A decimal number as it is written: without an exponent, and of at most 18 digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Number {
    /// The digits without the point, and the sign.
    pub value: i64,
    /// How many digits follow the point; none if there is no point.
    pub decimals: Option<u8>,
}

impl Number {
    /// Reads a number that is all of `text`.
    pub(crate) fn parse(text: &[u8]) -> Option<Self> {
        let (negative, digits) = match text {
            [b'-', digits @ ..] => (true, digits),
            digits => (false, digits),
        };
        if digits.is_empty() || digits.len() > 19 {
            return None;
        }
        let mut value = 0_i64;
        let mut decimals = None;
        let mut count = 0;
        for byte in digits {
            match byte {
                b'0'..=b'9' => {
                    // Before the next digit, since 19 of them may not fit.
                    if count == 18 {
                        return None;
                    }
                    value = value * 10 + i64::from(byte - b'0');
                    decimals = decimals.map(|n| n + 1);
                    count += 1;
                }
                b'.' if decimals.is_none() => decimals = Some(0),
                _ => return None,
            }
        }
        Some(Self { value: if negative { -value } else { value }, decimals })
    }

    /// Writes it as it is most often written: without needless zeros before the point.
    pub(crate) fn write(self, out: &mut Vec<u8>) {
        let mut digits = [b'0'; 24];
        let mut at = digits.len();
        let mut left = self.value.unsigned_abs();
        let decimals = usize::from(self.decimals.unwrap_or(0)).min(18);
        let least = decimals + 1;
        let mut written = 0;
        while left != 0 || written < least {
            if written == decimals && self.decimals.is_some() {
                at -= 1;
                digits[at] = b'.';
            }
            at -= 1;
            digits[at] = b'0' + (left % 10).to_le_bytes()[0];
            left /= 10;
            written += 1;
        }
        if self.value < 0 {
            out.push(b'-');
        }
        out.extend_from_slice(&digits[at..]);
    }
}

/// How many bytes before `at` belong to the number that `at` is in or at the end of; at most 24.
pub(crate) fn number_before(bytes: &[u8], at: usize) -> usize {
    let head = &bytes[at.saturating_sub(24)..at];
    head.iter().rev().take_while(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'-')).count()
}

/// The number that the token at `at` of the base is, if it is one, and where it begins.
#[inline]
pub(crate) fn number_at(base: &[u8], at: usize, rest: usize) -> Option<(usize, Number)> {
    let start = at - number_before(base, at);
    Number::parse(&base[start..at + rest]).map(|number| (start, number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_ends_among_eight_bytes_are_those_that_end_a_token() {
        for byte in 0..=255 {
            for at in 0..8 {
                let mut eight = [b'a'; 8];
                eight[at] = byte;
                assert_eq!(ends_of(eight) != 0, is_end(byte), "{byte}");
                assert!(!is_end(byte) || ends_of(eight) == 0x80 << (8 * at), "{byte}");
            }
        }
    }

    #[test]
    fn numbers_are_written_as_they_were_read() {
        for text in ["0", "7", "-7", "0.5", "-0.05", "12.340", "999999999999999999", "0.00000000000000001"] {
            let number = Number::parse(text.as_bytes()).unwrap();
            let mut out = Vec::new();
            number.write(&mut out);
            assert_eq!(String::from_utf8(out).unwrap(), text, "{number:?}");
        }
    }

    #[test]
    fn what_is_no_plain_number_is_not_read() {
        for text in
            ["", "-", "1e5", "1.2.3", "1234567890123456789", "9999999999999999999", "abc", "--1", "+1"]
        {
            assert_eq!(Number::parse(text.as_bytes()).filter(|_| text != "-"), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_number_can_be_written(value: i64, decimals in proptest::option::of(0_u8..=255)) {
            Number { value, decimals }.write(&mut Vec::new());
        }
    }
}
