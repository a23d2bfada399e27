//! What must not be shown.

const HIDDEN: &str = "(hidden)";

/// Hides a URL's user, password and query, which may all be credentials.
pub(super) fn conceal(url: &str) -> String {
    let (scheme, rest) = match url.split_once("://") {
        Some((scheme, rest)) => (format!("{scheme}://"), rest),
        None => (String::new(), url),
    };
    // Before anything else: a password may hold a `?` or a `/` that nobody escaped, so only the last `@` ends it.
    let (user, rest) = match rest.rsplit_once('@') {
        Some((_, rest)) => (format!("{HIDDEN}@"), rest),
        None => (String::new(), rest),
    };
    let end = rest.find(['?', '#']);
    let query = end.map_or("", |_| "?(hidden)");
    format!("{scheme}{user}{}{query}", end.and_then(|end| rest.get(..end)).unwrap_or(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_could_be_a_credential_is_shown() {
        for (url, shown) in [
            ("https://id.example/keys", "https://id.example/keys"),
            ("https://ada:pass@id.example/keys", "https://(hidden)@id.example/keys"),
            ("https://ada:p?a/s@s@id.example/keys", "https://(hidden)@id.example/keys"),
            ("https://id.example/keys?api_key=pass", "https://id.example/keys?(hidden)"),
            ("https://id.example/keys#pass", "https://id.example/keys?(hidden)"),
            ("ada:pass@id.example", "(hidden)@id.example"),
        ] {
            assert_eq!(conceal(url), shown);
        }
    }
}
