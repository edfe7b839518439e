//! Who a patient is, saved meanwhile by somebody else: what differs, field by field.

use actix_web::web::Data;

use super::form;
use crate::care::patient::{Patient, PatientFacts, PatientVersion};
use crate::clinic::Clinic;
use crate::records::{Error, patients, staff};
use crate::web::conflict::{Meanwhile, Row, Saved};
use crate::web::form::Form;
use crate::web::page::Page;
use crate::web::problem::Problem;
use crate::web::run::run;

/// The form as it is saved, and what it says otherwise than what was typed; `opened` is the version that was filled in from.
pub(super) async fn compared(
    page: &Page,
    clinic: &Data<Clinic>,
    patient: &Patient,
    typed: &PatientFacts,
    opened: i32,
) -> Result<(Form, Meanwhile), Problem> {
    let (clinic, id, version) = (clinic.clone(), patient.id.clone(), patient.version);
    let (by, saved_at, before) = run(move || {
        clinic.read(|db| {
            let versions = patients::list_versions(db, &id)?;
            let of = |number: i32| versions.iter().find(|it| it.version == number).cloned();
            let saved = of(version).ok_or(Error::NotFound)?;
            let by = staff::find(db, &saved.recorded_by)?;
            Ok::<_, Error>((by, saved.recorded_at, of(opened)))
        })
    })
    .await?;
    let filled = |facts: &PatientFacts| {
        let mut filled = Form::default();
        form::fill(&mut filled, facts);
        filled
    };
    let (theirs, mine) = (filled(&patient.facts), filled(typed));
    let before = before.map(|it: PatientVersion| filled(&it.facts));
    let row = |(name, label): &(&str, &str)| {
        let says = |form: &Form| form::in_words(name, form.value(name));
        (mine.value(name) != theirs.value(name)).then(|| Row {
            key: (*name).to_owned(),
            label: (*label).to_owned(),
            theirs: says(&theirs),
            mine: says(&mine),
            is_untouched: before
                .as_ref()
                .is_some_and(|before| before.value(name) == mine.value(name)),
        })
    };
    let rows = form::LABELS.iter().filter_map(row).collect();
    let meanwhile = Meanwhile {
        saved: Saved::new(page, &by, saved_at),
        did: "amended this",
        version,
        path: format!("/patients/{}", patient.id),
        action: format!("/patients/{}/versions", patient.id),
        rows,
    };
    Ok((theirs, meanwhile))
}

/// The row of a field: each of them is one.
pub(super) fn key_of(name: &str, _: &str) -> Option<String> {
    let known = form::LABELS.iter().any(|(known, _)| *known == name);
    known.then(|| name.to_owned())
}
