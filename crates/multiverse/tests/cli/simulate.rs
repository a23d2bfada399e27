//! `multiverse simulate`: a load, what it says of itself, and what the server says of it.

use std::process::Child;

use multiverse_model::wire::RegisterPlayer;
use serde_json::Value;

use crate::server::{self, Server};
use crate::timelines::{entries, universes, worlds};
use crate::workplace::{Output, Workplace};

/// A small load.
const SMALL: [&str; 10] =
    ["--universes", "3", "--forks", "3", "--days", "3", "--people", "6", "--players", "2"];

fn simulate(server: &Server, args: &[&str]) -> Output {
    Workplace::new().run(&[&["simulate", "--server", &server.url()], args].concat(), &[])
}

fn summary(output: Output) -> Value {
    serde_json::from_str(&output.succeeds().stdout).unwrap()
}

fn number(summary: &Value, name: &str) -> u64 {
    summary[name].as_u64().unwrap_or_else(|| panic!("no {name} in {summary}"))
}

#[tokio::test]
async fn the_summary_says_what_the_server_has() {
    let server = Server::start(Workplace::new(), &[]);
    let summary = summary(simulate(&server, &[&SMALL[..], &["--seed", "7", "--json"]].concat()));
    let client = server.client();
    let stats = client.stats().await.unwrap();
    let (saves, forks) = (number(&summary, "saves"), number(&summary, "forks"));
    assert_eq!((number(&summary, "universes"), forks), (6, 3));
    assert_eq!((stats.universe_count, stats.player_count), (6, 2));
    // A fork's first entry is its source's.
    assert_eq!(stats.total_snapshots, saves + forks);
    assert_eq!(stats.canonical_events, number(&summary, "canonical") + forks);
    let mut bytes = 0;
    let mut count = 0;
    for (id, universe) in universes(&client).await {
        let own = entries(&client, &id).await;
        assert_eq!(universe.snapshot_count, own.len() as u64);
        let saved = own.iter().skip(usize::from(universe.fork_of.is_some()));
        bytes += saved.map(|entry| entry.file_size).sum::<u64>();
        count += own.len() as u64;
    }
    assert_eq!((count, bytes), (stats.total_snapshots, number(&summary, "documentBytes")));
    assert!(number(&summary, "sentBytes") * 4 < bytes, "what is sent is what changed: {summary}");
    assert_eq!((number(&summary, "errors"), &summary["interrupted"]), (0, &Value::Bool(false)));
    for times in ["localSaveMs", "uploadMs"] {
        let (p50, p99) = (summary[times]["p50"].as_f64().unwrap(), summary[times]["p99"].as_f64().unwrap());
        assert!(0.0 < p50 && p50 <= p99, "{summary}");
    }
}

#[tokio::test]
async fn the_same_seed_makes_the_same_documents_on_any_server_at_any_speed() {
    let open = Server::start(Workplace::new(), &["--auth", "open"]);
    let token = Server::start(Workplace::new(), &[]);
    let seed = [&SMALL[..], &["--seed", "8", "--json"]].concat();
    let fast = summary(simulate(&token, &seed));
    let slow = summary(simulate(&open, &[&seed[..], &["--rate", "1000"]].concat()));
    let worlds = [worlds(&token.client()).await, worlds(&open.client()).await];
    assert!(worlds[0].len() > 30);
    assert_eq!(worlds[0], worlds[1]);
    assert_eq!(fast["worlds"], slow["worlds"]);
    // Another load on the same server is another seed's.
    let again = simulate(&token, &seed).fails_with(1);
    assert!(again.contains("choose another --seed"), "{again}");
    let other = summary(simulate(&token, &[&SMALL[..], &["--seed", "9", "--json"]].concat()));
    assert_ne!(fast["worlds"], other["worlds"]);
}

#[tokio::test]
async fn the_players_of_tokens_play_and_nobody_is_registered() {
    let server = Server::start(Workplace::new(), &[]);
    let ada = RegisterPlayer { id: Some("ada".parse().unwrap()), display_name: None };
    let token = server.client().register(ada).await.unwrap().token.unwrap();
    let args =
        ["--universes", "2", "--forks", "1", "--days", "1", "--people", "3", "--token", token.reveal()];
    let told = simulate(&server, &args).succeeds().stdout;
    assert!(told.starts_with("3 universes (1 of them forks) of 1 players lived"), "{told}");
    let universes = universes(&server.client()).await;
    assert!(universes.len() == 3 && universes.values().all(|universe| universe.owner_id.as_str() == "ada"));
    assert_eq!(server.client().stats().await.unwrap().player_count, 1);
    let again = simulate(&server, &args).fails_with(1);
    assert!(again.contains("of an earlier load; choose another --seed"), "{again}");
}

#[test]
fn a_server_elsewhere_and_one_that_is_not_there_are_one_clear_line() {
    let run = |url: &str| Workplace::new().run(&["simulate", "--server", url], &[]);
    // Documentation's own address: nobody has it, and nothing is sent there.
    let remote = run("http://192.0.2.1:3001").fails_with(1);
    assert!(
        remote.contains("is not on this machine") && remote.contains("--yes-load-a-remote-server"),
        "{remote}"
    );
    // A port that somebody had until just now.
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let gone = run(&format!("http://{gone}")).fails_with(6);
    assert!(gone.contains("cannot be reached"), "{gone}");
    for message in [remote, gone] {
        assert_eq!(message.lines().count(), 1, "{message}");
    }
}

#[tokio::test]
async fn a_load_that_is_interrupted_says_what_it_came_to() {
    let server = Server::start(Workplace::new(), &[]);
    let workplace = Workplace::new();
    let url = server.url();
    let args = ["simulate", "--server", &url, "--days", "100000", "--people", "3", "--json"];
    let load = workplace.command(&args, &[]).spawn().unwrap();
    let client = server.client();
    while client.stats().await.unwrap().total_snapshots < 20 {}
    server::signal(&load, "INT");
    let summary = summary(ended(load));
    assert_eq!((&summary["interrupted"], number(&summary, "errors")), (&Value::Bool(true), 0));
    let stats = client.stats().await.unwrap();
    // An upload that was on its way may have been done without its answer.
    let saved = number(&summary, "saves");
    assert!((20..=stats.total_snapshots).contains(&saved), "{saved} of {}", stats.total_snapshots);
}

fn ended(load: Child) -> Output {
    Output::of(load.wait_with_output().unwrap())
}
