//! One row of the board: who, what with, how far, what state, when next, what to do.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, NaiveTime};

use crate::care::course::AffectedSide;
use crate::care::ids::{PatientId, StaffId};
use crate::care::protocol::Protocol;
use crate::care::standing::{CONSIDERED, HomeProgramme, Standing, Status};
use crate::records::caseload::{Entry, View};
use crate::records::reception::Visit;
use crate::records::search::sort_key;
use crate::text::diary;
use crate::web::desk::{Sheet, sheet_of};
use crate::web::filters::plain_date;
use crate::web::page::Page;
use crate::web::parts::{Mark, Progress, Tag};
use crate::web::who::listed_name;

/// A patient on the board.
pub(super) struct Row {
    pub episode: String,
    pub path: String,
    pub name: String,
    /// The clinic's number and age.
    pub number: String,
    pub complaint: String,
    /// The side and the week.
    pub course: String,
    pub progress: Option<Progress>,
    pub tags: Vec<Tag>,
    /// Why, in words.
    pub why: String,
    pub next: String,
    pub action: Option<(String, &'static str)>,
    /// The home sheet to print again, on the front desk's board.
    pub sheet: Option<Sheet>,
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

pub(super) fn row(
    page: &Page,
    shared: &BTreeSet<String>,
    entry: &Entry,
    names: &BTreeMap<StaffId, String>,
    protocol: Option<&Protocol>,
    view: View,
    today: NaiveDate,
) -> Row {
    let standing = &entry.standing;
    let mut tags = vec![status(standing)];
    if standing.needs_decision {
        // nothing is called ready above a decision that does not hold any more
        tags.retain(|tag| tag.mark != Mark::Ready);
        tags.push(Tag::new(Mark::Care, "Decide again"));
    }
    if view == View::OnHold {
        let words = match entry.hold_until {
            Some(until) if until < today => format!("Hold ended {}", until.format("%-d %b")),
            Some(until) => format!("On hold until {}", until.format("%-d %b")),
            None => "On hold".to_owned(),
        };
        tags = vec![Tag::new(Mark::Off, words)];
    } else if entry.is_overdue(today) {
        // one tag says enough where nothing else is to be decided
        tags.retain(|tag| tag.mark != Mark::OnCourse);
        tags.push(Tag::new(Mark::Overdue, "Overdue"));
    }
    if entry.covered {
        let whose = names
            .get(&entry.responsible)
            .map_or("a colleague", String::as_str);
        tags.push(Tag::new(Mark::Care, format!("Covered for {whose}")));
    }
    let week = week(entry.onset_on, today).map(|week| format!(", week {week}"));
    Row {
        episode: entry.episode.to_string(),
        path: format!("/episodes/{}", entry.episode),
        name: listed_name(&entry.family_name, &entry.given_names),
        number: number_and_age(
            &entry.clinic_number,
            entry.birth_date,
            today,
            shared.contains(&sort_key(&entry.family_name, &entry.given_names)),
        ),
        complaint: entry.complaint.clone(),
        course: format!(
            "{}{}{}",
            side(entry.side),
            week.unwrap_or_default(),
            home_programme(standing, today)
        ),
        progress: standing.phase.map(|_| Progress {
            met: standing.met,
            of: standing.of,
        }),
        tags,
        why: protocol.map_or_else(String::new, |protocol| why(protocol, standing)),
        next: next(standing.next_visit_on, standing.next_visit_time, today),
        action: action(page, entry, view),
        sheet: None,
    }
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

fn status(standing: &Standing) -> Tag {
    let (mark, words) = match standing.status {
        Status::RedFlag => (Mark::RedFlag, "Red flag"),
        Status::StepBack => (Mark::Care, "Step back"),
        Status::Ready => (Mark::Ready, "Ready to progress"),
        Status::Stalled => (Mark::Stalled, "Stalled 3 visits"),
        Status::New if standing.last_session_on.is_some() => (Mark::New, "Assessed"),
        Status::New => (Mark::New, "New"),
        Status::Steady => (Mark::OnCourse, "On course"),
    };
    Tag::new(mark, words)
}

/// The standing's keys as names: red flags, then what is missing.
fn why(protocol: &Protocol, standing: &Standing) -> String {
    let name = |key: &String| {
        if let Some(key) = key.strip_prefix(CONSIDERED) {
            return protocol
                .red_flag(key.split('@').next()?)
                .map(|flag| considered(&flag.name, key));
        }
        let flag = protocol.red_flag(key).map(|flag| flag.name.clone());
        flag.or_else(|| {
            let (_, target) = protocol.target(key)?;
            let measure = protocol.measure(target.measure.as_str())?;
            Some(measure.name.clone())
        })
    };
    let mut names: Vec<String> = Vec::new();
    for name in standing.why.iter().filter_map(name) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    match standing.status {
        Status::Ready => {
            names.insert(
                0,
                "Every mandatory criterion is met and nobody has decided".to_owned(),
            );
            names.join(", ")
        }
        _ => names.join(", "),
    }
}

/// `weight loss considered, ask again on 3 Apr`, from a key such as `rf_weight_loss@2026-04-03`.
fn considered(name: &str, key: &str) -> String {
    let day = key.split_once('@').map(|(_, day)| day.parse::<NaiveDate>());
    match day {
        Some(Ok(day)) => format!(
            "{name} considered, ask again on {}",
            day.format("%-d %b %Y")
        ),
        _ => format!("{name} considered"),
    }
}

/// With the date of birth where another row has the same name.
fn number_and_age(number: &str, born: NaiveDate, today: NaiveDate, is_shared: bool) -> String {
    let age = today.years_since(born).unwrap_or(0);
    if is_shared {
        format!("{number} · {age}, born {}", plain_date(born))
    } else {
        format!("{number} · {age}")
    }
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

/// A patient on the front desk's board.
pub(super) fn visit_row(
    visit: &Visit,
    shared: &BTreeSet<String>,
    sheets: &[Sheet],
    names: &BTreeMap<StaffId, String>,
    today: NaiveDate,
) -> Row {
    Row {
        episode: visit.episode.to_string(),
        path: format!("/episodes/{}/visits", visit.episode),
        name: listed_name(&visit.family_name, &visit.given_names),
        number: number_and_age(
            &visit.clinic_number,
            visit.birth_date,
            today,
            shared.contains(&sort_key(&visit.family_name, &visit.given_names)),
        ),
        complaint: names.get(&visit.responsible).cloned().unwrap_or_default(),
        course: String::new(),
        progress: None,
        tags: Vec::new(),
        why: String::new(),
        next: next(visit.on, visit.time, today),
        action: None,
        sheet: sheet_of(sheets, &visit.episode),
    }
}

/// What the newest paper diary says, as long as it tells of the present: `· home programme 82 %, diary to 18 Nov`.
fn home_programme(standing: &Standing, today: NaiveDate) -> String {
    const RECENT_DAYS: i64 = 28;
    let recent = |done: &HomeProgramme| (today - done.until).num_days() <= RECENT_DAYS;
    standing
        .home_programme
        .filter(recent)
        .map_or_else(String::new, |done| {
            let (share, until) = (diary::share(done.share), done.until.format("%-d %b"));
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
