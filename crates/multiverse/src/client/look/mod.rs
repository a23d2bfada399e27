//! How things look to people: colours, characters, widths.

mod amount;
mod clean;
mod line;
mod page;
mod table;
mod time;

use std::io::IsTerminal;

pub(super) use amount::{bytes, counted, percent};
pub(super) use clean::{Charset, clean, is_order};
pub(super) use line::{Line, columns};
pub(super) use page::Page;
pub(super) use table::{Cell, table};
pub(super) use time::{ago, date, now, time_of_day};

use super::options::WhenToColour;
use console::Style;

/// What the place that output goes to can show.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    pub(super) charset: Charset,
    pub(super) colours: bool,
    /// How many columns a line may have; none where lines may be of any length.
    pub(super) width: Option<usize>,
}

/// What a piece of text is, which decides its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    /// Nothing special.
    Plain,
    /// What the eye should find first.
    Title,
    /// What it may pass over.
    Dim,
    /// The star of a canon event, and its type.
    Canon,
    /// The name of a universe.
    Name,
    /// The n-th line of a drawing.
    Rail(usize),
}

impl Look {
    /// What stdout can show.
    pub(super) fn of_stdout(when: WhenToColour) -> Self {
        let is_terminal = std::io::stdout().is_terminal();
        let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let width = match variable("COLUMNS").and_then(|columns| columns.parse().ok()) {
            Some(columns) => Some(columns),
            None if is_terminal => console::Term::stdout().size_checked().map(|(_, columns)| columns.into()),
            None => None,
        };
        Self {
            charset: Charset::of_locale(variable),
            colours: has_colours(when, is_terminal, variable),
            width: width.filter(|columns| *columns > 0),
        }
    }

    /// An empty line.
    pub(super) fn line(&self) -> Line {
        Line::new(*self)
    }

    /// The mark of a canon event.
    pub(super) fn star(&self) -> &'static str {
        if self.charset == Charset::Unicode { "★" } else { "*" }
    }

    /// The mark of a save whose content has decayed or is still there.
    pub(super) fn dot(&self, is_there: bool) -> &'static str {
        match (self.charset, is_there) {
            (Charset::Unicode, true) => "●",
            (Charset::Unicode, false) => "○",
            (Charset::Ascii, true) => "o",
            (Charset::Ascii, false) => ".",
        }
    }

    /// An arrow from what stands before it to what stands after it, or one to both.
    pub(super) fn arrow(&self, is_both: bool) -> &'static str {
        match (self.charset, is_both) {
            (Charset::Unicode, false) => "→",
            (Charset::Unicode, true) => "↔",
            (Charset::Ascii, false) => "->",
            (Charset::Ascii, true) => "<->",
        }
    }

    /// A bar of ten characters that is full to a share from 0 to 1.
    pub(super) fn bar(&self, share: f64) -> String {
        let (full, empty) = if self.charset == Charset::Unicode { ("█", "░") } else { ("#", "-") };
        let tenths = (1..=10).filter(|tenth| share * 10.0 + 0.5 >= f64::from(*tenth)).count();
        full.repeat(tenths) + &empty.repeat(10 - tenths)
    }

    /// Text in its colour. It must be clean.
    fn paint(&self, ink: Ink, text: &str) -> String {
        let style = match ink {
            _ if !self.colours || text.is_empty() => return text.to_owned(),
            Ink::Plain => return text.to_owned(),
            Ink::Title => Style::new().bold(),
            Ink::Dim => Style::new().dim(),
            Ink::Canon => Style::new().yellow().bold(),
            Ink::Name => Style::new().green().bold(),
            Ink::Rail(line) => rail(line),
        };
        style.force_styling(true).apply_to(text).to_string()
    }
}

/// The colour of a line: six that can be told apart on dark and on light ground, over and over.
fn rail(line: usize) -> Style {
    let style = Style::new();
    match line % 6 {
        0 => style.cyan(),
        1 => style.magenta(),
        2 => style.green(),
        3 => style.blue(),
        4 => style.red(),
        _ => style.yellow(),
    }
}

/// <https://no-color.org> and <https://bixense.com/clicolors>; the option goes before both.
fn has_colours(when: WhenToColour, is_terminal: bool, variable: impl Fn(&str) -> Option<String>) -> bool {
    let is_off = |name: &str| variable(name).is_some_and(|value| value == "0");
    match when {
        WhenToColour::Always => true,
        WhenToColour::Never => false,
        WhenToColour::Auto if variable("NO_COLOR").is_some() => false,
        WhenToColour::Auto if variable("CLICOLOR_FORCE").is_some() && !is_off("CLICOLOR_FORCE") => true,
        WhenToColour::Auto => {
            is_terminal && !is_off("CLICOLOR") && variable("TERM").is_none_or(|term| term != "dumb")
        }
    }
}

#[cfg(test)]
impl Look {
    /// Without colours or bounds.
    pub(super) fn plain(charset: Charset) -> Self {
        Self { charset, colours: false, width: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_full_as_the_share() {
        let look = Look::plain(Charset::Ascii);
        let bars = [f64::NAN, -1.0, 0.0, 0.04, 0.26, 1.0, 9.0].map(|share| look.bar(share));
        let [none, some, all] = ["----------", "###-------", "##########"];
        assert_eq!(bars, [none, none, none, none, some, all, all]);
    }

    #[test]
    fn colours_are_for_terminals_unless_somebody_says_otherwise() {
        let set = |set: &'static str| move |name: &str| (name == set).then(|| "1".to_owned());
        let off = |set: &'static str| move |name: &str| (name == set).then(|| "0".to_owned());
        let auto = WhenToColour::Auto;
        assert!(has_colours(auto, true, |_| None));
        assert!(!has_colours(auto, false, |_| None));
        assert!(!has_colours(auto, true, set("NO_COLOR")));
        assert!(has_colours(auto, false, set("CLICOLOR_FORCE")));
        assert!(!has_colours(auto, false, off("CLICOLOR_FORCE")));
        assert!(!has_colours(auto, true, off("CLICOLOR")));
        assert!(!has_colours(auto, true, |name| (name == "TERM").then(|| "dumb".to_owned())));
        assert!(has_colours(WhenToColour::Always, false, set("NO_COLOR")));
        assert!(!has_colours(WhenToColour::Never, true, set("CLICOLOR_FORCE")));
    }
}
