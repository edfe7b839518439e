//! How many episodes of a board stand where.

use crate::care::standing::{Standing, Status};

/// How many there are in each phase, and with each tag.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counts {
    /// Phase (`None`: not yet assigned), tag and number; combinations with none are left out.
    pub by_phase: Vec<(Option<u8>, Status, i64)>,
    /// With no next visit, or one that has passed.
    pub overdue: i64,
    /// With a visit today.
    pub today: i64,
    /// That need a decision: see [`super::caseload::View::Decide`].
    pub decide: i64,
    /// On hold, and in no other count.
    pub on_hold: i64,
}

impl Counts {
    /// How many in a phase, whatever their tag.
    #[must_use]
    pub fn in_phase(&self, phase: Option<u8>) -> i64 {
        self.by_phase
            .iter()
            .filter(|(of, ..)| *of == phase)
            .map(|(.., count)| count)
            .sum()
    }

    /// How many in a phase with a tag.
    #[must_use]
    pub fn in_phase_with(&self, phase: Option<u8>, status: Status) -> i64 {
        self.by_phase
            .iter()
            .filter(|(of, tag, _)| *of == phase && *tag == status)
            .map(|(.., count)| count)
            .sum()
    }

    /// Counts one episode under what was worked out anew in place of what was stored.
    pub fn moved(&mut self, stored: &Standing, fresh: &Standing) {
        self.by_phase.push((stored.phase, stored.status, -1));
        self.by_phase.push((fresh.phase, fresh.status, 1));
    }

    /// How many with a tag, whatever their phase.
    #[must_use]
    pub fn with(&self, status: Status) -> i64 {
        self.by_phase
            .iter()
            .filter(|(_, of, _)| *of == status)
            .map(|(.., count)| count)
            .sum()
    }
}
