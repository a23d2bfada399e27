//! What the codec has a way of its own for comes back, and so does what is just not that any more.
//!
//! Each strategy is weighted towards where one way ends and another begins; its comment says which.
#![expect(clippy::unwrap_used, reason = "a test may fail by it")]

use proptest::collection::vec;
use proptest::prelude::*;
use worldline::{Identity, Options, Stage, decode, encode};

const STAGES: [Stage; 3] = [Stage::Plain, Stage::Zstd, Stage::Adaptive];

/// Both ways: what comes in goes out in the other, and has other edits.
fn assert_both_ways(one: &[u8], other: &[u8]) {
    for (base, new) in [(one, other), (other, one)] {
        for stage in STAGES {
            let options = Options::default().with_stage(stage).with_identity(Identity::Lengths);
            let back = decode(base, &encode(base, new, &options).unwrap(), new.len()).unwrap();
            // Not assert_eq: it would print both.
            let agreed = back.iter().zip(new).take_while(|(x, y)| x == y).count();
            assert!(back == new, "{stage:?}: {} bytes for {}, {agreed} right", back.len(), new.len());
        }
    }
}

/// Numbers as a world may write them. A step of a number is told as such if the number has at most 18 digits and is
/// written without needless zeros and without exponent; all others are text or digits.
fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        // Counters, which cross a power of ten now and then, so that the length changes.
        4 => (0..4_u32, -2..3_i64).prop_map(|(power, near)| (10_i64.pow(power) + near).to_string()),
        // Positions: decimals of any number, also more than there are digits.
        4 => (-2000..2000_i32, 0..6_usize).prop_map(|(n, places)| format!("{:.places$}", f64::from(n) / 128.0)),
        // 17, 18, 19 and 20 digits: 18 fit, and 19 fit into an i64 only by half.
        3 => "-?[1-9][0-9]{16,19}",
        2 => prop::sample::select(vec!["9223372036854775807", "-9223372036854775808", "999999999999999999", "-999999999999999999", "1000000000000000000"]).prop_map(str::to_owned),
        // What is no number to a step: needless zeros, signs, points, exponents.
        3 => "-?0{1,3}[0-9]{0,3}(\\.[0-9]{0,3})?",
        2 => "-?[0-9]{1,3}(\\.[0-9]{1,3})?[eE][+-]?[0-9]{1,3}",
        1 => "[-+.0-9]{0,24}",
        // Floats as they come out of arithmetic.
        2 => any::<f64>().prop_map(|n| n.to_string()),
    ]
}

/// Values of one list that grow all by the same, by little, or to something else.
fn grown(values: Vec<i64>) -> impl Strategy<Value = (Vec<i64>, Vec<i64>)> {
    let step = prop_oneof![
        // The step that is told again for nothing, and steps at the ends of what a number may be.
        4 => -3..4_i64,
        1 => any::<i64>(),
        1 => prop::sample::select(vec![i64::MIN, i64::MAX, 1 << 24, (1 << 24) - 1, 999_999_999_999_999_999]),
    ];
    let len = values.len();
    (step, vec(prop_oneof![5 => Just(None), 1 => any::<i64>().prop_map(Some)], len)).prop_map(
        move |(step, drawn)| {
            let new = values.iter().zip(drawn).map(|(old, drawn)| drawn.unwrap_or(old.wrapping_add(step)));
            (values.clone(), new.collect())
        },
    )
}

/// A world as a list of members, so that it can be written in any way.
fn members() -> impl Strategy<Value = Vec<(String, String)>> {
    vec(("[a-d]{1,9}", prop_oneof![number(), "\"[ a-z]{0,12}\""]), 0..40)
}

/// How members are written: the delimiter of the base may be the line feed, the comma, or none.
fn written(members: &[(String, String)], layout: usize) -> Vec<u8> {
    let (open, colon, comma, close) = [
        ("{", ":", ",", "}"),
        ("{\n    ", ": ", ",\n    ", "\n}"),
        // Tabs and carriage returns are white space too.
        ("{\r\n\t", ":\t", ",\r\n\t", "\r\n}"),
        ("", " ", "\n", "\n"),
        ("[", "=", ";", "]"),
    ][layout];
    let members: Vec<_> = members.iter().map(|(key, value)| format!("\"{key}\"{colon}{value}")).collect();
    format!("{open}{}{close}", members.join(comma)).into_bytes()
}

const LAYOUTS: usize = 5;

/// Lengths around those at which something changes: a token's 64 bytes, the 96 from which text is kept apart, the
/// fields of at most 256 that are indexed, and the number of tokens that may go without anything coming in.
fn length() -> impl Strategy<Value = usize> {
    prop_oneof![
        3 => prop::sample::select(vec![0, 1, 7, 8, 15, 16, 17, 63, 64, 65, 95, 96, 97, 127, 128, 129, 255, 256, 257]),
        1 => 500..800_usize,
        1 => 0..70_usize,
    ]
}

