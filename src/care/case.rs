//! A readable case: one course written as a TOML document, with what the rules are expected to say about it.
//!
//! The format is described for clinicians in `docs/cases.md`. Dates are clinic time: no zone is applied.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use super::course::{
    AffectedSide, BaselineMark, Course, FlagEvent, FlagState, Flare, Onset, Override,
    OverrideChange, Precision, ReportedFlag, Stay, Visit, WarningSigns,
};
use super::document::{Entry, Fault, Faults, number_in};
use super::evaluation::Verdict;
use super::ids::{CautionKey, FlagKey, MeasureKey, TargetKey};
use super::measure::{Input, Measure, Reading, Side, Value};
use super::number::Number;
use super::protocol::{ActionLevel, Gate, Protocol, RED_FLAG_SCREEN};
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

struct Reader<'p> {
    protocol: &'p Protocol,
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
        entry.done();
        Course {
            onset: Onset { injury, ..onset },
            sport,
            side: side.unwrap_or(AffectedSide::NotStated),
            cautions,
            overrides: Vec::new(),
            stays,
            visits: Vec::new(),
            flags: Vec::new(),
            baselines: Vec::new(),
            next_visit,
        }
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

    fn phase(&self, entry: &mut Entry, key: &str) -> Option<u8> {
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

    fn session(&self, mut entry: Entry, position: usize, present: Option<u8>) -> Option<Visit> {
        let at = moment(&mut entry, "at");
        let phase = if entry.has("phase") {
            self.phase(&mut entry, "phase")
        } else {
            present
        };
        let warning_signs = self.warning_signs(&mut entry);
        let answered = warning_signs != WarningSigns::NotAsked;
        let full_screen = if entry.has("full_screen") {
            entry.flag("full_screen")
        } else {
            position == 0 && answered
        };
        let flare = self.flare(&mut entry);
        let by = entry
            .optional_text("by")
            .unwrap_or_else(|| "A. Marsh".to_owned());
        let unchanged: Vec<MeasureKey> = entry.ids("unchanged");
        let mut readings = Vec::new();
        if let (Some(mut written), Some(at)) = (entry.entry("readings"), at) {
            for key in written.keys() {
                let Some(measure) = self.recordable(&written, &key) else {
                    drop(written.raw(&key));
                    continue;
                };
                for (side, value, variant) in values(&mut written, &key, measure) {
                    readings.push(Reading {
                        measure: measure.key.clone(),
                        side,
                        value,
                        variant,
                        taken_at: at,
                        taken_by: by.clone(),
                        unchanged: unchanged.contains(&measure.key),
                        parts: Vec::new(),
                        stopped: None,
                    });
                }
            }
        } else if entry.has("readings") {
            drop(entry.raw("readings"));
        }
        entry.done();
        let id = format!("session-{:03}", position + 1).parse().ok()?;
        Some(Visit {
            id,
            at: at?,
            phase,
            full_screen,
            warning_signs,
            flare,
            readings,
        })
    }

    fn recordable(&self, written: &Entry, key: &str) -> Option<&Measure> {
        let Some(measure) = self.protocol.measure(key) else {
            written.place.fault(key, "is no measure of the protocol");
            return None;
        };
        if measure.computed {
            written
                .place
                .fault(key, "is computed by the program and never recorded");
            return None;
        }
        Some(measure)
    }

    fn warning_signs(&self, entry: &mut Entry) -> WarningSigns {
        match entry.peek("warning_signs").as_deref() {
            Some("none") => {
                drop(entry.raw("warning_signs"));
                return WarningSigns::None;
            }
            Some("not_asked") => {
                drop(entry.raw("warning_signs"));
                return WarningSigns::NotAsked;
            }
            _ if !entry.has("warning_signs") => return WarningSigns::NotAsked,
            _ => {}
        }
        let Some(toml::Value::Array(list)) = entry.raw("warning_signs") else {
            let known = "must be \"none\", \"not_asked\" or a list of red flags";
            entry.place.fault("warning_signs", known);
            return WarningSigns::NotAsked;
        };
        let reported = list
            .iter()
            .filter_map(|one| self.reported(entry, one))
            .collect();
        WarningSigns::Reported(reported)
    }

    /// A red flag's key, or `{ flag, level }` where the follow-up question was answered.
    fn reported(&self, entry: &Entry, written: &toml::Value) -> Option<ReportedFlag> {
        let key = written.as_str().or_else(|| written.get("flag")?.as_str());
        let Some(flag) = key.and_then(|key| self.protocol.red_flag(key)) else {
            let key = key.map_or_else(|| "an entry".to_owned(), |key| format!("\"{key}\""));
            entry.place.fault(
                "warning_signs",
                format!("{key} is no red flag of the protocol"),
            );
            return None;
        };
        let level = written.get("level").and_then(toml::Value::as_str);
        let known = level.and_then(|level| level.parse().ok());
        if level.is_some() && known.is_none() {
            entry.place.fault(
                "warning_signs",
                "a level is gp_soon, same_day or emergency_now",
            );
        }
        Some(ReportedFlag {
            flag: flag.key.clone(),
            level: known,
        })
    }

    fn flare(&self, entry: &mut Entry) -> Flare {
        #[derive(Clone, Copy)]
        enum Answer {
            NotAsked,
            No,
            Settled,
            Lasting,
        }
        let all = [
            Answer::NotAsked,
            Answer::No,
            Answer::Settled,
            Answer::Lasting,
        ];
        let word = |answer| match answer {
            Answer::NotAsked => "not_asked",
            Answer::No => "no",
            Answer::Settled => "settled",
            Answer::Lasting => "lasting",
        };
        let answer = entry.optional_word("flare", &all, word);
        let began = date(entry, "flare_began");
        let spasm_returned = entry.flag("spasm_returned");
        match answer {
            None | Some(Answer::NotAsked) => Flare::NotAsked,
            Some(Answer::No) => Flare::No,
            Some(Answer::Settled) => Flare::Settled {
                began,
                spasm_returned,
            },
            Some(Answer::Lasting) => Flare::Lasting {
                began,
                spasm_returned,
            },
        }
    }

    fn override_(&self, mut entry: Entry) -> Option<Override> {
        let target = self.target(&mut entry);
        let reason = entry.text("reason");
        let at = if entry.has("at") {
            moment(&mut entry, "at")
        } else {
            Some(long_ago())
        };
        let by = entry
            .optional_text("by")
            .unwrap_or_else(|| "A. Marsh".to_owned());
        let gate = entry
            .optional_word("gate", Gate::ALL, Gate::as_str)
            .map(OverrideChange::Gate);
        let excused = entry
            .flag("not_applicable")
            .then_some(OverrideChange::NotApplicable);
        let threshold = if entry.has("threshold") {
            let value = entry.raw("threshold")?;
            let measure = target.as_ref().and_then(|target| {
                let (_, target) = self.protocol.target(target.as_str())?;
                self.protocol.measure(target.measure.as_str())
            });
            let threshold = measure.and_then(|measure| threshold(measure, &value));
            if measure.is_some() && threshold.is_none() {
                entry
                    .place
                    .fault("threshold", "is no value of the target's measure");
            }
            threshold.map(OverrideChange::Threshold)
        } else {
            None
        };
        let mut changes = [threshold, gate, excused].into_iter().flatten();
        let change = changes.next();
        if change.is_none() || changes.next().is_some() {
            entry.place.fault(
                "",
                "must have just one of threshold, gate and not_applicable",
            );
        }
        entry.done();
        Some(Override {
            target: target?,
            change: change?,
            reason,
            by,
            at: at?,
        })
    }

    fn target(&self, entry: &mut Entry) -> Option<TargetKey> {
        let key: TargetKey = entry.id("target")?;
        match self.protocol.target(key.as_str()) {
            None => entry
                .place
                .fault("target", format!("\"{key}\" is no target of the protocol")),
            Some((_, target)) if target.measure == *RED_FLAG_SCREEN => {
                entry
                    .place
                    .fault("target", "the red flag screen takes no override");
            }
            Some(_) => return Some(key),
        }
        None
    }

    fn flag(&self, mut entry: Entry) -> Option<FlagEvent> {
        let flag: Option<FlagKey> = entry.id("flag");
        if let Some(key) = &flag
            && self.protocol.red_flag(key.as_str()).is_none()
        {
            entry
                .place
                .fault("flag", format!("\"{key}\" is no red flag of the protocol"));
        }
        let at = moment(&mut entry, "at");
        let state = entry.word("state", FlagState::ALL, FlagState::as_str);
        let level = entry.optional_word("level", ActionLevel::ALL, ActionLevel::as_str);
        let by = entry
            .optional_text("by")
            .unwrap_or_else(|| "A. Marsh".to_owned());
        let note = entry.optional_text("note").unwrap_or_default();
        entry.done();
        Some(FlagEvent {
            flag: flag?,
            at: at?,
            state: state?,
            level,
            by,
            note,
        })
    }

    fn baseline(&self, mut entry: Entry) -> Option<BaselineMark> {
        let measure: Option<MeasureKey> = entry.optional_id("measure");
        if let Some(key) = &measure
            && self.protocol.measure(key.as_str()).is_none()
        {
            entry.place.fault(
                "measure",
                format!("\"{key}\" is no measure of the protocol"),
            );
        }
        let from = moment(&mut entry, "from");
        entry.done();
        Some(BaselineMark {
            measure,
            from: from?,
        })
    }

    fn expect(&self, mut entry: Entry) -> Expect {
        let mut verdicts = BTreeMap::new();
        if let Some(mut written) = entry.entry("verdicts") {
            for key in written.keys() {
                let verdict = written.word(&key, Verdict::ALL, Verdict::as_str);
                match (self.protocol.target(&key), verdict) {
                    (None, _) => written.place.fault(&key, "is no target of the protocol"),
                    (Some((_, target)), Some(verdict)) => {
                        verdicts.insert(target.key.clone(), verdict);
                    }
                    (Some(_), None) => {}
                }
            }
        }
        let expect = Expect {
            recommendation: entry.optional_text("recommendation"),
            to_phase: entry.optional_whole("to_phase"),
            action_level: entry.optional_word(
                "action_level",
                ActionLevel::ALL,
                ActionLevel::as_str,
            ),
            missing: entry.has("missing").then(|| entry.ids("missing")),
            verdicts,
            due: entry.ids("due"),
            not_due: entry.ids("not_due"),
            stalled: entry.has("stalled").then(|| entry.flag("stalled")),
            holds_until: date(&mut entry, "holds_until"),
            met: entry.optional_whole("met"),
            of: entry.optional_whole("of"),
            weeks: entry.has("weeks").then(|| entry.wholes("weeks")),
            reasons: entry.texts("reasons"),
            no_reasons: entry.texts("no_reasons"),
            sentences: entry.texts("sentences"),
        };
        for target in expect.missing.iter().flatten() {
            if self.protocol.target(target.as_str()).is_none() {
                entry.place.fault(
                    "missing",
                    format!("\"{target}\" is no target of the protocol"),
                );
            }
        }
        entry.done();
        expect
    }
}

