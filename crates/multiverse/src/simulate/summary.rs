//! What a load came to, for people and for programs.

use std::fmt::Write;
use std::time::Duration;

use anyhow::Context;
use indicatif::{DecimalBytes, HumanCount};
use multiverse_model::Checksum;
use serde::Serialize;

use super::latencies::Latencies;
use super::load::Load;
use super::tally::Tally;

/// What a load came to.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Summary {
    /// The server.
    pub server: String,
    /// The load's seed.
    pub seed: u64,
    /// How many played.
    pub players: u64,
    /// Universes of which the server has a save, forks among them.
    pub universes: u64,
    /// Forks among them.
    pub forks: u64,
    /// Days that villages lived.
    pub days: u64,
    /// Saves that were uploaded. The server counts one more for each fork, whose first entry is its source's.
    pub saves: u64,
    /// Canonical ones among them.
    pub canonical: u64,
    /// Bytes of their documents.
    pub document_bytes: u64,
    /// Bytes that were sent for them.
    pub sent_bytes: u64,
    /// The former by the latter.
    pub ratio: f64,
    /// How long it took.
    pub seconds: f64,
    /// Uploaded saves in a second.
    pub saves_per_second: f64,
    /// How long a save took to be on the player's machine, once the world was written.
    pub local_save_ms: Percentiles,
    /// How long it took from there to be on the server.
    pub upload_ms: Percentiles,
    /// What went wrong: saves that were refused, and universes that were not lived to their end.
    pub errors: u64,
    /// The first of that, in words.
    pub failures: Vec<String>,
    /// A digest of all saves of all universes: another load has the same only if all its documents are the same.
    pub worlds: Checksum,
    /// Whether it was ended before it was over.
    pub interrupted: bool,
}

/// The middle, and what one in a hundred exceeds; in milliseconds.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Percentiles {
    pub p50: f64,
    pub p99: f64,
}

impl Percentiles {
    fn of(latencies: &Latencies) -> Self {
        Self { p50: latencies.percentile(50), p99: latencies.percentile(99) }
    }
}

impl Summary {
    /// What is to be said of a load that took so long.
    pub(super) fn of(server: &str, load: &Load, tally: &Tally, took: Duration) -> Self {
        let seconds = took.as_secs_f64();
        Self {
            server: server.to_owned(),
            seed: load.seed(),
            players: load.players(),
            universes: tally.universes().count() as u64,
            forks: tally.universes().filter(|id| load.is_fork(id)).count() as u64,
            days: tally.days,
            saves: tally.saves,
            canonical: tally.canonical,
            document_bytes: tally.document_bytes,
            sent_bytes: tally.sent_bytes,
            ratio: tally.document_bytes as f64 / tally.sent_bytes.max(1) as f64,
            seconds,
            saves_per_second: tally.saves as f64 / seconds,
            local_save_ms: Percentiles::of(&tally.kept),
            upload_ms: Percentiles::of(&tally.uploaded),
            errors: tally.errors,
            failures: tally.failures.clone(),
            worlds: tally.digest(),
            interrupted: false,
        }
    }

    /// It as JSON.
    ///
    /// # Errors
    /// It cannot be written.
    pub(super) fn to_json(&self) -> anyhow::Result<String> {
        let text = serde_json::to_string_pretty(self).context("the summary cannot be written")?;
        Ok(format!("{text}\n"))
    }

    /// It as text.
    pub(super) fn to_text(&self) -> String {
        let count = HumanCount;
        let mut text = format!(
            "{}{} universes ({} of them forks) of {} players lived {} days in {:.1} s, seed {}\n\
             {} saves ({} canonical), {:.1} a second\n\
             {} of documents, {} sent: {:.1} times fewer\n\
             on the player's machine after {:.1} ms (p50), {:.1} ms (p99)\n\
             on the server {:.1} ms (p50), {:.1} ms (p99) later\n\
             worlds {}\n",
            if self.interrupted { "Interrupted: " } else { "" },
            count(self.universes),
            count(self.forks),
            self.players,
            count(self.days),
            self.seconds,
            self.seed,
            count(self.saves),
            count(self.canonical),
            self.saves_per_second,
            DecimalBytes(self.document_bytes),
            DecimalBytes(self.sent_bytes),
            self.ratio,
            self.local_save_ms.p50,
            self.local_save_ms.p99,
            self.upload_ms.p50,
            self.upload_ms.p99,
            self.worlds,
        );
        for failure in &self.failures {
            // Writing to a String does not fail.
            let _ = writeln!(text, "went wrong: {failure}");
        }
        text
    }
}
