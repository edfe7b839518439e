//! The record put in order once, so that every rule reads it without searching it again.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::course::{Course, FlagEvent, Stay, Visit};
use super::diary::{DiaryOrigin, HandedBack, by_age};
use super::measure::{Measure, Reading, Side};
use super::protocol::Protocol;
use super::time::Moment;

/// A course sorted by time of happening, with everything later than now left out.
pub(super) struct History<'a> {
    pub protocol: &'a Protocol,
    pub course: &'a Course,
    /// Visits and diaries by time.
    pub occasions: Vec<Occasion<'a>>,
    /// Stays entered by now, in order.
    pub stays: &'a [Stay],
    /// Decisions about red flags by time; those of one moment in order of recording.
    pub flags: Vec<&'a FlagEvent>,
    index: Index<'a>,
    /// Every reading, measure after measure, each by time.
    series: Vec<Taken<'a>>,
    /// Where each measure's readings start, and the end of the last.
    starts: Vec<usize>,
}

/// Positions of measures by key; made anew for every evaluation, so it must be quick to fill.
type Index<'a> = HashMap<&'a str, usize, BuildHasherDefault<KeyHasher>>;

/// A plain multiply-and-rotate hash over eight bytes at a time: the keys are ours, so nobody can choose them to collide.
#[derive(Default)]
struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            let mixed = (self.0.rotate_left(5) ^ u64::from_le_bytes(word))
                .wrapping_mul(0x517c_c1b7_2722_0a95);
            self.0 = mixed ^ (mixed >> 32);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// A time at which readings were taken: a visit, or the handing back of a paper diary.
pub(super) struct Occasion<'a> {
    pub at: Moment,
    pub readings: &'a [Reading],
    /// The visit; a diary is none, whoever brought it.
    pub visit: Option<&'a Visit>,
    /// Which diary.
    pub diary: Option<DiaryOrigin>,
    stay: Option<usize>,
}

/// A reading and the position of its occasion.
#[derive(Clone, Copy)]
pub(super) struct Taken<'a> {
    pub visit: usize,
    pub reading: &'a Reading,
}

/// A measure and its readings as far as a view sees them, looked up once.
#[derive(Clone, Copy)]
pub(super) struct Series<'a> {
    pub view: View<'a>,
    pub measure: &'a Measure,
    taken: &'a [Taken<'a>],
}

/// Left and right of one visit, taken with the same method.
#[derive(Clone, Copy)]
pub(super) struct Pair<'a> {
    pub visit: usize,
    pub left: &'a Reading,
    pub right: &'a Reading,
}

/// Which occasions a rule reads.
#[derive(Clone, Copy)]
pub(super) enum Scope {
    /// All of them.
    Everything,
    /// Those of one stay.
    Stay(usize),
    /// Those of this stay and before, taken no later than that moment.
    Until(Option<usize>, Moment),
    /// Those of later stays than this one; without one, those after that moment.
    After(Option<usize>, Moment),
}

/// The history as it stood after its first `count` occasions.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub history: &'a History<'a>,
    pub count: usize,
    pub now: Moment,
}

impl<'a> History<'a> {
    pub fn new(protocol: &'a Protocol, course: &'a Course, now: Moment) -> History<'a> {
        let entered = course
            .stays
            .iter()
            .take_while(|stay| stay.entered.utc <= now.utc)
            .count();
        let stays = &course.stays[..entered];
        let mut flags: Vec<&FlagEvent> = course
            .flags
            .iter()
            .filter(|event| event.at.utc <= now.utc)
            .collect();
        flags.sort_by_key(|event| event.at.utc);
        let occasions = occasions(course, stays, now);
        let index: Index = protocol
            .measures
            .iter()
            .enumerate()
            .map(|(at, measure)| (measure.key.as_str(), at))
            .collect();
        let (series, starts) = by_measure(&occasions, &index, now);
        History {
            protocol,
            course,
            occasions,
            stays,
            flags,
            index,
            series,
            starts,
        }
    }

    /// The measure of that key.
    pub fn measure(&self, key: &str) -> Option<&'a Measure> {
        self.index.get(key).map(|&at| &self.protocol.measures[at])
    }

    /// The history with all its occasions, read now.
    pub fn at(&'a self, now: Moment) -> View<'a> {
        View {
            history: self,
            count: self.occasions.len(),
            now,
        }
    }
}