/// A value alone, `{ left, right }`, or either with `variant`; `{ value, variant }` for a measure without sides.
fn values(
    written: &mut Entry,
    key: &str,
    measure: &Measure,
) -> Vec<(Option<Side>, Value, Option<String>)> {
    let Some(toml) = written.raw(key) else {
        return Vec::new();
    };
    let mut values = Vec::new();
    let mut parts: Vec<(&str, &toml::Value)> = match &toml {
        toml::Value::Table(table) => table
            .iter()
            .map(|(name, value)| (name.as_str(), value))
            .collect(),
        alone => vec![("value", alone)],
    };
    let variant = parts
        .iter()
        .position(|(name, _)| *name == "variant")
        .map(|at| parts.remove(at).1);
    let variant = variant.and_then(toml::Value::as_str).map(str::to_owned);
    if let Some(variant) = &variant
        && !measure.variants.iter().any(|known| known.key == *variant)
    {
        written
            .place
            .fault(key, format!("\"{variant}\" is no variant of this measure"));
    }
    for (name, value) in parts {
        let side = match name {
            "left" => Some(Side::Left),
            "right" => Some(Side::Right),
            "value" => None,
            other => {
                written.place.fault(
                    key,
                    format!("\"{other}\" is not left, right, value or variant"),
                );
                continue;
            }
        };
        if side.is_some() != measure.sided {
            let rule = if measure.sided {
                "needs left and right"
            } else {
                "has no sides"
            };
            written.place.fault(key, rule);
        } else if let Some(value) = value_in(measure, value) {
            values.push((side, value, variant.clone()));
        } else {
            written.place.fault(
                key,
                format!("{value} is not a value it can have: {}", accepted(measure)),
            );
        }
    }
    values
}

