//! Text on its way into HTML.

/// Makes `text` safe as element content and inside of quoted attributes.
pub(super) fn escape(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut safe, character| {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
        safe
    })
}

/// An anchor made of `kind` and `name`: letters, digits, `_` and `-` only, so that it needs no escaping.
pub(super) fn anchor(kind: &str, name: &str) -> String {
    let mut anchor = kind.to_owned();
    for word in name.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).filter(|word| !word.is_empty())
    {
        anchor.push('-');
        anchor.push_str(word);
    }
    anchor
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_anchor_keeps_the_words_of_its_name() {
        let cases = [
            (("op", "get /universe/{id}"), "op-get-universe-id"),
            (("schema", "SnapshotEntry"), "schema-SnapshotEntry"),
            (("tag", "\"><script>"), "tag-script"),
            (("tag", ""), "tag"),
        ];
        for ((kind, name), expected) in cases {
            assert_eq!(anchor(kind, name), expected);
        }
    }

    proptest! {
        #[test]
        fn escaped_text_can_close_nothing(text in "[<>\"'&a ]{0,30}") {
            let safe = escape(&text);
            prop_assert!(!safe.contains(['<', '>', '"', '\'']));
            let entities = ["&amp;", "&lt;", "&gt;", "&quot;", "&#39;"];
            prop_assert!(safe.match_indices('&').all(|(at, _)| entities.iter().any(|e| safe[at..].starts_with(e))));
        }
    }
}
