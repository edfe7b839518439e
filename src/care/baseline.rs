//! Where change is counted from: the first reading of a measure and side in the episode, wherever it was taken.

use super::history::{Series, Taken};
use super::measure::Side;

/// The baseline of a measure and side, if one has been taken since the latest clinician's mark for it.
///
/// Stepping back does not move it; amending that reading does, since the record is read as it now stands.
pub(super) fn baseline<'a>(series: Series<'a>, side: Option<Side>) -> Option<Taken<'a>> {
    let view = series.view;
    let marked = view
        .history
        .course
        .baselines
        .iter()
        .filter(|mark| {
            mark.measure
                .as_ref()
                .is_none_or(|measure| *measure == series.measure.key)
        })
        .map(|mark| mark.from.utc)
        .filter(|from| *from <= view.now.utc)
        .max();
    series
        .of(side)
        .find(|taken| marked.is_none_or(|from| taken.reading.taken_at.utc >= from))
}
