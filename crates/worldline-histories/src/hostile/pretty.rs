//! A tool in the chain that prints JSON its own way.

use crate::history::Shape;
use crate::random::Random;
use crate::village;

/// Every other save is indented by four spaces.
pub(crate) fn pretty_and_minified(random: &mut Random, shape: Shape) -> Vec<Vec<u8>> {
    let mut saves = village::dozing(random, shape);
    for save in saves.iter_mut().skip(1).step_by(2) {
        *save = indented(save);
    }
    saves
}

/// Indents minified JSON.
fn indented(minified: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(minified.len() * 2);
    let (mut depth, mut quoted, mut escaped) = (0, false, false);
    for &byte in minified {
        if quoted {
            out.push(byte);
            quoted = byte != b'"' || escaped;
            escaped = byte == b'\\' && !escaped;
            continue;
        }
        match byte {
            b'{' | b'[' => {
                depth += 1;
                out.push(byte);
                new_line(&mut out, depth);
            }
            b'}' | b']' => {
                depth -= 1;
                new_line(&mut out, depth);
                out.push(byte);
            }
            b',' => {
                out.push(byte);
                new_line(&mut out, depth);
            }
            b':' => out.extend_from_slice(b": "),
            _ => {
                quoted = byte == b'"';
                out.push(byte);
            }
        }
    }
    out
}

fn new_line(out: &mut Vec<u8>, depth: usize) {
    out.push(b'\n');
    out.resize(out.len() + 4 * depth, b' ');
}
