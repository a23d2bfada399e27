//! All buildings, who lives where, and lists of those that want something done.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use super::{Building, BuildingKind, INSPECTION, State};
use crate::calendar::Moment;
use crate::gauge::FULL;
use crate::goods::{Goods, Item};
use crate::ids::{BuildingId, PersonId};
use crate::roll::Roll;
use crate::spot::Spot;

/// All buildings by id. The lists beside them follow from buildings and people, and are not saved.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Town {
    buildings: Roll<BuildingId, Building>,
    pub(super) open: [BTreeSet<BuildingId>; BuildingKind::COUNT],
    count: [i64; BuildingKind::COUNT],
    /// Sites, and what is to be mended.
    wanting: BTreeSet<BuildingId>,
    residents: BTreeMap<BuildingId, BTreeSet<PersonId>>,
    /// Houses with free beds, those with the fewest first.
    vacant: BTreeSet<(i64, BuildingId)>,
    beds: i64,
    /// Storehouses in which there is food, and those in which there is room, for food and for all else.
    pub(super) stocked: BTreeSet<BuildingId>,
    pub(super) larders: BTreeSet<BuildingId>,
    pub(super) sheds: BTreeSet<BuildingId>,
    /// All that lies in storehouses.
    stock: Goods,
}

impl Town {
    pub(crate) fn get(&self, id: BuildingId) -> Option<&Building> {
        self.buildings.get(id)
    }

    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = &Building> {
        self.buildings.iter()
    }

    pub(crate) fn len(&self) -> usize {
        self.buildings.len()
    }

    pub(crate) fn last(&self) -> Option<BuildingId> {
        self.buildings.last()
    }

    /// How many of a kind there are, sites included.
    pub(crate) fn count(&self, kind: BuildingKind) -> i64 {
        self.count[kind.index()]
    }

    /// How many sites there are and buildings to mend.
    pub(crate) fn wanting(&self) -> usize {
        self.wanting.len()
    }

    /// Beds in houses that stand.
    pub(crate) fn beds(&self) -> i64 {
        self.beds
    }

    /// All that lies in the storehouses.
    pub(crate) fn stock(&self) -> &Goods {
        &self.stock
    }

    /// The next open building of a kind after another; from the first again, if that was the last.
    pub(crate) fn next_open(&self, kind: BuildingKind, after: BuildingId) -> Option<BuildingId> {
        next(&self.open[kind.index()], after)
    }

    /// The next house after a building, and no further: fire does not jump from the last to the first.
    pub(crate) fn next_house(&self, after: BuildingId) -> Option<BuildingId> {
        let later = (Bound::Excluded(after), Bound::Unbounded);
        self.open[BuildingKind::House.index()].range(later).next().copied()
    }

    /// The next building that wants work, likewise.
    pub(crate) fn next_wanting(&self, after: BuildingId) -> Option<BuildingId> {
        next(&self.wanting, after)
    }

    /// The house with the most free beds, if it has as many as that.
    pub(crate) fn roomiest(&self, beds: i64) -> Option<BuildingId> {
        self.vacant.last().filter(|(free, _)| *free >= beds).map(|(_, id)| *id)
    }

    pub(crate) fn residents(&self, id: BuildingId) -> impl Iterator<Item = PersonId> {
        self.residents.get(&id).into_iter().flatten().copied()
    }

    pub(crate) fn spot(&self, id: BuildingId) -> Option<Spot> {
        self.get(id).map(|building| building.position)
    }

    pub(crate) fn insert(&mut self, building: Building) {
        let id = building.id;
        self.count[building.plan.kind.index()] += 1;
        self.buildings.insert(id, building);
        self.enlist(id);
    }

    pub(crate) fn remove(&mut self, id: BuildingId) -> Option<Building> {
        self.strike(id);
        self.residents.remove(&id);
        let building = self.buildings.remove(id)?;
        self.count[building.plan.kind.index()] -= 1;
        Some(building)
    }

