//! `multiverse arrive` and `reject`.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock};

use axum::Router;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use serde_json::{Value, json};

use super::hostile::Impostor;
use super::person::{Person, ageless};
use super::story::{TOM, story};

#[test]
fn a_traveller_that_is_taken_in_again_is_told_from_a_new_one() {
    let story = story();
    let bob = &story.bob;
    let trip = story.sends("tom", TOM);
    let arrive = ["arrive", &trip, "-u", "village", "-o", "tom.json"];
    // The machine stopped between the file and the server.
    bob.workplace.write("tom.json", TOM);
    let first = bob.asks(&arrive);
    assert_eq!((&first["isNew"], &first["file"]), (&json!(true), &json!("tom.json")));
    assert_eq!(first["transit"]["state"], "arrived");
    let again = bob.runs(&[&arrive[..], &["--json"]].concat()).succeeds();
    assert_eq!(again.stderr, "warning: tom was taken in before; take care not to have it twice\n");
    assert_eq!(serde_json::from_str::<Value>(&again.stdout).unwrap()["isNew"], false);
    // A file with something else is kept, and the traveller too.
    let other = story.sends("tina", TOM);
    let into = |name| ["arrive", &other, "-u", "village", "-o", name];
    bob.workplace.write("mine.json", "precious");
    assert!(bob.runs(&into("mine.json")).fails_with(5).contains("mine.json is there already"));
    bob.runs(&into("no/such/directory/x")).fails_with(1);
    assert_eq!(bob.does(&["arrivals", "village", "-q"]), format!("{other}\n"));
    bob.does(&[&into("mine.json")[..], &["--force"]].concat());
    assert_eq!(bob.reads("mine.json"), TOM);
    let third = story.sends("tess", TOM);
    assert_eq!(bob.does(&["arrive", &third, "-u", "village"]), "tess arrived in village\n");
    bob.runs(&["arrive", &third, "-u", "village", "-o", "-", "--json"]).fails_with(2);
}

#[test]
fn a_traveller_that_is_rejected_is_taken_in_where_it_came_from() {
    let story = story();
    let (ada, bob) = (&story.ada, &story.bob);
    let trip = story.sends("tom", TOM);
    let rejected = bob.does(&["reject", &trip, "--reason", "the inn is full"]);
    assert_eq!(rejected, "tom turns back to city\n");
    assert_eq!(bob.asks(&["reject", &trip])["transit"]["state"], "returning", "a repeat is answered alike");
    let late = bob.runs(&["arrive", &trip, "-u", "village", "-o", "tom.json"]).fails_with(5);
    assert_eq!(late, "error: tom is not due in village: it is due in city (returning)\n");
    assert!(!bob.has("tom.json"));
    let due = ageless(&ada.does(&["arrivals", "city"]));
    assert_eq!(
        due,
        format!("{trip}  tom  city → village  returning  74 B  left just now  the inn is full\n")
    );
    assert_eq!(
        ada.does(&["arrive", &trip, "-u", "city", "-o", "tom.json"]),
        "tom is back in city, in tom.json\n"
    );
    assert_eq!(ada.reads("tom.json"), TOM);
    assert_eq!(bob.does(&["reject", &trip]), "tom has turned back to city\n");
    let arrived = story.sends("tina", "{}");
    bob.does(&["arrive", &arrived, "-u", "village"]);
    assert!(bob.runs(&["reject", &arrived]).fails_with(5).contains("arrived"));
}

