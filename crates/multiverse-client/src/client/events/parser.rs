//! The text of Server-Sent Events, as the HTML standard has it.

use std::collections::VecDeque;

use crate::client::error::BadAnswer;

/// What stands between two empty lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Frame {
    /// What stood behind `id`. It counts also without an event.
    pub id: Option<Vec<u8>>,
    /// What stood behind `event`.
    pub event: Vec<u8>,
    /// What stood behind `data`, line by line.
    pub data: Vec<u8>,
    /// What stood behind `retry`, in milliseconds.
    pub retry: Option<u64>,
    has_data: bool,
}

impl Frame {
    /// Whether it is an event, and not only a place in their order.
    pub(super) fn is_event(&self) -> bool {
        self.has_data
    }

    fn length(&self) -> usize {
        self.id.as_ref().map_or(0, Vec::len) + self.event.len() + self.data.len()
    }

    fn take(&mut self, line: &[u8]) {
        let colon = line.iter().position(|byte| *byte == b':');
        let (field, value) = colon.map_or((line, &[][..]), |colon| (&line[..colon], &line[colon + 1..]));
        let value = value.strip_prefix(b" ").unwrap_or(value);
        match field {
            b"event" => self.event = value.to_vec(),
            b"data" => {
                if self.has_data {
                    self.data.push(b'\n');
                }
                self.has_data = true;
                self.data.extend_from_slice(value);
            }
            b"id" if !value.contains(&0) => self.id = Some(value.to_vec()),
            b"retry" => self.retry = std::str::from_utf8(value).ok().and_then(|text| text.parse().ok()),
            // A comment, which has no name, or a field that there is not yet.
            _ => {}
        }
    }
}

/// Takes the text in as it comes.
#[derive(Debug)]
pub(super) struct Parser {
    limit: usize,
    line: Vec<u8>,
    frame: Frame,
    at_start: bool,
    after_return: bool,
}

impl Parser {
    /// One that takes events of at most `limit` bytes.
    pub(super) fn new(limit: u64) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        Self { limit, line: Vec::new(), frame: Frame::default(), at_start: true, after_return: false }
    }

    /// Takes bytes in, and adds the frames that end in them to `frames`.
    pub(super) fn feed(&mut self, mut bytes: &[u8], frames: &mut VecDeque<Frame>) -> Result<(), BadAnswer> {
        if self.after_return && !bytes.is_empty() {
            self.after_return = false;
            bytes = bytes.strip_prefix(b"\n").unwrap_or(bytes);
        }
        while let Some(end) = bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r')) {
            self.add(&bytes[..end])?;
            let is_return = bytes[end] == b'\r';
            bytes = &bytes[end + 1..];
            if is_return {
                self.after_return = bytes.is_empty();
                bytes = bytes.strip_prefix(b"\n").unwrap_or(bytes);
            }
            frames.extend(self.end_line());
        }
        self.add(bytes)
    }

    fn add(&mut self, part: &[u8]) -> Result<(), BadAnswer> {
        if self.line.len() + self.frame.length() + part.len() > self.limit {
            return Err(BadAnswer::TooLong { limit: self.limit as u64 });
        }
        self.line.extend_from_slice(part);
        Ok(())
    }

    fn end_line(&mut self) -> Option<Frame> {
        let line = std::mem::take(&mut self.line);
        let is_first = std::mem::take(&mut self.at_start);
        let line = if is_first { line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line) } else { &line };
        if !line.is_empty() {
            self.frame.take(line);
            return None;
        }
        Some(std::mem::take(&mut self.frame)).filter(|frame| *frame != Frame::default())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(text: &[u8], piece: usize) -> Result<Vec<Frame>, BadAnswer> {
        let (mut parser, mut frames) = (Parser::new(1000), VecDeque::new());
        for piece in text.chunks(piece.max(1)) {
            parser.feed(piece, &mut frames)?;
        }
        Ok(frames.into())
    }

    fn event(id: &str, event: &str, data: &str) -> Frame {
        Frame {
            id: (!id.is_empty()).then(|| id.into()),
            event: event.into(),
            data: data.into(),
            retry: None,
            has_data: true,
        }
    }

    #[test]
    fn an_event_is_its_fields_up_to_an_empty_line() {
        let text = "\u{feff}: hello\nid: 7\nevent:snapshot.saved\ndata: {\"a\":1}\nunknown: 1\n\ndata:1\ndata: 2\n\n";
        let expected = [event("7", "snapshot.saved", "{\"a\":1}"), event("", "", "1\n2")];
        assert_eq!(parse(text.as_bytes(), 1000).unwrap(), expected);
    }

    #[test]
    fn a_place_without_an_event_counts_and_a_comment_does_not() {
        let frames = parse(b"retry: 2000\nid: 7\n\n: \n\nid: a\0b\n\n", 1000).unwrap();
        assert_eq!(frames, [Frame { id: Some(b"7".to_vec()), retry: Some(2000), ..Frame::default() }]);
        assert!(!frames[0].is_event());
    }

    #[test]
    fn what_has_no_end_is_not_kept_for_ever() {
        for text in [vec![b'x'; 2000], b"data: 12345678\n".repeat(200), b"event: ".repeat(300)] {
            assert_eq!(parse(&text, 10), Err(BadAnswer::TooLong { limit: 1000 }));
        }
        assert_eq!(parse(&b"data: 12345678\n\n".repeat(200), 10).unwrap().len(), 200);
    }

    proptest! {
        #[test]
        fn it_does_not_matter_where_the_text_is_cut_or_how_lines_end(
            text in "((id|event|data|retry|)(:| |: )[a1é]{0,3}\n{1,2}){0,8}",
            piece in 1_usize..9,
        ) {
            let whole = parse(text.as_bytes(), 10_000).unwrap();
            for ending in ["\n", "\r", "\r\n"] {
                let text = text.replace('\n', ending);
                prop_assert_eq!(&parse(text.as_bytes(), piece).unwrap(), &whole);
            }
        }

        #[test]
        fn any_bytes_are_taken_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..3000), piece in 1_usize..99) {
            let _ = parse(&bytes, piece);
        }
    }
}
