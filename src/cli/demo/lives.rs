//! What the demo's people do, what hurts and what they want to do again.

use super::chance::Chance;

/// A life as an intake hears of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Life {
    /// Work or days.
    pub work: &'static str,
    /// Which sport; empty for none.
    pub sport: &'static str,
    /// The complaint in the patient's words.
    pub complaint: &'static str,
    /// What the patient wants to do again.
    pub goal: &'static str,
    /// The three activities of the function scale.
    pub activities: [&'static str; 3],
    /// A contributing factor's key.
    pub factor: &'static str,
    /// A muscle's key.
    pub muscle: &'static str,
    /// An injury began it.
    pub injury: bool,
    /// The youngest and oldest who live so.
    pub ages: (u64, u64),
}

/// Those who do no sport.
const EVERYDAY: &[Life] = &[
    Life {
        work: "Accounts clerk, at a screen all day",
        sport: "",
        complaint: "A band of tightness between the shoulder blades that locks when I turn to the second screen.",
        goal: "Work a full day without lying down at lunch",
        activities: [
            "Sitting at the desk for two hours",
            "Turning to reverse the car",
            "Reading in bed",
        ],
        factor: "cf_computer",
        muscle: "rhomboids",
        injury: false,
        ages: (28, 61),
    },
    Life {
        work: "Warehouse picker, nights",
        sport: "",
        complaint: "Something went between the blades as I lifted a crate off the top shelf.",
        goal: "Back to full shifts with lifting",
        activities: [
            "Lifting a crate to shoulder height",
            "Pushing a loaded cage",
            "Sleeping through the day",
        ],
        factor: "cf_lift_more",
        muscle: "trapezius_middle",
        injury: true,
        ages: (24, 52),
    },
    Life {
        work: "Staff nurse on a medical ward",
        sport: "",
        complaint: "Spasm under the shoulder blade since helping a patient up the bed.",
        goal: "Work three long days in a row",
        activities: [
            "Moving patients with a slide sheet",
            "Charting at the trolley",
            "Carrying shopping up two floors",
        ],
        factor: "cf_knit_nurse",
        muscle: "rhomboids",
        injury: true,
        ages: (25, 58),
    },
    Life {
        work: "Bus driver, split shifts",
        sport: "",
        complaint: "The upper back seizes after an hour at the wheel and breathing in feels short.",
        goal: "Drive a whole shift",
        activities: [
            "Driving for an hour",
            "Checking over the shoulder",
            "Putting on a coat",
        ],
        factor: "cf_driving",
        muscle: "longissimus_thoracis",
        injury: false,
        ages: (35, 63),
    },
    Life {
        work: "At home with twins of ten months",
        sport: "",
        complaint: "A hard knot beside the spine that grabs when I lift the children out of the cot.",
        goal: "Carry both children up the stairs",
        activities: [
            "Lifting a child out of the cot",
            "Feeding for half an hour",
            "Pushing the double buggy",
        ],
        factor: "cf_bend_twist",
        muscle: "trapezius_lower",
        injury: false,
        ages: (24, 41),
    },
    Life {
        work: "Retired; looks after an allotment",
        sport: "",
        complaint: "It caught me while digging and now I cannot reach the top cupboard.",
        goal: "Dig the beds before the frost",
        activities: [
            "Digging for half an hour",
            "Reaching the top cupboard",
            "Carrying a full watering can",
        ],
        factor: "cf_unaccustomed",
        muscle: "latissimus_dorsi",
        injury: true,
        ages: (66, 79),
    },
    Life {
        work: "Dental hygienist",
        sport: "",
        complaint: "Burning and stiffness over one side of the upper back by noon, every working day.",
        goal: "A full list of patients without the burning",
        activities: [
            "Leaning over the chair",
            "Holding the arms up for ten minutes",
            "Swimming with the children",
        ],
        factor: "cf_slouching",
        muscle: "trapezius_upper",
        injury: false,
        ages: (27, 55),
    },
    Life {
        work: "Plasterer, self-employed",
        sport: "",
        complaint: "Overhead work brings on a cramp between the blades that stops me for the day.",
        goal: "Plaster a ceiling again",
        activities: [
            "Working overhead",
            "Carrying a bag of plaster",
            "Climbing a ladder with tools",
        ],
        factor: "cf_overhead",
        muscle: "serratus_anterior",
        injury: false,
        ages: (26, 57),
    },
    Life {
        work: "Retired teacher, minds grandchildren twice a week",
        sport: "",
        complaint: "A coughing week left me with a spasm round the ribs when I turn in bed.",
        goal: "Pick up the grandchildren without fear",
        activities: [
            "Turning over in bed",
            "Lifting a toddler",
            "Hanging out the washing",
        ],
        factor: "cf_cough_sneeze",
        muscle: "intercostals",
        injury: false,
        ages: (65, 78),
    },
    Life {
        work: "Hairdresser, standing",
        sport: "",
        complaint: "My shoulder blade locks when I hold the dryer up, and it wakes me at night.",
        goal: "Four days a week in the salon",
        activities: [
            "Blow-drying for twenty minutes",
            "Sweeping up",
            "Sleeping on the side",
        ],
        factor: "cf_overuse",
        muscle: "levator_scapulae",
        injury: false,
        ages: (22, 56),
    },
    Life {
        work: "Van courier",
        sport: "",
        complaint: "I twisted out of the van with a parcel and felt it go on one side.",
        goal: "Full round with heavy parcels",
        activities: [
            "Getting in and out of the van",
            "Carrying 15 kg up stairs",
            "Twisting to the back seat",
        ],
        factor: "cf_twist_lifting",
        muscle: "multifidus",
        injury: true,
        ages: (21, 49),
    },
    Life {
        work: "Software tester, works from the kitchen table",
        sport: "",
        complaint: "It began as a dull ache after long calls; now turning my head pulls down to the blade.",
        goal: "Sit through a day of meetings",
        activities: [
            "Sitting for ninety minutes",
            "Typing on the laptop",
            "Turning the head while cycling",
        ],
        factor: "cf_forward_head",
        muscle: "splenius_thoracis",
        injury: false,
        ages: (23, 50),
    },
];

