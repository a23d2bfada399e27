//! The two universes of a passage or a trip, as the one who asks stands to them.

use std::collections::HashMap;
use std::sync::Arc;

use multiverse_model::{
    Action, Actor, Decision, Object, PlayerId, Role, Sides, TransitEnd, UniverseId, UniverseObject, authorize,
};

use crate::StoreError;
use crate::catalog::Transaction;
use crate::catalog::tables::{access, universes};
use crate::service::authorize::permit;

/// What of a universe decides who may do what.
#[derive(Debug)]
struct End {
    owner: PlayerId,
    is_public: bool,
    is_deleted: bool,
    role: Option<Role>,
}

impl End {
    fn find(tx: &mut dyn Transaction, actor: &Actor, id: &UniverseId) -> Result<Self, StoreError> {
        // A passage refers to its universes, and none is ever removed.
        let (owner, is_public, is_deleted) = universes::standing(tx, id)?.ok_or(StoreError::Interrupted)?;
        let role = match actor {
            Actor::Player(player) if *player != owner => access::role(tx, id, player)?,
            _ => None,
        };
        Ok(Self { owner, is_public, is_deleted, role })
    }

    fn object(&self) -> UniverseObject<'_> {
        let Self { owner, is_public, is_deleted, role } = self;
        UniverseObject { owner, is_public: *is_public, is_deleted: *is_deleted, role: *role }
    }
}

/// How one actor stands to universes, remembered for a transaction: the passages of a list often share theirs.
pub(in crate::service) struct Viewpoint {
    actor: Actor,
    known: HashMap<UniverseId, Arc<End>>,
}

impl Viewpoint {
    pub(in crate::service) fn of(actor: &Actor) -> Self {
        Self { actor: actor.clone(), known: HashMap::new() }
    }

    /// The universes that a passage, or a trip, leads from and to.
    pub(in crate::service) fn ends(
        &mut self,
        tx: &mut dyn Transaction,
        from: &UniverseId,
        to: &UniverseId,
    ) -> Result<Ends, StoreError> {
        Ok(Ends { from: self.end(tx, from)?, to: self.end(tx, to)?, actor: self.actor.clone() })
    }

    /// Whether the actor may read a universe.
    pub(in crate::service) fn may_read(
        &mut self,
        tx: &mut dyn Transaction,
        id: &UniverseId,
    ) -> Result<bool, StoreError> {
        let end = self.end(tx, id)?;
        let decision = authorize(&self.actor, Action::ReadUniverse, Object::Universe(end.object()));
        Ok(decision == Decision::Allow)
    }

    fn end(&mut self, tx: &mut dyn Transaction, id: &UniverseId) -> Result<Arc<End>, StoreError> {
        if let Some(known) = self.known.get(id) {
            return Ok(Arc::clone(known));
        }
        let end = Arc::new(End::find(tx, &self.actor, id)?);
        self.known.insert(id.clone(), Arc::clone(&end));
        Ok(end)
    }
}

/// The universes that a passage, or a trip, leads from and to, as an actor stands to them.
pub(in crate::service) struct Ends {
    actor: Actor,
    from: Arc<End>,
    to: Arc<End>,
}

impl Ends {
    /// The universes with these ids, which both exist.
    pub(in crate::service) fn find(
        tx: &mut dyn Transaction,
        actor: &Actor,
        from: &UniverseId,
        to: &UniverseId,
    ) -> Result<Self, StoreError> {
        Viewpoint::of(actor).ends(tx, from, to)
    }

    /// Permits `action` on the passage, or on a trip through it, that `what` and `id` name.
    pub(in crate::service) fn permit(
        &self,
        action: Action,
        what: &'static str,
        id: &str,
    ) -> Result<(), StoreError> {
        permit(&self.actor, action, Object::Passage([self.from.object(), self.to.object()]), what, id)
    }

    /// Whether the actor may do `action` to the passage, or to a trip through it.
    pub(in crate::service) fn permits(&self, action: Action) -> bool {
        let ends = [self.from.object(), self.to.object()];
        authorize(&self.actor, action, Object::Passage(ends)) == Decision::Allow
    }

    /// Whether the actor may send from, or receive at, one of them.
    pub(in crate::service) fn may_use(&self, end: TransitEnd) -> bool {
        let object = Object::Universe(self.end(end).object());
        authorize(&self.actor, Action::UsePassages, object) == Decision::Allow
    }

    /// Whether the actor could do that if none were deleted.
    pub(in crate::service) fn could_use(&self, end: TransitEnd) -> bool {
        let object = UniverseObject { is_deleted: false, ..self.end(end).object() };
        authorize(&self.actor, Action::UsePassages, Object::Universe(object)) == Decision::Allow
    }

    /// Which of them are the actor's own, if these are a passage's source and target.
    pub(in crate::service) fn own(&self) -> Sides {
        let owns = |end: &End| {
            authorize(&self.actor, Action::RulePassage, Object::Universe(end.object())) == Decision::Allow
        };
        Sides { source: owns(&self.from), target: owns(&self.to) }
    }

    /// Whether one of them is deleted.
    pub(in crate::service) fn lack_one(&self) -> bool {
        self.from.is_deleted || self.to.is_deleted
    }

    /// Whether this one is.
    pub(in crate::service) fn is_deleted(&self, end: TransitEnd) -> bool {
        self.end(end).is_deleted
    }

    /// The refusal to the actor, who may know of the thing but not do what they asked.
    pub(in crate::service) fn refusal(&self) -> StoreError {
        match &self.actor {
            Actor::Anonymous => StoreError::Unidentified,
            actor => {
                let player = actor.player().map(PlayerId::to_string).unwrap_or_default();
                StoreError::Forbidden { player }
            }
        }
    }

    fn end(&self, end: TransitEnd) -> &End {
        match end {
            TransitEnd::From => &self.from,
            TransitEnd::To => &self.to,
        }
    }
}