    /// Notes that somebody lives in a house, and no longer in another.
    pub(crate) fn house(&mut self, who: PersonId, from: Option<BuildingId>, to: Option<BuildingId>) {
        for (id, comes) in [(from, false), (to, true)] {
            let Some(id) = id else { continue };
            self.strike(id);
            let residents = self.residents.entry(id).or_default();
            if comes {
                residents.insert(who)
            } else {
                residents.remove(&who)
            };
            if residents.is_empty() {
                self.residents.remove(&id);
            }
            self.enlist(id);
        }
    }

    /// Changes a building; the lists follow.
    pub(crate) fn change<T>(&mut self, id: BuildingId, change: impl FnOnce(&mut Building) -> T) -> Option<T> {
        self.strike(id);
        let changed = self.buildings.get_mut(id).map(change);
        self.enlist(id);
        changed
    }

    /// Does so much work at a building; true if that was what it still wanted.
    pub(crate) fn build(&mut self, id: BuildingId, work: i64, now: Moment, wear: i64) -> bool {
        let built = self.change(id, |building| {
            let structure = &mut building.structure;
            if !matches!(structure.state, State::Site | State::Worn) {
                return false;
            }
            structure.labour = (structure.labour - work).max(0);
            let done = structure.labour == 0;
            if done {
                building.complete(now, wear);
            }
            done
        });
        built.unwrap_or(false)
    }

    /// Looks at a building, and answers its state and when it is looked at next.
    pub(crate) fn inspect(&mut self, id: BuildingId, now: Moment) -> Option<(State, Option<Moment>)> {
        self.change(id, |building| {
            let structure = &mut building.structure;
            let condition = structure.condition.level(now);
            match structure.state {
                State::Standing if condition < super::WORN => {
                    structure.state = State::Worn;
                    structure.labour = (building.plan.kind.labour() * (FULL - condition) / (2 * FULL)).max(1);
                }
                State::Worn if condition == 0 => structure.state = State::Ruin,
                _ => {}
            }
            structure.inspection = (structure.state != State::Site).then(|| now.plus(INSPECTION));
            (structure.state, structure.inspection)
        })
    }

    fn enlist(&mut self, id: BuildingId) {
        let Some(building) = self.buildings.get(id) else { return };
        if matches!(building.structure.state, State::Site | State::Worn) {
            self.wanting.insert(id);
        }
        if !building.is_open() {
            return;
        }
        self.open[building.plan.kind.index()].insert(id);
        if building.plan.beds > 0 {
            self.beds += building.plan.beds;
            let free = building.plan.beds - residents_of(&self.residents, id);
            if free > 0 {
                self.vacant.insert((free, id));
            }
        }
        if building.plan.kind == BuildingKind::Storehouse {
            let items = building.store.items;
            for pile in items.piles() {
                self.stock.add(pile.item, pile.count);
            }
            if items.food() > 0 {
                self.stocked.insert(id);
            }
            if building.room_for(Item::Wheat) > 0 {
                self.larders.insert(id);
            }
            if building.room_for(Item::Wood) > 0 {
                self.sheds.insert(id);
            }
        }
    }

    /// Takes a building from all lists; [`Self::enlist`] puts it back.
    fn strike(&mut self, id: BuildingId) {
        let Some(building) = self.buildings.get(id) else { return };
        self.wanting.remove(&id);
        if !building.is_open() {
            return;
        }
        self.open[building.plan.kind.index()].remove(&id);
        if building.plan.beds > 0 {
            self.beds -= building.plan.beds;
            self.vacant.remove(&(building.plan.beds - residents_of(&self.residents, id), id));
        }
        if building.plan.kind == BuildingKind::Storehouse {
            for pile in building.store.items.piles() {
                self.stock.take(pile.item, pile.count);
            }
            self.stocked.remove(&id);
            self.larders.remove(&id);
            self.sheds.remove(&id);
        }
    }
}

fn residents_of(residents: &BTreeMap<BuildingId, BTreeSet<PersonId>>, id: BuildingId) -> i64 {
    residents.get(&id).map_or(0, |residents| i64::try_from(residents.len()).unwrap_or(i64::MAX))
}

pub(super) fn next(list: &BTreeSet<BuildingId>, after: BuildingId) -> Option<BuildingId> {
    list.range((Bound::Excluded(after), Bound::Unbounded)).next().or_else(|| list.first()).copied()
}
