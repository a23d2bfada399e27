//! The plain model: vectors, no indexes, no caches.

use multiverse_model::wire::OnConflict;
use multiverse_model::{Checksum, DecayPolicy, Role};
use multiverse_store::{ListQuery, NewSnapshot, SortBy, TimelineQuery};

use crate::support::{Person, World, id, large, limit, outcome_of, tick};

pub(super) const ACTORS: [&str; 4] = ["ada", "bob", "eve", ""];

#[derive(Debug, Clone)]
pub(super) enum Step {
    Create { who: usize, public: bool },
    Save { who: usize, universe: usize, at: u64, document: u64, how: u8 },
    Fork { who: usize, universe: usize, at: u64 },
    Publish { who: usize, universe: usize, public: bool },
    Delete { who: usize, universe: usize },
    Restore { who: usize, universe: usize },
    Access { who: usize, universe: usize, whom: usize, role: u8 },
    CleanUp { who: usize, universe: usize, now: u64 },
    Reopen,
}

#[derive(Debug, Clone)]
struct Entry {
    at: u64,
    document: u64,
    manual: bool,
    has: bool,
}

#[derive(Debug, Clone)]
struct Universe {
    id: String,
    owner: usize,
    public: bool,
    deleted: bool,
    /// Source, and the number of its entry.
    point: Option<(usize, usize)>,
    roles: [Option<Role>; 4],
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

    fn head(&self) -> Option<usize> {
        self.line().last().copied()
    }
}

/// Small ones live in rows, the others in the vault.
fn text_of(document: u64) -> Vec<u8> {
    if document % 2 == 0 { format!("{{\"n\":{document}}}").into_bytes() } else { large(document) }
}

pub(super) struct Model {
    universes: Vec<Universe>,
}

#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Rank {
    Nobody,
    Reader,
    Editor,
    Owner,
}

impl Model {
    pub(super) async fn new(world: &World) -> Self {
        for name in &ACTORS[..3] {
            world.player(name).registers().await;
        }
        Self { universes: Vec::new() }
    }

    fn rank(&self, who: usize, n: usize) -> Rank {
        let universe = &self.universes[n];
        match universe.roles[who] {
            _ if who == universe.owner => Rank::Owner,
            Some(Role::Editor) => Rank::Editor,
            Some(Role::Reader) => Rank::Reader,
            None if universe.public => Rank::Reader,
            None => Rank::Nobody,
        }
    }

