//! Why a command of the client did not do what it was asked: what a [`ClientError`] is to people and to scripts.

use std::io;

use multiverse_client::{BuildError, ClientError};
use multiverse_model::{ProblemType, Tick};

use super::look::{Charset, clean};
use crate::failure::{Exit, Failure};

/// What went wrong, before it is known of which server it is told.
#[derive(Debug)]
pub(super) enum Trouble {
    /// A call of the server.
    Call(ClientError),
    /// A call of the server of which it is not known whether it was done, and how to find out.
    Advised(ClientError, String),
    /// Anything else.
    Here(Failure),
}

impl Trouble {
    /// A failure of one sentence that says what to do.
    pub(super) fn told(exit: Exit, sentence: impl Into<String>) -> Self {
        Self::Here(Failure::told(exit, sentence))
    }

    /// A call of which it is not known whether it was done, with how to find out.
    pub(super) fn advised(error: ClientError, advice: String) -> Self {
        Self::Advised(error, advice)
    }

    /// The failure that it is, of a server.
    pub(super) fn at(self, server: &str) -> Failure {
        match self {
            Self::Here(failure) => failure,
            Self::Call(error) => {
                Failure::told(exit(&error), clean(&sentence(&error, server), Charset::Unicode))
            }
            Self::Advised(error, advice) => {
                let sentence = format!("{}; {advice}", sentence(&error, server));
                // Too many requests refuse this one, and say nothing of those before it.
                let exit = match exit(&error) {
                    Exit::Refused => Exit::Offline,
                    other => other,
                };
                Failure::told(exit, clean(&sentence, Charset::Unicode))
            }
        }
    }
}

impl From<ClientError> for Trouble {
    fn from(error: ClientError) -> Self {
        Self::Call(error)
    }
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self::Here(failure)
    }
}

impl From<anyhow::Error> for Trouble {
    fn from(error: anyhow::Error) -> Self {
        Self::Here(error.into())
    }
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::Here(error.into())
    }
}

impl From<BuildError> for Trouble {
    fn from(error: BuildError) -> Self {
        Self::Here(Failure::Told(Exit::Usage, error.into()))
    }
}

/// What scripts are told.
fn exit(error: &ClientError) -> Exit {
    match error {
        ClientError::Unreachable { .. } | ClientError::Timeout { .. } | ClientError::Unavailable { .. } => {
            Exit::Offline
        }
        ClientError::Diverged { .. } => Exit::Conflict,
        ClientError::NotFound(_) | ClientError::Decayed(_) => Exit::NotFound,
        ClientError::Unauthenticated(_) | ClientError::Forbidden(_) => Exit::NotAllowed,
        ClientError::RateLimited { .. } | ClientError::QuotaExceeded(_) | ClientError::TooLarge { .. } => {
            Exit::Refused
        }
        ClientError::Problem(_) => exit_of_kind(error.kind()),
        ClientError::Unsendable(_) => Exit::Usage,
        _ => Exit::Failed,
    }
}

fn exit_of_kind(kind: Option<ProblemType>) -> Exit {
    use ProblemType as Kind;
    match kind {
        Some(
            Kind::Taken
            | Kind::PreconditionFailed
            | Kind::IdempotencyKeyReused
            | Kind::PassageClosed
            | Kind::PassageWornOut
            | Kind::PassageFull
            | Kind::EntityElsewhere
            | Kind::EntityTaken
            | Kind::NotDue,
        ) => Exit::Conflict,
        Some(
            Kind::Rule
            | Kind::Malformed
            | Kind::UnsupportedMediaType
            | Kind::NotAcceptable
            | Kind::CannotCross,
        ) => Exit::Refused,
        _ => Exit::Failed,
    }
}

/// What people are told.
fn sentence(error: &ClientError, server: &str) -> String {
    let said = phrase(&error.to_string());
    match error {
        ClientError::Unreachable { .. } | ClientError::Timeout { .. } => format!("{server}: {said}"),
        ClientError::Unauthenticated(_) => {
            format!("{server} does not know who you are ({said}); log in with: multiverse login")
        }
        ClientError::NotFound(_) => match nearest(error).as_slice() {
            [] => said,
            [one] => format!("{said}; the nearest is at tick {one}"),
            [before, after, ..] => format!("{said}; the nearest are at ticks {before} and {after}"),
        },
        ClientError::BadAnswer(_) => format!("{server} gives no answer of Multiverse's: {said}"),
        _ if exit(error) == Exit::Failed => match error.request_id() {
            Some(id) => format!("{said}; ask who runs {server} about request {id}"),
            None => said,
        },
        _ => said,
    }
}

/// The nearest ticks that have a snapshot, where the server names them.
fn nearest(error: &ClientError) -> Vec<Tick> {
    let named = error.problem().and_then(|problem| problem.members.get("nearest").cloned());
    named.and_then(|ticks| serde_json::from_value(ticks).ok()).unwrap_or_default()
}

/// A sentence as our messages have them: without a capital or a full stop. A word that is all capitals stays.
pub(super) fn phrase(sentence: &str) -> String {
    let mut chars = sentence.trim_end_matches('.').chars();
    let Some(first) = chars.next() else { return String::new() };
    let rest = chars.as_str();
    if rest.starts_with(char::is_uppercase) {
        return format!("{first}{rest}");
    }
    first.to_lowercase().chain(rest.chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_becomes_a_phrase() {
        for (sentence, text) in [
            ("There is none.", "there is none"),
            ("JSON is broken.", "JSON is broken"),
            ("", ""),
            ("A b", "a b"),
        ] {
            assert_eq!(phrase(sentence), text);
        }
    }
}
