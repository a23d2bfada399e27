//! Listening, answering, stopping.

use std::net::{SocketAddr, TcpListener};
use std::time::{Duration, Instant};

use axum::Router;
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use hyper_util::rt::TokioTimer;
use multiverse_store::{Store, StoreError};

use crate::app::App;
use crate::auth::{self, JwtSetupError};
use crate::authenticate::Authenticator;
use crate::config::{ConfigError, ServerConfig};
use crate::first_bytes::Prompt;
use crate::stream::{self, Hub};
use crate::{janitor, metrics, routes};

/// How often the server looks after what ages in its own memory: rate limits and metrics.
const SWEEP_EVERY: Duration = Duration::from_secs(60);

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
    /// The store does not answer.
    #[error("the store does not answer")]
    Store(#[from] StoreError),
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
        let hub = Hub::new(store.event_span().await?.newest);
        let listener = listen(config.listen)?;
        let metrics_listener = config.metrics_listen.map(listen).transpose()?;
        let app = App::new(store, config, authenticator, recorder, hub);
        Ok(Self { app, listener, metrics_listener, tls })
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
        let (stopping, app) = (handle.clone(), self.app.clone());
        let stopped = tokio::spawn(async move {
            stop.await;
            let at = Instant::now();
            stopping.graceful_shutdown(Some(grace));
            // They would go on for ever; their clients come back to the next server.
            app.hub.close();
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

/// Looks after the store and after what ages.
async fn look_after(app: App) {
    tokio::join!(
        sweep(&app),
        janitor::keep_house(&app),
        stream::follow(app.store.clone(), &app.hub),
        cut_silent_streams(&app)
    );
}

async fn cut_silent_streams(app: &App) {
    let patience = app.config.event_patience;
    // It is as exact as it is frequent; a fraction is exact enough.
    let mut every = every((patience / 8).max(Duration::from_millis(10)));
    loop {
        every.tick().await;
        app.streams.cut_silent(patience, tokio::time::Instant::now());
    }
}

async fn sweep(app: &App) {
    let mut every = every(SWEEP_EVERY);
    loop {
        every.tick().await;
        app.rates.sweep();
        app.metrics.run_upkeep();
    }
}

/// At once, and then in this rhythm.
pub(crate) fn every(period: Duration) -> tokio::time::Interval {
    let mut every = tokio::time::interval(period);
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    every
}
