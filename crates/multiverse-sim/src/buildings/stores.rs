//! The storehouses: what is everybody's.

use super::town::next;
use super::{BuildingKind, Town};
use crate::goods::{Goods, Item};
use crate::ids::BuildingId;

impl Town {
    pub(crate) fn storehouses(&self) -> impl Iterator<Item = BuildingId> {
        self.open[BuildingKind::Storehouse.index()].iter().copied()
    }

    /// Puts goods into the storehouses, from the next after `near` on, and answers how much there was room for.
    pub(crate) fn deposit(&mut self, near: BuildingId, item: Item, count: i64) -> i64 {
        let mut left = count;
        while left > 0 {
            let roomy = if item.is_food() { &self.larders } else { &self.sheds };
            let Some(id) = next(roomy, near) else { break };
            let put = self.change(id, |building| {
                let put = building.room_for(item).clamp(0, left);
                building.store.items.add(item, put);
                put
            });
            left -= put.unwrap_or(left);
        }
        count - left
    }

    /// Takes up to so much food out of the storehouses, from the next after `near` on, into `into`.
    pub(crate) fn fetch_food(&mut self, near: BuildingId, count: i64, into: &mut Goods) {
        let mut left = count;
        while left > 0 {
            let Some(id) = next(&self.stocked, near) else { break };
            self.change(id, |building| {
                while left > 0
                    && let Some(item) = building.store.items.next_food()
                {
                    let taken = building.store.items.take(item, left);
                    into.add(item, taken);
                    left -= taken;
                }
            });
        }
    }

    /// Takes goods out of the storehouses if there are as many; false if not, and then nothing is taken.
    pub(crate) fn spend(&mut self, item: Item, count: i64) -> bool {
        if self.stock().of(item) < count {
            return false;
        }
        let storehouses: Vec<_> = self.storehouses().collect();
        let mut left = count;
        for id in storehouses {
            if left == 0 {
                break;
            }
            if self.get(id).is_some_and(|building| building.store.items.of(item) > 0) {
                left -= self.change(id, |building| building.store.items.take(item, left)).unwrap_or(0);
            }
        }
        true
    }
}
