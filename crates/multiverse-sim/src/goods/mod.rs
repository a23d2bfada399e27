//! Goods: what is grown, caught, made, stored and carried.

mod amounts;
mod item;

pub(crate) use amounts::{Goods, Pile};
pub(crate) use item::Item;
