//! Metadata reads over HTTP, against an axum handler that answers a constant of the same length.
//!
//! `cargo bench -p multiverse --bench read` prints both rates and the server's CPU time for each request, with the
//! same client, turn about. The peer runs in a process of its own: this program, started again.

#![expect(clippy::print_stdout, reason = "a bench says what it measured")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Set for the process that is the peer; its value is what to answer.
const CONSTANT: &str = "MULTIVERSE_BENCH_CONSTANT";

const CLIENTS: usize = 8;
const SPAN: Duration = Duration::from_secs(3);
const ROUNDS: usize = 3;

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

fn main() -> Outcome {
    if let Ok(constant) = std::env::var(CONSTANT) {
        return answer_constant(constant);
    }
    let data = tempfile::tempdir()?;
    let mut ours = Command::new(env!("CARGO_BIN_EXE_multiverse"));
    ours.args(["serve", "--listen", "127.0.0.1:0", "--auth", "open", "--data"]).arg(data.path());
    let ours = Server::start(ours)?;
    let created =
        ours.ask("POST /api/universe", r#"{"id":"u","name":"a world","ownerId":"ada","isPublic":true}"#)?;
    assert!(created.starts_with("HTTP/1.1 201"), "{created}");
    let body = ours.ask("GET /api/universe/u", "")?.split_once("\r\n\r\n").ok_or("no body")?.1.to_owned();
    let mut peer = Command::new(std::env::current_exe()?);
    peer.env(CONSTANT, &body);
    let peer = Server::start(peer)?;
    println!("| server | requests/s | CPU per request | median |\n|---|---|---|---|");
    for _ in 0..ROUNDS {
        peer.measure("axum, a constant", "/")?;
        ours.measure("multiverse, metadata", "/api/universe/u")?;
    }
    Ok(())
}

fn answer_constant(constant: String) -> Outcome {
    tokio::runtime::Runtime::new()?.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        println!("ready at http://{} ", listener.local_addr()?);
        let json = [("content-type", "application/json")];
        let answer = move || std::future::ready((json, constant.clone()));
        Ok(axum::serve(listener, axum::Router::new().route("/", axum::routing::get(answer))).await?)
    })
}

struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(mut command: Command) -> Outcome<Self> {
        let mut child = command.stdout(Stdio::piped()).spawn()?;
        let mut lines = BufReader::new(child.stdout.take().ok_or("no stdout")?);
        let mut line = String::new();
        lines.read_line(&mut line)?;
        let address = line.split_once("://").and_then(|(_, rest)| rest.split_whitespace().next());
        let address = address.ok_or("no start line")?.to_owned();
        std::thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()));
        Ok(Self { child, address })
    }

    fn ask(&self, what: &str, body: &str) -> Outcome<String> {
        let mut connection = TcpStream::connect(&self.address)?;
        let length = body.len();
        write!(
            connection,
            "{what} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\n\
            content-length: {length}\r\n\r\n{body}"
        )?;
        let mut answer = String::new();
        connection.read_to_string(&mut answer)?;
        Ok(answer)
    }

    /// Asks for `path` over and over by several clients at once.
    fn measure(&self, name: &str, path: &str) -> Outcome {
        let (cpu, started) = (self.cpu()?, Instant::now());
        let clients: Vec<_> = (0..CLIENTS)
            .map(|_| {
                let (address, path) = (self.address.clone(), path.to_owned());
                std::thread::spawn(move || ask_until(&address, &path, started + SPAN))
            })
            .collect();
        let mut times = Vec::new();
        for client in clients {
            times.extend(client.join().map_err(|_| "a client panicked")??);
        }
        times.sort_unstable();
        #[expect(clippy::cast_precision_loss, reason = "a rate")]
        let count = times.len() as f64;
        let rate = count / started.elapsed().as_secs_f64();
        let each = (self.cpu()? - cpu) / count * 1e6;
        let median = times[times.len() / 2].as_secs_f64() * 1e6;
        println!("| {name} | {rate:.0} | {each:.1} µs | {median:.0} µs |");
        Ok(())
    }

    /// Seconds of processor time that the server has used, in clock ticks of 10 ms.
    fn cpu(&self) -> Outcome<f64> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        let fields: Vec<&str> = stat.rsplit_once(") ").ok_or("no stat")?.1.split(' ').collect();
        Ok((fields[11].parse::<f64>()? + fields[12].parse::<f64>()?) / 100.0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to kill.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One client on one connection: the time of each answer.
fn ask_until(address: &str, path: &str, until: Instant) -> Outcome<Vec<Duration>> {
    let mut connection = TcpStream::connect(address)?;
    connection.set_nodelay(true)?;
    let request = format!("GET {path} HTTP/1.1\r\nhost: x\r\n\r\n");
    let (mut times, mut buffer) = (Vec::new(), vec![0; 16 * 1024]);
    while Instant::now() < until {
        let asked = Instant::now();
        connection.write_all(request.as_bytes())?;
        let mut read = 0;
        // Both answers are short, and end with the only JSON object in them.
        while !buffer[..read].ends_with(b"}}") {
            read += match connection.read(&mut buffer[read..])? {
                0 => return Err("the server hung up".into()),
                more => more,
            };
        }
        times.push(asked.elapsed());
    }
    Ok(times)
}
