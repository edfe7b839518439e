//! What was decided in a case, and what is expected of the rules.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;

use super::case::{Expect, Reader};
use super::case_dates::{date, moment};
use super::case_sessions::value_in;
use super::course::{BaselineMark, FlagEvent, FlagState, Override, OverrideChange};
use super::document::{Entry, number_in};
use super::evaluation::Verdict;
use super::ids::{FlagKey, MeasureKey, TargetKey};
use super::measure::{Input, Measure};
use super::number::Number;
use super::protocol::{ActionLevel, Gate, RED_FLAG_SCREEN};
use super::time::Moment;

impl Reader<'_> {
    pub fn override_(&self, mut entry: Entry) -> Option<Override> {
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

    pub fn flag(&self, mut entry: Entry) -> Option<FlagEvent> {
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
        let ask_again_on = date(&mut entry, "ask_again_on");
        entry.done();
        Some(FlagEvent {
            flag: flag?,
            at: at?,
            state: state?,
            level,
            by,
            note,
            ask_again_on,
        })
    }

    pub fn baseline(&self, mut entry: Entry) -> Option<BaselineMark> {
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

    pub fn expect(&self, mut entry: Entry) -> Expect {
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

/// When an override without a time was set: before everything else in the case.
fn long_ago() -> Moment {
    let at = NaiveDateTime::default();
    Moment {
        utc: at,
        date: at.date(),
    }
}
