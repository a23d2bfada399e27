//! The values of all settings: as they are read one by one, and as they are used.

use std::path::PathBuf;

use multiverse_server::{AuthConfig, ConfigError, JwtSettings, ServerConfig, TlsFiles};
use multiverse_store::StoreSettings;

use crate::logging::{LogFilter, LogFormat};

/// What the commands work with: checked, and known to fit together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Settings {
    pub(crate) server: ServerConfig,
    /// The directory of the store.
    pub(crate) data: PathBuf,
    /// The most deltas that a read decodes.
    pub(crate) max_chain_depth: ChainDepth,
    pub(crate) log: LogFilter,
    pub(crate) log_format: LogFormat,
}

/// One value per setting. Its default is the default of every setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Values {
    /// All but `auth` and `tls`, which several settings make up together.
    pub(super) server: ServerConfig,
    pub(super) auth: AuthMode,
    pub(super) jwt: JwtSettings,
    pub(super) tls_cert: Option<PathBuf>,
    pub(super) tls_key: Option<PathBuf>,
    pub(super) data: PathBuf,
    pub(super) max_chain_depth: ChainDepth,
    pub(super) log: LogFilter,
    pub(super) log_format: LogFormat,
}

impl Default for Values {
    fn default() -> Self {
        Self {
            server: ServerConfig::default(),
            auth: AuthMode::Token,
            jwt: JwtSettings::default(),
            tls_cert: None,
            tls_key: None,
            data: "./multiverse-data".into(),
            max_chain_depth: ChainDepth::default(),
            log: LogFilter::default(),
            log_format: LogFormat::default(),
        }
    }
}

/// The most deltas that a read decodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ChainDepth(pub(crate) u64);

impl ChainDepth {
    /// More than that saves next to nothing, and a store follows no chain of a thousand.
    pub(super) const MOST: u64 = 256;
}

impl Default for ChainDepth {
    fn default() -> Self {
        Self(StoreSettings::default().max_chain_depth)
    }
}

/// How players say who they are, without what that needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AuthMode {
    Token,
    Open,
    Jwt,
}

impl Values {
    /// Whether something was said about JWTs although none are used.
    pub(super) fn jwt_is_idle(&self) -> bool {
        self.auth != AuthMode::Jwt && self.jwt != JwtSettings::default()
    }

    /// Puts together what belongs together.
    ///
    /// # Errors
    /// [`ConfigError`] if the values contradict each other.
    pub(super) fn into_settings(self) -> Result<Settings, ConfigError> {
        let auth = match self.auth {
            AuthMode::Token => AuthConfig::Token,
            AuthMode::Open => AuthConfig::Open,
            AuthMode::Jwt => AuthConfig::Jwt(self.jwt),
        };
        let tls = TlsFiles::from_paths(self.tls_cert, self.tls_key)?;
        let server = ServerConfig { auth, tls, ..self.server };
        server.validate()?;
        let Self { data, max_chain_depth, log, log_format, .. } = self;
        Ok(Settings { server, data, max_chain_depth, log, log_format })
    }
}
