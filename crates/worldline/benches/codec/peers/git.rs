//! git: a repository whose commits are the saves, repacked as hard as it goes.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::Outcome;
use crate::figures::Figures;

/// The most bytes of a history that are given to git: on more it takes minutes.
const MOST: usize = 32 << 20;

/// Measures `git gc --aggressive` and reading the saves back; none if the history is too large for it, or git absent.
pub(crate) fn measure(saves: &[Vec<u8>]) -> Outcome<Option<Figures>> {
    let there = Command::new("git").arg("--version").stdout(Stdio::null()).status().is_ok();
    let bytes: usize = saves.iter().map(Vec::len).sum();
    if bytes > MOST || !there {
        return Ok(None);
    }
    let first = packed(&saves[..1])?;
    let all = packed(saves)?;
    let began = Instant::now();
    let read = read_back(all.directory.path(), saves)?;
    let decode = began.elapsed();
    if read != saves {
        return Err("git gave other bytes back".into());
    }
    // git packs and reads the first save too; the others get their share of the time.
    let share = 1.0 - saves[0].len() as f64 / bytes as f64;
    Ok(Some(Figures {
        bytes: all.bytes.saturating_sub(first.bytes),
        encode: all.took.mul_f64(share),
        decode: decode.mul_f64(share),
        verified: None,
    }))
}

struct Packed {
    directory: TempDir,
    bytes: usize,
    took: Duration,
}

fn packed(saves: &[Vec<u8>]) -> Outcome<Packed> {
    let directory = tempfile::tempdir()?;
    run(directory.path(), &["init", "--quiet", "--bare"])?;
    import(directory.path(), saves)?;
    let began = Instant::now();
    run(directory.path(), &["gc", "--quiet", "--aggressive", "--prune=now"])?;
    let took = began.elapsed();
    let bytes = pack_bytes(&directory.path().join("objects/pack"))?;
    Ok(Packed { directory, bytes, took })
}

/// A git of which nobody's settings decide what it does; one thread, as the others have.
fn git(directory: &Path, arguments: &[&str]) -> Command {
    let mut git = Command::new("git");
    git.current_dir(directory).args(["-c", "pack.threads=1"]).args(arguments);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("GIT_") {
            git.env_remove(name);
        }
    }
    git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    git
}

fn run(directory: &Path, arguments: &[&str]) -> Outcome {
    let status = git(directory, arguments).status()?;
    if status.success() { Ok(()) } else { Err(format!("git {arguments:?}: {status}").into()) }
}

fn import(directory: &Path, saves: &[Vec<u8>]) -> Outcome {
    let mut child = git(directory, &["fast-import", "--quiet"]).stdin(Stdio::piped()).spawn()?;
    let mut input = child.stdin.take().ok_or("git has no input")?;
    for (i, save) in saves.iter().enumerate() {
        // The date is fixed: it is in the commit's bytes.
        let committer = format!("committer World <world@localhost> {} +0000", 1_700_000_000 + i);
        writeln!(input, "commit refs/heads/main\n{committer}\ndata 4\nsave")?;
        writeln!(input, "M 100644 inline world\ndata {}", save.len())?;
        input.write_all(save)?;
        writeln!(input)?;
    }
    drop(input);
    let status = child.wait()?;
    if status.success() { Ok(()) } else { Err(format!("git fast-import: {status}").into()) }
}

fn pack_bytes(directory: &Path) -> Outcome<usize> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(directory)? {
        let entry = entry?;
        if entry.path().extension().is_some_and(|extension| extension == "pack") {
            bytes += usize::try_from(entry.metadata()?.len())?;
        }
    }
    Ok(bytes)
}

fn read_back(directory: &Path, saves: &[Vec<u8>]) -> Outcome<Vec<Vec<u8>>> {
    let cat = git(directory, &["cat-file", "--batch"]);
    let mut child = { cat }.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    let mut input = child.stdin.take().ok_or("git has no input")?;
    let mut output = BufReader::new(child.stdout.take().ok_or("git has no output")?);
    let mut read = Vec::with_capacity(saves.len());
    for (i, save) in saves.iter().enumerate() {
        writeln!(input, "main~{}:world", saves.len() - 1 - i)?;
        let mut header = String::new();
        output.read_line(&mut header)?;
        // The document and a line feed.
        let mut document = vec![0; save.len() + 1];
        output.read_exact(&mut document)?;
        document.pop();
        read.push(document);
    }
    drop(input);
    child.wait()?;
    Ok(read)
}
