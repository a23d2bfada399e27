//! The plain model: vectors, no indexes, no caches.

use multiverse_model::Role;

use crate::support::{Person, World, id, large, outcome_of, tick};

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
pub(super) struct Entry {
    pub(super) at: u64,
    pub(super) document: u64,
    pub(super) manual: bool,
    pub(super) has: bool,
}

#[derive(Debug, Clone)]
pub(super) struct Universe {
    pub(super) id: String,
    pub(super) owner: usize,
    pub(super) public: bool,
    pub(super) deleted: bool,
    /// Source, and the number of its entry.
    pub(super) point: Option<(usize, usize)>,
    pub(super) roles: [Option<Role>; 4],
    /// In the order in which they came.
    pub(super) entries: Vec<Entry>,
}

impl Universe {
    /// The numbers of its entries in the order of its timeline.
    pub(super) fn line(&self) -> Vec<usize> {
        let mut line: Vec<usize> = (0..self.entries.len()).collect();
        line.sort_by_key(|n| (self.entries[*n].at, *n));
        line
    }

    pub(super) fn head(&self) -> Option<usize> {
        self.line().last().copied()
    }
}

/// Small ones live in rows, the others in the vault.
pub(super) fn text_of(document: u64) -> Vec<u8> {
    if document.is_multiple_of(2) { format!("{{\"n\":{document}}}").into_bytes() } else { large(document) }
}

pub(super) struct Model {
    pub(super) universes: Vec<Universe>,
}

#[derive(Clone, Copy, PartialEq, PartialOrd)]
pub(super) enum Rank {
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

    pub(super) fn rank(&self, who: usize, n: usize) -> Rank {
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
    pub(super) fn refusal(&self, who: usize, n: usize, least: Rank) -> Option<&'static str> {
        match self.rank(who, n) {
            _ if self.universes[n].deleted => Some("not found"),
            Rank::Nobody => Some("not found"),
            rank if rank >= least => None,
            _ if who == 3 => Some("unidentified"),
            _ => Some("forbidden"),
        }
    }

    /// A universe with the ancestors that `who` may read, and how many entries of each count.
    pub(super) fn generations(&self, who: usize, n: usize) -> Vec<(usize, Option<usize>)> {
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
    pub(super) fn lineage(&self, who: usize, n: usize) -> Vec<(usize, usize)> {
        let mut all = Vec::new();
        for (n, until) in self.generations(who, n).into_iter().rev() {
            let entries = &self.universes[n].entries;
            let counts = |e: &usize| until.is_none_or(|u| *e < u && entries[*e].at <= entries[u].at);
            all.extend(self.universes[n].line().into_iter().filter(counts).map(|e| (n, e)));
        }
        all
    }

    /// The entry that answers at a tick.
    pub(super) fn at(&self, who: usize, n: usize, at: u64) -> Option<(usize, usize)> {
        self.lineage(who, n).into_iter().rfind(|(n, e)| self.universes[*n].entries[*e].at == at)
    }

    fn is_fork_point(&self, n: usize, e: usize) -> bool {
        (e == 0 && self.universes[n].point.is_some())
            || self.universes.iter().any(|universe| universe.point == Some((n, e)))
    }

    pub(super) fn add_fork(
        &mut self,
        id: String,
        owner: usize,
        public: bool,
        point: (usize, usize),
    ) -> usize {
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
}

pub(super) fn person(world: &World, who: usize) -> Person {
    if ACTORS[who].is_empty() { world.anonymous() } else { world.player(ACTORS[who]) }
}
