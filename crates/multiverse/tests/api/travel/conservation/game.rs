//! A game: moves entities out of its worlds and takes others in, by what stands in its journal.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::journal::{Departing, Disk};
use super::map::Map;
use crate::crash::{Fuse, Random};
use crate::support::{Client, Reply, Request};

/// What the games share besides the server: requests that are still on their way through the network, and counters.
#[derive(Default)]
pub(super) struct Shared {
    late: Mutex<Vec<(Client, Request)>>,
    steps: AtomicU64,
    crashes: AtomicU64,
    repeats: AtomicU64,
    refusals: AtomicU64,
}

impl Shared {
    pub(super) fn told(&self) -> String {
        let of = |counter: &AtomicU64| counter.load(Ordering::SeqCst);
        let (crashes, repeats, refusals) = (of(&self.crashes), of(&self.repeats), of(&self.refusals));
        let steps = self.steps();
        format!(
            "{steps} answered requests, {crashes} crashed games, {repeats} repeated requests, {refusals} refused departures"
        )
    }
}

impl Shared {
    /// Requests that were answered.
    pub(super) fn steps(&self) -> u64 {
        self.steps.load(Ordering::SeqCst)
    }
}

/// Why a game stops.
enum Stop {
    /// The server is gone.
    ServerGone,
    /// The game itself died, between any two lines.
    Crashed,
    /// There is nothing left to do.
    Done,
}

pub(super) struct Game {
    pub number: u64,
    pub client: Client,
    pub disk: Disk,
    pub map: Arc<Map>,
    pub shared: Arc<Shared>,
    /// Blows after so many acknowledgements. Without one, the game brings home who is under way.
    pub fuse: Option<Arc<Fuse>>,
    pub random: Random,
}

impl Game {
    /// Plays until the server is gone. After a crash it begins anew from its journal.
    pub(super) async fn play(mut self) {
        loop {
            match self.lives().await {
                Stop::Crashed => drop(self.shared.crashes.fetch_add(1, Ordering::SeqCst)),
                Stop::ServerGone | Stop::Done => return,
            }
        }
    }

    async fn lives(&mut self) -> Stop {
        match self.try_to_live().await {
            Ok(never) => match never {},
            Err(stop) => stop,
        }
    }

    async fn try_to_live(&mut self) -> Result<std::convert::Infallible, Stop> {
        self.goes_on_where_it_stopped().await?;
        loop {
            match (&self.fuse, self.random.below(10)) {
                (None, _) => self.brings_everybody_home().await?,
                (_, 0..=5) => self.sends_somebody().await?,
                (_, 6..=8) => drop(self.takes_in_who_is_due(5).await?),
                _ => self.keeps_a_passage().await?,
            }
            self.delivers_a_late_request().await?;
        }
    }

    /// What was begun before a crash is finished first, in the same way.
    async fn goes_on_where_it_stopped(&mut self) -> Result<(), Stop> {
        let departing: Vec<String> = self.disk.read().departing.keys().cloned().collect();
        for entity in departing {
            self.finishes_departure(&entity).await?;
        }
        let arriving: Vec<String> = self.disk.read().arriving.keys().cloned().collect();
        for transit in arriving {
            self.finishes_arrival(&transit).await?;
        }
        Ok(())
    }

    async fn sends_somebody(&mut self) -> Result<(), Stop> {
        let Some((universe, entity)) = self.picks_somebody() else { return Ok(()) };
        let ways = self.map.ways_from(&universe);
        let way = ways[usize::try_from(self.random.below(ways.len() as u64)).unwrap()].clone();
        self.disk.begins_departure(&entity, &universe, &way.passage, way.direction, self.number);
        self.may_crash()?;
        self.finishes_departure(&entity).await
    }

    fn picks_somebody(&mut self) -> Option<(String, String)> {
        let journal = self.disk.read();
        let all: Vec<_> = journal
            .worlds
            .iter()
            .flat_map(|(universe, entities)| entities.iter().map(move |entity| (universe, entity)))
            .collect();
        if all.is_empty() {
            return None;
        }
        let (universe, entity) = all[usize::try_from(self.random.below(all.len() as u64)).unwrap()];
        Some((universe.clone(), entity.clone()))
    }

    async fn finishes_departure(&mut self, entity: &str) -> Result<(), Stop> {
        let departing = self.disk.read().departing[entity].clone();
        let Departing { passage, direction, key, .. } = &departing;
        // The key stands in the entity too, for the audit to find.
        let body = json!({"entityId": entity, "entity": {"key": key}, "direction": direction});
        let request = Request::post(format!("/api/passage/{passage}/travel"));
        let request = request.header("idempotency-key", key).json(&body);
        let reply = self.asks(request).await?;
        self.may_crash()?;
        let has_left = reply.status == 201;
        if !has_left {
            self.shared.refusals.fetch_add(1, Ordering::SeqCst);
            let (_, kind) = reply.problem();
            // The world has it, so the server must not think that it is elsewhere.
            let full = ["/problems/passage-full", "/problems/passage-worn-out"];
            assert!(full.contains(&kind.as_str()), "{entity} from {}: {}", departing.universe, reply.json());
        }
        self.disk.ends_departure(entity, has_left);
        Ok(())
    }

