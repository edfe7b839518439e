//! Patients: who they are. Every version of what is known of them stays readable.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::connection::{Db, each};
use super::error::Error;
use super::schema::{patient_search_words, patient_versions, patients};
use super::search::{folded_words, sort_key};
use super::write::Write;
use crate::audit::{Action, Event};
use crate::care::ids::{PatientId, StaffId, TeamId};
use crate::care::number::Number;
use crate::care::patient::{
    Contact, Hand, Paper, Patient, PatientFacts, PatientVersion, PrintSize, Sex,
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = patients)]
struct PatientRow {
    id: PatientId,
    team_id: TeamId,
    version: i32,
    registered_at: NaiveDateTime,
    registered_by: StaffId,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = patient_versions)]
pub(super) struct VersionRow {
    patient_id: PatientId,
    version: i32,
    clinic_number: String,
    family_name: String,
    given_names: String,
    name_to_use: String,
    birth_date: NaiveDate,
    birth_date_estimated: bool,
    sex: Sex,
    phone: String,
    address: String,
    email: String,
    contact_name: String,
    contact_relation: String,
    contact_phone: String,
    guardian: String,
    language: String,
    interpreter: bool,
    referrer: String,
    gp: String,
    dominant_hand: Hand,
    arm_length: Option<i64>,
    paper: Paper,
    print_size: PrintSize,
    alerts: String,
    reason: String,
    recorded_at: NaiveDateTime,
    recorded_by: StaffId,
}

/// Registers a patient in a team.
///
/// # Errors
/// [`Error::Duplicate`]`("clinic_number")` when another patient has the number.
pub fn register(
    w: &mut Write<'_>,
    team: &TeamId,
    facts: &PatientFacts,
) -> Result<PatientId, Error> {
    let id: PatientId = w.new_id()?;
    let author = w.author()?;
    diesel::insert_into(patients::table)
        .values((
            patients::id.eq(&id),
            patients::team_id.eq(team),
            patients::clinic_number.eq(&facts.clinic_number),
            patients::version.eq(1),
            patients::registered_at.eq(w.now().utc),
            patients::registered_by.eq(&author),
            patients::sort_key.eq(sort_key(&facts.family_name, &facts.given_names)),
        ))
        .execute(w.db)?;
    add_version(w, &id, 1, facts, "")?;
    w.note(&Event::new(Action::PatientRegistered).patient(&id))?;
    Ok(id)
}

/// Amends who a patient is; earlier facts stay readable, earlier names stay findable.
///
/// # Errors
/// [`Error::Changed`] when the patient is not in that version any more; [`Error::Duplicate`]`("clinic_number")`.
pub fn amend(
    w: &mut Write<'_>,
    before: &Patient,
    facts: &PatientFacts,
    reason: &str,
) -> Result<(), Error> {
    let version = before.version + 1;
    let unchanged = patients::table
        .find(&before.id)
        .filter(patients::version.eq(before.version));
    let changed = diesel::update(unchanged)
        .set((
            patients::version.eq(version),
            patients::clinic_number.eq(&facts.clinic_number),
            patients::sort_key.eq(sort_key(&facts.family_name, &facts.given_names)),
        ))
        .execute(w.db)?;
    if changed == 0 {
        return Err(Error::Changed);
    }
    add_version(w, &before.id, version, facts, reason)?;
    let fields = changed_fields(&before.facts, facts);
    w.note(
        &Event::new(Action::PatientAmended)
            .patient(&before.id)
            .fields(&fields),
    )
}

/// Moves a patient to another team.
///
/// # Errors
/// [`Error::Changed`] when the patient is not in that version any more.
pub fn move_to_team(w: &mut Write<'_>, before: &Patient, team: &TeamId) -> Result<(), Error> {
    let version = before.version + 1;
    let unchanged = patients::table
        .find(&before.id)
        .filter(patients::version.eq(before.version));
    let changed = diesel::update(unchanged)
        .set((patients::version.eq(version), patients::team_id.eq(team)))
        .execute(w.db)?;
    if changed == 0 {
        return Err(Error::Changed);
    }
    add_version(w, &before.id, version, &before.facts, "")?;
    w.note(
        &Event::new(Action::PatientMoved)
            .patient(&before.id)
            .subject(team.as_str()),
    )
}

