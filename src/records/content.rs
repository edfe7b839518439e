//! What hangs on a session's version: readings, treatments, warning signs, answers about red flags.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::connection::{Db, each};
use super::error::Error;
use super::schema::{flag_events, readings, session_treatments, session_warning_signs, staff};
use super::session_rows::VersionRow;
use super::write::Write;
use crate::care::course::{FlagState, ReportedFlag, WarningSigns};
use crate::care::ids::{FlagKey, MeasureKey, PatientId, SessionId, StaffId, TreatmentKey};
use crate::care::measure::{Reading, Side, Value};
use crate::care::number::Number;
use crate::care::protocol::ActionLevel;
use crate::care::session::{
    AdverseEvent, ScreenAnswer, SessionContent, SessionVersion, Severity, TreatedSide, Treatment,
};
use crate::care::time::Moment;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = readings)]
struct ReadingRow {
    session_id: SessionId,
    version: i32,
    position: i32,
    measure: MeasureKey,
    side: Option<Side>,
    number: Option<i64>,
    word: Option<String>,
    variant: Option<String>,
    unchanged: bool,
    parts: String,
    stopped: Option<String>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = session_treatments)]
struct TreatmentRow {
    session_id: SessionId,
    version: i32,
    position: i32,
    treatment: TreatmentKey,
    minutes: Option<i16>,
    region: String,
    side: Option<TreatedSide>,
    setting: String,
    response: String,
    adverse_severity: Option<Severity>,
    adverse_event: String,
    override_reason: String,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = session_warning_signs)]
struct SignRow {
    session_id: SessionId,
    version: i32,
    flag: FlagKey,
    action_level: Option<ActionLevel>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = flag_events)]
struct AnswerRow {
    id: String,
    patient_id: PatientId,
    flag: FlagKey,
    state: FlagState,
    action_level: Option<ActionLevel>,
    note: String,
    ask_again_on: Option<NaiveDate>,
    session_id: Option<SessionId>,
    session_version: Option<i32>,
    happened_at: NaiveDateTime,
    happened_on: NaiveDate,
    recorded_at: NaiveDateTime,
    recorded_by: StaffId,
}

/// The child rows of one version.
#[derive(Default)]
pub(super) struct Kept {
    pub(super) readings: Vec<Reading>,
    pub(super) treatments: Vec<Treatment>,
    pub(super) reported: Vec<ReportedFlag>,
    pub(super) screen: Vec<ScreenAnswer>,
}

/// Writes the child rows of a new version.
pub(super) fn add(
    w: &mut Write<'_>,
    patient: &PatientId,
    (id, version): (&SessionId, i32),
    content: &SessionContent,
) -> Result<(), Error> {
    let rows: Vec<ReadingRow> = (1..)
        .zip(&content.readings)
        .map(|(at, reading)| reading_row(id, version, at, reading))
        .collect();
    each!(w.db, |db| diesel::insert_into(readings::table)
        .values(&rows)
        .execute(db))?;

    let rows: Vec<TreatmentRow> = (1..)
        .zip(&content.treatments)
        .map(|(position, given)| TreatmentRow {
            session_id: id.clone(),
            version,
            position,
            treatment: given.treatment.clone(),
            minutes: given.minutes.map(i16::from),
            region: given.region.clone(),
            side: given.side,
            setting: given.setting.clone(),
            response: given.response.clone(),
            adverse_severity: given.adverse.as_ref().map(|event| event.severity),
            adverse_event: given
                .adverse
                .as_ref()
                .map(|event| event.what.clone())
                .unwrap_or_default(),
            override_reason: given.override_reason.clone(),
        })
        .collect();
    each!(w.db, |db| diesel::insert_into(session_treatments::table)
        .values(&rows)
        .execute(db))?;

    if let WarningSigns::Reported(flags) = &content.warning_signs {
        let rows: Vec<SignRow> = flags
            .iter()
            .map(|sign| SignRow {
                session_id: id.clone(),
                version,
                flag: sign.flag.clone(),
                action_level: sign.level,
            })
            .collect();
        each!(w.db, |db| diesel::insert_into(session_warning_signs::table)
            .values(&rows)
            .execute(db))?;
    }

    let mut rows = Vec::with_capacity(content.screen.len());
    for answer in &content.screen {
        rows.push(AnswerRow {
            id: w.new_id()?,
            patient_id: patient.clone(),
            flag: answer.flag.clone(),
            state: answer.state,
            action_level: answer.level,
            note: answer.note.clone(),
            ask_again_on: answer.ask_again_on,
            session_id: Some(id.clone()),
            session_version: Some(version),
            happened_at: content.took_place.utc,
            happened_on: content.took_place.date,
            recorded_at: w.now().utc,
            recorded_by: w.author()?,
        });
    }
    each!(w.db, |db| diesel::insert_into(flag_events::table)
        .values(&rows)
        .execute(db))?;
    Ok(())
}

/// The versions with what their child rows hold, in the order given; four queries, however many they are.
pub(super) fn complete(db: &mut Db, rows: Vec<VersionRow>) -> Result<Vec<SessionVersion>, Error> {
    let ids: Vec<SessionId> = rows.iter().map(|row| row.session_id.clone()).collect();
    let mut kept = load(db, &ids)?;
    let names = names(db, rows.iter().map(|row| row.entered_by.clone()).collect())?;
    rows.into_iter()
        .map(|row| {
            let children = kept
                .remove(&(row.session_id.clone(), row.version))
                .unwrap_or_default();
            let name = names.get(&row.entered_by).map_or("", String::as_str);
            row.into_version(children, name)
        })
        .collect()
}

