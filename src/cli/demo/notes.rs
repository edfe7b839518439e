//! What is written beside the numbers of a visit.

use super::chance::Chance;
use super::path::Event;

/// Notes by phase, from the first; two to choose from.
const NOTES: [[&str; 2]; 9] = [
    [
        "Guarded on undressing. Settled with supported side lying; breathing drill done twice in the room.",
        "Less anxious once the first days were explained. Work adjusted until the end of the week.",
    ],
    [
        "Moves slowly inside the agreed limits; limits set a little wider today.",
        "Rotation is still the stiffest direction; heat before exercise helps.",
    ],
    [
        "Tone going down; trigger point beside the blade is tender but no longer refers.",
        "Tolerates deeper soft-tissue work. Agreed to keep the evening walk.",
    ],
    [
        "Neutral sitting needs a cue from the sternum; holds it well with the band.",
        "Loses neutral on the heavy side when the arm goes overhead. One harder version given.",
    ],
    [
        "End of range is stiff, not painful. Open book done with good control.",
        "Side bend even to the eye; twist still pulls at the end.",
    ],
    [
        "Lift from the floor technically clean. Load goes up by small steps.",
        "Fatigue shows in the lower trapezius first. Sitting at work is better with the breaks.",
    ],
    [
        "Key task rehearsed in full, twice, with pauses of a minute.",
        "Back to most of the usual week. Plan for a bad day talked through.",
    ],
    [
        "Throws are even; lands late on the tired side.",
        "Good sharp work for 20 minutes, then quality goes; stopped there.",
    ],
    [
        "Full session with the team, warm-up led by the patient.",
        "Match pace without guarding. Maintenance plan drafted together.",
    ],
];

const RESPONSES: &[&str] = &[
    "Easier on leaving than on coming in",
    "Tired, no more pain than before",
    "Warm and looser; no change in pain",
    "Comfortable throughout",
    "A little sore at the end, settled in the waiting room",
];

/// The note of a visit.
pub(super) fn note(phase: u8, visit: usize, event: Event, chance: Chance) -> String {
    let usual = || {
        let of_phase = NOTES[usize::from(phase.clamp(1, 9)) - 1];
        of_phase[(visit + usize::try_from(chance.below("note", 2)).unwrap_or(0)) % 2]
    };
    match event {
        Event::Settled => "Flare after a long day; settled by the next morning with the rest position and heat.",
        Event::Lasting => "Flare since the weekend, more than a day. Load eased by one step; call in two days agreed.",
        Event::Relapse => "Lifted a wardrobe at a move: spasm is back on the old side with pain at rest. Everything loaded stopped.",
        Event::Flag => "New tingling down the arm since yesterday, told at the end of the visit. Doctor’s letter started.",
        Event::FlagCleared => "Pain at night at rest for a week, not eased by turning. Referred to the GP the same day.",
        Event::None | Event::Missed | Event::Late | Event::Amended | Event::AmendedLater | Event::RecordedFor(_) | Event::Override => usual(),
    }
    .to_owned()
}

/// How the patient responded.
pub(super) fn response(visit: usize, chance: Chance) -> String {
    chance
        .pick(&format!("response {visit}"), RESPONSES)
        .to_owned()
}

/// What was said about the home programme.
pub(super) fn adherence(per_cent: i64) -> String {
    match per_cent {
        90.. => "Every day, diary full",
        75..90 => "Most days; missed some evenings",
        60..75 => "Mornings only; evenings are too full",
        _ => "Every other day; asked for a shorter sheet",
    }
    .to_owned()
}
