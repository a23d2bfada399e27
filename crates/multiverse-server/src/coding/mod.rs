//! Content encodings: which one to answer with, and how to pack and unpack bodies without trusting them.

mod accept;
mod brotli_reader;
mod chunks;
mod decode;
mod encode;
mod gzip_base64;

pub(crate) use accept::{ACCEPTED, UnsupportedEncoding, negotiate, request_encoding};
pub(crate) use chunks::Chunks;
pub(crate) use decode::{DecodeError, Decoded, Room, decode, decode_within};
pub(crate) use encode::encode;
pub(crate) use gzip_base64::{GzipBase64Error, decode_gzip_base64};

/// How the bytes of a body stand for the bytes of the document (RFC 9110, section 8.4.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// As they are.
    Identity,
    /// RFC 1952.
    Gzip,
    /// RFC 8878.
    Zstd,
    /// RFC 7932.
    Brotli,
}

impl Encoding {
    /// The name in `Content-Encoding` and `Accept-Encoding`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
            Self::Brotli => "br",
        }
    }

    /// The encoding that a header calls `name`, in any case; `x-gzip` is an old name of gzip.
    fn from_name(name: &str) -> Option<Self> {
        let is = |known: &str| name.eq_ignore_ascii_case(known);
        if is("x-gzip") {
            return Some(Self::Gzip);
        }
        [Self::Identity, Self::Gzip, Self::Zstd, Self::Brotli].into_iter().find(|e| is(e.name()))
    }
}
