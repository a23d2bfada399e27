//! The process's TLS implementation.

/// Makes ring the process's TLS implementation, unless one was chosen before.
///
/// Whoever makes a `rustls` or `reqwest` object calls this first; calling it again does nothing.
pub(crate) fn install_crypto() {
    // An error says that there is a provider already, which is all we want.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn may_be_called_twice() {
        install_crypto();
        install_crypto();
        assert!(rustls::crypto::CryptoProvider::get_default().is_some());
    }
}
