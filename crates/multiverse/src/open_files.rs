//! How many files the process may have open: every connection is one.

/// Files beside the connections: the database, the vault, the log.
const OTHERS: usize = 200;

/// Raises the limit on open files as far as the system lets us, and says so if that is not enough for `connections`.
///
/// What a process starts with is often 1,024, for the sake of programs that use `select`, of which we are none.
#[cfg(unix)]
pub(crate) fn allow(connections: usize) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let most = getrlimit(Resource::Nofile).maximum;
    if let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: most, maximum: most }) {
        tracing::warn!(%error, "could not raise the limit on open files");
    }
    let allowed = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
    let wanted = (connections + OTHERS) as u64;
    if allowed < wanted {
        tracing::warn!(
            allowed,
            wanted,
            "the system allows fewer open files than max-connections needs; raise its limit (ulimit -n, LimitNOFILE)"
        );
    }
}

/// There is no such limit.
#[cfg(not(unix))]
pub(crate) fn allow(_: usize) {}
