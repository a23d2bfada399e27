//! A server that speaks HTTP well and says what its script says.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::to_bytes;
use axum::extract::Request;
use axum::response::Response;
use bytes::Bytes;
use http::{HeaderMap, Method};
use tokio::net::TcpListener;

use super::Answer;

/// A server whose n-th request gets the n-th answer; further ones get the last again. It remembers what it was asked.
pub(crate) struct Scripted {
    url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
}

/// A request that it got.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) method: Method,
    /// Path and query.
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

impl Scripted {
    pub(crate) async fn answering(answers: impl IntoIterator<Item = Answer>) -> Self {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let answers: VecDeque<_> = answers.into_iter().collect();
        let state = Arc::new((Mutex::new(answers), Arc::clone(&seen)));
        let router = Router::new().fallback(move |request: Request| {
            let state = Arc::clone(&state);
            async move { answer(&state.0, &state.1, request).await }
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        // It ends with the runtime of the test.
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, seen }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// What it was asked so far.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }
}

async fn answer(answers: &Mutex<VecDeque<Answer>>, seen: &Mutex<Vec<Seen>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let path = parts.uri.path_and_query().unwrap().to_string();
    seen.lock().unwrap().push(Seen { method: parts.method, path, headers: parts.headers, body });
    let mut answers = answers.lock().unwrap();
    let answer = if answers.len() > 1 { answers.pop_front() } else { answers.front().cloned() };
    answer.unwrap().response()
}
