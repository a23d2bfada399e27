//! `multiverse log` and `tree`.

use multiverse_client::MultiverseClient;
use serde_json::{Value, json};

use super::person::{Person, server};
use crate::server::Server;

/// Ada's village with a fork of Bob's and a fork of that.
fn family(server: &Server) -> (Person, Person) {
    let (ada, bob) = (Person::player(server, "ada"), Person::player(server, "bob"));
    ada.does(&["create", "Eschbach", "--id", "eschbach", "--public"]);
    ada.saves("eschbach", 100, "1", &["--day", "1", "--type", "auto"]);
    ada.saves("eschbach", 200, "2", &["--day", "2", "--event", "harvest:The first sheaf"]);
    bob.does(&["fork", "eschbach@200", "--name", "Had it rained", "--id", "rain"]);
    ada.saves("eschbach", 300, "3", &["--day", "3", "--label", "before the fire"]);
    bob.saves("rain", 300, "4", &["--day", "3", "--event", "catastrophe:The flood"]);
    ada.does(&["fork", "rain@300", "--name", "An ark", "--id", "ark"]);
    ada.saves("ark", 400, "5", &["--day", "4"]);
    bob.does(&["fork", "eschbach@100", "--name", "Never begun", "--id", "never"]);
    (ada, bob)
}

/// A drawing without what changes from run to run.
fn drawn(person: &Person, args: &[&str]) -> String {
    let text = person.does(&[&["log"], args].concat());
    text.lines().map(|line| line.replace(", just now", "").replace(" just now", "") + "\n").collect()
}

#[test]
fn a_family_is_drawn_newest_first() {
    let server = server(&[]);
    let (ada, bob) = family(&server);
    let expected = "\
day 4  400      ●  (An ark)  manual  1 B  ark
              ╭─╯  An ark begins here, forked by ada
day 3  300    ★  (Had it rained)  catastrophe: The flood  1 B  rain
day 3  300  ● │  (Eschbach)  before the fire  1 B  eschbach
            ├─╯  Had it rained begins here, forked by bob
day 2  200  ★  harvest: The first sheaf  1 B
            ├─▷  (Never begun)  nothing saved yet, forked by bob  never
day 1  100  ●  1 B
";
    assert_eq!(drawn(&ada, &["eschbach"]), expected);
    assert_eq!(drawn(&bob, &["eschbach", "--all"]), expected);
    let history = "\
400  ●  (An ark)  manual
     │  An ark begins here
300  ★  (Had it rained)  catastrophe: The flood
     │  Had it rained begins here
200  ★  (Eschbach)  harvest: The first sheaf
     ├─▷  (Never begun)  nothing saved yet
100  ●
";
    assert_eq!(drawn(&ada, &["ark", "--oneline"]), history);
    assert_eq!(drawn(&ada, &["ark", "--oneline", "-n", "1"]), "400  ●  (An ark)  manual\n     ┆\n");
    let story = "\
100  ●
200  ★  (Eschbach)  harvest: The first sheaf
     │  Had it rained begins here
300  ★  (Had it rained)  catastrophe: The flood
";
    assert_eq!(drawn(&ada, &["rain@300", "--no-forks", "--oneline", "--reverse"]), story);
    let events = "300  ★  (Had it rained)  catastrophe: The flood\n     │  Had it rained begins here\n";
    assert!(drawn(&ada, &["rain", "--oneline", "--canon", "--no-forks"]).starts_with(events));
}

#[test]
fn a_drawing_in_json_has_the_entries_and_the_universes() {
    let server = server(&[]);
    let (ada, _) = family(&server);
    let document = ada.asks(&["log", "eschbach"]);
    let entries = document["entries"].as_array().unwrap();
    let place = |entry: &Value| format!("{}@{}", entry["universeId"].as_str().unwrap(), entry["tick"]);
    let places: Vec<String> = entries.iter().map(place).collect();
    assert_eq!(places, ["ark@400", "rain@300", "eschbach@300", "eschbach@200", "eschbach@100"]);
    assert_eq!(entries[1]["canonEvent"]["title"], "The flood");
    assert_eq!(document["universeId"], "eschbach");
    let universes = document["universes"].as_array().unwrap();
    let shown: Vec<_> = universes.iter().map(|u| (u["universeId"].clone(), u["isFolded"].clone())).collect();
    let expected = [("eschbach", false), ("rain", false), ("never", true), ("ark", false)];
    assert_eq!(shown, expected.map(|(id, folded)| (json!(id), json!(folded))));
    assert_eq!(universes[1]["forkOf"], json!({"universeId": "eschbach", "snapshotTick": 200}));
    assert_eq!(ada.asks(&["log", "eschbach", "-n", "2"])["entries"].as_array().unwrap().len(), 2);
}

