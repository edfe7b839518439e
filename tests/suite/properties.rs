//! What must hold of the rules for any record, not only for the cases someone thought of.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate, TimeDelta};
use ninefold::builtin::knowledge;
use ninefold::care::course::{
    AffectedSide, Course, FlagEvent, FlagState, Flare, Onset, Precision, Stay, Visit, WarningSigns,
};
use ninefold::care::diary::{DiaryDays, HOME_PROGRAMME, HandedBack};
use ninefold::care::evaluate::evaluate;
use ninefold::care::evaluation::{Evaluation, Note, Reason, Recommendation, Verdict};
use ninefold::care::measure::{Input, Measure, Reading, Side, Value};
use ninefold::care::number::Number;
use ninefold::care::protocol::{
    ActionLevel, Gate, Operator, Protocol, RED_FLAG_SCREEN, SideRule, Target,
};
use ninefold::care::time::Moment;
use proptest::prelude::*;

const TODAY: i64 = 45;

fn moment(day: i64, minute: i64) -> Moment {
    let date =
        NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + Days::new(u64::try_from(day).unwrap());
    Moment {
        utc: date.and_hms_opt(9, 0, 0).unwrap() + TimeDelta::minutes(minute),
        date,
    }
}

fn now() -> Moment {
    moment(TODAY, 300)
}

fn protocol() -> &'static Protocol {
    &knowledge().protocol
}

/// A value of a measure picked by a number: good and bad ones are equally likely.
fn value(measure: &Measure, pick: u16) -> Value {
    let pick = i64::from(pick);
    match &measure.input {
        Input::Number { min, max, step } => {
            let (min, step) = (min.thousandths(), step.thousandths().max(1));
            let steps = (max.map_or(100_000, Number::thousandths) - min) / step;
            Value::Number(Number::from_thousandths(min + pick * steps / 12 * step))
        }
        Input::Steps(steps) => Value::Word(
            steps[usize::try_from(pick).unwrap() % steps.len()]
                .word
                .clone(),
        ),
        Input::Words(words) => Value::Word(words[usize::try_from(pick % 7 / 4).unwrap()].clone()),
    }
}

#[derive(Debug, Clone)]
struct Written {
    day: i64,
    flare: u8,
    signs: u8,
    /// Which measures, with a pick for left (or the whole) and right.
    readings: Vec<(u8, u16, u16, u8)>,
}

fn visit(number: usize, written: &Written, stays: &[Stay]) -> Visit {
    let at = moment(written.day, i64::try_from(number).unwrap());
    let phase = stays
        .iter()
        .rev()
        .find(|stay| stay.entered.utc <= at.utc)
        .or(stays.first())
        .map(|stay| stay.phase);
    let measures: Vec<&Measure> = protocol()
        .measures
        .iter()
        .filter(|measure| !measure.computed)
        .collect();
    let mut taken = BTreeSet::new();
    let mut readings = Vec::new();
    for (which, left, right, sides) in &written.readings {
        let measure = measures[usize::from(*which) % measures.len()];
        if !taken.insert(measure.key.clone()) {
            continue;
        }
        let parts = match (measure.sided, sides % 5) {
            (false, _) => vec![(None, left)],
            (true, 0) => vec![(Some(Side::Left), left)],
            (true, 1) => vec![(Some(Side::Right), right)],
            (true, _) => vec![(Some(Side::Left), left), (Some(Side::Right), right)],
        };
        readings.extend(parts.into_iter().map(|(side, pick)| Reading {
            measure: measure.key.clone(),
            side,
            value: value(measure, *pick),
            variant: None,
            taken_at: at,
            taken_by: "A. Marsh".to_owned(),
            unchanged: false,
            parts: Vec::new(),
            stopped: None,
        }));
    }
    let began = None;
    Visit {
        id: format!("visit-{number:03}").parse().unwrap(),
        at,
        phase,
        full_screen: number == 0,
        warning_signs: if written.signs == 0 {
            WarningSigns::NotAsked
        } else {
            WarningSigns::None
        },
        flare: match written.flare {
            0 => Flare::NotAsked,
            1 => Flare::Lasting {
                began,
                spasm_returned: false,
            },
            2 => Flare::Settled {
                began,
                spasm_returned: true,
            },
            3 => Flare::Settled {
                began,
                spasm_returned: false,
            },
            _ => Flare::No,
        },
        readings,
    }
}