/// The patient of that id. Who may see it is asked before: [`super::reach::require`].
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn find(db: &mut Db, id: &PatientId) -> Result<Patient, Error> {
    let current = patient_versions::version.eq(patients::version);
    let (row, facts) = patients::table
        .inner_join(
            patient_versions::table.on(patient_versions::patient_id.eq(patients::id).and(current)),
        )
        .filter(patients::id.eq(id))
        .select((PatientRow::as_select(), VersionRow::as_select()))
        .first::<(PatientRow, VersionRow)>(db)?;
    Ok(Patient {
        id: row.id,
        team: row.team_id,
        version: row.version,
        facts: facts.into_version().facts,
        registered_at: row.registered_at,
        registered_by: row.registered_by,
    })
}

/// Every version of a patient's facts, newest first.
///
/// # Errors
/// Those of the database.
pub fn list_versions(db: &mut Db, id: &PatientId) -> Result<Vec<PatientVersion>, Error> {
    let rows: Vec<VersionRow> = patient_versions::table
        .filter(patient_versions::patient_id.eq(id))
        .select(VersionRow::as_select())
        .order(patient_versions::version.desc())
        .load(db)?;
    Ok(rows.into_iter().map(VersionRow::into_version).collect())
}

/// Whether any patient of any team has this family name and date of birth, or this clinic number: a likely duplicate.
///
/// Tells that one exists and nothing else, so it may be asked across teams.
///
/// # Errors
/// Those of the database.
pub fn likely_duplicate(db: &mut Db, facts: &PatientFacts) -> Result<bool, Error> {
    Ok(
        !list_fitting(db, &facts.family_name, facts.birth_date)?.is_empty()
            || find_by_clinic_number(db, &facts.clinic_number)?.is_some(),
    )
}

/// The one patient with exactly this family name (letter case and accents aside) and date of birth, in any team.
///
/// For access requests. `None` also when several fit.
///
/// # Errors
/// Those of the database.
pub fn find_exactly(
    db: &mut Db,
    family_name: &str,
    born: NaiveDate,
) -> Result<Option<PatientId>, Error> {
    let fitting = list_fitting(db, family_name, born)?;
    Ok(<[PatientId; 1]>::try_from(fitting).ok().map(|[id]| id))
}

/// The patient of exactly this clinic number, in any team.
///
/// # Errors
/// Those of the database.
pub fn find_by_clinic_number(db: &mut Db, number: &str) -> Result<Option<PatientId>, Error> {
    let found = patients::table
        .filter(patients::clinic_number.eq(number.trim()))
        .select(patients::id)
        .first(db);
    Ok(found.optional()?)
}

/// The next free clinic number, counting up from the number of patients.
///
/// # Errors
/// Those of the database.
pub fn next_clinic_number(db: &mut Db) -> Result<String, Error> {
    let mut number: i64 = patients::table.count().get_result::<i64>(db)? + 1001;
    while find_by_clinic_number(db, &number.to_string())?.is_some() {
        number += 1;
    }
    Ok(number.to_string())
}

fn list_fitting(db: &mut Db, family_name: &str, born: NaiveDate) -> Result<Vec<PatientId>, Error> {
    let current = patient_versions::version.eq(patients::version);
    let born_then: Vec<(PatientId, String)> = patients::table
        .inner_join(
            patient_versions::table.on(patient_versions::patient_id.eq(patients::id).and(current)),
        )
        .filter(patient_versions::birth_date.eq(born))
        .select((patients::id, patient_versions::family_name))
        .load(db)?;
    let wanted = folded_words(family_name);
    Ok(born_then
        .into_iter()
        .filter(|(_, name)| folded_words(name) == wanted)
        .map(|(id, _)| id)
        .collect())
}

