use std::collections::BTreeMap;

use super::*;

#[test]
fn the_garden_is_saved_at_events_and_goes_on_from_its_past() {
    let directory = tempfile::tempdir().unwrap();
    let (mut app, service) = app(&directory.path().join("saves.sqlite"), None).unwrap();
    app.run();
    let mut universes: BTreeMap<String, Vec<(u64, bool)>> = BTreeMap::new();
    for save in service.list(SaveFilter::default()).unwrap() {
        let lived = universes.entry(save.universe_id.to_string()).or_default();
        lived.push((save.tick.get(), save.canon_event.is_some()));
    }
    let lived: Vec<_> = universes.into_values().collect();
    let first = [(50, false), (100, true), (150, false), (180, true), (200, true), (250, false), (300, true)];
    assert_eq!(lived.len(), 2, "{lived:?}");
    assert!(lived.iter().any(|lived| lived[..] == first), "{lived:?}");
    let rained = lived.iter().find(|lived| lived[..] != first).unwrap();
    assert!(rained[0].0 > 100, "{rained:?}");
}
