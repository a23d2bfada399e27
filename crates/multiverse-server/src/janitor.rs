//! The janitor: looks after the store, in one server at a time.

use std::time::{Duration, Instant};

use multiverse_store::{Chore, Lease, StoreError};

use crate::app::App;
use crate::server::every;

/// What the work is called, over all servers on one database.
const LEASE: &str = "janitor";

/// For how many rounds a server has the work once it has done it: the others come in if it misses three.
const LEASE_ROUNDS: u32 = 3;

/// The whole store is looked through for garbage: rarely, since what decays is removed at once and only what a crash
/// left is found so.
const COLLECT_EVERY: Duration = Duration::from_secs(6 * 60 * 60);

/// Does every chore in turn, at once and then in the rhythm that is set. What fails is logged, and tried again in the
/// next round.
pub(crate) async fn keep_house(app: &App) {
    let period = app.config.upkeep_every;
    let mut rounds = every(period);
    let mut collected = None;
    loop {
        rounds.tick().await;
        match app.store.lease(LEASE, period.saturating_mul(LEASE_ROUNDS)).await {
            Ok(Some(lease)) => do_round(app, &lease, &mut collected).await,
            Ok(None) => tracing::debug!("another server looks after the store"),
            Err(error) => log_failure("take the lease", &error),
        }
    }
}

async fn do_round(app: &App, lease: &Lease, collected: &mut Option<Instant>) {
    let store = app.store.under(lease);
    let is_due = collected.is_none_or(|at| at.elapsed() >= COLLECT_EVERY);
    let retention = app.config.event_retention;
    let chores = [
        // First what players wait for.
        Chore::TurnBack,
        Chore::Announce,
        Chore::PruneEvents { retention },
        Chore::Prune,
        Chore::PruneEntities,
        Chore::Decay,
    ];
    for chore in chores.into_iter().chain(is_due.then_some(Chore::Collect)) {
        match store.does(chore).await {
            Ok(done) => {
                if chore == Chore::Collect {
                    *collected = Some(Instant::now());
                }
                log_done(chore.name(), done);
            }
            Err(StoreError::LeaseLost) => {
                tracing::info!("another server looks after the store from here on");
                return;
            }
            Err(error) => log_failure(chore.name(), &error),
        }
    }
}

fn log_done(chore: &'static str, done: u64) {
    metrics::counter!("multiverse_chores_total", "chore" => chore, "outcome" => "done").increment(1);
    if done > 0 {
        tracing::info!(chore, done, "looked after the store");
    }
}

fn log_failure(chore: &'static str, error: &StoreError) {
    metrics::counter!("multiverse_chores_total", "chore" => chore, "outcome" => "failed").increment(1);
    tracing::warn!(chore, error = error as &dyn std::error::Error, "could not look after the store");
}
