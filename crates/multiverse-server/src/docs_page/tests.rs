use proptest::prelude::*;
use serde_json::json;

use super::*;

/// A small API with everything that the page shows.
fn example() -> Value {
    json!({
        "openapi": "3.1.0",
        "info": {"title": "Multiverse", "version": "0.1.0", "description": "Persistence for worlds that branch.\n\nEvery error is `application/problem+json`."},
        "tags": [
            {"name": "Universes", "description": "A universe is one timeline and everybody's way into it."},
            {"name": "Snapshots", "description": "What a world was at a tick."},
            {"name": "Unused"}
        ],
        "paths": {
            "/api/universe": {"post": {
                "tags": ["Universes"], "summary": "Create a universe.", "operationId": "createUniverse",
                "description": "The id may be chosen. Taken ids are refused.\n\n- in `open` the owner is registered\n- else the owner is the token's player",
                "requestBody": {"required": true, "content": {"application/json": {
                    "schema": {"$ref": "#/components/schemas/CreateUniverse"},
                    "example": {"name": "Village", "isPublic": true}
                }}},
                "responses": {
                    "201": {"description": "It exists.", "headers": {"ETag": {"description": "Its version."}}, "content": {"application/json": {"schema": {
                        "type": "object", "required": ["success"],
                        "properties": {"success": {"type": "boolean"}, "universe": {"$ref": "#/components/schemas/Universe"}}
                    }}}},
                    "409": {"$ref": "#/components/responses/Taken"}
                }
            }},
            "/api/universe/{id}": {
                "parameters": [{"$ref": "#/components/parameters/UniverseId"}],
                "get": {"tags": ["Universes"], "summary": "Read a universe.", "responses": {"200": {"description": "Here it is.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Universe"}}}}, "404": {"description": "Absent or hidden.", "x-problem-types": ["/problems/not-found"]}}},
                "patch": {"tags": ["Universes"], "summary": "Change a universe.", "responses": {"200": {"description": "Changed."}}},
                "delete": {"tags": ["Universes"], "summary": "Hide a universe.", "deprecated": true, "responses": {"200": {"description": "Hidden."}}}
            },
            "/api/universe/{id}/snapshot/{tick}": {"put": {
                "tags": ["Snapshots"], "summary": "Save a world as bytes.",
                "parameters": [
                    {"$ref": "#/components/parameters/UniverseId"},
                    {"name": "tick", "in": "path", "required": true, "schema": {"type": "integer", "format": "int64", "minimum": 0, "maximum": 9_007_199_254_740_991_i64}, "description": "The universe's own clock."},
                    {"name": "type", "in": "query", "schema": {"enum": ["regular", "canonical"]}, "description": "Canonical ones never decay."}
                ],
                "requestBody": {"content": {"application/octet-stream": {}}},
                "responses": {"201": {"description": "Saved."}, "409": {"description": "The histories diverged; `head` is the one that won.", "x-problem-types": ["/problems/diverged"], "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}, "500": {"description": "Ours."}}
            }},
            "/livez": {"get": {"summary": "Alive.", "responses": {"200": {"description": "Yes."}}}}
        },
        "components": {
            "parameters": {"UniverseId": {"name": "id", "in": "path", "required": true, "schema": {"type": "string", "pattern": "^[A-Za-z0-9:._~-]{1,128}$"}, "description": "The universe."}},
            "responses": {"Taken": {"description": "The id belongs to somebody else.", "x-problem-types": ["/problems/taken"]}},
            "schemas": {
                "CreateUniverse": {"type": "object", "required": ["name"], "properties": {
                    "name": {"type": "string", "description": "For people.", "maxLength": 200},
                    "config": {"type": "object", "description": "Free, with known members.", "properties": {"timeScale": {"type": "number", "default": 1}, "allowedItemTags": {"type": "array", "items": {"type": "string"}}}},
                    "isPublic": {"type": ["boolean", "null"]}
                }},
                "Universe": {"type": "object", "description": "One timeline.", "required": ["id"], "properties": {"id": {"type": "string"}, "parent": {"$ref": "#/components/schemas/Universe"}, "head": {"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/Head"}]}}},
                "Head": {"type": "object", "properties": {"tick": {"type": "integer"}}},
                "Problem": {"type": "object", "properties": {"type": {"type": "string", "description": "A URI reference."}}},
                "VisitorPolicy": {"type": "string", "enum": ["open", "approval", "closed"]}
            }
        },
        "x-problem-types": [
            {"type": "/problems/not-found", "title": "Not found", "status": 404, "description": "There is no such thing, or it is not yours to see."},
            {"type": "/problems/taken", "title": "Already taken", "status": 409, "description": "Choose another id, or leave it out."},
            {"type": "/problems/diverged", "title": "Histories diverged", "status": 409, "description": "The save names a parent that is no longer the head; `head` is."}
        ]
    })
}

/// The targets of all links into the page that lead nowhere.
fn dangling(page: &str) -> Vec<&str> {
    let targets = page.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next());
    targets.filter(|target| !page.contains(&format!("id=\"{target}\""))).collect()
}

