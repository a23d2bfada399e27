//! The published OpenAPI document, checked for what tools rely on.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::Server;

async fn document() -> Value {
    Server::start().await.anybody().get("/api/openapi.json").await.expect(200)
}

fn operations(document: &Value) -> Vec<(String, &Value)> {
    let paths = document["paths"].as_object().unwrap().iter();
    let operations = paths.flat_map(|(path, item)| {
        item.as_object()
            .unwrap()
            .iter()
            .map(move |(method, operation)| (format!("{method} {path}"), operation))
    });
    operations.collect()
}

/// Calls `see` with every value in the document.
fn walk<'a>(value: &'a Value, see: &mut impl FnMut(&'a Value)) {
    see(value);
    match value {
        Value::Object(members) => members.values().for_each(|member| walk(member, see)),
        Value::Array(items) => items.iter().for_each(|item| walk(item, see)),
        _ => {}
    }
}

#[tokio::test]
async fn it_is_openapi_with_what_tools_ask_for_first() {
    let document = document().await;
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1."));
    for member in ["title", "version", "description"] {
        assert!(document["info"][member].as_str().is_some_and(|text| !text.is_empty()), "{member}");
    }
    let mut tags = BTreeSet::new();
    for tag in document["tags"].as_array().unwrap() {
        tags.insert(tag["name"].as_str().unwrap());
    }
    let mut ids = BTreeSet::new();
    for (name, operation) in operations(&document) {
        let id = operation["operationId"].as_str().unwrap_or_else(|| panic!("{name} has no operationId"));
        assert!(ids.insert(id), "{name}: another operation is called {id}");
        assert!(operation["summary"].as_str().is_some_and(|text| !text.is_empty()), "{name} has no summary");
        assert!(
            operation["tags"].as_array().unwrap().iter().all(|tag| tags.contains(tag.as_str().unwrap())),
            "{name}"
        );
    }
}

#[tokio::test]
async fn every_reference_leads_somewhere() {
    let document = document().await;
    let mut count = 0;
    walk(&document, &mut |value| {
        if let Some(reference) = value.get("$ref").and_then(Value::as_str) {
            let pointer = reference.strip_prefix('#').unwrap();
            assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
            count += 1;
        }
    });
    assert!(count > 50, "{count}");
}

#[tokio::test]
async fn every_parameter_of_a_path_is_declared_and_every_response_described() {
    let document = document().await;
    for (name, operation) in operations(&document) {
        let declared = operation["parameters"].as_array().cloned().unwrap_or_default();
        let mut seen = BTreeSet::new();
        for parameter in &declared {
            let (place, id) = (parameter["in"].as_str().unwrap(), parameter["name"].as_str().unwrap());
            assert!(seen.insert((place, id)), "{name}: {id} is declared twice");
            assert!(["path", "query", "header"].contains(&place), "{name}: {place}");
            assert!(parameter["schema"].is_object(), "{name}: {id} has no schema");
            assert_eq!(parameter["required"] == true, place == "path", "{name}: {id}");
        }
        let in_path: BTreeSet<_> = name.split(['{', '}']).skip(1).step_by(2).collect();
        let in_list: BTreeSet<_> =
            seen.iter().filter(|(place, _)| *place == "path").map(|(_, id)| *id).collect();
        assert_eq!(in_list, in_path, "{name}");
        let responses = operation["responses"].as_object().unwrap();
        assert!(responses.keys().any(|status| status.starts_with('2')), "{name} never succeeds");
        for (status, response) in responses {
            assert!(
                status.parse::<u16>().is_ok_and(|status| (200..600).contains(&status)),
                "{name}: {status}"
            );
            assert!(
                response["description"].as_str().is_some_and(|text| !text.trim().is_empty()),
                "{name}: {status}"
            );
            if status.starts_with(['4', '5']) {
                assert!(response["content"]["application/problem+json"].is_object(), "{name}: {status}");
            }
        }
        let takes_json = ["post", "put", "patch"].iter().any(|method| name.starts_with(method));
        let bodyless = ["/restore", "/token", "/consent", "/maintain", "/seal", "/unseal"]
            .iter()
            .any(|end| name.ends_with(end));
        assert_eq!(operation.get("requestBody").is_some(), takes_json && !bodyless, "{name}");
    }
}

#[tokio::test]
async fn every_member_of_a_schema_is_explained() {
    let document = document().await;
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        let Some(members) = schema["properties"].as_object() else { continue };
        for (member, schema) in members {
            let says = |schema: &Value| schema.get("description").is_some() || schema.get("$ref").is_some();
            let choices = schema["oneOf"].as_array().is_some_and(|choices| choices.iter().any(says));
            let explained = says(schema) || choices;
            assert!(explained, "{name}.{member} says nothing of itself");
        }
    }
}
