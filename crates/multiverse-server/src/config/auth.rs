//! How players say who they are.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use super::ConfigError;

/// How players say who they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum AuthConfig {
    /// By a token of ours, which they got when they registered.
    #[default]
    Token,
    /// Not at all: whoever they say they are, is believed. For a LAN or a test.
    Open,
    /// By a JWT that the game's own identity provider signed.
    Jwt(JwtSettings),
}

impl fmt::Display for AuthConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Token => "token",
            Self::Open => "open",
            Self::Jwt(_) => "jwt",
        })
    }
}

/// Which JWTs are believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JwtSettings {
    /// A file with the key that verifies signatures.
    pub key_file: Option<PathBuf>,
    /// Where the identity provider publishes its keys as a JWK set.
    pub jwks_url: Option<String>,
    /// What `iss` must say, if anything.
    pub issuer: Option<String>,
    /// What `aud` must contain, if anything.
    pub audience: Option<String>,
    /// The claim that holds the player's id.
    pub player_claim: String,
    /// By how much the provider's clock may differ from ours.
    pub leeway: Duration,
}

impl Default for JwtSettings {
    fn default() -> Self {
        Self {
            key_file: None,
            jwks_url: None,
            issuer: None,
            audience: None,
            player_claim: "sub".to_owned(),
            leeway: Duration::from_secs(60),
        }
    }
}

impl JwtSettings {
    pub(super) fn validate(&self) -> Result<(), ConfigError> {
        if self.key_file.is_none() && self.jwks_url.is_none() {
            return Err(ConfigError::JwtWithoutKey);
        }
        let is_url = |url: &String| url.starts_with("https://") || url.starts_with("http://");
        if !self.jwks_url.iter().all(is_url) {
            return Err(ConfigError::JwksWithoutUrl);
        }
        if self.player_claim.is_empty() {
            return Err(ConfigError::JwtWithoutPlayerClaim);
        }
        Ok(())
    }
}
