//! Trips of entities through passages.

use multiverse_model::wire::{
    Arrivals, ArriveRequest, Journey, ListArrivals, PageQuery, RejectRequest, TransitAnswer, TravelAnswer,
    TravelRequest,
};
use multiverse_model::{EntityId, Limit, PassageId, Transit, TransitId, UniverseId};

use super::error::ClientError;
use super::methods::{client_lists, client_methods};
use super::page::{self, Items};
use super::transport::Request;

client_methods! {
    /// Sends an entity through a passage. From the answer on it is in transit: remove it from the world that it left.
    ///
    /// Who has to know after a crash whether it has left makes a key first, keeps it, and calls
    /// [`with_key`](crate::MultiverseClient::with_key): the same call again is answered alike.
    ///
    /// # Errors
    /// [`ClientError::Problem`]. With [`CannotCross`](multiverse_model::ProblemType::CannotCross),
    /// [`refused_items`](ClientError::refused_items) tells which items cannot enter the target, and why.
    pub async fn depart(&self, passage: &PassageId, travel: TravelRequest) -> Result<TravelAnswer, ClientError> {
        self.json(Request::post(&["api", "passage", passage.as_str(), "travel"]).json(&travel)?).await
    }

    /// Shows a trip, with its entity to those who may send from or receive at one of its ends.
    pub async fn transit(&self, id: &TransitId) -> Result<Transit, ClientError> {
        let answer: TransitAnswer = self.json(Request::get(&["api", "transit", id.as_str()])).await?;
        Ok(answer.transit)
    }

    /// Takes a traveller in where it is due: in the target or, once it was rejected or its time ran out, in the source. A
    /// repeat is answered alike.
    pub async fn arrive(&self, id: &TransitId, arrival: ArriveRequest) -> Result<Transit, ClientError> {
        let request = Request::post(&["api", "transit", id.as_str(), "arrive"]);
        let answer: TransitAnswer = self.json(request.json(&arrival)?).await?;
        Ok(answer.transit)
    }

    /// Sends a traveller back, as an editor of the target. A repeat is answered alike.
    pub async fn reject(&self, id: &TransitId, rejection: RejectRequest) -> Result<Transit, ClientError> {
        let request = Request::post(&["api", "transit", id.as_str(), "reject"]);
        let answer: TransitAnswer = self.json(request.json(&rejection)?).await?;
        Ok(answer.transit)
    }

    /// A page of the trips whose entity is due in a universe, longest under way first; or of those it took in.
    pub async fn arrivals(&self, universe: &UniverseId, query: ListArrivals) -> Result<Arrivals, ClientError> {
        self.json(Request::get(&["api", "universe", universe.as_str(), "arrivals"]).query(&query)).await
    }

    /// A page of an entity's way through universes, as far as the caller may see.
    pub async fn journey(&self, entity: &EntityId, query: PageQuery) -> Result<Journey, ClientError> {
        self.json(Request::get(&["api", "entity", entity.as_str(), "journey"]).query(&query)).await
    }
}

client_lists! {
    /// All trips that a query about arrivals asks for, from its cursor on.
    pub fn all_arrivals(&self, universe: &UniverseId, query: ListArrivals) -> Items<Transit> {
        let (client, id) = (self.clone(), universe.clone());
        page::all(query.cursor.clone(), move |cursor| {
            let (client, id) = (client.clone(), id.clone());
            let query = ListArrivals { cursor, ..query.clone() };
            async move {
                let page = client.arrivals(&id, query).await?;
                Ok((page.arrivals, page.next_cursor))
            }
        })
    }

    /// All trips of an entity that the caller may see, in order.
    pub fn whole_journey(&self, entity: &EntityId) -> Items<Transit> {
        let (client, entity) = (self.clone(), entity.clone());
        page::all(None, move |cursor| {
            let (client, entity) = (client.clone(), entity.clone());
            async move {
                let page = client.journey(&entity, PageQuery { limit: Some(Limit::MAX), cursor }).await?;
                Ok((page.steps, page.next_cursor))
            }
        })
    }
}
