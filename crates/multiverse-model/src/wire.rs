//! Bodies of requests and answers, as API.md of the wire contract has them.
//!
//! Shared by server and client. Unknown members of a request are ignored: the contract may grow.

/// Declares a body of an answer.
macro_rules! answer {
    ($(#[$meta:meta])* pub struct $name:ident { $($body:tt)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase")]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub struct $name { $($body)* }
    };
}

mod answers;
mod events;
mod queries;
mod requests;
mod travel;

pub use answers::*;
pub use events::*;
pub use queries::*;
pub use requests::*;
pub use travel::*;
