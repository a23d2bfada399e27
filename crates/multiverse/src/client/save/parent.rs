//! What a save extends, and what it means that it does not.

use std::str::FromStr;

use multiverse_client::{ClientError, MultiverseClient};
use multiverse_model::wire::OnConflict;
use multiverse_model::{Checksum, Tick, UniverseId};

use crate::client::entry;
use crate::client::trouble::Trouble;
use crate::failure::Exit;

/// What a save is to extend, as people type it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ParentArg {
    /// Whatever the head is now.
    Head,
    /// The snapshot at a tick.
    Tick(Tick),
    /// A content.
    Content(Checksum),
    /// Nothing: it is saved whatever the head is.
    None,
}

impl FromStr for ParentArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "head" => Ok(Self::Head),
            "none" => Ok(Self::None),
            _ if text.starts_with("sha256:") => {
                text.parse().map(Self::Content).map_err(|error| format!("{error}"))
            }
            _ => {
                text.parse().map(Self::Tick).map_err(|_| "it is head, none, a tick or a checksum".to_owned())
            }
        }
    }
}

/// What a save extends.
#[derive(Debug, Clone, Copy)]
pub(super) struct Extended {
    pub(super) checksum: Checksum,
    tick: Option<Tick>,
}

impl ParentArg {
    /// Looks up the content; none if nothing is to be extended, or nothing is there yet.
    pub(super) async fn resolve(
        self,
        client: &MultiverseClient,
        universe: &UniverseId,
    ) -> Result<Option<Extended>, Trouble> {
        Ok(match self {
            Self::None => None,
            Self::Content(checksum) => Some(Extended { checksum, tick: None }),
            Self::Tick(tick) => {
                let entry = entry::find(client, universe, tick, false).await?;
                Some(Extended { checksum: entry.checksum, tick: Some(tick) })
            }
            Self::Head => {
                let head = client.universe(universe).await?.head;
                head.map(|head| Extended { checksum: head.checksum, tick: Some(head.tick) })
            }
        })
    }
}

/// What it means that a save failed: for diverged histories, which heads there are and how to go on.
pub(super) fn diverged(
    error: ClientError,
    universe: &UniverseId,
    parent: Option<&Extended>,
    tick: Tick,
    on_conflict: OnConflict,
) -> Trouble {
    let (ClientError::Diverged { head, .. }, Some(parent)) = (&error, parent) else { return error.into() };
    let extended = place(parent.tick, parent.checksum);
    let sentence = match (head, on_conflict) {
        (_, OnConflict::Fork) => format!(
            "{universe} has nothing to fork at {extended} for a save at tick {tick}: it was never there, or it has \
             decayed; save on the head, or with --parent none"
        ),
        (Some(head), OnConflict::Refuse) => format!(
            "histories diverged: the head of {universe} is {}, and this save extends {extended}; load the head and \
             go on from there, or keep both with --on-conflict fork",
            place(Some(head.tick), head.checksum)
        ),
        (None, OnConflict::Refuse) => format!(
            "{universe} has no snapshot yet, and this save extends {extended}; save it with --parent none"
        ),
    };
    Trouble::told(Exit::Conflict, sentence)
}

/// A content and its tick, if that is known, as people can compare them.
fn place(tick: Option<Tick>, checksum: Checksum) -> String {
    let hex = checksum.hex();
    let short = hex.get(..12).unwrap_or(&hex);
    match tick {
        Some(tick) => format!("tick {tick} (sha256:{short}…)"),
        None => format!("sha256:{short}…"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parent_is_the_head_a_tick_a_content_or_none() {
        let checksum = Checksum::of(b"x");
        assert_eq!("head".parse(), Ok(ParentArg::Head));
        assert_eq!("none".parse(), Ok(ParentArg::None));
        assert_eq!("12".parse(), Ok(ParentArg::Tick(Tick::new(12).unwrap())));
        assert_eq!(checksum.to_string().parse(), Ok(ParentArg::Content(checksum)));
        for bad in ["", "HEAD", "-1", "sha256:12"] {
            assert!(bad.parse::<ParentArg>().is_err(), "{bad}");
        }
    }
}