prop_compose! {
    fn written()(
        day in 0..TODAY + 10,
        flare in 0_u8..20,
        signs in 0_u8..15,
        readings in prop::collection::vec((any::<u8>(), 0_u16..13, 0_u16..13, any::<u8>()), 0..40),
    ) -> Written {
        Written { day, flare, signs, readings }
    }
}

prop_compose! {
    /// Any course; about one in ten is not assigned yet. Some visits are after today.
    fn course()(
        phases in prop::collection::vec(1_u8..=9, 0..5),
        visits in prop::collection::vec(written(), 0..12),
        sport in any::<bool>(),
        side in prop::sample::select(AffectedSide::ALL),
    ) -> Course {
        let stays: Vec<Stay> = (1..).zip(&phases)
            .map(|(number, phase)| Stay { phase: *phase, entered: moment(number * 8, 200), left: None })
            .collect();
        Course {
            onset: Onset { latest: Some(moment(0, 0)), precision: Precision::Hour, injury: true },
            sport,
            side,
            cautions: BTreeSet::new(),
            overrides: Vec::new(),
            visits: visits.iter().enumerate().map(|(number, written)| visit(number, written, &stays)).collect(),
            stays,
            diaries: Vec::new(),
            flags: Vec::new(),
            baselines: Vec::new(),
            next_visit: None,
            reopened: None,
        }
    }
}

/// A course that is ready to move on, so that properties about "advance" have something to bite on.
fn ready(phase: u8, sport: bool, side: AffectedSide) -> Course {
    let stays = vec![Stay {
        phase,
        entered: moment(20, 0),
        left: None,
    }];
    let best = |day: i64, number: usize, share: i64| {
        let mut all = visit(
            number,
            &Written {
                day,
                flare: 9,
                signs: 1,
                readings: Vec::new(),
            },
            &stays,
        );
        all.phase = Some(phase);
        for measure in protocol()
            .measures
            .iter()
            .filter(|measure| !measure.computed)
        {
            let value = match &measure.input {
                Input::Number { min, max, step } => {
                    let (min, max) = (min.thousandths(), max.unwrap().thousandths());
                    let best = if measure.better == ninefold::care::measure::Better::Lower {
                        min
                    } else {
                        max
                    };
                    let worst = min + max - best;
                    let exact = best + (worst - best) * share / 10;
                    Value::Number(Number::from_thousandths(
                        exact / step.thousandths() * step.thousandths(),
                    ))
                }
                Input::Steps(steps) => {
                    let last = measure.better == ninefold::care::measure::Better::Higher;
                    Value::Word(
                        if last { steps.last() } else { steps.first() }
                            .unwrap()
                            .word
                            .clone(),
                    )
                }
                Input::Words(words) => Value::Word(words[0].clone()),
            };
            let sides: &[Option<Side>] = if measure.sided {
                &[Some(Side::Left), Some(Side::Right)]
            } else {
                &[None]
            };
            all.readings.extend(sides.iter().map(|side| Reading {
                measure: measure.key.clone(),
                side: *side,
                value: value.clone(),
                variant: None,
                taken_at: all.at,
                taken_by: "A. Marsh".to_owned(),
                unchanged: false,
                parts: Vec::new(),
                stopped: None,
            }));
        }
        all
    };
    Course {
        onset: Onset {
            latest: Some(moment(0, 0)),
            precision: Precision::Hour,
            injury: true,
        },
        sport,
        side,
        cautions: BTreeSet::new(),
        overrides: Vec::new(),
        visits: vec![best(30, 0, 3), best(TODAY - 2, 1, 0), best(TODAY, 2, 0)],
        stays,
        diaries: Vec::new(),
        flags: Vec::new(),
        baselines: Vec::new(),
        next_visit: None,
        reopened: None,
    }
}

fn goes_on(evaluation: &Evaluation) -> bool {
    matches!(
        evaluation.recommendation,
        Recommendation::Advance(_) | Recommendation::Discharge
    )
}

