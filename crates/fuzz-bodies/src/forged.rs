//! A delta that nobody encoded, as the targets read it from their input.

use worldline::Stage;

/// In the first byte of an input: what the header of the delta is.
const RAW: u8 = 3;
/// In the first byte of an input: the body of a delta of the zstd stage is to be compressed.
const PACKED: u8 = 4;
/// Bytes before the base.
const HEAD: usize = 5;

/// A base, and a delta against it whose body is any bytes.
///
/// A fuzzer that has to find the header by itself spends its time on it: the base's length must be right, and a body of
/// the zstd stage must be a frame of zstd. So the header is written for it, and the input is, in this order:
///
/// - a byte whose two lowest bits are the number of a stage, or 3 for a delta that is all of the fuzzer's making, and
///   whose third bit says whether a body of the zstd stage is to be compressed,
/// - the length of the base in 16 bits, lowest byte first; if there are fewer bytes, all of them are the base's,
/// - the length of the document that the header names, in 16 bits too,
/// - the base,
/// - the body of the delta, or all of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forged {
    /// What the delta is against.
    pub base: Vec<u8>,
    /// The delta.
    pub delta: Vec<u8>,
}

impl Forged {
    /// Reads an input; none if it is too short to be one.
    #[must_use]
    pub fn read(input: &[u8]) -> Option<Self> {
        let (&[how, base_0, base_1, len_0, len_1], rest) = input.split_first_chunk::<HEAD>()?;
        let base_len = usize::from(u16::from_le_bytes([base_0, base_1])).min(rest.len());
        let (base, body) = rest.split_at(base_len);
        let len = u16::from_le_bytes([len_0, len_1]);
        let delta = match how & RAW {
            0 => with_header(0, base, len, body),
            1 if how & PACKED != 0 => with_header(1, base, len, &packed(body)),
            // "Not compressed."
            1 => with_header(1, base, len, &[&[0], body].concat()),
            2 => with_header(2, base, len, body),
            _ => body.to_vec(),
        };
        Some(Self { base: base.to_vec(), delta })
    }

    /// Writes the input that is read as this delta, of a header that is left to the reader where that is possible.
    ///
    /// For what was encoded, without digests: it is then a place to begin from.
    #[must_use]
    pub fn write(base: &[u8], delta: &[u8]) -> Option<Vec<u8>> {
        let header = worldline::inspect(delta).ok()?;
        let bare = worldline::without_digests(delta).ok()?;
        let len = u16::try_from(header.len).ok()?;
        let (how, body) = match header.stage {
            Stage::Plain => (0, body_of(&bare)?.to_vec()),
            Stage::Zstd => match read_number(body_of(&bare)?)? {
                (0, body) => (1, body.to_vec()),
                (len, frame) => (1 | PACKED, zstd::bulk::decompress(frame, usize::try_from(len).ok()?).ok()?),
            },
            Stage::Adaptive => (2, body_of(&bare)?.to_vec()),
            _ => return None,
        };
        Self::input(how, base, len, &body)
    }

    /// Writes the input that is read as this delta, header and all.
    #[must_use]
    pub fn write_raw(base: &[u8], delta: &[u8]) -> Option<Vec<u8>> {
        Self::input(RAW, base, 0, delta)
    }

    fn input(how: u8, base: &[u8], len: u16, body: &[u8]) -> Option<Vec<u8>> {
        let base_len = u16::try_from(base.len()).ok()?;
        Some([&[how][..], &base_len.to_le_bytes(), &len.to_le_bytes(), base, body].concat())
    }
}

fn with_header(stage: u8, base: &[u8], len: u16, body: &[u8]) -> Vec<u8> {
    let mut delta = b"WLD\x01".to_vec();
    delta.push(stage);
    write_number(&mut delta, base.len() as u64);
    write_number(&mut delta, u64::from(len));
    delta.extend_from_slice(body);
    delta
}

fn packed(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    write_number(&mut out, body.len() as u64);
    out.extend_from_slice(&zstd::bulk::compress(body, 1).expect("there is memory for so little"));
    out
}

/// What follows the header of a delta without digests.
fn body_of(delta: &[u8]) -> Option<&[u8]> {
    let (_, rest) = read_number(delta.get(5..)?)?;
    let (_, rest) = read_number(rest)?;
    Some(rest)
}

/// Written here once more, since a number that the codec writes wrong it may well read as it wrote it.
fn write_number(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value.to_le_bytes()[0] | 0x80);
        value >>= 7;
    }
    out.push(value.to_le_bytes()[0]);
}

fn read_number(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let len = bytes.iter().take(9).position(|byte| *byte < 0x80)? + 1;
    let (number, rest) = bytes.split_at(len);
    Some((number.iter().rev().fold(0, |value, byte| value << 7 | u64::from(byte & 0x7f)), rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use worldline::{Identity, Options, encode};

    #[test]
    fn what_is_written_is_read_as_a_delta_that_decodes() {
        let (base, new) = (b"[\"one\",\"two\"]", b"[\"one\",\"three\"]".repeat(20));
        for stage in [Stage::Plain, Stage::Zstd, Stage::Adaptive] {
            let options = Options::default().with_stage(stage).with_identity(Identity::Lengths);
            let delta = encode(base, &new, &options).unwrap();
            for input in [Forged::write(base, &delta), Forged::write_raw(base, &delta)] {
                let forged = Forged::read(&input.unwrap()).unwrap();
                assert_eq!(forged.base, base);
                assert_eq!(worldline::inspect(&forged.delta).unwrap().stage, stage);
                assert!(worldline::decode(base, &forged.delta, new.len()).as_ref() == Ok(&new), "{stage:?}");
            }
        }
    }
}
