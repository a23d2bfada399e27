//! The body of an answer, read under limits.

use std::time::Duration;

use bytes::{Bytes, BytesMut};

use super::failure;
use super::unpack::Unpacking;
use crate::client::error::{BadAnswer, ClientError};

/// The body of an answer: unpacked, of at most so many bytes, and never silent for longer than the idle timeout.
pub(crate) struct Reader {
    response: reqwest::Response,
    unpacking: Option<Unpacking>,
    idle: Duration,
    limit: u64,
    read: u64,
}

impl Reader {
    pub(super) fn new(
        response: reqwest::Response,
        unpacking: Option<Unpacking>,
        idle: Duration,
        limit: u64,
    ) -> Result<Self, ClientError> {
        // Unpacked it will not be shorter, or hardly.
        if unpacking.is_none() && response.content_length().is_some_and(|length| length > limit) {
            return Err(BadAnswer::TooLong { limit }.into());
        }
        Ok(Self { response, unpacking, idle, limit, read: 0 })
    }

    /// The next bytes, unpacked; none at the end.
    pub(crate) async fn next(&mut self) -> Result<Option<Bytes>, ClientError> {
        let next = self.unpacked().await?;
        if let Some(bytes) = &next {
            self.read = self.read.saturating_add(bytes.len() as u64);
            if self.read > self.limit {
                return Err(BadAnswer::TooLong { limit: self.limit }.into());
            }
        }
        Ok(next)
    }

    /// All of it.
    pub(crate) async fn whole(mut self) -> Result<Bytes, ClientError> {
        let Some(first) = self.next().await? else { return Ok(Bytes::new()) };
        let Some(second) = self.next().await? else { return Ok(first) };
        let mut whole = BytesMut::from(first);
        whole.extend_from_slice(&second);
        while let Some(bytes) = self.next().await? {
            whole.extend_from_slice(&bytes);
        }
        Ok(whole.freeze())
    }

    async fn unpacked(&mut self) -> Result<Option<Bytes>, ClientError> {
        loop {
            if let Some(unpacking) = &mut self.unpacking
                && let Some(bytes) = unpacking.take()?
            {
                return Ok(Some(bytes));
            }
            let came = self.came().await?;
            match (&mut self.unpacking, came) {
                (Some(unpacking), Some(packed)) => unpacking.feed(packed),
                (Some(unpacking), None) => {
                    unpacking.finish()?;
                    return Ok(None);
                }
                (None, came) => return Ok(came),
            }
        }
    }

    async fn came(&mut self) -> Result<Option<Bytes>, ClientError> {
        match tokio::time::timeout(self.idle, self.response.chunk()).await {
            Ok(chunk) => chunk.map_err(failure::of_body),
            Err(_) => Err(ClientError::Timeout { after: self.idle }),
        }
    }
}
