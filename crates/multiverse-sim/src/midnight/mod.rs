//! What happens as the day turns: to all, rather than to somebody.

mod calamity;
mod council;
mod fire;
mod ideas;
mod milestones;
mod plague;
mod raid;
mod settlers;
mod sky;
mod stores;
mod storm;
#[cfg(test)]
mod tests;

use crate::agenda::Actor;
use crate::calendar::DAY;
use crate::village::Village;

impl Village {
    pub(crate) fn turn_day(&mut self) {
        self.agenda.note(self.now.plus(DAY), Actor::Midnight);
        self.tell_milestone();
        self.tell_harvest();
        self.turn_year();
        self.turn_weather();
        self.spoil();
        self.watch_famine();
        self.suffer_calamities();
        self.hold_council();
        self.have_ideas();
        self.welcome_settlers();
        self.tell_growth();
    }
}
