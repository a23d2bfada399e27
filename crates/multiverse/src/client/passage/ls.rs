//! `multiverse passage ls`.

use clap::Args;
use multiverse_model::wire::ListPassages;
use multiverse_model::{Millis, Passage, PassageState, UniverseId};

use super::words::ends;
use crate::client::list::{ListArgs, Listed};
use crate::client::look::{Cell, Ink, Look, counted, percent};
use crate::client::options::ConnectArgs;
use crate::client::session;
use crate::failure::Failure;

#[derive(Debug, Args)]
pub(super) struct LsArgs {
    /// Only those from or to this universe.
    #[arg(short, long, value_name = "ID")]
    universe: Option<UniverseId>,
    /// Only those that are pending, active, unstable, collapsed, sealed or inactive.
    #[arg(long)]
    state: Option<PassageState>,
    #[command(flatten)]
    connect: ConnectArgs,
    #[command(flatten)]
    list: ListArgs,
}

pub(super) fn ls(args: &LsArgs) -> Result<(), Failure> {
    let query = ListPassages {
        universe_id: args.universe.clone(),
        state: args.state,
        limit: Some(args.list.page()),
        cursor: None,
    };
    session::run(&args.connect, async |session| args.list.show(session.client.all_passages(query)).await)
}

impl Listed for Passage {
    const MEMBER: &'static str = "passages";
    const ALIGNED: usize = 5;

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn row(&self, look: &Look, _now: Millis) -> Vec<Cell> {
        let stability = if self.state.is_open() { percent(self.stability) } else { String::new() };
        let mut row = vec![
            (Ink::Name, self.id.to_string()),
            (Ink::Plain, self.kind.as_str().to_owned()),
            (Ink::Title, ends(self, look)),
            (Ink::Plain, self.state.to_string()),
            (Ink::Plain, stability),
        ];
        if let Some(uses) = self.uses_left {
            row.push((Ink::Dim, format!("{} left", counted(uses, "use", "uses"))));
        }
        if self.in_transit > 0 {
            row.push((Ink::Dim, format!("{} under way", self.in_transit)));
        }
        row
    }
}
