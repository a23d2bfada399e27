//! What the codec must reach, and where it does not.

use crate::Outcome;
use crate::figures::Row;
use crate::peers::zstd::keyframe;
use crate::table::{kilobytes, rate};

/// MB/s.
const ENCODE: f64 = 300.0;
const DECODE: f64 = 2000.0;
/// Where nothing is shared, a delta may be this much larger than the document by itself.
const UNRELATED: f64 = 1.01;

/// The goals that were missed.
#[derive(Default)]
pub(crate) struct Misses(Vec<String>);

impl Misses {
    /// Judges a line and answers the marks of the goals that it misses: `s`ize, `e`ncode, `d`ecode, `k`eyframe.
    pub(crate) fn judge(&mut self, row: &Row, related: bool, saves: &[Vec<u8>]) -> Outcome<String> {
        let (ours, best) = (row.ours(), &row.best);
        let mut marks = String::new();
        let mut missed = |mark, what: String| {
            marks.push(mark);
            self.0.push(format!("{:18} {mark}  {what}", row.name));
        };
        if ours.bytes > best.bytes {
            let times = ours.bytes as f64 / best.bytes as f64;
            let (ours, best) = (kilobytes(ours.bytes), kilobytes(best.bytes));
            missed('s', format!("{ours} kB are {times:.3} × the {best} kB of zstd -19"));
        }
        let encode = rate(row.raw, ours.encode);
        if encode < ENCODE {
            missed('e', format!("encodes {encode:.0} MB/s, not {ENCODE}"));
        }
        let decode = rate(row.raw, ours.decode);
        if decode < DECODE {
            let copying = rate(row.raw, row.copying);
            missed(
                'd',
                format!("decodes {decode:.0} MB/s, not {DECODE}; a copy alone has {copying:.0} MB/s"),
            );
        }
        if !related {
            let whole: usize = saves.iter().skip(1).map(|save| keyframe(save)).sum::<Outcome<usize>>()?;
            if ours.bytes as f64 > whole as f64 * UNRELATED {
                let (ours, whole) = (kilobytes(ours.bytes), kilobytes(whole));
                missed('k', format!("{ours} kB, where zstd -3 of each save by itself has {whole} kB"));
            }
        }
        Ok(marks)
    }

    pub(crate) fn print(&self) {
        if self.0.is_empty() {
            println!("\nEvery goal is reached.");
        } else {
            println!("\nMissed:\n\n{}", self.0.join("\n"));
        }
    }
}
