//! Logins, in a file that is its owner's alone.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};
use etcetera::BaseStrategy;
use multiverse_model::{PlayerId, Secret};
use serde::{Deserialize, Serialize};

use super::private::make_private_directory;
use super::trouble::Trouble;
use super::variables::Variable;
use crate::failure::Exit;

const NAME: &str = "credentials.toml";

const HEAD: &str =
    "# Written by multiverse login. Whoever has these tokens is you: keep the file to yourself.\n";

/// No file with more logins than fit in here was written by us.
const MAX_BYTES: u64 = 1 << 20;

/// Who somebody is, by server.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Credentials {
    /// The server of the last login, which commands use that name none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) current: Option<String>,
    /// The logins by the server's address.
    #[serde(default)]
    pub(super) servers: BTreeMap<String, Login>,
}

/// Who somebody is at a server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Login {
    /// The player.
    pub(super) player: PlayerId,
    /// The player's token. None at a server that trusts whoever connects and knew the player before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) token: Option<Secret>,
}

/// Where the logins are kept.
#[derive(Debug)]
pub(super) struct CredentialsFile {
    directory: PathBuf,
}

impl CredentialsFile {
    /// In the platform's directory for settings, or where `MULTIVERSE_CONFIG_DIR` says.
    pub(super) fn of_this_user() -> Result<Self, Trouble> {
        if let Some(directory) = Variable::ConfigDir.value() {
            return Ok(Self { directory: directory.into() });
        }
        match etcetera::choose_base_strategy() {
            Ok(strategy) => Ok(Self { directory: strategy.config_dir().join("multiverse") }),
            Err(_) => {
                let name = Variable::ConfigDir.name();
                let sentence =
                    format!("nobody knows where your home is; say where logins are kept with {name}");
                Err(Trouble::told(Exit::Usage, sentence))
            }
        }
    }

    /// The file.
    pub(super) fn path(&self) -> PathBuf {
        self.directory.join(NAME)
    }

    /// Reads the logins; none if there is no file.
    pub(super) fn read(&self) -> Result<Credentials, Trouble> {
        let path = self.path();
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Credentials::default()),
            Err(error) => {
                return Err(unusable(anyhow!(error).context(format!("{} cannot be read", path.display()))));
            }
        };
        check_is_private(&path, &file)?;
        parse(file)
            .with_context(|| format!("{} is damaged; remove it and log in again", path.display()))
            .map_err(unusable)
    }

    /// Changes the logins, one command after the other, each wholly or not at all.
    pub(super) fn change(&self, change: impl FnOnce(&mut Credentials)) -> Result<(), Trouble> {
        make_private_directory(&self.directory)
            .with_context(|| format!("{} cannot be made", self.directory.display()))
            .map_err(unusable)?;
        let _lock = self.lock().with_context(|| format!("{} cannot be locked", self.directory.display()))?;
        let mut credentials = self.read()?;
        change(&mut credentials);
        let path = self.path();
        self.write(&credentials).with_context(|| format!("{} cannot be written", path.display()))?;
        Ok(())
    }

    /// Waits for other commands that change the logins. Dropping the file ends the lock.
    fn lock(&self) -> std::io::Result<File> {
        let lock = File::options().create(true).append(true).open(self.directory.join("credentials.lock"))?;
        lock.lock()?;
        Ok(lock)
    }

    fn write(&self, credentials: &Credentials) -> anyhow::Result<()> {
        // Temporary files are made with mode 0600.
        let mut file = tempfile::Builder::new().prefix(".credentials").tempfile_in(&self.directory)?;
        file.write_all(HEAD.as_bytes())?;
        file.write_all(toml::to_string(credentials)?.as_bytes())?;
        file.as_file().sync_all()?;
        file.persist(self.path())?;
        Ok(())
    }
}

fn unusable(error: anyhow::Error) -> Trouble {
    Trouble::Here(crate::failure::Failure::Told(Exit::Usage, error))
}

/// The error does not show the text, which has tokens in it.
fn parse(file: File) -> anyhow::Result<Credentials> {
    let mut text = String::new();
    file.take(MAX_BYTES).read_to_string(&mut text).map_err(|_| anyhow!("it is no text"))?;
    toml::from_str(&text).map_err(|error: toml::de::Error| anyhow!("{}", error.message()))
}

#[cfg(unix)]
fn check_is_private(path: &Path, file: &File) -> Result<(), Trouble> {
    use std::os::unix::fs::MetadataExt;
    let metadata = file.metadata().with_context(|| format!("{} cannot be looked at", path.display()))?;
    if metadata.mode() & 0o077 == 0 {
        return Ok(());
    }
    let path = path.display();
    Err(Trouble::told(
        Exit::Usage,
        format!("{path} is open to others; make it yours alone with: chmod 600 {path}"),
    ))
}

/// Windows keeps what is below a user's profile from others.
#[cfg(not(unix))]
fn check_is_private(_: &Path, _: &File) -> Result<(), Trouble> {
    Ok(())
}
