//! Passages between universes.

use multiverse_model::wire::{
    CompareUniverses, CreatePassage, Done, ListPassages, PassageAnswer, PassageCreated, PassageList,
};
use multiverse_model::{Compatibility, Limit, Passage, PassageId, UniverseId};

use super::error::ClientError;
use super::methods::{client_lists, client_methods};
use super::page::{self, Items};
use super::transport::Request;

client_methods! {
    /// Makes a passage from a universe that the caller may edit to one that they may read. It may have to wait for the
    /// consent of the target's owner: then its state is `pending`.
    pub async fn create_passage(&self, passage: CreatePassage) -> Result<Passage, ClientError> {
        let created: PassageCreated = self.json(Request::post(&["api", "passage"]).json(&passage)?).await?;
        Ok(created.passage)
    }

    /// Shows a passage, with its stability as of now.
    pub async fn passage(&self, id: &PassageId) -> Result<Passage, ClientError> {
        let answer: PassageAnswer = self.json(Request::get(&["api", "passage", id.as_str()])).await?;
        Ok(answer.passage)
    }

    /// A page of the passages that the caller may see, newest first. It may be short although more follow.
    pub async fn passages(&self, query: ListPassages) -> Result<PassageList, ClientError> {
        self.json(Request::get(&["api", "passages"]).query(&query)).await
    }

    /// Closes a passage for good. It is preserved, and who is in transit still arrives or returns.
    pub async fn delete_passage(&self, id: &PassageId) -> Result<Done, ClientError> {
        self.delete_once(Request::delete(&["api", "passage", id.as_str()])).await
    }

    /// Consents to a passage, as the owner of one of its universes.
    pub async fn consent_to_passage(&self, id: &PassageId) -> Result<Passage, ClientError> {
        self.change_passage(id, "consent").await
    }

    /// Maintains a passage: its stability is 100 again, and its uses begin anew.
    pub async fn maintain_passage(&self, id: &PassageId) -> Result<Passage, ClientError> {
        self.change_passage(id, "maintain").await
    }

    /// Seals a passage: nothing departs until the same owner unseals it.
    pub async fn seal_passage(&self, id: &PassageId) -> Result<Passage, ClientError> {
        self.change_passage(id, "seal").await
    }

    /// Takes back one's own seal.
    pub async fn unseal_passage(&self, id: &PassageId) -> Result<Passage, ClientError> {
        self.change_passage(id, "unseal").await
    }

    /// Compares two universes, for who wants to travel from `source` to `target`.
    pub async fn compatibility(&self, source: &UniverseId, target: &UniverseId) -> Result<Compatibility, ClientError> {
        let query = CompareUniverses { source: source.clone(), target: target.clone() };
        self.json(Request::get(&["api", "passages", "compatibility"]).query(&query)).await
    }
}

client_lists! {
    /// All passages that a query asks for, from its cursor on.
    pub fn all_passages(&self, query: ListPassages) -> Items<Passage> {
        let client = self.clone();
        page::all(query.cursor.clone(), move |cursor| {
            let client = client.clone();
            let query = ListPassages { limit: query.limit.or(Some(Limit::MAX)), cursor, ..query.clone() };
            async move {
                let page = client.passages(query).await?;
                Ok((page.passages, page.next_cursor))
            }
        })
    }
}

impl crate::MultiverseClient {
    async fn change_passage(&self, id: &PassageId, verb: &str) -> Result<Passage, ClientError> {
        let answer: PassageAnswer = self.json(Request::post(&["api", "passage", id.as_str(), verb])).await?;
        Ok(answer.passage)
    }
}
