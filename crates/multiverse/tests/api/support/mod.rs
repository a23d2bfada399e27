//! A server to test, and clients to test it with.

mod client;
mod coding;
mod contract;
mod delta;
mod process;
mod reply;
mod server;
mod shape;
mod stream;

pub(crate) use client::{Client, Request};
pub(crate) use coding::{brotli, gzip, gzip_base64, unpacked, zstd};
pub(crate) use delta::{WORLDLINE, checksum, delta, named_delta, put_delta};
pub(crate) use reply::Reply;
pub(crate) use server::Server;
pub(crate) use shape::{CANON_EVENT, ENTRY, PASSAGE, PLAYER, TRANSIT, UNIVERSE, is_shaped};
pub(crate) use stream::{EventStream, Told};

/// A certificate of nobody's, for these tests alone.
pub(crate) const TEST_ONLY_CERTIFICATE: &[u8] = include_bytes!("../fixtures/test-only.cert.pem");
