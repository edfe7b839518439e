//! Single words and short phrases for what the rules name.

use crate::access::Role;
use crate::care::course::{AffectedSide, FlagState};
use crate::care::evaluation::Verdict;
use crate::care::flags::FlagStanding;
use crate::care::protocol::{ActionLevel, Basis, Gate, RedFlag};

/// The verdict as it stands in a table.
#[must_use]
pub const fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Worse => "worse",
        Verdict::NotYet => "not yet",
        Verdict::OutOfDate => "out of date",
        Verdict::NotMeasured => "not measured",
        Verdict::Met => "met",
        Verdict::NotApplicable => "does not apply",
    }
}

/// What a threshold rests on.
#[must_use]
pub const fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::FromSeed => "source protocol",
        Basis::Published => "published",
        Basis::ClinicDefault => "clinic default",
    }
}

/// A role, as it stands in a list of staff.
#[must_use]
pub const fn role(role: Role) -> &'static str {
    match role {
        Role::Clinician => "Clinician",
        Role::LeadClinician => "Lead clinician",
        Role::FrontDesk => "Front desk",
        Role::Administrator => "Administrator",
    }
}

/// Whether a target is needed.
#[must_use]
pub const fn gate(gate: Gate) -> &'static str {
    match gate {
        Gate::Mandatory => "mandatory",
        Gate::Advisory => "advisory",
    }
}

/// Where to send the patient, and how fast.
#[must_use]
pub const fn action(level: ActionLevel) -> &'static str {
    match level {
        ActionLevel::EmergencyNow => "ambulance or emergency department now",
        ActionLevel::SameDay => "doctor or urgent care today",
        ActionLevel::GpSoon => "doctor within days",
    }
}

/// How fast to act on a red flag that nothing is known of: both levels where a follow-up question decides.
#[must_use]
pub fn urgency(flag: &RedFlag) -> String {
    match &flag.escalate {
        None => action(flag.action).to_owned(),
        Some(escalation) => format!(
            "{}; {} if {}",
            action(flag.action),
            action(escalation.to),
            escalation.when
        ),
    }
}

/// How fast to act on a red flag as it stands: the level in force where one is, else what its answer would decide.
#[must_use]
pub fn urgency_now(flag: &RedFlag, standing: FlagStanding) -> String {
    match standing.state {
        FlagState::NotAsked | FlagState::Absent | FlagState::Cleared => urgency(flag),
        FlagState::Open | FlagState::Referred | FlagState::Considered => {
            action(standing.level).to_owned()
        }
    }
}

/// The affected side in words.
#[must_use]
pub const fn affected_side(side: AffectedSide) -> &'static str {
    match side {
        AffectedSide::Left => "left",
        AffectedSide::Right => "right",
        AffectedSide::Both => "both sides",
        AffectedSide::Central => "central",
        AffectedSide::NotStated => "side not stated",
    }
}

/// What is known of a red flag.
#[must_use]
pub const fn flag_state(state: FlagState) -> &'static str {
    match state {
        FlagState::NotAsked => "not asked",
        FlagState::Absent => "absent",
        FlagState::Open => "open",
        FlagState::Referred => "referred, answer awaited",
        FlagState::Considered => "considered",
        FlagState::Cleared => "cleared",
    }
}
