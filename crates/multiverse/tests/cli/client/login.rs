//! `multiverse login`, `logout` and `whoami`.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde_json::json;

use super::person::{Person, server};
use crate::workplace::Workplace;

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_new_player_is_registered_and_the_token_kept_where_nobody_else_can_read_it() {
    let server = server(&[]);
    let ada = Person::at(&server);
    let said = ada.does(&["login", "--player", "ada", "--display-name", "Ada Lovelace"]);
    assert_eq!(said, format!("Logged in at {} as ada (Ada Lovelace)\n", ada.server));
    assert_eq!(mode(&ada.credentials()), 0o600);
    assert_eq!(mode(ada.credentials().parent().unwrap()), 0o700);
    assert_eq!(ada.does(&["whoami"]), format!("ada (Ada Lovelace) at {}\n", ada.server));
    let known = ada.asks(&["whoami"]);
    assert_eq!(known["playerId"], "ada");
    assert_eq!(
        (&known["server"], &known["player"]["displayName"]),
        (&json!(ada.server), &json!("Ada Lovelace"))
    );
}

#[test]
fn a_token_moves_to_another_machine_by_stdin_or_by_a_variable() {
    let server = server(&[]);
    let ada = Person::player(&server, "ada");
    let token = ada.token();
    let laptop = Person::at(&server);
    let moved =
        laptop.runs_with_input(&["login", "--token-stdin", "--json"], format!("{token}\n").as_bytes());
    assert!(moved.succeeds().stdout.contains("\"id\": \"ada\""));
    assert_eq!(laptop.token(), token);
    let phone = Person::at(&server);
    phone.runs_with(&["login", "--display-name", "Countess"], &[("MULTIVERSE_TOKEN", &token)]).succeeds();
    assert_eq!(phone.token(), token);
    assert_eq!(ada.asks(&["whoami"])["player"]["displayName"], "Countess");
    let guest = Person::at(&server);
    let known = guest.runs_with(&["whoami"], &[("MULTIVERSE_TOKEN", &token)]).succeeds();
    assert!(known.stdout.starts_with("ada "), "{}", known.stdout);
    assert!(!guest.credentials().exists(), "a variable is not kept");
}

#[test]
fn a_token_that_does_not_count_is_not_kept() {
    let server = server(&[]);
    let ada = Person::player(&server, "ada");
    let other = Person::at(&server);
    for bad in ["mv_nonsense", "with space", ""] {
        let refused = other.runs_with_input(&["login", "--token-stdin"], bad.as_bytes());
        assert!(matches!(refused.status.code(), Some(2 | 4)), "{bad}: {}", refused.stderr);
        assert!(!refused.stderr.contains("nonsense"), "{}", refused.stderr);
    }
    let not_hers = ["login", "--token-stdin", "--player", "bob"];
    let refused = other.runs_with_input(&not_hers, ada.token().as_bytes()).fails_with(4);
    assert_eq!(refused, "error: the token is ada's, not bob's; use another\n");
    assert!(!other.credentials().exists());
}

#[test]
fn no_login_is_overwritten_by_another_players() {
    let server = server(&[]);
    let ada = Person::player(&server, "ada");
    let bob = Person::player(&server, "bob");
    let token = ada.token();
    for refused in [
        ada.runs(&["login", "--player", "carol"]),
        ada.runs_with(&["login"], &[("MULTIVERSE_TOKEN", &bob.token())]),
    ] {
        let refused = refused.fails_with(5);
        assert!(refused.contains("you are logged in") && refused.contains("multiverse logout"), "{refused}");
    }
    ada.does(&["login", "--display-name", "Ada again"]);
    assert_eq!(ada.token(), token);
    assert_eq!(ada.asks(&["whoami"])["player"]["displayName"], "Ada again");
    let taken = Person::at(&server).runs(&["login", "--player", "ada"]).fails_with(5);
    assert!(taken.contains("--token-stdin"), "{taken}");
}

#[test]
fn who_logs_out_is_nobody_again() {
    let server = server(&[]);
    let ada = Person::player(&server, "ada");
    assert_eq!(ada.asks(&["logout"]), json!({"server": ada.server, "forgotten": "ada"}));
    assert_eq!(ada.asks(&["logout"]), json!({"server": ada.server, "forgotten": null}));
    assert!(ada.runs(&["whoami"]).fails_with(4).contains("multiverse login"));
    assert_eq!(mode(&ada.credentials()), 0o600);
    let nobody = Person::at(&server);
    assert_eq!(nobody.does(&["logout"]), format!("Nobody is logged in at {}\n", nobody.server));
    assert!(!nobody.credentials().exists());
}

#[test]
fn logins_that_others_can_read_are_not_used() {
    let server = server(&[]);
    let ada = Person::player(&server, "ada");
    let file = ada.credentials();
    for open in [0o640, 0o604, 0o660] {
        std::fs::set_permissions(&file, PermissionsExt::from_mode(open)).unwrap();
        for command in [["whoami"], ["logout"], ["login"], ["ls"]] {
            let refused = ada.runs(&command).fails_with(2);
            assert!(refused.contains("is open to others") && refused.contains("chmod 600"), "{refused}");
            assert_eq!(refused.lines().count(), 1, "{refused}");
        }
    }
    std::fs::set_permissions(&file, PermissionsExt::from_mode(0o600)).unwrap();
    ada.does(&["whoami"]);
}

