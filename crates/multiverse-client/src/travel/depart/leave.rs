//! Asking the server to take an entity.

use multiverse_model::wire::TravelRequest;
use multiverse_model::{
    Direction, ItemLaws, PassageId, ProblemType, RawJson, Transit, TransitId, UniverseId, UniverseLaws,
    leave_behind,
};

use crate::client::{ClientError, MultiverseClient};
use crate::storage::StorageError;
use crate::travel::Traveller;
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
        Ok(match client.with_key(key).depart(&passage, travel.clone()).await {
            Ok(answer) => Answer::Left { transit: Box::new(answer.transit), left_behind: answer.left_behind },
            Err(error) if error.kind() == Some(ProblemType::EntityElsewhere) => {
                left_before(&client, &passage, entry, &travel, error).await
            }
            Err(error) => refusal(entry, error),
        })
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

/// What it means that the entity is elsewhere: it may be so by this very departure. Servers remember the answer to a
/// request for a day, and who was offline for longer asks again.
async fn left_before(
    client: &MultiverseClient,
    passage: &PassageId,
    entry: &Entry,
    travel: &TravelRequest,
    refused: ClientError,
) -> Answer {
    let left_by = refused.problem().and_then(|problem| problem.members.get("transitId")?.as_str());
    let Some(id) = left_by.and_then(|id| id.parse::<TransitId>().ok()) else {
        return refusal(entry, refused);
    };
    match client.transit(&id).await {
        Ok(transit) if is_of(&transit, passage, entry) => {
            let left_behind = left_behind_by(client, &transit, travel).await;
            Answer::Left { transit: Box::new(transit), left_behind }
        }
        Err(error) if !is_final(&error) => Answer::None(Some(Box::new(error))),
        Ok(_) | Err(_) => refusal(entry, refused),
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
