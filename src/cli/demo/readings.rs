//! What is found at a visit: a reading for each measure the form asks, typed as a clinician would type it.

use anyhow::{Result, anyhow};

use super::chance::Chance;
use super::curves::{Shift, curve, good_from};
use crate::care::course::{AffectedSide, Course};
use crate::care::entry::{self, Circumstances, Entry, last, sides};
use crate::care::measure::{Attempts, Better, Formula, Input, Measure, Reading, Side};
use crate::care::number::Number;
use crate::care::time::Moment;

/// How often the home programme is done, in per cent: the least of anybody, and how much more others do.
const DILIGENCE: (u64, u64) = (55, 46);
/// The furthest a measure is ahead of its curve, in hundredths of a phase.
const LEAD: u64 = 36;
/// How far a day can be behind the others.
const OFF_DAY: i64 = 15;

/// What is known when something is measured.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting<'a> {
    /// Whose body it is.
    pub chance: Chance,
    /// How far they have come.
    pub level: i64,
    /// Some days are better than others; on the days that decide they are not.
    pub steady: bool,
    /// What was measured before.
    pub course: &'a Course,
    /// When.
    pub at: Moment,
    /// By whom, by name.
    pub by: &'a str,
    /// The patient's arm length.
    pub arm_length_cm: Option<Number>,
}

/// The readings of a measure, one a side; none for a measure that the demo does not take.
pub(super) fn take(measure: &Measure, setting: Setting<'_>) -> Result<Vec<Reading>> {
    let mut readings = Vec::new();
    for side in sides(measure) {
        let Some(entry) = typed(measure, *side, setting) else {
            continue;
        };
        let around = Circumstances {
            last: last(setting.course, measure, *side, setting.at),
            arm_length_cm: setting.arm_length_cm,
            at: setting.at,
            by: setting.by,
        };
        let taken = entry::read(measure, &entry, around)
            .map_err(|why| anyhow!("{} {why} ({entry:?})", measure.key))?;
        readings.extend(taken.map(|reading| observed(reading, around.last, setting)));
    }
    Ok(readings)
}

/// Some of what has not changed is ticked so.
fn observed(reading: Reading, last: Option<&Reading>, setting: Setting<'_>) -> Reading {
    let unchanged = last.is_some_and(|last| last.value == reading.value)
        && setting
            .chance
            .below(&format!("same {}", reading.measure), 3)
            == 0;
    Reading {
        unchanged,
        ..reading
    }
}

fn typed(measure: &Measure, side: Option<Side>, setting: Setting<'_>) -> Option<Entry> {
    let mut entry = Entry {
        side,
        variant: variant(measure, setting),
        ..Entry::default()
    };
    match &measure.input {
        Input::Words(words) => {
            let good = level(measure, setting) >= good_from(measure.key.as_str())?;
            entry.value = if good {
                words.first()?.clone()
            } else {
                bad(words, setting)?.clone()
            };
        }
        Input::Steps(steps) => {
            let at = hundredths(measure, side, setting)?;
            let at = usize::try_from(
                if measure.better == Better::Lower {
                    at + 50
                } else {
                    at
                } / 100,
            );
            entry.value.clone_from(&steps.get(at.ok()?)?.word);
        }
        Input::Number { min, max, step } => {
            let value = number(measure, hundredths(measure, side, setting)?, *step);
            let value = value.max(*min).min(max.unwrap_or(value));
            match &measure.composite {
                Some(composite) => {
                    entry.parts = parts(composite.formula, value, setting.arm_length_cm?);
                }
                None => entry.value = attempts(measure, value, *step, *max),
            }
        }
    }
    Some(entry)
}

/// The word said instead of the good one: the affected side's where there is one.
fn bad<'w>(words: &'w [String], setting: Setting<'_>) -> Option<&'w String> {
    let side = match setting.course.side {
        AffectedSide::Left => "left",
        AffectedSide::Right => "right",
        _ => "both",
    };
    words
        .iter()
        .find(|word| word.ends_with(side))
        .or_else(|| words.get(1))
}

fn variant(measure: &Measure, setting: Setting<'_>) -> String {
    let keys = || measure.variants.iter().map(|variant| variant.key.clone());
    let kneeling = measure.key == "ckcuest" && setting.chance.below("kneeling", 4) == 0;
    let found = if kneeling {
        keys().nth(1)
    } else {
        keys().next()
    };
    found.unwrap_or_default()
}

