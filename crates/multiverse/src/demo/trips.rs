//! Who leaves which village in the demo's past, and arrives where.
//!
//! A village that somebody is to arrive in waits until they have left, or it is known that nobody does. No village waits
//! for another that waits for it: each leaves and arrives in the order of the trips' numbers.

use std::collections::BTreeMap;

use anyhow::Context;
use multiverse_model::EntityId;
use multiverse_sim::PersonId;
use tokio::sync::watch;

use super::company::Company;
use super::ways::WAYS;
use crate::players::{Life, Player, tick_of_day};

/// The first day on which anybody travels: until then the villages get to the server.
const FIRST_DAY: u64 = 3;

/// A trip of the past.
struct Trip {
    /// The number of the passage.
    way: usize,
    /// The village that somebody leaves.
    from: usize,
    /// When, in percent of the life of that village.
    leaves: u64,
    /// When they arrive, in percent of the life of the other.
    arrives: u64,
}

/// In each village, in the order in which things happen there.
const TRIPS: [Trip; 6] = [
    Trip { way: 0, from: 0, leaves: 30, arrives: 40 },
    Trip { way: 1, from: 1, leaves: 45, arrives: 50 },
    Trip { way: 2, from: 2, leaves: 55, arrives: 60 },
    Trip { way: 3, from: 3, leaves: 65, arrives: 50 },
    Trip { way: 0, from: 1, leaves: 60, arrives: 70 },
    Trip { way: 3, from: 0, leaves: 80, arrives: 80 },
];

/// What is known of the trips of the past while it is lived.
#[derive(Default)]
pub(super) struct Trips(watch::Sender<Known>);

#[derive(Default)]
struct Known {
    /// Villages that the server has, or that will not live.
    villages: BTreeMap<usize, bool>,
    /// Who has left, by the trip's number; nobody, if nobody wanted or could.
    left: BTreeMap<usize, Option<EntityId>>,
}

impl Trips {
    /// Lets people of a village leave and arrive who do so before its next day. `days` is how long each village lives.
    ///
    /// # Errors
    /// The server does not answer, or the player's machine fails.
    pub(super) async fn of_village(
        &self,
        village: usize,
        days: impl Fn(usize) -> u64,
        company: &Company,
        player: &Player,
        life: &mut Life,
    ) -> anyhow::Result<()> {
        if life.tick() >= tick_of_day(1) && !self.0.borrow().villages.contains_key(&village) {
            life.upload().await?;
            self.0.send_modify(|known| {
                known.villages.insert(village, true);
            });
        }
        for (number, trip) in TRIPS.iter().enumerate() {
            let tick = life.tick();
            if trip.from == village {
                let leaves = tick_at(trip.leaves, days(village));
                if tick > leaves && !self.0.borrow().left.contains_key(&number) {
                    self.tell(number, person_in(player.trip(number).await?.as_deref()));
                } else if tick == leaves {
                    let who = self.leaves(number, trip, company, player, life).await?;
                    self.tell(number, who);
                }
            } else if trip.to() == Some(village) && tick == tick_at(trip.arrives, days(village)) {
                self.arrives(number, life).await?;
            }
        }
        Ok(())
    }

    /// A village's past is over, well or not: whoever waits for somebody from there waits no longer.
    pub(super) fn over(&self, village: usize) {
        self.0.send_modify(|known| {
            known.villages.entry(village).or_insert(false);
            for (number, _) in TRIPS.iter().enumerate().filter(|(_, trip)| trip.from == village) {
                known.left.entry(number).or_insert(None);
            }
        });
    }

    fn tell(&self, number: usize, who: Option<EntityId>) {
        self.0.send_modify(|known| {
            known.left.insert(number, who);
        });
    }

    /// Whoever would like to most leaves. Who it is stands on the player's machine before, so that after a crash it is the
    /// same.
    async fn leaves(
        &self,
        number: usize,
        trip: &Trip,
        company: &Company,
        player: &Player,
        life: &mut Life,
    ) -> anyhow::Result<Option<EntityId>> {
        life.before_a_trip(&mut |_| {}).await?;
        let who = match player.trip(number).await? {
            Some(who) => who,
            None => {
                let who = life.village().emigrants(1).first().map_or_else(String::new, PersonId::to_string);
                player.remember_trip(number, &who).await?;
                who
            }
        };
        let Ok(person) = who.parse::<PersonId>() else { return Ok(None) };
        let way = &WAYS[trip.way];
        let (Some(direction), Some(to)) = (way.direction_from(trip.from), trip.to()) else { return Ok(None) };
        if !self.is_there(to).await {
            return Ok(None);
        }
        let passage = way.open(company).await.context("a passage cannot be opened")?;
        let has_left = life.depart(&passage, direction, person, &mut |_| {}).await?;
        Ok(person_in(Some(&who)).filter(|_| has_left))
    }

    async fn arrives(&self, number: usize, life: &mut Life) -> anyhow::Result<()> {
        let mut known = self.0.subscribe();
        let left = known.wait_for(|known| known.left.contains_key(&number)).await?;
        let who = left.left.get(&number).cloned().flatten();
        drop(left);
        let Some(who) = who else { return Ok(()) };
        life.take_in(|transit| transit.entity_id == who, &mut |_| {}).await
    }

    async fn is_there(&self, village: usize) -> bool {
        let mut known = self.0.subscribe();
        let known = known.wait_for(|known| known.villages.contains_key(&village)).await;
        known.is_ok_and(|known| known.villages.get(&village) == Some(&true))
    }
}

impl Trip {
    /// The village that somebody arrives in.
    fn to(&self) -> Option<usize> {
        let way = &WAYS[self.way];
        way.direction_from(self.from).map(|direction| way.end(direction))
    }
}

/// The beginning of the day at so many percent of a life of so many days.
fn tick_at(percent: u64, days: u64) -> u64 {
    tick_of_day((days * percent / 100).max(FIRST_DAY))
}

fn person_in(note: Option<&str>) -> Option<EntityId> {
    note.filter(|who| !who.is_empty()).and_then(|who| EntityId::new(who).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_each_village_trips_are_in_the_order_of_their_numbers() {
        for days in 1..400 {
            for village in 0..WAYS.len() {
                let ticks = TRIPS.iter().filter_map(|trip| {
                    let leaves = (trip.from == village).then_some(trip.leaves);
                    let arrives = (trip.to() == Some(village)).then_some(trip.arrives);
                    leaves.or(arrives).map(|percent| tick_at(percent, days))
                });
                assert!(ticks.is_sorted(), "village {village} of {days} days");
            }
        }
    }

    #[test]
    fn each_trip_leads_from_one_village_to_another() {
        assert!(TRIPS.iter().all(|trip| trip.to().is_some_and(|to| to != trip.from)));
    }
}
