//! What came of a save.

use multiverse_client::{Form, Uploaded};

use crate::client::json::Object;
use crate::client::look::{Ink, bytes};
use crate::client::options::OutputArgs;
use crate::client::trouble::Trouble;
use crate::terminal;

pub(super) fn tell(args: &OutputArgs, uploaded: &Uploaded) -> Result<(), Trouble> {
    let Uploaded { entry, is_new, fork, sent_bytes, form } = uploaded;
    if args.json {
        let (universe, from) = fork.as_ref().map(|(universe, from)| (universe, from)).unzip();
        let object = Object::new().with("entry", entry)?.with("isNew", is_new)?;
        let object = object.with("universe", &universe)?.with("forkedFrom", &from)?;
        return object.with("sentBytes", sent_bytes)?.with("form", &name(*form))?.print();
    }
    let look = args.look();
    let mut text = String::new();
    if let Some((universe, from)) = fork {
        let mut line = look.line();
        line.put(
            Ink::Plain,
            format!("Histories diverged: forked {}@{} as ", from.universe_id, from.snapshot_tick),
        );
        text.push_str(
            &line.put(Ink::Name, universe.id.as_str()).put(Ink::Plain, format!(" ({})", universe.name)).end(),
        );
    }
    let mut line = look.line();
    line.put(Ink::Plain, if *is_new { "Saved " } else { "Was saved before: " });
    line.put(Ink::Name, format!("{}@{}", entry.universe_id, entry.tick));
    let sent = format!("{}, sent {} {}", bytes(entry.file_size), bytes(*sent_bytes), way(*form));
    text.push_str(&line.put(Ink::Plain, format!(" ({sent})")).end());
    Ok(terminal::print(&text)?)
}

fn name(form: Form) -> &'static str {
    match form {
        Form::Delta => "delta",
        Form::Zstd => "zstd",
        Form::GzipBase64 => "gzip-base64",
        Form::Plain => "plain",
    }
}

fn way(form: Form) -> &'static str {
    match form {
        Form::Delta => "of changes",
        Form::Zstd | Form::GzipBase64 => "compressed",
        Form::Plain => "as it is",
    }
}
