//! Problem types: what can go wrong, and links to it.

use serde_json::Value;

use super::escape::{anchor, escape};
use super::prose::prose;
use super::spec::Spec;

const TYPES: &str = "/x-problem-types";

/// The section with all problem types of the document, or nothing if it lists none.
pub(super) fn section(spec: &Spec<'_>) -> String {
    let articles: String = spec.list(TYPES).iter().filter_map(article).collect();
    if articles.is_empty() {
        return String::new();
    }
    format!("<section id=\"problems\"><h2>Problems</h2>{articles}</section>\n")
}

/// The problem types for the contents.
pub(super) fn links(spec: &Spec<'_>) -> String {
    let link = |problem: &Value| {
        let (kind, title) = (problem["type"].as_str()?, problem["title"].as_str()?);
        Some(format!(r##"<li><a href="#{}">{}</a></li>"##, problem_anchor(kind), escape(title)))
    };
    spec.list(TYPES).iter().filter_map(link).collect()
}

/// The types that a response names, each a link to its description.
pub(super) fn types_of(response: &Value) -> String {
    let types = response["x-problem-types"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let links: Vec<String> = types
        .map(|kind| format!(r##"<a href="#{}"><code>{}</code></a>"##, problem_anchor(kind), escape(kind)))
        .collect();
    if links.is_empty() { String::new() } else { format!("<p class=\"facts\">{}</p>", links.join(" ")) }
}

fn article(problem: &Value) -> Option<String> {
    let kind = problem["type"].as_str()?;
    let status = problem["status"].as_u64().map_or(String::new(), |status| {
        format!(r#"<span class="status s{}">{status}</span> "#, status / 100)
    });
    Some(format!(
        r#"<article id="{anchor}"><h3>{status}{title}</h3><p class="facts"><code>{kind}</code></p>{about}</article>"#,
        anchor = problem_anchor(kind),
        title = escape(problem["title"].as_str().unwrap_or(kind)),
        kind = escape(kind),
        about = problem["description"].as_str().map(prose).unwrap_or_default(),
    ))
}

fn problem_anchor(kind: &str) -> String {
    anchor("problem", kind.trim_start_matches("/problems/"))
}
