//! Which of the offered exercises are shown: by phase, purpose, muscle, what is needed, and what stands against them.

use std::collections::BTreeSet;

use super::exercise::Exercise;
use super::knowledge::Knowledge;
use super::measure::words;
use super::offer::OfferedExercise;

/// What is asked for; what is `None` asks for nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Offered in this phase.
    pub phase: Option<u8>,
    /// For this purpose.
    pub purpose: Option<String>,
    /// Working this muscle, by [`muscles`].
    pub muscle: Option<String>,
    /// Done with this thing, by [`things`].
    pub thing: Option<String>,
    /// Done with nothing at all.
    pub without_things: bool,
    /// By what stands against it.
    pub against: Option<Against>,
}

/// What stands against an exercise for this patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Against {
    /// Neither a caution nor a day that has not come.
    Nothing,
    /// Something that warns or bars.
    Something,
}

words!(Against { Nothing = "nothing", Something = "something" });

impl Filter {
    /// Whether the exercise is among those asked for.
    #[must_use]
    pub fn fits(&self, knowledge: &Knowledge, offered: &OfferedExercise<'_>) -> bool {
        let exercise = offered.exercise;
        let is_clear = offered.bars.is_empty() && offered.warnings.is_empty();
        let against = match self.against {
            None => true,
            Some(Against::Nothing) => is_clear,
            Some(Against::Something) => !is_clear,
        };
        against
            && self
                .phase
                .is_none_or(|phase| exercise.phases.contains(&phase))
            && holds(&self.purpose, || {
                exercise.purposes.iter().cloned().collect()
            })
            && holds(&self.muscle, || muscles(knowledge, exercise))
            && holds(&self.thing, || things(exercise))
            && (!self.without_things || exercise.equipment.is_empty())
    }
}

fn holds(asked: &Option<String>, found: impl FnOnce() -> BTreeSet<String>) -> bool {
    asked.as_ref().is_none_or(|asked| found().contains(asked))
}

/// The muscles an exercise works: keys of the knowledge, another name of one as that one, else the library's own words.
#[must_use]
pub fn muscles(knowledge: &Knowledge, exercise: &Exercise) -> BTreeSet<String> {
    let named = exercise.muscles.iter();
    named
        .map(|key| {
            let alias = knowledge
                .muscle(key)
                .and_then(|muscle| muscle.alias_of.clone());
            alias.unwrap_or_else(|| key.clone())
        })
        .collect()
}

/// The things an exercise is done with, each of `chair or wall` for itself.
#[must_use]
pub fn things(exercise: &Exercise) -> BTreeSet<String> {
    let listed = exercise.equipment.iter();
    listed
        .flat_map(|words| words.split(" or "))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builtin;
    use crate::care::offer::Bar;

    fn offered(key: &str, bars: Vec<Bar>) -> OfferedExercise<'static> {
        OfferedExercise {
            exercise: builtin::knowledge().exercise(key).unwrap(),
            other_phase: None,
            starter: None,
            helps: vec![],
            bars,
            warnings: vec![],
        }
    }

    #[test]
    fn every_field_of_the_filter_narrows() {
        let some = |text: &str| Some(text.to_owned());
        let any = Filter::default();
        let rows = [
            (any.clone(), true),
            (
                Filter {
                    phase: Some(2),
                    ..any.clone()
                },
                true,
            ),
            (
                Filter {
                    phase: Some(1),
                    ..any.clone()
                },
                false,
            ),
            (
                Filter {
                    purpose: some("mobility"),
                    ..any.clone()
                },
                true,
            ),
            (
                Filter {
                    purpose: some("strength"),
                    ..any.clone()
                },
                false,
            ),
            (
                Filter {
                    muscle: some("multifidus"),
                    ..any.clone()
                },
                true,
            ),
            (
                Filter {
                    muscle: some("rhomboids"),
                    ..any.clone()
                },
                false,
            ),
            (
                Filter {
                    thing: some("pillow"),
                    ..any.clone()
                },
                true,
            ),
            (
                Filter {
                    thing: some("wall"),
                    ..any.clone()
                },
                false,
            ),
            (
                Filter {
                    without_things: true,
                    ..any.clone()
                },
                false,
            ),
            (
                Filter {
                    against: Some(Against::Nothing),
                    ..any.clone()
                },
                true,
            ),
            (
                Filter {
                    against: Some(Against::Something),
                    ..any.clone()
                },
                false,
            ),
            (
                Filter {
                    phase: Some(2),
                    purpose: some("strength"),
                    ..any
                },
                false,
            ),
        ];
        for (filter, fits) in rows {
            let found = filter.fits(builtin::knowledge(), &offered("open_book", vec![]));
            assert_eq!(found, fits, "{filter:?}");
        }
        let early = offered(
            "open_book",
            vec![Bar::NotBefore("2026-03-09".parse().unwrap())],
        );
        let clear = Filter {
            against: Some(Against::Nothing),
            ..Filter::default()
        };
        assert!(!clear.fits(builtin::knowledge(), &early));
    }

    #[test]
    fn muscles_go_by_one_name_and_things_by_each() {
        let knowledge = builtin::knowledge();
        let mut exercise = knowledge.exercise("open_book").unwrap().clone();
        let alias = knowledge
            .muscles
            .iter()
            .find(|muscle| muscle.alias_of.is_some())
            .unwrap();
        exercise.muscles = vec![alias.key.clone(), "grip".into()];
        exercise.equipment = vec!["chair or wall".into()];
        let named = [alias.alias_of.clone().unwrap(), "grip".into()];
        assert_eq!(muscles(knowledge, &exercise), BTreeSet::from(named));
        let each = ["chair".to_owned(), "wall".to_owned()];
        assert_eq!(things(&exercise), BTreeSet::from(each));
    }
}
