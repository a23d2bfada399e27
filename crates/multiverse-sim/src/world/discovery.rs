//! What there is to discover: one entry for each, with what it is called, by whom it is found, and what it is good for.

use serde::{Deserialize, Serialize};

use crate::people::Occupation;

macro_rules! discoveries {
    ($($name:ident: $trade:ident, $title:literal, $effect:literal;)+) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub(crate) enum Discovery { $($name),+ }

        impl Discovery {
            pub(crate) const ALL: &'static [Self] = &[$(Self::$name),+];

            /// What is told: "{somebody} …".
            pub(crate) fn title(self) -> &'static str {
                match self { $(Self::$name => $title),+ }
            }

            /// What it is good for.
            pub(crate) fn effect(self) -> &'static str {
                match self { $(Self::$name => $effect),+ }
            }

            /// Whose trade leads to it.
            pub(crate) fn trade(self) -> Occupation {
                match self { $(Self::$name => Occupation::$trade),+ }
            }
        }
    };
}

discoveries! {
    HeavyPlough: Farmer, "builds a heavy plough", "Wheat and turnips yield a tenth more.";
    CropRotation: Farmer, "lets fields change their crops", "Wheat and turnips yield a tenth more.";
    Irrigation: Farmer, "leads water to the fields", "A drought takes less of the harvest.";
    Grafting: Forager, "grafts fruit trees", "Fruit yields a fifth more.";
    Smoking: Fisher, "smokes fish", "Less food spoils.";
    Weirs: Fisher, "sets weirs in the river", "Catches are a third larger.";
    Cellars: Builder, "digs a cold cellar", "Less food spoils.";
    Masonry: Builder, "lays stone without mortar", "Buildings wear out more slowly.";
    FireWatch: Builder, "sets up a fire watch", "Fires spread less.";
    TwoManSaw: Woodcutter, "makes a saw for two", "Felling gives a third more wood.";
    Herbal: Healer, "writes down what herbs are good for", "The ill get well sooner.";
    Quarantine: Healer, "keeps the ill apart", "Plagues spread less.";
    Midwifery: Healer, "teaches how to help at births", "Fewer die in childbirth.";
    Steel: Smith, "makes steel", "Everybody works better with tools.";
    Locks: Smith, "forges locks for the storehouses", "Raiders find less.";
    TreadleLoom: Weaver, "builds a loom with treadles", "Cloth is made faster.";
    Writing: Priest, "teaches signs for words", "Children learn faster.";
    StarCalendar: Priest, "reads the seasons from the stars", "Sowing is done at the right time.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_found_by_a_trade() {
        assert!(Discovery::ALL.iter().all(|discovery| discovery.trade().is_trade()));
    }
}
