//! What a failure below HTTP means.

use std::error::Error;

use crate::client::error::{BadAnswer, ClientError, Unreached};

/// What it means that no answer came.
pub(super) fn of_request(error: reqwest::Error) -> ClientError {
    // The address stands in the client's settings; in an error it would only get in the way.
    let error = error.without_url();
    if error.is_builder() {
        return ClientError::Unsendable(error.to_string());
    }
    let how = if find::<rustls::Error>(&error).is_some() {
        Unreached::Untrusted
    } else if error.is_connect() {
        Unreached::NoConnection
    } else if find::<hyper::Error>(&error).is_some_and(hyper::Error::is_parse) {
        return BadAnswer::NotHttp.into();
    } else {
        Unreached::Broken
    };
    ClientError::Unreachable { how, cause: error.into() }
}

/// What it means that an answer broke off.
pub(super) fn of_body(error: reqwest::Error) -> ClientError {
    tracing::debug!(error = &error.without_url() as &dyn Error, "an answer broke off");
    BadAnswer::Truncated.into()
}

/// The first error of a type among the causes of another.
fn find<'e, E: Error + 'static>(error: &'e (dyn Error + 'static)) -> Option<&'e E> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        // What an I/O error wraps is not its source but stands in its place.
        next = match error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref) {
            Some(inner) => Some(inner),
            None => error.source(),
        };
    }
    None
}
