//! Who else may use a universe.

use multiverse_model::wire::{AccessList, GrantAccess};
use multiverse_model::{Access, PlayerId, Role, UniverseId};

use super::error::ClientError;
use super::methods::client_methods;
use super::transport::Request;

client_methods! {
    /// Shows who may use a universe besides its owner.
    pub async fn access(&self, universe: &UniverseId) -> Result<Vec<Access>, ClientError> {
        let list: AccessList = self.json(Request::get(&["api", "universe", universe.as_str(), "access"])).await?;
        Ok(list.access)
    }

    /// Gives a player a role in a universe; answers the list as it is then.
    pub async fn grant_access(&self, universe: &UniverseId, player: &PlayerId, role: Role) -> Result<Vec<Access>, ClientError> {
        let request = Request::put(&["api", "universe", universe.as_str(), "access", player.as_str()]);
        let list: AccessList = self.json(request.json(&GrantAccess { role })?).await?;
        Ok(list.access)
    }

    /// Takes a player off the list; answers it as it is then.
    pub async fn revoke_access(&self, universe: &UniverseId, player: &PlayerId) -> Result<Vec<Access>, ClientError> {
        let request = Request::delete(&["api", "universe", universe.as_str(), "access", player.as_str()]);
        let list: AccessList = self.json(request).await?;
        Ok(list.access)
    }
}
