//! Whoever calls the server: requests as text and bytes, so that a change of the wire shows.

use std::sync::{Arc, Once};

use reqwest::Method;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Value, json};

use super::contract::Contract;
use super::{EventStream, Reply};

/// A client with or without a token.
#[derive(Clone)]
pub(crate) struct Client {
    http: reqwest::Client,
    origin: String,
    token: Option<String>,
    contract: Arc<Contract>,
}

/// A request to be sent.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    method: Method,
    path: String,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Request {
    pub(crate) fn new(method: Method, path: impl Into<String>) -> Self {
        Self { method, path: path.into(), headers: HeaderMap::new(), body: Vec::new() }
    }

    pub(crate) fn get(path: impl Into<String>) -> Self {
        Self::new(Method::GET, path)
    }

    pub(crate) fn post(path: impl Into<String>) -> Self {
        Self::new(Method::POST, path)
    }

    pub(crate) fn put(path: impl Into<String>) -> Self {
        Self::new(Method::PUT, path)
    }

    pub(crate) fn patch(path: impl Into<String>) -> Self {
        Self::new(Method::PATCH, path)
    }

    pub(crate) fn delete(path: impl Into<String>) -> Self {
        Self::new(Method::DELETE, path)
    }

    /// Adds a header; its value may be any bytes that HTTP carries.
    pub(crate) fn header(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        let name: HeaderName = name.parse().unwrap();
        self.headers.append(name, HeaderValue::from_bytes(value.as_ref()).unwrap());
        self
    }

    /// Whether it changes nothing.
    pub(crate) fn is_get(&self) -> bool {
        self.method == Method::GET
    }

    /// A JSON body.
    pub(crate) fn json(self, body: &Value) -> Self {
        self.text("application/json", body.to_string())
    }

    /// A body of a media type.
    pub(crate) fn text(mut self, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self.header("content-type", media_type)
    }

    /// A body without a media type.
    pub(crate) fn bytes(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }
}

impl Client {
    pub(super) fn new(origin: &str, token: Option<String>, contract: Arc<Contract>) -> Self {
        static CRYPTO: Once = Once::new();
        CRYPTO.call_once(|| drop(rustls::crypto::ring::default_provider().install_default()));
        // Not even for a proxy is the network looked at.
        let trusted = reqwest::Certificate::from_pem(super::TEST_ONLY_CERTIFICATE).unwrap();
        let http = reqwest::Client::builder().no_proxy().tls_certs_only([trusted]).build().unwrap();
        Self { http, origin: origin.to_owned(), token, contract }
    }

    /// The token, if there is one.
    pub(crate) fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// The same server's client with another token.
    pub(crate) fn with_token(&self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..self.clone() }
    }

    /// The same sender on another's connection, to the server that answers there now.
    pub(crate) fn on(&self, other: &Self) -> Self {
        Self { token: self.token.clone(), ..other.clone() }
    }

    /// Sends a request. Its answer is held against the published contract.
    pub(crate) async fn send(&self, request: Request) -> Reply {
        let reply = self.try_send(request.clone()).await.unwrap();
        self.contract.check(request.method.as_str(), &request.path, &reply);
        reply
    }

    /// Sends a request to a server that may be killed meanwhile; none if there was no whole answer.
    pub(crate) async fn try_send(&self, request: Request) -> Option<Reply> {
        let response = self.begin(request).await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = response.bytes().await.ok()?;
        Some(Reply { status, headers, body })
    }

    /// Sends a request, and answers once the head of its answer is there.
    async fn begin(&self, request: Request) -> Option<reqwest::Response> {
        let url = format!("{}{}", self.origin, request.path);
        let mut builder = self.http.request(request.method, url).headers(request.headers).body(request.body);
        if let Some(token) = &self.token {
            builder = builder.bearer_auth(token);
        }
        builder.send().await.ok()
    }

    /// Opens an event stream, as in `listens("?types=snapshot.saved")`.
    pub(crate) async fn listens(&self, query: &str) -> EventStream {
        self.tries_to_listen(Request::get(format!("/api/events{query}"))).await.unwrap()
    }

    /// Opens one that goes on after an event.
    pub(crate) async fn listens_after(&self, last: &str, query: &str) -> EventStream {
        let request = Request::get(format!("/api/events{query}")).header("last-event-id", last);
        self.tries_to_listen(request).await.unwrap()
    }

    /// Opens an event stream, or answers why there is none.
    pub(crate) async fn tries_to_listen(&self, request: Request) -> Result<EventStream, Reply> {
        let response = self.begin(request.clone()).await.unwrap();
        if response.status() == 200 {
            return Ok(EventStream::new(response));
        }
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let reply = Reply { status, headers, body: response.bytes().await.unwrap() };
        self.contract.check("GET", &request.path, &reply);
        Err(reply)
    }

    /// The same, over HTTP/2 from the first byte.
    pub(crate) fn over_http2(&self) -> Self {
        let http = reqwest::Client::builder().no_proxy().http2_prior_knowledge().tls_certs_only([]).build();
        Self { http: http.unwrap(), ..self.clone() }
    }

    pub(crate) async fn get(&self, path: impl Into<String>) -> Reply {
        self.send(Request::get(path)).await
    }

    pub(crate) async fn post(&self, path: impl Into<String>, body: Value) -> Reply {
        self.send(Request::post(path).json(&body)).await
    }

    pub(crate) async fn put(&self, path: impl Into<String>, body: Value) -> Reply {
        self.send(Request::put(path).json(&body)).await
    }

    pub(crate) async fn patch(&self, path: impl Into<String>, body: Value) -> Reply {
        self.send(Request::patch(path).json(&body)).await
    }

    pub(crate) async fn delete(&self, path: impl Into<String>) -> Reply {
        self.send(Request::delete(path)).await
    }

    /// Makes a private universe with this id.
    pub(crate) async fn creates(&self, id: &str) -> String {
        self.post("/api/universe", json!({"id": id, "name": id})).await.expect(201);
        id.to_owned()
    }

    /// Makes a public universe with this id.
    pub(crate) async fn creates_public(&self, id: &str) -> String {
        self.post("/api/universe", json!({"id": id, "name": id, "isPublic": true})).await.expect(201);
        id.to_owned()
    }

    /// Saves a document; answers its entry.
    pub(crate) async fn saves(&self, universe: &str, tick: u64, world: &Value) -> Value {
        let body = json!({"snapshot": world, "tick": tick});
        let reply = self.post(format!("/api/universe/{universe}/snapshot"), body).await;
        reply.expect(201)["entry"].clone()
    }

    /// Forks a universe under this id.
    pub(crate) async fn forks(&self, source: &str, tick: u64, id: &str) -> String {
        let body = json!({"snapshotTick": tick, "name": id, "id": id});
        self.post(format!("/api/universe/{source}/fork"), body).await.expect(201);
        id.to_owned()
    }
}
