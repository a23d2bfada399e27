//! Printing.

use std::time::Duration;

use crate::figures::{Figures, Row};
use crate::growth::{Growth, Pace};
use crate::peers::ours::STAGES;

/// From half to full length, a byte may take this much longer: caches end somewhere. Quadratic time doubles it.
const STEEP: f64 = 1.6;
/// Nanoseconds. Less than this is the step from one cache to the next, not an algorithm.
const NOTICED: f64 = 0.1;

pub(crate) fn legend() {
    println!(
        "\
Each cell: kB, MB/s to encode, MB/s to decode, on one core. Everything is about the saves after the first, of which
each is encoded against the one before; gzip encodes the same saves by themselves, without the first too.
gzip: -6 by zlib-rs. zstd: --long=27 --patch-from (a longer window where both documents need it). git: the packs of
`gc --aggressive` with and without the saves after the first, and their share of its time. Ours: buffers reused, digests
kept elsewhere; + SHA-256 is decoding and checking what came out. Missed: s larger than zstd -19, e encodes below
300 MB/s, d decodes below 2000 MB/s, k more than 1 % above zstd -3 without a base where there is nothing to share.
"
    );
    let [(first, _), rest @ ..] = STAGES;
    let mut heads = vec![format!("{:18}", "history"), format!("{:>5}", "saves"), format!("{:>7}", "raw kB")];
    let peers = ["gzip -6", "zstd -3", "zstd -19", "git", first];
    heads.extend(peers.map(|peer| format!("{peer:20}")));
    heads.push(format!("{:9}", "+ SHA-256"));
    heads.extend(rest.map(|(stage, _)| format!("{stage:20}")));
    heads.push("/ zstd -19".to_owned());
    heads.push("missed".to_owned());
    let lines: Vec<_> = heads.iter().map(|head| "-".repeat(head.len())).collect();
    println!("| {} |\n| {} |", heads.join(" | "), lines.join(" | "));
}

pub(crate) fn row(row: &Row, marks: String) {
    let raw = row.raw;
    let mut cells =
        vec![format!("{:18}", row.name), format!("{:5}", row.saves), format!("{:>7}", kilobytes(raw))];
    cells.extend([&row.gzip, &row.fast, &row.best].map(|figures| cell(raw, figures)));
    cells.push(row.git.as_ref().map_or(format!("{:20}", "–"), |figures| cell(raw, figures)));
    cells.push(cell(raw, row.ours()));
    let verified = row.ours().verified.map_or(0.0, |took| rate(raw, took));
    cells.push(format!("{verified:9.0}"));
    cells.extend(row.ours.iter().skip(1).map(|figures| cell(raw, figures)));
    cells.push(format!("{:10.3}", row.ours().bytes as f64 / row.best.bytes as f64));
    cells.push(format!("{marks:6}"));
    println!("| {} |", cells.join(" | "));
}

pub(crate) fn how_to_get_the_corpus() {
    println!(
        "\ngalaxy is left out: set WORLDLINE_CORPUS to a directory of recorded saves, *.json in order of their names."
    );
}

pub(crate) fn growth(growths: &[Growth]) {
    println!(
        "
Time for a byte of the document at half its length and at full; a copy is what any decoder must do at least. The most
memory that a process took for the last pair beside what it was given (to decode: with the document that it answers), in
documents. `!`: steeper than linear, and more than fresh memory explains.

| history            | document | encode ns, half | full  |     × | decode ns, half | full  |     × | copy ns, half | full  | memory: encode | decode |
| ------------------ | -------- | --------------- | ----- | ----- | --------------- | ----- | ----- | ------------- | ----- | -------------- | ------ |"
    );
    for Growth { name, document, half, full, peak } in growths {
        let memory = |bytes: Option<usize>| {
            bytes.map_or("–".to_owned(), |bytes| format!("{:.2}", bytes as f64 / *document as f64))
        };
        println!(
            "| {name:18} | {:>8} | {:15.3} | {:5.3} | {} | {:15.3} | {:5.3} | {} | {:13.3} | {:5.3} | {:>14} | {:>6} |",
            kilobytes(*document),
            half.encode,
            full.encode,
            steepness(half, full, |pace| pace.encode),
            half.decode,
            full.decode,
            steepness(half, full, |pace| pace.decode),
            half.copy,
            full.copy,
            memory(peak.as_ref().map(|peak| peak.encode)),
            memory(peak.as_ref().map(|peak| peak.decode)),
        );
    }
}

fn steepness(half: &Pace, full: &Pace, of: impl Fn(&Pace) -> f64) -> String {
    let (before, after) = (of(half), of(full));
    // Fresh pages, which short documents do without, may be taken twice: for buffers and for the result.
    let excused = NOTICED + 2.0 * (full.copy - half.copy).max(0.0);
    let steep = after > before * STEEP && after > before + excused;
    format!("{:4.1}{}", after / before, if steep { "!" } else { " " })
}

fn cell(raw: usize, figures: &Figures) -> String {
    let (encode, decode) = (rate(raw, figures.encode), rate(raw, figures.decode));
    let digits = usize::from(encode < 10.0);
    format!("{:>7} {encode:6.digits$} {decode:5.0}", kilobytes(figures.bytes))
}

/// Bytes as kB of 1000, with a decimal where it tells something.
pub(crate) fn kilobytes(bytes: usize) -> String {
    if bytes < 100_000 { format!("{:.1}", bytes as f64 / 1e3) } else { format!("{:.0}", bytes as f64 / 1e3) }
}

/// MB/s.
pub(crate) fn rate(bytes: usize, took: Duration) -> f64 {
    bytes as f64 / 1e6 / took.as_secs_f64().max(1e-9)
}
