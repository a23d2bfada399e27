//! What a server says of itself.

use multiverse_model::wire::{ServerLimits, Stats};
use serde_json::Value;

use super::error::{BadAnswer, ClientError};
use super::methods::client_methods;
use super::transport::Request;

client_methods! {
    /// Shows every limit that a client can meet, and how much of its quotas the caller has used.
    pub async fn limits(&self) -> Result<ServerLimits, ClientError> {
        self.json(Request::get(&["api", "limits"])).await
    }

    /// Shows totals of the whole multiverse.
    pub async fn stats(&self) -> Result<Stats, ClientError> {
        self.json(Request::get(&["api", "stats"])).await
    }

    /// The server's API as OpenAPI 3.1.
    pub async fn openapi(&self) -> Result<Value, ClientError> {
        self.json(Request::get(&["api", "openapi.json"])).await
    }

    /// Succeeds if the server runs.
    pub async fn is_alive(&self) -> Result<(), ClientError> {
        self.plain_text("livez").await.map(drop)
    }

    /// Succeeds if the server runs and its store answers.
    ///
    /// # Errors
    /// [`ClientError::Unavailable`], if the store does not.
    pub async fn is_ready(&self) -> Result<(), ClientError> {
        self.plain_text("readyz").await.map(drop)
    }

    /// What the server counts, in the text format of Prometheus. A server may give it elsewhere only; then this is
    /// [`ClientError::NotFound`].
    pub async fn metrics(&self) -> Result<String, ClientError> {
        self.plain_text("metrics").await
    }
}

impl crate::MultiverseClient {
    /// A text from beside the API.
    async fn plain_text(&self, path: &str) -> Result<String, ClientError> {
        let (request, limit) = (Request::get(&[path]), self.settings().max_json_bytes);
        let mut retries = self.retries(request.repeat);
        let text = loop {
            let once = async {
                let answer = self.send(&request).await?;
                answer.expect_type("text/plain")?;
                answer.reader(limit)?.whole().await
            };
            match self.in_time(once).await {
                Ok(text) => break text,
                Err(error) => retries.after(error).await?,
            }
        };
        let malformed = |_| BadAnswer::Malformed { why: "it is no text".to_owned() };
        String::from_utf8(text.into()).map_err(|error| malformed(error).into())
    }
}
