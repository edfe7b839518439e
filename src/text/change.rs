//! A change since an earlier reading, as a clinician reads it.

use crate::care::evaluation::{Change, ChangeMeaning};
use crate::care::measure::Measure;
use crate::care::number::Number;
use crate::care::protocol::Operator;

use super::quantity::{amount, distance};

/// A change read against the measure's known error: `2 points better`, `no clear change (1 point less)`,
/// `difference 8° smaller`, `symmetry 1.5 % more, no known error for this measure`.
///
/// What is compared depends on the target: a difference and a symmetry are no longer in the measure's own direction.
#[must_use]
pub fn since(measure: &Measure, operator: Operator, change: &Change) -> String {
    if change.by == Number::ZERO {
        return "unchanged".to_owned();
    }
    let more = change.by > Number::ZERO;
    let by = change.by.abs();
    let (size, moved) = match operator {
        Operator::DifferenceAtMost => (
            format!("difference {}", distance(measure, by)),
            if more { "larger" } else { "smaller" },
        ),
        Operator::LsiAtLeast => (
            format!("symmetry {}", amount(to_a_tenth(by), "%")),
            if more { "more" } else { "less" },
        ),
        _ => (
            distance(measure, by),
            match change.meaning {
                ChangeMeaning::Better => "better",
                ChangeMeaning::Worse => "worse",
                _ if more => "more",
                _ => "less",
            },
        ),
    };
    match change.meaning {
        ChangeMeaning::Better | ChangeMeaning::Worse => format!("{size} {moved}"),
        ChangeMeaning::NoClearChange => format!("no clear change ({size} {moved})"),
        ChangeMeaning::ErrorNotKnown => format!("{size} {moved}, no known error for this measure"),
    }
}

/// Per cents are computed to thousandths; a change of less than a tenth keeps them.
fn to_a_tenth(number: Number) -> Number {
    match number.thousandths() {
        small @ ..50 => Number::from_thousandths(small),
        thousandths => Number::from_thousandths((thousandths + 50) / 100 * 100),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builtin::knowledge;
    use ChangeMeaning::{Better, ErrorNotKnown, NoClearChange, Worse};
    use Operator::{AtLeast, AtMost, DifferenceAtMost, LsiAtLeast};

    #[test]
    fn a_change_reads_in_the_direction_of_what_the_target_compares() {
        let rows = [
            ("nprs_worst_24h", AtMost, -2000, Better, "2 points better"),
            ("nprs_worst_24h", AtMost, 3000, Worse, "3 points worse"),
            (
                "nprs_worst_24h",
                AtMost,
                -1000,
                NoClearChange,
                "no clear change (1 point less)",
            ),
            ("nprs_worst_24h", AtMost, 0, NoClearChange, "unchanged"),
            (
                "rom_thoracic_rotation",
                AtLeast,
                12_000,
                Better,
                "12° better",
            ),
            (
                "rom_thoracic_rotation",
                AtLeast,
                -12_000,
                Worse,
                "12° worse",
            ),
            (
                "rom_thoracic_rotation",
                DifferenceAtMost,
                -12_000,
                Better,
                "difference 12° smaller",
            ),
            (
                "rom_thoracic_rotation",
                DifferenceAtMost,
                12_000,
                Worse,
                "difference 12° larger",
            ),
            (
                "rom_thoracic_rotation",
                DifferenceAtMost,
                2000,
                NoClearChange,
                "no clear change (difference 2° larger)",
            ),
            (
                "shot_put",
                LsiAtLeast,
                1514,
                ErrorNotKnown,
                "symmetry 1.5 % more, no known error for this measure",
            ),
            (
                "shot_put",
                LsiAtLeast,
                -40,
                ErrorNotKnown,
                "symmetry 0.04 % less, no known error for this measure",
            ),
            (
                "shot_put",
                AtLeast,
                60,
                ErrorNotKnown,
                "0.06 metres more, no known error for this measure",
            ),
        ];
        let protocol = &knowledge().protocol;
        for (measure, operator, by, meaning, words) in rows {
            let measure = protocol.measure(measure).unwrap();
            let by = Number::from_thousandths(by);
            assert_eq!(since(measure, operator, &Change { by, meaning }), words);
        }
    }
}
