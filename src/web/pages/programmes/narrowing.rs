//! The filter of the builder: fields of the same form, so that nothing typed is lost by it. Its words are the library's own.

use std::collections::BTreeSet;

use crate::builtin;
use crate::care::offer_filter::{Against, Filter, muscles, things};
use crate::care::protocol::Protocol;
use crate::text::dose::capital;
use crate::web::form::Form;

/// The value of "nothing needed" among the things.
const WITHOUT: &str = "without";

/// What can be chosen in each field: value and words.
pub(super) struct Choices {
    pub phases: Vec<(String, String)>,
    pub purposes: Vec<(String, String)>,
    pub muscles: Vec<(String, String)>,
    pub things: Vec<(String, String)>,
    pub against: [(&'static str, &'static str); 2],
}

/// The filter as it was chosen; a field that holds something else asks for nothing.
pub(super) fn filter(form: &Form) -> Filter {
    let asked = |name: &str| Some(form.value(name).to_owned()).filter(|value| !value.is_empty());
    let thing = asked("only_equipment");
    Filter {
        phase: form.value("only_phase").parse().ok(),
        purpose: asked("only_purpose"),
        muscle: asked("only_muscle"),
        without_things: thing.as_deref() == Some(WITHOUT),
        thing: thing.filter(|thing| thing != WITHOUT),
        against: form.value("only_cautions").parse::<Against>().ok(),
    }
}

/// Everything the library's exercises can be asked for.
pub(super) fn choices(protocol: &Protocol) -> Choices {
    let knowledge = builtin::knowledge();
    let all = || knowledge.exercises.iter();
    let named = |keys: BTreeSet<String>, name: &dyn Fn(&str) -> String| {
        let mut options: Vec<(String, String)> = keys
            .into_iter()
            .map(|key| {
                let words = name(&key);
                (key, words)
            })
            .collect();
        options.sort_by(|one, other| one.1.cmp(&other.1));
        options
    };
    let plain = |key: &str| capital(key);
    let muscle = |key: &str| {
        let known = knowledge.muscle(key);
        known.map_or_else(|| capital(key), |muscle| capital(&muscle.name))
    };
    let purposes = all().flat_map(|one| one.purposes.iter().cloned()).collect();
    let mut things_to_choose = named(all().flat_map(things).collect(), &plain);
    things_to_choose.insert(0, (WITHOUT.to_owned(), "Nothing needed".to_owned()));
    let phases = protocol.phases.iter();
    Choices {
        phases: phases
            .map(|phase| {
                (
                    phase.number.to_string(),
                    format!("{} {}", phase.number, phase.name),
                )
            })
            .collect(),
        purposes: named(purposes, &plain),
        muscles: named(
            all().flat_map(|one| muscles(knowledge, one)).collect(),
            &muscle,
        ),
        things: things_to_choose,
        against: [
            (Against::Nothing.as_str(), "Nothing stands against it"),
            (Against::Something.as_str(), "With a caution or too early"),
        ],
    }
}
