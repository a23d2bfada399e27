//! From the stored bytes of a chain to the document at its end.

use bytes::Bytes;
use multiverse_model::Checksum;
use worldline::Decoder;

use crate::StoreError;
use crate::catalog::tables::contents::Coding;
use crate::codecs::Codecs;

/// One content of a chain, as it is stored.
#[derive(Debug, Clone)]
pub(crate) struct Piece {
    pub checksum: Checksum,
    /// Bytes of the document, by its row.
    pub length: u64,
    pub coding: Coding,
    pub stored: Bytes,
}

/// What a document is rebuilt from.
#[derive(Debug, Clone)]
pub(crate) struct Chain {
    /// The content that the last piece is a delta against, rebuilt before; none if the last piece is a keyframe.
    pub base: Option<Bytes>,
    /// The content that is asked for, then what each rests on.
    pub pieces: Vec<Piece>,
}

impl Chain {
    /// Rebuilds the document and checks that it is the one that was saved. No more than two documents of the chain
    /// are in memory at once.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] with the first link that is not what was saved.
    pub(crate) fn rebuild(&self, codecs: &Codecs) -> Result<Bytes, StoreError> {
        let Some(asked) = self.pieces.first() else { return Err(StoreError::Interrupted) };
        let longest = self.pieces.iter().map(|piece| piece.length).max().unwrap_or(0);
        let longest = usize::try_from(longest).unwrap_or(usize::MAX);
        codecs.decode(longest, |decoder| {
            let document = self.decode(asked.checksum, decoder, |_, _| Ok(()));
            if document.as_ref().is_ok_and(|document| Checksum::of(document) == asked.checksum) {
                return document;
            }
            // Only now is every link hashed: which is the first that is wrong? The one that does not decode may only
            // have met a base that was decoded to something else.
            self.decode(asked.checksum, decoder, |piece, document| {
                if Checksum::of(document) == piece.checksum {
                    return Ok(());
                }
                Err(piece.damaged(asked.checksum, "its bytes have another digest"))
            })
        })
    }

    fn decode(
        &self,
        asked: Checksum,
        decoder: &mut Decoder,
        mut check: impl FnMut(&Piece, &Bytes) -> Result<(), StoreError>,
    ) -> Result<Bytes, StoreError> {
        let mut document = self.base.clone();
        for piece in self.pieces.iter().rev() {
            let next = piece.decode(document.as_ref(), decoder);
            let next = next.map_err(|reason| piece.damaged(asked, &reason))?;
            check(piece, &next)?;
            document = Some(next);
        }
        document.ok_or(StoreError::Interrupted)
    }
}

impl Piece {
    /// Answers the document, or what is wrong.
    fn decode(&self, base: Option<&Bytes>, decoder: &mut Decoder) -> Result<Bytes, String> {
        let length = usize::try_from(self.length).map_err(|_| "its length is absurd".to_owned())?;
        let bytes: Bytes = match (self.coding, base) {
            (Coding::Raw, _) => self.stored.clone(),
            (Coding::Zstd, _) => {
                let unpacked = zstd::bulk::decompress(&self.stored, length);
                unpacked.map_err(|error| format!("it does not decompress: {error}"))?.into()
            }
            (Coding::Worldline, None) => return Err("the store does not have its base".to_owned()),
            (Coding::Worldline, Some(base)) => {
                let wrong = |error| format!("its delta does not decode: {error}");
                // Before anything is made room for: what the delta claims may be the damage.
                let header = worldline::inspect(&self.stored).map_err(wrong)?;
                if header.len != self.length {
                    return Err(format!("its delta makes {} bytes in place of {length}", header.len));
                }
                decoder.decode_unverified(base, &self.stored, length).map_err(wrong)?.into()
            }
        };
        if bytes.len() != length {
            return Err(format!("it has {} bytes in place of {length}", bytes.len()));
        }
        Ok(bytes)
    }

    fn damaged(&self, asked: Checksum, reason: &str) -> StoreError {
        StoreError::Corrupt { checksum: asked, link: self.checksum, reason: reason.to_owned() }
    }
}

#[cfg(test)]
mod tests;
