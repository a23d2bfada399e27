//! `multiverse watch`.

use std::io::{BufRead, BufReader};

use serde_json::{Value, json};

use super::person::{Person, server};

#[test]
fn what_happened_is_told_line_by_line() {
    let server = server(&[]);
    let ada = Person::player(&server, "ada");
    ada.does(&["create", "Eschbach", "--id", "eschbach", "--public"]);
    ada.saves("eschbach", 10, "1", &["--event", "birth:Tom is born", "--day", "1"]);
    ada.saves("eschbach", 20, "2", &["--label", "before the fire"]);
    ada.does(&["fork", "eschbach@10", "--name", "Had it rained", "--id", "rain"]);
    let told = ada.does(&["watch", "--since", "0", "-n", "5"]);
    let lines: Vec<&str> = told.lines().map(|line| line.split_once("  ").unwrap().1).collect();
    let forked = "forked    eschbach@10  as rain  Had it rained  by ada";
    let made = "created   rain  Had it rained  by ada";
    assert!(lines[3..] == [forked, made] || lines[3..] == [made, forked], "{told}");
    let before = [
        "created   eschbach  Eschbach  by ada",
        "saved     eschbach@10  ★ birth: Tom is born  day 1  1 B",
        "saved     eschbach@20  ● before the fire  1 B",
    ];
    assert_eq!(lines[..3], before);
    let canon = ada.does(&["watch", "eschbach", "--canon", "--since", "0", "-n", "1"]);
    assert!(canon.ends_with("★ birth: Tom is born  day 1  1 B\n"), "{canon}");
}

#[test]
fn programs_get_a_document_a_line() {
    let server = server(&[]);
    let ada = Person::player(&server, "ada");
    ada.does(&["create", "Eschbach", "--id", "eschbach"]);
    let saved = ada.saves("eschbach", 10, "1", &[]);
    let told = ada.does(&["watch", "eschbach", "--since", "0", "-n", "2", "--json"]);
    let events: Vec<Value> = told.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(
        (&events[0]["type"], &events[0]["universeId"]),
        (&json!("universe.created"), &json!("eschbach"))
    );
    assert_eq!(events[0]["universe"]["name"], "Eschbach");
    assert_eq!(
        (&events[1]["type"], &events[1]["entry"]["id"]),
        (&json!("snapshot.saved"), &saved["entry"]["id"])
    );
    assert!(events[0]["at"].as_i64().unwrap() <= events[1]["at"].as_i64().unwrap());
    let first = events[0]["id"].to_string();
    let later = ada.does(&[
        "watch",
        "--since",
        &first,
        "--types",
        "snapshot.saved,universe.deleted",
        "-n",
        "1",
        "--json",
    ]);
    assert_eq!(later.trim_end(), told.lines().nth(1).unwrap());
}

#[test]
fn what_happens_is_told_at_once() {
    let server = server(&[]);
    let ada = Person::player(&server, "ada");
    ada.does(&["create", "Eschbach", "--id", "eschbach"]);
    let variables = [
        ("MULTIVERSE_SERVER", ada.server.as_str()),
        ("MULTIVERSE_CONFIG_DIR", "config"),
        ("LC_ALL", "C.UTF-8"),
    ];
    let mut watching =
        ada.workplace.command(&["watch", "--since", "0", "-n", "2"], &variables).spawn().unwrap();
    let mut lines = BufReader::new(watching.stdout.take().unwrap()).lines();
    // It has caught up once this is told; what follows is told because it happens.
    assert!(lines.next().unwrap().unwrap().contains("created"));
    ada.saves("eschbach", 10, "1", &[]);
    assert!(lines.next().unwrap().unwrap().contains("saved     eschbach@10"));
    assert!(watching.wait().unwrap().success());
}

#[test]
fn nothing_to_follow_is_an_error_and_nobody_to_tell_is_none() {
    let server = server(&[]);
    let (ada, bob) = (Person::player(&server, "ada"), Person::player(&server, "bob"));
    ada.does(&["create", "Eschbach", "--id", "eschbach"]);
    bob.runs(&["watch", "eschbach"]).fails_with(3);
    bob.runs(&["watch", "--types", "no.such"]).fails_with(2);
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let variables = [
        ("MULTIVERSE_SERVER", ada.server.as_str()),
        ("MULTIVERSE_CONFIG_DIR", "config"),
        ("LC_ALL", "C.UTF-8"),
    ];
    let mut watching = ada.workplace.command(&["watch", "--since", "0"], &variables);
    let said = watching.stdout(writer).output().unwrap();
    assert!(said.status.success() && said.stderr.is_empty(), "{said:?}");
    drop(server);
    assert!(ada.runs(&["watch"]).fails_with(6).contains("cannot be reached"));
}
