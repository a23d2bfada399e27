//! Small durable writes, by one writer and by 64 that share syncs.

use std::time::{Duration, Instant};

use multiverse_model::wire::ForkUniverse;
use multiverse_model::{Tick, UniverseId};
use multiverse_store::{Caller, Document, NewSnapshot, Store};
use serde_json::json;

use super::{Outcome, create, player, settings};

/// How long each rate is measured.
const SPAN: Duration = Duration::from_secs(3);

/// What a writer does again and again.
#[derive(Clone, Copy)]
enum Write {
    /// A snapshot of a universe of its own.
    Save,
    /// A universe.
    Create,
    /// A fork of a universe of its own.
    Fork,
}

pub(super) async fn measure() -> Outcome {
    for (what, write) in [
        ("small durable saves", Write::Save),
        ("universes created", Write::Create),
        ("universes forked", Write::Fork),
    ] {
        let mut alone = 0.0;
        for writers in [1, 64] {
            let rate = rate(write, writers).await?;
            alone = if writers == 1 { rate } else { alone };
            println!("| {what} | {writers} writers | {rate:.0}/s | | {:.1} |", rate / alone);
        }
    }
    Ok(())
}

async fn rate(write: Write, writers: u64) -> Outcome<f64> {
    let directory = tempfile::tempdir()?;
    let store = Store::open(directory.path(), settings())?;
    let mut tasks = Vec::new();
    for writer in 0..writers {
        let (store, ada) = (store.clone(), player());
        let own = create(&store, &ada, Some(&format!("universe:{writer}"))).await?;
        store.save(&ada, &own, NewSnapshot::at(Tick::ZERO), small(writer, 0)).await?;
        tasks.push((store, ada, own, writer));
    }
    let started = Instant::now();
    let until = started + SPAN;
    let tasks: Vec<_> = tasks
        .into_iter()
        .map(|(store, ada, own, writer)| {
            tokio::spawn(async move {
                let mut done = 0;
                while Instant::now() < until {
                    done += 1;
                    once(write, &store, &ada, &own, (writer, done)).await?;
                }
                Outcome::Ok(done)
            })
        })
        .collect();
    let mut done = 0;
    for task in tasks {
        done += task.await??;
    }
    #[expect(clippy::cast_precision_loss, reason = "a rate")]
    let rate = done as f64 / started.elapsed().as_secs_f64();
    Ok(rate)
}

async fn once(
    write: Write,
    store: &Store,
    caller: &Caller,
    own: &UniverseId,
    (writer, turn): (u64, u64),
) -> Outcome {
    match write {
        Write::Save => {
            let at = NewSnapshot::at(Tick::new(turn)?);
            store.save(caller, own, at, small(writer, turn)).await?;
        }
        Write::Create => {
            create(store, caller, None).await?;
        }
        Write::Fork => {
            let request: ForkUniverse = serde_json::from_value(json!({"snapshotTick": 0, "name": "fork"}))?;
            store.fork(caller, own, request).await?;
        }
    }
    Ok(())
}

fn small(writer: u64, turn: u64) -> Document {
    Document::new(format!("{{\"writer\":{writer},\"save\":{turn}}}").into())
}
