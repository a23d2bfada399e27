//! What people read first.

use std::net::SocketAddr;

/// What there is, and what to try.
pub(super) fn text(address: SocketAddr) -> String {
    format!(
        "\n\
         Ada, Bob, Clara and Dietrich play here. Their villages live through a past of some hundred days now, which\n\
         takes less than a minute the first time, and then live on slowly. Look at any time:\n\
         \n\
         \x20 curl http://{address}/api/universes\n\
         \x20 curl 'http://{address}/api/universe/universe:eschbach/timeline?canonicalOnly=true'\n\
         \x20 curl http://{address}/api/universe/universe:eschbach/tree\n\
         \x20 curl http://{address}/api/passages\n\
         \x20 multiverse log universe:eschbach --server http://{address}\n\
         \x20 multiverse watch --since 0 --types transit.departed,transit.arrived --server http://{address}\n\
         \n\
         Every route is at http://{address}/docs. Ctrl-C stops; the next start goes on from there.\n\n"
    )
}
