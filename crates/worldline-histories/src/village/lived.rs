//! A village as a game keeps it: things happen at their own pace, and not to everybody.

mod people;
mod plants;

use people::Person;
use plants::Plant;

use crate::history::Shape;
use crate::random::Random;
use crate::text::{put, separated};

/// Of the bytes, how many go to one person and one plant; there are two plants to a person.
const PERSON_BYTES: usize = 650;
const PLANT_BYTES: usize = 140;
const WEATHER: [&str; 4] = ["clear", "rain", "fog", "storm"];
/// How many entries the village's log keeps.
const LOG: usize = 50;

/// What becomes of the order of the entities.
#[derive(Clone, Copy, PartialEq)]
enum Order {
    /// They stay; who is born comes last, plants come by their id.
    Kept,
    /// As entity component systems do it: the last takes the place of the removed. And a few swap.
    Shaken,
}

pub(crate) fn lived(random: &mut Random, shape: Shape) -> Vec<Vec<u8>> {
    history(random, shape, Order::Kept)
}

pub(crate) fn reordered(random: &mut Random, shape: Shape) -> Vec<Vec<u8>> {
    history(random, shape, Order::Shaken)
}

fn history(random: &mut Random, shape: Shape, order: Order) -> Vec<Vec<u8>> {
    let mut village = Village::new(random, (shape.bytes / (PERSON_BYTES + 2 * PLANT_BYTES)).max(2), order);
    let mut saves = vec![village.document()];
    while saves.len() < shape.saves {
        village.live(random);
        saves.push(village.document());
    }
    saves.truncate(shape.saves);
    saves
}

struct Village {
    tick: u64,
    weather: &'static str,
    people: Vec<Person>,
    plants: Vec<Plant>,
    log: Vec<String>,
    born: usize,
    order: Order,
}

impl Village {
    fn new(random: &mut Random, people: usize, order: Order) -> Self {
        let mut plants: Vec<_> = (0..people * 2).map(|_| Plant::new(random, 48_000)).collect();
        plants.sort_by_key(|plant| plant.id);
        Self {
            tick: 48_000,
            weather: "clear",
            people: (0..people).map(|id| Person::new(random, id, 48_000)).collect(),
            plants,
            log: Vec::new(),
            born: people,
            order,
        }
    }

    fn live(&mut self, random: &mut Random) {
        self.tick += u64::from(random.within(1180, 1220));
        if random.chance(0.2) {
            self.weather = random.pick(&WEATHER);
        }
        for person in &mut self.people {
            if random.chance(0.6) {
                person.live(random, self.tick, self.born);
            }
        }
        for plant in &mut self.plants {
            if random.chance(0.3) {
                plant.grow(random, self.tick);
            }
        }
        self.deaths(random);
        self.births(random);
        if self.order == Order::Shaken {
            shake(&mut self.people, random);
            shake(&mut self.plants, random);
        }
    }

    fn deaths(&mut self, random: &mut Random) {
        for _ in 0..few(random, self.people.len()) {
            let gone = remove(&mut self.people, random, self.order);
            self.log.push(format!(r#"{{"tick":{},"type":"death","who":"{}"}}"#, self.tick, gone.name()));
        }
        for _ in 0..few(random, self.plants.len()) {
            remove(&mut self.plants, random, self.order);
        }
    }

    fn births(&mut self, random: &mut Random) {
        for _ in 0..few(random, self.people.len()) {
            let child = Person::new(random, self.born, self.tick);
            self.born += 1;
            self.log.push(format!(r#"{{"tick":{},"type":"birth","who":"{}"}}"#, self.tick, child.name()));
            self.people.push(child);
        }
        for _ in 0..few(random, self.plants.len()) {
            let plant = Plant::new(random, self.tick);
            match self.order {
                Order::Kept => {
                    let at = self.plants.partition_point(|other| other.id < plant.id);
                    self.plants.insert(at, plant);
                }
                Order::Shaken => self.plants.push(plant),
            }
        }
        self.log.drain(..self.log.len().saturating_sub(LOG));
    }

    fn document(&self) -> Vec<u8> {
        let mut out = String::new();
        let (tick, day) = (self.tick, self.tick / 24_000);
        put!(out, r#"{{"version":7,"time":{{"tick":{tick},"day":{day}}},"weather":"{}","#, self.weather);
        out.push_str(r#""people":["#);
        separated(&mut out, &self.people, |out, person| person.write(out));
        out.push_str(r#"],"plants":["#);
        separated(&mut out, &self.plants, |out, plant| plant.write(out));
        out.push_str(r#"],"log":["#);
        separated(&mut out, &self.log, |out, line| out.push_str(line));
        out.push_str("]}");
        out.into_bytes()
    }
}

/// Up to one in a hundred of `of`, and now and then one where there are less.
fn few(random: &mut Random, of: usize) -> usize {
    if of < 2 { 0 } else { random.below(of / 100 + 2) }
}

fn remove<T>(items: &mut Vec<T>, random: &mut Random, order: Order) -> T {
    let at = random.below(items.len());
    match order {
        Order::Kept => items.remove(at),
        Order::Shaken => items.swap_remove(at),
    }
}

fn shake<T>(items: &mut [T], random: &mut Random) {
    for _ in 0..few(random, items.len()) {
        let (one, other) = (random.below(items.len()), random.below(items.len()));
        items.swap(one, other);
    }
}
