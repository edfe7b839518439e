//! What the pages of a diary are drawn from, and what its form says.

use actix_web::web::Data;
use chrono::NaiveDate;

use super::grid::Grid;
use super::has_diary;
use crate::actions::Refused;
use crate::actions::diary_sheet::{printed_days, signed_days};
use crate::care::adherence::{Asked, asked};
use crate::care::diary::{Diary, DiaryContent, DiaryDays, DiaryVersion};
use crate::care::ids::{DiaryId, ProgrammeId};
use crate::care::programme::Programme;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::{Error, diaries, programmes};
use crate::web::at_episode::{self, AtEpisode};
use crate::web::form::Form;
use crate::web::page::Page;
use crate::web::problem::Problem;
use crate::web::run::run;

/// What the pages of a diary are drawn from.
pub(super) struct Loaded {
    pub at: AtEpisode,
    pub programme: Programme,
    pub asked: Vec<Asked>,
    /// The days that can be typed in.
    pub days: Option<DiaryDays>,
    /// The diary in hand with its versions, newest first.
    pub diary: Option<(Diary, Vec<DiaryVersion>)>,
}

/// What a page was asked for.
pub(super) enum About {
    Programme(ProgrammeId),
    Diary(DiaryId),
}

/// Reads it all, for someone who reaches the patient; the look is noted.
pub(super) async fn load(
    page: &Page,
    clinic: &Data<Clinic>,
    about: About,
    now: Moment,
) -> Result<Loaded, Problem> {
    let (clinic, staff) = (clinic.clone(), page.staff.clone());
    run(move || {
        let (programme, diary) = clinic.read(|db| {
            let (programme, diary) = match about {
                About::Programme(id) => (id, None),
                About::Diary(id) => {
                    let diary = diaries::find(db, &id)?;
                    let versions = diaries::list_versions(db, &id)?;
                    (diary.programme.clone(), Some((diary, versions)))
                }
            };
            Ok::<_, Error>((programmes::find(db, &programme)?, diary))
        })?;
        let read = at_episode::read(
            &clinic,
            &staff,
            &programme.episode,
            "diary",
            now,
            |db, at| diaries::list(db, &at.episode.id),
        );
        let (at, known) = read?;
        let days = match diary {
            None if has_diary(&programme) => days_to_type_in(&clinic, &programme, &known, now)?,
            _ => None,
        };
        Ok::<_, Problem>(Loaded {
            at,
            asked: asked(&programme),
            programme,
            days,
            diary,
        })
    })
    .await
}

/// The days of a sheet that can be typed in today; `known` are the diaries of its episode.
pub(super) fn days_to_type_in(
    clinic: &Clinic,
    programme: &Programme,
    known: &[Diary],
    now: Moment,
) -> Result<Option<DiaryDays>, Problem> {
    let printed = clinic.read(|db| printed_days(db, programme));
    let printed = printed.map_err(|refused| match refused {
        Refused::Record(error) => Problem::from(error),
        refused => Problem::internal(refused),
    })?;
    let signed = signed_days(known, programme);
    Ok(printed.and_then(|printed| DiaryDays::to_type_in(printed, &signed, now.date)))
}

impl Loaded {
    pub(super) fn diary(&self) -> Result<(&Diary, &[DiaryVersion]), Problem> {
        let (diary, versions) = self.diary.as_ref().ok_or(Problem::NotFound)?;
        Ok((diary, versions))
    }

    /// The days a form that was sent is drawn with: those that can be typed in, or else those it was sent with, so that
    /// nothing typed is lost when a colleague typed the same sheet in first.
    pub(super) fn shown_days(&self, form: &Form, now: Moment) -> DiaryDays {
        let sent = |name: &str| name.strip_prefix("day_")?.parse::<NaiveDate>().ok();
        let days: Vec<NaiveDate> = form.names().filter_map(sent).take(366).collect();
        let sent = days.iter().min().zip(days.iter().max());
        let sent = sent.map(|(from, to)| DiaryDays {
            from: *from,
            to: *to,
        });
        let sane = |days: &DiaryDays| (days.to - days.from).num_days() < 366;
        sent.filter(sane).or(self.days).unwrap_or(DiaryDays {
            from: now.date,
            to: now.date,
        })
    }

    /// What the form says, with the quick ways resolved in it; `None` when something is at fault.
    pub(super) fn content(
        &self,
        form: &mut Form,
        days: DiaryDays,
        clinic: &Clinic,
        now: Moment,
    ) -> Option<DiaryContent> {
        let grid = Grid::of(&self.programme, &self.asked, days);
        grid.refuse_unknown(form);
        grid.resolve(form);
        let back = form
            .field("handed_back", "The day the diary was handed back")
            .date(days.from..=now.date);
        let mut read = grid.read(form, back.unwrap_or(now.date));
        let note = form.field("note", "The note").optional().lines(2000);
        form.complete()?;
        let back = back?;
        if self.diary.is_none() {
            // what came after it was handed back can still be typed in later
            read.retain(|day| day.on <= back);
        }
        Some(DiaryContent {
            handed_back: self.handed_back(back, clinic, now),
            days: read,
            note: note.unwrap_or_default(),
        })
    }

    /// Of a day named now nobody knows the hour: it counts as its end, today as now, and what was recorded stays.
    fn handed_back(&self, on: NaiveDate, clinic: &Clinic, now: Moment) -> Moment {
        let known = self.diary.as_ref();
        let known = known.map(|(diary, _)| diary.current.content.handed_back);
        match known {
            Some(known) if known.date == on => known,
            _ if on == now.date => now,
            _ => clinic.end_of(on),
        }
    }
}
