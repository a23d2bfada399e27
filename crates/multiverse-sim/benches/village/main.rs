//! How fast villages live, and what their autosaves take: whole, by gzip, and as worldline deltas.
//!
//! ```text
//! cargo bench -p multiverse-sim                everything, about a minute
//! cargo bench -p multiverse-sim -- --quick     without the village of 100,000 entities
//! ```

#![expect(clippy::print_stdout, reason = "a bench says what it measured")]

mod changes;
mod saves;
mod speed;

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Outcome {
    let quick = std::env::args().any(|argument| argument == "--quick");
    let sizes: &[(u64, u64)] =
        if quick { &[(2_000, 200)] } else { &[(2_000, 400), (20_000, 40), (100_000, 8)] };
    speed::measure(sizes)?;
    saves::measure()
}
