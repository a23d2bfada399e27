//! How many files the process may have open: every connection is one.

/// Files beside the connections: the database, the vault, the log.
const OTHERS: usize = 200;

/// Fewer connections than this are so few that whoever runs the server should know.
const FEW: usize = 1000;

/// Raises the limit on open files as far as the system lets us, and answers how many of `connections` fit into it.
///
/// What a process starts with is often 1,024, for the sake of programs that use `select`, of which we are none.
#[cfg(unix)]
pub(crate) fn allow(connections: usize) -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let most = getrlimit(Resource::Nofile).maximum;
    if let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: most, maximum: most }) {
        tracing::warn!(%error, "could not raise the limit on open files");
    }
    let allowed = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
    let room = usize::try_from(allowed).unwrap_or(usize::MAX).saturating_sub(OTHERS).max(1);
    let fit = connections.min(room);
    if fit < connections.min(FEW) {
        tracing::warn!(
            connections = fit,
            "the system allows few open files, and each connection is one; raise its limit (ulimit -n, LimitNOFILE)"
        );
    }
    fit
}

/// There is no such limit.
#[cfg(not(unix))]
pub(crate) fn allow(connections: usize) -> usize {
    connections
}