fn add_version(
    w: &mut Write<'_>,
    id: &PatientId,
    version: i32,
    facts: &PatientFacts,
    reason: &str,
) -> Result<(), Error> {
    let row = VersionRow::new(w, id, version, facts, reason)?;
    diesel::insert_into(patient_versions::table)
        .values(row)
        .execute(w.db)?;
    let names = format!(
        "{} {} {} {}",
        facts.family_name, facts.given_names, facts.name_to_use, facts.clinic_number
    );
    for word in folded_words(&names) {
        let row = (
            patient_search_words::word.eq(word),
            patient_search_words::patient_id.eq(id),
        );
        each!(w.db, |db| diesel::insert_into(patient_search_words::table)
            .values(row)
            .on_conflict_do_nothing()
            .execute(db))?;
    }
    Ok(())
}

/// Names of the fields that differ, for the audit row.
fn changed_fields(before: &PatientFacts, after: &PatientFacts) -> Vec<&'static str> {
    let differs = [
        ("clinic_number", before.clinic_number != after.clinic_number),
        ("family_name", before.family_name != after.family_name),
        ("given_names", before.given_names != after.given_names),
        ("name_to_use", before.name_to_use != after.name_to_use),
        (
            "birth_date",
            before.birth_date != after.birth_date
                || before.birth_date_estimated != after.birth_date_estimated,
        ),
        ("sex", before.sex != after.sex),
        ("phone", before.phone != after.phone),
        ("address", before.address != after.address),
        ("email", before.email != after.email),
        ("contact", before.contact != after.contact),
        ("guardian", before.guardian != after.guardian),
        ("language", before.language != after.language),
        ("interpreter", before.interpreter != after.interpreter),
        ("referrer", before.referrer != after.referrer),
        ("gp", before.gp != after.gp),
        ("dominant_hand", before.dominant_hand != after.dominant_hand),
        ("arm_length", before.arm_length_cm != after.arm_length_cm),
        (
            "sheet",
            before.paper != after.paper || before.print_size != after.print_size,
        ),
        ("alerts", before.alerts != after.alerts),
    ];
    differs
        .into_iter()
        .filter(|(_, differs)| *differs)
        .map(|(name, _)| name)
        .collect()
}

impl VersionRow {
    fn new(
        w: &Write<'_>,
        id: &PatientId,
        version: i32,
        facts: &PatientFacts,
        reason: &str,
    ) -> Result<VersionRow, Error> {
        let facts = facts.clone();
        Ok(VersionRow {
            patient_id: id.clone(),
            version,
            clinic_number: facts.clinic_number,
            family_name: facts.family_name,
            given_names: facts.given_names,
            name_to_use: facts.name_to_use,
            birth_date: facts.birth_date,
            birth_date_estimated: facts.birth_date_estimated,
            sex: facts.sex,
            phone: facts.phone,
            address: facts.address,
            email: facts.email,
            contact_name: facts.contact.name,
            contact_relation: facts.contact.relation,
            contact_phone: facts.contact.phone,
            guardian: facts.guardian,
            language: facts.language,
            interpreter: facts.interpreter,
            referrer: facts.referrer,
            gp: facts.gp,
            dominant_hand: facts.dominant_hand,
            arm_length: facts.arm_length_cm.map(Number::thousandths),
            paper: facts.paper,
            print_size: facts.print_size,
            alerts: facts.alerts,
            reason: reason.to_owned(),
            recorded_at: w.now().utc,
            recorded_by: w.author()?,
        })
    }

    pub(super) fn into_version(self) -> PatientVersion {
        PatientVersion {
            version: self.version,
            facts: PatientFacts {
                clinic_number: self.clinic_number,
                family_name: self.family_name,
                given_names: self.given_names,
                name_to_use: self.name_to_use,
                birth_date: self.birth_date,
                birth_date_estimated: self.birth_date_estimated,
                sex: self.sex,
                phone: self.phone,
                address: self.address,
                email: self.email,
                contact: Contact {
                    name: self.contact_name,
                    relation: self.contact_relation,
                    phone: self.contact_phone,
                },
                guardian: self.guardian,
                language: self.language,
                interpreter: self.interpreter,
                referrer: self.referrer,
                gp: self.gp,
                dominant_hand: self.dominant_hand,
                arm_length_cm: self.arm_length.map(Number::from_thousandths),
                paper: self.paper,
                print_size: self.print_size,
                alerts: self.alerts,
            },
            reason: self.reason,
            recorded_at: self.recorded_at,
            recorded_by: self.recorded_by,
        }
    }
}
