//! What can be wrong about settings. Each message is one sentence that says where, and what to do.

use multiverse_server::ConfigError;

/// The settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SettingsError {
    /// A value that its setting cannot have.
    #[error("{name} must be {must_be}, not {found:?} ({source_of})")]
    Invalid { name: &'static str, must_be: String, found: String, source_of: String },
    /// A TOML value that is not even text.
    #[error("{name} cannot be {found} ({source_of}); write it as text in quotes")]
    WrongType { name: &'static str, found: &'static str, source_of: String },
    /// A key of the file that means nothing: most likely a slip, whose setting would silently stay as it is.
    #[error("{source_of}: there is no setting {key:?}; {hint}")]
    UnknownKey { key: String, hint: String, source_of: String },
    /// An environment variable that holds no text.
    #[error("{0} is not UTF-8; set it to plain text")]
    NotText(String),
    /// The file is no TOML.
    #[error("{source_of}: this is not TOML: {message}")]
    Syntax { message: String, source_of: String },
    /// The file is there or was asked for, and cannot be read.
    #[error("the settings file {path} cannot be read ({cause}); correct {named_by} or the file")]
    Unreadable { path: String, cause: std::io::Error, named_by: &'static str },
    /// Each value is fine, but not together.
    #[error(transparent)]
    Contradiction(#[from] ConfigError),
}

/// The settings can be used, but not all of what was given has an effect.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SettingsWarning {
    /// A variable that looks as if it were ours.
    #[error("{name} is no setting and has no effect; {hint}")]
    UnknownVariable { name: String, hint: String },
    /// Something was said about JWTs, and none are used.
    #[error("jwt-… settings have no effect without auth jwt; set it, or leave them out")]
    JwtIsIdle,
}
