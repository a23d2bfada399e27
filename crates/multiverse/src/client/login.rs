//! `multiverse login`: who you are at a server, for all commands that follow.

use std::io::{IsTerminal, Read};

use clap::Args;
use multiverse_client::{ClientError, MultiverseClient};
use multiverse_model::wire::RegisterPlayer;
use multiverse_model::{DisplayName, Player, PlayerId, ProblemType, Secret};

use super::credentials::{Credentials, CredentialsFile, Login};
use super::json::Object;
use super::look::Ink;
use super::options::{ConnectArgs, OutputArgs};
use super::session;
use super::trouble::Trouble;
use crate::failure::{Exit, Failure};
use crate::terminal;

/// No token is as long as this.
const MAX_TOKEN: u64 = 64 << 10;

#[derive(Debug, Args)]
pub(crate) struct LoginArgs {
    /// The id to register, or whose the token must be; else the server makes one.
    #[arg(long, value_name = "ID")]
    player: Option<PlayerId>,
    /// What people call the player.
    #[arg(long, value_name = "NAME", value_parser = |text: &str| DisplayName::new(text))]
    display_name: Option<DisplayName>,
    /// Read the player's token from stdin; MULTIVERSE_TOKEN does as well.
    #[arg(long)]
    token_stdin: bool,
    #[command(flatten)]
    connect: ConnectArgs,
    #[command(flatten)]
    output: OutputArgs,
}

/// Logs in with a token, or registers a new player and keeps the token of that one.
///
/// # Errors
/// [`Failure`] if the token does not count, the id is taken, or the login cannot be kept.
pub(crate) fn login(args: &LoginArgs) -> Result<(), Failure> {
    let server = session::server(&args.connect).map_err(|trouble| trouble.at(""))?;
    session::block_on(login_at(args, &server)).map_err(|trouble| trouble.at(&server))
}

async fn login_at(args: &LoginArgs, server: &str) -> Result<(), Trouble> {
    let client = session::client(server)?;
    let server = session::name(&client);
    let file = CredentialsFile::of_this_user()?;
    let kept = file.read()?.servers.remove(&server);
    warn_of_open_wire(&server);
    let (login, player) = match given_token(args)? {
        Some(token) => with_token(args, &client, token).await?,
        None => {
            // Before there is a token that nothing but the file will have.
            file.change(|_| ())?;
            match kept.as_ref() {
                Some(kept) => again(args, &client, kept).await?,
                None => register(args, &client).await?,
            }
        }
    };
    refuse_to_lose(kept.as_ref(), &login, &server)?;
    file.change(|credentials| keep(credentials, &server, login))?;
    tell(args, &server, &player)
}

/// The token that was handed over.
fn given_token(args: &LoginArgs) -> Result<Option<Secret>, Trouble> {
    if !args.token_stdin {
        return Ok(session::token_of_variable()?.map(Secret::new));
    }
    if std::io::stdin().is_terminal() {
        let sentence = "--token-stdin reads a pipe or a file, so that no screen shows the token: \
                        multiverse login --token-stdin < FILE";
        return Err(Trouble::told(Exit::Usage, sentence));
    }
    let mut text = String::new();
    let read = std::io::stdin().lock().take(MAX_TOKEN).read_to_string(&mut text);
    if read.is_err() || text.trim().is_empty() {
        return Err(Trouble::told(Exit::Usage, "there is no token on stdin; write one to it"));
    }
    Ok(Some(Secret::new(text.trim())))
}

