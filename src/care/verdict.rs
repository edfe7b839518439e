//! One target held against the record: which reading counts, what it comes to, how far it is from the threshold.

use super::baseline::baseline;
use super::compare::{self, Amount, Outcome};
use super::computed::computed;
use super::course::AffectedSide;
use super::evaluation::{Change, Criterion, Finding, Note, Verdict};
use super::flags;
use super::history::{Pair, Scope, Taken, View};
use super::in_force::{InForce, in_force};
use super::measure::{Measure, Side, Value};
use super::number::Number;
use super::protocol::{Operator, PER_CENT_OF_BASELINE, Phase, RED_FLAG_SCREEN, SideRule, Target};
use super::time::Moment;

/// The word for a red flag screen that is clear.
const CLEAR: &str = "clear";

/// Whether old readings still count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Age {
    /// Only those in date.
    InDate,
    /// Any.
    Any,
}

/// What a target comes to.
pub(super) struct Judged {
    pub verdict: Verdict,
    pub note: Option<Note>,
    /// The side that decides first.
    pub findings: Vec<Finding>,
}

/// A target of a phase with everything found about it within a scope.
pub(super) fn criterion(view: View, phase: &Phase, target: &Target, scope: Scope) -> Criterion {
    let asked = in_force(view, phase, target);
    let judged = match &asked.excused {
        Some(note) => Judged {
            verdict: Verdict::NotApplicable,
            note: Some(note.clone()),
            findings: Vec::new(),
        },
        None => judge(view, target, &asked, scope, Age::InDate),
    };
    Criterion {
        target: target.key.clone(),
        measure: target.measure.clone(),
        phase: phase.number,
        operator: target.operator,
        threshold: asked.threshold,
        unit: target.unit.clone(),
        side: target.side,
        gate: asked.gate,
        basis: target.basis,
        overridden: asked.overridden,
        verdict: judged.verdict,
        note: judged.note,
        findings: judged.findings,
    }
}

/// Holds a target against the readings within a scope.
pub(super) fn judge(
    view: View,
    target: &Target,
    asked: &InForce,
    scope: Scope,
    age: Age,
) -> Judged {
    if target.measure == *RED_FLAG_SCREEN {
        return screen(view);
    }
    let Some(measure) = view.history.measure(target.measure.as_str()) else {
        return single(Finding::unmeasured(None));
    };
    let question = Question {
        view,
        target,
        measure,
        threshold: &asked.threshold,
        scope,
        age,
    };
    let findings = match target.side {
        _ if measure.computed => vec![question.computed()],
        SideRule::None => vec![question.reading(None)],
        SideRule::Difference | SideRule::Lsi => vec![question.pair()],
        SideRule::Each => both(|side| question.reading(Some(side))),
        SideRule::Affected => match view.history.course.side.one() {
            Some(side) => vec![question.reading(Some(side))],
            None => both(|side| question.reading(Some(side))),
        },
    };
    worst_first(findings)
}

fn both(reading: impl Fn(Side) -> Finding) -> Vec<Finding> {
    vec![reading(Side::Left), reading(Side::Right)]
}

impl Finding {
    fn unmeasured(side: Option<Side>) -> Finding {
        Finding {
            side,
            verdict: Verdict::NotMeasured,
            note: None,
            found: None,
            pair: None,
            to_go: None,
            taken_at: None,
            taken_by: None,
            baseline: None,
            since_last: None,
            since_baseline: None,
            unused: None,
        }
    }

    fn noted(mut self, note: Note) -> Finding {
        self.note = Some(note);
        self
    }

    fn outcome(&mut self, outcome: Outcome) {
        (self.verdict, self.to_go) = match outcome {
            Outcome::Met => (Verdict::Met, None),
            Outcome::Short(to_go) => (Verdict::NotYet, to_go),
        };
    }
}

fn single(finding: Finding) -> Judged {
    worst_first(vec![finding])
}

/// The target takes the worst of its sides; where one side alone was measured, the other is named.
fn worst_first(mut findings: Vec<Finding>) -> Judged {
    findings.sort_by_key(|finding| finding.verdict);
    let verdict = findings
        .first()
        .map_or(Verdict::NotMeasured, |finding| finding.verdict);
    let missing =
        |finding: &Finding| finding.verdict == Verdict::NotMeasured && finding.found.is_none();
    let one_missing =
        findings.len() == 2 && findings.iter().filter(|finding| missing(finding)).count() == 1;
    let note = match findings.first().and_then(|finding| finding.note.clone()) {
        None | Some(Note::EarlierStay { .. }) if one_missing => findings
            .iter()
            .find(|finding| missing(finding))
            .and_then(|finding| finding.side)
            .map(Note::MissingSide),
        note => note,
    };
    Judged {
        verdict,
        note,
        findings,
    }
}

