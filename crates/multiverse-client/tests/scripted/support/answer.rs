//! Answers.

use axum::body::Body;
use axum::response::Response;
use multiverse_model::{Problem, ProblemType};
use serde_json::Value;

/// An answer of a scripted server.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Answer {
    pub(crate) fn new(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self { status, headers: vec![("content-type", content_type.to_owned())], body: body.into() }
    }

    pub(crate) fn json(status: u16, body: &Value) -> Self {
        Self::new(status, "application/json", body.to_string())
    }

    pub(crate) fn html(status: u16) -> Self {
        Self::new(status, "text/html; charset=utf-8", "<html>Sign in to the hotel's Wi-Fi</html>")
    }

    pub(crate) fn problem(kind: ProblemType) -> Self {
        Self::problem_with(&Problem::new(kind, "No."))
    }

    pub(crate) fn problem_with(problem: &Problem) -> Self {
        Self::new(problem.status, "application/problem+json", serde_json::to_vec(problem).unwrap())
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl ToString) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value.to_string()));
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self
    }

    pub(crate) fn response(self) -> Response {
        let mut response = Response::builder().status(self.status);
        for (name, value) in self.headers {
            response = response.header(name, value);
        }
        response.body(Body::from(self.body)).unwrap()
    }

    /// The answer as it stands on the wire, with a `Content-Length` and without its last `missing` bytes.
    pub(crate) fn wire(&self, missing: usize) -> Vec<u8> {
        let mut head =
            format!("HTTP/1.1 {} Whatever\r\ncontent-length: {}\r\n", self.status, self.body.len());
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        [head.as_bytes(), &self.body[..self.body.len() - missing]].concat()
    }
}
