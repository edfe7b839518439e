//! The home programme: what a patient is given to do, as written and as issued.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::exercise::{Dose, Span};
use super::ids::{AdviceKey, EpisodeId, ExerciseKey, ProgrammeId, StaffId, VersionId};
use super::measure::words;
use super::number::Number;

/// A version of an episode's home programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Programme {
    /// The record's id.
    pub id: ProgrammeId,
    /// Whose course.
    pub episode: EpisodeId,
    /// Counts from 1 within the episode.
    pub number: i32,
    /// The protocol version it was written under.
    pub protocol: VersionId,
    /// The phase it was written for.
    pub phase: u8,
    /// Draft, issued or superseded.
    pub state: ProgrammeState,
    /// What it says.
    pub content: ProgrammeContent,
    /// Counts saves; a change names the version it started from.
    pub version: i32,
    /// When it was last written, UTC.
    pub written_at: NaiveDateTime,
    /// By whom.
    pub written_by: StaffId,
    /// When, by whom and under which check code it was issued.
    pub issued: Option<Issue>,
    /// Why it asks for a new sheet (a caution was added, a session it rested on was amended).
    pub review_because: Option<String>,
}

/// The act of issuing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// When, UTC.
    pub at: NaiveDateTime,
    /// By whom.
    pub by: StaffId,
    /// Printed on every page; finds the programme again.
    pub check_code: String,
}

/// Where a programme stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProgrammeState {
    /// Being written.
    Draft,
    /// The patient has it; never edited again.
    Issued,
    /// A later one took its place.
    Superseded,
}

/// What a programme says.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ProgrammeContent {
    /// The goal in the patient's words.
    pub goal: String,
    /// Exercises in the order they are done; empty for an advice-and-emergency sheet.
    pub items: Vec<ProgrammeItem>,
    /// Ticked advice, in order.
    pub advice: Vec<AdviceKey>,
    /// A note to the patient.
    pub note: String,
    /// The next visit's day, as printed.
    pub next_visit_on: Option<NaiveDate>,
    /// The next visit's time of day, as printed.
    pub next_visit_time: Option<NaiveTime>,
    /// How many days the diary covers.
    pub diary_days: u8,
}

/// One exercise of a programme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgrammeItem {
    /// Which exercise.
    pub exercise: ExerciseKey,
    /// How much and how often.
    #[serde(with = "DoseForm")]
    pub dose: Dose,
    /// Which side.
    pub side: ItemSide,
    /// A note to the patient.
    #[serde(default)]
    pub note: String,
    /// Why it is given although a caution bars it or its time has not come; empty when neither.
    #[serde(default)]
    pub override_reason: String,
}

/// Which side an exercise is done on in this programme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemSide {
    /// As the exercise says.
    AsDescribed,
    /// Only the left.
    Left,
    /// Only the right.
    Right,
    /// Left and right.
    Both,
}

words!(ProgrammeState { Draft = "draft", Issued = "issued", Superseded = "superseded" });
words!(ItemSide { AsDescribed = "as_described", Left = "left", Right = "right", Both = "both" });

/// The stored form of a [`Dose`]: spans as pairs of whole thousandths.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Dose")]
struct DoseForm {
    #[serde(with = "span")]
    sets: Span,
    #[serde(with = "span")]
    repetitions: Span,
    of: String,
    #[serde(with = "span")]
    hold_seconds: Span,
    #[serde(with = "span")]
    times_a_day: Span,
    #[serde(with = "span")]
    days_a_week: Span,
    each_side: bool,
    load: String,
    note: String,
    build_up: Vec<String>,
}

mod span {
    use super::{Deserialize, Deserializer, Number, Serialize, Serializer, Span};

    pub fn serialize<S: Serializer>(span: &Span, serializer: S) -> Result<S::Ok, S::Error> {
        (span.min.thousandths(), span.max.thousandths()).serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Span, D::Error> {
        let (min, max) = <(i64, i64)>::deserialize(deserializer)?;
        Ok(Span {
            min: Number::from_thousandths(min),
            max: Number::from_thousandths(max),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dose_comes_back_exactly() {
        let item = ProgrammeItem {
            exercise: "open_book".parse().unwrap(),
            dose: Dose {
                sets: Span {
                    min: Number::whole(2),
                    max: Number::whole(3),
                },
                hold_seconds: Span {
                    min: Number::from_thousandths(2_500),
                    max: Number::whole(5),
                },
                of: "breaths".into(),
                each_side: true,
                build_up: vec!["5 min".into(), "10 min".into()],
                ..Dose::default()
            },
            side: ItemSide::Left,
            note: "slowly".into(),
            override_reason: String::new(),
        };
        let text = serde_json::to_string(&item).unwrap();
        assert_eq!(serde_json::from_str::<ProgrammeItem>(&text).unwrap(), item);
    }
}
