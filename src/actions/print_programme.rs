//! Printing the sheet of a home programme: the issued one as it was issued, a draft marked as such.

use super::Refused;
use super::issue_programme::{advice_only, issued, letterhead};
use super::programme_ground::{Ground, ground};
use super::sheet_input::{self, Parts};
use crate::access::{May, Staff};
use crate::audit::{Action, Actor, Event};
use crate::care::ids::ProgrammeId;
use crate::care::patient::{Paper, Patient, PrintSize};
use crate::care::programme::{Programme, ProgrammeState, Reprint};
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::print::{PrintError, Sheet, home_sheet};
use crate::records::{Db, Error, episodes, patients, programmes};

/// What came of asking for a sheet.
#[derive(Debug)]
pub enum Printed {
    /// The PDF.
    Sheet(Vec<u8>),
    /// Something stands against it that has to be read first.
    AskFirst(Box<Asking>),
}

/// What stands against handing out an old sheet.
#[derive(Debug)]
pub struct Asking {
    /// Which sheet.
    pub programme: Programme,
    /// Whose.
    pub patient: Patient,
    /// The episode as it stands now.
    pub ground: Ground,
    /// A clinician may print it all the same; otherwise only a clinician may, and this is none.
    pub may_go_on: bool,
}

/// The sheet on this paper. Changes nothing in the record but the audit log: the print, and the look at the patient.
///
/// `asked` says that the page that shows what stands against it was read.
///
/// # Errors
/// [`Error::NotFound`] for what is missing, out of reach or a draft that someone may not see; [`Refused::Unprintable`] for letters
/// no font has.
pub fn print_programme(
    clinic: &Clinic,
    staff: &Staff,
    programme: &ProgrammeId,
    (paper, size): (Paper, PrintSize),
    asked: bool,
    now: Moment,
) -> Result<Printed, Refused> {
    let ready = ready(clinic, staff, programme, now)?;
    let may_go_on = ready.reprint != Reprint::ClinicianOnly;
    if ready.reprint != Reprint::Allowed && !(asked && may_go_on) {
        return Ok(Printed::AskFirst(Box::new(Asking {
            programme: ready.programme,
            patient: ready.patient,
            ground: ready.ground,
            may_go_on,
        })));
    }
    let bytes = home_sheet(
        &ready.sheet,
        sheet_input::paper(paper),
        sheet_input::size(size),
    )
    .map_err(unprintable)?;
    note(clinic, staff, &[(&ready, paper, size)], now)?;
    Ok(Printed::Sheet(bytes))
}

/// A sheet that can be printed, and what stands against handing it out.
pub(super) struct Ready {
    pub programme: Programme,
    pub patient: Patient,
    pub ground: Ground,
    pub sheet: Sheet,
    pub reprint: Reprint,
}

/// Loads a sheet and looks at what stands against it; notes the look at the patient.
pub(super) fn ready(
    clinic: &Clinic,
    staff: &Staff,
    programme: &ProgrammeId,
    now: Moment,
) -> Result<Ready, Refused> {
    let (found, episode) = clinic.read(|db| {
        let found = programmes::find(db, programme)?;
        let episode = episodes::find(db, &found.episode)?;
        Ok::<_, Error>((found, episode))
    })?;
    let is_clinician = staff.may(May::WriteProgrammes);
    let is_draft = found.state == ProgrammeState::Draft;
    if is_draft && !is_clinician {
        return Err(Error::NotFound.into());
    }
    let (sheet, ground, patient) = clinic.read_patient(staff, &episode.patient, "sheet", |db| {
        let ground = ground(db, clinic, staff, &found.episode, now)?;
        let patient = patients::find(db, &episode.patient)?;
        let sheet = if is_draft {
            preview(db, clinic, staff, &found, &ground, &patient, now)?
        } else {
            stored(db, programme)?
        };
        Ok::<_, Refused>((sheet, ground, patient))
    })?;
    let stopped = ground.offer().is_some_and(|offer| offer.stopped);
    let reprint = if is_draft {
        Reprint::Allowed
    } else {
        found.reprint(stopped, is_clinician)
    };
    Ok(Ready {
        programme: found,
        patient,
        ground,
        sheet,
        reprint,
    })
}

/// One audit row a sheet, in one transaction.
pub(super) fn note(
    clinic: &Clinic,
    staff: &Staff,
    printed: &[(&Ready, Paper, PrintSize)],
    now: Moment,
) -> Result<(), Refused> {
    // A record that can only be read is printed all the same; the look is noted beside it.
    if clinic.is_read_only() {
        return Ok(());
    }
    let noted = clinic.write::<_, Error>(Actor::Staff(staff.id.clone()), now, |w| {
        for (ready, paper, size) in printed {
            let mut fields = vec![paper.as_str(), size.as_str()];
            if ready.programme.state == ProgrammeState::Draft {
                fields.push("draft");
            } else if ready.reprint != Reprint::Allowed {
                fields.push("after_asking");
            }
            w.note(
                &Event::new(Action::SheetPrinted)
                    .patient(&ready.patient.id)
                    .episode(&ready.programme.episode)
                    .subject(ready.programme.id.as_str())
                    .fields(&fields),
            )?;
        }
        Ok(())
    });
    // the sheet is handed out all the same where the record has just turned out to be unwritable
    if !clinic.is_read_only() {
        noted?;
    }
    Ok(())
}

/// Letters that no face has, as the sentence a page shows.
pub(super) fn unprintable(error: PrintError) -> Refused {
    Refused::Unprintable(error.to_string().trim_end_matches('.').to_owned())
}

/// The sheet as it was made when the programme was issued.
pub(super) fn stored(db: &mut Db, programme: &ProgrammeId) -> Result<Sheet, Refused> {
    let prints = programmes::list_prints(db, programme)?;
    let first = prints.last().ok_or(Error::NotFound)?;
    let sheet = serde_json::from_str(&first.input)
        .map_err(|error| Error::Broken(format!("a stored sheet cannot be read: {error}")))?;
    Ok(sheet)
}

/// A draft's sheet as it could be issued now, marked on every page: under a red flag that is its advice.
fn preview(
    db: &mut Db,
    clinic: &Clinic,
    staff: &Staff,
    draft: &Programme,
    ground: &Ground,
    patient: &Patient,
    now: Moment,
) -> Result<Sheet, Refused> {
    let stopped = ground.offer().is_some_and(|offer| offer.stopped);
    let advice = stopped.then(|| advice_only(draft));
    let draft = advice.as_ref().unwrap_or(draft);
    let settings = letterhead(db)?;
    let before = issued(programmes::list(db, &draft.episode)?);
    Ok(sheet_input::sheet(&Parts {
        clinic,
        settings: &settings,
        protocol: &ground.protocol,
        course: &ground.course,
        patient: &patient.facts,
        clinician: &staff.name,
        programme: draft,
        before: before.as_ref(),
        check_code: "",
        local: clinic.local(now.utc),
        notice: Some("Draft: not given out".into()),
    }))
}
