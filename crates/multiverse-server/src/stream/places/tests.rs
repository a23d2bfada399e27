use super::*;
use crate::connections::Line;

fn places(change: impl FnOnce(&mut Limits)) -> Places {
    let mut limits = Limits::default();
    change(&mut limits);
    Places::new(&limits)
}

fn take(places: &Places, player: Option<&str>, address: Option<&str>) -> Result<Place, Refusal> {
    let player: Option<PlayerId> = player.map(|id| id.parse().unwrap());
    places.take(player.as_ref(), address.map(|address| address.parse().unwrap()), Pulse::new(None))
}

#[test]
fn each_limit_holds_for_its_own_and_a_place_comes_back() {
    let places = places(|limits| {
        (limits.max_streams, limits.max_streams_per_player, limits.max_streams_per_address) = (4, 2, 3);
    });
    let ada = (take(&places, Some("ada"), Some("192.0.2.1")), take(&places, Some("ada"), Some("192.0.2.2")));
    assert!(ada.0.is_ok() && ada.1.is_ok());
    assert!(take(&places, Some("ada"), None).is_err(), "two of hers");
    assert_eq!(places.of(&"ada".parse().unwrap()), 2);
    let more = (take(&places, None, Some("192.0.2.1")), take(&places, None, Some("192.0.2.1")));
    assert!(more.0.is_ok() && more.1.is_ok());
    drop(ada.1);
    assert!(take(&places, None, Some("192.0.2.1")).is_err(), "three from there");
    let last = take(&places, None, Some("192.0.2.9"));
    assert!(last.is_ok());
    assert!(take(&places, None, Some("192.0.2.8")).is_err(), "four in all");
    drop((ada.0, more, last));
    assert!(lock(&places.open).by_player.is_empty() && lock(&places.open).by_address.is_empty());
}

#[test]
fn a_household_is_one_address() {
    let places = places(|limits| limits.max_streams_per_address = 1);
    let _first = take(&places, None, Some("2001:db8::1")).unwrap();
    assert!(take(&places, None, Some("2001:db8::2")).is_err());
    assert!(take(&places, None, Some("2001:db8:0:1::1")).is_ok());
}

#[test]
fn a_stream_that_is_not_asked_for_more_is_cut_when_patience_is_over() {
    let (places, patience) = (places(|_| ()), Duration::from_secs(45));
    let lines = [Line::default(), Line::default()];
    let [busy, stuck] = lines
        .clone()
        .map(|line| places.take(None, None, Pulse::new(Some(line))).unwrap_or_else(|_| unreachable!()));
    let begun = Instant::now();
    for seconds in [15, 30, 45, 60] {
        let now = begun + Duration::from_secs(seconds);
        places.cut_silent(patience, now);
        assert!(!lines[0].is_cut());
        busy.beat(now);
    }
    assert!(lines[1].is_cut());
    drop(stuck);
    assert_eq!(lock(&places.open).streams.len(), 1);
}
