//! What a diary is typed in against: the days its sheet printed, and those that are typed in already.

use super::Refused;
use super::print_programme::stored;
use crate::care::diary::{Diary, DiaryDays};
use crate::care::programme::{Programme, ProgrammeState};
use crate::records::Db;

/// The days printed on a programme's sheet; `None` for a draft and for a sheet without a diary.
///
/// # Errors
/// Those of the record.
pub fn printed_days(db: &mut Db, programme: &Programme) -> Result<Option<DiaryDays>, Refused> {
    if programme.state == ProgrammeState::Draft {
        return Ok(None);
    }
    let diary = stored(db, &programme.id)?.diary;
    let days = diary.and_then(|diary| {
        let from = diary.first_day;
        let after = chrono::Days::new(u64::from(diary.days.checked_sub(1)?));
        let to = from.checked_add_days(after)?;
        Some(DiaryDays { from, to })
    });
    Ok(days)
}

/// The days that signed diaries of a programme are about.
#[must_use]
pub fn signed_days(diaries: &[Diary], programme: &Programme) -> Vec<DiaryDays> {
    let signed = diaries.iter().filter(|diary| diary.struck_out.is_none());
    signed
        .filter(|diary| diary.programme == programme.id)
        .map(|diary| diary.days)
        .collect()
}
