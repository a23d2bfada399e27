//! One history, beside a plain model of it.

use multiverse_model::{Checksum, DecayPolicy, UniverseId};
use multiverse_store::{NewSnapshot, TimelineQuery};

use super::Random;
use super::documents::Village;
use crate::support::{Person, World, audit, limit, tick};

const HOUR: i64 = 3_600_000;

/// Ticks after which what is short-lived decays.
const SHORT: u64 = 4;

struct Entry {
    at: u64,
    document: usize,
    is_short_lived: bool,
    has: bool,
}

struct Universe {
    id: UniverseId,
    /// Source, and the number of its entry.
    point: Option<(usize, usize)>,
    /// In the order in which they came.
    entries: Vec<Entry>,
}

impl Universe {
    /// The numbers of its entries in the order of its timeline.
    fn line(&self) -> Vec<usize> {
        let mut line: Vec<usize> = (0..self.entries.len()).collect();
        line.sort_by_key(|n| (self.entries[*n].at, *n));
        line
    }
}

pub(super) struct History {
    random: Random,
    world: World,
    ada: Person,
    universes: Vec<Universe>,
    documents: Vec<Village>,
}

impl History {
    pub(super) async fn begin(seed: u64) -> Self {
        let mut random = Random::new(seed);
        let world = World::fleeting(|settings| {
            settings.inline_bytes = random.one_of(&[0, 300, 700, 64 * 1024]);
            settings.max_chain_depth = random.one_of(&[0, 1, 2, 3, 4, 16]);
            settings.content_cache_bytes = random.one_of(&[0, 0, 1_000_000]);
        });
        let ada = world.player("ada");
        let id = ada.creates("u0").await;
        let universes = vec![Universe { id, point: None, entries: Vec::new() }];
        let documents = vec![Village::new(&mut random)];
        Self { random, world, ada, universes, documents }
    }

    pub(super) async fn runs(mut self) {
        for step in 0..12 + self.random.below(20) {
            self.world.clock.advance(1);
            self.takes_a_step().await;
            if step % 10 == 9 {
                self.compares().await;
            }
        }
        self.compares().await;
        self.world.reopen();
        self.compares().await;
        audit(&self.world);
        let report = self.world.store().verify(|_| {}).await.unwrap();
        assert_eq!(report.problems, []);
    }

    async fn takes_a_step(&mut self) {
        let n = usize::try_from(self.random.below(self.universes.len() as u64)).unwrap();
        match self.random.below(40) {
            0..22 => self.saves(n).await,
            22..26 => self.forks(n).await,
            26..31 => self.cleans_up(n).await,
            31..33 => drop(self.world.store().collect().await.unwrap()),
            33..35 => self.world.clock.advance(2 * HOUR),
            35..37 => self.world.reopen(),
            37 if self.random.below(20) == 0 => self.exports().await,
            _ => self.compacts().await,
        }
    }

    /// Mostly what the head became, mostly after it; now and then what was there before, or something else.
    async fn saves(&mut self, n: usize) {
        let universe = &self.universes[n];
        let head = universe.line().last().copied();
        let head_at = head.map_or(0, |head| universe.entries[head].at);
        let begins = universe.point.map_or(0, |_| universe.entries[0].at);
        let at = match self.random.below(8) {
            0 => begins + self.random.below(head_at - begins + 1),
            _ => head_at + self.random.below(3),
        };
        let document = match (self.random.below(12), head) {
            (0, _) => usize::try_from(self.random.below(self.documents.len() as u64)).unwrap(),
            (1, _) | (_, None) => {
                self.documents.push(Village::new(&mut self.random));
                self.documents.len() - 1
            }
            (_, Some(head)) => {
                let before = &self.documents[universe.entries[head].document];
                self.documents.push(before.later(&mut self.random));
                self.documents.len() - 1
            }
        };
        let is_short_lived = self.random.below(5) > 0;
        let decay_after_ticks = is_short_lived.then(|| tick(SHORT));
        let policy = DecayPolicy { decay_after_ticks, ..DecayPolicy::default() };
        let snapshot = NewSnapshot { decay_policy: Some(policy), ..NewSnapshot::at(tick(at)) };
        let text = self.documents[document].text();
        let saved = self.ada.tries_to_save(&self.universes[n].id, snapshot, &text).await.unwrap();
        let is_same =
            |entry: &Entry| entry.at == at && entry.has && self.documents[entry.document].text() == text;
        let universe = &self.universes[n];
        assert_eq!(saved.is_new, !universe.entries.iter().any(is_same));
        if saved.is_new {
            let is_short_lived = saved.entry.decay_policy.never_decay != Some(true)
                && saved.entry.decay_policy.decay_after_ticks == Some(tick(SHORT));
            self.universes[n].entries.push(Entry { at, document, is_short_lived, has: true });
        }
    }

