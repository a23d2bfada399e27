//! A server, and who the caller is to it.

use std::time::Duration;

use multiverse_client::{ClientError, MultiverseClient, RetryPolicy};
use multiverse_model::{PlayerId, ProblemType};

use super::credentials::{CredentialsFile, Login};
use super::options::ConnectArgs;
use super::trouble::Trouble;
use super::variables::Variable;
use crate::failure::{Exit, Failure};

/// Where a server listens that nobody told otherwise.
const DEFAULT_SERVER: &str = "http://127.0.0.1:3001";

/// Somebody waits in front of the terminal: a server that is not there is not waited for as long as a game may wait.
const RETRY: RetryPolicy = RetryPolicy {
    attempts: 4,
    first_pause: Duration::from_millis(100),
    longest_pause: Duration::from_secs(2),
    longest_wait: Duration::from_secs(30),
    total: Duration::from_secs(60),
};

/// A server, as the caller of the command sees it.
#[derive(Debug)]
pub(super) struct Session {
    /// The client, with the caller's token if there is one.
    pub(super) client: MultiverseClient,
    /// The server's address, as logins name it.
    pub(super) server: String,
    login: Option<Login>,
    has_token: bool,
}

impl Session {
    fn open(args: &ConnectArgs) -> Result<Self, Trouble> {
        let client = client(&server(args)?)?;
        let server = name(&client);
        if let Some(token) = token_of_variable()? {
            let client = client.with_token(&token)?;
            return Ok(Self { client, server, login: None, has_token: true });
        }
        let login = CredentialsFile::of_this_user()?.read()?.servers.remove(&server);
        let token = login.as_ref().and_then(|login| login.token.as_ref());
        let has_token = token.is_some();
        let client = match token {
            Some(token) => client.with_token(token.reveal())?,
            None => client,
        };
        Ok(Self { client, server, login, has_token })
    }

    /// Who is to be named as the owner of what is made: nobody where a token says it, and the player where the server
    /// trusts us.
    pub(super) fn owner(&self) -> Option<PlayerId> {
        self.login.as_ref().filter(|_| !self.has_token).map(|login| login.player.clone())
    }

    /// The player whom the caller is; none if the caller is nobody.
    pub(super) async fn player(&self) -> Result<Option<PlayerId>, Trouble> {
        if !self.has_token {
            return Ok(self.owner());
        }
        player_of_token(&self.client).await.map(Some)
    }

    /// What an error of something that needs an owner means: a server that trusts everybody says that the request is
    /// malformed if nobody is named.
    pub(super) fn owned(&self, error: ClientError) -> Trouble {
        let is_nobody = !self.has_token && self.login.is_none();
        if is_nobody && error.kind() == Some(ProblemType::Malformed) {
            let sentence =
                format!("nobody is logged in at {}; log in with: multiverse login --player ID", self.server);
            return Trouble::told(Exit::NotAllowed, sentence);
        }
        error.into()
    }
}

/// Runs a command at a server. Ctrl-C ends it in good order: what is half done is tidied up.
pub(super) fn run(
    args: &ConnectArgs,
    work: impl AsyncFnOnce(&Session) -> Result<(), Trouble>,
) -> Result<(), Failure> {
    let session = Session::open(args).map_err(|trouble| trouble.at(DEFAULT_SERVER))?;
    block_on(work(&session)).map_err(|trouble| trouble.at(&session.server))
}

/// Runs what has no session yet.
pub(super) fn block_on<T>(work: impl Future<Output = Result<T, Trouble>>) -> Result<T, Trouble> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        tokio::select! {
            done = work => done,
            _ = tokio::signal::ctrl_c() => Err(Failure::Interrupted.into()),
        }
    })
}

/// A client of a server, who is nobody there.
pub(super) fn client(server: &str) -> Result<MultiverseClient, Trouble> {
    let agent = concat!("multiverse/", env!("CARGO_PKG_VERSION"));
    Ok(MultiverseClient::builder(server).user_agent(agent).retry(RETRY).build()?)
}

/// What logins call a client's server: its address, in one spelling.
pub(super) fn name(client: &MultiverseClient) -> String {
    client.url().trim_end_matches('/').to_owned()
}

/// The server that is meant.
pub(super) fn server(args: &ConnectArgs) -> Result<String, Trouble> {
    if let Some(server) = &args.server {
        return Ok(server.clone());
    }
    if let Some(server) = Variable::Server.value() {
        return text(Variable::Server, server);
    }
    let current = CredentialsFile::of_this_user()?.read()?.current;
    Ok(current.unwrap_or_else(|| DEFAULT_SERVER.to_owned()))
}

/// The token in the environment.
pub(super) fn token_of_variable() -> Result<Option<String>, Trouble> {
    Variable::Token.value().map(|token| text(Variable::Token, token)).transpose()
}

fn text(variable: Variable, value: std::ffi::OsString) -> Result<String, Trouble> {
    let wrong =
        |_| Trouble::told(Exit::Usage, format!("{} is not UTF-8; set it to plain text", variable.name()));
    value.into_string().map(|text| text.trim().to_owned()).map_err(wrong)
}

/// Whose token a client has. The limits tell, since they show the use of the caller's quotas.
pub(super) async fn player_of_token(client: &MultiverseClient) -> Result<PlayerId, Trouble> {
    let usage = client.limits().await?.usage;
    usage.map(|usage| usage.player_id).ok_or_else(|| {
        let server = name(client);
        Trouble::told(
            Exit::Failed,
            format!("{server} does not tell whose token this is; is it a Multiverse?"),
        )
    })
}
