//! `multiverse completions` and `multiverse man`.

use crate::workplace::Workplace;

/// The commands, as the help lists them, each with those below it.
pub(crate) fn commands() -> Vec<String> {
    let below = |above: &str| {
        let words: Vec<&str> = above.split_whitespace().chain(["--help"]).collect();
        let help = Workplace::new().run(&words, &[]).succeeds().stdout;
        let list = help.split_once("Commands:\n").map_or("", |(_, list)| list);
        let lines = list.lines().take_while(|line| !line.is_empty() && !line.starts_with("Options"));
        // A description that goes on is further to the right.
        let lines = lines.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
        let names = lines.map(|line| line.split_whitespace().next().unwrap()).filter(|name| *name != "help");
        names.map(|name| format!("{above} {name}").trim_start().to_owned()).collect::<Vec<_>>()
    };
    below("").into_iter().flat_map(|name| [vec![name.clone()], below(&name)].concat()).collect()
}

#[test]
fn shells_complete_every_command() {
    let commands = commands();
    assert!(commands.iter().any(|name| name == "watch"), "{commands:?}");
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = Workplace::new().run(&["completions", shell], &[]).succeeds().stdout;
        for word in commands.iter().flat_map(|command| command.split(' ')) {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
    Workplace::new().run(&["completions", "sh"], &[]).fails_with(2);
}

#[test]
fn every_command_has_a_page_of_the_manual() {
    let workplace = Workplace::new();
    let page = workplace.run(&["man"], &[]).succeeds().stdout;
    assert!(page.starts_with(".ie ") && page.contains(".TH multiverse 1"), "{page}");
    assert!(page.contains("conflict: histories diverged"), "the exit codes: {page}");
    assert_eq!(workplace.run(&["man", "--dir", "pages"], &[]).succeeds().stdout, "");
    for command in commands() {
        let file = workplace.path().join(format!("pages/multiverse-{}.1", command.replace(' ', "-")));
        let written = std::fs::read_to_string(&file).unwrap();
        let words: Vec<&str> = ["man"].into_iter().chain(command.split(' ')).collect();
        assert_eq!(workplace.run(&words, &[]).succeeds().stdout, written, "{command}");
    }
    assert!(workplace.path().join("pages/multiverse.1").is_file());
    let missing = workplace.run(&["man", "nothing"], &[]).fails_with(2);
    assert_eq!(missing, "error: there is no command nothing; multiverse --help lists them\n");
}
