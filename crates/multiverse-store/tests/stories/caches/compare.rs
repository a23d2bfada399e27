//! Comparing what every reader sees with the model.

use multiverse_model::Checksum;
use multiverse_store::{ListQuery, SortBy, TimelineQuery};

use super::model::{ACTORS, Model, Rank, person, text_of};
use crate::support::{Person, World, id, limit, outcome_of, tick};

impl Model {
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
