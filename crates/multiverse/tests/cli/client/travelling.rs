//! `multiverse travel`, `arrivals` and `journey`.

use serde_json::{Value, json};

use super::person::ageless;
use super::story::{Story, TOM, id, story};

/// One with things that may not enter the village.
const RICH: &str =
    r#"{"bag": [{"name": "bread", "tags": ["food"]}, {"name": "radio", "tags": ["electronic"]}]}"#;

#[test]
fn an_entity_goes_from_file_to_file_byte_for_byte() {
    let Story { server: _server, ada, bob, gate } = story();
    ada.workplace.write("tom.json", TOM);
    let left = ada.does(&["travel", &gate, "city/tom", "tom.json", "--tick", "1200"]);
    let due = bob.asks(&["arrivals", "village"]);
    let trip = due["arrivals"][0]["id"].as_str().unwrap();
    assert_eq!(left, format!("city/tom left city for village ({trip})\n"));
    assert_eq!((&due["arrivals"][0]["entity"]["hp"], &due["hasMore"]), (&json!(1.5), &json!(false)));
    let rows = ageless(&bob.does(&["arrivals", "village"]));
    assert_eq!(rows, format!("{trip}  city/tom  city → village  in_transit  74 B  left just now\n"));
    assert_eq!(bob.does(&["arrivals", "village", "-q"]), format!("{trip}\n"));
    assert_eq!(bob.does(&["arrivals", "village", "-q", "--state", "arrived"]), "");
    let arrived = bob.does(&["arrive", trip, "-u", "village", "-o", "tom.json", "--tick", "88"]);
    assert_eq!(arrived, "city/tom arrived in village, in tom.json\n");
    assert_eq!(bob.reads("tom.json"), TOM);
    assert_eq!(bob.does(&["arrivals", "village"]), "");
    let journey = ageless(&ada.does(&["journey", "city/tom"]));
    assert_eq!(journey, format!("city@1200 → village@88  arrived  left just now  {trip}\n"));
    let document = ada.asks(&["journey", "city/tom"]);
    assert_eq!((&document["entityId"], &document["hasMore"]), (&json!("city/tom"), &json!(false)));
    assert_eq!((&document["steps"][0]["id"], &document["branches"]), (&json!(trip), &json!([])));
    let unknown = ada.runs(&["journey", "nobody"]).succeeds();
    let note = "note: no trips of nobody that you may see\n";
    assert_eq!((unknown.stdout.as_str(), unknown.stderr.as_str()), ("", note));
    assert_eq!(ada.asks(&["journey", "nobody"])["steps"], json!([]));
    // And back again, from stdin to stdout.
    let back = bob.runs_with_input(&["travel", &gate, "city/tom", "-", "--reverse", "--json"], b" [1.0] ");
    let trip = id(&serde_json::from_str(&back.succeeds().stdout).unwrap());
    let arrived = ada.runs(&["arrive", &trip, "-u", "city", "-o", "-"]).succeeds();
    assert_eq!((arrived.stdout.as_str(), arrived.stderr.as_str()), ("[1.0]", ""));
    assert_eq!(ada.does(&["journey", "city/tom", "-n", "1"]).lines().count(), 1);
    assert_eq!(ada.asks(&["journey", "city/tom", "-n", "1"])["hasMore"], true);
}