fn value_in(measure: &Measure, written: &toml::Value) -> Option<Value> {
    let value = match (written, &measure.input) {
        (toml::Value::String(word), _) => Value::Word(word.clone()),
        (number, Input::Steps(_)) => Value::Word(number.to_string()),
        (number, _) => Value::Number(number_in(number)?),
    };
    measure.accepts(&value).then_some(value)
}

fn accepted(measure: &Measure) -> String {
    match &measure.input {
        Input::Number {
            min,
            max: Some(max),
            step,
        } => format!("{min} to {max} in steps of {step}"),
        Input::Number {
            min,
            max: None,
            step,
        } => format!("{min} and up in steps of {step}"),
        Input::Steps(steps) => steps
            .iter()
            .map(|step| step.word.as_str())
            .collect::<Vec<_>>()
            .join(", "),
        Input::Words(words) => words.join(", "),
    }
}

/// The number of a threshold: the position of a step for a graded measure.
fn threshold(measure: &Measure, written: &toml::Value) -> Option<Number> {
    match (&measure.input, written) {
        (Input::Steps(_), _) => {
            let position = measure.position(&value_in(measure, written)?)?;
            Some(Number::whole(position))
        }
        _ => number_in(written),
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

fn moment(entry: &mut Entry, key: &str) -> Option<Moment> {
    let Some(text) = text_or_date(entry, key) else {
        entry.place.fault(key, "is missing");
        return None;
    };
    let Some(at) = parse_moment(&text) else {
        entry.place.fault(
            key,
            format!("\"{text}\" is not a date and time like 2026-03-20T10:00"),
        );
        return None;
    };
    Some(Moment {
        utc: at,
        date: at.date(),
    })
}

fn date(entry: &mut Entry, key: &str) -> Option<NaiveDate> {
    let text = text_or_date(entry, key)?;
    let date = parse_date(&text);
    if date.is_none() {
        entry
            .place
            .fault(key, format!("\"{text}\" is not a date like 2026-03-20"));
    }
    date
}

/// A date may stand in quotes or plain.
fn text_or_date(entry: &mut Entry, key: &str) -> Option<String> {
    if !entry.has(key) {
        return None;
    }
    match entry.raw(key)? {
        toml::Value::String(text) => Some(text),
        other => Some(other.to_string()),
    }
}

fn parse_moment(text: &str) -> Option<NaiveDateTime> {
    let forms = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"];
    forms
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
}

fn parse_date(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()
}

/// When an override without a time was set: before everything else in the case.
fn long_ago() -> Moment {
    let at = NaiveDateTime::default();
    Moment {
        utc: at,
        date: at.date(),
    }
}
