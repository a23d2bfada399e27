//! How deeply a JSON text nests.

/// A JSON text nests deeper than allowed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the JSON nests deeper than {limit} levels; flatten it")]
pub struct TooDeep {
    /// The most levels of arrays and objects.
    pub limit: usize,
}

/// Checks that `json` nests at most `limit` arrays and objects, in one pass and without recursion.
///
/// The text need not be valid: only brackets outside of strings count.
///
/// # Errors
/// [`TooDeep`] at the first bracket beyond `limit`.
pub fn check_depth(json: &[u8], limit: usize) -> Result<(), TooDeep> {
    let mut depth = 0_usize;
    let mut rest = json.iter();
    while let Some(byte) = rest.next() {
        match byte {
            b'[' | b'{' => {
                depth += 1;
                if depth > limit {
                    return Err(TooDeep { limit });
                }
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            b'"' => skip_string(&mut rest),
            _ => {}
        }
    }
    Ok(())
}

fn skip_string(rest: &mut std::slice::Iter<'_, u8>) {
    while let Some(byte) = rest.next() {
        match byte {
            b'"' => return,
            b'\\' => {
                rest.next();
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_nesting_not_brackets() {
        assert!(check_depth(b"[[],[],{}]", 2).is_ok());
        assert_eq!(check_depth(b"[[[]]]", 2), Err(TooDeep { limit: 2 }));
        assert!(check_depth(&b"[".repeat(100_000), 512).is_err());
    }

    #[test]
    fn brackets_in_strings_do_not_count() {
        assert!(check_depth(br#"["[[[[\"[[[\\"]"#, 1).is_ok());
        assert!(check_depth(br#"["\\",[]]"#, 1).is_err());
    }
}
