//! Sheets as a clinic would print them.

use ninefold::print::home_sheet::*;

/// Name, dose, sides, start, steps, when to stop, times a day.
type Told = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
    &'static str,
    u8,
);

/// Ten exercises of the library, as the sheet shows them.
pub fn exercises(count: usize) -> Vec<Exercise> {
    let library: [Told; 10] = [
        (
            "Belly breathing",
            "10 breaths, 3 times a day",
            "",
            "Lie on your back or sit well supported. One hand on your chest, one on your belly.",
            &[
                "Breathe in through your nose so the lower hand rises.",
                "Keep the top hand still.",
                "Breathe out slowly through your mouth.",
            ],
            "You feel dizzy, or breathing in gives sharp pain that does not ease (call us today).",
            3,
        ),
        (
            "Shoulder blade squeeze",
            "10 times, hold 5 seconds, 3 times a day",
            "both sides together",
            "Sit tall. Bend your elbows to a right angle by your sides.",
            &[
                "Gently draw your shoulder blades together, as if to hold a pencil.",
                "Keep your shoulders down, away from your ears.",
                "Let go slowly.",
            ],
            "Pain goes up. Never force the squeeze.",
            3,
        ),
        (
            "Head turn with hand",
            "2 times each side, hold 20 seconds, 2 times a day",
            "right and left",
            "Sit tall. To turn right, put your right hand lightly on your left cheekbone.",
            &[
                "Turn your head to the right as far as is easy.",
                "Use your hand to guide the turn, not to force it.",
                "Breathe deeply, then come back and change sides.",
            ],
            "Pain goes up, or you feel dizzy, sick or get tingling.",
            2,
        ),
        (
            "Seated cat and cow",
            "8 times, hold 2 seconds, 3 times a day",
            "",
            "Sit on the front of a chair, hands on knees.",
            &[
                "Round your upper back and let your head drop a little.",
                "Then lift your chest and look ahead.",
                "Move only as far as feels easy.",
            ],
            "Sharp pain, or pain that stays after you stop.",
            3,
        ),
        (
            "Chin tuck",
            "2 sets of 8, hold 5 seconds, 2 times a day",
            "",
            "Sit tall, or stand with your back to a wall.",
            &[
                "Slide your head straight back, as if making a double chin.",
                "Keep your eyes level.",
                "Let go slowly.",
            ],
            "Dizziness, or tingling down an arm.",
            2,
        ),
        (
            "Walking",
            "10 minutes, once or twice a day",
            "",
            "Stand tall, look ahead.",
            &[
                "Walk at an easy pace and let your arms swing.",
                "Keep your shoulders loose.",
                "Add a few minutes every two or three days.",
            ],
            "Chest pain, breathlessness, or weak or clumsy legs – stop and get help.",
            2,
        ),
        (
            "Seated trunk turn",
            "2 sets of 6 each side, hold 3 seconds, 2 times a day",
            "right and left",
            "Sit tall with a rolled towel between your knees. Cross your arms over your chest.",
            &[
                "Turn slowly to one side from your chest.",
                "Keep your knees still.",
                "Come back and turn the other way.",
            ],
            "Sharp pain, or pain into your arm or chest.",
            2,
        ),
        (
            "Wall slide",
            "2 sets of 10, once a day",
            "both sides together",
            "Stand with your forearms on a wall, elbows at shoulder height.",
            &[
                "Slide your arms up the wall.",
                "Let your shoulder blades move round and up.",
                "Slide down slowly.",
            ],
            "Pinching at the top of your shoulder.",
            1,
        ),
        (
            "Open book",
            "8 each side, hold 2 seconds, 2 times a day",
            "right and left",
            "Lie on your side, knees bent and together, arms straight out in front, palms touching.",
            &[
                "Lift the top arm and open it behind you.",
                "Let your head and chest follow.",
                "Breathe out and come back.",
            ],
            "Sharp pain, or tingling in your arm.",
            2,
        ),
        (
            "Rib breathing",
            "2 sets of 5 breaths, 3 times a day",
            "",
            "Sit tall. Put your hands on the sides of your lower ribs.",
            &[
                "Breathe in and push your ribs out into your hands.",
                "Pause for one second.",
                "Breathe out and feel your ribs drop.",
            ],
            "Sharp pain, or you feel short of breath.",
            3,
        ),
    ];
    let exercise = |place: usize| {
        let (name, dose, sides, start, steps, stop_if, times_a_day) =
            library[place % library.len()];
        Exercise {
            name: name.into(),
            dose: dose.into(),
            sides: sides.into(),
            start: start.into(),
            steps: steps.iter().map(|step| (*step).into()).collect(),
            stop_if: stop_if.into(),
            build_up: Vec::new(),
            note: String::new(),
            times_a_day,
        }
    };
    (0..count).map(exercise).collect()
}

/// A sheet in English with this many exercises.
pub fn sheet(count: usize) -> Sheet {
    Sheet {
        language: "en-GB".into(),
        labels: Labels::english(),
        clinic: Clinic {
            name: "Riverside Physiotherapy".into(),
            address: vec!["12 Mill Lane".into(), "Leeds LS1 4AB".into()],
            phone: "0113 496 0000".into(),
        },
        patient: Patient {
            name: "Nguyễn Thị Ánh".into(),
            name_to_use: Some("Anna".into()),
            date_of_birth: "3 May 1985".into(),
            clinic_number: "10423".into(),
        },
        clinician: "Łukasz Žižek".into(),
        date: "21 November 2026".into(),
        phase: "Phase 2: moving without pain".into(),
        goal: Some("carry my daughter up the stairs without a twinge".into()),
        changes: Changes::Since(vec![
            "New: chin tuck.".into(),
            "Shoulder blade squeeze goes up from 8 to 10 times.".into(),
        ]),
        notice: None,
        exercises: exercises(count),
        pain_guide: Some(PainGuide {
            carry_on: Band { scores: "0 to 3 out of 10".into(), advice: "Fine. Carry on.".into() },
            ease: Band {
                scores: "4 to 5".into(),
                advice: "Do less. It should settle within 24 hours.".into(),
            },
            stop: Band { scores: "6 to 10".into(), advice: "Stop. Call us if it has not settled by tomorrow.".into() },
        }),
        advice: vec![
            "**Heat:** 10–15 minutes of warm shower on your back, or a wrapped hot water bottle for up to 20 minutes. Do not sleep on it.".into(),
            "**Sleep:** on your side, knees bent, a pillow between your knees.".into(),
            "**Sitting:** get up and move every 30 minutes.".into(),
        ],
        diary: Some(Diary { first_day: chrono::NaiveDate::from_ymd_opt(2026, 11, 21).unwrap_or_default(), days: 14 }),
        emergency: Help {
            heading: "Call 999 or go to A&E now for:".into(),
            points: vec![
                "chest pain or sudden breathlessness".into(),
                "loss of control of bladder or bowel".into(),
                "numbness round your genitals or back passage".into(),
                "sudden weakness in an arm, a leg or your face".into(),
            ],
        },
        same_day: Help {
            heading: "See a doctor today for:".into(),
            points: vec![
                "fever with your back pain".into(),
                "tingling or weakness in arms or legs that is new".into(),
                "pain that wakes you and nothing eases".into(),
            ],
        },
        next_visit: Some("Monday 30 November 2026, 10:30".into()),
        version: "3".into(),
        check_code: "K7Q2-9FXD".into(),
    }
}
