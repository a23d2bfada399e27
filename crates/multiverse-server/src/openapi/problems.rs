//! The problems that a route can answer, in its documentation.

use std::collections::BTreeMap;

use multiverse_model::ProblemType;
use serde_json::json;
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::schema::{AllOfBuilder, ObjectBuilder, Ref, Schema, Type};
use utoipa::openapi::{ContentBuilder, RefOr, Response, ResponseBuilder};

/// What any route of the API can answer: a bad header, a bad token, too many requests, a store that does not answer.
const ANYWHERE: [ProblemType; 5] = [
    ProblemType::Malformed,
    ProblemType::Unauthenticated,
    ProblemType::RateLimited,
    ProblemType::Internal,
    ProblemType::Unavailable,
];

/// Documents `kinds` and what any route can answer, as responses by status.
pub(crate) fn problem_responses(kinds: &[ProblemType]) -> BTreeMap<String, RefOr<Response>> {
    let mut by_status: BTreeMap<u16, Vec<ProblemType>> = BTreeMap::new();
    for kind in kinds.iter().chain(&ANYWHERE) {
        let same = by_status.entry(kind.status()).or_default();
        if !same.contains(kind) {
            same.push(*kind);
        }
    }
    by_status.into_iter().map(|(status, kinds)| (status.to_string(), response(&kinds).into())).collect()
}

fn response(kinds: &[ProblemType]) -> Response {
    let texts: Vec<String> =
        kinds.iter().map(|kind| format!("`{}`:{}", kind.uri(), kind.description())).collect();
    let uris: Vec<_> = kinds.iter().map(|kind| json!(kind.uri())).collect();
    let kind = ObjectBuilder::new()
        .schema_type(Type::Object)
        .property("type", ObjectBuilder::new().schema_type(Type::String).enum_values(Some(uris.clone())))
        .build();
    let schema = AllOfBuilder::new().item(Ref::from_schema_name("Problem")).item(kind).build();
    let content = ContentBuilder::new().schema(Some(Schema::AllOf(schema))).build();
    let extensions = ExtensionsBuilder::new().add("x-problem-types", json!(uris)).build();
    ResponseBuilder::new()
        .description(texts.join("\n\n"))
        .content("application/problem+json", content)
        .extensions(Some(extensions))
        .build()
}

/// Names a set of problems, for `responses(…)` of a route.
macro_rules! problems {
    ($($name:ident: $($kind:ident),+;)+) => {
        $(
            pub(crate) struct $name;

            impl utoipa::IntoResponses for $name {
                fn responses() -> std::collections::BTreeMap<
                    String,
                    utoipa::openapi::RefOr<utoipa::openapi::Response>,
                > {
                    $crate::openapi::problem_responses(&[$(multiverse_model::ProblemType::$kind),+])
                }
            }
        )+
    };
}

pub(crate) use problems;
