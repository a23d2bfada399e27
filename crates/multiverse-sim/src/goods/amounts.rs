//! Amounts of goods in one place.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Item;

/// How much of each kind lies in one place; in a save, the list of what there is any of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Goods([i64; Item::ALL.len()]);

/// Some of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Pile {
    pub(crate) item: Item,
    pub(crate) count: i64,
}

/// The most of one kind in one place.
const MOST: i64 = 1_000_000_000;

impl Goods {
    pub(crate) fn of(&self, item: Item) -> i64 {
        self.0[item.index()]
    }

    /// Portions of food.
    pub(crate) fn food(&self) -> i64 {
        Item::FOOD.iter().map(|item| self.of(*item)).sum()
    }

    pub(crate) fn total(&self) -> i64 {
        self.0.iter().sum()
    }

    pub(crate) fn add(&mut self, item: Item, count: i64) {
        let held = &mut self.0[item.index()];
        *held = (*held + count).clamp(0, MOST);
    }

    /// Takes up to `count`, and answers how many there were.
    pub(crate) fn take(&mut self, item: Item, count: i64) -> i64 {
        let taken = count.clamp(0, self.of(item));
        self.0[item.index()] -= taken;
        taken
    }

    /// The food that would spoil first.
    pub(crate) fn next_food(&self) -> Option<Item> {
        Item::FOOD.into_iter().find(|item| self.of(*item) > 0)
    }

    /// What there is, in the order of the kinds.
    pub(crate) fn piles(&self) -> impl Iterator<Item = Pile> {
        let counts = self.0;
        Item::ALL
            .into_iter()
            .map(move |item| Pile { item, count: counts[item.index()] })
            .filter(|pile| pile.count > 0)
    }
}

impl Serialize for Goods {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.piles())
    }
}

impl<'de> Deserialize<'de> for Goods {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Goods;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a list of items and counts")
            }

            fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut list: A) -> Result<Goods, A::Error> {
                let mut goods = Goods::default();
                while let Some(Pile { item, count }) = list.next_element()? {
                    if goods.of(item) > 0 || !(1..=MOST).contains(&count) {
                        return Err(serde::de::Error::custom("each item once, with a count of at least 1"));
                    }
                    goods.add(item, count);
                }
                Ok(goods)
            }
        }

        deserializer.deserialize_seq(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_was_there() {
        let mut goods = Goods::default();
        goods.add(Item::Wheat, 5);
        goods.add(Item::Wood, 2);
        assert_eq!(
            (goods.take(Item::Wheat, 3), goods.take(Item::Wheat, 3), goods.take(Item::Fish, 1)),
            (3, 2, 0)
        );
        assert_eq!((goods.food(), goods.total(), goods.next_food()), (0, 2, None));
    }

    #[test]
    fn a_save_lists_what_there_is() {
        let mut goods = Goods::default();
        goods.add(Item::Tools, 1);
        goods.add(Item::Fish, 7);
        let text = serde_json::to_string(&goods).unwrap();
        assert_eq!(text, r#"[{"item":"fish","count":7},{"item":"tools","count":1}]"#);
        assert_eq!(serde_json::from_str::<Goods>(&text).unwrap(), goods);
        let tagged = r#"[{"item":"tools","count":1,"tags":["iron"]}]"#;
        assert_eq!(serde_json::from_str::<Goods>(tagged).unwrap().of(Item::Tools), 1);
        for bad in
            [r#"[{"item":"fish","count":0}]"#, r#"[{"item":"fish","count":1},{"item":"fish","count":1}]"#]
        {
            assert!(serde_json::from_str::<Goods>(bad).is_err(), "{bad}");
        }
    }
}
