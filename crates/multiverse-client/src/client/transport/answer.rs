//! An answer, before its body is read.

use std::time::Duration;

use http::{HeaderName, StatusCode, header};
use multiverse_model::{Problem, ProblemType};
use serde::de::DeserializeOwned;

use super::reader::Reader;
use super::unpack::Unpacking;
use crate::client::error::{BadAnswer, ClientError, Refusal, Unreached, beginning};

/// The longest problem that is read.
const MAX_PROBLEM_BYTES: u64 = 4 << 20;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The head of an answer that is no refusal.
pub(crate) struct Answer {
    response: reqwest::Response,
    idle: Duration,
}

impl Answer {
    /// Takes an answer, or the error that it is.
    pub(super) async fn new(response: reqwest::Response, idle: Duration) -> Result<Self, ClientError> {
        let answer = Self { response, idle };
        match answer.status() {
            status if status.is_success() || status == StatusCode::NOT_MODIFIED => Ok(answer),
            status if status.is_redirection() => {
                let location = beginning(answer.header(&header::LOCATION).unwrap_or_default(), 200);
                Err(BadAnswer::Redirect { location }.into())
            }
            _ => Err(answer.into_error().await),
        }
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.response.status()
    }

    /// A header's text.
    pub(crate) fn header(&self, name: &HeaderName) -> Option<&str> {
        self.response.headers().get(name).and_then(|value| value.to_str().ok())
    }

    /// Its body, of at most `limit` bytes.
    pub(crate) fn reader(self, limit: u64) -> Result<Reader, ClientError> {
        let unpacking = match self.header(&header::CONTENT_ENCODING) {
            None => None,
            Some(name) if name.eq_ignore_ascii_case("identity") => None,
            Some(name) if name.eq_ignore_ascii_case("zstd") => Some(Unpacking::new()?),
            Some(_) => return Err(BadAnswer::Encoding.into()),
        };
        Reader::new(self.response, unpacking, self.idle, limit)
    }

    /// Its body, of any length, on which nothing may come for as long as `silence`.
    pub(crate) fn stream(self, silence: Duration) -> Result<Reader, ClientError> {
        Self { idle: silence, ..self }.reader(u64::MAX)
    }

    /// Its JSON, of at most `limit` bytes.
    pub(crate) async fn json<T: DeserializeOwned>(self, limit: u64) -> Result<T, ClientError> {
        self.expect_type("application/json")?;
        let text = self.reader(limit)?.whole().await?;
        serde_json::from_slice(&text).map_err(|error| BadAnswer::malformed(&error).into())
    }

    /// Fails unless it has this media type.
    pub(crate) fn expect_type(&self, expected: &'static str) -> Result<(), ClientError> {
        let found = self.header(&header::CONTENT_TYPE).unwrap_or("no type");
        if essence(found).eq_ignore_ascii_case(expected) {
            return Ok(());
        }
        let (status, found) = (self.status().as_u16(), beginning(found, 100));
        Err(BadAnswer::WrongType { status, expected, found }.into())
    }

    async fn into_error(self) -> ClientError {
        let status = self.status();
        if let Err(other) = self.expect_type("application/problem+json") {
            return of_a_stranger(status).unwrap_or(other);
        }
        let request_id = self.header(&REQUEST_ID).map(|id| beginning(id, 255));
        let wait = self.header(&header::RETRY_AFTER).and_then(|seconds| seconds.trim().parse().ok());
        let problem: Problem = match self.problem().await {
            Ok(problem) => problem,
            Err(error) => return error,
        };
        let exact = problem.members.get("retryAfterMs").and_then(serde_json::Value::as_u64);
        let retry_after = exact.map(Duration::from_millis).or(wait.map(Duration::from_secs));
        ClientError::refused(Refusal { problem, request_id }, retry_after)
    }

    async fn problem(self) -> Result<Problem, ClientError> {
        let text = self.reader(MAX_PROBLEM_BYTES)?.whole().await?;
        serde_json::from_slice(&text).map_err(|error| BadAnswer::malformed(&error).into())
    }
}

/// What a status means that came without a problem, as from a gateway in front of the server.
fn of_a_stranger(status: StatusCode) -> Option<ClientError> {
    let refused = |kind: ProblemType, detail: &str| {
        ClientError::refused(Refusal { problem: Problem::new(kind, detail), request_id: None }, None)
    };
    match status {
        StatusCode::REQUEST_TIMEOUT => Some(refused(
            ProblemType::RequestTimeout,
            "A gateway gave up waiting for the request; try again.",
        )),
        StatusCode::PAYLOAD_TOO_LARGE => {
            Some(refused(ProblemType::TooLarge, "A gateway takes no body as large as this; send less."))
        }
        StatusCode::TOO_MANY_REQUESTS => {
            Some(refused(ProblemType::RateLimited, "A gateway takes no more requests for now; wait."))
        }
        StatusCode::BAD_GATEWAY | StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT => {
            let how = Unreached::Gateway(status.as_u16());
            Some(ClientError::Unreachable { how, cause: "it named no problem".into() })
        }
        _ => None,
    }
}

/// A media type without its parameters.
pub(crate) fn essence(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or_default().trim()
}