#[test]
fn every_operation_schema_and_problem_has_a_place_and_every_link_leads_to_one() {
    let page = render(&example());
    for anchor in [
        "op-post-api-universe",
        "op-get-api-universe-id",
        "op-put-api-universe-id-snapshot-tick",
        "op-get-livez",
        "tag-Universes",
        "tag-Snapshots",
        "tag-Other",
        "schema-Universe",
        "schema-Head",
        "problem-diverged",
    ] {
        assert_eq!(page.matches(&format!("id=\"{anchor}\"")).count(), 1, "{anchor}");
        assert!(
            anchor.starts_with("schema-Head") || page.contains(&format!("href=\"#{anchor}\"")),
            "{anchor}"
        );
    }
    assert_eq!(dangling(&page), Vec::<&str>::new());
    assert!(!page.contains("Unused"), "a tag without operations");
    assert!(page.contains("href=\"/api/openapi.json\""));
}

#[test]
fn an_operation_says_what_it_takes_and_what_it_answers() {
    let page = render(&example());
    let start = page.find("id=\"op-put-api-universe-id-snapshot-tick\"").unwrap();
    let operation = page[start..].split("</details>").next().unwrap();
    for shown in [
        "<code>id</code><span class=\"tag\">path</span><span class=\"tag required\">required</span>",
        "integer (int64)",
        "maximum <code>9007199254740991</code>",
        "<code>&quot;regular&quot;</code> or <code>&quot;canonical&quot;</code>",
        "application/octet-stream",
        "<span class=\"status s4\">409</span>",
        "href=\"#problem-diverged\"",
        "<code>application/problem+json</code> <a href=\"#schema-Problem\">Problem</a>",
    ] {
        assert!(operation.contains(shown), "{shown} in {operation}");
    }
}

#[test]
fn types_are_told_in_words() {
    let cases = [
        (
            json!({"type": "array", "items": {"$ref": "#/components/schemas/E"}}),
            "array of <a href=\"#schema-E\">E</a>",
        ),
        (json!({"type": ["string", "null"]}), "string or null"),
        (json!({"type": "object", "additionalProperties": {"type": "integer"}}), "map of integer"),
        (json!({"anyOf": [{"type": "string"}, {"const": 1}]}), "string or <code>1</code>"),
        (json!({"properties": {}}), "object"),
        (json!({"$ref": "other.json#/X"}), "<code>other.json#/X</code>"),
        (json!(true), "any"),
        (json!({}), "any"),
    ];
    for (schema, expected) in cases {
        assert_eq!(schema::type_of(&schema), expected, "{schema}");
    }
}

/// Puts `text` in place of every string and in front of every key.
fn spoil(value: &Value, text: &str) -> Value {
    match value {
        Value::String(old) if old.starts_with("#/") => value.clone(),
        Value::String(old) => format!("{old}{text}").into(),
        Value::Array(items) => items.iter().map(|item| spoil(item, text)).collect(),
        Value::Object(members) => {
            let member = |(key, value): (&String, &Value)| (key.clone(), spoil(value, text));
            let named = |(key, value): (&String, &Value)| (format!("{key}{text}"), spoil(value, text));
            Value::Object(members.iter().map(member).chain(members.iter().map(named)).collect())
        }
        other => other.clone(),
    }
}

#[test]
fn no_text_of_the_document_becomes_markup() {
    for text in ["<script>alert(1)</script>", "\"><script>", "'><script>", "`<script>`", "```\n<script>"] {
        let page = render(&spoil(&example(), text));
        assert!(!page.contains("<script"), "{text}");
        assert!(page.contains("&lt;script&gt;"), "{text}");
    }
    let page = render(&spoil(&example(), "\" onclick=\"x"));
    assert!(!page.contains("\" onclick"), "an attribute was closed");
}

#[test]
fn circles_and_depth_without_end_are_cut_off() {
    let mut deep = json!({"type": "string"});
    for _ in 0..200 {
        deep = json!({"type": "array", "items": {"properties": {"a": deep, "b": {"allOf": [{"type": "null"}]}}}});
    }
    let circular = json!({"$ref": "#/components/responses/A"});
    let page = render(&json!({
        "paths": {"/": {"get": {"responses": {"200": circular}}}},
        "components": {"responses": {"A": {"$ref": "#/components/responses/A"}}, "schemas": {"Deep": deep}},
    }));
    assert!(page.len() < 100_000, "{}", page.len());
    assert!(page.contains('…'));
}

#[test]
fn anything_that_is_json_gives_a_page() {
    for document in [json!(null), json!([]), json!("x"), json!({"paths": [], "tags": {}, "components": 1})] {
        assert!(render(&document).ends_with("</html>\n"), "{document}");
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let keys = prop::sample::select(vec![
        "paths",
        "get",
        "tags",
        "responses",
        "schema",
        "properties",
        "items",
        "content",
        "components",
        "schemas",
        "$ref",
        "/a",
        "name",
        "parameters",
        "enum",
        "type",
    ]);
    let leaf = prop_oneof![
        Just(json!(null)),
        Just(json!(7)),
        Just(json!("#/paths")),
        "[a<]{0,4}".prop_map(Value::from)
    ];
    leaf.prop_recursive(8, 64, 6, move |inner| {
        let members = prop::collection::btree_map(keys.clone().prop_map(str::to_owned), inner.clone(), 0..6);
        prop_oneof![
            prop::collection::vec(inner, 0..3).prop_map(Value::from),
            members.prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn no_document_can_panic_or_smuggle_a_tag(document in any_json()) {
        prop_assert!(!render(&document).contains("<a<"));
    }
}
