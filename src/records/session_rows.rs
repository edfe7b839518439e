//! The rows of a session and of its versions, and what they stand for.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::content::{self, Kept};
use super::error::Error;
use super::schema::{session_versions, sessions};
use super::write::Write;
use crate::care::course::Flare;
use crate::care::ids::{EpisodeId, PatientId, SessionId, StaffId};
use crate::care::session::{
    Mistake, Session, SessionContent, SessionState, SessionVersion, Signature, StrikeOut,
};
use crate::care::time::Moment;

#[derive(Queryable, Selectable)]
#[diesel(table_name = sessions)]
pub(super) struct SessionRow {
    id: SessionId,
    episode_id: EpisodeId,
    state: String,
    version: i32,
    struck_out_at: Option<NaiveDateTime>,
    struck_out_by: Option<StaffId>,
    struck_out_kind: Option<Mistake>,
    struck_out_why: Option<String>,
    moved_to: Option<SessionId>,
    is_assessment: bool,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = session_versions)]
pub(super) struct VersionRow {
    pub(super) session_id: SessionId,
    pub(super) version: i32,
    took_place_at: NaiveDateTime,
    took_place_on: NaiveDate,
    late_because: String,
    full_screen: bool,
    warning_signs: String,
    flare: String,
    flare_began: Option<NaiveDate>,
    spasm_returned: bool,
    response: String,
    adherence: String,
    activities: String,
    note: String,
    reason: String,
    entered_at: NaiveDateTime,
    pub(super) entered_by: StaffId,
    signed_at: Option<NaiveDateTime>,
    signed_by: Option<StaffId>,
}

impl SessionRow {
    pub(super) fn into_session(
        self,
        patient: PatientId,
        current: SessionVersion,
    ) -> Result<Session, Error> {
        let state = match (
            self.state.as_str(),
            self.struck_out_at,
            self.struck_out_by,
            self.struck_out_kind,
        ) {
            ("draft", ..) => SessionState::Draft,
            ("signed", ..) => SessionState::Signed,
            ("struck_out", Some(at), Some(by), Some(kind)) => SessionState::StruckOut(StrikeOut {
                at,
                by,
                kind,
                why: self.struck_out_why.unwrap_or_default(),
                moved_to: self.moved_to,
            }),
            (other, ..) => return Err(Error::unreadable("a session's state", other)),
        };
        debug_assert_eq!(current.number, self.version);
        Ok(Session {
            id: self.id,
            episode: self.episode_id,
            patient,
            state,
            is_assessment: self.is_assessment,
            current,
        })
    }
}

impl VersionRow {
    /// The row of a version about to be written.
    pub(super) fn new(
        w: &Write<'_>,
        id: &SessionId,
        version: i32,
        content: &SessionContent,
        signed: bool,
        reason: &str,
    ) -> Result<VersionRow, Error> {
        let author = w.author()?;
        let (flare, flare_began, spasm_returned) = match content.flare {
            Flare::NotAsked => ("not_asked", None, false),
            Flare::No => ("no", None, false),
            Flare::Settled {
                began,
                spasm_returned,
            } => ("settled", began, spasm_returned),
            Flare::Lasting {
                began,
                spasm_returned,
            } => ("lasting", began, spasm_returned),
        };
        Ok(VersionRow {
            session_id: id.clone(),
            version,
            took_place_at: content.took_place.utc,
            took_place_on: content.took_place.date,
            late_because: content.late_because.clone(),
            full_screen: content.full_screen,
            warning_signs: content::warning_word(&content.warning_signs).to_owned(),
            flare: flare.to_owned(),
            flare_began,
            spasm_returned,
            response: content.response.clone(),
            adherence: content.adherence.clone(),
            activities: content.activities.join("\n"),
            note: content.note.clone(),
            reason: reason.to_owned(),
            entered_at: w.now().utc,
            entered_by: author.clone(),
            signed_at: signed.then_some(w.now().utc),
            signed_by: signed.then_some(author),
        })
    }

    /// The version with what its child rows hold.
    pub(super) fn into_version(self, kept: Kept) -> Result<SessionVersion, Error> {
        let took_place = Moment {
            utc: self.took_place_at,
            date: self.took_place_on,
        };
        let flare = match self.flare.as_str() {
            "not_asked" => Flare::NotAsked,
            "no" => Flare::No,
            "settled" => Flare::Settled {
                began: self.flare_began,
                spasm_returned: self.spasm_returned,
            },
            "lasting" => Flare::Lasting {
                began: self.flare_began,
                spasm_returned: self.spasm_returned,
            },
            other => return Err(Error::unreadable("a flare answer", other)),
        };
        let warning_signs = content::warning_signs(&self.warning_signs, kept.reported)?;
        let mut readings = kept.readings;
        for reading in &mut readings {
            reading.taken_at = took_place;
        }
        let signed = match (self.signed_at, self.signed_by) {
            (Some(at), Some(by)) => Some(Signature { at, by }),
            _ => None,
        };
        Ok(SessionVersion {
            number: self.version,
            content: SessionContent {
                took_place,
                late_because: self.late_because,
                full_screen: self.full_screen,
                screen: kept.screen,
                warning_signs,
                flare,
                readings,
                treatments: kept.treatments,
                response: self.response,
                adherence: self.adherence,
                activities: self.activities.lines().map(str::to_owned).collect(),
                note: self.note,
            },
            reason: self.reason,
            entered_at: self.entered_at,
            entered_by: self.entered_by,
            signed,
        })
    }
}
