//! Fetching a document's bytes, also in several goes.

use http::{HeaderValue, StatusCode, header};
use multiverse_model::{Checksum, UniverseId};

use super::download::{At, Download};
use super::head::Head;
use super::sink::Sink;
use crate::client::MultiverseClient;
use crate::client::error::{BadAnswer, ClientError, Mismatch};
use crate::client::progress::Progress;
use crate::client::transport::{Answer, Request};

/// The media type that asks for the exact bytes.
const RAW: &str = "application/vnd.multiverse.snapshot";

/// An attempt that brought so many bytes is no failure: a download over a bad line goes on as long as it gets on.
const PROGRESS: u64 = 64 * 1024;

/// A download under way.
pub(super) struct Fetch<'c> {
    client: &'c MultiverseClient,
    request: Request,
    at: At,
    is_conditional: bool,
    progress: Option<Progress>,
    head: Option<Head>,
}

impl<'c> Fetch<'c> {
    /// A download that is not answered if it would bring the `known` content.
    pub(super) fn new(
        client: &'c MultiverseClient,
        universe: &UniverseId,
        download: Download,
        known: Option<Checksum>,
    ) -> Result<Self, ClientError> {
        let Download { at, progress } = download;
        let mut request = at.request(universe).header(header::ACCEPT, HeaderValue::from_static(RAW));
        if let Some(known) = known {
            request = request.text_header(header::IF_NONE_MATCH, &format!("\"{known}\""))?;
        }
        Ok(Self { client, request, at, is_conditional: known.is_some(), progress, head: None })
    }

    /// Fetches until all is there and right; none if the caller has it.
    pub(super) async fn into_sink(mut self, sink: &mut Sink<'_>) -> Result<Option<Head>, ClientError> {
        let mut retries = self.client.retries(self.request.repeat);
        loop {
            let before = sink.length();
            match self.attempt(sink).await {
                Ok(outcome) => return Ok(outcome),
                Err(error) => {
                    // The end of the stream may be missing although nothing of the document is.
                    if let Some(head) = self.head.take_if(|head| head.entry.file_size == sink.length()) {
                        return complete(head, sink);
                    }
                    if sink.length() >= before.saturating_add(PROGRESS) {
                        retries.progressed();
                    }
                    retries.after(error).await?;
                }
            }
        }
    }

    async fn attempt(&mut self, sink: &mut Sink<'_>) -> Result<Option<Head>, ClientError> {
        let answer = self.client.send(&self.next(sink)?).await?;
        if answer.status() == StatusCode::NOT_MODIFIED && self.is_conditional && self.head.is_none() {
            return Ok(None);
        }
        let skip = self.place(&answer, sink)?;
        self.read(answer, sink, skip).await?;
        match self.head.take() {
            Some(head) => complete(head, sink),
            None => Err(BadAnswer::Truncated.into()),
        }
    }

    /// The request for what is still missing.
    fn next(&self, sink: &Sink<'_>) -> Result<Request, ClientError> {
        let mut request = self.request.clone();
        if let Some(head) = self.head.as_ref().filter(|_| sink.length() > 0) {
            request.headers.remove(header::IF_NONE_MATCH);
            request = request
                .text_header(header::RANGE, &format!("bytes={}-", sink.length()))?
                .text_header(header::IF_RANGE, &format!("\"{}\"", head.entry.checksum))?;
        }
        Ok(request)
    }

    /// Finds out where an answer's bytes go: how many of its first ones are there already.
    fn place(&mut self, answer: &Answer, sink: &mut Sink<'_>) -> Result<u64, ClientError> {
        if let (Some(head), StatusCode::PARTIAL_CONTENT) = (&self.head, answer.status()) {
            head.is_continued(answer, sink.length())?;
            return Ok(0);
        }
        let new = Head::of(answer, self.at)?;
        let limit = self.client.settings().max_document_bytes;
        if new.entry.file_size > limit {
            return Err(BadAnswer::TooLong { limit }.into());
        }
        let is_same = self.head.as_ref().is_some_and(|old| old.entry.checksum == new.entry.checksum);
        if !is_same && !sink.restart() {
            return Err(BadAnswer::Truncated.into());
        }
        sink.expect(new.entry.file_size.saturating_sub(sink.length()));
        self.head = Some(new);
        Ok(sink.length())
    }

    async fn read(&self, answer: Answer, sink: &mut Sink<'_>, mut skip: u64) -> Result<(), ClientError> {
        let total = self.head.as_ref().map_or(0, |head| head.entry.file_size);
        let mut reader = answer.reader(self.client.settings().max_document_bytes)?;
        while let Some(mut bytes) = reader.next().await? {
            let known = usize::try_from(skip).unwrap_or(usize::MAX).min(bytes.len());
            skip -= known as u64;
            let new = bytes.split_off(known);
            if sink.length() + new.len() as u64 > total {
                return Err(BadAnswer::TooLong { limit: total }.into());
            }
            sink.take(&new).await?;
            if let Some(progress) = &self.progress {
                progress.tell(sink.length(), total);
            }
        }
        Ok(())
    }
}

/// Checks what came.
fn complete(head: Head, sink: &Sink<'_>) -> Result<Option<Head>, ClientError> {
    let (expected, found) = (head.entry.checksum, sink.checksum());
    if found != expected {
        return Err(Mismatch::Checksum { expected, found }.into());
    }
    Ok(Some(head))
}
