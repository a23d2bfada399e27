//! `multiverse save`, `load`, `show`, `fork` and `create`.

use serde_json::json;

use super::person::{Person, server};

const VILLAGE: &str =
    r#"{"header": {}, "universes": [{"time": {"universeTick": "1200", "day": 2}, "entities": []}]}"#;

/// Ada with a village that has two saves.
fn ada_and_her_village(server: &crate::server::Server) -> Person {
    let ada = Person::player(server, "ada");
    ada.does(&["create", "Eschbach", "--id", "village", "--public"]);
    ada.saves("village", 100, r#"{"day": 1}"#, &[]);
    ada.saves("village", 200, r#"{"day": 2}"#, &["--event", "birth:Tom is born", "--day", "2"]);
    ada
}

#[test]
fn a_document_comes_back_as_it_was_saved() {
    let server = server(&[]);
    let ada = Person::player(&server, "ada");
    let made = ada.does(&["create", "Eschbach", "--id", "village"]);
    assert_eq!(made, "Created village (Eschbach), private\n");
    let world: Vec<u8> =
        (0..100_000_u32).flat_map(|n| (n.wrapping_mul(2_654_435_761) >> 16).to_le_bytes()).collect();
    std::fs::write(ada.workplace.path().join("world.bin"), &world).unwrap();
    let said = ada.does(&["save", "world.bin", "-u", "village", "-t", "7", "--label", "a first try"]);
    assert!(said.starts_with("Saved village@7 (400 kB, sent "), "{said}");
    let loaded = ada.does(&["load", "village@7", "-o", "back.bin"]);
    assert_eq!(loaded, "Loaded village@7 into back.bin (400 kB)\n");
    assert_eq!(std::fs::read(ada.workplace.path().join("back.bin")).unwrap(), world);
    let entry = &ada.asks(&["show", "village@7"])["entry"];
    assert_eq!((&entry["type"], &entry["label"]), (&json!("manual"), &json!("a first try")));
    assert_eq!(entry["contentType"], "application/octet-stream");
}

#[test]
fn the_clock_of_a_document_is_taken_and_named() {
    let server = server(&[]);
    let ada = Person::player(&server, "ada");
    ada.does(&["create", "Eschbach", "--id", "village"]);
    ada.workplace.write("world.json", VILLAGE);
    let saved = ada.runs(&["save", "world.json", "-u", "village", "--json"]).succeeds();
    let document: serde_json::Value = serde_json::from_str(&saved.stdout).unwrap();
    let entry = &document["entry"];
    assert_eq!(
        (&entry["tick"], &entry["day"], &entry["contentType"]),
        (&json!(1200), &json!(2), &json!("application/json"))
    );
    assert_eq!((&document["isNew"], &document["form"]), (&json!(true), &json!("zstd")));
    assert_eq!(saved.stderr, "note: tick 1200, as the document says at universes[0].time.universeTick\n");
    let piped = ada.runs_with_input(&["save", "-", "-u", "village"], br#"{"tick": 1300}"#).succeeds();
    assert_eq!(piped.stderr, "note: tick 1300, as the document says at tick\n");
    assert_eq!(ada.asks(&["show", "village"])["entry"]["contentType"], "application/json");
    let nameless = ada.runs_with_input(&["save", "-", "-u", "village"], b"\x89PNG").fails_with(2);
    assert!(nameless.ends_with("say it with --tick\n"), "{nameless}");
}

#[test]
fn a_save_on_an_older_head_is_refused_with_both_heads_or_becomes_a_fork() {
    let server = server(&[]);
    let ada = ada_and_her_village(&server);
    ada.workplace.write("world.json", "{}");
    let late = ["save", "world.json", "-u", "village", "-t", "150", "--parent", "100"];
    let refused = ada.runs(&late).fails_with(5);
    assert!(
        refused.starts_with("error: histories diverged: the head of village is tick 200 (sha256:"),
        "{refused}"
    );
    assert!(
        refused.contains("this save extends tick 100 (sha256:") && refused.contains("--on-conflict fork"),
        "{refused}"
    );
    let forked = ada.asks(&[&late[..], &["--on-conflict", "fork"]].concat());
    assert_eq!(forked["forkedFrom"], json!({"universeId": "village", "snapshotTick": 100}));
    assert_eq!(forked["entry"]["universeId"], forked["universe"]["id"]);
    let again = ada.does(&[&late[..], &["--on-conflict", "fork"]].concat());
    assert!(again.starts_with("Histories diverged: forked village@100 as universe:"), "{again}");
    assert!(again.contains("Was saved before: "), "a repeat makes no further fork: {again}");
    let appended = ada.saves("village", 150, "{}", &["--parent", "none"]);
    assert_eq!(appended["entry"]["universeId"], "village");
    let unknown = format!("sha256:{}", "0".repeat(64));
    let gone =
        ["save", "world.json", "-u", "village", "-t", "300", "--parent", &unknown, "--on-conflict", "fork"];
    assert!(ada.runs(&gone).fails_with(5).contains("has nothing to fork at sha256:000000000000…"));
}

#[test]
fn a_save_after_a_save_or_a_load_sends_what_changed() {
    let server = server(&[]);
    let (ada, laptop) = (Person::player(&server, "ada"), Person::at(&server));
    laptop.runs_with_input(&["login", "--token-stdin"], ada.token().as_bytes()).succeeds();
    ada.does(&["create", "Eschbach", "--id", "village"]);
    let world = |day: usize| {
        let people: Vec<_> =
            (0..2000).map(|n| json!({"name": format!("person {n}"), "age": n * 37 % 91})).collect();
        json!({"day": day, "people": people}).to_string()
    };
    let form = |saved: serde_json::Value| (saved["form"].clone(), saved["sentBytes"].as_u64().unwrap());
    assert_eq!(form(ada.saves("village", 1, &world(1), &[])).0, "zstd");
    let (delta, sent) = form(ada.saves("village", 2, &world(2), &[]));
    assert!(delta == "delta" && sent < 200, "{sent} bytes");
    // Another machine has it once it has loaded it.
    laptop.does(&["load", "village", "-o", "world.json"]);
    assert_eq!(form(laptop.saves("village", 3, &world(3), &[])).0, "delta");
    assert_eq!(form(ada.saves("village", 4, &world(4), &[])).0, "zstd", "she has not seen tick 3");
    assert_eq!(form(ada.saves("village", 5, &world(5), &["--whole"])).0, "zstd");
    assert_eq!(form(ada.saves("village", 6, &world(6), &[])).0, "zstd", "--whole kept nothing");
    let kept = ada.workplace.path().join("cache/documents");
    let mode = |path: &std::path::Path| {
        std::os::unix::fs::PermissionsExt::mode(&path.metadata().unwrap().permissions()) & 0o777
    };
    assert_eq!(mode(&kept), 0o700);
    for file in std::fs::read_dir(&kept).unwrap() {
        let path = file.unwrap().path();
        assert_eq!(mode(&path), 0o600);
        std::fs::write(path, "damaged").unwrap();
    }
    assert_eq!(form(ada.saves("village", 7, &world(7), &[])).0, "zstd", "what is damaged here is sent whole");
}

#[test]
fn a_file_that_is_there_is_replaced_only_by_force() {
    let server = server(&[]);
    let ada = ada_and_her_village(&server);
    ada.workplace.write("mine.json", "precious");
    let load = ["load", "village@100", "-o", "mine.json"];
    let refused = ada.runs(&load).fails_with(5);
    assert_eq!(
        refused,
        "error: mine.json is there already; choose another name, or replace it with --force\n"
    );
    let read = || std::fs::read_to_string(ada.workplace.path().join("mine.json")).unwrap();
    assert_eq!(read(), "precious");
    // What fails leaves the old file, and no other.
    ada.runs(&["load", "village@5", "-o", "mine.json", "--force"]).fails_with(3);
    ada.runs(&["load", "village@5", "-o", "new.json"]).fails_with(3);
    assert_eq!(read(), "precious");
    std::os::unix::fs::symlink("mine.json", ada.workplace.path().join("link")).unwrap();
    ada.does(&["load", "village@100", "-o", "link", "--force"]);
    assert_eq!(read(), r#"{"day": 1}"#);
    let mut names: Vec<_> =
        std::fs::read_dir(ada.workplace.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["cache", "config", "link", "mine.json", "world.json"]);
    ada.runs(&["load", "village@100", "-o", "config", "--force"]).fails_with(2);
}

#[test]
fn a_document_goes_to_stdout_and_nothing_else_does() {
    let server = server(&[]);
    let ada = ada_and_her_village(&server);
    let said = ada.runs(&["load", "village@100", "-o", "-"]).succeeds();
    assert_eq!((said.stdout.as_str(), said.stderr.as_str()), (r#"{"day": 1}"#, ""));
    assert_eq!(ada.does(&["load", "village@199", "--nearest", "-o", "-"]), r#"{"day": 1}"#);
    assert_eq!(ada.does(&["load", "village", "-o", "-"]), r#"{"day": 2}"#);
    ada.runs(&["load", "village", "-o", "-", "--json"]).fails_with(2);
    let told = ada.asks(&["load", "village", "-o", "head.json"]);
    assert_eq!((&told["entry"]["tick"], &told["file"]), (&json!(200), &json!("head.json")));
    assert_eq!(told["fallbackFor"], json!(null));
}

#[test]
fn a_damaged_head_is_loaded_from_before_and_said_so() {
    let server = server(&[]);
    let ada = ada_and_her_village(&server);
    let catalog = rusqlite::Connection::open(server.path().join("multiverse-data/catalog.sqlite")).unwrap();
    let damaged = "UPDATE contents SET bytes = x'00' WHERE checksum = (SELECT checksum FROM snapshots WHERE tick = 200)";
    assert_eq!(catalog.execute(damaged, []).unwrap(), 1);
    drop(catalog);
    let server = server.again();
    let ada = Person { server: format!("http://{}", server.address()), ..ada };
    let token = ada.token();
    let loaded = ada.runs_with(&["load", "village", "-o", "-"], &[("MULTIVERSE_TOKEN", &token)]).succeeds();
    assert_eq!(loaded.stdout, r#"{"day": 1}"#);
    assert!(loaded.stderr.starts_with("warning: the head is damaged on the server"), "{}", loaded.stderr);
    assert!(loaded.stderr.ends_with("tick 100\n"), "{}", loaded.stderr);
}

#[test]
fn a_universe_and_its_snapshots_are_shown() {
    let server = server(&[]);
    let ada = ada_and_her_village(&server);
    let fork = ada.asks(&["fork", "village@200", "--name", "Had it rained", "--id", "rain", "--private"]);
    assert_eq!(fork["forkedFrom"], json!({"universeId": "village", "snapshotTick": 200}));
    assert_eq!(fork["universe"]["isPublic"], false);
    let shown = ada.does(&["show", "village"]);
    for line in [
        "village  Eschbach",
        "Owner      ada, public",
        "Timeline   2 saves, 1 canonical",
        "★ village@200  Tom is born",
        "Event      birth",
        "Kept       for ever",
        "Forks      rain (Had it rained)",
    ] {
        assert!(shown.lines().any(|shown| shown == line), "{line}: {shown}");
    }
    let from_the_fork = ada.does(&["show", "rain@100"]);
    assert!(from_the_fork.starts_with("● village@100  Tick 100\nSeen from  rain\n"), "{from_the_fork}");
    assert_eq!(ada.asks(&["show", "village@150", "--nearest"])["entry"]["tick"], 100);
    let empty = ada.asks(&["create", "Empty", "--id", "empty"]);
    assert_eq!(empty["universe"]["name"], "Empty");
    assert_eq!(ada.asks(&["show", "empty"])["entry"], json!(null));
    let headless = ada.runs(&["fork", "empty", "--name", "x"]).fails_with(3);
    assert_eq!(headless, "error: universe empty has no snapshot yet; save one first\n");
}

#[test]
fn a_universe_is_made_as_it_is_described() {
    let server = server(&[]);
    let ada = Person::player(&server, "ada");
    ada.workplace.write("config.json", r#"{"timeScale": 2, "mine": [1]}"#);
    let made = ada.asks(&[
        "create",
        "Eschbach",
        "--public",
        "--description",
        "By the\nbrook",
        "--config",
        "config.json",
    ]);
    let universe = &made["universe"];
    assert_eq!((&universe["isPublic"], &universe["ownerId"]), (&json!(true), &json!("ada")));
    assert_eq!(universe["config"], json!({"timeScale": 2, "mine": [1]}));
    let shown = ada.does(&["show", universe["id"].as_str().unwrap()]);
    assert!(shown.contains("About      By the\n           brook\n"), "{shown}");
    ada.workplace.write("config.json", "[1]");
    ada.runs(&["create", "x", "--config", "config.json"]).fails_with(2);
    ada.runs(&["create", "a\u{1b}b"]).fails_with(2);
}
