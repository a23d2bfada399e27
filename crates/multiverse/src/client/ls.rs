//! `multiverse ls`: the universes that you may see.

use anyhow::Context;
use clap::{Args, ValueEnum};
use futures::{StreamExt, TryStreamExt};
use multiverse_client::Items;
use multiverse_model::wire::{ListUniverses, UniverseSort};
use multiverse_model::{Limit, Millis, PlayerId, Universe, UniverseId};
use serde_json::json;

use super::look::{Ink, Look, ago, counted, now};
use super::options::{ConnectArgs, OutputArgs};
use super::out::{JsonList, Out};
use super::session::{self, Session};
use super::trouble::Trouble;
use crate::failure::{Exit, Failure};
use crate::terminal;

/// How many universes are aligned with one another.
const CHUNK: usize = 200;

/// The widest that an id is aligned to: a longer one moves what follows.
const WIDEST: usize = 46;

#[derive(Debug, Args)]
pub(crate) struct LsArgs {
    /// Only yours.
    #[arg(long, conflicts_with = "owner")]
    mine: bool,
    /// Only this player's.
    #[arg(long, value_name = "PLAYER")]
    owner: Option<PlayerId>,
    /// Only public ones.
    #[arg(long)]
    public: bool,
    /// Only direct forks of a universe.
    #[arg(long, value_name = "UNIVERSE")]
    forks_of: Option<UniverseId>,
    /// Only those with this text in name or description.
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    /// Only your deleted ones.
    #[arg(long)]
    deleted: bool,
    /// In which order.
    #[arg(long, value_enum, default_value_t)]
    sort: Sort,
    /// At most so many; 0 for all.
    #[arg(short = 'n', long = "number", value_name = "N", default_value_t = 50)]
    number: usize,
    /// Only their ids, one a line.
    #[arg(short, long, conflicts_with = "json")]
    quiet: bool,
    #[command(flatten)]
    connect: ConnectArgs,
    #[command(flatten)]
    output: OutputArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Sort {
    /// The newest save first.
    #[default]
    Saved,
    /// The newest universe first.
    Created,
    /// By name.
    Name,
}

/// Lists universes.
///
/// # Errors
/// [`Failure`] if the server refuses or cannot be reached.
pub(crate) fn ls(args: &LsArgs) -> Result<(), Failure> {
    session::run(&args.connect, async |session| list(args, session).await)
}

async fn list(args: &LsArgs, session: &Session) -> Result<(), Trouble> {
    let universes = session.client.all_universes(query(args, session).await?);
    let mut out = Out::new();
    if args.output.json {
        return as_json(universes, args.number, &mut out).await;
    }
    let has_more = as_text(universes, args, &mut out).await?;
    if has_more && !args.quiet {
        terminal::note(&"there are more; -n N lists N, -n 0 all");
    }
    Ok(())
}

async fn query(args: &LsArgs, session: &Session) -> Result<ListUniverses, Trouble> {
    let owner = match args.mine {
        true => Some(session.player().await?.ok_or_else(|| nobody(session))?),
        false => args.owner.clone(),
    };
    // One more than is shown tells whether there are more.
    let page = args
        .number
        .checked_sub(1)
        .map_or(Limit::MAX, |_| Limit::try_from(args.number.saturating_add(1)).unwrap_or(Limit::MAX));
    Ok(ListUniverses {
        public_only: args.public,
        owner_id: owner,
        fork_of: args.forks_of.clone(),
        q: args.search.clone(),
        deleted: args.deleted,
        sort: Some(match args.sort {
            Sort::Saved => UniverseSort::LastSnapshotAt,
            Sort::Created => UniverseSort::CreatedAt,
            Sort::Name => UniverseSort::Name,
        }),
        limit: Some(page),
        cursor: None,
    })
}

fn nobody(session: &Session) -> Trouble {
    let sentence = format!("nobody is logged in at {}; log in with: multiverse login", session.server);
    Trouble::told(Exit::NotAllowed, sentence)
}

async fn as_json(mut universes: Items<Universe>, number: usize, out: &mut Out) -> Result<(), Trouble> {
    let mut list = JsonList::begin(out, "universes")?;
    let mut count = 0;
    let mut has_more = false;
    while let Some(universe) = universes.try_next().await? {
        has_more = number > 0 && count == number;
        if has_more {
            break;
        }
        list.push(&universe)?;
        count += 1;
    }
    list.end(&json!({"hasMore": has_more}))
}

/// Answers whether there are more than were asked for.
async fn as_text(universes: Items<Universe>, args: &LsArgs, out: &mut Out) -> Result<bool, Trouble> {
    let (look, now) = (args.output.look(), now());
    let wanted = if args.number == 0 { usize::MAX } else { args.number };
    let mut chunks = universes.take(wanted.saturating_add(1)).try_chunks(CHUNK);
    let mut count: usize = 0;
    while let Some(chunk) = chunks.next().await {
        // What came before an error is worth showing.
        let (chunk, error) = match chunk {
            Ok(chunk) => (chunk, None),
            Err(error) => (error.0, Some(error.1)),
        };
        let shown = chunk.get(..chunk.len().min(wanted - count)).context("a part of a list is in it")?;
        out.put(&match args.quiet {
            true => shown.iter().map(|universe| format!("{}\n", universe.id)).collect(),
            false => table(shown, &look, now),
        })?;
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

fn table(universes: &[Universe], look: &Look, now: Millis) -> String {
    let widest = |text: fn(&Universe) -> &str| {
        universes.iter().map(|universe| text(universe).len()).max().unwrap_or_default().min(WIDEST)
    };
    let (ids, owners) = (widest(|u| u.id.as_str()), widest(|u| u.owner_id.as_str()));
    universes.iter().map(|universe| row(universe, (ids, owners), look, now)).collect()
}

fn row(universe: &Universe, (ids, owners): (usize, usize), look: &Look, now: Millis) -> String {
    let mut line = look.line();
    line.put(Ink::Name, universe.id.as_str()).column(ids);
    line.part(Ink::Plain, universe.owner_id.as_str()).column(ids + 2 + owners);
    line.part(Ink::Dim, if universe.is_public { "public " } else { "private" });
    let tick = universe.head.as_ref().map_or_else(|| "-".to_owned(), |head| head.tick.to_string());
    line.part(Ink::Plain, format!("{tick:>10}"));
    line.part(Ink::Title, universe.name.as_str());
    line.part(Ink::Dim, counted(universe.snapshot_count, "save", "saves"));
    if universe.canonical_event_count > 0 {
        line.part(Ink::Canon, format!("{}{}", look.star(), universe.canonical_event_count));
    }
    if universe.last_snapshot_at > Millis::ZERO {
        line.part(Ink::Dim, ago(universe.last_snapshot_at, now));
    }
    line.end()
}
