//! Names.

use super::Sex;
use crate::random::Random;

const WOMEN: [&str; 48] = [
    "Ada", "Agnes", "Alva", "Anka", "Berta", "Bodil", "Brida", "Clara", "Dagny", "Dora", "Edda", "Elin",
    "Elsbeth", "Erna", "Frida", "Gerda", "Greta", "Gudrun", "Hanna", "Hedwig", "Helga", "Hilde", "Ida",
    "Ilse", "Inga", "Irma", "Jorun", "Jutta", "Karin", "Klara", "Lena", "Liv", "Lotte", "Magda", "Marit",
    "Marthe", "Nele", "Oda", "Ottilie", "Rika", "Runa", "Sigrid", "Solveig", "Tilda", "Tove", "Ulla",
    "Wanda", "Ylva",
];
const MEN: [&str; 48] = [
    "Aksel", "Albin", "Anton", "Arne", "Bertram", "Birger", "Bjarne", "Bruno", "Dietrich", "Eike", "Einar",
    "Emil", "Erik", "Fabian", "Falk", "Franz", "Gerrit", "Gregor", "Gunnar", "Hannes", "Harald", "Henrik",
    "Ivar", "Jakob", "Jannis", "Joost", "Kaspar", "Knut", "Konrad", "Lars", "Leif", "Lorenz", "Mads",
    "Magnus", "Mattis", "Niklas", "Olaf", "Oskar", "Otto", "Peter", "Ragnar", "Rasmus", "Sander", "Sven",
    "Tjark", "Torben", "Ulf", "Veit",
];

/// Families of founders and of those who come later.
pub(crate) const FAMILIES: [&str; 60] = [
    "Ahorn", "Anger", "Bachmann", "Berg", "Birke", "Brandt", "Brook", "Brunn", "Buchholz", "Dahl", "Deich",
    "Eichner", "Erle", "Esch", "Falke", "Feldmann", "Fink", "Forster", "Furt", "Gerber", "Grube", "Haber",
    "Hagen", "Hain", "Halde", "Heide", "Holm", "Imker", "Kamp", "Kiesel", "Kolbe", "Korn", "Krug", "Lind",
    "Lohe", "Marsch", "Moos", "Muhle", "Nagel", "Nordin", "Pfeil", "Quell", "Rabe", "Rohr", "Sandvik",
    "Schilf", "Senn", "Sommer", "Stein", "Sturm", "Tanner", "Thorn", "Uhl", "Vogt", "Wald", "Weber", "Wiese",
    "Winter", "Wolf", "Zander",
];

pub(crate) fn first_name(random: &mut Random, sex: Sex) -> &'static str {
    match sex {
        Sex::Female => random.pick(&WOMEN),
        Sex::Male => random.pick(&MEN),
    }
}
