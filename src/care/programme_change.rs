//! What changed from one version of a home programme to the next.

use super::exercise::{Dose, Span};
use super::ids::ExerciseKey;
use super::programme::{ItemSide, ProgrammeContent, ProgrammeItem};

/// One difference between two versions, as the patient should know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A new exercise.
    Added(ExerciseKey),
    /// An exercise that is done no more.
    Removed(ExerciseKey),
    /// Another dose of the same exercise.
    Dose(ExerciseKey, Vec<DoseChange>),
    /// Another side.
    Side(ExerciseKey, ItemSide),
    /// Another instruction for the patient.
    Note(ExerciseKey),
    /// The exercises are the same, in another order.
    Order,
    /// Other advice is ticked.
    Advice,
}

/// One part of a dose that is another now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DoseChange {
    /// Sets: before, now.
    Sets(Span, Span),
    /// Repetitions: before, now.
    Repetitions(Span, Span),
    /// Seconds of hold or duration: before, now.
    Hold(Span, Span),
    /// Times a day: before, now.
    TimesADay(Span, Span),
    /// Days a week: before, now.
    DaysAWeek(Span, Span),
    /// Load: now.
    Load(String),
    /// What else the dose says, or the steps of its build-up.
    Rest,
}

/// Every difference, new exercises first, then what changed, then what is done no more.
#[must_use]
pub fn changes(before: &ProgrammeContent, now: &ProgrammeContent) -> Vec<Change> {
    let had = |item: &ProgrammeItem| {
        before
            .items
            .iter()
            .find(|old| old.exercise == item.exercise)
    };
    let mut changes: Vec<Change> = now
        .items
        .iter()
        .filter(|item| had(item).is_none())
        .map(|item| Change::Added(item.exercise.clone()))
        .collect();
    for (old, item) in now.items.iter().filter_map(|item| Some((had(item)?, item))) {
        let key = || item.exercise.clone();
        let dose = dose_changes(&old.dose, &item.dose);
        if !dose.is_empty() {
            changes.push(Change::Dose(key(), dose));
        }
        if old.side != item.side {
            changes.push(Change::Side(key(), item.side));
        }
        if old.note != item.note {
            changes.push(Change::Note(key()));
        }
    }
    let is_kept = |item: &&ProgrammeItem| now.items.iter().any(|new| new.exercise == item.exercise);
    let gone = before.items.iter().filter(|item| !is_kept(item));
    changes.extend(gone.map(|item| Change::Removed(item.exercise.clone())));
    let kept = |items: &[ProgrammeItem], others: &[ProgrammeItem]| -> Vec<ExerciseKey> {
        let in_both = items
            .iter()
            .filter(|item| others.iter().any(|other| other.exercise == item.exercise));
        in_both.map(|item| item.exercise.clone()).collect()
    };
    if kept(&before.items, &now.items) != kept(&now.items, &before.items) {
        changes.push(Change::Order);
    }
    if before.advice != now.advice {
        changes.push(Change::Advice);
    }
    changes
}

/// A part of a dose before and now, and what its change is called.
type Part = (Span, Span, fn(Span, Span) -> DoseChange);

fn dose_changes(before: &Dose, now: &Dose) -> Vec<DoseChange> {
    let mut changes = Vec::new();
    let spans: [Part; 5] = [
        (before.sets, now.sets, DoseChange::Sets),
        (before.repetitions, now.repetitions, DoseChange::Repetitions),
        (before.hold_seconds, now.hold_seconds, DoseChange::Hold),
        (before.times_a_day, now.times_a_day, DoseChange::TimesADay),
        (before.days_a_week, now.days_a_week, DoseChange::DaysAWeek),
    ];
    for (old, new, change) in spans {
        if old != new {
            changes.push(change(old, new));
        }
    }
    if before.load != now.load {
        changes.push(DoseChange::Load(now.load.clone()));
    }
    let rest = |dose: &Dose| {
        (
            dose.of.clone(),
            dose.each_side,
            dose.note.clone(),
            dose.build_up.clone(),
        )
    };
    if rest(before) != rest(now) {
        changes.push(DoseChange::Rest);
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::care::number::Number;

    fn span(number: i64) -> Span {
        Span {
            min: Number::whole(number),
            max: Number::whole(number),
        }
    }

    fn item(key: &str, repetitions: i64) -> ProgrammeItem {
        ProgrammeItem {
            exercise: key.parse().unwrap(),
            dose: Dose {
                repetitions: span(repetitions),
                ..Dose::default()
            },
            side: ItemSide::AsDescribed,
            note: String::new(),
            override_reason: String::new(),
        }
    }

    fn content(items: Vec<ProgrammeItem>) -> ProgrammeContent {
        ProgrammeContent {
            items,
            ..ProgrammeContent::default()
        }
    }

    #[test]
    fn every_kind_of_difference_is_told_once() {
        let key = |key: &str| key.parse::<ExerciseKey>().unwrap();
        let left = ProgrammeItem {
            side: ItemSide::Left,
            ..item("a", 8)
        };
        let told = ProgrammeItem {
            note: "slowly".into(),
            ..item("a", 8)
        };
        let loaded = ProgrammeItem {
            dose: Dose {
                load: "light band".into(),
                each_side: true,
                ..item("a", 8).dose
            },
            ..item("a", 8)
        };
        let rows: [(Vec<ProgrammeItem>, Vec<ProgrammeItem>, Vec<Change>); 8] = [
            (vec![item("a", 8)], vec![item("a", 8)], vec![]),
            (vec![], vec![item("a", 8)], vec![Change::Added(key("a"))]),
            (vec![item("a", 8)], vec![], vec![Change::Removed(key("a"))]),
            (
                vec![item("a", 8)],
                vec![item("a", 10)],
                vec![Change::Dose(
                    key("a"),
                    vec![DoseChange::Repetitions(span(8), span(10))],
                )],
            ),
            (
                vec![item("a", 8)],
                vec![left],
                vec![Change::Side(key("a"), ItemSide::Left)],
            ),
            (vec![item("a", 8)], vec![told], vec![Change::Note(key("a"))]),
            (
                vec![item("a", 8)],
                vec![loaded],
                vec![Change::Dose(
                    key("a"),
                    vec![DoseChange::Load("light band".into()), DoseChange::Rest],
                )],
            ),
            (
                vec![item("a", 8), item("b", 8), item("c", 8)],
                vec![item("b", 8), item("a", 8), item("d", 8)],
                vec![
                    Change::Added(key("d")),
                    Change::Removed(key("c")),
                    Change::Order,
                ],
            ),
        ];
        for (before, now, expected) in rows {
            assert_eq!(changes(&content(before), &content(now)), expected);
        }
        let mut advised = content(vec![]);
        advised.advice = vec!["adv_sleep_side".parse().unwrap()];
        assert_eq!(changes(&content(vec![]), &advised), [Change::Advice]);
    }
}