#[test]
fn items_that_cannot_cross_are_listed_or_left_behind() {
    let Story { server: _server, ada, bob, gate } = story();
    ada.workplace.write("tom.json", RICH);
    let travel = ["travel", &gate, "tom", "tom.json"];
    let refused = ada.runs(&travel).fails_with(7);
    let lines: Vec<&str> = refused.lines().collect();
    assert!(lines[0].starts_with("note: /bag/1: "), "{refused}");
    let advice = "take them out, or leave them behind with --leave-behind";
    assert_eq!(lines[1], format!("error: 1 item of tom cannot cross; {advice}"));
    let refused = ada.runs(&[&travel[..], &["--json"]].concat());
    let document: Value = serde_json::from_str(&refused.stdout).unwrap();
    assert_eq!((&document["refused"][0]["path"], &document["more"]), (&json!("/bag/1"), &json!(0)));
    assert_eq!(refused.status.code(), Some(7));
    let whole =
        ada.runs_with_input(&["travel", &gate, "radio", "-"], br#"{"tags": ["electronic"]}"#).fails_with(7);
    assert!(
        whole.starts_with("note: the entity itself: ") && whole.contains("choose another universe"),
        "{whole}"
    );
    // None of this sent anybody.
    assert_eq!(bob.does(&["arrivals", "village"]), "");
    ada.runs(&[&travel[..], &["--left-behind", "bag.json"]].concat()).fails_with(2);
    let filed = [&travel[..], &["--leave-behind", "--left-behind", "bag.json"]].concat();
    ada.workplace.write("bag.json", "precious");
    assert!(ada.runs(&filed).fails_with(5).contains("bag.json is there already"));
    assert_eq!(
        (ada.reads("bag.json"), bob.does(&["arrivals", "village"])),
        ("precious".to_owned(), String::new())
    );
    std::fs::remove_file(ada.workplace.path().join("bag.json")).unwrap();
    let left = ada.does(&filed);
    assert!(left.ends_with("1 item stayed behind, in bag.json\n"), "{left}");
    let radio = r#"{"name": "radio", "tags": ["electronic"]}"#;
    assert_eq!(ada.reads("bag.json"), format!("[{radio}]\n"));
    ada.workplace.write("tina.json", RICH);
    let left = ada.does(&["travel", &gate, "tina", "tina.json", "--leave-behind"]);
    assert!(left.ends_with(&format!("1 item stayed behind:\n{radio}\n")), "{left}");
    ada.workplace.write("tess.json", RICH);
    let left = ada.asks(&["travel", &gate, "tess", "tess.json", "--leave-behind"]);
    assert_eq!(left["leftBehind"], json!([{"name": "radio", "tags": ["electronic"]}]));
}

#[test]
fn a_departure_with_a_key_is_one_however_often_it_is_sent() {
    let Story { server: _server, ada, bob, gate } = story();
    ada.workplace.write("tom.json", RICH);
    let travel = ["travel", &gate, "tom", "tom.json", "--leave-behind", "--left-behind", "bag.json"];
    let keyed = [&travel[..], &["--idempotency-key", "ada-tom-1"]].concat();
    let first = ada.does(&keyed);
    let bag = ada.reads("bag.json");
    assert_eq!(ada.does(&keyed), first);
    // The machine stopped before the file was there.
    std::fs::remove_file(ada.workplace.path().join("bag.json")).unwrap();
    assert_eq!((ada.does(&keyed), ada.reads("bag.json")), (first, bag));
    assert_eq!(ada.does(&[&keyed[..], &["--force"]].concat()), ada.does(&keyed));
    // What is there is not replaced, nor lost.
    ada.workplace.write("bag.json", "precious");
    let shown = ada.runs(&keyed);
    assert!(
        shown.stdout.ends_with("1 item stayed behind:\n{\"name\": \"radio\", \"tags\": [\"electronic\"]}\n")
    );
    let unwritten = shown.fails_with(1);
    assert!(
        unwritten.starts_with("error: tom has left, ") && unwritten.contains("is there already"),
        "{unwritten}"
    );
    assert_eq!(ada.reads("bag.json"), "precious");
    assert_eq!(bob.does(&["arrivals", "village", "-q"]).lines().count(), 1);
    let other = ["travel", &gate, "tim", "tom.json", "--leave-behind", "--idempotency-key", "ada-tom-1"];
    assert!(ada.runs(&other).fails_with(5).contains("Idempotency-Key"), "another request");
    let again = ada.runs(&["travel", &gate, "tom", "tom.json", "--leave-behind"]).fails_with(5);
    assert!(again.starts_with("error: "), "{again}");
    ada.runs(&["travel", &gate, "tom", "tom.json", "--idempotency-key", "a b"]).fails_with(2);
}

#[test]
fn a_server_that_is_away_leaves_it_open_whether_somebody_left() {
    let Story { server, ada, gate, .. } = story();
    ada.workplace.write("tom.json", TOM);
    drop(server);
    let named = ada.runs(&["travel", &gate, "tom", "tom.json", "--idempotency-key", "ada-1"]).fails_with(6);
    assert!(named.ends_with("by the same command with --idempotency-key ada-1\n"), "{named}");
    let made = ada.runs(&["travel", &gate, "tom", "tom.json"]).fails_with(6);
    let (_, key) = made.trim_end().split_once("--idempotency-key ").unwrap();
    assert_eq!((key.len(), made.lines().count()), (36, 1), "{made}");
}

#[test]
fn a_fork_takes_the_entity_along_and_the_journey_shows_it() {
    let story = story();
    let trip = story.sends("tom", TOM);
    story.bob.does(&["arrive", &trip, "-u", "village", "--tick", "10"]);
    story.bob.saves("village", 20, "{}", &[]);
    story.bob.does(&["fork", "village@20", "--name", "Rain", "--id", "rain"]);
    let journey = story.ada.does(&["journey", "tom"]);
    assert!(journey.ends_with("also in rain, forked from village@20\n"), "{journey}");
    assert_eq!(story.ada.asks(&["journey", "tom"])["branches"][0]["universeId"], "rain");
}

#[test]
fn passages_and_trips_are_told_as_they_happen() {
    let story = story();
    let (ada, bob, gate) = (&story.ada, &story.bob, &story.gate);
    let tom = story.sends("tom", TOM);
    bob.does(&["reject", &tom, "--reason", "no room"]);
    ada.does(&["arrive", &tom, "-u", "city"]);
    let tina = story.sends("tina", TOM);
    bob.does(&["arrive", &tina, "-u", "village"]);
    let types = "passage.created,passage.changed,transit.departed,transit.arrived,transit.returned";
    let told = ada.does(&["watch", "--since", "0", "-n", "7", "--types", types]);
    let lines: Vec<&str> = told.lines().map(|line| line.split_once("  ").unwrap().1).collect();
    assert_eq!(
        lines,
        [
            format!("created   {gate}  gate  city ↔ village  pending"),
            format!("changed   {gate}  gate  city ↔ village  active"),
            format!("departed  tom  city → village  {tom}"),
            format!("returns   tom  city → village  {tom}  no room"),
            format!("returned  tom  city → village  {tom}  no room"),
            format!("departed  tina  city → village  {tina}"),
            format!("arrived   tina  city → village  {tina}"),
        ]
    );
}

#[test]
fn numbers_that_no_program_can_hold_are_handed_on_as_they_are() {
    let Story { server: _server, ada, bob, gate } = story();
    let far = r#"{"far": 1e400, "tags": 1.0000000000000000000001}"#;
    let left = ada.runs_with_input(&["travel", &gate, "tom", "-", "--json"], far.as_bytes()).succeeds();
    let (_, trip) = left.stdout.split_once("\"id\": \"").unwrap();
    let trip = trip.split_once('"').unwrap().0;
    for command in [&["arrivals", "village"][..], &["arrive", trip, "-u", "village", "-o", "tom.json"]] {
        let told = bob.does(&[command, &["--json"]].concat());
        assert!(told.contains(far), "{told}");
    }
    assert_eq!(bob.reads("tom.json"), far);
    ada.workplace.write("config.json", far);
    let made = ada.does(&["create", "Far", "--id", "far", "--config", "config.json", "--json"]);
    ada.saves("far", 1, "{}", &[]);
    let forked = ada.does(&["fork", "far@1", "--name", "Far too", "--json"]);
    let (listed, shown) = (ada.does(&["ls", "--json"]), ada.does(&["show", "far", "--json"]));
    let told = ada.does(&["watch", "far", "--since", "0", "-n", "1", "--json"]);
    for said in [made, forked, listed, shown, told] {
        assert!(said.contains("1e400"), "{said}");
    }
}