fn mirrored(course: &Course) -> Course {
    let mut mirrored = course.clone();
    mirrored.side = match course.side {
        AffectedSide::Left => AffectedSide::Right,
        AffectedSide::Right => AffectedSide::Left,
        other => other,
    };
    for reading in mirrored
        .visits
        .iter_mut()
        .flat_map(|visit| &mut visit.readings)
    {
        reading.side = reading.side.map(Side::other);
    }
    mirrored
}

/// A diary handed back on a day, last written on some days before.
fn diary((number, (day, before, share)): (usize, &(i64, i64, i64))) -> HandedBack {
    let at = moment(*day, 100 + i64::try_from(number).unwrap());
    let last_written = moment((*day - before).max(0), 0).date;
    HandedBack {
        id: format!("diary-{number}").parse().unwrap(),
        days: DiaryDays {
            from: last_written,
            to: last_written,
        },
        last_written,
        written: 1,
        reading: Reading {
            measure: HOME_PROGRAMME.parse().unwrap(),
            side: None,
            value: Value::Number(Number::from_thousandths(*share)),
            variant: None,
            taken_at: at,
            taken_by: "A. Marsh".to_owned(),
            unchanged: false,
            parts: Vec::new(),
            stopped: None,
        },
    }
}

/// The answer with left and right exchanged and the order of sides of no account.
fn mirrored_answer(mut answer: Evaluation) -> Evaluation {
    for criterion in answer.criteria.iter_mut().chain(&mut answer.lost) {
        for finding in &mut criterion.findings {
            finding.side = finding.side.map(Side::other);
            finding.unused = finding
                .unused
                .take()
                .map(|(side, value)| (side.other(), value));
            if let Some(Note::MissingSide(side)) = &mut finding.note {
                *side = side.other();
            }
            finding.pair = finding.pair.take().map(|(left, right)| (right, left));
        }
        if let Some(Note::MissingSide(side)) = &mut criterion.note {
            *side = side.other();
        }
    }
    for reason in &mut answer.reasons {
        if let Reason::SpasmBack { side, .. } = reason {
            *side = side.other();
        }
    }
    in_order(answer)
}

