//! Tokens of players.

use axum::extract::{OriginalUri, State};
use axum::http::HeaderMap;
use http::{Method, StatusCode};
use multiverse_model::wire::{Done, TokenAnswer};
use multiverse_model::{PlayerId, Secret};
use multiverse_store::{StoreError, TokenGrant};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Acting, Minting, reply};
use crate::app::App;
use crate::auth::Token;
use crate::extract::{Segment, Who};
use crate::refusal::{Answer, Refusal};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(add, revoke))
}

/// A token that was made and not yet told.
pub(super) struct Minted {
    token: Token,
    pub grant: TokenGrant,
}

/// Makes a token. For a request that may be repeated it is derived from the request's key, so that a repeat is told
/// the same token although only its hash is stored.
pub(super) fn mint(who: &Who) -> Answer<Minted> {
    let mut random = [0; 32];
    getrandom::fill(&mut random).map_err(|error| Refusal::from(StoreError::Randomness(error)))?;
    let (token, nonce) = match &who.idempotency.key {
        Some(key) => (Token::derive(key, &random), Some(random)),
        None => (Token::from_secret(random), None),
    };
    let grant = TokenGrant { hash: *token.hash().as_bytes(), nonce };
    Ok(Minted { token, grant })
}

impl Minted {
    /// The text of the token that was granted: this one, or for a repeated request the first.
    pub(super) fn reveal(self, who: &Who, granted: &TokenGrant) -> Secret {
        match (&who.idempotency.key, &granted.nonce) {
            (Some(key), Some(nonce)) => Secret::new(Token::derive(key, nonce).reveal()),
            _ => Secret::new(self.token.reveal()),
        }
    }
}

/// Make a further token for a player.
#[utoipa::path(
    post, path = "/player/{id}/token", operation_id = "addToken", tag = "players", params(("id" = PlayerId, Path)),
    responses((status = 201, description = "The token, in this answer only.", body = TokenAnswer), Minting),
)]
async fn add(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    Segment(id): Segment<PlayerId>,
    who: Who,
    headers: HeaderMap,
) -> Answer {
    if !app.authenticator.grants_tokens() {
        let detail = "Tokens come from the game's identity provider here; get one there.";
        return Err(Refusal::new(multiverse_model::ProblemType::Forbidden, detail));
    }
    who.without_body(&app, &Method::POST, &uri).await?;
    let minted = mint(&who)?;
    let granted = app.store.add_token(&who.caller(), &id, minted.grant).await?;
    let answer = TokenAnswer { token: minted.reveal(&who, &granted) };
    reply::json(&app, &headers, StatusCode::CREATED, &answer).await
}

/// Revoke all tokens of a player but the one that this request is sent with.
#[utoipa::path(
    delete, path = "/player/{id}/token", operation_id = "revokeTokens", tag = "players", params(("id" = PlayerId, Path)),
    responses((status = 200, description = "They count no more, from the next request on.", body = Done), Acting),
)]
async fn revoke(
    State(app): State<App>,
    Segment(id): Segment<PlayerId>,
    who: Who,
    headers: HeaderMap,
) -> Answer {
    let revoked = app.store.revoke_tokens(&who.caller(), &id).await?;
    let message = format!("{revoked} tokens were revoked.");
    reply::ok(&app, &headers, &Done { success: true, message }).await
}
