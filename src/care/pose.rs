//! A pose: what a figure shows, as joint angles, contacts and props, read from TOML.
//!
//! Lengths are in hundredths of body height. x runs along the page in the side view, y up from the
//! floor, z towards the viewer of the side view; a person facing +x has the right side near.

mod layers;
mod mirror;
mod parse;

use serde::{Deserialize, Serialize};

/// A point or a direction in space.
pub type Triple = [f64; 3];

/// Every picture of one exercise: camera, props and one panel for each moment shown.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
pub struct Pose {
    /// Where the viewer stands.
    pub view: View,
    /// The height the panel cuts the figure at, for exercises of the upper body.
    pub crop: Option<f64>,
    /// The side the panels show being worked.
    pub side: Side,
    /// Nothing moves between the panels.
    pub is_hold: bool,
    /// Props seen in every panel.
    pub props: Vec<Prop>,
    /// Two or three moments: start, (middle,) end.
    pub panels: Vec<Panel>,
}

/// The camera in degrees: yaw about the upright axis, pitch above the horizon.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize)]
pub struct View {
    /// 0 looks at a person facing +x from their right, 90 from the front.
    pub yaw: f64,
    /// 0 is level, 90 straight down.
    pub pitch: f64,
}

/// Right or left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The person's right.
    Right,
    /// The person's left.
    Left,
}

/// One moment of the movement.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
pub struct Panel {
    /// What it shows, for those who cannot see it.
    pub says: String,
    /// Where the pelvis is and how it is turned.
    pub pelvis: Pelvis,
    /// The back lies flat: no resting curves.
    pub is_flat: bool,
    /// Flex, side bend, twist of the low back in degrees.
    pub lumbar: Triple,
    /// The same for the upper back.
    pub thoracic: Triple,
    /// The same for the neck.
    pub neck: Triple,
    /// The same for the head on the neck.
    pub head: Triple,
    /// Right and left shoulder blade.
    pub blades: [Blade; 2],
    /// Right and left arm.
    pub arms: [Limb; 2],
    /// Right and left leg.
    pub legs: [Limb; 2],
    /// How far belly and ribs are filled with breath.
    pub breath: Breath,
    /// Muscles to mark.
    pub muscles: Vec<Marked>,
    /// Paths of motion arrows.
    pub arrows: Vec<Vec<Triple>>,
    /// Props seen in this panel only.
    pub props: Vec<Prop>,
}

/// The root of the body.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
pub struct Pelvis {
    /// Midway between the hip joints.
    pub at: Triple,
    /// Where the front of the body looks.
    pub facing: Triple,
    /// Where the spine points.
    pub up: Triple,
    /// Flex, side, twist in degrees after that.
    pub tilt: Triple,
}

/// How far a shoulder blade has moved from rest.
#[derive(Debug, Clone, Copy, PartialEq, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Blade {
    /// Up (+) or down (-).
    pub lift: f64,
    /// Round the ribs (+) or towards the spine (-).
    pub forward: f64,
}

/// Added half width or depth of the trunk.
#[derive(Debug, Clone, Copy, PartialEq, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Breath {
    /// Belly forward.
    pub belly: f64,
    /// Lower ribs sideways.
    pub ribs: f64,
}

/// An arm or a leg.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
pub struct Limb {
    /// How its two long bones lie.
    pub place: Place,
    /// Where fingers or toes point.
    pub tip: Option<Triple>,
    /// Where the sole looks, if not along the shank.
    pub sole: Option<Triple>,
    /// The hand is a fist round something.
    pub is_gripping: bool,
    /// Depth before (+) or behind (-) the trunk, if the picture would guess wrong.
    pub order: Option<f64>,
    /// The same for forearm or shank alone.
    pub order_lower: Option<f64>,
    /// The same for a hand that comes round from behind what hides its forearm.
    pub order_hand: Option<f64>,
}

/// Ways to lay a limb.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
pub enum Place {
    /// Wrist or ankle at a point, elbow or knee towards `bend`.
    To {
        /// Where wrist or ankle is.
        point: Triple,
        /// Where the middle joint points.
        bend: Triple,
    },
    /// The hand on a named part of the body.
    On {
        /// Which part.
        spot: Spot,
        /// Where the elbow points.
        bend: Triple,
        /// How far the wrist stays behind it along the fingers.
        reach: f64,
    },
    /// Directions of both bones in space.
    World([Triple; 2]),
    /// Directions of both bones on the trunk: forward, up, outward.
    Body([Triple; 2]),
    /// Joint angles: flexed, moved out, turned about its length, bent at elbow or knee.
    Angles([f64; 4]),
}