/// Names by id.
pub(super) fn names(db: &mut Db, mut ids: Vec<StaffId>) -> Result<HashMap<StaffId, String>, Error> {
    ids.sort();
    ids.dedup();
    let rows: Vec<(StaffId, String)> = staff::table
        .filter(staff::id.eq_any(ids))
        .select((staff::id, staff::name))
        .load(db)?;
    Ok(rows.into_iter().collect())
}

pub(super) const fn warning_word(signs: &WarningSigns) -> &'static str {
    match signs {
        WarningSigns::NotAsked => "not_asked",
        WarningSigns::None => "none",
        WarningSigns::Reported(_) => "reported",
    }
}

pub(super) fn warning_signs(
    word: &str,
    reported: Vec<ReportedFlag>,
) -> Result<WarningSigns, Error> {
    match word {
        "not_asked" => Ok(WarningSigns::NotAsked),
        "none" => Ok(WarningSigns::None),
        "reported" => Ok(WarningSigns::Reported(reported)),
        other => Err(Error::unreadable("a warning-sign answer", other)),
    }
}

fn load(db: &mut Db, ids: &[SessionId]) -> Result<HashMap<(SessionId, i32), Kept>, Error> {
    let mut kept: HashMap<(SessionId, i32), Kept> = HashMap::new();
    let rows: Vec<ReadingRow> = readings::table
        .filter(readings::session_id.eq_any(ids))
        .select(ReadingRow::as_select())
        .order((readings::session_id, readings::version, readings::position))
        .load(db)?;
    for row in rows {
        let key = (row.session_id.clone(), row.version);
        kept.entry(key)
            .or_default()
            .readings
            .push(row.into_reading()?);
    }
    let rows: Vec<TreatmentRow> = session_treatments::table
        .filter(session_treatments::session_id.eq_any(ids))
        .select(TreatmentRow::as_select())
        .order((
            session_treatments::session_id,
            session_treatments::version,
            session_treatments::position,
        ))
        .load(db)?;
    for row in rows {
        kept.entry((row.session_id, row.version))
            .or_default()
            .treatments
            .push(Treatment {
                treatment: row.treatment,
                minutes: row.minutes.and_then(|minutes| u8::try_from(minutes).ok()),
                region: row.region,
                side: row.side,
                setting: row.setting,
                response: row.response,
                adverse: row.adverse_severity.map(|severity| AdverseEvent {
                    severity,
                    what: row.adverse_event,
                }),
                override_reason: row.override_reason,
            });
    }
    let rows: Vec<SignRow> = session_warning_signs::table
        .filter(session_warning_signs::session_id.eq_any(ids))
        .select(SignRow::as_select())
        .order((
            session_warning_signs::session_id,
            session_warning_signs::version,
            session_warning_signs::flag,
        ))
        .load(db)?;
    for row in rows {
        let sign = ReportedFlag {
            flag: row.flag,
            level: row.action_level,
        };
        kept.entry((row.session_id, row.version))
            .or_default()
            .reported
            .push(sign);
    }
    let rows: Vec<AnswerRow> = flag_events::table
        .filter(flag_events::session_id.eq_any(ids))
        .select(AnswerRow::as_select())
        .order((flag_events::recorded_at, flag_events::id))
        .load(db)?;
    for row in rows {
        let (Some(session), Some(version)) = (row.session_id, row.session_version) else {
            continue;
        };
        kept.entry((session, version))
            .or_default()
            .screen
            .push(ScreenAnswer {
                flag: row.flag,
                state: row.state,
                level: row.action_level,
                note: row.note,
                ask_again_on: row.ask_again_on,
            });
    }
    Ok(kept)
}

fn reading_row(id: &SessionId, version: i32, position: i32, reading: &Reading) -> ReadingRow {
    let (number, word) = match &reading.value {
        Value::Number(number) => (Some(number.thousandths()), None),
        Value::Word(word) => (None, Some(word.clone())),
    };
    let parts: Vec<String> = reading.parts.iter().map(ToString::to_string).collect();
    ReadingRow {
        session_id: id.clone(),
        version,
        position,
        measure: reading.measure.clone(),
        side: reading.side,
        number,
        word,
        variant: reading.variant.clone(),
        unchanged: reading.unchanged,
        parts: parts.join(" "),
        stopped: reading.stopped.clone(),
    }
}

impl ReadingRow {
    /// The reading; time and assessor are those of its version and set there.
    fn into_reading(self) -> Result<Reading, Error> {
        let value = match (self.number, self.word) {
            (Some(thousandths), None) => Value::Number(Number::from_thousandths(thousandths)),
            (None, Some(word)) => Value::Word(word),
            _ => {
                return Err(Error::unreadable(
                    "a reading",
                    "both a number and a word, or neither",
                ));
            }
        };
        let parts = self.parts.split_whitespace().map(|part| {
            part.parse::<Number>()
                .map_err(|_| Error::unreadable("a reading's parts", part))
        });
        Ok(Reading {
            measure: self.measure,
            side: self.side,
            value,
            variant: self.variant,
            taken_at: Moment {
                utc: NaiveDateTime::MIN,
                date: NaiveDate::MIN,
            },
            taken_by: String::new(),
            unchanged: self.unchanged,
            parts: parts.collect::<Result<_, _>>()?,
            stopped: self.stopped,
        })
    }
}
