//! `multiverse passage`.

use serde_json::json;

use super::person::{Person, server};
use crate::server::Server;

/// Ada has `here`, Bob `there`; everybody sees both, and Bob wants to be asked.
fn neighbours(server: &Server) -> (Person, Person) {
    let (ada, bob) = (Person::player(server, "ada"), Person::player(server, "bob"));
    ada.does(&["create", "Here", "--id", "here", "--public"]);
    bob.does(&["create", "There", "--id", "there", "--public"]);
    (ada, bob)
}

impl Person {
    /// Makes a passage, and answers its id.
    pub(super) fn makes_passage(&self, source: &str, target: &str, kind: &str) -> String {
        let made = self.asks(&["passage", "create", source, target, "--type", kind]);
        made["passage"]["id"].as_str().unwrap().to_owned()
    }
}

#[test]
fn a_passage_waits_for_consent_and_says_so() {
    let server = server(&[]);
    let (ada, bob) = neighbours(&server);
    let made = ada.does(&["passage", "create", "here", "there", "--type", "gate"]);
    let gate = ada.does(&["passage", "ls", "-q"]).trim_end().to_owned();
    let waits = "pending: it waits for the consent of the owner of there";
    assert_eq!(made, format!("Made {gate} (gate, here ↔ there), {waits}\n"));
    let shown = bob.does(&["passage", "show", &gate]);
    assert!(shown.contains("Consent    the owner of here\nWaits for  the owner of there\n"), "{shown}");
    ada.workplace.write("tom.json", "{}");
    let early = ada.runs(&["travel", &gate, "tom", "tom.json"]).fails_with(5);
    assert!(early.contains("pending"), "{early}");
    let agreed = bob.does(&["passage", "consent", &gate]);
    assert_eq!(agreed, format!("Consented to {gate} (gate, here ↔ there), active, 100 % stable\n"));
    assert_eq!(bob.asks(&["passage", "consent", &gate])["passage"]["state"], "active", "a repeat is fine");
    let confluence = ada.does(&["passage", "create", "here", "there", "--type", "confluence"]);
    assert!(confluence.contains("it waits for the consent of "), "{confluence}");
    let own = Person { server: ada.server.clone(), ..Person::player(&server, "carol") };
    own.does(&["create", "A", "--id", "a"]);
    own.does(&["create", "B", "--id", "b"]);
    let thread = own.does(&["passage", "create", "a", "b", "--type", "thread"]);
    assert!(thread.ends_with(" (thread, a → b)\n"), "{thread}");
}

#[test]
fn a_passage_is_sealed_unsealed_maintained_and_deleted() {
    let server = server(&[]);
    let (ada, bob) = neighbours(&server);
    let bridge = ada.makes_passage("here", "there", "bridge");
    bob.does(&["passage", "consent", &bridge]);
    let sealed = bob.does(&["passage", "seal", &bridge]);
    assert_eq!(sealed, format!("Sealed {bridge} (bridge, here ↔ there), sealed by the owner of there\n"));
    let both = ada.does(&["passage", "seal", &bridge]);
    assert!(both.ends_with("sealed by the owners of here and there\n"), "{both}");
    let still = ada.does(&["passage", "unseal", &bridge]);
    assert_eq!(still, format!("Unsealed {bridge} (bridge, here ↔ there), sealed by the owner of there\n"));
    let open = bob.asks(&["passage", "unseal", &bridge]);
    assert_eq!((&open["passage"]["id"], &open["passage"]["state"]), (&json!(bridge), &json!("active")));
    let maintained = bob.does(&["passage", "maintain", &bridge]);
    assert!(maintained.starts_with(&format!("Maintained {bridge} ")), "{maintained}");
    let deleted = ada.does(&["passage", "delete", &bridge]);
    assert_eq!(deleted, format!("Deleted {bridge}; whoever is under way still arrives or returns\n"));
    assert_eq!(ada.asks(&["passage", "delete", &bridge]), json!({"deleted": bridge}));
    let gone = ada.runs(&["passage", "maintain", &bridge]).fails_with(5);
    assert!(gone.starts_with("error: ") && gone.contains("inactive"), "{gone}");
    assert_eq!(ada.asks(&["passage", "show", &bridge])["passage"]["state"], "inactive");
}

