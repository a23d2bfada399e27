//! People: what the village knows of each.

mod activity;
mod family;
mod health;
mod identity;
mod livelihood;
mod memories;
mod names;
mod needs;
mod place;
mod populace;
mod relations;
mod skills;
mod standing;

pub(crate) use activity::{Activity, Doing};
pub(crate) use family::{Expecting, Family};
pub(crate) use health::{Ailment, Health};
pub(crate) use identity::{Identity, Sex};
pub(crate) use livelihood::{Livelihood, Occupation};
pub(crate) use memories::{Memories, Memory, What};
pub(crate) use names::{FAMILIES, first_name};
pub(crate) use needs::{Mood, Needs};
pub(crate) use place::{Movement, Position};
pub(crate) use populace::Populace;
pub(crate) use relations::Relations;
pub(crate) use skills::{Skill, Skills};
pub(crate) use standing::Standing;

use serde::{Deserialize, Serialize};

use crate::calendar::{Moment, YEAR};
use crate::goods::Goods;
use crate::ids::PersonId;
use crate::spot::Spot;

/// Old enough to work and to marry: years.
pub(crate) const GROWN: i64 = 15;
/// Too old to work: years.
pub(crate) const AGED: i64 = 66;

/// One who lives in the village. Its fields are the components of its entity in a save.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) id: PersonId,
    pub(crate) identity: Identity,
    pub(crate) position: Position,
    pub(crate) movement: Movement,
    pub(crate) activity: Activity,
    pub(crate) needs: Needs,
    pub(crate) mood: Mood,
    pub(crate) health: Health,
    pub(crate) inventory: Inventory,
    pub(crate) skills: Skills,
    pub(crate) livelihood: Livelihood,
    pub(crate) family: Family,
    pub(crate) standing: Standing,
    pub(crate) relations: Relations,
    pub(crate) memories: Memories,
}

/// What somebody carries.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Inventory {
    pub(crate) items: Goods,
}

impl Person {
    /// First name and family.
    pub(crate) fn name(&self) -> String {
        format!("{} {}", self.identity.name, self.identity.family)
    }

    /// In whole years.
    pub(crate) fn age(&self, now: Moment) -> i64 {
        now.since(self.identity.born) / YEAR
    }

    pub(crate) fn is_grown(&self, now: Moment) -> bool {
        self.age(now) >= GROWN
    }

    /// Where they are now, on a straight way from where they set out.
    pub(crate) fn spot(&self, now: Moment) -> Spot {
        let (set_out, arrives) = (self.position.since, self.movement.arrives);
        self.position.spot().towards(self.movement.spot(), now.since(set_out), arrives.since(set_out))
    }

    /// Sends them to `goal`, and answers when they will be there: now, if they are, and then nothing is touched.
    pub(crate) fn walk(&mut self, now: Moment, goal: Spot) -> Moment {
        if self.movement.spot() == goal && self.movement.arrives <= now {
            return now;
        }
        let from = self.spot(now);
        let arrives = now.plus(from.distance(goal) / self.pace(now));
        self.position = Position::new(from, now);
        self.movement = Movement::new(goal, arrives);
        arrives
    }

    /// Centimetres in a tick, which is as long as three seconds of the village's day.
    fn pace(&self, now: Moment) -> i64 {
        match self.age(now) {
            ..=5 => 130,
            6..=11 => 240,
            AGED.. => 220,
            _ => 330,
        }
    }

    /// Whether one descends from the other, or both from the same parents.
    pub(crate) fn is_kin(&self, other: &Self) -> bool {
        let shares = |one: Option<PersonId>, two: Option<PersonId>| one.is_some() && one == two;
        shares(self.family.mother, other.family.mother)
            || shares(self.family.father, other.family.father)
            || self.family.is_parent(other.id)
            || other.family.is_parent(self.id)
    }

    /// Says what is wrong with one that was read.
    pub(crate) fn check(&self, now: Moment) -> Result<(), &'static str> {
        self.identity.check(now)?;
        self.position.check(now)?;
        self.movement.check()?;
        self.activity.check(now)?;
        self.needs.check(now)?;
        self.mood.check(now)?;
        self.health.check(now)?;
        self.family.check()?;
        self.standing.check()?;
        self.relations.check(now)?;
        self.memories.check(now)
    }

    /// The same person by a clock that shows `ticks` more.
    pub(crate) fn shift(&mut self, ticks: i64) {
        self.identity.born = self.identity.born.plus(ticks);
        self.position.since = self.position.since.plus(ticks);
        self.movement.arrives = self.movement.arrives.plus(ticks);
        self.activity.until = self.activity.until.plus(ticks);
        self.needs.shift(ticks);
        self.mood.shift(ticks);
        self.health.shift(ticks);
        self.livelihood.since = self.livelihood.since.plus(ticks);
        self.family.shift(ticks);
        self.standing.shift(ticks);
        self.relations.shift(ticks);
        self.memories.shift(ticks);
    }
}
