//! Whom the client trusts over https.

use std::sync::Arc;

use rustls::ClientConfig;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::CertificateDer;
use rustls_platform_verifier::Verifier;

use super::build_error::BuildError;

/// What connections to a server are secured with: ring, and the roots that the system trusts beside those of `extra`.
///
/// It is handed to reqwest whole: that asks the process for a provider otherwise, and panics if the program that uses
/// this library has installed none.
pub(super) fn config(
    is_https: bool,
    extra: Vec<CertificateDer<'static>>,
) -> Result<ClientConfig, BuildError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(BuildError::Tls)?;
    let mut config = if is_https {
        let verifier = verifier(provider, extra)?;
        builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier)).with_no_client_auth()
    } else {
        // Never used, since requests are not redirected; the system's roots take time to read.
        builder.with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth()
    };
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

#[cfg(not(target_os = "android"))]
fn verifier(
    provider: Arc<CryptoProvider>,
    extra: Vec<CertificateDer<'static>>,
) -> Result<Verifier, BuildError> {
    Verifier::new_with_extra_roots(extra, provider).map_err(BuildError::Tls)
}

/// Android's own verifier takes no further roots.
#[cfg(target_os = "android")]
fn verifier(
    provider: Arc<CryptoProvider>,
    extra: Vec<CertificateDer<'static>>,
) -> Result<Verifier, BuildError> {
    if !extra.is_empty() {
        return Err(BuildError::Certificate);
    }
    Verifier::new(provider).map_err(BuildError::Tls)
}
