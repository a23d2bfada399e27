//! Who sends a request, by the server's auth mode.

use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, header};
use multiverse_model::{Actor, PlayerId, ProblemType};
use multiverse_store::Store;

use crate::auth::{JwtError, JwtSetupError, JwtVerifier, Token, bearer};
use crate::config::AuthConfig;
use crate::refusal::{Refusal, sentence};

/// How players say who they are.
pub(crate) enum Authenticator {
    /// By tokens of ours.
    Tokens,
    /// By tokens of ours if they like; anybody else is trusted.
    Open,
    /// By tokens of the game's identity provider.
    Jwt(Arc<JwtVerifier>),
}

/// Who was found to send a request.
#[derive(Debug, Clone)]
pub(crate) struct Identity {
    pub actor: Actor,
    /// The hash of the token, if it is one of ours.
    pub token: Option<[u8; 32]>,
}

impl Authenticator {
    pub(crate) async fn new(config: &AuthConfig) -> Result<Self, JwtSetupError> {
        Ok(match config {
            AuthConfig::Token => Self::Tokens,
            AuthConfig::Open => Self::Open,
            AuthConfig::Jwt(settings) => Self::Jwt(JwtVerifier::new(settings.clone()).await?),
        })
    }

    /// Whether players get tokens from this server.
    pub(crate) fn grants_tokens(&self) -> bool {
        !matches!(self, Self::Jwt(_))
    }

    /// Who sends a request with these headers. A token that is not good is an error in every mode: its sender
    /// believes to be somebody.
    pub(crate) async fn identify(&self, headers: &HeaderMap, store: &Store) -> Result<Identity, Refusal> {
        let token = bearer(headers).map_err(|bad| unauthenticated(&sentence(&bad)))?;
        let Some(token) = token else {
            let actor = match self {
                Self::Open => Actor::Trusted(None),
                Self::Tokens | Self::Jwt(_) => Actor::Anonymous,
            };
            return Ok(Identity { actor, token: None });
        };
        match self {
            Self::Tokens => {
                let (player, hash) = owner(token, store).await?;
                Ok(Identity { actor: Actor::Player(player), token: Some(hash) })
            }
            Self::Open => {
                let (player, hash) = owner(token, store).await?;
                Ok(Identity { actor: Actor::Trusted(Some(player)), token: Some(hash) })
            }
            Self::Jwt(verifier) => {
                let player = verifier.verify(token).await.map_err(jwt_refusal)?;
                Ok(Identity { actor: Actor::Player(player), token: None })
            }
        }
    }

    /// For how long the token in these headers, which was found good, will stay so by itself; none for ever, until it
    /// is revoked.
    pub(crate) async fn valid_for(&self, headers: &HeaderMap) -> Result<Option<Duration>, Refusal> {
        match (self, bearer(headers)) {
            (Self::Jwt(verifier), Ok(Some(token))) => {
                verifier.valid_for(token).await.map(Some).map_err(jwt_refusal)
            }
            _ => Ok(None),
        }
    }
}

async fn owner(token: &str, store: &Store) -> Result<(PlayerId, [u8; 32]), Refusal> {
    let unknown = || unauthenticated("The token is unknown or revoked; register, or use another.");
    // Only the token's hash is looked for, so how far two hashes agree tells nothing of any token.
    let hash = *Token::parse(token).ok_or_else(unknown)?.hash().as_bytes();
    let player = store.token_owner(&hash).await?.ok_or_else(unknown)?;
    Ok((player, hash))
}

fn jwt_refusal(error: JwtError) -> Refusal {
    match error {
        JwtError::Unavailable => {
            Refusal::unavailable("The identity provider's keys are not here yet; try again.")
        }
        other => unauthenticated(&sentence(&other)),
    }
}

fn unauthenticated(detail: &str) -> Refusal {
    Refusal::new(ProblemType::Unauthenticated, detail)
        .header(header::WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"")
}
