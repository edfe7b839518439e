//! A readable case: one course written as a TOML document, with what the rules are expected to say about it.
//!
//! The format is described for clinicians in `docs/cases.md`. Dates are clinic time: no zone is applied.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, NaiveTime};

use super::case_dates::{date, moment, moment_if_any, parse_date, parse_moment, text_or_date};
use super::course::{AffectedSide, Course, Onset, Precision, Stay, Visit};
use super::document::Entry;
use super::evaluation::Verdict;
use super::fault::{Fault, Faults};
use super::ids::{CautionKey, MeasureKey, TargetKey};
use super::protocol::{ActionLevel, Protocol};
use super::time::Moment;

/// A course at a moment, and what is expected of the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// What it shows, in one sentence.
    pub says: String,
    /// The moment it is evaluated at.
    pub now: Moment,
    /// The protocol it is written for.
    pub protocol: String,
    /// What is recorded.
    pub course: Course,
    /// What the rules should say; empty in a case written only to ask.
    pub expect: Expect,
}

/// What a case expects; only what is stated is compared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Expect {
    /// `advance`, `hold`, `step_back`, `stop_and_refer` or `discharge`.
    pub recommendation: Option<String>,
    /// The phase it leads to.
    pub to_phase: Option<u8>,
    /// How fast to act.
    pub action_level: Option<ActionLevel>,
    /// The mandatory targets that are open, nearest first.
    pub missing: Option<Vec<TargetKey>>,
    /// Verdicts of single targets.
    pub verdicts: BTreeMap<TargetKey, Verdict>,
    /// Measures that must be due.
    pub due: Vec<MeasureKey>,
    /// Measures that must not be due.
    pub not_due: Vec<MeasureKey>,
    /// Whether the phase has stalled.
    pub stalled: Option<bool>,
    /// The last day on which the answer holds.
    pub holds_until: Option<NaiveDate>,
    /// Mandatory targets met.
    pub met: Option<u16>,
    /// Mandatory targets that apply.
    pub of: Option<u16>,
    /// Weeks projected: least and most.
    pub weeks: Option<Vec<u16>>,
    /// Kinds of reasons that must be among the reasons.
    pub reasons: Vec<String>,
    /// Kinds of reasons that must not be among them.
    pub no_reasons: Vec<String>,
    /// Sentences that must be among those of the answer, word for word.
    pub sentences: Vec<String>,
}

/// Reads a case written for a protocol.
///
/// # Errors
/// Every fault of the document, each with its key and the reason.
pub fn read(file: &str, text: &str, protocol: &Protocol) -> Result<Case, Vec<Fault>> {
    let faults = Faults::default();
    let case = Entry::parse(file, text, &faults).and_then(|top| Reader { protocol }.case(top));
    faults.unless_any(case)
}

pub(super) struct Reader<'p> {
    pub protocol: &'p Protocol,
}

