//! Leaving a world.

mod leave;

use multiverse_model::{Direction, EntityId, PassageId, RawJson, Transit};

use super::Traveller;
use super::arrive::Attempt;
use super::error::TravelError;
use super::journal::{Entry, JournalId, Start, Trip};
use super::line::Line;
use super::world::TravelWorld;
use crate::client::ClientError;
use crate::storage::StorageError;

use leave::Answer;

/// How an entity goes through a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DepartOptions {
    /// Which way.
    pub direction: Direction,
    /// Whether items that cannot cross stay in the world, rather than that nobody goes.
    pub leave_behind: bool,
}

/// What became of a departure. Either way the entity is no longer in the world.
#[derive(Debug)]
pub enum Departure {
    /// It is in transit.
    Left {
        /// Its trip.
        transit: Box<Transit>,
        /// What it left behind: it is in the world again.
        left_behind: Vec<RawJson>,
    },
    /// The server has not answered. [`Traveller::settle`] asks again, and puts the entity back if it is refused.
    Pending {
        /// What happened; nothing, if there is no server.
        cause: Option<Box<ClientError>>,
    },
}

impl Traveller {
    /// Sends an entity through a passage: it is taken out of the world and in transit, or neither.
    ///
    /// If the server does not answer, the entity stays out of the world, and its trip in the journal.
    ///
    /// What it carries is what it has now. If the world is loaded from a save that is older, and others have traded with it
    /// since, their side of that is lost: where it matters, save just before.
    ///
    /// # Errors
    /// [`TravelError`]. With [`Refused`](TravelError::Refused) and [`OtherPassage`](TravelError::OtherPassage) the entity
    /// was put back, as the same bytes.
    pub async fn depart<W: TravelWorld + ?Sized>(
        &mut self,
        world: &mut W,
        passage: &PassageId,
        entity: &EntityId,
        options: DepartOptions,
    ) -> Result<Departure, TravelError> {
        let mut line = self.line(world).await?;
        let left = match begin(&mut line, world, passage, entity, options).await {
            Ok(number) => self.finish_departure(&mut line, world, number, Attempt::First).await,
            Err(error) => Err(error),
        };
        self.keep(line, left)
    }

    /// Asks the server to take the entity of an open departure, and does what it answers.
    pub(super) async fn finish_departure<W: TravelWorld + ?Sized>(
        &mut self,
        line: &mut Line,
        world: &mut W,
        number: u64,
        attempt: Attempt,
    ) -> Result<Departure, TravelError> {
        let entry = line.journal.entry(number).expect("a departure that is open is in the journal").clone();
        match self.ask_to_leave(&line.journal, number, &entry, attempt).await? {
            Answer::Left { transit, left_behind } => {
                let kept = line.journal.keep(number, line.next_number(world), &left_behind).await?;
                let trip = Trip::Left { transit: transit.id.clone(), kept };
                line.journal.write(number, Entry { trip, ..entry }).await?;
                line.bring(world).await?;
                Ok(Departure::Left { transit, left_behind })
            }
            Answer::Refused(error) => {
                let trip = Trip::Refused { back: line.next_number(world) };
                line.journal.write(number, Entry { trip, ..entry }).await?;
                line.bring(world).await?;
                Err(error)
            }
            Answer::None(cause) => Ok(Departure::Pending { cause }),
        }
    }
}

/// Notes a departure, and then takes the entity out.
async fn begin<W: TravelWorld + ?Sized>(
    line: &mut Line,
    world: &mut W,
    passage: &PassageId,
    entity: &EntityId,
    options: DepartOptions,
) -> Result<u64, TravelError> {
    if line.journal.under_way(entity) {
        return Err(TravelError::UnderWay(entity.clone()));
    }
    let document = world.entity(entity).ok_or_else(|| TravelError::NotHere(entity.clone()))?;
    let start = Start {
        entity: entity.clone(),
        universe: line.universe.clone(),
        tick: world.tick(),
        trip: Trip::Leaving {
            passage: passage.clone(),
            direction: options.direction,
            leave_behind: options.leave_behind,
            key: new_key()?,
        },
    };
    let number = line.next_number(world);
    line.journal.begin(number, start, &document).await?;
    line.bring(world).await?;
    Ok(number)
}

/// A key that nobody can guess: whoever knows it is told what stands in the answer.
fn new_key() -> Result<String, StorageError> {
    Ok(format!("mvt-{}", JournalId::generate()?.as_str()))
}
