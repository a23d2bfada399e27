//! Event streams, read as a client of Server-Sent Events does.

use reqwest::header::HeaderMap;
use serde_json::Value;

/// An open stream.
pub(crate) struct EventStream {
    response: reqwest::Response,
    text: String,
    last_id: String,
}

/// An event as it was told.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Told {
    pub id: u64,
    pub kind: String,
    pub data: Value,
}

impl Told {
    /// Kind and universe, for tables of what is expected.
    pub(crate) fn line(&self) -> String {
        format!("{} {}", self.kind, self.data["universeId"].as_str().unwrap_or_default())
    }
}

impl EventStream {
    pub(super) fn new(response: reqwest::Response) -> Self {
        Self { response, text: String::new(), last_id: String::new() }
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    /// Where the stream stands: what a client that reconnects sends as `Last-Event-ID`.
    pub(crate) fn last_id(&self) -> &str {
        &self.last_id
    }

    /// The next block up to an empty line; none at the stream's end, or if it breaks off.
    pub(crate) async fn next_block(&mut self) -> Option<String> {
        loop {
            if let Some(end) = self.text.find("\n\n") {
                let block: String = self.text.drain(..end + 2).collect();
                if let Some(id) = block.lines().find_map(|line| line.strip_prefix("id: ")) {
                    id.clone_into(&mut self.last_id);
                }
                return Some(block);
            }
            let bytes = self.response.chunk().await.ok()??;
            // Frames are whole, and so are their characters.
            self.text.push_str(std::str::from_utf8(&bytes).unwrap());
        }
    }

    /// The next event; none at the stream's end.
    pub(crate) async fn next(&mut self) -> Option<Told> {
        loop {
            let block = self.next_block().await?;
            let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name));
            // Without data it is no event: a comment, or where the stream stands.
            let Some(data) = field("data: ") else { continue };
            return Some(Told {
                id: field("id: ").unwrap().parse().unwrap(),
                kind: field("event: ").unwrap().to_owned(),
                data: serde_json::from_str(data).unwrap(),
            });
        }
    }

    /// The lines of the next events up to one that reads `last`.
    pub(crate) async fn lines_until(&mut self, last: &str) -> Vec<String> {
        let mut lines = Vec::new();
        loop {
            let told = self.next().await.unwrap_or_else(|| panic!("no {last} after {lines:?}"));
            lines.push(told.line());
            if told.line() == last {
                return lines;
            }
        }
    }
}
