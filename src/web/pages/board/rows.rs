//! One row of the board: who, what with, how far, what state, when next, what to do.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, NaiveTime};

use super::privacy::Names;
use super::tags::{Tagged, tagged};
use crate::care::course::AffectedSide;
use crate::care::episode::{PlannedVisit, VisitPlan};
use crate::care::ids::{EpisodeId, PatientId, StaffId};
use crate::care::protocol::Protocol;
use crate::care::standing::{HomeProgramme, Standing, Status};
use crate::clinic::Clinic;
use crate::records::caseload::{Entry, View};
use crate::records::reception::Visit;
use crate::records::search::sort_key;
use crate::records::{Db, Error, staff, visits};
use crate::text::diary;
use crate::web::desk::{Sheet, sheet_of};
use crate::web::filters::plain_date;
use crate::web::form::Form;
use crate::web::page::Page;
use crate::web::pages::visits::MISSED;
use crate::web::parts::Progress;
use crate::web::problem::Problem;

/// A patient on the board.
pub(super) struct Row {
    pub episode: String,
    pub path: String,
    /// The name, or initials.
    pub name: String,
    /// The clinic's number and age.
    pub number: String,
    pub complaint: String,
    /// The side and the week.
    pub course: String,
    pub progress: Option<Progress>,
    pub said: Tagged,
    pub next: Next,
    pub action: Option<(String, &'static str)>,
    /// The home sheet to print again, on the front desk's board.
    pub sheet: Option<Sheet>,
}

/// The next visit.
pub(super) struct Next {
    /// `Today 09:20`.
    pub words: String,
    /// Where it is booked or changed.
    pub path: Option<String>,
    /// The place, and a clinician who is not the responsible one.
    pub details: String,
    /// What can be said of it when the patient was not seen: of today's and earlier ones.
    pub missed: Option<Missed>,
}

/// The buttons that keep what became of a visit.
pub(super) struct Missed {
    pub path: String,
    pub form: Form,
    pub answers: Vec<(&'static str, &'static str)>,
}

/// What the rows of a board are drawn from, beside what stands in them.
pub(super) struct Drawn<'a> {
    pub page: &'a Page,
    pub clinic: &'a Clinic,
    /// Names by account.
    pub staff: BTreeMap<StaffId, String>,
    pub booked: BTreeMap<EpisodeId, PlannedVisit>,
    pub names: Names,
    /// Names that two patients have in common.
    pub shared: BTreeSet<String>,
    /// The address of this view.
    pub back: &'a str,
    pub today: NaiveDate,
}

/// The names of everyone who works here, by account.
pub(super) fn staff_names(db: &mut Db) -> Result<BTreeMap<StaffId, String>, Error> {
    let all = staff::list(db)?.into_iter();
    Ok(all.map(|person| (person.id, person.name)).collect())
}

/// The booked visits of these episodes.
pub(super) fn booked<'e>(
    db: &mut Db,
    of: impl Iterator<Item = &'e EpisodeId>,
) -> Result<BTreeMap<EpisodeId, PlannedVisit>, Error> {
    let of: Vec<EpisodeId> = of.cloned().collect();
    let found = visits::list_booked(db, &of)?.into_iter();
    Ok(found.map(|visit| (visit.episode.clone(), visit)).collect())
}

/// The names that two patients of a view have in common.
pub(super) fn shared_in(entries: &[Entry]) -> BTreeSet<String> {
    let names = |entry: &Entry| sort_key(&entry.family_name, &entry.given_names);
    shared_names(entries.iter().map(|entry| (&entry.patient, names(entry))))
}

/// The names that two patients of the front desk's lists have in common.
pub(super) fn shared_among(lists: [&[Visit]; 2]) -> BTreeSet<String> {
    let names = |visit: &Visit| sort_key(&visit.family_name, &visit.given_names);
    let visits = lists.into_iter().flatten();
    shared_names(visits.map(|visit| (&visit.patient, names(visit))))
}