/// Logs in as the player of a token.
async fn with_token(
    args: &LoginArgs,
    client: &MultiverseClient,
    token: Secret,
) -> Result<(Login, Player), Trouble> {
    let client = client.with_token(token.reveal())?;
    let id = session::player_of_token(&client).await?;
    if let Some(asked) = args.player.as_ref().filter(|asked| **asked != id) {
        return Err(Trouble::told(
            Exit::NotAllowed,
            format!("the token is {id}'s, not {asked}'s; use another"),
        ));
    }
    let player = match (&args.display_name, client.player(&id).await) {
        (None, Ok(player)) => player,
        // A name to be set, or a player whom only the identity provider knew.
        (Some(_), Ok(_)) | (_, Err(ClientError::NotFound(_))) => client.register(request(args)).await?.player,
        (_, Err(error)) => return Err(error.into()),
    };
    Ok((Login { player: id, token: Some(token) }, player))
}

/// Registers a new player. A server that trusts everybody answers for one that it knows, too.
async fn register(args: &LoginArgs, client: &MultiverseClient) -> Result<(Login, Player), Trouble> {
    let registered = client.register(request(args)).await.map_err(taken)?;
    let login = Login { player: registered.player.id.clone(), token: registered.token };
    Ok((login, registered.player))
}

/// Logs in where the caller is logged in already: makes sure of it, and of the name.
async fn again(
    args: &LoginArgs,
    client: &MultiverseClient,
    kept: &Login,
) -> Result<(Login, Player), Trouble> {
    if let Some(other) = args.player.as_ref().filter(|other| **other != kept.player) {
        return Err(logged_in_already(kept, other, &session::name(client)));
    }
    match &kept.token {
        Some(token) => with_token(args, client, token.clone()).await,
        None => {
            let as_kept = RegisterPlayer { id: Some(kept.player.clone()), ..request(args) };
            let registered = client.register(as_kept).await.map_err(taken)?;
            Ok((Login { token: registered.token, ..kept.clone() }, registered.player))
        }
    }
}

fn request(args: &LoginArgs) -> RegisterPlayer {
    RegisterPlayer { id: args.player.clone(), display_name: args.display_name.clone() }
}

fn taken(error: ClientError) -> Trouble {
    if error.kind() == Some(ProblemType::Taken) {
        let sentence = "that player is registered; log in with their token on stdin and --token-stdin, or choose another id";
        return Trouble::told(Exit::Conflict, sentence);
    }
    error.into()
}

/// A token that is overwritten is gone for good if there is no other copy of it.
fn refuse_to_lose(kept: Option<&Login>, new: &Login, server: &str) -> Result<(), Trouble> {
    match kept {
        Some(kept) if kept.player != new.player => Err(logged_in_already(kept, &new.player, server)),
        _ => Ok(()),
    }
}

fn logged_in_already(kept: &Login, other: &PlayerId, server: &str) -> Trouble {
    let sentence = format!(
        "you are logged in at {server} as {}; to become {other}, first forget that login with: multiverse logout",
        kept.player
    );
    Trouble::told(Exit::Conflict, sentence)
}

fn keep(credentials: &mut Credentials, server: &str, login: Login) {
    credentials.servers.insert(server.to_owned(), login);
    credentials.current = Some(server.to_owned());
}

fn tell(args: &LoginArgs, server: &str, player: &Player) -> Result<(), Trouble> {
    if args.output.json {
        return Object::new().with("server", &server)?.with("player", &player)?.print();
    }
    let look = args.output.look();
    let mut line = look.line();
    line.put(Ink::Plain, format!("Logged in at {server} as ")).put(Ink::Name, player.id.as_str());
    if player.display_name.as_str() != player.id.as_str() {
        line.put(Ink::Plain, format!(" ({})", player.display_name));
    }
    Ok(terminal::print(&line.end())?)
}

/// Says so before a token goes over a network that others may read.
fn warn_of_open_wire(server: &str) {
    let host = server.strip_prefix("http://").map(|rest| rest.split(['/', ':']).next().unwrap_or_default());
    let is_here = |host: &str| host == "localhost" || host.starts_with("127.") || host.starts_with('[');
    if host.is_some_and(|host| !is_here(host)) {
        terminal::warn_all([format!("{server} is not https: whoever is on the way can read the token")]);
    }
}
