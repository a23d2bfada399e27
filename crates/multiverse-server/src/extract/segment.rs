//! Ids and ticks in paths.

use std::fmt::Display;
use std::str::FromStr;

use axum::extract::{FromRequestParts, RawPathParams};
use http::request::Parts;

use crate::refusal::{Refusal, sentence};

/// The one variable segment of a path, or the first of two.
pub(crate) struct Segment<A>(pub A);

/// The two variable segments of a path.
pub(crate) struct Segments<A, B>(pub A, pub B);

impl<S: Send + Sync, A: FromStr<Err: Display>> FromRequestParts<S> for Segment<A> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let segments = raw(parts, state).await?;
        Ok(Self(parse(segments.iter().next())?))
    }
}

impl<S, A, B> FromRequestParts<S> for Segments<A, B>
where
    S: Send + Sync,
    A: FromStr<Err: Display>,
    B: FromStr<Err: Display>,
{
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let segments = raw(parts, state).await?;
        let mut segments = segments.iter();
        Ok(Self(parse(segments.next())?, parse(segments.next())?))
    }
}

async fn raw<S: Send + Sync>(parts: &mut Parts, state: &S) -> Result<RawPathParams, Refusal> {
    let read = RawPathParams::from_request_parts(parts, state).await;
    read.map_err(|_| Refusal::malformed("The path is not valid UTF-8 once decoded; encode it again."))
}

fn parse<T: FromStr<Err: Display>>(segment: Option<(&str, &str)>) -> Result<T, Refusal> {
    let (name, text) = segment.unwrap_or_default();
    text.parse()
        .map_err(|error| Refusal::malformed(sentence(&format!("the path's {name} is wrong: {error}"))))
}
