//! Bodies of requests and answers, as API.md of the wire contract has them.
//!
//! Shared by server and client. Unknown members of a request are ignored: the contract may grow.

mod answers;
mod events;
mod requests;

pub use answers::*;
pub use events::*;
pub use requests::*;
