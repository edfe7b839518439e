//! Milestones and green lights as they stand on an episode's page.

use chrono::NaiveDate;

use crate::builtin;
use crate::care::library::MilestoneKind;
use crate::care::milestones::{self, LightStanding, MilestoneStanding, Reached, Sheet};
use crate::care::programme::Programme;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::web::at_episode::AtEpisode;
use crate::web::filters::plain_date;
use crate::web::parts::{Mark, Tag};

/// A milestone or a green light with where it stands.
pub(super) struct Line {
    /// When it is usual; empty for a green light.
    pub when: &'static str,
    pub item: &'static str,
    /// `None` for one that only tells.
    pub stands: Option<Tag>,
    pub source: &'static str,
}

/// The time line of an episode, in the order of the knowledge.
pub(super) fn lines(
    clinic: &Clinic,
    at: &AtEpisode,
    programmes: &[Programme],
    now: Moment,
) -> Vec<Line> {
    let issued = programmes.iter().filter_map(|programme| {
        Some(Sheet {
            on: clinic.local(programme.issued.as_ref()?.at).date(),
            content: &programme.content,
        })
    });
    let sheets: Vec<Sheet> = issued.collect();
    let all = milestones::milestones(builtin::knowledge(), &at.protocol, &at.course, &sheets, now);
    let is_closed = at.episode.state.is_closed();
    let line = |standing: MilestoneStanding<'static>| Line {
        when: &standing.milestone.when,
        item: &standing.milestone.item,
        stands: tag(&standing, is_closed),
        source: &standing.milestone.source,
    };
    all.into_iter().map(line).collect()
}

/// All green lights.
pub(super) fn lights(at: &AtEpisode, now: Moment) -> Vec<Line> {
    let all = milestones::green_lights(builtin::knowledge(), &at.protocol, &at.course, now);
    let line = |standing: LightStanding<'static>| Line {
        when: "",
        item: &standing.light.item,
        stands: Some(match standing.reached {
            Reached::On(on) => Tag::new(Mark::Ready, format!("On since {}", plain_date(on))),
            Reached::NotMeasured => Tag::new(Mark::Off, "Not measured"),
            _ => Tag::new(Mark::Off, "Not yet"),
        }),
        source: &standing.light.source,
    };
    all.into_iter().map(line).collect()
}

/// Amber only while care goes on: afterwards nothing is due any more.
fn tag(standing: &MilestoneStanding<'_>, is_closed: bool) -> Option<Tag> {
    let day = standing.day.filter(|_| standing.is_amber && !is_closed);
    Some(match (standing.reached, day) {
        (Reached::Told, _) => return None,
        (Reached::On(on), None) => Tag::new(Mark::Ready, reached(on)),
        (Reached::On(on), Some(day)) => {
            let words = match standing.milestone.kind {
                MilestoneKind::NotBefore => {
                    format!("{}, usual from {}", reached(on), plain_date(day))
                }
                _ => format!("{}, usually over by {}", reached(on), plain_date(day)),
            };
            Tag::new(Mark::Care, words)
        }
        (Reached::OnsetUnknown, _) => Tag::new(Mark::Off, "Onset not known: counts as past"),
        (Reached::NotApplicable, _) => Tag::new(Mark::Off, "Does not apply to this patient"),
        (Reached::NotMeasured, None) => Tag::new(Mark::Off, "Not measured"),
        (Reached::NotYet, None) => Tag::new(Mark::Off, "Not yet"),
        (Reached::NotMeasured, Some(day)) => Tag::new(
            Mark::Overdue,
            format!("Not measured, usual by {}", plain_date(day)),
        ),
        (Reached::NotYet, Some(day)) => Tag::new(
            Mark::Overdue,
            format!("Not yet, usual by {}", plain_date(day)),
        ),
    })
}

fn reached(on: NaiveDate) -> String {
    format!("Reached {}", plain_date(on))
}
