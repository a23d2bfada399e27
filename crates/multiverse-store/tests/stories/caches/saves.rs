//! What a save must come to.

use multiverse_model::wire::OnConflict;
use multiverse_model::{Checksum, DecayPolicy, SnapshotType};
use multiverse_store::NewSnapshot;

use super::model::{Entry, Model, Rank, Universe, text_of};
use crate::support::{Person, id, outcome_of, tick};

impl Model {
    pub(super) async fn saves(
        &mut self,
        person: &Person,
        who: usize,
        n: usize,
        at: u64,
        document: u64,
        how: u8,
    ) {
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
            kind: manual.then_some(SnapshotType::Manual),
            decay_policy: Some(policy),
            parent: parent.map(|document| Checksum::of(&text_of(document))),
            on_conflict: if how == 3 { OnConflict::Fork } else { OnConflict::Refuse },
            ..NewSnapshot::at(tick(at))
        };
        let saved = person.tries_to_save(&id(&universe.id), snapshot, &text_of(document)).await;
        let same = |u: &Universe| {
            u.entries.iter().any(|e| (e.at, e.document, e.manual, e.has) == (at, document, manual, true))
        };
        let last_same = universe.line().into_iter().rfind(|e| {
            let e = &universe.entries[*e];
            (e.at, e.document, e.manual, e.has) == (at, document, manual, true)
        });
        let is_head = last_same.is_some() && last_same == universe.head();
        let begins = universe.point.map_or(0, |_| universe.entries[0].at);
        let new = Entry { at, document, manual, has: true };
        if let Some(refusal) = self.refusal(who, n, Rank::Editor) {
            assert_eq!(outcome_of(&saved), refusal);
        } else if same(universe) && !(parent.is_some() && parent == head && !is_head) {
            assert!(!saved.unwrap().is_new);
        } else if parent.is_some() && parent != head {
            let found = self.generations(who, n).into_iter().find_map(|(g, until)| {
                let entries = &self.universes[g].entries;
                let counts = |e: &usize| until.is_none_or(|u| *e < u && entries[*e].at <= entries[u].at);
                let fits = |e: &usize| entries[*e].document == 0 && entries[*e].has && counts(e);
                let line: Vec<usize> = self.universes[g].line().into_iter().filter(fits).collect();
                let last = |e: &&usize| entries[**e].at <= at;
                line.iter().rfind(last).or(line.last()).map(|e| (g, *e))
            });
            let Some(point) = found else {
                return assert_eq!(outcome_of(&saved), "parent gone");
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
                None if self.universes[point.0].entries[point.1].at > at => {
                    assert_eq!(outcome_of(&saved), "rule");
                }
                None => {
                    let (fork, _) = saved.unwrap().fork.unwrap();
                    let public = self.universes[n].public && self.universes[point.0].public;
                    let made = self.add_fork(fork.id.to_string(), who, public, point);
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
}
