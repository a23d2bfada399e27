//! What holds for the drawing of any family.

use std::collections::HashMap;
use std::fmt::Write;

use proptest::prelude::*;

use super::multiverse::Multiverse;
use super::{Command, draw, walked};
use crate::client::log::strand::Strand;
use crate::client::log::walk::Step;

/// A universe: whether it is a fork and of which entry, what is wrong with it, and how its ticks grow.
type Seed = (u8, u8, u8, Vec<u8>);

/// A family as lines of a fixture.
fn lines(seeds: &[Seed]) -> String {
    let mut text = String::new();
    let mut ticks: Vec<Vec<u64>> = Vec::new();
    for (number, (source, place, fault, growth)) in seeds.iter().enumerate() {
        // The root, which is asked for, is there and has an entry.
        let source = (number > 0).then(|| usize::from(*source) % number);
        let fault = ["", "", "", "", "", "hidden ", "deleted "]
            [if number == 0 { 0 } else { usize::from(*fault) % 7 }];
        let mut own = Vec::new();
        let _ = write!(text, "{fault}u{number} \"U{number}\"");
        if let Some(source) = source {
            let place = usize::from(*place) % ticks[source].len();
            let tick = ticks[source][place];
            let which = ticks[source][..=place].iter().filter(|other| **other == tick).count();
            let _ = write!(text, " of u{source}@{tick}#{which}");
            own.push(tick);
        }
        let mut tick = own.first().copied().unwrap_or(1);
        let mut words = String::new();
        for growth in growth.iter().chain((number == 0).then_some(&1)) {
            tick += u64::from(growth % 4);
            let _ = write!(words, " {tick}{}", ["", "", "*", "~"][usize::from(growth / 4 % 4)]);
            own.push(tick);
        }
        let _ = writeln!(text, ":{words}");
        ticks.push(own);
    }
    text
}

fn seeds() -> impl Strategy<Value = Vec<Seed>> {
    let growth = prop::collection::vec(any::<u8>(), 0..5);
    prop::collection::vec((any::<u8>(), any::<u8>(), any::<u8>(), growth), 1..12)
}

/// The rails of a drawing, row by row.
fn rails(drawing: &str, strands: &[Strand]) -> Vec<Vec<char>> {
    let last = strands.iter().filter_map(|strand| strand.tip.head_tick).max().unwrap();
    let axis = last.to_string().len() + 2;
    let is_rail = |c: &char| " │★●○├╭╯─┼▷".contains(*c);
    drawing.lines().map(|line| line.chars().skip(axis).take_while(is_rail).collect()).collect()
}

fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(work)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn each_line_is_drawn_once_and_in_order(seeds in seeds(), lanes in 1_usize..6, all in any::<bool>()) {
        let multiverse = Multiverse::parse(&lines(&seeds));
        let all = if all { " --all" } else { "" };
        let command = Command::parse(&format!("u0 --lanes={lanes}{all}"));
        let (walk, steps) = run(walked(&multiverse, &command));
        let mut last = u64::MAX;
        let (mut shown, mut begun) = (HashMap::new(), HashMap::new());
        for step in &steps {
            match step {
                Step::Entry { strand, entry, .. } => {
                    prop_assert!(entry.tick.get() <= last, "newest first");
                    last = entry.tick.get();
                    prop_assert!(!begun.contains_key(strand), "nothing of a line is below where it begins");
                    *shown.entry(*strand).or_insert(0) += 1;
                }
                Step::Joins(joint) | Step::Folds(joint) => *begun.entry(joint.strand).or_insert(0) += 1,
                Step::Begins { .. } => {}
            }
        }
        for (number, strand) in walk.strands().iter().enumerate() {
            let is_below_a_fold = std::iter::successors(strand.parent, |(parent, _)| walk.strands()[*parent].parent)
                .any(|(parent, _)| walk.is_folded(parent));
            let expected = u64::from(strand.parent.is_some() && !is_below_a_fold);
            prop_assert_eq!(begun.get(&number).copied().unwrap_or(0), expected, "line {} begins once", number);
            let own = strand.tip.snapshot_count - u64::from(strand.parent.is_some());
            let is_drawn = !walk.is_folded(number) && !is_below_a_fold;
            let expected = if is_drawn { own } else { 0 };
            // The part of a line that is its ancestors' is counted elsewhere.
            if strand.generations.len() == 1 {
                prop_assert_eq!(shown.get(&number).copied().unwrap_or(0), expected, "entries of line {}", number);
            }
        }
    }

    #[test]
    fn rails_go_on_from_row_to_row(seeds in seeds(), lanes in 1_usize..6) {
        let multiverse = Multiverse::parse(&lines(&seeds));
        let command = Command::parse(&format!("u0 --all --lanes={lanes}"));
        let (walk, _) = run(walked(&multiverse, &command));
        let drawing = run(draw(&multiverse, &command));
        let rows = rails(&drawing, walk.strands());
        let at = |row: Option<&Vec<char>>, column: usize| row.and_then(|row| row.get(column)).copied().unwrap_or(' ');
        for (number, row) in rows.iter().enumerate() {
            let above = number.checked_sub(1).and_then(|above| rows.get(above));
            for (column, glyph) in row.iter().enumerate() {
                if "│├╯┼".contains(*glyph) {
                    prop_assert!("│★●○├╭┼".contains(at(above, column)), "{}", drawing);
                }
                if "├╭┼".contains(*glyph) {
                    prop_assert!("│★●○├╯┼".contains(at(rows.get(number + 1), column)), "{}", drawing);
                }
            }
        }
    }
}
