//! `Link: rel="next"`.

use http::{HeaderValue, Uri};

/// The header that points at the next page of the list at `uri`: the same query with another cursor.
pub(crate) fn next(uri: &Uri, cursor: &str) -> Option<HeaderValue> {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
        if name != "cursor" {
            query.append_pair(&name, &value);
        }
    }
    query.append_pair("cursor", cursor);
    HeaderValue::from_str(&format!("<{}?{}>; rel=\"next\"", uri.path(), query.finish())).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_query_but_for_the_cursor() {
        let uri: Uri = "/api/universes?limit=2&cursor=old&q=a%20b".parse().unwrap();
        let link = next(&uri, "new").unwrap();
        assert_eq!(link, "</api/universes?limit=2&q=a+b&cursor=new>; rel=\"next\"");
    }
}