/// Those who do.
const SPORTING: &[Life] = &[
    Life {
        work: "Estate agent",
        sport: "Tennis, club doubles",
        complaint: "Sharp pull between spine and blade on a second serve; since then it cramps on reaching up.",
        goal: "Play the autumn doubles",
        activities: ["Serving", "Reaching overhead", "Carrying the kit bag"],
        factor: "cf_overhead",
        muscle: "rhomboids",
        injury: true,
        ages: (26, 58),
    },
    Life {
        work: "Student of marine biology",
        sport: "Rowing, university eight",
        complaint: "Tightness at the catch that turned into a spasm on the ergometer.",
        goal: "Back in the boat for the head races",
        activities: [
            "Rowing 5 km on the ergometer",
            "Lifting the boat",
            "Sitting through lectures",
        ],
        factor: "cf_overuse",
        muscle: "serratus_anterior",
        injury: true,
        ages: (19, 23),
    },
    Life {
        work: "Electrician",
        sport: "Golf, weekly",
        complaint: "It went on the follow-through and I could not finish the round.",
        goal: "Eighteen holes, full swing",
        activities: ["A full swing", "Drilling overhead", "Pulling cable"],
        factor: "cf_strain_event",
        muscle: "latissimus_dorsi",
        injury: true,
        ages: (34, 63),
    },
    Life {
        work: "Primary school teacher",
        sport: "Netball, goal attack",
        complaint: "Caught an elbow in the back and it has locked on that side ever since.",
        goal: "Play a whole match",
        activities: [
            "Shooting from the circle",
            "Writing on the board",
            "Sitting on small chairs",
        ],
        factor: "cf_strain_sprain",
        muscle: "trapezius_middle",
        injury: true,
        ages: (23, 39),
    },
    Life {
        work: "Physics teacher",
        sport: "Bouldering, three times a week",
        complaint: "A hard move on an overhang, then a cramp under the blade that will not let go.",
        goal: "Climb at my old grade",
        activities: [
            "Pulling up on one arm",
            "Reaching behind the back",
            "Marking for an hour",
        ],
        factor: "cf_unaccustomed",
        muscle: "trapezius_lower",
        injury: true,
        ages: (22, 45),
    },
    Life {
        work: "Chef, evenings",
        sport: "Boxing training, no contests",
        complaint: "Bag work brought on a spasm on the punching side that takes my breath.",
        goal: "Six rounds on the pads",
        activities: [
            "Hitting the pads",
            "Lifting stock pots",
            "Lying on the back",
        ],
        factor: "cf_overuse",
        muscle: "serratus_posterior",
        injury: true,
        ages: (21, 44),
    },
    Life {
        work: "Solicitor",
        sport: "Swimming, masters squad",
        complaint: "Front crawl on one side sets off a band of spasm; breathing to that side is worst.",
        goal: "Swim the 1500 m in the spring gala",
        activities: [
            "Front crawl for 20 minutes",
            "Sitting at the desk until noon",
            "Carrying files",
        ],
        factor: "cf_patterns",
        muscle: "intercostals",
        injury: false,
        ages: (29, 60),
    },
    Life {
        work: "Landscape gardener",
        sport: "Cricket, opening bowler",
        complaint: "Pulled something between the blades in my delivery stride.",
        goal: "Bowl ten overs",
        activities: [
            "Bowling off the full run",
            "Using the hedge cutter",
            "Throwing from the boundary",
        ],
        factor: "cf_rhomboid_strain",
        muscle: "rhomboids",
        injury: true,
        ages: (20, 41),
    },
];

/// The life of a patient.
pub(super) fn life(number: usize, sport: bool) -> Life {
    let of = if sport { SPORTING } else { EVERYDAY };
    of[(number + Chance::of(number / of.len()).below("life", 5) as usize) % of.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builtin::knowledge;

    #[test]
    fn every_life_names_a_factor_and_a_muscle_of_the_knowledge() {
        for life in EVERYDAY.iter().chain(SPORTING) {
            let factors = &knowledge().factors;
            assert!(factors.iter().any(|one| one.key == life.factor), "{life:?}");
            let muscles = &knowledge().muscles;
            assert!(muscles.iter().any(|one| one.key == life.muscle), "{life:?}");
            assert!(life.ages.0 < life.ages.1, "{life:?}");
        }
    }
}
