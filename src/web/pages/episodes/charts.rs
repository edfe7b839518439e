//! How the measures of a patient's path went: a chart each, and the readings it is drawn from.

use askama::filters::Safe;
use chrono::NaiveDate;

use crate::care::episode::EpisodeState;
use crate::care::evaluation::Verdict;
use crate::care::ids::MeasureKey;
use crate::care::measure::Side;
use crate::care::projection::paces;
use crate::care::time::Moment;
use crate::care::trend::{Trend, trend};
use crate::drawing::chart::{Size, chart};
use crate::drawing::svg;
use crate::text;
use crate::text::quantity;
use crate::web::at_episode::AtEpisode;

/// Millimetres: letters stay readable where three stand beside each other.
const SIZE: Size = Size {
    width: 60.0,
    height: 40.0,
};

/// The charts of an episode.
pub(super) struct Charts {
    /// Of what the present phase asks, or of everything before a phase was decided.
    pub here: Vec<Chart>,
    /// Of what the other phases of the path ask.
    pub others: Vec<Chart>,
}

/// One measure.
pub(super) struct Chart {
    pub name: String,
    /// The writer of drawings escaped every word in it.
    pub picture: Safe<String>,
    /// What its marks mean.
    pub caption: String,
    pub is_sided: bool,
    /// Newest first.
    pub readings: Vec<ReadingRow>,
}

/// One reading.
pub(super) struct ReadingRow {
    pub day: NaiveDate,
    /// With its method, where there are several.
    pub value: String,
    pub side: &'static str,
    pub phase: Option<u8>,
    /// With the diary it comes from.
    pub by: String,
}

impl Charts {
    /// Of everything on the patient's path that was measured twice. How it may go on is shown while care goes on.
    pub fn of(at: &AtEpisode, now: Moment) -> Charts {
        let paces = if at.episode.state == EpisodeState::Open {
            paces(&at.protocol, &at.course, &at.evaluation, now)
        } else {
            Vec::new()
        };
        let drawn = |keys: &[&MeasureKey]| -> Vec<Chart> {
            let trends = keys.iter().filter_map(|key| {
                trend(&at.protocol, &at.course, &at.evaluation, key.as_str(), now)
            });
            let courses = trends.filter(Trend::is_a_course);
            courses
                .map(|trend| Chart::of(&trend.going_on(&paces)))
                .collect()
        };
        let criteria = at.evaluation.criteria.iter();
        let asked = criteria.filter(|criterion| criterion.verdict != Verdict::NotApplicable);
        let mut here: Vec<&MeasureKey> = Vec::new();
        for criterion in asked {
            if !here.contains(&&criterion.measure) {
                here.push(&criterion.measure);
            }
        }
        let last = at.protocol.last_phase(at.course.sport);
        let path = at
            .protocol
            .phases
            .iter()
            .filter(|phase| phase.number <= last);
        let mut others: Vec<&MeasureKey> = Vec::new();
        for target in path.flat_map(|phase| &phase.targets) {
            if !here.contains(&&target.measure) && !others.contains(&&target.measure) {
                others.push(&target.measure);
            }
        }
        Charts {
            here: drawn(&here),
            others: drawn(&others),
        }
    }

    /// Whether nothing was measured twice yet.
    pub fn is_empty(&self) -> bool {
        self.here.is_empty() && self.others.is_empty()
    }
}

impl Chart {
    fn of(trend: &Trend<'_>) -> Chart {
        let measure = trend.measure;
        let mut readings: Vec<ReadingRow> = Vec::new();
        for line in &trend.lines {
            let method = line.variant.as_ref().map_or(String::new(), |key| {
                let named = measure.variants.iter().find(|one| one.key == *key);
                format!(", {}", named.map_or(key, |one| &one.name))
            });
            readings.extend(line.points.iter().map(|point| ReadingRow {
                day: point.at.date,
                value: format!("{}{method}", quantity::value(measure, &point.value)),
                side: line.side.map_or("", Side::as_str),
                phase: point.phase,
                by: point.diary.map_or_else(
                    || point.taken_by.clone(),
                    |of| format!("{}, {}", point.taken_by, text::diary::origin(of)),
                ),
            }));
        }
        readings.sort_by(|one, other| (other.day, one.side).cmp(&(one.day, other.side)));
        Chart {
            name: measure.name.clone(),
            picture: Safe(svg::inline(&chart(
                trend,
                text::trend::described(trend),
                SIZE,
            ))),
            caption: text::trend::caption(trend),
            is_sided: measure.sided,
            readings,
        }
    }
}
