//! What of an entity crosses, and what stays behind.

use multiverse_model::{RawJson, UniverseConfig, UniverseLaws, check_items, leave_behind};

use crate::StoreError;

/// Bytes of an entity up to which it is looked through where it is: that takes less time than to hand it to another
/// thread.
const SMALL: usize = 16 * 1024;

/// An entity, and the config of the universe that it is to enter.
#[derive(Debug, Clone)]
pub(super) struct Luggage {
    pub entity: RawJson,
    /// By which it was, or is to be, looked through.
    pub config: Option<UniverseConfig>,
    /// Whether to leave behind what cannot cross.
    leaves_behind: bool,
    pub left_behind: Vec<RawJson>,
}

impl Luggage {
    pub(super) fn of(entity: RawJson, config: Option<UniverseConfig>, leaves_behind: bool) -> Self {
        Self { entity, config, leaves_behind, left_behind: Vec::new() }
    }

    pub(super) fn is_small(&self) -> bool {
        self.entity.as_str().len() <= SMALL
    }

    /// Takes out what cannot cross, if it is to be left behind.
    ///
    /// # Errors
    /// [`StoreError::CannotCross`], also if that is the entity itself.
    pub(super) fn sorted(self) -> Result<Self, StoreError> {
        let laws = UniverseLaws::of(self.config.as_ref());
        let refuse = |entity: &RawJson| StoreError::CannotCross(Box::new(check_items(entity, laws.items())));
        let crossing = leave_behind(&self.entity, laws.items()).map_err(|_| refuse(&self.entity))?;
        if !crossing.left_behind.is_empty() && !self.leaves_behind {
            return Err(refuse(&self.entity));
        }
        Ok(Self { entity: crossing.entity, left_behind: crossing.left_behind, ..self })
    }
}
