//! Upload of bytes, or of what changed.

use http::{HeaderName, HeaderValue, header};
use multiverse_model::wire::{OnConflict, Saved};
use multiverse_model::{ProblemType, UniverseId};
use reqwest::StatusCode;
use serde_json::json;

use super::SNAPSHOT_META;
use super::meta::ascii_json;
use super::prepare::Ready;
use super::upload::{Form, Upload, Uploaded};
use crate::client::MultiverseClient;
use crate::client::error::ClientError;
use crate::client::methods::client_methods;
use crate::client::transport::{Meter, Request, Sent, essence};

/// The longest `Snapshot-Meta` that is sent: proxies commonly refuse lines of 8 KiB.
const MAX_META: usize = 7 * 1024;

/// The media type of a delta.
const WORLDLINE: &str = "application/vnd.multiverse.worldline";

const SNAPSHOT_BASE: HeaderName = HeaderName::from_static("snapshot-base");
const SNAPSHOT_DIGEST: HeaderName = HeaderName::from_static("snapshot-digest");
const SNAPSHOT_CONTENT_TYPE: HeaderName = HeaderName::from_static("snapshot-content-type");

client_methods! {
    /// Saves a snapshot on the server, in the smallest form: as what changed since [`Upload::base`], packed, or as it is.
    ///
    /// If the server has the base no longer, the document is sent whole in the same call. To repeat an upload is safe: the
    /// entry that stands is answered. After `Ok` the server has the very bytes that were sent, on stable storage.
    ///
    /// # Errors
    /// - [`ClientError::Diverged`]: the parent is not the head. With [`OnConflict::Fork`] it becomes a fork instead.
    /// - [`ClientError::Integrity`]: the server answered for other bytes or another tick than were sent.
    pub async fn upload(&self, universe: &UniverseId, upload: Upload) -> Result<Uploaded, ClientError> {
        let meta = upload.meta().map(|meta| ascii_json(&meta)).transpose()?;
        if meta.as_ref().is_some_and(|meta| meta.len() > MAX_META) && is_json(&upload.content_type) {
            return self.upload_packed(universe, upload).await;
        }
        let sent = Sent::default();
        let ready = self.ready(&upload).await?;
        let checksum = ready.checksum;
        let first = self.put(universe, &upload, &ready, meta.as_deref(), &sent).await;
        let (answer, form) = match first {
            Err(error) if ready.form == Form::Delta && wants_whole(&error) => {
                tracing::debug!(%error, "the server does not take the delta; the document is sent whole");
                let whole = self.ready_whole(upload.bytes.clone(), checksum).await?;
                (self.put(universe, &upload, &whole, meta.as_deref(), &sent).await?, whole.form)
            }
            first => (first?, ready.form),
        };
        let (saved, is_new) = answer;
        Uploaded::new(saved, is_new, &upload, checksum, (sent.bytes(), form))
    }
}

fn wants_whole(error: &ClientError) -> bool {
    matches!(error.kind(), Some(ProblemType::BaseGone | ProblemType::BadDelta))
}

fn is_json(media_type: &str) -> bool {
    essence(media_type).eq_ignore_ascii_case("application/json")
}

impl MultiverseClient {
    async fn put(
        &self,
        universe: &UniverseId,
        upload: &Upload,
        ready: &Ready,
        meta: Option<&str>,
        sent: &Sent,
    ) -> Result<(Saved, bool), ClientError> {
        let mut request = described(universe, upload)?;
        if let Some(meta) = meta {
            request = request.text_header(SNAPSHOT_META, meta)?;
        }
        let mut request = formed(request, upload, ready)?;
        request.meter = Meter { progress: upload.progress.clone(), sent: sent.clone() };
        self.save(request).await
    }

    /// Sends an upload until it is answered; tells also whether it is new.
    pub(super) async fn save(&self, request: Request) -> Result<(Saved, bool), ClientError> {
        let (request, limit) = (self.keyed(request)?, self.settings().max_json_bytes);
        let mut retries = self.retries(request.repeat);
        loop {
            let once = async {
                let answer = self.send(&request).await?;
                let is_new = answer.status() == StatusCode::CREATED;
                Ok::<_, ClientError>((answer.json::<Saved>(limit).await?, is_new))
            };
            match once.await {
                Ok(saved) => return Ok(saved),
                Err(error) => retries.after(error).await?,
            }
        }
    }
}

/// The request but for its body.
fn described(universe: &UniverseId, upload: &Upload) -> Result<Request, ClientError> {
    let tick = upload.tick.to_string();
    let on_conflict = (upload.on_conflict == OnConflict::Fork).then_some(OnConflict::Fork);
    let query = json!({
        "type": upload.kind, "day": upload.day, "label": upload.label, "onConflict": on_conflict,
    });
    let request = Request::put(&["api", "universe", universe.as_str(), "snapshot", &tick]).query(&query);
    match upload.parent {
        Some(parent) => request.text_header(header::IF_MATCH, &format!("\"{parent}\"")),
        None => Ok(request),
    }
}

/// The request with its body.
fn formed(mut request: Request, upload: &Upload, ready: &Ready) -> Result<Request, ClientError> {
    request.body = Some(ready.body.clone());
    match (ready.form, &upload.base) {
        (Form::Delta, Some(base)) => request
            .header(header::CONTENT_TYPE, HeaderValue::from_static(WORLDLINE))
            .text_header(SNAPSHOT_CONTENT_TYPE, &upload.content_type)?
            .text_header(SNAPSHOT_BASE, &base.checksum.to_string())?
            .text_header(SNAPSHOT_DIGEST, &ready.checksum.to_string()),
        (Form::Zstd, _) => request
            .header(header::CONTENT_ENCODING, HeaderValue::from_static("zstd"))
            .text_header(header::CONTENT_TYPE, &upload.content_type),
        _ => request.text_header(header::CONTENT_TYPE, &upload.content_type),
    }
}
