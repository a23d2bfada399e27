//! Asking the server to take an entity.

use futures::StreamExt;
use multiverse_model::wire::TravelRequest;
use multiverse_model::{
    Direction, ItemLaws, PassageId, RawJson, Transit, UniverseId, UniverseLaws, leave_behind,
};

use crate::client::{ClientError, MultiverseClient};
use crate::storage::StorageError;
use crate::travel::Traveller;
use crate::travel::arrive::Attempt;
use crate::travel::error::TravelError;
use crate::travel::journal::{Entry, Journal, Trip};
use crate::travel::refusal::is_final;

/// What the server says to a departure.
pub(super) enum Answer {
    /// It has the entity.
    Left { transit: Box<Transit>, left_behind: Vec<RawJson> },
    /// It will never have it by this request.
    Refused(TravelError),
    /// Nothing yet.
    None(Option<Box<ClientError>>),
}

/// What a departure asks for.
struct Request {
    passage: PassageId,
    key: String,
    travel: TravelRequest,
}

impl Traveller {
    pub(super) async fn ask_to_leave(
        &mut self,
        journal: &Journal,
        number: u64,
        entry: &Entry,
        attempt: Attempt,
    ) -> Result<Answer, StorageError> {
        let Some(client) = self.service.client() else { return Ok(Answer::None(None)) };
        let Some(Request { passage, key, travel }) = request(journal, number, entry).await? else {
            return Ok(Answer::None(None));
        };
        let direction = travel.direction.unwrap_or_default();
        if let Some(leaves) = self.leaves_from(&client, &passage, direction).await
            && leaves != entry.universe
        {
            let (entity, universe) = (entry.entity.clone(), entry.universe.clone());
            return Ok(Answer::Refused(TravelError::OtherPassage { entity, passage, leaves, universe }));
        }
        let key = key.parse().map_err(|error: crate::InvalidKey| StorageError::Unavailable(error.into()))?;
        match client.with_key(key).depart(&passage, travel.clone()).await {
            Ok(answer) => {
                Ok(Answer::Left { transit: Box::new(answer.transit), left_behind: answer.left_behind })
            }
            Err(error) if attempt == Attempt::First || !is_final(&error) => Ok(refusal(entry, error)),
            Err(error) => Ok(left_before(&client, &passage, entry, &travel, error).await),
        }
    }

    /// The universe that a passage leaves that way, which never changes; nothing, if the server does not say.
    async fn leaves_from(
        &mut self,
        client: &MultiverseClient,
        passage: &PassageId,
        direction: Direction,
    ) -> Option<UniverseId> {
        if !self.passages.contains_key(passage) {
            // Whatever is wrong with it, the departure will be told.
            let found = client.passage(passage).await.ok()?;
            if self.passages.len() >= super::super::MOST_PASSAGES {
                self.passages.clear();
            }
            let ends = [found.source_universe_id, found.target_universe_id];
            self.passages.insert(passage.clone(), ends);
        }
        let [source, target] = self.passages.get(passage)?;
        Some(match direction {
            Direction::Forward => source.clone(),
            Direction::Reverse => target.clone(),
        })
    }
}

/// The request of an open departure: the same one each time.
async fn request(journal: &Journal, number: u64, entry: &Entry) -> Result<Option<Request>, StorageError> {
    let Trip::Leaving { passage, direction, leave_behind, key } = &entry.trip else { return Ok(None) };
    let travel = TravelRequest {
        entity_id: entry.entity.clone(),
        entity: journal.document(number, entry).await?,
        direction: Some(*direction),
        tick: Some(entry.tick),
        leave_behind: Some(*leave_behind),
    };
    Ok(Some(Request { passage: passage.clone(), key: key.clone(), travel }))
}

/// What an error means: refused for good, or nothing yet.
fn refusal(entry: &Entry, error: ClientError) -> Answer {
    let cause = Box::new(error);
    if is_final(&cause) {
        Answer::Refused(TravelError::Refused { entity: entry.entity.clone(), cause })
    } else {
        Answer::None(Some(cause))
    }
}

/// What it means that a later attempt is refused: an earlier one, whose answer was lost, may have been done. Servers
/// remember the answer to a request for a day, and only to the player who asked; then whatever became of the passage, of
/// its target or of the key refuses the repeat. The entity's journey tells.
async fn left_before(
    client: &MultiverseClient,
    passage: &PassageId,
    entry: &Entry,
    travel: &TravelRequest,
    refused: ClientError,
) -> Answer {
    let mut journey = client.whole_journey(&entry.entity);
    while let Some(step) = journey.next().await {
        match step {
            Ok(step) if is_of(&step, passage, entry) => {
                return match client.transit(&step.id).await {
                    Ok(transit) => {
                        let left_behind = left_behind_by(client, &transit, travel).await;
                        Answer::Left { transit: Box::new(transit), left_behind }
                    }
                    Err(error) => Answer::None(Some(Box::new(error))),
                };
            }
            Ok(_) => {}
            Err(error) if !is_final(&error) => return Answer::None(Some(Box::new(error))),
            // Nothing of it is to be seen.
            Err(_) => break,
        }
    }
    match refused.problem().map(|problem| problem.status) {
        // Who may not see the passage does not see the trip either: it waits for somebody who does.
        Some(403 | 404) => Answer::None(Some(Box::new(refused))),
        _ => refusal(entry, refused),
    }
}

/// Whether a trip began with this departure: no other one of the entity began there and then.
fn is_of(transit: &Transit, passage: &PassageId, entry: &Entry) -> bool {
    transit.passage_id == *passage
        && transit.entity_id == entry.entity
        && transit.from_universe_id == entry.universe
        && transit.departed_tick == Some(entry.tick)
}

/// What an entity left behind whose trip's answer is forgotten: it follows from the target's laws, if they are what they
/// were.
async fn left_behind_by(
    client: &MultiverseClient,
    transit: &Transit,
    travel: &TravelRequest,
) -> Vec<RawJson> {
    let Some(crossed) = transit.entity.as_ref().filter(|crossed| **crossed != travel.entity) else {
        return Vec::new();
    };
    let target = client.universe(&transit.to_universe_id).await.ok();
    let laws = UniverseLaws::of(target.and_then(|target| target.config).as_ref());
    let items: &ItemLaws = laws.items();
    match leave_behind(&travel.entity, items) {
        Ok(crossing) if crossing.entity == *crossed => crossing.left_behind,
        _ => {
            tracing::warn!(transit = %transit.id, "what the traveller left behind cannot be told any more");
            Vec::new()
        }
    }
}
