//! Sending, once and again.

use std::sync::Arc;
use std::time::Duration;

use http::{HeaderName, HeaderValue, Method, header};
use serde::de::DeserializeOwned;
use tokio::sync::Notify;

use super::answer::Answer;
use super::body::Chunks;
use super::failure;
use super::request::Request;
use crate::client::MultiverseClient;
use crate::client::error::ClientError;
use crate::client::retry::{Repeat, Retries};

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

impl MultiverseClient {
    /// Sends a small request until it is answered in JSON.
    pub(crate) async fn json<T: DeserializeOwned>(&self, request: Request) -> Result<T, ClientError> {
        let request = self.keyed(request)?;
        let mut retries = self.retries(request.repeat);
        loop {
            match self.json_once(&request).await {
                Ok(answer) => return Ok(answer),
                Err(error) => retries.after(error).await?,
            }
        }
    }

    /// Sends a small request once.
    pub(crate) async fn json_once<T: DeserializeOwned>(&self, request: &Request) -> Result<T, ClientError> {
        let limit = self.settings().max_json_bytes;
        self.in_time(async { self.send(request).await?.json(limit).await }).await
    }

    /// Fails if a small request is not done in time.
    pub(crate) async fn in_time<T>(
        &self,
        done: impl Future<Output = Result<T, ClientError>>,
    ) -> Result<T, ClientError> {
        let after = self.settings().request_timeout;
        tokio::time::timeout(after, done).await.unwrap_or(Err(ClientError::Timeout { after }))
    }

    pub(crate) fn retries(&self, repeat: Repeat) -> Retries<'_> {
        Retries::new(self.settings().retry, &self.shared.random, repeat)
    }

    /// The request with an idempotency key, if it is one that needs it: the same for all attempts.
    pub(crate) fn keyed(&self, request: Request) -> Result<Request, ClientError> {
        if request.method != Method::POST {
            return Ok(request);
        }
        let key = match &self.key {
            Some(key) => key.clone(),
            None => self.shared.random.key()?,
        };
        Ok(request.header(IDEMPOTENCY_KEY, key.header().clone()))
    }

    /// Sends a request once, and answers the head of what comes back, or the error that it is.
    pub(crate) async fn send(&self, request: &Request) -> Result<Answer, ClientError> {
        let idle = self.settings().idle_timeout;
        let activity = Arc::new(Notify::new());
        let sending = self.prepared(request, &activity)?.send();
        let response = tokio::select! {
            answered = sending => answered.map_err(failure::of_request)?,
            () = silence(&activity, idle) => return Err(ClientError::Timeout { after: idle }),
        };
        Answer::new(response, idle).await
    }

    fn prepared(
        &self,
        request: &Request,
        activity: &Arc<Notify>,
    ) -> Result<reqwest::RequestBuilder, ClientError> {
        let url = request.url(&self.shared.base)?;
        let mut headers = request.headers.clone();
        if let Some(token) = &self.token {
            headers.insert(header::AUTHORIZATION, token.header().clone());
        }
        let encoding = if self.settings().compression { "zstd" } else { "identity" };
        headers.entry(header::ACCEPT_ENCODING).or_insert(HeaderValue::from_static(encoding));
        let builder = self.shared.http.request(request.method.clone(), url).headers(headers);
        Ok(match &request.body {
            Some(bytes) => {
                let chunks = Chunks::new(bytes.clone(), request.meter.clone(), Arc::clone(activity));
                builder.body(reqwest::Body::wrap(chunks))
            }
            None => builder,
        })
    }
}

/// Ends when nothing was notified for so long.
async fn silence(activity: &Notify, idle: Duration) {
    while tokio::time::timeout(idle, activity.notified()).await.is_ok() {}
}

#[cfg(test)]
mod tests {
    use tokio::time::{Instant, sleep};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn silence_begins_anew_with_each_byte() {
        let (activity, started) = (Notify::new(), Instant::now());
        let speaking = async {
            for _ in 0..9 {
                sleep(Duration::from_secs(9)).await;
                activity.notify_one();
            }
            std::future::pending::<()>().await;
        };
        tokio::select! {
            () = speaking => {}
            () = silence(&activity, Duration::from_secs(10)) => {}
        }
        assert_eq!(started.elapsed(), Duration::from_secs(91));
    }
}
