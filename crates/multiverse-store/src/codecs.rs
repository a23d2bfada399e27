//! Encoders and decoders that wait for their next document, with the buffers of the last.

use std::sync::{Mutex, PoisonError};

use worldline::{Decoder, Encoder};

/// Documents from which on a coder is not kept: its buffers grow with the document, and one large world should not
/// cost its memory for ever.
const LARGE: usize = 8 * 1024 * 1024;

/// The idle coders of a store.
pub(crate) struct Codecs {
    encoders: Pool<Encoder>,
    decoders: Pool<Decoder>,
}

impl Codecs {
    /// Keeps at most `most` of each: as many as work at once.
    pub(crate) fn new(most: usize) -> Self {
        Self { encoders: Pool::new(most, Encoder::new), decoders: Pool::new(most, Decoder::new) }
    }

    /// Lends an encoder for a document of `length` bytes.
    pub(crate) fn encode<R>(&self, length: usize, work: impl FnOnce(&mut Encoder) -> R) -> R {
        self.encoders.lend(length < LARGE, work)
    }

    /// Lends a decoder for a document of `length` bytes.
    pub(crate) fn decode<R>(&self, length: usize, work: impl FnOnce(&mut Decoder) -> R) -> R {
        self.decoders.lend(length < LARGE, work)
    }
}

struct Pool<T> {
    idle: Mutex<Vec<T>>,
    most: usize,
    make: fn() -> T,
}

impl<T> Pool<T> {
    fn new(most: usize, make: fn() -> T) -> Self {
        Self { idle: Mutex::default(), most, make }
    }

    fn lend<R>(&self, keep: bool, work: impl FnOnce(&mut T) -> R) -> R {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut lent = idle.unwrap_or_else(self.make);
        let done = work(&mut lent);
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if keep && idle.len() < self.most {
            idle.push(lent);
        }
        done
    }
}
