//! What somebody typed in a form and has not saved: kept while they type and when their login had ended, for them alone.

use chrono::{NaiveDateTime, TimeDelta};
use serde::{Deserialize, Serialize};

use super::Refused;
use super::log_in::token_hash;
use crate::access::{self, May, Staff};
use crate::audit::{Action, Actor, Event};
use crate::care::ids::{DiaryId, DraftId, EpisodeId, PatientId, ProgrammeId, SessionId, StaffId};
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::drafts::{self, Draft, Title};
use crate::records::submissions::{self, Earlier};
use crate::records::{Db, Error, diaries, episodes, logins, programmes, reach, sessions, staff};

/// Marks these drafts among those of sessions that wait to be signed.
pub const KIND: &str = "typed";

/// What was typed, and where it is to be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Typed {
    /// The path the form is sent to.
    pub path: String,
    /// Its fields in order, without passwords.
    pub fields: Vec<(String, String)>,
}

/// What a form is about, and so whom its author must reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// No patient.
    Nobody,
    /// A patient.
    Patient(PatientId),
    /// An episode.
    Episode(EpisodeId),
    /// A session.
    Session(SessionId),
    /// A home programme.
    Programme(ProgrammeId),
    /// A home diary.
    Diary(DiaryId),
}

/// A form that was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its draft.
    pub id: DraftId,
    /// The patient it is about.
    pub patient: Option<PatientId>,
    /// Where it is to be sent.
    pub path: String,
    /// When it was last typed in, UTC.
    pub at: NaiveDateTime,
}

/// A form about to be kept.
#[derive(Debug, Clone)]
pub struct ToKeep<'a> {
    /// The form's submission id.
    pub submission: &'a str,
    /// What it is about.
    pub about: &'a About,
    /// What sending it needs.
    pub needs: May,
    /// What was typed.
    pub typed: Typed,
}

/// The most forms kept for a login since it was last used: a few tabs that were open then.
const MOST_FORMS: usize = 5;
/// The largest form kept, in bytes: more than twice an intake with long notes.
const LARGEST: usize = 64 * 1024;

/// Keeps what somebody typed under the form's submission id, in place of what was kept under it; saving the form lets it go
/// ([`super::submission::once`]). `None` when it is larger than is kept.
///
/// The log notes that it is kept, once; not every pause in typing.
///
/// # Errors
/// [`Refused::SavedAlready`] when the form was saved meanwhile; the record's `NotFound` when its author may not send it or
/// does not reach the patient.
pub fn keep_typed(
    clinic: &Clinic,
    staff: &Staff,
    form: ToKeep<'_>,
    now: Moment,
) -> Result<Option<DraftId>, Refused> {
    if !access::may(staff.role, form.needs) {
        return Err(Error::NotFound.into());
    }
    let Some(id) = draft_id(form.submission) else {
        return Err(Error::NotFound.into());
    };
    let mut typed = form.typed;
    typed.fields.retain(|(name, _)| !name.contains("password"));
    let content = serde_json::to_string(&typed)
        .map_err(|error| Error::Rejected(format!("what was typed cannot be kept: {error}")))?;
    if content.len() > LARGEST {
        return Ok(None);
    }
    let patient = clinic.read(|db| patient_of(db, staff, form.about, now))?;
    let draft = Draft {
        id: id.clone(),
        staff: staff.id.clone(),
        kind: KIND.to_owned(),
        patient,
        subject: Some(typed.path),
        content,
        updated_at: now.utc,
    };
    // a form that was saved meanwhile has no draft any more
    if clinic.upkeep(now, |upkeep| drafts::keep_again(upkeep, &draft))? {
        return Ok(Some(id));
    }
    clinic.write(Actor::Staff(staff.id.clone()), now, |w| {
        match submissions::answered(w, form.submission) {
            Ok(Earlier::None) => {}
            Ok(_) => return Err(Refused::SavedAlready),
            // someone else's form
            Err(Error::Rejected(_)) => return Err(Error::NotFound.into()),
            Err(error) => return Err(error.into()),
        }
        drafts::drop_expired(&mut w.upkeep())?;
        drafts::keep_noted(w, &draft)?;
        Ok(Some(id))
    })
}

