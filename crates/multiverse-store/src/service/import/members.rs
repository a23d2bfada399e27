//! JSON objects, read member by member so that one bad member can be named.

use std::collections::HashMap;

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

/// The members of an object, each as its text.
pub(super) struct Members(HashMap<String, Box<RawValue>>);

impl Members {
    /// # Errors
    /// Why the text is no object, for the report.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim_start_matches('\u{feff}');
        serde_json::from_str(text).map(Self).map_err(|error| format!("it is not a JSON object: {error}"))
    }

    /// A member; none if it is absent or null.
    ///
    /// # Errors
    /// Why it is not a `T`, for the report.
    pub(super) fn optional<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, String> {
        let Some(value) = self.0.get(name) else { return Ok(None) };
        let read: Result<Option<T>, _> = serde_json::from_str(value.get());
        read.map_err(|error| format!("{name}: {}", without_place(&error)))
    }

    /// A member that must be there.
    ///
    /// # Errors
    /// As [`optional`](Members::optional).
    pub(super) fn required<T: DeserializeOwned>(&self, name: &str) -> Result<T, String> {
        self.optional(name)?.ok_or_else(|| format!("{name} is missing"))
    }

    /// A member, or none if it is not a `T`.
    pub(super) fn lenient<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        self.optional(name).ok().flatten()
    }

    /// A number that may have been written as a fraction, cut to what `T` holds.
    pub(super) fn rounded(&self, name: &str) -> Option<u64> {
        let number: f64 = self.lenient(name)?;
        // The cast saturates, and a tick or day beyond 2^53 is refused later.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
        let cut = number.max(0.0) as u64;
        number.is_finite().then_some(cut)
    }
}

/// An error's text without the line and column, which are those of the member alone.
fn without_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or(&text).to_owned()
}
