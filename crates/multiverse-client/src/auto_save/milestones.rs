//! Days that are worth a canonical save by themselves.

use multiverse_model::{CanonEvent, CanonEventType, Day, Importance, Label};

/// The days of the first year; after it, each further 365.
const FIRST_YEAR: [u64; 5] = [1, 7, 30, 100, 365];

/// The last milestone after `last` and up to `now`: a world that leaps over several has one save for them.
pub(super) fn reached(last: Day, now: Day) -> Option<CanonEvent> {
    let years = now.get() / 365 * 365;
    let milestone =
        FIRST_YEAR.into_iter().chain([years]).filter(|day| *day > last.get() && *day <= now.get()).max()?;
    Some(CanonEvent {
        kind: CanonEventType::try_from("day_milestone".to_owned()).ok()?,
        title: Label::new(format!("Day {milestone}")).ok()?,
        description: None,
        day: Day::new(milestone).ok(),
        importance: Importance::try_from(if milestone >= 100 { 60 } else { 40 }).ok(),
        entities: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(value: u64) -> Day {
        Day::new(value).unwrap()
    }

    #[test]
    fn milestones_are_days_1_7_30_100_365_and_each_further_year() {
        let reached: Vec<u64> = (1..=1500)
            .filter_map(|now| reached(day(now - 1), day(now)))
            .map(|event| event.day.unwrap().get())
            .collect();
        assert_eq!(reached, [1, 7, 30, 100, 365, 730, 1095, 1460]);
    }

    #[test]
    fn a_leap_over_several_has_one() {
        assert_eq!(reached(day(2), day(400)).unwrap().title.as_str(), "Day 365");
        assert_eq!(reached(day(400), day(400)), None);
        assert_eq!(reached(day(400), day(3)), None);
    }
}
