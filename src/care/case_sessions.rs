//! The sessions of a case: answers and readings.

use super::case::Reader;
use super::case_dates::{date, moment};
use super::course::{Flare, ReportedFlag, Visit, WarningSigns};
use super::document::{Entry, number_in};
use super::ids::MeasureKey;
use super::measure::{Input, Measure, Reading, Side, Value};

impl Reader<'_> {
    pub fn session(&self, mut entry: Entry, position: usize, present: Option<u8>) -> Option<Visit> {
        let at = moment(&mut entry, "at");
        let phase = if entry.has("phase") {
            self.phase(&mut entry, "phase")
        } else {
            present
        };
        let warning_signs = self.warning_signs(&mut entry);
        let answered = warning_signs != WarningSigns::NotAsked;
        let full_screen = if entry.has("full_screen") {
            entry.flag("full_screen")
        } else {
            position == 0 && answered
        };
        let flare = self.flare(&mut entry);
        let by = entry
            .optional_text("by")
            .unwrap_or_else(|| "A. Marsh".to_owned());
        let unchanged: Vec<MeasureKey> = entry.ids("unchanged");
        let mut readings = Vec::new();
        if let (Some(mut written), Some(at)) = (entry.entry("readings"), at) {
            for key in written.keys() {
                let Some(measure) = self.recordable(&written, &key) else {
                    drop(written.raw(&key));
                    continue;
                };
                for (side, value, variant) in values(&mut written, &key, measure) {
                    readings.push(Reading {
                        measure: measure.key.clone(),
                        side,
                        value,
                        variant,
                        taken_at: at,
                        taken_by: by.clone(),
                        unchanged: unchanged.contains(&measure.key),
                        parts: Vec::new(),
                        stopped: None,
                    });
                }
            }
        } else if entry.has("readings") {
            drop(entry.raw("readings"));
        }
        entry.done();
        let id = format!("session-{:03}", position + 1).parse().ok()?;
        Some(Visit {
            id,
            at: at?,
            phase,
            full_screen,
            warning_signs,
            flare,
            readings,
        })
    }

    fn recordable(&self, written: &Entry, key: &str) -> Option<&Measure> {
        let Some(measure) = self.protocol.measure(key) else {
            written.place.fault(key, "is no measure of the protocol");
            return None;
        };
        if measure.computed {
            written
                .place
                .fault(key, "is computed by the program and never recorded");
            return None;
        }
        Some(measure)
    }

    fn warning_signs(&self, entry: &mut Entry) -> WarningSigns {
        match entry.peek("warning_signs").as_deref() {
            Some("none") => {
                drop(entry.raw("warning_signs"));
                return WarningSigns::None;
            }
            Some("not_asked") => {
                drop(entry.raw("warning_signs"));
                return WarningSigns::NotAsked;
            }
            _ if !entry.has("warning_signs") => return WarningSigns::NotAsked,
            _ => {}
        }
        let Some(toml::Value::Array(list)) = entry.raw("warning_signs") else {
            let known = "must be \"none\", \"not_asked\" or a list of red flags";
            entry.place.fault("warning_signs", known);
            return WarningSigns::NotAsked;
        };
        let reported = list
            .iter()
            .filter_map(|one| self.reported(entry, one))
            .collect();
        WarningSigns::Reported(reported)
    }

    /// A red flag's key, or `{ flag, level }` where the follow-up question was answered.
    fn reported(&self, entry: &Entry, written: &toml::Value) -> Option<ReportedFlag> {
        let key = written.as_str().or_else(|| written.get("flag")?.as_str());
        let Some(flag) = key.and_then(|key| self.protocol.red_flag(key)) else {
            let key = key.map_or_else(|| "an entry".to_owned(), |key| format!("\"{key}\""));
            entry.place.fault(
                "warning_signs",
                format!("{key} is no red flag of the protocol"),
            );
            return None;
        };
        let level = written.get("level").and_then(toml::Value::as_str);
        let known = level.and_then(|level| level.parse().ok());
        if level.is_some() && known.is_none() {
            entry.place.fault(
                "warning_signs",
                "a level is gp_soon, same_day or emergency_now",
            );
        }
        Some(ReportedFlag {
            flag: flag.key.clone(),
            level: known,
        })
    }

    fn flare(&self, entry: &mut Entry) -> Flare {
        #[derive(Clone, Copy)]
        enum Answer {
            NotAsked,
            No,
            Settled,
            Lasting,
        }
        let all = [
            Answer::NotAsked,
            Answer::No,
            Answer::Settled,
            Answer::Lasting,
        ];
        let word = |answer| match answer {
            Answer::NotAsked => "not_asked",
            Answer::No => "no",
            Answer::Settled => "settled",
            Answer::Lasting => "lasting",
        };
        let answer = entry.optional_word("flare", &all, word);
        let began = date(entry, "flare_began");
        let spasm_returned = entry.flag("spasm_returned");
        match answer {
            None | Some(Answer::NotAsked) => Flare::NotAsked,
            Some(Answer::No) => Flare::No,
            Some(Answer::Settled) => Flare::Settled {
                began,
                spasm_returned,
            },
            Some(Answer::Lasting) => Flare::Lasting {
                began,
                spasm_returned,
            },
        }
    }
}

