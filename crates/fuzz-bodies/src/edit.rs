//! What becomes of a world between two saves.

use arbitrary::{Arbitrary, Result, Unstructured};

use crate::world::{Layout, Record, Text, World, number};

/// Edits of a world, at most.
const MOST: usize = 12;

/// One thing that happens.
#[derive(Debug, Arbitrary)]
enum Edit {
    /// A value grows; if it is all, by the same.
    Grow {
        who: u8,
        all: bool,
    },
    /// A value is another number.
    Draw {
        who: u8,
    },
    Round {
        who: u8,
        decimals: u8,
    },
    Rename {
        who: u8,
    },
    Note {
        who: u8,
    },
    Forget {
        who: u8,
    },
    Turn {
        who: u8,
        all: bool,
    },
    Born {
        at: u8,
    },
    Die {
        at: u8,
        count: u8,
    },
    Swap {
        one: u8,
        other: u8,
    },
    Reverse,
    Rotate {
        by: u8,
    },
    Copy {
        from: u8,
        to: u8,
    },
    Write {
        layout: Layout,
    },
}

/// Does to the world what the input says.
pub(crate) fn some(world: &mut World, input: &mut Unstructured<'_>) -> Result<()> {
    for _ in 0..MOST {
        if input.is_empty() {
            break;
        }
        one(world, input)?;
    }
    Ok(())
}

fn one(world: &mut World, input: &mut Unstructured<'_>) -> Result<()> {
    let len = world.records.len();
    let place = |at: u8| usize::from(at) % (len + 1);
    match input.arbitrary()? {
        Edit::Write { layout } => world.layout = layout,
        Edit::Born { at } => world.records.insert(place(at), input.arbitrary()?),
        Edit::Die { at, count } => {
            drop(world.records.drain(place(at)..len.min(place(at) + usize::from(count))));
        }
        Edit::Copy { from, to } => {
            if let Some(record) = world.records.get(place(from)).cloned() {
                world.records.insert(place(to), record);
            }
        }
        _ if len == 0 => {}
        Edit::Reverse => world.records.reverse(),
        Edit::Rotate { by } => world.records.rotate_left(usize::from(by) % len),
        Edit::Swap { one, other } => world.records.swap(usize::from(one) % len, usize::from(other) % len),
        Edit::Grow { who, all } => {
            let step = number(input)?;
            each(world, who, all, |record| record.value = record.value.wrapping_add(step));
        }
        Edit::Turn { who, all } => each(world, who, all, |record| record.is_turned ^= true),
        Edit::Draw { who } => record(world, who).value = number(input)?,
        Edit::Round { who, decimals } => record(world, who).decimals = decimals % 20,
        Edit::Rename { who } => record(world, who).name = Text::arbitrary(input)?,
        Edit::Note { who } => record(world, who).notes.push(Text::arbitrary(input)?),
        Edit::Forget { who } => drop(record(world, who).notes.pop()),
    }
    Ok(())
}

fn record(world: &mut World, who: u8) -> &mut Record {
    let len = world.records.len();
    &mut world.records[usize::from(who) % len]
}

fn each(world: &mut World, who: u8, all: bool, change: impl Fn(&mut Record)) {
    if all { world.records.iter_mut().for_each(change) } else { change(record(world, who)) }
}
