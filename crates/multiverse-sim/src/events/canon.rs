//! Which events are history for ever, and what they are called on the wire.

use multiverse_model::{CanonEvent, CanonEventType};

use super::{EventKind, VillageEvent};

/// From this importance on an event is canonical: its snapshot never decays.
///
/// Most of what happens is not: of a village's births only the first, each hundredth, twins, and the children of the
/// famous are; of its deaths those of the famous, of the oldest who ever lived, and of the last founder. What stands
/// out does not grow with the number of people, so a village of 20,000 has not much more history than one of 400.
pub const CANONICAL: u8 = 50;

impl EventKind {
    /// The type of a canon event of this kind: a well-known one, or for travellers one of our own.
    pub(crate) fn canon_type(self) -> &'static str {
        match self {
            Self::Birth => "birth",
            Self::Death => "death",
            Self::Marriage => "marriage",
            Self::First | Self::ComingOfAge | Self::Mastery | Self::Healing => "first_achievement",
            Self::Record | Self::Harvest => "record_high",
            Self::Discovery => "major_discovery",
            Self::Deity => "deity_emergence",
            Self::Raid | Self::Feud => "war_event",
            Self::Milestone => "day_milestone",
            Self::Storm
            | Self::Fire
            | Self::Drought
            | Self::Plague
            | Self::Famine
            | Self::Accident
            | Self::Collapse
            | Self::Weather => "catastrophe",
            Self::Founding
            | Self::Friendship
            | Self::Construction
            | Self::Artwork
            | Self::Festival
            | Self::Leader
            | Self::Settlers => "cultural_milestone",
            Self::Arrival => "traveller_arrival",
            Self::Departure => "traveller_departure",
        }
    }
}

impl VillageEvent {
    /// Whether it is history for ever.
    #[must_use]
    pub fn is_canonical(&self) -> bool {
        u8::from(self.importance) >= CANONICAL
    }

    /// It as what makes a snapshot canonical, if it is.
    #[must_use]
    pub fn canon(&self) -> Option<CanonEvent> {
        self.is_canonical().then(|| CanonEvent {
            kind: CanonEventType::try_from(self.kind.canon_type().to_owned())
                .expect("the types of this crate are valid"),
            title: self.title.clone(),
            description: Some(self.description.clone()).filter(|text| !text.as_str().is_empty()),
            day: Some(self.day),
            importance: Some(self.importance),
            entities: Some(self.entities.clone()).filter(|entities| !entities.is_empty()),
        })
    }
}
