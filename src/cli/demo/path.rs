//! The way through the phases: visit by visit how far a patient has come, and what happens there.

use super::chance::Chance;
use super::sketches::{Now, Sketch, Turn};

/// One visit on the way; days and times come later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stop {
    /// The phase the patient is in when they come.
    pub phase: u8,
    /// How far they have come, in hundredths of a phase ([`super::curves`]).
    pub level: i64,
    /// Days since the visit before, at least.
    pub days: u64,
    /// What is decided afterwards.
    pub decision: Decision,
    /// What is different about it.
    pub event: Event,
    /// Nothing swings on this day: something rests on it.
    pub steady: bool,
}

/// What is decided about the phase after a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decision {
    /// Nothing.
    None,
    /// What the rules propose, if it is a change.
    Follow,
    /// Stay although they propose to move on.
    Stay,
    /// Move on although they do not propose it.
    MoveOn,
    /// Start a phase later than proposed.
    StartLater,
}

/// What is different about a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Event {
    /// Nothing.
    None,
    /// A flare that settled within a day.
    Settled,
    /// A flare that lasted longer.
    Lasting,
    /// Spasm came back with load.
    Relapse,
    /// A warning sign is reported; nothing is decided about it yet.
    Flag,
    /// A warning sign is reported, referred, and cleared before the next visit.
    FlagCleared,
    /// An appointment before this visit was missed.
    Missed,
    /// Entered on the next working day.
    Late,
    /// A slip of the pen, amended an hour later.
    Amended,
    /// Amended the next day, after a decision rested on it.
    AmendedLater,
    /// First recorded for the patient with this number.
    RecordedFor(usize),
    /// The turn's override is set.
    Override,
}

/// Days between visits, by phase.
const DAYS: [u64; 10] = [2, 2, 3, 4, 4, 5, 6, 6, 6, 7];
/// Visits a phase takes at least, by phase.
const VISITS: [u64; 10] = [1, 2, 2, 2, 3, 3, 3, 3, 3, 4];
/// How far into the starting phase an assessment finds a patient.
const AT_FIRST: i64 = 5;

/// All stops; the first is the assessment, where there is one.
pub(super) fn path(sketch: Sketch, chance: Chance) -> Vec<Stop> {
    if sketch.now == Now::New {
        return Vec::new();
    }
    let start = sketch.start;
    let assessment = match (sketch.now, sketch.turn) {
        (Now::Assessed, _) => stop(start, AT_FIRST),
        (_, Turn::StartedElsewhere) => Stop {
            decision: Decision::StartLater,
            ..stop(start - 1, 60)
        },
        _ => Stop {
            decision: Decision::Follow,
            ..stop(start, AT_FIRST)
        },
    };
    let mut stops = vec![assessment];
    if sketch.now == Now::Assessed {
        return stops;
    }
    if sketch.turn == Turn::SteppedBack {
        (start..5).for_each(|phase| stay(&mut stops, phase, sketch, chance));
        stops.push(stop(5, 30));
        stops.push(Stop {
            event: Event::Relapse,
            decision: Decision::Follow,
            ..stop(5, 45)
        });
        (3..sketch.phase).for_each(|phase| stay(&mut stops, phase, sketch, chance));
    } else {
        (start..sketch.phase).for_each(|phase| stay(&mut stops, phase, sketch, chance));
    }
    last_stay(&mut stops, sketch, chance);
    turn(&mut stops, sketch);
    stops
}

fn stop(phase: u8, per_cent: i64) -> Stop {
    Stop {
        phase,
        level: i64::from(phase) * 100 + per_cent,
        days: DAYS[usize::from(phase) % DAYS.len()],
        decision: Decision::None,
        event: Event::None,
        steady: false,
    }
}

/// A whole stay in a phase, to its end.
fn stay(stops: &mut Vec<Stop>, phase: u8, sketch: Sketch, chance: Chance) {
    let more = chance.below(&format!("visits {phase}"), 2);
    let visits = i64::try_from(VISITS[usize::from(phase) % VISITS.len()] + more).unwrap_or(3);
    let (moved_on, stayed_on) = match sketch.turn {
        Turn::MovedOn => (phase == 3, false),
        Turn::StayedOn => (false, phase == 4),
        _ => (false, false),
    };
    let end = if moved_on { 85 } else { 100 };
    stops.extend((1..visits).map(|visit| stop(phase, end * visit / visits)));
    let last = Stop {
        steady: true,
        ..stop(phase, end)
    };
    if stayed_on {
        stops.push(Stop {
            decision: Decision::Stay,
            ..last
        });
    }
    let decision = if moved_on {
        Decision::MoveOn
    } else {
        Decision::Follow
    };
    stops.push(Stop { decision, ..last });
}

