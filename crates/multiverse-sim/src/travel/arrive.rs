//! Arriving.

use std::borrow::Cow;

use serde::Deserialize;
use serde::de::Error;
use serde_json::Value;
use serde_json::value::RawValue;

use super::Left;
use crate::agenda::Actor;
use crate::calendar::{HOUR, Moment};
use crate::config::LONGEST_NAME;
use crate::events::{EventKind, Tale};
use crate::ids::{BuildingId, PersonId};
use crate::people::{Activity, Doing, Movement, Person, Position, What};
use crate::snapshot::read;
use crate::spot::Spot;
use crate::village::Village;

/// The longest traveller in bytes of JSON: as long as the server takes by default.
const MOST_BYTES: usize = 1 << 20;

/// Why somebody cannot arrive. The village is as it was.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ArrivalError {
    /// It is nobody of a village.
    #[error("only people of villages can arrive in one, and this is none ({0}); reject the transit")]
    NobodyKnown(#[source] serde_json::Error),
    /// It is too long.
    #[error("a traveller has at most {MOST_BYTES} bytes of JSON, this has {0}; reject the transit")]
    TooLarge(usize),
    /// What it says of itself cannot be.
    #[error("this traveller cannot be: {0}; reject the transit")]
    Impossible(&'static str),
    /// They live here: it was received before, or it comes from a fork in which they live too.
    #[error("{0} lives here already; settle the transit if it was received before, and else reject it")]
    AlreadyHere(PersonId),
}

/// An entity, and from where it comes; other members are left to those who wrote them.
#[derive(Debug, Deserialize)]
struct Traveller<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    components: &'a RawValue,
    left: Left,
}

impl Village {
    /// Lets somebody arrive who [left](Self::depart) a village, this or another, and answers who they are: they have the
    /// id that they had there. They keep all that they are and own but their home, and stop what they were doing.
    ///
    /// # Errors
    /// [`ArrivalError`], and then nothing has changed.
    pub fn arrive(&mut self, traveller: &Value) -> Result<PersonId, ArrivalError> {
        let (person, left) = self.welcome(&traveller.to_string())?;
        Ok(self.live_here(person, &left))
    }

    /// Somebody who can arrive, and from where.
    pub(super) fn welcome(&self, traveller: &str) -> Result<(Person, Left), ArrivalError> {
        let (person, left) = read_traveller(traveller)?;
        if self.people.contains(person.id) {
            Err(ArrivalError::AlreadyHere(person.id))
        } else {
            Ok((person, left))
        }
    }

    pub(super) fn live_here(&mut self, mut person: Person, left: &Left) -> PersonId {
        person.shift(self.now.since(left.tick));
        self.settle_in(&mut person);
        let (id, until, name) = (person.id, person.activity.until, person.name());
        self.people.insert(person);
        self.agenda.note(until, Actor::Person(id));
        self.world.tallies.arrivals += 1;
        self.take_serial(id);
        self.remember(id, What::CameHere, None, 40);
        self.find_home(id);
        let title = format!("{name} arrives from {}", left.village);
        self.tell(Tale::new(EventKind::Arrival, 50, title).of(id));
        id
    }

    /// Gives somebody a place to stand, a rest, and leave to look around.
    fn settle_in(&self, person: &mut Person) {
        let gate = self.meeting_place(BuildingId(0)).and_then(|place| self.buildings.spot(place));
        let gate = gate.unwrap_or(Spot { x: 0, y: 0 });
        person.position = Position::new(gate, self.now);
        person.movement = Movement::new(gate, self.now);
        person.activity = Activity { doing: Doing::Resting, until: self.now.plus(HOUR) };
        person.needs.wake(self.now);
        person.livelihood.home = None;
        person.livelihood.workplace = None;
    }

    /// Somebody of ours comes back to a save that was made before they were born: nobody else may get their id.
    fn take_serial(&mut self, id: PersonId) {
        let serials = &mut self.world.serials;
        if id.tag == serials.tag {
            serials.person = serials.person.max(id.serial.saturating_add(1));
        }
    }
}

fn read_traveller(text: &str) -> Result<(Person, Left), ArrivalError> {
    if text.len() > MOST_BYTES {
        return Err(ArrivalError::TooLarge(text.len()));
    }
    let Traveller { id, components, left } = serde_json::from_str(text).map_err(ArrivalError::NobodyKnown)?;
    let id = id.parse().map_err(|error| ArrivalError::NobodyKnown(serde_json::Error::custom(error)))?;
    let person: Person = read(id, components.get()).map_err(ArrivalError::NobodyKnown)?;
    person.check(left.tick).map_err(ArrivalError::Impossible)?;
    let named = left.village.len() <= LONGEST_NAME && !left.village.chars().any(char::is_control);
    if !named || left.tick < Moment::ZERO {
        return Err(ArrivalError::Impossible("it does not say when it left which village"));
    }
    Ok((person, left))
}
