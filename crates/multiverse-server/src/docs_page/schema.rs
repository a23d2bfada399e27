//! Schemas: what type a value has, and which members an object.

use serde_json::Value;

use super::escape::{anchor, escape};
use super::prose::prose;
use super::spec::Spec;

/// How deep a schema without names of its own is shown. References end every line of descent, so only nesting
/// that is written out counts, of which a reader has enough at six.
const MAX_DEPTH: usize = 6;

const CONSTRAINTS: [&str; 9] = [
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "pattern",
    "minItems",
    "maxItems",
    "maxProperties",
    "default",
];

/// The section with all named schemas, or nothing if there is none.
pub(super) fn section(spec: &Spec<'_>) -> String {
    let Some(schemas) = spec.schemas().filter(|schemas| !schemas.is_empty()) else { return String::new() };
    let articles: String = schemas.iter().map(|(name, schema)| article(name, schema)).collect();
    format!("<section id=\"schemas\"><h2>Schemas</h2>{articles}</section>\n")
}

/// The named schemas for the contents.
pub(super) fn links(spec: &Spec<'_>) -> String {
    let link = |name: &String| format!("<li>{}</li>", link_to(name));
    spec.schemas().into_iter().flat_map(|schemas| schemas.keys()).map(link).collect()
}

fn link_to(name: &str) -> String {
    format!(r##"<a href="#{}">{}</a>"##, anchor("schema", name), escape(name))
}

fn article(name: &str, schema: &Value) -> String {
    format!(
        r#"<article id="{anchor}"><h3>{name}</h3>{about}<p class="facts">{kind}{constraints}</p>{fields}</article>"#,
        anchor = anchor("schema", name),
        name = escape(name),
        about = schema["description"].as_str().map(prose).unwrap_or_default(),
        kind = type_of(schema),
        constraints = constraints(schema),
        fields = fields(schema),
    )
}

/// One line of a table of members or parameters.
pub(super) struct Row<'a> {
    /// The member's or parameter's name.
    pub(super) name: &'a str,
    /// Where a parameter stands: `path`, `query`, `header`.
    pub(super) place: Option<&'a str>,
    /// Whether it must be given.
    pub(super) required: bool,
    /// Its schema, or null.
    pub(super) schema: &'a Value,
    /// What it means, where that is not said in the schema.
    pub(super) description: Option<&'a str>,
}

impl Row<'_> {
    pub(super) fn render(&self) -> String {
        self.render_to(MAX_DEPTH)
    }

    fn render_to(&self, depth: usize) -> String {
        let place = self
            .place
            .map_or(String::new(), |place| format!(r#"<span class="tag">{}</span>"#, escape(place)));
        let required = if self.required { r#"<span class="tag required">required</span>"# } else { "" };
        let about = self.description.or(self.schema["description"].as_str()).map(prose).unwrap_or_default();
        format!(
            "<tr><th scope=\"row\"><code>{name}</code>{place}{required}</th><td>{kind}</td><td>{about}{constraints}{fields}</td></tr>",
            name = escape(self.name),
            kind = type_to(self.schema, depth),
            constraints = constraints(self.schema),
            fields = fields_to(self.schema, depth),
        )
    }
}

/// A table with `rows` as [`Row::render`] makes them; `what` names the first column.
pub(super) fn table(what: &str, rows: &str) -> String {
    format!(
        "<table><thead><tr><th>{what}</th><th>Type</th><th>Meaning</th></tr></thead><tbody>{rows}</tbody></table>"
    )
}

/// The type in words, with links for references: "array of Entry", "string or null".
pub(super) fn type_of(schema: &Value) -> String {
    type_to(schema, MAX_DEPTH)
}

/// Tables of the members of `schema` and of whatever it nests without a name.
pub(super) fn fields(schema: &Value) -> String {
    fields_to(schema, MAX_DEPTH)
}

fn type_to(schema: &Value, depth: usize) -> String {
    let Some(below) = depth.checked_sub(1) else { return "…".to_owned() };
    if let Some(reference) = schema["$ref"].as_str() {
        return reference
            .strip_prefix("#/components/schemas/")
            .map_or_else(|| format!("<code>{}</code>", escape(reference)), link_to);
    }
    let any_of = |key: &str, word: &str| {
        let parts: Vec<String> = schema[key].as_array()?.iter().map(|part| type_to(part, below)).collect();
        (!parts.is_empty()).then(|| parts.join(word))
    };
    literals(schema)
        .or_else(|| any_of("oneOf", " or "))
        .or_else(|| any_of("anyOf", " or "))
        .or_else(|| any_of("allOf", " and "))
        .unwrap_or_else(|| plain_type(schema, below))
}

fn literals(schema: &Value) -> Option<String> {
    let code = |value: &Value| format!("<code>{}</code>", escape(&value.to_string()));
    if let Some(values) = schema["enum"].as_array() {
        return Some(values.iter().map(code).collect::<Vec<_>>().join(" or "));
    }
    schema.get("const").map(code)
}

fn plain_type(schema: &Value, depth: usize) -> String {
    let names: Vec<&str> = match &schema["type"] {
        Value::String(name) => vec![name],
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        _ if schema["properties"].is_object() => vec!["object"],
        _ => vec!["any"],
    };
    let describe = |name: &&str| match *name {
        "array" if schema["items"].is_object() => format!("array of {}", type_to(&schema["items"], depth)),
        "object" if schema["additionalProperties"].is_object() && !schema["properties"].is_object() => {
            format!("map of {}", type_to(&schema["additionalProperties"], depth))
        }
        name => escape(name),
    };
    let format = schema["format"].as_str().map_or(String::new(), |format| format!(" ({})", escape(format)));
    format!("{}{format}", names.iter().map(describe).collect::<Vec<_>>().join(" or "))
}

fn fields_to(schema: &Value, depth: usize) -> String {
    let Some(below) = depth.checked_sub(1) else { return String::new() };
    let required =
        |name: &str| schema["required"].as_array().is_some_and(|all| all.iter().any(|one| one == name));
    let row = |(name, schema): (&String, &Value)| {
        Row { name, place: None, required: required(name), schema, description: None }.render_to(below)
    };
    let rows: String = schema["properties"].as_object().into_iter().flatten().map(row).collect();
    let own = if rows.is_empty() { String::new() } else { table("Member", &rows) };
    let parts = ["allOf", "oneOf", "anyOf"].into_iter().filter_map(|key| schema[key].as_array()).flatten();
    let nested = parts.chain([&schema["items"], &schema["additionalProperties"]]);
    nested.fold(own, |tables, part| tables + &fields_to(part, below))
}

fn constraints(schema: &Value) -> String {
    let one = |name: &&str| {
        let value = schema.get(name)?;
        let shown = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        Some(format!(r#"<span class="limit">{name} <code>{}</code></span>"#, escape(&shown)))
    };
    CONSTRAINTS.iter().filter_map(one).collect()
}
