//! Answers that Multiverse does not give.

/// What is wrong with an answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BadAnswer {
    /// It is not HTTP.
    #[error("it is not HTTP")]
    NotHttp,
    /// It is of another media type: a page of a proxy or of another program, most likely.
    #[error("status {status} with {found} where {expected} should be")]
    WrongType {
        /// Its status.
        status: u16,
        /// The media type that this answer has.
        expected: &'static str,
        /// The media type that came; its first characters.
        found: String,
    },
    /// It has a status that this request cannot get.
    #[error("status {status}")]
    WrongStatus {
        /// The status.
        status: u16,
    },
    /// It sends the client elsewhere. Requests are not sent on, since the token would go with them.
    #[error("it redirects to {location:?}; if that is right, use it as the server's address")]
    Redirect {
        /// Where; its first characters.
        location: String,
    },
    /// It is JSON of another shape, or none.
    #[error("{why}")]
    Malformed {
        /// What the parser says; its first characters.
        why: String,
    },
    /// A header is missing or wrong.
    #[error("its header {name} is missing or wrong")]
    Header {
        /// The header.
        name: &'static str,
    },
    /// It broke off before its end.
    #[error("it broke off before its end")]
    Truncated,
    /// It is longer than this client takes.
    #[error("it has more than the {limit} bytes that this client takes")]
    TooLong {
        /// The most bytes.
        limit: u64,
    },
    /// It is compressed in a way that was not asked for, or not well.
    #[error("it cannot be unpacked")]
    Encoding,
    /// A list goes in a circle, or on for ever without anything in it.
    #[error("the list has no end")]
    Endless,
}

impl BadAnswer {
    /// JSON that is not what it should be.
    pub(crate) fn malformed(error: &serde_json::Error) -> Self {
        Self::Malformed { why: beginning(&error.to_string(), 300) }
    }
}

/// The first characters of somebody else's text, fit to be shown.
pub(crate) fn beginning(text: &str, most: usize) -> String {
    let mut shown: String = text.chars().filter(|c| !c.is_control()).take(most).collect();
    if text.chars().nth(most).is_some() {
        shown.push('…');
    }
    shown
}
