//! The codec against gzip, zstd and git, on histories of worlds: sizes and speeds in one run.
//!
//! ```text
//! cargo bench -p multiverse-worldline                     everything, six minutes, half of them zstd -19 on 200 MB
//! cargo bench -p multiverse-worldline -- --quick          small versions of everything, half a minute
//! cargo bench -p multiverse-worldline -- village          the histories with this in their name
//! WORLDLINE_CORPUS=DIR cargo bench -p multiverse-worldline     and the recorded history: DIR/*.json, in the order of their names
//! ```

#![expect(clippy::print_stdout, reason = "a bench says what it measured")]

mod figures;
mod goals;
mod growth;
mod memory;
mod peers;
mod source;
mod table;

use figures::Row;
use goals::Misses;
use growth::Growth;

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Outcome {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    if let Some((memory::ARGUMENT, rest)) =
        arguments.split_first().map(|(first, rest)| (first.as_str(), rest))
    {
        return memory::child(rest);
    }
    let quick = arguments.iter().any(|argument| argument == "--quick");
    // Cargo itself passes `--bench`.
    let names: Vec<_> = arguments.iter().filter(|argument| !argument.starts_with("--")).collect();
    let wanted = |name: &str| names.is_empty() || names.iter().any(|part| name.contains(part.as_str()));

    table::legend();
    let (mut growths, mut misses) = (Vec::new(), Misses::default());
    for source in source::all().into_iter().filter(|source| wanted(source.name())) {
        let shape = source.shape(quick);
        let saves = source.saves(shape)?;
        let row = Row::measure(source.name(), &saves)?;
        let marks = misses.judge(&row, source.related(), &saves)?;
        table::row(&row, marks);
        growths.push(Growth::measure(&source, shape, &saves, &row)?);
    }
    if source::corpus().is_none() {
        table::how_to_get_the_corpus();
    }
    table::growth(&growths);
    misses.print();
    Ok(())
}
