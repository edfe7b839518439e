//! A written programme as its page shows it: what the sheet tells, what changed, what to think of, every version.

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::builder::plain;
use crate::actions::programme_ground::Ground;
use crate::builtin;
use crate::care::evaluation::Reason;
use crate::care::patient::PatientFacts;
use crate::care::programme::{
    ItemSide, Programme, ProgrammeContent, ProgrammeState, is_heavy, minutes_a_day,
};
use crate::care::programme_change;
use crate::text;
use crate::web::parts::{Mark, Tag};

/// An exercise of a written programme.
pub(super) struct ItemView {
    pub key: String,
    pub name: String,
    pub dose: String,
    pub side: String,
    pub note: String,
    pub reason: String,
    /// The query that asks for the figure of one side; empty for none.
    pub shown_side: &'static str,
}

/// The exercises of a programme as the sheet tells them.
pub(super) fn items(content: &ProgrammeContent) -> Vec<ItemView> {
    let found = content.items.iter().filter_map(|item| {
        let exercise = builtin::knowledge().exercise(item.exercise.as_str())?;
        let one_side = matches!(item.side, ItemSide::Left | ItemSide::Right);
        Some(ItemView {
            key: exercise.key.to_string(),
            name: exercise.name.clone(),
            dose: text::dose::words(&item.dose, one_side),
            side: if item.dose.each_side && !one_side {
                String::new()
            } else {
                text::programme::side(exercise, item.side)
            },
            note: item.note.clone(),
            reason: item.override_reason.clone(),
            shown_side: match item.side {
                ItemSide::Left => "?side=left",
                ItemSide::Right => "?side=right",
                ItemSide::AsDescribed | ItemSide::Both => "",
            },
        })
    });
    found.collect()
}

/// The ticked advice in words.
pub(super) fn ticked(ground: &Ground, programme: &Programme) -> Vec<String> {
    let limit = ground.pain_limit(programme.phase);
    let keys = programme.content.advice.iter();
    keys.filter_map(|key| builtin::knowledge().advice(key.as_str()))
        .filter(|advice| !advice.always)
        .map(|advice| plain(ground, &advice.text, limit))
        .collect()
}

/// What is different from the sheet before; `None` for the first one.
pub(super) fn changes(all: &[Programme], programme: &Programme) -> Option<Vec<String>> {
    let before = all
        .iter()
        .find(|other| other.number < programme.number && other.state != ProgrammeState::Draft)?;
    let changes = programme_change::changes(&before.content, &programme.content);
    Some(text::programme::changes(builtin::knowledge(), &changes))
}

/// What to think of before it is handed out.
pub(super) fn warning(ground: &Ground, programme: &Programme) -> Option<String> {
    if let Some(because) = &programme.review_because {
        return Some(format!(
            "This sheet was printed before this was known. {because}. Write a new one and take this one back."
        ));
    }
    if programme.state != ProgrammeState::Draft {
        return None;
    }
    let minutes = minutes_a_day(&programme.content.items);
    let present = ground.evaluation.phase;
    if present.is_some_and(|present| present != programme.phase) {
        return Some(
            "The phase has changed since this draft was saved. Change the draft and save it again before issuing it."
                .to_owned(),
        );
    }
    is_heavy(minutes).then(|| text::programme::heavy(minutes))
}

/// Where a programme stands.
pub(super) fn state(programme: &Programme) -> Tag {
    match (programme.state, &programme.review_because) {
        (ProgrammeState::Draft, _) => Tag::new(Mark::New, "Draft"),
        (ProgrammeState::Issued, Some(_)) => {
            Tag::new(Mark::Care, "Issued, a new sheet is asked for")
        }
        (ProgrammeState::Issued, None) => Tag::new(Mark::OnCourse, "Issued"),
        (ProgrammeState::Superseded, _) => Tag::new(Mark::Off, "Superseded"),
    }
}

/// `Phase 2, Pain-free range of movement`.
pub(super) fn phase(ground: &Ground, number: u8) -> String {
    let name = ground
        .protocol
        .phase(number)
        .map_or("", |phase| phase.name.as_str());
    format!("Phase {number}, {name}")
}

/// Every form of the sheet, or of a draft's preview, the patient's preferred one first: address and words.
pub(super) fn sheets(programme: &Programme, facts: &PatientFacts) -> Vec<(String, String)> {
    let document = match programme.state {
        ProgrammeState::Draft => "preview.pdf",
        ProgrammeState::Issued | ProgrammeState::Superseded => "sheet.pdf",
    };
    let mut forms = Vec::new();
    for (paper, on) in [("a4", "A4"), ("letter", "Letter")] {
        for (size, print) in [("standard", "standard print"), ("large", "large print")] {
            let address = format!(
                "/programmes/{}/{document}?paper={paper}&size={size}",
                programme.id
            );
            let preferred = facts.paper.as_str() == paper && facts.print_size.as_str() == size;
            forms.push((!preferred, address, format!("{on}, {print}")));
        }
    }
    forms.sort_by_key(|(other, _, _)| *other);
    forms
        .into_iter()
        .map(|(_, address, words)| (address, words))
        .collect()
}

/// One version of the episode's programme, for the list beside it.
pub(super) struct Version {
    pub path: String,
    pub words: String,
    pub on: NaiveDate,
    pub state: Tag,
    pub is_here: bool,
}

/// Every version, newest first.
pub(super) fn versions(all: &[Programme], shown: &Programme, zone: Tz) -> Vec<Version> {
    all.iter()
        .map(|programme| Version {
            path: format!("/programmes/{}", programme.id),
            words: format!("Version {}, phase {}", programme.number, programme.phase),
            on: programme
                .issued
                .as_ref()
                .map_or(programme.written_at, |issue| issue.at)
                .and_utc()
                .with_timezone(&zone)
                .date_naive(),
            state: state(programme),
            is_here: programme.id == shown.id,
        })
        .collect()
}

/// The red flags that stop, as a clinician reads them.
pub(super) fn flags(ground: &Ground) -> Vec<String> {
    let reasons = ground.evaluation.reasons.iter();
    reasons
        .filter_map(|reason| match reason {
            Reason::RedFlag {
                flag,
                level,
                referred,
            } => {
                let name = ground
                    .protocol
                    .red_flag(flag.as_str())
                    .map_or(flag.as_str(), |flag| flag.name.as_str());
                let state = if *referred { "referred" } else { "open" };
                Some(format!("{name}: {state}, {}", text::words::action(*level)))
            }
            _ => None,
        })
        .collect()
}