#[test]
fn damaged_logins_are_named_without_being_shown() {
    let server = server(&[]);
    let ada = Person::player(&server, "ada");
    let text = std::fs::read_to_string(ada.credentials()).unwrap();
    std::fs::write(ada.credentials(), text.replace("player", "plaer")).unwrap();
    let refused = ada.runs(&["whoami"]).fails_with(2);
    assert!(refused.contains("credentials.toml is damaged"), "{refused}");
    assert!(!refused.contains("mv_"), "{refused}");
}

#[test]
fn logins_are_kept_by_server_and_the_last_is_where_commands_go() {
    let (first, second) = (server(&[]), server(&[]));
    let ada = Person::at(&first);
    // Without MULTIVERSE_SERVER, and with the directory that the platform has for settings.
    let home = [("XDG_CONFIG_HOME", ada.workplace.path().to_str().unwrap())];
    let runs = |args: &[&str]| ada.workplace.run(args, &home);
    let (one, two) = (format!("http://{}", first.address()), format!("http://{}/", second.address()));
    runs(&["login", "--server", &one, "--player", "ada"]).succeeds();
    runs(&["login", "--server", &two, "--player", "bob"]).succeeds();
    assert!(ada.workplace.path().join("multiverse/credentials.toml").is_file());
    assert!(runs(&["whoami"]).succeeds().stdout.starts_with("bob at "));
    assert!(runs(&["whoami", "--server", &one]).succeeds().stdout.starts_with("ada at "));
    runs(&["create", "Of Bob's", "--id", "village"]).succeeds();
    runs(&["show", "village", "--server", &one]).fails_with(3);
    runs(&["logout"]).succeeds();
    runs(&["whoami", "--server", &one]).succeeds();
    runs(&["whoami", "--server", &two]).fails_with(4);
}

#[test]
fn a_server_that_trusts_everybody_is_told_who_we_are() {
    let server = server(&["--auth", "open"]);
    let guest = Person::at(&server);
    let refused = guest.runs(&["create", "Nobody's"]).fails_with(4);
    assert!(refused.contains("multiverse login --player ID"), "{refused}");
    let ada = Person::player(&server, "ada");
    ada.does(&["create", "Ada's", "--id", "hers"]);
    // She is known now, so there is no new token, and none is needed.
    let again = Person::player(&server, "ada");
    assert!(!std::fs::read_to_string(again.credentials()).unwrap().contains("mv_"));
    again.does(&["create", "Ada's too", "--id", "too"]);
    again.saves("too", 1, "{}", &[]);
    again.does(&["fork", "too@1", "--name", "A fork", "--id", "fork"]);
    for universe in ["hers", "too", "fork"] {
        assert_eq!(guest.asks(&["show", universe])["universe"]["ownerId"], "ada");
    }
    assert!(again.does(&["whoami"]).starts_with("ada at "));
    assert_eq!(again.does(&["ls", "--mine", "-q"]).lines().count(), 3);
    again.does(&["login", "--display-name", "Ada"]);
    assert_eq!(again.asks(&["whoami"])["player"]["displayName"], "Ada");
}

#[test]
fn a_login_that_cannot_be_kept_registers_nobody() {
    let server = server(&[]);
    let ada = Person::at(&server);
    ada.workplace.write("config", "a file where the directory should be");
    assert!(ada.runs(&["login", "--player", "ada"]).fails_with(2).contains("config"));
    Person::player(&server, "ada");
}

#[test]
fn no_command_ever_shows_a_token() {
    let server = server(&[]);
    let ada = Person::player(&server, "ada");
    let token = ada.token();
    ada.does(&["create", "Village", "--id", "village"]);
    ada.saves("village", 1, "{}", &[]);
    let commands: &[&[&str]] = &[
        &["login"],
        &["login", "--player", "bob"],
        &["whoami"],
        &["ls"],
        &["show", "village"],
        &["log", "village"],
        &["tree", "village"],
        &["save", "world.json", "-u", "village", "-t", "2"],
        &["load", "village", "-o", "-"],
        &["fork", "village@1", "--name", "Fork"],
        &["config"],
        &["show", "nothing"],
        &["logout"],
    ];
    let secret = token.trim_start_matches("mv_");
    for command in commands {
        for variables in [[("MULTIVERSE_TOKEN", "")], [("MULTIVERSE_TOKEN", &token)], [("RUST_LOG", "trace")]]
        {
            let said = ada.runs_with(command, &variables);
            assert!(!said.stdout.contains(secret), "{command:?}: {}", said.stdout);
            assert!(!said.stderr.contains(secret), "{command:?}: {}", said.stderr);
        }
    }
}

#[test]
fn the_clients_variables_are_no_slips_of_a_host() {
    let variables = [
        ("MULTIVERSE_SERVER", "http://x"),
        ("MULTIVERSE_TOKEN", "t"),
        ("MULTIVERSE_CONFIG_DIR", "c"),
        ("MULTIVERSE_CACHE_DIR", "c"),
    ];
    let said = Workplace::new().run(&["config"], &variables).succeeds();
    assert!(!said.stderr.contains("is no setting"), "{}", said.stderr);
}
