//! What people do with passages: the verbs of travelling.

use multiverse_model::wire::{ArriveRequest, CreatePassage, Journey, RejectRequest, TravelRequest};
use multiverse_model::{EntityId, Passage, PassageId, PassageState, Transit, TransitId, UniverseId};
use multiverse_store::{ArrivalsQuery, Departure, JourneyQuery, PassageQuery, StoreError};
use serde_json::{Value, json};

use super::{Person, limit};

impl Person {
    pub(crate) async fn tries_to_connect(
        &self,
        source: &UniverseId,
        target: &UniverseId,
        kind: &str,
    ) -> Result<Passage, StoreError> {
        let request = json!({"sourceUniverseId": source, "targetUniverseId": target, "type": kind});
        let request: CreatePassage = serde_json::from_value(request).unwrap();
        self.world.store().create_passage(&self.caller, request).await
    }

    /// Makes a passage.
    pub(crate) async fn connects(&self, source: &UniverseId, target: &UniverseId, kind: &str) -> PassageId {
        self.tries_to_connect(source, target, kind).await.unwrap().id
    }

    pub(crate) async fn sees(&self, passage: &PassageId) -> Passage {
        self.world.store().passage(&self.caller, passage).await.unwrap()
    }

    pub(crate) async fn finds_it(&self, passage: &PassageId) -> PassageState {
        self.sees(passage).await.state
    }

    pub(crate) async fn consents(&self, passage: &PassageId) -> Result<Passage, StoreError> {
        self.world.store().consent_to_passage(&self.caller, passage).await
    }

    pub(crate) async fn maintains(&self, passage: &PassageId) -> Result<Passage, StoreError> {
        self.world.store().maintain_passage(&self.caller, passage).await
    }

    pub(crate) async fn seals(&self, passage: &PassageId) -> Result<Passage, StoreError> {
        self.world.store().seal_passage(&self.caller, passage).await
    }

    pub(crate) async fn unseals(&self, passage: &PassageId) -> Result<Passage, StoreError> {
        self.world.store().unseal_passage(&self.caller, passage).await
    }

    pub(crate) async fn closes(&self, passage: &PassageId) -> Result<Passage, StoreError> {
        self.world.store().delete_passage(&self.caller, passage).await
    }

    /// Every page of a list of passages.
    pub(crate) async fn lists_passages(&self, query: &PassageQuery, most: usize) -> Vec<PassageId> {
        let (mut ids, mut query) = (Vec::new(), PassageQuery { limit: limit(most), ..query.clone() });
        loop {
            let page = self.world.store().passages(&self.caller, query.clone()).await.unwrap();
            assert!(page.items.len() <= most);
            ids.extend(page.items.into_iter().map(|passage| passage.id));
            match page.next {
                Some(cursor) => query.cursor = Some(cursor),
                None => return ids,
            }
        }
    }

    /// Sends an entity with these members of the request, such as its direction.
    pub(crate) async fn tries_to_send_with(
        &self,
        passage: &PassageId,
        entity: &str,
        members: Value,
    ) -> Result<Departure, StoreError> {
        let mut request = json!({"entityId": entity, "entity": {"name": entity}});
        request.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        // By its text: a raw value is only read from one.
        let request: TravelRequest = serde_json::from_str(&request.to_string()).unwrap();
        self.world.store().depart(&self.caller, passage, request).await
    }

    pub(crate) async fn tries_to_send(
        &self,
        passage: &PassageId,
        entity: &str,
    ) -> Result<Transit, StoreError> {
        Ok(self.tries_to_send_with(passage, entity, json!({})).await?.transit)
    }

    pub(crate) async fn sends(&self, passage: &PassageId, entity: &str) -> TransitId {
        self.tries_to_send(passage, entity).await.unwrap().id
    }

    /// Sends an entity from the passage's target to its source.
    pub(crate) async fn tries_to_send_back(
        &self,
        passage: &PassageId,
        entity: &str,
    ) -> Result<Transit, StoreError> {
        let reverse = json!({"direction": "reverse"});
        Ok(self.tries_to_send_with(passage, entity, reverse).await?.transit)
    }

    pub(crate) async fn tries_to_receive_with(
        &self,
        transit: &TransitId,
        request: Value,
    ) -> Result<Transit, StoreError> {
        let request: ArriveRequest = serde_json::from_value(request).unwrap();
        self.world.store().arrive(&self.caller, transit, request).await
    }

    pub(crate) async fn tries_to_receive(&self, transit: &TransitId) -> Result<Transit, StoreError> {
        self.tries_to_receive_with(transit, json!({})).await
    }

    pub(crate) async fn receives(&self, transit: &TransitId) -> Transit {
        self.tries_to_receive(transit).await.unwrap()
    }

    pub(crate) async fn rejects(&self, transit: &TransitId) -> Result<Transit, StoreError> {
        let request = RejectRequest { reason: Some("no room".parse().unwrap()) };
        self.world.store().reject(&self.caller, transit, request).await
    }

    /// Sends an entity and receives it at the other end, as one who may do both.
    pub(crate) async fn moves(&self, passage: &PassageId, entity: &str) {
        let transit = self.sends(passage, entity).await;
        self.receives(&transit).await;
    }

    /// Every page of a universe's arrivals, as entities.
    pub(crate) async fn awaits(
        &self,
        universe: &UniverseId,
        query: &ArrivalsQuery,
        most: usize,
    ) -> Vec<String> {
        let (mut due, mut query) = (Vec::new(), ArrivalsQuery { limit: limit(most), ..query.clone() });
        loop {
            let page = self.world.store().arrivals(&self.caller, universe, query.clone()).await.unwrap();
            assert!(page.items.len() <= most);
            due.extend(page.items.into_iter().map(|transit| transit.entity_id.to_string()));
            match page.next {
                Some(cursor) => query.cursor = Some(cursor),
                None => return due,
            }
        }
    }

    pub(crate) async fn follows(&self, entity: &str) -> Journey {
        let entity: EntityId = entity.parse().unwrap();
        self.world.store().journey(&self.caller, &entity, JourneyQuery::default()).await.unwrap()
    }
}
