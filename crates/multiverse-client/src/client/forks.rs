//! Forks, lineages and families.

use multiverse_model::wire::{
    Ancestor, FamilyTree, ForkList, ForkUniverse, Forked, LineageAnswer, PageQuery, Relative,
};
use multiverse_model::{Limit, Universe, UniverseId};

use super::error::ClientError;
use super::methods::{client_lists, client_methods};
use super::page::{self, Items};
use super::transport::Request;

client_methods! {
    /// Starts a universe at a snapshot of another: how one travels in time. Costs the same whatever the size of the world.
    ///
    /// # Errors
    /// - [`ClientError::NotFound`]: nothing was saved at that tick; the problem's member `nearest` has the closest ticks.
    /// - [`ClientError::Decayed`]: there was a snapshot, and its content is gone.
    pub async fn fork(&self, universe: &UniverseId, fork: ForkUniverse) -> Result<Forked, ClientError> {
        self.json(Request::post(&["api", "universe", universe.as_str(), "fork"]).json(&fork)?).await
    }

    /// A page of a universe's direct forks that the caller may see, newest save first.
    pub async fn forks(&self, universe: &UniverseId, query: PageQuery) -> Result<ForkList, ClientError> {
        self.json(Request::get(&["api", "universe", universe.as_str(), "forks"]).query(&query)).await
    }

    /// A universe and those it descends from, root first.
    pub async fn lineage(&self, universe: &UniverseId) -> Result<Vec<Ancestor>, ClientError> {
        let answer: LineageAnswer =
            self.json(Request::get(&["api", "universe", universe.as_str(), "lineage"])).await?;
        Ok(answer.lineage)
    }

    /// A page of all that descend from the same root as a universe, oldest first.
    pub async fn tree(&self, universe: &UniverseId, query: PageQuery) -> Result<FamilyTree, ClientError> {
        self.json(Request::get(&["api", "universe", universe.as_str(), "tree"]).query(&query)).await
    }
}

client_lists! {
    /// All direct forks of a universe that the caller may see, newest save first.
    pub fn all_forks(&self, universe: &UniverseId) -> Items<Universe> {
        let (client, id) = (self.clone(), universe.clone());
        page::all(None, move |cursor| {
            let (client, id) = (client.clone(), id.clone());
            async move {
                let page = client.forks(&id, PageQuery { limit: Some(Limit::MAX), cursor }).await?;
                Ok((page.forks, page.next_cursor))
            }
        })
    }

    /// All that descend from the same root as a universe, oldest first.
    pub fn whole_tree(&self, universe: &UniverseId) -> Items<Relative> {
        let (client, id) = (self.clone(), universe.clone());
        page::all(None, move |cursor| {
            let (client, id) = (client.clone(), id.clone());
            async move {
                let page = client.tree(&id, PageQuery { limit: Some(Limit::MAX), cursor }).await?;
                Ok((page.universes, page.next_cursor))
            }
        })
    }
}
