//! Lists that come in pages.

use std::collections::HashSet;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures::stream::{self, BoxStream};
use futures::{Stream, StreamExt, TryStreamExt};

use super::error::{BadAnswer, ClientError};

/// How many pages without anything in them are looked at in a row. A search for a text may answer some.
const MOST_EMPTY_PAGES: u32 = 1000;

/// The items of a list, page by page as they are asked for. It ends after the first error.
#[must_use = "nothing is asked for until the items are"]
pub struct Items<T>(BoxStream<'static, Result<T, ClientError>>);

impl<T> Items<T> {
    pub(crate) fn new(items: impl Stream<Item = Result<T, ClientError>> + Send + 'static) -> Self {
        Self(items.boxed())
    }
}

impl<T> Stream for Items<T> {
    type Item = Result<T, ClientError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_next_unpin(context)
    }
}

impl<T> std::fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Items(…)")
    }
}

/// A page's items, and where the next one starts.
pub(crate) type Page<T> = (Vec<T>, Option<String>);

/// The items of all pages from `first` on, each fetched by `fetch`.
///
/// A server that leads in a circle, or on through empty pages, gets an error: a list that is followed to its end must
/// have one.
pub(crate) fn all<T, F>(
    first: Option<String>,
    fetch: impl Fn(Option<String>) -> F + Send + 'static,
) -> Items<T>
where
    T: Send + 'static,
    F: Future<Output = Result<Page<T>, ClientError>> + Send + 'static,
{
    let pages = stream::try_unfold((Some(Trail::starting_at(first)), fetch), |(trail, fetch)| async move {
        let Some(mut trail) = trail else { return Ok::<_, ClientError>(None) };
        let (items, next) = fetch(trail.cursor.clone()).await?;
        let trail = match next {
            Some(next) => {
                trail.go_on(next, items.is_empty())?;
                Some(trail)
            }
            None => None,
        };
        Ok(Some((stream::iter(items.into_iter().map(Ok)), (trail, fetch))))
    });
    Items::new(pages.try_flatten())
}

/// Where a list was followed.
struct Trail {
    cursor: Option<String>,
    seen: HashSet<u64>,
    empty: u32,
}

impl Trail {
    fn starting_at(cursor: Option<String>) -> Self {
        let seen = cursor.iter().map(|cursor| fingerprint(cursor)).collect();
        Self { cursor, seen, empty: 0 }
    }

    fn go_on(&mut self, next: String, was_empty: bool) -> Result<(), ClientError> {
        self.empty = if was_empty { self.empty + 1 } else { 0 };
        if !self.seen.insert(fingerprint(&next)) || self.empty > MOST_EMPTY_PAGES {
            return Err(BadAnswer::Endless.into());
        }
        self.cursor = Some(next);
        Ok(())
    }
}

/// Eight bytes to remember a cursor by, however long the server makes them.
fn fingerprint(cursor: &str) -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    cursor.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages(fetch: impl Fn(u64) -> (Vec<u64>, Option<u64>) + Send + 'static) -> Items<u64> {
        all(None, move |cursor| {
            let (items, next) = fetch(cursor.map_or(0, |cursor| cursor.parse().unwrap()));
            async move { Ok((items, next.map(|next| next.to_string()))) }
        })
    }

    #[tokio::test]
    async fn pages_are_followed_to_the_end() {
        let items = pages(|at| (vec![at * 2, at * 2 + 1], (at < 2).then_some(at + 1)));
        assert_eq!(items.try_collect::<Vec<_>>().await.unwrap(), [0, 1, 2, 3, 4, 5]);
    }

    #[tokio::test]
    async fn a_list_in_a_circle_ends_in_an_error_after_its_items() {
        for length in 1..4 {
            let circle = pages(move |at| (vec![at], Some(at % length + 1)));
            let items: Vec<_> = circle.collect().await;
            assert!(matches!(items.last(), Some(Err(ClientError::BadAnswer(BadAnswer::Endless)))));
            assert!(items.len() < 6);
        }
    }

    #[tokio::test]
    async fn a_list_of_ever_new_empty_pages_ends_in_an_error() {
        let items: Vec<_> = pages(|at| (vec![], Some(at + 1))).collect().await;
        assert!(matches!(items[..], [Err(ClientError::BadAnswer(BadAnswer::Endless))]));
    }
}
