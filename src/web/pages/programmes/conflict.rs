//! A home programme saved meanwhile by somebody else: what differs, exercise by exercise.

use std::collections::BTreeSet;

use actix_web::HttpResponse;
use actix_web::web::Data;

use super::content_form::{values_of, visit_of};
use super::loaded::Loaded;
use super::still_draft;
use crate::builtin;
use crate::care::exercise::Dose;
use crate::care::ids::ExerciseKey;
use crate::care::programme::{Programme, ProgrammeContent};
use crate::clinic::Clinic;
use crate::records::staff;
use crate::text;
use crate::web::conflict::{self, Meanwhile, Row, Saved};
use crate::web::filters::plain_date;
use crate::web::form::Form;
use crate::web::page::Page;
use crate::web::problem::Problem;
use crate::web::run::run;

/// The beginnings of the fields of one exercise; its key follows.
const OF_AN_EXERCISE: [&str; 12] = [
    "sets",
    "repetitions",
    "hold",
    "times",
    "days",
    "load",
    "dose_note",
    "each_side",
    "build_up",
    "side",
    "note",
    "reason",
];

/// The page that asks for the choices; `None` when nothing differs, or the draft is none any more.
pub(super) async fn ask(
    page: &Page,
    clinic: &Data<Clinic>,
    loaded: &Loaded,
    draft: &Programme,
    form: Form,
    typed: &ProgrammeContent,
) -> Result<Option<HttpResponse>, Problem> {
    if still_draft(draft).is_none() {
        return Ok(None);
    }
    let meanwhile = compared(page, clinic, draft, typed).await?;
    if meanwhile.rows.is_empty() {
        return Ok(None);
    }
    conflict::ask(page.clone(), loaded.who.clone(), form, meanwhile).map(Some)
}

/// The form with what was chosen, to be read and saved; the choices again while one is open.
pub(super) async fn go_on(
    page: Page,
    clinic: &Data<Clinic>,
    loaded: &Loaded,
    draft: &Programme,
    mut form: Form,
    typed: &ProgrammeContent,
) -> Result<HttpResponse, Problem> {
    let meanwhile = compared(&page, clinic, draft, typed).await?;
    let Some(taken) = conflict::chosen(&mut form, &meanwhile) else {
        return conflict::ask(page, loaded.who.clone(), form, meanwhile);
    };
    let mut theirs = Form::default();
    if let Some(offer) = loaded.ground.offer() {
        values_of(&mut theirs, &offer, &draft.content);
        visit_of(&mut theirs, &draft.content);
    }
    let mut form = conflict::merged(form, &theirs, key_of, &taken);
    form.set("version", meanwhile.version);
    loaded.form_page(page, form, still_draft(draft), None)
}

async fn compared(
    page: &Page,
    clinic: &Data<Clinic>,
    draft: &Programme,
    typed: &ProgrammeContent,
) -> Result<Meanwhile, Problem> {
    let (clinic, by) = (clinic.clone(), draft.written_by.clone());
    let by = run(move || clinic.read(|db| staff::find(db, &by))).await?;
    Ok(Meanwhile {
        saved: Saved::new(page, &by, draft.written_at),
        did: "saved this home programme",
        version: draft.version,
        path: format!("/programmes/{}", draft.id),
        action: format!("/programmes/{}", draft.id),
        rows: differing(&draft.content, typed),
    })
}

/// What two versions of a programme say differently: goal, exercises, advice, the sheet.
fn differing(theirs: &ProgrammeContent, mine: &ProgrammeContent) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut add = |key: &str, label: &str, words: &dyn Fn(&ProgrammeContent) -> String| {
        let (theirs, mine) = (words(theirs), words(mine));
        if theirs != mine {
            rows.push(Row {
                key: key.to_owned(),
                label: label.to_owned(),
                theirs,
                mine,
                is_untouched: false,
            });
        }
    };
    let or_empty = |text: &str| match text {
        "" => "empty".to_owned(),
        text => text.to_owned(),
    };
    add("goal", "Goal", &|it| or_empty(&it.goal));
    let items = theirs.items.iter().chain(&mine.items);
    let keys: BTreeSet<&ExerciseKey> = items.map(|item| &item.exercise).collect();
    for key in keys {
        add(key.as_str(), exercise_name(key), &|it| item(it, key));
    }
    let is_common = |key: &ExerciseKey| {
        let holds = |it: &ProgrammeContent| it.items.iter().any(|item| item.exercise == *key);
        holds(theirs) && holds(mine)
    };
    add("order", "Order", &|it| {
        let common = it.items.iter().filter(|item| is_common(&item.exercise));
        common
            .map(|item| exercise_name(&item.exercise))
            .collect::<Vec<_>>()
            .join(", ")
    });
    add("advice", "Advice", &|it| {
        let text = |key: &crate::care::ids::AdviceKey| {
            let mut all = builtin::knowledge().advice.iter();
            let known = all.find(|advice| advice.key == *key);
            known.map_or_else(|| key.to_string(), |advice| advice.text.clone())
        };
        or_empty(&it.advice.iter().map(text).collect::<Vec<_>>().join("\n"))
    });
    add("note", "Note to the patient", &|it| or_empty(&it.note));
    add("diary_days", "Days in the diary", &|it| {
        it.diary_days.to_string()
    });
    add("next_visit", "Next visit", &|it| {
        let day = it.next_visit_on.map(plain_date);
        let time = it
            .next_visit_time
            .map(|time| time.format("%H:%M").to_string());
        or_empty(&day.into_iter().chain(time).collect::<Vec<_>>().join(", "))
    });
    rows
}