fn in_order(mut answer: Evaluation) -> Evaluation {
    for criterion in answer.criteria.iter_mut().chain(&mut answer.lost) {
        criterion
            .findings
            .sort_by_key(|finding| (finding.verdict, finding.side));
        if criterion.findings.len() > 1 {
            // Of two sides alike the first one speaks for the whole; which that is has no meaning.
            criterion.note = None;
        }
    }
    answer.reasons.sort_by_key(|reason| format!("{reason:?}"));
    answer
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_failed_mandatory_target_never_lets_go_on(course in course(), key in 0_usize..200) {
        let Some(stay) = course.stays.iter().rev().find(|stay| stay.entered.utc <= now().utc).copied() else { return Ok(()) };
        let mut stricter = protocol().clone();
        let measures: Vec<_> = stricter.measures.iter().filter(|m| !m.computed && !m.sided).cloned().collect();
        let measure = &measures[key % measures.len()];
        let phase = stricter.phases.iter_mut().find(|phase| phase.number == stay.phase).unwrap();
        phase.targets.push(Target {
            key: "added".parse().unwrap(),
            measure: measure.key.clone(),
            threshold: Value::Word("out of reach".to_owned()),
            operator: Operator::Equals,
            side: SideRule::None,
            gate: Gate::Mandatory,
            applies_when: Vec::new(),
            mandatory_when: Vec::new(),
            instead_of: Vec::new(),
            ..phase.targets[0].clone()
        });
        let before = evaluate(protocol(), &course, now());
        let after = evaluate(&stricter, &course, now());
        prop_assert!(!goes_on(&after));
        prop_assert!(goes_on(&before) || before.recommendation == after.recommendation);
    }

    #[test]
    fn a_mandatory_target_that_fails_holds_a_ready_course(
        phase in 1_u8..=9, sport in any::<bool>(), side in prop::sample::select(AffectedSide::ALL), which in 0_usize..20,
    ) {
        let mut course = ready(phase, sport, side);
        let answer = evaluate(protocol(), &course, now());
        prop_assert!(goes_on(&answer), "{:?} {:?}", answer.recommendation, answer.reasons);
        let needed: Vec<_> = answer.criteria.iter()
            .filter(|c| c.gate == Gate::Mandatory && c.verdict == Verdict::Met && protocol().measure(c.measure.as_str()).is_some_and(|m| !m.computed))
            .collect();
        let chosen = needed[which % needed.len()].measure.clone();
        for visit in &mut course.visits {
            visit.readings.retain(|reading| reading.measure != chosen);
        }
        prop_assert!(!goes_on(&evaluate(protocol(), &course, now())), "without {chosen}");
    }

    #[test]
    fn order_of_recording_does_not_matter(course in course(), seed in any::<u64>()) {
        let mut shuffled = course.clone();
        let mut state = seed;
        let mut random = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(state >> 33).unwrap() % below
        };
        for at in (1..shuffled.visits.len()).rev() {
            shuffled.visits.swap(at, random(at + 1));
        }
        for visit in &mut shuffled.visits {
            for at in (1..visit.readings.len()).rev() {
                visit.readings.swap(at, random(at + 1));
            }
        }
        prop_assert_eq!(evaluate(protocol(), &course, now()), evaluate(protocol(), &shuffled, now()));
    }

    #[test]
    fn what_is_recorded_later_changes_no_earlier_answer(course in course(), day in 0..TODAY) {
        let then = moment(day, 300);
        let mut cut = course.clone();
        cut.visits.retain(|visit| visit.at.utc <= then.utc);
        cut.stays.retain(|stay| stay.entered.utc <= then.utc);
        prop_assert_eq!(evaluate(protocol(), &course, then), evaluate(protocol(), &cut, then));
    }

    #[test]
    fn a_diary_is_no_visit(
        course in course(),
        kept in prop::collection::vec((0..TODAY + 5, 0_i64..15, 0_i64..=100_000), 1..4),
    ) {
        let with = Course { diaries: kept.iter().enumerate().map(diary).collect(), ..course.clone() };
        let home = |criterion: &ninefold::care::evaluation::Criterion| criterion.measure == *HOME_PROGRAMME;
        let alone = |mut answer: Evaluation| {
            answer.criteria.retain(|criterion| !home(criterion));
            answer.due.retain(|measure| *measure != *HOME_PROGRAMME);
            // the day a diary goes out of date is a day the answer may change on
            answer.holds_until = None;
            answer
        };
        let (without, answer) = (evaluate(protocol(), &course, now()), evaluate(protocol(), &with, now()));
        prop_assert_eq!(alone(without.clone()), alone(answer.clone()));
        let visits: Vec<_> = without.criteria.iter().filter(|c| home(c)).collect();
        for (before, after) in visits.into_iter().zip(answer.criteria.iter().filter(|c| home(c))) {
            let taken = |criterion: &ninefold::care::evaluation::Criterion| criterion.findings.first().and_then(|f| f.taken_at);
            prop_assert!(taken(before) <= taken(after), "only a newer value takes the place of an older");
        }
    }

    #[test]
    fn left_and_right_mirror_each_other(course in course()) {
        let straight = evaluate(protocol(), &course, now());
        let mirror = evaluate(protocol(), &mirrored(&course), now());
        prop_assert_eq!(in_order(straight), mirrored_answer(mirror));
    }

    #[test]
    fn an_amended_course_answers_as_if_it_had_been_written_so(course in course(), which in 0_usize..400, pick in 0_u16..13) {
        // The first writing is evaluated before it is amended: nothing of it may stay behind.
        let mut amended = course.clone();
        let _ = evaluate(protocol(), &course, now());
        let readings: usize = amended.visits.iter().map(|visit| visit.readings.len()).sum();
        prop_assume!(readings > 0);
        let reading = amended.visits.iter_mut().flat_map(|visit| &mut visit.readings).nth(which % readings).unwrap();
        let measure = protocol().measure(reading.measure.as_str()).unwrap();
        reading.value = value(measure, pick);
        let (key, side, at) = (reading.measure.clone(), reading.side, reading.taken_at);
        let answer = evaluate(protocol(), &amended, now());
        let found = answer.criteria.iter().filter(|c| c.measure == key).flat_map(|c| &c.findings);
        for finding in found.filter(|f| f.side == side && f.taken_at == Some(at) && f.pair.is_none()) {
            prop_assert_eq!(finding.found.clone(), Some(value(measure, pick)));
        }
    }

    #[test]
    fn a_visit_struck_out_counts_for_nothing(course in course(), which in 0_usize..20) {
        prop_assume!(!course.visits.is_empty());
        let struck = course.visits[which % course.visits.len()].clone();
        let mut without = course.clone();
        without.visits.retain(|visit| visit.id != struck.id);
        let answer = evaluate(protocol(), &without, now());
        let other = |at: Option<Moment>| at != Some(struck.at);
        prop_assert!(answer.criteria.iter().flat_map(|c| &c.findings).all(|finding| other(finding.taken_at)));
    }

    #[test]
    fn an_answer_holds_until_the_day_it_names(
        course in course(), day in 0..TODAY, next in prop::sample::select(vec![0_i64, 1, 7, 30, 200]), hour in 0_i64..15,
    ) {
        let then = moment(day, 300);
        let mut known = course;
        known.visits.retain(|visit| visit.at.utc <= then.utc);
        known.stays.retain(|stay| stay.entered.utc <= then.utc);
        let answer = evaluate(protocol(), &known, then);
        let days = answer.holds_until.map_or(next, |last| (last - then.date).num_days().min(next));
        if days <= 0 {
            return Ok(());
        }
        let later = evaluate(protocol(), &known, moment(day + days, hour * 60));
        let gist = |answer: &Evaluation| {
            let verdicts: Vec<_> = answer.criteria.iter().map(|c| (c.target.clone(), c.verdict)).collect();
            (answer.recommendation, verdicts, answer.reasons.clone(), answer.missing.clone(), answer.met, answer.stalled)
        };
        prop_assert_eq!(gist(&answer), gist(&later), "{:?}", answer.holds_until);
    }

    #[test]
    fn an_open_or_referred_flag_always_stops(
        course in course(), which in 0_usize..200, day in 0..TODAY, referred in any::<bool>(), level in prop::sample::select(ActionLevel::ALL),
    ) {
        let flags = &protocol().red_flags;
        let flag = &flags[which % flags.len()];
        let mut flagged = course;
        flagged.flags.push(FlagEvent {
            flag: flag.key.clone(),
            at: moment(day, 0),
            state: if referred { FlagState::Referred } else { FlagState::Open },
            level: Some(level),
            by: "A. Marsh".to_owned(),
            note: if referred { "to the family doctor".to_owned() } else { String::new() },
            ask_again_on: None,
        });
        let answer = evaluate(protocol(), &flagged, now());
        let least = if referred { level } else { level.max(flag.action) };
        prop_assert_eq!(answer.recommendation, Recommendation::StopAndRefer(least));
        let screen = answer.criteria.iter().find(|criterion| criterion.measure == *RED_FLAG_SCREEN);
        prop_assert!(screen.is_none_or(|screen| screen.verdict == Verdict::NotYet));
    }
}

#[test]
fn an_answer_ends_where_time_passes_an_upper_limit() {
    let mut stricter = protocol().clone();
    let phase = stricter.phases.last_mut().unwrap();
    let weeks = phase
        .targets
        .iter_mut()
        .find(|target| target.measure == *"weeks_in_phase")
        .unwrap();
    weeks.operator = Operator::AtMost;
    weeks.threshold = Value::Number(Number::from_thousandths(3500));
    weeks.gate = Gate::Mandatory;
    let course = ready(9, true, AffectedSide::Left);
    let answer = evaluate(&stricter, &course, now());
    assert_eq!(answer.recommendation, Recommendation::Discharge);
    let later = moment(TODAY + 4, 0);
    assert_eq!(
        evaluate(&stricter, &course, later).recommendation,
        Recommendation::Hold
    );
    assert!(answer.holds_until.is_some_and(|last| last < later.date));
}
