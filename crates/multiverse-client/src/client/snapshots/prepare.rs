//! Choosing the smallest form of an upload.

use bytes::Bytes;
use multiverse_model::Checksum;
use worldline::{Encoder, Identity, Options};

use super::upload::{Base, Form, Upload};
use crate::client::MultiverseClient;
use crate::client::error::ClientError;

/// zstd's level for documents that go whole because there is no base. A village of 0.8 MB takes a quarter less than with
/// [`QUICK`], and 40 ms: who has no base mostly begins a universe, and that is once.
const THOROUGH: i32 = 15;

/// zstd's own default: for a document that is only packed to see whether its delta is any smaller, and for long ones.
const QUICK: i32 = 3;

/// Bytes of documents beyond which time matters more than a quarter of what is sent: these take 0.2 s.
const LONG: usize = 4 << 20;

/// A delta that is so many times smaller than the document is smaller than what zstd would make of it: that is not
/// tried then.
const SURELY_SMALLER: usize = 50;

/// A document ready to be sent.
#[derive(Debug, Clone)]
pub(super) struct Ready {
    /// Of the document.
    pub checksum: Checksum,
    pub form: Form,
    /// The body.
    pub body: Bytes,
}

impl MultiverseClient {
    /// The smallest form of an upload.
    pub(super) async fn ready(&self, upload: &Upload) -> Result<Ready, ClientError> {
        let (client, bytes, base) = (self.clone(), upload.bytes.clone(), upload.base.clone());
        on_blocking(move || {
            let checksum = Checksum::of(&bytes);
            let delta = base.and_then(|base| client.delta(&base, &bytes, checksum));
            if let Some(delta) = &delta
                && delta.len() * SURELY_SMALLER < bytes.len()
            {
                return Ready { checksum, form: Form::Delta, body: delta.clone() };
            }
            let level = if delta.is_some() { QUICK } else { THOROUGH };
            let whole = client.packed(bytes, checksum, level);
            match delta {
                Some(delta) if delta.len() < whole.body.len() => {
                    Ready { checksum, form: Form::Delta, body: delta }
                }
                _ => whole,
            }
        })
        .await
    }

    /// The whole document, packed if that makes it smaller.
    pub(super) async fn ready_whole(&self, bytes: Bytes, checksum: Checksum) -> Result<Ready, ClientError> {
        let client = self.clone();
        on_blocking(move || client.packed(bytes, checksum, THOROUGH)).await
    }

    fn packed(&self, bytes: Bytes, checksum: Checksum, level: i32) -> Ready {
        let plain = Ready { checksum, form: Form::Plain, body: bytes };
        if !self.settings().compression {
            return plain;
        }
        // If zstd cannot, for want of memory, there is still the document as it is.
        let level = if plain.body.len() > LONG { QUICK } else { level };
        match zstd::bulk::compress(&plain.body, level) {
            Ok(packed) if packed.len() < plain.body.len() => {
                Ready { checksum, form: Form::Zstd, body: packed.into() }
            }
            _ => plain,
        }
    }

    /// What changed since the base; none if the documents are too long for a delta.
    fn delta(&self, base: &Base, bytes: &Bytes, checksum: Checksum) -> Option<Bytes> {
        let mut encoder = self.take_encoder();
        let identity = Identity::Known { base: *base.checksum.digest(), result: *checksum.digest() };
        let delta = encoder.encode(&base.bytes, bytes, &Options::default().with_identity(identity));
        self.give_encoder(encoder);
        delta.ok().map(Bytes::from)
    }

    fn take_encoder(&self) -> Box<Encoder> {
        let kept = self.shared.encoder.lock().ok().and_then(|mut kept| kept.take());
        kept.unwrap_or_default()
    }

    fn give_encoder(&self, encoder: Box<Encoder>) {
        if let Ok(mut kept) = self.shared.encoder.lock() {
            *kept = Some(encoder);
        }
    }
}

/// Runs what takes the processor for long where it does not hold up others.
pub(super) async fn on_blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, ClientError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => Ok(done),
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => Err(ClientError::Stopped),
        },
    }
}
