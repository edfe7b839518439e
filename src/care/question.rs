//! Which reading answers a target, and what it comes to.

use super::baseline::baseline;
use super::compare::{self, Amount, Outcome};
use super::computed::{ACUTE_HOURS, HOURS_SINCE_ONSET, computed};
use super::evaluation::{Finding, Note, Verdict};
use super::history::{Scope, Series, Taken, View};
use super::measure::{Measure, Side, Value};
use super::number::Number;
use super::protocol::{Operator, PER_CENT_OF_BASELINE, Target};
use super::time::Moment;

/// Whether old readings still count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Age {
    /// Only those in date.
    InDate,
    /// Any.
    Any,
}

/// One target's question to the record.
pub(super) struct Question<'q, 'a> {
    pub view: View<'a>,
    pub series: Series<'a>,
    pub measure: &'a Measure,
    pub target: &'q Target,
    pub threshold: &'q Value,
    pub scope: Scope,
    pub age: Age,
}

impl Question<'_, '_> {
    fn key(&self) -> &str {
        self.measure.key.as_str()
    }

    /// The value of a computed measure.
    pub fn computed(&self) -> Finding {
        let mut finding = Finding::unmeasured(None);
        if let Some(computed) = computed(self.view, self.key()) {
            let found = Value::Number(computed.value);
            finding.outcome(self.plain(&found));
            finding.found = Some(found);
            return finding;
        }
        if self.key() != HOURS_SINCE_ONSET {
            return finding.noted(Note::NotAsked);
        }
        // An unknown onset counts as past 48 hours, and as no more than that.
        let past = Value::Number(Number::whole(ACUTE_HOURS));
        if self.plain(&past) == Outcome::Met {
            finding.verdict = Verdict::Met;
        }
        finding.noted(Note::OnsetUnknown)
    }

    /// The newest reading of one side (or of a measure without sides) within the scope.
    pub fn reading(&self, side: Option<Side>) -> Finding {
        let mut finding = Finding::unmeasured(side);
        let Some(newest) = self.series.newest(side, self.scope) else {
            if let (Age::InDate, Some(earlier)) =
                (self.age, self.series.newest(side, Scope::Everything))
            {
                let (value, taken_at) = (earlier.reading.value.clone(), earlier.reading.taken_at);
                finding.note = Some(Note::EarlierStay { value, taken_at });
            }
            return finding;
        };
        let reading = newest.reading;
        let found = &reading.value;
        finding.found = Some(found.clone());
        finding.taken_at = Some(reading.taken_at);
        finding.taken_by = Some(reading.taken_by.clone());
        finding.diary = self.view.occasions()[newest.visit].diary;

        let same_method = |taken: &Taken| taken.reading.variant == reading.variant;
        let previous = self.series.before(side, newest.visit).filter(same_method);
        finding.since_last = previous
            .and_then(|previous| compare::change(self.measure, &previous.reading.value, found));
        let first = baseline(self.series, side).filter(|first| first.visit < newest.visit);
        let comparable = first.filter(same_method);
        finding.baseline = comparable.map(|first| first.reading.value.clone());
        finding.since_baseline =
            comparable.and_then(|first| compare::change(self.measure, &first.reading.value, found));

        let outcome = match self.target.operator {
            Operator::ImprovesBy | Operator::NoWorseThanBaseline => match (first, comparable) {
                (None, _) => return finding.noted(Note::NoEarlierValue),
                (Some(_), None) => return finding.noted(Note::DifferentMethod),
                (Some(_), Some(first)) => {
                    let (outcome, note) = self.relative(&first.reading.value, found);
                    finding.note = note;
                    outcome
                }
            },
            _ => self.plain(found),
        };
        finding.outcome(outcome);
        let worse = previous
            .and_then(|previous| compare::better_by(self.measure, &previous.reading.value, found));
        self.finish(finding, reading.taken_at, worse, self.measure.error)
    }

    /// Turns "not yet" into "worse" and an old reading into "out of date".
    pub fn finish(
        &self,
        mut finding: Finding,
        taken_at: Moment,
        better_by: Option<i64>,
        error: Option<Number>,
    ) -> Finding {
        if self.age == Age::InDate && !self.is_in_date(taken_at) {
            finding.verdict = Verdict::OutOfDate;
        } else if finding.verdict == Verdict::NotYet
            && better_by.is_some_and(|better_by| compare::is_worse(better_by, error))
        {
            finding.verdict = Verdict::Worse;
        }
        finding
    }

    fn is_in_date(&self, taken_at: Moment) -> bool {
        self.view.now.days_since(taken_at)
            <= i64::from(days_in_date(self.view, self.target, self.measure))
    }

    fn plain(&self, found: &Value) -> Outcome {
        match self.target.operator {
            Operator::AtMost => compare::at_most(self.measure, self.threshold, found),
            Operator::Equals => compare::equals(self.measure, self.threshold, found),
            _ => compare::at_least(self.measure, self.threshold, found),
        }
    }

    fn relative(&self, first: &Value, found: &Value) -> (Outcome, Option<Note>) {
        let Value::Number(number) = *self.threshold else {
            return (Outcome::Short(None), None);
        };
        let amount = match self.target.unit.as_str() {
            PER_CENT_OF_BASELINE => Amount::PerCent(number),
            _ => Amount::Plain(number),
        };
        if self.target.operator == Operator::NoWorseThanBaseline {
            return (compare::no_worse(self.measure, amount, first, found), None);
        }
        if compare::no_room(self.measure, amount, first) {
            let as_good =
                compare::no_worse(self.measure, Amount::Plain(Number::ZERO), first, found);
            return (as_good, Some(Note::NoRoomToImprove));
        }
        (
            compare::improves_by(self.measure, amount, first, found),
            None,
        )
    }
}

impl Finding {
    pub(super) fn unmeasured(side: Option<Side>) -> Finding {
        Finding {
            side,
            verdict: Verdict::NotMeasured,
            note: None,
            found: None,
            pair: None,
            to_go: None,
            taken_at: None,
            taken_by: None,
            diary: None,
            baseline: None,
            since_last: None,
            since_baseline: None,
            unused: None,
        }
    }

    pub(super) fn noted(mut self, note: Note) -> Finding {
        self.note = Some(note);
        self
    }

    pub(super) fn outcome(&mut self, outcome: Outcome) {
        (self.verdict, self.to_go) = match outcome {
            Outcome::Met => (Verdict::Met, None),
            Outcome::Short(to_go) => (Verdict::NotYet, to_go),
        };
    }
}

/// How many days a reading stays in date for a target.
pub(super) fn days_in_date(view: View, target: &Target, measure: &Measure) -> u32 {
    const USUAL: u32 = 14;
    let by_kind = || view.history.protocol.valid_days.get(&measure.kind).copied();
    target.valid_days.or_else(by_kind).unwrap_or(USUAL)
}