#[test]
fn passages_are_listed_and_shown() {
    let server = server(&[]);
    let (ada, bob) = neighbours(&server);
    ada.does(&["create", "Far", "--id", "far"]);
    let thread = ada.makes_passage("here", "far", "thread");
    let gate = ada.makes_passage("here", "there", "gate");
    ada.workplace.write("tom.json", "{}");
    ada.does(&["travel", &thread, "tom", "tom.json"]);
    let rows = ada.does(&["passage", "ls"]);
    let expected = format!(
        "{gate}  gate    here ↔ there  pending\n\
         {thread}  thread  here → far    active   100 %  4 uses left  1 under way\n"
    );
    assert_eq!(rows, expected);
    assert_eq!(bob.does(&["passage", "ls", "-q"]), format!("{gate}\n"), "far is hidden");
    assert_eq!(ada.does(&["passage", "ls", "-q", "-u", "far"]), format!("{thread}\n"));
    assert_eq!(ada.does(&["passage", "ls", "-q", "--state", "pending"]), format!("{gate}\n"));
    ada.runs(&["passage", "ls", "--state", "open"]).fails_with(2);
    let some = ada.runs(&["passage", "ls", "-n", "1"]).succeeds();
    assert_eq!(some.stderr, "note: there are more; -n N lists N, -n 0 all\n");
    let document = ada.asks(&["passage", "ls", "-n", "1"]);
    assert_eq!((&document["passages"][0]["id"], &document["hasMore"]), (&json!(gate), &json!(true)));
    let shown = ada.does(&["passage", "show", &thread]);
    for line in [
        &format!("{thread}  thread"),
        "Between    here → far",
        "State      active",
        "Stability  ██████████ 100 %",
        "Uses left  4",
        "Under way  1",
    ] {
        assert!(shown.lines().any(|shown| shown == line), "{line}: {shown}");
    }
    let ascii = ada.runs_with(&["passage", "show", &thread], &[("LC_ALL", "C")]).succeeds().stdout;
    assert!(ascii.contains("here -> far\n") && ascii.contains("########## 100 %"), "{ascii}");
    let document = ada.asks(&["passage", "show", &thread]);
    assert_eq!(
        (&document["passage"]["type"], &document["passage"]["usesLeft"]),
        (&json!("thread"), &json!(4))
    );
}

#[test]
fn universes_are_compared_before_anybody_travels() {
    let server = server(&[]);
    let ada = Person::player(&server, "ada");
    ada.workplace.write("magic.json", r#"{"magicLevel": "high", "techLevel": "primitive"}"#);
    ada.workplace.write("plain.json", r#"{"magicLevel": "none", "techLevel": "primitive"}"#);
    ada.does(&["create", "Magic", "--id", "magic", "--config", "magic.json"]);
    ada.does(&["create", "Plain", "--id", "plain", "--config", "plain.json"]);
    let told = ada.does(&["passage", "check", "magic", "plain"]);
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(lines[0], "score       ██████░░░░ 60 %   a passage is recommended");
    assert_eq!(lines[1], "magicLevel  ░░░░░░░░░░ 0 %    counts 30 %");
    assert_eq!(lines[2], "techLevel   ██████████ 100 %  counts 30 %");
    assert!(lines[5].starts_with("! "), "{told}");
    let document = ada.asks(&["passage", "check", "magic", "plain"]);
    assert_eq!((&document["score"], &document["recommended"]), (&json!(0.6), &json!(true)));
    assert_eq!(document["factors"][0]["name"], "magicLevel");
    assert!(document["warnings"].as_array().unwrap().len() == lines.len() - 5, "{document}");
}

#[test]
fn what_cannot_be_done_with_a_passage_is_told_by_its_kind() {
    let server = server(&[]);
    let (ada, bob) = neighbours(&server);
    let (nobody, carol) = (Person::at(&server), Person::player(&server, "carol"));
    ada.does(&["create", "Hidden", "--id", "hidden"]);
    let gate = ada.makes_passage("here", "there", "gate");
    let create = ["passage", "create", "here", "there", "--type", "gate"];
    let cases: &[(&Person, &[&str], i32, &str)] = &[
        (&ada, &["passage", "create", "here", "there"], 2, "--type"),
        (
            &ada,
            &["passage", "create", "here", "there", "--type", "tunnel"],
            2,
            "thread, bridge, gate or confluence",
        ),
        (&ada, &["passage", "create", "here", "nowhere", "--type", "gate"], 3, "nowhere"),
        (&bob, &["passage", "check", "there", "hidden"], 3, "hidden"),
        (&ada, &["passage", "show", "passage:none"], 3, "passage:none"),
        (&nobody, &create, 4, "multiverse login"),
        (&bob, &create, 4, "ask the owner"),
        (&carol, &["passage", "consent", &gate], 4, "owner"),
        (&carol, &["passage", "maintain", &gate], 4, ""),
        (&ada, &["passage", "seal", &gate], 5, "pending"),
        (&ada, &["passage", "create", "here", "here", "--type", "gate"], 7, ""),
    ];
    for (person, args, code, told) in cases {
        let said = person.runs(args);
        assert_eq!(said.status.code(), Some(*code), "{args:?}: {}", said.stderr);
        assert_eq!(said.stdout, "", "{args:?}");
        assert!(
            said.stderr.starts_with("error: ") && said.stderr.contains(told),
            "{args:?}: {}",
            said.stderr
        );
    }
}
