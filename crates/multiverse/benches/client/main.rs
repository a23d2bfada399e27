//! What the Rust client promises about cost: how long a save takes, and how many bytes a day of saves sends.
//!
//! `cargo bench -p multiverse --bench client` prints two tables; `-- saves` or `-- day` one of them.

#![expect(clippy::print_stdout, reason = "a bench says what it measured")]

mod day;
mod network;
mod saves;

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};

use multiverse_client::MultiverseClient;
use multiverse_model::wire::RegisterPlayer;
use multiverse_sim::{Village, VillageConfig};

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

#[tokio::main]
async fn main() -> Outcome {
    let only: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let is_wanted = |what: &str| only.is_empty() || only.iter().any(|wanted| wanted == what);
    if is_wanted("saves") {
        saves::measure().await?;
    }
    if is_wanted("day") {
        day::measure().await?;
    }
    Ok(())
}

/// Entities of a village that is saved as about 1.4 MB.
const ENTITIES: u64 = 3_200;

/// The village that both measure.
fn village() -> Outcome<Village> {
    Ok(Village::found(VillageConfig::of_size("Eschbach", 7, ENTITIES))?)
}

/// The real server on an empty store. It is killed, by its own pid, when this is dropped.
struct Server {
    child: Child,
    address: SocketAddr,
    _data: tempfile::TempDir,
}

impl Server {
    fn start() -> Outcome<Self> {
        let data = tempfile::tempdir()?;
        let mut child = Command::new(env!("CARGO_BIN_EXE_multiverse"))
            .args(["serve", "--listen", "127.0.0.1:0", "--log", "warn", "--data"])
            .arg(data.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut lines = BufReader::new(child.stdout.take().ok_or("the server has no stdout")?);
        let mut line = String::new();
        lines.read_line(&mut line)?;
        let address = line.split_whitespace().find_map(|word| word.strip_prefix("http://"));
        let address = address.ok_or("the server did not say where it is")?.parse()?;
        std::thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()));
        Ok(Self { child, address, _data: data })
    }

    /// A player who is registered there.
    async fn player(&self) -> Outcome<MultiverseClient> {
        let anybody = MultiverseClient::builder(format!("http://{}", self.address)).build()?;
        let token = anybody.register(RegisterPlayer::default()).await?.token.ok_or("no token")?;
        Ok(anybody.with_token(token.reveal())?)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
