//! worldline.

use worldline::{Decoder, Encoder, Identity, Options, Stage};

use super::Peer;
use crate::Outcome;

/// The stages to show, the default first.
pub(crate) const STAGES: [(&str, Stage); 3] =
    [("ours, adaptive", Stage::Adaptive), ("ours, zstd", Stage::Zstd), ("ours, plain", Stage::Plain)];

/// Our codec as a store uses it: buffers are kept, and the digests are beside the delta, not in it.
pub(crate) struct Ours {
    options: Options,
    encoder: Encoder,
    decoder: Decoder,
}

impl Ours {
    pub(crate) fn with(stage: Stage) -> Self {
        let options = Options::default().with_stage(stage).with_identity(Identity::Lengths);
        Self { options, encoder: Encoder::new(), decoder: Decoder::new() }
    }
}

impl Peer<'_> for Ours {
    fn encode(&mut self, base: &[u8], new: &[u8]) -> Outcome<Vec<u8>> {
        Ok(self.encoder.encode(base, new, &self.options)?)
    }

    fn decode(&mut self, base: &[u8], encoded: &[u8], len: usize) -> Outcome<Vec<u8>> {
        Ok(self.decoder.decode_unverified(base, encoded, len)?)
    }
}
