//! `multiverse ls`.

use super::person::{Person, server};

#[test]
fn universes_are_listed_the_newest_save_first() {
    let server = server(&[]);
    let (ada, bob) = (Person::player(&server, "ada"), Person::player(&server, "bob"));
    ada.does(&["create", "Hidden", "--id", "hidden"]);
    ada.does(&["create", "Open", "--id", "open", "--public"]);
    ada.saves("open", 40, "{}", &["--event", "birth:Tom is born"]);
    bob.does(&["fork", "open@40", "--name", "Bob's own", "--id", "fork"]);
    let ids = |person: &Person, args: &[&str]| -> Vec<String> {
        person.does(&[&["ls", "-q"], args].concat()).lines().map(str::to_owned).collect()
    };
    assert_eq!(ids(&ada, &[]), ["fork", "open", "hidden"]);
    assert_eq!(ids(&bob, &[]), ["fork", "open"]);
    assert_eq!(ids(&bob, &["--mine"]), ["fork"]);
    assert_eq!(ids(&bob, &["--owner", "ada"]), ["open"]);
    assert_eq!(ids(&ada, &["--public", "--sort", "name"]), ["fork", "open"]);
    assert_eq!(ids(&ada, &["--sort", "created", "-n", "1"]), ["fork"]);
    assert_eq!(ids(&ada, &["--forks-of", "open"]), ["fork"]);
    assert_eq!(ids(&ada, &["--search", "hid"]), ["hidden"]);
    let nobody = Person::at(&server);
    assert_eq!(ids(&nobody, &[]), ["fork", "open"]);
    nobody.runs(&["ls", "--mine"]).fails_with(4);
    let rows = ada.does(&["ls", "--owner", "ada"]);
    let expected = "open    ada  public           40  Open  1 save  ★1  just now\n\
                    hidden  ada  private           -  Hidden  0 saves\n";
    assert_eq!(rows, expected);
}

#[test]
fn a_list_is_cut_where_it_was_asked_to_be_and_says_so() {
    let server = server(&[]);
    let ada = Person::player(&server, "ada");
    for n in 0..5 {
        ada.does(&["create", &format!("Village {n}"), "--id", &format!("v{n}")]);
    }
    let some = ada.runs(&["ls", "-n", "3"]).succeeds();
    assert_eq!(some.stdout.lines().count(), 3);
    assert_eq!(some.stderr, "note: there are more; -n N lists N, -n 0 all\n");
    let five = ada.runs(&["ls", "-n", "5"]).succeeds();
    assert_eq!((five.stdout.lines().count(), five.stderr.as_str()), (5, ""));
    assert_eq!(ada.does(&["ls", "-n", "0"]).lines().count(), 5);
    let document = ada.asks(&["ls", "-n", "2", "--sort", "name"]);
    assert_eq!(document["universes"].as_array().unwrap().len(), 2);
    assert_eq!(document["universes"][0]["name"], "Village 0");
    assert_eq!(document["hasMore"], true);
    assert_eq!(ada.asks(&["ls", "-n", "0"])["hasMore"], false);
    assert_eq!(ada.asks(&["ls", "--search", "nothing"])["universes"], serde_json::json!([]));
}

#[test]
fn colours_are_for_who_wants_them() {
    let server = server(&[]);
    let ada = Person::player(&server, "ada");
    ada.does(&["create", "Ünïverse", "--id", "u"]);
    let list = |variables: &[(&str, &str)], more: &[&str]| {
        ada.runs_with(&[&["ls"], more].concat(), variables).succeeds().stdout
    };
    let has_colours = |text: String| text.contains("\u{1b}[");
    assert!(!has_colours(list(&[], &[])), "a pipe is no terminal");
    assert!(has_colours(list(&[("CLICOLOR_FORCE", "1")], &[])));
    assert!(!has_colours(list(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], &[])));
    assert!(has_colours(list(&[("NO_COLOR", "1")], &["--color", "always"])));
    assert!(!has_colours(list(&[("CLICOLOR_FORCE", "1")], &["--color", "never"])));
    assert!(list(&[], &[]).contains("  Ünïverse  "));
    assert!(list(&[("LC_ALL", "C")], &[]).contains("  ?n?verse  "), "what the locale cannot show");
    assert_eq!(list(&[("COLUMNS", "20")], &[]), "u  ada  private    …\n");
}
