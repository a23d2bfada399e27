//! Places on the village's ground.

use serde::{Deserialize, Serialize};

/// A place, in centimetres east and south of the north-west corner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spot {
    pub(crate) x: i64,
    pub(crate) y: i64,
}

/// The furthest that a place may be from the corner: 10 km.
const EDGE: i64 = 1_000_000;

impl Spot {
    /// Centimetres to another place, rounded down.
    pub(crate) fn distance(self, other: Self) -> i64 {
        let (dx, dy) = (self.x.abs_diff(other.x), self.y.abs_diff(other.y));
        i64::try_from((dx * dx + dy * dy).isqrt()).expect("both are on the ground")
    }

    /// The place at `part` of `whole` on the straight way to another.
    pub(crate) fn towards(self, other: Self, part: i64, whole: i64) -> Self {
        let (whole, part) = (whole.max(1), part.clamp(0, whole.max(1)));
        let along = |from: i64, to: i64| from + (to - from).saturating_mul(part) / whole;
        Self { x: along(self.x, other.x), y: along(self.y, other.y) }
    }

    /// The place so far from here, or the nearest on the ground.
    pub(crate) fn off(self, x: i64, y: i64) -> Self {
        Self { x: (self.x + x).clamp(0, EDGE), y: (self.y + y).clamp(0, EDGE) }
    }

    /// Says what is wrong with one that was read.
    pub(crate) fn check(self) -> Result<(), &'static str> {
        if (0..=EDGE).contains(&self.x) && (0..=EDGE).contains(&self.y) {
            Ok(())
        } else {
            Err("a place is off the ground, which is 10 km wide")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_are_straight_and_end() {
        let (from, to) = (Spot { x: 100, y: 900 }, Spot { x: 400, y: 500 });
        assert_eq!(from.distance(to), 500);
        assert_eq!(from.towards(to, 1, 2), Spot { x: 250, y: 700 });
        assert_eq!(from.towards(to, 7, 2), to);
        assert_eq!(from.towards(to, -1, 0), from);
    }
}
