//! One operation: what it takes and what it answers.

use serde_json::{Map, Value};

use super::escape::escape;
use super::problem;
use super::prose::{inline, prose};
use super::schema::{self, Row};
use super::spec::{Operation, Spec};

/// Renders an operation as `<details>`, closed at first.
///
/// The anchor lies inside of what is folded away: a browser opens the operation that a link leads into, which it
/// would not do for a link to the `<details>` itself.
pub(super) fn render(spec: &Spec<'_>, operation: &Operation<'_>) -> String {
    let value = operation.value;
    let deprecated = if value["deprecated"] == true { r#"<span class="tag">deprecated</span>"# } else { "" };
    format!(
        r#"<details class="operation"><summary><span class="method {method}">{method}</span><code class="path">{path}</code><span class="summary">{summary}{deprecated}</span></summary>
<div class="body" id="{anchor}">{about}{parameters}{request}{responses}</div></details>
"#,
        method = operation.method,
        path = path(operation.path),
        summary = inline(operation.summary().unwrap_or_default()),
        anchor = operation.anchor(),
        about = value["description"].as_str().map(prose).unwrap_or_default(),
        parameters = parameters(spec, operation),
        request = request(spec, value),
        responses = responses(spec, value),
    )
}

/// The path with its parameters marked, and places to break it on a narrow screen.
fn path(path: &str) -> String {
    let safe = escape(path).replace('/', "/<wbr>");
    safe.replace('{', "<var>{").replace('}', "}</var>")
}

fn parameters(spec: &Spec<'_>, operation: &Operation<'_>) -> String {
    let lists = [&operation.item["parameters"], &operation.value["parameters"]];
    let all = lists.into_iter().filter_map(Value::as_array).flatten().map(|one| spec.resolve(one));
    let rows: String = all.map(parameter).collect();
    if rows.is_empty() {
        return String::new();
    }
    format!("<h4>Parameters</h4>{}", schema::table("Name", &rows))
}

fn parameter(parameter: &Value) -> String {
    let row = Row {
        name: parameter["name"].as_str().unwrap_or_default(),
        place: parameter["in"].as_str(),
        required: parameter["required"] == true,
        schema: &parameter["schema"],
        description: parameter["description"].as_str(),
    };
    row.render()
}

fn request<'a>(spec: &Spec<'a>, operation: &'a Value) -> String {
    let body = spec.resolve(&operation["requestBody"]);
    let media = body["content"].as_object().map(media_types).unwrap_or_default();
    let about = body["description"].as_str().map(prose).unwrap_or_default();
    if media.is_empty() && about.is_empty() {
        return String::new();
    }
    let required = if body["required"] == true { r#" <span class="tag">required</span>"# } else { "" };
    format!("<h4>Request body{required}</h4>{about}{media}")
}

fn responses<'a>(spec: &Spec<'a>, operation: &'a Value) -> String {
    let Some(responses) = operation["responses"].as_object().filter(|all| !all.is_empty()) else {
        return String::new();
    };
    let rows: String =
        responses.iter().map(|(status, response)| answer(status, spec.resolve(response))).collect();
    format!(r#"<h4>Responses</h4><dl class="responses">{rows}</dl>"#)
}

fn answer(status: &str, response: &Value) -> String {
    let class = match status.bytes().next() {
        Some(digit @ b'1'..=b'5') => char::from(digit),
        _ => '0',
    };
    format!(
        r#"<dt><span class="status s{class}">{status}</span></dt><dd>{about}{problems}{headers}{media}</dd>"#,
        status = escape(status),
        about = response["description"].as_str().map(prose).unwrap_or_default(),
        problems = problem::types_of(response),
        headers = headers(response),
        media = response["content"].as_object().map(media_types).unwrap_or_default(),
    )
}

fn headers(response: &Value) -> String {
    let header = |(name, header): (&String, &Value)| {
        let about = header["description"].as_str().map(inline).unwrap_or_default();
        format!(r#"<p class="facts">header <code>{}</code> {about}</p>"#, escape(name))
    };
    response["headers"].as_object().into_iter().flatten().map(header).collect()
}

fn media_types(content: &Map<String, Value>) -> String {
    let one = |(name, media): (&String, &Value)| {
        let (schema, example) = (&media["schema"], &media["example"]);
        let kind = if schema.is_null() { String::new() } else { schema::type_of(schema) };
        let example = if example.is_null() { String::new() } else { format!("<pre>{}</pre>", json(example)) };
        format!(
            r#"<p class="facts"><code>{}</code> {kind}</p>{}{example}"#,
            escape(name),
            schema::fields(schema)
        )
    };
    content.iter().map(one).collect()
}

fn json(value: &Value) -> String {
    escape(&serde_json::to_string_pretty(value).unwrap_or_default())
}