    /// What the store answers to who needs `least`, if it does not do it.
    fn refusal(&self, who: usize, n: usize, least: Rank) -> Option<&'static str> {
        match self.rank(who, n) {
            _ if self.universes[n].deleted => Some("not found"),
            Rank::Nobody => Some("not found"),
            rank if rank >= least => None,
            _ if who == 3 => Some("unidentified"),
            _ => Some("forbidden"),
        }
    }

    /// A universe with the ancestors that `who` may read, and how many entries of each count.
    fn generations(&self, who: usize, n: usize) -> Vec<(usize, Option<usize>)> {
        let mut line = vec![(n, None)];
        while let Some((source, entry)) = self.universes[line[line.len() - 1].0].point {
            if self.rank(who, source) == Rank::Nobody {
                break;
            }
            line.push((source, Some(entry)));
        }
        line
    }

    /// The timeline with that of the ancestors, oldest first.
    fn lineage(&self, who: usize, n: usize) -> Vec<(usize, usize)> {
        let mut all = Vec::new();
        for (n, until) in self.generations(who, n).into_iter().rev() {
            let entries = &self.universes[n].entries;
            let counts = |e: &usize| until.is_none_or(|u| *e < u && entries[*e].at <= entries[u].at);
            all.extend(self.universes[n].line().into_iter().filter(counts).map(|e| (n, e)));
        }
        all
    }

    /// The entry that answers at a tick.
    fn at(&self, who: usize, n: usize, at: u64) -> Option<(usize, usize)> {
        self.lineage(who, n).into_iter().rfind(|(n, e)| self.universes[*n].entries[*e].at == at)
    }

    fn is_fork_point(&self, n: usize, e: usize) -> bool {
        (e == 0 && self.universes[n].point.is_some())
            || self.universes.iter().any(|universe| universe.point == Some((n, e)))
    }

    fn add_fork(&mut self, id: String, owner: usize, public: bool, point: (usize, usize)) -> usize {
        let first = self.universes[point.0].entries[point.1].clone();
        let roles = [None; 4];
        let point = Some(point);
        self.universes.push(Universe {
            id,
            owner,
            public,
            deleted: false,
            point,
            roles,
            entries: vec![first],
        });
        self.universes.len() - 1
    }

    /// Does a step in the store and in the model, and compares what came of it.
    pub(super) async fn takes(&mut self, world: &World, step: &Step) {
        world.clock.advance(1);
        let store = world.store();
        let person = |who: usize| person(world, who);
        let count = self.universes.len();
        match *step {
            Step::Reopen => {
                drop(store);
                world.reopen();
            }
            Step::Create { who, public } => {
                let name = format!("u{count}");
                let made = person(who).tries_to_create(&name, public).await;
                assert_eq!(outcome_of(&made), if who == 3 { "unidentified" } else { "ok" });
                if who != 3 {
                    let roles = [None; 4];
                    let (owner, point, entries) = (who, None, Vec::new());
                    self.universes.push(Universe {
                        id: name,
                        owner,
                        public,
                        deleted: false,
                        point,
                        roles,
                        entries,
                    });
                }
            }
            _ if count == 0 => {}
            Step::Save { who, universe, at, document, how } => {
                self.saves(&person(who), who, universe % count, at, document, how).await;
            }
            Step::Fork { who, universe, at } => {
                let n = universe % count;
                let name = format!("u{count}");
                let forked = person(who).tries_to_fork(&id(&self.universes[n].id), at, &name).await;
                let refusal = self.refusal(who, n, Rank::Reader);
                let found = self.at(who, n, at);
                let expected = match (refusal, who, found) {
                    (Some(refusal), _, _) => refusal,
                    (None, 3, _) => "unidentified",
                    (_, _, None) => "no snapshot at",
                    (_, _, Some((s, e))) if !self.universes[s].entries[e].has => "decayed",
                    _ => "ok",
                };
                assert_eq!(outcome_of(&forked), expected, "{step:?}");
                if let ("ok", Some(point)) = (expected, found) {
                    let public = self.universes[n].public && self.universes[point.0].public;
                    self.add_fork(name, who, public, point);
                }
            }
            Step::Publish { who, universe, public } => {
                let n = universe % count;
                let patch = format!("{{\"isPublic\": {public}}}");
                let edited = person(who).tries_to_edit(&id(&self.universes[n].id), &patch).await;
                let refusal = self.refusal(who, n, Rank::Owner);
                assert_eq!(outcome_of(&edited), refusal.unwrap_or("ok"));
                if refusal.is_none() {
                    self.universes[n].public = public;
                }
            }
            Step::Delete { who, universe } => {
                let n = universe % count;
                let deleted = store.delete(&person(who).caller, &id(&self.universes[n].id)).await;
                let refusal = self.refusal(who, n, Rank::Owner);
                assert_eq!(outcome_of(&deleted), refusal.unwrap_or("ok"));
                self.universes[n].deleted |= refusal.is_none();
            }
            Step::Restore { who, universe } => {
                let n = universe % count;
                let restored = store.restore(&person(who).caller, &id(&self.universes[n].id)).await;
                let owns = self.universes[n].owner == who;
                let expected = if owns { "ok" } else { self.refusal(who, n, Rank::Owner).unwrap_or("ok") };
                assert_eq!(outcome_of(&restored), expected);
                self.universes[n].deleted &= !owns;
            }
            Step::Access { who, universe, whom, role } => {
                let n = universe % count;
                let (caller, universe) = (person(who).caller, id(&self.universes[n].id));
                let player = ACTORS[whom].parse().unwrap();
                let role = [None, Some(Role::Reader), Some(Role::Editor)][usize::from(role)];
                let done = match role {
                    Some(role) => store.grant_access(&caller, &universe, &player, role).await,
                    None => store.revoke_access(&caller, &universe, &player).await,
                };
                let owner = self.universes[n].owner;
                let expected = match self.refusal(who, n, Rank::Owner) {
                    Some(refusal) => refusal,
                    None if role.is_some() && whom == owner => "rule",
                    None if role.is_none() && self.universes[n].roles[whom].is_none() => "not found",
                    None => "ok",
                };
                assert_eq!(outcome_of(&done), expected);
                if expected == "ok" {
                    self.universes[n].roles[whom] = role;
                }
            }
            Step::CleanUp { who, universe, now } => {
                let n = universe % count;
                let (caller, name) = (person(who).caller, id(&self.universes[n].id));
                let preview = store.decay_preview(&caller, &name, Some(tick(now))).await;
                assert_eq!(outcome_of(&preview), self.refusal(who, n, Rank::Reader).unwrap_or("ok"));
                let cleaned = store.clean_up(&caller, &name, tick(now)).await;
                let refusal = self.refusal(who, n, Rank::Owner);
                assert_eq!(outcome_of(&cleaned), refusal.unwrap_or("ok"));
                let Ok(cleaned) = cleaned else { return };
                let head = self.universes[n].head();
                let mut decayed = 0;
                for e in 0..self.universes[n].entries.len() {
                    let kept = Some(e) == head || self.is_fork_point(n, e);
                    let entry = &mut self.universes[n].entries[e];
                    if entry.has && !kept && now >= entry.at + 3 {
                        entry.has = false;
                        decayed += 1;
                    }
                }
                assert_eq!((cleaned.decayed, preview.unwrap().snapshots_to_decay), (decayed, decayed));
            }
        }
    }

    async fn saves(&mut self, person: &Person, who: usize, n: usize, at: u64, document: u64, how: u8) {
        let universe = &self.universes[n];
        let manual = how == 1;
        let head = universe.head().map(|e| universe.entries[e].document);
        let policy = DecayPolicy { decay_after_ticks: Some(tick(3)), ..DecayPolicy::default() };
        // 2: extends the head; 3: extends what may not be the head, and forks then.
        let parent = match how {
            2 => head,
            3 => Some(0),
            _ => None,
        };
        let snapshot = NewSnapshot {
            kind: manual.then_some(multiverse_model::SnapshotType::Manual),
            decay_policy: Some(policy),
            parent: parent.map(|document| Checksum::of(&text_of(document))),
            on_conflict: if how == 3 { OnConflict::Fork } else { OnConflict::Refuse },
            ..NewSnapshot::at(tick(at))
        };
        let saved = person.tries_to_save(&id(&universe.id), snapshot, &text_of(document)).await;
        let same = |u: &Universe| {
            u.entries.iter().any(|e| (e.at, e.document, e.manual, e.has) == (at, document, manual, true))
        };
        let begins = universe.point.map_or(0, |_| universe.entries[0].at);
        let new = Entry { at, document, manual, has: true };
        if let Some(refusal) = self.refusal(who, n, Rank::Editor) {
            assert_eq!(outcome_of(&saved), refusal);
        } else if same(universe) {
            assert!(!saved.unwrap().is_new);
        } else if parent.is_some() && parent != head {
            let fits = |e: &usize| universe.entries[*e].document == 0 && universe.entries[*e].has;
            let line: Vec<usize> = universe.line().into_iter().filter(fits).collect();
            let last = |e: &&usize| universe.entries[**e].at <= at;
            let Some(point) = line.iter().rfind(last).or(line.last()).map(|e| (n, *e)) else {
                return assert_eq!(outcome_of(&saved), "diverged");
            };
            let earlier = self.universes.iter().position(|fork| {
                fork.point == Some(point) && fork.owner == who && !fork.deleted && same(fork)
            });
            match earlier {
                Some(fork) => {
                    let saved = saved.unwrap();
                    let found = saved.fork.unwrap().0.id.to_string();
                    assert!(!saved.is_new);
                    assert!(
                        self.universes.iter().any(|fork| fork.id == found),
                        "{}",
                        self.universes[fork].id
                    );
                }
                None if universe.entries[point.1].at > at => assert_eq!(outcome_of(&saved), "rule"),
                None => {
                    let (fork, _) = saved.unwrap().fork.unwrap();
                    let made = self.add_fork(fork.id.to_string(), who, self.universes[n].public, point);
                    self.universes[made].entries.push(new);
                }
            }
        } else if at < begins {
            assert_eq!(outcome_of(&saved), "rule");
        } else {
            assert!(saved.unwrap().is_new);
            self.universes[n].entries.push(new);
        }
    }

    /// Compares what everybody can see.
    pub(super) async fn compares(&self, world: &World) {
        for who in 0..ACTORS.len() {
            let person = person(world, who);
            for n in 0..self.universes.len() {
                self.compares_universe(&person, who, n).await;
            }
            let query = ListQuery { sort: SortBy::Eldest, ..ListQuery::default() };
            let mut listed = person.lists(&query, limit(3)).await;
            listed.sort();
            let visible = |n: &usize| self.refusal(who, *n, Rank::Reader).is_none();
            let visible = (0..self.universes.len()).filter(visible);
            let mut expected: Vec<String> = visible.map(|n| self.universes[n].id.clone()).collect();
            expected.sort();
            assert_eq!(listed, expected);
        }
        let stats = world.store().stats().await.unwrap();
        let entries = || self.universes.iter().flat_map(|universe| &universe.entries);
        let logical: usize = entries().filter(|e| e.has).map(|e| text_of(e.document).len()).sum();
        assert_eq!(stats.universe_count, self.universes.iter().filter(|u| !u.deleted).count() as u64);
        assert_eq!((stats.total_snapshots, stats.logical_bytes), (entries().count() as u64, logical as u64));
    }

    async fn compares_universe(&self, person: &Person, who: usize, n: usize) {
        let universe = &self.universes[n];
        let name = id(&universe.id);
        let looked = person.tries_to_look_at(&name).await;
        if let Some(refusal) = self.refusal(who, n, Rank::Reader) {
            return assert_eq!(outcome_of(&looked), refusal);
        }
        let looked = looked.unwrap();
        let source = universe.point.filter(|(source, _)| self.rank(who, *source) != Rank::Nobody);
        assert_eq!(looked.fork_of.map(|f| f.universe_id), source.map(|(s, _)| id(&self.universes[s].id)));
        assert_eq!(
            (looked.is_public, looked.snapshot_count),
            (universe.public, universe.entries.len() as u64)
        );
        let head = universe.head().map(|e| &universe.entries[e]);
        let expected = head.map(|e| (tick(e.at), Checksum::of(&text_of(e.document))));
        assert_eq!(looked.head.map(|head| (head.tick, head.checksum)), expected);
        let query = TimelineQuery { lineage: true, ..TimelineQuery::default() };
        let told = person.reads_timeline(&name, &query, limit(4)).await.unwrap();
        let told: Vec<_> =
            told.into_iter().map(|e| (e.universe_id, e.tick, e.checksum, e.has_snapshot)).collect();
        let shown = |(n, e): (usize, usize)| {
            let (universe, e) = (&self.universes[n], &self.universes[n].entries[e]);
            (id(&universe.id), tick(e.at), Checksum::of(&text_of(e.document)), e.has)
        };
        assert_eq!(told, self.lineage(who, n).into_iter().map(shown).collect::<Vec<_>>());
        for at in 0..6 {
            let read = person.tries_to_read(&name, at).await;
            match self.at(who, n, at).map(|(n, e)| &self.universes[n].entries[e]) {
                None => assert_eq!(outcome_of(&read), "no snapshot at"),
                Some(entry) if !entry.has => assert_eq!(outcome_of(&read), "decayed"),
                Some(entry) => assert_eq!(read.unwrap().bytes, text_of(entry.document)),
            }
        }
    }
}

fn person(world: &World, who: usize) -> Person {
    if ACTORS[who].is_empty() { world.anonymous() } else { world.player(ACTORS[who]) }
}
