//! Cover by a colleague for a time.

use chrono::{NaiveDate, NaiveDateTime};

use super::ids::{EpisodeId, StaffId};

/// Cover by a colleague.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handover {
    /// The row's id.
    pub id: String,
    /// Who is away.
    pub from: StaffId,
    /// Who covers.
    pub to: StaffId,
    /// One episode, or all the first is responsible for.
    pub episode: Option<EpisodeId>,
    /// First day.
    pub from_day: NaiveDate,
    /// Last day; open when `None`.
    pub until_day: Option<NaiveDate>,
    /// What the colleague must know.
    pub note: String,
    /// When it was recorded, UTC.
    pub recorded_at: NaiveDateTime,
    /// By whom.
    pub recorded_by: StaffId,
    /// When it was ended early, UTC.
    pub ended_at: Option<NaiveDateTime>,
}

impl Handover {
    /// Whether it covers every one of these days already; without a last day it, or they, have no end.
    #[must_use]
    pub fn spans(&self, from_day: NaiveDate, until_day: Option<NaiveDate>) -> bool {
        let lasts = match (self.until_day, until_day) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(mine), Some(theirs)) => mine >= theirs,
        };
        self.ended_at.is_none() && self.from_day <= from_day && lasts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handover_spans_the_days_it_covers() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 3, day).unwrap();
        let rows = [
            ((2, Some(9)), (2, Some(9)), true),
            ((2, Some(9)), (3, Some(8)), true),
            ((2, Some(9)), (2, Some(10)), false),
            ((3, Some(9)), (2, Some(9)), false),
            ((2, Some(9)), (2, None), false),
            ((2, None), (3, Some(9)), true),
            ((2, None), (3, None), true),
        ];
        for ((from, until), (first, last), expected) in rows {
            let mut handover = Handover {
                id: "h".into(),
                from: "asha".parse().unwrap(),
                to: "ben".parse().unwrap(),
                episode: None,
                from_day: day(from),
                until_day: until.map(day),
                note: String::new(),
                recorded_at: day(1).and_time(chrono::NaiveTime::MIN),
                recorded_by: "asha".parse().unwrap(),
                ended_at: None,
            };
            let spans = |handover: &Handover| handover.spans(day(first), last.map(day));
            assert_eq!(
                spans(&handover),
                expected,
                "{from} {until:?} {first} {last:?}"
            );
            handover.ended_at = Some(handover.recorded_at);
            assert!(!spans(&handover), "an ended one covers nothing");
        }
    }
}