/// A value alone, `{ left, right }`, or either with `variant`; `{ value, variant }` for a measure without sides.
fn values(
    written: &mut Entry,
    key: &str,
    measure: &Measure,
) -> Vec<(Option<Side>, Value, Option<String>)> {
    let Some(toml) = written.raw(key) else {
        return Vec::new();
    };
    let mut values = Vec::new();
    let mut parts: Vec<(&str, &toml::Value)> = match &toml {
        toml::Value::Table(table) => table
            .iter()
            .map(|(name, value)| (name.as_str(), value))
            .collect(),
        alone => vec![("value", alone)],
    };
    let variant = parts
        .iter()
        .position(|(name, _)| *name == "variant")
        .map(|at| parts.remove(at).1);
    let variant = variant.and_then(toml::Value::as_str).map(str::to_owned);
    if let Some(variant) = &variant
        && !measure.variants.iter().any(|known| known.key == *variant)
    {
        written
            .place
            .fault(key, format!("\"{variant}\" is no variant of this measure"));
    }
    for (name, value) in parts {
        let side = match name {
            "left" => Some(Side::Left),
            "right" => Some(Side::Right),
            "value" => None,
            other => {
                written.place.fault(
                    key,
                    format!("\"{other}\" is not left, right, value or variant"),
                );
                continue;
            }
        };
        if side.is_some() != measure.sided {
            let rule = if measure.sided {
                "needs left and right"
            } else {
                "has no sides"
            };
            written.place.fault(key, rule);
        } else if let Some(value) = value_in(measure, value) {
            values.push((side, value, variant.clone()));
        } else {
            written.place.fault(
                key,
                format!("{value} is not a value it can have: {}", accepted(measure)),
            );
        }
    }
    values
}

pub(super) fn value_in(measure: &Measure, written: &toml::Value) -> Option<Value> {
    let value = match (written, &measure.input) {
        (toml::Value::String(word), _) => Value::Word(word.clone()),
        (number, Input::Steps(_)) => Value::Word(number.to_string()),
        (number, _) => Value::Number(number_in(number)?),
    };
    measure.accepts(&value).then_some(value)
}

fn accepted(measure: &Measure) -> String {
    match &measure.input {
        Input::Number {
            min,
            max: Some(max),
            step,
        } => format!("{min} to {max} in steps of {step}"),
        Input::Number {
            min,
            max: None,
            step,
        } => format!("{min} and up in steps of {step}"),
        Input::Steps(steps) => steps
            .iter()
            .map(|step| step.word.as_str())
            .collect::<Vec<_>>()
            .join(", "),
        Input::Words(words) => words.join(", "),
    }
}