    async fn forks(&mut self, n: usize) {
        if self.universes.len() >= 5 {
            return;
        }
        let with: Vec<usize> = {
            let universe = &self.universes[n];
            // The last of a tick is the one that answers there.
            let line = universe.line();
            let is_last = |place: usize| {
                line.get(place + 1)
                    .is_none_or(|next| universe.entries[*next].at != universe.entries[line[place]].at)
            };
            (0..line.len())
                .filter(|p| is_last(*p))
                .map(|p| line[p])
                .filter(|e| universe.entries[*e].has)
                .collect()
        };
        if with.is_empty() {
            return;
        }
        let e = self.random.one_of(&with);
        let source = &self.universes[n];
        let Entry { at, document, is_short_lived, .. } = source.entries[e];
        let id = self.ada.forks(&source.id, at, &format!("u{}", self.universes.len())).await;
        let first = Entry { at, document, is_short_lived, has: true };
        self.universes.push(Universe { id, point: Some((n, e)), entries: vec![first] });
    }

    async fn cleans_up(&mut self, n: usize) {
        let head = self.universes[n].line().last().copied();
        let head_at = head.map_or(0, |head| self.universes[n].entries[head].at);
        let now = (head_at + self.random.below(6)).saturating_sub(self.random.below(4));
        let store = self.world.store();
        let cleaned = store.clean_up(&self.ada.caller, &self.universes[n].id, tick(now)).await.unwrap();
        let is_point = |e: usize| self.universes.iter().any(|universe| universe.point == Some((n, e)));
        let universe = &self.universes[n];
        let decays = |e: &usize| {
            let entry = &universe.entries[*e];
            let begins_here = *e == 0 && universe.point.is_some();
            entry.has
                && entry.is_short_lived
                && now >= entry.at + SHORT
                && Some(*e) != head
                && !begins_here
                && !is_point(*e)
        };
        let decayed: Vec<usize> = (0..universe.entries.len()).filter(decays).collect();
        assert_eq!(cleaned.decayed, decayed.len() as u64);
        for e in decayed {
            self.universes[n].entries[e].has = false;
        }
    }

    async fn compacts(&mut self) {
        let store = self.world.store();
        let before = store.stats().await.unwrap().stored_bytes;
        let is_planned = self.random.below(4) == 0;
        let mut planned = 0;
        if is_planned {
            planned = store.compact(true, |_| {}).await.unwrap().rewritten;
            assert_eq!(store.stats().await.unwrap().stored_bytes, before, "a dry run changes nothing");
        }
        let done = store.compact(false, |_| {}).await.unwrap();
        let after = store.stats().await.unwrap().stored_bytes;
        assert_eq!((done.bytes_before, done.bytes_after), (before, after));
        assert!(after <= before && done.damaged == 0, "{done:?}");
        assert!(planned == 0 || done.rewritten > 0, "{planned} {done:?}");
    }

    async fn exports(&self) {
        let directory = tempfile::tempdir().unwrap();
        let report = self.world.store().export(&directory.path().join("out"), |_| {}).await.unwrap();
        assert_eq!(report.damaged, []);
        let entries = self.universes.iter().flat_map(|universe| &universe.entries);
        assert_eq!(report.documents, entries.filter(|entry| entry.has).count() as u64);
    }

    /// Reads every entry of every universe.
    async fn compares(&self) {
        let store = self.world.store();
        for universe in &self.universes {
            let query = TimelineQuery::default();
            let entries = self.ada.reads_timeline(&universe.id, &query, limit(1000)).await.unwrap();
            let line = universe.line();
            assert_eq!(entries.len(), line.len());
            for (entry, n) in entries.into_iter().zip(line) {
                let expected = &universe.entries[n];
                let text = self.documents[expected.document].text();
                assert_eq!((entry.tick, entry.checksum), (tick(expected.at), Checksum::of(&text)));
                assert_eq!(entry.has_snapshot, expected.has);
                match store.with_bytes(entry).await {
                    Ok(snapshot) => assert!(expected.has && snapshot.bytes == text),
                    Err(error) => {
                        assert!(!expected.has, "{error}");
                        assert!(matches!(error, multiverse_store::StoreError::Decayed { .. }), "{error}");
                    }
                }
            }
        }
    }
}