/// Visits and diaries by time, with the stay each belongs to.
fn occasions<'a>(course: &'a Course, stays: &[Stay], now: Moment) -> Vec<Occasion<'a>> {
    let mut visits: Vec<&Visit> = course
        .visits
        .iter()
        .filter(|visit| visit.at.utc <= now.utc)
        .collect();
    visits.sort_by(|a, b| (a.at.utc, a.id.as_str()).cmp(&(b.at.utc, b.id.as_str())));
    let mut occasions: Vec<Occasion> = Vec::with_capacity(visits.len() + course.diaries.len());
    occasions.extend(visits.into_iter().map(|visit| Occasion {
        at: visit.at,
        readings: &visit.readings,
        visit: Some(visit),
        diary: None,
        stay: stay_of(stays, visit),
    }));
    if !course.diaries.is_empty() {
        let until_now = |diary: &&HandedBack| diary.reading.taken_at.utc <= now.utc;
        let diaries = by_age(course.diaries.iter().filter(until_now));
        occasions.extend(diaries.into_iter().map(|(at, diary)| Occasion {
            at,
            readings: std::slice::from_ref(&diary.reading),
            visit: None,
            diary: Some(diary.origin()),
            stay: diary.stay(stays),
        }));
        // of one moment the visit comes first: the diary was counted after it
        occasions.sort_by_key(|occasion| occasion.at.utc);
    }
    occasions
}

/// Readings taken by now, sorted by measure with one count, and where each measure starts.
fn by_measure<'a>(
    occasions: &[Occasion<'a>],
    index: &Index<'a>,
    now: Moment,
) -> (Vec<Taken<'a>>, Vec<usize>) {
    let total = occasions.iter().map(|one| one.readings.len()).sum();
    let mut taken: Vec<(usize, Taken)> = Vec::with_capacity(total);
    let measures = index.values().max().map_or(0, |last| last + 1);
    let mut starts = vec![0; measures + 1];
    for (at, occasion) in occasions.iter().enumerate() {
        for reading in occasion
            .readings
            .iter()
            .filter(|reading| reading.taken_at.utc <= now.utc)
        {
            if let Some(&measure) = index.get(reading.measure.as_str()) {
                taken.push((measure, Taken { visit: at, reading }));
                starts[measure + 1] += 1;
            }
        }
    }
    for measure in 0..measures {
        starts[measure + 1] += starts[measure];
    }
    let mut next = starts.clone();
    let mut series: Vec<Taken> = taken.iter().map(|(_, taken)| *taken).collect();
    for (measure, taken) in taken {
        series[next[measure]] = taken;
        next[measure] += 1;
    }
    (series, starts)
}

/// The stay a visit belongs to: the phase written in it decides, so that the visit in which a change was decided
/// belongs to the phase left; the assessment, taken before any stay, belongs to the first.
fn stay_of(stays: &[Stay], visit: &Visit) -> Option<usize> {
    let first = stays.first()?;
    let Some(phase) = visit.phase else {
        return Some(0);
    };
    stays
        .iter()
        .rposition(|stay| stay.phase == phase && stay.entered.utc <= visit.at.utc)
        .or_else(|| (first.phase == phase).then_some(0))
}