/// Keeps it for the person whose login had ended, if the form is theirs; `None` when no login that ran out stands behind it, or nothing is kept.
///
/// A login that was ended, by its owner or by an administrator, keeps nothing more: whoever still holds its cookie is
/// nobody. Nor does one last used longer ago than a draft is kept.
///
/// # Errors
/// Those of the record.
pub fn keep_for_ended(
    clinic: &Clinic,
    token: &str,
    form: ToKeep<'_>,
    is_of: impl FnOnce(&StaffId) -> bool,
    now: Moment,
) -> Result<Option<DraftId>, Error> {
    let hash = token_hash(token);
    let whose = clinic.read(|db| {
        let login = logins::find(db, &hash)?;
        let staff = staff::find(db, &login.staff)?;
        let drafts = drafts::list(db, &staff.id)?;
        Ok::<_, Error>((login, staff, drafts))
    });
    let (login, staff, drafts) = match whose {
        Ok(found) => found,
        Err(Error::NotFound) => return Ok(None),
        Err(error) => return Err(error),
    };
    let is_recent = now.utc - login.last_used_at <= TimeDelta::days(drafts::KEPT_DAYS);
    if login.ended_at.is_some() || !is_recent || !staff.works_on(now.date) || !is_of(&staff.id) {
        return Ok(None);
    }
    let id = draft_id(form.submission);
    let kept_since = |draft: &&Draft| {
        let is_other = id.as_ref() != Some(&draft.id);
        draft.kind == KIND && draft.updated_at >= login.last_used_at && is_other
    };
    if drafts.iter().filter(kept_since).count() >= MOST_FORMS {
        return Ok(None);
    }
    match keep_typed(clinic, &staff, form, now) {
        Ok(kept) => Ok(kept),
        Err(Refused::Record(Error::NotFound) | Refused::SavedAlready) => Ok(None),
        Err(Refused::Record(error)) => Err(error),
        Err(refused) => Err(Error::Rejected(refused.to_string())),
    }
}

/// The patient a form is about, who must be within reach.
fn patient_of(
    db: &mut Db,
    staff: &Staff,
    about: &About,
    now: Moment,
) -> Result<Option<PatientId>, Error> {
    let patient = match about {
        About::Nobody => return Ok(None),
        About::Patient(id) => id.clone(),
        About::Episode(id) => episodes::find(db, id)?.patient,
        About::Session(id) => sessions::find(db, id)?.patient,
        About::Diary(id) => diaries::find(db, id)?.patient,
        About::Programme(id) => {
            let episode = programmes::find(db, id)?.episode;
            episodes::find(db, &episode)?.patient
        }
    };
    reach::require(db, staff, &patient, now)?;
    Ok(Some(patient))
}

/// What somebody typed, for them alone.
///
/// # Errors
/// [`Error::NotFound`] when there is no such draft of theirs.
pub fn find_typed(clinic: &Clinic, staff: &Staff, id: &DraftId) -> Result<(Kept, Typed), Error> {
    let draft = clinic.read(|db| drafts::find(db, &staff.id, id))?;
    if draft.kind != KIND {
        return Err(Error::NotFound);
    }
    let typed: Typed = serde_json::from_str(&draft.content)
        .map_err(|error| Error::unreadable("a draft", error))?;
    Ok((kept(draft), typed))
}

/// Everything somebody typed and neither saved nor let go, newest first; the subject is the path it is to be sent to.
///
/// # Errors
/// Those of the record.
pub fn list_typed(db: &mut Db, staff: &Staff) -> Result<Vec<Title>, Error> {
    drafts::list_titles(db, &staff.id, KIND)
}

/// Lets go of what somebody typed.
///
/// # Errors
/// [`Error::NotFound`] when there is no such draft of theirs; those of the record.
pub fn drop_typed(
    clinic: &Clinic,
    staff: &Staff,
    id: &DraftId,
    now: Moment,
) -> Result<Kept, Error> {
    let (kept, _) = find_typed(clinic, staff, id)?;
    clinic.write(Actor::Staff(staff.id.clone()), now, |w| {
        drafts::drop(&mut w.upkeep(), &staff.id, id)?;
        let mut event = Event::new(Action::DraftDropped).subject(id.as_str());
        event.patient.clone_from(&kept.patient);
        w.note(&event)
    })?;
    Ok(kept)
}

fn kept(draft: Draft) -> Kept {
    Kept {
        id: draft.id,
        patient: draft.patient,
        path: draft.subject.unwrap_or_default(),
        at: draft.updated_at,
    }
}

/// The draft's id: apart from the drafts a session's form is kept in.
pub(super) fn draft_id(submission: &str) -> Option<DraftId> {
    let (id, _) = submissions::parts(submission);
    format!("{KIND}-{id}").parse().ok()
}
