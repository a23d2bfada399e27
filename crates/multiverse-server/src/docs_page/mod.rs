//! The human page of the OpenAPI document: one static HTML file without scripts or anything to fetch.

mod escape;
mod nav;
mod operation;
mod problem;
mod prose;
mod schema;
mod spec;

use escape::escape;
use prose::prose;
use serde_json::Value;
use spec::{Group, Spec};

const STYLE: &str = include_str!("style.css");

/// Renders an OpenAPI 3.1 document as a page to read.
///
/// Takes any JSON: what is missing or has an unexpected shape is left out. Every text is escaped, references
/// become links and are not followed into schemas, and nesting is cut off at a fixed depth, so that neither a
/// hostile nor a circular document does harm.
///
/// Beyond the standard it reads `x-problem-types`: at the root a list of `{type, title, status, description}`,
/// in a response a list of such `type`s, which become links to the former.
pub(crate) fn render(openapi: &Value) -> String {
    let spec = Spec::new(openapi);
    let groups = spec.groups();
    let title = escape(spec.text("/info/title").unwrap_or("API"));
    let sections: String = groups.iter().map(|group| section(&spec, group)).collect();
    format!(
        r##"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'">
<title>{title}</title>
<style>
{STYLE}</style>
</head>
<body>
{nav}
<main id="top">
{header}
{sections}{problems}{schemas}
</main>
</body>
</html>
"##,
        nav = nav::sidebar(&spec, &groups),
        header = header(&spec, &title),
        problems = problem::section(&spec),
        schemas = schema::section(&spec),
    )
}

fn header(spec: &Spec<'_>, title: &str) -> String {
    let version = spec
        .text("/info/version")
        .map_or(String::new(), |version| format!(r#" <span class="version">{}</span>"#, escape(version)));
    let about = spec.text("/info/description").map(prose).unwrap_or_default();
    format!(
        r#"<header><h1>{title}{version}</h1>{about}<p class="machine">For programs: <a href="/api/openapi.json"><code>/api/openapi.json</code></a></p></header>"#
    )
}

fn section(spec: &Spec<'_>, group: &Group<'_>) -> String {
    let about = group.description.map(prose).unwrap_or_default();
    let operations: String = group.operations.iter().map(|one| operation::render(spec, one)).collect();
    format!(
        "<section id=\"{anchor}\"><h2>{name}</h2>{about}{operations}</section>\n",
        anchor = group.anchor(),
        name = escape(group.name),
    )
}

#[cfg(test)]
mod tests;
