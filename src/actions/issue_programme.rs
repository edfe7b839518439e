//! Issuing a home programme: from then on it never changes, and its sheet is fixed letter by letter.

use sha2::{Digest, Sha256};

use super::Refused;
use super::print_programme::unprintable;
use super::programme_ground::{Ground, ground};
use super::sheet_input::{Parts, paper, sheet, size};
use super::standing::refresh;
use super::submission::once;
use crate::access::Staff;
use crate::audit::hex;
use crate::care::ids::ProgrammeId;
use crate::care::programme::{Programme, ProgrammeState};
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::print::home_sheet;
use crate::records::{Db, Error, Write, patients, programmes, settings};

/// Letters and digits that are hard to confuse when read out.
const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// Issues the draft that was read in `version`; the sheet issued before it is superseded. The sheet is made here, once,
/// and everything it is made from is stored: every print of it has the same bytes.
///
/// # Errors
/// [`Refused::RedFlagStops`] for exercises while a red flag stops; [`Refused::Rule`] when the phase has changed since the
/// draft was saved, when something in it is not offered any more, or for letters no font has; [`Error::Changed`].
pub fn issue_programme(
    clinic: &Clinic,
    staff: &Staff,
    programme: &ProgrammeId,
    version: i32,
    submission: &str,
    now: Moment,
) -> Result<ProgrammeId, Refused> {
    once(clinic, staff, submission, now, |w| {
        let (draft, ground) = as_read(w, clinic, staff, (programme, version), now)?;
        issue(w, clinic, staff, &ground, &draft, now)?;
        refresh(w, clinic, &draft.episode)?;
        Ok(programme.clone())
    })
}

/// Issues advice and emergency text of the draft that was read in `version`, while a red flag stops. Its exercises go on,
/// whole, as a new draft for when the flag is settled.
///
/// # Errors
/// Those of [`issue_programme`]; [`Refused::Rule`] when no red flag stops.
pub fn issue_advice(
    clinic: &Clinic,
    staff: &Staff,
    programme: &ProgrammeId,
    version: i32,
    submission: &str,
    now: Moment,
) -> Result<ProgrammeId, Refused> {
    once(clinic, staff, submission, now, |w| {
        let (draft, ground) = as_read(w, clinic, staff, (programme, version), now)?;
        if !ground.offer().is_some_and(|offer| offer.stopped) {
            return Err(Refused::Rule(
                "No red flag stops any more: read the whole programme and issue it".into(),
            ));
        }
        let episode = &ground.episode;
        programmes::save_draft(
            w,
            episode,
            &draft,
            draft.phase,
            &advice_only(&draft).content,
        )?;
        let advice = programmes::find(w.db(), programme)?;
        issue(w, clinic, staff, &ground, &advice, now)?;
        if !draft.content.items.is_empty() {
            programmes::draft(w, episode, draft.phase, &draft.content)?;
        }
        refresh(w, clinic, &draft.episode)?;
        Ok(programme.clone())
    })
}

/// The draft and what it is written on, unless it is another than the one that was read.
fn as_read(
    w: &mut Write<'_>,
    clinic: &Clinic,
    staff: &Staff,
    (programme, version): (&ProgrammeId, i32),
    now: Moment,
) -> Result<(Programme, Ground), Error> {
    let draft = programmes::find(w.db(), programme)?;
    let ground = ground(w.db(), clinic, staff, &draft.episode, now)?;
    if draft.version != version || draft.state != ProgrammeState::Draft {
        return Err(Error::Changed);
    }
    Ok((draft, ground))
}

/// The programme without its exercises.
pub(super) fn advice_only(programme: &Programme) -> Programme {
    let mut advice = programme.clone();
    advice.content.items.clear();
    advice
}

fn issue(
    w: &mut Write<'_>,
    clinic: &Clinic,
    staff: &Staff,
    ground: &Ground,
    draft: &Programme,
    now: Moment,
) -> Result<(), Refused> {
    let phase = ground.admit(&draft.content)?;
    if phase != draft.phase {
        return Err(Refused::Rule(format!(
            "This draft was written for phase {}, and the patient is in phase {phase} now: read it again and save it \
             before issuing it",
            draft.phase
        )));
    }
    let settings = letterhead(w.db())?;
    let patient = patients::find(w.db(), &ground.episode.patient)?;
    let before = issued(programmes::list(w.db(), &draft.episode)?);
    let check_code = unused_check_code(w.db(), draft)?;
    let input = sheet(&Parts {
        clinic,
        settings: &settings,
        protocol: &ground.protocol,
        course: &ground.course,
        patient: &patient.facts,
        clinician: &staff.name,
        programme: draft,
        before: before.as_ref(),
        check_code: &check_code,
        local: clinic.local(now.utc),
        notice: None,
    });
    let (on, in_size) = (patient.facts.paper, patient.facts.print_size);
    let bytes = home_sheet(&input, paper(on), size(in_size)).map_err(unprintable)?;
    let document = serde_json::to_string(&input)
        .map_err(|error| Error::Rejected(format!("the sheet cannot be stored: {error}")))?;
    programmes::issue(w, &ground.episode, draft, &check_code)?;
    let hash = hex(&Sha256::digest(&bytes));
    programmes::record_print(w, &draft.id, (on, in_size), &document, &hash)?;
    Ok(())
}

/// The clinic's settings; a clinic without a letterhead prints nothing.
pub(super) fn letterhead(db: &mut Db) -> Result<settings::Settings, Refused> {
    match settings::find(db) {
        Ok(settings) => Ok(settings),
        Err(Error::NotFound) => Err(Refused::Rule(
            "The clinic has no letterhead yet: ask the lead clinician or the administrator to fill in the clinic page".into(),
        )),
        Err(error) => Err(error.into()),
    }
}

/// The programme the patient has now.
pub(super) fn issued(programmes: Vec<Programme>) -> Option<Programme> {
    programmes
        .into_iter()
        .find(|programme| programme.state == ProgrammeState::Issued)
}

/// A code that no other programme has: eight letters from the hash of what is issued.
fn unused_check_code(db: &mut Db, draft: &Programme) -> Result<String, Refused> {
    for attempt in 0u8..=u8::MAX {
        let code = check_code(draft, attempt);
        match programmes::find_by_check_code(db, &code) {
            Err(Error::NotFound) => return Ok(code),
            Ok(_) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(Refused::Rule("No check code is free: try again".into()))
}

fn check_code(draft: &Programme, attempt: u8) -> String {
    let mut hash = Sha256::new();
    hash.update(draft.id.as_str());
    hash.update(draft.version.to_be_bytes());
    hash.update([attempt]);
    let letters: String = hash
        .finalize()
        .iter()
        .take(8)
        .map(|byte| char::from(LETTERS[usize::from(byte % 32)]))
        .collect();
    let (first, second) = letters.split_at(4);
    format!("{first}-{second}")
}
