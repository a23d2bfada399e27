//! Requests and answers, below the routes.

mod answer;
mod body;
mod failure;
mod reader;
mod request;
mod send;
mod unpack;

pub(crate) use answer::{Answer, essence};
pub(crate) use body::{Meter, Sent};
pub(crate) use reader::Reader;
pub(crate) use request::Request;