/// How far this measure has come: some are ahead of others, and some days are not so good.
fn level(measure: &Measure, setting: Setting<'_>) -> i64 {
    let key = measure.key.as_str();
    let lead = i64::try_from(setting.chance.below(key, LEAD)).unwrap_or(0);
    // a swing in these two means a flare, which a story has only where it says so
    let swings = !matches!(key, "spasm_grade" | "settle_hours");
    let today = format!("{key} {}", setting.at.date);
    let off_day = swings && !setting.steady && setting.chance.below(&today, 4) == 0;
    setting.level + lead - if off_day { OFF_DAY } else { 0 }
}

fn hundredths(measure: &Measure, side: Option<Side>, setting: Setting<'_>) -> Option<i64> {
    let key = measure.key.as_str();
    if key == "home_programme_pct" {
        let usual = DILIGENCE.0 + setting.chance.below("diligence", DILIGENCE.1);
        let today = setting
            .chance
            .below(&format!("done by {}", setting.at.date), 21);
        return i64::try_from((usual + today).saturating_sub(10).min(100) * 100).ok();
    }
    let curve = curve(key)?;
    let is_healthy = side.is_some()
        && setting
            .course
            .side
            .one()
            .is_some_and(|one| Some(one) != side);
    let value = curve.value(level(measure, setting), is_healthy);
    let per_cent = match curve.shift {
        Shift::None => 100,
        Shift::Less => 100 - i64::try_from(setting.chance.below("hurts less", 25)).ok()?,
        Shift::More => 100 + i64::try_from(setting.chance.below("is stronger", 22)).ok()?,
    };
    Some(value * per_cent / 100)
}

/// The value on the measure's steps, never better than it is.
fn number(measure: &Measure, hundredths: i64, step: Number) -> Number {
    let step = step.thousandths().max(1);
    let value = hundredths * 10;
    let rounding = if measure.better == Better::Lower {
        step / 2
    } else {
        0
    };
    Number::from_thousandths((value + rounding).div_euclid(step) * step)
}

/// One value, or three attempts that come to it.
fn attempts(measure: &Measure, value: Number, step: Number, max: Option<Number>) -> String {
    let apart = step + step;
    let fits = value > apart + apart && max.is_none_or(|max| value + apart <= max);
    match measure.attempts {
        Some(Attempts::Mean) if fits => format!("{} {value} {}", value - apart, value + apart),
        Some(Attempts::Best) if fits && measure.better == Better::Higher => {
            format!("{} {value} {}", value - apart - apart, value - apart)
        }
        _ => value.to_string(),
    }
}

/// The parts that come to a composite's value, or nearly.
fn parts(formula: Formula, value: Number, arm_length_cm: Number) -> Vec<String> {
    match formula {
        Formula::Mean => {
            // three whole points with that mean
            let sum = value.thousandths() * 3 / 1000;
            [sum / 3, (sum + 1) / 3, (sum + 2) / 3]
                .map(|part| part.to_string())
                .to_vec()
        }
        Formula::PerCentOfArm => {
            let sum = value.thousandths() * arm_length_cm.thousandths() * 3 / 100_000;
            [37, 27, 36]
                .map(|share| Number::from_thousandths(sum * share / 100 / 500 * 500).to_string())
                .to_vec()
        }
        Formula::DegreesAt90Cm => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builtin::knowledge;
    use crate::care::course::{Onset, Precision};

    fn at(day: u32) -> Moment {
        let date = chrono::NaiveDate::from_ymd_opt(2026, 3, day).unwrap();
        Moment {
            utc: date.and_hms_opt(10, 0, 0).unwrap(),
            date,
        }
    }

    fn course(side: AffectedSide) -> Course {
        Course {
            onset: Onset {
                latest: None,
                precision: Precision::Unknown,
                injury: false,
            },
            sport: true,
            side,
            cautions: Default::default(),
            overrides: vec![],
            stays: vec![],
            visits: vec![],
            diaries: Vec::new(),
            flags: vec![],
            baselines: vec![],
            next_visit: None,
            reopened: None,
        }
    }

    #[test]
    fn every_reading_of_every_level_may_be_recorded() {
        for side in [AffectedSide::Left, AffectedSide::Central] {
            let course = course(side);
            for number in 0..20 {
                for level in (100..=1000).step_by(15) {
                    for measure in &knowledge().protocol.measures {
                        let setting = Setting {
                            chance: Chance::of(number),
                            level,
                            steady: false,
                            course: &course,
                            at: at(3),
                            by: "Asha Rao",
                            arm_length_cm: Some(Number::whole(72)),
                        };
                        let readings = take(measure, setting).unwrap();
                        let expected = if measure.computed || measure.key == "neck_jpe" {
                            0
                        } else {
                            sides(measure).len()
                        };
                        assert_eq!(readings.len(), expected, "{}", measure.key);
                    }
                }
            }
        }
    }
}