/// Text of a length: one byte over and over, a phrase over and over, or bytes of which none follow from another.
fn text() -> impl Strategy<Value = Vec<u8>> {
    (length(), 0..3_u8, any::<u32>()).prop_map(|(len, kind, seed)| {
        let mut state = seed;
        let byte = |at: usize| match kind {
            0 => b'x',
            1 => b"the quick brown fox, "[at % 21],
            _ => {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                state.to_be_bytes()[0]
            }
        };
        (0..len).map(byte).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_number_gives_way_to_any_other(pairs in vec((number(), number()), 0..30)) {
        let (olds, news): (Vec<_>, Vec<_>) = pairs.into_iter().unzip();
        assert_both_ways(format!("[{}]", olds.join(",")).as_bytes(), format!("[{}]", news.join(",")).as_bytes());
    }

    /// The difference may be within a number, of which the run has copied the first digits.
    #[test]
    fn a_number_alone_gives_way_to_any_other(old in number(), new in number(), before in "[0-9.-]{0,3}") {
        assert_both_ways(format!("{before}{old}").as_bytes(), format!("{before}{new}").as_bytes());
    }

    #[test]
    fn numbers_grow((olds, news) in vec(prop_oneof![3 => 0..200_i64, 1 => any::<i64>()], 1..40).prop_flat_map(grown)) {
        let list = |values: &[i64]| {
            values.iter().map(|value| format!("{{\"age\":{value}}}")).collect::<Vec<_>>().join(",").into_bytes()
        };
        assert_both_ways(&list(&olds), &list(&news));
    }

    #[test]
    fn a_world_is_written_in_another_way(members in members(), one in 0..LAYOUTS, other in 0..LAYOUTS) {
        assert_both_ways(&written(&members, one), &written(&members, other));
    }

    #[test]
    fn members_come_in_another_order(
        (olds, news) in members().prop_flat_map(|members| (Just(members.clone()), Just(members).prop_shuffle())),
        layout in 0..LAYOUTS,
    ) {
        assert_both_ways(&written(&olds, layout), &written(&news, layout));
    }

    /// Lines are appended and the oldest are cut off, as in a log.
    #[test]
    fn lines_come_and_go(members in members(), cut in 0..40_usize, kept in 0..40_usize) {
        let members: Vec<_> = members.chunks(3).collect();
        let lines = |range: &[&[(String, String)]]| {
            range.iter().flat_map(|record| [written(record, 0), b"\n".to_vec()]).flatten().collect::<Vec<u8>>()
        };
        let len = members.len();
        assert_both_ways(&lines(&members[..kept.min(len)]), &lines(&members[cut.min(len)..]));
    }

    #[test]
    fn text_comes_goes_and_gives_way(before in text(), old in text(), new in text(), after in text()) {
        assert_both_ways(&[&before[..], &old, &after].concat(), &[&before[..], &new, &after].concat());
        // Between quotes and commas, where tokens and fields begin and end.
        let quoted = |text: &[u8]| [&b"{\"a\":\""[..], text, b"\",\"n\":1,\"b\":[]}"].concat();
        assert_both_ways(&quoted(&old), &quoted(&new));
    }

    /// A run is told as the delimiters that it crosses and the bytes after the last: none, or nothing but delimiters.
    #[test]
    fn runs_of_delimiters_come_back(runs in vec((0..200_usize, "[,\na]{0,3}"), 0..12), at: prop::sample::Index) {
        for delimiter in [",", "\n"] {
            let base: String = runs.iter().map(|(len, text)| delimiter.repeat(*len) + text).collect();
            let mut new = base.clone().into_bytes();
            if !new.is_empty() {
                let at = at.index(new.len());
                new[at] ^= 1;
                new.remove(at / 2);
            }
            assert_both_ways(base.as_bytes(), &new);
        }
    }

    /// Packed structs: bytes that look like no text, of which some are delimiters by chance.
    #[test]
    fn structs_come_back(structs in vec(any::<[u8; 12]>(), 0..60), changes in vec((any::<prop::sample::Index>(), any::<u16>()), 0..20), removed in 0..3_usize) {
        let mut new = structs.clone();
        for (at, value) in changes.iter().filter(|_| !structs.is_empty()) {
            new[at.index(structs.len())][4..6].copy_from_slice(&value.to_le_bytes());
        }
        new.drain(..removed.min(structs.len()));
        assert_both_ways(structs.as_flattened(), new.as_flattened());
    }
}

proptest! {
    // Large, so few.
    #![proptest_config(ProptestConfig::with_cases(4))]

    /// The adaptive stage writes blocks of 65,536 symbols: a text byte is two, so these end shortly before, at and after
    /// the end of one or two blocks.
    #[test]
    fn scripts_of_more_than_a_block_come_back(records in prop::sample::select(vec![6_540, 6_560, 13_100, 13_120]), extra in 0..12_u32, seed: u32) {
        let list = |salt: u32| {
            let value = |i: u32| i.wrapping_mul(2_654_435_761).wrapping_add(salt).wrapping_mul(salt | 1);
            (0..records + extra).map(|i| format!("{{\"n\":\"{:x}\"}},", value(i))).collect::<String>().into_bytes()
        };
        assert_both_ways(&list(seed), &list(seed.wrapping_add(77)));
    }
}

#[test]
fn the_shortest_documents_come_back() {
    let documents: [&[u8]; 9] = [b"", b"a", b"b", b",", b"\n", b"0", b"\0", b"aa", b"{}"];
    for one in documents {
        for other in documents {
            assert_both_ways(one, other);
        }
    }
}
