//! Driving an episode through the real actions.

use std::sync::atomic::{AtomicU32, Ordering};

use ninefold::access::{Role, Staff};
use ninefold::actions::change_phase::{PhaseDecision, change_phase, shown};
use ninefold::actions::{Refused, standing};
use ninefold::audit::Actor;
use ninefold::care::ids::{EpisodeId, PhaseChangeId, SessionId};
use ninefold::care::measure::Reading;
use ninefold::care::session::SessionContent;
use ninefold::records::staff::{self, NewStaff};
use ninefold::records::{Error, episodes, sessions};

use super::{TestClinic, content, reading, word};

/// A submission id nobody has used yet.
pub fn submission() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("{:032x}", COUNT.fetch_add(1, Ordering::Relaxed))
}

/// What phase 1 asks for, met.
pub fn phase_1_met() -> Vec<Reading> {
    vec![
        reading("nprs_rest", None, 2_000),
        word("aggravators_controlled", "yes"),
        word("teach_back_ok", "yes"),
        word("gentle_movement_done", "yes"),
    ]
}

/// What phase 2 asks for, met.
pub fn phase_2_met() -> Vec<Reading> {
    vec![
        reading("pain_free_range_pct", None, 60_000),
        reading("nprs_in_range", None, 0),
        reading("nprs_rest", None, 1_000),
    ]
}

impl TestClinic {
    /// A session with a full screen, signed by Asha, with the standing worked out.
    pub fn sign(&self, episode: &EpisodeId, readings: Vec<Reading>) -> SessionId {
        self.sign_with(episode, readings, |content| content.full_screen = true)
    }

    /// The same with whatever else it is to say.
    pub fn sign_with(
        &self,
        episode: &EpisodeId,
        readings: Vec<Reading>,
        change: impl FnOnce(&mut SessionContent),
    ) -> SessionId {
        self.by(&self.asha, |w| {
            let mut content = content(w.now(), readings);
            change(&mut content);
            let id = sessions::sign_new(w, episode, &content)?;
            standing::refresh(w, &self.clinic, episode)?;
            Ok(id)
        })
    }

    /// A decision on what is shown now.
    pub fn decide(
        &self,
        who: &Staff,
        episode: &EpisodeId,
        to: u8,
        reason: &str,
    ) -> Result<PhaseChangeId, Refused> {
        let now = self.now();
        let shown = self.read(|db| {
            let episode = episodes::find(db, episode)?;
            shown(db, &self.clinic, &episode, now)
        });
        let decision = PhaseDecision {
            shown: shown.mark,
            to,
            reason: reason.into(),
            goal: "lift the grandchild".into(),
        };
        change_phase(&self.clinic, who, &submission(), episode, &decision, now)
    }

    /// A new patient, assessed and assigned to the phase.
    pub fn assigned(&self, number: &str, phase: u8) -> EpisodeId {
        let (_, episode) = self.episode(number);
        self.sign(&episode, vec![]);
        self.later(1);
        self.decide(&self.asha, &episode, phase, "as seen").unwrap();
        self.later(24);
        episode
    }

    /// A colleague with that role in the team North.
    pub fn hire(&self, name: &str, role: Role) -> Staff {
        let new = NewStaff {
            name: name.into(),
            sign_in_name: name.to_lowercase().replace(' ', "."),
            role,
            password_hash: "hash".into(),
            valid_until: None,
            teams: vec![self.north.clone()],
        };
        self.clinic
            .write(Actor::Program, self.now(), |w| {
                let id = staff::add(w, &new)?;
                staff::find(w.db(), &id)
            })
            .map_err(|error: Error| error)
            .unwrap()
    }
}
