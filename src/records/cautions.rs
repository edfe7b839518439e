//! Cautions and dated facts of a patient (consent, treatment declined, death): withdrawn, never removed.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::connection::Db;
use super::error::Error;
use super::schema::{patient_cautions, patient_facts};
use super::write::Write;
use crate::audit::{Action, Event};
use crate::care::ids::{CautionKey, PatientId, StaffId};
use crate::care::patient::{DatedFact, FactKind, PatientCaution, Withdrawal};

type WithdrawnColumns = (Option<NaiveDateTime>, Option<StaffId>, Option<String>);

/// Records a caution.
///
/// # Errors
/// [`Error::Duplicate`]`("caution")` when it is recorded already.
pub fn record(
    w: &mut Write<'_>,
    id: &PatientId,
    caution: &CautionKey,
    note: &str,
) -> Result<(), Error> {
    diesel::insert_into(patient_cautions::table)
        .values((
            patient_cautions::id.eq(w.new_id::<String>()?),
            patient_cautions::patient_id.eq(id),
            patient_cautions::caution.eq(caution),
            patient_cautions::note.eq(note),
            patient_cautions::recorded_at.eq(w.now().utc),
            patient_cautions::recorded_by.eq(w.author()?),
        ))
        .execute(w.db)?;
    w.note(
        &Event::new(Action::CautionRecorded)
            .patient(id)
            .subject(caution.as_str()),
    )
}

/// Withdraws a caution that is in force.
///
/// # Errors
/// [`Error::NotFound`] when it is not in force.
pub fn withdraw(
    w: &mut Write<'_>,
    id: &PatientId,
    caution: &CautionKey,
    because: &str,
) -> Result<(), Error> {
    let in_force = patient_cautions::table
        .filter(patient_cautions::patient_id.eq(id))
        .filter(patient_cautions::caution.eq(caution))
        .filter(patient_cautions::withdrawn_at.is_null());
    let withdrawn = diesel::update(in_force)
        .set((
            patient_cautions::withdrawn_at.eq(w.now().utc),
            patient_cautions::withdrawn_by.eq(w.author()?),
            patient_cautions::withdrawn_because.eq(because),
        ))
        .execute(w.db)?;
    if withdrawn == 0 {
        return Err(Error::NotFound);
    }
    w.note(
        &Event::new(Action::CautionWithdrawn)
            .patient(id)
            .subject(caution.as_str()),
    )
}

/// Every caution recorded for a patient, withdrawn ones too, oldest first.
///
/// # Errors
/// Those of the database.
pub fn list(db: &mut Db, id: &PatientId) -> Result<Vec<PatientCaution>, Error> {
    use patient_cautions as c;
    let rows = c::table
        .filter(c::patient_id.eq(id))
        .select((
            c::id,
            c::caution,
            c::note,
            c::recorded_at,
            c::recorded_by,
            (c::withdrawn_at, c::withdrawn_by, c::withdrawn_because),
        ))
        .order((c::recorded_at, c::id))
        .load::<(
            String,
            CautionKey,
            String,
            NaiveDateTime,
            StaffId,
            WithdrawnColumns,
        )>(db)?;
    let cautions =
        rows.into_iter()
            .map(
                |(id, caution, note, recorded_at, recorded_by, withdrawn)| PatientCaution {
                    id,
                    caution,
                    note,
                    recorded_at,
                    recorded_by,
                    withdrawn: withdrawal(withdrawn),
                },
            );
    Ok(cautions.collect())
}

/// Records consent, declined treatment or death as of a day.
///
/// # Errors
/// [`Error::Duplicate`]`("kind")` when it is recorded already.
pub fn record_fact(
    w: &mut Write<'_>,
    id: &PatientId,
    kind: FactKind,
    on: NaiveDate,
    note: &str,
) -> Result<(), Error> {
    diesel::insert_into(patient_facts::table)
        .values((
            patient_facts::id.eq(w.new_id::<String>()?),
            patient_facts::patient_id.eq(id),
            patient_facts::kind.eq(kind),
            patient_facts::on_day.eq(on),
            patient_facts::note.eq(note),
            patient_facts::recorded_at.eq(w.now().utc),
            patient_facts::recorded_by.eq(w.author()?),
        ))
        .execute(w.db)?;
    w.note(
        &Event::new(Action::FactRecorded)
            .patient(id)
            .fields(&[kind.as_str()]),
    )
}

/// Withdraws such a fact (consent withdrawn, recorded in error).
///
/// # Errors
/// [`Error::NotFound`] when it is not in force.
pub fn withdraw_fact(
    w: &mut Write<'_>,
    id: &PatientId,
    kind: FactKind,
    because: &str,
) -> Result<(), Error> {
    let in_force = patient_facts::table
        .filter(patient_facts::patient_id.eq(id))
        .filter(patient_facts::kind.eq(kind))
        .filter(patient_facts::withdrawn_at.is_null());
    let withdrawn = diesel::update(in_force)
        .set((
            patient_facts::withdrawn_at.eq(w.now().utc),
            patient_facts::withdrawn_by.eq(w.author()?),
            patient_facts::withdrawn_because.eq(because),
        ))
        .execute(w.db)?;
    if withdrawn == 0 {
        return Err(Error::NotFound);
    }
    w.note(
        &Event::new(Action::FactWithdrawn)
            .patient(id)
            .fields(&[kind.as_str()]),
    )
}

/// Every dated fact of a patient, withdrawn ones too, oldest first.
///
/// # Errors
/// Those of the database.
pub fn list_facts(db: &mut Db, id: &PatientId) -> Result<Vec<DatedFact>, Error> {
    use patient_facts as f;
    let rows = f::table
        .filter(f::patient_id.eq(id))
        .select((
            f::id,
            f::kind,
            f::on_day,
            f::note,
            f::recorded_at,
            f::recorded_by,
            (f::withdrawn_at, f::withdrawn_by, f::withdrawn_because),
        ))
        .order((f::recorded_at, f::id))
        .load::<(
            String,
            FactKind,
            NaiveDate,
            String,
            NaiveDateTime,
            StaffId,
            WithdrawnColumns,
        )>(db)?;
    let facts = rows.into_iter().map(
        |(id, kind, on, note, recorded_at, recorded_by, withdrawn)| DatedFact {
            id,
            kind,
            on,
            note,
            recorded_at,
            recorded_by,
            withdrawn: withdrawal(withdrawn),
        },
    );
    Ok(facts.collect())
}

fn withdrawal((at, by, because): WithdrawnColumns) -> Option<Withdrawal> {
    Some(Withdrawal {
        at: at?,
        by: by?,
        because: because?,
    })
}
