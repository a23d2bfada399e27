//! Writing into a string, which cannot fail.

/// `write!` into a `String`.
macro_rules! put {
    ($out:expr, $($what:tt)*) => {{
        use std::fmt::Write as _;
        // A String takes whatever fits into memory: there is no error to report.
        let _ = write!($out, $($what)*);
    }};
}
pub(crate) use put;

/// Writes `items` with a comma between each two.
pub(crate) fn separated<T>(
    out: &mut String,
    items: impl IntoIterator<Item = T>,
    mut write: impl FnMut(&mut String, T),
) {
    for (i, item) in items.into_iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        write(out, item);
    }
}