fn shared_names<'l>(people: impl Iterator<Item = (&'l PatientId, String)>) -> BTreeSet<String> {
    let mut seen = BTreeMap::new();
    let mut shared = BTreeSet::new();
    for (patient, names) in people {
        if *seen.entry(names.clone()).or_insert(patient) != patient {
            shared.insert(names);
        }
    }
    shared
}

impl Drawn<'_> {
    /// A patient on a clinician's board.
    pub(super) fn row(&self, entry: &Entry, view: View) -> Result<Row, Problem> {
        let standing = &entry.standing;
        let protocol: Option<std::sync::Arc<Protocol>> = self.clinic.protocol(&entry.protocol).ok();
        let week = week(entry.onset_on, self.today).map(|week| format!(", week {week}"));
        Ok(Row {
            episode: entry.episode.to_string(),
            path: format!("/episodes/{}", entry.episode),
            name: self.names.of(&entry.family_name, &entry.given_names),
            number: self.number_and_age(
                &entry.clinic_number,
                entry.birth_date,
                &sort_key(&entry.family_name, &entry.given_names),
            ),
            complaint: entry.complaint.clone(),
            course: format!(
                "{}{}{}",
                side(entry.side),
                week.unwrap_or_default(),
                home_programme(standing, self.today)
            ),
            progress: standing.phase.map(|_| Progress {
                met: standing.met,
                of: standing.of,
            }),
            said: tagged(entry, protocol.as_deref(), &self.staff, view, self.today),
            next: self.next(
                &entry.episode,
                &entry.responsible,
                (standing.next_visit_on, standing.next_visit_time),
            )?,
            action: action(self.page, entry, view),
            sheet: None,
        })
    }

    /// A patient on the front desk's board.
    pub(super) fn visit_row(&self, visit: &Visit, sheets: &[Sheet]) -> Result<Row, Problem> {
        Ok(Row {
            episode: visit.episode.to_string(),
            path: visits_of(&visit.episode),
            name: self.names.of(&visit.family_name, &visit.given_names),
            number: self.number_and_age(
                &visit.clinic_number,
                visit.birth_date,
                &sort_key(&visit.family_name, &visit.given_names),
            ),
            complaint: self.staff_name(&visit.responsible).to_owned(),
            course: String::new(),
            progress: None,
            said: Tagged::default(),
            next: self.next(&visit.episode, &visit.responsible, (visit.on, visit.time))?,
            action: None,
            sheet: sheet_of(sheets, &visit.episode),
        })
    }

    /// With the date of birth where another row has the same name; not where names are hidden.
    fn number_and_age(&self, number: &str, born: NaiveDate, name: &str) -> String {
        let age = self.today.years_since(born).unwrap_or(0);
        if self.shared.contains(name) && !self.names.are_hidden {
            format!("{number} · {age}, born {}", plain_date(born))
        } else {
            format!("{number} · {age}")
        }
    }

    fn next(
        &self,
        episode: &EpisodeId,
        responsible: &StaffId,
        (on, time): (Option<NaiveDate>, Option<NaiveTime>),
    ) -> Result<Next, Problem> {
        let opens = |method, path| self.page.opens(method, path);
        let booked = self.booked.get(episode);
        let may_settle = opens("POST", "/episodes/{episode}/visits/settlements");
        let missed = booked.filter(|visit| may_settle && visit.plan.on <= self.today);
        Ok(Next {
            words: next(on, time, self.today),
            path: opens("GET", "/episodes/{episode}/visits").then(|| visits_of(episode)),
            details: booked
                .map_or_else(String::new, |visit| self.details(&visit.plan, responsible)),
            missed: missed.map(|visit| self.missed(visit)).transpose()?,
        })
    }

    fn details(&self, plan: &VisitPlan, responsible: &StaffId) -> String {
        let other = plan.clinician.as_ref().filter(|id| *id != responsible);
        let with = other.map_or("", |id| self.staff_name(id));
        let parts = [plan.place.as_str(), with].into_iter();
        let told: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
        told.join(" · ")
    }

    fn missed(&self, visit: &PlannedVisit) -> Result<Missed, Problem> {
        let mut form = Form::new()?;
        form.set("visit", &visit.id);
        form.set("return_to", self.back);
        let answers = MISSED.into_iter();
        Ok(Missed {
            path: format!("{}/settlements", visits_of(&visit.episode)),
            form,
            answers: answers
                .map(|(state, words)| (state.as_str(), words))
                .collect(),
        })
    }

    fn staff_name(&self, id: &StaffId) -> &str {
        self.staff.get(id).map_or("", String::as_str)
    }
}

