//! Numbers of 7 bits a byte, lowest first; the high bit says that more follow.

/// Appends `value`.
pub(crate) fn write(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value.to_le_bytes()[0] | 0x80);
        value >>= 7;
    }
    out.push(value.to_le_bytes()[0]);
}

/// Reads a number at `at` and moves past it; none if it ends too early or has more than 64 bits.
pub(crate) fn read(bytes: &[u8], at: &mut usize) -> Option<u64> {
    let mut value = 0_u64;
    for shift in (0..64).step_by(7) {
        let byte = *bytes.get(*at)?;
        *at += 1;
        let part = u64::from(byte & 0x7f);
        if shift == 63 && part > 1 {
            return None;
        }
        value |= part << shift;
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_written_is_read(value: u64) {
            let mut out = Vec::new();
            write(&mut out, value);
            let mut at = 0;
            prop_assert_eq!(read(&out, &mut at), Some(value));
            prop_assert_eq!(at, out.len());
        }
    }

    #[test]
    fn a_number_of_more_than_64_bits_is_refused() {
        assert_eq!(read(&[0xff; 9], &mut 0), None);
        let mut bytes = [0xff; 10];
        bytes[9] = 2;
        assert_eq!(read(&bytes, &mut 0), None);
    }
}
