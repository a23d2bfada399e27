//! The example of FORMAT.md, byte by byte: what is explained there is what is written.

use worldline::{Identity, Options, Stage, decode, encode};

const BASE: &[u8] =
    br#"[{"name":"Ada","age":36},{"name":"Bob","age":20},{"name":"Cleo","age":41},{"name":"Dan","age":52}]"#;
const RESULT: &[u8] =
    br#"[{"name":"Ada","age":37},{"name":"Bob","age":21},{"name":"Cleo","age":42},{"name":"Dora","age":52}]"#;

/// Grouped as it is explained: the header, the parts before the script, and a line for each run and its edit.
const DELTA: &str = "
    57 4c 44 01 00 62 63
    2c 00
    00 01 08 08 02
    00 02 08 07
    01
    00 01 0b 02 03 06 0f 07 02 06 01
    00 01 0b 0b";

#[test]
fn the_example_is_what_is_written() {
    let options = Options::default().with_stage(Stage::Plain).with_identity(Identity::Lengths);
    let delta = encode(BASE, RESULT, &options).unwrap();
    let written: Vec<_> = delta.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(written, DELTA.split_whitespace().collect::<Vec<_>>());
}

#[test]
fn the_example_is_what_is_read() {
    let delta: Vec<_> = DELTA.split_whitespace().map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect();
    assert_eq!(decode(BASE, &delta, RESULT.len()).unwrap(), RESULT);
}

/// The document has the two texts, and its bytes in this order, as the first of each line in the example.
#[test]
fn the_document_shows_this_example() {
    let document = include_str!("../FORMAT.md");
    let (_, example) = document.split_once("## 12. An example").unwrap();
    for text in [BASE, RESULT] {
        assert!(example.contains(str::from_utf8(text).unwrap()));
    }
    let is_byte = |word: &&str| word.len() == 2 && u8::from_str_radix(word, 16).is_ok();
    let (_, shown) = example.split_once("```text\n57 4c 44").unwrap();
    let (shown, _) = shown.split_once("```").unwrap();
    let mut bytes = vec!["57", "4c", "44"];
    for line in shown.lines().skip(1) {
        bytes.extend(line.split(' ').take_while(is_byte));
    }
    assert_eq!(bytes, DELTA.split_whitespace().collect::<Vec<_>>());
}
