//! The OpenAPI document that the server publishes, and whether an answer keeps to it.

use serde_json::Value;

use super::Reply;

/// The published document.
pub(crate) struct Contract {
    document: Value,
}

impl Contract {
    pub(crate) async fn fetch(origin: &str) -> Self {
        let client = super::Client::new(origin, None, std::sync::Arc::new(Self { document: Value::Null }));
        let reply = client.try_send(super::Request::get("/api/openapi.json")).await.unwrap();
        Self { document: reply.expect(200) }
    }

    /// All operations, as `GET /api/universe/{id}`.
    pub(crate) fn operations(&self) -> std::collections::BTreeSet<String> {
        let paths = self.document["paths"].as_object().unwrap().iter();
        let names = paths.flat_map(|(path, item)| {
            item.as_object().unwrap().keys().map(move |method| format!("{} {path}", method.to_uppercase()))
        });
        names.collect()
    }

    /// Fails if the status, or the type of the problem, is not documented for the route. An answer of no route has
    /// no documentation to keep to.
    #[track_caller]
    pub(crate) fn check(&self, method: &str, path: &str, reply: &Reply) {
        let path = path.split('?').next().unwrap_or_default();
        let path = path.strip_prefix("/api/multiverse").map_or(path.to_owned(), |rest| format!("/api{rest}"));
        let method = if method == "HEAD" { "get".to_owned() } else { method.to_ascii_lowercase() };
        let Some(operation) = self.operation(&path, &method) else { return };
        let documented = &operation["responses"][reply.status.to_string()];
        assert!(documented.is_object(), "{method} {path} answers {}, which is not documented", reply.status);
        if reply.status < 400 || reply.body.is_empty() {
            return;
        }
        let problem = reply.problem().1;
        let kinds = documented["x-problem-types"].as_array().cloned().unwrap_or_default();
        assert!(
            kinds.contains(&problem.clone().into()),
            "{method} {path} answers {problem}, which is not documented"
        );
    }

    /// The operation of the route that a path matches best: a literal segment before a variable one.
    fn operation(&self, path: &str, method: &str) -> Option<&Value> {
        let paths = self.document["paths"].as_object()?;
        let segments: Vec<&str> = path.split('/').collect();
        let fits = |template: &str| {
            let parts: Vec<&str> = template.split('/').collect();
            parts.len() == segments.len()
                && parts.iter().zip(&segments).all(|(part, segment)| part.starts_with('{') || part == segment)
        };
        let mut templates: Vec<_> = paths.iter().filter(|(template, _)| fits(template)).collect();
        templates.sort_by_key(|(template, _)| template.matches('{').count());
        templates.first().and_then(|(_, operations)| operations.get(method))
    }
}
