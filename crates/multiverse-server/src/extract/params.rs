//! Parameters of a query.

use std::convert::Infallible;
use std::fmt::Display;
use std::str::FromStr;

use axum::extract::FromRequestParts;
use http::request::Parts;

use crate::refusal::{Refusal, sentence};

/// A query, parameter by parameter. Those that a route does not know are ignored; one that it knows must be right.
pub(crate) struct Params(Vec<(String, String)>);

impl<S: Send + Sync> FromRequestParts<S> for Params {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let query = parts.uri.query().unwrap_or_default();
        Ok(Self(form_urlencoded::parse(query.as_bytes()).into_owned().collect()))
    }
}

impl Params {
    /// The text of a parameter; none if it is absent or empty, as clients leave it that build every query alike.
    pub(crate) fn text(&self, name: &str) -> Result<Option<&str>, Refusal> {
        let mut found = self.0.iter().filter(|(known, _)| known == name);
        let first = found.next().map(|(_, value)| value.as_str()).filter(|value| !value.is_empty());
        match found.next() {
            Some(_) => Err(Refusal::malformed(format!("The parameter {name} is there twice; send it once."))),
            None => Ok(first),
        }
    }

    /// The value of a parameter.
    pub(crate) fn parse<T: FromStr<Err: Display>>(&self, name: &str) -> Result<Option<T>, Refusal> {
        let wrong = |error| Refusal::malformed(sentence(&format!("the parameter {name} is wrong: {error}")));
        self.text(name)?.map(|text| text.parse().map_err(wrong)).transpose()
    }

    /// A parameter that is `true` or `false`; absent is false.
    pub(crate) fn flag(&self, name: &str) -> Result<bool, Refusal> {
        match self.text(name)? {
            None | Some("false" | "0") => Ok(false),
            Some("true" | "1") => Ok(true),
            Some(_) => Err(Refusal::malformed(format!("The parameter {name} is true or false."))),
        }
    }
}
