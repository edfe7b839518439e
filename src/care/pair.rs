//! Left held against right: differences and limb symmetry.

use super::compare;
use super::course::AffectedSide;
use super::evaluation::{Change, Finding, Note};
use super::history::Pair;
use super::measure::{Side, Value};
use super::number::Number;
use super::protocol::SideRule;
use super::question::{Age, Question};

impl Question<'_, '_> {
    /// Left against right of the newest visit with both; a newer value of one side is shown and not used.
    pub fn pair(&self) -> Finding {
        let mut finding = Finding::unmeasured(None);
        let in_scope = |pair: &Pair| self.view.contains(self.scope, pair.visit);
        let newest = |side| self.series.newest(Some(side), self.scope);
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
        let Some(pair) = self.series.pairs().find(in_scope) else {
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
        let previous = self.series.pairs().find(|earlier| {
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
            .series
            .pairs()
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

    fn ratio(&self, sides: (i64, i64)) -> Option<(i64, i64)> {
        ratio(self.view.history.course.side, sides)
    }
}

/// Affected over unaffected, or lower over higher where no one side is affected; `None` over nought.
pub(super) fn ratio(affected: AffectedSide, (left, right): (i64, i64)) -> Option<(i64, i64)> {
    let (part, whole) = match affected {
        AffectedSide::Left => (left, right),
        AffectedSide::Right => (right, left),
        AffectedSide::Both | AffectedSide::Central | AffectedSide::NotStated => {
            (left.min(right), left.max(right))
        }
    };
    (whole > 0).then_some((part, whole))
}
