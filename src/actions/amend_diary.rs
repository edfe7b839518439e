//! Amending a diary that was typed in: a new version with a reason; the old one stays readable. Striking one out.

use super::submission::once;
use super::{Refused, reached, sign_diary, standing};
use crate::access::Staff;
use crate::care::adherence::{adherence, asked};
use crate::care::diary::{Diary, DiaryContent};
use crate::care::ids::DiaryId;
use crate::care::session::Mistake;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::diaries::{self, Written};
use crate::records::{Error, Write, decisions, programmes};

/// Amends a diary that was read in `version`. Decisions made since it was typed in are marked when what it says to the
/// rules is another thing now, and the standing is worked out anew. An episode that is not open can be amended too.
///
/// # Errors
/// [`Refused::NeedsReason`]; [`Refused::Rule`] for what does not fit the sheet; the record's `Changed` when it is struck
/// out or no longer in that version.
pub fn amend_diary(
    clinic: &Clinic,
    staff: &Staff,
    submission: &str,
    (id, version): (&DiaryId, i32),
    (content, reason): (&DiaryContent, &str),
    now: Moment,
) -> Result<DiaryId, Refused> {
    if reason.trim().is_empty() {
        return Err(Refused::NeedsReason);
    }
    once(clinic, staff, submission, now, |w| {
        let before = find_version(w, staff, id, version)?;
        let asked = asked(&programmes::find(w.db(), &before.programme)?);
        sign_diary::check(content, before.days, &asked, now)?;
        let written = Written {
            content,
            adherence: adherence(&asked, &content.days),
        };
        let old = &before.current.content;
        let was = (
            before.current.adherence,
            old.handed_back,
            old.last_written(),
        );
        let is = (
            written.adherence,
            content.handed_back,
            content.last_written(),
        );
        diaries::amend(w, &before, written, reason)?;
        if was != is {
            mark_decisions(w, &before)?;
        }
        standing::refresh(w, clinic, &before.episode)?;
        Ok(id.clone())
    })
}

/// Strikes out a diary that was read in `version`: it stays readable and counts for nothing.
///
/// # Errors
/// [`Refused::NeedsReason`]; the record's `Changed` when it is struck out already or no longer in that version.
pub fn strike_out_diary(
    clinic: &Clinic,
    staff: &Staff,
    submission: &str,
    (id, version): (&DiaryId, i32),
    (kind, why): (Mistake, &str),
    now: Moment,
) -> Result<DiaryId, Refused> {
    if why.trim().is_empty() {
        return Err(Refused::NeedsReason);
    }
    once(clinic, staff, submission, now, |w| {
        let before = find_version(w, staff, id, version)?;
        diaries::strike_out(w, &before, kind, why)?;
        if before.current.adherence.is_some() {
            mark_decisions(w, &before)?;
        }
        standing::refresh(w, clinic, &before.episode)?;
        Ok(id.clone())
    })
}

/// The diary, if its patient is within reach and it is still in the version that was shown.
fn find_version(
    w: &mut Write<'_>,
    staff: &Staff,
    id: &DiaryId,
    version: i32,
) -> Result<Diary, Refused> {
    let found = diaries::find(w.db(), id)?;
    reached::episode(w, staff, &found.episode)?;
    if found.current.number != version || found.struck_out.is_some() {
        return Err(Error::Changed.into());
    }
    Ok(found)
}

/// No decision can have rested on it before it was typed in.
fn mark_decisions(w: &mut Write<'_>, before: &Diary) -> Result<(), Refused> {
    let versions = diaries::list_versions(w.db(), &before.id)?;
    if let Some(first) = versions.last() {
        decisions::mark_rests_on_amended(w, &before.episode, first.entered_at)?;
    }
    Ok(())
}
