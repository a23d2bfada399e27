//! Ranges and entity tags of downloads.

mod etag;

use std::ops::Range;

pub(crate) use etag::{entity_tags, etag_list_matches, if_range_holds};

/// What a `Range` header asks of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RangeOutcome {
    /// Nothing that we answer in part: send the whole document with 200.
    Whole,
    /// These bytes, never none: send them with 206 and a `Content-Range`.
    Partial(Range<u64>),
    /// A range that lies outside: answer 416 with `Content-Range: bytes */length`.
    NotSatisfiable,
}

/// Reads a `Range` header for a document of `length` bytes (RFC 9110, section 14).
///
/// Several ranges, another unit and anything malformed give the whole document, as the RFC allows: nobody
/// resumes a download with several ranges, and `multipart/byteranges` can make an answer larger than the document.
pub(crate) fn parse_range(header: Option<&str>, length: u64) -> RangeOutcome {
    match header.and_then(single_byte_range) {
        None => RangeOutcome::Whole,
        Some(Asked::From(first)) => bounded(first, length, length),
        Some(Asked::FromTo(first, last)) => bounded(first, last.saturating_add(1), length),
        Some(Asked::Last(0)) => RangeOutcome::NotSatisfiable,
        // The last bytes of nothing are nothing, and a 206 cannot say so.
        Some(Asked::Last(_)) if length == 0 => RangeOutcome::Whole,
        Some(Asked::Last(count)) => RangeOutcome::Partial(length.saturating_sub(count)..length),
    }
}

fn bounded(start: u64, end: u64, length: u64) -> RangeOutcome {
    if start < length { RangeOutcome::Partial(start..end.min(length)) } else { RangeOutcome::NotSatisfiable }
}

enum Asked {
    From(u64),
    FromTo(u64, u64),
    Last(u64),
}

fn single_byte_range(header: &str) -> Option<Asked> {
    let (unit, range) = header.split_once('=')?;
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return None;
    }
    let (first, last) = range.trim().split_once('-')?;
    match (first, last) {
        ("", last) => Some(Asked::Last(position(last)?)),
        (first, "") => Some(Asked::From(position(first)?)),
        (first, last) => {
            let (first, last) = (position(first)?, position(last)?);
            (first <= last).then_some(Asked::FromTo(first, last))
        }
    }
}

/// Decimal digits only; a number beyond `u64` is as far outside of any document as the greatest one.
fn position(digits: &str) -> Option<u64> {
    let well_formed = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    well_formed.then(|| digits.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::RangeOutcome::{NotSatisfiable, Partial, Whole};
    use super::*;

    #[test]
    fn a_single_range_is_cut_out_of_the_document() {
        let cases = [
            ("bytes=0-4", Partial(0..5)),
            ("bytes=0-0", Partial(0..1)),
            ("bytes=9-9", Partial(9..10)),
            ("bytes=5-", Partial(5..10)),
            ("bytes=0-", Partial(0..10)),
            ("bytes=-5", Partial(5..10)),
            ("bytes=-10", Partial(0..10)),
            ("bytes=-11", Partial(0..10)),
            ("bytes=8-99", Partial(8..10)),
            ("bytes=8-99999999999999999999999", Partial(8..10)),
            ("bytes=8-18446744073709551615", Partial(8..10)),
            ("Bytes = 1-2 ", Partial(1..3)),
        ];
        for (header, expected) in cases {
            assert_eq!(parse_range(Some(header), 10), expected, "{header:?}");
        }
    }

    #[test]
    fn a_range_outside_of_the_document_cannot_be_satisfied() {
        for header in ["bytes=10-", "bytes=10-20", "bytes=-0", "bytes=99999999999999999999999-"] {
            assert_eq!(parse_range(Some(header), 10), NotSatisfiable, "{header:?}");
        }
    }

    #[test]
    fn what_is_not_one_range_of_bytes_gives_the_whole_document() {
        let headers = [
            "",
            "bytes",
            "bytes=",
            "bytes=-",
            "bytes=5",
            "bytes=4-3",
            "bytes=a-b",
            "bytes=+1-2",
            "bytes=1 - 2",
            "bytes=0-1,3-4",
            "bytes=0-1,",
            "items=0-4",
            "bytes=0x1-2",
            "bytes=--1",
            "bytes=1-2-3",
        ];
        for header in headers {
            assert_eq!(parse_range(Some(header), 10), Whole, "{header:?}");
        }
        assert_eq!(parse_range(None, 10), Whole);
    }

    #[test]
    fn of_an_empty_document_there_is_no_part() {
        let cases = [("bytes=0-", NotSatisfiable), ("bytes=0-4", NotSatisfiable), ("bytes=-5", Whole)];
        for (header, expected) in cases {
            assert_eq!(parse_range(Some(header), 0), expected, "{header:?}");
        }
    }

    proptest! {
        #[test]
        fn a_part_lies_inside_and_is_never_empty(header in "(bytes=)?[-0-9, a]{0,24}", length: u64) {
            if let Partial(range) = parse_range(Some(&header), length) {
                prop_assert!(range.start < range.end && range.end <= length);
            }
        }
    }
}
