//! Typing in the paper diary of a home sheet that came back.

use super::diary_sheet::{printed_days, signed_days};
use super::submission::once;
use super::{Refused, reached, standing};
use crate::access::Staff;
use crate::care::adherence::{Asked, adherence, asked};
use crate::care::diary::{DiaryContent, DiaryDays};
use crate::care::ids::{DiaryId, ProgrammeId};
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::diaries::{self, Written};
use crate::records::programmes;

/// Signs what was read off a programme's sheet. It gives a reading from the day it was handed back, so the standing is worked
/// out anew; it is no visit.
///
/// # Errors
/// [`Refused::NotOpen`]; [`Refused::Rule`] for a sheet without a diary, for days that are typed in already or still to
/// come, and for what does not fit the sheet.
pub fn sign_diary(
    clinic: &Clinic,
    staff: &Staff,
    submission: &str,
    programme: &ProgrammeId,
    content: &DiaryContent,
    now: Moment,
) -> Result<DiaryId, Refused> {
    once(clinic, staff, submission, now, |w| {
        let programme = programmes::find(w.db(), programme)?;
        let episode = reached::open_episode(w, staff, &programme.episode)?;
        let printed = printed_days(w.db(), &programme)?.ok_or_else(|| rule(NO_DIARY))?;
        let known = signed_days(&diaries::list(w.db(), &episode.id)?, &programme);
        let days = DiaryDays::to_type_in(printed, &known, content.handed_back.date)
            .ok_or_else(|| rule("Every day of this sheet up to that day is typed in already"))?;
        let asked = asked(&programme);
        check(content, days, &asked, now)?;
        let written = Written {
            content,
            adherence: adherence(&asked, &content.days),
        };
        let id = diaries::sign(w, &episode, &programme.id, days, written)?;
        standing::refresh(w, clinic, &episode.id)?;
        Ok(id)
    })
}

/// What a sheet without a diary is answered with.
pub const NO_DIARY: &str =
    "The patient was given no sheet with a diary here, so there is none to type in";

/// Refuses a diary that cannot be.
pub(super) fn check(
    content: &DiaryContent,
    days: DiaryDays,
    asked: &[Asked],
    now: Moment,
) -> Result<(), Refused> {
    if content.handed_back.utc > now.utc {
        return Err(rule("The day the diary was handed back is in the future"));
    }
    if !content.is_sound(days, asked) {
        return Err(rule(
            "The days or the boxes are not those of the sheet any more: open the page again in another tab and compare",
        ));
    }
    Ok(())
}

fn rule(sentence: &str) -> Refused {
    Refused::Rule(sentence.to_owned())
}
