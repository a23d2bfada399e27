use super::*;
use crate::auth::testing::{ManualClock, Signer, claims_of_ada, jwks_of};
use crate::auth::{JwtError, JwtVerifier};
use crate::config::JwtSettings;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header::LOCATION};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures::channel::mpsc;
use futures::future::join_all;
use multiverse_model::PlayerId;
use std::sync::Mutex as StdMutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::{Notify, RwLock};

/// An identity provider on a port of its own, which answers what it was told to.
struct Provider {
    url: String,
    inner: Arc<Inner>,
    server: tokio::task::JoinHandle<()>,
}

struct Inner {
    answer: StdMutex<(StatusCode, String)>,
    asked: AtomicUsize,
    was_asked: Notify,
    /// Who holds it for writing keeps the answers back.
    gate: RwLock<()>,
}

impl Provider {
    async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/jwks", listener.local_addr().unwrap());
        let inner = Arc::new(Inner {
            answer: StdMutex::new((StatusCode::SERVICE_UNAVAILABLE, String::new())),
            asked: AtomicUsize::new(0),
            was_asked: Notify::new(),
            gate: RwLock::new(()),
        });
        let router = Router::new()
            .route("/jwks", get(answer))
            .route("/moved", get(|| async { (StatusCode::FOUND, [(LOCATION, "/jwks")]) }))
            .route(
                "/moved-to-tls",
                get(|| async { (StatusCode::FOUND, [(LOCATION, "https://127.0.0.1:1/")]) }),
            )
            .route(
                "/moved-in-circles",
                get(|| async { (StatusCode::FOUND, [(LOCATION, "/moved-in-circles")]) }),
            )
            .with_state(Arc::clone(&inner));
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, inner, server }
    }

    async fn with(signers: &[(&Signer, &str)]) -> Self {
        let provider = Self::start().await;
        provider.publishes(signers);
        provider
    }

    fn publishes(&self, signers: &[(&Signer, &str)]) {
        self.answers(StatusCode::OK, jwks_of(signers));
    }

    fn answers(&self, status: StatusCode, body: String) {
        *self.inner.answer.lock().unwrap() = (status, body);
    }

    fn asked(&self) -> usize {
        self.inner.asked.load(Ordering::SeqCst)
    }

    fn endpoint(&self, path: &str) -> JwksEndpoint {
        JwksEndpoint::new(&self.url.replace("/jwks", path)).unwrap()
    }

    async fn verifier(&self) -> (Arc<JwtVerifier>, Arc<ManualClock>) {
        let clock = ManualClock::new();
        let config = JwtSettings { jwks_url: Some(self.url.clone()), ..JwtSettings::default() };
        let verifier = JwtVerifier::with_clock(config, Arc::clone(&clock) as Arc<dyn Clock>).await.unwrap();
        (verifier, clock)
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn answer(State(inner): State<Arc<Inner>>) -> Response {
    inner.asked.fetch_add(1, Ordering::SeqCst);
    inner.was_asked.notify_one();
    let _open = inner.gate.read().await;
    inner.answer.lock().unwrap().clone().into_response()
}

fn ada() -> PlayerId {
    "ada".parse().unwrap()
}

fn is_unlisted(result: &Result<PlayerId, JwtError>) -> bool {
    matches!(result, Err(JwtError::Invalid(reason)) if reason.contains("does not list"))
}

#[tokio::test]
async fn a_token_of_any_listed_key_is_accepted_without_asking_again() {
    let signers = [Signer::rsa(), Signer::p256(), Signer::ed25519()];
    let provider = Provider::with(&[(&signers[0], "r"), (&signers[1], "e"), (&signers[2], "d")]).await;
    let (verifier, _) = provider.verifier().await;
    for (signer, kid) in signers.iter().zip(["r", "e", "d"]) {
        assert_eq!(verifier.verify(&signer.signs_as(Some(kid), &claims_of_ada())).await, Ok(ada()));
        assert_eq!(verifier.verify(&signer.signs(&claims_of_ada())).await, Ok(ada()), "without a kid");
    }
    assert_eq!(provider.asked(), 1);
}

#[tokio::test]
async fn a_token_under_the_id_of_another_key_is_refused() {
    let (rsa, p256) = (Signer::rsa(), Signer::p256());
    let provider = Provider::with(&[(&rsa, "r"), (&p256, "e")]).await;
    let (verifier, _) = provider.verifier().await;
    let crossed = [
        rsa.signs_as(Some("e"), &claims_of_ada()),
        p256.signs_as(Some("r"), &claims_of_ada()),
        Signer::other_rsa().signs_as(Some("r"), &claims_of_ada()),
        Signer::secret(provider.inner.answer.lock().unwrap().1.as_bytes())
            .signs_as(Some("r"), &claims_of_ada()),
    ];
    for token in crossed {
        assert!(matches!(verifier.verify(&token).await, Err(JwtError::Invalid(_))));
    }
    assert_eq!(provider.asked(), 1);
}

#[tokio::test]
async fn an_unknown_key_is_looked_for_once_in_thirty_seconds() {
    let signer = Signer::rsa();
    let provider = Provider::with(&[(&signer, "one")]).await;
    let (verifier, clock) = provider.verifier().await;
    let unknown = signer.signs_as(Some("two"), &claims_of_ada());
    let known = signer.signs_as(Some("one"), &claims_of_ada());

    clock.advance(Duration::from_millis(29_999));
    assert!(is_unlisted(&verifier.verify(&unknown).await));
    assert_eq!(provider.asked(), 1, "the fetch at start was less than 30 s ago");

    clock.advance(Duration::from_millis(1));
    for _ in 0..10 {
        assert!(is_unlisted(&verifier.verify(&unknown).await));
        assert_eq!(verifier.verify(&known).await, Ok(ada()));
    }
    assert_eq!(provider.asked(), 2);

    clock.advance(MIN_BETWEEN_FETCHES);
    assert!(is_unlisted(&verifier.verify(&unknown).await));
    assert_eq!(provider.asked(), 3);
}

#[tokio::test]
async fn a_rotated_key_is_found_and_the_old_one_is_out() {
    let (old, new) = (Signer::rsa(), Signer::other_rsa());
    let provider = Provider::with(&[(&old, "old")]).await;
    let (verifier, clock) = provider.verifier().await;
    let of_old = old.signs_as(Some("old"), &claims_of_ada());
    assert_eq!(verifier.verify(&of_old).await, Ok(ada()));

    provider.publishes(&[(&new, "new")]);
    clock.advance(MIN_BETWEEN_FETCHES);
    assert_eq!(verifier.verify(&new.signs_as(Some("new"), &claims_of_ada())).await, Ok(ada()));
    assert!(is_unlisted(&verifier.verify(&of_old).await));
    assert_eq!(provider.asked(), 2);
}

#[tokio::test]
async fn requests_at_the_same_time_share_one_fetch_and_all_get_its_result() {
    let (old, new) = (Signer::rsa(), Signer::other_rsa());
    let provider = Provider::with(&[(&old, "old")]).await;
    let (verifier, clock) = provider.verifier().await;
    provider.publishes(&[(&new, "new")]);
    clock.advance(MIN_BETWEEN_FETCHES);

    let token = new.signs_as(Some("new"), &claims_of_ada());
    let results = join_all((0..20).map(|_| verifier.verify(&token))).await;
    assert!(results.iter().all(|result| *result == Ok(ada())), "{results:?}");
    assert_eq!(provider.asked(), 2);
}

#[tokio::test]
async fn a_client_that_hangs_up_does_not_end_the_fetch() {
    let (old, new) = (Signer::rsa(), Signer::other_rsa());
    let provider = Provider::with(&[(&old, "old")]).await;
    let (verifier, clock) = provider.verifier().await;
    provider.inner.was_asked.notified().await;
    provider.publishes(&[(&new, "new")]);
    clock.advance(MIN_BETWEEN_FETCHES);
    let token = new.signs_as(Some("new"), &claims_of_ada());

    let closed = provider.inner.gate.write().await;
    let hasty = tokio::spawn({
        let (verifier, token) = (Arc::clone(&verifier), token.clone());
        async move { verifier.verify(&token).await }
    });
    provider.inner.was_asked.notified().await;
    hasty.abort();
    assert!(hasty.await.unwrap_err().is_cancelled());
    drop(closed);

    assert_eq!(verifier.verify(&token).await, Ok(ada()));
    assert_eq!(provider.asked(), 2);
}

#[tokio::test]
async fn a_provider_that_fails_leaves_the_keys_as_they_were() {
    let signer = Signer::ed25519();
    let provider = Provider::with(&[(&signer, "one")]).await;
    let (verifier, clock) = provider.verifier().await;
    let (known, unknown) = (Some("one"), Some("two"));
    let too_long = format!("{}{}", jwks_of(&[(&signer, "two")]), " ".repeat(1 << 20));
    for (status, body) in [
        (StatusCode::INTERNAL_SERVER_ERROR, jwks_of(&[(&signer, "two")])),
        (StatusCode::NO_CONTENT, String::new()),
        (StatusCode::OK, "<html>down for maintenance</html>".to_owned()),
        (StatusCode::OK, "{}".to_owned()),
        (StatusCode::OK, too_long),
    ] {
        provider.answers(status, body);
        clock.advance(MIN_BETWEEN_FETCHES);
        assert!(is_unlisted(&verifier.verify(&signer.signs_as(unknown, &claims_of_ada())).await));
        assert_eq!(verifier.verify(&signer.signs_as(known, &claims_of_ada())).await, Ok(ada()));
    }
    assert_eq!(provider.asked(), 6);

    drop(provider);
    clock.advance(MIN_BETWEEN_FETCHES);
    assert!(is_unlisted(&verifier.verify(&signer.signs_as(unknown, &claims_of_ada())).await));
    assert_eq!(verifier.verify(&signer.signs_as(known, &claims_of_ada())).await, Ok(ada()));
}

#[tokio::test]
async fn until_the_provider_has_answered_once_tokens_cannot_be_judged() {
    let provider = Provider::start().await;
    let (verifier, clock) = provider.verifier().await;
    let signer = Signer::p256();
    let token = signer.signs_as(Some("one"), &claims_of_ada());
    assert_eq!(verifier.verify(&token).await, Err(JwtError::Unavailable));

    provider.publishes(&[(&signer, "one")]);
    assert_eq!(verifier.verify(&token).await, Err(JwtError::Unavailable), "throttled");
    clock.advance(MIN_BETWEEN_FETCHES);
    assert_eq!(verifier.verify(&token).await, Ok(ada()));
    assert_eq!(provider.asked(), 2);
}

#[tokio::test]
async fn a_provider_may_withdraw_every_key() {
    let signer = Signer::p256();
    let provider = Provider::with(&[(&signer, "one")]).await;
    let (verifier, clock) = provider.verifier().await;
    provider.publishes(&[]);
    clock.advance(MIN_BETWEEN_FETCHES);
    assert!(is_unlisted(&verifier.verify(&signer.signs_as(Some("two"), &claims_of_ada())).await));
    assert!(is_unlisted(&verifier.verify(&signer.signs_as(Some("one"), &claims_of_ada())).await));
}

#[tokio::test]
async fn keys_are_fetched_in_the_background_too() {
    let signer = Signer::p256();
    let provider = Provider::with(&[(&signer, "one")]).await;
    let clock = ManualClock::new();
    let (tick, ticks) = mpsc::unbounded();
    let jwks =
        Jwks::start_with(provider.endpoint("/jwks"), Arc::clone(&clock) as Arc<dyn Clock>, ticks).await;
    provider.inner.was_asked.notified().await;

    provider.publishes(&[(&signer, "two")]);
    clock.advance(REFRESH_EVERY);
    tick.unbounded_send(()).unwrap();
    provider.inner.was_asked.notified().await;
    // The fetch is under way, so that this waits for its end.
    drop(jwks.last_fetch.lock().await);
    assert!(jwks.current.load_full().unwrap().knows(Some("two")));
    assert_eq!(provider.asked(), 2);

    // Nobody needs the keys any more: the task ends with the next tick.
    drop(jwks);
    tick.unbounded_send(()).unwrap();
    while !tick.is_closed() {
        tokio::task::yield_now().await;
    }
    assert_eq!(provider.asked(), 2);
}

#[tokio::test]
async fn an_answer_of_more_than_one_mib_is_refused() {
    let provider = Provider::start().await;
    let set = jwks_of(&[(&Signer::p256(), "one")]);
    let padded = |length: usize| format!("{set}{}", " ".repeat(length - set.len()));
    provider.answers(StatusCode::OK, padded(1 << 20));
    assert_eq!(provider.endpoint("/jwks").fetch().await.unwrap().len(), 1);
    provider.answers(StatusCode::OK, padded((1 << 20) + 1));
    assert!(matches!(provider.endpoint("/jwks").fetch().await, Err(FetchError::TooLarge)));
}

#[tokio::test]
async fn a_redirect_is_followed_within_its_scheme_only() {
    let provider = Provider::with(&[(&Signer::p256(), "one")]).await;
    assert_eq!(provider.endpoint("/moved").fetch().await.unwrap().len(), 1);
    for path in ["/moved-to-tls", "/moved-in-circles"] {
        match provider.endpoint(path).fetch().await {
            Err(FetchError::NoAnswer(error)) => assert!(error.is_redirect(), "{path}: {error}"),
            other => panic!("{path}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn what_may_be_secret_in_the_url_is_not_shown() {
    let endpoint = JwksEndpoint::new("http://user:hunter2@127.0.0.1:1/keys?key=hunter2").unwrap();
    assert_eq!(endpoint.shown(), "http://127.0.0.1:1/keys");
    let error = endpoint.fetch().await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("hunter2"));
}