impl<'a> View<'a> {
    /// The view as it stood right after one of its occasions.
    pub fn as_of(self, visit: usize) -> View<'a> {
        View {
            history: self.history,
            count: visit + 1,
            now: self.history.occasions[visit].at,
        }
    }

    /// The occasions seen, by time.
    pub fn occasions(self) -> &'a [Occasion<'a>] {
        &self.history.occasions[..self.count]
    }

    /// The visits seen, by time.
    pub fn visits(self) -> impl DoubleEndedIterator<Item = &'a Visit> {
        self.occasions().iter().filter_map(|one| one.visit)
    }

    /// Whether there was a visit.
    pub fn is_visited(self) -> bool {
        self.visits().next().is_some()
    }

    /// The present stay; `None` before assignment.
    pub fn stay(self) -> Option<Stay> {
        self.history.stays.last().copied()
    }

    /// The visits of the present stay, or all of them before assignment.
    pub fn present(self) -> Scope {
        self.history
            .stays
            .len()
            .checked_sub(1)
            .map_or(Scope::Everything, Scope::Stay)
    }

    /// Positions of the visits within a scope, by time.
    pub fn visits_in(self, scope: Scope) -> impl DoubleEndedIterator<Item = usize> + 'a {
        let occasions = self.occasions();
        (0..self.count)
            .filter(|&at| occasions[at].visit.is_some())
            .filter(move |&visit| self.contains(scope, visit))
    }

    /// Whether an occasion is within a scope.
    pub fn contains(self, scope: Scope, visit: usize) -> bool {
        let Occasion { at, stay, .. } = self.history.occasions[visit];
        let at = at.utc;
        match scope {
            Scope::Everything => true,
            Scope::Stay(wanted) => stay == Some(wanted),
            Scope::Until(None, limit) => at <= limit.utc,
            Scope::Until(Some(last), limit) => {
                at <= limit.utc && stay.is_none_or(|stay| stay <= last)
            }
            Scope::After(None, limit) => at > limit.utc,
            Scope::After(Some(last), _) => stay.is_some_and(|stay| stay > last),
        }
    }

    /// Whether two occasions belong to the same stay.
    pub fn same_stay(self, one: usize, other: usize) -> bool {
        self.history.occasions[one].stay == self.history.occasions[other].stay
    }

    /// Whether a phase was left downwards between two visits; so too when one belongs to no stay.
    pub fn is_stepped_back_between(self, earlier: usize, later: usize) -> bool {
        let stay_of = |at: usize| self.history.occasions[at].stay;
        let stays = match (stay_of(earlier), stay_of(later)) {
            (Some(from), Some(to)) => self.history.stays.get(from..=to),
            _ => None,
        };
        stays.is_none_or(|stays| stays.windows(2).any(|two| two[1].phase < two[0].phase))
    }

    /// A measure with its readings so far.
    pub fn series(self, key: &str) -> Option<Series<'a>> {
        let at = *self.history.index.get(key)?;
        let all = &self.history.series[self.history.starts[at]..self.history.starts[at + 1]];
        let seen = match all.last() {
            Some(last) if last.visit >= self.count => {
                all.partition_point(|taken| taken.visit < self.count)
            }
            _ => all.len(),
        };
        Some(Series {
            view: self,
            measure: &self.history.protocol.measures[at],
            taken: &all[..seen],
        })
    }
}

impl<'a> Series<'a> {
    /// The readings of one side (or of a measure without sides), by time.
    pub fn of(self, side: Option<Side>) -> impl DoubleEndedIterator<Item = Taken<'a>> {
        self.taken
            .iter()
            .copied()
            .filter(move |taken| taken.reading.side == side)
    }

    /// Whether anything was taken within a scope.
    pub fn is_taken_in(self, scope: Scope) -> bool {
        self.taken
            .iter()
            .rev()
            .any(|taken| self.view.contains(scope, taken.visit))
    }

    /// The newest reading of a side within a scope.
    pub fn newest(self, side: Option<Side>, scope: Scope) -> Option<Taken<'a>> {
        self.of(side)
            .rev()
            .find(|taken| self.view.contains(scope, taken.visit))
    }

    /// The newest reading of a side before that occasion.
    pub fn before(self, side: Option<Side>, visit: usize) -> Option<Taken<'a>> {
        self.of(side).rev().find(|taken| taken.visit < visit)
    }

    /// Every visit's left and right, where both were taken with the same method, newest first.
    pub fn pairs(self) -> impl Iterator<Item = Pair<'a>> {
        let mut lefts = self.of(Some(Side::Left)).rev().peekable();
        self.of(Some(Side::Right)).rev().filter_map(move |right| {
            while lefts.next_if(|left| left.visit > right.visit).is_some() {}
            let left = lefts.next_if(|left| left.visit == right.visit)?;
            let same_method = left.reading.variant == right.reading.variant;
            same_method.then_some(Pair {
                visit: right.visit,
                left: left.reading,
                right: right.reading,
            })
        })
    }
}