fn exercise_name(key: &ExerciseKey) -> &str {
    let known = builtin::knowledge().exercise(key.as_str());
    known.map_or(key.as_str(), |exercise| exercise.name.as_str())
}

/// Everything a programme says about an exercise.
fn item(content: &ProgrammeContent, key: &ExerciseKey) -> String {
    let mut items = content.items.iter();
    let Some(item) = items.find(|item| item.exercise == *key) else {
        return "not in the programme".to_owned();
    };
    let dose = Dose {
        build_up: Vec::new(),
        ..item.dose.clone()
    };
    let exercise = builtin::knowledge().exercise(key.as_str());
    let side = exercise.map_or(String::new(), |known| {
        text::programme::side(known, item.side)
    });
    let because = match item.override_reason.as_str() {
        "" => String::new(),
        because => format!("given all the same: {because}"),
    };
    let mut words = vec![text::dose::words(&dose, false)];
    words.extend(item.dose.build_up.iter().cloned());
    words.extend([side, item.note.clone(), because]);
    words.retain(|words| !words.is_empty());
    words.join("\n")
}

/// The row a field belongs to.
fn key_of(name: &str, value: &str) -> Option<String> {
    let of_an_exercise = || {
        let mut parts = OF_AN_EXERCISE.iter();
        let key = parts.find_map(|part| name.strip_prefix(part)?.strip_prefix('_'))?;
        builtin::knowledge()
            .exercise(key)
            .map(|exercise| exercise.key.to_string())
    };
    match name {
        "take" => Some(value.to_owned()),
        "goal" | "advice" | "note" | "diary_days" => Some(name.to_owned()),
        "next_visit_on" | "next_visit_time" => Some("next_visit".to_owned()),
        _ if name.starts_with("order_") => Some("order".to_owned()),
        _ => of_an_exercise(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::care::programme::{ItemSide, ProgrammeItem};

    fn programme(keys: &[&str]) -> ProgrammeContent {
        let item = |key: &&str| ProgrammeItem {
            exercise: key.parse().unwrap(),
            dose: builtin::knowledge().exercise(key).unwrap().dose.clone(),
            side: ItemSide::AsDescribed,
            note: String::new(),
            override_reason: String::new(),
        };
        ProgrammeContent {
            goal: "swim".into(),
            items: keys.iter().map(item).collect(),
            advice: vec![],
            note: String::new(),
            next_visit_on: None,
            next_visit_time: None,
            diary_days: 14,
        }
    }

    #[test]
    fn what_differs_between_two_programmes() {
        type Change = fn(&mut ProgrammeContent);
        let both = ["open_book", "chin_tuck"];
        let rows: [(Change, &[&str]); 8] = [
            (|_| {}, &[]),
            (|it| it.goal.clear(), &["goal"]),
            (|it| drop(it.items.remove(0)), &["open_book"]),
            (|it| it.items[1].note = "Slowly".into(), &["chin_tuck"]),
            (|it| it.items[0].side = ItemSide::Left, &["open_book"]),
            (|it| it.items.reverse(), &["order"]),
            (
                |it| it.items[0].dose.load = "red band".into(),
                &["open_book"],
            ),
            (
                |it| {
                    it.diary_days = 7;
                    it.note = "Call us".into();
                    it.next_visit_on = chrono::NaiveDate::from_ymd_opt(2026, 3, 9);
                },
                &["note", "diary_days", "next_visit"],
            ),
        ];
        for (change, expected) in rows {
            let mut mine = programme(&both);
            change(&mut mine);
            let rows = differing(&programme(&both), &mine);
            let keys: Vec<&str> = rows.iter().map(|row| row.key.as_str()).collect();
            assert_eq!(keys, expected);
        }
    }

    #[test]
    fn every_field_belongs_to_its_exercise() {
        for (name, value, key) in [
            ("take", "open_book", Some("open_book")),
            ("sets_open_book", "2", Some("open_book")),
            ("dose_note_open_book", "", Some("open_book")),
            ("note_open_book", "", Some("open_book")),
            ("each_side_open_book", "yes", Some("open_book")),
            ("order_open_book", "1", Some("order")),
            ("note", "", Some("note")),
            ("next_visit_time", "", Some("next_visit")),
            ("version", "2", None),
            ("submission_id", "", None),
            ("sets_nothing", "2", None),
        ] {
            assert_eq!(key_of(name, value).as_deref(), key, "{name}");
        }
    }
}