fn visits_of(episode: &EpisodeId) -> String {
    format!("/episodes/{episode}/visits")
}

/// The one thing to do: assess, assign, or record a session.
fn action(page: &Page, entry: &Entry, view: View) -> Option<(String, &'static str)> {
    let standing = &entry.standing;
    let stops = standing.status == Status::RedFlag;
    let (end, words) = match (standing.phase, standing.last_session_on) {
        _ if view == View::OnHold => return None,
        _ if stops && page.opens("GET", "/patients/{patient}/flags") => {
            return Some((format!("/patients/{}/flags", entry.patient), "Decide flag"));
        }
        (None, None) => ("assessment", "Assess"),
        (None, Some(_)) => ("phase_changes/new", "Assign"),
        (Some(_), _) => ("sessions/new", "Session"),
    };
    let route = format!("/episodes/{{episode}}/{end}");
    page.opens("GET", &route)
        .then(|| (format!("/episodes/{}/{end}", entry.episode), words))
}

fn next(on: Option<NaiveDate>, time: Option<NaiveTime>, today: NaiveDate) -> String {
    let Some(on) = on else {
        return "No visit booked".to_owned();
    };
    let time = time.map_or_else(String::new, |time| format!(" {}", time.format("%H:%M")));
    match (on - today).num_days() {
        0 => format!("Today{time}"),
        1 => format!("Tomorrow{time}"),
        days if days < 0 => format!("Was {}", on.format("%a %-d %b")),
        days if days > 300 => format!("{}{time}", on.format("%-d %b %Y")),
        _ => format!("{}{time}", on.format("%a %-d %b")),
    }
}

/// What the newest paper diary says, as long as it tells of the present: `· home programme 82 % from 13 of 14 days, diary to 18 Nov`.
fn home_programme(standing: &Standing, today: NaiveDate) -> String {
    const RECENT_DAYS: i64 = 28;
    let recent = |done: &HomeProgramme| (today - done.until).num_days() <= RECENT_DAYS;
    standing
        .home_programme
        .filter(recent)
        .map_or_else(String::new, |done| {
            let share = diary::share_of(done.share, done.written, done.of);
            let until = done.until.format("%-d %b");
            format!(" · home programme {share}, diary to {until}")
        })
}

/// The affected side as it stands in a row.
const fn side(side: AffectedSide) -> &'static str {
    match side {
        AffectedSide::Left => "left",
        AffectedSide::Right => "right",
        AffectedSide::Both => "both sides",
        AffectedSide::Central => "central",
        AffectedSide::NotStated => "side not stated",
    }
}

/// The week since onset, counted from 1; `None` when the onset is not known.
fn week(onset: Option<NaiveDate>, today: NaiveDate) -> Option<i64> {
    let days = (today - onset?).num_days();
    Some((days.max(1) + 6) / 7)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_count_from_the_day_of_onset() {
        let day = |d| NaiveDate::from_ymd_opt(2026, 3, d);
        for (today, expected) in [(1, 1), (2, 1), (8, 1), (9, 2), (15, 2), (16, 3)] {
            assert_eq!(
                week(day(1), day(today).unwrap()),
                Some(expected),
                "{today} March"
            );
        }
        assert_eq!(week(None, day(1).unwrap()), None);
    }
}
