//! Universes.

use http::header::{self, HeaderName};
use multiverse_model::wire::{
    CreateUniverse, Done, ListUniverses, PatchUniverse, UniverseAnswer, UniverseCreated, UniverseList,
};
use multiverse_model::{Limit, Universe, UniverseId};
use reqwest::StatusCode;

use super::error::{BadAnswer, ClientError};
use super::methods::{client_lists, client_methods};
use super::page::{self, Items};
use super::retry::Repeat;
use super::transport::Request;

/// Tells one state of a universe's metadata from another. Only the server that made it knows what is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntityTag(String);

/// A thing and the tag of the state that it is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tagged<T> {
    /// The thing.
    pub value: T,
    /// Its state, to be named when it is read again or changed.
    pub tag: EntityTag,
}

client_methods! {
    /// Makes a universe.
    ///
    /// # Errors
    /// [`ClientError::Problem`] with [`Taken`](multiverse_model::ProblemType::Taken), if the chosen id is.
    pub async fn create_universe(&self, universe: CreateUniverse) -> Result<Universe, ClientError> {
        let created: UniverseCreated = self.json(Request::post(&["api", "universe"]).json(&universe)?).await?;
        Ok(created.universe)
    }

    /// Shows a universe.
    pub async fn universe(&self, id: &UniverseId) -> Result<Universe, ClientError> {
        let answer: UniverseAnswer = self.json(Request::get(&["api", "universe", id.as_str()])).await?;
        Ok(answer.universe)
    }

    /// Shows a universe and the tag of its state, with which it can be changed on the condition that nobody else has.
    pub async fn tagged_universe(&self, id: &UniverseId) -> Result<Tagged<Universe>, ClientError> {
        let request = Request::get(&["api", "universe", id.as_str()]);
        self.tagged(request).await?.ok_or_else(|| BadAnswer::WrongStatus { status: 304 }.into())
    }

    /// Shows a universe if it is no longer in the state that `known` names.
    pub async fn universe_if_changed(&self, id: &UniverseId, known: &EntityTag) -> Result<Option<Tagged<Universe>>, ClientError> {
        let request = Request::get(&["api", "universe", id.as_str()]);
        self.tagged(request.text_header(header::IF_NONE_MATCH, &known.0)?).await
    }

    /// Changes a universe's metadata.
    pub async fn change_universe(&self, id: &UniverseId, change: PatchUniverse) -> Result<Universe, ClientError> {
        let request = Request::new(http::Method::PATCH, &["api", "universe", id.as_str()]).json(&change)?;
        let answer: UniverseAnswer = self.json(request).await?;
        Ok(answer.universe)
    }

    /// Changes a universe's metadata if it is still in the state that `known` names.
    ///
    /// # Errors
    /// [`ClientError::Problem`] with [`PreconditionFailed`](multiverse_model::ProblemType::PreconditionFailed), if it is
    /// not: read it again, and repeat the change.
    pub async fn change_universe_if(&self, id: &UniverseId, change: PatchUniverse, known: &EntityTag) -> Result<Universe, ClientError> {
        let request = Request::new(http::Method::PATCH, &["api", "universe", id.as_str()]).json(&change)?;
        let mut request = request.text_header(header::IF_MATCH, &known.0)?;
        // A repeat of one that was done would find another state, and be refused.
        request.repeat = Repeat::IfNotDone;
        let answer: UniverseAnswer = self.json(request).await?;
        Ok(answer.universe)
    }

    /// Deletes a universe: hides it. Nothing is lost, and its forks live on.
    pub async fn delete_universe(&self, id: &UniverseId) -> Result<Done, ClientError> {
        self.delete_once(Request::delete(&["api", "universe", id.as_str()])).await
    }

    /// Shows a deleted universe again.
    pub async fn restore_universe(&self, id: &UniverseId) -> Result<Universe, ClientError> {
        let answer: UniverseAnswer = self.json(Request::post(&["api", "universe", id.as_str(), "restore"])).await?;
        Ok(answer.universe)
    }

    /// A page of the universes that the caller may see.
    pub async fn universes(&self, query: ListUniverses) -> Result<UniverseList, ClientError> {
        self.json(Request::get(&["api", "universes"]).query(&query)).await
    }
}

client_lists! {
    /// All universes that a query asks for, from its cursor on.
    pub fn all_universes(&self, query: ListUniverses) -> Items<Universe> {
        let client = self.clone();
        page::all(query.cursor.clone(), move |cursor| {
            let client = client.clone();
            let query = ListUniverses { limit: query.limit.or(Some(Limit::MAX)), cursor, ..query.clone() };
            async move {
                let page = client.universes(query).await?;
                Ok((page.universes, page.next_cursor))
            }
        })
    }
}

const ETAG: HeaderName = header::ETAG;

impl crate::MultiverseClient {
    /// A universe with its tag; none if it is not modified.
    async fn tagged(&self, request: Request) -> Result<Option<Tagged<Universe>>, ClientError> {
        let limit = self.settings().max_json_bytes;
        let mut retries = self.retries(request.repeat);
        loop {
            let once = async {
                let answer = self.send(&request).await?;
                if answer.status() == StatusCode::NOT_MODIFIED {
                    return Ok(None);
                }
                let tag = answer.header(&ETAG).ok_or(BadAnswer::Header { name: "ETag" })?;
                let tag = EntityTag(tag.to_owned());
                let answer: UniverseAnswer = answer.json(limit).await?;
                Ok(Some(Tagged { value: answer.universe, tag }))
            };
            match self.in_time(once).await {
                Ok(answer) => return Ok(answer),
                Err(error) => retries.after(error).await?,
            }
        }
    }

    /// Deletes something that is not there to be deleted twice.
    pub(super) async fn delete_once(&self, request: Request) -> Result<Done, ClientError> {
        let mut retries = self.retries(request.repeat);
        loop {
            match self.json_once(&request).await {
                // What an earlier attempt deleted, whose answer was lost.
                Err(ClientError::NotFound(_)) if retries.in_doubt() => {
                    return Ok(Done { success: true, message: "It is deleted.".to_owned() });
                }
                Ok(answer) => return Ok(answer),
                Err(error) => retries.after(error).await?,
            }
        }
    }
}
