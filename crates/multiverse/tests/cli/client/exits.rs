//! Exit codes, and the one sentence that comes with each.

use super::person::{Person, server};
use crate::workplace::Workplace;

#[test]
fn each_kind_of_failure_has_its_exit_code_and_one_sentence() {
    let server = server(&["--max-document-bytes", "100000", "--max-universes-per-player", "2"]);
    let (ada, bob) = (Person::player(&server, "ada"), Person::player(&server, "bob"));
    let nobody = Person::at(&server);
    ada.does(&["create", "Open", "--id", "open", "--public"]);
    ada.does(&["create", "Hidden", "--id", "hidden"]);
    ada.saves("open", 10, "{}", &[]);
    ada.workplace.write("large.bin", &"x".repeat(200_000));
    bob.workplace.write("world.json", "{}");
    nobody.workplace.write("world.json", "{}");
    let save = ["save", "world.json", "-u", "open", "-t", "20"];
    let large = ["save", "large.bin", "-u", "open", "-t", "20", "--content-type", "image/png"];
    let cases: &[(&Person, &[&str], i32, &str)] = &[
        (&ada, &["save", "missing.json", "-u", "open", "-t", "1"], 1, "missing.json cannot be read"),
        (&ada, &["load", "open", "-o", "no/such/directory/x"], 1, "cannot be written"),
        (&ada, &["show", "open@x"], 2, "integer"),
        (&ada, &["save", "world.json", "-u", "open", "--type", "canonical"], 2, "--event"),
        (&ada, &["ls", "--server", "ftp://x"], 2, "is not a server's address"),
        (&bob, &["show", "hidden"], 3, "there is no universe hidden"),
        (&ada, &["load", "open@11", "-o", "x"], 3, "the nearest is at tick 10"),
        (&ada, &["fork", "open@9", "--name", "x"], 3, "the nearest is at tick 10"),
        (&nobody, &save, 4, "log in with: multiverse login"),
        (&bob, &save, 4, "ask the owner"),
        (&bob, &["create", "Open", "--id", "open"], 5, "is taken"),
        (&ada, &large, 7, "at most 100000 bytes"),
        (&ada, &["create", "Third"], 7, "quota"),
        (
            &ada,
            &["save", "world.json", "-u", "open", "-t", "20", "--type", "auto", "--event", "birth:x"],
            7,
            "canon",
        ),
    ];
    for (person, args, code, told) in cases {
        let said = person.runs(args);
        assert_eq!(said.status.code(), Some(*code), "{args:?}: {}", said.stderr);
        assert_eq!(said.stdout, "", "{args:?}");
        assert!(said.stderr.contains(told), "{args:?}: {}", said.stderr);
        if *code != 2 {
            assert!(said.stderr.starts_with("error: "), "{args:?}: {}", said.stderr);
            assert_eq!(said.stderr.lines().count(), 1, "{args:?}: {}", said.stderr);
        }
    }
}

#[test]
fn a_server_that_is_not_there_is_named() {
    let gone = server(&[]);
    let ada = Person::player(&gone, "ada");
    drop(gone);
    for command in [["whoami"].as_slice(), &["ls"], &["show", "x"], &["load", "x", "-o", "y"]] {
        let refused = ada.runs(command).fails_with(6);
        let expected = format!("error: {}: the server cannot be reached: ", ada.server);
        assert!(refused.starts_with(&expected), "{refused}");
    }
    assert!(!ada.workplace.path().join("y").exists());
}

#[test]
fn a_token_that_was_revoked_is_told_from_none() {
    let server = server(&[]);
    let ada = Person::player(&server, "ada");
    let catalog = rusqlite::Connection::open(server.path().join("multiverse-data/catalog.sqlite")).unwrap();
    assert_eq!(catalog.execute("DELETE FROM tokens", []).unwrap(), 1);
    drop(catalog);
    let server = server.again();
    let ada = Person { server: format!("http://{}", server.address()), ..ada };
    let text = std::fs::read_to_string(ada.credentials()).unwrap();
    let (_, old) = text.split_once("[servers.\"").unwrap();
    let old = old.split_once('"').unwrap().0;
    std::fs::write(ada.credentials(), text.replace(old, &ada.server)).unwrap();
    let refused = ada.runs(&["whoami"]).fails_with(4);
    assert!(refused.contains("unknown or revoked") && refused.contains("multiverse login"), "{refused}");
}

#[test]
fn a_reader_that_has_read_enough_ends_a_command_quietly() {
    let server = server(&[]);
    let ada = Person::player(&server, "ada");
    ada.does(&["create", "Village", "--id", "village"]);
    ada.saves("village", 1, "{}", &[]);
    let address = ["--server", &ada.server];
    let token = ada.token();
    for command in
        [["ls"].as_slice(), &["ls", "--json"], &["show", "village"], &["load", "village", "-o", "-"]]
    {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let variables = [("MULTIVERSE_TOKEN", token.as_str())];
        let mut process = ada.workplace.command(&[command, &address].concat(), &variables);
        let said = process.stdout(writer).output().unwrap();
        assert!(said.status.success() && said.stderr.is_empty(), "{command:?}: {said:?}");
    }
}

#[test]
fn the_help_has_the_table_of_exit_codes() {
    let help = Workplace::new().run(&["--help"], &[]).succeeds().stdout;
    for line in [
        "  0 done",
        "  3 not found: ",
        "  4 not allowed: ",
        "  5 conflict: ",
        "  6 offline: ",
        "  7 refused ",
    ] {
        assert!(help.contains(line), "{line}: {help}");
    }
}
