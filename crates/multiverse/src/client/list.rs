//! Lists of what a server has: as much of it as was asked for.

use anyhow::Context;
use clap::Args;
use futures::{StreamExt, TryStreamExt};
use multiverse_client::Items;
use multiverse_model::{Limit, Millis};
use serde::Serialize;
use serde_json::json;

use super::look::{Cell, Ink, Look, now, table};
use super::options::OutputArgs;
use super::out::{JsonList, Out};
use super::trouble::Trouble;
use crate::terminal;

/// How many rows are aligned with one another.
const CHUNK: usize = 200;

/// How much of a list is shown, and how.
#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// At most so many; 0 for all.
    #[arg(short = 'n', long = "number", value_name = "N", default_value_t = 50)]
    number: usize,
    /// Only their ids, one a line.
    #[arg(short, long, conflicts_with = "json")]
    quiet: bool,
    #[command(flatten)]
    output: OutputArgs,
}

/// What can be listed.
pub(super) trait Listed: Serialize {
    /// The list's member in JSON.
    const MEMBER: &'static str;
    /// How many cells of a row are aligned with those of the others.
    const ALIGNED: usize;

    /// Its id.
    fn id(&self) -> &str;

    /// Its row, as of `now`.
    fn row(&self, look: &Look, now: Millis) -> Vec<Cell>;
}

impl ListArgs {
    /// How many items to ask the server for at once: one more than is shown tells whether there are more.
    pub(super) fn page(&self) -> Limit {
        match self.number {
            0 => Limit::MAX,
            number => Limit::try_from(number.saturating_add(1)).unwrap_or(Limit::MAX),
        }
    }

    /// Shows a list, as it comes.
    pub(super) async fn show<T: Listed>(&self, items: Items<T>) -> Result<(), Trouble> {
        let mut out = Out::new();
        if self.output.json {
            return self.as_json(items, &mut out).await;
        }
        let has_more = self.as_text(items, &mut out).await?;
        if has_more && !self.quiet {
            terminal::note(&"there are more; -n N lists N, -n 0 all");
        }
        Ok(())
    }

    async fn as_json<T: Listed>(&self, mut items: Items<T>, out: &mut Out) -> Result<(), Trouble> {
        let mut list = JsonList::begin(out, T::MEMBER)?;
        let mut count = 0;
        let mut has_more = false;
        while let Some(item) = items.try_next().await? {
            has_more = self.number > 0 && count == self.number;
            if has_more {
                break;
            }
            list.push(&item)?;
            count += 1;
        }
        list.end(&json!({"hasMore": has_more}))
    }

    /// Answers whether there are more than were asked for.
    async fn as_text<T: Listed>(&self, items: Items<T>, out: &mut Out) -> Result<bool, Trouble> {
        let (look, now) = (self.look(), now());
        let wanted = if self.number == 0 { usize::MAX } else { self.number };
        // Rows, not items, wait for each other: an item may have a large document in it.
        let rows = items.map_ok(|item| self.row(&item, &look, now));
        let mut chunks = rows.take(wanted.saturating_add(1)).try_chunks(CHUNK);
        let mut count: usize = 0;
        while let Some(chunk) = chunks.next().await {
            // What came before an error is worth showing.
            let (chunk, error) = match chunk {
                Ok(chunk) => (chunk, None),
                Err(error) => (error.0, Some(error.1)),
            };
            let shown = chunk.get(..chunk.len().min(wanted - count)).context("a part of a list is in it")?;
            out.put(&table(&look, T::ALIGNED, shown))?;
            count += shown.len();
            out.flush()?;
            match error {
                Some(error) => return Err(error.into()),
                None if shown.len() < chunk.len() => return Ok(true),
                None => {}
            }
        }
        Ok(false)
    }

    fn row<T: Listed>(&self, item: &T, look: &Look, now: Millis) -> Vec<Cell> {
        if self.quiet { vec![(Ink::Plain, item.id().to_owned())] } else { item.row(look, now) }
    }

    /// Ids are for programs too: they are never cut off.
    fn look(&self) -> Look {
        let look = self.output.look();
        if self.quiet { Look { width: None, ..look } } else { look }
    }
}