/// The stay that goes on today.
fn last_stay(stops: &mut Vec<Stop>, sketch: Sketch, chance: Chance) {
    let of = |per_cent| stop(sketch.phase, per_cent);
    let steady = |per_cent| Stop {
        steady: true,
        ..of(per_cent)
    };
    match sketch.now {
        Now::New | Now::Assessed => {}
        Now::Midway(per_cent) => {
            let visits = 1 + i64::try_from(chance.below("visits at last", 3)).unwrap_or(0);
            stops.extend((1..=visits).map(|visit| of(per_cent * visit / visits)));
        }
        Now::Ready | Now::Discharged => stops.extend([of(40), of(75), steady(100)]),
        Now::Stalled => stops.extend([of(25), steady(40), steady(40), steady(40)]),
        Now::Flared => {
            stops.extend([
                of(35),
                Stop {
                    event: Event::Lasting,
                    ..of(45)
                },
            ]);
        }
        Now::Relapsed => {
            stops.extend([
                of(30),
                Stop {
                    event: Event::Relapse,
                    ..of(45)
                },
            ]);
        }
        Now::RedFlag => stops.extend([
            of(20),
            Stop {
                event: Event::Flag,
                ..of(40)
            },
        ]),
        Now::OnHold => stops.extend([of(25), of(40)]),
        Now::Left => stops.push(of(20)),
    }
}

/// Puts what happened to this patient alone where it belongs.
fn turn(stops: &mut [Stop], sketch: Sketch) {
    let count = stops.len();
    // the first visit of the stay before the present one: recent, and nothing is decided there
    let in_the_middle = stops
        .iter()
        .rposition(|stop| stop.phase + 1 == sketch.phase);
    let in_the_middle = in_the_middle
        .and_then(|last| last.checked_sub(1))
        .filter(|at| *at > 0);
    let in_this_phase = stops
        .iter()
        .skip(1)
        .position(|stop| stop.phase == sketch.phase)
        .map(|at| at + 1);
    let decided = stops
        .iter()
        .rposition(|stop| stop.decision == Decision::Follow)
        .filter(|at| *at > 0);
    let (at, event) = match sketch.turn {
        Turn::FlareSettled => (in_the_middle, Event::Settled),
        Turn::FlareLasted => (in_the_middle, Event::Lasting),
        Turn::EnteredLate => (in_the_middle, Event::Late),
        Turn::FlagCleared => (in_the_middle, Event::FlagCleared),
        Turn::Missed => (in_this_phase, Event::Missed),
        Turn::RecordedFor(other) => (in_the_middle, Event::RecordedFor(other)),
        Turn::Threshold(..) | Turn::NotApplicable(..) => (in_this_phase, Event::Override),
        Turn::Amended => (count.checked_sub(1), Event::Amended),
        Turn::AmendedUnderDecision => (decided, Event::AmendedLater),
        _ => return,
    };
    if let Some(stop) = at.and_then(|at| stops.get_mut(at)) {
        stop.event = event;
    }
}

#[cfg(test)]
mod tests {
    use super::super::sketches::sketches;
    use super::*;

    #[test]
    fn every_way_leads_to_its_phase_and_every_turn_is_taken() {
        for (number, sketch) in sketches(45).into_iter().enumerate() {
            let stops = path(sketch, Chance::of(number));
            if sketch.now == Now::New {
                assert_eq!(stops, []);
                continue;
            }
            assert_eq!(stops.last().unwrap().phase, sketch.phase, "{number}");
            let decisions = stops
                .iter()
                .filter(|stop| stop.decision != Decision::None)
                .count();
            let moves = i64::from(sketch.phase) - i64::from(sketch.start);
            let expected = match sketch.turn {
                Turn::SteppedBack => moves + 4,
                Turn::StayedOn => moves + 2,
                _ => moves + 1,
            };
            let expected = if sketch.now == Now::Assessed {
                0
            } else {
                expected
            };
            assert_eq!(i64::try_from(decisions).unwrap(), expected, "{number}");
            let is_turned = match sketch.turn {
                Turn::None | Turn::FlagConsidered | Turn::CautionFound => true,
                Turn::StayedOn | Turn::MovedOn | Turn::StartedElsewhere => stops
                    .iter()
                    .any(|stop| !matches!(stop.decision, Decision::None | Decision::Follow)),
                _ => stops.iter().any(|stop| stop.event != Event::None),
            };
            assert!(is_turned, "{number}: {:?}", sketch.turn);
        }
    }
}
