//! The contents beside the page, and above it on a phone.

use super::escape::escape;
use super::problem;
use super::schema;
use super::spec::{Group, Spec};

/// Lists every operation by tag, then the schemas. A checkbox folds it on a phone, where no script can.
pub(super) fn sidebar(spec: &Spec<'_>, groups: &[Group<'_>]) -> String {
    let title = escape(spec.text("/info/title").unwrap_or("API"));
    let tags: String = groups.iter().map(tag).collect();
    format!(
        r##"<nav aria-label="Contents"><div class="bar"><a class="brand" href="#top">{title}</a>
<input type="checkbox" id="menu" aria-label="Show the contents"><label for="menu" aria-hidden="true">Contents</label></div>
<div class="contents">{tags}{problems}{schemas}</div></nav>"##,
        problems = link_list("problems", "Problems", &problem::links(spec)),
        schemas = link_list("schemas", "Schemas", &schema::links(spec)),
    )
}

fn tag(group: &Group<'_>) -> String {
    let link = |operation: &super::spec::Operation<'_>| {
        format!(
            r##"<li><a href="#{anchor}" title="{path}"><span class="verb {method}">{method}</span>{label}</a></li>"##,
            anchor = operation.anchor(),
            path = escape(operation.path),
            method = operation.method,
            label = escape(operation.summary().unwrap_or(operation.path).trim_end_matches('.')),
        )
    };
    let links: String = group.operations.iter().map(link).collect();
    link_list(&group.anchor(), group.name, &links)
}

fn link_list(anchor: &str, name: &str, links: &str) -> String {
    if links.is_empty() {
        return String::new();
    }
    format!(r##"<h2><a href="#{anchor}">{}</a></h2><ul>{links}</ul>"##, escape(name))
}
