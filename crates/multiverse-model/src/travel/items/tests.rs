use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::{UniverseConfig, UniverseLaws};

fn laws(config: &str) -> ItemLaws {
    UniverseLaws::of(Some(&UniverseConfig::new(config).unwrap())).items().clone()
}

fn json_text(text: &str) -> RawJson {
    RawJson::new(text).unwrap()
}

const BANS_GUNS: &str = r#"{"bannedItemTags":["gun"]}"#;

fn left(text: &str) -> (String, Vec<String>) {
    let crossing = leave_behind(&json_text(text), &laws(BANS_GUNS)).unwrap();
    let left = crossing.left_behind.iter().map(|item| item.as_str().to_owned()).collect();
    (crossing.entity.as_str().to_owned(), left)
}

#[test]
fn an_item_is_barred_by_each_of_the_laws() {
    let item = |tags: Value| json_text(&json!({"bag": [{"tags": tags}]}).to_string());
    for (config, tags, expected) in [
        (BANS_GUNS, json!(["old", "gun"]), Some(BarReason::Banned { tag: "gun".into() })),
        (BANS_GUNS, json!(["Gun"]), None),
        (r#"{"allowedItemTags":["food"]}"#, json!(["food", "hot"]), None),
        (r#"{"allowedItemTags":["food"]}"#, json!(["hot"]), Some(BarReason::NotAllowed)),
        (r#"{"allowedItemTags":[]}"#, json!(["hot"]), None),
        (r#"{"magicLevel":"none"}"#, json!(["magical"]), Some(BarReason::NoMagic)),
        (r#"{"magicLevel":"low"}"#, json!(["magical"]), None),
        (r#"{"techLevel":"primitive"}"#, json!(["electronic"]), Some(BarReason::Primitive)),
        (r#"{"techLevel":"medieval"}"#, json!(["electronic"]), None),
        ("{}", json!(["magical", "electronic", "gun"]), None),
    ] {
        let check = check_items(&item(tags.clone()), &laws(config));
        let found = check.barred.first().map(|item| item.reason.clone());
        assert_eq!(found, expected, "{tags} into {config}");
    }
}

#[test]
fn only_an_object_with_a_list_of_texts_is_an_item() {
    let allows_food = laws(r#"{"allowedItemTags":["food"]}"#);
    for (text, is_item) in [
        (r#"{"a":{"tags":["x"]}}"#, true),
        (r#"{"a":{"tags":["x",1,null,["food"],{"food":1}]}}"#, true),
        (r#"{"a":{"t\u0061gs":["\u0078"]}}"#, true),
        (r#"{"a":{"tags":[]}}"#, false),
        (r#"{"a":{"tags":[1,[2]]}}"#, false),
        (r#"{"a":{"tags":"x"}}"#, false),
        (r#"{"a":{"tags":{"x":["y"]}}}"#, false),
        (r#"{"a":{"Tags":["x"]}}"#, false),
        (r#"{"a":["tags",["x"]]}"#, false),
        (r#"{"a":"{\"tags\":[\"x\"]}"}"#, false),
        ("[1,true,null,\"tags\",-0.5e3]", false),
        ("\"tags\"", false),
        ("{}", false),
    ] {
        assert_eq!(!check_items(&json_text(text), &allows_food).barred.is_empty(), is_item, "{text}");
    }
}

#[test]
fn a_member_that_is_there_twice_counts_both_times() {
    for tags in [r#"["gun"],"tags":["x"]"#, r#"["x"],"tags":["gun"]"#, r#"1,"tags":["gun"],"tags":{}"#] {
        let check = check_items(&json_text(&format!(r#"{{"a":{{"tags":{tags}}}}}"#)), &laws(BANS_GUNS));
        assert_eq!(check.barred.len(), 1, "{tags}");
    }
}

#[test]
fn each_is_listed_with_its_pointer_and_its_reason() {
    let text = r#"{"bag":[1,{"a/b":{"~":{"tags":["gun"]}}},{"tags":["gun"],"in":{"tags":["gun"]}}]}"#;
    let check = check_items(&json_text(text), &laws(BANS_GUNS));
    let paths: Vec<&str> = check.barred.iter().map(|item| item.path.as_str()).collect();
    assert_eq!(paths, ["/bag/1/a~1b/~0", "/bag/2"], "what is inside of one stays with it");
    let value: Value = serde_json::from_str(text).unwrap();
    for item in &check.barred {
        let there = value.pointer(&item.path).unwrap();
        assert_eq!(serde_json::from_str::<Value>(item.item.as_str()).unwrap(), *there);
        assert_eq!(item.reason.to_string(), "the target bans items tagged \"gun\"");
    }
}

#[test]
fn what_is_left_is_the_same_text() {
    let gun = r#"{"tags":["gun"]}"#;
    for (text, kept) in [
        ("[1,G,2]", "[1,2]"),
        ("[G,1,2]", "[1,2]"),
        ("[1,2,G]", "[1,2]"),
        ("[G]", "[]"),
        ("[G,G,G]", "[]"),
        ("[G,1,G,G,2,G]", "[1,2]"),
        ("{\"a\":G}", "{}"),
        ("{\"a\":1,\"g\":G,\"b\":2}", "{\"a\":1,\"b\":2}"),
        ("{\"g\":G,\"b\":[G,{\"c\":G}]}", "{\"b\":[{}]}"),
        (" [ 1 , G , 2 ] ", "[ 1 , 2 ]"),
        ("[ 1e0 , -0,\t\"\\ud800\" , G ]", "[ 1e0 , -0,\t\"\\ud800\"  ]"),
        ("[\n  1,\n  G,\n  2\n]", "[\n  1,\n  2\n]"),
        ("[\n  1,\n  G\n]", "[\n  1\n]"),
        ("[\n  G\n]", "[\n]"),
        ("{\n  \"a\" : 1,\n  \"g\" : G\n}", "{\n  \"a\" : 1\n}"),
    ] {
        let count = text.matches('G').count();
        let (entity, left_behind) = left(text.replace('G', gun).trim());
        assert_eq!(entity, kept, "{text}");
        assert_eq!(left_behind, vec![gun; count], "{text}");
    }
}

#[test]
fn an_item_stays_behind_whole() {
    let text = r#"{"bag":{"tags":["gun"],"in":[{"tags":["gun"]}, {"tags":["book"]}] }}"#;
    let (entity, left_behind) = left(text);
    assert_eq!(entity, "{}");
    assert_eq!(left_behind, [r#"{"tags":["gun"],"in":[{"tags":["gun"]}, {"tags":["book"]}] }"#]);
    let case = r#"{"case":{"tags":["case"],"in":[{"tags":["gun"]},{"tags":["book"]}]}}"#;
    assert_eq!(left(case).0, r#"{"case":{"tags":["case"],"in":[{"tags":["book"]}]}}"#);
}

#[test]
fn an_entity_that_is_barred_itself_cannot_be_left_behind() {
    let robot = json_text(r#"{"tags":["gun"],"bag":[{"tags":["gun"]}]}"#);
    let barred = leave_behind(&robot, &laws(BANS_GUNS)).unwrap_err();
    assert_eq!(barred.reason, BarReason::Banned { tag: "gun".into() });
    let check = check_items(&robot, &laws(BANS_GUNS));
    assert_eq!((check.barred.len(), check.barred[0].path.as_str()), (1, ""));
}

#[test]
fn an_entity_without_such_items_is_the_same_text() {
    let text = "{ \"a\" :[ ] , \"tags\":[\"hero\"],\"n\":1.50 }";
    assert_eq!(left(text), (text.to_owned(), Vec::new()));
}

#[test]
fn a_list_is_bounded_and_the_rest_counted() {
    let items = |count: usize, name: &str| {
        let guns = vec![r#"{"tags":["gun"]}"#; count].join(",");
        json_text(&format!("{{\"{name}\":[{guns}]}}"))
    };
    let check = check_items(&items(1_500, "a"), &laws(BANS_GUNS));
    assert_eq!((check.barred.len(), check.more), (1_000, 500));
    let check = check_items(&items(100, &"x".repeat(10_000)), &laws(BANS_GUNS));
    assert_eq!((check.barred.len(), check.more), (6, 94), "a path is whole or not there");
    let crossing = leave_behind(&items(1_500, "a"), &laws(BANS_GUNS)).unwrap();
    assert_eq!((crossing.left_behind.len(), crossing.entity.as_str()), (1_500, r#"{"a":[]}"#));
}

#[test]
fn depth_costs_no_stack() {
    let depth = 100_000;
    let text = format!("{}{}{}", "{\"a\":[".repeat(depth), r#"{"tags":["gun"]}"#, "]}".repeat(depth));
    let crossing = leave_behind(&json_text(&text), &laws(BANS_GUNS)).unwrap();
    assert_eq!(crossing.entity.as_str(), format!("{}{}", "{\"a\":[".repeat(depth), "]}".repeat(depth)));
}

/// Entities full of what may be items: tags among other members, in lists, nested, with and without white space.
fn entities() -> impl Strategy<Value = String> {
    let space = || prop_oneof![4 => Just(""), 1 => Just(" "), 1 => Just("\n  ")];
    let leaf = prop_oneof![
        Just("1".to_owned()),
        Just("\"gun\"".to_owned()),
        Just("\"tags\"".to_owned()),
        Just("null".to_owned()),
        Just("-1.5e300".to_owned()),
        Just("\"a\\\"],}\"".to_owned()),
    ];
    leaf.prop_recursive(6, 60, 5, move |inner| {
        let name = prop_oneof![3 => Just("\"tags\""), 1 => Just("\"a\""), 1 => Just("\"t\\u0061gs\"")];
        let members = proptest::collection::vec((name, inner.clone(), space()), 0..5);
        let object = members.prop_map(|members| {
            let members: Vec<String> =
                members.into_iter().map(|(name, value, s)| format!("{s}{name}{s}:{s}{value}{s}")).collect();
            format!("{{{}}}", members.join(","))
        });
        let items = proptest::collection::vec((inner, space()), 0..5);
        let array = items.prop_map(|items| {
            let items: Vec<String> = items.into_iter().map(|(value, s)| format!("{s}{value}{s}")).collect();
            format!("[{}]", items.join(","))
        });
        prop_oneof![3 => object, 2 => array]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2048))]

    #[test]
    fn what_is_left_can_cross_and_leaving_again_changes_nothing(
        text in entities(),
        config in proptest::sample::select(vec![BANS_GUNS, r#"{"allowedItemTags":["tags"]}"#, "{}"]),
    ) {
        let (entity, laws) = (json_text(&text), laws(config));
        let check = check_items(&entity, &laws);
        match leave_behind(&entity, &laws) {
            Err(_) => prop_assert_eq!(check.barred.iter().map(|item| item.path.as_str()).collect::<Vec<_>>(), [""]),
            Ok(crossing) => {
                let items: Vec<RawJson> = check.barred.into_iter().map(|item| item.item).collect();
                prop_assert_eq!(&crossing.left_behind, &items);
                prop_assert_eq!(check_items(&crossing.entity, &laws), ItemCheck::default());
                let again = leave_behind(&crossing.entity, &laws).unwrap();
                prop_assert_eq!((&again.entity, again.left_behind.len()), (&crossing.entity, 0));
                prop_assert_eq!(items.is_empty(), crossing.entity == entity);
            }
        }
    }
}
