//! `multiverse ls`: the universes that you may see.

use clap::{Args, ValueEnum};
use multiverse_model::wire::{ListUniverses, UniverseSort};
use multiverse_model::{Millis, PlayerId, Universe, UniverseId};

use super::list::{ListArgs, Listed};
use super::look::{Cell, Ink, Look, ago, counted};
use super::options::ConnectArgs;
use super::session::{self, Session};
use super::trouble::Trouble;
use crate::failure::{Exit, Failure};

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
    #[command(flatten)]
    connect: ConnectArgs,
    #[command(flatten)]
    list: ListArgs,
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
    args.list.show(session.client.all_universes(query(args, session).await?)).await
}

async fn query(args: &LsArgs, session: &Session) -> Result<ListUniverses, Trouble> {
    let owner = match args.mine {
        true => Some(session.player().await?.ok_or_else(|| nobody(session))?),
        false => args.owner.clone(),
    };
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
        limit: Some(args.list.page()),
        cursor: None,
    })
}

fn nobody(session: &Session) -> Trouble {
    let sentence = format!("nobody is logged in at {}; log in with: multiverse login", session.server);
    Trouble::told(Exit::NotAllowed, sentence)
}

impl Listed for Universe {
    const MEMBER: &'static str = "universes";
    const ALIGNED: usize = 4;

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn row(&self, look: &Look, now: Millis) -> Vec<Cell> {
        let mut row = vec![
            (Ink::Name, self.id.to_string()),
            (Ink::Title, self.name.to_string()),
            (Ink::Plain, self.owner_id.to_string()),
            (Ink::Dim, if self.is_public { "public" } else { "private" }.to_owned()),
        ];
        if let Some(head) = &self.head {
            row.push((Ink::Plain, format!("tick {}", head.tick)));
            row.push((Ink::Dim, counted(self.snapshot_count, "save", "saves")));
        }
        if self.canonical_event_count > 0 {
            row.push((Ink::Canon, format!("{}{}", look.star(), self.canonical_event_count)));
        }
        if self.last_snapshot_at > Millis::ZERO {
            row.push((Ink::Dim, ago(self.last_snapshot_at, now)));
        }
        row
    }
}