#[test]
fn only_those_who_may_receive_take_in_and_no_file_is_left_with_others() {
    let story = story();
    let trip = story.sends("tom", TOM);
    let (ada, carol) = (&story.ada, Person::player(&story.server, "carol"));
    // Ada sees the entity, and may not receive in the village: the server refuses after the file was written.
    ada.runs(&["arrive", &trip, "-u", "village", "-o", "stolen.json"]).fails_with(4);
    assert!(!ada.has("stolen.json"));
    // What was there before stays.
    ada.workplace.write("kept.json", TOM);
    ada.runs(&["arrive", &trip, "-u", "village", "-o", "kept.json"]).fails_with(4);
    assert_eq!(ada.reads("kept.json"), TOM);
    let unseen = carol.runs(&["arrive", &trip, "-u", "village", "-o", "tom.json"]).fails_with(3);
    assert!(unseen.contains("is not there: it is shown to editors"), "{unseen}");
    carol.workplace.write("tom.json", "{}");
    let nobody = Person::at(&story.server);
    let cases: &[(&Person, &[&str], i32, &str)] = &[
        (&carol, &["arrive", &trip, "-u", "village"], 4, ""),
        (&carol, &["reject", &trip], 4, ""),
        (&carol, &["travel", &story.gate, "tim", "tom.json"], 4, ""),
        (&nobody, &["reject", &trip], 4, "multiverse login"),
        (&carol, &["arrive", "transit:none", "-u", "village"], 3, "transit:none"),
        (&carol, &["arrivals", "nowhere"], 3, "nowhere"),
        (&carol, &["travel", "passage:none", "tim", "tom.json"], 3, "passage:none"),
        (&carol, &["travel", &story.gate, "tim", "missing.json"], 1, "missing.json cannot be read"),
        (&carol, &["travel", &story.gate, "", "tom.json"], 2, "1 to 200"),
        (&carol, &["arrivals", "village", "--state", "lost"], 2, "in_transit, arrived"),
        (&carol, &["journey", "tom", "-n", "0"], 2, "1 to 1000"),
    ];
    for (person, args, code, told) in cases {
        let said = person.runs(args);
        assert_eq!(said.status.code(), Some(*code), "{args:?}: {}", said.stderr);
        assert!(
            said.stderr.starts_with("error: ") && said.stderr.contains(told),
            "{args:?}: {}",
            said.stderr
        );
    }
    for bad in ["", "{", "{} {}", "nothing"] {
        let refused = ada.runs_with_input(&["travel", &story.gate, "tim", "-"], bad.as_bytes()).fails_with(2);
        assert!(refused.starts_with("error: stdin is no JSON document: "), "{bad}: {refused}");
    }
    let unread = ada.runs_with_input(&["travel", &story.gate, "tim", "-"], b"\xff").fails_with(2);
    assert!(unread.starts_with("error: stdin is no JSON document: "), "{unread}");
}

/// A server at which Tom is due in the village, and which fails once it is told that he is there.
fn impostor(is_told: impl Fn() + Clone + Send + Sync + 'static) -> Impostor {
    let tom = json!({
        "id": "t", "passageId": "p", "entityId": "tom", "entity": {"name": "Tom"}, "fromUniverseId": "city",
        "toUniverseId": "village", "state": "in_transit", "departedAt": 0, "expiresAt": 1,
    });
    let shown = json!({"transit": tom}).to_string();
    let arrive = move || {
        is_told();
        let problem = json!({
            "type": "/problems/internal", "title": "x", "status": 500, "detail": "Something failed.", "error": "x",
        });
        let head = [(header::CONTENT_TYPE, "application/problem+json")];
        async move { (StatusCode::INTERNAL_SERVER_ERROR, head, problem.to_string()).into_response() }
    };
    let show = move || async move { ([(header::CONTENT_TYPE, "application/json")], shown) };
    Impostor::start(
        Router::new().route("/api/transit/t", get(show)).route("/api/transit/t/arrive", post(arrive)),
    )
}

#[test]
fn the_file_is_there_before_the_server_is_told_and_stays_if_it_is_not_known_what_came_of_it() {
    let file = Arc::new(OnceLock::<PathBuf>::new());
    let seen = Arc::new(Mutex::new(Vec::new()));
    let is_told = {
        let (file, seen) = (Arc::clone(&file), Arc::clone(&seen));
        move || seen.lock().unwrap().push(std::fs::read_to_string(file.get().unwrap()).ok())
    };
    let impostor = impostor(is_told);
    let bob = impostor.visitor();
    file.set(bob.workplace.path().join("tom.json")).unwrap();
    let said = bob.runs(&["arrive", "t", "-u", "village", "-o", "tom.json"]).fails_with(1);
    let tom = r#"{"name":"Tom"}"#;
    assert_eq!(*seen.lock().unwrap(), [Some(tom.to_owned())]);
    assert_eq!(bob.reads("tom.json"), tom);
    let advice = "whether it arrived is not known: repeat the command before you use tom.json\n";
    assert!(said.starts_with("error: ") && said.ends_with(advice), "{said}");
}
