//! Descriptions: the little of Markdown that doc comments use.

use super::escape::escape;

/// Turns a description into paragraphs, `- ` lists, fenced blocks and inline `code`; all else is plain text.
pub(super) fn prose(text: &str) -> String {
    let mut html = String::new();
    for (place, part) in text.split("```").enumerate() {
        if place % 2 == 0 {
            part.split("\n\n").for_each(|block| html.push_str(&paragraph_and_list(block)));
        } else {
            // The fence's first line is the language.
            let code = part.split_once('\n').map_or(part, |(_, code)| code);
            html.push_str(&format!("<pre>{}</pre>", escape(code.trim_end())));
        }
    }
    html
}

/// One line of text: `code` is marked, everything is escaped.
pub(super) fn inline(text: &str) -> String {
    let pieces: Vec<&str> = text.split('`').collect();
    let mut html = String::new();
    for (place, piece) in pieces.iter().enumerate() {
        let piece = escape(piece);
        let closed = place + 1 < pieces.len();
        match (place % 2 == 1, closed) {
            (true, true) => html.push_str(&format!("<code>{piece}</code>")),
            (true, false) => html.push_str(&format!("`{piece}")),
            (false, _) => html.push_str(&piece),
        }
    }
    html
}

fn paragraph_and_list(block: &str) -> String {
    let mut paragraph: Vec<&str> = Vec::new();
    let mut items: Vec<String> = Vec::new();
    for line in block.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match (line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")), items.last_mut()) {
            (Some(item), _) => items.push(item.to_owned()),
            (None, Some(item)) => *item = format!("{item} {line}"),
            (None, None) => paragraph.push(line),
        }
    }
    let mut html = String::new();
    if !paragraph.is_empty() {
        html.push_str(&format!("<p>{}</p>", inline(&paragraph.join(" "))));
    }
    if !items.is_empty() {
        let items: String = items.iter().map(|item| format!("<li>{}</li>", inline(item))).collect();
        html.push_str(&format!("<ul>{items}</ul>"));
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_what_doc_comments_mark_and_escapes_the_rest() {
        let cases = [
            ("", ""),
            ("One.\nStill one.\n\nTwo.", "<p>One. Still one.</p><p>Two.</p>"),
            ("Ask for `a<b`.", "<p>Ask for <code>a&lt;b</code>.</p>"),
            ("A ` alone.", "<p>A ` alone.</p>"),
            (
                "Either:\n- one\n  more\n- `two`",
                "<p>Either:</p><ul><li>one more</li><li><code>two</code></li></ul>",
            ),
            ("See\n```json\n{\"a\": 1}\n```\nthere.", "<p>See</p><pre>{&quot;a&quot;: 1}</pre><p>there.</p>"),
            ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ];
        for (text, expected) in cases {
            assert_eq!(prose(text), expected, "{text:?}");
        }
    }
}