/// Parts of the body a hand can rest on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say which part")]
pub enum Spot {
    CheekRight,
    CheekLeft,
    NapeRight,
    NapeLeft,
    CrownRight,
    CrownLeft,
    ShoulderRight,
    ShoulderLeft,
    BackOfShoulderRight,
    BackOfShoulderLeft,
    RibRight,
    RibLeft,
    HipRight,
    HipLeft,
    KneeRight,
    KneeLeft,
    ThighRight,
    ThighLeft,
    Chest,
    Belly,
    SmallOfBack,
    HandRight,
    HandLeft,
}

/// Muscles a figure can mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the anatomy")]
pub enum Muscle {
    UpperTrapezius,
    MiddleTrapezius,
    LowerTrapezius,
    Rhomboids,
    LevatorScapulae,
    ThoracicExtensors,
    LatissimusDorsi,
    SerratusAnterior,
    Pectorals,
    Abdominals,
    Obliques,
    Gluteals,
}

/// A muscle to mark, on both sides or one.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize)]
#[serde(untagged)]
pub enum Marked {
    /// Right and left.
    Both(Muscle),
    /// One side.
    One {
        /// Which muscle.
        muscle: Muscle,
        /// Which side.
        side: Side,
    },
}

/// A thing held by a hand or standing at a point.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize)]
#[serde(untagged)]
pub enum Anchor {
    /// On the body.
    On(Spot),
    /// In space.
    At(Triple),
}

/// Things in the picture. Boxes are `[x from, x to, z from, z to, height]`.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Prop {
    /// A chair with a back, its seat centred at this x; the sitter faces +x.
    Chair(f64),
    /// A stool centred at this x.
    Stool(f64),
    /// A bench or step with legs.
    Bench([f64; 5]),
    /// A table with legs.
    Table([f64; 5]),
    /// A closed box: `[x from, x to, y from, y to, z from, z to]`.
    Carton([f64; 6]),
    /// A wall.
    Wall([f64; 5]),
    /// A door frame across the x axis at this x.
    DoorFrame(f64),
    /// A post a band is tied to: x, z, height.
    Post(Triple),
    /// A mat on the floor: `[x from, x to, z from, z to]`.
    Mat([f64; 4]),
    /// A pillow: `[x from, x to, y from, y to, z from, z to]`.
    Pillow([f64; 6]),
    /// A foam roller.
    FoamRoller(Roll),
    /// A rolled towel.
    TowelRoll(Roll),
    /// A small ball.
    Ball(Round),
    /// A medicine ball.
    MedicineBall(Round),
    /// A dumbbell in a hand.
    Dumbbell(Spot),
    /// A shopping bag hanging from a hand.
    Bag(Spot),
    /// A club or racket held in a hand, pointing this way.
    Club {
        /// Which hand.
        hand: Spot,
        /// Where its head points.
        along: Triple,
    },
    /// An elastic band through these points.
    Band(Vec<Anchor>),
    /// An exercise bike: x of its crank, and the right pedal's angle in degrees.
    Bike([f64; 2]),
    /// The surface of a pool at this height.
    Water(f64),
    /// A clock face on the right shoulder blade, arrows at 12, 3, 6 and 9.
    BladeClock(Side),
    /// Arrows round a point, drawn as a circle on the page.
    Circling(Round),
    /// A count of breaths round a square, its centre at a point.
    BreathSquare(Triple),
    /// Lines that show speed behind a thrown thing: from, to.
    Flight([Triple; 2]),
}

/// A cylinder lying across the body.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Roll {
    /// Its middle.
    pub at: Triple,
    /// Its radius.
    pub radius: f64,
    /// Half its length.
    pub half: f64,
    /// Its axis.
    #[serde(default = "across")]
    pub along: Triple,
}

/// A ball.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Round {
    /// Its centre, or the hand that holds it.
    pub at: Anchor,
    /// Its radius.
    pub radius: f64,
}

/// What is wrong with a pose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where in the document: `end.arm_left`.
    pub at: String,
    /// What is wrong and what to do.
    pub reason: String,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.at, self.reason)
    }
}

fn across() -> Triple {
    [0.0, 0.0, 1.0]
}

impl Side {
    /// The other side.
    pub fn other(self) -> Self {
        match self {
            Self::Right => Self::Left,
            Self::Left => Self::Right,
        }
    }
}

impl Pose {
    /// Reads a pose document; on failure every fault found.
    pub fn parse(text: &str) -> Result<Self, Vec<Fault>> {
        parse::text(text)
    }

    /// The same from a table of a larger document, such as an exercise's own.
    pub fn from_table(table: toml::Table) -> Result<Self, Vec<Fault>> {
        parse::pose(table)
    }
}
