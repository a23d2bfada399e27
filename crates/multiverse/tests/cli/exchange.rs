//! `multiverse export` and `multiverse import`.

use crate::workplace::Workplace;

/// A tree with one player, one universe and one snapshot that is not there.
fn tree(workplace: &Workplace) {
    std::fs::create_dir_all(workplace.path().join("tree/players/ada")).unwrap();
    std::fs::create_dir_all(workplace.path().join("tree/universes/village")).unwrap();
    workplace.write("tree/players/ada/profile.json", r#"{"id": "ada"}"#);
    workplace.write(
        "tree/universes/village/metadata.json",
        r#"{"id": "village", "name": "Village", "ownerId": "ada", "createdAt": 1}"#,
    );
    workplace.write("tree/universes/village/timeline.json", r#"{"snapshots": [{"tick": 1}]}"#);
}

#[test]
fn what_is_imported_is_exported_and_what_is_skipped_is_named() {
    let workplace = Workplace::new();
    tree(&workplace);
    let imported = workplace.run(&["import", "tree"], &[]).succeeds();
    assert!(
        imported.stdout.starts_with("Imported 1 players, 1 universes, 0 snapshots, 0 passages, 0 trips;"),
        "{}",
        imported.stdout
    );
    let skipped = "skipped: universes/village/snapshots/1.snapshot.json.gz: there is no such file\n";
    assert!(imported.stdout.ends_with(skipped), "{}", imported.stdout);
    assert_eq!(imported.stderr, "", "a progress bar is for terminals");
    let exported = workplace.run(&["export", "out", "--json"], &[]).succeeds();
    assert!(exported.stdout.contains("\"universes\": 1"), "{}", exported.stdout);
    assert!(workplace.path().join("out/universes/village/metadata.json").is_file());
    let refused = workplace.run(&["export", "out"], &[]).fails_with(1);
    assert!(refused.contains("is not an empty directory"), "{refused}");
}

#[test]
fn an_import_that_imports_nothing_fails() {
    let workplace = Workplace::new();
    std::fs::create_dir_all(workplace.path().join("tree/universes/village")).unwrap();
    assert!(workplace.run(&["import", "tree"], &[]).fails_with(1).contains("nothing could be imported"));
    let refused = workplace.run(&["import", "."], &[]).fails_with(1);
    assert!(refused.contains("name the directory that an export wrote"), "{refused}");
}

#[test]
fn an_export_of_no_store_fails() {
    let refused = Workplace::new().run(&["export", "out"], &[]).fails_with(1);
    assert!(refused.contains("cannot open the store"), "{refused}");
}

#[test]
fn an_import_beside_a_running_server_says_what_to_do() {
    let workplace = Workplace::new();
    tree(&workplace);
    let data = workplace.path().join("multiverse-data");
    let _in_use = multiverse_store::Store::open(&data, multiverse_store::StoreSettings::default()).unwrap();
    let refused = workplace.run(&["import", "tree"], &[]).fails_with(1);
    assert!(refused.contains("another multiverse server is using"), "{refused}");
    workplace.run(&["export", "out"], &[]).succeeds();
}