/// Clear when the newest visit answered and nothing is open or referred.
fn screen(view: View) -> Judged {
    let mut finding = Finding::unmeasured(None);
    if !flags::stopping(view).is_empty() {
        finding.verdict = Verdict::NotYet;
        finding.found = Some(Value::Word("not_clear".to_owned()));
    } else if flags::is_answered(view) {
        finding.verdict = Verdict::Met;
        finding.found = Some(Value::Word(CLEAR.to_owned()));
    } else {
        finding.note = Some(Note::NotAsked);
    }
    single(finding)
}

/// One target's question to the record.
struct Question<'q, 'a> {
    view: View<'a>,
    target: &'q Target,
    measure: &'q Measure,
    threshold: &'q Value,
    scope: Scope,
    age: Age,
}

impl<'a> Question<'_, 'a> {
    fn key(&self) -> &str {
        self.measure.key.as_str()
    }

    fn computed(&self) -> Finding {
        let mut finding = Finding::unmeasured(None);
        if let Some(computed) = computed(self.view, self.key()) {
            let found = Value::Number(computed.value);
            finding.outcome(self.plain(&found));
            finding.found = Some(found);
            return finding;
        }
        if self.key() != super::computed::HOURS_SINCE_ONSET {
            return finding.noted(Note::NotAsked);
        }
        // An unknown onset counts as past 48 hours, and as no more than that.
        let past = Value::Number(Number::whole(super::computed::ACUTE_HOURS));
        if self.plain(&past) == Outcome::Met {
            finding.verdict = Verdict::Met;
        }
        finding.noted(Note::OnsetUnknown)
    }

    /// The newest reading of one side (or of a measure without sides) within the scope.
    fn reading(&self, side: Option<Side>) -> Finding {
        let mut finding = Finding::unmeasured(side);
        let Some(newest) = self.view.newest(self.key(), side, self.scope) else {
            if let (Age::InDate, Some(earlier)) = (
                self.age,
                self.view.newest(self.key(), side, Scope::Everything),
            ) {
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

        let same_method = |taken: &Taken| taken.reading.variant == reading.variant;
        let previous = self
            .view
            .before(self.key(), side, newest.visit)
            .filter(same_method);
        finding.since_last = previous
            .and_then(|previous| compare::change(self.measure, &previous.reading.value, found));
        let first =
            baseline(self.view, self.key(), side).filter(|first| first.visit < newest.visit);
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
    fn finish(
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

    /// Left against right of the newest visit with both; a newer value of one side is shown and not used.
    fn pair(&self) -> Finding {
        let mut finding = Finding::unmeasured(None);
        let in_scope = |pair: &Pair| self.view.contains(self.scope, pair.visit);
        let newest = |side| self.view.newest(self.key(), Some(side), self.scope);
        let (left, right) = (newest(Side::Left), newest(Side::Right));
        let alone = |after: Option<usize>| {
            let taken = [(Side::Left, left), (Side::Right, right)];
            let taken = taken
                .into_iter()
                .filter_map(|(side, taken)| Some((side, taken?)));
            let newer = taken.filter(|(_, taken)| after.is_none_or(|after| taken.visit > after));
            let newest = newer.max_by_key(|(_, taken)| taken.visit);
            newest.map(|(side, taken)| (side, taken.reading.value.clone()))
        };
        let Some(pair) = self.view.pairs(self.key()).find(in_scope) else {
            finding.unused = alone(None);
            return match (left, right) {
                (None, None) => self.earlier_pair(finding),
                (Some(_), None) => finding.noted(Note::MissingSide(Side::Right)),
                (None, Some(_)) => finding.noted(Note::MissingSide(Side::Left)),
                (Some(l), Some(r)) if l.visit == r.visit => finding.noted(Note::DifferentMethod),
                (Some(l), Some(r)) => finding.noted(Note::MissingSide(if l.visit > r.visit {
                    Side::Right
                } else {
                    Side::Left
                })),
            };
        };
        finding.unused = alone(Some(pair.visit));
        finding.pair = Some((pair.left.value.clone(), pair.right.value.clone()));
        finding.taken_at = Some(pair.left.taken_at);
        finding.taken_by = Some(pair.left.taken_by.clone());
        let previous = self.view.pairs(self.key()).find(|earlier| {
            earlier.visit < pair.visit && earlier.left.variant == pair.left.variant
        });
        match self.target.side {
            SideRule::Lsi => self.symmetry(finding, pair, previous),
            _ => self.difference(finding, pair, previous),
        }
    }

    /// Shows what the newest pair of an earlier stay came to.
    fn earlier_pair(&self, mut finding: Finding) -> Finding {
        let Some(pair) = self
            .view
            .pairs(self.key())
            .next()
            .filter(|_| self.age == Age::InDate)
        else {
            return finding;
        };
        let came_to = self.sides(pair).and_then(|sides| match self.target.side {
            SideRule::Lsi => self
                .ratio(sides)
                .map(|(low, high)| compare::per_cent(low, high)),
            _ => Some(Number::from_thousandths((sides.0 - sides.1).abs())),
        });
        let taken_at = pair.left.taken_at;
        finding.note = came_to.map(|came_to| Note::EarlierStay {
            value: Value::Number(came_to),
            taken_at,
        });
        finding
    }

    fn difference(&self, mut finding: Finding, pair: Pair, previous: Option<Pair>) -> Finding {
        let (Value::Number(threshold), Some((left, right))) = (self.threshold, self.sides(pair))
        else {
            return finding;
        };
        let difference = (left - right).abs();
        finding.found = Some(Value::Number(Number::from_thousandths(difference)));
        finding.outcome(compare::difference_at_most(*threshold, left, right));
        let smaller_by = previous
            .and_then(|earlier| self.sides(earlier))
            .map(|(left, right)| (left - right).abs() - difference);
        finding.since_last = smaller_by.map(|smaller_by| Change {
            by: Number::from_thousandths(-smaller_by),
            meaning: compare::meaning(smaller_by, self.measure.error),
        });
        self.finish(finding, pair.left.taken_at, smaller_by, self.measure.error)
    }

    fn symmetry(&self, mut finding: Finding, pair: Pair, previous: Option<Pair>) -> Finding {
        let (Value::Number(threshold), Some(sides)) = (self.threshold, self.sides(pair)) else {
            return finding;
        };
        let Some((low, high)) = self.ratio(sides) else {
            return finding.noted(Note::DivisorZero);
        };
        let found = compare::per_cent(low, high);
        finding.found = Some(Value::Number(found));
        finding.outcome(compare::share_at_least(*threshold, low, high));
        let earlier = previous.and_then(|earlier| self.ratio(self.sides(earlier)?));
        finding.since_last = earlier.map(|(low, high)| Change {
            by: found - compare::per_cent(low, high),
            meaning: compare::meaning(0, None),
        });
        let better_by = earlier.map(|(old_low, old_high)| {
            let now = i128::from(low) * i128::from(old_high);
            now.cmp(&(i128::from(old_low) * i128::from(high))) as i64
        });
        // The measure's error is in its own unit; for a ratio none is known.
        self.finish(finding, pair.left.taken_at, better_by, None)
    }

    fn sides(&self, pair: Pair) -> Option<(i64, i64)> {
        let left = compare::on_scale(self.measure, &pair.left.value)?;
        let right = compare::on_scale(self.measure, &pair.right.value)?;
        Some((left, right))
    }

    /// Affected over unaffected, or lower over higher where no one side is affected; `None` over nought.
    fn ratio(&self, (left, right): (i64, i64)) -> Option<(i64, i64)> {
        let (finding, whole) = match self.view.history.course.side {
            AffectedSide::Left => (left, right),
            AffectedSide::Right => (right, left),
            AffectedSide::Both | AffectedSide::Central | AffectedSide::NotStated => {
                (left.min(right), left.max(right))
            }
        };
        (whole > 0).then_some((finding, whole))
    }
}

/// How many days a reading stays in date for a target.
pub(super) fn days_in_date(view: View, target: &Target, measure: &Measure) -> u32 {
    const USUAL: u32 = 14;
    let by_kind = || view.history.protocol.valid_days.get(&measure.kind).copied();
    target.valid_days.or_else(by_kind).unwrap_or(USUAL)
}
