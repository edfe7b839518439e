//! From a TOML document to a [`Pose`], naming every fault.
//!
//! `end` repeats only what changes from the panel before it, and `start` what differs from its base.

use std::sync::LazyLock;

use serde::Deserialize;
use toml::{Table, Value};

use super::layers::{expanded, merge};
use super::{
    Blade, Breath, Fault, Limb, Marked, Panel, Pelvis, Place, Pose, Prop, Side, Spot, Triple, View,
};

const BASES: &str = include_str!("bases.toml");
/// What belongs to one panel alone and is not taken over by the next.
const PASSING: [&str; 4] = ["says", "arrows", "muscles", "props"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    view: Camera,
    crop: Option<f64>,
    #[serde(default = "right")]
    side: Side,
    #[serde(default)]
    hold: bool,
    #[serde(default)]
    props: Vec<Prop>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Camera {
    Named(String),
    Degrees([f64; 2]),
}

#[derive(Deserialize, Clone, Copy)]
#[serde(untagged)]
enum Direction {
    Word(Word),
    Towards(Triple),
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum Word {
    Up,
    Down,
    Near,
    Far,
    #[serde(rename = "+x")]
    Ahead,
    #[serde(rename = "-x")]
    Behind,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PanelText {
    says: String,
    pelvis: PelvisText,
    #[serde(default)]
    flat: bool,
    #[serde(default)]
    lumbar: Triple,
    #[serde(default)]
    thoracic: Triple,
    #[serde(default)]
    neck: Triple,
    #[serde(default)]
    head: Triple,
    #[serde(default)]
    blade_right: Blade,
    #[serde(default)]
    blade_left: Blade,
    #[serde(default)]
    arm_right: LimbText,
    #[serde(default)]
    arm_left: LimbText,
    #[serde(default)]
    leg_right: LimbText,
    #[serde(default)]
    leg_left: LimbText,
    #[serde(default)]
    breath: Breath,
    #[serde(default)]
    muscles: Vec<Marked>,
    #[serde(default)]
    arrows: Vec<Vec<Triple>>,
    #[serde(default)]
    props: Vec<Prop>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PelvisText {
    at: Triple,
    facing: Direction,
    up: Direction,
    #[serde(default)]
    tilt: Triple,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct LimbText {
    to: Option<Triple>,
    on: Option<Spot>,
    reach: Option<f64>,
    bend: Option<Direction>,
    world: Option<[Direction; 2]>,
    body: Option<[Triple; 2]>,
    angles: Option<[f64; 4]>,
    tip: Option<Direction>,
    sole: Option<Direction>,
    grip: bool,
    order: Option<f64>,
    order_lower: Option<f64>,
    order_hand: Option<f64>,
}

fn right() -> Side {
    Side::Right
}

fn fault(at: impl Into<String>, reason: impl ToString) -> Fault {
    Fault {
        at: at.into(),
        reason: reason.to_string().trim().replace('\n', " "),
    }
}

pub(super) fn text(text: &str) -> Result<Pose, Vec<Fault>> {
    let table = text
        .parse()
        .map_err(|e: toml::de::Error| vec![fault("pose", e.message())])?;
    pose(table)
}

static POSTURES: LazyLock<Result<Table, String>> =
    LazyLock::new(|| BASES.parse().map_err(|e: toml::de::Error| e.to_string()));

pub(super) fn pose(mut table: Table) -> Result<Pose, Vec<Fault>> {
    let bases = POSTURES.as_ref().map_err(|e| vec![fault("bases", e)])?;
    let mut faults = Vec::new();
    let base = match table.remove("base") {
        None => Table::new(),
        Some(name) => match name
            .as_str()
            .and_then(|n| bases.get(n))
            .and_then(Value::as_table)
        {
            Some(base) => base.clone(),
            None => {
                let known: Vec<_> = bases.keys().map(String::as_str).collect();
                faults.push(fault(
                    "base",
                    format!("{name} is not a base; use one of {}", known.join(", ")),
                ));
                Table::new()
            }
        },
    };
    let mut panels = Vec::new();
    let mut before = expanded(base);
    for name in ["start", "middle", "end"] {
        let Some(layer) = table.remove(name) else {
            if name != "middle" {
                faults.push(fault(name, "this panel is missing"));
            }
            continue;
        };
        let Value::Table(layer) = layer else {
            faults.push(fault(name, "a panel is a table"));
            continue;
        };
        PASSING.iter().for_each(|key| drop(before.remove(*key)));
        merge(&mut before, expanded(layer));
        match PanelText::deserialize(before.clone()) {
            Ok(text) => panels.push(text.panel(name, &mut faults)),
            Err(e) => faults.push(fault(name, e.message())),
        }
    }
    let document = Document::deserialize(table).map_err(|e| fault("pose", e.message()));
    let view = document.as_ref().ok().map(|d| d.view.view());
    match (document, view) {
        (Ok(d), Some(Ok(view))) if faults.is_empty() => Ok(Pose {
            view,
            crop: d.crop,
            side: d.side,
            is_hold: d.hold,
            props: d.props,
            panels,
        }),
        (document, view) => {
            faults.extend(document.err());
            faults.extend(view.and_then(Result::err));
            Err(faults)
        }
    }
}

impl Camera {
    fn view(&self) -> Result<View, Fault> {
        let (yaw, pitch) = match self {
            Self::Degrees([yaw, pitch]) => (*yaw, *pitch),
            Self::Named(name) => match name.as_str() {
                "side" => (14.0, 7.0),
                "side_behind" => (-18.0, 7.0),
                "front" => (90.0, 6.0),
                "back" => (-90.0, 6.0),
                "front_quarter" => (52.0, 8.0),
                "back_quarter" => (-46.0, 8.0),
                "above" => (0.0, 42.0),
                "prone_above" => (-24.0, 46.0),
                _ => {
                    return Err(fault(
                        "view",
                        format!(
                            "{name} is not a view; use side, side_behind, front, back, front_quarter, back_quarter, \
                             above, prone_above, or [yaw, pitch]"
                        ),
                    ));
                }
            },
        };
        Ok(View { yaw, pitch })
    }
}

impl Direction {
    fn triple(self) -> Triple {
        match self {
            Self::Towards(v) => v,
            Self::Word(Word::Up) => [0.0, 1.0, 0.0],
            Self::Word(Word::Down) => [0.0, -1.0, 0.0],
            Self::Word(Word::Near) => [0.0, 0.0, 1.0],
            Self::Word(Word::Far) => [0.0, 0.0, -1.0],
            Self::Word(Word::Ahead) => [1.0, 0.0, 0.0],
            Self::Word(Word::Behind) => [-1.0, 0.0, 0.0],
        }
    }
}

impl PanelText {
    fn panel(self, name: &str, faults: &mut Vec<Fault>) -> Panel {
        let arm = Place::Body([[0.0, -1.0, 0.10], [0.14, -1.0, 0.04]]);
        let leg = Place::Body([[0.0, -1.0, 0.02], [0.0, -1.0, 0.0]]);
        let mut limb = |text: LimbText, key: &str, hanging: &Place| match text.limb(hanging) {
            Ok(limb) => limb,
            Err(reason) => {
                faults.push(fault(format!("{name}.{key}"), reason));
                Limb {
                    place: hanging.clone(),
                    ..Limb::hanging()
                }
            }
        };
        let arms = [
            limb(self.arm_right, "arm_right", &arm),
            limb(self.arm_left, "arm_left", &arm),
        ];
        let legs = [
            limb(self.leg_right, "leg_right", &leg),
            limb(self.leg_left, "leg_left", &leg),
        ];
        Panel {
            says: self.says,
            pelvis: Pelvis {
                at: self.pelvis.at,
                facing: self.pelvis.facing.triple(),
                up: self.pelvis.up.triple(),
                tilt: self.pelvis.tilt,
            },
            is_flat: self.flat,
            lumbar: self.lumbar,
            thoracic: self.thoracic,
            neck: self.neck,
            head: self.head,
            blades: [self.blade_right, self.blade_left],
            arms,
            legs,
            breath: self.breath,
            muscles: self.muscles,
            arrows: self.arrows,
            props: self.props,
        }
    }
}

impl Limb {
    fn hanging() -> Self {
        Self {
            place: Place::Angles([0.0; 4]),
            tip: None,
            sole: None,
            is_gripping: false,
            order: None,
            order_lower: None,
            order_hand: None,
        }
    }
}

impl LimbText {
    fn limb(self, hanging: &Place) -> Result<Limb, &'static str> {
        let bend = self.bend.map_or([0.0; 3], Direction::triple);
        let ways = [
            self.to.is_some(),
            self.on.is_some(),
            self.world.is_some(),
            self.body.is_some(),
            self.angles.is_some(),
        ];
        if ways.iter().filter(|w| **w).count() > 1 {
            return Err("place a limb in one way only: to, on, world, body or angles");
        }
        let place = match (self.to, self.on, self.world, self.body, self.angles) {
            (Some(point), ..) => Place::To { point, bend },
            (_, Some(spot), ..) => Place::On {
                spot,
                bend,
                reach: self.reach.unwrap_or(4.0),
            },
            (_, _, Some([a, b]), ..) => Place::World([a.triple(), b.triple()]),
            (_, _, _, Some(body), _) => Place::Body(body),
            (_, _, _, _, Some(angles)) => Place::Angles(angles),
            _ => hanging.clone(),
        };
        Ok(Limb {
            place,
            tip: self.tip.map(Direction::triple),
            sole: self.sole.map(Direction::triple),
            is_gripping: self.grip,
            order: self.order,
            order_lower: self.order_lower,
            order_hand: self.order_hand,
        })
    }
}
