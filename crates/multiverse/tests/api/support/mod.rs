//! A server to test, and clients to test it with.

mod client;
mod contract;
mod reply;
mod server;

pub(crate) use client::{Client, Request, gzip, gzip_base64};
pub(crate) use reply::Reply;
pub(crate) use server::Server;