    async fn takes_in_who_is_due(&mut self, most: usize) -> Result<usize, Stop> {
        let worlds = self.map.worlds_of(self.number);
        let mut due = 0;
        for universe in worlds {
            let list =
                self.asks(Request::get(format!("/api/universe/{universe}/arrivals?limit={most}"))).await?;
            for transit in list.expect(200)["arrivals"].as_array().unwrap() {
                due += 1;
                self.takes_in(&universe, transit).await?;
            }
        }
        Ok(due)
    }

    async fn takes_in(&mut self, universe: &str, transit: &Value) -> Result<(), Stop> {
        let (id, entity) = (transit["id"].as_str().unwrap(), transit["entityId"].as_str().unwrap());
        if transit["state"] == "in_transit" && self.fuse.is_some() && self.random.below(8) == 0 {
            // It may have turned back or, by a late request, have been taken in meanwhile.
            let reply = self.asks(Request::post(format!("/api/transit/{id}/reject"))).await?;
            assert!(matches!(reply.status, 200 | 409), "{}", reply.json());
            return Ok(());
        }
        if self.disk.begins_arrival(id, universe, entity) {
            self.may_crash()?;
            self.finishes_arrival(id).await?;
        }
        Ok(())
    }

    async fn finishes_arrival(&mut self, transit: &str) -> Result<(), Stop> {
        let arriving = self.disk.read().arriving[transit].clone();
        let request = Request::post(format!("/api/transit/{transit}/arrive"));
        let reply = self.asks(request.json(&json!({"universeId": arriving.universe}))).await?;
        self.may_crash()?;
        match reply.status {
            200 => self.disk.ends_arrival(transit, true),
            // It turned back before it was taken in.
            _ => {
                assert_eq!(reply.problem().1, "/problems/not-due", "{}", reply.json());
                self.disk.ends_arrival(transit, false);
            }
        }
        Ok(())
    }

    async fn keeps_a_passage(&mut self) -> Result<(), Stop> {
        let universe = self.map.worlds_of(self.number).remove(0);
        let ways = self.map.ways_from(&universe);
        let passage = &ways[usize::try_from(self.random.below(ways.len() as u64)).unwrap()].passage;
        let reply = self.asks(Request::post(format!("/api/passage/{passage}/maintain"))).await?;
        assert_eq!(reply.status, 200);
        Ok(())
    }

    async fn brings_everybody_home(&mut self) -> Result<(), Stop> {
        while self.takes_in_who_is_due(1000).await? > 0 {}
        Err(Stop::Done)
    }

    /// Sends a request until it is answered. At times it is sent twice, and at times a copy is delayed on its way.
    async fn asks(&mut self, request: Request) -> Result<Reply, Stop> {
        let reply = self.client.try_send(request.clone()).await.ok_or(Stop::ServerGone)?;
        self.shared.steps.fetch_add(1, Ordering::SeqCst);
        if let Some(fuse) = &self.fuse {
            fuse.acknowledged();
        }
        if self.random.below(10) == 0 {
            self.shared.repeats.fetch_add(1, Ordering::SeqCst);
            self.shared.late.lock().unwrap().push((self.client.clone(), request.clone()));
        }
        if self.random.below(10) == 0 && !request.is_get() {
            self.shared.repeats.fetch_add(1, Ordering::SeqCst);
            let again = self.client.try_send(request).await.ok_or(Stop::ServerGone)?;
            assert_eq!(again.status, reply.status, "{}", again.json());
        }
        Ok(reply)
    }

    /// A copy of an old request comes to the server now, and nobody reads its answer.
    async fn delivers_a_late_request(&mut self) -> Result<(), Stop> {
        let late = {
            let mut late = self.shared.late.lock().unwrap();
            if late.len() < 20 || self.random.below(3) > 0 {
                return Ok(());
            }
            let index = usize::try_from(self.random.below(late.len() as u64)).unwrap();
            late.swap_remove(index)
        };
        let (sender, request) = late;
        // By way of this game's connection: the one that it was sent on may be that to a server that died.
        let delivered = sender.on(&self.client).try_send(request).await;
        delivered.map(drop).ok_or(Stop::ServerGone)
    }

    fn may_crash(&mut self) -> Result<(), Stop> {
        if self.random.below(60) == 0 { Err(Stop::Crashed) } else { Ok(()) }
    }
}
