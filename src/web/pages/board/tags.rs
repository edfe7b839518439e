//! What a row of the board is tagged with, and why, in words that need no pointer.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::care::ids::StaffId;
use crate::care::protocol::Protocol;
use crate::care::standing::{CONSIDERED, Standing, Status};
use crate::records::caseload::{Entry, View};
use crate::web::filters::plain_date;
use crate::web::parts::{Mark, Tag};

/// The tags of a row, and a sentence for each.
#[derive(Debug, Default)]
pub(super) struct Tagged {
    pub tags: Vec<Tag>,
    /// Without a full stop.
    pub why: Vec<String>,
}

impl Tagged {
    fn add(&mut self, mark: Mark, words: impl Into<String>, why: impl Into<String>) {
        self.tags.push(Tag::new(mark, words));
        self.why.push(why.into());
    }
}

/// What stands for an episode: its status, then what asks for something, then whose it is.
pub(super) fn tagged(
    entry: &Entry,
    protocol: Option<&Protocol>,
    names: &BTreeMap<StaffId, String>,
    view: View,
    today: NaiveDate,
) -> Tagged {
    let standing = &entry.standing;
    let mut said = Tagged::default();
    if view == View::OnHold {
        hold(&mut said, entry.hold_until, today);
    } else {
        let is_overdue = entry.is_overdue(today);
        // one tag says enough where nothing else is to be decided; nothing is called ready above a decision that does
        // not hold any more
        let is_told = match standing.status {
            Status::Steady => !(is_overdue || entry.is_unsigned),
            Status::Ready => !standing.needs_decision,
            _ => true,
        };
        let named = Named::of(protocol, standing);
        if is_told {
            status(&mut said, standing, &named);
        } else if !named.missing.is_empty() {
            said.why.push(named.open("Still open"));
        }
        said.why.extend(named.considered);
        if standing.needs_decision {
            said.add(
                Mark::Care,
                "Decide again",
                "Something the last decision rested on was amended or struck out since",
            );
        }
        if is_overdue {
            let why = standing.next_visit_on.map_or_else(
                || "No next visit is booked".to_owned(),
                |on| format!("The visit of {} has passed", on.format("%a %-d %b")),
            );
            said.add(Mark::Overdue, "Overdue", why);
        }
        if entry.is_unsigned {
            said.add(
                Mark::Care,
                "Visit not signed",
                "A visit was saved more than a day ago and not signed: sign it, take it over or discard it",
            );
        }
    }
    if entry.covered {
        let whose = names
            .get(&entry.responsible)
            .map_or("a colleague", String::as_str);
        said.add(
            Mark::Care,
            format!("Covered for {whose}"),
            format!("You cover for {whose}, who is responsible"),
        );
    }
    said
}

fn hold(said: &mut Tagged, until: Option<NaiveDate>, today: NaiveDate) {
    let short = |day: NaiveDate| day.format("%-d %b").to_string();
    let (words, why) = match until {
        Some(until) if until < today => (
            format!("Hold ended {}", short(until)),
            "The day to resume has passed: resume care, hold it longer or close the episode",
        ),
        Some(until) => (
            format!("On hold until {}", short(until)),
            "Care is paused: nothing is due until it is resumed",
        ),
        None => (
            "On hold".to_owned(),
            "Care is paused: nothing is due until it is resumed",
        ),
    };
    said.add(Mark::Off, words, why);
}

fn status(said: &mut Tagged, standing: &Standing, named: &Named) {
    match standing.status {
        Status::RedFlag => said.add(
            Mark::RedFlag,
            "Red flag",
            join(
                "A red flag stops until it is recorded what was decided",
                &named.flags,
            ),
        ),
        Status::StepBack => said.add(
            Mark::Care,
            "Step back",
            named.open("A step back is proposed"),
        ),
        Status::Ready => said.add(
            Mark::Ready,
            "Ready to progress",
            "Every mandatory criterion is met and nobody has decided",
        ),
        Status::Stalled => said.add(
            Mark::Stalled,
            "Stalled 3 visits",
            named.open("The same criteria stayed open over three visits"),
        ),
        Status::New if standing.last_session_on.is_some() => {
            said.add(Mark::New, "Assessed", "No phase is decided yet");
        }
        Status::New => said.add(Mark::New, "New", "The assessment is not recorded yet"),
        Status::Steady => {
            let why = match named.missing.as_slice() {
                [] => "Nothing needs a decision".to_owned(),
                _ => named.open("Nothing needs a decision. Still open"),
            };
            said.add(Mark::OnCourse, "On course", why);
        }
    }
}

/// The standing's keys as names.
#[derive(Debug, Default)]
struct Named {
    flags: Vec<String>,
    considered: Vec<String>,
    missing: Vec<String>,
}

impl Named {
    fn of(protocol: Option<&Protocol>, standing: &Standing) -> Named {
        let mut named = Named::default();
        let Some(protocol) = protocol else {
            return named;
        };
        for key in &standing.why {
            let (list, name) = if let Some(key) = key.strip_prefix(CONSIDERED) {
                (&mut named.considered, considered(protocol, key))
            } else if let Some(flag) = protocol.red_flag(key) {
                (&mut named.flags, Some(flag.name.clone()))
            } else {
                (&mut named.missing, measured(protocol, key))
            };
            // two targets of one measure are one name
            list.extend(name.filter(|name| !list.contains(name)));
        }
        named
    }

    fn open(&self, words: &str) -> String {
        join(words, &self.missing)
    }
}

fn join(words: &str, names: &[String]) -> String {
    if names.is_empty() {
        words.to_owned()
    } else {
        format!("{words}: {}", names.join(", "))
    }
}

fn measured(protocol: &Protocol, target: &str) -> Option<String> {
    let (_, target) = protocol.target(target)?;
    let measure = protocol.measure(target.measure.as_str())?;
    Some(measure.name.clone())
}

/// `Weight loss considered, ask again on 3 Apr 2026`, from a key such as `rf_weight_loss@2026-04-03`.
fn considered(protocol: &Protocol, key: &str) -> Option<String> {
    let (flag, day) = key.split_once('@').unwrap_or((key, ""));
    let name = &protocol.red_flag(flag)?.name;
    Some(match day.parse() {
        Ok(day) => format!("{name} considered, ask again on {}", plain_date(day)),
        Err(_) => format!("{name} considered"),
    })
}
