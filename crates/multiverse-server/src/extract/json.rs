//! JSON bodies.

use axum::body::Body;
use axum::extract::{FromRequest, FromRequestParts, OriginalUri};
use bytes::Bytes;
use http::{HeaderMap, Request, header};
use multiverse_model::{MAX_CONFIG_BYTES, ProblemType, check_depth};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::body::bad_encoding;
use super::{Who, collect};
use crate::app::App;
use crate::coding::{Chunks, Encoding, decode};
use crate::refusal::{Answer, Refusal, sentence};

/// A JSON body and who sent it. The body must be JSON of the shape, small, and not too deep.
pub(crate) struct Json<T> {
    pub value: T,
    pub who: Who,
}

impl<T: DeserializeOwned> FromRequest<App> for Json<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request<Body>, app: &App) -> Result<Self, Refusal> {
        let (text, who) = read(request, app, app.config.limits.max_json_bytes).await?;
        let value = parse(&text, app.config.limits.max_json_depth)?;
        Ok(Self { value, who })
    }
}

/// A JSON body that has an entity in it: it may be larger than others.
pub(crate) struct TravelJson<T> {
    pub value: T,
    pub who: Who,
}

impl<T: DeserializeOwned> FromRequest<App> for TravelJson<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request<Body>, app: &App) -> Result<Self, Refusal> {
        let (text, who) = read(request, app, app.config.limits.max_travel_bytes()).await?;
        let value = parse(&text, app.config.limits.max_json_depth)?;
        Ok(Self { value, who })
    }
}

/// A JSON body that may be left out, for who has nothing to say.
pub(crate) struct OptionalJson<T> {
    pub value: T,
    pub who: Who,
}

impl<T: DeserializeOwned + Default> FromRequest<App> for OptionalJson<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request<Body>, app: &App) -> Result<Self, Refusal> {
        let (text, who) = read(request, app, app.config.limits.max_json_bytes).await?;
        let value = match text.trim_ascii() {
            b"" => T::default(),
            _ => parse(&text, app.config.limits.max_json_depth)?,
        };
        Ok(Self { value, who })
    }
}

/// Reads a body of at most `limit` bytes, refuses a repeat of a request that was refused, and tells who sent it.
async fn read(request: Request<Body>, app: &App, limit: u64) -> Answer<(Bytes, Who)> {
    let (mut parts, body) = request.into_parts();
    let Ok(who) = Who::from_request_parts(&mut parts, app).await;
    let Ok(OriginalUri(uri)) = OriginalUri::from_request_parts(&mut parts, app).await;
    expect_json(&parts.headers)?;
    let sent = collect(app, &parts.headers, body, limit).await?;
    let text = unpack(sent.bytes, sent.encoding, limit)?;
    let path = uri.path_and_query().map_or("", |path| path.as_str());
    if let Some(key) = who.fingerprint(parts.method.as_str(), path, &text) {
        app.store.check_repeat(key).await?;
    }
    Ok((text, who))
}

fn unpack(bytes: Bytes, encoding: Encoding, limit: u64) -> Answer<Bytes> {
    if encoding == Encoding::Identity {
        return Ok(bytes);
    }
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let unpacked =
        decode(encoding, Chunks::new([bytes]), limit, None).map_err(|error| bad_encoding(&error))?;
    Ok(unpacked.bytes.into())
}

fn parse<T: DeserializeOwned>(text: &[u8], max_depth: usize) -> Answer<T> {
    check_depth(text, max_depth).map_err(|deep| Refusal::new(ProblemType::Rule, sentence(&deep)))?;
    expect_object(text)?;
    serde_json::from_slice(text).map_err(|error| match has_large_config(text) {
        true => Refusal::too_large("The config", MAX_CONFIG_BYTES as u64),
        false => refuse_json(&error),
    })
}

/// Whether what a body was refused for is the length of its `config`, of which serde's errors do not tell.
fn has_large_config(text: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Probe<'a> {
        #[serde(borrow)]
        config: &'a RawValue,
    }
    serde_json::from_slice::<Probe<'_>>(text).is_ok_and(|probe| probe.config.get().len() > MAX_CONFIG_BYTES)
}

/// Refuses a text that does not begin as an object does: parsers derived for one would also take an array of the
/// members' values in their order.
pub(crate) fn expect_object(text: &[u8]) -> Answer<()> {
    if text.trim_ascii_start().first() == Some(&b'{') {
        return Ok(());
    }
    Err(Refusal::malformed("The body is not the JSON that this route takes: send an object."))
}

/// Says what is wrong with a JSON text.
pub(crate) fn refuse_json(error: &serde_json::Error) -> Refusal {
    // A hostile text may be quoted in the message; a megabyte of it helps nobody.
    let mut detail: String = error.to_string().chars().take(300).collect();
    if detail.len() < error.to_string().len() {
        detail.push('…');
    }
    Refusal::malformed(format!("The body is not the JSON that this route takes: {detail}."))
}

/// Refuses a body that says it is something else. One that says nothing is taken for JSON.
pub(crate) fn expect_json(headers: &HeaderMap) -> Answer<()> {
    // All of them, if there are more: whoever stands between the client and us may have read another.
    if headers.get_all(header::CONTENT_TYPE).iter().all(|given| given.to_str().is_ok_and(is_json)) {
        return Ok(());
    }
    let detail = "This route takes JSON; send Content-Type: application/json.";
    Err(Refusal::new(ProblemType::UnsupportedMediaType, detail))
}

/// Whether a media type is JSON.
pub(crate) fn is_json(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"))
}
