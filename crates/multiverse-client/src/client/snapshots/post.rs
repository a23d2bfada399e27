//! Upload in JSON: the document as it stands, or gzipped and in base64.

use std::borrow::Cow;
use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::{HeaderName, HeaderValue};
use multiverse_model::wire::SaveSnapshot;
use multiverse_model::{Checksum, UniverseId};
use serde_json::value::RawValue;

use super::prepare::on_blocking;
use super::upload::{Form, Upload, Uploaded};
use crate::client::MultiverseClient;
use crate::client::error::ClientError;
use crate::client::methods::client_methods;
use crate::client::transport::{Meter, Request, Sent};

const SNAPSHOT_COMPRESSED: HeaderName = HeaderName::from_static("x-snapshot-compressed");

client_methods! {
    /// Saves a JSON document inside of a JSON request, as it stands: the way for which a server needs no more than JSON.
    /// [`upload`](crate::MultiverseClient::upload) sends less. [`Upload::base`] and [`Upload::content_type`] are not used.
    ///
    /// # Errors
    /// Those of `upload`; and [`ClientError::Unsendable`] for a document that is not JSON, or that has white space around
    /// it, which this way cannot carry.
    pub async fn upload_json(&self, universe: &UniverseId, upload: Upload) -> Result<Uploaded, ClientError> {
        self.post(universe, upload, Form::Plain).await
    }

    /// The same with the document gzipped and in base64: any JSON text, exact to the byte.
    ///
    /// # Errors
    /// Those of `upload`.
    pub async fn upload_packed(&self, universe: &UniverseId, upload: Upload) -> Result<Uploaded, ClientError> {
        self.post(universe, upload, Form::GzipBase64).await
    }
}

impl MultiverseClient {
    async fn post(&self, universe: &UniverseId, upload: Upload, form: Form) -> Result<Uploaded, ClientError> {
        let (upload, checksum, body) = on_blocking(move || {
            let checksum = Checksum::of(&upload.bytes);
            let body = if form == Form::GzipBase64 { packed(&upload) } else { plain(&upload) };
            (upload, checksum, body)
        })
        .await?;
        let mut request = Request::post(&["api", "universe", universe.as_str(), "snapshot"]);
        request = request.header(http::header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if form == Form::GzipBase64 {
            request = request.header(SNAPSHOT_COMPRESSED, HeaderValue::from_static("gzip-base64"));
        }
        let sent = Sent::default();
        request.body = Some(body?);
        request.meter = Meter { progress: upload.progress.clone(), sent: sent.clone() };
        let (saved, is_new) = self.save(request).await?;
        Uploaded::new(saved, is_new, &upload, checksum, (sent.bytes(), form))
    }
}

fn plain(upload: &Upload) -> Result<Bytes, ClientError> {
    let document: &RawValue = serde_json::from_slice(&upload.bytes)
        .map_err(|error| ClientError::Unsendable(format!("the document is no JSON: {error}")))?;
    if document.get().len() != upload.bytes.len() {
        let why = "white space around a document gets lost inside of JSON; use `upload`";
        return Err(ClientError::Unsendable(why.to_owned()));
    }
    body(SaveSnapshot { snapshot: Some(document), ..described(upload) })
}

fn packed(upload: &Upload) -> Result<Bytes, ClientError> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    let packed = encoder.write_all(&upload.bytes).and_then(|()| encoder.finish());
    let packed = packed.map_err(|error| ClientError::Unsendable(format!("it cannot be packed: {error}")))?;
    let text = Cow::Owned(STANDARD.encode(packed));
    body(SaveSnapshot { compressed_snapshot: Some(text), ..described(upload) })
}

fn described(upload: &Upload) -> SaveSnapshot<'_> {
    SaveSnapshot {
        snapshot: None,
        compressed_snapshot: None,
        tick: upload.tick,
        day: upload.day,
        kind: upload.kind,
        canon_event: upload.canon_event.clone(),
        label: upload.label.clone(),
        decay_policy: upload.decay_policy.clone(),
        parent: upload.parent,
        on_conflict: Some(upload.on_conflict),
    }
}

fn body(save: SaveSnapshot<'_>) -> Result<Bytes, ClientError> {
    let text = serde_json::to_vec(&save);
    text.map(Bytes::from).map_err(|error| ClientError::Unsendable(format!("it is no JSON: {error}")))
}
