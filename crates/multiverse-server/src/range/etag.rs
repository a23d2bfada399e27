//! Entity tags: `If-Match`, `If-None-Match`, `If-Range`.

/// One tag of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct EntityTag<'a> {
    /// Whether it says only that the document means the same (`W/`).
    pub(crate) weak: bool,
    /// What stands between the quotes.
    pub(crate) opaque: &'a str,
}

impl EntityTag<'_> {
    /// Compares as RFC 9110, section 8.8.3.2, says: with `weak`, marks of weakness do not count; without it, a
    /// weak tag equals nothing, not even itself.
    fn equals(self, other: Self, weak: bool) -> bool {
        self.opaque == other.opaque && (weak || !(self.weak || other.weak))
    }
}

/// The tags that `header` lists, in order.
///
/// Lenient, since a tag that is not understood costs the client a needless 412 or a whole download: a tag
/// without quotes counts up to the next comma, one without a closing quote up to the end, and the rest is skipped.
pub(crate) fn entity_tags(header: &str) -> impl Iterator<Item = EntityTag<'_>> {
    let mut rest = header;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches([',', ' ', '\t']);
        if rest.is_empty() {
            return None;
        }
        let (weak, tag) = match rest.strip_prefix("W/") {
            Some(tag) => (true, tag),
            None => (false, rest),
        };
        let (opaque, after) = match tag.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => tag.split_at(tag.find(',').unwrap_or(tag.len())),
        };
        rest = after;
        let opaque = if tag.starts_with('"') { opaque } else { opaque.trim_end() };
        Some(EntityTag { weak, opaque })
    })
}

/// Whether `header`, an `If-Match` or `If-None-Match`, names the document whose `ETag` is `etag`.
///
/// `etag` is written as in the answer, quotes included. `weak` chooses the comparison: true for
/// `If-None-Match`, false for `If-Match`. `*` names every document, so ask only about one that exists.
pub(crate) fn etag_list_matches(header: &str, etag: &str, weak: bool) -> bool {
    if header.trim() == "*" {
        return true;
    }
    let Some(current) = entity_tags(etag).next() else { return false };
    entity_tags(header).any(|tag| tag.equals(current, weak))
}

/// Whether a `Range` may be answered in part although the request has `If-Range`: only if that is the strong
/// `etag` of the document as it is now.
///
/// A date never holds, since the server sends no `Last-Modified` that it could be compared with.
pub(crate) fn if_range_holds(header: Option<&str>, etag: &str) -> bool {
    let Some(header) = header.map(str::trim) else { return true };
    header.starts_with('"') && header == etag
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ETAG: &str = "\"sha256:ab\"";

    #[test]
    fn a_list_matches_when_it_names_the_document() {
        let lists = [
            "\"sha256:ab\"",
            "  \"sha256:ab\"  ",
            "\"sha256:cd\", \"sha256:ab\"",
            "\"sha256:cd\",\"sha256:ab\",\"sha256:ef\"",
            "W/\"sha256:cd\", \"sha256:ab\"",
            ",, \"\" , \"sha256:ab\"",
            "\"a,b\", \"sha256:ab\"",
            "sha256:ab",
            "sha256:cd , sha256:ab , x",
            "\"sha256:ab",
            "*",
            " * ",
        ];
        for list in lists {
            assert!(etag_list_matches(list, ETAG, false), "strong: {list:?}");
            assert!(etag_list_matches(list, ETAG, true), "weak: {list:?}");
        }
    }

    #[test]
    fn a_list_of_other_tags_does_not_match() {
        let lists = [
            "",
            ",",
            "\"sha256:cd\"",
            "\"sha256:AB\"",
            "\"*\"",
            "\"x\", *",
            "\"sha256:ab,\"",
            "\"\"",
            "W/",
            "w/\"sha256:ab\"",
            "\"sha256:\"ab\"",
        ];
        for list in lists {
            assert!(!etag_list_matches(list, ETAG, true), "{list:?}");
        }
    }

    #[test]
    fn weakness_counts_only_in_the_strong_comparison() {
        // The table of RFC 9110, section 8.8.3.2.
        let cases = [
            ("W/\"1\"", "W/\"1\"", false, true),
            ("W/\"1\"", "W/\"2\"", false, false),
            ("W/\"1\"", "\"1\"", false, true),
            ("\"1\"", "\"1\"", true, true),
        ];
        for (one, other, strong, weak) in cases {
            assert_eq!(etag_list_matches(one, other, false), strong, "strong: {one} {other}");
            assert_eq!(etag_list_matches(one, other, true), weak, "weak: {one} {other}");
        }
    }

    #[test]
    fn tags_are_listed_with_what_stands_between_the_quotes() {
        let tags: Vec<_> = entity_tags("\"sha256:ab\", W/\"x!#~é\", \"\"").collect();
        let tag = |weak, opaque| EntityTag { weak, opaque };
        assert_eq!(tags, [tag(false, "sha256:ab"), tag(true, "x!#~é"), tag(false, "")]);
    }

    #[test]
    fn if_range_holds_for_the_strong_tag_of_today() {
        let cases = [
            (None, true),
            (Some("\"sha256:ab\""), true),
            (Some("\"sha256:cd\""), false),
            (Some("W/\"sha256:ab\""), false),
            (Some("sha256:ab"), false),
            (Some("*"), false),
            (Some("Sat, 29 Oct 1994 19:43:31 GMT"), false),
        ];
        for (header, expected) in cases {
            assert_eq!(if_range_holds(header, ETAG), expected, "{header:?}");
        }
        assert!(!if_range_holds(Some("W/\"1\""), "W/\"1\""));
    }

    proptest! {
        #[test]
        fn any_header_is_read_to_its_end(header in "[W/\",*a:é ]{0,30}|.{0,30}") {
            prop_assert!(entity_tags(&header).count() <= header.len());
        }

        #[test]
        fn a_tag_is_found_among_others(before in "[!#-~]{0,9}", tag in "[!#-~]{0,9}", after in "[!#-~]{0,9}") {
            let header = format!("\"{before}\", W/\"{tag}\" ,\"{after}\"");
            let etag = format!("\"{tag}\"");
            prop_assert!(etag_list_matches(&header, &etag, true));
        }
    }
}
