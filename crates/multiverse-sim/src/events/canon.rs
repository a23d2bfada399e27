//! Which events are history for ever.

use multiverse_model::{CanonEvent, CanonEventType};

use super::VillageEvent;

/// From this importance on an event is canonical: its snapshot never decays.
///
/// Most of what happens is not. Of births the first is, the 100th, 200th … 1000th, 2000th …, and the children of the
/// famous; of deaths those of who spoke for the village and of the famous, the first, the oldest ever, and the last
/// founder's; of weddings the first and those of the famous. Disasters are if they are grave, discoveries always,
/// harvests if none was larger. What stands out does not grow with the number of people, so a village of 15,000 has
/// not much more history than one of 400: about one canonical event in six days.
pub const CANONICAL: u8 = 50;

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
                .expect("a test tries all kinds"),
            title: self.title.clone(),
            description: Some(self.description.clone()).filter(|text| !text.as_str().is_empty()),
            day: Some(self.day),
            importance: Some(self.importance),
            entities: Some(self.entities.clone()).filter(|entities| !entities.is_empty()),
        })
    }
}
