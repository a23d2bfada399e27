//! A request, before it is sent.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use reqwest::Url;
use serde::Serialize;
use serde_json::Value;

use super::body::Meter;
use crate::client::error::ClientError;
use crate::client::retry::Repeat;

/// What is to be sent, as often as it takes.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub method: Method,
    path: Vec<String>,
    query: Vec<(String, String)>,
    pub headers: HeaderMap,
    pub body: Option<Bytes>,
    pub meter: Meter,
    pub repeat: Repeat,
}

impl Request {
    pub(crate) fn new(method: Method, path: &[&str]) -> Self {
        Self {
            method,
            path: path.iter().map(|segment| (*segment).to_owned()).collect(),
            query: Vec::new(),
            headers: HeaderMap::new(),
            body: None,
            meter: Meter::default(),
            repeat: Repeat::Always,
        }
    }

    pub(crate) fn get(path: &[&str]) -> Self {
        Self::new(Method::GET, path)
    }

    pub(crate) fn post(path: &[&str]) -> Self {
        Self::new(Method::POST, path)
    }

    pub(crate) fn put(path: &[&str]) -> Self {
        Self::new(Method::PUT, path)
    }

    pub(crate) fn delete(path: &[&str]) -> Self {
        Self::new(Method::DELETE, path)
    }

    /// Adds the members of a query that are there.
    pub(crate) fn query(mut self, query: &impl Serialize) -> Self {
        let Ok(Value::Object(members)) = serde_json::to_value(query) else { return self };
        self.query.extend(members.into_iter().filter_map(|(name, value)| Some((name, parameter(value)?))));
        self
    }

    pub(crate) fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// A header whose text comes from the caller.
    pub(crate) fn text_header(self, name: HeaderName, text: &str) -> Result<Self, ClientError> {
        let value = HeaderValue::from_str(text)
            .map_err(|_| ClientError::Unsendable(format!("the header {name} cannot carry this text")))?;
        Ok(self.header(name, value))
    }

    /// A JSON body.
    pub(crate) fn json(mut self, body: &impl Serialize) -> Result<Self, ClientError> {
        let text = serde_json::to_vec(body)
            .map_err(|error| ClientError::Unsendable(format!("the request is no JSON: {error}")))?;
        self.body = Some(text.into());
        Ok(self.header(header::CONTENT_TYPE, HeaderValue::from_static("application/json")))
    }

    /// Where it goes.
    pub(crate) fn url(&self, base: &Url) -> Result<Url, ClientError> {
        // An id may be two dots; no URL can hold them, and another route than is meant would get the request.
        if let Some(dots) = self.path.iter().find(|segment| matches!(segment.as_str(), "." | "..")) {
            return Err(ClientError::Unsendable(format!("a URL cannot hold the id {dots:?}")));
        }
        let mut url = base.clone();
        url.path_segments_mut()
            .map_err(|()| ClientError::Unsendable("the server's address has no path".to_owned()))?
            .pop_if_empty()
            .extend(&self.path);
        if !self.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&self.query);
        }
        Ok(url)
    }
}

fn parameter(value: Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text),
        other => Some(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(base: &str, request: &Request) -> String {
        request.url(&Url::parse(base).unwrap()).unwrap().to_string()
    }

    #[test]
    fn a_request_goes_below_the_servers_address() {
        let request = Request::get(&["api", "universe", "universe:a~b"]);
        assert_eq!(url("http://a", &request), "http://a/api/universe/universe:a~b");
        assert_eq!(url("http://a/worlds/", &request), "http://a/worlds/api/universe/universe:a~b");
    }

    #[test]
    fn a_query_is_escaped() {
        let request = Request::get(&["api"]).query(&serde_json::json!({"q": "a&b=ü", "n": 3, "none": null}));
        assert_eq!(url("http://a", &request), "http://a/api?n=3&q=a%26b%3D%C3%BC");
    }

    #[test]
    fn an_id_of_dots_never_becomes_another_route() {
        for dots in [".", ".."] {
            let request = Request::delete(&["api", "universe", dots]);
            let url = request.url(&Url::parse("http://a").unwrap());
            assert!(matches!(url, Err(ClientError::Unsendable(_))), "{dots}");
        }
    }
}
