//! The home programme: what a patient is given to do, as written and as issued.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::exercise::{Dose, Span};
use super::ids::{AdviceKey, EpisodeId, ExerciseKey, ProgrammeId, StaffId, VersionId};
use super::measure::{Side, words};
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

impl ProgrammeContent {
    /// The next visit, unless its day, or its time of that day, has passed on the clinic's wall clock.
    #[must_use]
    pub fn visit_to_come(&self, local: NaiveDateTime) -> Option<(NaiveDate, Option<NaiveTime>)> {
        let (on, time) = (self.next_visit_on?, self.next_visit_time);
        let is_over = match time {
            Some(time) => on.and_time(time) < local,
            None => on < local.date(),
        };
        (!is_over).then_some((on, time))
    }
}

/// More minutes a day than this are heavy. No source gives a number: an agreed clinic default.
pub const HEAVY_MINUTES: u32 = 45;

/// About how many minutes these exercises take on a day on which all of them are done, at their most.
#[must_use]
pub fn minutes_a_day(items: &[ProgrammeItem]) -> u32 {
    let each = items
        .iter()
        .map(|item| item.dose.minutes_a_day(item.side.only().is_some()));
    each.fold(0, u32::saturating_add)
}

/// Whether that is more than most people keep up: [`HEAVY_MINUTES`].
#[must_use]
pub const fn is_heavy(minutes: u32) -> bool {
    minutes > HEAVY_MINUTES
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

impl ItemSide {
    /// The side it is given for, where that is only one.
    #[must_use]
    pub const fn only(self) -> Option<Side> {
        match self {
            ItemSide::Left => Some(Side::Left),
            ItemSide::Right => Some(Side::Right),
            ItemSide::AsDescribed | ItemSide::Both => None,
        }
    }
}

/// Whether the sheet of an issued programme may be printed again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reprint {
    /// At once.
    Allowed,
    /// After a page that shows what stands against it.
    AskFirst,
    /// By a clinician only, after a page that shows the flag.
    ClinicianOnly,
}

/// What was typed as a check code: any case, with or without spaces and dashes; `None` where it cannot be one.
#[must_use]
pub fn typed_check_code(words: &str) -> Option<String> {
    let is_between = |letter: &char| letter.is_whitespace() || "-‐‑‒–—".contains(*letter);
    let letters: String = words.chars().filter(|one| !is_between(one)).collect();
    let is_code = letters.len() == 8 && letters.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_code.then(|| {
        let letters = letters.to_ascii_uppercase();
        format!("{}-{}", &letters[..4], &letters[4..])
    })
}

impl Programme {
    /// Whether its sheet may be printed again, given whether a red flag stops the patient and who asks.
    ///
    /// A sheet without exercises holds advice and emergency text only and is always safe to hand out.
    #[must_use]
    pub fn reprint(&self, stopped: bool, is_clinician: bool) -> Reprint {
        let is_active = !self.content.items.is_empty();
        let is_old = self.state == ProgrammeState::Superseded || self.review_because.is_some();
        match (is_active && stopped, is_clinician) {
            (true, false) => Reprint::ClinicianOnly,
            (true, true) => Reprint::AskFirst,
            (false, _) if is_active && is_old => Reprint::AskFirst,
            (false, _) => Reprint::Allowed,
        }
    }
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
    fn a_check_code_is_known_however_it_is_typed() {
        for (typed, code) in [
            ("K7Q2-9FXD", Some("K7Q2-9FXD")),
            ("k7q29fxd", Some("K7Q2-9FXD")),
            (" K7Q2 – 9FXD ", Some("K7Q2-9FXD")),
            ("K7Q2-9FX", None),
            ("K7Q2-9FXDD", None),
            ("Žižková", None),
            ("", None),
        ] {
            assert_eq!(typed_check_code(typed).as_deref(), code, "{typed:?}");
        }
    }

    #[test]
    fn an_old_sheet_asks_first_and_under_a_flag_is_for_a_clinician() {
        use ProgrammeState::{Issued, Superseded};
        use Reprint::{Allowed, AskFirst, ClinicianOnly};
        // state, exercises, review asked, stopped, clinician
        let rows = [
            (Issued, true, false, false, false, Allowed),
            (Issued, true, false, true, true, AskFirst),
            (Issued, true, false, true, false, ClinicianOnly),
            (Issued, true, true, false, false, AskFirst),
            (Superseded, true, false, false, true, AskFirst),
            (Superseded, true, true, true, false, ClinicianOnly),
            (Issued, false, true, true, false, Allowed),
            (Superseded, false, false, true, true, Allowed),
        ];
        for (state, exercises, review, stopped, clinician, expected) in rows {
            let mut content = ProgrammeContent::default();
            if exercises {
                content.items.push(item());
            }
            let programme = Programme {
                id: "p".parse().unwrap(),
                episode: "e".parse().unwrap(),
                number: 1,
                protocol: "v".parse().unwrap(),
                phase: 2,
                state,
                content,
                version: 2,
                written_at: NaiveDateTime::default(),
                written_by: "s".parse().unwrap(),
                issued: None,
                review_because: review.then(|| "a caution was added".to_owned()),
            };
            assert_eq!(
                programme.reprint(stopped, clinician),
                expected,
                "{state:?} {exercises} {review} {stopped} {clinician}"
            );
        }
    }

    #[test]
    fn minutes_add_up_and_more_than_45_are_heavy() {
        let minutes = |seconds: &[i64]| {
            let items = seconds.iter().map(|hold| {
                let mut item = item();
                item.side = ItemSide::AsDescribed;
                item.dose = Dose {
                    hold_seconds: Span::of(Number::whole(*hold)),
                    ..Dose::default()
                };
                item
            });
            minutes_a_day(&items.collect::<Vec<_>>())
        };
        for (seconds, expected, heavy) in [
            (&[][..], 0, false),
            (&[900, 1800], 45, false),
            (&[900, 1801], 46, true),
        ] {
            let found = minutes(seconds);
            assert_eq!((found, is_heavy(found)), (expected, heavy), "{seconds:?}");
        }
    }

    #[test]
    fn a_dose_comes_back_exactly() {
        let item = item();
        let text = serde_json::to_string(&item).unwrap();
        assert_eq!(serde_json::from_str::<ProgrammeItem>(&text).unwrap(), item);
    }

    fn item() -> ProgrammeItem {
        ProgrammeItem {
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
        }
    }

    #[test]
    fn a_visit_is_to_come_until_its_time() {
        let day = |d| NaiveDate::from_ymd_opt(2026, 3, d).unwrap();
        let at = |d, hour| day(d).and_hms_opt(hour, 0, 0).unwrap();
        let nine = NaiveTime::from_hms_opt(9, 0, 0);
        for (on, time, local, is_to_come) in [
            (Some(9), None, at(9, 23), true),
            (Some(9), None, at(10, 0), false),
            (Some(9), nine, at(9, 9), true),
            (Some(9), nine, at(9, 10), false),
            (Some(9), nine, at(8, 10), true),
            (None, None, at(8, 10), false),
        ] {
            let content = ProgrammeContent {
                next_visit_on: on.map(day),
                next_visit_time: time,
                ..ProgrammeContent::default()
            };
            let found = content.visit_to_come(local);
            assert_eq!(found.is_some(), is_to_come, "{on:?} {time:?} {local}");
        }
    }
}
