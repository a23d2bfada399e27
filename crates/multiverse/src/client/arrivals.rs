//! `multiverse arrivals`: who is due in a universe.

use clap::Args;
use multiverse_model::wire::ListArrivals;
use multiverse_model::{Millis, Transit, TransitState, UniverseId};

use super::list::{ListArgs, Listed};
use super::look::{Cell, Ink, Look, ago, bytes};
use super::options::ConnectArgs;
use super::session;
use crate::failure::Failure;

#[derive(Debug, Args)]
pub(crate) struct ArrivalsArgs {
    /// The universe.
    universe: UniverseId,
    /// Only trips that are `in_transit`, arrived, returning or returned; else those whose traveller is due.
    #[arg(long)]
    state: Option<TransitState>,
    #[command(flatten)]
    connect: ConnectArgs,
    #[command(flatten)]
    list: ListArgs,
}

/// Lists trips, the longest under way first.
///
/// # Errors
/// [`Failure`] if there is no such universe, or it is hidden.
pub(crate) fn arrivals(args: &ArrivalsArgs) -> Result<(), Failure> {
    let query = ListArrivals { state: args.state, limit: Some(args.list.page()), cursor: None };
    session::run(&args.connect, async |session| {
        args.list.show(session.client.all_arrivals(&args.universe, query)).await
    })
}

impl Listed for Transit {
    const MEMBER: &'static str = "arrivals";
    const ALIGNED: usize = 4;

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn row(&self, look: &Look, now: Millis) -> Vec<Cell> {
        let way = format!("{} {} {}", self.from_universe_id, look.arrow(false), self.to_universe_id);
        let size = self.entity.as_ref().and_then(|entity| entity.as_str().len().try_into().ok()).map(bytes);
        vec![
            (Ink::Name, self.id.to_string()),
            (Ink::Title, self.entity_id.to_string()),
            (Ink::Plain, way),
            (Ink::Plain, self.state.to_string()),
            (Ink::Dim, size.unwrap_or_default()),
            (Ink::Dim, format!("left {}", ago(self.departed_at, now))),
            (Ink::Dim, self.reason.as_ref().map(ToString::to_string).unwrap_or_default()),
        ]
    }
}
