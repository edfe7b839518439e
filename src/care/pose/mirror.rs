//! The same pose for the other side: every left is a right, and the picture is its mirror image.

use super::{
    Anchor, Limb, Marked, Panel, Pelvis, Place, Pose, Prop, Roll, Round, Side, Spot, Triple, View,
};

impl Pose {
    /// The pose as it is done on `side`.
    #[must_use]
    pub fn on(&self, side: Side) -> Self {
        if self.side == side {
            self.clone()
        } else {
            self.mirrored()
        }
    }

    /// The same exercise for the other side: every left is a right, and the picture is its mirror image.
    #[must_use]
    pub fn mirrored(&self) -> Self {
        Self {
            view: View {
                yaw: 180.0 - self.view.yaw,
                pitch: self.view.pitch,
            },
            side: self.side.other(),
            props: self.props.iter().map(Prop::mirrored).collect(),
            panels: self.panels.iter().map(Panel::mirrored).collect(),
            crop: self.crop,
            is_hold: self.is_hold,
        }
    }
}

fn flip(v: Triple) -> Triple {
    [v[0], v[1], -v[2]]
}

/// Side bend and twist change sign, flex does not.
fn turn_back(v: Triple) -> Triple {
    [v[0], -v[1], -v[2]]
}

impl Panel {
    fn mirrored(&self) -> Self {
        let [arm_right, arm_left] = &self.arms;
        let [leg_right, leg_left] = &self.legs;
        Self {
            pelvis: Pelvis {
                at: flip(self.pelvis.at),
                facing: flip(self.pelvis.facing),
                up: flip(self.pelvis.up),
                tilt: turn_back(self.pelvis.tilt),
            },
            lumbar: turn_back(self.lumbar),
            thoracic: turn_back(self.thoracic),
            neck: turn_back(self.neck),
            head: turn_back(self.head),
            blades: [self.blades[1], self.blades[0]],
            arms: [arm_left.mirrored(), arm_right.mirrored()],
            legs: [leg_left.mirrored(), leg_right.mirrored()],
            arrows: self
                .arrows
                .iter()
                .map(|a| a.iter().copied().map(flip).collect())
                .collect(),
            muscles: self.muscles.iter().map(|m| m.mirrored()).collect(),
            props: self.props.iter().map(Prop::mirrored).collect(),
            ..self.clone()
        }
    }
}

impl Limb {
    fn mirrored(&self) -> Self {
        Self {
            place: match self.place {
                Place::To { point, bend } => Place::To {
                    point: flip(point),
                    bend: flip(bend),
                },
                Place::On { spot, bend, reach } => Place::On {
                    spot: spot.mirrored(),
                    bend: flip(bend),
                    reach,
                },
                Place::World([a, b]) => Place::World([flip(a), flip(b)]),
                Place::Body(b) => Place::Body(b),
                Place::Angles(a) => Place::Angles(a),
            },
            tip: self.tip.map(flip),
            sole: self.sole.map(flip),
            ..self.clone()
        }
    }
}

impl Spot {
    /// The same part on the other side.
    pub fn mirrored(self) -> Self {
        use Spot::*;
        match self {
            CheekRight => CheekLeft,
            CheekLeft => CheekRight,
            NapeRight => NapeLeft,
            NapeLeft => NapeRight,
            CrownRight => CrownLeft,
            CrownLeft => CrownRight,
            ShoulderRight => ShoulderLeft,
            ShoulderLeft => ShoulderRight,
            BackOfShoulderRight => BackOfShoulderLeft,
            BackOfShoulderLeft => BackOfShoulderRight,
            RibRight => RibLeft,
            RibLeft => RibRight,
            HipRight => HipLeft,
            HipLeft => HipRight,
            KneeRight => KneeLeft,
            KneeLeft => KneeRight,
            ThighRight => ThighLeft,
            ThighLeft => ThighRight,
            HandRight => HandLeft,
            HandLeft => HandRight,
            Chest | Belly | SmallOfBack => self,
        }
    }
}

impl Marked {
    fn mirrored(self) -> Self {
        match self {
            Self::Both(_) => self,
            Self::One { muscle, side } => Self::One {
                muscle,
                side: side.other(),
            },
        }
    }
}

impl Anchor {
    fn mirrored(self) -> Self {
        match self {
            Self::On(spot) => Self::On(spot.mirrored()),
            Self::At(p) => Self::At(flip(p)),
        }
    }
}

impl Prop {
    fn mirrored(&self) -> Self {
        let swap = |[x0, x1, z0, z1, h]: [f64; 5]| [x0, x1, -z1, -z0, h];
        let roll = |r: &Roll| Roll {
            at: flip(r.at),
            along: flip(r.along),
            ..*r
        };
        let round = |r: &Round| Round {
            at: r.at.mirrored(),
            ..*r
        };
        match self {
            Self::Bench(b) => Self::Bench(swap(*b)),
            Self::Table(b) => Self::Table(swap(*b)),
            Self::Carton([x0, x1, y0, y1, z0, z1]) => Self::Carton([*x0, *x1, *y0, *y1, -z1, -z0]),
            Self::Wall(b) => Self::Wall(swap(*b)),
            Self::Post(p) => Self::Post([p[0], -p[1], p[2]]),
            Self::Mat([x0, x1, z0, z1]) => Self::Mat([*x0, *x1, -z1, -z0]),
            Self::Pillow([x0, x1, y0, y1, z0, z1]) => Self::Pillow([*x0, *x1, *y0, *y1, -z1, -z0]),
            Self::FoamRoller(r) => Self::FoamRoller(roll(r)),
            Self::TowelRoll(r) => Self::TowelRoll(roll(r)),
            Self::Ball(r) => Self::Ball(round(r)),
            Self::MedicineBall(r) => Self::MedicineBall(round(r)),
            Self::Circling(r) => Self::Circling(round(r)),
            Self::Dumbbell(s) => Self::Dumbbell(s.mirrored()),
            Self::Bag(s) => Self::Bag(s.mirrored()),
            Self::Club { hand, along } => Self::Club {
                hand: hand.mirrored(),
                along: flip(*along),
            },
            Self::Band(points) => Self::Band(points.iter().map(|p| p.mirrored()).collect()),
            Self::Bike([x, angle]) => Self::Bike([*x, angle + 180.0]),
            Self::BladeClock(side) => Self::BladeClock(side.other()),
            Self::BreathSquare(p) => Self::BreathSquare(flip(*p)),
            Self::Flight([a, b]) => Self::Flight([flip(*a), flip(*b)]),
            Self::Chair(_) | Self::Stool(_) | Self::DoorFrame(_) | Self::Water(_) => self.clone(),
        }
    }
}
