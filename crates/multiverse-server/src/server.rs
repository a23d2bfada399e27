//! Listening, answering, stopping.

use std::net::{SocketAddr, TcpListener};
use std::time::{Duration, Instant};

use axum::Router;
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use hyper_util::rt::TokioTimer;
use multiverse_store::{Collected, Store, StoreError};

use crate::app::App;
use crate::auth::{self, JwtSetupError};
use crate::authenticate::Authenticator;
use crate::config::{ConfigError, ServerConfig};
use crate::first_bytes::Prompt;
use crate::{metrics, routes};

/// How often the server looks after what ages: rate limits, metrics, old answers, unused files.
const UPKEEP_EVERY: Duration = Duration::from_secs(60);

/// The whole store is looked through for garbage: rarely, since what decays is removed at once and only what a crash
/// left is found so.
const COLLECT_EVERY: Duration = Duration::from_secs(6 * 60 * 60);

/// A server that listens and is about to answer.
pub struct Server {
    app: App,
    listener: TcpListener,
    metrics_listener: Option<TcpListener>,
    tls: Option<RustlsConfig>,
}

/// Why a server does not start or does not go on.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// The settings do not fit together.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The identity provider's key cannot be used.
    #[error(transparent)]
    Jwt(#[from] JwtSetupError),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}; choose another address with --listen")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// Certificate or key cannot be read.
    #[error("cannot read the TLS certificate {certificate} and its key; both are PEM files")]
    Tls {
        /// The certificate's path.
        certificate: String,
        /// Why.
        source: std::io::Error,
    },
    /// Another part of the process records metrics.
    #[error("the metrics cannot be set up")]
    Metrics(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The listener broke.
    #[error("the listener failed")]
    Io(#[from] std::io::Error),
}

impl Server {
    /// Listens as `config` says. Connections are accepted from now on and answered once [`run`](Server::run) runs.
    ///
    /// # Errors
    /// [`ServerError`]: what to change in the settings.
    pub async fn bind(config: ServerConfig, store: Store) -> Result<Self, ServerError> {
        config.validate()?;
        auth::install_crypto();
        let recorder = metrics::recorder().map_err(|error| ServerError::Metrics(Box::new(error)))?;
        let authenticator = Authenticator::new(&config.auth).await?;
        let tls = match &config.tls {
            Some(files) => {
                Some(RustlsConfig::from_pem_file(&files.cert, &files.key).await.map_err(|source| {
                    ServerError::Tls { certificate: files.cert.display().to_string(), source }
                })?)
            }
            None => None,
        };
        let listener = listen(config.listen)?;
        let metrics_listener = config.metrics_listen.map(listen).transpose()?;
        Ok(Self { app: App::new(store, config, authenticator, recorder), listener, metrics_listener, tls })
    }

    /// The address that it listens on, with the port that the system chose if none was given.
    ///
    /// # Errors
    /// The operating system's.
    pub fn address(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// The address that metrics are answered on, if it is another.
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.metrics_listener.as_ref().and_then(|listener| listener.local_addr().ok())
    }

    /// Answers until `stop` ends, and then finishes what it accepted, within the grace period.
    ///
    /// # Errors
    /// [`ServerError::Io`] if the listener breaks.
    pub async fn run(self, stop: impl Future<Output = ()> + Send + 'static) -> Result<(), ServerError> {
        let (handle, grace) = (Handle::new(), self.app.config.shutdown_grace);
        let upkeep = tokio::spawn(look_after(self.app.clone()));
        let metrics = self.metrics_listener.map(|listener| {
            let app = routes::metrics().split_for_parts().0.with_state(self.app.clone());
            tokio::spawn(answer(listener, None, app, Handle::new(), self.app.clone()))
        });
        let stopping = handle.clone();
        let stopped = tokio::spawn(async move {
            stop.await;
            let at = Instant::now();
            stopping.graceful_shutdown(Some(grace));
            at
        });
        let router = self.app.router();
        let answered = answer(self.listener, self.tls, router, handle, self.app.clone()).await;
        // Nothing tells how many were cut off, only that the time ran out.
        if stopped.is_finished() && stopped.await.is_ok_and(|at| at.elapsed() >= grace) {
            tracing::warn!(?grace, "the grace period is over: requests still in progress were cut off");
        }
        upkeep.abort();
        if let Some(metrics) = metrics {
            metrics.abort();
        }
        Ok(answered?)
    }
}

fn listen(address: SocketAddr) -> Result<TcpListener, ServerError> {
    let listen = || {
        let listener = TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        Ok(listener)
    };
    listen().map_err(|source| ServerError::Listen { address, source })
}

async fn answer(
    listener: TcpListener,
    tls: Option<RustlsConfig>,
    router: Router,
    handle: Handle<SocketAddr>,
    app: App,
) -> std::io::Result<()> {
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let timeout = app.config.limits.header_timeout();
    let connections = crate::connections::Limited::new(app.config.limits.max_connections);
    // Clients that never finish their request's head must not keep a connection.
    macro_rules! serve {
        ($server:expr) => {{
            let mut server = $server.handle(handle);
            server.http_builder().http1().timer(TokioTimer::new()).header_read_timeout(timeout);
            server.http_builder().http2().timer(TokioTimer::new()).keep_alive_interval(Some(timeout));
            server.serve(service).await
        }};
    }
    match tls {
        Some(tls) => {
            let acceptor = axum_server::tls_rustls::RustlsAcceptor::new(tls).acceptor(connections);
            serve!(axum_server::from_tcp(listener)?.acceptor(Prompt::new(acceptor, timeout)))
        }
        None => serve!(axum_server::from_tcp(listener)?.acceptor(Prompt::new(connections, timeout))),
    }
}

/// Looks after what ages, and collects what nothing needs.
async fn look_after(app: App) {
    tokio::join!(look_after_minutes(&app), collect_garbage(&app));
}

async fn look_after_minutes(app: &App) {
    let mut every = every(UPKEEP_EVERY);
    loop {
        every.tick().await;
        app.rates.sweep();
        app.metrics.run_upkeep();
        if let Err(error) = app.store.prune().await {
            tracing::warn!(%error, "could not remove what is past its time");
        }
        if let Err(error) = look_after_travel(&app.store).await {
            tracing::warn!(%error, "could not look after passages and travellers");
        }
    }
}

/// Turns back travellers whom nobody received in time, tells of passages that decay, and removes entities that were
/// kept long enough. In small steps, between which others write.
async fn look_after_travel(store: &Store) -> Result<(), StoreError> {
    while store.expire_transits().await? == Store::STEP {}
    while store.announce_passages().await? == Store::STEP {}
    while store.prune_entities().await? == Store::STEP {}
    Ok(())
}

async fn collect_garbage(app: &App) {
    let mut every = every(COLLECT_EVERY);
    loop {
        every.tick().await;
        match app.store.collect().await {
            Ok(nothing) if nothing == Collected::default() => {}
            Ok(Collected { contents, bytes, files, orphans }) => {
                tracing::info!(contents, bytes, files, orphans, "collected garbage");
            }
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "could not collect garbage");
            }
        }
    }
}

/// At once, and then in this rhythm.
fn every(period: Duration) -> tokio::time::Interval {
    let mut every = tokio::time::interval(period);
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    every
}
