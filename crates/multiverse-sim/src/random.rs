//! The village's dice: a generator whose whole state is one number, so that a save holds it.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014): the same numbers on
/// every platform and for ever, in a few lines that no release of a crate can change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Random(u64);

/// What [`Random::chance`] counts in.
pub(crate) const MILLION: i64 = 1_000_000;

impl Random {
    pub(crate) fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    /// A generator that depends on where this one stands and on `seed`, as if it were a new one.
    pub(crate) fn diverged(&self, seed: u64) -> Self {
        let mut mixed = Self(self.0 ^ seed.rotate_left(32) ^ 0xd1b5_4a32_d192_ed03);
        Self(mixed.draw())
    }

    pub(crate) fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// One of `0..bound`; 0 if there is none.
    pub(crate) fn below(&mut self, bound: i64) -> i64 {
        let bound = u128::try_from(bound.max(1)).expect("at least 1");
        // The high half of the product is as even as the draw is, and needs no division.
        let chosen = (u128::from(self.draw()) * bound) >> 64;
        i64::try_from(chosen).expect("less than the bound")
    }

    /// One of `least..=most`.
    pub(crate) fn within(&mut self, least: i64, most: i64) -> i64 {
        least + self.below(most - least + 1)
    }

    /// Whether something happens that does so `per_million` times in a million.
    pub(crate) fn chance(&mut self, per_million: i64) -> bool {
        self.below(MILLION) < per_million
    }

    /// One of the items, of which there is at least one.
    pub(crate) fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        let length = i64::try_from(items.len()).expect("short tables");
        items[usize::try_from(self.below(length)).expect("an index of the table")]
    }
}

/// A JSON number cannot hold 64 bits everywhere, so the state is 16 hexadecimal digits.
impl Serialize for Random {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex(self.0))
    }
}

impl<'de> Deserialize<'de> for Random {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        unhex(&text).map(Self).ok_or_else(|| serde::de::Error::custom("not 16 hexadecimal digits"))
    }
}

/// `value` as 16 hexadecimal digits.
pub(crate) fn hex(value: u64) -> String {
    format!("{value:016x}")
}

/// The number that [`hex`] wrote.
pub(crate) fn unhex(text: &str) -> Option<u64> {
    let lower = text.len() == 16 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    if lower { u64::from_str_radix(text, 16).ok() } else { None }
}

/// [`hex`] and [`unhex`] for a member of a struct.
pub(crate) mod as_hex {
    use serde::{Deserialize, Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(value: &u64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&super::hex(*value))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
        let text = String::deserialize(deserializer)?;
        super::unhex(&text).ok_or_else(|| serde::de::Error::custom("not 16 hexadecimal digits"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_published_generator() {
        // The first draws for 1234567, as the reference implementation gives them.
        let mut random = Random::seeded(1_234_567);
        let drawn = [(); 3].map(|()| random.draw());
        assert_eq!(drawn, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }

    #[test]
    fn bounds_hold_and_every_value_comes() {
        let mut random = Random::seeded(1);
        let mut seen = [0; 7];
        for _ in 0..7_000 {
            seen[usize::try_from(random.within(-3, 3) + 3).unwrap()] += 1;
        }
        assert!(seen.iter().all(|count| (800..1_200).contains(count)), "{seen:?}");
        assert_eq!((random.below(1), random.below(0), random.below(-4)), (0, 0, 0));
    }

    #[test]
    fn the_state_survives_as_text() {
        let random = Random::seeded(u64::MAX - 5);
        let text = serde_json::to_string(&random).unwrap();
        assert_eq!(text, "\"fffffffffffffffa\"");
        assert_eq!(serde_json::from_str::<Random>(&text).unwrap(), random);
        for bad in ["\"\"", "\"FFFFFFFFFFFFFFFA\"", "\"+ffffffffffffffa\"", "7"] {
            assert!(serde_json::from_str::<Random>(bad).is_err(), "{bad}");
        }
    }
}
