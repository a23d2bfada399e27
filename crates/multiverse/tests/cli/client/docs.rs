//! `docs/cli.md` shows what the commands really say.

use std::collections::HashMap;
use std::path::Path;
use std::process::Command;

use super::person::{Person, ageless, server};
use crate::manual::commands;
use crate::workplace::{Output, Workplace};

fn page() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/cli.md");
    std::fs::read_to_string(path).unwrap()
}

/// The lines of a page, each with whether it stands in a box that shows a terminal.
fn lines(page: &str) -> impl Iterator<Item = (&str, bool)> {
    let mut in_box = false;
    page.lines().map(move |line| {
        let was_in_box = in_box;
        in_box = if in_box { line != "```" } else { line == "```console" };
        (line, was_in_box && in_box)
    })
}

/// Runs commands one after the other in one shell, and answers what is seen of each.
fn run(person: &Person, commands: &[&str]) -> Vec<String> {
    let binaries = Path::new(env!("CARGO_BIN_EXE_multiverse")).parent().unwrap();
    let path = format!("{}:/usr/local/bin:/usr/bin:/bin", binaries.display());
    let variables = [
        ("PATH", path.as_str()),
        ("MULTIVERSE_SERVER", &person.server),
        ("MULTIVERSE_CONFIG_DIR", "config"),
        ("MULTIVERSE_CACHE_DIR", "cache"),
        ("LC_ALL", "C.UTF-8"),
    ];
    let script = format!("exec 2>&1\n{}\n", commands.join("\nprintf '\\0'\n"));
    let mut shell = Command::new("sh");
    shell.args(["-c", &script]).current_dir(person.workplace.path());
    let seen = Output::of(shell.env_clear().envs(variables).output().unwrap()).stdout;
    let seen = seen.replace(&person.server, "http://127.0.0.1:3001");
    let mut names = HashMap::new();
    seen.split('\0')
        .map(|seen| seen.lines().map(|line| timeless(line, &mut names) + "\n").collect())
        .collect()
}

/// A line without what is another one the next time: times, and ids that the server makes.
fn timeless(line: &str, names: &mut HashMap<String, String>) -> String {
    let words: Vec<String> = line.split(' ').map(|word| lasting(word, names)).collect();
    ageless(&words.join(" "))
}

fn lasting(word: &str, names: &mut HashMap<String, String>) -> String {
    let is_time = word.len() == 8 && word.matches(':').count() == 2;
    let is_date = word.len() == 10 && word.starts_with("20") && word.matches('-').count() == 2;
    let made = ["passage:", "transit:", "universe:"].into_iter().find_map(|kind| {
        let (before, id) = word.split_once(kind)?;
        let end = id.find(|c: char| !c.is_ascii_hexdigit() && c != '-').unwrap_or(id.len());
        (end == 36).then(|| (before, kind, &id[..end], &id[end..]))
    });
    match made {
        _ if is_time => "08:05:09".to_owned(),
        _ if is_date => "2027-01-31".to_owned(),
        Some((before, kind, id, after)) => {
            let number = names.len() + 1;
            let name = names.entry(id.to_owned()).or_insert(format!("0194bb31-7f08-7c55-9d2e-{number:012x}"));
            format!("{before}{kind}{name}{after}")
        }
        None => word.to_owned(),
    }
}

#[test]
fn what_stands_in_the_boxes_is_what_is_seen() {
    let server = server(&[]);
    let page = page();
    let typed: Vec<&str> =
        lines(&page).filter(|(_, in_box)| *in_box).filter_map(|(line, _)| line.strip_prefix("$ ")).collect();
    let mut answers = run(&Person::at(&server), &typed).into_iter();
    let mut seen = String::new();
    for (line, in_box) in lines(&page) {
        match line.strip_prefix("$ ") {
            Some(_) if in_box => seen.push_str(&format!("{line}\n{}", answers.next().unwrap())),
            // What the page says is seen: in its place stands what is.
            None if in_box => {}
            _ => seen.push_str(&format!("{line}\n")),
        }
    }
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cli.md");
    std::fs::write(&path, &seen).unwrap();
    let differs = page.lines().zip(seen.lines()).find(|(said, seen)| said != seen);
    assert!(page == seen, "first at {differs:?}; with what is seen the page is {}", path.display());
}

#[test]
fn the_page_has_every_command_and_the_exit_codes() {
    let page = page();
    for command in commands() {
        let is_there = page.contains(&format!("`{command}`")) || page.contains(&format!("`{command} "));
        assert!(is_there, "{command}");
    }
    let help = Workplace::new().run(&["--help"], &[]).succeeds().stdout;
    let (_, table) = help.split_once("Exit codes:\n").unwrap();
    for line in table.lines().take_while(|line| !line.is_empty()) {
        let (code, meaning) = line.trim_start().split_once(' ').unwrap();
        assert!(page.contains(&format!("| {code} | {meaning} |\n")), "{line}");
    }
}
