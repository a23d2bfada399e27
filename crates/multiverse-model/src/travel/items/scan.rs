//! One pass over an entity's text, which finds items and writes what is left without them.

use std::borrow::Cow;
use std::ops::Range;

use super::{BarReason, MAX_PATHS};
use crate::travel::laws::ItemLaws;

/// An item that cannot cross.
pub(super) struct Found {
    /// Where its text is.
    pub value: Range<usize>,
    pub reason: BarReason,
    /// Its JSON pointer, while there is room for one.
    pub path: Option<String>,
    pub is_root: bool,
}

/// What a pass over a text found.
pub(super) struct Scan {
    /// What cannot cross, but for what is inside of it.
    pub found: Vec<Found>,
    /// The text without that.
    pub kept: String,
}

/// An array or object that is open.
struct Frame {
    is_object: bool,
    /// Where its text begins.
    start: usize,
    /// How long `kept` was before the element of its parent that it is: with the comma and the name before it.
    kept_before: usize,
    /// How long `path` was before its own part.
    path_before: usize,
    /// Whether it is the array of an item's tags.
    is_tags: bool,
    /// The texts in its member `tags`, if it is an object.
    tags: Vec<String>,
    /// Elements so far, for the path.
    index: usize,
    /// Whether an element was kept, so that a comma has to come before the next.
    has_kept: bool,
}

struct Scanner<'a> {
    text: &'a str,
    laws: &'a ItemLaws,
    at: usize,
    open: Vec<Frame>,
    /// The JSON pointer of what is being read.
    path: String,
    /// Bytes of the paths in `found`.
    path_bytes: usize,
    scan: Scan,
}

impl Scan {
    /// Reads `text`, which is valid JSON.
    pub(super) fn of(text: &str, laws: &ItemLaws) -> Self {
        let scan = Self { found: Vec::new(), kept: String::with_capacity(text.len()) };
        let scanner =
            Scanner { text, laws, at: 0, open: Vec::new(), path: String::new(), path_bytes: 0, scan };
        scanner.run()
    }
}

impl Scanner<'_> {
    /// Reads value after value. Each begins here: behind a bracket, a comma, or a name and its colon.
    fn run(mut self) -> Scan {
        if !self.laws.restrict() {
            self.scan.kept.push_str(self.text);
            return self.scan;
        }
        self.element();
        while !self.open.is_empty() {
            let before = self.at;
            self.skip_space();
            let closes = matches!(self.byte(), Some(b']' | b'}') | None);
            if closes {
                // The white space before the bracket is the container's, not that of its last element.
                self.keep(before..self.at);
                self.close();
            } else {
                self.at = if self.byte() == Some(b',') { self.at + 1 } else { before };
                self.element();
            }
        }
        self.scan
    }

    /// Reads one element of the innermost container up to its end, or up to its opening bracket.
    fn element(&mut self) {
        let (kept_before, path_before) = (self.scan.kept.len(), self.path.len());
        if self.open.last().is_some_and(|frame| frame.has_kept) {
            self.scan.kept.push(',');
        }
        let start = self.at;
        self.skip_space();
        let is_tags = self.name();
        let value = self.at;
        if let Some(byte @ (b'[' | b'{')) = self.byte() {
            self.at += 1;
            self.keep(start..self.at);
            let is_object = byte == b'{';
            self.open.push(Frame {
                is_object,
                start: value,
                kept_before,
                path_before,
                is_tags: is_tags && !is_object,
                tags: Vec::new(),
                index: 0,
                has_kept: false,
            });
            return;
        }
        self.scalar();
        self.tag(value..self.at);
        self.keep(start..self.at);
        self.end_element(path_before);
    }

    /// Reads an object's member name up to the value, or counts an array's element. Whether it is `tags`.
    fn name(&mut self) -> bool {
        let Some(frame) = self.open.last_mut() else { return false };
        self.path.push('/');
        if !frame.is_object {
            self.path.push_str(&frame.index.to_string());
            frame.index += 1;
            return false;
        }
        let start = self.at;
        self.skip_string();
        let name = unquoted(&self.text[start..self.at]);
        self.skip_space();
        if self.byte() == Some(b':') {
            self.at += 1;
        }
        self.skip_space();
        self.path.push_str(&name.replace('~', "~0").replace('/', "~1"));
        name == "tags"
    }

    /// Notes a text in an array of tags as a tag of the item that has the array.
    fn tag(&mut self, value: Range<usize>) {
        let text = &self.text[value];
        let [.., item, array] = self.open.as_mut_slice() else { return };
        if array.is_tags && text.starts_with('"') {
            item.tags.push(unquoted(text).into_owned());
        }
    }

    /// Ends the innermost container: takes it out if it is an item that cannot cross.
    fn close(&mut self) {
        let Some(frame) = self.open.pop() else { return };
        let closing = self.at;
        self.at = (self.at + 1).min(self.text.len());
        self.keep(closing..self.at);
        let barred = if frame.tags.is_empty() { None } else { self.laws.bars(&frame.tags) };
        match barred {
            Some(reason) => self.take_out(&frame, reason),
            None => self.end_element(frame.path_before),
        }
    }

    fn take_out(&mut self, frame: &Frame, reason: BarReason) {
        self.scan.kept.truncate(frame.kept_before);
        // What was found inside of it stays with it.
        while let Some(inner) = self.scan.found.pop_if(|inner| inner.value.start > frame.start) {
            self.path_bytes -= inner.path.map_or(0, |path| path.len());
        }
        let has_room = self.path_bytes + self.path.len() <= MAX_PATHS;
        let path = has_room.then(|| self.path.clone());
        self.path_bytes += path.as_ref().map_or(0, String::len);
        let is_root = self.open.is_empty();
        self.scan.found.push(Found { value: frame.start..self.at, reason, path, is_root });
        self.path.truncate(frame.path_before);
        // The white space up to the next comma goes with it; that before a bracket is the container's.
        let after = self.at;
        self.skip_space();
        if self.byte() != Some(b',') {
            self.at = after;
        }
    }

    /// Notes that an element was kept, with the white space up to the next comma.
    fn end_element(&mut self, path_before: usize) {
        self.path.truncate(path_before);
        if let Some(frame) = self.open.last_mut() {
            frame.has_kept = true;
        }
        let after = self.at;
        self.skip_space();
        if self.byte() == Some(b',') {
            self.keep(after..self.at);
        } else {
            self.at = after;
        }
    }

    fn keep(&mut self, part: Range<usize>) {
        self.scan.kept.push_str(&self.text[part]);
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while matches!(self.byte(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// Skips a text, a number or a word.
    fn scalar(&mut self) {
        if self.byte() == Some(b'"') {
            return self.skip_string();
        }
        let rest = &self.text.as_bytes()[self.at..];
        let length = rest.iter().position(|byte| b" \t\n\r,]}".contains(byte));
        self.at += length.unwrap_or(rest.len());
    }

    fn skip_string(&mut self) {
        self.at += 1;
        while let Some(byte) = self.byte() {
            self.at += 1;
            match byte {
                b'"' => return,
                b'\\' => self.at += 1,
                _ => {}
            }
        }
        self.at = self.text.len();
    }
}

/// What a quoted text says. One that is no text (half a surrogate pair) says what is written.
fn unquoted(quoted: &str) -> Cow<'_, str> {
    let inner = quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(quoted);
    if !inner.contains('\\') {
        return inner.into();
    }
    serde_json::from_str::<String>(quoted).map_or(inner.into(), Cow::Owned)
}