impl Reader<'_> {
    fn case(&self, mut top: Entry) -> Option<Case> {
        let says = top.text("says");
        let now = moment(&mut top, "now");
        let protocol = top.text("protocol");
        if !protocol.is_empty() && protocol != self.protocol.key {
            top.place.fault(
                "protocol",
                format!(
                    "is \"{protocol}\"; this case is read for {}",
                    self.protocol.key
                ),
            );
        }
        if !top.has("episode") {
            top.place.fault("episode", "is missing");
        }
        let mut course = top.entry("episode").map(|episode| self.episode(episode));
        let present = course
            .as_ref()
            .and_then(|course| course.stays.last().map(|stay| stay.phase));
        let sessions = top.entries("sessions");
        let visits: Vec<Visit> = sessions
            .into_iter()
            .enumerate()
            .filter_map(|(at, session)| self.session(session, at, present))
            .collect();
        let overrides = top
            .entries("overrides")
            .into_iter()
            .filter_map(|set| self.override_(set))
            .collect();
        let flags = top
            .entries("flags")
            .into_iter()
            .filter_map(|event| self.flag(event))
            .collect();
        let baselines = top
            .entries("baselines")
            .into_iter()
            .filter_map(|mark| self.baseline(mark))
            .collect();
        let expect = top
            .entry("expect")
            .map(|expect| self.expect(expect))
            .unwrap_or_default();
        top.done();
        if let Some(course) = &mut course {
            (
                course.visits,
                course.overrides,
                course.flags,
                course.baselines,
            ) = (visits, overrides, flags, baselines);
        }
        Some(Case {
            says,
            now: now?,
            protocol,
            course: course?,
            expect,
        })
    }

    fn episode(&self, mut entry: Entry) -> Course {
        let precision = entry.optional_word("onset_precision", Precision::ALL, Precision::as_str);
        let onset = onset(&mut entry, precision);
        let injury = !entry.has("injury") || entry.flag("injury");
        let side = entry.optional_word("side", AffectedSide::ALL, AffectedSide::as_str);
        let sport = entry.flag("sport");
        let cautions: BTreeSet<CautionKey> = entry.ids("cautions").into_iter().collect();
        for caution in &cautions {
            match self.protocol.caution(caution.as_str()) {
                None => entry.place.fault(
                    "cautions",
                    format!("\"{caution}\" is no caution of the protocol"),
                ),
                Some(known) if known.computed => {
                    entry.place.fault(
                        "cautions",
                        format!("\"{caution}\" is worked out from the onset; leave it out"),
                    );
                }
                Some(_) => {}
            }
        }
        let mut stays: Vec<Stay> = entry
            .entries("history")
            .into_iter()
            .filter_map(|stay| self.stay(stay))
            .collect();
        if entry.has("phase") || entry.has("entered") {
            stays.extend(self.stay_here(&mut entry));
        } else if !stays.is_empty() {
            entry
                .place
                .fault("phase", "is missing; a course with a history is in a phase");
        }
        for at in 1..stays.len() {
            stays[at - 1].left = Some(stays[at].entered);
            if stays[at].entered.utc < stays[at - 1].entered.utc {
                entry.place.fault("history", "is not in order of time");
            }
        }
        let next_visit = date(&mut entry, "next_visit");
        let reopened = moment_if_any(&mut entry, "reopened");
        entry.done();
        let mut course = Course {
            onset: Onset { injury, ..onset },
            sport,
            side: side.unwrap_or(AffectedSide::NotStated),
            cautions,
            overrides: Vec::new(),
            stays,
            visits: Vec::new(),
            diaries: Vec::new(),
            flags: Vec::new(),
            baselines: Vec::new(),
            next_visit,
            reopened: None,
        };
        if let Some(at) = reopened {
            course.reopen(at);
        }
        course
    }

    fn stay(&self, mut entry: Entry) -> Option<Stay> {
        let stay = self.stay_here(&mut entry);
        entry.done();
        stay
    }

    fn stay_here(&self, entry: &mut Entry) -> Option<Stay> {
        let phase = self.phase(entry, "phase");
        let entered = moment(entry, "entered");
        Some(Stay {
            phase: phase?,
            entered: entered?,
            left: None,
        })
    }

    pub fn phase(&self, entry: &mut Entry, key: &str) -> Option<u8> {
        let number = entry.whole(key)?;
        if self.protocol.phase(number).is_none() {
            entry.place.fault(
                key,
                format!(
                    "is {number}; the protocol has phases 1 to {}",
                    self.protocol.phases.len()
                ),
            );
            return None;
        }
        Some(number)
    }
}

fn onset(entry: &mut Entry, precision: Option<Precision>) -> Onset {
    let unknown = Onset {
        latest: None,
        precision: Precision::Unknown,
        injury: true,
    };
    if precision == Some(Precision::Unknown) {
        return unknown;
    }
    let Some(text) = text_or_date(entry, "onset") else {
        entry.place.fault(
            "onset",
            "is missing; with onset_precision = \"unknown\" it may be left out",
        );
        return unknown;
    };
    let end_of = |date: NaiveDate| NaiveTime::from_hms_opt(23, 59, 0).map(|end| date.and_time(end));
    let stated = parse_moment(&text).or_else(|| parse_date(&text).and_then(end_of));
    let Some(latest) = stated else {
        entry.place.fault(
            "onset",
            "must be a date, or a date and time like 2026-02-20T09:00",
        );
        return unknown;
    };
    let by_form = if parse_moment(&text).is_some() {
        Precision::Hour
    } else {
        Precision::Day
    };
    let latest = Moment {
        utc: latest,
        date: latest.date(),
    };
    Onset {
        latest: Some(latest),
        precision: precision.unwrap_or(by_form),
        injury: true,
    }
}
