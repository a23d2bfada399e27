//! Where things stand: buildings in the middle, fields to the south, the wood to the north.

use crate::config::VillageConfig;
use crate::random::Random;
use crate::spot::Spot;

/// Centimetres from one building to the next, and from one plant to the next.
const STREET: i64 = 2_000;
const FURROW: i64 = 900;

/// Where a building is laid out that is the `serial`th. Beyond what was planned, they stand on further rows.
pub(crate) fn site_spot(config: &VillageConfig, serial: u32, random: &mut Random) -> Spot {
    let across = side(config.buildings) + 1;
    let (column, row) = (i64::from(serial) % across, i64::from(serial) / across);
    jittered(
        Spot { x: origin(config), y: wood_depth(config) }.off(column * STREET, row % across * STREET),
        random,
    )
}

/// Where the `index`th plant of `of` on fields stands.
pub(super) fn field_spot(config: &VillageConfig, index: i64, of: i64, random: &mut Random) -> Spot {
    let across = of.max(1).isqrt() + 1;
    let (column, row) = (index % across, index / across);
    let north = wood_depth(config) + (side(config.buildings) + 2) * STREET;
    jittered(Spot { x: 0, y: north }.off(column * FURROW, row * FURROW), random)
}

/// Where the `index`th tree of the wood stands.
pub(super) fn wood_spot(config: &VillageConfig, index: i64, random: &mut Random) -> Spot {
    let across = wood_side(config);
    let (column, row) = (index % across, index / across);
    jittered(Spot { x: 0, y: 0 }.off(column * FURROW, row * FURROW), random)
}

fn jittered(spot: Spot, random: &mut Random) -> Spot {
    let (x, y) = (random.within(0, 350), random.within(0, 350));
    spot.off(x, y)
}

fn side(count: u64) -> i64 {
    i64::try_from(count.isqrt()).unwrap_or(1).max(1)
}

fn wood_side(config: &VillageConfig) -> i64 {
    side(config.plants) + 1
}

/// The wood has a third of the plants.
fn wood_depth(config: &VillageConfig) -> i64 {
    (wood_side(config) * 4 / 10 + 1) * FURROW
}

/// The village stands before the middle of the wood.
fn origin(config: &VillageConfig) -> i64 {
    (wood_side(config) * FURROW - (side(config.buildings) + 1) * STREET).max(0) / 2
}