#[test]
fn a_long_timeline_is_drawn_page_by_page() {
    let server = server(&[]);
    let ada = Person::player(&server, "ada");
    ada.does(&["create", "Long", "--id", "long", "--public"]);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let client = MultiverseClient::builder(&ada.server).token(ada.token()).build().unwrap();
    runtime.block_on(async {
        for tick in 0..450_u64 {
            let upload = multiverse_client::Upload::new(tick.try_into().unwrap(), tick.to_string());
            client.upload(&"long".parse().unwrap(), upload).await.unwrap();
        }
    });
    ada.does(&["fork", "long@225", "--name", "Half", "--id", "half"]);
    ada.saves("half", 449, "0", &[]);
    let rows = ada.does(&["log", "long", "--oneline"]);
    assert_eq!(rows.lines().count(), 452, "450 saves, one of the fork's, and where it begins");
    assert!(rows.ends_with("  1  ●\n  0  ●\n"), "{rows}");
    assert_eq!(ada.asks(&["log", "half"])["entries"].as_array().unwrap().len(), 227);
    assert_eq!(ada.does(&["log", "long", "-n", "10", "--oneline", "--no-forks"]).lines().count(), 11);
}

#[test]
fn what_somebody_may_not_see_is_not_in_their_drawing() {
    let server = server(&[]);
    let (ada, bob) = (Person::player(&server, "ada"), Person::player(&server, "bob"));
    ada.does(&["create", "Secret", "--id", "secret"]);
    ada.saves("secret", 1, "1", &[]);
    ada.does(&["fork", "secret@1", "--name", "Open", "--id", "open", "--public"]);
    ada.saves("open", 2, "2", &[]);
    bob.does(&["fork", "open@2", "--name", "Bob's own", "--id", "bobs", "--private"]);
    let his = "   ╭─▷  (Bob's own)  nothing saved yet\n2  ●  (Open)  manual\n1  ●  manual\n";
    assert_eq!(drawn(&bob, &["open", "--oneline", "--all"]), his);
    let hers = drawn(&ada, &["open", "--oneline"]);
    assert_eq!(hers, "2  ●  (Open)  manual\n   │  Open begins here\n1  ●  (Secret)  manual\n");
    bob.runs(&["log", "secret"]).fails_with(3);
    assert_eq!(bob.asks(&["tree", "open"])["universes"].as_array().unwrap().len(), 2);
    assert!(!bob.does(&["tree", "open"]).contains("ecret"));
}

#[test]
fn the_history_of_a_deleted_universe_is_seen_through_its_forks() {
    let server = server(&[]);
    let (ada, _) = family(&server);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let client = MultiverseClient::builder(&ada.server).token(ada.token()).build().unwrap();
    runtime.block_on(client.delete_universe(&"eschbach".parse().unwrap())).unwrap();
    let history = "\
300  ★  (Had it rained)  catastrophe: The flood
     │  Had it rained begins here
200  ★  (Eschbach)  harvest: The first sheaf
";
    assert!(drawn(&ada, &["rain", "--oneline", "--no-forks"]).starts_with(history));
    let tree = ada.does(&["tree", "rain"]).replace("  just now", "");
    let expected = "\
Eschbach  deleted  eschbach
├─ @100 Never begun  bob  1 save to tick 100  never
└─ @200 Had it rained  bob  2 saves to tick 300  ★2  rain
   └─ @300 An ark  ada  2 saves to tick 400  ★1  ark
";
    assert_eq!(tree, expected);
    assert!(ada.runs_with(&["tree", "rain"], &[("LC_ALL", "C")]).succeeds().stdout.contains("`- @200 Had"));
}

#[test]
fn an_empty_timeline_draws_nothing_and_says_so() {
    let server = server(&[]);
    let ada = Person::player(&server, "ada");
    ada.does(&["create", "Empty", "--id", "empty"]);
    let said = ada.runs(&["log", "empty"]).succeeds();
    assert_eq!(
        (said.stdout.as_str(), said.stderr.as_str()),
        ("", "note: universe empty has no snapshot yet\n")
    );
    assert_eq!(ada.asks(&["log", "empty"])["entries"], json!([]));
}

#[test]
fn a_drawing_fits_its_terminal_and_has_the_colours_that_are_asked_for() {
    let server = server(&[]);
    let (ada, _) = family(&server);
    let narrow = ada.runs_with(&["log", "eschbach"], &[("COLUMNS", "30")]).succeeds().stdout;
    assert!(narrow.lines().all(|line| line.chars().count() <= 30), "{narrow}");
    assert!(narrow.contains("day 3  300    ★  (Had it rain…\n"), "{narrow}");
    let coloured = ada.does(&["log", "eschbach", "--color", "always"]);
    assert!(coloured.contains("\u{1b}[33m\u{1b}[1m★\u{1b}[0m"), "{coloured:?}");
    let ascii = ada.runs_with(&["log", "eschbach", "--oneline"], &[("LC_ALL", "C")]).succeeds().stdout;
    assert!(ascii.is_ascii() && ascii.contains("300  o |  (Eschbach)"), "{ascii}");
}
