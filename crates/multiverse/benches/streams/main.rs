//! Ten thousand open event streams on one server: its memory, and how long an event takes to reach all.
//!
//! `cargo bench -p multiverse --bench streams` prints a table; `-- 1000` opens as many. The server is a process of its
//! own; the clients, all in this one, share the machine with it, so the times are the sum of both. Each takes a file
//! descriptor on either side.

#![expect(clippy::print_stdout, reason = "a bench says what it measured")]

mod crowd;
mod server;

use std::time::{Duration, Instant};

use crowd::Crowd;
use server::Server;

/// Streams, unless another number is given.
const STREAMS: usize = 10_000;

/// Events of each kind of round.
const EVENTS: usize = 20;

/// For how long nothing happens but heartbeats.
const QUIET: Duration = Duration::from_secs(30);

/// Universes of which each stream follows one, in the second part.
const UNIVERSES: usize = 100;

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

fn main() -> Outcome {
    let streams = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(STREAMS);
    allow_files();
    tokio::runtime::Runtime::new()?.block_on(measure(streams))
}

async fn measure(streams: usize) -> Outcome {
    let data = tempfile::tempdir()?;
    let server = Server::start(data.path(), streams)?;
    for n in 0..UNIVERSES {
        server.creates(n)?;
    }
    let before = server.memory()?;
    println!("| what | figure |\n|---|---|");
    println!("| server without streams | {} MiB |", before >> 20);

    let begun = Instant::now();
    let everything = Crowd::open(server.address(), streams, |_| String::new()).await?;
    let opened = begun.elapsed();
    let open = server.memory()?;
    let rate = streams as f64 / opened.as_secs_f64();
    println!("| {streams} streams opened | {:.1} s, {rate:.0}/s |", opened.as_secs_f64());
    println!("| server with them | {} MiB, {} bytes each |", open >> 20, (open - before) / streams as u64);

    let cpu = server.cpu()?;
    tokio::time::sleep(QUIET).await;
    let spent = (server.cpu()? - cpu).as_secs_f64() / QUIET.as_secs_f64();
    println!("| quiet, a heartbeat to each every 15 s | {:.1} % of a core |", 100.0 * spent);

    fan_out(&server, &everything, "an event to all of them", |_| 0, streams).await?;
    println!("| server after that | {} MiB |", server.memory()? >> 20);
    everything.close().await;

    let each = Crowd::open(server.address(), streams, |n| format!("?universeId=u{}", n % UNIVERSES)).await?;
    fan_out(&server, &each, "an event to a hundredth of them", |n| n % UNIVERSES, streams / UNIVERSES)
        .await?;
    Ok(())
}

/// Has something happen, one after the other, and waits each time until it has reached all whom it concerns.
async fn fan_out(
    server: &Server,
    crowd: &Crowd,
    what: &str,
    universe: impl Fn(usize) -> usize,
    hearers: usize,
) -> Outcome {
    let (mut times, cpu) = (Vec::new(), server.cpu()?);
    for n in 0..EVENTS {
        let begun = Instant::now();
        server.changes(universe(n))?;
        times.extend(crowd.heard(hearers).await.into_iter().map(|at| at - begun));
    }
    let cpu = (server.cpu()? - cpu).as_secs_f64() / EVENTS as f64;
    times.sort_unstable();
    let at = |percent: usize| times[(times.len() - 1) * percent / 100].as_secs_f64() * 1e3;
    println!(
        "| {what}: first, median, p99, last | {:.1}, {:.1}, {:.1}, {:.1} ms |",
        at(0),
        at(50),
        at(99),
        at(100)
    );
    println!("| {what}: server CPU | {:.1} ms |", cpu * 1e3);
    Ok(())
}

/// A client's end of each stream is a file here.
fn allow_files() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        let most = getrlimit(Resource::Nofile).maximum;
        // What then does not fit shows when a stream cannot be opened.
        let _ = setrlimit(Resource::Nofile, Rlimit { current: most, maximum: most });
    }
}
