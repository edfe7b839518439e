//! A diary as it was typed in, and every version of it.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime};

use super::grid::Line;
use crate::care::diary::{Diary, DiaryVersion, HandedBack};
use crate::care::ids::{ProgrammeId, StaffId};
use crate::care::number::Number;
use crate::text::diary as told;
use crate::web::at_episode::AtEpisode;

/// One version.
pub(super) struct Version {
    pub number: i32,
    pub is_current: bool,
    pub entered_at: NaiveDateTime,
    pub entered_by: String,
    pub read_by: String,
    pub reason: String,
    pub handed_back: NaiveDate,
    /// `82 %`, or that it says nothing.
    pub share: String,
    pub written: usize,
    pub note: String,
    pub days: Vec<ShownDay>,
}

/// A day of a version.
pub(super) struct ShownDay {
    pub on: NaiveDate,
    /// What was done of each exercise; `None` when nothing was written.
    pub done: Option<Vec<String>>,
}

/// How a diary was struck out.
pub(super) struct Struck {
    pub kind: &'static str,
    pub at: NaiveDateTime,
    pub by: String,
    pub why: String,
}

/// A version in words.
pub(super) fn version(
    version: &DiaryVersion,
    lines: &[Line],
    current: i32,
    names: &BTreeMap<StaffId, String>,
) -> Version {
    let name = |id: &StaffId| names.get(id).cloned().unwrap_or_default();
    let content = &version.content;
    let day = |day: &crate::care::diary::Day| ShownDay {
        on: day.on,
        done: day.done.as_ref().map(|done| {
            let told = done
                .iter()
                .zip(lines)
                .map(|(done, line)| match line.asked.boxes {
                    1 if *done > 0 => "✓".to_owned(),
                    1 => "–".to_owned(),
                    boxes => format!("{done} of {boxes}"),
                });
            told.collect()
        }),
    };
    Version {
        number: version.number,
        is_current: version.number == current,
        entered_at: version.entered_at,
        entered_by: name(&version.entered_by),
        read_by: name(&version.read_by),
        reason: version.reason.clone(),
        handed_back: content.handed_back.date,
        share: version
            .adherence
            .map_or_else(|| "says nothing".to_owned(), told::share),
        written: content.days.iter().filter(|day| day.done.is_some()).count(),
        note: content.note.clone(),
        days: content.days.iter().map(day).collect(),
    }
}

/// Which stay in which phase the diary counts for, in a sentence; `None` when it counts for nothing.
pub(super) fn counts_for(at: &AtEpisode, diary: &Diary) -> Option<String> {
    let of_course = |handed_back: &&HandedBack| handed_back.id == diary.id;
    let handed_back = at.course.diaries.iter().find(of_course)?;
    let stay = at.course.stays.get(handed_back.stay(&at.course.stays)?)?;
    let left = match stay.left {
        Some(_) => ", which was left since",
        None => "",
    };
    Some(format!(
        "It counts for phase {}{left}: the last day written on is {}.",
        stay.phase,
        handed_back.last_written.format("%a %-d %b"),
    ))
}

/// The diaries in words, with their addresses: `Diary of 5–18 Nov, 82 % from 13 of 14 days`.
pub(in crate::web::pages) fn listed(
    diaries: &[Diary],
    programme: &ProgrammeId,
) -> Vec<(String, String)> {
    let of = diaries.iter().filter(|diary| diary.programme == *programme);
    of.map(|diary| {
        let share = match (&diary.struck_out, diary.current.adherence) {
            (Some(_), _) => "struck out".to_owned(),
            (None, Some(share)) => shared(diary, share),
            (None, None) => "says nothing".to_owned(),
        };
        let words = format!("Diary of {}, {share}", told::days(diary.days));
        (format!("/diaries/{}", diary.id), words)
    })
    .collect()
}

/// `92 % from 13 of 14 days`.
pub(super) fn shared(diary: &Diary, share: Number) -> String {
    told::share_of(share, diary.current.content.written(), diary.days.count())
}
