//! A dose as fields of a form, and back: `sets_open_book`, `times_open_book`.

use std::ops::RangeInclusive;

use crate::care::exercise::{Dose, Exercise, Span};
use crate::care::ids::ExerciseKey;
use crate::care::number::Number;
use crate::web::form::Form;

/// Puts a dose into the fields of an exercise.
pub(super) fn set_dose(form: &mut Form, key: &ExerciseKey, dose: &Dose) {
    for (name, span) in [
        ("sets", dose.sets),
        ("repetitions", dose.repetitions),
        ("hold", dose.hold_seconds),
        ("times", dose.times_a_day),
        ("days", dose.days_a_week),
    ] {
        form.set(&format!("{name}_{key}"), typed(span));
    }
    form.set(&format!("load_{key}"), &dose.load);
    form.set(&format!("dose_note_{key}"), &dose.note);
    form.set(&format!("build_up_{key}"), dose.build_up.join("\n"));
    form.set(
        &format!("each_side_{key}"),
        if dose.each_side { "yes" } else { "" },
    );
}

/// A span as it is typed: `8`, `8-12`.
fn typed(span: Span) -> String {
    if span.is_none() {
        String::new()
    } else if span.min == span.max {
        span.min.to_string()
    } else {
        format!("{}-{}", span.min, span.max)
    }
}

/// The dose of an exercise as typed; `None` with every fault of it in the form.
pub(super) fn dose(form: &mut Form, exercise: &Exercise) -> Option<Dose> {
    let (key, name) = (&exercise.key, exercise.name.as_str());
    let mut span = |part: &str, label: &str, range: RangeInclusive<i64>| {
        span(
            form,
            &format!("{part}_{key}"),
            &format!("{name}: {label}"),
            range,
        )
    };
    // an empty field is none; nought would be printed as a dose
    let sets = span("sets", "sets", 1..=20);
    let repetitions = span("repetitions", "repetitions", 1..=200);
    let hold_seconds = span("hold", "seconds", 1..=7200);
    let times_a_day = span("times", "times a day", 1..=24);
    let days_a_week = span("days", "days a week", 1..=7);
    let mut words = |part: &str, label: &str| {
        form.field(&format!("{part}_{key}"), &format!("{name}: {label}"))
            .optional()
            .text(120)
            .unwrap_or_default()
    };
    let load = words("load", "load");
    let note = words("dose_note", "rest of the dose");
    let build_up = form
        .field(&format!("build_up_{key}"), &format!("{name}: build-up"))
        .optional()
        .lines(1200)
        .unwrap_or_default();
    Some(Dose {
        sets: sets?,
        repetitions: repetitions?,
        of: exercise.dose.of.clone(),
        hold_seconds: hold_seconds?,
        times_a_day: times_a_day?,
        days_a_week: days_a_week?,
        each_side: form.is_ticked(&format!("each_side_{key}")),
        load,
        note,
        build_up: build_up
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .map(str::to_owned)
            .collect(),
    })
}

/// `8`, `8-12`, `8 to 12`; an empty field is none. `None` with a fault.
fn span(form: &mut Form, name: &str, label: &str, range: RangeInclusive<i64>) -> Option<Span> {
    let typed = form.value(name).trim().to_owned();
    if typed.is_empty() {
        return Some(Span::default());
    }
    let plain = typed.replace(['–', '—'], "-").replace("to", "-");
    let mut parts = plain
        .splitn(2, '-')
        .map(|part| part.trim().parse::<i64>().ok().map(Number::whole));
    let least = parts.next().flatten();
    let greatest = parts.next().map_or(least, |part| part);
    let (first, last) = (*range.start(), *range.end());
    let (lowest, highest) = (Number::whole(first), Number::whole(last));
    match (least, greatest) {
        (Some(min), Some(max)) if lowest <= min && min <= max && max <= highest => {
            Some(Span { min, max })
        }
        (Some(_), Some(_)) => {
            form.fault(
                name,
                format!("{label} must be between {first} and {last}, the smaller number first"),
            );
            None
        }
        _ => {
            form.fault(
                name,
                format!("{label} must be a whole number such as 8, or two such as 8-12"),
            );
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builtin;

    #[test]
    fn every_dose_of_the_library_can_be_saved_as_it_is_offered() {
        for exercise in &builtin::knowledge().exercises {
            let dose = &exercise.dose;
            for (offered, range) in [
                (dose.sets, 1..=20),
                (dose.repetitions, 1..=200),
                (dose.hold_seconds, 1..=7200),
                (dose.times_a_day, 1..=24),
                (dose.days_a_week, 1..=7),
            ] {
                let mut form = Form::from_fields(vec![("dose".into(), typed(offered))]);
                let read = span(&mut form, "dose", "Dose", range);
                assert_eq!(read, Some(offered), "{}", exercise.key);
            }
        }
    }

    #[test]
    fn spans_are_read_as_people_type_them() {
        let whole = |min, max| {
            Some(Span {
                min: Number::whole(min),
                max: Number::whole(max),
            })
        };
        for (typed, expected, fault) in [
            ("8", whole(8, 8), ""),
            ("8-12", whole(8, 12), ""),
            ("8 – 12", whole(8, 12), ""),
            ("8 to 12", whole(8, 12), ""),
            ("", whole(0, 0), ""),
            (
                "12-8",
                None,
                "Sets must be between 1 and 20, the smaller number first",
            ),
            (
                "0",
                None,
                "Sets must be between 1 and 20, the smaller number first",
            ),
            (
                "0-8",
                None,
                "Sets must be between 1 and 20, the smaller number first",
            ),
            (
                "21",
                None,
                "Sets must be between 1 and 20, the smaller number first",
            ),
            (
                "-3",
                None,
                "Sets must be a whole number such as 8, or two such as 8-12",
            ),
            (
                "2,5",
                None,
                "Sets must be a whole number such as 8, or two such as 8-12",
            ),
            (
                "many",
                None,
                "Sets must be a whole number such as 8, or two such as 8-12",
            ),
            (
                "8-",
                None,
                "Sets must be a whole number such as 8, or two such as 8-12",
            ),
        ] {
            let mut form = Form::from_fields(vec![("sets".into(), typed.into())]);
            assert_eq!(
                span(&mut form, "sets", "Sets", 1..=20),
                expected,
                "{typed:?}"
            );
            assert_eq!(form.fault_at("sets").unwrap_or(""), fault, "{typed:?}");
        }
    }
}
