//! Somebody else's text, fit for a terminal.

/// The characters that a place can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::client) enum Charset {
    /// All of them.
    Unicode,
    /// Those of ASCII.
    Ascii,
}

impl Charset {
    /// That of the locale, which the first of three variables names that is set. Windows has no such variables, and
    /// consoles that show everything.
    pub(super) fn of_locale(variable: impl Fn(&str) -> Option<String>) -> Self {
        if cfg!(windows) {
            return Self::Unicode;
        }
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(variable).unwrap_or_default();
        let locale = locale.to_ascii_lowercase();
        if locale.contains("utf-8") || locale.contains("utf8") { Self::Unicode } else { Self::Ascii }
    }
}

/// Replaces what a terminal would obey instead of showing it, and what the place cannot show.
pub(in crate::client) fn clean(text: &str, charset: Charset) -> String {
    let shown = |c: char| match charset {
        Charset::Unicode if is_order(c) => '\u{fffd}',
        Charset::Ascii if is_order(c) || !c.is_ascii() => '?',
        _ => c,
    };
    text.chars().map(shown).collect()
}

/// Whether a character gives an order in place of being shown: controls, ends of lines, changes of direction, which
/// make a text look like another, and tags, which are not seen at all.
pub(in crate::client) fn is_order(c: char) -> bool {
    let moves_text = matches!(c,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let is_unseen = matches!(c, '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}');
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') || moves_text || is_unseen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_terminal_obeys_is_left() {
        let hostile = "a\u{1b}[31mb\u{9b}2Jc\u{7}d\r\ne\u{202e}f\u{e0041}g";
        assert_eq!(clean(hostile, Charset::Unicode), "a�[31mb�2Jc�d��e�f�g");
        assert_eq!(clean("Zoë\t", Charset::Ascii), "Zo??");
        assert_eq!(clean("Zoë 村 👩‍🌾", Charset::Unicode), "Zoë 村 👩‍🌾");
    }

    #[test]
    fn the_first_variable_that_is_set_names_the_locale() {
        let of = |set: &'static [(&str, &str)]| {
            Charset::of_locale(|name| set.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned()))
        };
        assert_eq!(of(&[("LANG", "de_DE.UTF-8")]), Charset::Unicode);
        assert_eq!(of(&[("LANG", "C.utf8")]), Charset::Unicode);
        assert_eq!(of(&[("LC_ALL", "C"), ("LANG", "de_DE.UTF-8")]), Charset::Ascii);
        assert_eq!(of(&[]), Charset::Ascii);
    }
}
