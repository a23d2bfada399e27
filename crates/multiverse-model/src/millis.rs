//! Wall time.

use serde::{Deserialize, Serialize};

/// Milliseconds since 1970-01-01 UTC. Shown to people; nothing is ordered or decided by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = i64))]
pub struct Millis(pub i64);

impl Millis {
    /// 1970, which stands for "not yet" where the contract wants a number.
    pub const ZERO: Self = Self(0);
}
